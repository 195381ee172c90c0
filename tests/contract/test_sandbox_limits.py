"""Schemas and patterns that would freeze a server: each takes little work, and others are served meanwhile."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.schemas import work
from pareta_sandbox.schemas.instances import UnsatisfiableSchemaError, generate_instance
from pareta_sandbox.schemas.validation import InvalidSchemaError, check_schema, find_mismatch

from .conftest import PARETA, TASK

LONG = "a" * 40 + "!"


def required(schema: object) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": schema}, "required": ["a"]}


def chain(length: int, link: Any, end: object = None) -> dict[str, Any]:
    """Return a schema whose links refer to the next one, each twice."""
    defs = {f"d{n}": link({"$ref": f"#/$defs/d{n + 1}"}) for n in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": {**defs, f"d{length}": end or {"type": "string"}}}


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema, "minItems": 1}
    return schema


PATTERN = {"type": "string", "pattern": "^(a+)+$"}
BOMBS: dict[str, Any] = {
    "a slow pattern and an enum": required({**PATTERN, "enum": [LONG]}),
    "a slow pattern and an example": required({**PATTERN, "default": LONG, "examples": [LONG]}),
    "a slow pattern of a long text": required(
        {"type": "string", "pattern": "^(x+x+)+(?!y)z?$", "minLength": 60}
    ),
    "a slow lookahead": required({"type": "string", "pattern": "^(?=(a+)+$)a{40}!"}),
    "a slow pattern beside const": required({"const": LONG, **PATTERN}),
    "a slow pattern in not": required({"const": LONG, "not": PATTERN}),
    "a slow pattern in if": required({"const": LONG, "if": PATTERN, "then": False}),
    "a slow pattern in contains": required({"const": [LONG] * 50, "contains": PATTERN}),
    "a slow pattern in propertyNames": {"const": {LONG: 1}, "propertyNames": PATTERN, "type": "object"},
    "a slow pattern of names": {
        "type": "object",
        "patternProperties": {"^(a+)+$": {"type": "string"}},
        "properties": {LONG: {"type": "string"}},
        "additionalProperties": False,
        "required": [LONG],
    },
    "a slow pattern of names, and unevaluated ones": {
        "type": "object",
        "patternProperties": {"^(a+)+$": {"type": "string"}},
        "properties": {LONG: {"type": "string"}},
        "unevaluatedProperties": False,
        "required": [LONG],
    },
    "a back reference": required({"type": "string", "pattern": r"^(.+)(.+)(.+)\3\2\1$", "const": "ab" * 60}),
    "a pattern that repeats nothing": required({"type": "string", "pattern": "^(?:){1000000000}a$"}),
    "a pattern for a gigabyte": required({"type": "string", "pattern": "^(?:(?:a{1000}){1000}){1000}$"}),
    "many classes by category": required({"type": "string", "pattern": r"\p{L}" * 900}),
    "an endless pattern": required({"type": "string", "pattern": "a" * 100_000}),
    "many groups": required({"type": "string", "pattern": "(" * 2_400 + ")" * 2_400}),
    "a long text": required({"type": "string", "minLength": 2_000_000_000}),
    "an absurdly long text": required({"type": "string", "minLength": 10**300}),
    "many items": required({"type": "array", "items": {"type": "string"}, "minItems": 2_000_000_000}),
    "many properties": {"type": "object", "minProperties": 2_000_000_000},
    "many unique numbers": required(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 19_000},
            "uniqueItems": True,
            "minItems": 19_000,
        }
    ),
    "many unique objects": required(
        {
            "type": "array",
            "items": {"type": "object", "properties": {"k": {"type": "integer"}}, "required": ["k"]},
            "uniqueItems": True,
            "minItems": 3_900,
        }
    ),
    "a tiny step": required(
        {"type": "number", "multipleOf": 1e-320, "minimum": 1, "exclusiveMaximum": 1.0000000001}
    ),
    "a large enum": required({"enum": list(range(200_000))}),
    "a large enum but for one": required({"enum": list(range(3_000)), "not": {"enum": list(range(2_999))}}),
    "allOf, exponential": chain(22, lambda one: {"allOf": [one, one]}),
    "anyOf, exponential": chain(
        22, lambda one: {"anyOf": [one, one]}, {"type": "integer", "minimum": 2, "maximum": 1}
    ),
    "oneOf, exponential": chain(22, lambda one: {"oneOf": [one, one]}),
    "not, exponential": {"not": chain(22, lambda one: {"allOf": [one, one]})["$defs"]["d22"], "$defs": {}},
    "properties, exponential": chain(
        22, lambda one: {"type": "object", "properties": {"p": one, "q": one}, "required": ["p", "q"]}
    ),
    "items, exponential": chain(22, lambda one: {"type": "array", "prefixItems": [one, one], "minItems": 2}),
    "unevaluated, exponential": {
        "unevaluatedProperties": False,
        **chain(22, lambda one: {"allOf": [one, one]}, {"type": "object"}),
    },
    "a reference to itself": {"$ref": "#"},
    "a property of itself": required({"$ref": "#"}),
    "references in a circle": {
        "$ref": "#/$defs/a",
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
    },
    "not itself": {"not": {"$ref": "#"}},
    "deeply nested": required(nested(900)),
    "nested as deeply as is allowed": required(nested(70)),
    "wide": {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(50_000)}},
    "many branches that fail": required(
        {"type": "array", "minItems": 2_000, "items": {"type": "integer"}, "anyOf": [{"maxItems": 1}] * 1_500}
    ),
    "many conditions that fail": {
        "type": "object",
        "properties": {"a": {"type": "array", "minItems": 2_000, "items": {"const": 1}}},
        "required": ["a"],
        "if": {"anyOf": [{"maxProperties": 0}] * 1_500},
    },
    "a file": required({"$ref": "file:///etc/passwd"}),
    "another server": required({"$ref": "http://127.0.0.1:1/x.json"}),
    "a long format": required({"format": "idn-hostname", "const": "ü" * 500_000}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_schema_takes_little_work_whatever_it_says(name: str) -> None:
    begun = time.process_time()
    try:
        check_schema(BOMBS[name])
        generate_instance(BOMBS[name], SeededRandom(0), default_type="object")
    except (InvalidSchemaError, UnsatisfiableSchemaError):
        pass
    # A count of work, not of seconds, ends it; the seconds only catch what is not counted.
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("name", BOMBS)
def test_an_input_is_validated_with_little_work_whatever_the_schema_says(name: str) -> None:
    begun = time.process_time()
    for value in ({"a": LONG}, {LONG: LONG, "p": {"p": 1}}, LONG, {"a": [LONG] * 100}):
        find_mismatch(BOMBS[name], value)
    assert time.process_time() - begun < 5


def test_others_are_served_while_a_schema_is_worked_on() -> None:
    slowest = 0.0
    with Sandbox() as box, httpx.Client(base_url=box.url, timeout=30, trust_env=False) as http:
        done = threading.Event()

        def send() -> None:
            for schema in BOMBS.values():
                body = {
                    "input": "x",
                    "processor": "lite",
                    "task_spec": {"output_schema": {"type": "json", "json_schema": schema}},
                }
                response = http.post("/v1/tasks/runs", json=body, headers=TASK)
                assert response.status_code in (202, 422), response.text
                if response.status_code == 202:
                    run_id = response.json()["run_id"]
                    assert http.get(f"/v1/tasks/runs/{run_id}/result", headers=TASK).status_code in (200, 404)
            done.set()

        sender = threading.Thread(target=send)
        sender.start()
        while not done.is_set() and sender.is_alive():
            begun = time.perf_counter()
            assert httpx.get(f"{box.url}/_sandbox/health", trust_env=False, timeout=30).status_code == 200
            slowest = max(slowest, time.perf_counter() - begun)
        sender.join()
        assert done.is_set()
    assert slowest < 10  # a frozen server would take minutes; a loaded machine takes its time


def test_the_schemas_of_one_request_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MAX_REQUEST_WORK", 20_000)
    schemas = [required({"type": "string", "pattern": f"^(?=(a+)+$)a{{40}}!{n}"}) for n in range(50)]
    inputs = [
        {
            "input": "x",
            "processor": "lite",
            "task_spec": {"output_schema": {"type": "json", "json_schema": schema}},
        }
        for schema in schemas
    ]
    with Sandbox() as box, httpx.Client(base_url=box.url, headers=TASK) as http:
        group = http.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
        response = http.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": inputs})
        assert (response.status_code, "more work" in response.text) == (422, True)
        assert box.ledger.entries == ()
        # It says nothing about the single schema.
        monkeypatch.undo()
        assert http.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": inputs[:1]}).status_code == 200


@pytest.mark.parametrize("part", ["response_format", "tools"])
def test_a_chat_with_many_choices_has_the_limit_of_one_request(part: str) -> None:
    schema = required({"type": "array", "items": {"type": "integer"}, "minItems": 3_000})
    more: dict[str, object] = {
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    }
    if part == "tools":
        function = {"name": "f", "parameters": schema}
        more = {"tools": [{"type": "function", "function": function}], "tool_choice": "required"}
    chat = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "hi"}], "n": 128, **more}
    with Sandbox() as box:
        response = httpx.post(f"{box.url}/v1/chat/completions", json=chat, headers=PARETA, timeout=60)
        assert response.status_code == 422, response.text[:300]
        assert "more work" in response.text
