"""Annotations resolve at run time, so that tools can be made of the methods, and fields of the models."""

from __future__ import annotations

import dataclasses
import inspect
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs
import httpx
import pytest

import parallel
import pareta
import pareta_core
import pareta_wire
from pareta_core.annotations import decimal as lazy_decimal
from pareta_core.annotations import httpx as lazy_httpx
from pareta_core.lazy import LazyModule
from pareta_core.schema import describe_output
from pareta_wire import models
from tests.pure.test_docstrings import METHODS

PACKAGES = (pareta, parallel, pareta_core, pareta_wire)


def exported() -> Iterator[tuple[str, Any]]:
    for package in PACKAGES:
        for name in sorted(dir(package)):
            if not name.startswith("_"):
                yield f"{package.__name__}.{name}", getattr(package, name)


CLASSES = {name: value for name, value in exported() if inspect.isclass(value)}


def accessors(cls: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the functions behind the public properties of a class, and its constructor unless attrs wrote it."""
    if not attrs.has(cls):
        yield "__init__", cls.__init__  # type: ignore[misc]  # only looked at
    for name, value in inspect.getmembers_static(cls):
        if not name.startswith("_") and isinstance(value, property | cached_property):
            function = value.fget if isinstance(value, property) else value.func
            if inspect.isfunction(function):
                yield name, function


@pytest.mark.parametrize(
    "method", [one for one in METHODS if not one.module.startswith("pareta_sandbox")], ids=str
)
def test_the_annotations_of_a_public_method_resolve(method):
    hints = typing.get_type_hints(method.function)
    assert hints.keys() == inspect.get_annotations(method.function).keys()


@pytest.mark.parametrize("name", CLASSES)
def test_the_annotations_of_a_public_class_resolve(name):
    typing.get_type_hints(CLASSES[name])
    for attribute, function in accessors(CLASSES[name]):
        assert typing.get_type_hints(function) is not None, attribute


@pytest.mark.parametrize("name", [name for name, value in CLASSES.items() if attrs.has(value)])
def test_attrs_resolves_the_fields_of_a_record(name):
    cls = attrs.resolve_types(CLASSES[name])
    assert not [field.name for field in attrs.fields(cls) if isinstance(field.type, str)]


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (typing.get_type_hints(parallel.TaskRun)["warnings"], parallel.Records[models.TaskRunWarning]),
        (typing.get_type_hints(pareta.Endpoint.from_dict)["return"], typing.Self),
        (typing.get_type_hints(pareta.Pareta.__init__)["http_client"], httpx.Client),
        (typing.get_type_hints(pareta.Models.list)["return"], pareta.ModelList),
        (typing.get_type_hints(parallel.TaskRuns.create)["return"], parallel.TaskRun),
        (typing.get_type_hints(parallel.TaskRuns.retrieve)["timeout"], httpx.Timeout),
    ],
)
def test_an_annotation_resolves_to_the_class_that_a_user_knows(hint, expected):
    assert hint == expected or expected in typing.get_args(hint)


@dataclasses.dataclass
class Brief:
    """A user's type that holds records of the API."""

    text: str
    sources: list[parallel.Citation]
    run: parallel.TaskRun | None = None


def test_a_type_of_a_user_may_hold_records():
    schema = describe_output(Brief).json_schema
    assert schema is not None
    assert schema["properties"]["sources"]["type"] == "array"
    assert typing.get_type_hints(Brief)["sources"] == list[parallel.Citation]


def test_the_modules_for_annotations_are_the_real_ones_once_a_name_is_looked_up():
    assert lazy_httpx.Timeout is httpx.Timeout
    assert lazy_decimal.Decimal is Decimal


def test_a_lazy_module_imports_nothing_until_a_name_is_looked_up():
    code = (
        "import sys; from pareta_core.lazy import LazyModule; lazy = LazyModule('wave');"
        "repr(lazy), hasattr(lazy, '__wrapped__'); assert 'wave' not in sys.modules;"
        "assert lazy.open is sys.modules['wave'].open"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError):
        LazyModule("wave").nonsense  # noqa: B018
