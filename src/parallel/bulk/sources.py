"""Rows as people have them → the inputs of runs, one after the other, with the rows that cannot be sent. No network.

A row that is not valid does not end the others: it becomes a row with a problem.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from parallel.bulk.json_text import canonical_bytes, compact_json
from pareta_core.arguments import iterator_over
from pareta_core.encoding import to_json
from pareta_core.json_values import is_object, to_json_object
from pareta_core.schema import input_to_json
from pareta_core.tabular import frame_rows, is_column, is_frame
from pareta_wire.model import Model

_INSTALL = 'pip install "pareta-sdk[bulk]"'


class SourceRow(NamedTuple):
    """A row that was read."""

    input: str
    """The input as JSON text: as it is sent, or as much of it as can be shown."""
    digest: bytes
    """The same for equal inputs."""
    problem: str | None = None
    """Why it cannot be sent, if it cannot."""


class _Bad(NamedTuple):
    """A row that could not be read."""

    shown: str
    problem: str


@attrs.frozen
class Source:
    """The rows of one call."""

    rows: Iterator[tuple[str, Any]]
    """The place of each row for messages, and the row."""
    columns: tuple[str, ...] | None = None
    """The names of the columns, if all rows have the same."""
    arrow_schema: bytes | None = None
    """The names and types of the columns, serialized, if they are known."""
    required: frozenset[str] = frozenset()
    """The columns that each row must have."""

    def take(self, count: int, max_characters: int) -> list[SourceRow]:
        """Read rows. None means that all have been read.

        Args:
            count: How many at most.
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
            ends in `.jsonl`, `.csv` or `.parquet`; or an open file of JSON lines.
        required: The columns that each row must have.

    Raises:
        TypeError, ValueError: The rows cannot be read, or their columns lack one that is required.
        OSError: The file cannot be opened.
    """
    source = _source(rows)
    missing = sorted(required - set(source.columns or required))
    if missing:
        names = ", ".join(map(repr, missing))
        raise ValueError(
            f"rows lack the column {names}, which input_schema requires; they have {', '.join(source.columns or ())}"
        )
    return attrs.evolve(source, required=required)


def _source(rows: Any) -> Source:
    if isinstance(rows, str | os.PathLike):
        return _file(Path(rows))
    if is_column(rows):
        raise TypeError(
            f"rows must be a list of inputs, not a {type(rows).__name__}: pass the frame with its named columns"
        )
    if hasattr(type(rows), "__aiter__"):
        raise TypeError(
            "rows must be an ordinary iterable, not an asynchronous one: collect a list of it first"
        )
    if is_frame(rows):
        return _frame(rows)
    if hasattr(rows, "readline"):
        return Source(_json_lines(getattr(rows, "name", "rows"), rows))
    record = is_object(rows) and not isinstance(rows, Model)  # (A list of models is a model.)
    iterator = None if record else iterator_over(rows)
    if iterator is None:
        raise TypeError(
            f"rows must be a list of inputs, not {type(rows).__name__}: pass [row] for a single one"
        )
    return Source((f"rows[{index}]", row) for index, row in enumerate(iterator))


def _frame(rows: Any) -> Source:
    if hasattr(rows, "__arrow_c_stream__"):
        try:
            import pyarrow
        except ImportError:
            pass
        else:
            return _arrow(pyarrow.RecordBatchReader.from_stream(rows))
    found = frame_rows(rows, "rows")
    return Source((f"rows[{index}]", row) for index, row in enumerate(found or ()))


def _arrow(reader: Any, close: Callable[[], None] | None = None) -> Source:
    def rows() -> Iterator[tuple[str, Any]]:
        index = 0
        try:
            for batch in reader:
                for row in batch.to_pylist():
                    yield f"rows[{index}]", row
                    index += 1
        finally:
            if close:
                close()

    return Source(rows(), tuple(reader.schema.names), reader.schema.serialize().to_pybytes())


def _file(path: Path) -> Source:
    readers = {".jsonl": _json_file, ".ndjson": _json_file, ".csv": _csv_file, ".parquet": _parquet_file}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ValueError(
            f"rows: {path} has none of the endings {', '.join(readers)}; a single text is passed as a list: [text]"
        )
    return reader(path)


def _json_file(path: Path) -> Source:
    file = path.open("rb")

    def rows() -> Iterator[tuple[str, Any]]:
        with file:
            yield from _json_lines(str(path), file)

    return Source(rows())


def _json_lines(name: str, file: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(file, 1):
        place = f"{name}, line {number}"
        try:
            text = (line.decode() if isinstance(line, bytes) else str(line)).removeprefix("\ufeff").strip()
            if text:
                yield place, json.loads(text)
        except UnicodeDecodeError as error:
            yield place, _Bad(repr(line), f"it is not UTF-8 text ({error})")
        except (ValueError, RecursionError) as error:
            yield place, _Bad(text, f"it is not valid JSON ({error})")


def _csv_file(path: Path) -> Source:
    file = path.open(encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(file)
        columns = next(reader, [])
        if not columns or not all(columns) or len(set(columns)) < len(columns):
            raise ValueError(f"rows: the first line of {path} must name each column, once: it is {columns}")
    except BaseException:
        file.close()
        raise

    def rows() -> Iterator[tuple[str, Any]]:
        with file:
            for values in reader:
                place = f"{path}, line {reader.line_num}"
                if len(values) == len(columns):
                    yield place, dict(zip(columns, values, strict=True))
                elif values:
                    yield (
                        place,
                        _Bad(json.dumps(values), f"it has {len(values)} values for {len(columns)} columns"),
                    )

    return Source(rows(), tuple(columns))


def _parquet_file(path: Path) -> Source:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise ImportError(f"Parquet files need pyarrow: {_INSTALL}") from error
    file: Any = pyarrow.parquet.ParquetFile(path)
    schema = file.schema_arrow
    reader = pyarrow.RecordBatchReader.from_batches(schema, file.iter_batches(batch_size=1000))
    return _arrow(reader, file.close)


def _row(place: str, value: Any, required: frozenset[str]) -> SourceRow:
    """Return a row as it is sent, or with what is wrong with it."""
    if isinstance(value, _Bad):
        return _invalid(value.shown, f"{place}: {value.problem}")
    try:
        found = _input(value)
        text = to_json(found, "input").decode()
    except (TypeError, ValueError) as error:
        return _invalid(_shown(value), f"{place}{str(error).removeprefix('input')}")
    if isinstance(found, dict) and not required <= found.keys():
        missing = ", ".join(map(repr, sorted(required - found.keys())))
        return _invalid(found, f"{place}: the column {missing} is missing, which input_schema requires")
    if not found:
        return _invalid(found, f"{place}: is empty")
    return SourceRow(text, _digest(canonical_bytes(found)))


def _input(value: Any) -> Any:
    if type(value) is dict:
        return to_json_object(value, "input")
    return input_to_json(value)


def _invalid(shown: Any, problem: str) -> SourceRow:
    text = compact_json(shown)
    return SourceRow(text, _digest(b"invalid " + text.encode()), problem)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:16]


def _shown(value: Any) -> Any:
    """Return as much of an invalid row as JSON can hold, so that its columns are not lost."""
    if not isinstance(value, dict):
        return repr(value)[:1000]
    shown: dict[str, Any] = {}
    for name, each in value.items():
        try:
            converted = to_json_object({"it": each}, "input")
            to_json(converted, "input")
            shown[str(name)] = (converted or {})["it"]
        except (TypeError, ValueError):
            shown[str(name)] = ascii(each)[:1000]
    return shown
