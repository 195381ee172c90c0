"""One exchange while it passes: its bodies are kept up to a limit, compared with the spec, and recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .cassette import Body, Exchange, Response
from .content_codings import Decoder, is_readable
from .departures import Departure
from .exchange_check import SSE, Message, Route, check_request, check_response
from .placeholders import safe_path
from .redaction import Redactor
from .report import Report
from .spec_places import SpecPlaces
from .stream_check import StreamCheck, check_kind

RawHeaders = Sequence[tuple[bytes, bytes]]
MAX_CHUNK_BYTES = 64_000_000  # of one decoded chunk


class BodyRecorder:
    """Keeps a body as it passes, decoded, up to a limit.

    Args:
        coding: The `Content-Encoding`.
        limit: How many bytes are kept.
        now: The time, in seconds.
    """

    def __init__(self, coding: str, limit: int, now: Callable[[], float]) -> None:
        self._decoder = Decoder(coding, MAX_CHUNK_BYTES)
        self._limit = limit
        self._now = now
        self._last = now()
        self._chunks: list[bytes] = []
        self._pauses: list[float] = []
        self._digest = hashlib.sha256()
        self._kept = 0
        self._length = 0

    def add(self, chunk: bytes) -> bytes:
        """Take a chunk, and return its decoded bytes."""
        self._length += len(chunk)
        self._digest.update(chunk)
        decoded = self._decoder.decode(chunk)
        self._kept += len(decoded)
        if self.problem is not None:
            self._chunks.clear()
        elif decoded:
            now = self._now()
            self._chunks.append(decoded)
            self._pauses.append(now - self._last)
            self._last = now
        return decoded

    @property
    def problem(self) -> str | None:
        """Why the body is not kept; None if it is."""
        if self._length and self._decoder.problem is not None:
            return self._decoder.problem
        return f"it has more than {self._limit:,} bytes" if self._kept > self._limit else None

    @property
    def content(self) -> bytes | None:
        """The body so far; None if it is not kept."""
        return None if self.problem is not None else b"".join(self._chunks)

    def body(self, redactor: Redactor) -> Body:
        """Return the body for the cassette."""
        if self.problem is not None:
            return Body(omitted=self.problem, length=self._length, digest=self._digest.hexdigest())
        chunks = redactor.chunks(self._chunks)
        pauses = tuple(round(pause, 3) for pause in self._pauses)
        return Body(chunks=tuple(chunks), pauses=pauses, length=self._length)


class Recording:
    """One exchange, from the head of its request to the end of its response.

    Args:
        places: The spec.
        report: Takes the departures.
        redactor: Knows the keys that must not be written.
        limit: How many bytes of a body are kept.
        now: The time, in seconds.
        method: The method of the request.
        target: The target of the request.
        headers: The headers of the request.
    """

    def __init__(
        self,
        places: SpecPlaces,
        report: Report,
        redactor: Redactor,
        limit: int,
        now: Callable[[], float],
        method: str,
        target: str,
        headers: RawHeaders,
    ) -> None:
        self._report = report
        self._redactor = redactor
        self._limit = limit
        self._now = now
        self._begun = now()
        self._target = target
        self._request_headers = headers
        self._route = Route(places, method, target)
        self._stream: StreamCheck | None = None
        self._status = 0
        self._reason = ""
        self._headers: RawHeaders = ()
        self._trailers: RawHeaders = ()
        self._pause = 0.0
        self._response_body: BodyRecorder | None = None
        self.request_body = BodyRecorder(_find(headers, b"content-encoding"), limit, now)
        self.ended = "broken"

    @property
    def operation(self) -> str:
        """The id of the operation, or the method and the shape of the path of an unknown one."""
        operation = self._route.operation
        shown = f"{self._route.method} {safe_path(self._route.path)}"
        return self._redactor.text(shown) if operation is None else operation.id

    def start_response(self, status: int, reason: str, headers: RawHeaders) -> None:
        """Take the head of the response."""
        self._status, self._reason, self._headers = status, reason, headers
        self._pause = round(self._now() - self._begun, 3)
        coding = _find(headers, b"content-encoding")
        self._response_body = BodyRecorder(coding, self._limit, self._now)
        is_stream = is_readable(coding) and Message(headers, None).media_type == SSE
        if self._route.operation is not None and is_stream:
            self._stream = StreamCheck(self._route, status)

    def add_to_response(self, chunk: bytes) -> None:
        """Take a chunk of the response's body, as it was sent."""
        if self._response_body is None:
            return
        decoded = self._response_body.add(chunk)
        if self._stream is not None:
            self._add(self._stream.feed(decoded))

    def end_response(self, trailers: RawHeaders) -> None:
        """Take the end of a response that arrived whole."""
        self._trailers = trailers
        self.ended = "complete"

    def finish(self) -> None:
        """Compare the whole exchange with the spec."""
        self._report.exchanges += 1
        if self._response_body is None:
            return
        content = self.request_body.content
        request = Message(self._request_headers, content, self.request_body.problem or "")
        self._add(check_request(self._route, request, self._status))
        if self._stream is not None:
            self._add(self._stream.end(is_complete=self.ended == "complete"))
        if self.ended != "complete" and self._stream is None:
            return
        content = self._response_body.content
        response = Message(self._headers, content, self._response_body.problem or "")
        self._add(check_response(self._route, response, self._status))
        self._add(check_kind(self._route, request, response, self._status))

    def exchange(self) -> Exchange:
        """Return the exchange for the cassette, without secrets."""
        redactor = self._redactor
        redactor.learn(self._headers)
        for body in (self.request_body, self._response_body):
            redactor.learn_body((body.content if body is not None else None) or b"")
        operation = self._route.operation
        response = None
        if self._response_body is not None:
            response = Response(
                status=self._status,
                reason=redactor.text(self._reason),
                headers=tuple(redactor.headers(self._headers)),
                body=self._response_body.body(redactor),
                ended=self.ended,
                pause=self._pause,
                trailers=tuple(redactor.headers(self._trailers)),
            )
        return Exchange(
            operation=None if operation is None else operation.id,
            method=self._route.method,
            target=redactor.text(self._target),
            headers=tuple(redactor.headers(self._request_headers)),
            body=self.request_body.body(redactor),
            response=response,
        )

    def _add(self, departures: Iterable[Departure]) -> None:
        self._report.add(self.operation, (self._without_keys(one) for one in departures))

    def _without_keys(self, departure: Departure) -> Departure:
        """Return a departure without keys, which a service may use even as a name."""
        text = self._redactor.text
        return replace(
            departure,
            subject=text(departure.subject),
            message=text(departure.message),
            at=tuple(text(one) for one in departure.at),
            example=json.loads(text(json.dumps(departure.example))),
        )


def _find(headers: RawHeaders, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in headers if name.lower() == wanted), "")
