"""Build what a fault sends instead of the service's response, or in the middle of it: heads and bodies. No I/O.

All randomness comes from the seed, so that one seed always gives the same garbage.
"""

from __future__ import annotations

import http
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.errors import ApiError, pareta_error_body, task_error_body
from pareta_sandbox.json_values import as_object
from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.spec import Operation

from .fault import Fault

PROXY_PAGE = """<!DOCTYPE html>
<html><head><title>{title}</title></head>
<body><center><h1>{title}</h1></center><hr><center>proxy</center></body></html>
"""
LOGIN_PAGE = """<!DOCTYPE html>
<html><head><title>Sign in</title></head>
<body><h1>Sign in to continue</h1><form method="post"><input name="user"><input name="password"></form></body></html>
"""
MALFORMED_EVENT = b'data: {"broken": tru\n\n'
ERROR_MESSAGE = "the sandbox was asked to fail"
GARBAGE_BYTES = 97
# Valid JSON, but neither an object nor an array, and so never the response of an operation.
_WRONG_JSON = ("not what you asked for", 42, True, 1.5)

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class ResponseHead:
    """The status and the headers of a response. Header names are in lower case."""

    status: int
    headers: Headers

    def get(self, name: str) -> str | None:
        """Return a header, or None."""
        wanted = name.encode("ascii")
        return next((value.decode("latin-1") for key, value in self.headers if key == wanted), None)

    def set(self, name: str, value: str | None) -> None:
        """Replace a header; None removes it."""
        wanted = name.lower().encode("ascii")
        self.headers = [(key, one) for key, one in self.headers if key != wanted]
        if value is not None:
            self.headers.append((wanted, value.encode("utf-8")))

    @property
    def is_stream(self) -> bool:
        """Whether the body is an event stream."""
        return (self.get("content-type") or "").startswith("text/event-stream")


def build_response(
    fault: Fault, operation: Operation, request_id: str, request: bytes, rng: SeededRandom
) -> tuple[ResponseHead, bytes]:
    """Return the whole response of a fault that replaces the service's response."""
    status = fault.status or (200 if operation.success == 204 else operation.success)  # a 204 has no body
    body, media_type = _build_body(fault, operation, status, operation.expects_stream(request) is True, rng)
    head = ResponseHead(status, [])
    if media_type is not None:
        head.set("content-type", media_type)
    if fault.garbage != "html":
        head.set("x-request-id", request_id)
    if fault.retry_after is not None:
        value = fault.retry_after
        head.set("retry-after", value if isinstance(value, str) else f"{value:g}")
    if status not in (204, 304):
        head.set("content-length", str(len(body)))
    return head, body


def _build_body(
    fault: Fault, operation: Operation, status: int, stream: bool, rng: SeededRandom
) -> tuple[bytes, str | None]:
    """Return the body and its media type."""
    if status in (204, 304):
        return b"", None
    usual_type = "text/event-stream" if stream and status == operation.success else "application/json"
    match fault.garbage:
        case "bytes":
            return bytes.fromhex("".join(rng.hex(2, n) for n in range(GARBAGE_BYTES))), usual_type
        case "json":
            wrong = rng.choice(_WRONG_JSON, "wrong")
            is_stream = usual_type == "text/event-stream"
            return (sse.data_event(wrong) if is_stream else sse.encode_json(wrong)), usual_type
        case "html":
            title = f"{status} {_reason_phrase(status)}"
            page = LOGIN_PAGE if status < 300 else PROXY_PAGE.format(title=title)
            return page.encode("utf-8"), "text/html; charset=utf-8"
        case "empty":
            return b"", usual_type
        case None:
            pass
    if fault.body is not None:
        return (fault.body.encode("utf-8") if isinstance(fault.body, str) else fault.body), usual_type
    return sse.encode_json(_api_body(operation, status, rng)), "application/json"


def _api_body(operation: Operation, status: int, rng: SeededRandom) -> object:
    """Return a body in the API's own form."""
    if status < 400:
        return {}
    error = ApiError(status, f"{_reason_phrase(status)}: {ERROR_MESSAGE}")
    if operation.api == "parallel":
        return task_error_body(error, rng.hex(32, "ref"), in_group=operation.tag == "task_groups")
    return pareta_error_body(error)


def _reason_phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def modify_head(head: ResponseHead, fault: Fault, real_time: datetime) -> None:
    """Apply a fault to the head of any response: dates, content type, headers.

    Dates in headers follow the real calendar, because the client compares them with its own clock.
    """
    now = real_time + timedelta(seconds=fault.clock)
    if fault.clock or fault.retry_after_date is not None:
        head.set("date", http_date(now))
    if fault.retry_after_date is not None:
        head.set("retry-after", http_date(now + timedelta(seconds=math.ceil(fault.retry_after_date))))
    if fault.content_type is not None:
        head.set("content-type", fault.content_type)
    if fault.lost == "end" or fault.inject is not None:
        head.set("content-length", None)  # the body gets another length, and still ends properly
    for name, value in fault.headers.items():
        head.set(name, value)


def http_date(moment: datetime) -> str:
    """Return a date as HTTP writes it (RFC 9110, 5.6.7)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def injected_event(fault: Fault, operation: Operation, rng: SeededRandom) -> bytes:
    """Return the event of a fault's `inject`."""
    if fault.inject == "malformed":
        return MALFORMED_EVENT
    stream: Mapping[str, Any] = operation.stream or {}
    if (key := stream.get("error-key")) is not None:
        error = {"message": ERROR_MESSAGE, "type": "server_error", "code": "sandbox_fault"}
        return sse.data_event({str(key): error})
    if "error" in as_object(stream.get("events")):
        return sse.named_event("error", {"message": ERROR_MESSAGE})
    task_error: dict[str, object] = {"ref_id": rng.hex(32, "ref"), "message": ERROR_MESSAGE, "detail": None}
    return sse.typed_event({"type": "error", "error": task_error})
