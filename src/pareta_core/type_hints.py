"""Type hints without their wrappers, and with the type variables of generic classes replaced. Pure."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Generic, NamedTuple, Protocol, TypeVar, Union, get_args, get_origin


class Unwrapped(NamedTuple):
    """A hint without its wrappers, and what they said."""

    hint: Any
    description: str | None
    required: bool | None
    """Whether a marker of a TypedDict makes the field required. None without a marker."""
    metadata: tuple[Any, ...]
    """The metadata of every `Annotated` around the hint."""


def unwrap(hint: Any) -> Unwrapped:
    """Return the hint without its wrappers, with its description, marker and metadata."""
    required: bool | None = None
    metadata: tuple[Any, ...] = ()
    while True:
        marker = _marker_of(hint)
        alias = hint if type(hint).__name__ == "TypeAliasType" else get_origin(hint)
        if get_origin(hint) is Annotated:
            metadata += hint.__metadata__
            hint = hint.__origin__
        elif marker is not None:
            if marker in ("Required", "NotRequired"):
                required = marker == "Required"
            hint = get_args(hint)[0]
        elif hasattr(hint, "__supertype__"):  # NewType
            hint = hint.__supertype__
        elif type(alias).__name__ == "TypeAliasType":  # `type X = …`, or `X[int]`
            values = dict(zip(getattr(alias, "__type_params__", ()), get_args(hint), strict=False))
            hint = substitute(getattr(alias, "__value__", Any), values)
        elif isinstance(hint, TypeVar):
            hint = _fallback(hint)
        else:
            description = next(filter(None, map(_description_of, metadata)), None)
            return Unwrapped(hint, description, required, metadata)


def is_type(hint: Any) -> bool:
    """Return whether a value is a class, also behind an alias: `Page[int]`, a NewType, `type X = …`."""
    bare = unwrap(hint).hint
    return isinstance(bare, type) or get_origin(bare) is not None


def _marker_of(hint: Any) -> str | None:
    """Return the name of the marker around a hint, as in `NotRequired[int]`, or None."""
    origin = get_origin(hint)
    if origin is None:
        return None
    # typing_extensions has its own. If nothing has imported it, no hint has one of those.
    for module in (sys.modules["typing"], sys.modules.get("typing_extensions")):
        for name in ("Required", "NotRequired", "ReadOnly", "Final"):
            if origin is getattr(module, name, None):
                return name
    return None


def _description_of(metadata: object) -> str | None:
    """Return the description in one item of `Annotated`: a string, or an object of pydantic, msgspec or typing."""
    texts = metadata, getattr(metadata, "description", None), getattr(metadata, "documentation", None)
    return next((text for text in texts if isinstance(text, str)), None)


def _fallback(variable: Any) -> Any:
    """Return what a type variable without an argument stands for: its default, bound or constraints, else Any."""
    default = getattr(variable, "__default__", None)
    has_default = getattr(variable, "has_default", None)
    if has_default() if has_default is not None else default is not None:
        return type(None) if default is None else default
    if variable.__bound__ is not None:
        return variable.__bound__
    constraints: Any = variable.__constraints__
    return Union[constraints] if constraints else Any  # noqa: UP007  # a tuple of types is not an operand of `|`


def substitute(hint: Any, arguments: Mapping[Any, Any]) -> Any:
    """Return the hint with type variables replaced."""
    if isinstance(hint, TypeVar):
        return arguments.get(hint, hint)
    if get_origin(hint) is not None and (parameters := getattr(hint, "__parameters__", ())):
        return hint[tuple(arguments.get(each, each) for each in parameters)]
    return hint


def original_bases(cls: Any) -> tuple[Any, ...]:
    """Return the bases of a class with their type arguments, as they were written."""
    bases: tuple[Any, ...] = cls.__dict__.get("__orig_bases__", cls.__bases__)
    return bases


def type_arguments(hint: Any) -> dict[Any, dict[Any, Any]]:
    """Return what the type variables of a class and of each of its bases stand for.

    Args:
        hint: A class, or a generic class with arguments: `Page[int]`.
    """
    found: dict[Any, dict[Any, Any]] = {}
    pending = [hint]
    while pending:
        hint = pending.pop(0)
        cls: Any = get_origin(hint) or hint
        if cls in found or not isinstance(cls, type):
            continue
        parameters: tuple[Any, ...] = getattr(cls, "__parameters__", ())
        values = dict(zip(parameters, get_args(hint), strict=False))
        for parameter in parameters:
            if isinstance(parameter, TypeVar) and parameter not in values:
                values[parameter] = substitute(_fallback(parameter), values)
        found[cls] = values
        bases = original_bases(cls)
        pending += [substitute(base, values) for base in bases if get_origin(base) not in (Generic, Protocol)]
    return found
