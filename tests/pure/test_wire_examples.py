"""Every schema and every example of openapi.yaml, through the generated code and back again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import pareta_wire
from pareta_wire import Array, Model, NamedEvent
from pareta_wire.operations import BUILDERS, OPERATIONS
from tests.spec_values import SPEC

SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def operations() -> Iterator[dict[str, Any]]:
    for item in SPEC["paths"].values():
        for raw in item.values():
            if isinstance(raw, dict) and "operationId" in raw:
                yield raw


def with_news(value: Any) -> Any:
    """Give every object of a record a member that nobody knows, as a newer server might."""
    if isinstance(value, list):
        return [with_news(item) for item in value]
    if isinstance(value, dict):
        return {key: with_news(item) for key, item in value.items()} | {"x_news": [{"deep": None}]}
    return value


@cache
def models() -> dict[str, type[Model]]:
    found = {name: getattr(pareta_wire, name) for name in pareta_wire.__all__}
    return {name: one for name, one in found.items() if name in SCHEMAS and isinstance(one, type)}


def sample(schema: dict[str, Any]) -> Any:
    """Make a value for a schema with every property in it."""
    schema = resolve(schema)
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return sample(choices[0])
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if kind == "object":
        return {name: sample(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema["items"])]
    return {"integer": 7, "number": 0.5, "boolean": True}.get(kind, "text")


def bodies() -> Iterator[Any]:
    """Give each example: a title, the function that decodes it, and the record."""
    for raw in operations():
        operation = OPERATIONS[raw["operationId"]]
        for media, content in raw.get("requestBody", {}).get("content", {}).items():
            if media == "application/json":
                name = content["schema"]["$ref"].rpartition("/")[2]
                yield from examples(f"{operation.id} body", models()[name].from_dict, content)
        for status, response in raw["responses"].items():
            for media, content in resolve(response).get("content", {}).items():
                if int(status) >= 300:
                    name = content["schema"]["$ref"].rpartition("/")[2]
                    yield from examples(f"{operation.id} {status}", models()[name].from_dict, content)
                elif media == "application/json":
                    yield from examples(f"{operation.id} {status}", operation.responses[int(status)], content)
                else:
                    yield from events(operation, content)


def examples(title: str, decode: Any, content: dict[str, Any]) -> Iterator[Any]:
    for name, example in content.get("examples", {}).items():
        yield pytest.param(decode, resolve(example)["value"], id=f"{title} {name}")


def events(operation: Any, content: dict[str, Any]) -> Iterator[Any]:
    for name, example in content.get("examples", {}).items():
        # The events of a stream with names are examples by these names.
        def decode(data: Any, name: str = name) -> Any:
            event = operation.stream.decode(name, data)
            return event.data if isinstance(event, NamedEvent) else event

        yield pytest.param(decode, resolve(example)["value"], id=f"{operation.id} event {name}")


@pytest.mark.parametrize(("decode", "record"), [*bodies()])
def test_an_example_comes_back_from_the_model_as_it_was_with_all_that_is_new(
    decode: Any, record: Any
) -> None:
    for one in (record, with_news(record)):
        before = copy.deepcopy(one)
        decoded = decode(one)
        assert not isinstance(decoded, pareta_wire.Unknown)
        assert pareta_wire.encode(decoded) == before
        assert one == before, "decoding and encoding change nothing"
        if isinstance(decoded, Model):
            assert decoded["x_news"] if "x_news" in one else True
        else:
            assert isinstance(decoded, Array)


def test_every_json_body_and_response_has_an_example() -> None:
    decoded = {case.id for case in bodies()}
    for raw in operations():
        if "application/json" in raw.get("requestBody", {}).get("content", {}):
            assert any(title.startswith(f"{raw['operationId']} body") for title in decoded), raw[
                "operationId"
            ]
        for status in OPERATIONS[raw["operationId"]].responses:
            assert any(title.startswith(f"{raw['operationId']} {status}") for title in decoded)


@pytest.mark.parametrize("name", sorted(models()))
def test_every_field_of_every_model_is_decoded_and_encoded(name: str) -> None:
    kind = models()[name]
    record = with_news(sample(SCHEMAS[name]))
    value = kind.from_dict(copy.deepcopy(record))
    assert value.to_dict() == record
    assert kind.from_dict(value.to_dict()) == value
    for property_name in SCHEMAS[name].get("properties", {}):
        assert getattr(value, property_name) is not None
        assert pareta_wire.encode(getattr(value, property_name)) == record[property_name]
    if not SCHEMAS[name].get("properties"):
        return  # the record is all there is
    # Built by hand from the same fields, it says the same but for what is new.
    twin = kind(**{one: getattr(value, one) for one in SCHEMAS[name].get("properties", {})})
    assert twin == value
    assert twin.to_dict() == {key: one for key, one in record.items() if key != "x_news"}


@pytest.mark.parametrize("name", sorted(models()))
def test_every_model_decodes_when_everything_is_missing_or_null(name: str) -> None:
    properties = SCHEMAS[name].get("properties", {})
    for record in ({}, dict.fromkeys(properties)):
        value = models()[name].from_dict(record)
        assert value.to_dict() == record
        for property_name in properties:
            assert getattr(value, property_name) in (None, [])
        assert repr(value) == f"{name}()"


def test_every_schema_has_a_name_in_the_package_but_the_forms_of_uploads() -> None:
    forms = {
        content["schema"]["$ref"].rpartition("/")[2]
        for raw in operations()
        for media, content in raw.get("requestBody", {}).get("content", {}).items()
        if media == "multipart/form-data"
    }
    assert set(SCHEMAS) - set(pareta_wire.__all__) == forms


def test_every_secret_of_the_spec_is_redacted() -> None:
    hidden = 0
    for name, schema in SCHEMAS.items():
        for property_name, inner in schema.get("properties", {}).items():
            if inner.get("x-secret"):
                value = models()[name].from_dict({property_name: "hush"})
                assert repr(value) == f"{name}({property_name}='***')"
                hidden += 1
    assert hidden >= 2


def test_every_operation_of_the_spec_is_there_with_its_extensions() -> None:
    raw_operations = {raw["operationId"]: raw for raw in operations()}
    assert list(OPERATIONS) == list(BUILDERS) == list(raw_operations)
    for operation_id, raw in raw_operations.items():
        operation = OPERATIONS[operation_id]
        assert operation.id == operation_id
        assert operation.api.name == raw["x-api"]
        assert [operation.api.server] == [server["url"] for server in raw["servers"]]
        assert operation.retry.name == raw["x-retry"]
        assert operation.idempotency == raw["x-idempotent"]
        statuses = {int(status) for status in raw["responses"]}
        stream = {200} if operation.stream_only else set()
        assert statuses == {
            *operation.responses,
            *operation.empty_responses,
            *operation.error_statuses,
            *stream,
        }
        assert (operation.stream is not None) == ("x-stream" in raw)
        assert SPEC["paths"][operation.path][operation.method.lower()] is raw
