"""The table of the MCP server's tools in docs/agents.md. `docs/include.py` writes it."""

from __future__ import annotations

from pareta_mcp.tools import Tool, all_tools

EFFECTS = {"reads": "", "adds": "creates", "changes": "changes", "interrupts": "stops", "destroys": "deletes"}


def table() -> str:
    """Return the table as Markdown."""
    rows = (_row(tool) for tool in all_tools().values())
    return "\n".join(("| tool | does | arguments | effect |", "|---|---|---|---|", *rows))


def _row(tool: Tool) -> str:
    names = (f"**{name}**" if name in tool.required else name for name in tool.properties)
    effects = [EFFECTS[tool.effect], "billed" if tool.costs else ""]
    return f"| `{tool.name}` | {tool.title} | {', '.join(names)} | {', '.join(filter(None, effects))} |"
