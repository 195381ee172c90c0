"""Frames and columns of other libraries, recognized by the methods that they document. Pure; nothing is imported."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from pareta_wire.model import Model


def is_frame(value: Any) -> bool:
    """Return whether the value is a table with many rows."""
    # A result of ours may offer itself as a table, but its items are the rows.
    if isinstance(value, (type, list, Model)) or is_column(value):
        return False
    if _has(value, "to_pylist") or _has(value, "__arrow_c_stream__"):
        return True
    return _has(value, "columns") and any(_has(value, each) for each in ("iter_rows", "to_dict", "collect"))


def _has(value: Any, name: str) -> bool:
    """Return whether a value has an attribute. The class is checked first: a property may be expensive."""
    return hasattr(cast("Any", type(value)), name) or hasattr(value, name)


def frame_rows(value: Any, place: str) -> Iterable[Any] | None:
    """Return the rows of a frame as mappings, or None if the value is not a frame.

    Frames of pandas, polars and pyarrow are known by their methods. Any other with `__arrow_c_stream__` is read by the
    one of these libraries that the program has imported.

    Args:
        value: A frame, or anything else.
        place: The name of the value for the message of an error.

    Raises:
        TypeError: The program has imported no library that can read the frame, or the frame has no rows yet.
        ValueError: Two columns have one name, so that a row as a mapping would lack one of them.
    """
    rows: Iterable[Any] | None
    if not is_frame(value):
        return None
    if _has(value, "to_pylist"):  # pyarrow
        check_names(getattr(getattr(value, "schema", None), "names", ()), place)
        rows = value.to_pylist()
    elif _has(value, "columns") and _has(value, "iter_rows"):  # polars, narwhals
        rows = value.iter_rows(named=True)
    elif _has(value, "columns") and _has(value, "to_dict"):  # pandas, and what follows its interface
        check_names(value.columns, place)
        rows = value.to_dict("records")
    elif _has(value, "columns") and _has(value, "collect"):  # a lazy frame
        raise TypeError(f"{place}: a {type(value).__name__} has no rows yet: call its collect()")
    else:
        rows = _arrow_rows(value, place)
    return rows


def _arrow_rows(value: Any, place: str) -> Iterable[Any] | None:
    pyarrow: Any = sys.modules.get("pyarrow")
    polars: Any = sys.modules.get("polars")
    if pyarrow is None and polars is None:
        raise TypeError(
            f"{place}: a {type(value).__name__} can be read if your program imports pyarrow or polars; "
            "or pass a list of dicts"
        )
    if pyarrow is not None:
        frame: Any = pyarrow.RecordBatchReader.from_stream(value).read_all()
    else:
        frame = polars.DataFrame(value)
    return frame_rows(frame, place)


def check_names(names: Iterable[Any], place: str) -> None:
    """Check that a row has each of its names once: as a mapping it would lack a value.

    Args:
        names: The names of the columns.
        place: The name of the value for the message of an error.

    Raises:
        ValueError: A name occurs twice.
    """
    repeated = next((name for name, count in Counter(names).items() if count > 1), None)
    if repeated is not None:
        raise ValueError(f"{place}: more than one column is named {repeated!r}; rename one")


def is_column(value: Any) -> bool:
    """Return whether the value is a column of a frame, or one of its rows: a Series of pandas or polars."""
    return _has(value, "to_frame") and _has(value, "dtype") and not _has(value, "columns")


def row_items(value: Any) -> dict[Any, Any] | None:
    """Return a row of a pandas frame (`df.iloc[0]`) as a dict, or None if the value is not labelled by strings."""
    if not is_column(value) or not hasattr(value, "to_dict") or not hasattr(value, "index"):
        return None
    items: dict[Any, Any] = value.to_dict()
    return items if items and all(isinstance(key, str) for key in items) else None
