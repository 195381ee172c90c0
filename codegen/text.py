"""Docstrings from the contract's prose, wrapped and safe: the filters of the templates."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import safe_for_docstring

from codegen.shapes import literal

if TYPE_CHECKING:
    from codegen.routes import Argument, RoutePlan

WIDTH = 110


def docstring(text: str, indent: int) -> str:
    """Write a docstring of one paragraph; its first line stands where the template put it."""
    return _quoted(_wrapped(text, indent), indent)


def builder_docstring(route: RoutePlan) -> str:
    """Write the docstring of a builder: what it does, its arguments, its route and the failures to expect."""
    blocks = [_wrapped(f"{route.summary}.", 4)]
    if route.doc:
        blocks.append(_wrapped(route.doc, 4))
    failures = ", ".join(str(status) for status in sorted(route.errors))
    fails = f"; may fail with {failures}" if failures else ""
    blocks.append(_wrapped(f"`{route.method} {route.path}`{fails}.", 4))
    arguments = [*route.ids, *route.keywords]
    if arguments:
        blocks.append("\n".join(["    Args:", *map(_argument, arguments)]))
    text = "\n\n".join([blocks[0], *("    " + block.lstrip() for block in blocks[1:])])
    return f'"""{text.lstrip()}\n    """' if len(blocks) > 1 else _quoted(text, 4)


def filters() -> dict[str, Any]:
    """Give the filters that the templates use."""
    return {"docstring": docstring, "builder_docstring": builder_docstring, "literal": literal}


def _argument(argument: Argument) -> str:
    return _wrapped(f"{argument.name}: {argument.doc or 'See the contract.'}", 8, hanging=4)


def _wrapped(text: str, indent: int, hanging: int = 0) -> str:
    return textwrap.fill(
        " ".join(safe_for_docstring(text).split()),
        width=WIDTH,
        # Three quotes may stand on the first line.
        initial_indent=" " * (indent + (0 if hanging else 3)),
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str, indent: int) -> str:
    text = text.lstrip()
    if text.endswith(('"', "\\")):
        text += " "  # else the quote or the backslash would eat the closing ones
    fits = "\n" not in text and indent + len(text) + 6 <= WIDTH
    end = "" if fits else f"\n{' ' * indent}"
    return f'"""{text}{end}"""'
