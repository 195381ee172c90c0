"""Writes the generated regions of the documents: programs of `examples/`, and what the code says of itself.

    python docs/include.py            rewrite the regions
    python docs/include.py --check    write nothing; name each document that is out of date

A region stands between two comments. The first names a file, or a part of one that stands in it between
`# region program` and `# endregion`, or an entry of `SOURCES`:

    <!-- generated: examples/chat_stream.py -->
    <!-- generated: examples/task_execute_async.py#program -->
    <!-- generated: tools -->

    <!-- end of generated -->
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("docs", "docs/site", "src", "generated")]

import commands  # noqa: E402
import errors_page  # noqa: E402
import tool_table  # noqa: E402

from pareta_sandbox.scenarios import SCENARIOS  # noqa: E402

DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))


def scenarios() -> str:
    """Return the table of the sandbox's scenarios."""
    rows = (f"| `{name}` | {scenario.description} |" for name, scenario in SCENARIOS.items())
    return "\n".join(("| scenario | |", "|---|---|", *rows))


def core_modules() -> str:
    """Return the table of the modules of the core, each with the first paragraph of its docstring."""
    core = ROOT / "src/pareta_core"
    rows = []
    for path in (*sorted(core.glob("*.py")), *sorted((core / "_async").glob("*.py"))):
        about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        name = path.relative_to(core).with_suffix("").as_posix()
        if not name.endswith("__init__"):
            rows.append(f"| `{name}` | {' '.join(about.partition(chr(10) * 2)[0].split())} |")
    return "\n".join(("| module | |", "|---|---|", *rows))


SOURCES: dict[str, Callable[[], str]] = {
    "commands": commands.commands,
    "core-modules": core_modules,
    "exit-statuses": commands.exit_statuses,
    "scenarios": scenarios,
    "statuses": errors_page.statuses,
    "tools": tool_table.table,
}
REGION = re.compile(
    r"^<!-- generated: (?P<source>[\w/.#-]+) -->\n(?P<text>.*?)^<!-- end of generated -->$",
    re.MULTILINE | re.DOTALL,
)


def code(source: str) -> str:
    """Return a file, or the lines of a part of it without the indentation that they share, as a block of code."""
    path, _, part = source.partition("#")
    text = (ROOT / path).read_text(encoding="utf-8")
    if part:
        found = re.search(rf"^ *# region {part}\n(.*?)^ *# endregion$", text, re.MULTILINE | re.DOTALL)
        if found is None:
            raise KeyError(f"{path} has no region {part}")
        text = textwrap.dedent(found[1])
    return f"```python\n{text.strip()}\n```"


def generated(text: str) -> str:
    """Return a document with every region as its source is now."""

    def region(found: re.Match[str]) -> str:
        source = found["source"]
        written = SOURCES[source]() if source in SOURCES else code(source)
        return f"<!-- generated: {source} -->\n\n{written}\n\n<!-- end of generated -->"

    return REGION.sub(region, text)


def main(check: bool) -> int:
    """Run the command. Return its exit status."""
    stale = 0
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        if (new := generated(text)) == text:
            continue
        stale += 1
        name = path.relative_to(ROOT).as_posix()
        if check:
            print(f"{name} is out of date: python docs/include.py", file=sys.stderr)
        else:
            path.write_text(new, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
