"""Which tests to run first after a change: those that are named after what changed. `make quick` runs them.

    python -m tests.changed     print the test files for what differs from the last commit

A module `name.py` is tested by `test_name.py`, wherever that is, and a test file by itself. Anything else has the tests
of its folder in the table below.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
# The first prefix that fits counts.
BY_FOLDER = {
    "openapi.yaml": ("test_spec.py", "test_wire_examples.py"),
    "codegen/mirror.py": ("test_mirror.py",),
    "codegen/": ("test_generate.py",),
    "generated/": ("test_wire_models.py", "test_wire_requests.py"),
    "src/pareta_core/_async/": ("test_connections.py", "test_requests.py"),
    "src/pareta_core/": ("test_requests.py",),
    "src/pareta_sandbox/": ("test_sandbox_server.py",),
    "src/pareta/": ("test_bad_input.py",),
    "src/parallel/": ("test_bad_input.py",),
    "docs/site/": ("test_site.py",),
    "docs/conf.py": ("test_site.py",),
    "docs/": ("test_docs.py",),
    "examples/": ("test_docs.py",),
    "README.md": ("test_docs.py",),
    "requirements/": ("test_house.py",),
    "Makefile": ("test_house.py",),
    "pyproject.toml": ("test_house.py",),
    "bench/": ("test_bench.py",),
}


def related_to(changed: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the test files for what changed, in a fixed order.

    Args:
        changed: Paths from the repository's root, with slashes.
        known: The test files there are.
    """
    by_name: dict[str, list[str]] = {}
    for path in known:
        by_name.setdefault(PurePosixPath(path).name, []).append(path)
    found: set[str] = set()
    for path in changed:
        name = PurePosixPath(path).name
        if name in by_name and path.startswith("tests/"):
            found.add(path)
            continue
        own = by_name.get(f"test_{name}", []) if name.endswith(".py") else []
        if not own:
            names = next((names for prefix, names in BY_FOLDER.items() if path.startswith(prefix)), ())
            own = [test for each in names for test in by_name.get(each, [])]
        found.update(own)
    return sorted(found & set(known))


def main() -> None:
    """Print the test files for what differs from the last commit."""
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "--no-renames"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    changed = [line[3:].strip('"') for line in status.stdout.splitlines()]
    known = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    # (The peers' tests need environments of their own, and schemathesis takes seconds to load.)
    left_out = ("tests/peers/", "tests/contract/test_schemathesis.py")
    print(*related_to(changed, [path for path in known if not path.startswith(left_out)]))


if __name__ == "__main__":
    main()
