"""Values → the bytes of a request, with a complaint that names the place; and what decoded JSON is. Pure."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

import attrs

from pareta_wire.model import Model, encode

T = TypeVar("T")


def as_object(value: object) -> dict[str, Any] | None:
    """Decoded JSON, if it is an object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_array(value: object) -> list[Any] | None:
    """Decoded JSON, if it is an array."""
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
