"""HTTP/2 over a user's client: what the protocol proves not sent or not processed is never an unknown outcome.

The servers are built on the h2 package. Each test runs with the sync client and with the async one under asyncio and
trio.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

import anyio
import anyio.to_thread
import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import httpx
import pytest
import trustme

import parallel
from tests.contract.loopback import (
    KEYS,
    TEST_TIMEOUT,
    Async,
    How,
    Http2Server,
    Server,
    create_a_run,
    failing,
    serving,
)
from tests.contract.test_tls_and_proxies import trusting
from tests.support import run

pytestmark = [
    pytest.mark.usefixtures("bare_environment"),
    pytest.mark.filterwarnings("ignore:Async generator 'http(x|core):ResourceWarning"),
]


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


class FaultyServer(Http2Server):
    """Answers the first `faults` requests with a fault, and further ones properly.

    `fault` is the error code of a reset, or the last stream id of a GOAWAY relative to the request's.
    """

    def __init__(
        self, ca: trustme.CA, *, reset: int | None = None, goaway: int | None = None, faults: int = 1
    ) -> None:
        super().__init__(ca)
        self._reset, self._goaway, self._faults = reset, goaway, faults

    def talk(self, line: socket.socket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        line.sendall(connection.data_to_send())
        while data := line.recv(65_536):
            for found in connection.receive_data(data):
                if isinstance(found, h2.events.StreamEnded):
                    stream_id = found.stream_id or 0
                    if len(self.heads) >= self._faults:
                        self._answer(connection, stream_id, "/v1/tasks/runs")
                        continue
                    self.heads.append(f"fault on stream {stream_id}")
                    if self._reset is not None:
                        connection.reset_stream(stream_id, self._reset)
                    else:
                        last = max(0, stream_id + (self._goaway or 0))
                        connection.close_connection(last_stream_id=last)
                        line.sendall(connection.data_to_send())
                        # To close a socket with unread data resets it, and the client would lose the GOAWAY.
                        with suppress(OSError):
                            while line.recv(65_536):
                                pass
                        return
            line.sendall(connection.data_to_send())


def test_a_stream_that_the_server_refused_is_sent_again(how: How, ca: trustme.CA) -> None:
    with FaultyServer(ca, reset=h2.errors.ErrorCodes.REFUSED_STREAM) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        assert how.run("parallel", server.url, create_a_run, http_client=http) == ["trun_1"]
        assert len(server.heads) == 2


def test_a_stream_that_the_server_refuses_each_time_is_a_plain_connection_error(
    how: How, ca: trustme.CA
) -> None:
    with FaultyServer(ca, reset=h2.errors.ErrorCodes.REFUSED_STREAM, faults=9) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        error, sleeps = how.run("parallel", server.url, failing(create_a_run), http_client=http)
        assert len(server.heads) == 3
    assert type(error) is parallel.APIConnectionError
    assert len(sleeps) == 2


@pytest.mark.parametrize(
    "code",
    [
        h2.errors.ErrorCodes.NO_ERROR,
        h2.errors.ErrorCodes.CANCEL,
        h2.errors.ErrorCodes.INTERNAL_ERROR,
        h2.errors.ErrorCodes.ENHANCE_YOUR_CALM,
    ],
)
def test_a_stream_that_is_reset_for_another_reason_may_have_been_processed(
    how: How, ca: trustme.CA, code: int
) -> None:
    with FaultyServer(ca, reset=code) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        error, _ = how.run("parallel", server.url, failing(create_a_run), http_client=http)
        assert len(server.heads) == 1
    assert isinstance(error, parallel.OutcomeUnknownError)


def test_a_goaway_before_the_stream_proves_that_it_was_not_processed(how: How, ca: trustme.CA) -> None:
    with FaultyServer(ca, goaway=-2) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        assert how.run("parallel", server.url, create_a_run, http_client=http) == ["trun_1"]
        assert len(server.heads) == 2
        assert server.connections == 2


def test_a_goaway_that_includes_the_stream_leaves_its_outcome_unknown(how: How, ca: trustme.CA) -> None:
    with FaultyServer(ca, goaway=0) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        error, _ = how.run("parallel", server.url, failing(create_a_run), http_client=http)
        assert len(server.heads) == 1
    assert isinstance(error, parallel.OutcomeUnknownError)


class SilentServer(Server):
    """Speaks HTTP/2 and answers nothing. `full` says that it has a hundred requests."""

    def __init__(self, ca: trustme.CA) -> None:
        context = serving(ca)
        context.set_alpn_protocols(["h2"])
        super().__init__(context)
        self.full = threading.Event()

    def talk(self, line: socket.socket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        line.sendall(connection.data_to_send())
        while data := line.recv(65_536):
            self.heads += [
                "request"
                for event in connection.receive_data(data)
                if isinstance(event, h2.events.StreamEnded)
            ]
            if len(self.heads) >= 100:
                self.full.set()
            line.sendall(connection.data_to_send())


def test_a_connection_without_a_free_stream_sends_nothing_and_says_so(how: How, ca: trustme.CA) -> None:
    async def main(url: str) -> tuple[Any, int]:
        async with httpx.AsyncClient(http2=True, verify=trusting(ca)) as http:
            client = parallel.AsyncParallel(
                api_key=KEYS["parallel"], base_url=url, http_client=http, max_retries=0
            )

            async def create() -> None:
                await client.task_run.create(input="a", processor="base")

            async with anyio.create_task_group() as tasks:
                for _ in range(100):
                    tasks.start_soon(create)
                await anyio.to_thread.run_sync(server.full.wait, TEST_TIMEOUT)
                tasks.cancel_scope.cancel()
            sent = len(server.heads)
            with pytest.raises(parallel.ParallelError) as caught:
                await client.task_run.create(input="a", processor="base")
            return caught.value, sent

    if not isinstance(how, Async):
        pytest.skip("blocking calls are not cancelled")
    with SilentServer(ca) as server:
        error, sent = anyio.run(main, server.url, backend="asyncio")
        assert sent == len(server.heads) == 100
    assert type(error) is parallel.APIConnectionError
    assert "streams" in str(error)


def test_a_server_that_allows_few_streams_gets_them_one_after_the_other(how: How, ca: trustme.CA) -> None:
    class Few(Http2Server):
        def talk(self, line: socket.socket) -> None:
            connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
            connection.local_settings = h2.settings.Settings(
                client=False, initial_values={h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1}
            )
            connection.initiate_connection()
            line.sendall(connection.data_to_send())
            while data := line.recv(65_536):
                for found in connection.receive_data(data):
                    if isinstance(found, h2.events.StreamEnded):
                        self._answer(connection, found.stream_id or 0, "/v1/tasks/runs")
                line.sendall(connection.data_to_send())

    with Few(ca) as server:
        http = how.Http(http2=True, verify=trusting(ca))
        found = how.run(
            "parallel",
            server.url,
            lambda client: create_a_run(client) + create_a_run(client),
            http_client=http,
        )
        assert found == [run()["run_id"]] * 2
        assert server.connections == 1
