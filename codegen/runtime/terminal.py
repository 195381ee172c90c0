"""What rich shows of a result in a terminal: the tables of a notebook, or lists where they are too wide. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .notebook import MAX_ITEMS, Show, shown, text_of
from .printable import printable

_MAX_DEPTH = 6
# The least widths at which a table can be read: of names and values, and for each column of one with many.
_MEMBERS_WIDTH = 24
_COLUMN_WIDTH = 9


def to_rich(value: object) -> Any:
    """Return a value as a renderable of rich. Nothing in it is markup.

    Args:
        value: A model, an event or a list.
    """
    return _rich(value, repr, _MAX_DEPTH)


def _rich(value: object, show: Show, depth: int) -> Any:
    from rich.console import Group

    found = shown(value) if show is repr and depth > 0 else None
    if found is None:
        return _text(text_of(value, show))
    if found.columns is None:
        cells = found.members[:MAX_ITEMS]
        members = [(name, _rich(cell, how, depth - 1)) for name, cell, how in cells]
        body: _Fitted = _Members(members, is_cut=len(found.members) > MAX_ITEMS)
    else:
        rows = [
            {name: _rich(cell, how, depth - 1) for name, cell, how in row.values()}
            for row in found.rows[:MAX_ITEMS]
        ]
        body = _Rows(found.columns, rows, is_cut=len(found.rows) > MAX_ITEMS)
    return Group(_text(found.title, "bold"), body)


class _Fitted:
    """A renderable whose form depends on the width that it gets.

    It is measured once, at the width that it is offered first, which is the largest: rich measures each cell several
    times on each level of nested tables.
    """

    def __init__(self) -> None:
        self._measured: Any = None

    def form(self, width: int) -> Any:
        raise NotImplementedError

    def __rich_console__(self, console: Any, options: Any) -> Any:
        yield self.form(options.max_width)

    def __rich_measure__(self, console: Any, options: Any) -> Any:
        from rich.measure import Measurement

        if self._measured is None:
            self._measured = Measurement.get(console, options, self.form(options.max_width))
        return self._measured


class _Members(_Fitted):
    """Names and values: a table of two columns, or lines."""

    def __init__(self, members: Sequence[tuple[str, Any]], *, is_cut: bool = False) -> None:
        super().__init__()
        self._members = members
        self._is_cut = is_cut

    def form(self, width: int) -> Any:
        from rich.console import Group
        from rich.table import Table

        if width < _MEMBERS_WIDTH:
            lines = [each for name, cell in self._members for each in _lines(name, cell)]
            return Group(*lines, *(["…"] if self._is_cut else []))
        table = Table(show_header=False)
        table.add_column(style="bold", overflow="fold")
        table.add_column(overflow="fold")
        for name, cell in self._members:
            table.add_row(_text(name), cell)
        if self._is_cut:
            table.add_row("…")
        return table


class _Rows(_Fitted):
    """Records of one kind: a table with a column for each field, or one record below the other."""

    def __init__(self, columns: Sequence[str], rows: Sequence[dict[str, Any]], *, is_cut: bool) -> None:
        super().__init__()
        self._columns = columns
        self._rows = rows
        self._is_cut = is_cut

    def form(self, width: int) -> Any:
        from rich.console import Group
        from rich.table import Table

        if width < _COLUMN_WIDTH * len(self._columns):
            records = [each for row in self._rows for each in (_Members([*row.items()]), "")]
            return Group(*records[:-1], *(["…"] if self._is_cut else []))
        table = Table()
        for name in self._columns:
            table.add_column(_text(name), overflow="fold")
        for row in self._rows:
            table.add_row(*(row.get(name, "") for name in self._columns))
        if self._is_cut:
            table.add_row("…")
        return table


def _lines(name: str, cell: Any) -> list[Any]:
    from rich.text import Text

    label = (printable(f"{name}:"), "bold")
    return [Text.assemble(label, " ", cell)] if isinstance(cell, Text) else [Text.assemble(label), cell]


def _text(text: str, style: str = "") -> Any:
    from rich.text import Text

    return Text(printable(text), style=style)
