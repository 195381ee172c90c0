"""What is wrong with a spec, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

Place = tuple[str | int, ...]
"""The keys and indexes that lead to a node of the file."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a sentence, and the node that it is about if that is known."""

    text: str
    place: Place | None = None


class SpecError(Exception):
    """The spec cannot be generated from. Each of `problems` says what is wrong and where."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(one if isinstance(one, Problem) else Problem(one) for one in problems)
        super().__init__("\n".join(map(_with_place, self.problems)))

    def at(self, *place: str | int) -> SpecError:
        """Return the same error with a place for the problems that have none."""
        return SpecError(
            *(one if one.place is not None else Problem(one.text, place) for one in self.problems)
        )

    def lines(self, path: Path) -> list[str]:
        """Return a line for each problem: `openapi.yaml:12: #/paths/~1things/get: …`.

        Args:
            path: The spec. It is read again to find the numbers of the lines.
        """
        places = [one.place for one in self.problems if one.place]
        numbers = dict(zip(places, line_numbers(path, places), strict=True))
        return [
            f"{path.name}:{numbers[one.place]}: {_with_place(one)}"
            if one.place
            else f"{path.name}: {one.text}"
            for one in self.problems
        ]


def pointer(place: Place) -> str:
    """Return a place as a JSON pointer (RFC 6901), as references in the file have it."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def _with_place(problem: Problem) -> str:
    return f"{pointer(problem.place)}: {problem.text}" if problem.place else problem.text


def line_numbers(path: Path, places: Sequence[Place]) -> list[int]:
    """Return the number of the line on which each place begins. A place that is missing has that of its parent.

    Args:
        path: The file.
        places: The keys and indexes that lead to each.
    """
    if not places:
        return []
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    return [_line_number(root, place) for place in places]


def _line_number(node: Node | None, place: Place) -> int:
    line = 0
    for step in place:
        items: list[Node] = node.value if isinstance(node, SequenceNode) else []
        if isinstance(step, int) and step < len(items):
            node = items[step]
            line = node.start_mark.line
            continue
        pairs: list[tuple[Node, Node]] = node.value if isinstance(node, MappingNode) else []
        found = next((pair for pair in pairs if pair[0].value == str(step)), None)
        if found is None:  # a missing member is reported where its parent begins
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1
