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


def signature(spec: Raw) -> Raw:
    found: Raw = spec["webhooks"]["task_run.status"]["post"]["x-webhook-signature"]
    return found


def upload(spec: Raw) -> Raw:
    found: Raw = properties(spec, "BlobUpload")["upload_url"]["x-signed-upload"]
    return found


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


def reverse_lists(spec: Raw) -> None:
    spec["x-retry-classes"]["safe"]["statuses"].reverse()
    schemas(spec)["TaskRun"]["x-outcome"]["failure"].reverse()
    operation(spec, "deployEndpoint")["x-stream"]["end"]["events"].reverse()
    upload(spec)["statuses"].reverse()


def name_it(spec: Raw, schema: str, field: str) -> Raw:
    """Move the schema of a field to the components, and return a reference to it."""
    schemas(spec)["NewName"] = properties(spec, schema)[field]
    return {"$ref": "#/components/schemas/NewName"}


def send_endpoint(spec: Raw) -> None:
    add_required(spec, "Endpoint", "zone")
    schema = {"$ref": "#/components/schemas/Endpoint"}
    body: Raw = {"required": True, "content": {"application/json": {"schema": schema}}}
    source = operation(spec, "stopEndpoint")
    spec["paths"]["/v1/imports"] = {"post": {**source, "operationId": "importEndpoint", "requestBody": body}}


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
    Case(
        "a status that ends a wait no more",
        lambda spec: spec["x-retry-classes"]["safe"].update(permanent=[]),
        breaks="x-retry-classes.safe.permanent",
    ),
    Case(
        "a retry after a lost connection",
        lambda spec: spec["x-retry-classes"]["unconfirmed"].update({"lost-connection": "retry"}),
        breaks="x-retry-classes.unconfirmed.lostConnection",
    ),
    Case(
        "a retry class",
        lambda spec: spec["x-retry-classes"].update(never={"statuses": [], "lost-connection": "raise"}),
        adds="x-retry-classes.never",
    ),
    Case(
        "the name of a wait",
        lambda spec: operation(spec, "createTaskRun")["x-wait"].update(method="run"),
        breaks="createTaskRun.x-wait",
    ),
    Case(
        "a wait removed",
        lambda spec: operation(spec, "createTaskRun").pop("x-wait"),
        breaks="createTaskRun.x-wait",
    ),
    Case(
        "a wait where there was none",
        lambda spec: operation(spec, "createTaskGroup").update(
            {"x-wait": {"method": "wait", "operation": "getTaskGroup", "interval": 1, "timeout": 9}}
        ),
        adds="createTaskGroup.x-wait",
    ),
    Case(
        "the grace of a wait that had none",
        lambda spec: operation(spec, "createEvalRun")["x-wait"].update(grace=5),
        adds="createEvalRun.x-wait",
    ),
    Case(
        "an outcome removed",
        lambda spec: schemas(spec)["TaskRun"].pop("x-outcome"),
        breaks="TaskRun.x-outcome.success",
    ),
    Case(
        "a kind of error removed",
        lambda spec: spec["x-errors"].pop("conflict"),
        breaks="x-errors.conflict",
    ),
    Case(
        "a kind of error",
        lambda spec: spec["x-errors"].update({"too-large": {"statuses": [413]}}),
        adds="x-errors.too-large",
    ),
    Case(
        "the longest body",
        lambda spec: spec["x-defaults"].update({"max-body-bytes": 1000}),
        breaks="x-defaults.maxBodyBytes",
    ),
    Case(
        "a bearer token in place of a key",
        lambda spec: spec["components"]["securitySchemes"].update(
            parallelKey={"type": "http", "scheme": "bearer"}
        ),
        breaks="x-apis.parallel.keyPrefix",
    ),
    Case(
        "the variable with the key",
        lambda spec: spec["x-apis"]["pareta"]["env"].update(key="PARETA_KEY"),
        breaks="x-apis.pareta.env.key",
    ),
    Case(
        "the header with the request id",
        lambda spec: spec["x-apis"]["pareta"].update({"request-id": "request-id"}),
        breaks="x-apis.pareta.requestId",
    ),
    Case(
        "where an error says its message",
        lambda spec: spec["x-apis"]["pareta"]["error-fields"]["message"].pop(),
        breaks="x-apis.pareta.errorFields.message",
    ),
    Case("a webhook removed", lambda spec: spec["webhooks"].clear(), breaks="webhooks.task_run.status"),
    Case(
        "a webhook",
        lambda spec: spec["webhooks"].update({"task_run.news": spec["webhooks"]["task_run.status"]}),
        adds="webhooks.task_run.news",
    ),
    Case(
        "how old a webhook may be",
        lambda spec: signature(spec).update(tolerance=60),
        breaks="webhooks.task_run.status.signature.tolerance",
    ),
    Case(
        "the tag of a union",
        lambda spec: schemas(spec)["TaskRunStreamEvent"]["discriminator"].update(propertyName="kind"),
        breaks="TaskRunStreamEvent",
    ),
    Case(
        "a prefix of tags removed",
        lambda spec: schemas(spec)["TaskRunStreamEvent"]["x-tag-prefixes"].clear(),
        breaks="TaskRunStreamEvent",
    ),
    Case(
        "a field of a request that must not be null",
        lambda spec: properties(spec, "DeployRequest")["name"].update(type="string"),
        breaks="DeployRequest.name",
    ),
    Case(
        "a field of a request that may be null",
        lambda spec: make_nullable(spec, "DeployRequest", "model"),
    ),
    Case(
        "fewer items of a request",
        lambda spec: properties(spec, "TaskGroupRunsInput")["inputs"].update(maxItems=100),
        breaks="TaskGroupRunsInput.inputs",
    ),
    Case(
        "more items of a request",
        lambda spec: properties(spec, "TaskGroupRunsInput")["inputs"].update(maxItems=2000),
        adds="TaskGroupRunsInput.inputs",
    ),
    Case(
        "any number of items of a request",
        lambda spec: properties(spec, "TaskGroupRunsInput")["inputs"].pop("maxItems"),
        adds="TaskGroupRunsInput.inputs",
    ),
    Case(
        "a least length of a request's text",
        lambda spec: properties(spec, "DeployRequest")["model"].update(minLength=1),
        breaks="DeployRequest.model",
    ),
    Case(
        "a longest text of a response",
        lambda spec: properties(spec, "Endpoint")["name"].update(maxLength=9),
        adds="Endpoint.name",
    ),
    Case(
        "the pattern of an id",
        lambda spec: spec["components"]["parameters"]["TaskRunId"]["schema"].update(pattern="^trun_"),
        breaks="run_id",
    ),
    Case(
        "what the service takes",
        lambda spec: properties(spec, "DeployRequest")["model"].update(default="best"),
        breaks="DeployRequest.model",
    ),
    Case(
        "what the service takes, said for the first time",
        lambda spec: properties(spec, "DeployRequest")["region"].update(default="eu"),
        adds="DeployRequest.region",
    ),
    Case(
        "the statuses of an upload",
        lambda spec: upload(spec).update(statuses=[200]),
        breaks="createBlobUploadUrl.x-signed-upload",
    ),
    Case(
        "the least size of an upload",
        lambda spec: upload(spec).update({"min-bytes": 1}),
        breaks="createBlobUploadUrl.x-signed-upload",
    ),
    Case(
        "a receipt removed",
        lambda spec: spec["components"]["headers"]["Billed"].pop("x-receipt"),
        breaks="createChatCompletion.x-receipt",
    ),
    Case(
        "a stream that cannot be resumed any more",
        lambda spec: operation(spec, "streamTaskGroupEvents")["x-stream"].pop("cursor"),
        breaks="streamTaskGroupEvents.x-stream",
    ),
    Case(
        "a stream that can be resumed",
        lambda spec: operation(spec, "deployEndpoint")["x-stream"].update(
            cursor={"field": "id", "parameter": "after"}
        ),
        adds="deployEndpoint.x-stream",
    ),
    Case(
        "another event of a stream",
        lambda spec: operation(spec, "deployEndpoint")["x-stream"]["events"].update(news="DeployProgress"),
        adds="deployEndpoint.x-stream",
    ),
    Case(
        "an event of a stream removed",
        lambda spec: operation(spec, "deployEndpoint")["x-stream"]["events"].pop("progress"),
        breaks="deployEndpoint.x-stream",
    ),
    Case(
        "an event that reports a failure no more",
        lambda spec: operation(spec, "deployEndpoint")["x-stream"]["end"].pop("failure"),
        breaks="deployEndpoint.x-stream",
    ),
    Case(
        "another name of a field removed",
        lambda spec: properties(spec, "TaskRun")["taskgroup_id"].pop("x-alias"),
        breaks="TaskRun.taskgroup_id",
    ),
    Case(
        "another name of a field",
        lambda spec: properties(spec, "Endpoint")["name"].update({"x-alias": "title"}),
        adds="Endpoint.name",
    ),
    Case(
        "a field that is secret now",
        lambda spec: properties(spec, "Endpoint")["name"].update({"x-secret": True}),
        adds="Endpoint.name",
    ),
    Case(
        "a number of a request that need not be whole",
        lambda spec: properties(spec, "CatalogTaskMatchRequest")["top_k"].update(type="number"),
        adds="CatalogTaskMatchRequest.top_k",
    ),
    Case(
        "a number of a request that must be whole",
        lambda spec: properties(spec, "DeployRequest")["quality"].update(type=["integer", "null"]),
        breaks="DeployRequest.quality",
    ),
    Case(
        "a text of a response with a format",
        lambda spec: properties(spec, "Endpoint")["name"].update(format="uuid"),
        adds="Endpoint.name",
    ),
    Case(
        "a list that was one value",
        lambda spec: properties(spec, "Endpoint").update(name={"type": "array", "items": {"type": "string"}}),
        breaks="Endpoint.name",
    ),
    Case(
        "another method of a route",
        lambda spec: rename(spec["paths"]["/v1/models"], "get", "post"),
        breaks="listModels.method",
    ),
    Case(
        "another success beside the known one",
        lambda spec: operation(spec, "listModels")["responses"].update(
            {"206": operation(spec, "listModels")["responses"]["200"]}
        ),
        breaks="listModels.206",
    ),
    Case(
        "one header in place of a list",
        lambda spec: spec["components"]["parameters"]["ParallelBeta"].update(schema={"type": "string"}),
        breaks="parallel-beta",
    ),
    Case(
        "an operation that is deprecated",
        lambda spec: operation(spec, "listModels").update(deprecated=True),
    ),
    Case(
        "the order of statuses and of names that end something",
        reverse_lists,
    ),
    Case(
        "the order in which the members of an error count",
        lambda spec: spec["x-apis"]["pareta"]["error-fields"]["message"].reverse(),
        breaks="x-apis.pareta.errorFields.message",
    ),
    Case(
        "a constant without a name that gets one",
        lambda spec: schemas(spec)["McpServer"]["properties"].update(type=name_it(spec, "McpServer", "type")),
        adds="NewName",
    ),
    Case(
        "an enum that is written out where it had a name",
        lambda spec: properties(spec, "EndpointStatusChange").update(
            status={"anyOf": [schemas(spec)["EndpointStatus"], {"type": "null"}]}
        ),
    ),
    Case(
        "a map of any values in place of a JSON object",
        lambda spec: properties(spec, "JsonSchema").update(
            json_schema={"type": "object", "additionalProperties": True}
        ),
    ),
    Case(
        "a record of responses that is sent as well, with a new required field",
        send_endpoint,
        adds="importEndpoint",
    ),
    Case(
        "a smaller format of a number in a response",
        lambda spec: properties(spec, "EvalRun")["total_cost_micro_usd"].update(format="int32"),
        adds="EvalRun.total_cost_micro_usd",
    ),
]
