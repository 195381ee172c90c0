"""Our docstrings are Markdown within Google's sections; autodoc reads reStructuredText. These hooks translate."""

from __future__ import annotations

import builtins
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.addnodes import pending_xref, pending_xref_condition
from sphinx.ext.napoleon import Config, GoogleDocstring

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)$")
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_ROUTE = re.compile(r"^(API: )(\w+ /[^\s,]+)", re.MULTILINE)
# What begins or ends markup in reStructuredText and is an ordinary character in Markdown.
_SPECIAL = re.compile(r"\\|\*(?=\S)|\|(?=\S)|(?<=\w)_(?!\w)|(?<!\w)_(?=\w)")

_SPEC = Path(__file__).resolve().parents[2] / "conformance/spec.json"
# The operations of the spec by their routes.
_OPERATIONS = {
    f"{one['method']} {one['path']}": one["id"]
    for one in json.loads(_SPEC.read_text(encoding="utf-8"))["operations"]
}
# For napoleon, which makes lists of Google's sections. (As an extension it would take "Note: this." of an attribute for
# its type and its description.)
_SECTIONS = Config(napoleon_use_ivar=True, napoleon_use_rtype=False)


def process(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:  # noqa: ARG001
    """Translate the lines of a docstring in place."""
    what = what if what in ("class", "exception", "module") else "method"
    lines[:] = GoogleDocstring(list(translate(lines)), _SECTIONS, app, what, name, obj).lines()


def translate(lines: list[str]) -> Iterator[str]:
    """Yield a docstring's lines with fenced blocks as directives, and Markdown's code and links in the prose."""
    prose: list[str] = []
    fence: str | None = None
    for line in lines:
        found = _FENCE.match(line)
        if fence is not None:
            if line.strip() == "```":
                fence = None
                yield ""
            else:
                yield f"   {line}" if line.strip() else ""
        elif found:
            yield from _translate_prose(prose)
            fence = found["indent"]
            yield from ("", f"{fence}.. code-block:: {found['language'] or 'text'}", "")
        else:
            prose.append(line)
    yield from _translate_prose(prose)


def _translate_prose(lines: list[str]) -> list[str]:
    """Return translated lines, and empty the list. Code may span two lines, so they are translated together."""
    text = "\n".join(lines)
    lines.clear()
    done, position = "", 0
    for code in _CODE.finditer(text):
        done += _escape(text[position : code.start()])
        before = "\\ " if done and done[-1].isalnum() else ""
        after = "\\ " if text[code.end() : code.end() + 1].isalnum() else ""
        done += f"{before}``{' '.join(code[2].split())}``{after}"
        position = code.end()
    return (done + _escape(text[position:])).split("\n") if text else []


def _escape(text: str) -> str:
    text = _ROUTE.sub(_link_to_operation, text)
    text = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    return _LINK.sub(r"`\1 <\2>`__", text)


def _link_to_operation(route: re.Match[str]) -> str:
    operation = _OPERATIONS.get(route[2])
    return f"{route[1]}:ref:`{route[2]} <{operation}>`" if operation else route[0]


def process_signature(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: Any,
    _options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Leave out the constructor of a class that users get from a client and do not call."""
    if what == "class" and takes_a_transport(obj):
        return "", None
    return signature, returns


def takes_a_transport(cls: type) -> bool:
    """Return whether a class is a resource, such as `Chat`: a client creates it with its transport."""
    try:
        parameters = list(inspect.signature(cls).parameters)
    except (TypeError, ValueError):
        return False
    return "transport" in parameters


def settle_references(_app: Sphinx, document: nodes.document) -> None:
    """Let the name of a type lead to exactly that class.

    Sphinx looks for any object that ends in the name: `object` would lead to the field `ChatCompletion.object`.
    """
    for node in list(document.findall(pending_xref)):
        if node.get("refdomain") != "py":
            continue
        if hasattr(builtins, node["reftarget"]):
            short = [child for child in node.children if isinstance(child, pending_xref_condition)]
            node.replace_self(short[0].children if short else node.children)
            continue
        node.attributes.pop("refspecific", None)
        node["py:class"] = None
        if module := node.get("py:module"):
            node["py:module"] = module.partition(".")[0]
