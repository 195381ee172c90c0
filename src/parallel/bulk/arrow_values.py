"""JSON values → what pyarrow makes the values of an Arrow type from. Needs pyarrow.

A job sends its input as JSON, where dates and decimals are text. Here they get their type back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from parallel.bulk.json_text import compact_json
from pareta_core.encoding import as_array, as_object

Converter: TypeAlias = Callable[[Any], Any]
_FRACTION = re.compile(r"\.\d{6}(\d{1,3})")
_PROBLEMS = (TypeError, ValueError, ArithmeticError, AttributeError, NotImplementedError)


@cache
def converter(type: Any) -> Converter:
    """Return a function from a JSON value to a value for `pyarrow.array`. It returns None for what does not fit.

    Args:
        type: The type, a `pyarrow.DataType`.
    """
    convert = _converter(type) or _text

    def checked(value: Any) -> Any:
        try:
            return None if value is None else convert(value)
        except _PROBLEMS:
            return None

    return checked


@cache
def is_restorable(type: Any) -> bool:
    """Return whether JSON values can be converted to a type.

    Args:
        type: The type, a `pyarrow.DataType`.
    """
    if _converter(type) is None or not all(is_restorable(each.type) for each in _fields(type)):
        return False
    try:
        make_array([None], type)
    except _PROBLEMS:
        return False
    return True


def _fields(type: Any) -> list[Any]:
    return [type.field(index) for index in range(type.num_fields)]


def make_array(values: list[Any], type: Any) -> Any:
    """Return values as an array of pyarrow. A value that its type has no place for is null.

    Args:
        values: Values as `converter` returns them.
        type: The type, a `pyarrow.DataType`.

    Raises:
        NotImplementedError: pyarrow cannot make such arrays.
    """
    pyarrow: Any = import_module("pyarrow")
    types = pyarrow.types
    try:
        if types.is_dictionary(type) and types.is_string_view(type.value_type):  # as polars has them
            plain = pyarrow.dictionary(type.index_type, pyarrow.string(), type.ordered)
            return pyarrow.array(values, plain).cast(type)
        return pyarrow.array(values, type)
    except (TypeError, ValueError, OverflowError):
        if len(values) == 1:
            return pyarrow.nulls(1, type)
    # A number that is too large for its type: the other values are kept.
    middle = len(values) // 2
    return pyarrow.concat_arrays([make_array(values[:middle], type), make_array(values[middle:], type)])


def _converter(type: Any) -> Converter | None:
    """Return a function that raises an error for what does not fit. None for a type that JSON cannot hold."""
    types: Any = import_module("pyarrow").types
    scalars: list[tuple[Any, Converter]] = [
        (types.is_string, _text),
        (types.is_large_string, _text),
        (types.is_string_view, _text),
        (types.is_integer, _integer),
        (types.is_floating, _number),
        (types.is_boolean, _truth),
        (types.is_decimal, _decimal),
        (types.is_date, lambda value: dt.date.fromisoformat(value[:10])),
        (types.is_time, dt.time.fromisoformat),
    ]
    for is_of, convert in scalars:
        if is_of(type):
            return convert
    if types.is_null(type):
        return _nothing
    if types.is_timestamp(type):
        return _timestamp(type)
    if types.is_dictionary(type):
        return _converter(type.value_type)
    if types.is_struct(type):
        return _struct({each.name: converter(each.type) for each in type})
    if types.is_map(type):
        return _map(converter(type.key_type), converter(type.item_type))
    if any(is_of(type) for is_of in (types.is_list, types.is_large_list, types.is_fixed_size_list)):
        return _list(converter(type.value_type))
    return None


def _text(value: Any) -> str:
    """Return a text as it is, and any other value as JSON text."""
    text = value if isinstance(value, str) else compact_json(value)
    if text.isascii():
        return text
    # Half of a pair of surrogates, which JSON can hold and UTF-8 cannot.
    return text.encode(errors="backslashreplace").decode()


def _nothing(value: Any) -> None:
    raise ValueError(f"{value} is not null")


def _integer(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError("not an integer")
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError("not a number")
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("not a number")
    return Decimal(str(value))


def _timestamp(type: Any) -> Converter:
    has_zone = type.tz is not None

    def convert(value: str) -> Any:
        found = dt.datetime.fromisoformat(value)
        if (found.tzinfo is not None) != has_zone:
            raise ValueError("a time with a zone is not one without")
        return _nanoseconds(found, value) if type.unit == "ns" else found

    return convert


def _nanoseconds(found: dt.datetime, text: str) -> int:
    """Return the nanoseconds since the epoch: Python's times have microseconds, and leave out the other digits."""
    since = found - dt.datetime(1970, 1, 1, tzinfo=dt.UTC if found.tzinfo else None)
    digits = _FRACTION.search(text)
    return since // dt.timedelta(microseconds=1) * 1000 + (int(digits[1].ljust(3, "0")) if digits else 0)


def _struct(fields: dict[str, Converter]) -> Converter:
    def convert(value: dict[str, Any]) -> dict[str, Any]:
        return {name: field(value.get(name)) for name, field in fields.items()}

    return convert


def _map(key: Converter, item: Converter) -> Converter:
    def convert(value: Any) -> list[tuple[Any, Any]]:
        pairs: Any = as_object(value) or value
        return [(key(name), item(each)) for name, each in getattr(pairs, "items", lambda: pairs)()]

    return convert


def _list(item: Converter) -> Converter:
    def convert(value: Any) -> list[Any]:
        values = as_array(value)
        if values is None:
            raise TypeError("not a list")
        return [item(each) for each in values]

    return convert
