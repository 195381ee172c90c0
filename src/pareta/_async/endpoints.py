"""`endpoints`: deploy a model for a task and operate it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, overload
from uuid import NAMESPACE_OID, uuid4, uuid5

from attrs import evolve

from pareta._async.live_endpoint import deploy_until_live, keep_event, poll_until_live
from pareta._async.metrics import AsyncMetrics
from pareta.decoding import listed
from pareta.errors import APIConnectionError, APIResponseError, DeployError, WaitTimeoutError
from pareta.types import Array, DeployEvent, Empty, Endpoint, EndpointStatusChange
from pareta_core import arguments
from pareta_core._async.callbacks import check_callback, notify
from pareta_core._async.stream import AsyncStream
from pareta_core._async.transport import AsyncTransport
from pareta_core.annotations import httpx
from pareta_core.config import OPTION_NAMES, call_options, request_options
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.errors import SDKError
from pareta_core.following import following
from pareta_core.redaction import masked_headers
from pareta_core.started import Started, WaitNote, add_note
from pareta_wire import (
    DeployRequest,
    delete_endpoint,
    get_endpoint,
    list_endpoints,
    start_endpoint,
    stop_endpoint,
)
from pareta_wire.api.endpoints.deploy_endpoint import OPERATION as DEPLOY
from pareta_wire.apis import DEPLOY_ENDPOINT_WAIT
from pareta_wire.limits import DEPLOY_REQUEST_MODEL_DEFAULT
from pareta_wire.operation import Request, fill

# A misspelling of one of these is not a new field of the API.
_WAIT_NAMES = {"wait", "on_start", "on_event", "progress"}
_DEPLOY_NAMES = arguments.field_names(DeployRequest) | OPTION_NAMES | _WAIT_NAMES


class AsyncEndpoints:
    """`endpoints`: deploy, list, start, stop, measure and delete.

    Example:
        ```python
        endpoint = await pa.endpoints.deploy(task="contract-key-fields", wait=True)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: Literal["recommended"] | str | None = "recommended",
        name: str | None = None,
        wait: Literal[False] = False,
        on_start: Callable[[str], object] | None = None,
        cost_per_request_micro_usd: int | None = None,
        frontier_cost_per_request_micro_usd: int | None = None,
        region: str | None = None,
        provider: str | None = None,
        quality: float | None = None,
        run_mode: str | None = None,
        taskDisplay: str | None = None,  # noqa: N803  # the API's name
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
        **extra: Any,
    ) -> AsyncStream[DeployEvent]: ...
    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: Literal["recommended"] | str | None = "recommended",
        name: str | None = None,
        wait: Literal[True],
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[DeployEvent], object] | None = None,
        progress: bool = False,
        cost_per_request_micro_usd: int | None = None,
        frontier_cost_per_request_micro_usd: int | None = None,
        region: str | None = None,
        provider: str | None = None,
        quality: float | None = None,
        run_mode: str | None = None,
        taskDisplay: str | None = None,  # noqa: N803  # the API's name
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
        **extra: Any,
    ) -> Endpoint: ...
    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: Literal["recommended"] | str | None = "recommended",
        name: str | None = None,
        wait: bool,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[DeployEvent], object] | None = None,
        progress: bool = False,
        cost_per_request_micro_usd: int | None = None,
        frontier_cost_per_request_micro_usd: int | None = None,
        region: str | None = None,
        provider: str | None = None,
        quality: float | None = None,
        run_mode: str | None = None,
        taskDisplay: str | None = None,  # noqa: N803  # the API's name
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
        **extra: Any,
    ) -> Endpoint | AsyncStream[DeployEvent]: ...
    async def deploy(
        self,
        *,
        task: str,
        model: Literal["recommended"] | str | None = "recommended",
        name: str | None = None,
        wait: bool = False,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[DeployEvent], object] | None = None,
        progress: bool = False,
        cost_per_request_micro_usd: int | None = None,
        frontier_cost_per_request_micro_usd: int | None = None,
        region: str | None = None,
        provider: str | None = None,
        quality: float | None = None,
        run_mode: str | None = None,
        taskDisplay: str | None = None,  # noqa: N803  # the API's name
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
        **extra: Any,
    ) -> Endpoint | AsyncStream[DeployEvent]:
        """Deploy a model for a task. The service chooses the GPUs: there is no hardware to configure.

        Args:
            task: The id of the catalog task, such as `tasks.list()[0].id`.
            model: An alias from the task's leaderboard; "recommended" or None leaves the choice to the service.
            name: The endpoint's name and id; the service makes one if not given.
            wait: True waits until the endpoint is live. If the connection is lost meanwhile, the SDK polls the
                endpoint instead, for which it names the endpoint if you do not. There is never more than one deploy.
            on_start: A function that is called with the endpoint's id as soon as the service has accepted the deploy.
                The SDK names the endpoint then, if you do not.
            on_event: A function that is called with each event of the deploy. Needs `wait=True`.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            cost_per_request_micro_usd: Known price of one request, in micro-USD.
            frontier_cost_per_request_micro_usd: Price of one request at the frontier model compared with, in micro-USD.
            region: Where to run.
            provider: Whose machines to run on.
            quality: Known quality of the model on the task, from 0 to 1.
            run_mode: How the model is run.
            taskDisplay: Name of the task for people to read.
            timeout: Timeout of the request in seconds, or an `httpx.Timeout`. With `wait=True` the limit of the whole
                wait in seconds: 1,800 if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.
            **extra: Fields that the spec does not know, sent as they are.

        Returns:
            With `wait=True` the live `Endpoint`. Otherwise an iterator of events as they happen: `ev["event"]` is
            "progress", "complete" or "error", and `ev["data"]` its data.

        Raises:
            DeployError: With `wait=True`, the service reported that the deploy failed.
            StreamEndedError: Without `wait`, the stream ended before the deploy did; raised during iteration.
            WaitTimeoutError: With `wait=True`, the endpoint is not live by the deadline. The deploy continues:
                `endpoints.wait(error.id)` continues the wait.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            async for ev in await pa.endpoints.deploy(task="contract-key-fields"):
                print(ev["event"], ev["data"])
            ```

        API: POST /v1/endpoints
        """
        extra_headers = masked_headers(extra_headers)
        extra |= arguments.drop_none(
            cost_per_request_micro_usd=cost_per_request_micro_usd,
            frontier_cost_per_request_micro_usd=frontier_cost_per_request_micro_usd,
            region=region,
            provider=provider,
            quality=quality,
            run_mode=run_mode,
            taskDisplay=taskDisplay,
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
            stall_timeout=stall_timeout,
        )
        return await self._deploy(
            task=task,
            model=model,
            name=name,
            wait=wait,
            on_start=on_start,
            on_event=on_event,
            progress=progress,
            extra=extra,
        )

    async def _deploy(
        self,
        *,
        task: str,
        model: str | None,
        name: str | None,
        wait: bool,
        on_start: Callable[[str], object] | None,
        on_event: Callable[[DeployEvent], object] | None,
        progress: bool,
        extra: dict[str, Any],
    ) -> Endpoint | AsyncStream[DeployEvent]:
        check_callback("on_start", on_start)
        check_callback("on_event", on_event)
        wait = arguments.flag("wait", wait)
        progress = arguments.flag("progress", progress)
        if (on_event is not None or progress) and not wait:
            called = "progress is shown" if on_event is None else "on_event is called"
            raise TypeError(f"{called} during the wait: pass wait=True, or iterate over the events")
        known, fields = arguments.split_options(extra, OPTION_NAMES)
        arguments.check_names(fields, _DEPLOY_NAMES)
        name = arguments.optional_string("name", name)
        timeout = known.pop("timeout", None) if wait else None
        deadline = self._deadline(DEPLOY_ENDPOINT_WAIT.timeout if timeout is None else timeout)
        options = call_options(known)
        if wait or on_start is not None:
            # All attempts share one key, and the name is derived from it: a repeated call finds the first deploy.
            key = options.idempotency_key or str(uuid4())
            options = evolve(options, idempotency_key=key)
            name = f"ep_{uuid5(NAMESPACE_OID, key).hex[:12]}" if name is None else name
            fill("{name}", name=name)  # rejects a name that cannot be polled
        body = arguments.drop_none(
            task=arguments.identifier("task", task),
            model=arguments.string("model", DEPLOY_REQUEST_MODEL_DEFAULT if model is None else model),
            name=name,
            **arguments.json_object("body", fields),
        )
        request = Request(DEPLOY, DEPLOY.path, body=body)
        started = Started("The deploy may still succeed: endpoints.wait('{id}') waits for it.")
        try:
            if wait:
                with following(progress, f"endpoint {name}", "pareta.progress", on_event) as notify_all:
                    return await deploy_until_live(
                        self._transport,
                        request,
                        options,
                        str(name),
                        deadline,
                        started=started,
                        on_start=on_start,
                        on_event=notify_all,
                    )
            events = await self._transport.stream(
                request, options, keep=keep_event, hint="pass wait=True for the live endpoint"
            )
            if name is not None and on_start is not None:
                started.begin(name)
                try:
                    await notify(on_start, name)
                except BaseException:
                    await events.aclose()
                    raise
            return events
        except BaseException as error:
            _add_note(error, started, name)
            raise

    async def wait(
        self,
        endpoint_id: str,
        *,
        timeout: float = 1800.0,
        poll_interval: float = 2.0,
        on_event: Callable[[Endpoint], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Endpoint:
        """Wait until an endpoint is live: after `start`, or after a deploy that you did not wait for.

        Args:
            endpoint_id: The id of the endpoint, or the `id` of a deploy's `WaitTimeoutError`.
            timeout: Limit of the whole wait in seconds, including failed attempts.
            poll_interval: Seconds between polls.
            on_event: A function that is called with the endpoint after each poll.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The live endpoint.

        Raises:
            DeployError: The endpoint is stopped, so waiting does not help.
            WaitTimeoutError: The endpoint is not live by the deadline. Call `wait` again to continue.
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            await pa.endpoints.start("ep_1")
            endpoint = await pa.endpoints.wait("ep_1", timeout=600.0)
            ```

        API: GET /v1/endpoints/{endpoint_id}
        """
        extra_headers = masked_headers(extra_headers)
        endpoint_id = arguments.identifier("endpoint_id", endpoint_id)
        interval = seconds_argument("poll_interval", poll_interval)
        deadline = self._deadline(timeout)
        check_callback("on_event", on_event)
        progress = arguments.flag("progress", progress)
        options = request_options(extra_headers=extra_headers, extra_query=extra_query)
        note = f"Endpoint {endpoint_id} may still become live: endpoints.wait({endpoint_id!r}) waits for it."
        shown = following(progress, f"endpoint {endpoint_id}", "pareta.progress", on_event)
        with WaitNote(note), shown as notify_all:
            return await poll_until_live(
                self._transport, endpoint_id, options, deadline, interval, notify_all
            )

    def _deadline(self, timeout: object) -> Deadline:
        return Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())

    async def list(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Array[Endpoint]:
        """List every endpoint of the account.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The endpoints.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for endpoint in await pa.endpoints.list():
                print(endpoint.id, endpoint.status)
            ```

        API: GET /v1/endpoints
        """
        extra_headers = masked_headers(extra_headers)
        return await self._transport.send(
            list_endpoints(),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=_decode_list,
        )

    async def retrieve(
        self,
        endpoint_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Endpoint:
        """Retrieve an endpoint as it is now.

        Args:
            endpoint_id: The id of the endpoint.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The endpoint, with its `status` and `is_live`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            endpoint = await pa.endpoints.retrieve("ep_1")
            print(endpoint.is_live)
            ```

        API: GET /v1/endpoints/{endpoint_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = get_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(
            request,
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=Endpoint.from_dict,
        )

    async def start(
        self,
        endpoint_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> EndpointStatusChange:
        """Start a stopped endpoint and return at once; `endpoints.wait(id)` waits until it is live.

        Args:
            endpoint_id: The id of the endpoint.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The new `status`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            await pa.endpoints.start("ep_1")
            ```

        API: POST /v1/endpoints/{endpoint_id}/start
        """
        extra_headers = masked_headers(extra_headers)
        request = start_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(
            request,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                idempotency_key=idempotency_key,
            ),
        )

    async def stop(
        self,
        endpoint_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
    ) -> EndpointStatusChange:
        """Stop an endpoint. It keeps its id and rejects requests until it is started again.

        Args:
            endpoint_id: The id of the endpoint.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The new `status`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            await pa.endpoints.stop("ep_1")
            ```

        API: POST /v1/endpoints/{endpoint_id}/stop
        """
        extra_headers = masked_headers(extra_headers)
        request = stop_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(
            request,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                idempotency_key=idempotency_key,
            ),
        )

    async def delete(
        self,
        endpoint_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Empty:
        """Delete an endpoint permanently.

        Args:
            endpoint_id: The id of the endpoint.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            An object with the `response` and no fields.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            await pa.endpoints.delete("ep_1")
            ```

        API: DELETE /v1/endpoints/{endpoint_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = delete_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(
            request, request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        )

    def metrics(self, endpoint_id: str) -> AsyncMetrics:
        """Return the metrics of an endpoint. Sends nothing: each dimension is a method that does.

        Args:
            endpoint_id: The id of the endpoint.

        Returns:
            An object with the methods `performance`, `uptime`, `cost`, `quality` and `activity`.

        Raises:
            TypeError, ValueError: The id is invalid.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").performance(window="24h")
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        return AsyncMetrics(self._transport, arguments.identifier("endpoint_id", endpoint_id))


def _decode_list(data: object) -> Array[Endpoint]:
    return Array[Endpoint].of(listed(data, Endpoint.from_listed, "Array"), Endpoint.from_listed)


def _add_note(error: BaseException, started: Started, name: str | None) -> None:
    """Add to an exception that leaves a deploy what may have been started."""
    if name is not None and (not isinstance(error, SDKError) or isinstance(error, APIResponseError)):
        started.begin(name)  # Perhaps: the request was interrupted, or its response is unreadable.
    if isinstance(error, (DeployError, WaitTimeoutError)):
        return  # It says itself what to do.
    started.add_note(error)
    if name is not None and started.id is None and isinstance(error, APIConnectionError):
        key = f"the same call with idempotency_key={error.idempotency_key!r} deploys it only once"
        add_note(error, f"If the deploy was accepted, endpoints.wait({name!r}) waits for it, and {key}.")
