"""JSON schemas as a caller gives them, and what becomes of those of classes."""

from __future__ import annotations

from typing import Any

import pytest

from pareta_core.json_schemas import close_objects, inline_root, is_schema_text, unwrap_schema

OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED = {**OBJECT, "additionalProperties": False}


@pytest.mark.parametrize(
    ("text", "is_schema"),
    [
        ('{"type": "object"}', True),
        (' {"properties": {}}', True),
        ('{"year": "the founding year"}', False),
        ('["type"]', False),
        ("The year as YYYY", False),
        ("[" * 100_000, False),
    ],
)
def test_a_text_is_a_schema_if_it_is_an_object_with_a_keyword(text: str, is_schema: bool) -> None:
    assert is_schema_text(text) == is_schema


@pytest.mark.parametrize(
    "given",
    [
        OBJECT,
        {"type": "json", "json_schema": OBJECT},
        {"type": ["object", "null"], "properties": {}},
        {"anyOf": [OBJECT]},
        {"$ref": "#/$defs/A", "$defs": {"A": OBJECT}},
    ],
    ids=repr,
)
def test_the_schema_of_an_object_is_taken_with_or_without_its_envelope(given: dict[str, Any]) -> None:
    assert unwrap_schema(given) == given.get("json_schema", given)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"type": "text"}, "pass its description as a str"),
        ({"type": "json"}, "not the JSON schema of an object"),
        ({"year": 1945}, "not the JSON schema of an object"),
        ({"type": "array", "items": OBJECT}, "its type is 'array'"),
        ({"type": ["array", "null"]}, r"its type is \['array', 'null'\]"),
    ],
)
def test_what_is_no_schema_of_an_object_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        unwrap_schema(given)


@pytest.mark.parametrize(
    ("schema", "closed"),
    [
        (OBJECT, CLOSED),
        ({**OBJECT, "additionalProperties": True}, {**OBJECT, "additionalProperties": True}),
        ({"type": "array", "items": OBJECT}, {"type": "array", "items": CLOSED}),
        ({"anyOf": [OBJECT, {"type": "null"}]}, {"anyOf": [CLOSED, {"type": "null"}]}),
        ({"$defs": {"A": OBJECT}}, {"$defs": {"A": CLOSED}}),
        ({"allOf": [OBJECT]}, {"allOf": [OBJECT]}),
        ({"additionalProperties": OBJECT}, {"additionalProperties": CLOSED}),
        (True, True),
    ],
)
def test_objects_with_fields_allow_no_others(schema: Any, closed: Any) -> None:
    assert close_objects(schema) == closed


def test_the_root_stands_in_its_place_with_the_definitions_that_are_used() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/$defs/Node"}, "other": {"$ref": "#/$defs/Leaf"}},
    }
    definitions = {"Node": node, "Leaf": OBJECT, "Unused": OBJECT}
    found = inline_root({"$ref": "#/$defs/Node", "title": "Root"}, definitions)
    assert found == {**node, "title": "Root", "$defs": {"Node": node, "Leaf": OBJECT}}
    assert inline_root({"$ref": "#/$defs/Leaf"}, {"Leaf": OBJECT}) == OBJECT
