"""Validate arguments of the public methods, before anything is sent or billed. Pure.

Every check takes the name of the argument for its message. It raises `TypeError` for a wrong type and `ValueError` for
a wrong value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from pareta_wire.model import Model, NamedEvent, encode
from pareta_wire.operation import fill


def string(name: str, value: object) -> str:
    """Return the value if it is a string that is not blank."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty or blank")
    return value


def optional_string(name: str, value: object) -> str | None:
    """Return the value if it is None or a string that is not blank."""
    return None if value is None else string(name, value)


def limited_string(name: str, value: object, limit: int) -> str:
    """Return the value if it is a string that is not blank and has at most so many characters."""
    text = string(name, value)
    if len(text) > limit:
        raise ValueError(f"{name} has {len(text)} characters; the API takes at most {limit}")
    return text


def identifier(name: str, value: object) -> str:
    """Return the id: the value itself if it is a string, or the `id` of a model."""
    return string(name, value.get("id") if isinstance(value, Model) else value)


def is_valid_id(value: object) -> bool:
    """Return whether an id from a response can be used in a request."""
    if not isinstance(value, str) or not value.strip():
        return False
    try:
        fill("{id}", id=value)
    except ValueError:
        return False
    return True


def is_http_url(value: object) -> bool:
    """Return whether a URL from a response is a valid http or https URL."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def non_empty_list(name: str, values: object) -> list[Any]:
    """Return the values as a list of at least one. A string or a mapping is refused: its parts are not the values."""
    type_name = type(values).__name__
    if (
        isinstance(values, (str, bytes, bytearray))
        or iterates_keys(values)
        or not isinstance(values, Iterable)
    ):
        raise TypeError(f"{name} must be a list, not {type_name}")
    iterable: Iterable[Any] = values  # pyright: ignore[reportUnknownVariableType]
    items = list(iterable)
    if not items:
        raise ValueError(f"{name} must not be empty")
    return items


def iterates_keys(value: object) -> bool:
    """Tell whether iterating over a value yields keys, as for a mapping, a model or an event."""
    if isinstance(value, Model):  # a list of models yields its models instead
        return type(value).__iter__ is Model.__iter__
    return isinstance(value, (Mapping, NamedEvent))


def strings(name: str, values: object) -> list[str]:
    """Return the values as a list of at least one string, none of them blank."""
    return [string(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))]


def json_objects(name: str, values: object) -> list[dict[str, Any]]:
    """Return the values, which are models or mappings, as a list of at least one dict."""
    return [
        json_object(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))
    ]


def json_object(name: str, value: object) -> dict[str, Any]:
    """Return a model or a mapping as a dict of JSON types."""
    if not isinstance(value, (Model, Mapping)):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    try:
        encoded: dict[str, Any] = encode(cast("object", value), name)
    except RecursionError as error:
        raise ValueError(f"{name} is nested too deeply or contains itself") from error
    return encoded


def count(name: str, value: object) -> int:
    """Return the value if it is an integer of at least 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must not be negative: {value}")
    return value


def drop_none(**values: object) -> dict[str, Any]:
    """Return the arguments that are not None: None means "not passed"."""
    return {name: value for name, value in values.items() if value is not None}


def split_options(keywords: Mapping[str, Any], names: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the keyword arguments into those with one of the names, and the others."""
    known = set(names)
    return (
        {name: value for name, value in keywords.items() if name in known},
        {name: value for name, value in keywords.items() if name not in known},
    )


def check_callback(name: str, value: object) -> None:
    """Raise `TypeError` if the value is neither None nor a function."""
    if value is not None and not callable(value):
        raise TypeError(f"{name} must be a function, not {type(value).__name__}")
