"""From bytes to the SDK's objects: without a connection, as a whole call, and read field by field."""

from __future__ import annotations

from typing import Any

from bench import answers
from bench.cases.timing import timed

Numbers = dict[str, float]


def decode(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """A task's answer of so many bytes; nothing goes over the wire."""
    body = answers.result(size)
    for _ in range(1 + 1_100_000 // size):  # a faster JSON parser is loaded once a megabyte was read
        sdk.decode(body)
    return timed(lambda: sdk.decode(body), times)


def result(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """`result()` of a run whose answer has so many bytes."""
    with sdk.client(f"{url}/b{size}") as client:
        sdk.result(client)
        return timed(lambda: sdk.result(client), times)


def read_list(sdk: Any, url: str, size: int, times: int) -> Numbers:
    """A list of models of so many bytes, three fields of each read."""
    with sdk.client(f"{url}/b{size}") as client:
        assert sdk.read_list(client) > size // 200
        return timed(lambda: sdk.read_list(client), times)
