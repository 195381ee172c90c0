"""What every test of the tree shares; fixtures of one folder live in that folder."""

from __future__ import annotations

import gc
import signal

import pytest
from hypothesis import (  # (Before the freeze below: it asks for referrers when it is loaded.)
    HealthCheck,
    settings,
)

from pareta_core import encoding

# What a shell runs in the background ignores Ctrl-C, and so would the programs to which tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in each run, and no clock: a busy machine fails no test.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long value by its argument: what is packed holds the time, and the workers' test ids must be the same."""
    return argname if isinstance(val, (bytes, str)) and len(val) > 80 else None


def pytest_collection_finish() -> None:
    """Leave the thousands of collected tests out of garbage collections, which some tests start many times."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    """Return the backend of tests marked `pytest.mark.anyio`. One that wants trio as well parametrizes this."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _the_standard_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse JSON with the standard library, as a base install does. `test_faster_json.py` compares it with msgspec."""
    monkeypatch.setattr(encoding, "_msgspec", lambda: None)
