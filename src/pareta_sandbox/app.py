"""The ASGI application: it routes, authenticates and validates requests, and calls the handlers.

Every request to an operation of openapi.yaml takes these steps:

1. The route is found in the spec, and the request gets its id (`scope["request_id"]`).
2. The fault injector may change or replace the response, then `around` may.
3. The API key is checked (401), then the path, the query, the headers and the body (422).
4. If the idempotency key was used before, the first successful response is returned, with a receipt of 0. The same key
   with another request is a 422, which no retry would repair. Errors are not saved.
5. The handler returns JSON, no content or an event stream.

`around` is a hook for tests: it is called once per request with the operation, the three ASGI arguments and `serve`,
which does steps 3 to 5.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from typing import TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from . import control
from .errors import ApiError, invalid_at, pareta_error_body, task_error_body
from .faults.injector import FaultInjector
from .faults.registry import FaultRegistry
from .handler_responses import EventStream, HandlerResponse, JsonBody, NoContent
from .handlers import HANDLERS
from .pings import with_pings
from .recorded_requests import RecordedRequest, Recorder, RequestLog, redacted_headers
from .request_context import RequestContext
from .request_validation import ValidRequest, authenticate, close_files, drain, get_header, read_request
from .schemas.work import TooMuchRequestWorkError, limited_request_work
from .spec import Match, Operation, Spec
from .spec_validation import SpecValidator
from .sse import encode_json
from .state import State
from .window import page
from .window.traffic import Traffic
from .window.watch import Watch

Around: TypeAlias = Callable[[Operation, Scope, Receive, Send, ASGIApp], Awaitable[None]]

logger = logging.getLogger("pareta_sandbox")


class SandboxApp:
    """Both APIs as one ASGI application."""

    def __init__(
        self,
        spec: Spec,
        validator: SpecValidator,
        state: State,
        *,
        faults: FaultRegistry,
        keys: Collection[str] | None = None,
        around: Around | None = None,
        task_idempotency: bool = True,
        sse_pings: float | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.spec = spec
        self.validator = validator
        self.state = state
        self.keys = None if keys is None else frozenset(keys)
        self.around = around
        self.faults = faults
        self.task_idempotency = task_idempotency
        self.sse_pings = sse_pings
        self.host = host
        self.requests = RequestLog()
        self.traffic = Traffic()
        self._injector = FaultInjector(faults, state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        raw_path = (
            bytes(scope.get("raw_path") or scope["path"].encode("utf-8")).decode("latin-1").partition("?")[0]
        )
        request_id = scope["request_id"] = self.state.new_id("req", scope["method"], raw_path, length=16)
        if page.is_page(scope["method"], raw_path) or raw_path.startswith(control.PREFIXES):
            await self._control(scope, receive, send)
            return
        match = self.spec.match(scope["method"], raw_path)
        operation_id = match.operation.id if match.operation else None
        exchange = self.traffic.begin(scope["method"], raw_path, operation_id, request_id)
        watch = Watch(self.traffic, exchange, send)
        try:
            await self._serve_operation(match, raw_path, request_id, scope, receive, watch.send)
        finally:
            watch.end()

    async def _serve_operation(
        self, match: Match, raw_path: str, request_id: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if match.operation is None:
            error = ApiError(404, "Not Found")
            if match.allowed:
                error = ApiError(405, "Method Not Allowed", headers={"Allow": ", ".join(match.allowed)})
            api = "parallel" if raw_path.startswith(self.spec.prefixes("parallel")) else "pareta"
            await self._error_response(error, request_id, api)(scope, receive, send)
            return
        operation, path = match.operation, match.path

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive, send)
            try:
                response = await self._respond(operation, path, request_id, request)
                await response(scope, receive, send)
            finally:
                close_files(request)

        async def serve_with_hook(scope: Scope, receive: Receive, send: Send) -> None:
            if self.around is None:
                await serve(scope, receive, send)
            else:
                await self.around(operation, scope, receive, send, serve)

        await self._record(operation, raw_path, scope, receive, send, serve_with_hook)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            await control.serve(
                self.state, self.spec, self.faults, self.traffic, self.host, scope, receive, send
            )

        if control.is_upload(scope):
            await self._record(control.UPLOAD, scope["path"], scope, receive, send, serve)
        else:
            await serve(scope, receive, send)

    async def _record(
        self,
        operation: Operation,
        path: str,
        scope: Scope,
        receive: Receive,
        send: Send,
        serve: ASGIApp,
    ) -> None:
        """Serve a request, with the fault that is due, and record it."""
        head = RecordedRequest(
            operation_id=operation.id,
            method=scope["method"],
            path=path,
            query=bytes(scope.get("query_string", b"")).decode("latin-1"),
            headers=redacted_headers(scope["headers"]),
            body=b"",
            request_id=scope["request_id"],
        )
        recorder = Recorder(self.requests, receive, head)
        try:
            await self._injector.around(operation, scope, recorder.receive, send, serve)
        finally:
            recorder.record()

    async def _respond(
        self, operation: Operation, path: Mapping[str, str], request_id: str, request: Request
    ) -> Response:
        try:
            account = authenticate(operation, request, self.keys)
            valid = await read_request(operation, path, request, self.validator)
            result, amounts = await self._handle(operation, request_id, request, account, valid)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is left to read it
        except ApiError as error:
            await drain(request)
            in_group = operation.tag == "task_groups"
            return self._error_response(error, request_id, operation.api, in_group=in_group)
        except Exception:
            logger.exception("%s failed in the sandbox itself", operation.id)
            failure = ApiError(500, "the sandbox itself failed; see its log")
            return self._error_response(failure, request_id, operation.api)
        headers = {"x-request-id": request_id}
        headers |= {one.header: str(amounts.get(one.amount, 0)) for one in operation.receipts}
        return self._success_response(result, operation, headers)

    async def _handle(
        self, operation: Operation, request_id: str, request: Request, account: str, valid: ValidRequest
    ) -> tuple[HandlerResponse, dict[str, int]]:
        """Return the handler's response and the amounts of its receipt, in micro-USD.

        Most handlers are not coroutines. For those there is no `await` between the look-up of the idempotency key and
        the saved response, so that two requests with one key cannot both be handled.
        """
        handler = HANDLERS.get(operation.id)
        if handler is None:
            raise ApiError(501, f"the sandbox does not implement {operation.id}")
        state = self.state
        key = get_header(request, "idempotency-key") if operation.method == "POST" else None
        key_scope = (account, operation.id, key or "")
        is_idempotent = key is not None and (self.task_idempotency or operation.api != "parallel")
        if is_idempotent and (saved := state.saved_responses.get(key_scope)) is not None:
            fingerprint, response = saved
            if fingerprint != valid.fingerprint:
                raise ApiError(422, "this Idempotency-Key was used for another request")
            return response.replayed() if isinstance(response, EventStream) else response, {}
        context = RequestContext(
            operation=operation,
            state=state,
            path=valid.path,
            query=valid.query,
            body=valid.body,
            files=valid.files,
            account=account,
            idempotency_key=key,
            request_id=request_id,
            base_url=str(request.base_url).rstrip("/"),
            find_issues=self.validator.issues,
        )
        try:
            with limited_request_work():
                result = handler(context)
        except TooMuchRequestWorkError as error:
            raise invalid_at(("body",), str(error)) from None
        response = await result if inspect.isawaitable(result) else result
        if is_idempotent:
            state.save_response(key_scope, valid.fingerprint, response)
        return response, context.receipt()

    def _error_response(
        self, error: ApiError, request_id: str, api: str, *, in_group: bool = False
    ) -> Response:
        if api == "parallel":
            ref_id = self.state.rng.hex(32, "ref", request_id)
            body = task_error_body(error, ref_id, in_group=in_group)
        else:
            body = pareta_error_body(error)
        headers = {"x-request-id": request_id, **error.headers}
        return Response(encode_json(body), error.status, headers, "application/json")

    def _success_response(
        self, result: HandlerResponse, operation: Operation, headers: dict[str, str]
    ) -> Response:
        match result:
            case EventStream():
                headers["cache-control"] = "no-cache"
                events = _yield_to_loop(result.open())
                if self.sse_pings is not None:
                    events = with_pings(events, self.state.clock, self.sse_pings)
                return StreamingResponse(events, operation.success, headers, "text/event-stream")
            case NoContent():
                return Response(status_code=operation.success, headers=headers)
            case JsonBody():
                return Response(encode_json(result.body), operation.success, headers, "application/json")


async def _yield_to_loop(events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the events, and let the event loop run between them.

    On a busy machine several events can be due at once. Without the pause they would all be written before the loop can
    notice that the client has disconnected, and asyncio would warn about it.
    """
    async for event in events:
        yield event
        await asyncio.sleep(0)
