"""JSON schemas of types, loading content into them, and inputs as JSON: tables over every supported type."""

from __future__ import annotations

import collections.abc as abc
import dataclasses
import datetime as dt
import enum
import json
import pickle
import re
import subprocess
import sys
import typing
import uuid
from abc import ABC, abstractmethod
from decimal import Decimal
from ipaddress import ip_address, ip_network
from pathlib import Path, PurePosixPath
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    NewType,
    NotRequired,
    Optional,
    Required,
    TypedDict,
    TypeVar,
)

import attrs
import msgspec
import pydantic
import pydantic.alias_generators
import pydantic.dataclasses
import pytest
import typing_extensions
from jsonschema import Draft202012Validator
from typing_extensions import Doc, ReadOnly

from pareta_core.schema import Output, OutputMismatch, describe_output, input_schema, input_to_json

T = TypeVar("T")
CountryCode = NewType("CountryCode", str)


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Access(enum.Flag):
    READ = 1
    WRITE = 4


class Format(enum.Flag):
    PLAIN = 0
    STYLED = 6  # no member has a single bit of it


class Mode(enum.IntFlag):
    """What is on."""

    A = 1
    B = 2


class Level(enum.IntEnum):
    """How sure."""

    LOW = 1
    HIGH = 2


@dataclasses.dataclass
class Export:
    """A good that is sold abroad."""

    name: str
    share: float = 0.0


# --- every hint: its schema, content for it, and the loaded value


def _written(each: object) -> str:
    """Return an id that is the same in every process: sets have no order, and addresses differ."""
    if isinstance(each, (set, frozenset)):
        return str(sorted(each, key=str))
    return re.sub(r" at 0x[0-9a-f]+", "", str(each))[:40]


HINTS: list[tuple[Any, Any, Any, Any]] = [
    (str, {"type": "string"}, "a", "a"),
    (int, {"type": "integer"}, 3, 3),
    (int, {"type": "integer"}, 3.0, 3),
    (float, {"type": "number"}, 3, 3.0),
    (bool, {"type": "boolean"}, True, True),
    (None, {"type": "null"}, None, None),
    (Any, {}, {"x": [1]}, {"x": [1]}),
    (object, {}, 1, 1),
    (dt.date, {"type": "string", "format": "date"}, "2024-02-29", dt.date(2024, 2, 29)),
    (
        dt.datetime,
        {"type": "string", "format": "date-time"},
        "2024-02-29T10:00:00Z",
        dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC),
    ),
    (dt.time, {"type": "string", "format": "time"}, "10:30:00", dt.time(10, 30)),
    (uuid.UUID, {"type": "string", "format": "uuid"}, str(uuid.UUID(int=7)), uuid.UUID(int=7)),
    (Path, {"type": "string"}, "a/b.pdf", Path("a/b.pdf")),
    (Decimal, {"type": "string", "format": "decimal"}, "3.10", Decimal("3.10")),
    (Decimal, {"type": "string", "format": "decimal"}, 3, Decimal(3)),
    (CountryCode, {"type": "string"}, "FR", "FR"),
    (list[int], {"type": "array", "items": {"type": "integer"}}, [1, 2], [1, 2]),
    (typing.List[str], {"type": "array", "items": {"type": "string"}}, ["a"], ["a"]),  # noqa: UP006
    (list, {"type": "array", "items": {}}, [1, "a"], [1, "a"]),
    (abc.Sequence[str], {"type": "array", "items": {"type": "string"}}, ["a"], ["a"]),
    (set[str], {"type": "array", "items": {"type": "string"}, "uniqueItems": True}, ["a"], {"a"}),
    (
        frozenset[int],
        {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
        [1],
        frozenset({1}),
    ),
    (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}, [1, 2, 3], (1, 2, 3)),
    (
        tuple[str, int],
        {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
        ["a", 1],
        ("a", 1),
    ),
    (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": 1}),
    (dict, {"type": "object", "additionalProperties": True}, {"a": [1]}, {"a": [1]}),
    (
        abc.Mapping[str, list[int]],
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
        {"a": [1]},
        {"a": [1]},
    ),
    (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, None),  # noqa: UP045
    (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}, 4, 4),
    (float | int, {"anyOf": [{"type": "number"}, {"type": "integer"}]}, 4, 4),
    (int | float, {"anyOf": [{"type": "integer"}, {"type": "number"}]}, 4.0, 4.0),
    (dt.date | str, {"anyOf": [{"type": "string", "format": "date"}, {"type": "string"}]}, "soon", "soon"),
    (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}, "b", "b"),
    (Literal[1, "x", None], {"enum": [1, "x", None]}, None, None),  # noqa: PYI061
    (Literal[True, 2], {"enum": [True, 2]}, True, True),
    (Size, {"type": "string", "enum": ["small", "large"]}, "large", Size.LARGE),
    (Literal[Size.SMALL], {"type": "string", "enum": ["small"]}, "small", Size.SMALL),
    (Level, {"type": "integer", "enum": [1, 2], "description": "How sure."}, 2, Level.HIGH),
    (Access, {"type": "integer", "minimum": 0, "maximum": 5}, 5, Access.READ | Access.WRITE),
    (Format, {"type": "integer", "minimum": 0, "maximum": 6}, 6, Format.STYLED),
    (Mode, {"type": "integer", "minimum": 0, "maximum": 3, "description": "What is on."}, 0, Mode(0)),
    (Annotated[int, "how many"], {"type": "integer", "description": "how many"}, 1, 1),
    (
        Annotated[int, pydantic.Field(description="how many")],
        {"type": "integer", "description": "how many"},
        1,
        1,
    ),
    (
        Annotated[int, msgspec.Meta(description="how many")],
        {"type": "integer", "description": "how many"},
        1,
        1,
    ),
    (Annotated[int, Doc("how many")], {"type": "integer", "description": "how many"}, 1, 1),
    (
        list[Annotated[int, "each"]],
        {"type": "array", "items": {"type": "integer", "description": "each"}},
        [1],
        [1],
    ),
]


def dataclass_with(hint: Any) -> Any:
    return dataclasses.make_dataclass("Company", [("field", hint)])


def attrs_class_with(hint: Any) -> Any:
    return attrs.define(type("Company", (), {"__annotations__": {"field": hint}}))


def typed_dict_with(hint: Any) -> Any:
    return TypedDict("Company", {"field": hint})  # type: ignore[operator]


@pytest.mark.parametrize("made", [dataclass_with, attrs_class_with, typed_dict_with])
@pytest.mark.parametrize(("hint", "schema", "content", "value"), HINTS, ids=_written)
def test_every_type_of_field_has_a_schema_and_is_loaded(
    made: Any, hint: Any, schema: Any, content: Any, value: Any
) -> None:
    answer = made(hint)
    output = describe_output(answer)
    expected = {
        "type": "object",
        "properties": {"field": schema},
        "required": ["field"],
        "additionalProperties": False,
    }
    assert output.json_schema == expected
    assert output.description is None
    Draft202012Validator.check_schema(expected)
    if not (
        hint is Decimal and content == 3
    ):  # accepted although the schema says string: services send numbers
        Draft202012Validator(expected).validate({"field": content})
    parsed = output.parse({"field": content})
    found = parsed["field"] if made is typed_dict_with else parsed.field
    assert found == value
    assert type(found) is type(value)


BAD_CONTENT = [
    (str, 3, "", "expected string, got 3"),
    (str, None, "", "expected string, got None"),
    (int, True, "", "expected integer, got True"),
    (int, 1.5, "", "expected integer, got 1.5"),
    (int, "1", "", "expected integer, got '1'"),
    (float, False, "", "expected number"),
    (float, 10**400, "", "expected number"),
    (bool, 1, "", "expected boolean"),
    (dt.date, "soon", "", "expected date, got 'soon'"),
    (uuid.UUID, "x", "", "expected uuid"),
    (Decimal, "three", "", "expected decimal"),
    (Decimal, "NaN", "", "expected decimal"),
    (list[int], "ab", "", "expected array"),
    (list[int], [1, "b"], "[1]", "expected integer, got 'b'"),
    (tuple[str, int], ["a"], "", "expected 2 items"),
    (tuple[str, int], ["a", "b"], "[1]", "expected integer"),
    (set[Any], [[1]], "", "unhashable"),
    (dict[str, int], [], "", "expected object"),
    (dict[str, int], {"a": "b"}, ".a", "expected integer"),
    (int | None, "b", "", "expected integer, got 'b'"),
    (int | str, [1], "", "expected int | str, got [1]"),
    (Literal["a"], "b", "", "expected one of 'a', got 'b'"),
    (Literal[1], True, "", "expected one of 1"),
    (Size, "huge", "", "expected one of 'small', 'large'"),
    (Access, 2, "", "expected a combination of Access, got 2"),
    (Access, True, "", "expected integer, got True"),
    (Export, {"share": 1}, ".name", "is required, but missing"),
    (Export, [], "", "expected object"),
    (list[Export], [{"name": "a"}, {"name": 1}], "[1].name", "expected string"),
]


@pytest.mark.parametrize(("hint", "content", "place", "problem"), BAD_CONTENT, ids=_written)
def test_a_mismatch_names_its_place(hint: Any, content: Any, place: str, problem: str) -> None:
    with pytest.raises(OutputMismatch) as caught:
        describe_output(dataclass_with(hint)).parse({"field": content})
    assert caught.value.path == f"Company.field{place}"
    assert str(caught.value).startswith(f"Company.field{place}: ")
    assert problem in str(caught.value)


def test_a_mismatch_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(OutputMismatch("A.b[1]", "is wrong")))
    assert (again.path, str(again)) == ("A.b[1]", "A.b[1]: is wrong")


# --- the same content in every library


class PydanticExport(pydantic.BaseModel):
    """A good that is sold abroad."""

    name: str
    share: float = 0.0


class PydanticCountry(pydantic.BaseModel):
    """What is known of a country."""

    gdp: str = pydantic.Field(description="GDP in USD")
    exports: list[PydanticExport]
    size: Size
    founded: dt.date
    notes: dict[str, str] = {}


@pydantic.dataclasses.dataclass
class PydanticDataCountry:
    """What is known of a country."""

    exports: list[PydanticExport]
    size: Size
    founded: dt.date
    gdp: str = pydantic.Field(description="GDP in USD")
    notes: dict[str, str] = pydantic.Field(default_factory=dict)


@dataclasses.dataclass
class DataCountry:
    """What is known of a country."""

    gdp: str = dataclasses.field(metadata={"description": "GDP in USD"})
    exports: list[Export]
    size: Size
    founded: dt.date
    notes: dict[str, str] = dataclasses.field(default_factory=dict)
    planet: ClassVar[str] = "Earth"
    loaded: bool = dataclasses.field(default=True, init=False)


@attrs.define
class AttrsCountry:
    """What is known of a country."""

    gdp: str = attrs.field(metadata={"description": "GDP in USD"})
    exports: list[Export]
    size: Size
    _founded: dt.date
    notes: dict[str, str] = attrs.Factory(dict)
    _loaded: bool = attrs.field(default=True, init=False)

    @property
    def founded(self) -> dt.date:
        return self._founded


class StructExport(msgspec.Struct):
    """A good that is sold abroad."""

    name: str
    share: float = 0.0


class StructCountry(msgspec.Struct):
    """What is known of a country."""

    gdp: Annotated[str, msgspec.Meta(description="GDP in USD")]
    exports: list[StructExport]
    size: Size
    founded: dt.date
    notes: dict[str, str] = {}


class DictExport(TypedDict):
    """A good that is sold abroad."""

    name: str
    share: NotRequired[float]


class DictCountry(TypedDict, total=False):
    """What is known of a country."""

    gdp: Required[Annotated[str, "GDP in USD"]]
    exports: Required[list[DictExport]]
    size: Annotated[Required[Size], "unused"]
    founded: Required[dt.date]
    notes: dict[str, str]


class NewDictCountry(typing_extensions.TypedDict):
    """What is known of a country."""

    gdp: ReadOnly[Annotated[str, "GDP in USD"]]
    exports: list[DictExport]
    size: ReadOnly[Required[Size]]
    founded: dt.date
    notes: ReadOnly[NotRequired[dict[str, str]]]


COUNTRIES: list[Any] = [
    PydanticCountry,
    PydanticDataCountry,
    DataCountry,
    AttrsCountry,
    StructCountry,
    DictCountry,
    NewDictCountry,
]
FRANCE = {
    "gdp": "$3.1 trillion (2023)",
    "exports": [{"name": "aircraft", "share": 0.1}, {"name": "wine"}],
    "size": "large",
    "founded": "0843-08-10",
}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_library_gives_the_same_country(country: Any) -> None:
    output = describe_output(country)
    schema = output.json_schema
    assert schema is not None
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(FRANCE)
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert sorted(schema["required"]) == ["exports", "founded", "gdp", "size"]
    assert set(schema["properties"]) == {"gdp", "exports", "size", "founded", "notes"}
    assert schema["properties"]["gdp"]["description"] == "GDP in USD"
    assert schema["properties"]["notes"]["additionalProperties"] == {"type": "string"}
    assert schema["description"] == "What is known of a country."
    assert country.__name__ not in schema["$defs"], "the top is spread, not referred to"
    reference = schema["properties"]["exports"]["items"]["$ref"]
    export = schema["$defs"][reference.removeprefix("#/$defs/")]
    assert export["additionalProperties"] is False
    assert (export["required"], export["description"]) == (["name"], "A good that is sold abroad.")

    france = output.parse(FRANCE)
    read = france.__getitem__ if isinstance(france, dict) else lambda name: getattr(france, name)
    assert isinstance(france, dict if country in (DictCountry, NewDictCountry) else country)
    assert (read("gdp"), read("size"), read("founded")) == (FRANCE["gdp"], Size.LARGE, dt.date(843, 8, 10))
    assert len(read("exports")) == 2


@pytest.mark.parametrize("country", COUNTRIES)
def test_an_instance_is_encoded_as_it_was_loaded_and_matches_its_own_schema(country: Any) -> None:
    france = describe_output(country).parse(FRANCE)
    sent = input_to_json(france)
    assert isinstance(sent, dict)
    assert json.loads(json.dumps(sent)) == sent
    assert sent["founded"] == "0843-08-10"
    assert sent["size"] == "large"
    assert describe_output(country).parse(sent) == france
    schema = input_schema(france)
    if isinstance(france, dict):
        assert schema is None
    else:
        assert schema is not None
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(sent)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"exports": [{"name": "wine"}, {"name": 3}]}, ".exports[1].name"),
        ({"size": "huge"}, ".size"),
        ({"notes": {"a": 1}}, ".notes"),
    ],
)
def test_every_library_names_the_place_of_a_mismatch(country: Any, change: Any, place: str) -> None:
    with pytest.raises(OutputMismatch) as caught:
        describe_output(country).parse(FRANCE | change)
    assert caught.value.path.startswith(country.__name__ + place)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("content", ["a text", None, ["a"], {}, {"gdp": 1}])
def test_content_of_another_type_is_a_mismatch_in_every_library(country: Any, content: Any) -> None:
    with pytest.raises(OutputMismatch) as caught:
        describe_output(country).parse(content)
    assert caught.value.path.startswith(country.__name__)


@pytest.mark.parametrize("country", COUNTRIES)
def test_an_unknown_key_is_not_a_mismatch(country: Any) -> None:
    france = describe_output(country).parse({**FRANCE, "capital": "Paris"})
    if isinstance(france, dict):
        assert france["capital"] == "Paris", "a dict has room for it"


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_schema_of_a_class_is_built_once(country: Any) -> None:
    assert describe_output(country).json_schema is describe_output(country).json_schema


# --- particular classes


def test_a_signature_generated_by_dataclass_is_not_a_description() -> None:
    @dataclasses.dataclass
    class Bare:
        field: int

    assert "description" not in (describe_output(Bare).json_schema or {})


def test_attrs_fields_have_the_names_of_the_constructor() -> None:
    @attrs.frozen
    class Names:
        _hidden: int
        shown: int = attrs.field(alias="visible")

    output = describe_output(Names)
    assert list((output.json_schema or {})["properties"]) == ["hidden", "visible"]
    assert output.parse({"hidden": 1, "visible": 2}) == Names(1, 2)
    assert input_to_json(Names(1, 2)) == {"hidden": 1, "visible": 2}


def test_attrs_converters_and_validators_run_and_their_errors_are_mismatches() -> None:
    @attrs.define
    class Checked:
        count: int = attrs.field(converter=int, validator=attrs.validators.gt(2))

    assert describe_output(Checked).parse({"count": 3}) == Checked(3)
    with pytest.raises(OutputMismatch, match=r"^Checked: .*must be > 2") as caught:
        describe_output(Checked).parse({"count": 1})
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_final_field_is_a_field() -> None:
    answer = dataclass_with(Final[int])
    assert (describe_output(answer).json_schema or {})["properties"] == {"field": {"type": "integer"}}
    assert describe_output(answer).parse({"field": 1}) == answer(1)


def test_slots_and_keyword_only_fields_are_filled() -> None:
    @dataclasses.dataclass(slots=True, frozen=True, kw_only=True)
    class Slotted:
        a: int
        b: str = "b"

    assert describe_output(Slotted).parse({"a": 1}) == Slotted(a=1)


@dataclasses.dataclass
class Tree:
    name: str
    children: list[Tree] = dataclasses.field(default_factory=list)
    twin: Tree | None = None


class PydanticTree(pydantic.BaseModel):
    name: str
    children: list[PydanticTree] = []
    twin: PydanticTree | None = None


class StructTree(msgspec.Struct):
    name: str
    children: list[StructTree] = []
    twin: StructTree | None = None


class DictTree(TypedDict):
    name: str
    children: NotRequired[list[DictTree]]
    twin: NotRequired[DictTree | None]


@pytest.mark.parametrize("tree", [Tree, PydanticTree, StructTree, DictTree])
def test_a_class_may_contain_itself(tree: Any) -> None:
    output = describe_output(tree)
    content = {"name": "a", "children": [{"name": "b", "twin": {"name": "c"}}]}
    schema = output.json_schema or {}
    assert schema["type"] == "object"
    assert schema["properties"]["children"]["items"] == {"$ref": f"#/$defs/{tree.__name__}"}
    assert schema["$defs"][tree.__name__]["additionalProperties"] is False
    Draft202012Validator(schema).validate(content)
    assert not Draft202012Validator(schema).is_valid({"name": "a", "children": [{"name": "b", "x": 1}]})
    parsed = output.parse(content)
    twin = parsed["children"][0]["twin"]["name"] if isinstance(parsed, dict) else parsed.children[0].twin.name
    assert twin == "c"
    with pytest.raises(OutputMismatch) as caught:
        output.parse({"name": "a", "children": [{"name": "b", "twin": {"name": 1}}]})
    assert caught.value.path == f"{tree.__name__}.children[0].twin.name"


def test_a_class_defined_in_a_function_may_contain_itself() -> None:
    @dataclasses.dataclass
    class Local:
        next: Local | None = None

    assert describe_output(Local).parse({"next": {"next": None}}) == Local(Local(None))


def test_an_unresolved_name_is_reported_with_its_field() -> None:
    class Hidden(pydantic.BaseModel):
        pass

    @dataclasses.dataclass
    class Lost:
        found: int
        lost: list[Hidden]

    with pytest.raises(TypeError, match=r"Lost\.lost: the name 'Hidden'"):
        describe_output(Lost)


def test_a_field_without_a_schema_is_named() -> None:
    @dataclasses.dataclass
    class Odd:
        fine: int
        odd: list[complex]

    with pytest.raises(TypeError, match=r"Odd\.odd\[\]: there is no JSON schema for complex"):
        describe_output(Odd)


def test_a_class_that_cannot_be_created_is_refused_before_anything_is_billed() -> None:
    @dataclasses.dataclass
    class Seeded:
        seed: dataclasses.InitVar[int]
        fine: int = 0

    with pytest.raises(TypeError, match=r"Seeded\.seed: an InitVar without a default"):
        describe_output(Seeded)


class Weird(enum.Enum):
    PAIR = (1, 2)


@pytest.mark.parametrize(
    ("hint", "problem"),
    [
        (dict[int, str], "the keys of a JSON object must be strings, not int"),
        (Literal[b"a"], "must be strings, numbers, booleans or None"),
        (Weird, "the values of Weird must be strings"),
        (abc.Callable[[], int], "there is no JSON schema for"),
        (bytes, "there is no JSON schema for bytes"),
    ],
)
def test_a_type_without_a_schema_is_refused_before_anything_is_sent(hint: Any, problem: str) -> None:
    with pytest.raises(TypeError, match=r"Company\.field") as caught:
        describe_output(dataclass_with(hint))
    assert problem in str(caught.value)


def test_two_classes_with_the_same_name_do_not_clash() -> None:
    def make(hint: Any) -> Any:
        return dataclasses.make_dataclass("Same", [("value", hint)])

    one, two = make(int), make(str)
    schema = (
        describe_output(dataclasses.make_dataclass("Both", [("one", one), ("two", two)])).json_schema or {}
    )
    Draft202012Validator(schema).validate({"one": {"value": 1}, "two": {"value": "a"}})
    assert not Draft202012Validator(schema).is_valid({"one": {"value": "a"}, "two": {"value": "a"}})


def test_the_description_of_a_field_replaces_that_of_its_class() -> None:
    @attrs.define
    class Trade:
        best: Annotated[Export, "The one sold most"]
        worst: Export

    globals()["Trade"] = Trade
    schema = describe_output(Trade).json_schema or {}
    assert schema["properties"]["best"] == {"$ref": "#/$defs/Export", "description": "The one sold most"}
    assert schema["properties"]["worst"] == {"$ref": "#/$defs/Export"}


@dataclasses.dataclass
class Page(Generic[T]):
    items: list[T]
    first: T | None = None
    note: Annotated[str, "why"] = ""


def test_a_generic_class_takes_its_arguments() -> None:
    output = describe_output(Page[Export])
    schema = output.json_schema or {}
    assert schema["properties"]["items"] == {"type": "array", "items": {"$ref": "#/$defs/Export"}}
    assert output.parse({"items": [{"name": "a"}], "first": {"name": "b"}}) == Page(
        [Export("a")], Export("b")
    )
    with pytest.raises(OutputMismatch, match=r"^Page\[Export\]\.items\[0\]"):
        output.parse({"items": [1]})
    assert describe_output(Page).parse({"items": [1, "a"]}) == Page([1, "a"])


# --- unions of classes


@dataclasses.dataclass
class Cat:
    name: str


@dataclasses.dataclass
class Lion:
    name: str
    pride: int


@dataclasses.dataclass
class Zoo:
    animal: Cat | Lion | PydanticExport


@pytest.mark.parametrize(
    ("content", "animal"),
    [
        ({"name": "a"}, Cat("a")),
        ({"name": "a", "pride": 3}, Lion("a", 3)),
        ({"name": "a", "share": 0.5}, PydanticExport(name="a", share=0.5)),
        ({"name": "a", "color": "red"}, Cat("a")),
    ],
)
def test_a_union_chooses_the_class_that_has_all_keys_of_the_object(content: Any, animal: Any) -> None:
    assert describe_output(Zoo).parse({"animal": content}).animal == animal


# --- libraries within one another


@dataclasses.dataclass
class Mixed:
    country: PydanticTree
    struct: StructTree
    pair: tuple[PydanticExport, StructExport] | None = None


def test_library_models_may_be_fields_of_other_classes() -> None:
    output = describe_output(Mixed)
    schema = output.json_schema or {}
    Draft202012Validator.check_schema(schema)
    leaf = {"name": "b"}
    content = {
        "country": {"name": "a", "children": [leaf]},
        "struct": {"name": "a", "children": [leaf]},
        "pair": [{"name": "c"}, {"name": "d", "share": 1}],
    }
    Draft202012Validator(schema).validate(content)
    for part in ("country", "struct"):
        other = {**content, part: {"name": "a", "children": [{"name": "b", "x": 1}]}}
        assert not Draft202012Validator(schema).is_valid(other)
    mixed = output.parse(content)
    assert mixed.country == PydanticTree(name="a", children=[PydanticTree(name="b")])
    assert mixed.struct == StructTree("a", [StructTree("b")])
    assert mixed.pair == (PydanticExport(name="c"), StructExport("d", 1.0))
    assert input_to_json(mixed)["struct"]["children"][0]["name"] == "b"  # type: ignore[index,call-overload]
    with pytest.raises(OutputMismatch) as caught:
        output.parse({**content, "pair": [{"name": "c"}, {"name": 1}]})
    assert caught.value.path == "Mixed.pair[1].name"


def test_a_library_model_that_refers_to_itself_and_occurs_more_than_once_is_defined_once() -> None:
    @dataclasses.dataclass
    class Forest:
        oldest: PydanticTree
        others: list[PydanticTree]

    schema = describe_output(Forest).json_schema or {}
    assert len(schema["$defs"]) == 1
    content = {"oldest": {"name": "a", "children": []}, "others": [{"name": "b", "children": []}]}
    Draft202012Validator(schema).validate(content)


# --- pydantic


class Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True, alias_generator=pydantic.alias_generators.to_camel)

    founded_on: dt.date
    tags: set[str] = set()


def test_a_strict_pydantic_model_is_loaded_by_its_aliases() -> None:
    output = describe_output(Strict)
    assert list((output.json_schema or {})["properties"]) == ["foundedOn", "tags"]
    strict = output.parse({"foundedOn": "2024-01-02", "tags": ["a"]})
    assert strict.founded_on == dt.date(2024, 1, 2)
    assert input_to_json(strict) == {"foundedOn": "2024-01-02", "tags": ["a"]}


class Open(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")

    inner: PydanticExport | None = None
    free: dict[str, PydanticExport] = {}


def test_objects_are_closed_unless_they_allow_additional_properties() -> None:
    schema = describe_output(Open).json_schema or {}
    assert schema["additionalProperties"] is True
    assert schema["properties"]["free"]["additionalProperties"] == {"$ref": "#/$defs/PydanticExport"}
    assert schema["$defs"]["PydanticExport"]["additionalProperties"] is False


class Named(pydantic.BaseModel):
    properties: dict[str, str]
    items: PydanticExport
    additionalProperties: int = 0  # noqa: N815


def test_fields_with_the_names_of_schema_keywords_are_kept() -> None:
    schema = describe_output(Named).json_schema or {}
    assert set(schema["properties"]) == {"properties", "items", "additionalProperties"}
    assert schema["additionalProperties"] is False
    Draft202012Validator(schema).validate({"properties": {"a": "b"}, "items": {"name": "a"}})


class Picky(pydantic.BaseModel):
    number: int

    @pydantic.field_validator("number")
    @classmethod
    def _check(cls, value: int) -> int:
        if value > 2:
            raise RuntimeError("too much")
        return value


def test_any_error_of_a_validator_is_a_mismatch_with_its_cause() -> None:
    with pytest.raises(OutputMismatch, match=r"^Picky: too much") as caught:
        describe_output(Picky).parse({"number": 3})
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_several_pydantic_errors_are_counted() -> None:
    with pytest.raises(OutputMismatch, match=r"PydanticCountry.gdp: Field required \(and 3 more\)"):
        describe_output(PydanticCountry).parse({})


def test_a_pydantic_v1_model_is_refused_with_advice() -> None:
    class OldModel:  # the attributes by which a v1 model is recognized
        __fields__: ClassVar[dict[str, Any]] = {}

        @classmethod
        def parse_obj(cls, content: object) -> object: ...

    with pytest.raises(TypeError, match="OldModel is a pydantic v1 model"):
        describe_output(OldModel)
    with pytest.raises(TypeError, match="pydantic v1"):
        input_to_json(OldModel())


def test_a_real_pydantic_v1_model_is_recognized() -> None:
    code = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "try:\n from pydantic.v1 import BaseModel\nexcept ImportError:\n raise SystemExit(77)\n"
        "from pareta_core.schema import describe_output\n"
        "class Old(BaseModel):\n a: int\n"
        "try:\n describe_output(Old)\nexcept TypeError as error:\n print(error)\n"
    )
    done = run_python(code)
    if done.returncode == 77:
        pytest.skip("this pydantic no longer carries v1")
    assert "Old is a pydantic v1 model" in done.stdout, done.stderr


# --- msgspec


class Renamed(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    full_name: str
    head_count: int = 0


def test_a_struct_is_loaded_by_its_own_names_and_accepts_integral_floats() -> None:
    output = describe_output(Renamed)
    assert list((output.json_schema or {})["properties"]) == ["fullName", "headCount"]
    assert output.parse({"fullName": "a", "headCount": 3.0}) == Renamed("a", 3)
    assert input_to_json(Renamed("a", 3)) == {"fullName": "a", "headCount": 3}
    with pytest.raises(OutputMismatch, match="unknown field `x`"):
        output.parse({"fullName": "a", "x": 1})
    with pytest.raises(OutputMismatch, match=r"^Renamed\.headCount: "):
        output.parse({"fullName": "a", "headCount": 3.5})


class Listed(msgspec.Struct, array_like=True):
    a: int


# --- schemas and descriptions


RAW = {"type": "object", "properties": {"a": {"type": "integer", "enum": (1, 2)}}}


@pytest.mark.parametrize("raw", [RAW, {"type": "json", "json_schema": RAW}])
def test_a_raw_schema_is_copied_and_sent_unchanged(raw: Any) -> None:
    before = json.dumps(raw)
    output = describe_output(raw)
    assert output.json_schema == {
        "type": "object",
        "properties": {"a": {"type": "integer", "enum": [1, 2]}},
    }
    assert output.json_schema["properties"] is not RAW["properties"]
    assert json.dumps(raw) == before
    assert output.parse({"a": 1, "b": 2}) == {"a": 1, "b": 2}
    with pytest.raises(OutputMismatch, match="output: expected an object, got 'a text'"):
        output.parse("a text")


def test_a_schema_whose_objects_may_be_null_and_a_description_that_looks_like_one_are_sent() -> None:
    schema = {"type": ["object", "null"], "properties": {}}
    assert describe_output(schema).json_schema == schema
    for text in ('{"founded": "MM-YYYY"}', '["a"]', "{type: object}", "[" * 100_000):
        assert describe_output(text).description == text


def test_a_description_requests_plain_text() -> None:
    output = describe_output("The founding date as MM-YYYY")
    assert (output.json_schema, output.description) == (None, "The founding date as MM-YYYY")
    assert output.parse("10-1945") == "10-1945"
    with pytest.raises(OutputMismatch, match="output: expected text, got"):
        output.parse({"a": 1})


@dataclasses.dataclass
class Unfinished(ABC):
    name: str

    @abstractmethod
    def finish(self) -> None: ...


class UnfinishedModel(pydantic.BaseModel, ABC):
    name: str

    @abstractmethod
    def finish(self) -> None: ...


@dataclasses.dataclass
class ByOtherNames:
    name: str

    def __init__(self, title: str) -> None:
        self.name = title


@dataclasses.dataclass
class WantsMore:
    name: str

    def __init__(self, name: str, source: object) -> None:
        self.name = name


@dataclasses.dataclass
class OfUnfinished:
    parts: list[Unfinished]


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (Unfinished, TypeError, "output: Unfinished is abstract, so no instance of it can be made"),
    (UnfinishedModel, TypeError, "UnfinishedModel is abstract"),
    (OfUnfinished, TypeError, "Unfinished is abstract"),
    (ByOtherNames, TypeError, "the __init__ of ByOtherNames does not take its fields: missing"),
    (WantsMore, TypeError, "the __init__ of WantsMore does not take its fields: missing"),
    ("  ", ValueError, "output: the description is blank"),
    ({}, ValueError, "output: the mapping is not the JSON schema of an object"),
    ({"gdp": "1"}, ValueError, "not the JSON schema"),
    ({"type": "json"}, ValueError, "not the JSON schema"),
    ({"type": "json", "json_schema": "x"}, ValueError, "not the JSON schema"),
    # What OpenAI takes as `response_format`.
    (
        {"type": "json_schema", "json_schema": {"name": "a", "schema": RAW}},
        ValueError,
        "its type is 'json_schema'",
    ),
    ({"type": "array", "items": RAW}, ValueError, "its type is 'array'"),
    ({"type": ["array", "null"], "items": RAW}, ValueError, "not the JSON schema"),
    ({"type": "json", "json_schema": {"type": "string"}}, ValueError, "its type is 'string'"),
    (json.dumps(RAW), ValueError, "the text is a JSON schema: pass it as a mapping, json.loads"),
    ({"type": "text", "description": "x"}, ValueError, "pass its description as a str"),
    ({"type": "auto"}, ValueError, "For an automatic output, pass none"),
    (
        {"type": "object", "properties": {"a": {"const": float("nan")}}},
        ValueError,
        "output.properties.a.const",
    ),
    ({"type": "object", "properties": {"a": int}}, TypeError, "output.properties.a: int is a class"),
    (list[str], TypeError, "list[str] is not an object with fields. Wrap it in a class with one field"),
    (dict[str, int], TypeError, "dict[str, int] is not an object with fields"),
    (list[Export], TypeError, "list[Export] is not an object"),
    (Export | None, TypeError, "is not an object with fields"),
    (int, TypeError, "int is not an object with fields"),
    (dict, TypeError, "dict is not an object with fields"),
    (Size, TypeError, "Size is not an object with fields"),
    (Listed, TypeError, "Listed is not an object with fields"),
    (pydantic.RootModel[list[int]], TypeError, "is not an object with fields"),
    (str, TypeError, "pass a description of the text, not str"),
    (complex, TypeError, "there is no JSON schema for complex"),
    (Export("a"), TypeError, "output: expected a class, a JSON schema or a description, got Export("),
    (PydanticExport(name="a"), TypeError, "output: expected a class"),
    ([Export], TypeError, "output: expected a class"),
    (3, TypeError, "output: expected a class"),
    (None, TypeError, "output: expected a class"),
]


@pytest.mark.parametrize(("output", "kind", "problem"), REFUSED, ids=_written)
def test_an_invalid_output_is_refused(output: Any, kind: Any, problem: str) -> None:
    with pytest.raises(kind) as caught:
        describe_output(output)
    assert problem in str(caught.value)


# --- inputs


@dataclasses.dataclass
class Anything:
    value: Any


class PydanticNumbers(pydantic.BaseModel):
    value: float | list[float] | dict[str, dict[str, float]]


class StructAnything(msgspec.Struct):
    value: Any


PLAIN: list[tuple[Any, Any]] = [
    (1, 1),
    (1.5, 1.5),
    (None, None),
    (True, True),
    ("é", "é"),
    ((1, 2), [1, 2]),
    ({"b", "a"}, ["a", "b"]),
    (Size.SMALL, "small"),
    (Level.LOW, 1),
    ({Size.SMALL: 1}, {"small": 1}),
    (dt.date(2024, 1, 2), "2024-01-02"),
    (dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC), "2024-01-02T03:00:00+00:00"),
    (dt.time(3, 4), "03:04:00"),
    (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (PurePosixPath("a/b"), "a/b"),
    (ip_address("127.0.0.1"), "127.0.0.1"),
    (ip_network("::/8"), "::/8"),
    (Decimal("1.10"), "1.10"),
    (Export("a"), {"name": "a", "share": 0.0}),
    ([PydanticExport(name="a")], [{"name": "a", "share": 0.0}]),
    ({"x": StructExport("a")}, {"x": {"name": "a", "share": 0.0}}),
]


@pytest.mark.parametrize("wrap", [lambda value: {"value": value}, Anything, attrs.make_class("A", ["value"])])
@pytest.mark.parametrize(("value", "sent"), PLAIN, ids=_written)
def test_an_input_is_converted_to_json_types(wrap: Any, value: Any, sent: Any) -> None:
    assert input_to_json(wrap(value)) == {"value": sent}


def test_a_string_is_kept_and_a_mapping_is_copied() -> None:
    assert input_to_json("United Nations") == "United Nations"
    source = {"a": {"b": [1]}}
    sent = input_to_json(source)
    assert sent == source
    assert sent["a"] is not source["a"]  # type: ignore[index,call-overload]
    assert input_schema("United Nations") is None
    assert input_schema(source) is None


class Loop:
    pass


UNREPRESENTABLE: list[tuple[Any, type[Exception], str]] = [
    (float("nan"), ValueError, "input.value: nan cannot be represented in JSON"),
    (float("-inf"), ValueError, "input.value: -inf"),
    ([1, float("nan")], ValueError, "input.value[1]: nan"),
    ({"a": {"b": float("inf")}}, ValueError, "input.value.a.b: inf"),
]
UNREPRESENTABLE_OUTSIDE_MODELS: list[tuple[Any, type[Exception], str]] = [
    (Decimal("NaN"), ValueError, "input.value: NaN"),
    (b"a", TypeError, "input.value: b'a' cannot be represented in JSON"),
    (object(), TypeError, "input.value: <object"),
    ({"a": [Loop()]}, TypeError, "input.value.a[0]: <"),
    ({1: 2}, TypeError, "input.value: the key 1 is not a string"),
    (Export, TypeError, "input.value: Export is a class"),
]


@pytest.mark.parametrize("wrap", [lambda value: {"value": value}, Anything])
@pytest.mark.parametrize(
    ("value", "kind", "problem"), UNREPRESENTABLE + UNREPRESENTABLE_OUTSIDE_MODELS, ids=_written
)
def test_an_input_that_json_cannot_represent_names_the_place(
    wrap: Any, value: Any, kind: Any, problem: str
) -> None:
    with pytest.raises(kind) as caught:
        input_to_json(wrap(value))
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("model", [PydanticNumbers, StructAnything])
@pytest.mark.parametrize(("value", "kind", "problem"), UNREPRESENTABLE, ids=_written)
def test_nan_and_infinity_are_found_in_library_models_too(
    model: Any, value: Any, kind: Any, problem: str
) -> None:
    with pytest.raises(kind) as caught:
        input_to_json(model(value=value))
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("value", [3, 1.5, None, [1], (1,), {1}, b"a", dt.date(2024, 1, 2), object()])
def test_only_a_string_a_mapping_or_an_instance_is_an_input(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^input: expected a str, a dict or an instance"):
        input_to_json(value)


def test_models_that_are_not_objects_and_classes_are_refused_as_inputs() -> None:
    with pytest.raises(TypeError, match="input: expected"):
        input_to_json(pydantic.RootModel[list[int]]([1]))
    with pytest.raises(TypeError, match="input: expected"):
        input_to_json(Listed(1))
    with pytest.raises(TypeError, match="input: pass an instance of Export, not the class"):
        input_to_json(Export)


def test_an_input_that_contains_itself_is_refused() -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    with pytest.raises(ValueError, match="input: is nested too deeply or contains itself"):
        input_to_json(value)
    loop = StructAnything(None)
    loop.value = loop
    with pytest.raises(ValueError, match="contains itself"):
        input_to_json(loop)


def test_an_input_whose_class_has_no_schema_is_accepted() -> None:
    @dataclasses.dataclass
    class Lost:
        odd: complex | int

    assert input_to_json(Lost(1)) == {"odd": 1}
    assert input_schema(Lost(1)) is None
    assert input_schema(3) is None


def test_the_schema_of_a_pydantic_input_describes_what_is_sent() -> None:
    class Computed(pydantic.BaseModel):
        year: int = 2000

        @pydantic.computed_field
        def century(self) -> int:
            return self.year // 100

    schema = input_schema(Computed()) or {}
    assert set(schema["properties"]) == {"year", "century"}
    Draft202012Validator(schema).validate(input_to_json(Computed()))


# --- imports


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    # -W: only this file's own run counts warnings as errors.
    paths = [str(Path(__file__).parents[2] / each) for each in ("src", "generated")]
    code = f"import sys; sys.path[:0] = {paths!r}\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_no_model_library_is_imported_unless_the_caller_imported_it() -> None:
    code = (
        "import dataclasses, pareta_core.schema as s\n"
        "@dataclasses.dataclass\nclass A:\n a: int\n"
        "s.describe_output(A).parse({'a': 1}); s.input_to_json(A(1)); s.input_schema(A(1))\n"
        "print(sorted({'pydantic', 'msgspec', 'typing_extensions', 'asyncio', 'httpx'} & set(sys.modules)))\n"
    )
    done = run_python(code)
    assert done.stdout.strip() == "[]", done.stderr


def test_type_checkers_know_the_type_of_an_output() -> None:
    typed: Output[Export] = describe_output(Export)
    record: Output[dict[str, Any]] = describe_output({"type": "object"})
    text: Output[str] = describe_output("The founding date")
    assert typed.parse({"name": "a"}).name == "a"
    assert record.parse({}) == {}
    assert text.parse("a").upper() == "A"
