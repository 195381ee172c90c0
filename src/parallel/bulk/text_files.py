"""JSON lines and CSV → rows, and the lines that cannot be read, each with its place. A bad line costs no other."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pareta_core.rows import position

_SHOWN_CHARACTERS = 1024
_BLANK = " \t\r\n"


class Unreadable(NamedTuple):
    """A row that cannot be read."""

    shown: Any
    """As much of it as was read, in JSON types."""
    problem: str
    """What is wrong with it."""


# --- JSON lines


def json_lines(file: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Return the rows of an open file with one JSON value in each line.

    Args:
        file: The file, open for text or bytes.
        name: What to call it if it has no name of its own.

    Raises:
        ValueError: It is closed, not open for reading, or of another kind; during iteration: it is at its end, or not
            UTF-8 text.
    """
    own = getattr(file, "name", None)
    name = os.fspath(own) if isinstance(own, str | os.PathLike) else name
    if getattr(file, "closed", False):
        raise ValueError(f"{name} is a closed file: pass its path, or open it")
    if hasattr(file, "readable") and not file.readable():
        raise ValueError(f"{name} is not open for reading")
    if name.lower().endswith((".csv", ".parquet")):
        raise ValueError(f"{name} is open, and an open file is read as JSON lines: pass its path")
    return _json_rows(file, name)


def _json_rows(file: Iterable[Any], name: str) -> Iterator[tuple[str, Any]]:
    start, number = position(file), 0
    try:
        for line in file:
            number += 1
            row = _json_row(line)
            if row is not None:
                yield f"{name}, line {number}", row[0]
    except UnicodeDecodeError as error:  # by a file that is open for text
        raise ValueError(
            f"{name} is not UTF-8 text after line {number} ({error}): open it with the mode 'rb', and only the rows "
            "that are not are left out"
        ) from error
    if not number and start:
        raise ValueError(f"{name} is at its end, at position {start}: rewind it with seek(0)")


def _json_row(line: Any) -> tuple[Any] | None:
    """Return the value of a line, or None for a blank one."""
    try:
        text = line.decode() if isinstance(line, bytes) else str(line)
    except UnicodeDecodeError as error:
        return (Unreadable(ascii(line)[:_SHOWN_CHARACTERS], f"it is not UTF-8 text ({error})"),)
    text = text.removeprefix("\ufeff").strip(_BLANK)
    try:
        return (json.loads(text),) if text else None
    except (ValueError, RecursionError) as error:
        return (Unreadable(text[:_SHOWN_CHARACTERS], f"it is not valid JSON ({error})"),)


# --- CSV


def csv_columns(path: Path) -> tuple[str, ...]:
    """Return the columns that the first line of a CSV file names.

    Args:
        path: The file.

    Raises:
        ValueError: It does not name each column, once, in UTF-8, separated by commas.
        OSError: The file cannot be opened.
    """
    with _open(path) as file:
        try:
            columns = next(csv.reader(file, strict=True), list[str]())
        except csv.Error as error:
            raise ValueError(f"rows: the first line of {path} is not valid CSV ({error})") from error
    problem = None
    if not all(name.strip() for name in columns) or not columns:
        problem = "must name each column"
    elif len(set(columns)) < len(columns):
        problem = "must name each column once"
    elif not all(map(_is_text, columns)):
        problem = "must be UTF-8 text"
    elif len(columns) == 1 and any(each in columns[0] for each in ";\t|"):
        problem = "must separate the columns by commas"
    if problem:
        raise ValueError(f"rows: the first line of {path} {problem}: it is {columns!a}")
    return tuple(columns)


def csv_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the rows of a CSV file as mappings.

    Args:
        path: The file.
        columns: The names of its columns.

    Raises:
        ValueError: A quoted value does not end, so that it is unknown where the next row begins.
        OSError: The file cannot be read.
    """
    with _open(path) as file:
        lines: list[str] = []  # those of the present row
        reader = csv.reader(_kept(file, lines), strict=True)
        next(reader, None)
        while True:
            lines.clear()
            place = f"{path}, line {reader.line_num + 1}"
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                text = "".join(lines)
                if _is_quoted_at_end(text):
                    raise ValueError(
                        f"{place}: a quoted value does not end ({error}), and what follows it cannot be read. Close "
                        f"the quote. If it has over {csv.field_size_limit():,} characters, set csv.field_size_limit"
                    ) from error
                yield place, Unreadable(text[:_SHOWN_CHARACTERS], f"it is not valid CSV ({error})")
            else:
                if values:
                    yield place, _csv_row(values, columns)


def _open(path: Path) -> io.TextIOWrapper:
    # Bytes that are not UTF-8 become lone surrogates, so that they spoil their row only.
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _kept(file: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in file:
        lines.append(line)
        yield line


def _csv_row(values: list[str], columns: tuple[str, ...]) -> dict[str, str] | Unreadable:
    row = dict(zip(columns, values, strict=False))
    if len(values) != len(columns):
        values_word = "value" if len(values) == 1 else "values"
        problem = f"it has {len(values)} {values_word} for {len(columns)} columns"
        more = ", ".join(map(ascii, values[len(columns) :]))
        return Unreadable(row, f"{problem}: {more[:_SHOWN_CHARACTERS]} has none" if more else problem)
    for name, value in row.items():
        if not _is_text(value):
            return Unreadable(row, f"{name} is not UTF-8 text: it is {ascii(value)[:100]}")
    return row


def _is_text(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_quoted_at_end(text: str) -> bool:
    """Return whether a quoted value of a row does not end in its text. A quote begins a value or is a part of it."""
    at = 0
    while True:
        if text.startswith('"', at):
            at = text.find('"', at + 1) + 1
            while at and text.startswith('"', at):  # two quotes in a quoted value are one
                at = text.find('"', at + 1) + 1
            if not at:
                return True
        at = text.find(",", at) + 1
        if not at:
            return False
