"""The chunks of an answer → its typed events, and what is said where that fails. Knows no connection and no clock."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from pareta_core.call import Call, ConnectionFailure
from pareta_core.encoding import as_object, from_json
from pareta_core.errors import SDKError, failure_status, request_note
from pareta_core.sse import Decoder, ServerSentEvent
from pareta_wire.model import DecodeError
from pareta_wire.operation import ResponseInfo, StreamRules

E = TypeVar("E")

_FAILED: Any = object()
# So many pieces of text are joined to one, and made small: they are kept for an error only.
_PIECES = 1024


class Events(Generic[E]):
    """Feed it chunks in order: `arrived` gives the events that are now complete, `typed` makes objects of them."""

    def __init__(
        self,
        rules: StreamRules[E],
        call: Call,
        response: ResponseInfo,
        keep: Callable[[E], object] | None = None,
    ) -> None:
        self.response: ResponseInfo = response
        self.redact: Callable[[str], str] = call.redact
        self.complete: bool = False  # all that the service promised to tell has been told
        self._rules = rules
        self._call = call.name
        self._errors = call.errors
        self._key = call.idempotency_key
        self._decoder = Decoder()
        self._keep = keep
        self._kept: list[Any] = []
        self._packed: list[bytes] = []

    def arrived(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that this chunk completes. Raises an `SDKError` for text that is no UTF-8."""
        if len(self._kept) >= _PIECES and isinstance(self._kept[0], str):
            # (With these settings it takes 30 KB while it works, where it would take 270, and makes prose no larger.)
            packer = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
            text = "".join(self._kept).encode("utf-8", "surrogatepass")
            self._packed.append(packer.compress(text) + packer.flush())
            self._kept.clear()
        try:
            return self._decoder.feed(chunk)
        except UnicodeDecodeError as error:
            raise self._malformed(error.object.decode("utf-8", "replace"), error) from error

    def typed(self, arrived: list[ServerSentEvent]) -> Iterator[E]:
        """Each of these as an object, up to the last one of the stream, which sets `complete`.

        Raises an `SDKError` for a failure that the service reports, and for an event that cannot be read.
        """
        error_key, end_events = self._rules.error_key, self._rules.end_events
        decode, named = self._rules.reader(), self._rules.named
        end_data, keep, kept = self._rules.end_data, self._keep, self._kept
        for name, text, _ in arrived:
            if name in end_events:  # which is an event all the same
                self.complete = True
            elif text.strip() == end_data:
                self.complete = True
                return
            if not text:
                if self.complete:
                    return
                continue
            try:
                data: Any = from_json(text)
                if data.__class__ is dict and error_key in data and data[error_key] is not None:
                    event = _FAILED
                else:
                    event = decode(name, data) if named else decode(data)
            except (DecodeError, ValueError, RecursionError) as error:
                raise self._malformed(text, error) from error
            if event is _FAILED:
                raise self._failed(as_object(from_json(self.redact(text))) or {})
            if keep is not None:
                kept.append(keep(event))
            yield event
            if self.complete:
                return

    @property
    def ends_by_data(self) -> bool:
        """Whether the last thing that comes is a marker, after which the body has nothing more to tell."""
        return self._rules.end_data is not None

    def check_end(self) -> None:
        """Raises an `SDKError` if the answer may not end here."""
        rules = self._rules
        if not self._decoder.pending and not rules.end_data and not rules.end_events:
            return
        marker = rules.end_data or " or ".join(sorted(rules.end_events)) or "its last event was whole"
        raise self._error(
            self._errors.stream_ended, f"the stream ended before {marker}: what came is not all"
        )

    def premature_end(self) -> SDKError:
        """The error for a stream that was closed before all was told."""
        what = "the stream was closed before it was over: what came is not all"
        return self._error(self._errors.stream_ended, what)

    def connection_error(self, lost: ConnectionFailure) -> SDKError:
        """The error for a line that was lost in between, with its cause."""
        kind = self._errors.timeout if lost.timed_out else self._errors.connection
        said = self.redact(str(lost))
        error = self._error(kind, f"the connection was lost in the middle of the stream: {said}")
        error.__cause__ = lost if said == str(lost) else None
        return error

    def timed_out(self, what: str) -> SDKError:
        """The error for a stream that goes on without telling anything, or longer than it may."""
        return self._error(self._errors.timeout, what)

    @property
    def _partial(self) -> object:
        kept = [
            *(zlib.decompress(packed).decode("utf-8", "surrogatepass") for packed in self._packed),
            *self._kept,
        ]
        return "".join(kept) if kept and all(isinstance(each, str) for each in kept) else kept or None

    def _failed(self, event: dict[str, Any]) -> SDKError:
        """The service's own report of a failure in mid-stream."""
        failure = event.get(str(self._rules.error_key))
        known = as_object(failure) or {"message": str(failure)}
        message = known.get("message") or known.get("type") or "no reason was given"
        what = f"the service reported a failure in mid-stream: {message}"
        status = failure_status(known)
        if status is not None:
            return self._error(self._errors.for_status(status), what, status_code=status, detail=known)
        return self._error(self._errors.stream, what, type=known.get("type"), code=known.get("code"))

    def _malformed(self, data: str, error: Exception) -> SDKError:
        data = self.redact(data)
        shown = data if len(data) <= 200 else data[:199] + "…"
        what = f"the stream sent an event that cannot be read ({self.redact(str(error))}): {shown!r}"
        return self._error(self._errors.stream, what)

    def _error(self, kind: type[SDKError], what: str, **context: Any) -> SDKError:
        request_id = self.response.request_id and self.redact(self.response.request_id)
        return kind(
            f"{self._call}: {what}{request_note(request_id)}",
            request_id=request_id,
            idempotency_key=self._key,
            partial=self._partial,
            **context,
        )
