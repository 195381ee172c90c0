"""Task specs as users have them, with classes as schemas → the JSON that the Task API takes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pareta_core import arguments
from pareta_wire.model import Model, members

_SCHEMAS = ("output_schema", "input_schema")


def spec_object(name: str, value: object) -> dict[str, Any]:
    """Return a task spec as a dict of JSON types. A class that stands for a schema becomes the schema.

    Args:
        name: The argument, for messages.
        value: A `TaskSpec` or a mapping. Its schemas are those of the API, or classes with fields.

    Raises:
        TypeError, ValueError: It is not a task spec; the message names the place.
    """
    if _is_class(value):
        raise TypeError(f'{name} must be a mapping, not a class: pass {{"output_schema": {_name(value)}}}')
    if not isinstance(value, (Model, Mapping)):
        return arguments.json_object(name, value)
    spec = _members(cast("object", value))
    for field in _SCHEMAS:
        if field in spec:
            spec[field] = _schema(f"{name}.{field}", spec[field], is_input=field == "input_schema")
    return arguments.json_object(name, spec)


def _schema(place: str, value: object, *, is_input: bool) -> object:
    if _is_class(value):
        return {"type": "json", "json_schema": _class_schema(place, value, is_input)}
    if isinstance(value, (Model, Mapping)):
        schema = _members(cast("object", value))
        if _is_class(schema.get("json_schema")):
            schema["json_schema"] = _class_schema(f"{place}.json_schema", schema["json_schema"], is_input)
        return schema
    return value


def _class_schema(place: str, cls: Any, is_input: bool) -> dict[str, Any]:
    from pareta_core.schema import describe_input, describe_output

    try:
        return describe_input(cls) if is_input else describe_output(cls).json_schema or {}
    except (TypeError, ValueError) as error:
        problem = str(error).removeprefix("output: ").removeprefix("input: ")
        raise type(error)(f"{place}: {problem}") from error


def _members(value: Any) -> dict[str, Any]:
    return members(value) if isinstance(value, Model) else dict(value)


def _is_class(value: object) -> bool:
    from pareta_core.type_hints import is_type

    return not isinstance(value, (str, Model, Mapping)) and is_type(value)


def _name(value: Any) -> str:
    return getattr(value, "__name__", "…")
