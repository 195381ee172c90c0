"""Classes as people write them: generic bases, `init=False`, unhashable metadata, aliases, broken validators."""

from __future__ import annotations

import collections
import dataclasses
import pickle
from typing import Annotated, Any, Generic, NamedTuple, NewType, Protocol, TypedDict, TypeVar, get_origin

import attrs
import msgspec
import pydantic
import pydantic.alias_generators
import pydantic.dataclasses
import pytest
import typing_extensions
from jsonschema import Draft202012Validator

import parallel
from pareta_core import library_models
from pareta_core.schema import OutputMismatch, describe_output, input_schema, input_to_json

T = TypeVar("T")
U = TypeVar("U")
Bound = TypeVar("Bound", bound=int)
Either = TypeVar("Either", int, str)
Default = typing_extensions.TypeVar("Default", default=int)
Same = typing_extensions.TypeVar("Same", default=Default)


def properties(output: Any) -> Any:
    return (describe_output(output).json_schema or {})["properties"]


# --- generic bases


@dataclasses.dataclass
class Measured(Generic[T]):
    value: T


@dataclasses.dataclass
class Headcount(Measured[int]):
    as_of: str


@dataclasses.dataclass
class Renamed(Measured[list[U]], Generic[U]):
    other: U


@dataclasses.dataclass
class Swapped(Renamed[T], Generic[T]):
    third: T


@dataclasses.dataclass
class Deep(Swapped[int]):
    pass


@dataclasses.dataclass
class Deeper(Deep):
    value: list[int]


@attrs.define
class AttrsMeasured(Generic[T]):
    value: T


@attrs.define
class AttrsHeadcount(AttrsMeasured[int]):
    as_of: str


class DictMeasured(TypedDict, Generic[T]):
    value: T


class DictHeadcount(DictMeasured[int]):
    as_of: str


class DictList(DictMeasured[list[U]], Generic[U]):
    other: U


class NewDictMeasured(typing_extensions.TypedDict, Generic[T]):
    value: T


class NewDictHeadcount(NewDictMeasured[int]):
    as_of: str


class NewDictThird(NewDictHeadcount):
    third: str


class TupleMeasured(NamedTuple, Generic[T]):
    value: T


class TupleHeadcount(TupleMeasured[int]):
    pass


class StructMeasured(msgspec.Struct, Generic[T]):
    value: T


class StructHeadcount(StructMeasured[int]):
    as_of: str


class PydanticMeasured(pydantic.BaseModel, Generic[T]):
    value: T


class PydanticHeadcount(PydanticMeasured[int]):
    as_of: str


class HasValue(Protocol[T]):
    value: T


@dataclasses.dataclass
class OfProtocol(HasValue[int]):
    value: int


INTEGER = {"type": "integer"}
INTEGERS = {"type": "array", "items": INTEGER}


@pytest.mark.parametrize(
    ("output", "schema"),
    [
        (Headcount, INTEGER),
        (Measured[int], INTEGER),
        (Measured[Annotated[int, "people"]], {**INTEGER, "description": "people"}),
        (Renamed[int], INTEGERS),
        (Swapped[int], INTEGERS),
        (Deep, INTEGERS),
        (Deeper, INTEGERS),
        (AttrsHeadcount, INTEGER),
        (AttrsMeasured[int], INTEGER),
        (DictHeadcount, INTEGER),
        (DictMeasured[int], INTEGER),
        (DictList[int], INTEGERS),
        (NewDictHeadcount, INTEGER),
        (NewDictThird, INTEGER),
        (TupleHeadcount, INTEGER),
        (TupleMeasured[int], INTEGER),
        (OfProtocol, INTEGER),
        (StructHeadcount, INTEGER),
        (Measured, {}),
    ],
)
def test_the_arguments_of_generic_bases_reach_the_fields(output: Any, schema: Any) -> None:
    assert properties(output)["value"] == schema


@pytest.mark.parametrize("output", [Headcount, AttrsHeadcount, DictHeadcount, NewDictThird, TupleHeadcount])
def test_text_is_no_integer_of_a_generic_base(output: Any) -> None:
    content = {"value": "many", "as_of": "2024", "third": "x"}
    with pytest.raises(OutputMismatch, match=rf"^{output.__name__}\.value: expected integer"):
        describe_output(output).parse(content)


@pytest.mark.parametrize("output", [PydanticHeadcount, StructHeadcount])
def test_libraries_follow_generic_bases_themselves(output: Any) -> None:
    with pytest.raises(OutputMismatch, match=rf"^{output.__name__}\.value"):
        describe_output(output).parse({"value": "many", "as_of": "2024"})


@pytest.mark.parametrize(
    ("variable", "schema"),
    [
        (T, {}),
        (Bound, INTEGER),
        (Either, {"anyOf": [INTEGER, {"type": "string"}]}),
        (Default, INTEGER),
        (typing_extensions.TypeVar("Nothing", default=None), {"type": "null"}),
    ],
    ids=str,
)
def test_a_type_variable_without_an_argument_falls_back_to_what_it_declares(
    variable: Any, schema: Any
) -> None:
    base = dataclasses.make_dataclass("Base", [("value", variable)], bases=(Generic[variable],))
    sub = dataclasses.make_dataclass("Sub", [("other", int)], bases=(base,))
    assert properties(base)["value"] == schema
    assert properties(sub)["value"] == schema


@dataclasses.dataclass
class Pair(Generic[Default, Same]):
    first: Default
    second: Same


@pytest.mark.parametrize(
    ("output", "first", "second"), [(Pair, "integer", "integer"), (Pair[str, int], "string", "integer")]
)
def test_a_default_may_be_another_type_variable(output: Any, first: str, second: str) -> None:
    assert properties(output) == {"first": {"type": first}, "second": {"type": second}}


Both = typing_extensions.TypeAliasType("Both", tuple[T, T], type_params=(T,))


def test_a_generic_alias_takes_its_arguments() -> None:
    made = dataclasses.make_dataclass("Made", [("pair", Both[int])])
    assert properties(made)["pair"]["prefixItems"] == [INTEGER, INTEGER]


# --- NamedTuples


class Point(NamedTuple):
    """A place."""

    x: int
    y: Annotated[int, "upwards"] = 0


@dataclasses.dataclass
class Map:
    points: list[Point]


def test_a_named_tuple_is_an_object_in_outputs_and_inputs() -> None:
    schema = describe_output(Point).json_schema
    assert schema == {
        "type": "object",
        "description": "A place.",
        "properties": {"x": INTEGER, "y": {**INTEGER, "description": "upwards"}},
        "required": ["x"],
        "additionalProperties": False,
    }
    assert describe_output(Point).parse({"x": 1}) == Point(1)
    assert describe_output(Map).parse({"points": [{"x": 1, "y": 2}]}) == Map([Point(1, 2)])
    assert input_to_json(Point(1)) == {"x": 1, "y": 0}
    assert input_to_json(Map([Point(1)])) == {"points": [{"x": 1, "y": 0}]}
    with pytest.raises(OutputMismatch, match=r"^Map\.points\[0\]\.x"):
        describe_output(Map).parse({"points": [{"x": "a"}]})


def test_a_named_tuple_without_hints_has_fields_of_any_type() -> None:
    untyped = collections.namedtuple("untyped", ["a", "b"], defaults=[1])  # noqa: PYI024  # the form without hints
    assert properties(untyped) == {"a": {}, "b": {}}
    assert (describe_output(untyped).json_schema or {})["required"] == ["a"]


# --- fields that the constructor does not take


@dataclasses.dataclass
class Question:
    company: str
    query: str = dataclasses.field(init=False)
    unset: int = dataclasses.field(init=False)
    seed: dataclasses.InitVar[int] = 0

    def __post_init__(self, seed: int) -> None:
        self.query = f"{self.company}, the company"


@attrs.define
class AttrsQuestion:
    company: str
    _query: str = attrs.field(init=False)
    unset: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._query = f"{self.company}, the company"


@pytest.mark.parametrize("cls", [Question, AttrsQuestion])
def test_fields_outside_the_constructor_are_sent_and_not_requested(cls: Any) -> None:
    sent = input_to_json(cls("Acme"))
    assert sent == {"company": "Acme", "query": "Acme, the company"}
    schema = input_schema(cls("Acme")) or {}
    assert set(schema["properties"]) == {"company", "query", "unset"}
    Draft202012Validator(schema).validate(sent)
    assert set(properties(cls)) == {"company"}
    assert describe_output(cls).parse({"company": "Acme"}).company == "Acme"


@dataclasses.dataclass
class NeedsSeed:
    seed: dataclasses.InitVar[int]
    shown: int = 0


def test_an_input_may_have_an_argument_that_is_no_field() -> None:
    assert input_to_json(NeedsSeed(3)) == {"shown": 0}
    assert (input_schema(NeedsSeed(3)) or {})["properties"] == {"shown": INTEGER}


# --- metadata that cannot be hashed

KG = {"unit": "kg"}
NUMBER = {"type": "number"}


@dataclasses.dataclass
class Node(Generic[T]):
    value: T
    children: list[Node[T]] = dataclasses.field(default_factory=list)


@pytest.mark.parametrize(
    ("hint", "content", "schema"),
    [
        (Annotated[float, KG], 1.5, NUMBER),
        (list[Annotated[float, KG]], [1.5], {"type": "array", "items": NUMBER}),
        (set[Annotated[float, KG]], [1.5], {"type": "array", "items": NUMBER, "uniqueItems": True}),
        (dict[str, Annotated[float, KG]], {"a": 1.5}, {"type": "object", "additionalProperties": NUMBER}),
        (tuple[Annotated[float, KG], ...], [1.5], {"type": "array", "items": NUMBER}),
        (list[list[Annotated[float, KG]]], [[1.5]], {"type": "array", "items": {"type": "array", "items": NUMBER}}),
        (Annotated[list[Annotated[float, KG]], KG], [1.5], {"type": "array", "items": NUMBER}),
    ],
    ids=str,
)  # fmt: skip
def test_metadata_may_be_unhashable(hint: Any, content: Any, schema: Any) -> None:
    made = dataclasses.make_dataclass("Made", [("field", hint)])
    output = describe_output(made)
    assert (output.json_schema or {})["properties"]["field"] == schema
    loaded = output.parse({"field": content})
    assert (input_schema(loaded) or {})["properties"]["field"] == schema
    with pytest.raises(OutputMismatch, match=r"^Made\.field"):
        output.parse({"field": "x"})


def test_an_argument_of_a_generic_class_may_be_unhashable() -> None:
    output = describe_output(Node[Annotated[float, KG]])
    assert output.parse({"value": 1, "children": [{"value": 2}]}) == Node(1.0, [Node(2.0)])
    with pytest.raises(OutputMismatch, match=r"\.children\[0\]\.value: expected number"):
        output.parse({"value": 1, "children": [{"value": "x"}]})


# --- names of pydantic models


class ByName(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(
        alias_generator=pydantic.alias_generators.to_camel, validate_by_name=True, validate_by_alias=False
    )

    founded_year: int


class ByAlias(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(alias_generator=pydantic.alias_generators.to_camel)

    founded_year: int


class Populated(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(populate_by_name=True)

    founded_year: int = pydantic.Field(alias="foundedYear")


class Aliases(pydantic.BaseModel):
    choice: int = pydantic.Field(validation_alias=pydantic.AliasChoices("first", "second"))
    path: int = pydantic.Field(validation_alias=pydantic.AliasPath("paths", 0))
    either: int = pydantic.Field(validation_alias=pydantic.AliasChoices(pydantic.AliasPath("a", 0), "b"))
    sent: int = pydantic.Field(serialization_alias="sentAs")


class NamesInAliases(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(alias_generator=pydantic.alias_generators.to_camel)

    inner_model: ByName
    more_models: list[ByName] = []


class AliasesInNames(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(
        alias_generator=pydantic.alias_generators.to_camel, validate_by_name=True, validate_by_alias=False
    )

    inner_model: ByAlias


@pydantic.dataclasses.dataclass(
    config=pydantic.ConfigDict(
        alias_generator=pydantic.alias_generators.to_camel, validate_by_name=True, validate_by_alias=False
    )
)
class DataByName:
    founded_year: int


@pytest.mark.parametrize(
    ("model", "content"),
    [
        (ByName, {"founded_year": 1}),
        (ByAlias, {"foundedYear": 1}),
        (Populated, {"foundedYear": 1}),
        (Aliases, {"first": 1, "path": 2, "b": 3, "sent": 4}),
        (NamesInAliases, {"innerModel": {"founded_year": 1}, "moreModels": [{"founded_year": 2}]}),
        (AliasesInNames, {"inner_model": {"foundedYear": 1}}),
        (DataByName, {"founded_year": 1}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_schema_of_an_output_has_the_names_that_the_model_takes(model: Any, content: Any) -> None:
    output = describe_output(model)
    assert set((output.json_schema or {})["properties"]) == set(content)
    Draft202012Validator(output.json_schema).validate(content)
    instance = output.parse(content)
    sent = input_to_json(instance)
    schema = input_schema(instance) or {}
    assert isinstance(sent, dict)
    assert set(schema["properties"]) == set(sent)
    Draft202012Validator(schema).validate(sent)
    wrapped = dataclasses.make_dataclass("Wrapped", [("model", model)])
    assert describe_output(wrapped).parse({"model": content}).model == instance


def test_the_error_of_a_model_is_about_the_names_that_it_prefers() -> None:
    with pytest.raises(OutputMismatch, match=r"^ByAlias\.foundedYear: Field required"):
        describe_output(ByAlias).parse({})


def test_an_early_pydantic_cannot_be_asked_for_names() -> None:
    calls: list[str] = []

    def validate(text: str) -> Any:
        calls.append(text)
        raise ValueError("no")

    model = library_models._pydantic(None, validate, lambda value: value)
    with pytest.raises(ValueError, match="no"):
        model.load({})
    assert calls == ["{}"]


# --- the SDK's own models


@dataclasses.dataclass
class Brief:
    text: str
    sources: list[parallel.Citation]
    basis: list[parallel.FieldBasis] = dataclasses.field(default_factory=list)


def test_a_class_may_hold_the_models_of_the_sdk() -> None:
    output = describe_output(Brief)
    schema = output.json_schema or {}
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["sources"]["items"] == {"$ref": "#/$defs/Citation"}
    assert schema["$defs"]["Citation"]["required"] == ["url"]
    assert set(schema["$defs"]["Citation"]["properties"]) == {"url", "title", "excerpts"}
    content = {"text": "a", "sources": [{"url": "https://un.org", "excerpts": ["b"]}]}
    brief = output.parse(content)
    assert isinstance(brief.sources[0], parallel.Citation)
    assert (brief.sources[0].url, brief.sources[0].title) == ("https://un.org", None)
    assert input_to_json(brief) == {**content, "basis": []}
    Draft202012Validator(input_schema(brief)).validate(input_to_json(brief))
    with pytest.raises(OutputMismatch, match=r"^Brief\.sources\[0\]\.url: expected string"):
        output.parse({"text": "a", "sources": [{"url": 1}]})


def test_a_model_of_the_sdk_is_an_output_and_an_input() -> None:
    content = {"url": "https://un.org", "unknown": 1}
    citation = describe_output(parallel.Citation).parse(content)
    assert isinstance(citation, parallel.Citation)
    assert input_to_json(citation) == content


# --- errors of validators


class OwnValidationError(Exception):
    """An error with the name of pydantic's, whose `errors` is a list."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors
        super().__init__("; ".join(errors))


OwnValidationError.__name__ = "ValidationError"


class SilentError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("broken __str__")


class OddlyNamedError(ValueError):
    errors = None

    def __str__(self) -> str:
        return ""


def endless() -> Any:
    return endless()


ERRORS: list[tuple[Any, str]] = [
    (lambda: OwnValidationError(["year must be in the future"]), "year must be in the future"),
    (SilentError, "SilentError"),
    (OddlyNamedError, "rror"),
    (lambda: ExceptionGroup("several", [ValueError("a"), SilentError()]), "several"),
    (lambda: RecursionError("too deep"), "too deep"),
    (lambda: StopIteration("over"), "over"),
    (lambda: MemoryError(), "MemoryError"),
    (lambda: UnicodeDecodeError("utf-8", b"x", 0, 1, "why"), "why"),
    (lambda: OutputMismatch("Own.place", "own words"), "own words"),
    (endless, "maximum recursion depth"),
]


def raise_(make: Any) -> None:
    raise make()


def data(make: Any) -> Any:
    return dataclasses.make_dataclass(
        "Made", [("year", int)], namespace={"__post_init__": lambda _: raise_(make)}
    )


def attrs_class(make: Any) -> Any:
    return attrs.make_class("Made", {"year": attrs.field(type=int, validator=lambda *_: raise_(make))})


def model(make: Any) -> Any:
    validator = pydantic.model_validator(mode="after")(lambda _: raise_(make))
    return pydantic.create_model("Made", year=(int, ...), __validators__={"check": validator})  # type: ignore[call-overload]  # a validator made of a function


def struct(make: Any) -> Any:
    namespace = {"__post_init__": lambda _: raise_(make)}
    return msgspec.defstruct("Made", [("year", int)], namespace=namespace)


@pytest.mark.parametrize("made", [data, attrs_class, model, struct])
@pytest.mark.parametrize(("make", "text"), ERRORS, ids=[text for _, text in ERRORS])
def test_any_error_of_a_validator_is_a_mismatch(made: Any, make: Any, text: str) -> None:
    with pytest.raises(OutputMismatch) as caught:
        describe_output(made(make)).parse({"year": 1})
    assert text in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
@pytest.mark.parametrize("made", [data, attrs_class, model, struct])
def test_what_ends_a_program_is_not_a_mismatch(made: Any, kind: Any) -> None:
    with pytest.raises(kind):
        describe_output(made(kind)).parse({"year": 1})


def test_content_nested_deeper_than_python_follows_is_a_mismatch() -> None:
    content: dict[str, Any] = {"value": 1}
    for _ in range(5_000):
        content = {"value": 1, "children": [content]}
    with pytest.raises(OutputMismatch, match=r"^Node\[int\]"):
        describe_output(Node[int]).parse(content)


@dataclasses.dataclass
class Named:
    year: int


@pytest.mark.parametrize(
    "alias",
    [
        NewType("Renamed", Named),
        typing_extensions.TypeAliasType("Alias", Named),
        typing_extensions.TypeAliasType("Second", typing_extensions.TypeAliasType("First", Named)),
        Annotated[NewType("Both", Named), "in the Gregorian calendar"],
    ],
    ids=repr,
)
def test_a_class_behind_an_alias_is_an_output_type(alias: Any) -> None:
    output = describe_output(alias)
    assert output.json_schema == {
        **(describe_output(Named).json_schema or {}),
        **({"description": "in the Gregorian calendar"} if get_origin(alias) is Annotated else {}),
    }
    assert output.parse({"year": 1945}) == Named(1945)
