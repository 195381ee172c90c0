"""Holds openapi.yaml to the spec's 21 rules and to the wire's routes; no generator and no server here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

SPEC_FILE = Path(__file__).parents[2] / "openapi.yaml"
SPEC: dict[str, Any] = yaml.safe_load(SPEC_FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]
JSON, SSE, MULTIPART = "application/json", "text/event-stream", "multipart/form-data"

# The route tables of the wire: method, path, operation id, success status, media types of the answer.
WIRE = """
post   /v1/tasks/runs                                    createTaskRun         202 json
get    /v1/tasks/runs/{run_id}                           getTaskRun            200 json
get    /v1/tasks/runs/{run_id}/input                     getTaskRunInput       200 json
get    /v1/tasks/runs/{run_id}/result                    getTaskRunResult      200 json
get    /v1/tasks/runs/{run_id}/events                    streamTaskRunEvents   200 sse
post   /v1/tasks/groups                                  createTaskGroup       200 json
get    /v1/tasks/groups/{taskgroup_id}                   getTaskGroup          200 json
post   /v1/tasks/groups/{taskgroup_id}/runs              addTaskGroupRuns      200 json
get    /v1/tasks/groups/{taskgroup_id}/runs              streamTaskGroupRuns   200 sse
get    /v1/tasks/groups/{taskgroup_id}/runs/{run_id}     getTaskGroupRun       200 json
get    /v1/tasks/groups/{taskgroup_id}/events            streamTaskGroupEvents 200 sse
post   /v1/chat/completions                              createChatCompletion  200 json,sse
get    /v1/models                                        listModels            200 json
get    /v1/auto/metrics                                  getAutoMetrics        200 json
post   /v1/playground/frontier                           askFrontierModel      200 json
post   /v1/endpoints                                     deployEndpoint        200 sse
get    /v1/endpoints                                     listEndpoints         200 json
get    /v1/endpoints/{endpoint_id}                       getEndpoint           200 json
delete /v1/endpoints/{endpoint_id}                       deleteEndpoint        204 -
post   /v1/endpoints/{endpoint_id}/start                 startEndpoint         200 json
post   /v1/endpoints/{endpoint_id}/stop                  stopEndpoint          200 json
get    /v1/endpoints/{endpoint_id}/{dimension}           getEndpointMetrics    200 json
get    /v1/tasks                                         listCatalogTasks      200 json
post   /v1/tasks/match                                   matchCatalogTask      200 json
get    /v1/tasks/{task_id}                               getCatalogTask        200 json
get    /v1/tasks/{task_id}/leaderboard                   getLeaderboard        200 json
get    /v1/eval/frontier-models                          listFrontierModels    200 json
post   /v1/eval-sets                                     createEvalSet         201 json
get    /v1/eval-sets                                     listEvalSets          200 json
post   /v1/eval-sets/propose-contract                    proposeEvalContract   200 json
get    /v1/eval-sets/{eval_set_id}                       getEvalSet            200 json
delete /v1/eval-sets/{eval_set_id}                       deleteEvalSet         204 -
post   /v1/eval-sets/{eval_set_id}/attach-blob           attachBlob            200 json
post   /v1/eval-sets/{eval_set_id}/blob-upload-url       createBlobUploadUrl   200 json
post   /v1/eval-sets/{eval_set_id}/blob-upload-complete  completeBlobUpload    200 json
post   /v1/eval-runs                                     createEvalRun         202 json
get    /v1/eval-runs/{run_id}                            getEvalRun            200 json
"""

# What may stand in a schema: keywords of 3.0.3 and `const` for tags. No `title`, no `default` (rules 12, 21).
KEYWORDS = {
    *("$ref", "type", "description", "format", "properties", "required", "additionalProperties", "items"),
    *("anyOf", "oneOf", "discriminator", "enum", "const", "pattern", "minLength", "maxLength", "minItems"),
    *("maxItems", "minimum", "maximum", "deprecated"),
}
# Every extension, and where it may stand. The comment on top of openapi.yaml explains them.
EXTENSIONS = {
    "root": {"x-apis", "x-retry-classes", "x-defaults", "x-errors"},
    "operation": {"x-api", "x-retry", "x-idempotent", "x-stream", "x-long-poll", "x-sdk", "x-wait"},
    "schema": {"x-open-enum", "x-alias", "x-secret", "x-tag-prefixes", "x-signed-upload", "x-outcome"},
    "header": {"x-receipt"},
}
# Components that nothing refers to: the lists that hold them are described in words.
REACHED_BY_NO_REFERENCE = {"ValidationIssue"}
# Objects whose members nobody promised, and maps; every other object lists its properties (rule 11).
FREE_FORM = {"JsonObject", "EndpointMetrics", "AutoMetrics", "BlobUploadCompletion"}
TYPED_MAPS = {"SecretHeaders", "TaskRunStatusCounts"}
FORBIDDEN_SCHEMAS = {
    *("Response", "Any", "Client", "Error", "Warning", "File"),
    *(
        "Model",
        "Array",
        "Unknown",
        "Empty",
        "Task",
    ),  # names of the generated base, and one that both APIs claim
}
FORBIDDEN_PROPERTIES = {"d", "cls", "self", "to_dict", "from_dict", "response"}
FORBIDDEN_PARAMETERS = {"params", "headers", "body", "cookies", "client", "url"}
RECEIPTS = {"x-pareta-billed", "x-pareta-frontier-would-have-cost"}
DATE_TIMES = {("TaskRun", "created_at"), ("TaskRun", "modified_at")}
# What the Pareta API always sends, by its wire table; of a chat, what OpenAI's shapes promise.
PARETA_ALWAYS_SENT = {
    "ChatModel": {"id"},
    "CatalogTask": {"id"},
    "ChatCompletion": {"id", "created", "model", "choices"},
    "ChatCompletionChoice": {"index", "finish_reason", "message"},
    "ChatCompletionChunk": {"choices"},
    "ChatCompletionChunkChoice": {"index", "delta"},
    "CompletionUsage": {"prompt_tokens", "completion_tokens", "total_tokens"},
    "ToolCallDelta": {"index"},
}


def resolve(node: Any) -> Any:
    """The node, or the component that it refers to."""
    if isinstance(node, dict) and "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        return SPEC["components"][kind][name]
    return node


def schema_name(node: dict[str, Any]) -> str:
    return str(node["$ref"]).rsplit("/", 1)[1]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in SPEC["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations()}
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())


def parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [resolve(parameter) for parameter in operation.get("parameters", [])]


def success(operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    [(status, answer)] = [(s, r) for s, r in operation["responses"].items() if s.startswith("2")]
    return status, answer


def media(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body of an operation: where it stands, its media type, and the media type object."""
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", kind, body
    for status, answer in operation["responses"].items():
        for kind, body in resolve(answer).get("content", {}).items():
            yield status, kind, body


def nested(place: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and those inside it, each with the place where it stands."""
    yield place, schema
    children = {f".{name}": child for name, child in schema.get("properties", {}).items()}
    children |= {f".{key}": schema[key] for key in ("items", "additionalProperties") if key in schema}
    for key in ("anyOf", "oneOf"):
        children |= {f".{key}[{n}]": child for n, child in enumerate(schema.get(key, []))}
    for name, child in children.items():
        if isinstance(child, dict):
            yield from nested(place + name, child)


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of the file with the place where it stands, nested ones included."""
    for name, schema in SCHEMAS.items():
        yield from nested(name, schema)
    for name, header in SPEC["components"]["headers"].items():
        yield from nested(f"header {name}", header["schema"])
    for operation_id, operation in OPERATIONS.items():
        for parameter in parameters(operation):
            yield from nested(f"{operation_id}:{parameter['name']}", parameter["schema"])
        for place, _, body in media(operation):
            yield from nested(f"{operation_id}:{place}", body["schema"])


def references(node: Any) -> Iterator[str]:
    """Every schema name that a node leads to directly, by reference, mapping or extension."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and value.startswith("#/components/schemas/"):
                yield value.rsplit("/", 1)[1]
            elif key == "x-stream":
                yield from value.get("events", {}).values()
            elif key not in ("examples", "mapping"):
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reachable(*nodes: Any) -> set[str]:
    found: set[str] = set()
    todo = [name for node in nodes for name in references(node)]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += references(SCHEMAS[name])
    return found


def of_api(api: str) -> set[str]:
    """The schemas that an API's operations lead to."""
    mine = [operation for operation in OPERATIONS.values() if operation["x-api"] == api]
    return reachable(*mine, *map(parameters, mine)) | in_answers(api)


def in_answers(api: str) -> set[str]:
    """The schemas that an API's answers, events and errors lead to."""
    mine = [operation for operation in OPERATIONS.values() if operation["x-api"] == api]
    streams = [{"x-stream": operation.get("x-stream", {})} for operation in mine]
    return reachable(*streams, *(resolve(r) for operation in mine for r in operation["responses"].values()))


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator(
        {**schema, "components": SPEC["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_openapi_spec_validator_accepts_the_file() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(SPEC).iter_errors()] == []


def test_every_route_of_the_wire_is_there_and_no_other() -> None:
    def row(method: str, path: str, operation: dict[str, Any]) -> tuple[str, ...]:
        status, answer = success(operation)
        kinds = [{JSON: "json", SSE: "sse"}[kind] for kind in answer.get("content", {})]
        return method, path, operation["operationId"], status, ",".join(kinds) or "-"

    expected = {tuple(line.split()) for line in WIRE.strip().splitlines()}
    assert {row(*route) for route in operations()} == expected


def test_rule_01_only_constructs_that_other_versions_of_openapi_know_too() -> None:
    assert SPEC["openapi"] == "3.1.0"
    for place, schema in schemas():
        assert {key for key in schema if not key.startswith("x-")} <= KEYWORDS, place
        if isinstance(schema.get("type"), list):
            kind, null = schema["type"]
            assert null == "null", place
            assert kind in {"string", "integer", "number", "boolean", "array"}, place
        if "$ref" in schema:
            assert len(schema) == 1, f"{place}: 3.0 ignores what stands beside a $ref"


def test_rule_02_every_operation_has_an_id_of_its_own_and_one_known_tag() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)
    tags = {tag["name"] for tag in SPEC["tags"]}
    for operation_id, operation in OPERATIONS.items():
        assert re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)+", operation_id)
        [tag] = operation["tags"]
        assert tag in tags, operation_id
        assert operation["summary"], operation_id
        assert operation["description"], operation_id


def test_rule_03_the_two_apis_share_no_schema_but_the_general_ones() -> None:
    assert of_api("parallel") & of_api("pareta") == {"JsonObject", "Confidence"}
    assert "CatalogTask" in of_api("pareta")
    assert "TaskRun" in of_api("parallel")


@EVERY_OPERATION
def test_rule_04_every_operation_says_its_server_its_key_and_its_api(operation: dict[str, Any]) -> None:
    api = operation["x-api"]
    facts = SPEC["x-apis"][api]
    assert [server["url"] for server in operation["servers"]] == [f"https://api.{api}.ai"]
    assert operation["security"] == [{facts["auth"]: []}]
    assert facts["auth"] in SPEC["components"]["securitySchemes"]
    assert facts["error"] in SCHEMAS


def test_rule_05_every_object_and_enum_has_a_name_and_references_go_to_whole_components() -> None:
    for place, schema in schemas():
        if place not in SCHEMAS:
            assert schema.get("type") != "object", place
            assert not {"properties", "additionalProperties", "enum", "oneOf"} & schema.keys(), place
    for target in re.findall(r"\$ref: '([^']*)'", SPEC_FILE.read_text(encoding="utf-8")):
        assert re.fullmatch(r"#/components/[a-zA-Z]+/[A-Za-z]+", target)


def test_rule_05_no_component_is_left_over() -> None:
    everything = of_api("parallel") | of_api("pareta")
    assert SCHEMAS.keys() - everything == REACHED_BY_NO_REFERENCE
    text = SPEC_FILE.read_text(encoding="utf-8")
    for kind in ("parameters", "responses", "headers", "examples"):
        for name in SPEC["components"][kind]:
            assert f"'#/components/{kind}/{name}'" in text, name


def test_rule_06_no_name_is_one_that_breaks_a_generator() -> None:
    assert not SCHEMAS.keys() & FORBIDDEN_SCHEMAS
    for name, schema in SCHEMAS.items():
        assert not schema.get("properties", {}).keys() & FORBIDDEN_PROPERTIES, name
    for operation_id, operation in OPERATIONS.items():
        assert not {parameter["name"] for parameter in parameters(operation)} & FORBIDDEN_PARAMETERS, (
            operation_id
        )


def test_rule_07_what_the_pareta_api_does_not_promise_may_be_null() -> None:
    sent_by_users = reachable(*(operation.get("requestBody", {}) for operation in OPERATIONS.values()))
    for name in in_answers("pareta") - {"ParetaApiError", "ValidationIssue"}:
        schema = SCHEMAS[name]
        if name not in sent_by_users:
            assert set(schema.get("required", [])) == PARETA_ALWAYS_SENT.get(name, set()), name
        for field, value in schema.get("properties", {}).items():
            if field not in schema.get("required", []):
                validator = Draft202012Validator({**value, "components": SPEC["components"]})
                assert validator.is_valid(None), f"{name}.{field}"


def test_rule_07_whatever_is_required_is_declared() -> None:
    for name, schema in SCHEMAS.items():
        assert set(schema.get("required", [])) <= schema.get("properties", {}).keys(), name


def test_rule_08_every_enum_is_open() -> None:
    enums = [name for name, schema in SCHEMAS.items() if "enum" in schema]
    assert "TaskRunStatus" in enums
    for name in enums:
        assert SCHEMAS[name]["x-open-enum"] is True, name
        assert SCHEMAS[name]["type"] == "string", name


def test_rule_09_every_union_has_a_tag_that_its_mapping_lists() -> None:
    unions = {name: schema for name, schema in SCHEMAS.items() if "oneOf" in schema}
    assert unions.keys() == {
        "TaskRunOutput",
        "TaskRunStreamEvent",
        "TaskGroupRunsEvent",
        "TaskGroupStreamEvent",
    }
    for name, union in unions.items():
        tag = union["discriminator"]["propertyName"]
        mapping = {
            value: schema_name({"$ref": ref}) for value, ref in union["discriminator"]["mapping"].items()
        }
        prefixes = union.get("x-tag-prefixes", {})
        variants = {schema_name(variant) for variant in union["oneOf"]}
        assert set(mapping.values()) == variants, name
        for variant in variants:
            values = {value for value, target in mapping.items() if target == variant}
            assert tag in SCHEMAS[variant]["required"], variant
            field = SCHEMAS[variant]["properties"][tag]
            if variant in prefixes.values():
                [prefix] = [text for text, target in prefixes.items() if target == variant]
                assert field["pattern"] == "^" + re.escape(prefix)
                assert all(value.startswith(prefix) for value in values)
            else:
                assert values == {field["const"]}, variant


def test_rule_10_and_20_a_union_is_one_reference_and_null_or_a_string_and_objects() -> None:
    with_a_string: set[str] = set()
    for place, schema in schemas():
        if "anyOf" in schema:
            targets = [branch for branch in schema["anyOf"] if set(branch) == {"$ref"}]
            others = [branch for branch in schema["anyOf"] if branch not in targets]
            if {"type": "string"} in others:
                with_a_string.add(place)
                others.remove({"type": "string"})
                assert all(resolve(branch)["type"] == "object" for branch in targets), place
                assert others in ([], [{"type": "null"}]), place
            else:
                assert len(targets) == 1, place
                assert others == [{"type": "null"}], place
        for variant in schema.get("oneOf", []):
            assert resolve(variant)["properties"], place
        assert "allOf" not in schema, place
    assert with_a_string == {"TaskRunInput.input", "TaskSpec.output_schema", "TaskSpec.input_schema"}


def test_rule_11_free_form_json_is_one_shared_object_and_no_object_is_closed() -> None:
    for name, schema in SCHEMAS.items():
        assert schema.get("additionalProperties") is not False, name
        if schema.get("type") == "object" and "properties" not in schema:
            assert name in FREE_FORM | TYPED_MAPS, name
            assert isinstance(schema["additionalProperties"], dict) == (name in TYPED_MAPS), name


def test_rule_12_and_21_no_schema_has_a_default_or_a_title() -> None:
    for place, schema in schemas():
        assert not {"default", "title"} & schema.keys(), place


def test_rule_13_arbitrary_query_parameters_are_one_exploded_object() -> None:
    every = [parameter for operation in OPERATIONS.values() for parameter in parameters(operation)]
    [filters] = [parameter for parameter in every if resolve(parameter["schema"])["type"] == "object"]
    assert (filters["name"], filters["in"]) == ("filters", "query")
    assert (filters["style"], filters["explode"]) == ("form", True)


@EVERY_OPERATION
def test_rule_14_every_status_is_explicit_and_every_error_tolerant(operation: dict[str, Any]) -> None:
    errors = {status: r for status, r in operation["responses"].items() if not status.startswith("2")}
    assert {"401", "403", "422", "429", "500", "502", "503", "504"} <= errors.keys()
    named = any(p["in"] == "path" for p in parameters(operation))
    assert "404" in errors or not named
    for status, answer in errors.items():
        assert re.fullmatch(r"[45]\d\d", status)
        assert set(answer) == {"$ref"}
        [(kind, body)] = resolve(answer)["content"].items()
        assert kind == JSON
        assert schema_name(body["schema"]) == SPEC["x-apis"][operation["x-api"]]["error"]
        assert ("Retry-After" in resolve(answer)["headers"]) == (status in {"429", "503"})


@EVERY_OPERATION
def test_rule_15_json_comes_before_sse_and_an_event_has_a_named_schema(operation: dict[str, Any]) -> None:
    _, answer = success(operation)
    kinds = list(answer.get("content", {}))
    assert kinds == [kind for kind in (JSON, SSE) if kind in kinds]
    assert (SSE in kinds) == ("x-stream" in operation)
    if SSE in kinds:
        assert set(answer["content"][SSE]["schema"]) == {"$ref"}
        assert (JSON in kinds) == ("when" in operation["x-stream"])


@EVERY_OPERATION
def test_rule_16_streams_retries_and_long_polls_are_said_in_known_words(operation: dict[str, Any]) -> None:
    names = {parameter["name"] for parameter in parameters(operation)}
    assert operation["x-retry"] in SPEC["x-retry-classes"]
    assert operation["x-idempotent"] in {"natural", "key", "unconfirmed-key"}
    stream = operation.get("x-stream", {})
    assert stream.keys() <= {"when", "events", "end", "error-key", "cursor"}
    assert set(stream.get("events", {}).values()) <= SCHEMAS.keys()
    assert set(stream.get("end", {}).get("events", [])) <= stream.get("events", {}).keys()
    if "cursor" in stream:
        assert stream["cursor"]["parameter"] in names
    assert (operation["x-retry"] == "long-poll") == ("x-long-poll" in operation)
    if poll := operation.get("x-long-poll"):
        assert set(poll) == {"parameter", "default", "slice", "still-running"}
        assert poll["parameter"] in names
        assert str(poll["still-running"]) in operation["responses"]
        assert poll["still-running"] not in SPEC["x-retry-classes"]["long-poll"]["statuses"]


def test_rule_16_a_post_carries_an_idempotency_key_and_nothing_else_does() -> None:
    for method, path, operation in operations():
        names = {parameter["name"] for parameter in parameters(operation)}
        assert ("Idempotency-Key" in names) == (method == "post"), path
        of_post = {"parallel": "unconfirmed-key", "pareta": "key"}[operation["x-api"]]
        wanted = of_post if method == "post" else "natural"
        assert operation["x-idempotent"] == wanted, path
        assert (operation["x-retry"] == "unconfirmed") == (wanted == "unconfirmed-key"), path


def test_rule_16_no_extension_stands_where_nobody_looks_for_it() -> None:
    def used(node: dict[str, Any]) -> set[str]:
        return {key for key in node if key.startswith("x-")}

    assert used(SPEC) == EXTENSIONS["root"]
    assert set().union(*(used(operation) for operation in OPERATIONS.values())) == EXTENSIONS["operation"]
    assert set().union(*(used(schema) for _, schema in schemas())) == EXTENSIONS["schema"]
    headers = SPEC["components"]["headers"].values()
    assert set().union(*(used(header) for header in headers)) == EXTENSIONS["header"]
    everywhere = set(re.findall(r"^\s*(x-[a-z-]+):", SPEC_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    response_headers = {"x-request-id", *RECEIPTS}
    assert everywhere - response_headers <= set().union(*EXTENSIONS.values())


def test_rule_16_the_comment_on_top_names_every_extension() -> None:
    comment = SPEC_FILE.read_text(encoding="utf-8").split("\nopenapi:")[0]
    for extension in set().union(*EXTENSIONS.values()):
        assert f"#   {extension} " in comment


def test_rule_17_a_multipart_body_is_flat() -> None:
    bodies = [body for o in OPERATIONS.values() for _, kind, body in media(o) if kind == MULTIPART]
    assert len(bodies) == 3
    for body in bodies:
        fields = resolve(body["schema"])["properties"]
        assert all(field["type"] in {"string", "integer"} for field in fields.values())
        assert [field.get("format") for field in fields.values()].count("binary") == 1


def test_rule_18_a_path_parameter_is_a_non_empty_text_without_a_slash() -> None:
    for _, path, operation in operations():
        mine = {p["name"]: resolve(p["schema"]) for p in parameters(operation) if p["in"] == "path"}
        assert mine.keys() == set(re.findall(r"{(\w+)}", path))
        for name, schema in mine.items():
            assert (schema["type"], schema["minLength"]) == ("string", 1), name
            assert not Draft202012Validator({"pattern": schema["pattern"]}).is_valid("a/b"), name


def test_rule_19_money_is_a_wide_integer_and_only_promised_instants_are_date_times() -> None:
    date_times = set()
    for name, schema in SCHEMAS.items():
        for field, value in schema.get("properties", {}).items():
            if "micro_usd" in field or field in {"created", "file_size"}:
                kind = value["type"] if isinstance(value["type"], str) else value["type"][0]
                assert (kind, value["format"]) == ("integer", "int64"), f"{name}.{field}"
            if value.get("format") == "date-time":
                date_times.add((name, field))
    assert date_times == DATE_TIMES
    for name in ("Billed", "FrontierCost"):
        header = SPEC["components"]["headers"][name]
        assert set(header["x-receipt"]) == {"amount", "unit", "comment"}
        assert (header["x-receipt"]["unit"], header["schema"]["format"]) == ("micro-usd", "int64")


@EVERY_OPERATION
def test_every_response_names_its_request_and_only_a_chat_has_a_receipt(operation: dict[str, Any]) -> None:
    name = SPEC["x-apis"][operation["x-api"]]["request-id"]
    assert all(name in resolve(answer)["headers"] for answer in operation["responses"].values())
    receipts = RECEIPTS & set(success(operation)[1]["headers"])
    assert receipts == (RECEIPTS if operation["operationId"] == "createChatCompletion" else set())


@EVERY_OPERATION
def test_every_body_has_an_example_and_every_example_fits(operation: dict[str, Any]) -> None:
    for place, kind, body in media(operation):
        assert body["examples"], place
        for name, example in body["examples"].items():
            value = resolve(example)["value"]
            assert faults(body["schema"], value) == [], f"{place} {kind} {name}"
            events = operation.get("x-stream", {}).get("events")
            if kind == SSE and events:
                assert faults({"$ref": f"#/components/schemas/{events[name]}"}, value) == []
    for parameter in parameters(operation):
        for example in parameter.get("examples", {}).values():
            assert faults(parameter["schema"], example["value"]) == []


def test_an_example_that_does_not_fit_would_be_noticed() -> None:
    assert faults({"$ref": "#/components/schemas/TaskRunInput"}, {"processor": "base"}) != []
    stats = {"type": "task_run.progress_stats", "source_stats": {"num_sources_read": "many"}}
    assert faults({"$ref": "#/components/schemas/TaskRunStreamEvent"}, stats) != []


def test_every_schema_property_and_parameter_is_described() -> None:
    for name, schema in SCHEMAS.items():
        assert schema["description"], name
        for field, value in schema.get("properties", {}).items():
            assert "$ref" in value or value["description"].endswith("."), f"{name}.{field}"
    for operation_id, operation in OPERATIONS.items():
        for parameter in parameters(operation):
            assert parameter["description"], f"{operation_id}: {parameter['name']}"


def test_secrets_and_the_signed_upload_are_marked() -> None:
    assert SCHEMAS["McpServer"]["properties"]["headers"]["x-secret"] is True
    upload = SCHEMAS["BlobUpload"]["properties"]["upload_url"]
    assert upload["x-secret"] is True
    assert upload["x-signed-upload"] == {"method": "PUT", "statuses": [200, 201], "auth": "none"}
