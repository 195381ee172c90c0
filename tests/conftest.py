"""What every test of the tree shares; fixtures of one folder live in that folder."""

from __future__ import annotations

import pytest

from pareta_core import encoding

# Modules whose results do not depend on the versions of the HTTP libraries, of anyio or of attrs. `make test-versions`
# leaves them out.
_ONCE = {
    "contract": (
        "editors",
        "examples",
        "sandbox_limits",
        "sandbox_schemas",
        "sandbox_scripting",
        "schemathesis",
        "soak",
    ),
    "pure": (
        "bench",
        "changed",
        "docs",
        "docstrings",
        "faster_json",
        "generate",
        "house",
        "mirror",
        "options",
        "pattern_parser",
        "public_ground",
        "spec",
    ),
}
_ONCE_FILES = {(folder, f"test_{name}.py") for folder, names in _ONCE.items() for name in names}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those modules."""
    for item in items:
        if (item.path.parent.name, item.path.name) in _ONCE_FILES:
            item.add_marker(pytest.mark.once)


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `pytest.mark.anyio` run on asyncio; one that wants trio as well parametrizes this."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _the_standard_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse JSON with the standard library, as a base install does. `test_faster_json.py` compares it with msgspec."""
    monkeypatch.setattr(encoding, "_msgspec", lambda: None)
