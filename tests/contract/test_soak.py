"""The soak of tests/soak.py in its short form: what is counted is exact, and no time is measured."""

from __future__ import annotations

import gc
import time
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import trustme

from pareta import Pareta
from tests import soak

CALLS, STREAMS = 120, 36  # three rounds of all the ways to leave a stream


@pytest.fixture(scope="module")
def server() -> Iterator[soak.SoakServer]:
    running = soak.SoakServer()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def one_certificate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reading all of the machine's takes longer than these tests, and none is needed here."""
    with trustme.CA().cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        yield


both = pytest.mark.parametrize("run", [soak.soak_sync, soak.soak_async], ids=["sync", "async"])


@both
def test_calls_and_streams_left_early_leave_no_socket_file_thread_or_object(
    run: Callable[..., tuple[soak.Looks, soak.Tally]], server: soak.SoakServer
) -> None:
    run(server.url, 50, 12, 1, 40)  # whatever is loaded once is loaded
    before = soak.Look.now(0, time.monotonic())
    found, tally = run(server.url, CALLS, STREAMS, 4, 40)
    assert (tally.calls, tally.streams, tally.clients) == (CALLS, STREAMS, CALLS // 40)
    assert soak.complaints(before, found) == []
    assert found[-1].sockets == before.sockets
    assert found[-1].objects - before.objects < 40, "a third of an object for each call"
    assert server.connections() == 0


@both
def test_memory_is_flat_over_calls_and_streams(
    run: Callable[..., tuple[soak.Looks, soak.Tally]], server: soak.SoakServer
) -> None:
    tracemalloc.start()
    try:
        run(server.url, 50, 12, 1, 40)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        run(server.url, CALLS // 2, STREAMS // 2, 1, 40)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 20_000, f"{(after - before) / (CALLS // 2):.0f} bytes for each call"


def test_what_a_client_made_goes_with_it_and_waits_for_no_collector(server: soak.SoakServer) -> None:
    gc.collect()
    gc.disable()
    try:
        with Pareta(api_key="pareta_sk_soak", base_url=server.url) as pa:
            with pa.chat.completions.create(model="ep_1", messages=soak.MESSAGES, stream=True) as chunks:
                next(iter(chunks))
            stream, answer = weakref.ref(chunks), weakref.ref(pa.models.list())
            del chunks
            assert answer() is None
            assert stream() is None
    finally:
        gc.enable()


LOOK = soak.Look(calls=1, seconds=0.0, rss_kb=50_000, sockets=3, files=9, threads=1, objects=40_000)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sockets": 4}, "1 sockets are left"),
        ({"files": 12}, "3 files are left"),
        ({"threads": 2}, "1 threads are left"),
        ({"rss_kb": 60_000}, "memory grew by 10000 kB"),
        ({"objects": 41_000}, "1000 objects more"),
    ],
)
def test_the_soak_complains_of_what_grows(change: dict[str, Any], complaint: str) -> None:
    found = soak.complaints(LOOK, [LOOK, LOOK, replace(LOOK, **change)])
    assert len(found) == 1
    assert complaint in found[0]


def test_the_soak_complains_of_sockets_that_come_and_do_not_go() -> None:
    looks = [replace(LOOK, sockets=LOOK.sockets + number) for number in range(5)]
    assert any("come and do not go" in each for each in soak.complaints(LOOK, [*looks, LOOK]))
