"""The columns of a class of records, from the types that the spec gives its fields. No I/O."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import attrs

from .model import FORMAT, LOCAL, WIRE_NAME, Model, encode
from .records import Records

_INT64 = 1 << 63

Kind = Literal["text", "integer", "number", "boolean", "timestamp", "date", "json", "object", "list"]


@dataclass(frozen=True)
class Type:
    """The type of a column.

    Attributes:
        kind: What its values are; `json` is text with any JSON value in it.
        members: The members of an object.
        item: The type of the items of a list.
    """

    kind: Kind
    members: tuple[tuple[str, str, Type], ...] = ()
    item: Type | None = None


_COLUMNS: dict[type[Model], tuple[tuple[str, str, Type], ...]] = {}


def columns(cls: type[Model]) -> tuple[tuple[str, str, Type], ...]:
    """Return the columns of a class: the field, its name on the wire, and its type, in the order of the class.

    Args:
        cls: A class of records.
    """
    found = _COLUMNS.get(cls)
    if found is None:
        found = _COLUMNS[cls] = tuple(_columns(cls, (cls,)))
    return found


def _columns(cls: type[Model], within: tuple[type, ...]) -> Iterator[tuple[str, str, Type]]:
    hints = get_type_hints(cls)
    for field in attrs.fields(cls):
        if field.name.startswith("_") or LOCAL in field.metadata:
            continue
        name: str = field.metadata.get(WIRE_NAME, field.name)
        if field.metadata.get(FORMAT) == "date-time":
            yield field.name, name, Type("timestamp")
        else:
            yield field.name, name, _type(hints[field.name], within)


_SCALARS: dict[object, Kind] = {str: "text", int: "integer", float: "number", bool: "boolean"}


def _type(hint: Any, within: tuple[type, ...]) -> Type:
    """Return the type of a column for a type in Python. What can be several things is JSON text."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        found = {_type(each, within) for each in arguments if each is not type(None)}
        if found == {Type("text"), Type("date")}:
            return Type("date")
        return found.pop() if len(found) == 1 else Type("json")
    if origin is Literal:
        return Type("text" if all(isinstance(each, str) for each in arguments) else "json")
    if hint in _SCALARS:
        return Type(_SCALARS[hint])
    if hint is date:
        return Type("date")
    cls = origin or hint
    if isinstance(cls, type) and issubclass(cls, (list, Records)):
        return Type("list", item=_type(arguments[0], within) if arguments else Type("json"))
    # A class that contains itself would have no end, and one without fields has no columns.
    if isinstance(cls, type) and issubclass(cls, Model) and cls not in within:
        members = tuple(_columns(cls, (*within, cls)))
        return Type("object", members=members) if members else Type("json")
    return Type("json")


def fit(value: Any, wanted: Type) -> Any:
    """Return a value as its column has it: plain, or None if it does not fit the type.

    Args:
        value: The value of a field.
        wanted: The type of its column.
    """
    if value is None:
        return None
    match wanted.kind:
        case "text":
            return _utf8(value) if isinstance(value, str) else None
        case "boolean":
            return value if isinstance(value, bool) else None
        case "integer":
            return _integer(value)
        case "number":
            return _number(value)
        case "timestamp":
            return _timestamp(value)
        case "date":
            return _date(value)
        case "json":
            return _json(value)
        case "list":
            if not isinstance(value, list) or wanted.item is None:
                return None
            return [fit(each, wanted.item) for each in cast("list[object]", value)]
        case "object":
            return row(value, wanted.members) if isinstance(value, (Model, Mapping)) else None


def row(record: Any, members: tuple[tuple[str, str, Type], ...]) -> dict[str, Any]:
    """Return a record as a dict with a value for each column.

    Args:
        record: A model, or an object as the server sent it.
        members: The columns.
    """
    is_model = isinstance(record, Model)
    return {
        name: fit(getattr(record, field, None) if is_model else record.get(name), wanted)
        for field, name, wanted in members
    }


def _utf8(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can send and tables cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _integer(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64:
        return value
    return None


def _timestamp(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(found, datetime):
            return None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _date(value: object) -> date | None:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return found if isinstance(found, date) and not isinstance(found, datetime) else None


def _json(value: object) -> str | None:
    try:
        return _utf8(json.dumps(encode(value), ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return None
