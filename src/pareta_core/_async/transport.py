"""The transport: one way to send, one way to stream, one retry loop. Knows no resource and no route.

`call` says what is sent and what a response means; `retry` says which failures are retried, and when.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterable, Callable
from typing import Any, Self, TypeVar, overload

from pareta_core import config, retry
from pareta_core._async.http_adapter import AsyncHTTPAdapter
from pareta_core._async.stream import AsyncStream
from pareta_core.annotations import httpx
from pareta_core.call import EVENT_STREAM, Call, ConnectionFailure, Unsendable, prepare, prepare_upload
from pareta_core.clock import AsyncClock
from pareta_core.config import NO_OPTIONS, CallOptions, Settings
from pareta_core.deadline import Deadline
from pareta_core.errors import ErrorClasses, SDKError
from pareta_core.events import Events
from pareta_wire.operation import Api, Request, RetryClass, SignedUpload

T = TypeVar("T")
E = TypeVar("E")
R = TypeVar("R")

# To httpx, a timeout of 0 would not mean "at once".
_MIN_TIMEOUT_SECONDS = 0.001


class AsyncTransport:
    """Sends the requests that `pareta_wire` builds, with retries. Both facades use it, and so can a program.

    Example:
        ```python
        from pareta_core import AsyncTransport
        from pareta_wire import TaskRunInput, create_task_run
        from pareta_wire.apis import PARALLEL

        async with AsyncTransport.from_env(PARALLEL) as wire:
            run = await wire.send(create_task_run(body=TaskRunInput(processor="base", input="United Nations")))
        ```
    """

    def __init__(
        self, settings: Settings, *, http: AsyncHTTPAdapter | None = None, clock: AsyncClock | None = None
    ) -> None:
        """Open nothing yet.

        Args:
            settings: The API, the key, the base URL, timeouts and retries.
            http: Sends each attempt. A new one, with connections of its own, if not given.
            clock: Pauses between attempts. The real one if not given.
        """
        self.settings: Settings = settings
        self.clock: AsyncClock = clock or AsyncClock()
        self._http = http or AsyncHTTPAdapter()

    @classmethod
    def from_env(
        cls,
        api: Api,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int = config.DEFAULT_MAX_RETRIES,
        http_client: httpx.AsyncClient | None = None,
    ) -> AsyncTransport:
        """Return a transport for one API. What is not given here comes from the environment.

        Args:
            api: `PARETA` or `PARALLEL` of `pareta_wire.apis`.
            api_key: The API key; by default the API's variable, such as `PARETA_API_KEY`.
            base_url: Where the API is; by default the API's variable, else its own server.
            timeout: Seconds for each wait of one attempt, or an `httpx.Timeout`; 60 s by default, 10 s to connect.
            max_retries: How many times a failed attempt is retried.
            http_client: Sends the requests, if you need your own. It stays yours to close.

        Returns:
            A transport, to be closed or used as a context manager.

        Raises:
            SDKError: There is no API key, or it or the base URL cannot be valid.

        Example:
            ```python
            wire = AsyncTransport.from_env(PARALLEL, max_retries=5)
            ```
        """
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
        return cls(settings, http=AsyncHTTPAdapter(http_client))

    @property
    def owns_connections(self) -> bool:
        """Whether the connections are ours to close, not those of an `http_client`."""
        return self._http.owned

    def with_settings(self, settings: Settings) -> AsyncTransport:
        """Return a transport with other settings that shares the connections of this one.

        Args:
            settings: The settings of the new transport.

        Returns:
            The new transport. Closing it closes the connections of both.

        Example:
            ```python
            patient = wire.with_settings(wire.settings.with_changes(max_retries=5))
            ```
        """
        return AsyncTransport(settings, http=self._http, clock=self.clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections, unless they belong to an `http_client`. Calls that are in progress fail.

        Example:
            ```python
            await wire.aclose()
            ```
        """
        await self._http.aclose()

    @overload
    async def send(self, request: Request[T, Any], options: CallOptions = NO_OPTIONS) -> T: ...
    @overload
    async def send(
        self, request: Request[Any, Any], options: CallOptions = NO_OPTIONS, *, decode: Callable[[object], R]
    ) -> R: ...
    async def send(
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

        Returns:
            The decoded response.

        Raises:
            SDKError: The response is an error, malformed or missing.
            TypeError: The operation responds with a stream of events.

        Example:
            ```python
            run = await wire.send(get_task_run("trun_1"))
            ```
        """
        if request.operation.stream_only:
            raise TypeError(f"{request.operation.id} responds with a stream of events: use stream()")
        call = prepare(self.settings, request, options, stream=False)
        try:
            response, content = await self._exchange(call, options)
            return call.decode_response(
                request.operation, response.status_code, response.headers, content, decode
            )
        except BaseException as error:
            call.note_interruption(error)
            raise

    async def stream(
        self,
        request: Request[Any, E],
        options: CallOptions = NO_OPTIONS,
        *,
        keep: Callable[[E], object] | None = None,
    ) -> AsyncStream[E]:
        """Send a request and return its stream of typed events as soon as the response begins.

        A failed start is retried as in `send`. Once the response has begun, nothing is sent again.

        Args:
            request: A request that `pareta_wire` builds.
            options: The options of this call.
            keep: What to keep of each event for the `partial` of an error. Strings are joined, other values
                become a list.

        Returns:
            The stream, which holds a connection until it is read to its end or closed.

        Raises:
            SDKError: The response is an error or not a stream, or there is none.
            TypeError: The operation has no stream of events.

        Example:
            ```python
            async for event in await wire.stream(stream_task_run_events("trun_1")):
                print(event["type"])
            ```
        """
        rules = request.operation.stream
        if rules is None:
            raise TypeError(f"{request.operation.id} has no stream of events: use send()")
        call = prepare(self.settings, request, options, stream=True)
        try:
            response, _ = await self._exchange(call, options, stream=True)
        except BaseException as error:
            call.note_interruption(error)
            raise
        kind = response.headers.get("content-type") or "no content type"
        if kind.partition(";")[0].strip().lower() != EVENT_STREAM:
            content, _ = await self._body(response, options.deadline)
            problem = f"its content type is {kind}, not {EVENT_STREAM}"
            raise call.malformed_response(response.status_code, response.headers, content, problem)
        return AsyncStream(
            response,
            Events(rules, call, call.info(response.status_code, response.headers), keep),
            self._http,
            clock=self.clock,
            stall_timeout=options.stall_timeout,
            deadline=options.deadline,
        )

    async def upload(
        self,
        rule: SignedUpload,
        retry_class: RetryClass,
        url: str,
        content: Callable[[], AsyncIterable[bytes]],
        *,
        size: int,
        media_type: str,
        options: CallOptions = NO_OPTIONS,
    ) -> None:
        """Send a file to a signed URL of a storage host, without the API key, which must not go there.

        Args:
            rule: The method and the statuses of a success, from the spec.
            retry_class: Which failures are retried.
            url: The signed URL.
            content: Returns the bytes from the beginning, each time it is called.
            size: Their number.
            media_type: The content type.
            options: The options of this call.

        Raises:
            SDKError: The upload failed.

        Example:
            ```python
            await wire.upload(rule, retry_class, url, content, size=1024, media_type="application/pdf")
            ```
        """
        call = prepare_upload(self.settings, rule, retry_class, url, content, size, media_type)
        await self._exchange(call, options)

    async def _exchange(
        self, call: Call, options: CallOptions, *, stream: bool = False
    ) -> tuple[httpx.Response, bytes]:
        """Send and retry until there is a success, and return it with its body. The body of a stream is not read."""
        policy, clock = self.settings.retries, self.clock
        failure: SDKError | None = None
        tries = 0
        while True:
            if not self._http.usable:
                raise failure or call.errors.root(f"{call.name}: this client is closed; nothing was sent")
            try:
                response = await self._send_once(call, options)
            except ConnectionFailure as error:
                failure = call.connection_error(error, tries)
                pause = retry.delay_after_connection_error(
                    policy,
                    tries,
                    call.retry,
                    sent=error.sent,
                    permanent=error.permanent,
                    random=clock.random(),
                )
            else:
                status, headers = response.status_code, response.headers
                success = call.successes(status)
                if success and stream:
                    return response, b""
                content, cut = await self._body(response, options.deadline)
                if not success:
                    failure = call.status_error(status, headers, content)
                    pause = retry.delay_after_status(
                        policy, tries, call.retry, status, headers, now=clock.now(), random=clock.random()
                    )
                elif cut is None:
                    return response, content
                else:
                    failure = call.malformed_response(
                        status, headers, content, f"its body is incomplete: {call.redact(str(cut))}", cut
                    )
                    pause = retry.delay_after_connection_error(
                        policy, tries, call.retry, sent=True, random=clock.random()
                    )
            remaining = options.deadline.remaining(clock.monotonic())
            if pause is None or remaining <= pause or not self._http.usable:
                raise failure
            await clock.sleep(pause)
            tries += 1

    def _left(self, deadline: Deadline) -> float:
        return deadline.at if deadline.at == math.inf else deadline.remaining(self.clock.monotonic())

    async def _send_once(self, call: Call, options: CallOptions) -> httpx.Response:
        left = self._left(options.deadline)
        try:
            return await self._http.send(
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

    async def _body(
        self, response: httpx.Response, deadline: Deadline
    ) -> tuple[bytes, ConnectionFailure | None]:
        """Read the body. Return it, and the failure if it is incomplete."""
        chunks, received = self._http.chunks(response), list[bytes]()
        try:
            # A byte now and then keeps each read of a user's client within its timeout, and the body without end.
            while (chunk := await self._http.next_chunk(chunks, self._left(deadline))) is not None:
                received.append(chunk)
                if self._left(deadline) <= 0:
                    raise ConnectionFailure("the deadline passed", sent=True, timed_out=True)
        except ConnectionFailure as failure:
            return b"".join(received), failure
        finally:
            await response.aclose()
        return b"".join(received), None
