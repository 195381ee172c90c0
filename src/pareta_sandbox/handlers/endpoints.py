"""Endpoints over HTTP: deploy with its stream, start, stop, delete, metrics. Their life is in state/endpoints.py."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.dice import canonical
from pareta_sandbox.errors import Refusal, invalid_at
from pareta_sandbox.exchange import Answer, Call, EmptyAnswer, JsonAnswer, StreamAnswer, not_found
from pareta_sandbox.state.catalog import BY_NAME, RECOMMENDED, CatalogTask
from pareta_sandbox.state.endpoints import DEPLOY_SECONDS, DEPLOY_STAGES, FAIL_MARK, Endpoint
from pareta_sandbox.state.ledger import DEPLOY_MICRO_USD

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
OWN_FIELDS = ("task", "model", "name", "id", "status", "taskName", "url")


def deploy(call: Call) -> Answer:
    """Ask for an endpoint and tell how it comes up; it comes up whether or not anyone listens."""
    state, request = call.state, call.body
    task = state.catalog.tasks.get(request["task"])
    if task is None:
        raise not_found("task", request["task"])
    model = _model(call, task)
    name = request.get("name")
    if name is not None:
        if not NAME.fullmatch(name):
            raise invalid_at(
                ("body", "name"), "letters, digits, '.', '_' and '-', at most 63", "string_pattern_mismatch"
            )
        if state.endpoints.get(name) is not None:
            raise Refusal(409, f"an endpoint named {name!r} exists")
    call.bill(DEPLOY_MICRO_USD)
    extras = {key: value for key, value in request.items() if key not in OWN_FIELDS}
    endpoint = state.endpoints.deploy(
        name or _free_id(call),
        task=task.id,
        model=model,
        extras=extras,
        fails=FAIL_MARK in canonical(extras),
    )
    return StreamAnswer(lambda: _tell(call, endpoint))


def list_all(call: Call) -> Answer:
    return JsonAnswer([_record(call, endpoint) for endpoint in call.state.endpoints.all()])


def get(call: Call) -> Answer:
    return JsonAnswer(_record(call, _endpoint(call)))


def start(call: Call) -> Answer:
    endpoint = _endpoint(call)
    if endpoint.fails_at is not None:
        raise Refusal(409, f"the deploy of endpoint {endpoint.id} failed; delete it and deploy again")
    call.state.endpoints.start(endpoint)
    return JsonAnswer({"id": endpoint.id, "status": endpoint.status(call.state.clock.now())})


def stop(call: Call) -> Answer:
    endpoint = _endpoint(call)
    call.state.endpoints.stop(endpoint)
    return JsonAnswer({"id": endpoint.id, "status": endpoint.status(call.state.clock.now())})


def delete(call: Call) -> Answer:
    call.state.endpoints.delete(_endpoint(call))
    return EmptyAnswer()


def metrics(call: Call) -> Answer:
    endpoint, dimension = _endpoint(call), call.path["dimension"]
    figures = _FIGURES.get(dimension)
    if figures is None:
        raise not_found("metric", dimension)
    filters: Mapping[str, Any] = call.query.get("filters") or {}
    dice = call.state.dice.at("metrics", endpoint.id, dimension, filters)
    record: dict[str, object] = {"endpoint_id": endpoint.id, "dimension": dimension, **filters}
    record |= {name: dice.integer(low, high, name) for name, (low, high) in figures.items()}
    if filters.get("group_by"):
        names = list(figures)
        record["groups"] = [
            {"key": f"{filters['group_by']}-{n}", names[0]: dice.integer(*figures[names[0]], n)}
            for n in range(3)
        ]
    return JsonAnswer(record)


_FIGURES: Mapping[str, Mapping[str, tuple[int, int]]] = {
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


def _free_id(call: Call) -> str:
    """A short id; short enough that two of many deploys may meet."""
    while call.state.endpoints.get(made := call.state.new_id("ep", call.body, length=6)) is not None:
        pass
    return made


def _model(call: Call, task: CatalogTask) -> str:
    wanted = call.body.get("model", RECOMMENDED)
    if wanted == RECOMMENDED:
        return call.state.catalog.recommended(task)
    model = BY_NAME.get(wanted)
    if model is None or model.kind != "open" or model not in call.state.catalog.ranked(task):
        raise invalid_at(("body", "model"), f"no open model of task {task.id!r} is called {wanted!r}")
    return model.name


def _endpoint(call: Call) -> Endpoint:
    endpoint = call.state.endpoints.get(call.path["endpoint_id"])
    if endpoint is None:
        raise not_found("endpoint", call.path["endpoint_id"])
    return endpoint


def _record(call: Call, endpoint: Endpoint) -> dict[str, object]:
    return endpoint.as_json(call.state.clock.now(), call.base_url)


async def _tell(call: Call, endpoint: Endpoint) -> AsyncIterator[bytes]:
    """The stages from the first on, those that are past without a pause; then how it ended."""
    clock, begun = call.state.clock, endpoint.created_at
    for stage in DEPLOY_STAGES:
        if endpoint.fails_at is not None and begun + stage.at > endpoint.fails_at:
            break
        await clock.sleep_until(begun + stage.at)
        yield sse.event("progress", stage.as_json())
    await clock.sleep_until(endpoint.fails_at or begun + DEPLOY_SECONDS)
    if endpoint.fails_at is not None:
        yield sse.event("error", {"message": f"endpoint {endpoint.id}: the weights could not be pulled"})
    elif call.state.endpoints.get(endpoint.id) is not endpoint:
        yield sse.event("error", {"message": f"endpoint {endpoint.id} was deleted"})
    else:
        yield sse.event("complete", {"endpoint": _record(call, endpoint)})
