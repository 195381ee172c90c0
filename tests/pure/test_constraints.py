"""Constraints in `Annotated`: those of each library reach the schema and the check, in every kind of class."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, NamedTuple, NewType, Required, TypedDict

import annotated_types as at
import attrs
import msgspec
import pydantic
import pytest
import typing_extensions
from jsonschema import Draft202012Validator

from pareta_core import constraints
from pareta_core.schema import OutputMismatch, describe_output, input_schema

Stars = Annotated[int, at.Ge(1), at.Le(5)]
Rating = NewType("Rating", Stars)
Alias = typing_extensions.TypeAliasType("Alias", Stars)
STARS = {"type": "integer", "minimum": 1, "maximum": 5}
DAY = dt.date(2000, 1, 1)

# hint: (the schema, what fits, what does not, what the message says)
HINTS: list[tuple[Any, dict[str, Any], list[Any], list[Any], str]] = [
    (Annotated[int, at.Ge(1)], {"minimum": 1}, [1, 2.0], [0], ">= 1"),
    (Annotated[int, at.Gt(1)], {"exclusiveMinimum": 1}, [2], [1], "> 1"),
    (Annotated[float, at.Le(0.5)], {"maximum": 0.5}, [0.5, 0], [0.6, 1], "<= 0.5"),
    (Annotated[float, at.Lt(1)], {"exclusiveMaximum": 1}, [0.9], [1], "< 1"),
    (Annotated[int, at.Interval(ge=1, lt=5)], {"minimum": 1, "exclusiveMaximum": 5}, [1, 4], [0, 5], "a value"),
    (Annotated[int, at.MultipleOf(5)], {"multipleOf": 5}, [0, 10], [7], "a multiple of 5"),
    (Annotated[float, at.MultipleOf(0.05)], {"multipleOf": 0.05}, [0.15, 1], [0.12], "a multiple of 0.05"),
    (Annotated[str, at.MinLen(2)], {"minLength": 2}, ["ab"], ["a"], "at least 2 characters"),
    (Annotated[str, at.MaxLen(2)], {"maxLength": 2}, ["", "ab"], ["abc"], "at most 2 characters"),
    (Annotated[str, at.Len(1, 2)], {"minLength": 1, "maxLength": 2}, ["é"], ["", "abc"], "characters"),
    (Annotated[int, pydantic.Field(ge=1, le=5)], {"minimum": 1, "maximum": 5}, [1, 5], [0, 6], "a value"),
    (Annotated[int, pydantic.Field(multiple_of=2)], {"multipleOf": 2}, [2], [3], "a multiple of 2"),
    (Annotated[str, pydantic.Field(pattern="^[A-Z]$")], {"pattern": "^[A-Z]$"}, ["F"], ["f"], "text that matches"),
    (Annotated[str, pydantic.StringConstraints(pattern=re.compile("b"))], {"pattern": "b"}, ["abc"], ["a"], "matches"),
    (Annotated[str, pydantic.StringConstraints(max_length=3)], {"maxLength": 3}, ["abc"], ["abcd"], "at most 3"),
    (pydantic.conint(ge=2, lt=4), {"minimum": 2, "exclusiveMaximum": 4}, [2], [4], "< 4"),
    (pydantic.constr(min_length=1), {"minLength": 1}, ["a"], [""], "at least 1 characters"),
    (pydantic.PositiveInt, {"exclusiveMinimum": 0}, [1], [0], "> 0"),
    (Annotated[int, msgspec.Meta(ge=1, le=5)], {"minimum": 1, "maximum": 5}, [5], [6], "<= 5"),
    (Annotated[str, msgspec.Meta(pattern="^a")], {"pattern": "^a"}, ["ab"], ["ba"], "text that matches '^a'"),
    (Annotated[str, msgspec.Meta(min_length=2)], {"minLength": 2}, ["ab"], ["a"], "at least 2 characters"),
    (Annotated[Annotated[int, at.Ge(1)], at.Ge(3)], {"minimum": 3}, [3], [2], ">= 3"),
    (Annotated[Annotated[int, at.Le(1)], at.Le(3)], {"maximum": 1}, [1], [2], "<= 1"),
    (Annotated[int, at.Ge(Decimal(1)), at.Le(Decimal("2.5"))], {"minimum": 1, "maximum": 2.5}, [1, 2], [3], "<= 2.5"),
    (Stars, {"minimum": 1, "maximum": 5}, [1], [6], "<= 5"),
    (Rating, {"minimum": 1, "maximum": 5}, [1], [6], "<= 5"),
    (Alias, {"minimum": 1, "maximum": 5}, [1], [6], "<= 5"),
    # What JSON Schema cannot say of a type is checked all the same.
    (Annotated[dt.date, at.Ge(DAY)], {}, ["2000-01-01"], ["1999-12-31"], ">= 2000-01-01"),
    (Annotated[Decimal, at.Ge(0)], {}, ["0", 1], ["-0.1"], ">= 0"),
    (Annotated[str, pydantic.Field(pattern=r"^\p{L}+$")], {"pattern": r"^\p{L}+$"}, ["any: another engine's"], [], ""),
]  # fmt: skip

COLLECTIONS: list[tuple[Any, dict[str, Any], list[Any], list[Any], str]] = [
    (Annotated[list[str], at.Len(1, 2)], {"minItems": 1, "maxItems": 2}, [["a"]], [[], ["a", "b", "c"]], "items"),
    (Annotated[set[int], at.MinLen(2)], {"minItems": 2}, [[1, 2]], [[1], [1, 1]], "at least 2 items"),
    (Annotated[dict[str, int], at.MaxLen(1)], {"maxProperties": 1}, [{"a": 1}], [{"a": 1, "b": 2}], "at most 1 items"),
    (Annotated[tuple[int, ...], msgspec.Meta(max_length=1)], {"maxItems": 1}, [[1]], [[1, 2]], "at most 1"),
    (pydantic.conlist(int, min_length=1), {"minItems": 1}, [[1]], [[]], "at least 1"),
]  # fmt: skip


_OF_THE_TYPE = ("type", "format", "items", "uniqueItems", "additionalProperties")


def dataclass_with(hint: Any) -> Any:
    return dataclasses.make_dataclass("Company", [("field", hint)])


def attrs_class_with(hint: Any) -> Any:
    return attrs.define(type("Company", (), {"__annotations__": {"field": hint}}))


def typed_dict_with(hint: Any) -> Any:
    return TypedDict("Company", {"field": Required[hint]})  # type: ignore[operator]  # a type from a table


def named_tuple_with(hint: Any) -> Any:
    return NamedTuple("Company", [("field", hint)])  # type: ignore[misc]  # a type from a table


@pytest.mark.parametrize("made", [dataclass_with, attrs_class_with, typed_dict_with, named_tuple_with])
@pytest.mark.parametrize(
    ("hint", "keywords", "fitting", "others", "problem"), HINTS + COLLECTIONS, ids=lambda each: str(each)[:60]
)
def test_a_constraint_reaches_the_schema_and_the_check(
    made: Any, hint: Any, keywords: Any, fitting: Any, others: Any, problem: str
) -> None:
    output = describe_output(made(hint))
    assert output.json_schema is not None
    schema = output.json_schema["properties"]["field"]
    own = {key: value for key, value in schema.items() if key not in _OF_THE_TYPE}
    assert own == keywords
    for content in fitting:
        output.parse({"field": content})
    for content in others:
        with pytest.raises(OutputMismatch) as caught:
            output.parse({"field": content})
        assert caught.value.path == "Company.field"
        assert problem in caught.value.problem
        if keywords and content != [1, 1]:
            assert not Draft202012Validator(schema).is_valid(content)


@pytest.mark.parametrize(
    ("hint", "schema", "fitting", "other"),
    [
        (Annotated[int | None, at.Le(5), at.Ge(1)], {"anyOf": [STARS, {"type": "null"}]}, [1, None], 0),
        (Annotated[int | str, at.Interval(ge=1, le=5)], {"anyOf": [STARS, {"type": "string"}]}, [1, "a"], 0),
        (Stars | None, {"anyOf": [STARS, {"type": "null"}]}, [5, None], 6),
        (list[Stars], {"type": "array", "items": STARS}, [[1]], [6]),
        (dict[str, Stars], {"type": "object", "additionalProperties": STARS}, [{"a": 1}], {"a": 0}),
    ],
)  # fmt: skip
def test_a_constraint_inside_another_type_is_kept(hint: Any, schema: Any, fitting: Any, other: Any) -> None:
    output = describe_output(dataclass_with(hint))
    assert output.json_schema is not None
    assert output.json_schema["properties"]["field"] == schema
    for content in fitting:
        assert output.parse({"field": content}).field == content
    with pytest.raises(OutputMismatch, match=r"Company\.field"):
        output.parse({"field": other})


def test_a_union_takes_the_option_whose_constraint_is_met() -> None:
    low, high = Annotated[int, at.Lt(10)], Annotated[int, at.Ge(10), at.Lt(20)]
    output = describe_output(dataclass_with(low | high))
    assert [output.parse({"field": each}).field for each in (1, 15)] == [1, 15]
    with pytest.raises(OutputMismatch):
        output.parse({"field": 25})


def test_a_description_and_a_constraint_may_come_together() -> None:
    hint = Annotated[int, pydantic.Field(ge=1, description="How many")]
    schema = describe_output(dataclass_with(hint)).json_schema or {}
    assert schema["properties"]["field"] == {"type": "integer", "minimum": 1, "description": "How many"}


def test_the_schema_of_an_input_has_the_constraints_too() -> None:
    schema = input_schema(dataclass_with(Stars)(3)) or {}
    assert schema["properties"]["field"] == {"type": "integer", "minimum": 1, "maximum": 5}


@pytest.mark.parametrize(
    "metadata",
    [
        SimpleNamespace(ge=lambda other: other, pattern=object(), min_length="1", multiple_of=0),
        SimpleNamespace(ge=float("nan"), le=True, max_length=None),
        {"ge": 1},
        "ge",
        int,
        None,
    ],
    ids=["of other types", "without a meaning", "a dict", "a text", "a class", "None"],
)
def test_an_attribute_of_another_kind_is_not_a_constraint(metadata: Any) -> None:
    assert constraints.constraints_of([metadata]) == []


def test_several_patterns_all_hold() -> None:
    hint = Annotated[str, pydantic.Field(pattern="^a"), pydantic.Field(pattern="z$")]
    output = describe_output(dataclass_with(hint))
    assert output.json_schema is not None
    schema = output.json_schema["properties"]["field"]
    assert schema == {"type": "string", "pattern": "^a", "allOf": [{"pattern": "z$"}]}
    assert output.parse({"field": "az"}).field == "az"
    with pytest.raises(OutputMismatch, match=re.escape("'z$'")):
        output.parse({"field": "ab"})
