"""Keeps the handwritten part of the SDK small; prints the figures and fails above a limit.

Counted are the logical lines of src/pareta_core, src/pareta and src/parallel, without the `_sync` mirrors: a
statement is one line, over however many the formatter spreads it. Comments and docstrings are free, because a
budget must never cost an explanation. The limits:

    4,000 logical lines in the three packages    error; raising it is a commit of its own, with a reason
      300 physical lines of code in a module     warning; an error above 350
       40 physical lines in a function's body    warning; an error above 60 (a signature of thirty named
                                                 parameters is no complexity, so it does not count)

Lines of code and physical lines (what `wc -l` says) are printed beside them. Nothing but counting lives here.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("pareta_core", "pareta", "parallel")
LINES = 4000
MODULE_WARNING, MODULE_LIMIT = 300, 350
FUNCTION_WARNING, FUNCTION_LIMIT = 40, 60

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True, slots=True)
class Size:
    """One module, measured: `functions` are the bodies' code lines by name and first line."""

    logical: int
    code: int
    physical: int
    functions: dict[str, int]


def measure(text: str) -> Size:
    """Counts one module's source."""
    tree = ast.parse(text)
    lines = code_lines(text) - docstring_lines(tree)
    functions: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
            functions[f"{node.name} (line {node.lineno})"] = len(lines.intersection(body))
    return Size(logical_lines(text, tree), len(lines), len(text.splitlines()), functions)


def logical_lines(text: str, tree: ast.Module) -> int:
    """How many statements there are, docstrings aside."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    texts = sum(isinstance(node, ast.Expr) and _is_text(node.value) for node in ast.walk(tree))
    return sum(token.type == tokenize.NEWLINE for token in tokens) - texts


def code_lines(text: str) -> set[int]:
    """The numbers of the lines on which a token of code lies."""
    numbers: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            numbers.update(range(token.start[0], token.end[0] + 1))
    return numbers


def docstring_lines(tree: ast.Module) -> set[int]:
    """The numbers of the lines that docstrings take: a string that stands alone as a statement is one too."""
    numbers: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_text(node.value):
            numbers.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return numbers


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def handwritten(root: Path, package: str) -> dict[str, Size]:
    """Every handwritten module of a package, measured."""
    found: dict[str, Size] = {}
    for path in sorted((root / "src" / package).rglob("*.py")):
        if "_sync" not in path.parts:
            found[path.relative_to(root).as_posix()] = measure(path.read_text(encoding="utf-8"))
    return found


def judge(modules: dict[str, Size]) -> tuple[list[str], list[str]]:
    """What is too large, as (errors, warnings)."""
    errors: list[str] = []
    warnings: list[str] = []
    for name, size in modules.items():
        if size.code > MODULE_WARNING:
            where = errors if size.code > MODULE_LIMIT else warnings
            where.append(f"{name}: {size.code} lines of code (about {MODULE_WARNING} are fine)")
        for function, lines in size.functions.items():
            if lines > FUNCTION_WARNING:
                where = errors if lines > FUNCTION_LIMIT else warnings
                where.append(f"{name}: {function} has {lines} lines (about {FUNCTION_WARNING} are fine)")
    total = sum(size.logical for size in modules.values())
    if total > LINES:
        errors.append(f"{total} handwritten logical lines, {total - LINES} more than the budget of {LINES}")
    return errors, warnings


def main(root: Path = ROOT) -> int:
    """The command; returns its exit status."""
    everything: dict[str, Size] = {}
    for package in PACKAGES:
        modules = handwritten(root, package)
        logical, code, physical = (
            sum(getattr(size, kind) for size in modules.values()) for kind in ("logical", "code", "physical")
        )
        print(
            f"  {package:<12} {logical:>5} logical  {code:>5} of code  {physical:>5} in all  "
            f"{len(modules):>2} modules"
        )
        everything |= modules
    total = sum(size.logical for size in everything.values())
    print(f"  {'together':<12} {total:>5} of {LINES}")
    errors, warnings = judge(everything)
    for warning in warnings:
        print(f"  warning: {warning}")
    for error in errors:
        print(f"  error: {error}", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
