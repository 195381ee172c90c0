"""Compares the spec and the Python API with those of the last release, and says what breaks.

    python -m codegen.gate              compare; exit status 1 if something breaks that nobody announced
    python -m codegen.gate --release    make the present ones the released ones

A breaking change is announced when the section "Unreleased" of CHANGELOG.md names its subject, the first word of the
finding, and the version is raised far enough: before 1.0 a minor version may break something, from 1.0 on a major one.
The comparison itself is in spec_changes.py and api_changes.py.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from codegen.api_changes import compare_api, public_api
from codegen.changes import Change
from codegen.positions import with_lines
from codegen.spec import Spec, SpecError
from codegen.spec_changes import compare_specs
from codegen.spec_json import portable

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("pareta", "parallel")
DISTRIBUTION = "pareta-sdk"


def unannounced(changes: Sequence[Change], changelog: str, released: str, present: str) -> list[str]:
    """Return what is missing for each change that breaks something.

    Args:
        changes: What changed.
        changelog: The text of CHANGELOG.md.
        released: The version of the last release.
        present: The version now.
    """
    breaking = [change for change in changes if change.breaks]
    section = changelog.partition("\n## Unreleased")[2].partition("\n## ")[0]
    missing = [
        f"{change.subject}: say in CHANGELOG.md under Unreleased that it breaks"
        for change in breaking
        if not re.search(rf"(?<![\w.]){re.escape(change.subject)}(?![\w.]*\w)", section)
    ]
    wanted = next_breaking_version(released)
    if breaking and _numbers(present) < _numbers(wanted):
        missing.append(f"the version is {present}: raise it to {wanted}")
    return missing


def next_breaking_version(released: str) -> str:
    """Return the lowest version after a release that may break programs: a minor one before 1.0, then a major one.

    Args:
        released: The version of the release.
    """
    major, minor, _ = _numbers(released)
    return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"


def _numbers(text: str) -> tuple[int, int, int]:
    major, minor, patch = text.split(".")
    return int(major), int(minor), int(patch)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--release", action="store_true", help="make the present spec and API the released ones"
    )
    parser.add_argument("--spec", type=Path, default=root / "openapi.yaml", help="another spec")
    options = parser.parse_args(arguments)
    released_spec, released_api = root / "released" / "openapi.yaml", root / "released" / "python-api.json"
    names = public_api(PACKAGES, [str(ROOT / folder) for folder in ("src", "generated")])
    api = {"version": version(DISTRIBUTION), "names": names}
    if options.release:
        released_spec.parent.mkdir(exist_ok=True)
        shutil.copyfile(options.spec, released_spec)
        released_api.write_text(_one_name_a_line(api), encoding="utf-8")
        return 0
    try:
        before, spec = portable(Spec.load_released(released_spec)), Spec.load(options.spec)
        after = portable(spec)
    except SpecError as error:
        print(error, file=sys.stderr)
        return 1
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    before_api = json.loads(released_api.read_text(encoding="utf-8"))
    of_spec, of_api = compare_specs(before, after), compare_api(before_api["names"], names)
    for line in [*with_lines(of_spec, options.spec, spec), *map(str, of_api)]:
        print(line)
    missing = [
        *unannounced(of_spec, changelog, before["version"], after["version"]),
        *unannounced(of_api, changelog, before_api["version"], version(DISTRIBUTION)),
    ]
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing else 0


def _one_name_a_line(api: dict[str, Any]) -> str:
    names = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in api["names"].items())
    return f'{{"version": {json.dumps(api["version"])}, "names": {{\n{names}\n}}}}\n'


if __name__ == "__main__":
    sys.exit(main())
