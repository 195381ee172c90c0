"""Call, decode and read every field: a whole task of a user's, for small and large responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.cases.timing import timed

Numbers = dict[str, float]
LOADS_ALL = 1_200_000
"""Bytes of a response after which all is loaded: a faster JSON parser may be loaded after the first megabyte."""
_loaded: set[str] = set()


def models(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """A list of models of about `size` bytes."""
    return _read(sdk, sdk.models, url, size, times)


def leaderboard(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """A leaderboard of about `size` bytes."""
    return _read(sdk, sdk.leaderboard, url, size, times)


def eval_run(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """An eval run of five candidates, with per-item results of about `size` bytes in all."""
    return _read(sdk, sdk.eval_run, url, size, times)


def result(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """A task result of about `size` bytes."""
    return _read(sdk, sdk.result, url, size, times)


def _read(sdk: Any, call: Callable[[Any], object], url: str, size: int, times: int) -> Numbers:
    if call.__name__ not in _loaded:
        with sdk.client(f"{url}/b{LOADS_ALL}") as client:
            call(client)
        _loaded.add(call.__name__)
    with sdk.client(f"{url}/b{size}") as client:
        call(client)
        return timed(lambda: call(client), times)
