"""A fault falls on a request: the service is asked or not, and the answer goes out as the fault wants it. The I/O.

It stands around each operation at the app's seam. made.py has what is said, places.py where it strikes, service.py
what the service itself says, line.py how the connection ends; here is the order of things, and all of the waiting.
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

from .book import FaultBook, Strike
from .fault import EVER, Fault
from .line import gone, hang_up, whole_request
from .made import Head, dress, injected, made_answer
from .places import Knife, Place, placed
from .service import Service


class Faults:
    """Asks the book at each request; gives on what no fault falls on."""

    def __init__(self, book: FaultBook, state: State) -> None:
        self._book = book
        self._state = state

    async def around(
        self, operation: Operation, scope: Scope, receive: Receive, send: Send, serve: ASGIApp
    ) -> None:
        strike = self._book.fall(operation.id, self._state.clock.now())
        if strike is None:
            await serve(scope, receive, send)
            return
        try:
            await self._struck(strike, operation, scope, receive, send, serve)
        finally:
            strike.give_back()

    async def _struck(
        self,
        strike: Strike,
        operation: Operation,
        scope: Scope,
        receive: Receive,
        send: Send,
        serve: ASGIApp,
    ) -> None:
        if strike.fault.unread:
            strike.write_down(operation.id, scope["request_id"], self._state.clock.now(), None)
            hang_up(send, "reset")
            await gone(receive)
            return
        request = await whole_request(receive)
        if request is None:
            return
        shift = calendar_shift.set(strike.fault.clock)
        try:
            service = Service(serve, scope, request)
            blow = _Blow(strike, operation, str(scope["request_id"]), request, self._state, service, send)
            await _until(blow.fall(), gone(receive))
        finally:
            calendar_shift.reset(shift)


async def _until(work: Coroutine[Any, Any, None], end: Coroutine[Any, Any, None]) -> None:
    """Do the work, or as much of it as can be done until the end."""
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


class _Over(Exception):
    """Nothing more is said."""


@dataclass(slots=True)
class _Blow:
    """One fault on one request."""

    strike: Strike
    operation: Operation
    request_id: str
    request: bytes
    state: State
    service: Service
    _send: Send
    _begun: bool = False

    @property
    def fault(self) -> Fault:
        return self.strike.fault

    async def fall(self) -> None:
        begun_at = self.state.clock.now()
        try:
            if self.fault.after_seconds is None:
                await self._answer()
            else:
                await self._out_of_patience(begun_at + self.fault.after_seconds)
        except _Over:
            pass
        finally:
            await self.service.stop()

    async def _answer(self) -> None:
        fault = self.fault
        head: Head | None = None
        if fault.accepted or not (fault.replaces or self._loses_all):
            head = await self.service.head()
        if fault.stall is not None and not fault.has_place:
            end = self.state.clock.now() + fault.stall
            self._write_down()
            await self._stall_until(end)
        if self._loses_all:
            await self._lose()
        if head is None or fault.replaces:
            head, body = self._made()
            await self._tell(head, _once(body))
        else:
            await self._tell(head, self.service.body())

    @property
    def _loses_all(self) -> bool:
        return self.fault.lost is not None and not self.fault.has_place

    async def _out_of_patience(self, deadline: float) -> None:
        """The service's answer, as far as it comes in time."""
        clock = self.state.clock
        telling = asyncio.ensure_future(self._service_tells())
        try:
            patience = asyncio.ensure_future(clock.sleep_until(deadline))
            await asyncio.wait([telling, patience], return_when=asyncio.FIRST_COMPLETED)
            patience.cancel()
            late = self.fault.lost is not None or not self._begun  # or else only a late beginning is a fault
            if telling.done() or not late:
                await telling
                return
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        if self.fault.replaces and not self._begun:
            head, body = self._made()
            await self._tell(head, _once(body))
        else:
            await self._lose()

    async def _service_tells(self) -> None:
        await self._say_head(await self.service.head())
        await self._pass_on(self.service.body())

    def _made(self) -> tuple[Head, bytes]:
        dice = self.state.dice.at("fault", self.request_id)
        return made_answer(self.fault, self.operation, self.request_id, self.request, dice)

    async def _tell(self, head: Head, body: AsyncIterator[bytes]) -> None:
        fault = self.fault
        if not fault.has_place:
            self._write_down()
        is_stream = head.is_stream
        dress(head, fault, datetime.now(UTC))
        await self._say_head(head)
        knife = Knife(fault)
        async for piece in placed(body, fault, is_stream=is_stream):
            if isinstance(piece, Place):
                await self._here()
            else:
                await self._say(piece, knife)
        self._not_here()  # before the end: what is asked next over this connection must find it settled
        await self._end()

    def _not_here(self) -> None:
        """There was no such place: another request may have it, unless this answer was another all the same."""
        if self.fault.parts().keys() & _AT_ONCE:
            self._write_down()
        self.strike.give_back()

    async def _here(self) -> None:
        """What happens at the fault's place."""
        fault = self.fault
        # The end of a stall is set before the entry can be seen: who sees it may advance the clock at once.
        end = self.state.clock.now() + (fault.stall or 0.0)
        self._write_down()
        if fault.inject is not None:
            dice = self.state.dice.at("fault", self.request_id)
            await self._say(injected(fault, self.operation, dice), Knife(fault))
        if fault.stall is not None:
            await self._stall_until(end)
        if fault.lost == "end" or (fault.inject == "error" and fault.lost is None):
            await self._end()
            raise _Over
        if fault.lost is not None:
            await self._lose()

    async def _stall_until(self, end: float) -> None:
        clock = self.state.clock
        if self.fault.pings is not None:
            while (at := clock.now() + self.fault.pings) < end:
                await clock.sleep_until(at)
                await self._send({"type": "http.response.body", "body": sse.PING, "more_body": True})
        if end == EVER:
            await asyncio.Event().wait()
        await clock.sleep_until(end)

    async def _lose(self) -> None:
        """End the connection, then wait to be told so: whoever is told ends this."""
        self._write_down()
        hang_up(self._send, "reset" if self.fault.lost == "reset" else "close")
        await asyncio.Event().wait()

    async def _say_head(self, head: Head) -> None:
        self._begun = True
        await self._send({"type": "http.response.start", "status": head.status, "headers": head.headers})

    async def _say(self, chunk: bytes, knife: Knife) -> None:
        for piece, pause in knife.cut(chunk):
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
            clock = self.state.clock
            await (clock.sleep_until(clock.now() + pause) if pause else asyncio.sleep(0))

    async def _pass_on(self, body: AsyncIterator[bytes]) -> None:
        async for chunk in body:
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self._end()

    async def _end(self) -> None:
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def _write_down(self) -> None:
        now = self.state.clock.now()
        self.strike.write_down(self.operation.id, self.request_id, now, self.service.status)


# Parts that change an answer wherever it breaks later.
_AT_ONCE = {"status", "garbage", "body", "content_type", "headers", "clock", "split", "drip"}


async def _once(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body
