"""Spoils the modules that decide about money and data, one place at a time, and looks whether a test notices.

    make mutants-python                            200 places, chosen by chance from a fixed seed
    make mutants-python ARGS="--sample 20 --only retry.py"

A first run of all tests under coverage.py says which tests execute which line. Then each place is spoiled in a clone
of the repository, the mirror with it, and the tests that execute the line are run until one fails. What no test
notices is printed as a diff: it lacks a test, or it changes nothing that a program can see.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

ROOT = Path(__file__).resolve().parent.parent
SEED = 2026
# The modules that decide whether something is sent again, what has been paid for, and what a caller gets of it.
_CORE = """arguments bodies call clock connect_limiter content_decoding deadline encoding errors events failures
    following json_schemas json_values log_redaction redaction response_heads retry rows schema secret_fields sse
    started tabular timeouts _async/callbacks _async/client _async/connect _async/connection_pool _async/http11
    _async/http_adapter _async/polling _async/response_body _async/resume _async/stream _async/transport"""
_PARETA = """completion decoding endpoint errors evaluation files money types _async/auto _async/chat _async/chat_batch
    _async/endpoints _async/eval_runs _async/eval_sets _async/live_endpoint"""
_PARALLEL = """errors inputs outputs rows task_specs webhooks _async/event_sources _async/group_results
    _async/group_runs _async/listed_runs _async/run_result _async/task_group _async/task_run bulk/columns bulk/engine
    bulk/errors bulk/journal bulk/matching bulk/requests bulk/rows bulk/settings bulk/sources bulk/tables
    bulk/text_files _async/bulk _async/bulk_driver _async/bulk_job _async/bulk_parts"""
MODULES = tuple(
    f"src/{package}/{name}.py"
    for package, names in (("pareta_core", _CORE), ("pareta", _PARETA), ("parallel", _PARALLEL))
    for name in names.split()
)
# They compare files with each other, so that every change would be noticed.
LEFT_OUT = ("tests/pure/test_mirror.py", "tests/pure/test_docstrings.py", "tests/pure/test_docs.py")
MATRIX = "tests/contract/test_fault_matrix.py"
LONGEST = 600  # seconds for the tests of one place; a run that hangs has noticed it

Span: TypeAlias = tuple[int, int]
COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file with one spoiled place."""

    path: str
    line: int
    before: str
    after: str

    @property
    def diff(self) -> str:
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), self.path, self.path, lineterm="", n=1
        )
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    noticed: bool
    why: str


# --- what is spoiled


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield the source with each place spoiled that decides something."""
    text = source.encode()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def between(left: ast.expr, right: ast.expr) -> tuple[int, int]:
        return span(left)[1], span(right)[0]

    for node in _deciding(ast.parse(source)):
        found = _operator(node, between, text) or _statement(node, span, text)
        if found is not None:
            (begin, end), new = found
            after = text[:begin] + new.encode() + text[end:]
            yield Mutant(path, text.count(b"\n", 0, begin) + 1, source, after.decode())


def _operator(
    node: ast.AST, between: Callable[[ast.expr, ast.expr], Span], text: bytes
) -> tuple[Span, str] | None:
    """Return where an operator stands, and its opposite."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            place, (old, new) = between(left, right), COMPARISONS[type(op)]
        case ast.BoolOp(op=ast.And(), values=[left, right, *_]):
            place, old, new = between(left, right), "and", "or"
        case ast.BoolOp(values=[left, right, *_]):
            place, old, new = between(left, right), "or", "and"
        case _:
            return None
    return place, text[slice(*place)].decode().replace(old, new, 1)


def _statement(
    node: ast.AST, span: Callable[[ast.expr | ast.stmt], Span], text: bytes
) -> tuple[Span, str] | None:
    """Return where a constant, a condition or a statement stands, and what spoils it."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return span(node), text[slice(*span(operand))].decode()
        case ast.Constant(value=bool() as value):
            return span(node), str(not value)
        case ast.Constant(value=int() | float() as value):
            return span(node), repr(value + 1)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return span(test), f"(not ({text[slice(*span(test))].decode()}))"
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
            return span(node), "pass"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            return span(value), "None"
        case ast.Call(args=[], keywords=[ast.keyword(arg=str(), value=value), *_]):
            return span(value), "None"
        case ast.Assign(targets=[ast.Attribute()], value=value):
            return span(value), "None"
        case _:
            return None


def _deciding(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that are executed for their effect: no annotations, docstrings, exports or representations."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Constant) and child.value is None:
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {ast.unparse(decorator) for decorator in child.decorator_list}
            if "overload" not in decorators and child.name not in ("__repr__", "__dir__", "__getattr__"):
                for statement in [*child.args.defaults, *child.args.kw_defaults, *child.body]:
                    if statement is not None:
                        yield statement
                        yield from _deciding(statement)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        elif isinstance(child, ast.AnnAssign):
            if child.value is not None:
                yield child.value
                yield from _deciding(child.value)
        elif not isinstance(child, ast.Import | ast.ImportFrom | ast.arguments):
            yield child
            yield from _deciding(child)


def sample(size: int, seed: int, only: str) -> list[Mutant]:
    """Return a random sample of the places, the same one for a seed."""
    every = [
        mutant
        for module in MODULES
        if only in module
        for mutant in mutants(module, (ROOT / module).read_text("utf-8"))
        if mutant.before != mutant.after and _compiles(mutant.after)
    ]
    print(f"{len(every)} places in {len(MODULES)} modules")
    return random.Random(seed).sample(every, min(size, len(every)))


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


# --- which tests execute which line


class Coverage:
    """Which tests execute a line, quickest first.

    Args:
        folder: What `measure` left.
    """

    def __init__(self, folder: Path) -> None:
        report = json.loads((folder / "coverage.json").read_text("utf-8"))
        self._files: dict[str, dict[str, list[str]]] = {
            path: file["contexts"] for path, file in report["files"].items()
        }
        self._seconds = _durations(folder / "junit.xml")

    @staticmethod
    def measure(folder: Path) -> None:
        """Run all tests once under coverage.py, but for the fault matrix, which executes nearly everything."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "coveragerc"
        settings.write_text(
            f"[run]\ndynamic_context = test_function\nsource = src\ndata_file = {folder / 'data'}\n"
        )
        coverage = [sys.executable, "-m", "coverage"]
        options = [f"--junitxml={folder / 'junit.xml'}", "-p", "no:xdist", f"--ignore={MATRIX}"]
        run = [*coverage, "run", f"--rcfile={settings}", "-m", "pytest", "-q", *options]
        subprocess.run(run, cwd=ROOT, check=False)
        report = [
            "json",
            f"--rcfile={settings}",
            "--show-contexts",
            "-q",
            "-o",
            str(folder / "coverage.json"),
        ]
        subprocess.run([*coverage, *report], cwd=ROOT, check=True)

    def tests(self, path: str, lines: frozenset[int]) -> list[str]:
        """Return the node ids of the tests that execute one of the lines, or else a line of the file.

        What runs in a callback or in another thread belongs to no test.
        """
        contexts = self._files.get(path, {})
        found = {name for line in lines for name in contexts.get(str(line), ())} - {""}
        if not found:
            found = {name for names in contexts.values() for name in names} - {""}
        tests = {test for test in map(_node_id, found) if not test.startswith(LEFT_OUT)}
        return sorted(tests & self._seconds.keys(), key=lambda test: self._seconds[test])


def _node_id(context: str) -> str:
    module, _, function = context.rpartition(".")
    return f"{module.replace('.', '/')}.py::{function}"


def _durations(report: Path) -> Mapping[str, float]:
    """Return the seconds of each test that passed, all its parameters together."""
    seconds, failed = defaultdict[str, float](float), set[str]()
    for case in ET.parse(report).iter("testcase"):
        test = _node_id(f"{case.attrib['classname']}.{case.attrib['name'].partition('[')[0]}")
        seconds[test] += float(case.attrib["time"])
        if case.find("failure") is not None:
            failed.add(test)
    return {test: time for test, time in seconds.items() if test not in failed}


# --- what notices


def judge(mutant: Mutant, coverage: Coverage, clone: Path) -> Verdict:
    """Run the tests of a place in a clone that has it spoiled."""
    paths = [mutant.path]
    try:
        (clone / mutant.path).write_text(mutant.after, "utf-8")
        if "/_async/" in mutant.path:
            subprocess.run(
                [sys.executable, "-m", "codegen.mirror"], cwd=clone, capture_output=True, check=False
            )
            paths.append(mutant.path.replace("/_async/", "/_sync/"))
        tests = dict.fromkeys(
            test for path in paths for test in coverage.tests(path, _changed_lines(path, clone))
        )
        return (
            _verdict(mutant, list(tests), clone)
            if tests
            else Verdict(mutant, False, "no test executes its file")
        )
    finally:
        for path in paths:
            shutil.copyfile(ROOT / path, clone / path)


def _verdict(mutant: Mutant, tests: list[str], clone: Path) -> Verdict:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    folders = os.pathsep.join(str(clone / folder) for folder in ("src", "generated", "."))
    try:
        ended = subprocess.run(
            command,
            cwd=clone,
            env={**os.environ, "PYTHONPATH": folders, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(mutant, True, "hangs")
    if ended.returncode == 0:
        return Verdict(mutant, False, f"{len(tests)} tests pass")
    failures = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return Verdict(
        mutant, True, (failures or ended.stdout.splitlines()[-1:] or [ended.stderr[-200:]])[0][:150]
    )


def _changed_lines(path: str, clone: Path) -> frozenset[int]:
    """Return the lines of a file that differ in the clone."""
    before, after = ((root / path).read_text("utf-8").splitlines() for root in (ROOT, clone))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return frozenset(
        line
        for tag, begin, end, _, _ in matcher.get_opcodes()
        if tag != "equal"
        for line in range(begin + 1, max(end, begin + 1) + 1)
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="modules whose path contains this text")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--coverage", type=Path, help="a folder for what the first run finds; it is used again"
    )
    arguments = parser.parse_args()
    chosen = sample(arguments.sample, arguments.seed, arguments.only)
    with tempfile.TemporaryDirectory() as folder:
        measured = (arguments.coverage or Path(folder) / "coverage").resolve()
        if not (measured / "coverage.json").exists():
            Coverage.measure(measured)
        coverage = Coverage(measured)
        clones = SimpleQueue[Path]()
        for number in range(arguments.workers):
            clone = Path(folder) / f"clone-{number}"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
            clones.put(clone)

        def judged(mutant: Mutant) -> Verdict:
            clone = clones.get()
            try:
                verdict = judge(mutant, coverage, clone)
            finally:
                clones.put(clone)
            print(
                f"{'noticed ' if verdict.noticed else 'SURVIVED'} {mutant.path}:{mutant.line} {verdict.why}",
                flush=True,
            )
            return verdict

        with ThreadPoolExecutor(arguments.workers) as pool:
            verdicts = list(pool.map(judged, chosen))
    survivors = [verdict for verdict in verdicts if not verdict.noticed]
    for verdict in survivors:
        print(f"\n{verdict.why}\n{verdict.mutant.diff}")
    print(f"\n{len(verdicts) - len(survivors)} of {len(verdicts)} noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
