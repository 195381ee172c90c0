"""Changes of the spec, and what the gate must say about each. No test lives here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Raw: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A change.

    Attributes:
        name: What a maintainer did.
        change: Does it to the spec.
        breaks: The subject of what breaks; None if nothing may.
        adds: A subject of what is added.
    """

    name: str
    change: Callable[[Raw], object]
    breaks: str | None = None
    adds: str | None = None


def schemas(spec: Raw) -> Raw:
    found: Raw = spec["components"]["schemas"]
    return found


def operation(spec: Raw, id: str) -> Raw:
    return next(
        one
        for item in spec["paths"].values()
        for one in item.values()
        if isinstance(one, dict) and one.get("operationId") == id
    )


def properties(spec: Raw, schema: str) -> Raw:
    found: Raw = schemas(spec)[schema]["properties"]
    return found


def rename(mapping: Raw, old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


def rename_path(spec: Raw, old: str, new: str) -> None:
    paths: Raw = spec["paths"]
    for path in [path for path in paths if old in path]:
        rename(paths, path, path.replace(old, new))


def rename_path_parameter(spec: Raw) -> None:
    rename_path(spec, "{run_id}", "{id}")
    spec["components"]["parameters"]["TaskRunId"]["name"] = "id"


def add_route(spec: Raw) -> None:
    source = operation(spec, "streamTaskGroupEvents")
    spec["paths"]["/v1/tasks/groups/{taskgroup_id}/news"] = {"get": {**source, "operationId": "streamNews"}}


def remove_route(spec: Raw) -> None:
    del spec["paths"]["/v1/auto/metrics"]


def move_server(spec: Raw) -> None:
    for item in spec["paths"].values():
        for one in item.values():
            if isinstance(one, dict) and one.get("x-api") == "pareta":
                one["servers"] = [{"url": "https://eu.pareta.ai"}]


def change_auth(spec: Raw) -> None:
    spec["components"]["securitySchemes"]["parallelKey"]["name"] = "x-key"


def another_error(spec: Raw) -> None:
    media: Raw = {"application/json": {"schema": {"$ref": "#/components/schemas/ValidationIssue"}}}
    spec["components"]["responses"]["ParetaConflict"]["content"] = media


def remove_variant(spec: Raw) -> None:
    union = schemas(spec)["TaskRunStreamEvent"]
    del union["discriminator"]["mapping"]["task_run.progress_stats"]


def add_variant(spec: Raw) -> None:
    union = schemas(spec)["TaskRunStreamEvent"]
    union["discriminator"]["mapping"]["task_run.news"] = "#/components/schemas/TaskRunEvent"


def require(spec: Raw, schema: str, field: str) -> None:
    schemas(spec)[schema].setdefault("required", []).append(field)


def add_required(spec: Raw, schema: str, field: str) -> None:
    properties(spec, schema)[field] = {"type": "string"}
    require(spec, schema, field)


def make_nullable(spec: Raw, schema: str, field: str) -> None:
    kind = properties(spec, schema)[field]
    kind["type"] = [kind["type"], "null"]


def add_query(spec: Raw, *, required: bool) -> None:
    one: Raw = {"name": "region", "in": "query", "required": required, "schema": {"type": "string"}}
    operation(spec, "listEndpoints").setdefault("parameters", []).append(one)


def move_to_v2(spec: Raw) -> None:
    rename(spec["paths"], "/v1/models", "/v2/models")


def move_status(spec: Raw, id: str, old: str, new: str) -> None:
    rename(operation(spec, id)["responses"], old, new)


CASES = [
    Case("a route with a stream", add_route, adds="streamNews"),
    Case(
        "an optional field of a response",
        lambda spec: properties(spec, "Endpoint").update(region={"type": "string"}),
        adds="Endpoint.region",
    ),
    Case(
        "an optional field of a request",
        lambda spec: properties(spec, "DeployRequest").update(zone={"type": "string"}),
        adds="DeployRequest.zone",
    ),
    Case(
        "a required field of a request",
        lambda spec: add_required(spec, "DeployRequest", "zone"),
        breaks="DeployRequest.zone",
    ),
    Case(
        "a field of a request that becomes required",
        lambda spec: require(spec, "TaskRunInput", "metadata"),
        breaks="TaskRunInput.metadata",
    ),
    Case(
        "another value of an open enum",
        lambda spec: schemas(spec)["TaskRunStatus"]["enum"].append("paused"),
        adds="TaskRunStatus",
    ),
    Case(
        "a value of an enum removed",
        lambda spec: schemas(spec)["TaskRunStatus"]["enum"].remove("cancelling"),
        breaks="TaskRunStatus",
    ),
    Case(
        "an enum closed",
        lambda spec: schemas(spec)["EndpointStatus"].pop("x-open-enum"),
        breaks="EndpointStatus",
    ),
    Case(
        "a field of a response renamed",
        lambda spec: rename(properties(spec, "Endpoint"), "taskName", "task_name"),
        breaks="Endpoint.taskName",
        adds="Endpoint.task_name",
    ),
    Case(
        "a field of a request renamed",
        lambda spec: rename(properties(spec, "TaskRunInput"), "source_policy", "sources"),
        breaks="TaskRunInput.source_policy",
    ),
    Case(
        "a field of a response that may be missing",
        lambda spec: schemas(spec)["TaskRun"]["required"].remove("is_active"),
        breaks="TaskRun.is_active",
    ),
    Case(
        "a field of a response that may be null",
        lambda spec: make_nullable(spec, "TaskRun", "is_active"),
        breaks="TaskRun.is_active",
    ),
    Case("a route removed", remove_route, breaks="getAutoMetrics"),
    Case("a route moved", move_to_v2, breaks="listModels.path"),
    Case("a variant of a union", add_variant, adds="TaskRunStreamEvent"),
    Case("a variant of a union removed", remove_variant, breaks="TaskRunStreamEvent"),
    Case("a path parameter renamed", rename_path_parameter, breaks="run_id"),
    Case("another server", move_server, breaks="x-apis.pareta.server"),
    Case("another header for the key", change_auth, breaks="x-apis.parallel.keyHeader"),
    Case(
        "another status of a success",
        lambda spec: move_status(spec, "createTaskRun", "202", "201"),
        breaks="createTaskRun.202",
    ),
    Case(
        "an operationId renamed",
        lambda spec: operation(spec, "listModels").update(operationId="getModels"),
        breaks="listModels",
        adds="getModels",
    ),
    Case(
        "the type of a field",
        lambda spec: properties(spec, "TaskRunError").update(message={"type": "integer"}),
        breaks="TaskRunError.message",
    ),
    Case(
        "the format of a number",
        lambda spec: properties(spec, "EvalRun")["total_cost_micro_usd"].pop("format"),
        breaks="EvalRun.total_cost_micro_usd",
    ),
    Case(
        "a required query parameter",
        lambda spec: add_query(spec, required=True),
        breaks="listEndpoints.region",
    ),
    Case(
        "an optional query parameter",
        lambda spec: add_query(spec, required=False),
        adds="listEndpoints.region",
    ),
    Case(
        "a paid create that may be repeated",
        lambda spec: operation(spec, "createTaskRun").update({"x-retry": "safe"}),
        breaks="createTaskRun.x-retry",
    ),
    Case(
        "the idempotency of an operation",
        lambda spec: operation(spec, "deployEndpoint").update({"x-idempotent": "natural"}),
        breaks="deployEndpoint.x-idempotent",
    ),
    Case(
        "the statuses of a retry class",
        lambda spec: spec["x-retry-classes"]["unconfirmed"]["statuses"].append(500),
        breaks="x-retry-classes.unconfirmed.statuses",
    ),
    Case(
        "the end of a stream",
        lambda spec: operation(spec, "createChatCompletion")["x-stream"].update(end={"data": "[END]"}),
        breaks="createChatCompletion.x-stream",
    ),
    Case(
        "a misspelt member of a stream",
        lambda spec: rename(operation(spec, "createChatCompletion")["x-stream"], "error-key", "error-kye"),
        breaks="createChatCompletion.x-stream",
    ),
    Case(
        "the slice of a long poll",
        lambda spec: operation(spec, "getTaskRunResult")["x-long-poll"].update(slice=5),
        breaks="getTaskRunResult.x-long-poll",
    ),
    Case(
        "when a run is over",
        lambda spec: schemas(spec)["TaskRun"]["x-outcome"]["failure"].remove("cancelled"),
        breaks="TaskRun.x-outcome.failure",
    ),
    Case(
        "how a wait polls",
        lambda spec: operation(spec, "createEvalRun")["x-wait"].update(interval=30),
        breaks="createEvalRun.x-wait",
    ),
    Case(
        "a default",
        lambda spec: spec["x-defaults"].update({"max-retries": 5}),
        breaks="x-defaults.maxRetries",
    ),
    Case(
        "the kind of a status",
        lambda spec: spec["x-errors"]["conflict"]["statuses"].append(412),
        breaks="x-errors.conflict.statuses",
    ),
    Case(
        "the advice of an error",
        lambda spec: spec["x-errors"]["server"].update(advice="Wait."),
    ),
    Case(
        "the name of a method",
        lambda spec: operation(spec, "matchCatalogTask")["x-sdk"].update(method="find"),
        breaks="matchCatalogTask.x-sdk",
    ),
    Case("the schema of an error", another_error, breaks="createEvalSet.409"),
    Case(
        "a secret that is none any more",
        lambda spec: properties(spec, "BlobUpload")["upload_url"].pop("x-secret"),
        breaks="BlobUpload.upload_url",
    ),
    Case(
        "a description",
        lambda spec: schemas(spec)["TaskRun"].update(description="Another text."),
    ),
]
