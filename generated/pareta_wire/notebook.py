# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""What a notebook shows of a result: nested tables, with the fields and the redactions of the repr. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple, TypeAlias, cast

import attrs

from .model import Model, NamedEvent, shown_fields
from .printable import printable
from .record import Displayed

MAX_ITEMS = 100
_MAX_CHARACTERS = 2_000
_MAX_DEPTH = 20

Show: TypeAlias = Callable[[object], str]
"""Returns the text of a value; the `repr` of a field, which may be redacted."""
Cell: TypeAlias = tuple[str, object, Show]
"""A name, a value, and the function for its text."""


class Shown(NamedTuple):
    """What is shown of a value: its members, or its rows if it is a list of records."""

    title: str
    members: list[Cell]
    columns: list[str] | None = None
    rows: tuple[dict[str, Cell], ...] = ()


def to_html(value: object) -> str:
    """Return a value as HTML: models and mappings as tables, lists of models row by row, anything else as its text.

    Args:
        value: A model, an event, a list or a value of a field.
    """
    return _html(value, repr, _MAX_DEPTH)


def shown(value: object) -> Shown | None:
    """Return what is shown of a value, or None if that is its text.

    Args:
        value: A model, an event, a list or a value of a field.
    """
    cls = type(value)
    title = cls.__name__
    if isinstance(value, Model):
        return Shown(title, list(shown_fields(value)))
    if isinstance(value, NamedEvent):
        event = cast("NamedEvent[Model]", value)
        return Shown(title, [("event", event.event, repr), ("data", event.data, repr)])
    if isinstance(value, Displayed) and attrs.has(cls):
        cells = [(field.name, getattr(value, field.name)) for field in attrs.fields(cls) if field.repr]
        return Shown(title, [(name, cell, repr) for name, cell in cells if cell is not None])
    if isinstance(value, Mapping) and value:
        members = cast("Mapping[object, object]", value)
        return Shown(title, [(str(key), member, repr) for key, member in members.items()])
    if isinstance(value, (list, tuple)) and value:
        items = cast("list[object]", value)
        title = f"{title} of {len(items):,}"
        few = items[: MAX_ITEMS + 1]
        if all(isinstance(item, Model) for item in few):
            rows = tuple({cell[0]: cell for cell in shown_fields(cast("Model", item))} for item in few)
            return Shown(title, [], list(dict.fromkeys(name for row in rows for name in row)), rows)
        return Shown(title, [(str(index), item, repr) for index, item in enumerate(few)])
    return None


def text_of(value: object, show: Show) -> str:
    """Return the printable text of a value, of at most 2,000 characters.

    Args:
        value: A value that is not shown as a table.
        show: Returns its text.
    """
    text = value if isinstance(value, str) and show is repr else show(value)
    return printable(text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}…")


def _html(value: object, show: Show, depth: int) -> str:
    found = shown(value) if show is repr and depth > 0 else None
    if found is None:
        return f"<pre>{escape(text_of(value, show))}</pre>"
    caption = f"<caption>{escape(printable(found.title))}</caption>"
    if found.columns is not None:
        head = "".join(f"<th>{escape(printable(name))}</th>" for name in found.columns)
        body = [
            "".join(
                f"<td>{_html(row[name][1], row[name][2], depth - 1)}</td>" if name in row else "<td></td>"
                for name in found.columns
            )
            for row in found.rows[:MAX_ITEMS]
        ]
        more = ["<td>…</td>"] if len(found.rows) > MAX_ITEMS else []
        return (
            f"<table>{caption}<tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in [*body, *more])}</table>"
        )
    cells = [
        f"<tr><th>{escape(printable(name))}</th><td>{_html(cell, how, depth - 1)}</td></tr>"
        for name, cell, how in found.members[:MAX_ITEMS]
    ]
    more = ["<tr><th>…</th><td></td></tr>"] if len(found.members) > MAX_ITEMS else []
    return f"<table>{caption}{''.join([*cells, *more])}</table>"
