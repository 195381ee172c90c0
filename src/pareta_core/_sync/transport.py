# Mirrored from src/pareta_core/_async/transport.py by codegen/mirror.py; do not edit.
"""The transport: one way to send, one way to stream, one retry loop. Knows no resource and no route.

`call` says what is sent and what a response means; `retry` says which failures are retried, and when.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import pareta_core
from pareta_core import config, retry
from pareta_core._sync.http_adapter import HTTPAdapter
from pareta_core._sync.response_body import Body, read_body, without_split_key
from pareta_core.annotations import httpx
from pareta_core.call import EVENT_STREAM, Call, ConnectionFailure, Unsendable, prepare, prepare_upload
from pareta_core.clock import Clock
from pareta_core.config import MAX_ERROR_BODY_BYTES, NO_OPTIONS, CallOptions, Settings
from pareta_core.content_decoding import ContentError, IncompleteContentError
from pareta_core.errors import ErrorClasses, SDKError, request_note
from pareta_core.logs import logger
from pareta_core.timeouts import Attempt
from pareta_wire.operation import Api, Request, RetryClass, SignedUpload

if TYPE_CHECKING:
    from pareta_core._sync.observer import Observer

T = TypeVar("T")
E = TypeVar("E")
R = TypeVar("R")

# To httpx, a timeout of 0 would not mean "at once".
_MIN_TIMEOUT_SECONDS = 0.001


class Transport:
    """Sends the requests that `pareta_wire` builds, with retries. Both facades use it, and so can a program.

    Example:
        ```python
        from pareta_core import Transport
        from pareta_wire import TaskRunInput, create_task_run
        from pareta_wire.apis import PARALLEL

        with Transport.from_env(PARALLEL) as wire:
            run = wire.send(create_task_run(body=TaskRunInput(processor="base", input="United Nations")))
        ```
    """

    def __init__(
        self, settings: Settings, *, http: HTTPAdapter | None = None, clock: Clock | None = None
    ) -> None:
        """Open nothing yet.

        Args:
            settings: The API, the key, the base URL, timeouts and retries.
            http: Sends each attempt. A new one, with its own connections, if not given.
            clock: Pauses between attempts. The real one if not given.
        """
        self.settings: Settings = settings
        self.clock: Clock = clock or Clock()
        self._http = http or HTTPAdapter()
        name = settings.api.name
        self._log = logger(name, config.environment(f"{name.upper()}_LOG"))

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
        max_event_bytes: int = config.DEFAULT_MAX_EVENT_BYTES,
        max_body_bytes: int = config.DEFAULT_MAX_BODY_BYTES,
    ) -> Transport:
        """Return a transport for one API. What is not given here comes from the environment.

        Args:
            api: `PARETA` or `PARALLEL` of `pareta_wire.apis`.
            api_key: The API key; by default the API's variable, such as `PARETA_API_KEY`.
            base_url: Where the API is; by default the API's variable, else its own server.
            timeout: Seconds for one attempt, to the last byte of its response, or an `httpx.Timeout`, which limits each
                wait; 60 s by default, of which 10 s to connect.
            max_retries: How many times a failed attempt is retried.
            http_client: Sends the requests, if you need your own. It stays yours to close.
            max_event_bytes: The longest event of a stream, in bytes.
            max_body_bytes: The longest body of a response that is not a stream, unpacked, in bytes.

        Returns:
            A transport, to be closed or used as a context manager.

        Raises:
            SDKError: There is no API key, or it or the base URL cannot be valid.

        Example:
            ```python
            wire = Transport.from_env(PARALLEL, max_retries=5)
            ```
        """
        api_key = config.masked(api_key or config.environment(api.key_env))
        settings = config.new_settings(
            api,
            ErrorClasses(fields=api.error_fields),
            api_key=api_key,
            base_url=base_url or config.environment(api.base_url_env),
            timeout=timeout,
            max_retries=max_retries,
            default_headers=None,
            max_event_bytes=max_event_bytes,
            max_body_bytes=max_body_bytes,
        )
        return cls(settings, http=HTTPAdapter(http_client))

    @property
    def owns_connections(self) -> bool:
        """Whether the connections are ours to close, not those of an `http_client`."""
        return self._http.owned

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeout of a request, in seconds, where its call sets none."""
        return self._http.effective_timeout(self.settings.timeout)

    def ignore_proxies(self) -> None:
        """Send requests directly, whatever proxies the environment names, as to a server on this machine.

        Call it before the first request. A user's own `http_client` is not changed.

        Example:
            ```python
            wire.ignore_proxies()
            ```
        """
        self._http.uses_proxies = False

    def with_settings(self, settings: Settings) -> Transport:
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
        return Transport(settings, http=self._http, clock=self.clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless they belong to an `http_client`. Calls that are in progress fail.

        Example:
            ```python
            wire.close()
            ```
        """
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

        Returns:
            The decoded response.

        Raises:
            SDKError: The response is an error, malformed or missing.
            TypeError: The operation responds with a stream of events.

        Example:
            ```python
            run = wire.send(get_task_run("trun_1"))
            ```
        """
        if request.operation.stream_only:
            raise TypeError(f"{request.operation.id} responds with a stream of events: use stream()")
        call = prepare(self.settings, request, options, stream=False)
        observer = self._observer(call, request)
        try:
            response, body = self._exchange(call, options, observer)
            size, headers = len(body.content), call.redact.headers(response.headers)
            result = call.decode_response(
                request.operation, response.status_code, headers, body.take(), decode
            )
            if observer:
                observer.succeeded(size, result)
        except BaseException as error:
            call.note_interruption(error)
            if observer:
                observer.failed(error)
            raise
        return result

    def stream(
        self,
        request: Request[Any, E],
        options: CallOptions = NO_OPTIONS,
        *,
        keep: Callable[[E], object] | None = None,
        hint: str = "",
    ) -> pareta_core.Stream[E]:
        """Send a request and return its stream of typed events as soon as the response begins.

        A failed start is retried as in `send`. Once the response has begun, nothing is sent again.

        Args:
            request: A request that `pareta_wire` builds.
            options: The options of this call.
            keep: What to keep of each event for the `partial` of an error. Strings are joined, other values
                become a list.
            hint: What else the caller may have wanted, for the errors of a program that takes the stream for it.

        Returns:
            The stream, which holds a connection until it is read to its end or closed.

        Raises:
            SDKError: The response is an error or not a stream, or there is none.
            TypeError: The operation has no stream of events.

        Example:
            ```python
            for event in wire.stream(stream_task_run_events("trun_1")):
                print(event["type"])
            ```
        """
        # Loaded late: a program that only sends needs none of it.
        from pareta_core._sync.stream import Stream
        from pareta_core.events import Events

        rules = request.operation.stream
        if rules is None:
            raise TypeError(f"{request.operation.id} has no stream of events: use send()")
        call = prepare(self.settings, request, options, stream=True)
        observer = self._observer(call, request)
        try:
            response, _ = self._exchange(call, options, observer, stream=True)
            self._check_stream(call, options, response)
        except BaseException as error:
            call.note_interruption(error)
            if observer:
                observer.failed(error)
            raise
        self._http.restart_timeouts(
            response,
            stall_timeout=options.stall_timeout,
            seconds_left=options.deadline.remaining(self.clock.monotonic()),
            keep_read=self._http.attempt_limit(self._timeout(options)) == math.inf,
        )
        info = call.info(response.status_code, response.headers)
        return Stream(
            response,
            Events(rules, call, info, keep, max_event_bytes=self.settings.max_event_bytes),
            self._http,
            clock=self.clock,
            stall_timeout=options.stall_timeout,
            deadline=options.deadline,
            hint=hint,
            follower=observer.opened() if observer else None,
        )

    def _check_stream(self, call: Call, options: CallOptions, response: httpx.Response) -> None:
        """Raise the facade's error if a response is not a stream."""
        kind = response.headers.get("content-type") or "no content type"
        if kind.partition(";")[0].strip().lower() != EVENT_STREAM:
            body = self._body(response, self._attempt(call, options), MAX_ERROR_BODY_BYTES)
            problem = f"its content type is {kind}, not {EVENT_STREAM}"
            raise call.malformed_response(response.status_code, response.headers, body.content, problem)

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
            wire.upload(rule, retry_class, url, content, size=1024, media_type="application/pdf")
            ```
        """
        call = prepare_upload(self.settings, rule, retry_class, url, content, size, media_type)
        observer = self._observer(call, None)
        try:
            _, body = self._exchange(call, options, observer)
            if observer:
                observer.succeeded(len(body.content))
        except BaseException as error:
            if observer:
                observer.failed(error)
            raise

    def _exchange(
        self, call: Call, options: CallOptions, observer: Observer | None, *, stream: bool = False
    ) -> tuple[httpx.Response, Body]:
        """Send and retry until there is a success, and return it with its body. The body of a stream is not read."""
        if observer is None:
            return self._attempts(call, options, stream, None)
        with observer.current():
            return self._attempts(call, options, stream, observer)

    def _attempts(
        self, call: Call, options: CallOptions, stream: bool, observer: Observer | None
    ) -> tuple[httpx.Response, Body]:
        clock = self.clock
        failure: SDKError | None = None
        tries = 0
        while True:
            if not self._http.usable:
                raise failure or call.errors.root(f"{call.name}: this client is closed; nothing was sent")
            if observer:
                observer.sending()
            attempt = self._attempt(call, options)
            try:
                response = self._send_once(call, options, attempt)
                if observer:
                    self._report(observer, response)
                success = call.successes(response.status_code)
                if success and stream:
                    return response, Body(b"")
                limit = self.settings.max_body_bytes if success else MAX_ERROR_BODY_BYTES
                body = self._body(response, attempt, limit)
            except ConnectionFailure as error:
                failure, pause = self._no_response(call, error, attempt, tries)
            else:
                if success and body.failure is None and not body.shortened:
                    return response, body
                failure, pause = self._bad_response(call, response, body, attempt, tries)
                del body  # The error has a copy of its content, and the traceback has this frame.
            remaining = options.deadline.remaining(clock.monotonic())
            if pause is None or remaining <= pause or not self._http.usable:
                raise failure
            if observer:
                observer.retrying(failure, pause)
            clock.sleep(pause)
            tries += 1

    def _observer(self, call: Call, request: Request[Any, Any] | None) -> Observer | None:
        """Return an observer of a call, or None where neither the log nor a hook wants to know."""
        if self.settings.hooks is None and not self._log.isEnabledFor(logging.INFO):
            return None
        from pareta_core._sync.observer import Observer  # loaded late: most programs do not look

        return Observer(self._log, self.settings, call, self.clock, request)

    def _report(self, observer: Observer, response: httpx.Response) -> None:
        try:
            observer.received(response.status_code, response.headers)
        except BaseException:
            self._http.release(response)  # Ctrl-C or a cancellation while the hook ran
            raise

    def _no_response(
        self, call: Call, error: ConnectionFailure, attempt: Attempt, tries: int
    ) -> tuple[SDKError, float | None]:
        """Return the error for an attempt without a response, and the pause before the next one or None."""
        clock = self.clock
        if error.timed_out:
            error.args = (attempt.describe(str(error), clock.monotonic(), sent=error.sent),)
        pause = retry.delay_after_connection_error(
            self.settings.retries,
            tries,
            call.retry,
            sent=error.sent,
            permanent=error.permanent,
            random=clock.random(),
        )
        return call.connection_error(error, tries), pause

    def _bad_response(
        self, call: Call, response: httpx.Response, body: Body, attempt: Attempt, tries: int
    ) -> tuple[SDKError, float | None]:
        """Return the error for a response that cannot be used, and the pause before the next attempt or None."""
        clock, policy = self.clock, self.settings.retries
        status, headers, cut = response.status_code, call.redact.headers(response.headers), body.failure
        if not call.successes(status):
            content = body.content
            if body.shortened:
                content = without_split_key(content, self.settings.api_key)
            failure: SDKError = call.status_error(status, headers, content)
            if body.shortened:
                failure.add_note(
                    f"The response's body was shortened to its first {MAX_ERROR_BODY_BYTES:,} bytes."
                )
            return failure, retry.delay_after_status(
                policy, tries, call.retry, status, headers, now=clock.now(), random=clock.random()
            )
        if cut is None:
            problem = f"its body is longer than {len(body.content):,} bytes; max_body_bytes= sets the limit"
            shown = without_split_key(body.content[:MAX_ERROR_BODY_BYTES], self.settings.api_key)
            return call.malformed_response(status, headers, shown, problem), None
        pause = retry.delay_after_connection_error(
            policy, tries, call.retry, sent=True, random=clock.random()
        )
        if cut.timed_out:
            request_id = call.info(status, headers).request_id
            reason = attempt.describe(str(cut), clock.monotonic(), sent=True)
            cut.args = (f"{reason}{request_note(request_id)}",)
            failure = call.connection_error(cut, tries)
            failure.request_id = request_id and call.redact(request_id)
            return failure, pause
        reason, cause = call.redact(str(cut)), cut.__cause__
        if isinstance(cause, ContentError) and not isinstance(cause, IncompleteContentError):
            problem = f"its body is unusable: {reason}"
            return call.malformed_response(status, headers, body.content, problem), pause
        problem = f"its body is incomplete: {reason}"
        return call.malformed_response(status, headers, body.content, problem, cut), pause

    def _attempt(self, call: Call, options: CallOptions) -> Attempt:
        # An upload may take any time, as long as it makes progress.
        upload = bool(call.files) or call.without_credentials
        limit = math.inf if upload else self._http.attempt_limit(self._timeout(options))
        return Attempt.begin(limit, options.deadline, self.clock.monotonic())

    def _timeout(self, options: CallOptions) -> float | httpx.Timeout | None:
        return self.settings.timeout if options.timeout is None else options.timeout

    def _send_once(self, call: Call, options: CallOptions, attempt: Attempt) -> httpx.Response:
        try:
            return self._http.send(
                call.method,
                call.url,
                headers=call.headers,
                query=call.query,
                content=call.content() if call.content else None,
                form=call.form,
                files=call.files,
                timeout=self._timeout(options),
                seconds_left=max(_MIN_TIMEOUT_SECONDS, attempt.seconds),
                repeatable=call.retry.retry_lost_connection,
                without_credentials=call.without_credentials,
            )
        except Unsendable as error:
            problem = error
        raise call.unsendable(problem)

    def _body(self, response: httpx.Response, attempt: Attempt, limit: int) -> Body:
        return read_body(self._http, response, deadline=attempt.until, clock=self.clock, limit=limit)
