"""The last requests with their responses, for the page. Knows no HTTP beyond statuses."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pareta_sandbox.json_values import is_list, is_object

MAX_EXCHANGES = 200
MAX_MESSAGE = 500  # characters
_MAX_ERROR_BYTES = 4_000  # of a body, in which its message is looked for


@dataclass(slots=True)
class Exchange:
    """One request and what became of it.

    Attributes:
        number: Its place in the order of arrival, from 1.
        method: The method.
        path: The path, without the query.
        operation: The operation of openapi.yaml. None if there is no such operation.
        request_id: The id that the response carries.
        status: The status. None until the head of the response is sent.
        seconds: How long it took. None until the response has ended.
        message: Why it was refused.
        version: The version of the traffic at its last change.
    """

    number: int
    method: str
    path: str
    operation: str | None
    request_id: str
    status: int | None = None
    seconds: float | None = None
    message: str | None = None
    version: int = 0
    began: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Return the exchange as the page receives it."""
        return {
            "number": self.number,
            "method": self.method,
            "path": self.path,
            "operation": self.operation,
            "request_id": self.request_id,
            "status": self.status,
            "seconds": self.seconds,
            "message": self.message,
        }


class Traffic:
    """The last exchanges. Its version grows with each change."""

    def __init__(self) -> None:
        self.version = 0
        self.total = 0
        self._exchanges: deque[Exchange] = deque(maxlen=MAX_EXCHANGES)

    def begin(self, method: str, path: str, operation: str | None, request_id: str) -> Exchange:
        """Add a request that has arrived."""
        self.total += 1
        exchange = Exchange(self.total, method, path, operation, request_id, began=time.monotonic())
        self._exchanges.append(exchange)
        self._change(exchange)
        return exchange

    def respond(self, exchange: Exchange, status: int) -> None:
        """Record the head of a response."""
        exchange.status = status
        self._change(exchange)

    def end(self, exchange: Exchange, error_body: bytes) -> None:
        """Record the end of an exchange.

        Args:
            exchange: The exchange.
            error_body: The first bytes of the body, if the response is an error.
        """
        exchange.seconds = time.monotonic() - exchange.began
        exchange.message = find_message(error_body[:_MAX_ERROR_BYTES])
        self._change(exchange)

    def since(self, version: int) -> Iterator[Exchange]:
        """Return the exchanges that changed after a version, oldest first."""
        return (exchange for exchange in self._exchanges if exchange.version > version)

    def _change(self, exchange: Exchange) -> None:
        self.version += 1
        exchange.version = self.version


def find_message(body: bytes) -> str | None:
    """Return what the body of an error says, as one line; None if it says nothing."""
    try:
        record = json.loads(body) if body else None
    except ValueError:
        record = body.decode("utf-8", "replace")
    found = _message(record)
    return found[:MAX_MESSAGE] if found else None


def _message(record: Any) -> str | None:
    if isinstance(record, str):
        return record
    if is_list(record):
        return "; ".join(text for one in record if (text := _message(one)))
    if not is_object(record):
        return None
    if "msg" in record:  # an issue of a request's validation
        place = ".".join(str(step) for step in record.get("loc", ()))
        return f"{place}: {record['msg']}" if place else str(record["msg"])
    if is_object(record.get("error")):
        return _message(record["error"])
    return _message(record.get("message") or record.get("detail"))
