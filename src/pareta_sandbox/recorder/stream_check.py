"""Compare the events of a stream with the spec while they pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pareta_sandbox.json_values import is_object
from pareta_sandbox.spec import pointer_step

from .departures import Departure
from .event_reader import Event, EventReader
from .exchange_check import JSON, SSE, Message, Route, check_json, find_response, unread
from .placeholders import safe_word


def check_kind(route: Route, request: Message, response: Message, status: int) -> Iterator[Departure]:
    """Yield whether a success is a stream where a body was asked for, or the other way round."""
    pointer = find_response(route, status)
    wanted = None if route.operation is None else route.operation.expects_stream(request.body or b"")
    is_stream = response.media_type == SSE
    if pointer is None or not 200 <= status < 300 or wanted is None or wanted == is_stream:
        return
    if response.media_type in (JSON, SSE):
        note = f"the response is {'an' if is_stream else 'not an'} event stream, unlike what the request asks for"
        yield Departure("broken", "content-type", pointer, response.media_type, note, ("response body",))


class StreamCheck:
    """Checks one event stream chunk by chunk."""

    def __init__(self, route: Route, status: int) -> None:
        self._route = route
        self._stream: Mapping[str, Any] = (route.operation.stream if route.operation else None) or {}
        self._reader = EventReader()
        self._pointer = find_response(route, status)
        self._has_ended = False
        self._is_unread = False

    def feed(self, chunk: bytes) -> Iterator[Departure]:
        """Yield the departures of the events that a chunk completes."""
        for event in self._reader.feed(chunk):
            yield from self._check(event)
        if self._reader.is_too_long and not self._is_unread and self._pointer is not None:
            self._is_unread = True
            yield unread(self._pointer, "event", "it is too long")

    def end(self, *, is_complete: bool) -> Iterator[Departure]:
        """Yield the departures of the end: a stream that the service closed without the end that the spec names."""
        for event in self._reader.end():
            yield from self._check(event)
        if is_complete and "end" in self._stream and not self._has_ended and not self._is_unread:
            place = f"{self._route.pointer}/x-stream/end"
            note = "the stream was closed without its end"
            yield Departure("broken", "unfinished-stream", place, "", note, ("events",))

    def _check(self, event: Event) -> Iterator[Departure]:
        end: Mapping[str, Any] = self._stream.get("end", {})
        if "data" in end and event.data == end["data"]:
            self._has_ended = True
            return
        self._has_ended = self._has_ended or event.name in end.get("events", ())
        if self._is_failure(event):
            self._has_ended = True
            return
        schema = self._schema(event)
        if schema is None:
            shown = safe_word(event.name)
            note = f"the stream has an event {shown!r}, which the spec does not list"
            place = f"{self._route.pointer}/x-stream/events"
            yield Departure("new", "unknown-event", place, shown, note, ("event",), shown)
        elif self._route.places.has(schema):
            yield from check_json(self._route.places, schema, event.data, "event")

    def _is_failure(self, event: Event) -> bool:
        key = self._stream.get("error-key")
        if key is None:
            return False
        try:
            data = json.loads(event.data)
        except (ValueError, RecursionError):
            return False
        return is_object(data) and data.get(key) is not None

    def _schema(self, event: Event) -> str | None:
        names: Mapping[str, str] | None = self._stream.get("events")
        if names is None:
            return f"{self._pointer}/content{pointer_step(SSE)}/schema"
        return f"#/components/schemas/{names[event.name]}" if event.name in names else None
