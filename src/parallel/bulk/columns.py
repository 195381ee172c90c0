"""Columns of a table: their types, from Arrow schemas, JSON schemas or values, and their values. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from parallel.bulk.arrow_values import converter, is_restorable, make_array, portable
from parallel.bulk.json_text import compact_json
from pareta_core.encoding import as_object

if TYPE_CHECKING:
    from parallel.bulk.rows import BulkRow

_PAGE = 1024
_EXACT = 2**53
"""The integers up to here are exact as a float64."""
DataType: TypeAlias = Any
"""A `pyarrow.DataType`. (pyarrow has no types of its own for a type checker.)"""


@attrs.frozen
class Column:
    """A column of a table."""

    name: str
    type: DataType
    """Its Arrow type."""
    value: Callable[[BulkRow[Any]], Any]
    """Returns the value of a row, in JSON types."""
    metadata: dict[bytes, bytes] | None = None
    """What the schema of the rows says of it besides, such as the categories of an enumeration of polars."""

    def array(self, rows: Sequence[BulkRow[Any]]) -> Any:
        """Return the values of rows as an array. A value that its type has no place for is null.

        Args:
            rows: The rows.
        """
        convert = converter(self.type)
        return make_array([convert(self.value(row)) for row in rows], self.type)


# --- the input


def input_columns(schema: bytes | None, rows: Callable[[], Iterator[BulkRow[Any]]]) -> list[Column]:
    """Return the columns of the input.

    Args:
        schema: The serialized Arrow schema of the rows, if it is known.
        rows: Returns all rows: their values show the types otherwise.
    """
    pyarrow: Any = import_module("pyarrow")
    if schema is None:
        return [_input_column(name, found) for name, found in _inferred(rows()).items()]
    columns: list[Column] = []
    for each in pyarrow.ipc.read_schema(pyarrow.py_buffer(schema)):
        found = portable(each.type)
        columns.append(_input_column(each.name, found if is_restorable(found) else None, each.metadata))
    return columns


def _input_column(name: str, type: DataType | None, metadata: dict[bytes, bytes] | None = None) -> Column:
    """Return a column of the input: as JSON text, if there is no type for all of its values."""

    def value(row: BulkRow[Any]) -> Any:
        return row.columns.get(name)

    def text(row: BulkRow[Any]) -> str | None:
        found = value(row)
        return None if found is None else compact_json(found)

    if type is None:
        return Column(name, import_module("pyarrow").string(), text)
    return Column(name, type, value, metadata)


def _inferred(rows: Iterator[BulkRow[Any]]) -> dict[str, DataType | None]:
    """Return the type of each column by its values. None for values of several types: JSON text has them all.

    Rows that are not valid add their columns, but do not change a type.
    """
    pyarrow: Any = import_module("pyarrow")
    types: dict[str, DataType | None] = {}
    names: dict[str, None] = {}
    large: set[str] = set()  # columns with integers that a float64 would round
    while page := list(islice(rows, _PAGE)):
        names.update((name, None) for row in page for name in row.columns)
        records = [row.columns for row in page if row.status != "invalid"]
        for name in dict.fromkeys(name for record in records for name in record):
            if name not in types or types[name] is not None:
                values = [record.get(name) for record in records]
                types[name] = _type_of_values(values, types.get(name))
                if types[name] == pyarrow.int64() and any(abs(each) > _EXACT for each in values if each):
                    large.add(name)
    for name in large:
        types[name] = None if types[name] == pyarrow.float64() else types[name]
    return {name: _storable(types.get(name)) for name in names}


def _type_of_values(values: list[Any], known: DataType | None) -> DataType | None:
    """Return the type of values, and of those before them."""
    pyarrow: Any = import_module("pyarrow")
    try:
        found = pyarrow.array(values).type
        if known is None or known == found:
            return found
        schemas = [pyarrow.schema([("it", each)]) for each in (known, found)]
        return pyarrow.unify_schemas(schemas, promote_options="permissive").field(0).type
    except (TypeError, ValueError, OverflowError):
        return None


def _storable(type: DataType | None) -> DataType | None:
    return None if type is None or _holds_nothing(type) else type


def _holds_nothing(type: DataType) -> bool:
    """Return whether a type, or one inside it, has no values but null or {}: many file formats lack such columns."""
    types: Any = import_module("pyarrow").types
    children = [type.field(index).type for index in range(type.num_fields)]
    is_empty = types.is_null(type) or (types.is_struct(type) and not children)
    return bool(is_empty) or any(map(_holds_nothing, children))


# --- the output


def output_columns(schema: Any) -> list[Column]:
    """Return the columns of the output: one for each field of its type, or one for all of it.

    Args:
        schema: The output schema of the task spec. None if the service chooses it.
    """
    root = as_object((as_object(schema) or {}).get("json_schema")) or {}
    definitions = as_object(root.get("$defs")) or as_object(root.get("definitions")) or {}
    seen: tuple[str, ...] = ()
    while (name := _reference(root)) in definitions and name not in seen:
        root, seen = as_object(definitions[name]) or {}, (*seen, name)
    properties = as_object(root.get("properties"))
    if not properties:
        return [Column("output", import_module("pyarrow").string(), _content)]
    return [_output_column(name, _type_of(each, definitions, seen)) for name, each in properties.items()]


def _output_column(name: str, type: DataType) -> Column:
    def value(row: BulkRow[Any]) -> Any:
        return (as_object(_content(row)) or {}).get(name)

    return Column(f"output_{name}", type, value)


def _content(row: BulkRow[Any]) -> Any:
    return row.content if row.status == "completed" else None


def _type_of(schema: Any, definitions: Mapping[str, Any], seen: tuple[str, ...]) -> DataType:
    """Return the Arrow type of a JSON schema. What has no single type becomes JSON text, as what contains itself."""
    pyarrow: Any = import_module("pyarrow")
    found = as_object(schema) or {}
    if name := _reference(found):
        if name in seen or name not in definitions:
            return pyarrow.string()
        return _type_of(definitions[name], definitions, (*seen, name))
    for word in ("anyOf", "oneOf", "allOf"):
        if found.get(word):
            return _common_type(
                [_type_of(each, definitions, seen) for each in found[word] if not _is_null(each)]
            )
    if "type" not in found and ("enum" in found or "const" in found):
        return _type_of_choices(found.get("enum", [found.get("const")]))
    kinds: Any = found.get("type")
    kinds = [each for each in (kinds if isinstance(kinds, list) else [kinds]) if each != "null"]  # pyright: ignore[reportUnknownVariableType]
    return _common_type([_type_of_kind(kind, found, definitions, seen) for kind in kinds])


def _type_of_kind(
    kind: Any, schema: dict[str, Any], definitions: Mapping[str, Any], seen: tuple[str, ...]
) -> DataType:
    pyarrow: Any = import_module("pyarrow")
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
            return pyarrow.string()


def _common_type(types: list[DataType]) -> DataType:
    """Return the type that has the values of all, or that of JSON text."""
    pyarrow: Any = import_module("pyarrow")
    distinct = set(types)
    if distinct == {pyarrow.int64(), pyarrow.float64()}:
        return pyarrow.float64()
    return types[0] if len(distinct) == 1 else pyarrow.string()


def _type_of_choices(choices: list[Any]) -> DataType:
    return _storable(_type_of_values(choices, None)) or import_module("pyarrow").string()


def _reference(schema: Mapping[str, Any]) -> str:
    """Return the name of the definition that a schema refers to, or an empty text."""
    found = schema.get("$ref")
    return found.rpartition("/")[2] if isinstance(found, str) else ""


def _is_null(schema: Any) -> bool:
    return (as_object(schema) or {}).get("type") == "null"
