"""The requests that the sandbox received, for a test to look at: the last ones, with their secrets redacted."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import Message, Receive

MAX_REQUESTS = 1_000
MAX_BODY_BYTES = 1_000_000  # of one request
MAX_TOTAL_BYTES = 16_000_000
REDACTED = "[redacted]"
_SECRET_HEADERS = frozenset(("authorization", "cookie", "proxy-authorization", "x-api-key"))


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request that the sandbox received.

    Attributes:
        operation_id: The operation of openapi.yaml.
        method: The method.
        path: The path as it was sent, without the query.
        query: The query as it was sent, without the question mark.
        headers: The headers, by their names in lower case. API keys and cookies are redacted.
        body: The body. A body over 1 MB is cut there.
        request_id: The id that the response carries.

    Example:
        ```python
        assert [request.operation_id for request in box.requests] == ["createTaskRun"]
        ```
    """

    operation_id: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    request_id: str

    @property
    def json(self) -> Any:
        """The body, decoded from JSON.

        Raises:
            ValueError: The body is not valid JSON.
        """
        return json.loads(self.body)


class RequestLog:
    """The last requests, in the order of their arrival. Safe to read from any thread."""

    def __init__(self) -> None:
        self._requests: deque[RecordedRequest] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, request: RecordedRequest) -> None:
        """Add a request, and drop the oldest ones beyond a limit."""
        with self._lock:
            self._requests.append(request)
            self._bytes += len(request.body)
            while len(self._requests) > MAX_REQUESTS or self._bytes > MAX_TOTAL_BYTES:
                self._bytes -= len(self._requests.popleft().body)

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests."""
        with self._lock:
            return tuple(self._requests)


class Recorder:
    """Records one request once its body was read, or when it ends without that."""

    def __init__(self, log: RequestLog, receive: Receive, head: RecordedRequest) -> None:
        self._log = log
        self._receive = receive
        self._head = head
        self._chunks: list[bytes] = []
        self._length = 0
        self._is_recorded = False

    async def receive(self) -> Message:
        """Receive a message of the request, and keep its bytes."""
        message = await self._receive()
        if message["type"] == "http.request":
            chunk: bytes = message.get("body", b"")
            if self._length < MAX_BODY_BYTES:
                self._chunks.append(chunk[: MAX_BODY_BYTES - self._length])
                self._length += len(chunk)
            if not message.get("more_body", False):
                self.record()
        return message

    def record(self) -> None:
        """Record the request as far as it was read. Later calls do nothing."""
        if not self._is_recorded:
            self._is_recorded = True
            head = self._head
            self._log.add(
                RecordedRequest(
                    operation_id=head.operation_id,
                    method=head.method,
                    path=head.path,
                    query=head.query,
                    headers=head.headers,
                    body=b"".join(self._chunks),
                    request_id=head.request_id,
                )
            )
            self._chunks.clear()


def redacted_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by their names in lower case, without secrets. Repeated ones are joined."""
    result: dict[str, str] = {}
    for key, value in headers:
        name = key.decode("latin-1").lower()
        text = REDACTED if name in _SECRET_HEADERS else value.decode("latin-1")
        result[name] = f"{result[name]}, {text}" if name in result else text
    return result
