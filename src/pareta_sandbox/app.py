"""The ASGI application: route, authenticate, validate, answer. Knows no operation by name; handlers/ does.

Every request to an operation of openapi.yaml goes the same way:

1. the route is found in the spec's table, and the request gets its id;
2. `around` (see below) may do what it likes with it;
3. the key is checked (401), then path, query, headers and body against the spec (422 with the place);
4. an idempotency key that this API key used before gets its first answer again, with a receipt of 0; the same key
   with another request is a 422, since retrying that would never help; only successes are remembered;
5. the handler answers: JSON, nothing, or a stream.

`around` is a seam: it is called once per request with the operation, the three ASGI callables and `serve`, which does
steps 3 to 5. Without it `serve` is called straight away. `faults` stand at the same seam, before it, and around the
uploads of control.py as well. The request's id is in `scope["request_id"]`.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from . import control
from .errors import Refusal, pareta_shape, task_shape
from .exchange import Answer, Call, EmptyAnswer, JsonAnswer, StreamAnswer
from .faults.book import FaultBook
from .faults.strike import Faults
from .handlers import HANDLERS
from .intake import Intake, account_of, close_files, drain, header, read_intake
from .pings import with_pings
from .spec import Operation, Spec
from .sse import encode_json
from .state import State
from .validation import Validators

Around: TypeAlias = Callable[[Operation, Scope, Receive, Send, ASGIApp], Awaitable[None]]

logger = logging.getLogger("pareta_sandbox")


class SandboxApp:
    """Both APIs on one ASGI application."""

    def __init__(
        self,
        spec: Spec,
        validators: Validators,
        state: State,
        *,
        faults: FaultBook,
        keys: Collection[str] | None = None,
        around: Around | None = None,
        task_idempotency: bool = True,
        sse_pings: float | None = None,
    ) -> None:
        self.spec = spec
        self.validators = validators
        self.state = state
        self.keys = None if keys is None else frozenset(keys)
        self.around = around
        self.faults = faults
        self.task_idempotency = task_idempotency
        self.sse_pings = sse_pings
        self.stopping = False
        self._faults = Faults(faults, state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await self._route(scope, receive, send)
        except asyncio.CancelledError:
            if not self.stopping:  # a stop cancels what is still being answered; that is no error
                raise

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw_path = (
            bytes(scope.get("raw_path") or scope["path"].encode("utf-8")).decode("latin-1").partition("?")[0]
        )
        request_id = scope["request_id"] = self.state.new_id("req", scope["method"], raw_path, length=16)
        if raw_path.startswith(control.PREFIXES):
            await self._control(scope, receive, send)
            return
        match = self.spec.match(scope["method"], raw_path)
        if match.operation is None:
            refusal = Refusal(404, "Not Found")
            if match.allowed:
                refusal = Refusal(405, "Method Not Allowed", headers={"Allow": ", ".join(match.allowed)})
            is_task = raw_path.startswith(("/v1/tasks/runs", "/v1/tasks/groups"))
            await self._refused(refusal, request_id, is_task=is_task)(scope, receive, send)
            return
        operation, path = match.operation, match.path

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive, send)
            try:
                response = await self._respond(operation, path, request_id, request)
                await response(scope, receive, send)
            finally:
                close_files(request)

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if self.around is None:
                await serve(scope, receive, send)
            else:
                await self.around(operation, scope, receive, send, serve)

        await self._faults.around(operation, scope, receive, send, served)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            await control.answer(self.state, self.spec, self.faults, scope, receive, send)

        if control.is_upload(scope):
            await self._faults.around(control.UPLOAD, scope, receive, send, serve)
        else:
            await serve(scope, receive, send)

    async def _respond(
        self, operation: Operation, path: Mapping[str, str], request_id: str, request: Request
    ) -> Response:
        try:
            account = account_of(operation, request, self.keys)
            intake = await read_intake(operation, path, request, self.validators)
            answer, billed = await self._answer(operation, request_id, request, account, intake)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except Refusal as refusal:
            await drain(request)
            return self._refused(
                refusal,
                request_id,
                is_task=operation.api == "parallel",
                in_group=operation.tag == "task_groups",
            )
        except Exception:
            logger.exception("%s failed in the sandbox itself", operation.id)
            return self._refused(
                Refusal(500, "the sandbox itself failed; its log says why"),
                request_id,
                is_task=operation.api == "parallel",
            )
        headers = {"x-request-id": request_id}
        if operation.receipt_header is not None:
            headers[operation.receipt_header] = str(billed)
        return self._response(answer, operation, headers)

    async def _answer(
        self, operation: Operation, request_id: str, request: Request, account: str, intake: Intake
    ) -> tuple[Answer, int]:
        """The answer and its receipt. From the look at the key to the remembered answer there is no `await`."""
        handler = HANDLERS.get(operation.id)
        if handler is None:
            raise Refusal(501, f"the sandbox has no answer for {operation.id}")
        state = self.state
        key = header(request, "idempotency-key") if operation.method == "POST" else None
        place = (account, operation.id, key or "")
        honoured = key is not None and (self.task_idempotency or operation.api != "parallel")
        if honoured and (first := state.first_answers.get(place)) is not None:
            fingerprint, answer = first
            if fingerprint != intake.fingerprint:
                raise Refusal(422, "this Idempotency-Key was used for another request")
            return answer, 0
        call = Call(
            operation=operation,
            state=state,
            path=intake.path,
            query=intake.query,
            body=intake.body,
            files=intake.files,
            account=account,
            key=key,
            request_id=request_id,
            base_url=str(request.base_url).rstrip("/"),
            check=self.validators.issues,
        )
        made = handler(call)
        answer = await made if inspect.isawaitable(made) else made
        if honoured:
            state.remember(place, intake.fingerprint, answer)
        return answer, call.billed

    def _refused(
        self, refusal: Refusal, request_id: str, *, is_task: bool, in_group: bool = False
    ) -> Response:
        if is_task:
            body = task_shape(refusal, self.state.dice.hex(32, "ref", request_id), in_group=in_group)
        else:
            body = pareta_shape(refusal)
        headers = {"x-request-id": request_id, **refusal.headers}
        return Response(encode_json(body), refusal.status, headers, "application/json")

    def _response(self, answer: Answer, operation: Operation, headers: dict[str, str]) -> Response:
        match answer:
            case StreamAnswer():
                headers["cache-control"] = "no-cache"
                events = answer.tell()
                if self.sse_pings is not None:
                    events = with_pings(events, self.state.clock, self.sse_pings)
                return StreamingResponse(events, operation.success, headers, "text/event-stream")
            case EmptyAnswer():
                return Response(status_code=operation.success, headers=headers)
            case JsonAnswer():
                return Response(encode_json(answer.body), operation.success, headers, "application/json")
