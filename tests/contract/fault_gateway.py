"""A gateway before the sandbox, in the world of the fault matrix: it breaks what the sandbox's own server cannot break.

It speaks HTTP/1.1 and HTTP/2 to the client, forwards each request to the sandbox, and applies one fault at a time: to
the head of a response, to a stream or a connection of HTTP/2, or to the moment at which a request is accepted. It can
also call a function, which interrupts the client, at a chosen moment of an exchange.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Literal, TypeAlias

import attrs
import h2.config
import h2.connection
import h2.events
import h2.exceptions
import httpx

from pareta_sandbox import AppliedFault, Fault
from pareta_wire.operations import OPERATIONS
from tests.contract.fault_time import World

Moment: TypeAlias = Literal["before", "accepted", "head", "body"]
"""When a fault applies: before the request is forwarded, once it was accepted, after the head, or in the body."""

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_READ_BYTES = 65_536
_PLACEHOLDER = Fault(lost="close")  # the sandbox's record of a fault has one of its own
_HOP = frozenset({b"connection", b"transfer-encoding", b"keep-alive", b"content-length", b"date"})


class Exchange:
    """One request and its response, by the protocol of the connection that carries them."""

    async def send_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Send the head of the response."""
        raise NotImplementedError

    async def send_body(self, data: bytes) -> None:
        """Send a chunk of the body."""
        raise NotImplementedError

    async def end(self) -> None:
        """End the body."""
        raise NotImplementedError

    async def disconnect(self) -> None:
        """Close the connection, whatever was sent."""
        raise NotImplementedError


@attrs.frozen
class GatewayFault:
    """A fault, when it applies, and what it does. What `act` leaves open is then done as usual if `goes_on`."""

    moment: Moment
    act: Callable[[Exchange], Awaitable[None]]
    goes_on: bool = False
    late_seconds: float | None = None
    """If set, the request is forwarded so many seconds after `act`, and its response goes nowhere."""


@attrs.define
class GatewayRule:
    """A fault for an operation, for as many requests as `times` says, or for all if None."""

    operation: str
    fault: GatewayFault
    times: int | None = 1


@attrs.frozen
class ReceivedRequest:
    """A request as the client sent it."""

    method: str
    target: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Gateway:
    """Serves in the world's loop. `rule` is applied, and `applied` has what was applied."""

    def __init__(self, world: World, sandbox_url: str) -> None:
        self._world = world
        self._target = sandbox_url
        self.rule: GatewayRule | None = None
        self.applied: list[AppliedFault] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        world.do(self._start())

    @property
    def url(self) -> str:
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def _start(self) -> None:
        self._http = httpx.AsyncClient(base_url=self._target, timeout=None, trust_env=False)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    def disconnect_all(self) -> None:
        """Close every connection, so that the next request opens one."""
        self._world.do(self._disconnect_all())

    async def _disconnect_all(self) -> None:
        for writer in self._writers:
            writer.close()
        await asyncio.sleep(0.01)

    def settle(self) -> None:
        """Wait until every late request was forwarded."""
        while self._tasks:
            self._world.pass_time(1.0)

    def close(self) -> None:
        self._world.do(self._close())

    async def _close(self) -> None:
        self._server.close()
        await self._disconnect_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, h2.exceptions.ProtocolError):
                first = await reader.readuntil(b"\r\n\r\n")
                if _PREFACE.startswith(first):
                    await Http2Connection(self, reader, writer).serve(first)
                else:
                    await self._serve_http1(first, reader, writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _serve_http1(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while not writer.is_closing():
            line, *fields = head[:-4].split(b"\r\n")
            method, target, _ = line.decode().split(" ")
            headers = [
                (name.lower(), value.strip()) for name, _, value in (f.partition(b":") for f in fields)
            ]
            given = dict(headers)
            body = await _read_body(reader, given)
            await self.exchange(ReceivedRequest(method, target, headers, body), Http1Exchange(writer))
            head = await reader.readuntil(b"\r\n\r\n")

    def after(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do something later."""

        async def later() -> None:
            await asyncio.sleep(seconds)
            await work()

        task = asyncio.ensure_future(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fault_for(self, request: ReceivedRequest) -> GatewayFault | None:
        rule = self.rule
        if rule is None or rule.times == 0 or operation_of(request) != rule.operation:
            return None
        if rule.times is not None:
            rule.times -= 1
        return rule.fault

    async def exchange(self, request: ReceivedRequest, exchange: Exchange) -> None:
        """Respond to a request, under the current rule."""
        fault = self._fault_for(request)
        moment = None if fault is None else fault.moment
        if fault is not None and moment == "before":
            self._record(request)
            if fault.late_seconds is not None:
                self.after(fault.late_seconds, lambda: self._forward_only(request))
            await fault.act(exchange)
            if not fault.goes_on:
                return
        async with self._http.stream(
            request.method, request.target, headers=request.headers, content=request.body
        ) as response:
            if fault is not None and moment != "before":
                self._record(request)
            if fault is not None and moment == "accepted":
                await fault.act(exchange)
                if not fault.goes_on:
                    await response.aread() if _ends_by_itself(response) else None
                    return
            headers = [(name.lower(), value) for name, value in response.headers.raw]
            await exchange.send_head(response.status_code, [each for each in headers if each[0] not in _HOP])
            if fault is not None and moment == "head":
                await fault.act(exchange)
                if not fault.goes_on:
                    return
            await self._send_body(response, exchange, fault if moment == "body" else None)

    async def _send_body(
        self, response: httpx.Response, exchange: Exchange, fault: GatewayFault | None
    ) -> None:
        async for chunk in response.aiter_raw():
            half = len(chunk) // 2 if fault is not None and _ends_by_itself(response) else len(chunk)
            await exchange.send_body(chunk[:half])
            if fault is not None:
                await fault.act(exchange)
                if not fault.goes_on:
                    return
                fault = None
            await exchange.send_body(chunk[half:])
        await exchange.end()

    async def _forward_only(self, request: ReceivedRequest) -> None:
        async with self._http.stream(
            request.method, request.target, headers=request.headers, content=request.body
        ) as response:
            if _ends_by_itself(response):
                await response.aread()

    def _record(self, request: ReceivedRequest) -> None:
        name = operation_of(request)
        self.applied.append(AppliedFault(name, "", _PLACEHOLDER, self._world.now, None))


def _ends_by_itself(response: httpx.Response) -> bool:
    return "event-stream" not in response.headers.get("content-type", "")


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[bytes, bytes]) -> bytes:
    if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
        return await reader.readexactly(int(headers.get(b"content-length", b"0")))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


_PATHS = {
    name: (operation.method, re.compile(re.sub(r"\{.*?\}", "[^/]+", operation.path)))
    for name, operation in OPERATIONS.items()
}


def operation_of(request: ReceivedRequest) -> str:
    """Return the id of the operation that a request is for, or an empty string."""
    path = request.target.partition("?")[0]
    found = [
        name
        for name, (method, pattern) in _PATHS.items()
        if method == request.method and pattern.fullmatch(path)
    ]
    return found[0] if found else ""


# --- HTTP/1.1


class Http1Exchange(Exchange):
    """An exchange over HTTP/1.1. `writer` takes raw bytes as well."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer

    async def send_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.writer.write(http1_head(status, headers))
        await self.writer.drain()

    async def send_body(self, data: bytes) -> None:
        if data:
            self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
            await self.writer.drain()

    async def end(self) -> None:
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def disconnect(self) -> None:
        self.writer.close()
        raise ConnectionAbortedError


def http1_head(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return a head, of a body in chunks."""
    lines = [b"%b: %b\r\n" % each for each in headers]
    return b"HTTP/1.1 %d \r\n" % status + b"".join(lines) + b"transfer-encoding: chunked\r\n\r\n"


# --- HTTP/2


class Http2Connection:
    """A connection of HTTP/2, whose client knew that this server speaks it (RFC 9113, 3.3)."""

    def __init__(self, gateway: Gateway, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._gateway = gateway
        self._reader = reader
        self.writer = writer
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self._requests: dict[int, ReceivedRequest] = {}
        self._ended = False

    def flush(self) -> None:
        """Send what h2 has written."""
        if not self._ended and not self.writer.is_closing():
            self.writer.write(self.h2.data_to_send())

    def end(self) -> None:
        """Send nothing more, and read until the client closes.

        A socket that is closed with unread data resets the connection, and the client may lose what was sent.
        """
        if not self._ended and not self.writer.is_closing():
            self._ended = True
            self.writer.write_eof()

    async def serve(self, first: bytes) -> None:
        """Serve until the connection ends. Its streams run at once."""
        self.h2.initiate_connection()
        self.flush()
        data, running = first, set[asyncio.Task[None]]()
        try:
            while data:
                for event in self.h2.receive_data(data):
                    request = self._request_of(event)
                    if request is not None:
                        exchange = Http2Exchange(self, getattr(event, "stream_id", 0))
                        running.add(asyncio.ensure_future(self._exchange(request, exchange)))
                self.flush()
                data = await self._reader.read(_READ_BYTES)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _exchange(self, request: ReceivedRequest, exchange: Http2Exchange) -> None:
        with suppress(OSError, h2.exceptions.ProtocolError):
            await self._gateway.exchange(request, exchange)

    def _request_of(self, event: h2.events.Event) -> ReceivedRequest | None:
        if isinstance(event, h2.events.RequestReceived):
            headers = [(bytes(name), bytes(value)) for name, value in event.headers or ()]
            fields = dict(headers)
            plain = [each for each in headers if not each[0].startswith(b":")]
            self._requests[event.stream_id or 0] = ReceivedRequest(
                fields[b":method"].decode(), fields[b":path"].decode(), plain, b""
            )
        elif isinstance(event, h2.events.DataReceived):
            stream_id, data = event.stream_id or 0, event.data or b""
            before = self._requests[stream_id]
            self._requests[stream_id] = attrs.evolve(before, body=before.body + data)
            if event.flow_controlled_length:
                self.h2.acknowledge_received_data(event.flow_controlled_length, stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            return self._requests[event.stream_id or 0]
        return None


class Http2Exchange(Exchange):
    """An exchange over a stream of HTTP/2."""

    def __init__(self, connection: Http2Connection, stream_id: int) -> None:
        self._connection = connection
        self.stream_id = stream_id

    async def send_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._connection.h2.send_headers(self.stream_id, [(b":status", b"%d" % status), *headers])
        self._connection.flush()

    async def send_body(self, data: bytes) -> None:
        machine = self._connection.h2
        while data:
            size = min(len(data), machine.max_outbound_frame_size)
            assert size <= machine.local_flow_control_window(self.stream_id), (
                "a body of the sandbox is smaller"
            )
            machine.send_data(self.stream_id, data[:size])
            data = data[size:]
        self._connection.flush()

    async def end(self) -> None:
        self._connection.h2.end_stream(self.stream_id)
        self._connection.flush()

    async def reset(self, code: int) -> None:
        """Reset the stream."""
        self._connection.h2.reset_stream(self.stream_id, code)
        self._connection.flush()

    async def go_away(self, last: int, *, closes: bool = True) -> None:
        """Say that no stream after `last` is processed, and close."""
        self._connection.h2.close_connection(last_stream_id=max(0, last))
        self._connection.flush()
        if closes:
            self._connection.end()

    async def disconnect(self) -> None:
        self._connection.end()
        raise ConnectionAbortedError
