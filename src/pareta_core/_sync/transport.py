# Mirrored from src/pareta_core/_async/transport.py by codegen/mirror.py; do not edit.
"""The wire: one way to send, one way to stream, one retry loop. Knows no resource and no route.

What is decided about a failure is decided in `retry`; what an answer means, in the operation that the spec gives.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from pareta_core import config, retry
from pareta_core._sync.pool import ConnectionLost, Pool, Unsendable
from pareta_core._sync.stream import Stream
from pareta_core.clock import Clock
from pareta_core.config import NO_OPTIONS, CallOptions, Settings
from pareta_core.encoding import to_json
from pareta_core.errors import ErrorClasses, ErrorResponse, SDKError, response_error, status_error
from pareta_core.wait import NO_DEADLINE, Deadline
from pareta_wire.model import DecodeError, Empty, attach_response
from pareta_wire.operation import FilePart, Operation, Request, ResponseInfo, RetryClass, SignedUpload, query

if TYPE_CHECKING:
    from typing import Self

    import httpx

    from pareta_wire.operation import Api

T = TypeVar("T")
E = TypeVar("E")

_EVENT_STREAM = "text/event-stream"
_RECEIPT = re.compile(r"[0-9]{1,18}")
# A timeout of nothing would mean something else to the HTTP library than "at once".
_SHORTEST_TIMEOUT = 0.001


@frozen
class _Attempt:
    """One logical call, made ready once and sent as often as it takes: the key is the same each time."""

    call: str
    method: str
    url: str
    retry: RetryClass
    successes: Callable[[int], bool]
    headers: dict[str, bytes] = field(repr=False)
    query: list[tuple[str, str]] | None = None
    content: Callable[[], bytes | Iterable[bytes]] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = field(default=None, repr=False)
    idempotency_key: str | None = None
    request_id_header: str = ""
    receipt_header: str | None = None
    bare: bool = False


class _Masked(bytes):
    """A header's value that a traceback with local variables does not show."""

    def __repr__(self) -> str:
        return "b'***'"


class Transport:
    """Sends the requests that `pareta_wire` builds: `wire.send(get_task_run(run_id))` gives a `TaskRun`.

    The facades stand on it, and it can be used without them:

        from pareta_core import Transport
        from pareta_wire import TaskRunInput, create_task_run
        from pareta_wire.apis import PARALLEL

        with Transport.from_env(PARALLEL) as wire:
            run = wire.send(create_task_run(body=TaskRunInput(processor="base", input="United Nations")))
    """

    def __init__(self, settings: Settings, *, pool: Pool | None = None, clock: Clock | None = None) -> None:
        self.settings: Settings = settings
        self.clock: Clock = clock or Clock()
        self._pool = pool or Pool()

    @classmethod
    def from_env(
        cls,
        api: Api,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int = config.DEFAULT_MAX_RETRIES,
        http_client: httpx.Client | None = None,
    ) -> Transport:
        """A transport for one of the two APIs; key and base URL come from the environment where not given."""
        settings = config.new_settings(
            api,
            ErrorClasses(),
            api_key=api_key or config.environment(api.key_env),
            base_url=base_url or config.environment(api.base_url_env),
            timeout=timeout,
            max_retries=max_retries,
            default_headers=None,
        )
        return cls(settings, pool=Pool(http_client))

    @property
    def owns_connections(self) -> bool:
        """Whether they are ours to close: not those of a user's own HTTP client."""
        return self._pool.owned

    def with_settings(self, settings: Settings) -> Transport:
        """A variant that shares this one's connections."""
        return Transport(settings, pool=self._pool, clock=self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless they belong to the user's own HTTP client."""
        self._pool.close()

    def send(self, request: Request[T, Any], options: CallOptions = NO_OPTIONS) -> T:
        """Sends, tries again where the spec allows it, and gives the decoded answer."""
        if request.operation.stream_only:
            raise TypeError(f"{request.operation.id} answers with a stream of events: use stream()")
        attempt = self._prepare(request, options, stream=False)
        response, content = self._exchange(attempt, options)
        return self._decode(request.operation, attempt, response, content)

    def stream(self, request: Request[Any, E], options: CallOptions = NO_OPTIONS) -> Stream[E]:
        """Sends and gives the stream of typed events as soon as the answer begins.

        A failed start is tried again as in `send`; once the answer has begun, nothing is sent again.
        """
        rules = request.operation.stream
        if rules is None:
            raise TypeError(f"{request.operation.id} has no stream of events: use send()")
        attempt = self._prepare(request, options, stream=True)
        response, _ = self._exchange(attempt, options, stream=True)
        if response.headers.get("content-type", "").partition(";")[0].strip().lower() != _EVENT_STREAM:
            raise self._no_stream(attempt, response)
        info = _info(attempt, response)
        return Stream(
            response,
            info,
            self._pool,
            rules,
            self.settings.errors,
            attempt.call,
            clock=self.clock,
            stall_timeout=options.stall_timeout,
            idempotency_key=attempt.idempotency_key,
        )

    def upload(
        self,
        rule: SignedUpload,
        retry_class: RetryClass,
        url: str,
        content: Callable[[], Iterable[bytes]],
        *,
        size: int,
        media_type: str,
        options: CallOptions = NO_OPTIONS,
    ) -> None:
        """Sends a file to a signed URL of a storage host, without the API key, which may not go there.

        `content` gives the bytes from the beginning each time it is called.
        """
        host = url.split("?")[0]
        attempt = _Attempt(
            call=f"{rule.method} {host} (signed upload)",
            method=rule.method,
            url=url,
            retry=retry_class,
            successes=lambda status: status in rule.statuses,
            headers={"content-type": media_type.encode(), "content-length": str(size).encode()},
            content=content,
            bare=True,
        )
        self._exchange(attempt, options)

    def _prepare(self, request: Request[Any, Any], options: CallOptions, *, stream: bool) -> _Attempt:
        operation, settings = request.operation, self.settings
        if operation.api.name != settings.api.name:
            raise TypeError(
                f"{operation.id} belongs to the {operation.api.name} API, not {settings.api.name}"
            )
        body, form = _with_extra_body(request, options)
        if stream and operation.stream is not None and operation.stream.flag is not None and body is not None:
            body = {**body, operation.stream.flag[0]: operation.stream.flag[1]}
        content = None if body is None else to_json(body, "body")
        headers = self._headers(request, options, stream=stream)
        key_header = operation.idempotency_header
        return _Attempt(
            call=f"{operation.method} {request.path} ({operation.id})",
            method=operation.method,
            url=settings.base_url + request.path,
            retry=operation.retry,
            successes=lambda status: 200 <= status < 300,
            headers=headers,
            query=[*request.query, *query(more=options.extra_query)] or None,
            content=None if content is None else lambda: content,
            form=form,
            files=request.files,
            idempotency_key=headers[key_header.lower()].decode() if key_header else None,
            request_id_header=operation.api.request_id_header,
            receipt_header=operation.receipt_header,
        )

    def _headers(self, request: Request[Any, Any], options: CallOptions, *, stream: bool) -> dict[str, bytes]:
        operation, settings = request.operation, self.settings
        headers = {
            "accept": _EVENT_STREAM if stream else "application/json",
            "user-agent": config.user_agent(),
            operation.api.key_header.lower(): f"{operation.api.key_prefix}{settings.api_key}",
        }
        if request.body is not None:
            headers["content-type"] = "application/json"
        if operation.idempotency_header:
            key = options.idempotency_key or str(uuid.uuid4())
            headers[operation.idempotency_header.lower()] = key
        for more in (settings.default_headers, request.headers, options.extra_headers):
            headers.update((name.lower(), value) for name, value in more.items())
        return {name: _Masked(value.encode()) for name, value in headers.items()}

    def _exchange(
        self, attempt: _Attempt, options: CallOptions, *, stream: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """The retry loop. Gives a success and its body, which is left to be read of a stream; raises what is final."""
        policy, clock = self.settings.retries, self.clock
        if not self._pool.usable:
            raise self.settings.errors.root(f"{attempt.call}: this client is closed; nothing was sent")
        tries = 0
        while True:
            try:
                response = self._send_once(attempt, options)
            except ConnectionLost as lost:
                failure = self._lost(attempt, lost, tries)
                pause = retry.after_lost_connection(
                    policy, tries, attempt.retry, sent=lost.sent, random=clock.random()
                )
            else:
                success = attempt.successes(response.status_code)
                if success and stream:
                    return response, b""
                content, cut = self._body(response, options.deadline)
                if success and cut is None:
                    return response, content
                failure = self._failure(attempt, response, content, cut if success else None)
                pause = (
                    retry.after_lost_connection(
                        policy, tries, attempt.retry, sent=True, random=clock.random()
                    )
                    if success
                    else retry.after_status(
                        policy,
                        tries,
                        attempt.retry,
                        response.status_code,
                        response.headers,
                        now=clock.now(),
                        random=clock.random(),
                    )
                )
            if pause is None or options.deadline.remaining(clock.monotonic()) < pause:
                raise failure
            clock.sleep(pause)
            tries += 1

    def _send_once(self, attempt: _Attempt, options: CallOptions) -> httpx.Response:
        try:
            return self._pool.send(
                attempt.method,
                attempt.url,
                headers=attempt.headers,
                query=attempt.query,
                content=attempt.content() if attempt.content else None,
                form=attempt.form,
                files=attempt.files,
                timeout=self.settings.timeout if options.timeout is None else options.timeout,
                at_most=max(_SHORTEST_TIMEOUT, options.deadline.remaining(self.clock.monotonic())),
                bare=attempt.bare,
            )
        except Unsendable as error:
            raise self.settings.errors.root(f"{attempt.call}: nothing can be sent there: {error}") from error

    def _body(self, response: httpx.Response, deadline: Deadline) -> tuple[bytes, ConnectionLost | None]:
        """The body, or what came of it and how it broke off."""
        chunks, pieces = response.iter_bytes(), list[bytes]()
        try:
            while (chunk := self._pool.next_chunk(chunks)) is not None:
                pieces.append(chunk)
                # A proxy that sends a byte now and then keeps each read short, and the whole without end.
                if deadline.at < math.inf and deadline.passed(self.clock.monotonic()):
                    raise ConnectionLost("the deadline passed", sent=True, timed_out=True)
        except ConnectionLost as lost:
            return b"".join(pieces), lost
        finally:
            response.close()
        return b"".join(pieces), None

    def _failure(
        self, attempt: _Attempt, response: httpx.Response, content: bytes, cut: ConnectionLost | None
    ) -> SDKError:
        """The error for an answer that is no success, or for a success whose body broke off."""
        answer = _error_response(attempt, response, content)
        key = attempt.idempotency_key
        if cut is None:
            return status_error(self.settings.errors, attempt.call, answer, idempotency_key=key)
        error = response_error(
            self.settings.errors,
            attempt.call,
            answer,
            f"its body broke off: {cut}",
            incomplete=True,
            idempotency_key=key,
        )
        error.__cause__ = cut.__cause__
        return error

    def _decode(
        self, operation: Operation[T, Any], attempt: _Attempt, response: httpx.Response, content: bytes
    ) -> T:
        status = response.status_code
        try:
            if (status in operation.empty_answers or not operation.answers) and not content.strip():
                answer: Any = Empty()
            else:
                # A success that the spec does not name is read like the one that it does: what was paid for is
                # not thrown away because a 202 has become a 200.
                decode = operation.answers.get(status) or next(
                    iter(operation.answers.values()), Empty.from_dict
                )
                answer = decode(json.loads(content))
        except DecodeError as error:
            problem = f"not with the shape it promises: {error}"
        except (ValueError, RecursionError):
            problem = "its body is no JSON" if content else "its body is empty"
        else:
            attach_response(answer, _info(attempt, response))
            result: T = answer
            return result
        raise response_error(
            self.settings.errors,
            attempt.call,
            _error_response(attempt, response, content),
            problem,
            idempotency_key=attempt.idempotency_key,
        )

    def _no_stream(self, attempt: _Attempt, response: httpx.Response) -> SDKError:
        content, _ = self._body(response, NO_DEADLINE)
        shown = response.headers.get("content-type") or "no content type"
        return response_error(
            self.settings.errors,
            attempt.call,
            _error_response(attempt, response, content),
            f"with {shown} where a stream of events was promised",
            idempotency_key=attempt.idempotency_key,
        )

    def _lost(self, attempt: _Attempt, lost: ConnectionLost, retries: int) -> SDKError:
        error = self._lost_as(attempt, lost, retries)
        error.__cause__ = lost.__cause__
        return error

    def _lost_as(self, attempt: _Attempt, lost: ConnectionLost, retries: int) -> SDKError:
        errors = self.settings.errors
        tried = f" after {retries + 1} attempts" if retries else ""
        if lost.sent and not attempt.retry.retry_lost_connection:
            return errors.outcome_unknown(
                f"{attempt.call}: the connection was lost while the request was on it ({lost}). It may have been "
                "accepted and billed, or not; it was not sent again. Look whether the work is there before "
                f"asking for it again, with idempotency_key={attempt.idempotency_key!r}.",
                idempotency_key=attempt.idempotency_key,
            )
        if lost.timed_out:
            message = (
                f"{attempt.call}: no answer in time{tried} ({lost}). Raise timeout=, or try again later."
            )
            return errors.timeout(message, idempotency_key=attempt.idempotency_key)
        message = f"{attempt.call}: no answer{tried} ({lost}). Check the network and the base URL."
        return errors.connection(message, idempotency_key=attempt.idempotency_key)


def _with_extra_body(
    request: Request[Any, Any], options: CallOptions
) -> tuple[Mapping[str, Any] | None, Mapping[str, str] | None]:
    """JSON body and form with the caller's additions."""
    if not options.extra_body:
        return request.body, request.form
    if request.files is not None:
        return None, {**(request.form or {}), **dict(query(more=options.extra_body))}
    if request.body is None:
        raise ValueError(f"extra_body: {request.operation.id} has no body to add to")
    return {**request.body, **options.extra_body}, None


def _info(attempt: _Attempt, response: httpx.Response) -> ResponseInfo:
    headers = response.headers
    receipt = headers.get(attempt.receipt_header, "") if attempt.receipt_header else ""
    return ResponseInfo(
        status_code=response.status_code,
        headers=headers,
        request_id=headers.get(attempt.request_id_header),
        billed_micro_usd=int(receipt) if _RECEIPT.fullmatch(receipt) else None,
    )


def _error_response(attempt: _Attempt, response: httpx.Response, content: bytes) -> ErrorResponse:
    return ErrorResponse(
        status_code=response.status_code,
        headers=response.headers,
        request_id=response.headers.get(attempt.request_id_header) if attempt.request_id_header else None,
        billed_micro_usd=None,
        content=content,
    )
