"""Writes the generated regions of `docs/command-line.md`: the commands, and the table of exit statuses.

python docs/commands.py            rewrite the regions
python docs/commands.py --check    write nothing; say whether the page is out of date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pareta_cli.app import new_app
from pareta_cli.exit_codes import MEANINGS

PAGE = Path(__file__).resolve().parent / "command-line.md"
REGION = re.compile(
    r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(^<!-- end of generated -->$)", re.MULTILINE | re.DOTALL
)
_GLOBAL_OPTIONS = re.compile(r"\*\*Global options[^\n]*:\n\n(?:[* ] [^\n]*\n)+\n?")
_CONTENTS = re.compile(r"^#+ Table of Contents\n.*?(?=^\*\*Commands)", re.MULTILINE | re.DOTALL)


def commands() -> str:
    """The reference of all commands, with the global options once."""
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
    """The table of exit statuses."""
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(("| status | meaning |", "|---|---|", *rows))


def generated(text: str) -> str:
    """The page with its regions as the program is now."""
    regions = {"commands": commands, "exit-statuses": exit_statuses}
    return REGION.sub(lambda found: f"{found[1]}\n{regions[found['name']]()}\n\n{found[3]}", text)


def main(check: bool) -> int:
    """The command; returns its exit status."""
    text = PAGE.read_text(encoding="utf-8")
    if generated(text) == text:
        return 0
    if check:
        print("docs/command-line.md is not what the program says: python docs/commands.py", file=sys.stderr)
        return 1
    PAGE.write_text(generated(text), encoding="utf-8")
    print("wrote docs/command-line.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
