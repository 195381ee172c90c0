"""The scalar types that `schema` supports, and the error of content that does not match a type. Pure."""

from __future__ import annotations

import datetime as dt
import decimal
import reprlib
import uuid
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any, Literal, TypeAlias

Mode: TypeAlias = Literal["validation", "serialization"]
Reader: TypeAlias = Callable[[Any, bool], Any]


def shown(value: object) -> str:
    """Return the beginning of a value's repr for a message; its type if the repr raises, as that of a huge number."""
    try:
        return reprlib.repr(value)
    except Exception:  # noqa: BLE001  # it is the caller's own
        return f"a value of type {type(value).__name__}"


class OutputMismatch(ValueError):
    """The content of an output does not match the requested type.

    Attributes:
        path: Where in the content, such as `CountryOutput.top_exports[1]`.
        problem: What is wrong there.
    """

    def __init__(self, path: str, problem: str) -> None:
        """Create the error.

        Args:
            path: Where in the content.
            problem: What is wrong there.
        """
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def is_a(value: Any, *classes: type) -> bool:
    """Return `isinstance(value, classes)` without narrowing: pyright would narrow an Any to `list[Unknown]`."""
    return isinstance(value, classes)


def mismatch(path: str, expected: str, value: object) -> OutputMismatch:
    """Return the error for a value of another type than expected."""
    return OutputMismatch(path, f"expected {expected}, got {shown(value)}")


# --- scalars: hint → (JSON schema, name for messages, reader). A reader raises ValueError or ArithmeticError. In strict
# mode it accepts no related type (an integer for a float), so that a union can try the exact types first.


def _exactly(*types: type) -> Reader:
    def read(value: Any, _strict: bool) -> Any:
        # A bool is an int in Python, but not in JSON.
        if isinstance(value, types) and (bool in types or not isinstance(value, bool)):
            return value
        raise ValueError

    return read


def _integer(value: Any, strict: bool) -> Any:
    if isinstance(value, float) and value.is_integer() and not strict:
        return int(value)
    return _exactly(int)(value, strict)


def _number(value: Any, strict: bool) -> Any:
    return float(_exactly(*((float,) if strict else (int, float)))(value, strict))


def _decimal(value: Any, strict: bool) -> Any:
    number = decimal.Decimal(str(_exactly(str, int, float)(value, strict)))
    if not number.is_finite():
        raise ValueError
    return number


def _formatted_string(format: str, read: Callable[[str], Any]) -> tuple[dict[str, Any], str, Reader]:
    read_string = _exactly(str)
    return (
        {"type": "string", "format": format},
        format,
        lambda value, strict: read(read_string(value, strict)),
    )


def _path_reader(cls: type[PurePath]) -> Reader:
    read_string = _exactly(str)
    return lambda value, strict: cls(read_string(value, strict))


SCALARS: dict[Any, tuple[dict[str, Any], str, Reader]] = {
    str: ({"type": "string"}, "string", _exactly(str)),
    int: ({"type": "integer"}, "integer", _integer),
    float: ({"type": "number"}, "number", _number),
    bool: ({"type": "boolean"}, "boolean", _exactly(bool)),
    type(None): ({"type": "null"}, "null", _exactly(type(None))),
    dt.datetime: _formatted_string("date-time", dt.datetime.fromisoformat),
    dt.date: _formatted_string("date", dt.date.fromisoformat),
    dt.time: _formatted_string("time", dt.time.fromisoformat),
    uuid.UUID: _formatted_string("uuid", uuid.UUID),
    **{cls: ({"type": "string"}, "path", _path_reader(cls)) for cls in (Path, PurePath)},
    # A string, because a JSON number would have been read as a float.
    decimal.Decimal: ({"type": "string", "format": "decimal"}, "decimal", _decimal),
}
