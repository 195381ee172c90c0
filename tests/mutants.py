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
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
SEED = 2026
# The modules that decide whether something is sent again, what has been paid for, and what a caller gets of it.
MODULES = (
    *(
        f"src/pareta_core/{name}.py"
        for name in """arguments bodies call clock content_decoding deadline encoding errors events failures json_values
        redaction retry rows schema sse started tabular timeouts""".split()
    ),
    *(
        f"src/pareta_core/_async/{name}.py"
        for name in """client connect connection_pool http11 http_adapter polling response_body resume stream
        transport""".split()
    ),
    *(
        f"src/pareta/{name}.py"
        for name in "completion decoding endpoint errors evaluation files money types".split()
    ),
    *(
        f"src/pareta/_async/{name}.py"
        for name in "auto chat endpoints eval_runs eval_sets live_endpoint".split()
    ),
    *(f"src/parallel/{name}.py" for name in "errors inputs outputs rows task_specs webhooks".split()),
    *(
        f"src/parallel/_async/{name}.py"
        for name in "event_sources group_runs listed_runs run_result task_group task_run".split()
    ),
)
# They compare files with each other, so that every change would be noticed.
LEFT_OUT = ("tests/pure/test_mirror.py", "tests/pure/test_docstrings.py", "tests/pure/test_docs.py")
MATRIX = "tests/contract/test_fault_matrix.py"
LONGEST = 600  # seconds for the tests of one place; a run that hangs has noticed it

COMPARISONS = {
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

    def at(line: int, column: int) -> int:
        return starts[line - 1] + column

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)

    def replaced(node: ast.expr | ast.stmt, begin: int, end: int, new: str) -> Mutant:
        after = (text[:begin] + new.encode() + text[end:]).decode()
        return Mutant(path, node.lineno, source, after)

    for node in _deciding(ast.parse(source)):
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                old, new = COMPARISONS[type(op)]
                begin, end = span(left)[1], span(right)[0]
                between = text[begin:end].decode()
                yield replaced(node, begin, end, between.replace(old, new, 1))
            case ast.BoolOp(op=op, values=[first, second, *_]):
                old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                begin, end = span(first)[1], span(second)[0]
                yield replaced(node, begin, end, text[begin:end].decode().replace(old, new, 1))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield replaced(node, *span(node), text[slice(*span(operand))].decode())
            case ast.Constant(value=bool() as value):
                yield replaced(node, *span(node), str(not value))
            case ast.Constant(value=int() | float() as value):
                yield replaced(node, *span(node), repr(value + 1))
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield replaced(test, *span(test), f"(not ({text[slice(*span(test))].decode()}))")
            case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise():
                yield replaced(node, *span(node), "pass")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield replaced(node, *span(value), "None")
            case ast.Call(keywords=[keyword, *_]) if keyword.arg is not None and not node.args:
                value = keyword.value
                yield replaced(value, *span(value), "None")
            case ast.Assign(targets=[ast.Attribute()], value=value):
                yield replaced(node, *span(value), "None")
            case _:
                pass


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
        known = [id for id in map(_node_id, found) if id in self._seconds and not id.startswith(LEFT_OUT)]
        return sorted(known, key=lambda id: self._seconds[id])


def _node_id(context: str) -> str:
    module, _, function = context.rpartition(".")
    return f"{module.replace('.', '/')}.py::{function}"


def _durations(report: Path) -> Mapping[str, float]:
    """Return the seconds of each test that passed, all its parameters together."""
    seconds, failed = defaultdict[str, float](float), set[str]()
    for case in ET.parse(report).iter("testcase"):
        id = _node_id(f"{case.attrib['classname']}.{case.attrib['name'].partition('[')[0]}")
        seconds[id] += float(case.attrib["time"])
        if case.find("failure") is not None:
            failed.add(id)
    return {id: time for id, time in seconds.items() if id not in failed}


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
