"""Docstrings from the spec's prose, wrapped and escaped. These are the filters of the templates."""

from __future__ import annotations

import textwrap
from typing import Any

from openapi_python_client.strings import safe_for_docstring

from codegen.operations import Argument, OperationPlan
from codegen.types import literal, module_name

WIDTH = 110


def docstring(text: str, indent: int) -> str:
    """Return a docstring of one paragraph. The template has indented its first line."""
    return _quoted(_wrapped(text, indent), indent)


def builder_docstring(plan: OperationPlan) -> str:
    """Return the docstring of a builder: what the operation does, its route, arguments, result and errors."""
    blocks = [_wrapped(f"{plan.summary}.", 4)]
    if plan.doc:
        blocks.append(_wrapped(plan.doc, 4))
    statuses = ", ".join(str(status) for status in sorted(plan.errors))
    fails = f"; may fail with {statuses}" if statuses else ""
    blocks.append(_wrapped(f"`{plan.method} {plan.path}`{fails}.", 4))
    arguments = [*plan.ids, *plan.keywords]
    if arguments:
        blocks.append("\n".join(["    Args:", *map(_argument, arguments)]))
    blocks.append("\n".join(["    Returns:", _wrapped(_returns(plan), 8, hanging=0)]))
    if arguments:
        blocks.append("\n".join(["    Raises:", *(_wrapped(line, 8, hanging=4) for line in _raises(plan))]))
    text = "\n\n".join([blocks[0], *("    " + block.lstrip() for block in blocks[1:])])
    return f'"""{text.lstrip()}\n    """'


def filters() -> dict[str, Any]:
    """Return the filters that the templates use."""
    return {
        "docstring": docstring,
        "builder_docstring": builder_docstring,
        "literal": literal,
        "module": module_name,
    }


def _argument(argument: Argument) -> str:
    return _wrapped(f"{argument.name}: {argument.doc or 'See the spec.'}", 8, hanging=4)


def _returns(plan: OperationPlan) -> str:
    results = [f"the result `{plan.result_type}`"] if plan.result_type != "Never" else []
    events = [f"events `{plan.event_type}`"] if plan.event_type != "Never" else []
    return f"The request, not sent yet, with {' and '.join([*results, *events])}."


def _raises(plan: OperationPlan) -> list[str]:
    lines = ["TypeError: An argument has the wrong type."]
    if plan.ids:
        lines.append("ValueError: An id is empty, or would lead to another path.")
    elif plan.headers:
        lines.append("ValueError: A header is not printable ASCII.")
    return lines


def _wrapped(text: str, indent: int, hanging: int | None = None) -> str:
    """Wrap a paragraph. With `hanging`, its further lines are indented by as much more."""
    return textwrap.fill(
        " ".join(safe_for_docstring(text).split()),
        width=WIDTH,
        # Three quotes may precede the first line of a docstring.
        initial_indent=" " * (indent + (3 if hanging is None else 0)),
        subsequent_indent=" " * (indent + (hanging or 0)),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str, indent: int) -> str:
    text = text.lstrip()
    if text.endswith(('"', "\\")):
        text += " "  # otherwise the closing quotes would be escaped or extended
    fits = "\n" not in text and indent + len(text) + 6 <= WIDTH
    end = "" if fits else f"\n{' ' * indent}"
    return f'"""{text}{end}"""'
