"""The faults of the matrix that the gateway applies, by kind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from h2.errors import ErrorCodes

from tests.contract.fault_gateway import (
    Exchange,
    GatewayFault,
    Http1Exchange,
    Http2Exchange,
    Moment,
    http1_head,
)

JSON = [(b"content-type", b"application/json")]
# Seconds: the timeout of every client of the matrix is 60.
_LATE_SECONDS = 65.0


def _raw(*chunks: bytes, pause: float = 0.0, closes: bool = True) -> Callable[[Exchange], Awaitable[None]]:
    """Return an action that sends bytes as they are, and closes the connection."""

    async def act(exchange: Exchange) -> None:
        writer = cast("Http1Exchange", exchange).writer
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)
        if closes:
            await exchange.disconnect()

    return act


async def _inform_for_ever(exchange: Exchange) -> None:
    writer = cast("Http1Exchange", exchange).writer
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(1.0)


async def _nothing(exchange: Exchange) -> None:
    await asyncio.sleep(_LATE_SECONDS)
    await exchange.disconnect()


async def _disconnect(exchange: Exchange) -> None:
    await exchange.disconnect()


_VALID = http1_head(200, JSON)
_INFORMED = (
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 102 Processing\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n",
)
ENDLESS = "1xx without end"
_HEADS: dict[str, Callable[[Exchange], Awaitable[None]]] = {
    "bad status line": _raw(b"HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n"),
    "status beyond three digits": _raw(b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n"),
    "another protocol": _raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "bad header": _raw(b"HTTP/1.1 200 OK\r\nno colon\r\ncontent-length: 2\r\n\r\n{}"),
    "zero byte in a header": _raw(b"HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 2\r\n\r\n{}"),
    "two lengths": _raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} "),
    "two heads in one": _raw(b"HTTP/1.1 200 OK\r\nHTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"),
    "head cut": _raw(_VALID[: len(_VALID) // 2]),
    "head without an end": _raw(b"HTTP/1.1 200 OK\r\n", *[b"x-padding: " + b"a" * 4_000 + b"\r\n"] * 50),
    "head that drips for minutes": _raw(*[_VALID[n : n + 1] for n in range(len(_VALID) - 4)], pause=5.0),
    "switching protocols": _raw(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n"),
    ENDLESS: _inform_for_ever,
}
TWO_HEADS = "a second response after the first"


def _reset(code: int) -> Callable[[Exchange], Awaitable[None]]:
    async def act(exchange: Exchange) -> None:
        await cast("Http2Exchange", exchange).reset(code)

    return act


def _go_away(offset: int, *, closes: bool = True) -> Callable[[Exchange], Awaitable[None]]:
    async def act(exchange: Exchange) -> None:
        stream = cast("Http2Exchange", exchange)
        await stream.go_away(stream.stream_id + offset, closes=closes)

    return act


def _twice(moment: Moment, name: str) -> str:
    return name if moment == "before" else f"{name}, accepted"


HEADS = "a fault in the head"
HTTP2 = "HTTP/2"
LATE = "accepted after the client gave up"
AFTER_TIMEOUT = "after the timeout"
GATEWAY_KINDS: Mapping[str, Mapping[str, GatewayFault]] = {
    HEADS: {
        _twice(moment, name): GatewayFault(moment, act)
        for name, act in _HEADS.items()
        for moment in ("before", "accepted")
    }
    | {
        TWO_HEADS: GatewayFault(
            "accepted", _raw(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", _VALID, b"0\r\n\r\n")
        ),
        "1xx before the response": GatewayFault("before", _raw(*_INFORMED * 5, closes=False), goes_on=True),
    },
    HTTP2: {
        "REFUSED_STREAM": GatewayFault("before", _reset(ErrorCodes.REFUSED_STREAM)),
        "GOAWAY before the stream": GatewayFault("before", _go_away(-2)),
        "GOAWAY with the stream, not accepted": GatewayFault("before", _go_away(0)),
        "GOAWAY with the stream, accepted": GatewayFault("accepted", _go_away(0)),
        "GOAWAY in the body": GatewayFault("body", _go_away(0)),
        "RST_STREAM, not accepted": GatewayFault("before", _reset(ErrorCodes.INTERNAL_ERROR)),
        "RST_STREAM, accepted": GatewayFault("accepted", _reset(ErrorCodes.INTERNAL_ERROR)),
        "RST_STREAM after the head": GatewayFault("head", _reset(ErrorCodes.CANCEL)),
        "RST_STREAM in the body": GatewayFault("body", _reset(ErrorCodes.INTERNAL_ERROR)),
        "RST_STREAM(NO_ERROR) in the body": GatewayFault("body", _reset(ErrorCodes.NO_ERROR)),
        "connection lost, not accepted": GatewayFault("before", _disconnect),
        "connection lost, accepted": GatewayFault("accepted", _disconnect),
        "connection lost after the head": GatewayFault("head", _disconnect),
        "connection lost in the body": GatewayFault("body", _disconnect),
        "silence, accepted": GatewayFault("accepted", _nothing),
    },
    LATE: {
        AFTER_TIMEOUT: GatewayFault("before", _nothing, late_seconds=_LATE_SECONDS),
        "after the connection was lost": GatewayFault("before", _disconnect, late_seconds=2.0),
    },
}
