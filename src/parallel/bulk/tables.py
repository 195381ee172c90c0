"""The rows of a journal as tables and files. pyarrow is imported only for tables."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from parallel.bulk.columns import Column, input_columns, output_columns
from parallel.bulk.rows import BulkRow

if TYPE_CHECKING:
    import pyarrow

    from parallel.bulk.journal import Journal
    from pareta_core.schema import Output

_PAGE = 1000


def read_rows(journal: Journal, output: Output[Any] | None) -> Iterator[BulkRow[Any]]:
    """Yield all rows of a journal in order.

    Args:
        journal: The journal.
        output: The output type.
    """
    last = index = 0
    while records := journal.records_after(last, _PAGE):
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
    """
    count = 0
    with _replacing(Path(path)) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for row in read_rows(journal, output):
            file.write(_json_line(row, basis))
            count += 1
    return count


def _json_line(row: BulkRow[Any], basis: bool) -> str:
    fits = row.status == "completed"
    found = row.result or {}
    record = {
        "output": found.get("content") if fits else None,
        "status": row.status,
        "error": None if fits else _message(row),
        "run_id": row.run_id,
    }
    if not fits and found:
        record["raw"] = found.get("content")
    if basis:
        record["basis"] = found.get("basis")
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return f'{{"input":{row.input_json},{text[1:]}\n'


def _message(row: BulkRow[Any]) -> str | None:
    return None if row.error is None else str(row.error)


class Tables:
    """The rows of a journal as tables of pyarrow, all with the same columns.

    Args:
        journal: The journal.
        output: The output type.
        prefix: What the names of the columns after the input begin with.
        basis: Whether to add basis and confidence.

    Raises:
        ImportError: pyarrow is not installed.
    """

    def __init__(self, journal: Journal, output: Output[Any] | None, *, prefix: str, basis: bool) -> None:
        try:
            import pyarrow
        except ImportError as error:
            raise ImportError('tables need pyarrow: pip install "pareta-sdk[bulk]"') from error
        self._pyarrow: Any = pyarrow
        self._journal = journal
        self._output = output
        self._prefix = prefix
        self._basis = basis

    @cached_property
    def _columns(self) -> list[Column]:
        inputs = input_columns(self._journal.columns(), lambda: read_rows(self._journal, None))
        spec = self._journal.settings()["task_spec"] or {}
        string = self._pyarrow.string()
        others = [
            *output_columns(spec.get("output_schema")),
            Column("status", string, lambda row: row.status),
            Column("error", string, _message),
            Column("run_id", string, lambda row: row.run_id),
        ]
        if self._basis:
            others.append(Column("basis", string, _basis_text))
            others.append(Column("confidence", self._pyarrow.map_(string, string), _confidence))
        for each in others:
            each.name = self._prefix + each.name
        taken = sorted({each.name for each in inputs} & {each.name for each in others})
        if taken:
            raise ValueError(
                f"the input has a column {taken[0]!r}, as the results do: pass a prefix for these, such as "
                'prefix="bulk_"'
            )
        return [*inputs, *others]

    def table(self) -> pyarrow.Table:
        """Return all rows as one table."""
        tables = [self._table(rows) for rows in self._pages(_PAGE)] or [self._table([])]
        found: pyarrow.Table = self._pyarrow.concat_tables(tables)
        return found

    def write_parquet(self, folder: str | os.PathLike[str], rows_per_file: int) -> int:
        """Write all rows as Parquet files, each of which appears whole, and return how many rows.

        Args:
            folder: Where to write.
            rows_per_file: How many rows a file has at most.
        """
        import pyarrow.parquet

        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        schema = self._table([]).schema
        pages = self._pages(min(_PAGE, rows_per_file))
        count = number = 0
        page = next(pages, [])
        while page or not number:
            with _replacing(path / f"part-{number:05}.parquet") as temporary:
                written = 0
                with pyarrow.parquet.ParquetWriter(temporary, schema) as writer:
                    while page and written + len(page) <= rows_per_file:
                        writer.write_table(self._table(page))
                        written += len(page)
                        page = next(pages, [])
            count += written
            number += 1
        for left_over in path.glob("part-*.parquet"):
            if left_over.stem[5:].isdecimal() and int(left_over.stem[5:]) >= number:
                left_over.unlink()
        return count

    def _pages(self, size: int) -> Iterator[list[BulkRow[Any]]]:
        page: list[BulkRow[Any]] = []
        for row in read_rows(self._journal, self._output):
            page.append(row)
            if len(page) == size:
                yield page
                page = []
        if page:
            yield page

    def _table(self, rows: Sequence[BulkRow[Any]]) -> pyarrow.Table:
        found: pyarrow.Table = self._pyarrow.table(
            [column.array(rows) for column in self._columns], names=[column.name for column in self._columns]
        )
        return found


def _basis_text(row: BulkRow[Any]) -> str | None:
    found = (row.result or {}).get("basis")
    return None if found is None else json.dumps(found, ensure_ascii=False)


def _confidence(row: BulkRow[Any]) -> list[tuple[str, str | None]] | None:
    return [*row.confidence.items()] if row.result else None


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a new file, which replaces another once it is complete."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        yield temporary
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
