"""Counts the lines of handwritten modules and functions, prints the totals, and fails above a limit.

    300 lines of code in a module       warning; an error above 350
     40 lines in the body of a function warning; an error above 60

Blank lines, comments and docstrings do not count, so a limit never costs an explanation. Neither do a function's
signature and its overloads: thirty named parameters are not complexity. The total of a package is printed, not limited:
a limit on it would move code to where it is not counted. A logical line is one statement, however many lines it is
formatted to.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "src/pareta_core",
    "src/pareta",
    "src/parallel",
    "src/pareta_cli",
    "src/pareta_mcp",
    "codegen",
    "conformance",
    "src/pareta_sandbox",
)
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
    """The size of one module. `functions` are the lines of the functions' bodies, by name and first line."""

    logical: int
    code: int
    physical: int
    functions: dict[str, int]


def measure(text: str) -> Size:
    """Measure the source of one module."""
    tree = ast.parse(text)
    lines = code_lines(text) - docstring_lines(tree) - overload_lines(tree)
    functions: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
            functions[f"{node.name} (line {node.lineno})"] = len(lines.intersection(body))
    return Size(logical_lines(text, tree), len(lines), len(text.splitlines()), functions)


def logical_lines(text: str, tree: ast.Module) -> int:
    """Return the number of statements without docstrings."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    texts = sum(isinstance(node, ast.Expr) and _is_text(node.value) for node in ast.walk(tree))
    return sum(token.type == tokenize.NEWLINE for token in tokens) - texts


def code_lines(text: str) -> set[int]:
    """Return the numbers of the lines that contain code."""
    numbers: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            numbers.update(range(token.start[0], token.end[0] + 1))
    return numbers


def docstring_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines of docstrings. Any string that is a statement counts as one."""
    numbers: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_text(node.value):
            numbers.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return numbers


def overload_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines of overloads, which are signatures and no more."""
    numbers: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
            isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list
        ):
            numbers.update(range(node.decorator_list[0].lineno, (node.end_lineno or node.lineno) + 1))
    return numbers


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def handwritten(root: Path, package: str) -> dict[str, Size]:
    """Measure every handwritten module of a package. Mirrors do not count.

    Args:
        root: The repository.
        package: A folder in it, for example `src/pareta`.
    """
    sizes: dict[str, Size] = {}
    for path in sorted((root / package).rglob("*.py")):
        if "_sync" not in path.parts:
            sizes[path.relative_to(root).as_posix()] = measure(path.read_text(encoding="utf-8"))
    return sizes


def judge(modules: dict[str, Size]) -> tuple[list[str], list[str]]:
    """Return what is too large, as (errors, warnings)."""
    errors: list[str] = []
    warnings: list[str] = []
    for name, size in modules.items():
        if size.code > MODULE_WARNING:
            found = errors if size.code > MODULE_LIMIT else warnings
            found.append(f"{name}: {size.code} lines of code (the limit is {MODULE_LIMIT})")
        for function, lines in size.functions.items():
            if lines > FUNCTION_WARNING:
                found = errors if lines > FUNCTION_LIMIT else warnings
                found.append(f"{name}: {function} has {lines} lines (the limit is {FUNCTION_LIMIT})")
    return errors, warnings


def main(root: Path = ROOT) -> int:
    """Print the totals and what is too large. Return the exit status."""
    errors: list[str] = []
    warnings: list[str] = []
    for package in PACKAGES:
        modules = handwritten(root, package)
        logical, code, physical = (
            sum(getattr(size, kind) for size in modules.values()) for kind in ("logical", "code", "physical")
        )
        print(
            f"  {package:<18} {logical:>5} logical  {code:>5} of code  {physical:>5} in all  "
            f"{len(modules):>2} modules"
        )
        too_large, large = judge(modules)
        errors += too_large
        warnings += large
    for warning in warnings:
        print(f"  warning: {warning}")
    for error in errors:
        print(f"  error: {error}", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
