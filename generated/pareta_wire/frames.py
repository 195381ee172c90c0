# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Lists of records as tables of pyarrow, polars and pandas, which are imported only here. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .columns import Type, columns, fit
from .model import Model

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]  # it has none of its own
    import polars as pl

_PANDAS = {
    "text": "string",
    "json": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]",
}


def to_arrow(records: Sequence[object], cls: type | None) -> Any:  # pyarrow has no types
    """Return records as a table of pyarrow.

    Args:
        records: Records of one class.
        cls: The class.

    Raises:
        ImportError: pyarrow is not installed.
        TypeError: There is no class, or it has no fields.
    """
    pa = _load("pyarrow", "to_arrow()")
    schema, values = _columns(records, cls)
    arrays = [pa.array(values[name], type=_arrow_type(pa, wanted)) for name, wanted in schema.items()]
    return pa.Table.from_arrays(arrays, names=list(schema))


def _arrow_type(pa: Any, wanted: Type) -> Any:
    if wanted.kind == "list" and wanted.item:
        return pa.list_(_arrow_type(pa, wanted.item))
    if wanted.kind == "object":
        return pa.struct([(name, _arrow_type(pa, each)) for _, name, each in wanted.members])
    scalars = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "date": pa.date32(),
    }
    return scalars.get(wanted.kind, pa.string())


def to_polars(records: Sequence[object], cls: type | None) -> pl.DataFrame:
    """Return records as a frame of polars.

    Args:
        records: Records of one class.
        cls: The class.

    Raises:
        ImportError: polars is not installed.
        TypeError: There is no class, or it has no fields.
    """
    polars = _load("polars", "to_polars()")
    schema, values = _columns(records, cls)
    dtypes = {name: _polars_type(polars, wanted) for name, wanted in schema.items()}
    frame: pl.DataFrame = polars.DataFrame(values, schema=dtypes)
    return frame


def _polars_type(pl: Any, wanted: Type) -> Any:
    if wanted.kind == "list" and wanted.item:
        return pl.List(_polars_type(pl, wanted.item))
    if wanted.kind == "object":
        return pl.Struct([pl.Field(name, _polars_type(pl, each)) for _, name, each in wanted.members])
    scalars = {
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "timestamp": pl.Datetime("us", "UTC"),
        "date": pl.Date,
    }
    return scalars.get(wanted.kind, pl.String)


def to_pandas(records: Sequence[object], cls: type | None) -> pd.DataFrame:
    """Return records as a frame of pandas.

    Args:
        records: Records of one class.
        cls: The class.

    Raises:
        ImportError: pandas is not installed.
        TypeError: There is no class, or it has no fields.
    """
    pandas = _load("pandas", "to_pandas()")
    schema, values = _columns(records, cls)
    frame: pd.DataFrame = pandas.DataFrame(
        {
            name: pandas.Series(values[name], dtype=_PANDAS.get(wanted.kind, "object"))
            for name, wanted in schema.items()
        },
        index=pandas.RangeIndex(len(records)),
    )
    return frame


def _columns(records: Sequence[object], cls: type | None) -> tuple[dict[str, Type], dict[str, list[Any]]]:
    """Return the type of each column, and its values."""
    found = columns(cls) if cls is not None and issubclass(cls, Model) else ()
    if not found:
        raise TypeError("only a list of records with fields is a table")
    schema = {name: wanted for _, name, wanted in found}
    values = {
        name: [fit(getattr(record, field, None), wanted) for record in records]
        for field, name, wanted in found
    }
    return schema, values


def _load(name: str, method: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ImportError(f"{method} needs {name}: pip install {name}") from error
