"""The rows of a journal as tables and files, a page at a time. pyarrow is imported only for tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs

from parallel.bulk.columns import Column, input_columns, output_columns
from parallel.bulk.json_text import compact_json
from parallel.bulk.rows import BulkRow
from pareta_core import arguments
from pareta_core.whole_files import remove_unfinished, replacing

if TYPE_CHECKING:
    from parallel.bulk.journal import Journal
    from pareta_core.schema import Output

# How many rows are read and converted at once.
_PAGE = 1024
# How large a row group of a Parquet file becomes, in memory, before it is written.
_GROUP_BYTES = 2**24


def read_rows(journal: Journal, output: Output[Any] | None, *, basis: bool) -> Iterator[BulkRow[Any]]:
    """Yield all rows of a journal in order.

    Args:
        journal: The journal.
        output: The output type.
        basis: Whether to read what outputs have apart from their content.
    """
    last = index = 0
    while records := journal.records_after(last, _PAGE, events=basis):
        for record in records:
            yield BulkRow(index, record, output)
            index += 1
        last = records[-1].id


def write_jsonl(
    journal: Journal, output: Output[Any] | None, path: str | os.PathLike[str], *, basis: bool
) -> int:
    """Write all rows of a journal as JSON lines, and return how many.

    Args:
        journal: The journal.
        output: The output type.
        path: Where to write.
        basis: Whether to add the basis of each output.

    Raises:
        ValueError: The path is that of the journal.
    """
    count = 0
    arguments.flag("basis", basis)
    target = Path(arguments.path("path", path))
    if journal.is_at(target):
        raise ValueError(f"path: {target} is the journal, which knows what was paid for: pass another path")
    remove_unfinished(target.resolve())
    with replacing(target) as new, new.open("w", encoding="utf-8", newline="\n") as file:
        for row in read_rows(journal, output, basis=basis):
            file.write(_json_line(row, basis))
            count += 1
    return count


def _json_line(row: BulkRow[Any], basis: bool) -> str:
    fits = row.status == "completed"
    # The journal has the texts of input and output as they are written here.
    output = row.content_json if fits else "null"
    error, run_id = _json_text(_message(row)), _json_text(row.run_id)
    line = f'{{"input":{row.input_json},"output":{output},"status":"{row.status}","error":{error},"run_id":{run_id}'
    if not fits and row.content_json is not None:
        line += f',"raw":{row.content_json}'
    if basis:
        line += f',"basis":{compact_json((row.result or {}).get("basis"))}'
    return line + "}\n"


def _json_text(value: str | None) -> str:
    return "null" if value is None else compact_json(value)


def _message(row: BulkRow[Any]) -> str | None:
    # (The error of a row that completed is None, too; to ask for it would decode the output.)
    return None if row.status == "completed" or row.error is None else str(row.error)


class Tables:
    """The rows of a journal as tables of pyarrow, all with the same columns.

    Args:
        journal: The journal.
        output: The output type.
        prefix: What the names of the columns after the input begin with.
        basis: Whether to add basis and confidence.

    Raises:
        ImportError: pyarrow is not installed.
        TypeError: `prefix` or `basis` is of another type.
    """

    def __init__(self, journal: Journal, output: Output[Any] | None, *, prefix: str, basis: bool) -> None:
        try:
            self._pyarrow: Any = import_module("pyarrow")
        except ImportError as error:
            raise ImportError('tables need pyarrow: pip install "pareta-sdk[bulk]"') from error
        self._journal = journal
        self._output = output
        if not isinstance(cast("object", prefix), str):
            raise TypeError(f"prefix must be a string, not {type(prefix).__name__}")
        self._prefix = prefix
        self._basis = arguments.flag("basis", basis)

    def table(self) -> Any:
        """Return all rows as one table.

        Raises:
            ValueError: A column of the input has the name of another column.
        """
        pages = self._tables(read_rows(self._journal, self._output, basis=self._basis))
        return self._pyarrow.concat_tables([self._table([]), *pages])

    def write_parquet(self, folder: str | os.PathLike[str], rows_per_file: int) -> int:
        """Write all rows as Parquet files, each of which appears whole, and return how many rows.

        Args:
            folder: Where to write. Files of an earlier call are replaced or removed.
            rows_per_file: How many rows a file has at most.

        Raises:
            TypeError, ValueError: `rows_per_file` is invalid, or a column of the input has the name of another column.
            OSError: A file cannot be written.
        """
        if arguments.count("rows_per_file", rows_per_file) < 1:
            raise ValueError(f"rows_per_file must be 1 or more, not {rows_per_file}")
        path = Path(arguments.path("folder", folder))
        path.mkdir(parents=True, exist_ok=True)
        remove_unfinished(path / "part-")
        rows = read_rows(self._journal, self._output, basis=self._basis)
        count = number = 0
        first = [*islice(rows, 1)]
        while first or not number:  # (A journal without rows is one file without rows.)
            part = path / f"part-{number:05}.parquet"
            count += self._write_part(part, chain(first, islice(rows, rows_per_file - 1)))
            number += 1
            first = [*islice(rows, 1)]
        for left_over in path.glob("part-*.parquet"):
            if left_over.stem[5:].isdecimal() and int(left_over.stem[5:]) >= number:
                left_over.unlink()
        return count

    def _write_part(self, path: Path, rows: Iterator[BulkRow[Any]]) -> int:
        """Write a Parquet file, and return how many rows it has."""
        parquet: Any = import_module("pyarrow.parquet")
        empty = self._table([])
        count = size = 0
        with replacing(path) as new, parquet.ParquetWriter(new, empty.schema) as writer:
            group = [empty]
            for table in self._tables(rows):
                group.append(table)
                count += table.num_rows
                size += table.nbytes
                if size > _GROUP_BYTES:
                    writer.write_table(self._pyarrow.concat_tables(group))
                    group, size = [], 0
            if group:
                writer.write_table(self._pyarrow.concat_tables(group))
        return count

    def _tables(self, rows: Iterator[BulkRow[Any]]) -> Iterator[Any]:
        while page := list(islice(rows, _PAGE)):
            yield self._table(page)

    def _table(self, rows: Sequence[BulkRow[Any]]) -> Any:
        return self._pyarrow.table([column.array(rows) for column in self._columns], schema=self._schema)

    @cached_property
    def _schema(self) -> Any:
        field = self._pyarrow.field
        return self._pyarrow.schema(
            [field(each.name, each.type, True, each.metadata) for each in self._columns]
        )

    @cached_property
    def _columns(self) -> list[Column]:
        inputs = input_columns(self._journal.columns(), lambda: read_rows(self._journal, None, basis=False))
        spec: dict[str, Any] = self._journal.settings()["task_spec"] or {}
        string = self._pyarrow.string()
        others = [
            *output_columns(spec.get("output_schema")),
            Column("status", string, lambda row: row.status),
            Column("error", string, _message),
            Column("run_id", string, lambda row: row.run_id),
        ]
        if self._basis:
            others.append(Column("basis", string, lambda row: (row.result or {}).get("basis")))
            others.append(Column("confidence", self._pyarrow.map_(string, string), _confidence))
        others = [attrs.evolve(each, name=self._prefix + each.name) for each in others]
        taken = sorted({each.name for each in inputs} & {each.name for each in others})
        if taken:
            raise ValueError(
                f"the input has a column {taken[0]!r}, as the results do: pass a prefix for these, such as "
                'prefix="bulk_"'
            )
        return [*inputs, *others]


def _confidence(row: BulkRow[Any]) -> dict[str, str | None] | None:
    return row.confidence if row.result else None
