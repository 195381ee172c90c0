"""What every test of the tree shares; fixtures of one folder live in that folder."""

from __future__ import annotations

import pytest

from pareta_core import encoding


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `pytest.mark.anyio` run on asyncio; one that wants trio as well parametrizes this."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _the_standard_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a process does: with the standard library's JSON, however much other tests have read."""
    monkeypatch.setattr(encoding, "_fast", None)
    monkeypatch.setattr(encoding, "_before_faster", encoding._before_faster)
