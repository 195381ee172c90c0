"""The fields of every kind of class: their names, hints, and whether they are required, one table each."""

from __future__ import annotations

import dataclasses
from typing import Any, Generic, NamedTuple, NotRequired, TypedDict, TypeVar

import attrs
import pytest

import parallel
from pareta_core import class_fields
from pareta_core.class_fields import Field

T = TypeVar("T")


@dataclasses.dataclass
class Unresolved:
    fine: int
    lost: Missing  # type: ignore[name-defined]  # noqa: F821  # the name that cannot be resolved


def test_an_unresolved_name_is_an_error_that_names_the_field():
    with pytest.raises(TypeError, match=r"^Unresolved\.lost: the name 'Missing' in its annotation cannot be"):
        class_fields.hints_of(Unresolved)


@dataclasses.dataclass
class Data:
    a: int
    b: int = 1
    c: list[int] = dataclasses.field(default_factory=list, metadata={"description": "the list"})
    d: int = dataclasses.field(default=1, init=False)


@attrs.define
class Attrs:
    _a: int
    b: int = attrs.field(default=1, alias="bee")


class Typed(TypedDict):
    a: int
    b: NotRequired[int]


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Data, [("a", "a", True, None), ("b", "b", False, None), ("c", "c", False, "the list")]),
        (Attrs, [("_a", "a", True, None), ("b", "bee", False, None)]),
    ],
)
def test_the_fields_of_a_class_have_their_names_in_json_and_whether_they_are_required(cls, expected):
    fields = class_fields.fields_of(cls, class_fields.hints_of(cls))
    assert [(each.attribute, each.key, each.required, each.description) for each in fields] == expected
    assert [each.hint for each in fields][:2] == [int, int]


def test_the_fields_of_a_typed_dict_are_its_keys():
    assert class_fields.fields_of(Typed, {"a": int, "b": int}) == [
        Field("a", "a", int, True),
        Field("b", "b", int, "b" in Typed.__required_keys__),
    ]


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Data, True),
        (Attrs, True),
        (Typed, True),
        (dict, False),
        (int, False),
        (Data(1), False),
        ("Data", False),
    ],
)
def test_dataclasses_attrs_classes_and_typed_dicts_have_fields(cls, expected):
    assert class_fields.has_fields(cls) is expected


@dataclasses.dataclass
class Documented:
    """Two
    lines."""

    a: int


@pytest.mark.parametrize(
    ("cls", "text"), [(Documented, "Two\nlines."), (Data, None), (type("Blank", (), {"__doc__": " "}), None)]
)
def test_the_docstring_of_a_class_is_its_description_unless_dataclass_generated_it(cls, text):
    assert class_fields.documentation(cls) == text


class Tuple(NamedTuple):
    a: int
    b: int = 1


@dataclasses.dataclass
class Base(Generic[T]):
    value: T


@dataclasses.dataclass
class Sub(Base[int]):
    other: str


def test_the_fields_of_a_named_tuple_are_in_its_order():
    assert class_fields.fields_of(Tuple, {"a": int}) == [
        Field("a", "a", int, True),
        Field("b", "b", Any, False),
    ]


def test_fields_outside_the_constructor_belong_to_what_is_sent():
    assert [each.key for each in class_fields.fields_of(Data, {})] == ["a", "b", "c"]
    sent = class_fields.fields_of(Data, {}, sent=True)
    assert [(each.key, each.required) for each in sent] == [
        ("a", True),
        ("b", False),
        ("c", False),
        ("d", False),
    ]


def test_the_fields_of_the_models_of_the_sdk_have_their_names_on_the_wire():
    hints = class_fields.hints_of(parallel.Citation)
    fields = class_fields.fields_of(parallel.Citation, hints, sent=True)
    assert [(each.key, each.hint, each.required) for each in fields] == [
        ("url", str, True),
        ("title", str | None, False),
        ("excerpts", list[str], False),
    ]


def test_hints_have_the_arguments_of_the_class_that_declares_them():
    assert class_fields.hints_of(Sub) == {"value": int, "other": str}
    assert class_fields.hints_of(Base[str]) == {"value": str}
