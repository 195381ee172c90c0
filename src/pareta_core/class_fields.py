"""The fields of dataclasses, attrs classes, TypedDicts, NamedTuples and the SDK's own models. Pure."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_origin, get_type_hints

import attrs

from pareta_core.type_hints import original_bases, substitute, type_arguments
from pareta_wire import models, operation
from pareta_wire.model import WIRE_NAME, Model


@attrs.frozen
class Field:
    """One field of a class."""

    attribute: str
    key: str
    """The name in JSON, and of the constructor's argument."""
    hint: Any
    required: bool
    description: str | None = None


def is_typed_dict(cls: Any) -> bool:
    """Return whether the class is a TypedDict, of typing or of typing_extensions."""
    return isinstance(cls, type) and issubclass(cls, dict) and hasattr(cast("Any", cls), "__required_keys__")


def is_named_tuple(cls: Any) -> bool:
    """Return whether the class is a NamedTuple, or a tuple class that has its documented interface."""
    return isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cast("Any", cls), "_fields")


def has_fields(cls: Any) -> bool:
    """Return whether the class is an attrs class, a dataclass, a TypedDict or a NamedTuple."""
    return isinstance(cls, type) and (
        attrs.has(cls) or dataclasses.is_dataclass(cls) or is_typed_dict(cls) or is_named_tuple(cls)
    )


def fields_of(cls: Any, hints: Mapping[str, Any], *, sent: bool = False) -> list[Field]:
    """Return the fields of a class, in order.

    Args:
        cls: The class.
        hints: The type hints of its fields.
        sent: True for the fields of an instance that is sent. They include those that its constructor does not take.

    Raises:
        TypeError: An instance cannot be created from JSON.
    """
    if is_typed_dict(cls):
        return [Field(key, key, hint, key in cls.__required_keys__) for key, hint in hints.items()]
    if is_named_tuple(cls):
        defaults: Mapping[str, Any] = getattr(cls, "_field_defaults", {})
        return [Field(name, name, hints.get(name, Any), name not in defaults) for name in cls._fields]
    for name, hint in () if sent else hints.items():
        if isinstance(hint, dataclasses.InitVar) and not hasattr(cls, name):
            raise TypeError(f"{cls.__name__}.{name}: an InitVar without a default cannot be read from JSON")
    fields = cast("tuple[Any, ...]", attrs.fields(cls) if attrs.has(cls) else dataclasses.fields(cls))
    return [_field(each, hints) for each in fields if each.init or (sent and not issubclass(cls, Model))]


def _field(field: Any, hints: Mapping[str, Any]) -> Field:
    """Return the field of an attrs class or a dataclass. One that the constructor does not take may be unset."""
    defaults = field.default, getattr(field, "default_factory", attrs.NOTHING)
    required = field.init and all(each is attrs.NOTHING or each is dataclasses.MISSING for each in defaults)
    hint = hints.get(field.name, Any if field.type is None else field.type)
    key = field.metadata.get(WIRE_NAME) or getattr(field, "alias", None) or field.name
    return Field(field.name, key, hint, required, field.metadata.get("description"))


def check_instantiable(cls: Any, keys: Iterable[str] | None = None) -> None:
    """Check that an instance can be made, before a run is paid for of which none can be made.

    Args:
        cls: The class of the instance.
        keys: The arguments that it is made from; None if its library knows them.

    Raises:
        TypeError: The class is abstract, or its `__init__` does not take its fields.
    """
    if inspect.isabstract(cls):
        raise TypeError(f"{cls.__name__} is abstract, so no instance of it can be made")
    if keys is None or is_typed_dict(cls):
        return
    try:
        inspect.signature(cls).bind(**dict.fromkeys(keys))
    except TypeError as error:
        raise TypeError(f"the __init__ of {cls.__name__} does not take its fields: {error}") from error
    except ValueError:
        pass  # (It has no signature to be read.)


def documentation(cls: Any) -> str | None:
    """Return the class's own docstring, unless it is the signature that `dataclass` or `NamedTuple` generates."""
    doc = cls.__dict__.get("__doc__")
    if not isinstance(doc, str) or doc.startswith(f"{cls.__name__}("):
        return None
    return inspect.cleandoc(doc) or None


# --- hints of the fields


def hints_of(hint: Any) -> dict[str, Any]:
    """Return the type hints of a class's fields, with forward references and type variables resolved.

    Args:
        hint: A class, or a generic class with arguments: `Page[int]`.

    Raises:
        TypeError: A name in a hint cannot be resolved. The message names the field.
    """
    cls: Any = get_origin(hint) or hint
    arguments = type_arguments(hint)
    return {
        name: substitute(each, arguments.get(_owner(cls, name), {}))
        for name, each in _resolved_hints(cls).items()
    }


def _own_annotations(cls: Any) -> Mapping[str, Any]:
    """Return the annotations of the class itself, without those of its bases."""
    if sys.version_info >= (3, 14):  # annotations are evaluated late there, and a name may still be missing
        import annotationlib

        return annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
    return inspect.get_annotations(cls)


def _owner(cls: Any, name: str) -> Any:
    """Return the class that a field is declared in, whose type variables its hint uses."""
    if not is_typed_dict(cls):
        return next((base for base in cls.__mro__ if name in _own_annotations(base)), cls)
    # A TypedDict has copies of the annotations of its bases, which are not its bases at run time.
    own = _own_annotations(cls)
    for base in original_bases(cls):
        base = get_origin(base) or base
        if is_typed_dict(base) and name in (others := _own_annotations(base)) and others[name] == own[name]:
            return _owner(base, name)
    return cls


class _WireNames(dict[str, Any]):
    """The names in the annotations of the SDK's models, which import them for type checkers only."""

    def __missing__(self, name: str) -> Any:
        for module in (models, operation):
            if hasattr(module, name):
                return getattr(module, name)
        raise KeyError(name)


def _resolved_hints(cls: Any) -> dict[str, Any]:
    if issubclass(cls, Model):
        return get_type_hints(cls, localns=_WireNames(), include_extras=True)
    try:
        return get_type_hints(cls, include_extras=True)
    except NameError:
        pass  # A class defined in a function may name itself, or a class inside it.
    names: dict[str, Any] = {**vars(cls), cls.__name__: cls, **vars(sys.modules[cls.__module__])}
    try:
        return get_type_hints(cls, localns=names, include_extras=True)
    except NameError as error:
        raw = [pair for base in cls.__mro__ for pair in _own_annotations(base).items()]
        fields = [name for name, hint in raw if re.search(rf"\b{error.name}\b", str(hint))]
        raise TypeError(
            f"{'.'.join([cls.__name__, *fields[:1]])}: the name {error.name!r} in its annotation cannot be "
            "resolved; define or import it at the top of the module"
        ) from error
