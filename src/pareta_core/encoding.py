"""Values → the bytes of a request, with a complaint that names the place; and what decoded JSON is. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, cast

import attrs

from pareta_wire.model import Model, encode


def as_object(value: object) -> dict[str, Any] | None:
    """Decoded JSON, if it is an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_array(value: object) -> list[Any] | None:
    """Decoded JSON, if it is an array."""
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
        # Services send UTF-8 without whitespace around it. Skipping what `json.loads` does for other texts saves a
        # third of the time for small bodies.
        text = content.decode() if isinstance(content, bytes) else content
        value: object
        value, end = _raw_decode(text)
        if end == len(text):
            return value
    except Exception:  # noqa: BLE001, S110  # the standard library raises the error for invalid JSON
        pass
    return json.loads(content)


def to_json(value: object, name: str) -> bytes:
    """Compact JSON in UTF-8. Raises `TypeError` or `ValueError` that names the place: `items[3].score is nan`."""
    try:
        return json.dumps(encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        # Only now is the place looked for, so that what is right costs nothing.
        kind, message = _misfit(value, name, 0) or (type(error), f"{name} cannot be written as JSON: {error}")
        raise kind(message) from error


_DEEPEST = 300
Misfit: TypeAlias = tuple[type[Exception], str]


def _misfit(value: object, place: str, depth: int) -> Misfit | None:
    """The first part that is no JSON, as an error class and a sentence."""
    if depth > _DEEPEST:
        return ValueError, f"{place[:80]}… is nested too deeply, or holds itself"
    if isinstance(value, Model):
        # Member by member rather than by `to_dict`, which would stop at the first misfit with less to say.
        members = attrs.asdict(value, recurse=False)
        value = {
            name: each for name, each in members.items() if each is not None and not name.startswith("_")
        }
    if isinstance(value, Mapping):
        return _misfit_in_object(cast("Mapping[object, object]", value), place, depth)
    if isinstance(value, (list, tuple)):
        for index, member in enumerate(cast("Sequence[object]", value)):
            if found := _misfit(member, f"{place}[{index}]", depth + 1):
                return found
        return None
    return _misfit_itself(value, place)


def _misfit_in_object(value: Mapping[object, object], place: str, depth: int) -> Misfit | None:
    for key, member in value.items():
        if not isinstance(key, str):
            return TypeError, f"{place} has the key {key!r}, and JSON's keys are strings"
        found = _misfit_itself(key, f"{place}.{key!r}") or _misfit(member, f"{place}.{key}", depth + 1)
        if found:
            return found
    return None


def _misfit_itself(value: object, place: str) -> Misfit | None:
    if value is None or isinstance(value, (bool, int, float, str)):
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except UnicodeEncodeError:
            return ValueError, f"{place} holds half of a surrogate pair, which UTF-8 has no form for"
        except ValueError:
            # Python does not write a whole number of thousands of digits, so it is not shown either.
            shown = str(value) if isinstance(value, float) else "a number with too many digits"
            return ValueError, f"{place} is {shown}, which JSON has no form for"
        return None
    kind = type(value).__name__
    return TypeError, f"{place} is {'an' if kind[0] in 'aeioAEIO' else 'a'} {kind}, which is no JSON"
