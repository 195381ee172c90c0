"""What a program can see of its calls: the events that hooks receive, and the lines of the log. Sends nothing.

The log has one line for each call and one for each retry at INFO, and the sizes of bodies at DEBUG. No line has a
secret: paths and errors are redacted, headers and bodies are not logged.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, cast

from attrs import field, frozen

from pareta_core.errors import ErrorClasses, SDKError
from pareta_wire.operation import ResponseInfo


@frozen
class RequestEvent:
    """An attempt of a call, about to be sent.

    Attributes:
        operation: The operation in the spec, such as `createTaskRun`.
        method: The HTTP method.
        path: The path, without the query.
        attempt: The number of the attempt, from 1.
        size: Length of the body in bytes. None where it is not known before it is sent.
    """

    operation: str
    method: str
    path: str
    attempt: int
    size: int | None = None


@frozen
class ResponseEvent:
    """The head of a response to an attempt.

    Attributes:
        operation: The operation in the spec, such as `createTaskRun`.
        method: The HTTP method.
        path: The path, without the query.
        attempt: The number of the attempt, from 1.
        status: The HTTP status.
        duration: Seconds from sending the attempt to the head of its response.
        request_id: The service's id of the request. None if it sent none.
        headers: The headers of the response, without secrets.
    """

    operation: str
    method: str
    path: str
    attempt: int
    status: int
    duration: float
    request_id: str | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)


@frozen
class RetryEvent:
    """An attempt that failed and is repeated.

    Attributes:
        operation: The operation in the spec, such as `createTaskRun`.
        method: The HTTP method.
        path: The path, without the query.
        attempt: The number of the attempt that failed, from 1.
        error: The error that the call would have ended with.
        pause: Seconds until the next attempt.
    """

    operation: str
    method: str
    path: str
    attempt: int
    error: SDKError
    pause: float


class TracerProvider(Protocol):
    """What makes tracers: an OpenTelemetry `TracerProvider`."""

    def get_tracer(self, *args: Any, **kwargs: Any) -> Any:
        """Return a tracer."""
        ...


class StreamFollower(Protocol):
    """What follows a stream to its end: the span of its call."""

    def follow(self, events: Iterator[Any]) -> Iterator[Any]:
        """Return the events, and look at each."""
        ...

    def end(self, error: BaseException | None = None, info: ResponseInfo | None = None) -> None:
        """Report the end of the stream, and what ended it."""
        ...


class Hooks(NamedTuple):
    """What wants to know of a client's calls: functions of a program, and traces."""

    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None
    on_retry: Callable[[RetryEvent], object] | None = None
    tracing: TracerProvider | bool = False
    """Whether each call has a span, or the provider that makes it."""


NO_HOOKS = Hooks()


def check_tracing(value: object, errors: ErrorClasses, variable: str | None) -> TracerProvider | bool:
    """Return a setting of `tracing` if it can be used.

    Args:
        value: True, False or a tracer provider.
        errors: The error classes of the facade.
        variable: The environment variable that it is from. Without OpenTelemetry, what it asks for is only warned of.

    Raises:
        SDKError: OpenTelemetry is not installed. The class is the facade's root error.
        TypeError: The value is of another type.
    """
    if not isinstance(value, bool) and not callable(getattr(value, "get_tracer", None)):
        raise TypeError(f"tracing must be True, False or a TracerProvider, not {type(value).__name__}")
    if value and not _has_opentelemetry():
        problem = f'{variable or "tracing"} needs OpenTelemetry: pip install "pareta-sdk[otel]"'
        if variable is None:
            raise errors.root(problem)
        warnings.warn(problem, stacklevel=4)
        return False
    return cast("TracerProvider | bool", value)


def _has_opentelemetry() -> bool:
    try:
        # (Packages other than OpenTelemetry's API have a part of the namespace.)
        return importlib.util.find_spec("opentelemetry.trace") is not None
    except ModuleNotFoundError:
        return False


class CallLog:
    """Writes the lines of one call."""

    def __init__(self, log: logging.Logger, operation: str, method: str, path: str) -> None:
        self._log = log
        self._fields: dict[str, Any] = {"operation": operation, "http_method": method, "http_path": path}
        self._title = f"{method} {path}"

    def sending(self, event: RequestEvent) -> None:
        """Write the size of the body, at DEBUG."""
        if self._log.isEnabledFor(logging.DEBUG):
            size = "a body of unknown size" if event.size is None else f"a body of {event.size:,} bytes"
            self._write(
                logging.DEBUG,
                "%s: sending attempt %d with %s",
                event.attempt,
                size,
                attempt=event.attempt,
                body_size=event.size,
            )

    def retrying(self, event: RetryEvent) -> None:
        """Write why an attempt failed, and the pause."""
        # (The message of an error begins with its call.)
        fields = {
            **self._fields,
            "attempt": event.attempt,
            "pause": event.pause,
            "error_type": type(event.error).__name__,
            "request_id": event.error.request_id,
        }
        self._log.info(
            "retrying in %.2f s after attempt %d: %s", event.pause, event.attempt, event.error, extra=fields
        )

    def responded(
        self, status: int, duration: float, attempts: int, request_id: str | None, size: int | None
    ) -> None:
        """Write the line of a call that succeeded.

        Args:
            status: The HTTP status.
            duration: Seconds, with all attempts and pauses.
            attempts: How many attempts it took.
            request_id: The service's id of the last one.
            size: Length of the response's body in bytes. None for a stream, which is not read yet.
        """
        if not self._log.isEnabledFor(logging.INFO):
            return  # Most programs read no lines: a call must not pay for their texts.
        self._write(
            logging.INFO,
            "%s: %d in %.3f s (%s%s)",
            status,
            duration,
            _attempts(attempts),
            _request_id(request_id),
            http_status=status,
            duration=duration,
            attempts=attempts,
            request_id=request_id,
        )
        if size is not None and self._log.isEnabledFor(logging.DEBUG):
            self._write(logging.DEBUG, "%s: the response has a body of %s bytes", f"{size:,}", body_size=size)

    def failed(self, error: BaseException, status: int | None, duration: float, attempts: int) -> None:
        """Write the line of a call that failed or was interrupted.

        Args:
            error: What leaves the call.
            status: The HTTP status of the last response, if there was one.
            duration: Seconds, with all attempts and pauses.
            attempts: How many attempts were made.
        """
        request_id = getattr(error, "request_id", None)
        self._write(
            logging.INFO,
            "%s: failed%s after %.3f s (%s%s): %s",
            f" with {status}" if status else "",
            duration,
            _attempts(attempts),
            _request_id(request_id),
            type(error).__name__,
            http_status=status,
            duration=duration,
            attempts=attempts,
            request_id=request_id,
            error_type=type(error).__name__,
        )

    def hook_failed(self, name: str, error: Exception) -> None:
        """Write that a hook raised. Its error does not end the call, which may have been accepted."""
        self._log.error("%s: %s raised %r", self._title, name, error, exc_info=error, extra=self._fields)

    def _write(self, level: int, message: str, *values: object, **fields: object) -> None:
        self._log.log(level, message, self._title, *values, extra={**self._fields, **fields})


def _request_id(value: str | None) -> str:
    """Return the words for an id. A service's control characters must not control who reads the log."""
    return f", request id {value if value.isprintable() else ascii(value)}" if value else ""


def _attempts(number: int) -> str:
    return "1 attempt" if number == 1 else f"{number} attempts"
