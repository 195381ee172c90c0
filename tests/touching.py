"""Touches all that a user can of what a call gave: attributes, properties, the record, copies. No test lives here."""

from __future__ import annotations

import contextlib
import copy
import json
import pickle
from typing import Any

import attrs

from pareta_core import SDKError
from pareta_core.errors import APIStatusError, ErrorResponse
from pareta_wire import Model, NamedEvent

# Python itself cannot copy, print or write JSON that is nested deeper than about this.
_DEEP = 250


def touch(value: Any) -> None:
    """Use every part of a value. None may raise."""
    try:
        _touch(value)
    except RecursionError:
        assert is_deep(value)


def is_deep(value: Any) -> bool:
    """Return whether it holds JSON that is nested deeper than Python can follow."""
    level: list[Any] = [value]
    for _ in range(_DEEP):
        below: list[Any] = []
        for each in level:
            if isinstance(each, Model):
                below.append(each._record)
            elif attrs.has(type(each)):
                below += [getattr(each, field.name) for field in attrs.fields(type(each))]
            elif isinstance(each, (list, tuple)):
                below += each
            elif isinstance(each, dict):
                below += each.values()
        level = below
    return bool(level)


def _touch(value: Any) -> None:
    repr(value)
    if isinstance(value, (list, tuple)):
        for item in value:
            touch(item)
    elif isinstance(value, dict):
        for item in value.values():
            touch(item)
    elif isinstance(value, (Model, NamedEvent)) or attrs.has(type(value)):
        _touch_object(value)


def _touch_object(value: Any) -> None:
    for name in public_names(type(value)):
        member = getattr(value, name)
        if not callable(member):
            touch(member)
    if isinstance(value, Model):
        assert value.get("no such member") is None
        assert "no such member" not in value
    if hasattr(value, "to_dict"):
        json.dumps(value.to_dict())
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        # (Two exceptions are never equal.)
        assert twin == value or isinstance(getattr(value, "error", None), SDKError)
        repr(twin)


def public_names(kind: type) -> list[str]:
    """Return what is documented of a class: fields, properties, methods."""
    return [name for name in dir(kind) if not name.startswith("_")]


def touch_error(error: SDKError) -> None:
    """Print and show an error's message, read its response, and use every part of what it carries."""
    assert str(error).strip()
    assert error.message == str(error)
    str(error).encode()
    repr(error)
    "".join(getattr(error, "__notes__", ())).encode()
    for name in set(public_names(type(error))) - set(
        dir(TimeoutError)
    ):  # an OSError has names without a value
        member = getattr(error, name)
        if not callable(member):
            repr(member)
    touch(error.partial)
    if isinstance(error, APIStatusError):
        assert 100 <= error.status_code <= 999
        repr(error.detail)
    response = getattr(error, "response", None)
    if isinstance(response, ErrorResponse):
        assert isinstance(response.text, str)
        with contextlib.suppress(ValueError, RecursionError):  # a body that is not valid JSON
            response.json()
