"""The types that `schema` supports: scalars, type hints, fields of classes, models of other libraries.

No model library is imported: its classes have methods of their own, or the caller has loaded it already.
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
    return OutputMismatch(path, f"expected {expected}, got {reprlib.repr(value)}")


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
    # A string, because a JSON number would have been read as a float.
    decimal.Decimal: ({"type": "string", "format": "decimal"}, "decimal", _decimal),
}


# --- hints


def unwrap(hint: Any) -> tuple[Any, str | None, bool | None]:
    """Return the hint without its wrappers, its description, and whether a TypedDict marker makes it required."""
    description: str | None = None
    required: bool | None = None
    while True:
        marker = _marker_of(hint)
        if get_origin(hint) is Annotated:
            description = description or next(filter(None, map(_description_of, hint.__metadata__)), None)
            hint = hint.__origin__
        elif marker is not None:
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


def _marker_of(hint: Any) -> str | None:
    """Return the name of the marker around a hint, as in `NotRequired[int]`, or None."""
    origin = get_origin(hint)
    if origin is None:
        return None
    # typing_extensions has some of its own. If nothing has imported it, no hint has one of those.
    for module in (sys.modules["typing"], sys.modules.get("typing_extensions")):
        for name in ("Required", "NotRequired", "ReadOnly", "Final"):
            if origin is getattr(module, name, None):
                return name
    return None


def _description_of(metadata: object) -> str | None:
    """Return the description in one item of `Annotated`: a string, or an object of pydantic, msgspec or typing."""
    texts = metadata, getattr(metadata, "description", None), getattr(metadata, "documentation", None)
    return next((text for text in texts if isinstance(text, str)), None)


def hints_of(cls: Any) -> dict[str, Any]:
    """Return the type hints of a class's fields, with forward references resolved.

    Raises:
        TypeError: A name in a hint cannot be resolved. The message names the field.
    """
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError:
        pass  # A class defined in a function may name itself, or a class inside it.
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


def substitute(hint: Any, arguments: Mapping[Any, Any]) -> Any:
    """Return the hint with the type variables of a generic class replaced."""
    if isinstance(hint, TypeVar):
        return arguments.get(hint, hint)
    if get_origin(hint) is not None and (parameters := getattr(hint, "__parameters__", ())):
        return hint[tuple(arguments.get(each, each) for each in parameters)]
    return hint


# --- classes


@attrs.frozen
class Field:
    """One field of a dataclass, an attrs class or a TypedDict."""

    attribute: str
    key: str
    """The name in JSON, and of the constructor's argument."""
    hint: Any
    required: bool
    description: str | None = None


def is_typed_dict(cls: Any) -> bool:
    """Return whether the class is a TypedDict, of typing or of typing_extensions."""
    return is_a(cls, type) and issubclass(cls, dict) and hasattr(cast("Any", cls), "__required_keys__")


def has_fields(cls: Any) -> bool:
    """Return whether the class is an attrs class, a dataclass or a TypedDict."""
    return isinstance(cls, type) and (attrs.has(cls) or dataclasses.is_dataclass(cls) or is_typed_dict(cls))


def fields_of(cls: Any, hints: Mapping[str, Any]) -> list[Field]:
    """Return the fields from which an instance is created, in order."""
    if is_typed_dict(cls):
        return [Field(key, key, hint, key in cls.__required_keys__) for key, hint in hints.items()]
    for name, hint in hints.items():
        if is_a(hint, dataclasses.InitVar) and not hasattr(cls, name):
            raise TypeError(f"{cls.__name__}.{name}: an InitVar without a default cannot be read from JSON")
    found: list[Field] = []
    for field in cast("tuple[Any, ...]", attrs.fields(cls) if attrs.has(cls) else dataclasses.fields(cls)):
        if field.init:
            defaults = field.default, getattr(field, "default_factory", attrs.NOTHING)
            required = all(each is attrs.NOTHING or each is dataclasses.MISSING for each in defaults)
            hint = hints.get(field.name, Any if field.type is None else field.type)
            key = getattr(field, "alias", None) or field.name
            found.append(Field(field.name, key, hint, required, field.metadata.get("description")))
    return found


def documentation(cls: Any) -> str | None:
    """Return the class's own docstring, unless it is the signature that `dataclass` generates."""
    doc = cls.__dict__.get("__doc__")
    if not isinstance(doc, str) or doc.startswith(f"{cls.__name__}("):
        return None
    return inspect.cleandoc(doc) or None


# --- models of other libraries


@attrs.frozen
class LibraryModel:
    """The functions of a library for one of its models."""

    schema: Callable[[str, Mode], dict[str, Any]]
    """Return the JSON schema, for a template of its `$ref`s."""
    load: Callable[[object], Any]
    """Return the instance for decoded JSON."""
    dump: Callable[[Any], object]
    """Return an instance as Python objects."""


@lru_cache(maxsize=512)
def library_model(hint: Any) -> LibraryModel | None:
    """Return the library's functions for a class, or None if it is not a model of a supported library."""
    cls: Any = get_origin(hint) or hint
    msgspec: Any = sys.modules.get("msgspec")
    if not is_a(cls, type):
        return None
    if msgspec is not None and issubclass(cls, msgspec.Struct):
        return LibraryModel(
            lambda ref, _: _with_definitions(
                *msgspec.json.schema_components([hint], ref_template=ref % "{name}")
            ),
            lambda content: msgspec.convert(json.loads(json.dumps(content), parse_float=_parse_float), hint),
            lambda value: msgspec.to_builtins(value, str_keys=True),
        )
    # Read as JSON text: in strict mode pydantic accepts a date as a string only there.
    if hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate_json"):
        return LibraryModel(
            lambda ref, mode: cls.model_json_schema(ref_template=ref % "{model}", mode=mode),
            lambda content: cls.model_validate_json(json.dumps(content)),
            lambda value: value.model_dump(mode="json", by_alias=True),
        )
    if hasattr(cls, "__pydantic_validator__") and dataclasses.is_dataclass(cls):
        model: Any = sys.modules["pydantic"].TypeAdapter(hint)
        return LibraryModel(
            lambda ref, mode: model.json_schema(ref_template=ref % "{model}", mode=mode),
            lambda content: model.validate_json(json.dumps(content)),
            lambda value: model.dump_python(value, mode="json", by_alias=True),
        )
    if hasattr(cls, "parse_obj") and hasattr(cls, "__fields__"):
        raise TypeError(f"{cls.__name__} is a pydantic v1 model; use pydantic v2's BaseModel, or a dataclass")
    return None


def _with_definitions(schemas: tuple[dict[str, Any]], definitions: dict[str, Any]) -> dict[str, Any]:
    return {**schemas[0], "$defs": definitions}


def _parse_float(text: str) -> int | float:
    """Return 1.0 as an int: it is an integer in JSON, and msgspec accepts an int for a float but not the reverse."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def mismatch_from(error: Exception, path: str) -> OutputMismatch:
    """Return the error of a library or of a constructor as an `OutputMismatch`."""
    if hasattr(error, "errors") and type(error).__name__ == "ValidationError":  # pydantic
        first, *more = cast("Any", error).errors()
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        return OutputMismatch(path + place, first["msg"] + (f" (and {len(more)} more)" if more else ""))
    problem, _, place = str(error).partition(" - at `$")  # msgspec ends its message with the place
    return OutputMismatch(path + place.rstrip("`"), problem or type(error).__name__)


# --- instances


def to_json_types(value: Any, place: str) -> Any:
    """Return a copy of the value in JSON types. An instance is converted by its own class, not by the declared type.

    Raises:
        TypeError: A part of the value has a type that JSON does not have. The message names its place.
        ValueError: A part of the value is NaN or infinite.
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (float, decimal.Decimal)):
        if not math.isfinite(value):
            raise ValueError(f"{place}: {value} cannot be represented in JSON")
        return value if isinstance(value, float) else str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if is_a(value, set, frozenset):
        value = sorted(value, key=repr)  # so that the same input is always sent as the same bytes
    if is_a(value, list, tuple):
        return [to_json_types(each, f"{place}[{index}]") for index, each in enumerate(value)]
    return _to_json_object(value, place)


def _to_json_object(value: Any, place: str) -> Any:
    if is_a(value, Mapping):
        pairs = {getattr(key, "value", key): each for key, each in value.items()}
    elif isinstance(value, type):
        raise TypeError(f"{place}: {value.__name__} is a class, not an instance")
    elif model := library_model(cast("Any", type(value))):
        return to_json_types(model.dump(value), place)
    elif has_fields(type(value)):
        pairs = {each.key: getattr(value, each.attribute) for each in fields_of(type(value), {})}
    else:
        raise TypeError(f"{place}: {reprlib.repr(value)} cannot be represented in JSON")
    for key in pairs:
        if not isinstance(key, str):
            raise TypeError(f"{place}: the key {key!r} is not a string")
    return {key: to_json_types(each, f"{place}.{key}") for key, each in pairs.items()}
