"""Generating a value for a JSON schema: it is valid, and exists for every schema that can be satisfied."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import ipaddress
import json
import re
import sys
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pydantic
import pytest
from jsonschema.validators import Draft202012Validator, validator_for
from pydantic import Field, StringConstraints, TypeAdapter

from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.schemas.instances import UnsatisfiableSchemaError, generate_instance
from pareta_sandbox.schemas.validation import InvalidSchemaError, check_schema
from pareta_sandbox.schemas.work import limited_work

TREE = {
    "$defs": {
        "Node": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "parent": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            },
            "required": ["name", "children", "parent"],
            "additionalProperties": False,
        }
    },
    "$ref": "#/$defs/Node",
}
PET = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
            "required": ["kind"],
        },
        {
            "type": "object",
            "properties": {"kind": {"const": "dog"}, "tricks": {"type": "array"}},
            "required": ["kind"],
        },
    ]
}
SCHEMAS: dict[str, Any] = {
    "empty": {},
    "true": True,
    "string": {"type": "string"},
    "short string": {"type": "string", "maxLength": 3},
    "long string": {"type": "string", "minLength": 500},
    "exact string": {"type": "string", "minLength": 7, "maxLength": 7},
    "pattern": {"type": "string", "pattern": r"^[A-Z]{3}-\d{4}(-x|-y)?$"},
    "loose pattern": {"type": "string", "pattern": "needle"},
    "pattern with lengths": {"type": "string", "pattern": "^a+$", "minLength": 9, "maxLength": 12},
    "decimal of pydantic": {
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"}]
    },
    "word classes": {"type": "string", "pattern": r"^\w+\s\S+[^abc]\D\W$"},
    "back reference": {"type": "string", "pattern": r"^(ab|cd)-\1$"},
    "enum": {"enum": ["a", 2, None]},
    "typed enum": {"type": "integer", "enum": [1, 2, 3]},
    "null enum": {"enum": [None]},
    "const": {"const": {"a": [1]}},
    "integer": {"type": "integer"},
    "bounded integer": {"type": "integer", "minimum": -3, "maximum": -3},
    "exclusive integer": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "multiple": {"type": "integer", "minimum": 10, "maximum": 20, "multipleOf": 7},
    "huge integer": {"type": "integer", "minimum": 10**20},
    "number": {"type": "number"},
    "narrow number": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "multiple of a cent": {"type": "number", "multipleOf": 0.01, "minimum": 1, "maximum": 2},
    "only a maximum": {"type": "number", "maximum": -5},
    "draft 4 bounds": {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "integer",
        "minimum": 3,
        "exclusiveMinimum": True,
        "maximum": 4,
    },
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "nullable": {"type": ["string", "null"]},
    "any of": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 5}]},
    "one of by tag": PET,
    "overlapping one of": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2000}]},
    "union with siblings": {
        "properties": {"x": {"type": "integer"}},
        "required": ["x"],
        "anyOf": [{"required": ["y"]}],
    },
    "all of": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"properties": {"b": {"type": "integer", "minimum": 3}}, "required": ["b"]},
            {"properties": {"b": {"maximum": 3}}},
        ]
    },
    "array": {"type": "array", "items": {"type": "integer"}},
    "many": {"type": "array", "items": {"type": "string"}, "minItems": 12},
    "unique": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 4},
        "minItems": 4,
        "uniqueItems": True,
    },
    "unique texts": {"type": "array", "items": {"type": "string"}, "minItems": 5, "uniqueItems": True},
    "none": {"type": "array", "maxItems": 0},
    "tuple": {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"const": "x"}],
        "items": False,
        "minItems": 2,
    },
    "contains": {"type": "array", "contains": {"const": 5}, "items": {"type": "integer"}},
    "tuple of draft 7": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "array",
        "items": [{"type": "integer"}, {"type": "string"}],
        "additionalItems": False,
        "minItems": 2,
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "least properties": {"type": "object", "minProperties": 4},
    "most properties": {"type": "object", "maxProperties": 1, "properties": {"a": {}, "b": {}, "c": {}}},
    "required without a property": {"type": "object", "required": ["a"]},
    "pattern properties": {
        "type": "object",
        "patternProperties": {"^x-": {"type": "integer"}},
        "minProperties": 2,
        "additionalProperties": False,
    },
    "property names": {"type": "object", "propertyNames": {"pattern": "^[a-z]{4}$"}, "minProperties": 2},
    "forbidden property": {"type": "object", "properties": {"a": False, "b": {"type": "string"}}},
    "tree": TREE,
    "definitions": {
        "definitions": {"A": {"type": "integer"}},
        "properties": {"a": {"$ref": "#/definitions/A"}},
        "required": ["a"],
    },
    "reference with siblings": {"$defs": {"A": {"type": "string"}}, "$ref": "#/$defs/A", "minLength": 400},
    "escaped pointer": {"$defs": {"a/b~c": {"const": 1}}, "$ref": "#/$defs/a~1b~0c"},
    "if then": {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}, "n": {"type": "integer"}},
        "required": ["kind", "n"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"n": {"minimum": 1}}},
    },
    "not": {"type": "integer", "minimum": 1, "maximum": 3, "not": {"const": 2}},
    "not, alone": {"not": {"type": "string"}},
    "not, alone, and little is left": {"not": {"type": ["string", "integer", "object", "array", "null"]}},
    "not, twice": {"allOf": [{"not": {"const": 1}}, {"not": {"const": 2}}, {"enum": [1, 2, 3]}]},
    "many that are not": {
        "type": "array",
        "minItems": 30,
        "items": {"type": "integer", "minimum": 1, "maximum": 3, "not": {"$ref": "#/$defs/Two"}},
        "$defs": {"Two": {"const": 2}},
    },
    "untyped bounds": {"minimum": 3, "maximum": 4},
    "pattern and format": {"type": "string", "format": "date", "pattern": r"^20\d\d-"},
    "narrow pattern and format": {"type": "string", "format": "date-time", "pattern": r"-0[1-3]-\d\dT.*Z$"},
    "pattern beside a format of its own": {
        "type": "string",
        "format": "email",
        "pattern": r"^\w+@acme\.org$",
    },
    "more items than words for them": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 5},
    "anchor": {"$defs": {"A": {"$anchor": "foo", "type": "integer"}}, "$ref": "#foo"},
    "anchor of draft 7": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"A": {"$id": "#foo", "const": 7}},
        "properties": {"a": {"$ref": "#foo"}},
        "required": ["a"],
    },
    "dynamic anchor": {
        "$defs": {"A": {"$dynamicAnchor": "foo", "const": 7}},
        "properties": {"a": {"$dynamicRef": "#foo"}},
        "required": ["a"],
    },
    "reference by an id": {
        "$id": "https://example.org/root.json",
        "$defs": {
            "A": {"$id": "a.json", "$defs": {"B": {"const": 3}}, "$ref": "#/$defs/B"},
            "C": {"$id": "deep/c.json", "$anchor": "here", "const": 3},
        },
        "allOf": [{"$ref": "a.json"}, {"$ref": "https://example.org/deep/c.json#here"}],
    },
    "a property that is called $ref": {
        "type": "object",
        "properties": {"$ref": {"type": "integer"}, "pattern": {"type": "string"}},
        "required": ["$ref", "pattern"],
    },
    "a reference in what is not a schema": {"const": {"$ref": "#/nowhere", "pattern": "("}},
    "unique objects": {
        "type": "array",
        "items": {"properties": {"n": {"type": "integer"}}, "required": ["n"]},
        "minItems": 20,
        "uniqueItems": True,
    },
    "description of a date": {
        "type": "string",
        "description": "in the format MM-YYYY",
        "pattern": r"^\d{2}-\d{4}$",
    },
    "required by another property": {
        "type": "object",
        "required": ["a"],
        "dependentRequired": {"a": ["b"], "b": ["c"], "x": ["y"]},
    },
    "described by another property": {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "dependentSchemas": {
            "a": {"required": ["b"], "properties": {"b": {"$ref": "#/$defs/count"}}},
            "b": {"required": ["c"], "dependentRequired": {"c": ["d"]}},
            "c": True,
        },
        "$defs": {"count": {"type": "integer"}},
    },
    "dependencies of draft 7": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["a"],
        "dependencies": {"a": ["b"], "b": {"properties": {"b": {"type": "integer"}}}},
    },
    "no more items": {
        "type": "array",
        "prefixItems": [{"type": "string"}],
        "unevaluatedItems": False,
        "minItems": 1,
    },
    "other items": {
        "type": "array",
        "prefixItems": [{}],
        "unevaluatedItems": {"type": "integer"},
        "minItems": 3,
    },
}


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("seed", range(3))
def test_a_generated_value_is_valid(name: str, seed: int) -> None:
    schema = SCHEMAS[name]
    value = generate_instance(schema, SeededRandom(seed), subject="United Nations")
    validator = validator_for(schema, default=Draft202012Validator)(schema)
    validator.validate(value)
    assert generate_instance(schema, SeededRandom(seed), subject="United Nations") == value


@pytest.mark.parametrize(
    ("pattern", "in_python"),
    [
        (r"^\p{L}+$", r"^[^\W\d_]+$"),
        (r"^\p{Lu}\p{Letter}{2,5}$", r"^[A-ZÀ-Þ]\w"),
        (r"^[\p{L}\p{N} .'-]{3,}$", r"^[\w .'-]{3,}$"),
        (r"^\P{L}{4}$", r"^[\W\d_]{4}$"),
        (r"^[^\p{L}]{4}$", r"^[\W\d_]{4}$"),
        (r"^\p{gc=Nd}{3}$", r"^\d{3}$"),
        (r"^(?<year>\d{4})-\k<year>$", r"^(\d{4})-\1$"),
        (r"^\\p$", r"^\\p$"),
        (r"^\\\p{Lu}$", r"^\\[A-ZÀ-Þ]$"),
        # What Python takes for sets of sets, and warns of.
        (r"^[a&&b]{4}$", r"^[ab&]{4}$"),
        (r"^[a~~b||c]{4}$", r"^[a-c~|]{4}$"),
        (r"^[--a]{4}$", r"^[\--a]{4}$"),
        (r"^[^--a]{4}$", r"^[^\--a]{4}$"),
        (r"^[+--]{4}$", r"^[+,-]{4}$"),
        (r"^[---]{4}$", r"^-{4}$"),
        (r"^[[^a]b{4}$", r"^[\[^a]b{4}$"),
        (r"^(a||b--)$", r"^(a||b--)$"),
    ],
)
@pytest.mark.parametrize("key", ["pattern", "patternProperties"])
def test_a_pattern_may_be_written_as_in_ecmascript(key: str, pattern: str, in_python: str) -> None:
    schema: dict[str, Any] = {"type": "string", "pattern": pattern}
    if key == "patternProperties":
        schema = {
            "type": "object",
            "patternProperties": {pattern: {"const": 5}},
            "additionalProperties": False,
            "minProperties": 1,
        }
    check_schema(schema)
    value = generate_instance(schema, SeededRandom(3))
    for text in value if isinstance(value, dict) else [value]:
        assert re.search(in_python, text), text


def test_generating_an_array_takes_linear_time() -> None:
    for items, unique in (
        ({"type": "string"}, False),
        ({"type": "string"}, True),
        ({"type": "string", "minLength": 3, "maxLength": 40}, True),
        ({"enum": ["a", "b", "c"]}, False),
        ({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}, False),
        ({"type": "object", "properties": {"t": {"type": "string"}}, "required": ["t"]}, True),
        ({"type": "integer"}, True),
        ({"type": "number"}, True),
    ):
        schema = {"type": "array", "items": items, "uniqueItems": unique}
        calls = [
            _calls_in(partial(generate_instance, {**schema, "minItems": n}, SeededRandom(1)))
            for n in (250, 1000)
        ]
        # Four times the items are four times the work. Comparing every pair would be sixteen times.
        assert calls[1] < 6 * calls[0], (items, unique, calls)
        assert calls[1] < 600 * 1000, (items, unique, calls)


@pytest.mark.parametrize(
    "pattern",
    ["(?=" * 200 + "a" + ")" * 200, "(?!" * 100 + "a" + ")" * 100, "(?<=a)" * 600],
    ids=["(?=", "(?!", "(?<="],
)
def test_a_pattern_is_read_once_however_many_attempts_an_example_takes(pattern: str) -> None:
    def attempt() -> None:
        with limited_work(), pytest.raises(UnsatisfiableSchemaError):
            generate_instance({"type": "string", "pattern": pattern}, SeededRandom(1))

    assert _calls_in(attempt) < 1_000_000


def _calls_in(work: Callable[[], object]) -> int:
    """Return the number of function calls: a measure of time that does not depend on the machine's load."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9},
        {"type": "array", "minItems": 1000, "items": {"type": "array", "minItems": 1000}},
        {"type": "array", "contains": {"type": "string"}, "minContains": 10**9},
        {"type": "string", "minLength": 10**10},
        {"type": "string", "pattern": "a", "minLength": 10**10},
        {"type": "object", "minProperties": 10**9},
    ],
)
def test_a_schema_for_too_many_values_is_rejected_before_it_takes_time_or_memory(schema: Any) -> None:
    def refused() -> None:
        with pytest.raises(UnsatisfiableSchemaError, match="asks for more than"):
            generate_instance(schema, SeededRandom(0))

    assert _calls_in(refused) < 5_000_000


@pytest.mark.parametrize(
    "name",
    [
        *(
            "date",
            "date-time",
            "time",
            "duration",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
        ),
        *("uuid", "json-pointer", "regex", "byte", "unheard-of"),
    ],
)
def test_a_generated_string_has_its_format(name: str) -> None:
    schema = {"type": "string", "format": name}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        generate_instance(schema, SeededRandom(1))
    )


Lookahead = StringConstraints(pattern=re.compile(r"^(?=.*\d)[a-z\d]{4,8}$"))


@pytest.mark.parametrize(
    "annotation",
    [
        *(pydantic.UUID1, pydantic.UUID3, pydantic.UUID4, pydantic.UUID5, pydantic.UUID7, uuid.UUID),
        *(pydantic.IPvAnyAddress, pydantic.IPvAnyInterface, pydantic.IPvAnyNetwork),
        *(ipaddress.IPv4Address, ipaddress.IPv4Interface, ipaddress.IPv4Network),
        *(ipaddress.IPv6Address, ipaddress.IPv6Interface, ipaddress.IPv6Network),
        *(pydantic.AnyUrl, pydantic.HttpUrl, pydantic.PostgresDsn),
        *(pydantic.PastDate, pydantic.PastDatetime, pydantic.AwareDatetime, dt.time, dt.timedelta),
        *(pydantic.Json, pydantic.Json[list[int]], pydantic.ByteSize, bytes),
        *(pydantic.Base64Bytes, pydantic.Base64UrlBytes, pydantic.Base64UrlStr),
        *(fractions.Fraction, decimal.Decimal, pydantic.NegativeFloat, pydantic.StrictInt),
        *(dict[int, str], dict[str, int], dict[float, int], dict[dt.date, int], dict[Literal["a", "b"], int]),
        *(set[bool], set[Literal["a", "b"]], tuple[int, str], pydantic.SecretStr, Path, re.Pattern),
        Annotated[str, Field(pattern=r"^\+?[1-9]\d{1,14}$")],
        Annotated[str, Field(pattern=r"^\p{L}+$")],
        Annotated[str, Field(pattern=r"(?i)^abc$")],
        Annotated[str, Field(pattern=r"^[a-z]+$", min_length=30, max_length=40)],
        Annotated[str, Lookahead],
        Annotated[decimal.Decimal, Field(max_digits=5, decimal_places=2, gt=0)],
        Annotated[float, Field(multiple_of=0.05)],
        pydantic.conset(int, min_length=20),
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", range(4))
def test_a_generated_value_fits_the_pydantic_type_of_its_schema(annotation: Any, seed: int) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    value = generate_instance(adapter.json_schema(), SeededRandom(seed), subject="United Nations")
    adapter.validate_json(json.dumps(value))


@pytest.mark.parametrize(
    "annotation",
    [bytes, Annotated[bytes, msgspec.Meta(min_length=5)], dt.timedelta, dt.date, dict[int, str], uuid.UUID],
    ids=str,
)
@pytest.mark.parametrize("seed", range(4))
def test_a_generated_value_fits_the_msgspec_type_of_its_schema(annotation: Any, seed: int) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": msgspec.json.schema(annotation)}}
    value = generate_instance(schema, SeededRandom(seed), subject="United Nations")
    msgspec.json.decode(json.dumps(value["a"]), type=annotation)


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"enum": []},
        {"type": "integer", "minimum": 2, "maximum": 1},
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "string", "pattern": "^a$", "minLength": 5},
        {"$ref": "#/$defs/nowhere"},
        {"$ref": "https://example.org/schema.json"},
        {"$ref": "#"},
        {"type": "string", "pattern": "("},
        {"type": "string", "pattern": "^((a{999}){999}){999}$"},
        {"type": "array", "items": {"const": 1}, "minItems": 2, "uniqueItems": True},
    ],
)
def test_an_unsatisfiable_schema_is_an_error_with_a_reason(schema: Any) -> None:
    with pytest.raises(UnsatisfiableSchemaError, match=r"\w"):
        generate_instance(schema, SeededRandom(0))


@pytest.mark.parametrize(
    "schema", [{"type": "nonsense"}, {"required": "a"}, {"properties": []}, 5, [], "x", None]
)
def test_an_invalid_schema_is_rejected(schema: Any) -> None:
    with pytest.raises(InvalidSchemaError):
        check_schema(schema)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"properties": {"a": {"$ref": "#/$defs/b"}}}, "properties/a/$ref"),
        ({"allOf": [{"items": {"$ref": "#foo"}}]}, "allOf/0/items/$ref"),
        ({"$ref": "https://example.org/other.json"}, "another document"),
        ({"$ref": "other.json#/a"}, "another document"),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, "another document"),
        ({"properties": {"a/b": {"pattern": r"\p{Script=Greek}"}}}, r"\p{Script=Greek}"),
        ({"properties": {"a": {"pattern": r"\p{Script=Greek}"}}}, "properties/a/pattern"),
        ({"patternProperties": {"(": {}}}, "patternProperties"),
        ({"propertyNames": {"pattern": "("}}, "propertyNames/pattern"),
        ({"properties": {"a": {"pattern": "(?a)(?u)"}}}, "properties/a/pattern"),
        ({"type": "object", "required": 3}, "at required"),
    ],
)
def test_the_location_of_an_unusable_keyword_is_named(schema: Any, words: str) -> None:
    with pytest.raises(InvalidSchemaError, match=re.escape(words)):
        check_schema(schema)


def test_strings_follow_the_description_and_the_field_name() -> None:
    schema = {
        "type": "object",
        "properties": {
            "founded": {"type": "string", "description": "Founding date in the format MM-YYYY"},
            "gdp": {"type": "string", "description": "GDP in USD, formatted like '$3.1 trillion (2023)'."},
            "top_exports": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Top 3 exports by value.",
            },
            "website": {"type": "string"},
            "notes": {"type": "string"},
        },
    }
    value = generate_instance(schema, SeededRandom(7), subject="France")
    assert re.fullmatch(r"(0[1-9]|1[0-2])-\d{4}", value["founded"])
    assert re.fullmatch(r"\$\d\.\d trillion \(2023\)", value["gdp"])
    assert len(set(value["top_exports"])) == 3
    assert value["website"].startswith("https://")
    assert "France" in value["notes"]


def test_another_seed_gives_another_value() -> None:
    value = {str(generate_instance({"type": "integer"}, SeededRandom(seed))) for seed in range(20)}
    assert len(value) > 10
