"""A self-contained HTML page: no script, nothing from another host, in light and dark, on screens and on paper."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from pareta_core import arguments
from pareta_core.whole_files import replacing
from pareta_wire.printable import printable

_MAX_CHARACTERS = 20_000
_STYLE = """
:root { color-scheme: light dark; --text: #1c2128; --soft: #59636e; --ground: #fff; --line: #d1d9e0; --mark: #0b57d0;
  --panel: #f6f8fa; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9198a1; --ground: #0d1117; --line: #3d444d;
  --mark: #79b8ff; --panel: #161b22; --bad: #ff938a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 64rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; }
header h3 { margin: 0; }
p { margin: .5rem 0; }
.verdict { font-size: 1.15rem; max-width: 46rem; }
.soft, dt, caption { color: var(--soft); }
.bad { color: var(--bad); }
a { color: var(--mark); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; }
dd { margin: 0; min-width: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line);
  unicode-bidi: isolate; min-width: 4.5rem; }
td:first-child:not(:nth-last-child(2)) { min-width: 10rem; }
th { font-weight: 600; }
thead th { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
pre, blockquote { margin: .35rem 0; white-space: pre-wrap; unicode-bidi: isolate; }
pre { font: .9rem/1.45 ui-monospace, monospace; background: var(--panel); padding: .6rem .75rem; border-radius: 6px; }
blockquote { padding-left: .75rem; border-left: 3px solid var(--line); color: var(--soft); font-size: .9rem; }
.field { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: .9rem 0; }
.field > header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline;
  justify-content: space-between; }
.chip { border: 1px solid currentColor; border-radius: 999px; padding: 0 .6rem; font-size: .85rem; }
ol, ul { margin: .35rem 0; padding-left: 1.4rem; }
svg { display: block; width: 100%; height: auto; color: var(--text); }
svg text { fill: currentColor; font: 13px system-ui, sans-serif; }
svg .soft { fill: var(--soft); }
svg .label { stroke: var(--ground); stroke-width: 4px; paint-order: stroke; }
.wide svg { min-width: 38rem; }
svg .line { stroke: var(--line); }
svg .ground { fill: var(--ground); }
svg .mark { fill: var(--mark); stroke: var(--mark); }
@media (max-width: 40rem) { body { padding: 1rem .85rem 2rem; } dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .5rem; } }
@media print { :root { --text: #000; --soft: #444; --ground: #fff; --line: #bbb; --mark: #000; --panel: #fff;
  --bad: #000; } body { max-width: none; padding: 0; font-size: 11pt; } .field, tr, svg { break-inside: avoid; }
  .wide { overflow: visible; } a[href]::after { content: " (" attr(href) ")"; font-size: .8em; } }
"""
_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def plain_text(value: object) -> str:
    """Return a text in one line, without control characters and without halves of surrogate pairs.

    Args:
        value: A text, or anything whose `str` is wanted.
    """
    return printable(" ".join(str(value).split()))


def text(value: object) -> str:
    """Return a value as text of HTML, of at most 20,000 characters.

    Args:
        value: A text, or anything whose `str` is wanted.
    """
    found = str(value)
    if len(found) > _MAX_CHARACTERS:
        found = f"{found[:_MAX_CHARACTERS]}… ({len(found):,} characters)"
    return escape(printable(found))


def link(url: object, label: object) -> str:
    """Return a link; only its text if the address is not one of http or https.

    Args:
        url: The address, from a server.
        label: The text of the link.
    """
    if not is_web_address(url):
        return text(label)
    return f'<a href="{escape(str(url))}" rel="noopener noreferrer">{text(label)}</a>'


def is_web_address(url: object) -> bool:
    """Return whether a value is an address of http or https."""
    if (
        not isinstance(url, str)
        or len(url) > _MAX_CHARACTERS
        or printable(url) != url
        or re.search(r"\s", url)
    ):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def facts(members: Iterable[tuple[str, object]]) -> str:
    """Return a list of names and values; a value that is None is left out.

    Args:
        members: The names, which are ours, and the values.
    """
    rows = [f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in members if value is not None]
    return f"<dl>{''.join(rows)}</dl>" if rows else ""


def table(heads: Iterable[tuple[str, bool]], rows: Iterable[Iterable[str]]) -> str:
    """Return a table that scrolls sideways where it is too wide.

    Args:
        heads: The titles of the columns, and whether each holds numbers.
        rows: The cells as HTML.
    """
    titles = list(heads)
    kinds = [' class="number"' if is_number else "" for _, is_number in titles]
    head = "".join(f"<th{kind}>{text(name)}</th>" for (name, _), kind in zip(titles, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{cell}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def page(title: str, body: str) -> str:
    """Return a whole page.

    Args:
        title: Its title, which is also its heading.
        body: What follows the heading, as HTML.
    """
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="content-security-policy" content="{_POLICY.format(digest)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(plain_text(title))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{text(plain_text(title))}</h1>\n{body}\n</body>\n</html>\n"
    )


def write_page(path: str | os.PathLike[str], content: str) -> Path:
    """Write a page, and return its path. A file that exists is replaced only once the new one is complete.

    Args:
        path: Where to write it.
        content: The page.

    Raises:
        TypeError, ValueError: `path` is not a path.
        OSError: It cannot be written.
    """
    target = Path(arguments.path("path", path))
    with replacing(target) as file:
        file.write_text(content, encoding="utf-8", errors="replace", newline="\n")
    return target
