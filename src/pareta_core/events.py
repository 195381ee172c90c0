"""The chunks of an event stream → its typed events, and the errors of one. Knows no connection and no clock."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from attrs import evolve

from pareta_core.call import Call, ConnectionFailure, receipt_amount
from pareta_core.config import DEFAULT_MAX_EVENT_BYTES
from pareta_core.encoding import as_object, from_json, json_parser, to_json
from pareta_core.errors import ErrorResponse, SDKError, failure_status, request_note
from pareta_core.redaction import Redactor, without_secrets
from pareta_core.sse import Decoder, EventTooLongError, ServerSentEvent
from pareta_core.started import add_note
from pareta_wire.model import DecodeError
from pareta_wire.operation import ResponseInfo, StreamRules

E = TypeVar("E")

# So many kept strings are joined and compressed before the next chunk is read. Over a stream of 200,000 tokens, with
# every field read, a process grows by 0.5 MB, and by 1.5 MB without the compression (`make bench`, stream_memory).
_PACK_EVERY = 1024


def _pack(text: str) -> bytes:
    # (With these settings zlib needs 30 KB of working memory instead of 270, and packs prose as well.)
    packer = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def _unpack(packed: bytes) -> str:
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")


class Events(Generic[E]):
    """Takes the chunks of a stream in order and returns the events that each completes."""

    def __init__(
        self,
        rules: StreamRules[E],
        call: Call,
        response: ResponseInfo,
        keep: Callable[[E], object] | None = None,
        *,
        max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES,
    ) -> None:
        self.response: ResponseInfo = response
        self.redact: Redactor = call.redact
        self.complete: bool = False
        """Whether the last event, or the end marker, has been read."""
        self._rules = rules
        self.call: str = call.name
        """The call in the words of an error: method, path and operation."""
        self._errors = call.errors
        self._key = call.idempotency_key
        self._receipts = {one.comment: one.field for one in call.receipts}
        self._decoder = Decoder(max_event_bytes, self._read_comment if self._receipts else None)
        self._max_event_bytes = max_event_bytes
        self._keep = keep
        self._kept: list[Any] = []
        self._packed: list[bytes] = []

    def feed(self, chunk: bytes | None) -> Iterator[E] | None:
        """Return the events that a chunk completes, or None if it completes none.

        Events are decoded one by one as they are iterated over, up to the last one of the stream, which sets
        `complete`. So whatever was valid is returned before the error for what is not.

        Args:
            chunk: The next chunk, or None at the end of the body.

        Raises:
            SDKError: The text is not UTF-8, an event is too long, or the body may not end here. The iterator raises it
                for an event that is malformed, and for a failure that the service reports.
        """
        if len(self._kept) >= _PACK_EVERY and isinstance(self._kept[0], str):
            self._packed.append(_pack("".join(self._kept)))
            self._kept.clear()
        try:
            received = self._decoder.feed(chunk or b"")
        except UnicodeDecodeError as error:
            raise self._malformed(error.object.decode("utf-8", "replace"), error)  # noqa: B904  # it carries its cause
        except EventTooLongError:
            problem = f"the stream sent an event of more than {self._max_event_bytes:,} bytes"
            raise self._error(self._errors.stream, f"{problem}; max_event_bytes= sets the limit") from None
        if chunk is None and not self.ends_with_marker():
            self._check_end()
        # An event without data is a sign of life, like a comment, unless it is the last one.
        end_events = self._rules.end_events
        if any(data or name in end_events for name, data, _ in received):
            return self._decode(received)
        return None

    def _decode(self, received: list[ServerSentEvent]) -> Iterator[E]:
        error_key, end_events = self._rules.error_key, self._rules.end_events
        decode, named, parse = self._rules.reader(), self._rules.named, self._rules.parser or json_parser()
        end_data, keep, kept = self._rules.end_data, self._keep, self._kept
        for name, text, _ in received:
            last = name != "" and name in end_events
            if last:
                self.complete = True
            elif end_data is not None and text.strip() == end_data:
                self.complete = True
                return
            if not text:
                if last:
                    return
                continue
            try:
                try:
                    data: Any = parse(text)
                except Exception:  # noqa: BLE001  # another parser raises the error that is shown
                    data = from_json(text)
                if data.__class__ is dict and error_key in data and data[error_key] is not None:
                    break
                event = decode(name, data) if named else decode(data)
            except (DecodeError, ValueError, RecursionError) as error:
                raise self._malformed(text, error)  # noqa: B904  # it carries its cause
            if keep is not None:
                kept.append(keep(event))
            yield event
            if last:
                return
        else:
            return
        raise self._failed(as_object(self.redact.value(from_json(text))) or {})

    def _read_comment(self, comment: str) -> None:
        name, _, text = comment.partition(" ")
        amount = receipt_amount(text.strip())
        if name in self._receipts and amount is not None:
            change: dict[str, Any] = {self._receipts[name]: amount}
            self.response = evolve(self.response, **change)

    @property
    def failed(self) -> bool:
        """Whether the next call of `feed` raises an error, whatever it is given."""
        return self._decoder.failed

    @property
    def ends_by_data(self) -> bool:
        """Whether the stream ends with a marker, such as `[DONE]`, that is not an event."""
        return self._rules.end_data is not None

    def ends_with_marker(self) -> bool:
        """Return whether the end marker was received, if without a blank line. The stream is complete then."""
        marker = self._rules.end_data
        self.complete |= marker is not None and self._decoder.unfinished_data().strip() == marker
        return self.complete

    def _check_end(self) -> None:
        rules = self._rules
        if not self._decoder.pending and not rules.end_data and not rules.end_events:
            return
        marker = rules.end_data or " or ".join(sorted(rules.end_events)) or "its last event was complete"
        raise self._error(self._errors.stream_ended, f"the stream ended before {marker}; events are missing")

    def premature_end(self) -> SDKError:
        """Return the error for a stream that was closed before its last event."""
        return self._error(
            self._errors.stream_ended, "the stream was closed before its last event; events are missing"
        )

    def connection_error(self, failure: ConnectionFailure) -> SDKError:
        """Return the error for a connection that was lost in the middle of the stream, with its cause."""
        reason = self.redact(str(failure))
        error = self._error(
            self._errors.timeout if failure.timed_out else self._errors.connection,
            f"the connection was lost in the middle of the stream: {reason}",
        )
        error.__cause__ = failure if reason == str(failure) else None
        return error

    def timeout_error(self, problem: str) -> SDKError:
        """Return the error for a stream that sends no events, or that lasts longer than its deadline."""
        return self._error(self._errors.timeout, problem)

    def note_interruption(self, error: BaseException) -> None:
        """Add a note to an exception that interrupts the stream of a call that may be billed, such as Ctrl-C.

        Args:
            error: Any exception that is not an error of the SDK.
        """
        if self._key is not None:
            add_note(
                error,
                f"{self.call} was interrupted in the middle of its stream. The request was accepted, and may be "
                f"billed. The same call with idempotency_key={self._key!r} is the same request.",
            )

    @property
    def _partial(self) -> object:
        kept = [*map(_unpack, self._packed), *self._kept]
        whole = "".join(kept) if kept and all(isinstance(each, str) for each in kept) else kept or None
        return without_secrets(whole, self.redact)

    def _failed(self, event: dict[str, Any]) -> SDKError:
        """Return the error for a failure that the service reports in mid-stream."""
        failure = event.get(str(self._rules.error_key))
        known = as_object(failure) or {"message": str(failure)}
        message = known.get("message") or known.get("type") or "no reason was given"
        problem = f"the service reported a failure in mid-stream: {message}"
        status = failure_status(known)
        if status is not None:
            response = ErrorResponse(
                status_code=self.response.status_code,
                headers=self.response.headers,
                request_id=self.response.request_id,
                idempotency_key=self._key,
                content=to_json(event, "event"),
            )
            return self._error(
                self._errors.for_status(status), problem, status_code=status, detail=known, response=response
            )
        kind, code = known.get("type"), known.get("code")
        return self._error(self._errors.stream, problem, type=kind, code=code, detail=known)

    def _malformed(self, data: str, error: Exception) -> SDKError:
        clean = self.redact(data)
        shown = clean if len(clean) <= 200 else clean[:199] + "…"
        reason = self.redact(str(error))
        malformed = self._error(
            self._errors.stream, f"the stream sent an event that cannot be read ({reason}): {shown!r}"
        )
        malformed.__cause__ = error if clean == data else None
        return malformed

    def _error(self, cls: type[SDKError], problem: str, **context: Any) -> SDKError:
        request_id = self.response.request_id and self.redact(self.response.request_id)
        return cls(
            f"{self.call}: {problem}{request_note(request_id)}",
            request_id=request_id,
            idempotency_key=self._key,
            partial=self._partial,
            **context,
        )
