# Mirrored from src/pareta_core/_async/transport.py by codegen/mirror.py; do not edit.
"""The wire: one way to send, one way to stream, one retry loop. Knows no resource and no route.

What is sent and what an answer means is told in `call`; what is decided about a failure, in `retry`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pareta_core import config, retry
from pareta_core._sync.http_adapter import HTTPAdapter
from pareta_core._sync.stream import Stream
from pareta_core.call import EVENT_STREAM, Call, ConnectionFailure, Unsendable, prepare, prepare_upload
from pareta_core.clock import Clock
from pareta_core.config import NO_OPTIONS, CallOptions, Settings
from pareta_core.deadline import Deadline
from pareta_core.errors import ErrorClasses, SDKError
from pareta_core.events import Events
from pareta_wire.operation import Request, RetryClass, SignedUpload

if TYPE_CHECKING:
    from typing import Self

    import httpx

    from pareta_wire.operation import Api

T = TypeVar("T")
E = TypeVar("E")
R = TypeVar("R")

# A timeout of nothing would mean something else to the HTTP library than "at once".
_MIN_TIMEOUT_SECONDS = 0.001


class Transport:
    """Sends the requests that `pareta_wire` builds: `wire.send(get_task_run(run_id))` gives a `TaskRun`.

    The facades stand on it, and it can be used without them:

        from pareta_core import Transport
        from pareta_wire import TaskRunInput, create_task_run
        from pareta_wire.apis import PARALLEL

        with Transport.from_env(PARALLEL) as wire:
            run = wire.send(create_task_run(body=TaskRunInput(processor="base", input="United Nations")))
    """

    def __init__(
        self, settings: Settings, *, http: HTTPAdapter | None = None, clock: Clock | None = None
    ) -> None:
        self.settings: Settings = settings
        self.clock: Clock = clock or Clock()
        self._http = http or HTTPAdapter()

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
        api_key = config.masked(api_key or config.environment(api.key_env))
        settings = config.new_settings(
            api,
            ErrorClasses(),
            api_key=api_key,
            base_url=base_url or config.environment(api.base_url_env),
            timeout=timeout,
            max_retries=max_retries,
            default_headers=None,
        )
        return cls(settings, http=HTTPAdapter(http_client))

    @property
    def owns_connections(self) -> bool:
        """Whether they are ours to close: not those of a user's own HTTP client."""
        return self._http.owned

    def with_settings(self, settings: Settings) -> Transport:
        """A variant that shares this one's connections."""
        return Transport(settings, http=self._http, clock=self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless they belong to the user's own HTTP client."""
        self._http.close()

    @overload
    def send(self, request: Request[T, Any], options: CallOptions = NO_OPTIONS) -> T: ...
    @overload
    def send(
        self, request: Request[Any, Any], options: CallOptions = NO_OPTIONS, *, decode: Callable[[object], R]
    ) -> R: ...
    def send(
        self,
        request: Request[Any, Any],
        options: CallOptions = NO_OPTIONS,
        *,
        decode: Callable[[object], Any] | None = None,
    ) -> Any:
        """Send a request, retry where the spec allows it, and return the decoded response.

        Args:
            request: A request that `pareta_wire` builds.
            options: The options of this call.
            decode: Decodes the JSON of a success, in place of the operation's own decoder. A `DecodeError` that it
                raises is reported as a malformed response.
        """
        if request.operation.stream_only:
            raise TypeError(f"{request.operation.id} answers with a stream of events: use stream()")
        call = prepare(self.settings, request, options, stream=False)
        response, content = self._exchange(call, options)
        return call.decode_response(
            request.operation, response.status_code, response.headers, content, decode
        )

    def stream(
        self,
        request: Request[Any, E],
        options: CallOptions = NO_OPTIONS,
        *,
        keep: Callable[[E], object] | None = None,
    ) -> Stream[E]:
        """Send a request and return its stream of typed events as soon as the response begins.

        A failed start is retried as in `send`. Once the response has begun, nothing is sent again.

        Args:
            request: A request that `pareta_wire` builds.
            options: The options of this call.
            keep: What to keep of each event for the `partial` of an error. Strings are joined, other values
                become a list.
        """
        rules = request.operation.stream
        if rules is None:
            raise TypeError(f"{request.operation.id} has no stream of events: use send()")
        call = prepare(self.settings, request, options, stream=True)
        response, _ = self._exchange(call, options, stream=True)
        kind = response.headers.get("content-type") or "no content type"
        if kind.partition(";")[0].strip().lower() != EVENT_STREAM:
            content, _ = self._body(response, options.deadline)
            problem = f"with {kind} where a stream of events was promised"
            raise call.malformed_response(response.status_code, response.headers, content, problem)
        return Stream(
            response,
            Events(rules, call, call.info(response.status_code, response.headers), keep),
            self._http,
            clock=self.clock,
            stall_timeout=options.stall_timeout,
            deadline=options.deadline,
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
        call = prepare_upload(self.settings, rule, retry_class, url, content, size, media_type)
        self._exchange(call, options)

    def _exchange(
        self, call: Call, options: CallOptions, *, stream: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """The retry loop. Gives a success and its body, which is left to be read of a stream; raises what is final."""
        policy, clock = self.settings.retries, self.clock
        failure: SDKError | None = None
        tries = 0
        while True:
            if not self._http.usable:
                raise failure or call.errors.root(f"{call.name}: this client is closed; nothing was sent")
            try:
                response = self._send_once(call, options)
            except ConnectionFailure as lost:
                failure = call.connection_error(lost, tries)
                pause = retry.delay_after_connection_error(
                    policy, tries, call.retry, sent=lost.sent, permanent=lost.permanent, random=clock.random()
                )
            else:
                status, headers = response.status_code, response.headers
                success = call.successes(status)
                if success and stream:
                    return response, b""
                content, cut = self._body(response, options.deadline)
                if not success:
                    failure = call.status_error(status, headers, content)
                    pause = retry.delay_after_status(
                        policy, tries, call.retry, status, headers, now=clock.now(), random=clock.random()
                    )
                elif cut is None:
                    return response, content
                else:
                    failure = call.malformed_response(
                        status, headers, content, f"its body broke off: {call.redact(str(cut))}", cut
                    )
                    pause = retry.delay_after_connection_error(
                        policy, tries, call.retry, sent=True, random=clock.random()
                    )
            remaining = options.deadline.remaining(clock.monotonic())
            if pause is None or remaining <= pause or not self._http.usable:
                raise failure
            clock.sleep(pause)
            tries += 1

    def _left(self, deadline: Deadline) -> float:
        return deadline.at if deadline.at == math.inf else deadline.remaining(self.clock.monotonic())

    def _send_once(self, call: Call, options: CallOptions) -> httpx.Response:
        left = self._left(options.deadline)
        try:
            return self._http.send(
                call.method,
                call.url,
                headers=call.headers,
                query=call.query,
                content=call.content() if call.content else None,
                form=call.form,
                files=call.files,
                timeout=self.settings.timeout if options.timeout is None else options.timeout,
                seconds_left=max(_MIN_TIMEOUT_SECONDS, left),
                repeatable=call.retry.retry_lost_connection,
                without_credentials=call.without_credentials,
            )
        except Unsendable as error:
            raise call.errors.root(f"{call.name}: nothing can be sent there: {error}") from error

    def _body(self, response: httpx.Response, deadline: Deadline) -> tuple[bytes, ConnectionFailure | None]:
        """The body, or what came of it and how it broke off."""
        chunks, pieces = self._http.chunks(response), list[bytes]()
        try:
            # A proxy that sends a byte now and then keeps each read short, and the whole without end.
            while (chunk := self._http.next_chunk(chunks, self._left(deadline))) is not None:
                pieces.append(chunk)
                if self._left(deadline) <= 0:
                    raise ConnectionFailure("the deadline passed", sent=True, timed_out=True)
        except ConnectionFailure as lost:
            return b"".join(pieces), lost
        finally:
            response.close()
        return b"".join(pieces), None
