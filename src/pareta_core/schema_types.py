"""The kinds of types that `schema` knows: scalars, fields, hints and libraries. No schema is composed here.

No model library is imported: its classes bring their own methods, or the caller has loaded it already.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import inspect
import json
import math
import re
import reprlib
import sys
import uuid
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs

Mode: TypeAlias = Literal["validation", "serialization"]
Reader: TypeAlias = Callable[[Any, bool], Any]


class OutputMismatch(ValueError):
    """Content that does not fit the type asked for; `path` says where (`CountryOutput.top_exports[1]`)."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def is_a(value: Any, *classes: type) -> bool:
    """`isinstance` that leaves an Any alone: a type checker would know it half, as a `list[Unknown]`."""
    return isinstance(value, classes)


def mismatch(path: str, expected: str, value: object) -> OutputMismatch:
    return OutputMismatch(path, f"expected {expected}, got {reprlib.repr(value)}")


# --- scalars: hint → (JSON schema, what to call it, reader). A reader raises ValueError or ArithmeticError;
# asked to be strict it takes no neighbouring type, so that a union can look for the exact fit first.


def _exactly(*kinds: type) -> Reader:
    def read(value: Any, _strict: bool) -> Any:
        # A bool is an int to Python, never to JSON.
        if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
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


def _text(form: str, read: Callable[[str], Any]) -> tuple[dict[str, Any], str, Reader]:
    as_text = _exactly(str)
    return {"type": "string", "format": form}, form, lambda value, strict: read(as_text(value, strict))


SCALARS: dict[Any, tuple[dict[str, Any], str, Reader]] = {
    str: ({"type": "string"}, "string", _exactly(str)),
    int: ({"type": "integer"}, "integer", _integer),
    float: ({"type": "number"}, "number", _number),
    bool: ({"type": "boolean"}, "boolean", _exactly(bool)),
    type(None): ({"type": "null"}, "null", _exactly(type(None))),
    dt.datetime: _text("date-time", dt.datetime.fromisoformat),
    dt.date: _text("date", dt.date.fromisoformat),
    dt.time: _text("time", dt.time.fromisoformat),
    uuid.UUID: _text("uuid", uuid.UUID),
    # A string, because a JSON number would already have passed through a float.
    decimal.Decimal: ({"type": "string", "format": "decimal"}, "decimal", _decimal),
}


# --- hints


def unwrap(hint: Any) -> tuple[Any, str | None, bool | None]:
    """The bare hint, the description around it, and what a TypedDict's marker says about being required."""
    description: str | None = None
    required: bool | None = None
    while True:
        # By name, because typing_extensions has markers of its own that we may not import.
        marker = getattr(get_origin(hint), "_name", None)
        if get_origin(hint) is Annotated:
            description = description or next(filter(None, map(_described, hint.__metadata__)), None)
            hint = hint.__origin__
        elif marker in ("Required", "NotRequired", "ReadOnly", "Final"):
            if marker in ("Required", "NotRequired"):
                required = marker == "Required"
            hint = get_args(hint)[0]
        elif hasattr(hint, "__supertype__"):  # NewType
            hint = hint.__supertype__
        elif type(hint).__name__ == "TypeAliasType":  # `type X = …`
            hint = hint.__value__
        elif isinstance(hint, TypeVar):
            hint = Any if hint.__bound__ is None else hint.__bound__
        else:
            return hint, description, required


def _described(note: object) -> str | None:
    """`Annotated`'s extras: a sentence, or what pydantic, msgspec and typing_extensions wrap one in."""
    texts = note, getattr(note, "description", None), getattr(note, "documentation", None)
    return next((text for text in texts if isinstance(text, str)), None)


def hints_of(cls: Any) -> dict[str, Any]:
    """The fields' types, forward references resolved; a TypeError names the field that does not resolve."""
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError:
        pass  # A class made in a function may still name itself, or a class inside it.
    names: dict[str, Any] = {**vars(cls), cls.__name__: cls, **vars(sys.modules[cls.__module__])}
    try:
        return get_type_hints(cls, localns=names, include_extras=True)
    except NameError as error:
        raw = [pair for base in cls.__mro__ for pair in inspect.get_annotations(base).items()]
        fields = [name for name, hint in raw if re.search(rf"\b{error.name}\b", str(hint))]
        raise TypeError(
            f"{'.'.join([cls.__name__, *fields[:1]])}: the name {error.name!r} in its annotation cannot be "
            "resolved; define or import it at the top of the module"
        ) from error


def substitute(hint: Any, known: Mapping[Any, Any]) -> Any:
    """The hint with a generic class's type variables replaced."""
    if isinstance(hint, TypeVar):
        return known.get(hint, hint)
    if get_origin(hint) is not None and (parameters := getattr(hint, "__parameters__", ())):
        return hint[tuple(known.get(each, each) for each in parameters)]
    return hint


# --- classes


@attrs.frozen
class Member:
    """One field of a dataclass, an attrs class or a TypedDict."""

    attribute: str
    key: str  # in JSON, and as the argument of the constructor
    hint: Any
    required: bool
    description: str | None = None


def is_typed_dict(cls: Any) -> bool:
    """Of typing or of typing_extensions, which has a metaclass of its own."""
    return is_a(cls, type) and issubclass(cls, dict) and hasattr(cast("Any", cls), "__required_keys__")


def has_fields(cls: Any) -> bool:
    return isinstance(cls, type) and (attrs.has(cls) or dataclasses.is_dataclass(cls) or is_typed_dict(cls))


def members(cls: Any, hints: Mapping[str, Any]) -> list[Member]:
    """The fields that an instance is made from, in order."""
    if is_typed_dict(cls):
        return [Member(key, key, hint, key in cls.__required_keys__) for key, hint in hints.items()]
    for name, hint in hints.items():
        if is_a(hint, dataclasses.InitVar) and not hasattr(cls, name):
            raise TypeError(f"{cls.__name__}.{name}: an InitVar without a default cannot be filled from JSON")
    found: list[Member] = []
    for field in cast("tuple[Any, ...]", attrs.fields(cls) if attrs.has(cls) else dataclasses.fields(cls)):
        if field.init:
            defaults = field.default, getattr(field, "default_factory", attrs.NOTHING)
            required = all(each is attrs.NOTHING or each is dataclasses.MISSING for each in defaults)
            hint = hints.get(field.name, Any if field.type is None else field.type)
            key = getattr(field, "alias", None) or field.name
            found.append(Member(field.name, key, hint, required, field.metadata.get("description")))
    return found


def documentation(cls: Any) -> str | None:
    """The class's own docstring, unless it is the signature that `dataclass` writes."""
    doc = cls.__dict__.get("__doc__")
    if not isinstance(doc, str) or doc.startswith(f"{cls.__name__}("):
        return None
    return inspect.cleandoc(doc) or None


# --- models of other libraries


@attrs.frozen
class Foreign:
    """A model that knows its own schema (given the form of its `$ref`s), and reads and writes itself."""

    schema: Callable[[str, Mode], dict[str, Any]]
    load: Callable[[object], Any]
    dump: Callable[[Any], object]


@lru_cache(maxsize=512)
def foreign(hint: Any) -> Foreign | None:
    """How the library behind this class handles it; None if it is not a library's model."""
    cls: Any = get_origin(hint) or hint
    msgspec: Any = sys.modules.get("msgspec")
    if not is_a(cls, type):
        return None
    if msgspec is not None and issubclass(cls, msgspec.Struct):
        return Foreign(
            lambda ref, _: _parts(*msgspec.json.schema_components([hint], ref_template=ref % "{name}")),
            lambda content: msgspec.convert(json.loads(json.dumps(content), parse_float=_whole), hint),
            lambda value: msgspec.to_builtins(value, str_keys=True),
        )
    # Content came as JSON and is read as JSON: only so do pydantic's strict models take a date from a string.
    if hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate_json"):
        return Foreign(
            lambda ref, mode: cls.model_json_schema(ref_template=ref % "{model}", mode=mode),
            lambda content: cls.model_validate_json(json.dumps(content)),
            lambda value: value.model_dump(mode="json", by_alias=True),
        )
    if hasattr(cls, "__pydantic_validator__") and dataclasses.is_dataclass(cls):
        model: Any = sys.modules["pydantic"].TypeAdapter(hint)
        return Foreign(
            lambda ref, mode: model.json_schema(ref_template=ref % "{model}", mode=mode),
            lambda content: model.validate_json(json.dumps(content)),
            lambda value: model.dump_python(value, mode="json", by_alias=True),
        )
    if hasattr(cls, "parse_obj") and hasattr(cls, "__fields__"):
        raise TypeError(f"{cls.__name__} is a pydantic v1 model; use pydantic v2's BaseModel, or a dataclass")
    return None


def _parts(tops: tuple[dict[str, Any]], definitions: dict[str, Any]) -> dict[str, Any]:
    return {**tops[0], "$defs": definitions}


def _whole(text: str) -> int | float:
    """1.0 is an integer in JSON; msgspec wants to see it as one, and takes it for a float just as well."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def mismatch_of(error: Exception, path: str) -> OutputMismatch:
    """The complaint of a library or of a constructor, as ours."""
    if hasattr(error, "errors") and type(error).__name__ == "ValidationError":  # pydantic
        first, *more = cast("Any", error).errors()
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        return OutputMismatch(path + place, first["msg"] + (f" (and {len(more)} more)" if more else ""))
    problem, _, place = str(error).partition(" - at `$")  # msgspec says where in its message's tail
    return OutputMismatch(path + place.rstrip("`"), problem or type(error).__name__)


# --- instances


def plain(value: Any, place: str) -> Any:
    """JSON's own types, copied; an instance is taken apart by what it is, not by what was announced."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (float, decimal.Decimal)):
        if not math.isfinite(value):
            raise ValueError(f"{place}: {value} has no form in JSON")
        return value if isinstance(value, float) else str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if is_a(value, set, frozenset):
        value = sorted(value, key=repr)  # The same input must give the same bytes.
    if is_a(value, list, tuple):
        return [plain(each, f"{place}[{index}]") for index, each in enumerate(value)]
    return _plain_object(value, place)


def _plain_object(value: Any, place: str) -> Any:
    if is_a(value, Mapping):
        pairs = {getattr(key, "value", key): each for key, each in value.items()}
    elif isinstance(value, type):
        raise TypeError(f"{place}: {value.__name__} is a class, which has no form in JSON")
    elif model := foreign(cast("Any", type(value))):
        return plain(model.dump(value), place)
    elif has_fields(type(value)):
        pairs = {each.key: getattr(value, each.attribute) for each in members(type(value), {})}
    else:
        raise TypeError(f"{place}: {reprlib.repr(value)} has no form in JSON")
    for key in pairs:
        if not isinstance(key, str):
            raise TypeError(f"{place}: the key {key!r} is not a string")
    return {key: plain(each, f"{place}.{key}") for key, each in pairs.items()}
