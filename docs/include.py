"""Puts the files of `examples/` into the documents, and says which documents differ from them.

    python docs/include.py            rewrite the blocks
    python docs/include.py --check    write nothing; name each document that is out of date

A block of Python in a document follows a comment that names its file, and is that file:

    <!-- example: examples/chat_stream.py -->

or a region of it, which stands in the file between `# region program` and `# endregion`:

    <!-- example: examples/task_execute_async.py#program -->
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(
    r"^(?P<comment><!-- example: (?P<path>[\w/.-]+?)(?:#(?P<region>[\w-]+))? -->)\n```python\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def code(path: str, region: str | None) -> str:
    """A file, or the lines of a region without the indentation that they share. A `KeyError` if there is none."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if region is None:
        return text
    found = re.search(rf"^ *# region {region}\n(.*?)^ *# endregion$", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(f"{path} has no region {region}")
    return textwrap.dedent(found[1]).strip("\n") + "\n"


def included(text: str) -> str:
    """A document with every block as its file is now."""
    return BLOCK.sub(
        lambda block: f"{block['comment']}\n```python\n{code(block['path'], block['region'])}```", text
    )


def main(check: bool) -> int:
    """The command; returns its exit status."""
    stale = [
        path for path in DOCUMENTS if included(path.read_text(encoding="utf-8")) != path.read_text("utf-8")
    ]
    for path in stale:
        name = path.relative_to(ROOT).as_posix()
        if check:
            print(f"{name} is not what examples/ says: python docs/include.py", file=sys.stderr)
        else:
            path.write_text(included(path.read_text(encoding="utf-8")), encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
