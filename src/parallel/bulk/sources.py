"""Rows as people have them → the inputs of runs, one after the other, with the rows that cannot be sent. No network.

A row that is not valid does not end the others: it becomes a row with a problem. Rows are read as they are needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

import attrs

from parallel.bulk.json_text import canonical_bytes, compact_json
from parallel.bulk.rows import BulkRow
from parallel.bulk.text_files import Unreadable, csv_columns, csv_rows, json_lines
from pareta_core.arguments import iterator_over
from pareta_core.class_fields import fields_of, has_fields
from pareta_core.encoding import plain_to_json
from pareta_core.json_values import is_object, to_json_object, to_json_types
from pareta_core.schema import input_to_json
from pareta_core.tabular import frame_rows, is_column, is_frame
from pareta_wire.model import Model

_INSTALL = 'pip install "pareta-sdk[bulk]"'
# How many rows of a batch are Python objects at a time. A frame may be one batch.
_BATCH_ROWS = 1024
_PLAIN = frozenset({str, int, bool, type(None)})
_NAME = frozenset({str})
# How much of a row that is not JSON is kept to be shown.
_SHOWN_CHARACTERS = 1024


class SourceRow(NamedTuple):
    """A row that was read."""

    input: str
    """The input as JSON text: as it is sent, or as much of it as can be shown."""
    digest: bytes
    """The same for equal inputs."""
    problem: str | None = None
    """Why it cannot be sent, if it cannot. It names the row, and the column if there is one to blame."""


@attrs.frozen
class Source:
    """The rows of one call."""

    rows: Iterator[tuple[str, Any]]
    """The place of each row for messages, and the row."""
    columns: tuple[str, ...] | None = None
    """The names of the columns, if all rows have the same."""
    arrow_schema: bytes | None = None
    """The names and types of the columns, as a serialized Arrow schema, if they are known."""
    required: frozenset[str] = frozenset()
    """The columns that each row must have."""

    def take(self, count: int, max_characters: int) -> list[SourceRow]:
        """Read the next rows, and no row more. An empty list means that all have been read.

        Args:
            count: How many to read at most.
            max_characters: The length of their inputs after which to stop.
        """
        found: list[SourceRow] = []
        size = 0
        for place, value in islice(self.rows, count):
            found.append(_row(place, value, self.required))
            size += len(found[-1].input)
            if size >= max_characters:
                break
        return found


def open_source(rows: Any, required: frozenset[str]) -> Source:
    """Return the rows of an argument.

    Args:
        rows: An iterable of texts, mappings or instances; a frame, or anything with `__arrow_c_stream__`; a path that
            ends in `.jsonl`, `.ndjson`, `.csv` or `.parquet`; or an open file of JSON lines.
        required: The columns that each row must have.

    Raises:
        TypeError, ValueError: The rows cannot be read, or their columns lack one that is required.
        OSError: The file cannot be opened.
        ImportError: A Parquet file needs pyarrow, which is not installed.
    """
    source = _source(rows)
    missing = sorted(required - set(source.columns)) if source.columns is not None else []
    if missing:
        names, found = ", ".join(map(repr, missing)), ", ".join(map(repr, source.columns or ()))
        raise ValueError(
            f"rows lack the column {names}, which input_schema requires; they have {found or 'no column'}"
        )
    return attrs.evolve(source, required=required)


def _source(rows: Any) -> Source:
    if isinstance(rows, str) or hasattr(rows, "__fspath__"):
        return _file(Path(rows))
    kind = type(rows).__name__
    if is_column(rows):
        raise TypeError(f"rows must be a list of inputs, not a {kind}: pass the frame with its named columns")
    if hasattr(rows, "__aiter__"):
        raise TypeError(
            f"rows must be an ordinary iterable, not the asynchronous {kind}: collect a list of its items first"
        )
    if hasattr(cast("Any", type(rows)), "sparkSession"):
        from parallel.bulk.spark import spark_batches

        return _frame(spark_batches(rows))
    if hasattr(rows, "__dask_graph__"):  # (To iterate over such a frame gives the names of its columns.)
        raise TypeError(
            f"rows: a {kind} of dask is not computed: pass its rows, "
            "(row for part in frame.partitions for row in part.compute().to_dict('records'))"
        )
    if hasattr(rows, "iter_rows") and hasattr(rows, "iter_batches"):
        raise TypeError(f"rows: a {kind} of Ray is not read as it is: pass its iter_rows()")
    if is_frame(rows):
        return _frame(rows)
    if hasattr(rows, "__dataframe__"):
        raise TypeError(f"rows: a {kind} is not read as it is: pass its rows as an iterable of dicts")
    if hasattr(rows, "readline"):
        return Source(json_lines(rows, "rows"))
    record = is_object(rows) and not isinstance(rows, Model)  # (A list of models is a model.)
    iterator = None if record else iterator_over(rows)
    if iterator is None:
        raise TypeError(f"rows must be a list of inputs, not {kind}: pass [row] for a single one")
    return Source(_numbered(iterator))


def _numbered(rows: Iterator[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"rows[{index}]", row) for index, row in enumerate(rows))


# --- frames


def _frame(rows: Any) -> Source:
    is_pandas = hasattr(rows, "notna")
    if is_pandas:
        rows = _pandas_frame(rows)
    try:
        pyarrow: Any = import_module("pyarrow")
    except ImportError:
        return _records(rows)
    if isinstance(rows, pyarrow.Array | pyarrow.ChunkedArray):
        raise TypeError(
            f"rows must be a list of inputs, not a {type(rows).__name__}: pass a table with named columns"
        )
    if not hasattr(rows, "__arrow_c_stream__"):
        return _records(rows)
    if isinstance(rows, pyarrow.RecordBatchReader):
        return _arrow(rows.schema, lambda: _slices(rows))  # as it is, so that what it raises leaves unchanged
    try:
        reader = pyarrow.RecordBatchReader.from_stream(rows)
    except (TypeError, ValueError, OverflowError) as error:
        if is_pandas:  # a column of mixed types: each row is judged by itself
            return attrs.evolve(_records(rows), columns=tuple(map(str, rows.columns)))
        kind = type(rows).__name__
        raise ValueError(f"rows: the {kind} cannot be read as an Arrow stream ({error})") from error
    return _arrow(reader.schema, lambda: _slices(reader))


def _pandas_frame(rows: Any) -> Any:
    """Return a frame of pandas whose index, if it has a name, is a column."""
    has_names = any(rows.index.names)
    names = [str(name) for name in rows.index.names if has_names and name is not None]
    _check_columns([*names, *map(str, rows.columns)])
    rows = rows.reset_index(drop=not has_names)
    for name, dtype in zip(rows.columns, rows.dtypes, strict=True):
        if str(dtype).startswith("period["):  # an Arrow stream has only its number
            raise ValueError(
                f"rows: the column {str(name)!r} has periods: pass its dates, frame[{name!r}].dt.to_timestamp()"
            )
    return rows


def _records(rows: Any) -> Source:
    if hasattr(rows, "notna"):  # NaN is how a missing value looks in pandas
        rows = rows.astype(object).where(rows.notna(), None)
    return Source(_numbered(iter(frame_rows(rows, "rows") or ())))


def _arrow(schema: Any, batches: Callable[[], Iterator[Any]]) -> Source:
    def rows() -> Iterator[Any]:
        for batch in batches():
            yield from _python_rows(batch)

    names: list[str] = schema.names
    _check_columns(names)
    return Source(_numbered(rows()), tuple(names), schema.serialize().to_pybytes())


def _python_rows(batch: Any) -> list[Any]:
    """Return the rows of a batch. One with a value that Python lacks, such as a date after 9999, spoils no other."""
    try:
        found: list[Any] = batch.to_pylist()
    except (TypeError, ValueError, ArithmeticError, NotImplementedError):
        if batch.num_rows == 1:
            return [_unreadable_row(batch)]
    else:
        return found
    middle = batch.num_rows // 2
    return [*_python_rows(batch.slice(0, middle)), *_python_rows(batch.slice(middle))]


def _unreadable_row(batch: Any) -> Unreadable:
    """Return the only row of a batch, with the values that Python has, and why it lacks the others."""
    row: dict[str, Any] = {}
    problems: list[str] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        row[name] = None
        try:
            (row[name],) = column.to_pylist()
        except (TypeError, ValueError, ArithmeticError, NotImplementedError) as error:
            problems.append(f"{name} cannot be read as a value of Python ({error})")
    return Unreadable(_shown(row), "; ".join(problems))


def _check_columns(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"rows have several columns with the name {twice[0]!r}: rename them")


def _slices(batches: Any) -> Iterator[Any]:
    for batch in batches:
        for start in range(0, batch.num_rows, _BATCH_ROWS):
            yield batch.slice(start, _BATCH_ROWS)


# --- files


def _file(path: Path) -> Source:
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            with path.open("rb"):  # so that a file that is missing is reported at once
                return Source(_json_file(path))
        case ".csv":
            columns = csv_columns(path)
            return Source(csv_rows(path, columns), columns)
        case ".parquet":
            return _parquet_file(path)
        case _:
            shown = ascii(str(path)[:80])
            raise ValueError(
                f"rows: {shown} is not a path that ends in .jsonl, .ndjson, .csv or .parquet. Pass [text] for one text"
            )


def _json_file(path: Path) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as file:
        yield from json_lines(file, str(path))


def _parquet_file(path: Path) -> Source:
    try:
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise ImportError(f"Parquet files need pyarrow: {_INSTALL}") from error
    if path.is_dir():
        raise ValueError(
            f"rows: {path} is a folder: pass pyarrow.dataset.dataset({str(path)!r}).scanner().to_reader() for its files"
        )
    try:
        schema = parquet.read_schema(path)
    except (TypeError, ValueError) as error:  # what pyarrow raises for a file of another kind
        raise ValueError(f"rows: {path} is not a Parquet file ({error})") from error

    def batches() -> Iterator[Any]:
        with parquet.ParquetFile(path) as file:
            yield from _slices(file.iter_batches(batch_size=_BATCH_ROWS))

    return _arrow(schema, batches)


# --- rows


def _row(place: str, value: Any, required: frozenset[str]) -> SourceRow:
    """Return a row as it is sent, or with what is wrong with it."""
    if isinstance(value, Unreadable):
        return _invalid(value.shown, f"{place}: {value.problem}")
    try:
        found = _input(value)
        text = plain_to_json(found, "input").decode()
    except (TypeError, ValueError) as error:
        return _invalid(_shown(value), _placed(place, str(error)))
    missing = required if isinstance(found, str) else required - found.keys()
    if missing:
        names = ", ".join(map(repr, sorted(missing)))
        return _invalid(found, f"{place}: the column {names} is missing, which input_schema requires")
    if _is_empty(found):
        return _invalid(found, f"{place}: it is empty")
    return SourceRow(text, _digest(canonical_bytes(found)))


def _input(value: Any) -> str | dict[str, Any]:
    if type(value) is dict:
        # Most rows are plain: they need no conversion, which takes longer than all the rest.
        plain = cast("dict[str, Any]", value)
        if _PLAIN.issuperset(map(type, plain.values())) and _NAME.issuperset(map(type, plain)):
            return plain
        return to_json_object(value, "input") or {}
    if isinstance(value, BulkRow):
        raise TypeError("a BulkRow is a result: pass its input, its columns or its output")
    return input_to_json(value)


def _is_empty(row: str | dict[str, Any]) -> bool:
    """Return whether a row says nothing, as the lines of commas do that spreadsheets write after the last row."""
    for value in (row,) if isinstance(row, str) else row.values():
        if value is not None and not (isinstance(value, str) and (not value or value.isspace())):
            return False
    return True


def _placed(place: str, problem: str) -> str:
    """Return the problem of an input with the place of its row: `rows[3].founded: …`, `a.csv, line 3, founded: …`."""
    rest = problem.removeprefix("input")
    return f"{place}, {rest[1:]}" if rest.startswith(".") and not place.endswith("]") else f"{place}{rest}"


def _invalid(shown: Any, problem: str) -> SourceRow:
    text = compact_json(shown)
    return SourceRow(text, _digest(b"invalid " + text.encode()), problem)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _shown(value: Any) -> Any:
    """Return as much of an invalid row as JSON can hold, so that its columns are not lost."""
    items = _items(value)
    if items is None:
        return _ascii(value)
    shown: dict[str, Any] = {}
    for name, each in items.items():
        try:
            converted = to_json_types(each, "input")
            plain_to_json(converted, "input")
            shown[str(name)] = converted
        except (TypeError, ValueError):
            shown[str(name)] = _ascii(each)
    return shown


def _ascii(value: Any) -> str:
    try:
        return ascii(value)[:_SHOWN_CHARACTERS]
    except Exception:  # noqa: BLE001  # too deep, too many digits, or whatever the class of the value raises
        return f"<{type(value).__name__}>"


def _items(value: Any) -> Mapping[Any, Any] | None:
    cls = cast("Any", type(value))
    if issubclass(cls, Mapping):
        items: Mapping[Any, Any] = value
        return items
    if has_fields(cls):
        return {each.key: getattr(value, each.attribute, None) for each in fields_of(cls, {}, sent=True)}
    if hasattr(cls, "keys") and hasattr(cls, "__getitem__"):  # a row of a database
        return {key: value[key] for key in value.keys()}  # noqa: SIM118  # it is no mapping
    return None
