"""Models of pydantic and msgspec: described, loaded and dumped by their libraries; errors become mismatches."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any, Generic, TypedDict

import attrs
import msgspec
import pydantic
import pytest

from pareta_core import library_models
from pareta_core.schema import describe_output, input_to_json
from pareta_core.schema_types import OutputMismatch


@dataclasses.dataclass
class Data:
    a: int


@attrs.define
class Attrs:
    a: int


class Typed(TypedDict):
    a: int


class PydanticModel(pydantic.BaseModel):
    a: int


class Struct(msgspec.Struct):
    a: int


@pytest.mark.parametrize("cls", [PydanticModel, Struct])
def test_a_library_model_is_described_loaded_and_dumped_by_its_library(cls):
    model = library_models.library_model(cls)
    assert model is not None
    assert "a" in str(model.schema("#/$defs/%s", "validation"))
    instance = model.load({"a": 1.0})
    assert (type(instance), instance.a) == (cls, 1)
    assert model.dump(instance, repr) == {"a": 1}


@pytest.mark.parametrize("cls", [Data, Attrs, Typed, int, list[int], Generic, "PydanticModel"], ids=repr)
def test_other_types_are_not_library_models(cls):
    assert library_models.library_model(cls) is None


@pytest.mark.parametrize(
    ("cls", "content", "path"),
    [(PydanticModel, {"a": "x"}, "Out.a"), (Struct, {"a": "x"}, "Out.a"), (Struct, {}, "Out")],
)
def test_an_error_of_a_library_becomes_a_mismatch_with_its_place(cls, content, path):
    model = library_models.library_model(cls)
    assert model is not None
    with pytest.raises((ValueError, msgspec.ValidationError)) as caught:
        model.load(content)
    mismatch = library_models.mismatch_from(caught.value, "Out")
    assert isinstance(mismatch, OutputMismatch)
    assert mismatch.path == path
    assert mismatch.problem
    assert "`$" not in str(mismatch)


def test_an_error_without_a_text_is_named_by_its_class():
    assert str(library_models.mismatch_from(KeyError(), "Out")) == "Out: KeyError"


def test_a_hint_that_cannot_be_hashed_is_looked_up_too():
    hint: Any = list[Annotated[int, {}]]
    assert library_models.library_model(hint) is None


def test_the_values_of_an_instance_are_its_attributes():
    for instance in (PydanticModel(a=1), Struct(1)):
        model = library_models.library_model(type(instance))
        assert model is not None
        assert model.values(instance) == {"a": 1}


class Opening(msgspec.Struct, tag="opening"):
    at: dt.datetime
    doors: dt.time | None = None
    earlier: list[Opening] = []


class Note(msgspec.Struct, tag="note"):
    at: str


class Calendar(msgspec.Struct, rename="camel"):
    opened_at: Annotated[dt.datetime, msgspec.Meta(description="in UTC")]
    days: list[dt.datetime]
    by_name: dict[str, dt.datetime]
    pair: tuple[dt.datetime, str]
    either: Opening | Note
    first: Opening | None
    maybe: dt.datetime | int | None
    naive: Annotated[dt.datetime, msgspec.Meta(tz=False)]
    by_year: dict[int, str]


def test_the_schema_of_a_struct_states_the_format_of_date_times_and_times():
    schema = describe_output(Calendar).json_schema or {}
    fields = schema["properties"]
    moment = {"type": "string", "format": "date-time"}
    assert fields["openedAt"] == {"description": "in UTC", **moment}
    assert fields["days"]["items"] == fields["byName"]["additionalProperties"] == moment
    assert fields["pair"]["prefixItems"] == [moment, {"type": "string"}]
    assert fields["maybe"]["anyOf"] == [moment, {"type": "integer"}, {"type": "null"}]
    assert fields["naive"] == {"type": "string"}  # a date-time has an offset
    opening, note = (schema["$defs"][name]["properties"] for name in ("Opening", "Note"))
    assert opening["at"] == moment
    assert opening["doors"]["anyOf"][0] == {"type": "string", "format": "time"}
    assert note["at"] == {"type": "string"}


def test_a_struct_is_read_from_what_it_is_sent_as():
    moment = dt.datetime(2024, 1, 2, 3, 4)  # noqa: DTZ001  # a naive one is what `naive` takes
    opening = Opening(moment, dt.time(9), [Opening(moment)])
    calendar = Calendar(
        moment, [moment], {"a": moment}, (moment, "b"), Note("soon"), opening, 3, moment, {1945: "founded"}
    )
    assert describe_output(Calendar).parse(input_to_json(calendar)) == calendar
