"""What every test of the tree shares; fixtures of one folder live in that folder."""

from __future__ import annotations

import gc

import hypothesis  # noqa: F401  # when it is loaded, it asks for referrers, and finds none that is frozen
import pytest

from pareta_core import encoding


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long value by its argument: what is packed holds the time, and the workers' test ids must be the same."""
    return argname if isinstance(val, (bytes, str)) and len(val) > 80 else None


def pytest_collection_finish() -> None:
    """Leave the thousands of collected tests out of garbage collections, which some tests start many times."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `pytest.mark.anyio` run on asyncio; one that wants trio as well parametrizes this."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _the_standard_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse JSON with the standard library, as a base install does. `test_faster_json.py` compares it with msgspec."""
    monkeypatch.setattr(encoding, "_msgspec", lambda: None)
