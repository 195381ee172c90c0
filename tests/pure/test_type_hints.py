"""Type hints: what their wrappers say, and type variables replaced, one table each."""

from __future__ import annotations

from typing import Annotated, Any, Final, Generic, NewType, NotRequired, Required, TypeVar

import msgspec
import pydantic
import pytest
import typing_extensions

from pareta_core import type_hints
from pareta_core.type_hints import unwrap

T = TypeVar("T")
U = TypeVar("U")
Bound = TypeVar("Bound", bound=int)
Code = NewType("Code", str)
Described = typing_extensions.TypeAliasType("Described", Annotated[int, "inner"])


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
    assert unwrap(hint)[:3] == expected


@pytest.mark.parametrize(
    ("hint", "expected"),
    [(T, int), (list[T], list[int]), (dict[str, list[T]], dict[str, list[int]]), (str, str), (Bound, Bound)],
    ids=repr,
)
def test_type_variables_are_replaced(hint, expected):
    assert type_hints.substitute(hint, {T: int}) == expected


class Base(Generic[T]):
    pass


class Sub(Base[list[U]], Generic[U]):
    pass


class Leaf(Sub[int]):
    pass


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (Base[int], {Base: {T: int}}),
        (Base, {Base: {T: Any}}),
        (Sub[str], {Sub: {U: str}, Base: {T: list[str]}}),
        (Leaf, {Leaf: {}, Sub: {U: int}, Base: {T: list[int]}}),
        (int, {int: {}}),
        (list[int], {list: {}}),
    ],
    ids=str,
)
def test_the_arguments_of_each_base_are_found(hint, expected):
    found = type_hints.type_arguments(hint)
    assert {cls: values for cls, values in found.items() if cls is not object} == expected


def test_the_metadata_of_every_annotated_is_kept():
    assert unwrap(Annotated[Annotated[int, 1], 2]).metadata == (1, 2)
    assert unwrap(Annotated[Described, 2]).metadata == (2, "inner")
