# Mirrored from src/pareta_core/_async/observer.py by codegen/mirror.py; do not edit.
"""Report the attempts and the outcome of one call to the log, to a program's hooks and to its span."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from pareta_core._sync.callbacks import notify
from pareta_core.call import NOT_SENT, Call
from pareta_core.clock import Clock
from pareta_core.config import Settings
from pareta_core.errors import SDKError
from pareta_core.observation import NO_HOOKS, CallLog, RequestEvent, ResponseEvent, RetryEvent, StreamFollower
from pareta_core.started import add_note
from pareta_wire.operation import Request

if TYPE_CHECKING:
    from pareta_core.tracing import CallSpan

E = TypeVar("E")


class Observer:
    """The observer of one call. The transport calls its methods."""

    def __init__(
        self,
        log: logging.Logger,
        settings: Settings,
        call: Call,
        clock: Clock,
        request: Request[Any, Any] | None,
    ) -> None:
        self._hooks = settings.hooks or NO_HOOKS
        self._clock = clock
        self._call = call
        self._names = (call.operation, call.method, call.redact(call.path))
        self._log = CallLog(log, *self._names)
        self._began = self._sent_at = clock.monotonic()
        self._attempts = 0
        self._span: CallSpan | None = None
        if self._hooks.tracing:
            from pareta_core.tracing import CallSpan  # loaded late: it needs OpenTelemetry

            self._span = CallSpan(self._hooks.tracing, settings.api.name, call, request)
        self._status: int | None = None
        self._request_id: str | None = None

    def sending(self) -> None:
        """Report an attempt before it is sent. What `on_request` raises ends the call."""
        self._attempts += 1
        self._status = self._request_id = None
        event = RequestEvent(*self._names, self._attempts, self._call.size)
        self._log.sending(event)
        if self._span:
            self._span.sending(event)
        try:
            notify(self._hooks.on_request, event)
        except BaseException as error:
            if self._attempts == 1:
                add_note(error, NOT_SENT)
            raise
        self._sent_at = self._clock.monotonic()

    def received(self, status: int, headers: Mapping[str, str]) -> None:
        """Report the head of a response."""
        info = self._call.info(status, headers)
        self._status, self._request_id = status, info.request_id
        duration = self._clock.monotonic() - self._sent_at
        event = ResponseEvent(
            *self._names, self._attempts, status, duration, self._request_id, dict(info.headers)
        )
        if self._span:
            self._span.received(info)
        self._notify("on_response", self._hooks.on_response, event)

    def retrying(self, error: SDKError, pause: float) -> None:
        """Report that an attempt failed and is repeated after a pause."""
        event = RetryEvent(*self._names, self._attempts, error, pause)
        self._log.retrying(event)
        if self._span:
            self._span.retrying(event)
        self._notify("on_retry", self._hooks.on_retry, event)

    def current(self) -> AbstractContextManager[None]:
        """Return a context in which the span of the call, if it has one, is the present one."""
        return self._span.current() if self._span else nullcontext()

    def succeeded(self, size: int, result: object = None) -> None:
        """Report a success.

        Args:
            size: Length of the response's body in bytes.
            result: What it was decoded to.
        """
        self._log.responded(self._status or 0, self._elapsed(), self._attempts, self._request_id, size)
        if self._span:
            self._span.decoded(result)
            self._span.end()

    def opened(self) -> StreamFollower | None:
        """Report that a stream has begun, and return what follows it to its end, if anything does."""
        self._log.responded(self._status or 0, self._elapsed(), self._attempts, self._request_id, None)
        return self._span

    def failed(self, error: BaseException) -> None:
        """Report what leaves the call."""
        self._log.failed(error, self._status, self._elapsed(), self._attempts)
        if self._span:
            self._span.end(error)

    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._began

    def _notify(self, name: str, hook: Callable[[E], object] | None, event: E) -> None:
        # The service may have accepted the request, so an error of the hook must not lose the response.
        try:
            notify(hook, event)
        except Exception as error:  # noqa: BLE001  # any error of the program's own function
            self._log.hook_failed(name, error)
