"""`--field name:type:description` → a JSON schema for the output of a run. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pareta_cli.failures import UsageError

_TYPES = ("string", "number", "integer", "boolean")
# As Python calls them.
_ALSO = {"str": "string", "float": "number", "int": "integer", "bool": "boolean"}
_HELP = "Write --field name:type:description, such as --field founded:integer:'Year of the founding'."


def schema_of_fields(fields: Iterable[str]) -> dict[str, Any]:
    """Return the schema of an object with these fields, all required.

    Args:
        fields: Texts of the form `name`, `name:type` or `name:type:description`. A type is `string`, `number`,
            `integer` or `boolean`, and with `[]` a list of such values. Without a type it is `string`.

    Raises:
        UsageError: A field is malformed, or two have the same name.
    """
    properties: dict[str, Any] = {}
    for field in fields:
        name, _, rest = field.partition(":")
        type_name, _, description = rest.partition(":")
        name = name.strip()
        if not name:
            raise UsageError(f"--field {field!r} has no name. {_HELP}")
        if name in properties:
            raise UsageError(f"--field {name!r} is given twice")
        properties[name] = _schema_of_type(type_name.strip() or "string", name)
        if description.strip():
            properties[name]["description"] = description.strip()
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema_of_type(type_name: str, field: str) -> dict[str, Any]:
    is_list, item = type_name.endswith("[]"), type_name.removesuffix("[]")
    item = _ALSO.get(item, item)
    if item not in _TYPES:
        known = ", ".join((*_TYPES, "string[]"))
        raise UsageError(f"--field {field!r} has the unknown type {type_name!r}: use one of {known}. {_HELP}")
    return {"type": "array", "items": {"type": item}} if is_list else {"type": item}
