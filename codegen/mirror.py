"""Writes every `_sync` folder as the mirror of its `_async` source, by the rules below.

    python -m codegen.mirror            write what differs, remove mirrors whose source is gone
    python -m codegen.mirror --check    write nothing; list each file that differs, is missing or has no source

`src/<package>/_async/**.py` becomes `src/<package>/_sync/**.py`, and `tests/_async` becomes `tests/_sync`. The rules
are regular expressions, applied in order to the text, so names in docstrings and messages change like code. Comments
in the source mark what no rule can express:

    await checkpoint()  # async-only            left out of the mirror
    # async-only: begin … # async-only: end     left out with everything between
    # sync-only: checkpoint()                   becomes `checkpoint()` in the mirror

A rule that no file needs is an error, and so is an `async`, `await`, `asyncio` or `anyio` that is left after the
rules: such a mirror would not run. There are no special cases for single files.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "by codegen/mirror.py; do not edit."
FIRST_PARTY = ("codegen", "pareta", "pareta_core", "pareta_sandbox", "pareta_wire", "parallel", "tests")


class MirrorError(Exception):
    """A source cannot be mirrored. The message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A substitution. `what` names it in the report of unused rules."""

    what: str
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]


def _rule(what: str, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Rule:
    return Rule(what, re.compile(pattern, re.MULTILINE), replacement)


def _word(match: re.Match[str]) -> str:
    """Return `sync` for `async` in prose, with the article that precedes it."""
    article, first = match.group(1) or "", match.group(2)
    return article.replace("n ", " ") + ("S" if first == "A" else "s")


RULES = (
    _rule("pytest.mark.anyio", r"^[ \t]*(?:@|pytestmark = )pytest\.mark\.anyio[ \t]*\n", ""),
    _rule("async def, with, for", r"\basync (?=(?:def|with|for)\b)", ""),
    _rule("await", r"\bawait\s+", ""),
    _rule("__aenter__, __aexit__, __aiter__, __anext__", r"\b__a(?=(?:enter|exit|iter|next)__)", "__"),
    _rule("aiter(), anext()", r"\ba(?=(?:iter|next)\()", ""),
    _rule("aclose, aread, aiter_bytes", r"\ba(?=(?:close|read)\b|iter_(?:bytes|lines|raw|text)\b)", ""),
    _rule("Awaitable[T]", r"\bAwaitable\[([^\[\]]+)\]", r"\1"),
    _rule("AsyncByteStream", r"\bAsyncByteStream\b", "SyncByteStream"),
    _rule("Async… in a class's name", r"Async(?=[A-Z])", ""),
    _rule("handle_async_request", r"\bhandle_async_request\b", "handle_request"),
    _rule("_async in names, modules, paths", r"_async(?=_|\b)", "_sync"),
    _rule("asynchronous and async, as words", r"\b([Aa]n )?([Aa])s(?=ync(?:hronous(?:ly)?)?\b)", _word),
)

_ONLY_ASYNC_LINE = re.compile(r"#\s*async-only\s*$")
_ONLY_ASYNC_BLOCK = re.compile(r"^\s*#\s*async-only:\s*(begin|end)\s*$")
_ONLY_SYNC = re.compile(r"^(\s*)# sync-only: ?(.*)$")
_LEFT_OVER = re.compile(r"async|\bawait\b|\banyio\b", re.IGNORECASE)


def mirror(text: str, source_name: str, used: Counter[str] | None = None) -> str:
    """Return the synchronous mirror of a source, not yet formatted. `used` counts what each rule replaced."""
    text = _follow_markers(text, source_name)
    for rule in RULES:
        text, count = rule.pattern.subn(rule.replacement, text)
        if used is not None:
            used[rule.what] += count
    text = f"# Mirrored from {source_name} {MARK}\n{text}"
    _refuse_left_overs(text, source_name)
    return text


def _follow_markers(text: str, source_name: str) -> str:
    lines: list[str] = []
    begun = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        block = _ONLY_ASYNC_BLOCK.match(line.rstrip())
        if block:
            if (block.group(1) == "begin") == bool(begun):
                raise MirrorError(
                    f"{source_name}:{number}: `async-only: {block.group(1)}` without its counterpart"
                )
            begun = 0 if begun else number
        elif not begun and not _ONLY_ASYNC_LINE.search(line.rstrip()):
            lines.append(_ONLY_SYNC.sub(r"\1\2", line))
    if begun:
        raise MirrorError(f"{source_name}:{begun}: `async-only: begin` without its counterpart")
    return "".join(lines)


def _refuse_left_overs(text: str, source_name: str) -> None:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME and _LEFT_OVER.search(token.string):
                raise MirrorError(
                    f"{source_name}: `{token.string}` is left in `{token.line.strip()}`: "
                    "mark the line `# async-only`, or add a rule"
                )
    except (tokenize.TokenError, IndentationError) as error:
        raise MirrorError(f"{source_name}: the mirror is not valid Python: {error}") from None


def sources(root: Path) -> list[Path]:
    """Return every file to mirror, in a fixed order."""
    folders = [*sorted(root.glob("src/*/_async")), root / "tests" / "_async"]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def mirrors_in(root: Path) -> list[Path]:
    """Return every Python file in a `_sync` folder."""
    folders = [*sorted(root.glob("src/*/_sync")), root / "tests" / "_sync"]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def twin_of(source: Path, root: Path) -> Path:
    """Return the path of a source's mirror."""
    parts = source.relative_to(root).parts
    return root.joinpath(*("_sync" if part == "_async" else part for part in parts))


def mirror_all(root: Path, used: Counter[str]) -> dict[Path, bytes]:
    """Return the bytes of every mirror, formatted by ruff in one call."""
    texts: dict[Path, str] = {}
    for source in sources(root):
        name = source.relative_to(root).as_posix()
        texts[twin_of(source, root)] = mirror(source.read_text(encoding="utf-8"), name, used)
    return _formatted(texts, root) if texts else {}


def _formatted(texts: dict[Path, str], root: Path) -> dict[Path, bytes]:
    with tempfile.TemporaryDirectory(prefix="mirror-") as folder:
        copies = {twin: Path(folder) / twin.relative_to(root) for twin in texts}
        for twin, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(texts[twin], encoding="utf-8", newline="\n")
        # Isolated, so that the bytes depend only on the pinned ruff and these lines.
        # Imports that only removed lines needed are removed.
        sort = f"lint.isort.known-first-party={list(FIRST_PARTY)}"
        keep = 'lint.per-file-ignores={"__init__.py"=["F401"]}'
        _ruff("check", "--select=I,F401", "--fix", "--config", sort, "--config", keep, folder=folder)
        _ruff("format", folder=folder)
        return {twin: copy.read_bytes() for twin, copy in copies.items()}


def _ruff(command: str, *options: str, folder: str) -> None:
    common = ("--isolated", "--quiet", "--no-cache", "--config", "line-length=110", "--target-version=py311")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", command, *common, *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MirrorError(f"ruff {command} fails on the mirrors:\n{done.stdout}{done.stderr}")


def differences(wanted: dict[Path, bytes], root: Path) -> list[str]:
    """Return a line for each file that differs, is missing or has no source."""
    lines: list[str] = []
    for twin, content in wanted.items():
        name = twin.relative_to(root).as_posix()
        if not twin.exists():
            lines.append(f"missing: {name}")
        elif twin.read_bytes() != content:
            lines.append(f"differs: {name}")
    strays = [path for path in mirrors_in(root) if path not in wanted]
    return lines + [f"stray:   {path.relative_to(root).as_posix()}" for path in strays]


def unused_rules(used: Counter[str]) -> list[str]:
    """Return a line for each rule that replaced nothing in any source."""
    return [f"unused:  the rule for {rule.what}" for rule in RULES if not used[rule.what]]


def write(wanted: dict[Path, bytes], root: Path) -> list[str]:
    """Write what differs, remove mirrors without a source, and return a line for each change."""
    done: list[str] = []
    for twin, content in wanted.items():
        if not twin.exists() or twin.read_bytes() != content:
            twin.parent.mkdir(parents=True, exist_ok=True)
            twin.write_bytes(content)
            done.append(f"wrote {twin.relative_to(root).as_posix()}")
    for path in mirrors_in(root):
        if path not in wanted:
            name = path.relative_to(root).as_posix()
            if MARK not in path.read_text(encoding="utf-8").partition("\n")[0]:
                raise MirrorError(f"{name} is not a mirror and has no source in _async: move it elsewhere")
            path.unlink()
            done.append(f"removed {name}")
    return done


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="mirror every _async folder into its _sync folder")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a byte would change")
    check = parser.parse_args(arguments).check
    used: Counter[str] = Counter()
    try:
        wanted = mirror_all(root, used)
        unused = unused_rules(used) if wanted else []
        if not check:
            _print(write(wanted, root))
            # Not an error here: the code that needs the rule may not be written yet.
            _print(unused)
            return 0
    except MirrorError as error:
        print(error, file=sys.stderr)
        return 1
    problems = differences(wanted, root)
    _print([*problems, *unused])
    if problems:
        print("run `make mirror`")
    return 1 if problems or unused else 0


if __name__ == "__main__":
    sys.exit(main())
