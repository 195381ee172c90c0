# Mirrored from src/pareta/_async/endpoints.py by codegen/mirror.py; do not edit.
"""`endpoints`: deploy a model for a task and operate it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pareta.errors import DeployError, StreamEndedError
from pareta.types import (
    Array,
    DeployEvent,
    Empty,
    Endpoint,
    EndpointMetrics,
    EndpointStatusChange,
    listing,
    upgrade,
)
from pareta_core import arguments
from pareta_core.config import OPTION_NAMES, RequestOptions, call_options
from pareta_core.errors import request_note
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

if TYPE_CHECKING:
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport


class Metrics:
    """The metrics of one endpoint: each dimension is a method, whose keywords go to the server as they are."""

    def __init__(self, transport: Transport, endpoint_id: str) -> None:
        self._transport = transport
        self._endpoint_id = endpoint_id

    def performance(self, **filters: Any) -> EndpointMetrics:
        """Latency and throughput: `performance(window="24h")`."""
        return self._get("performance", filters)

    def uptime(self, **filters: Any) -> EndpointMetrics:
        """Availability: `uptime(since="30d")`."""
        return self._get("uptime", filters)

    def cost(self, **filters: Any) -> EndpointMetrics:
        """What was spent: `cost(group_by="day")`."""
        return self._get("cost", filters)

    def quality(self, **filters: Any) -> EndpointMetrics:
        """How good the answers were."""
        return self._get("quality", filters)

    def activity(self, **filters: Any) -> EndpointMetrics:
        """What was asked of it."""
        return self._get("activity", filters)

    def _get(self, dimension: str, keywords: dict[str, Any]) -> EndpointMetrics:
        known, filters = arguments.split_options(keywords, OPTION_NAMES)
        request = get_endpoint_metrics(self._endpoint_id, dimension, filters=filters)
        return self._transport.send(request, call_options(known))


class Endpoints:
    """`endpoints`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @overload
    def deploy(
        self,
        *,
        task: str,
        model: str = "recommended",
        name: str | None = None,
        wait: Literal[False] = False,
        **extra: Any,
    ) -> Stream[DeployEvent]: ...
    @overload
    def deploy(
        self,
        *,
        task: str,
        model: str = "recommended",
        name: str | None = None,
        wait: Literal[True],
        **extra: Any,
    ) -> Endpoint: ...
    @overload
    def deploy(
        self,
        *,
        task: str,
        model: str = "recommended",
        name: str | None = None,
        wait: bool,
        **extra: Any,
    ) -> Endpoint | Stream[DeployEvent]: ...
    def deploy(
        self,
        *,
        task: str,
        model: str = "recommended",
        name: str | None = None,
        wait: bool = False,
        **extra: Any,
    ) -> Endpoint | Stream[DeployEvent]:
        """Deploys a model for a task. GPUs are chosen by the service: there is no hardware to configure.

        Args:
            task: The catalog task, as in `tasks.list()[0].id`.
            model: A per-task alias from the leaderboard, or "recommended".
            name: The endpoint's name and id; the service makes one where not given.
            wait: True blocks until the endpoint is live.
            **extra: Further fields of `DeployRequest` (`region`, `quality`, `run_mode`, …), sent as they are, and
                the options of every call.

        Returns:
            With `wait=True` the live `Endpoint`. Otherwise an iterator of events as they happen:
            `ev["event"]` is "progress", "complete" or "error", `ev["data"]` what it carries.

        Raises:
            DeployError: With `wait=True`, the service reported that the deploy failed.
            StreamEndedError: The stream ended before it was complete.

        Example:
            for ev in pa.endpoints.deploy(task="contract-key-fields"):
                print(ev["event"], ev["data"])

        API: POST /v1/endpoints
        """
        known, fields = arguments.split_options(extra, OPTION_NAMES)
        body = DeployRequest.from_dict(
            arguments.given(
                task=arguments.identifier("task", task),
                model=arguments.text("model", model),
                name=arguments.optional_text("name", name),
                **fields,
            )
        )
        options = call_options(known)
        events = self._transport.stream(deploy_endpoint(body=body), options)
        return _live_endpoint(events) if wait else events

    def list(self, **options: Unpack[RequestOptions]) -> Array[Endpoint]:
        """Every endpoint of the account.

        API: GET /v1/endpoints
        """
        answer = self._transport.send(list_endpoints(), call_options(options))
        return listing([upgrade(Endpoint, endpoint) for endpoint in answer], answer)

    def retrieve(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> Endpoint:
        """One endpoint as it is now: `status`, `is_live`.

        API: GET /v1/endpoints/{endpoint_id}
        """
        request = get_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return upgrade(Endpoint, self._transport.send(request, call_options(options)))

    def start(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> EndpointStatusChange:
        """Starts a stopped endpoint. It is live some time later.

        API: POST /v1/endpoints/{endpoint_id}/start
        """
        request = start_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return self._transport.send(request, call_options(options))

    def stop(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> EndpointStatusChange:
        """Stops an endpoint: it keeps its id and answers nothing until it is started again.

        API: POST /v1/endpoints/{endpoint_id}/stop
        """
        request = stop_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return self._transport.send(request, call_options(options))

    def delete(self, endpoint_id: str, **options: Unpack[RequestOptions]) -> Empty:
        """Deletes an endpoint for good.

        API: DELETE /v1/endpoints/{endpoint_id}
        """
        request = delete_endpoint(arguments.identifier("endpoint_id", endpoint_id))
        return self._transport.send(request, call_options(options))

    def metrics(self, endpoint_id: str) -> Metrics:
        """The metrics of an endpoint; nothing is asked until one of its dimensions is.

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        return Metrics(self._transport, arguments.identifier("endpoint_id", endpoint_id))


def _live_endpoint(events: Stream[DeployEvent]) -> Endpoint:
    """Reads a deploy's events to their end and gives the endpoint that is live then."""
    note = request_note(events.response.request_id)
    with events:
        for event in events:
            if isinstance(event.data, DeployFailed):
                raise DeployError(
                    f"the deploy failed: {event.data.message or 'no reason was given'}{note}",
                    request_id=events.response.request_id,
                )
            if isinstance(event.data, DeployComplete) and event.data.endpoint is not None:
                return upgrade(Endpoint, event.data.endpoint)
    raise StreamEndedError(
        f"the deploy's stream ended without an endpoint{note}. Look for it in endpoints.list()",
        request_id=events.response.request_id,
    )
