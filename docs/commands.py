"""The generated regions of `docs/command-line.md`: the commands, and the table of exit statuses.

`docs/include.py` writes them.
"""

from __future__ import annotations

import re
import sys

from pareta_cli.app import new_app
from pareta_cli.exit_codes import MEANINGS

_GLOBAL_OPTIONS = re.compile(r"\*\*Global options[^\n]*:\n\n(?:[* ] [^\n]*\n)+\n?")
_CONTENTS = re.compile(r"^#+ Table of Contents\n.*?(?=^\*\*Commands)", re.MULTILINE | re.DOTALL)


def commands() -> str:
    """Return the reference of all commands, with the global options once."""
    running = sys.argv[0]
    sys.argv[0] = "pareta"  # cyclopts writes `-m pytest` into the usage of commands if that is what runs
    try:
        text = new_app(lambda _tokens, _session: 0).generate_docs("markdown", heading_level=3)
    finally:
        sys.argv[0] = running
    text = text.replace("```console", "```text")
    text = _CONTENTS.sub("", text)
    first = _GLOBAL_OPTIONS.search(text)
    if first is None:
        raise ValueError("the reference names no global options")
    return f"{text[: first.end()]}{_GLOBAL_OPTIONS.sub('', text[first.end() :])}".strip()


def exit_statuses() -> str:
    """Return the table of exit statuses."""
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(("| status | meaning |", "|---|---|", *rows))
