"""Reads the cases: YAML files, checked by case.schema.json, with each matrix written out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from conformance.json_values import Json, is_array, is_object

ROOT = Path(__file__).resolve().parent
_PLACE = re.compile(r"\$\{(\w+)\}")
# What a case needs without saying so, by a member that it has.
_IMPLIED = {"decode": "sse", "verify": "webhooks"}


class CaseError(Exception):
    """A file of cases that cannot be used. The message names the file and the case."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case, and what an adapter must be able to do to play it."""

    id: str
    raw: Json
    needs: frozenset[str]
    levels: frozenset[str]
    path: Path

    @property
    def slow(self) -> bool:
        """Whether the case measures real time."""
        return bool(self.raw.get("slow"))

    def outcome(self, level: str) -> Json:
        """Return what must come out at this level.

        Args:
            level: `wire` or `facade`.
        """
        expected: Json = self.raw["then"]
        return self.raw.get("facade", expected) if level == "facade" else expected


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "case.schema.json").read_text("utf-8")))


@cache
def spec() -> Json:
    """Return spec.json, which names the operations and the methods of the facades."""
    content: Json = json.loads((ROOT / "spec.json").read_text("utf-8"))
    return content


@cache
def operations() -> dict[str, Json]:
    """Return the operations of the spec by id."""
    return {operation["id"]: operation for operation in spec()["operations"]}


def load(*globs: str, root: Path = ROOT) -> list[Case]:
    """Return the cases whose id matches, in the order of their files.

    Args:
        globs: Patterns with `*` and `?` for ids, such as `retry/*`. Every case if there is none.
        root: The folder with the folders of the cases.

    Raises:
        CaseError: A file is not valid.
    """
    found: dict[str, Case] = {}
    for path in sorted(root.glob("*/*.yaml")):
        for case in _read(path, path.stat().st_mtime_ns):
            if case.id in found:
                raise CaseError(
                    f"{path.name}: the id {case.id} is taken: {found[case.id].path.name} has it too"
                )
            found[case.id] = case
    return [case for case in found.values() if not globs or any(fnmatch(case.id, one) for one in globs)]


@cache
def _read(path: Path, _modified: int) -> tuple[Case, ...]:
    """Return the cases of a file, which is read once."""
    return tuple(read_file(path))


def read_file(path: Path) -> Iterator[Case]:
    """Return the cases of one file, checked.

    Args:
        path: A YAML file.

    Raises:
        CaseError: The file is not valid.
    """
    try:
        document: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))  # pyright: ignore[reportUnknownMemberType]  # untyped
    except (YAMLError, ValueError) as error:
        raise CaseError(f"{path.name} is not valid YAML: {error}") from None
    if not is_object(document) or not is_array(document.get("cases")):
        raise CaseError(f"{path.name} must have version, about and cases")
    expanded = [_repeated(one) for case in document["cases"] for one in _expand(case)]
    problems: Iterator[Any] = _validator().iter_errors({**document, "cases": expanded})  # pyright: ignore[reportUnknownMemberType]  # partially typed
    for problem in problems:
        raise CaseError(f"{path.name}: {_place(expanded, list(problem.absolute_path))}: {_message(problem)}")
    for raw in expanded:
        if not str(raw["id"]).startswith(f"{path.parent.name}/"):
            raise CaseError(f"{path.name}: the id {raw['id']} must begin with {path.parent.name}/")
        yield _case(raw, path)


def _message(error: Any) -> str:
    nested = sorted(error.context or (), key=lambda one: -len(one.absolute_path))
    return str(_message(nested[0]) if nested else error.message)[:300]


def _place(cases: list[Json], steps: list[Any]) -> str:
    if steps[:1] == ["cases"] and len(steps) > 1:
        case = cases[int(steps[1])]
        return ".".join([str(case.get("id")), *map(str, steps[2:])])
    return ".".join(map(str, steps)) or "the file"


def _case(raw: Json, path: Path) -> Case:
    needs = {*raw.get("needs", ()), *(needed for member, needed in _IMPLIED.items() if member in raw)}
    outcomes = [raw["then"], raw.get("facade", {})]
    if any("pauses" in outcome for outcome in outcomes) or _steps_take_time(raw):
        needs.add("clock")
    if any("receipt" in outcome for outcome in outcomes):
        needs.add("receipts")
    call = raw.get("call", {})
    if "cancel_after" in call:
        needs.add("cancel")
    if call and "op" in call and call["op"] not in operations():
        raise CaseError(f"{path.name}: {raw['id']}: the spec has no operation {call['op']}")
    levels = {raw["level"]} if "level" in raw else {"wire", "facade"}
    if call and "op" not in call:
        levels = {"facade"}
    if "wire" in raw and any(step.get("connection") for step in raw["wire"]):
        needs.add("reuse")
    return Case(raw["id"], raw, frozenset(needs), frozenset(levels), path)


def _steps_take_time(raw: Json) -> bool:
    return any("takes" in step["respond"] for step in raw.get("wire", ()))


def _expand(case: Json) -> Iterator[Json]:
    """Yield a case for each row of its matrix, with the row's values at its places."""
    matrix = case.get("matrix")
    if matrix is None:
        yield case
        return
    rest = {key: value for key, value in case.items() if key != "matrix"}
    rows = (
        matrix
        if is_array(matrix)
        else [dict(zip(matrix, row, strict=True)) for row in product(*matrix.values())]
    )
    for row in rows:
        yield _filled(rest, row)


def _repeated(node: Any, number: int | None = None) -> Any:
    """Return a case with a list in place of each `{$repeat: value, times: n}`, in which `$n` is the number."""
    if is_object(node):
        if "$repeat" in node:
            return [_repeated(node["$repeat"], one) for one in range(1, int(node["times"]) + 1)]
        return {key: _repeated(value, number) for key, value in node.items()}
    if is_array(node):
        return [_repeated(item, number) for item in node]
    return node if number is None or not isinstance(node, str) else node.replace("$n", str(number))


def _filled(node: Any, row: Json) -> Any:
    if is_object(node):
        return {_filled(key, row): _filled(value, row) for key, value in node.items()}
    if is_array(node):
        return [_filled(item, row) for item in node]
    if not isinstance(node, str):
        return node
    whole = _PLACE.fullmatch(node)
    if whole and whole[1] in row:
        return row[whole[1]]
    return _PLACE.sub(lambda found: str(row.get(found[1], found[0])), node)
