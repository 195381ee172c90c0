# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""What a notebook shows of a result: nested tables, with the fields and the redactions of the repr. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import cast

from .model import Model, NamedEvent, shown_fields

_MAX_ITEMS = 100
_MAX_CHARACTERS = 2_000
_MAX_DEPTH = 20


def to_html(value: object) -> str:
    """Return a value as HTML: models and mappings as tables, lists item by item, anything else as its text.

    Args:
        value: A model, an event, a list or a value of a field.
    """
    return _html(value, repr, _MAX_DEPTH)


def _html(value: object, show: Callable[[object], str], depth: int) -> str:
    rows: list[tuple[str, object, Callable[[object], str]]] | None = None
    title, whole = type(value).__name__, value
    if show is not repr or depth == 0:
        pass
    elif isinstance(value, Model):
        rows = list(shown_fields(value))
    elif isinstance(value, NamedEvent):
        event = cast("NamedEvent[Model]", value)
        rows = [("event", event.event, repr), ("data", event.data, repr)]
    elif isinstance(value, Mapping) and value:
        members = cast("Mapping[object, object]", value)
        rows = [(str(key), member, repr) for key, member in members.items()]
    elif isinstance(value, (list, tuple)) and value:
        items = cast("list[object]", value)
        rows = [(str(index), item, repr) for index, item in enumerate(items[: _MAX_ITEMS + 1])]
        title = f"{title} of {len(items):,}"
    if rows is None:
        text = value if isinstance(value, str) and show is repr else show(whole)
        return _text(text)
    cells = [
        f"<tr><th>{escape(name)}</th><td>{_html(cell, how, depth - 1)}</td></tr>"
        for name, cell, how in rows[:_MAX_ITEMS]
    ]
    more = "<tr><th>…</th><td></td></tr>" if len(rows) > _MAX_ITEMS else ""
    return f"<table><caption>{escape(title)}</caption>{''.join(cells)}{more}</table>"


def _text(text: str) -> str:
    shortened = text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}…"
    return f"<pre>{escape(shortened)}</pre>"
