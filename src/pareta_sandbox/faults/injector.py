"""Apply a fault to a request: call the service or not, and send the response as the fault wants it.

This module does the I/O and the waiting, in the right order. `responses` builds what is sent, `positions` finds where
the fault happens, `service` collects the service's response, `connection` ends the connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from pareta_sandbox import sse
from pareta_sandbox.clock import calendar_shift
from pareta_sandbox.spec import Operation
from pareta_sandbox.state import State

from .connection import end_connection, read_body, wait_for_disconnect
from .fault import EVER, Fault
from .positions import Marker, Splitter, mark_position
from .registry import FaultRegistry, PendingFault
from .responses import ResponseHead, build_response, injected_event, modify_head
from .service import Service

# Settings that change a response wherever the fault happens in it.
_WHOLE_RESPONSE_SETTINGS = frozenset(
    ("status", "garbage", "body", "content_type", "headers", "clock", "split", "drip")
)


class FaultInjector:
    """Asks the registry for a fault at each request, and applies it."""

    def __init__(self, registry: FaultRegistry, state: State) -> None:
        self._registry = registry
        self._state = state

    async def around(
        self, operation: Operation, scope: Scope, receive: Receive, send: Send, serve: ASGIApp
    ) -> None:
        """Serve the request with `serve`, or apply a fault to it."""
        pending = self._registry.reserve(operation.id, self._state.clock.now())
        if pending is None:
            await serve(scope, receive, send)
            return
        try:
            await self._apply(pending, operation, scope, receive, send, serve)
        finally:
            pending.release()

    async def _apply(
        self,
        pending: PendingFault,
        operation: Operation,
        scope: Scope,
        receive: Receive,
        send: Send,
        serve: ASGIApp,
    ) -> None:
        if pending.fault.precedes_request:
            pending.record(operation.id, scope["request_id"], self._state.clock.now(), None)
            end_connection(scope, "reset")
            await wait_for_disconnect(receive)
            return
        request = await read_body(receive)
        if request is None:
            return
        shift = calendar_shift.set(pending.fault.clock)
        try:
            service = Service(serve, scope, request)
            injection = _Injection(pending, operation, scope, request, self._state, service, send)
            await _run_until(injection.run(), wait_for_disconnect(receive))
        finally:
            calendar_shift.reset(shift)


async def _run_until(work: Coroutine[Any, Any, None], end: Coroutine[Any, Any, None]) -> None:
    """Run `work`, and cancel it when `end` returns first."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(end)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


class _ResponseEnded(Exception):
    """The response has ended early. Nothing more is sent."""


@dataclass(slots=True)
class _Injection:
    """One fault applied to one request."""

    pending: PendingFault
    operation: Operation
    _scope: Scope
    request: bytes
    state: State
    service: Service
    _send: Send
    _is_started: bool = False

    @property
    def fault(self) -> Fault:
        return self.pending.fault

    @property
    def request_id(self) -> str:
        return str(self._scope["request_id"])

    async def run(self) -> None:
        started_at = self.state.clock.now()
        try:
            if self.fault.after_seconds is None:
                await self._respond()
            else:
                await self._respond_before(started_at + self.fault.after_seconds)
        except _ResponseEnded:
            pass
        finally:
            await self.service.stop()

    async def _respond(self) -> None:
        fault = self.fault
        head: ResponseHead | None = None
        if fault.accepted or not (fault.replaces_response or self._loses_response):
            head = await self.service.head()
        if fault.stall is not None and not fault.has_position:
            end = self.state.clock.now() + fault.stall
            self._record()
            await self._stall_until(end)
        if self._loses_response:
            await self._end_connection()
        if head is None or fault.replaces_response:
            head, body = self._build_response()
            await self._send_response(head, _single_chunk(body))
        else:
            await self._send_response(head, self.service.body())

    @property
    def _loses_response(self) -> bool:
        """Whether no byte of a response is sent."""
        return self.fault.lost is not None and not self.fault.has_position

    async def _respond_before(self, deadline: float) -> None:
        """Send the service's response as far as it comes before the deadline, then apply the fault."""
        clock = self.state.clock
        forwarding = asyncio.ensure_future(self._forward_response())
        try:
            timeout = asyncio.ensure_future(clock.sleep_until(deadline))
            await asyncio.wait([forwarding, timeout], return_when=asyncio.FIRST_COMPLETED)
            timeout.cancel()
            # A status can only replace a response that has not started; a lost connection can also cut one.
            is_applicable = self.fault.lost is not None or not self._is_started
            if forwarding.done() or not is_applicable:
                await forwarding
                return
        finally:
            forwarding.cancel()
            await asyncio.gather(forwarding, return_exceptions=True)
        if self.fault.replaces_response and not self._is_started:
            head, body = self._build_response()
            await self._send_response(head, _single_chunk(body))
        else:
            await self._end_connection()

    async def _forward_response(self) -> None:
        await self._send_head(await self.service.head())
        async for chunk in self.service.body():
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self._end_body()

    def _build_response(self) -> tuple[ResponseHead, bytes]:
        rng = self.state.rng.derive("fault", self.request_id)
        return build_response(self.fault, self.operation, self.request_id, self.request, rng)

    async def _send_response(self, head: ResponseHead, body: AsyncIterator[bytes]) -> None:
        fault = self.fault
        if not fault.has_position:
            self._record()
        is_stream = head.is_stream
        modify_head(head, fault, datetime.now(UTC))
        await self._send_head(head)
        splitter = Splitter(fault)
        async for chunk in mark_position(body, fault, is_stream=is_stream):
            if isinstance(chunk, Marker):
                await self._apply_at_position()
            else:
                await self._send_chunk(chunk, splitter)
        # Before the end: the next request on this connection must find the registry up to date.
        self._settle()
        await self._end_body()

    def _settle(self) -> None:
        """Record or release a fault whose position the body may not have reached."""
        if self.fault.settings().keys() & _WHOLE_RESPONSE_SETTINGS:
            self._record()
        self.pending.release()

    async def _apply_at_position(self) -> None:
        fault = self.fault
        # The end of a stall is fixed before the record is visible: a test that sees it may advance the clock at once.
        end = self.state.clock.now() + (fault.stall or 0.0)
        self._record()
        if fault.inject is not None:
            rng = self.state.rng.derive("fault", self.request_id)
            await self._send_chunk(injected_event(fault, self.operation, rng), Splitter(fault))
        if fault.stall is not None:
            await self._stall_until(end)
        if fault.lost == "end" or (fault.inject == "error" and fault.lost is None):
            await self._end_body()
            raise _ResponseEnded
        if fault.lost is not None:
            await self._end_connection()

    async def _stall_until(self, end: float) -> None:
        clock = self.state.clock
        if self.fault.pings is not None:
            while (at := clock.now() + self.fault.pings) < end:
                await clock.sleep_until(at)
                await self._send({"type": "http.response.body", "body": sse.PING, "more_body": True})
        if end == EVER:
            await asyncio.Event().wait()
        await clock.sleep_until(end)

    async def _end_connection(self) -> None:
        """End the connection, then wait for the disconnect, which cancels this task."""
        self._record()
        end_connection(self._scope, "reset" if self.fault.lost == "reset" else "close")
        await asyncio.Event().wait()

    async def _send_head(self, head: ResponseHead) -> None:
        self._is_started = True
        await self._send({"type": "http.response.start", "status": head.status, "headers": head.headers})

    async def _send_chunk(self, chunk: bytes, splitter: Splitter) -> None:
        for smaller, pause in splitter.split(chunk):
            await self._send({"type": "http.response.body", "body": smaller, "more_body": True})
            clock = self.state.clock
            await (clock.sleep_until(clock.now() + pause) if pause else asyncio.sleep(0))

    async def _end_body(self) -> None:
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def _record(self) -> None:
        now = self.state.clock.now()
        self.pending.record(self.operation.id, self.request_id, now, self.service.status)


async def _single_chunk(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body
