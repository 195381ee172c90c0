"""`endpoints`: deploy a model for a task and operate it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Never, Unpack, overload
from uuid import NAMESPACE_OID, uuid4, uuid5

from attrs import evolve

from pareta.errors import (
    APIConnectionError,
    APIResponseError,
    DeployError,
    NotFoundError,
    StreamEndedError,
    StreamError,
    WaitTimeoutError,
)
from pareta.types import (
    Array,
    DeployEvent,
    Empty,
    Endpoint,
    EndpointMetrics,
    EndpointStatusChange,
    as_type,
    with_response,
)
from pareta_core import arguments
from pareta_core._async.polling import wait_for
from pareta_core.config import OPTION_NAMES, CallOptions, RequestOptions, WaitOptions, call_options
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.errors import SDKError, request_note
from pareta_wire import (
    DeployComplete,
    DeployFailed,
    DeployRequest,
    delete_endpoint,
    deploy_endpoint,
    get_endpoint,
    get_endpoint_metrics,
    list_endpoints,
    start_endpoint,
    stop_endpoint,
)
from pareta_wire.model import attach_response
from pareta_wire.operation import fill

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pareta_core._async.stream import AsyncStream
    from pareta_core._async.transport import AsyncTransport
    from pareta_wire.operation import Request, RetryClass


# A deploy takes minutes; half an hour is patience enough.
_DEPLOY_SECONDS = 1800.0


class AsyncMetrics:
    """The metrics of one endpoint: each dimension is a method, whose keywords go to the server as they are."""

    def __init__(self, transport: AsyncTransport, endpoint_id: str) -> None:
        self._transport = transport
        self._endpoint_id = endpoint_id

    async def performance(self, **filters: Any) -> EndpointMetrics:
        """Latency and throughput: `performance(window="24h")`."""
        return await self._get("performance", filters)

    async def uptime(self, **filters: Any) -> EndpointMetrics:
        """Availability: `uptime(since="30d")`."""
        return await self._get("uptime", filters)

    async def cost(self, **filters: Any) -> EndpointMetrics:
        """What was spent: `cost(group_by="day")`."""
        return await self._get("cost", filters)

    async def quality(self, **filters: Any) -> EndpointMetrics:
        """How good the answers were."""
        return await self._get("quality", filters)

    async def activity(self, **filters: Any) -> EndpointMetrics:
        """What was asked of it."""
        return await self._get("activity", filters)

    async def _get(self, dimension: str, keywords: dict[str, Any]) -> EndpointMetrics:
        known, filters = arguments.split_options(keywords, OPTION_NAMES)
        request = get_endpoint_metrics(self._endpoint_id, dimension, filters=filters)
        return await self._transport.send(request, call_options(known))


class AsyncEndpoints:
    """`endpoints`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: str | None = "recommended",
        name: str | None = None,
        wait: Literal[False] = False,
        **extra: Any,
    ) -> AsyncStream[DeployEvent]: ...
    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: str | None = "recommended",
        name: str | None = None,
        wait: Literal[True],
        **extra: Any,
    ) -> Endpoint: ...
    @overload
    async def deploy(
        self,
        *,
        task: str,
        model: str | None = "recommended",
        name: str | None = None,
        wait: bool,
        **extra: Any,
    ) -> Endpoint | AsyncStream[DeployEvent]: ...
    async def deploy(
        self,
        *,
        task: str,
        model: str | None = "recommended",
        name: str | None = None,
        wait: bool = False,
        **extra: Any,
    ) -> Endpoint | AsyncStream[DeployEvent]:
        """Deploys a model for a task. GPUs are chosen by the service: there is no hardware to configure.

        Args:
            task: The catalog task, as in `tasks.list()[0].id`.
            model: A per-task alias from the leaderboard; "recommended", or None, leaves it to the service.
            name: The endpoint's name and id; the service makes one where not given.
            wait: True blocks until the endpoint is live. If the line is lost meanwhile, the wait goes on by asking
                for the endpoint, to which the SDK gives a name for that purpose where you give none. One deploy is
                asked for, whatever happens to the line.
            **extra: Further fields of `DeployRequest` (`region`, `quality`, `run_mode`, …), sent as they are, and
                the options of every call. With `wait=True`, `timeout` is in seconds what all of it may take: 1,800
                where not given.

        Returns:
            With `wait=True` the live `Endpoint`. Otherwise an iterator of events as they happen:
            `ev["event"]` is "progress", "complete" or "error", `ev["data"]` what it carries.

        Raises:
            DeployError: With `wait=True`, the service reported that the deploy failed.
            StreamEndedError: The stream ended before it was complete. With `wait=True` the wait goes on.
            WaitTimeoutError: With `wait=True`, it is not live by then. It goes on: `endpoints.wait(error.id)`.

        Example:
            for ev in pa.endpoints.deploy(task="contract-key-fields"):
                print(ev["event"], ev["data"])

        API: POST /v1/endpoints
        """
        known, fields = arguments.split_options(extra, OPTION_NAMES)
        name = arguments.optional_string("name", name)
        patience = known.pop("timeout", None) if wait else None
        deadline = self._deadline(_DEPLOY_SECONDS if patience is None else patience)
        options = call_options(known)
        if wait:
            # One key for all attempts, and the name follows from it: what is asked for again is the first one's.
            key = options.idempotency_key or str(uuid4())
            options = evolve(options, idempotency_key=key)
            name = f"ep_{uuid5(NAMESPACE_OID, key).hex[:12]}" if name is None else name
            fill("{name}", name=name)  # it is the id that is asked for
        body = DeployRequest.from_dict(
            arguments.drop_none(
                task=arguments.identifier("task", task),
                model=arguments.string("model", "recommended" if model is None else model),
                name=name,
                **fields,
            )
        )
        request = deploy_endpoint(body=body)
        if not wait:
            return await self._transport.stream(request, options, keep=_itself)
        try:
            return await self._deploy(request, options, str(name), deadline)
        except (StreamError, APIResponseError) as error:
            error.add_note(f"the deploy may go on: endpoints.wait({name!r}) looks for it")
            raise

    async def _deploy(
        self, request: Request[Never, DeployEvent], options: CallOptions, name: str, deadline: Deadline
    ) -> Endpoint:
        """Reads the stream; where that breaks, asks for the endpoint; where there is none, for the stream again."""
        accepted = False
        looks = CallOptions(extra_headers=options.extra_headers, deadline=deadline)

        async def live(_: float) -> Endpoint | None:
            nonlocal accepted
            if accepted:
                try:
                    return await self._look(name, looks)
                except NotFoundError:
                    accepted = False
            events = await self._transport.stream(request, options.until(deadline), keep=_itself)
            accepted = True
            try:
                return await _live_endpoint(events, self._transport.settings.redact)
            except StreamEndedError as cut:
                # Something on the way closed it in good order: a lost line, of which the endpoint tells more.
                raise APIConnectionError(cut.message, request_id=cut.request_id, partial=cut.partial) from cut

        return await self._waited(live, name, deadline, request.operation.retry)

    async def wait(
        self,
        endpoint_id: str,
        *,
        timeout: float = 1800.0,
        poll_interval: float = 2.0,
        **options: Unpack[WaitOptions],
    ) -> Endpoint:
        """Looks at an endpoint until it is live: after `start`, or after a deploy that you did not wait out.

        Args:
            endpoint_id: As in `endpoints.list()[0].id`, or the `id` of a deploy's `WaitTimeoutError`.
            timeout: Seconds that the whole wait may take, failed attempts included.
            poll_interval: Seconds between looks.

        Raises:
            DeployError: It is stopped, so it will not be live by itself.
            WaitTimeoutError: It is not live by then.

        API: GET /v1/endpoints/{endpoint_id}
        """
        endpoint_id = arguments.identifier("endpoint_id", endpoint_id)
        interval = seconds_argument("poll_interval", poll_interval)
        deadline = self._deadline(timeout)
        looks = call_options(options).until(deadline)

        async def live(_: float) -> Endpoint | None:
            return await self._look(endpoint_id, looks)

        rule = get_endpoint(endpoint_id).operation.retry
        return await self._waited(live, endpoint_id, deadline, rule, interval)

    async def _look(self, endpoint_id: str, options: CallOptions) -> Endpoint | None:
        """The endpoint if it is live; None if it may yet be."""
        found = await self._transport.send(get_endpoint(endpoint_id), options)
        endpoint = as_type(Endpoint, found)
        if endpoint.status == "stopped":
            raise DeployError(
                f"endpoint {endpoint_id} is stopped: endpoints.start({endpoint_id!r}) starts it"
            )
        return endpoint if endpoint.is_live else None

    async def _waited(
        self,
        live: Callable[[float], Awaitable[Endpoint | None]],
        endpoint_id: str,
        deadline: Deadline,
        rule: RetryClass,
        interval: float = 2.0,
    ) -> Endpoint:
        def on_timeout(_: SDKError | None) -> SDKError:
            return WaitTimeoutError(
                f"endpoint {endpoint_id} is not live after {deadline.seconds:g} s. It goes on at the server: "
                f"endpoints.wait({endpoint_id!r}) waits on",
                id=endpoint_id,
            )

        return await wait_for(
            live,
            transport=self._transport,
            retry_class=rule,
            deadline=deadline,
            interval=interval,
            on_timeout=on_timeout,
        )

    def _deadline(self, timeout: object) -> Deadline:
        return Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())

    async def list(self, **options: Unpack[RequestOptions]) -> Array[Endpoint]:
        """Every endpoint of the account.

        API: GET /v1/endpoints
        """
        answer = await self._transport.send(list_endpoints(), call_options(options))
        return with_response([as_type(Endpoint, endpoint, response=answer) for endpoint in answer], answer)

    async def retrieve(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> Endpoint:
        """One endpoint as it is now: `status`, `is_live`.

        API: GET /v1/endpoints/{endpoint_id}
        """
        request = get_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return as_type(Endpoint, await self._transport.send(request, call_options(options)))

    async def start(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> EndpointStatusChange:
        """Starts a stopped endpoint. It is live some time later.

        API: POST /v1/endpoints/{endpoint_id}/start
        """
        request = start_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(request, call_options(options))

    async def stop(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> EndpointStatusChange:
        """Stops an endpoint: it keeps its id and answers nothing until it is started again.

        API: POST /v1/endpoints/{endpoint_id}/stop
        """
        request = stop_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(request, call_options(options))

    async def delete(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> Empty:
        """Deletes an endpoint for good.

        API: DELETE /v1/endpoints/{endpoint_id}
        """
        request = delete_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return await self._transport.send(request, call_options(options))

    def metrics(self, endpoint_id: str) -> AsyncMetrics:
        """The metrics of an endpoint; nothing is asked until one of its dimensions is.

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        return AsyncMetrics(self._transport, arguments.identifier("endpoint_id", endpoint_id))


def _itself(event: DeployEvent) -> DeployEvent:
    return event


async def _live_endpoint(events: AsyncStream[DeployEvent], redact: Callable[[str], str]) -> Endpoint:
    """Reads a deploy's events to their end and gives the endpoint that is live then."""
    note = request_note(events.response.request_id)
    async with events:
        async for event in events:
            if isinstance(event.data, DeployFailed):
                raise DeployError(
                    f"the deploy failed: {redact(event.data.message or 'no reason was given')}{note}",
                    request_id=events.response.request_id,
                )
            if isinstance(event.data, DeployComplete) and event.data.endpoint is not None:
                endpoint = as_type(Endpoint, event.data.endpoint)
                attach_response(endpoint, events.response)
                return endpoint
    raise StreamEndedError(
        f"the deploy's stream ended without an endpoint{note}. Look for it in endpoints.list()",
        request_id=events.response.request_id,
    )
