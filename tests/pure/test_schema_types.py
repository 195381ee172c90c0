"""The types that schemas are built from: scalars, hints, fields, docstrings and library models, one table each."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Any, Final, Generic, NewType, NotRequired, Required, TypedDict, TypeVar

import attrs
import msgspec
import pydantic
import pytest
import typing_extensions

from pareta_core import schema_types
from pareta_core.schema_types import SCALARS, Field, OutputMismatch, to_json_types, unwrap

T = TypeVar("T")
Bound = TypeVar("Bound", bound=int)
Code = NewType("Code", str)
Described = typing_extensions.TypeAliasType("Described", Annotated[int, "inner"])
ID = uuid.UUID(int=7)


# Scalars

# hint: (value, what it is loaded as, also in strict mode)
LOADED: list[tuple[Any, Any, Any, bool]] = [
    (str, "a", "a", True),
    (int, 3, 3, True),
    (int, 3.0, 3, False),
    (float, 1.5, 1.5, True),
    (float, 3, 3.0, False),
    (bool, True, True, True),
    (type(None), None, None, True),
    (dt.date, "2024-01-02", dt.date(2024, 1, 2), True),
    (dt.time, "03:04", dt.time(3, 4), True),
    (dt.datetime, "2024-01-02T03:04:05+00:00", dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC), True),
    (uuid.UUID, str(ID), ID, True),
    (Decimal, "1.10", Decimal("1.10"), True),
    (Decimal, 2, Decimal(2), True),
]


@pytest.mark.parametrize(("hint", "value", "loaded", "exact"), LOADED)
def test_a_scalar_is_loaded_and_in_strict_mode_only_from_its_own_type(hint, value, loaded, exact):
    read = SCALARS[hint][2]
    assert (read(value, False), type(read(value, False))) == (loaded, type(loaded))
    if exact:
        assert read(value, True) == loaded
    else:
        with pytest.raises(ValueError):
            read(value, True)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (str, 1),
        (str, None),
        (int, "1"),
        (int, 1.5),
        (int, True),
        (float, True),
        (float, "1.5"),
        (bool, 1),
        (type(None), 0),
        (dt.date, "02.01.2024"),
        (dt.date, 20240102),
        (uuid.UUID, "7"),
        (Decimal, "a"),
        (Decimal, "NaN"),
        (Decimal, True),
    ],
)
def test_a_value_of_another_type_is_not_a_scalar(hint, value):
    with pytest.raises((ValueError, ArithmeticError)):
        SCALARS[hint][2](value, False)


# Hints


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (int, (int, None, None)),
        (Annotated[int, "years"], (int, "years", None)),
        (Annotated[int, 3, pydantic.Field(description="years")], (int, "years", None)),
        (Annotated[int, msgspec.Meta(description="years")], (int, "years", None)),
        (Annotated[int, typing_extensions.Doc("years")], (int, "years", None)),
        (Described, (int, "inner", None)),
        (Annotated[Described, "outer"], (int, "outer", None)),
        (Required[int], (int, None, True)),
        (NotRequired[Annotated[int, "years"]], (int, "years", False)),
        (typing_extensions.ReadOnly[int], (int, None, None)),
        (Final[int], (int, None, None)),
        (Code, (str, None, None)),
        (typing_extensions.TypeAliasType("Alias", list[int]), (list[int], None, None)),
        (T, (Any, None, None)),
        (Bound, (int, None, None)),
    ],
    ids=repr,
)
def test_a_hint_is_unwrapped_to_its_type_description_and_marker(hint, expected):
    assert unwrap(hint) == expected


@pytest.mark.parametrize(
    ("hint", "expected"),
    [(T, int), (list[T], list[int]), (dict[str, list[T]], dict[str, list[int]]), (str, str), (Bound, Bound)],
    ids=repr,
)
def test_type_variables_are_replaced(hint, expected):
    assert schema_types.substitute(hint, {T: int}) == expected


@dataclasses.dataclass
class Unresolved:
    fine: int
    lost: Missing  # type: ignore[name-defined]  # noqa: F821  # the name that cannot be resolved


def test_an_unresolved_name_is_an_error_that_names_the_field():
    with pytest.raises(TypeError, match=r"^Unresolved\.lost: the name 'Missing' in its annotation cannot be"):
        schema_types.hints_of(Unresolved)


# Fields


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
    fields = schema_types.fields_of(cls, schema_types.hints_of(cls))
    assert [(each.attribute, each.key, each.required, each.description) for each in fields] == expected
    assert [each.hint for each in fields][:2] == [int, int]


def test_the_fields_of_a_typed_dict_are_its_keys():
    assert schema_types.fields_of(Typed, {"a": int, "b": int}) == [
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
    assert schema_types.has_fields(cls) is expected


@dataclasses.dataclass
class Documented:
    """Two
    lines."""

    a: int


@pytest.mark.parametrize(
    ("cls", "text"), [(Documented, "Two\nlines."), (Data, None), (type("Blank", (), {"__doc__": " "}), None)]
)
def test_the_docstring_of_a_class_is_its_description_unless_dataclass_generated_it(cls, text):
    assert schema_types.documentation(cls) == text


# Library models


class PydanticModel(pydantic.BaseModel):
    a: int


class Struct(msgspec.Struct):
    a: int


@pytest.mark.parametrize("cls", [PydanticModel, Struct])
def test_a_library_model_is_described_loaded_and_dumped_by_its_library(cls):
    model = schema_types.library_model(cls)
    assert model is not None
    assert "a" in str(model.schema("#/$defs/%s", "validation"))
    instance = model.load({"a": 1.0})
    assert (type(instance), instance.a) == (cls, 1)
    assert model.dump(instance) == {"a": 1}


@pytest.mark.parametrize("cls", [Data, Attrs, Typed, int, list[int], Generic, "PydanticModel"], ids=repr)
def test_other_types_are_not_library_models(cls):
    assert schema_types.library_model(cls) is None


@pytest.mark.parametrize(
    ("cls", "content", "path"),
    [(PydanticModel, {"a": "x"}, "Out.a"), (Struct, {"a": "x"}, "Out.a"), (Struct, {}, "Out")],
)
def test_an_error_of_a_library_becomes_a_mismatch_with_its_place(cls, content, path):
    model = schema_types.library_model(cls)
    assert model is not None
    with pytest.raises((ValueError, msgspec.ValidationError)) as caught:
        model.load(content)
    mismatch = schema_types.mismatch_from(caught.value, "Out")
    assert isinstance(mismatch, OutputMismatch)
    assert mismatch.path == path
    assert mismatch.problem
    assert "`$" not in str(mismatch)


def test_an_error_without_a_text_is_named_by_its_class():
    assert str(schema_types.mismatch_from(KeyError(), "Out")) == "Out: KeyError"


# Conversion to JSON types


class Size(enum.Enum):
    SMALL = "small"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (Size.SMALL, "small"),
        (Decimal("1.10"), "1.10"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (ID, str(ID)),
        ((1, [2]), [1, [2]]),
        ({8, 1, 2}, [1, 2, 8]),
        ({Size.SMALL: Data(1)}, {"small": {"a": 1, "b": 1, "c": []}}),
        (Attrs(1), {"a": 1, "bee": 1}),
        (Struct(1), {"a": 1}),
        (PydanticModel(a=1), {"a": 1}),
    ],
    ids=repr,
)
def test_a_value_is_converted_to_json_types(value, expected):
    assert to_json_types(value, "input") == expected


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ({"a": [float("nan")]}, ValueError, "input.a[0]: nan cannot be represented in JSON"),
        ([1, b"x"], TypeError, "input[1]: b'x' cannot be represented in JSON"),
        ({"a": {1: 2}}, TypeError, "input.a: the key 1 is not a string"),
        ([Data], TypeError, "input[0]: Data is a class, not an instance"),
    ],
)
def test_a_value_that_json_cannot_represent_is_refused_with_its_place(value, error, message):
    with pytest.raises(error) as caught:
        to_json_types(value, "input")
    assert str(caught.value) == message
