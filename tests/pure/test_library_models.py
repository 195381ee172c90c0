"""Models of pydantic and msgspec: described, loaded and dumped by their libraries; errors become mismatches."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Generic, TypedDict

import attrs
import msgspec
import pydantic
import pytest

from pareta_core import library_models
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
    assert model.dump(instance) == {"a": 1}


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
