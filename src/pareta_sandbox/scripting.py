"""Responses that a test scripts: what the sandbox sends instead of its own, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from . import sse
from .faults.fault import Fault
from .json_values import as_object, is_list, is_object
from .spec import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedResponse:
    """A response that is sent instead of the sandbox's own. The request is not validated, and nothing is billed.

    Args:
        status: The status.
        json: The body, as a JSON value.
        body: The body, as text or bytes.
        events: The body, as the payloads of an event stream. An event of the Task API is named by its `type`; a payload
            `{"event": …, "data": …}` has its name in it. A chat's stream gets its end marker.
        headers: Headers to add or to replace.
        delay: How long to wait before the response, in sandbox seconds.

    Raises:
        ValueError: More than one body is given, or the status is not one from 200 to 599.

    Example:
        ```python
        box.script("createTaskRun", [ScriptedResponse(status=503), ScriptedResponse(json={"run_id": "trun_1"})])
        ```
    """

    status: int = 200
    json: Any = None
    body: str | bytes | None = None
    events: Sequence[Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    delay: float | None = None

    def __post_init__(self) -> None:
        given = [name for name in ("json", "body", "events") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"a response has one body: {' and '.join(given)} exclude each other")
        if not 200 <= self.status <= 599:
            raise ValueError(f"status must be a number from 200 to 599, not {self.status}")


ScriptedLike: TypeAlias = "ScriptedResponse | int | Mapping[str, Any] | list[Any]"


def to_response(value: ScriptedLike) -> ScriptedResponse:
    """Return a scripted response for itself, for a status, or for the JSON of a 200.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(value, ScriptedResponse):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return ScriptedResponse(status=value)
    if is_object(value) or is_list(value):
        return ScriptedResponse(json=value)
    raise TypeError(
        f"a scripted response is a ScriptedResponse, a status, or the JSON of a 200, not {type(value).__name__}"
    )


def to_fault(response: ScriptedResponse, operation: Operation) -> Fault:
    """Return the fault that sends a scripted response."""
    body: str | bytes | None = response.body
    content_type: str | None = None
    if response.events is not None:
        body = b"".join(_event(one, operation) for one in response.events) + _end(operation)
        content_type = "text/event-stream"
    elif response.json is not None:
        body, content_type = sse.encode_json(response.json), "application/json"
    given = {name.lower(): value for name, value in response.headers.items()}
    return Fault(
        status=response.status,
        body=body,
        content_type=given.pop("content-type", content_type),
        headers=given,
        stall=response.delay,
    )


def _event(payload: Any, operation: Operation) -> bytes:
    record = as_object(payload)
    if set(record) == {"event", "data"}:
        return sse.named_event(str(record["event"]), record["data"])
    if operation.api == "parallel" and isinstance(record.get("type"), str):
        return sse.named_event(record["type"], payload)
    return sse.data_event(payload)


def _end(operation: Operation) -> bytes:
    end = as_object(as_object(operation.stream).get("end")).get("data")
    return f"data: {end}\n\n".encode() if isinstance(end, str) else b""
