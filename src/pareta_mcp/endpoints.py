"""Tools that deploy models and operate the endpoints."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import pareta
from pareta_mcp import operations, responses
from pareta_mcp.calls import WAIT_SECONDS, Call, resume
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool, wait_argument

RESUME = ("pareta_endpoints_show", "endpoint_id")
ACCEPT_SECONDS = 60.0
"""How long the service may take to accept a deploy for whose end nobody waits."""


class _Accepted(Exception):
    """A deploy was accepted, and nobody waits for its end."""


@tool(
    "pareta_endpoints_deploy",
    "Deploy a model",
    operation="deployEndpoint",
    takes=("task", "model", "name", "region", "provider", "run_mode", "idempotency_key"),
    own=wait_argument("deployEndpoint"),
    effect="adds",
    costs="a live endpoint is billed by the requests that it serves (pareta_endpoints_metrics has the amounts).",
    result="Endpoint with id, name, model, status, taskName, url.",
)
async def deploy(
    call: Call,
    *,
    task: str,
    model: str | None = None,
    name: str | None = None,
    region: str | None = None,
    provider: str | None = None,
    run_mode: str | None = None,
    idempotency_key: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> ToolResponse:
    """Deploy a model for a task of the catalog as an endpoint, which pareta_chat can then call. It takes minutes.

    The service chooses the hardware. Without `model` it takes the recommended one.
    """
    key = idempotency_key or str(uuid4())
    # The name is the endpoint's id: chosen here, it is known whatever happens to the request.
    endpoint_id = name or f"ep_{uuid5(NAMESPACE_OID, key).hex[:12]}"
    work = call.begin("deploy of endpoint", *RESUME, endpoint_id)

    async def accepted(found: str) -> None:
        await call.accepted(work, found)
        if wait_seconds == 0:
            raise _Accepted

    async def show(event: pareta.DeployEvent) -> None:
        if isinstance(event.data, pareta.DeployProgress):
            doing = event.data.label or event.data.stage or "deploying"
            await call.progress(f"{endpoint_id}: {doing}", event.data.pct)

    with call.refused(work):
        try:
            endpoint = await call.pareta.endpoints.deploy(
                task=task,
                model=model,
                name=endpoint_id,
                region=region,
                provider=provider,
                run_mode=run_mode,
                idempotency_key=key,
                wait=True,
                timeout=wait_seconds or ACCEPT_SECONDS,
                on_start=accepted,
                on_event=show,
            )
        except (pareta.WaitTimeoutError, _Accepted):
            return _continues(endpoint_id)
        except pareta.DeployError:
            work.state = "ended"
            raise
    work.state = "ended"
    return _live(endpoint)


@tool("pareta_endpoints_list", "List endpoints", operation="listEndpoints")
async def list_endpoints(call: Call) -> ToolResponse:
    """List every endpoint of the account with its status: live, starting or stopped."""
    found = await call.pareta.endpoints.list()
    return responses.of(
        found,
        f"{responses.counted(len(found), 'endpoint')}, {sum(one.is_live for one in found)} of them live.",
    )


@tool(
    "pareta_endpoints_show",
    "Show an endpoint, or wait until it is live",
    operation="getEndpoint",
    takes=("endpoint_id",),
    own=wait_argument("getEndpoint", 0),
)
async def show_endpoint(call: Call, *, endpoint_id: str, wait_seconds: float = 0) -> ToolResponse:
    """Show an endpoint as it is now. With `wait_seconds` wait until it is live, after a deploy or a start."""
    if wait_seconds == 0:
        return await _state(call, endpoint_id)

    async def show(endpoint: pareta.Endpoint) -> None:
        await call.progress(f"{endpoint_id} is {responses.state(endpoint.status)}")

    try:
        endpoint = await call.pareta.endpoints.wait(endpoint_id, timeout=wait_seconds, on_event=show)
    except pareta.WaitTimeoutError:
        return _continues(endpoint_id)
    except pareta.DeployError:
        call.ended(endpoint_id)
        raise
    call.ended(endpoint_id)
    return _live(endpoint)


@tool(
    "pareta_endpoints_start",
    "Start an endpoint",
    operation="startEndpoint",
    takes=("endpoint_id",),
    effect="changes",
    costs="a live endpoint is billed by the requests that it serves.",
)
async def start_endpoint(call: Call, *, endpoint_id: str) -> ToolResponse:
    """Start a stopped endpoint and return at once. It is live after some minutes."""
    work = call.begin("start of endpoint", *RESUME, endpoint_id)
    with call.starting(work):
        changed = await call.pareta.endpoints.start(endpoint_id)
        await call.accepted(work, endpoint_id)
    return responses.of(
        changed,
        f"{endpoint_id} is {responses.state(changed.status)}.",
        endpoint_id=endpoint_id,
        next=work.next,
    )


@tool(
    "pareta_endpoints_stop",
    "Stop an endpoint",
    operation="stopEndpoint",
    takes=("endpoint_id",),
    effect="interrupts",
)
async def stop_endpoint(call: Call, *, endpoint_id: str) -> ToolResponse:
    """Stop an endpoint. It refuses requests until it is started again, and keeps its id."""
    changed = await call.pareta.endpoints.stop(endpoint_id)
    call.ended(endpoint_id)
    next_call = responses.call("pareta_endpoints_start", endpoint_id=endpoint_id)
    return responses.of(
        changed,
        f"{endpoint_id} is {responses.state(changed.status)}.",
        endpoint_id=endpoint_id,
        next=f"{next_call} undoes it.",
    )


@tool(
    "pareta_endpoints_delete",
    "Delete an endpoint for good",
    operation="deleteEndpoint",
    takes=("endpoint_id",),
    effect="destroys",
)
async def delete_endpoint(call: Call, *, endpoint_id: str) -> ToolResponse:
    """Delete an endpoint. This cannot be undone: ask the user first, unless they told you to delete it."""
    empty = await call.pareta.endpoints.delete(endpoint_id)
    call.ended(endpoint_id)
    response = responses.of(empty, f"{endpoint_id} was deleted.", endpoint_id=endpoint_id)
    response.result = None
    return response


@tool(
    "pareta_endpoints_metrics",
    "Read an endpoint's metrics",
    operation="getEndpointMetrics",
    takes=("endpoint_id", "dimension", "filters"),
    result="The members depend on the dimension; amounts are in micro-USD.",
)
async def show_metrics(
    call: Call, *, endpoint_id: str, dimension: str, filters: dict[str, Any] | None = None
) -> ToolResponse:
    """Read one kind of metrics of an endpoint: latency, uptime, spending, quality or activity.

    `filters` may be {"window": "24h"}, and {"group_by": "day"} for the cost.
    """
    metrics = call.pareta.endpoints.metrics(endpoint_id)
    read = {
        "performance": metrics.performance,
        "uptime": metrics.uptime,
        "cost": metrics.cost,
        "quality": metrics.quality,
        "activity": metrics.activity,
    }.get(dimension)
    if read is None:
        raise ValueError("dimension must be performance, uptime, cost, quality or activity")
    found = await read(extra_query=filters or {})
    return responses.of(found, f"The {dimension} of {endpoint_id}.", endpoint_id=endpoint_id)


def _live(endpoint: pareta.Endpoint) -> ToolResponse:
    next_call = responses.call("pareta_chat", model=endpoint.id)
    return responses.of(endpoint, f"{endpoint.id} is live.", endpoint_id=endpoint.id, next=next_call)


async def _state(call: Call, endpoint_id: str) -> ToolResponse:
    endpoint = await call.pareta.endpoints.retrieve(endpoint_id)
    stopped = operations.has_failed("Endpoint", endpoint.status)
    if endpoint.is_live or stopped:
        call.ended(endpoint_id)
    if endpoint.is_live:
        return _live(endpoint)
    next_call = (
        responses.call("pareta_endpoints_start", endpoint_id=endpoint_id)
        if stopped
        else resume(*RESUME, endpoint_id)
    )
    return responses.of(
        endpoint,
        f"{endpoint_id} is {responses.state(endpoint.status)}.",
        endpoint_id=endpoint_id,
        next=next_call,
    )


def _continues(endpoint_id: str) -> ToolResponse:
    return ToolResponse(
        f"{endpoint_id} is not live yet. The service continues starting it.",
        ids={"endpoint_id": endpoint_id},
        next=resume(*RESUME, endpoint_id),
    )
