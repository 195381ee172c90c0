"""What is said in place of the service, or in the middle of what it says: heads and bodies, as bytes. No I/O.

All chance comes from dice, so that one seed gives one garbage.
"""

from __future__ import annotations

import http
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.dice import Dice
from pareta_sandbox.errors import Refusal, pareta_shape, task_shape
from pareta_sandbox.shapes import is_object, object_of
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
MALFORMED = b'data: {"broken": tru\n\n'
MESSAGE = "the sandbox was told to fail"
GARBAGE_BYTES = 97
# None of them is an object or a list, so none is the answer of any operation.
_WRONG_JSON = ("not what you asked for", 42, True, 1.5)

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Head:
    """The head of an answer."""

    status: int
    headers: Headers

    def get(self, name: str) -> str | None:
        wanted = name.encode("ascii")
        return next((value.decode("latin-1") for key, value in self.headers if key == wanted), None)

    def put(self, name: str, value: str | None) -> None:
        """Set a header in place of what it was; None takes it away."""
        wanted = name.lower().encode("ascii")
        self.headers = [(key, one) for key, one in self.headers if key != wanted]
        if value is not None:
            self.headers.append((wanted, value.encode("utf-8")))

    @property
    def is_stream(self) -> bool:
        return (self.get("content-type") or "").startswith("text/event-stream")


def made_answer(
    fault: Fault, operation: Operation, request_id: str, request: bytes, dice: Dice
) -> tuple[Head, bytes]:
    """The whole answer of a fault that takes the service's place."""
    status = fault.status or (200 if operation.success == 204 else operation.success)  # a 204 has no body
    body, media_type = _made_body(fault, operation, status, asks_for_stream(operation, request), dice)
    head = Head(status, [])
    if media_type is not None:
        head.put("content-type", media_type)
    if fault.garbage != "html":
        head.put("x-request-id", request_id)
    if fault.retry_after is not None:
        given = fault.retry_after
        head.put("retry-after", given if isinstance(given, str) else f"{given:g}")
    if status not in (204, 304):
        head.put("content-length", str(len(body)))
    return head, body


def _made_body(
    fault: Fault, operation: Operation, status: int, stream: bool, dice: Dice
) -> tuple[bytes, str | None]:
    if status in (204, 304):
        return b"", None
    usual = "text/event-stream" if stream and status == operation.success else "application/json"
    match fault.garbage:
        case "bytes":
            return bytes.fromhex("".join(dice.hex(2, n) for n in range(GARBAGE_BYTES))), usual
        case "json":
            wrong = dice.choice(_WRONG_JSON, "wrong")
            return (sse.data(wrong) if usual == "text/event-stream" else sse.encode_json(wrong)), usual
        case "html":
            title = f"{status} {_phrase(status)}"
            page = LOGIN_PAGE if status < 300 else PROXY_PAGE.format(title=title)
            return page.encode("utf-8"), "text/html; charset=utf-8"
        case "empty":
            return b"", usual
        case None:
            pass
    if fault.body is not None:
        return (fault.body.encode("utf-8") if isinstance(fault.body, str) else fault.body), usual
    return sse.encode_json(_plain(operation, status, dice)), "application/json"


def _plain(operation: Operation, status: int, dice: Dice) -> object:
    """A body in the API's own form."""
    if status < 400:
        return {}
    refusal = Refusal(status, f"{_phrase(status)}: {MESSAGE}")
    if operation.api == "parallel":
        return task_shape(refusal, dice.hex(32, "ref"), in_group=operation.tag == "task_groups")
    return pareta_shape(refusal)


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def dress(head: Head, fault: Fault, wall: datetime) -> None:
    """What a fault does to any head: dates, a wrong content type, headers of one's own. `wall` is the true time.

    Dates in headers are the caller's calendar, since the caller holds them against its own clock.
    """
    now = wall + timedelta(seconds=fault.clock)
    if fault.clock or fault.retry_after_date is not None:
        head.put("date", http_date(now))
    if fault.retry_after_date is not None:
        head.put("retry-after", http_date(now + timedelta(seconds=math.ceil(fault.retry_after_date))))
    if fault.content_type is not None:
        head.put("content-type", fault.content_type)
    if fault.lost == "end" or fault.inject is not None:
        head.put("content-length", None)  # the body gets another length, in good order
    for name, value in fault.headers.items():
        head.put(name, value)


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def asks_for_stream(operation: Operation, request: bytes) -> bool:
    """Whether a good answer to this request is a stream, as `x-stream` of the operation says."""
    if operation.stream is None:
        return False
    when = operation.stream.get("when")
    if not is_object(when):
        return True
    try:
        return bool(object_of(json.loads(request)).get(when["body"]) == when["equals"])
    except ValueError:
        return False


def injected(fault: Fault, operation: Operation, dice: Dice) -> bytes:
    """What comes between two events."""
    if fault.inject == "malformed":
        return MALFORMED
    rules: Mapping[str, Any] = operation.stream or {}
    if (key := rules.get("error-key")) is not None:
        return sse.data({str(key): {"message": MESSAGE, "type": "server_error", "code": "sandbox_fault"}})
    if "error" in object_of(rules.get("events")):
        return sse.event("error", {"message": MESSAGE})
    error: dict[str, object] = {"ref_id": dice.hex(32, "ref"), "message": MESSAGE, "detail": None}
    return sse.typed({"type": "error", "error": error})
