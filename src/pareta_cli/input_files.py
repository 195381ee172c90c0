"""Files that a user names: rows, schemas, prompts, results. What is wrong with one is said with its line."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, cast

from pareta_cli.failures import UsageError, describe_os_error
from pareta_cli.safe_text import plural
from pareta_cli.whole_files import is_stream

_FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
# What `-` becomes before the arguments are parsed: to the parser a hyphen is an option without a name.
STDIN = "/dev/stdin"
# The arguments that are read from stdin if they are a hyphen.
READ = ("file", "prompt", "question", "schema", "input_schema")
Format = Literal["csv", "tsv", "jsonl", "json"]
_MAX_CELL_CHARACTERS = 2**31 - 1


def read_text(path: str | Path) -> str:
    """Return the text of a file, or of stdin for `-`.

    Args:
        path: The path.

    Raises:
        UsageError: It cannot be read, or is not UTF-8.
    """
    try:
        if str(path) == STDIN and sys.stdin is None:
            raise UsageError("stdin is closed: pass a file or a text")
        data = sys.stdin.buffer.read() if str(path) == STDIN else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot read the file: {reason}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 at byte {error.start}: convert it to UTF-8") from error


def check_target(path: Path | None, *read: Path) -> None:
    """Check that a file can be written, before work is started whose result is to go there.

    Args:
        path: The file, if one was named.
        read: The files that the command needs: to replace one would be a loss.

    Raises:
        UsageError: Its folder does not exist or is not writable, or it is a folder itself or one of these files.
    """
    if path is None:
        return
    try:
        problem = _problem(path, read)
    except OSError as error:  # a folder above it must not be read
        problem = error.strerror or str(error)
    if problem:
        raise UsageError(f"{path} cannot be written: {problem}")


def _problem(path: Path, read: Sequence[Path]) -> str | None:
    """Return why a file cannot be written."""
    written = path if is_stream(path) else path.resolve().parent
    if path.is_dir():
        return "it is a folder"
    if not is_stream(path) and path.resolve() in [each.resolve() for each in read]:
        return "the command reads it"
    if not written.exists():
        return f"there is no folder {written}"
    return None if os.access(written, os.W_OK) else f"{written} is not writable"


def read_object(path: str | Path) -> dict[str, Any]:
    """Return the JSON object of a file.

    Args:
        path: The path, or `-` for stdin.

    Raises:
        UsageError: It cannot be read, or is not a JSON object.
    """
    value = _json(read_text(path), str(path))
    if not isinstance(value, dict):
        raise UsageError(f"{path} must hold a JSON object, not {_kind(value)}")
    return cast("dict[str, Any]", value)


def read_rows(path: str | Path, format: Format | None = None) -> list[dict[str, Any]]:
    """Return the rows of a CSV or JSON file.

    Args:
        path: The path, or `-` for stdin.
        format: `csv`, `tsv`, `jsonl` or `json`; by the end of the path if None.

    Raises:
        UsageError: The file cannot be read, or a row is invalid; the message names its line.
    """
    chosen = format or (_FORMATS.get(Path(path).suffix.lower()) if str(path) != STDIN else "jsonl")
    if chosen is None:
        raise UsageError(f"{path}: the format is unknown by its name. Pass --format csv, tsv, jsonl or json.")
    text, name = read_text(path), str(path)
    if chosen in ("csv", "tsv"):
        rows = _csv_rows(text, name, "," if chosen == "csv" else "\t")
    elif chosen == "jsonl":
        rows = _json_lines(text, name)
    else:
        rows = _json_array(text, name)
    if not rows:
        raise UsageError(f"{path} has no rows")
    return rows


def _csv_rows(text: str, path: str, delimiter: str) -> list[dict[str, Any]]:
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[dict[str, Any]] = []
    try:
        header: list[str] = next(reader, list[str]())
        if not all(header) or len(set(header)) < len(header):
            raise UsageError(f"{path}: line 1 must name each column once, and leave no name empty")
        if len(header) == 1 and (found := {";", "\t"} & {*header[0]}):
            raise UsageError(
                f"{path}: line 1 names one column, {header[0]!r}. Separate columns by commas, not by {min(found)!r}"
                + (", or pass --format tsv" if "\t" in found else "")
            )
        for cells in reader:
            if not cells:
                continue  # an empty line
            if len(cells) != len(header):
                raise UsageError(
                    f"{path}: line {reader.line_num} has {plural(len(cells), 'cell')}, "
                    f"and line 1 names {plural(len(header), 'column')}"
                )
            rows.append(dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise UsageError(f"{path}: line {reader.line_num} is not valid CSV: {error}") from error
    return rows


def _json_lines(text: str, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _json(line, f"{path}: line {number}")
            if not isinstance(value, dict):
                raise UsageError(f"{path}: line {number} must be a JSON object, not {_kind(value)}")
            rows.append(cast("dict[str, Any]", value))
    return rows


def _json_array(text: str, path: str) -> list[dict[str, Any]]:
    value = _json(text, path)
    if not isinstance(value, list):
        raise UsageError(f"{path} must hold an array of JSON objects, not {_kind(value)}")
    items = cast("list[object]", value)
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise UsageError(f"{path}: item {index} must be a JSON object, not {_kind(item)}")
    return cast("list[dict[str, Any]]", items)


def _json(text: str, place: str) -> object:
    try:
        return cast("object", json.loads(text, parse_constant=_refuse_constant))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, " if "\n" in text else ""
        raise UsageError(f"{place} is not valid JSON: {error.msg} ({where}column {error.colno})") from error
    except (ValueError, RecursionError) as error:  # a number with too many digits, too deep
        raise UsageError(f"{place} is not JSON that can be read: {error}") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value; write null for a missing one")


def _kind(value: object) -> str:
    names: dict[type[object], str] = {list: "an array", str: "a text", bool: "a boolean", dict: "an object"}
    return names.get(type(value), "null" if value is None else "a number")
