"""What rich shows of a result in a terminal: the tables of a notebook. No I/O."""

from __future__ import annotations

from typing import Any

from .notebook import MAX_ITEMS, Show, printable, shown, text_of

_MAX_DEPTH = 6


def to_rich(value: object) -> Any:
    """Return a value as a renderable of rich. Nothing in it is markup.

    Args:
        value: A model, an event or a list.
    """
    return _rich(value, repr, _MAX_DEPTH)


def _rich(value: object, show: Show, depth: int) -> Any:
    from rich.console import Group
    from rich.table import Table

    found = shown(value) if show is repr and depth > 0 else None
    if found is None:
        return _text(text_of(value, show))
    title = _text(found.title)
    title.stylize("bold")
    table = Table(show_header=found.columns is not None)
    if found.columns is not None:
        for name in found.columns:
            table.add_column(_text(name), overflow="fold")
        for row in found.rows[:MAX_ITEMS]:
            table.add_row(
                *(
                    _rich(row[name][1], row[name][2], depth - 1) if name in row else ""
                    for name in found.columns
                )
            )
        hidden = len(found.rows) > MAX_ITEMS
    else:
        table.add_column(style="bold", overflow="fold")
        table.add_column(overflow="fold")
        for name, cell, how in found.members[:MAX_ITEMS]:
            table.add_row(_text(name), _rich(cell, how, depth - 1))
        hidden = len(found.members) > MAX_ITEMS
    if hidden:
        table.add_row("…")
    return Group(title, table)


def _text(text: str) -> Any:
    from rich.text import Text

    return Text(printable(text))
