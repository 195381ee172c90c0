"""The pool of an async client of our own making: who waits for what, and what is sent once it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from pareta_core._async.http_adapter import AsyncHTTPAdapter
from pareta_core.call import ConnectionFailure, Unsendable

TEST_TIMEOUT = 20.0


class HoldingServer:
    """Responds at once, except to `/held`, which a test releases; after `/last` it closes the connection.

    Of `/chunked` it sends the pieces of `body`, as they are.
    """

    def __init__(self) -> None:
        self.url = ""
        self.asked = 0
        self.held = 0
        self.body: list[bytes] = []
        self.go_on = asyncio.Event()
        self.lines: set[asyncio.Task[object]] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self.lines.add(line)
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked += 1
                if head.startswith(b"GET /held"):
                    self.held += 1
                    await self.go_on.wait()
                if head.startswith(b"GET /chunked"):
                    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n")
                    for piece in self.body:
                        writer.write(piece)
                        await writer.drain()
                else:
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")
                    await writer.drain()
                if b"/last" in head.split(b"\r\n")[0]:
                    break
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()


@asynccontextmanager
async def serving() -> AsyncGenerator[tuple[HoldingServer, AsyncHTTPAdapter]]:
    server, adapter = HoldingServer(), AsyncHTTPAdapter()
    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server, adapter
    finally:
        server.go_on.set()
        await adapter.aclose()
        listening.close()
        if server.lines:
            _, still_open = await asyncio.wait(server.lines, timeout=TEST_TIMEOUT)
            assert not still_open, "a connection was left open"


async def ask(adapter: AsyncHTTPAdapter, url: str) -> int:
    response = await adapter.send("GET", url, headers={})
    try:
        return len(await response.aread())
    finally:
        await response.aclose()


@pytest.mark.parametrize("rounds", [1, 3])
def test_calls_that_are_held_do_not_stop_those_that_are_not(rounds: int) -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            held = []
            for _ in range(rounds):  # from the second round on there are free connections beside turns
                held += [asyncio.ensure_future(ask(adapter, f"{server.url}/held")) for _ in range(40)]
                quick = [ask(adapter, f"{server.url}/quick") for _ in range(80)]
                assert await asyncio.wait_for(asyncio.gather(*quick), TEST_TIMEOUT) == [2] * 80
            while server.held < len(held):
                await asyncio.wait_for(ask(adapter, f"{server.url}/quick"), TEST_TIMEOUT)
            assert not any(each.done() for each in held), "as many as one likes are open at once"
            server.go_on.set()
            assert await asyncio.wait_for(asyncio.gather(*held), TEST_TIMEOUT) == [2] * len(held)

    asyncio.run(program())


def test_nothing_is_sent_by_calls_that_waited_when_the_client_was_closed() -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            await ask(adapter, f"{server.url}/quick")
            calls = [asyncio.ensure_future(ask(adapter, f"{server.url}/held")) for _ in range(100)]
            await ask(adapter, f"{server.url}/quick")
            await adapter.aclose()
            asked = server.asked
            for came_of_it in await asyncio.wait_for(
                asyncio.gather(*calls, return_exceptions=True), TEST_TIMEOUT
            ):
                assert isinstance(came_of_it, (ConnectionFailure, Unsendable)), came_of_it
            assert server.asked == asked

    asyncio.run(program())


def test_calls_that_are_cancelled_leave_nothing_behind() -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            for _ in range(30):
                calls = [asyncio.ensure_future(ask(adapter, f"{server.url}/held")) for _ in range(40)]
                await ask(adapter, f"{server.url}/quick")
                for call in calls:
                    call.cancel()
                await asyncio.wait(calls)
            assert await asyncio.wait_for(ask(adapter, f"{server.url}/quick"), TEST_TIMEOUT) == 2
            assert not adapter._transport()._busy

    asyncio.run(program())


def test_a_server_that_cannot_be_reached_does_not_stop_calls_to_another() -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            # A backlog that is full takes no connection, and refuses none.
            deaf = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, backlog=0, start_serving=False)
            deaf_url = f"http://127.0.0.1:{deaf.sockets[0].getsockname()[1]}"
            hanging = [asyncio.ensure_future(ask(adapter, deaf_url)) for _ in range(40)]
            assert await asyncio.wait_for(ask(adapter, f"{server.url}/quick"), TEST_TIMEOUT) == 2
            for each in hanging:
                each.cancel()
            await asyncio.wait(hanging)
            deaf.close()

    asyncio.run(program())


def test_connections_that_servers_ended_are_closed_when_another_server_is_asked() -> None:
    async def program() -> None:
        async with serving() as (first, adapter), serving() as (second, _), serving() as (third, _):
            await ask(adapter, f"{first.url}/quick")
            await ask(adapter, f"{second.url}/last")
            await asyncio.wait(second.lines)
            transport = adapter._transport()
            assert len(transport.connections) == 2
            await ask(adapter, f"{third.url}/quick")
            assert len(transport.connections) == 2, "that of the second is closed"
            await ask(adapter, f"{first.url}/quick")
            assert len(first.lines) == 1, "what still serves is kept"
            await adapter.aclose()  # before the servers that wait for its connections

    asyncio.run(program())


def test_of_many_connections_a_hundred_are_kept() -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            calls = [asyncio.ensure_future(ask(adapter, f"{server.url}/held")) for _ in range(102)]
            while server.held < len(calls):
                await asyncio.wait_for(ask(adapter, f"{server.url}/quick"), TEST_TIMEOUT)
            server.go_on.set()
            await asyncio.wait_for(asyncio.gather(*calls), TEST_TIMEOUT)
            assert len(adapter._transport().connections) == 100

    asyncio.run(program())


async def read(adapter: AsyncHTTPAdapter, response: httpx.Response) -> bytes:
    """Return a body as the stream reads it."""
    chunks, found = adapter.chunks(response), b""
    while (chunk := await adapter.next_chunk(chunks)) is not None:
        found += chunk
    return found


CHUNKED = {
    "plain": [b"5\r\nhello\r\n", b"6\r\n world\r\n", b"0\r\n\r\n"],
    "in one": [b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"],
    "cut anywhere": [b"5\r", b"\nhel", b"lo\r", b"\n6\r\n worl", b"d\r\n0", b"\r\n\r\n"],
    "with extensions": [b"5\r\nhello\r\n", b"6;a=b\r\n world\r\n", b"0\r\n\r\n"],
    "with a trailer": [b"b\r\nhello world\r\n", b"0\r\nx-sum: 1\r\n\r\n"],
}


@pytest.mark.parametrize("body", CHUNKED.values(), ids=CHUNKED)
def test_a_chunked_body_is_read_to_its_end_and_its_connection_serves_again(
    body: list[bytes],
) -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            server.body = body
            for _ in range(3):
                response = await adapter.send("GET", f"{server.url}/chunked", headers={})
                assert await read(adapter, response) == b"hello world"
                await response.aclose()
            assert await ask(adapter, f"{server.url}/quick") == 2
            assert len(server.lines) == 1

    asyncio.run(program())


@pytest.mark.parametrize(
    "body", [[b"5\r\nhel"], [b"5\r\nhello"], [b"5\r\nhello\r\n"], [b"5\r\nhelloo\r\n"], []]
)
def test_a_chunked_body_that_is_cut_or_broken_is_an_error(body: list[bytes]) -> None:
    async def program() -> None:
        async with serving() as (server, adapter):
            server.body = body
            response = await adapter.send("GET", f"{server.url}/chunked/last", headers={})
            with pytest.raises(ConnectionFailure, match="RemoteProtocolError"):
                await read(adapter, response)
            await response.aclose()
            assert not adapter._transport().connections

    asyncio.run(program())
