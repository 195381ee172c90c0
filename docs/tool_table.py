"""Writes the list of tools into docs/agents.md.

python docs/tool_table.py            rewrite the list
python docs/tool_table.py --check    write nothing; exit status 1 if the list differs from the tools
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pareta_mcp.tools import Tool, all_tools

PAGE = Path(__file__).resolve().parent / "agents.md"
BLOCK = re.compile(r"(?<=<!-- tools -->\n).*?(?=<!-- /tools -->)", re.DOTALL)
EFFECTS = {"reads": "", "adds": "creates", "changes": "changes", "interrupts": "stops", "destroys": "deletes"}


def table() -> str:
    """The list as Markdown."""
    lines = ["| tool | does | arguments | effect |", "|---|---|---|---|"]
    lines += [_row(tool) for tool in all_tools().values()]
    return "\n".join(lines) + "\n"


def _row(tool: Tool) -> str:
    names = (f"**{name}**" if name in tool.required else name for name in tool.properties)
    effects = [EFFECTS[tool.effect], "billed" if tool.costs else ""]
    return f"| `{tool.name}` | {tool.title} | {', '.join(names)} | {', '.join(filter(None, effects))} |"


def written(text: str) -> str:
    """A page with the list as it is now."""
    return BLOCK.sub(lambda _: table(), text)


def main(check: bool) -> int:
    """The command; returns its exit status."""
    text = PAGE.read_text(encoding="utf-8")
    if check and written(text) != text:
        print("docs/agents.md is not what the tools are: python docs/tool_table.py", file=sys.stderr)
        return 1
    PAGE.write_text(written(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
