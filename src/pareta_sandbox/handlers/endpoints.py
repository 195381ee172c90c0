"""Handlers for endpoints: deploy, list, start, stop, delete, metrics."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from pareta_sandbox import markers, sse
from pareta_sandbox.errors import ApiError, invalid_at, not_found
from pareta_sandbox.handler_responses import EventStream, HandlerResponse, JsonBody, NoContent
from pareta_sandbox.json_values import canonical_json
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state.catalog import RECOMMENDED
from pareta_sandbox.state.catalog_data import MODELS_BY_NAME, CatalogTask
from pareta_sandbox.state.endpoints import DEPLOY_SECONDS, DEPLOY_STAGES, Endpoint
from pareta_sandbox.state.ledger import DEPLOY_MICRO_USD

NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
KNOWN_FIELDS = ("task", "model", "name", "id", "status", "taskName", "url")


def deploy(context: RequestContext) -> HandlerResponse:
    """Deploy an endpoint, and stream its progress. It becomes live whether or not the client reads the stream."""
    state, request = context.state, context.body
    task = state.catalog.tasks.get(request["task"])
    if task is None:
        raise not_found("task", request["task"])
    model = _model(context, task)
    name = request.get("name")
    if name is not None:
        if not NAME_PATTERN.fullmatch(name):
            raise invalid_at(
                ("body", "name"), "letters, digits, '.', '_' and '-', at most 63", "string_pattern_mismatch"
            )
        if state.endpoints.get(name) is not None:
            raise ApiError(409, f"an endpoint named {name!r} exists")
    context.bill(DEPLOY_MICRO_USD)
    extras = {key: value for key, value in request.items() if key not in KNOWN_FIELDS}
    endpoint = state.endpoints.deploy(
        name or _free_id(context),
        task=task.id,
        model=model,
        extras=extras,
        fails=markers.FAIL in canonical_json(extras),
    )
    return EventStream(lambda: _stream_progress(context, endpoint))


def list_all(context: RequestContext) -> HandlerResponse:
    """Return all endpoints."""
    return JsonBody([_record(context, endpoint) for endpoint in context.state.endpoints.all()])


def get(context: RequestContext) -> HandlerResponse:
    """Return one endpoint."""
    return JsonBody(_record(context, _endpoint(context)))


def start(context: RequestContext) -> HandlerResponse:
    """Start a stopped endpoint."""
    endpoint = _endpoint(context)
    if endpoint.fails_at is not None:
        raise ApiError(409, f"the deploy of endpoint {endpoint.id} failed; delete it and deploy again")
    context.state.endpoints.start(endpoint)
    return JsonBody({"id": endpoint.id, "status": endpoint.status(context.state.clock.now())})


def stop(context: RequestContext) -> HandlerResponse:
    """Stop an endpoint."""
    endpoint = _endpoint(context)
    context.state.endpoints.stop(endpoint)
    return JsonBody({"id": endpoint.id, "status": endpoint.status(context.state.clock.now())})


def delete(context: RequestContext) -> HandlerResponse:
    """Delete an endpoint."""
    context.state.endpoints.delete(_endpoint(context))
    return NoContent()


def metrics(context: RequestContext) -> HandlerResponse:
    """Return the metrics of one dimension. All figures are made up."""
    endpoint, dimension = _endpoint(context), context.path["dimension"]
    ranges = _METRIC_RANGES.get(dimension)
    if ranges is None:
        raise not_found("metric", dimension)
    filters: Mapping[str, Any] = context.query.get("filters") or {}
    rng = context.state.rng.derive("metrics", endpoint.id, dimension, filters)
    record: dict[str, object] = {"endpoint_id": endpoint.id, "dimension": dimension, **filters}
    record |= {name: rng.integer(low, high, name) for name, (low, high) in ranges.items()}
    if filters.get("group_by"):
        names = list(ranges)
        record["groups"] = [
            {"key": f"{filters['group_by']}-{n}", names[0]: rng.integer(*ranges[names[0]], n)}
            for n in range(3)
        ]
    return JsonBody(record)


_METRIC_RANGES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "performance": {"p50_ms": (120, 480), "p95_ms": (500, 1_500), "tokens_per_second": (40, 120)},
    "uptime": {"uptime_bp": (9_900, 10_000), "incidents": (0, 2)},
    "cost": {
        "total_micro_usd": (1_000, 900_000),
        "requests": (10, 5_000),
        "saved_micro_usd": (1_000, 9_000_000),
    },
    "quality": {"score_bp": (8_000, 9_900), "samples": (20, 400)},
    "activity": {"requests": (10, 5_000), "errors": (0, 9)},
}


def _free_id(context: RequestContext) -> str:
    """Return an unused id. The ids are so short that two of many deploys could get the same one."""
    while True:
        endpoint_id = context.state.new_id("ep", context.body, length=6)
        if context.state.endpoints.get(endpoint_id) is None:
            return endpoint_id


def _model(context: RequestContext, task: CatalogTask) -> str:
    requested = context.body.get("model", RECOMMENDED)
    if requested == RECOMMENDED:
        return context.state.catalog.recommended(task)
    model = MODELS_BY_NAME.get(requested)
    if model is None or model.kind != "open" or model not in context.state.catalog.ranked(task):
        raise invalid_at(("body", "model"), f"no open model of task {task.id!r} is called {requested!r}")
    return model.name


def _endpoint(context: RequestContext) -> Endpoint:
    endpoint = context.state.endpoints.get(context.path["endpoint_id"])
    if endpoint is None:
        raise not_found("endpoint", context.path["endpoint_id"])
    return endpoint


def _record(context: RequestContext, endpoint: Endpoint) -> dict[str, object]:
    return endpoint.as_json(context.state.clock.now(), context.base_url)


async def _stream_progress(context: RequestContext, endpoint: Endpoint) -> AsyncIterator[bytes]:
    """Send every stage when it is reached, past ones at once, then the outcome."""
    clock, started_at = context.state.clock, endpoint.created_at
    for stage in DEPLOY_STAGES:
        if endpoint.fails_at is not None and started_at + stage.at > endpoint.fails_at:
            break
        await clock.sleep_until(started_at + stage.at)
        yield sse.named_event("progress", stage.as_json())
    await clock.sleep_until(endpoint.fails_at or started_at + DEPLOY_SECONDS)
    if endpoint.fails_at is not None:
        yield sse.named_event(
            "error", {"message": f"endpoint {endpoint.id}: the weights could not be pulled"}
        )
    elif context.state.endpoints.get(endpoint.id) is not endpoint:
        yield sse.named_event("error", {"message": f"endpoint {endpoint.id} was deleted"})
    else:
        yield sse.named_event("complete", {"endpoint": _record(context, endpoint)})
