"""Columns of a table: their types, from Arrow schemas, JSON schemas or values, and their values. Needs pyarrow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

    from parallel.bulk.rows import BulkRow

_TEXT_COLUMN = "input"


class Column:
    """A column of a table.

    Args:
        name: Its name.
        type: Its type.
        value: Returns the value of a row.
    """

    def __init__(self, name: str, type: pyarrow.DataType, value: Callable[[BulkRow[Any]], Any]) -> None:
        self.name = name
        self._type = type
        self._value = value

    def array(self, rows: Sequence[BulkRow[Any]]) -> pyarrow.Array[Any]:
        """Return the values of rows.

        Args:
            rows: The rows.
        """
        return _array([self._value(row) for row in rows], self._type)


def input_columns(schema: bytes | None, rows: Callable[[], Iterator[BulkRow[Any]]]) -> list[Column]:
    """Return the columns of the input.

    Args:
        schema: The serialized Arrow schema of the rows, if it is known.
        rows: Returns all rows: their values show the types otherwise.
    """
    import pyarrow

    if schema is not None:
        found = pyarrow.ipc.read_schema(pyarrow.py_buffer(schema))
        return [_input_column(field.name, field.type) for field in found]
    types = _inferred(rows())
    return [_input_column(name, type) for name, type in types.items()]


def _input_column(name: str, type: Any) -> Column:
    def value(row: BulkRow[Any]) -> Any:
        found = (
            row.input.get(name)
            if isinstance(row.input, dict)
            else row.input
            if name == _TEXT_COLUMN
            else None
        )
        return found if type is not None or found is None else _json_text(found)

    import pyarrow

    return Column(name, pyarrow.string() if type is None else type, value)


def _inferred(rows: Iterator[BulkRow[Any]]) -> dict[str, Any]:
    """Return the type of each column by its values. None for values of several types: JSON text has them all."""
    import pyarrow

    types: dict[str, Any] = {}
    while page := [row.input for row, _ in zip(rows, range(1000), strict=False)]:
        records = [each if isinstance(each, dict) else {_TEXT_COLUMN: each} for each in page]
        for name in dict.fromkeys(name for record in records for name in record):
            if name in types and types[name] is None:
                continue
            try:
                found = pyarrow.array([record.get(name) for record in records]).type
                fields = [pyarrow.field("it", each) for each in (types.get(name, found), found)]
                schemas = [pyarrow.schema([field]) for field in fields]
                types[name] = pyarrow.unify_schemas(schemas, promote_options="permissive").field(0).type
            except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError):
                types[name] = None
    return {name: None if type is None or _holds_null(type) else type for name, type in types.items()}


def _holds_null(type: Any) -> bool:
    """Return whether a type, or one inside it, has no values but null: no file format can hold such a column."""
    import pyarrow

    children = [type.field(index).type for index in range(type.num_fields)]
    return bool(pyarrow.types.is_null(type)) or any(map(_holds_null, children))


def output_columns(schema: Any) -> list[Column]:
    """Return the columns of the output: one for each field of its type, or one for all of it.

    Args:
        schema: The output schema of the task spec. None if the service chooses it.
    """
    import pyarrow

    root = schema.get("json_schema") if isinstance(schema, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(root.get("properties"), Mapping):
        return [Column("output", pyarrow.string(), lambda row: _plain_text(_content(row)))]
    definitions = root.get("$defs") or root.get("definitions") or {}
    return [
        _output_column(name, _type_of(each, definitions, ())) for name, each in root["properties"].items()
    ]


def _output_column(name: str, type: Any) -> Column:
    def value(row: BulkRow[Any]) -> Any:
        content = _content(row)
        return _shaped(content.get(name), type) if isinstance(content, dict) else None

    return Column(f"output_{name}", type, value)


def _content(row: BulkRow[Any]) -> Any:
    return (row.result or {}).get("content") if row.status == "completed" else None


def _type_of(schema: Any, definitions: Mapping[str, Any], seen: tuple[str, ...]) -> Any:
    """Return the Arrow type of a JSON schema. What has no single type becomes JSON text."""
    import pyarrow

    text: Any = pyarrow.string()
    if not isinstance(schema, Mapping):
        return text
    if isinstance(reference := schema.get("$ref"), str):
        name = reference.rpartition("/")[2]
        if name in seen or name not in definitions:
            return text
        return _type_of(definitions[name], definitions, (*seen, name))
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        kinds = [each for each in choices if each != {"type": "null"}]
        return _type_of(kinds[0], definitions, seen) if len(kinds) == 1 else text
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [each for each in kind if each != "null"]
        kind = kinds[0] if len(kinds) == 1 else None
    match kind:
        case "integer":
            return pyarrow.int64()
        case "number":
            return pyarrow.float64()
        case "boolean":
            return pyarrow.bool_()
        case "array":
            return pyarrow.list_(_type_of(schema.get("items"), definitions, seen))
        case "object" if schema.get("properties"):
            fields = schema["properties"].items()
            return pyarrow.struct([(name, _type_of(each, definitions, seen)) for name, each in fields])
        case _:
            return text


def _shaped(value: Any, type: Any) -> Any:
    """Return a JSON value as a type has it: what the type has no place for becomes JSON text."""
    import pyarrow

    if value is None:
        return None
    if pyarrow.types.is_list(type) and isinstance(value, list):
        return [_shaped(each, type.value_type) for each in value]
    if pyarrow.types.is_struct(type) and isinstance(value, dict):
        return {field.name: _shaped(value.get(field.name), field.type) for field in type}
    return _plain_text(value) if pyarrow.types.is_string(type) else value


def _plain_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else _json_text(value)


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _array(values: list[Any], type: Any) -> Any:
    """Return values as an array. Dates and decimals come from their texts; a value that does not fit is null."""
    import pyarrow

    problems = (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, pyarrow.ArrowNotImplementedError, OverflowError)
    try:
        return pyarrow.array(values, type)
    except problems:
        pass
    try:
        return pyarrow.array(values).cast(type)
    except problems:
        if len(values) == 1:
            return pyarrow.nulls(1, type)
    # One value is that of a row which could not be sent.
    middle = len(values) // 2
    halves = [_array(values[:middle], type), _array(values[middle:], type)]
    return pyarrow.concat_arrays(halves)
