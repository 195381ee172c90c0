"""The body of a response: unpacked as it arrives, read within its limits. Neither sends nor retries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from attrs import define

from pareta_core.call import ConnectionFailure
from pareta_core.content_decoding import ContentDecoder

if TYPE_CHECKING:
    import httpx

    from pareta_core._async.http_adapter import AsyncHTTPAdapter
    from pareta_core.clock import AsyncClock
    from pareta_core.deadline import Deadline

# How long the end of a body may take that was not known to be complete when its deadline passed.
_LAST_READ_SECONDS = 0.1
# Fewer characters of a key say nothing about it.
_MIN_KEY_CHARACTERS = 4


class AsyncDecodedChunks:
    """The chunks of a body whose content codings are undone."""

    def __init__(self, chunks: AsyncIterator[bytes], decoder: ContentDecoder) -> None:
        self._chunks = chunks
        self._decoder = decoder
        self._ready: Iterator[bytes] = iter(())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        while True:
            for ready in self._ready:
                return ready
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self._decoder.end()
                raise StopAsyncIteration
            self._ready = self._decoder.feed(chunk)


@define(repr=False)
class Body:
    """What was read of a body.

    Attributes:
        content: The bytes.
        failure: What made the body incomplete, if anything did.
        shortened: Whether the body is longer than its limit, and the rest was not read.
    """

    content: bytes
    failure: ConnectionFailure | None = None
    shortened: bool = False

    def __repr__(self) -> str:
        # Tracebacks with local variables do not show what a server sent.
        return f"Body(***, failure={self.failure!r}, shortened={self.shortened})"

    def take(self) -> bytes:
        """Return the bytes and forget them, so that they are freed as soon as they are decoded."""
        content, self.content = self.content, b""
        return content


def without_split_key(content: bytes, api_key: str) -> bytes:
    """Return a body that was shortened, without the beginning of an API key at its end, which nothing would redact.

    Args:
        content: The first bytes of the body.
        api_key: The key, which the server may have echoed.
    """
    key = api_key.encode()
    for size in range(len(key) - 1, _MIN_KEY_CHARACTERS - 1, -1):
        if content.endswith(key[:size]):
            return content[:-size]
    return content


async def read_body(
    http: AsyncHTTPAdapter, response: httpx.Response, *, deadline: Deadline, clock: AsyncClock, limit: int
) -> Body:
    """Read a body, and release its connection.

    Args:
        http: The adapter that received the response.
        response: The response.
        deadline: By when all of the body has to be there.
        clock: The clock.
        limit: How many bytes of the body are read.
    """
    chunks, received, size = http.chunks(response), list[bytes](), 0
    failure: ConnectionFailure | None = None
    late = False
    try:
        while size <= limit:
            left = max(deadline.remaining(clock.monotonic()), _LAST_READ_SECONDS)
            chunk = await http.next_chunk(chunks, left)
            if chunk is None:
                break
            received.append(chunk)
            size += len(chunk)
            # (A byte now and then keeps each read of a user's client within its timeout, and the body without end.)
            if deadline.passed(clock.monotonic()):
                if late:
                    raise ConnectionFailure("the deadline passed", sent=True, timed_out=True)
                late = True  # The body may have ended with this chunk: what arrived is not thrown away.
    except ConnectionFailure as error:
        failure = error
    finally:
        await http.release(response)
    content = b"".join(received)[:limit]
    return Body(content, failure, size > limit)
