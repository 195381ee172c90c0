"""Checks of what users pass: each names the argument and raises before anything is sent or paid. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from pareta_wire.model import Model, NamedEvent, encode
from pareta_wire.operation import fill


def string(name: str, value: object) -> str:
    """A string with something in it. Raises `TypeError` or `ValueError` naming the argument."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty or blank")
    return value


def optional_string(name: str, value: object) -> str | None:
    """A string with something in it, or None."""
    return None if value is None else string(name, value)


def identifier(name: str, value: object) -> str:
    """An id: a string with something in it, or an object that has one as its `id`."""
    return string(name, value.get("id") if isinstance(value, Model) else value)


def usable_id(value: object) -> bool:
    """Whether what a server gave as an id can be asked for."""
    if not isinstance(value, str) or not value.strip():
        return False
    try:
        fill("{id}", id=value)
    except ValueError:
        return False
    return True


def web_address(value: object) -> bool:
    """Whether what a server gave as an address is one that can be sent to."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def non_empty_list(name: str, values: object) -> list[Any]:
    """At least one value, as a list. A string or a mapping is a mistake: it would be taken apart."""
    kind = type(values).__name__
    if (
        isinstance(values, (str, bytes, bytearray))
        or iterates_keys(values)
        or not isinstance(values, Iterable)
    ):
        raise TypeError(f"{name} must be a list, not {kind}")
    members: Iterable[Any] = values  # pyright: ignore[reportUnknownVariableType]
    found = list(members)
    if not found:
        raise ValueError(f"{name} must not be empty")
    return found


def iterates_keys(value: object) -> bool:
    """Tell whether iterating over a value yields keys, as for a mapping, a model or an event."""
    if isinstance(value, Model):  # a list of models yields its models instead
        return type(value).__iter__ is Model.__iter__
    return isinstance(value, (Mapping, NamedEvent))


def strings(name: str, values: object) -> list[str]:
    """At least one string with something in it."""
    return [string(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))]


def json_objects(name: str, values: object) -> list[dict[str, Any]]:
    """At least one JSON object: models and mappings, written as plain dicts."""
    return [
        json_object(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))
    ]


def json_object(name: str, value: object) -> dict[str, Any]:
    """A model or a mapping, written as a plain dict."""
    if not isinstance(value, (Model, Mapping)):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    try:
        plain: dict[str, Any] = encode(cast("object", value), name)
    except RecursionError as error:
        raise ValueError(f"{name} is nested too deeply, or holds itself") from error
    return plain


def count(name: str, value: object) -> int:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must not be negative: {value}")
    return value


def drop_none(**values: object) -> dict[str, Any]:
    """The arguments that are not None: None means "not given"."""
    return {name: value for name, value in values.items() if value is not None}


def split_options(keywords: Mapping[str, Any], names: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keywords of a call that takes free ones: (those named, the others)."""
    known = set(names)
    return (
        {name: value for name, value in keywords.items() if name in known},
        {name: value for name, value in keywords.items() if name not in known},
    )
