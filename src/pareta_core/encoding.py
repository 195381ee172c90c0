"""Encode values as JSON and decode JSON bodies. Errors name the place of the value. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from pareta_wire.model import Model, decode_tolerantly, encode

M = TypeVar("M", bound=Model)


def as_object(value: object) -> dict[str, Any] | None:
    """Return decoded JSON as a dict, or None if it is not an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_array(value: object) -> list[Any] | None:
    """Return decoded JSON as a list, or None if it is not an array."""
    return value if isinstance(value, list) else None  # pyright: ignore[reportUnknownVariableType]


_raw_decode = json.JSONDecoder().raw_decode


@cache
def _msgspec() -> Callable[[str | bytes], object] | None:
    """Return msgspec's parser, or None if it is not installed."""
    try:
        import msgspec

        decode = msgspec.json.Decoder().decode
        # Releases before 0.20 round large integers.
        return decode if decode(b"[18446744073709551617]") == [2**64 + 1] else None
    except Exception:  # noqa: BLE001  # it is optional, so a broken installation must not break the client
        return None


def _parse(text: str) -> object:
    """Decode JSON text with nothing around it. That takes two thirds of the time of `json.loads` for small texts."""
    value, end = _raw_decode(text)
    if end != len(text):
        raise ValueError("the JSON text is followed by something else")
    return value


def json_parser() -> Callable[[str], object]:
    """Return the fastest parser there is. Its errors differ: after any exception, ask `from_json`."""
    return _msgspec() or _parse


def from_json(content: str | bytes) -> object:
    """Decode JSON, with the same result as `json.loads`.

    Raises:
        ValueError: The content is not valid JSON.
        RecursionError: The JSON is nested too deeply.
    """
    try:
        parse = _msgspec()
        if parse is not None:
            return parse(content)
        return _parse(content.decode() if isinstance(content, bytes) else content)
    except Exception:  # noqa: BLE001  # the standard library raises the error for invalid JSON
        return json.loads(content)


def tolerant(
    decode: Callable[[object], M], *, essential: Container[str] = frozenset()
) -> Callable[[object], M]:
    """Return a decoder of a response in which a fault in one member does not hide the others.

    Args:
        decode: The decoder of the response.
        essential: The members without which the response says nothing.
    """
    return lambda data: decode_tolerantly(data, decode, essential=essential)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_json(value: object, name: str) -> bytes:
    """Return the value as compact JSON in UTF-8.

    Args:
        value: The value to encode: JSON types, mappings and models.
        name: The name of the value for the message of an error.

    Raises:
        TypeError: A value inside it has a type that JSON does not have. The message names its place.
        ValueError: A value inside it cannot be encoded, such as `items[3].score is nan`.
    """
    try:
        return _ENCODER.encode(encode(value)).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise _unencodable(value, name, error) from error


def plain_to_json(value: object, name: str) -> bytes:
    """Return the same as `to_json` for a value that consists of JSON types, without a copy of it.

    Args:
        value: Decoded JSON, or what `encode` returns.
        name: The name of the value for the message of an error.

    Raises:
        ValueError: A value inside it cannot be encoded, such as `items[3].score is nan`.
    """
    try:
        return _ENCODER.encode(value).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise _unencodable(value, name, error) from error


def _unencodable(value: object, name: str, error: Exception) -> Exception:
    """Return the error with its place, which is searched only after a failure: valid values cost nothing."""
    found = _find_unencodable(value, name, 0)
    error_type, message = found or (type(error), f"{name} cannot be encoded as JSON: {error}")
    return error_type(message)


_MAX_DEPTH = 300
_Unencodable: TypeAlias = tuple[type[Exception], str]


def _find_unencodable(value: object, place: str, depth: int) -> _Unencodable | None:
    """Return the error class and the message for the first value inside it that cannot be encoded."""
    if depth > _MAX_DEPTH:
        return ValueError, f"{place[:80]}… is nested too deeply or contains itself"
    if isinstance(value, Model):
        # Field by field: `to_dict` would stop at the first problem with a less precise message.
        fields = attrs.asdict(value, recurse=False)
        value = {name: each for name, each in fields.items() if each is not None and not name.startswith("_")}
    if isinstance(value, Mapping):
        return _unencodable_item(cast("Mapping[object, object]", value), place, depth)
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(cast("Sequence[object]", value)):
            if found := _find_unencodable(item, f"{place}[{index}]", depth + 1):
                return found
        return None
    return _unencodable_scalar(value, place)


def _unencodable_item(value: Mapping[object, object], place: str, depth: int) -> _Unencodable | None:
    for key, item in value.items():
        if not isinstance(key, str):
            return TypeError, f"{place} has the key {key!r}, but JSON keys must be strings"
        found = _unencodable_scalar(key, f"{place}.{key!r}") or _find_unencodable(
            item, f"{place}.{key}", depth + 1
        )
        if found:
            return found
    return None


def _unencodable_scalar(value: object, place: str) -> _Unencodable | None:
    if value is None or isinstance(value, (bool, int, float, str)):
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            return ValueError, f"{place} contains an unpaired surrogate, which UTF-8 cannot encode"
        except ValueError:
            # Python refuses to convert an integer of thousands of digits to text, so it cannot be shown either.
            shown = str(value) if isinstance(value, float) else "a number with too many digits"
            return ValueError, f"{place} is {shown}, which JSON cannot represent"
        return None
    name = type(value).__name__
    article = "an" if name[0] in "aeioAEIO" else "a"
    return TypeError, f"{place} is {article} {name}, which JSON cannot represent"
