"""Encode values as JSON and decode JSON bodies. Errors name the place of the value. Pure."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from pareta_wire.model import Model, encode

T = TypeVar("T")


def as_object(value: object) -> dict[str, Any] | None:
    """Return decoded JSON as a dict, or None if it is not an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_array(value: object) -> list[Any] | None:
    """Return decoded JSON as a list, or None if it is not an array."""
    return value if isinstance(value, list) else None  # pyright: ignore[reportUnknownVariableType]


_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # what `raw_decode` wraps


# So much JSON is read before a faster parser is looked for: its import takes as long as to read some of this.
_before_faster = 1024 * 1024
_fast: Any = None


def _faster() -> Any:
    """msgspec's parser, where it is installed, whole, and new enough to read whole numbers of any size as they are."""
    try:
        import msgspec

        read = msgspec.json.Decoder().decode
        return read if read(b"[18446744073709551617]") == [2**64 + 1] else None
    except Exception:  # noqa: BLE001  # whatever is wrong with it, nothing needs it
        return None


def from_json(content: str | bytes) -> object:
    """Decoded JSON; text that is nothing but JSON, as services send it, by the shortest way. Raises `ValueError`."""
    global _before_faster, _fast
    try:
        if _fast is not None:
            return _fast(content)
        text = content.decode() if type(content) is bytes else content
        value, end = _scan(text, 0)
        if end == len(text):
            if _before_faster > 0 and (_before_faster := _before_faster - end) <= 0:
                _fast = _faster()
            return value
    except Exception:  # noqa: BLE001, S110  # the library says what it is
        pass
    # Spaces around it, another encoding, NaN, and what is no JSON at all are the library's to tell.
    return json.loads(content)


# From here on the garbage collector costs as much as the decoding.
_LARGE = 32 * 1024


def decoded(content: bytes, decode: Callable[[object], T]) -> T:
    """What `decode` makes of the JSON of a body. Raises `ValueError`.

    All that is made of a large body is new and in use. Python would look through it for garbage again and again
    meanwhile, and find none: so it is told to look once, afterwards.
    """
    pause = len(content) >= _LARGE and gc.isenabled()
    if pause:
        gc.disable()
    try:
        return decode(from_json(content))
    finally:
        if pause:
            gc.enable()


def to_json(value: object, name: str) -> bytes:
    """Return the value as compact JSON in UTF-8.

    Args:
        value: The value to encode: JSON types, mappings and models.
        name: The name of the value for the message of an error.

    Raises:
        TypeError: A part of the value has a type that JSON does not have. The message names its place.
        ValueError: A part of the value cannot be encoded, such as `items[3].score is nan`.
    """
    try:
        return json.dumps(encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        # The place is searched only after a failure, so that valid values cost nothing.
        found = _find_unencodable(value, name, 0)
        error_type, message = found or (type(error), f"{name} cannot be encoded as JSON: {error}")
        raise error_type(message) from error


_MAX_DEPTH = 300
_Unencodable: TypeAlias = tuple[type[Exception], str]


def _find_unencodable(value: object, place: str, depth: int) -> _Unencodable | None:
    """Return the error class and the message for the first part of the value that cannot be encoded."""
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
