# Mirrored from src/pareta_core/_async/stream.py by codegen/mirror.py; do not edit.
"""A stream of typed events over one answer. No sending, no retrying: the transport opened it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pareta_core._sync.pool import ConnectionLost, Pool
from pareta_core.encoding import as_object
from pareta_core.errors import ErrorClasses, SDKError, request_note
from pareta_core.sse import Decoder, ServerSentEvent
from pareta_wire.model import DecodeError
from pareta_wire.operation import ResponseInfo, StreamRules

if TYPE_CHECKING:
    from typing import Self

    import httpx

E = TypeVar("E")


class Stream(Generic[E]):
    """Iterate over it for the events, each as soon as it has arrived.

    It holds a connection: read it to its end, or leave it early through its context manager or `close()`.
    """

    response: ResponseInfo
    """The answer's status, headers and request id."""

    def __init__(
        self,
        response: httpx.Response,
        info: ResponseInfo,
        pool: Pool,
        rules: StreamRules[E],
        errors: ErrorClasses,
        call: str,
    ) -> None:
        self.response = info
        self._raw = response
        self._chunks: Iterator[bytes] = response.iter_bytes()
        self._pool = pool
        self._rules = rules
        self._errors = errors
        self._call = call
        self._decoder = Decoder()
        self._arrived: Iterator[ServerSentEvent] = iter(())
        self._complete = False

    def __iter__(self) -> Iterator[E]:
        return self

    def __next__(self) -> E:
        try:
            while True:
                event = None if self._complete else next(self._arrived, None)
                if event is None:
                    self._read_on()
                elif not self._ends(event) and event.data:
                    return self._typed(event)
        except BaseException:
            # The end, an error, a cancellation: in each case the connection is of no more use to the caller.
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connection back. May be called at any time, from anywhere, and again."""
        self._raw.close()

    def _read_on(self) -> None:
        if self._complete:
            self._read_to_the_end()
            raise StopIteration
        try:
            chunk = self._pool.next_chunk(self._chunks)
        except ConnectionLost as lost:
            kind = self._errors.timeout if lost.timed_out else self._errors.connection
            raise self._error(kind, f"the connection was lost in the middle of the stream: {lost}") from lost
        try:
            self._arrived = iter(self._decoder.feed(chunk or b""))
        except UnicodeDecodeError as error:
            raise self._malformed(error.object.decode("utf-8", "replace"), error) from error
        if chunk is None:
            self._check_end()
            raise StopIteration

    def _read_to_the_end(self) -> None:
        # The answer is whole. After a marker like [DONE] the line is read to its end only so that the connection
        # can serve again: a failure to do so costs the caller nothing.
        if self._rules.end_data is None:
            return
        try:
            while self._pool.next_chunk(self._chunks) is not None:
                pass
        except ConnectionLost:
            return

    def _ends(self, event: ServerSentEvent) -> bool:
        """Whether this is the end marker. A named one is still an event; the stream is complete after it."""
        if event.event in self._rules.end_events:
            self._complete = True
            return False
        if self._rules.end_data is not None and event.data == self._rules.end_data:
            self._complete = True
            return True
        return False

    def _check_end(self) -> None:
        rules = self._rules
        if not self._decoder.pending and not rules.end_data and not rules.end_events:
            return
        marker = rules.end_data or " or ".join(sorted(rules.end_events)) or "its last event was whole"
        raise self._error(
            self._errors.stream_ended, f"the stream ended before {marker}: what came is not all"
        )

    def _typed(self, event: ServerSentEvent) -> E:
        try:
            data = json.loads(event.data)
            failure = (as_object(data) or {}).get(self._rules.error_key or "")
            typed: Any = self._rules.decode(event.event, data) if failure is None else None
        except (DecodeError, ValueError, RecursionError) as error:
            raise self._malformed(event.data, error) from error
        if failure is not None:
            raise self._failed(failure)
        result: E = typed
        return result

    def _failed(self, failure: Any) -> SDKError:
        """The service's own report of a failure in mid-stream."""
        known = as_object(failure) or {"message": str(failure)}
        message = known.get("message") or known.get("type") or "no reason was given"
        what = f"the service reported a failure in mid-stream: {message}"
        return self._error(self._errors.stream, what, type=known.get("type"), code=known.get("code"))

    def _malformed(self, data: str, error: Exception) -> SDKError:
        shown = data if len(data) <= 200 else data[:199] + "…"
        return self._error(
            self._errors.stream, f"the stream sent an event that cannot be read ({error}): {shown!r}"
        )

    def _error(self, kind: type[SDKError], what: str, **context: Any) -> SDKError:
        request_id = self.response.request_id
        return kind(f"{self._call}: {what}{request_note(request_id)}", request_id=request_id, **context)
