"""Rows to upload, as people have them: lists, generators, frames, open files of JSON lines. Pure."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from pareta_core.arguments import iterator_over
from pareta_core.json_values import is_object, to_json_object
from pareta_core.schema_types import is_a
from pareta_core.tabular import frame_rows, is_column
from pareta_wire.model import Model


def rows_of(name: str, items: object) -> Iterator[dict[str, Any]]:
    """Yield each row as a JSON object.

    Args:
        name: The name of the argument for the messages of errors.
        items: Any iterable of rows, a frame, or an open file with one JSON object per line. A row is a mapping, an
            instance of a class with fields, or a row of a frame or a database.

    Raises:
        TypeError, ValueError: The rows cannot be read, or one is not a JSON object. The message names it: `items[2]`.
    """
    for index, row in enumerate(_iterable(name, items)):
        place = f"{name}[{index}]"
        found = to_json_object(row, place)
        if found is None:
            raise TypeError(
                f"{place} must be an object, such as a dict, not {type(row).__name__}{_hint(row)}"
            )
        yield found


def _hint(row: Any) -> str:
    if isinstance(row, str | bytes):
        return ": parse the text with json.loads"
    if is_a(row, tuple) and len(row) == 2 and is_column(row[1]):
        return ": pass the frame itself instead of its iterrows()"
    return ""


def _iterable(name: str, items: Any) -> Iterable[Any]:
    kind = type(items).__name__
    if is_column(items):
        raise TypeError(f"{name} must be a list of rows, not a {kind}: pass the frame with its named columns")
    rows: Iterable[Any] | None = frame_rows(items, name)
    if rows is not None:
        return rows
    if hasattr(items, "readline"):
        return _json_lines(name, items)
    if isinstance(items, str | os.PathLike):
        raise TypeError(f"{name} must be a list of rows, not {kind}: open the file and pass it, or its rows")
    record = is_object(items) and not isinstance(items, Model)  # (A list of models is a model.)
    found = None if record else iterator_over(items)
    if found is None:
        raise TypeError(f"{name} must be a list of rows, not {kind}")
    return found


def _json_lines(name: str, file: Any) -> Iterator[Any]:
    """Yield the rows of an open file, which has one JSON value per line."""
    if getattr(file, "closed", False):
        raise ValueError(f"{name} is a closed file")
    start, number = position(file), 0
    try:
        for line in file:
            number += 1
            text = line.decode() if isinstance(line, bytes) else str(line)
            if text.strip("\ufeff \r\n\t"):
                yield json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: line {max(number, 1)} is not UTF-8 text ({error})") from error
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{name}: line {number} is not valid JSON ({error}). Each line must be one JSON object"
        ) from error
    except io.UnsupportedOperation as error:
        raise ValueError(f"{name} is not open for reading") from error
    if not number and start:
        raise ValueError(f"{name} is at its end, at position {start}: rewind it with seek(0)")


def position(file: Any) -> int:
    """Return where an open file stands. 0 if it cannot say, as a pipe."""
    try:
        found: object = file.tell()
    except (AttributeError, OSError, ValueError):
        return 0
    return found if isinstance(found, int) else 0
