"""Holds openapi.yaml to the facts of the two APIs. The generator refuses what breaks a general rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.spec_values import SPEC

SPEC_FILE = Path(__file__).parents[2] / "openapi.yaml"
SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]
JSON, SSE, MULTIPART = "application/json", "text/event-stream", "multipart/form-data"

OBEYED = SPEC_FILE.parent / "codegen" / "openapi.schema.yaml"
# Components that nothing refers to: the lists that hold them are described in words.
REACHED_BY_NO_REFERENCE = {"ValidationIssue"}
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
    """Return the node, or the component that it refers to."""
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
    [(status, response)] = [(s, r) for s, r in operation["responses"].items() if s.startswith("2")]
    return status, response


def media(operation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every body of an operation: where it stands, its media type, and the media type object."""
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", kind, body
    for status, response in operation["responses"].items():
        for kind, body in resolve(response).get("content", {}).items():
            yield status, kind, body


def nested(place: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and those inside it, each with the place where it stands."""
    yield place, schema
    children = {f".{name}": child for name, child in schema.get("properties", {}).items()}
    children |= {f".{key}": schema[key] for key in ("items", "additionalProperties") if key in schema}
    for key in ("anyOf", "oneOf"):
        children |= {f".{key}[{n}]": child for n, child in enumerate(schema.get(key, []))}
    for name, child in children.items():
        if isinstance(child, dict):
            yield from nested(place + name, child)


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of the file with the place where it stands, nested ones included."""
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
    """Yield every schema name that a node leads to directly, by reference, mapping or extension."""
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
    """Return the schemas that an API's operations lead to."""
    mine = [operation for operation in OPERATIONS.values() if operation["x-api"] == api]
    return reachable(*mine, *map(parameters, mine)) | in_responses(api)


def in_responses(api: str) -> set[str]:
    """Return the schemas that an API's responses, events and errors lead to."""
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


def test_rule_02_every_operation_has_one_known_tag_and_is_described() -> None:
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


def test_rule_05_no_component_is_left_over() -> None:
    everything = of_api("parallel") | of_api("pareta") | reachable(SPEC["webhooks"])
    assert SCHEMAS.keys() - everything == REACHED_BY_NO_REFERENCE
    text = SPEC_FILE.read_text(encoding="utf-8")
    for kind in ("parameters", "responses", "headers", "examples"):
        for name in SPEC["components"][kind]:
            assert f"'#/components/{kind}/{name}'" in text, name


def test_rule_07_what_the_pareta_api_does_not_promise_may_be_null() -> None:
    sent_by_users = reachable(*(operation.get("requestBody", {}) for operation in OPERATIONS.values()))
    for name in in_responses("pareta") - {"ParetaApiError", "ValidationIssue"}:
        schema = SCHEMAS[name]
        if name not in sent_by_users:
            assert set(schema.get("required", [])) == PARETA_ALWAYS_SENT.get(name, set()), name
        for field, value in schema.get("properties", {}).items():
            if field not in schema.get("required", []):
                validator = Draft202012Validator({**value, "components": SPEC["components"]})
                assert validator.is_valid(None), f"{name}.{field}"


@EVERY_OPERATION
def test_rule_14_every_status_is_explicit_and_every_error_tolerant(operation: dict[str, Any]) -> None:
    errors = {status: r for status, r in operation["responses"].items() if not status.startswith("2")}
    assert {"401", "403", "422", "429", "500", "502", "503", "504"} <= errors.keys()
    named = any(p["in"] == "path" for p in parameters(operation))
    assert "404" in errors or not named
    for status, response in errors.items():
        assert re.fullmatch(r"[45]\d\d", status)
        assert set(response) == {"$ref"}
        [(kind, body)] = resolve(response)["content"].items()
        assert kind == JSON
        assert schema_name(body["schema"]) == SPEC["x-apis"][operation["x-api"]]["error"]
        assert ("Retry-After" in resolve(response)["headers"]) == (status in {"429", "503"})


def test_rule_16_the_comment_on_top_names_every_extension_that_the_generator_obeys() -> None:
    comment = SPEC_FILE.read_text(encoding="utf-8").split("\nopenapi:")[0]
    words = re.findall(r"^ +(x-[a-z-]+):", OBEYED.read_text(encoding="utf-8"), re.MULTILINE)
    extensions = {*words} - {"x-say", "x-api-facts", "x-retry-class"}
    assert {"x-apis", "x-stream", "x-webhook-signature"} <= extensions
    for extension in extensions:
        assert f"#   {extension} " in comment, extension
    assert set(re.findall(r"^#   (x-[a-z-]+) ", comment, re.MULTILINE)) <= extensions


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
    assert all(name in resolve(response)["headers"] for response in operation["responses"].values())
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
    assert upload["x-signed-upload"] == {
        "method": "PUT",
        "statuses": [200, 201],
        "auth": "none",
        "min-bytes": 5_242_880,
    }


def test_the_secrets_of_request_bodies_are_those_of_the_spec() -> None:
    secret = {
        (name, member)
        for name, schema in SCHEMAS.items()
        for member, rules in schema.get("properties", {}).items()
        if rules.get("x-secret")
    }
    # (The second is a response's. It is redacted as a signed URL.)
    assert secret == {("McpServer", "headers"), ("BlobUpload", "upload_url")}
    holders = {name for name, schema in SCHEMAS.items() if "McpServer" in str(schema.get("properties"))}
    assert holders == {"TaskRunInput"}
    assert "McpServer" in str(SCHEMAS["TaskRunInput"]["properties"]["mcp_servers"])
