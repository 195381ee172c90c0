"""Values as people have them → JSON types: instances, dates, arrays, frames. Pure.

No library is imported for it: what a value is shows in the attributes that its library documents.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
import sys
import uuid
from collections import UserString
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import partial
from pathlib import PurePath
from typing import Any, cast

from pareta_core.class_fields import fields_of, has_fields
from pareta_core.library_models import LibraryModel, library_model
from pareta_core.schema_types import is_a, shown
from pareta_core.tabular import check_names, frame_rows, is_column, is_frame, row_items
from pareta_wire.model import Model, NamedEvent, members

_NOT_JSON = "cannot be represented in JSON"


def to_json_types(value: Any, place: str) -> Any:
    """Return a copy of the value in JSON types. An instance is converted by its own class, not by the declared type.

    Args:
        value: The value. None is null.
        place: The name of the value for the message of an error.

    Raises:
        TypeError: A value inside it has a type that JSON does not have. The message names its place.
        ValueError: A value inside it is NaN, NaT or infinite, or it is nested too deeply.
    """
    try:
        return _convert(value, place)
    except RecursionError as error:
        raise ValueError(f"{place}: is nested too deeply or contains itself") from error


def _convert(value: Any, place: str) -> Any:
    if isinstance(value, Enum):
        return _convert(value.value, place)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, UserString):
        return str(value)
    if isinstance(value, (float, decimal.Decimal)):
        if not (math.isfinite(value) if isinstance(value, float) else value.is_finite()):
            raise _missing(value, place)
        return float(value) if isinstance(value, float) else str(value)
    if isinstance(value, (dt.date, dt.time)):
        _refuse_missing(value, place)
        return value.isoformat()
    if isinstance(value, (uuid.UUID, PurePath)) or type(value).__module__ == "ipaddress":
        return str(value)
    if hasattr(cast("Any", type(value)), "unicode_string"):  # a URL of pydantic, as in its `model_dump()`
        return str(value)
    if isinstance(value, Model):
        return _object(members(value), place)
    if isinstance(value, NamedEvent):
        return _object(value.to_dict(), place)
    if hasattr(value, "_asdict") and hasattr(value, "_fields"):  # a NamedTuple, or a row of a database
        check_names(value._fields, place)
        return _object(dict(zip(value._fields, value, strict=False)), place)
    if is_a(value, AbstractSet):
        value = sorted(value, key=repr)  # so that the same input is always sent as the same bytes
    if is_a(value, Sequence) and not is_a(value, bytes, bytearray, memoryview) and not _is_keyed(type(value)):
        return _array(value, place)
    return _instance(value, place)


def is_object(value: Any) -> bool:
    """Return whether the value has named members: a mapping, a row, or an instance of a class with fields."""
    cls: Any = cast("Any", type(value))
    if isinstance(value, (str, type)) or value is None or is_frame(value):
        return False
    if is_column(value):
        return row_items(value) is not None
    if isinstance(value, (Mapping, Model, NamedEvent)) or has_fields(cls) or library_model(cls):
        return True
    return (hasattr(value, "_asdict") and hasattr(value, "_fields")) or _is_keyed(cls)


def to_json_object(value: Any, place: str) -> dict[str, Any] | None:
    """Return the value as a JSON object, or None if it is not one.

    Args:
        value: A mapping, an instance of a class with fields, or a row of a frame or a database.
        place: The name of the value for the message of an error.

    Raises:
        TypeError: A value inside it has a type that JSON does not have. The message names its place.
        ValueError: A value inside it is NaN, NaT or infinite, or it is nested too deeply.
    """
    if not is_object(value):
        return None
    items = row_items(value)
    if items is not None:
        check_names(value.index, place)
    converted: object = to_json_types(value if items is None else items, place)
    return cast("dict[str, Any]", converted) if isinstance(converted, dict) else None


def _is_keyed(cls: Any) -> bool:
    """Return whether instances are read by keys although they are not mappings: rows of sqlite3, records of drivers."""
    return hasattr(cls, "keys") and hasattr(cls, "__getitem__")


def _array(values: Iterable[Any], place: str) -> list[Any]:
    return [_convert(each, f"{place}[{index}]") for index, each in enumerate(values)]


def _object(items: Mapping[Any, Any], place: str) -> dict[str, Any]:
    converted: dict[str, Any] = {}
    for key, each in items.items():
        key = getattr(key, "value", key) if isinstance(key, Enum) else key
        if not isinstance(key, str):
            raise TypeError(f"{place}: the key {key!r} is not a string")
        if key in converted:
            raise ValueError(f"{place}: the key {key!r} occurs twice")
        converted[key] = _convert(each, f"{place}.{key}")
    return converted


def _instance(value: Any, place: str) -> Any:
    if is_a(value, Mapping):
        return _object(value, place)
    if isinstance(value, type):
        raise TypeError(f"{place}: {value.__name__} is a class, not an instance")
    cls: Any = cast("Any", type(value))
    if model := library_model(cls):
        _refuse_missing_in_model(model, value, place)
        try:
            dumped = model.dump(value, partial(_convert, place=place))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{place}: a {cls.__name__} {_NOT_JSON}: {error}") from error
        text = repr(dumped)
        if _MASK in text:
            _visit(value, place, _refuse_secret, model.values)
        if "None" in text:
            _visit(model.plain(value), place, _refuse_not_finite)
        return _convert(dumped, place)
    if has_fields(cls):
        fields = [each for each in fields_of(cls, {}, sent=True) if hasattr(value, each.attribute)]
        return _object({each.key: getattr(value, each.attribute) for each in fields}, place)
    if (rows := frame_rows(value, place)) is not None:
        return _array(rows, place)
    if is_column(value):
        raise TypeError(f"{place}: a column or row of a frame {_NOT_JSON}; call its to_list() or to_dict()")
    if hasattr(cls, "dtype") and hasattr(cls, "ndim"):
        return _array(value, place) if value.ndim else _array_scalar(value, place)
    if _is_keyed(cls):
        check_names(value.keys(), place)
        return _object({key: value[key] for key in value.keys()}, place)  # noqa: SIM118  # it is not a mapping
    _refuse_missing(value, place)
    raise TypeError(f"{place}: {shown(value)} {_NOT_JSON}")


def _array_scalar(value: Any, place: str) -> Any:
    """Return a number of an array library as one of Python, an element of a structured array as an object."""
    if names := getattr(value.dtype, "names", None):
        return _object({name: value[name] for name in names}, place)
    _refuse_missing(value, place)
    if getattr(value, "mask", False):  # of a masked array; its item() is 0
        raise _missing(value, place)
    kind = getattr(value.dtype, "kind", None)
    if kind == "M":  # Its item() is a number of nanoseconds.
        return str(value)
    item = None if kind == "m" else value.item()
    if item is None or type(item) is type(value):
        raise TypeError(f"{place}: {shown(value)} {_NOT_JSON}")
    return _convert(item, place)


# --- missing values


def _missing(value: object, place: str) -> ValueError:
    return ValueError(f"{place}: {value} {_NOT_JSON}; pass None for a missing value")


def _refuse_missing(value: Any, place: str) -> None:
    """Refuse a value that is not equal to itself, such as NaT, or whose comparison has no outcome, such as NA."""
    try:
        missing = bool(value != value)
    except (TypeError, ValueError):
        missing = True
    if missing:
        raise _missing(value, place)


def _refuse_missing_in_model(model: LibraryModel, value: Any, place: str) -> None:
    """Refuse NaT in a model: its library would write it as a text. Only pandas and numpy have such values."""
    if "pandas" in sys.modules or "numpy" in sys.modules:
        _visit(value, place, _refuse_missing_date, model.values)


def _refuse_missing_date(value: Any, place: str) -> None:
    if is_a(value, dt.date, dt.time):
        _refuse_missing(value, place)


def _refuse_not_finite(value: Any, place: str) -> None:
    """Refuse NaN and infinity, for which pydantic writes null where the type of the field is Any."""
    if is_a(value, float) and not math.isfinite(value):
        raise _missing(value, place)


# What pydantic writes in place of a secret, unless the field has a serializer.
_MASK = "*" * 10


def _refuse_secret(value: Any, place: str) -> None:
    if hasattr(cast("Any", type(value)), "get_secret_value"):
        name = type(value).__name__
        raise TypeError(f"{place}: a {name} would be sent as asterisks; pass its get_secret_value()")


def _visit(
    value: Any,
    place: str,
    check: Callable[[Any, str], None],
    values: Callable[[Any], Mapping[Any, Any]] | None = None,
) -> None:
    """Check each value inside an instance, at its place."""
    check(value, place)
    if values is None and (model := library_model(cast("Any", type(value)))):
        values = model.values
    items: Iterable[tuple[Any, Any]] = ()
    if values is not None or is_a(value, Mapping):
        mapping: Mapping[Any, Any] = values(value) if values is not None else value
        items = ((f".{key}", each) for key, each in mapping.items())
    elif is_a(value, list, tuple, set, frozenset):
        items = ((f"[{index}]", each) for index, each in enumerate(value))
    for step, each in items:
        _visit(each, place + step, check)
