"""Task specs with classes as schemas become the JSON that the API takes."""

from __future__ import annotations

import dataclasses
from typing import Any, Generic, NewType, TypedDict, TypeVar

import attrs
import msgspec
import pydantic
import pytest
from typing_extensions import TypeAliasType

from parallel import JsonSchema, TaskRunInput, TaskSpec
from parallel.inputs import default_spec, group_inputs, run_input

T = TypeVar("T")


class Pydantic(pydantic.BaseModel):
    year: int


@dataclasses.dataclass
class Dataclass:
    year: int


@attrs.define
class Attrs:
    year: int


class Typed(TypedDict):
    year: int


class Msgspec(msgspec.Struct):
    year: int


class Measured(pydantic.BaseModel, Generic[T]):
    year: T


CLASSES: list[Any] = [
    *(Pydantic, Dataclass, Attrs, Typed, Msgspec, Measured[int]),
    NewType("Renamed", Dataclass),
    TypeAliasType("Alias", Dataclass),
]
FORMS: dict[str, Any] = {
    "a mapping": lambda cls: {"output_schema": cls, "input_schema": cls},
    "a TaskSpec": lambda cls: TaskSpec(output_schema=cls, input_schema=cls),
    "JSON schemas": lambda cls: {
        "output_schema": JsonSchema(json_schema=cls),
        "input_schema": {"type": "json", "json_schema": cls},
    },
}
PLACES: dict[str, Any] = {
    "create": lambda spec: run_input("a", "lite", {"task_spec": spec}).to_dict()["task_spec"],
    "default_task_spec": lambda spec: (default_spec(spec) or TaskSpec("")).to_dict(),
    "a row": lambda spec: group_inputs([{"input": "a", "processor": "lite", "task_spec": spec}])[0].to_dict()[
        "task_spec"
    ],
    "a TaskRunInput": lambda spec: group_inputs([TaskRunInput(processor="lite", input="a", task_spec=spec)])[
        0
    ].to_dict()["task_spec"],
}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: getattr(cls, "__name__", repr(cls)))
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))
def test_a_class_becomes_its_schema(place: Any, form: Any, cls: Any) -> None:
    spec = place(form(cls))
    assert spec.keys() == {"output_schema", "input_schema"}
    for schema in spec.values():
        assert schema["type"] == "json"
        assert schema["json_schema"]["properties"]["year"]["type"] == "integer"
    assert spec["output_schema"]["json_schema"]["additionalProperties"] is False


def test_other_schemas_are_sent_as_they_are_and_nothing_of_the_callers_is_changed() -> None:
    spec = {"output_schema": {"json_schema": Pydantic}, "input_schema": "A name", "novelty": [1]}
    sent = run_input("a", "lite", {"task_spec": spec}).to_dict()["task_spec"]
    assert (sent["input_schema"], sent["novelty"]) == ("A name", [1])
    assert spec["output_schema"] == {"json_schema": Pydantic}
    for unchanged in ({"output_schema": "A year"}, {"output_schema": {"type": "auto"}}, {}):
        assert run_input("a", "lite", {"task_spec": unchanged}).to_dict()["task_spec"] == unchanged


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"output_schema": int}, r"task_spec\.output_schema: int is not an object with fields"),
        ({"output_schema": list[Pydantic]}, r"task_spec\.output_schema: .* is not an object with fields"),
        ({"output_schema": str}, r"task_spec\.output_schema: pass a description"),
        ({"output_schema": "a", "input_schema": int}, r"task_spec\.input_schema: int is not an object"),
        ({"output_schema": {"json_schema": int}}, r"task_spec\.output_schema\.json_schema: int is not"),
        ({"output_schema": 1j}, r"task_spec\.output_schema"),
        (Pydantic, r'pass \{"output_schema": Pydantic\}'),
        ("A year", "task_spec must be a mapping"),
    ],
    ids=str,
)
def test_what_is_no_schema_is_refused_with_its_place(spec: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}" if message.startswith("task_spec") else message):
        run_input("a", "lite", {"task_spec": spec})


def test_an_input_of_a_row_is_refused_with_the_place_of_the_row() -> None:
    rows = [{"input": "a", "processor": "lite"}, {"input": "a", "processor": "lite", "task_spec": Pydantic}]
    with pytest.raises(TypeError, match=r"^inputs\[1\]\.task_spec must be a mapping"):
        group_inputs(rows)


def test_a_task_run_input_takes_an_instance_and_objects_of_the_facade() -> None:
    row = TaskRunInput(processor="lite", input=Dataclass(1945), task_spec=TaskSpec(output_schema=Dataclass))
    sent = group_inputs([row])[0].to_dict()
    assert sent["input"] == {"year": 1945}
