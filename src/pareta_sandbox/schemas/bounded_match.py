"""Match a regular expression in bounded time, whoever wrote it.

`re` backtracks: `(a+)+$` takes exponential time on thirty characters, holds the interpreter's lock and ignores Ctrl-C.
It is used only where the number of ways through the pattern is known to be small. Any other pattern is simulated: all
positions that can be reached advance together, so that no position is examined twice by one element. Lookarounds and
back references are simulated as well. The work is counted, and limited by `work`.

Atomic groups and possessive repetitions cannot be simulated. ECMAScript, the dialect of JSON Schema, has neither.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from .pattern_parser import (
    Assertion,
    Atomic,
    BackReference,
    Branch,
    Character,
    CharacterClass,
    Conditional,
    Group,
    Lookaround,
    Node,
    Repeat,
    Source,
    Tree,
    parse_pattern,
)
from .work import spend

MAX_STEPS = 500_000  # of `re`, at most
_TOO_MANY = MAX_STEPS + 1

# A position, and where each group that the pattern refers to has matched.
Captures: TypeAlias = tuple[tuple[int, int] | None, ...]
State: TypeAlias = tuple[int, Captures]
States: TypeAlias = set[State]


class UnsupportedPatternError(ValueError):
    """A pattern that cannot be matched in bounded time."""


def search(pattern: str, text: str) -> bool:
    """Return whether a pattern in Python's dialect matches anywhere in the text.

    Raises:
        TooMuchWorkError: The limit on the work is exceeded.
        UnsupportedPatternError: The pattern is not valid, or has an atomic group and many ways through it.
    """
    return _compile(pattern).search(text)


def check_pattern(pattern: str) -> None:
    """Raise UnsupportedPatternError if a valid pattern cannot be matched in bounded time."""
    if _compile(pattern).problem is not None:
        raise UnsupportedPatternError(f"the pattern {pattern[:100]!r} {_compile(pattern).problem}")


def has_one_way(pattern: str) -> bool:
    """Return whether `re` has only one way through the pattern, so that it cannot backtrack."""
    return _compile(pattern).ways(1_000) == 1


class _Pattern:
    """A pattern, its tree, and what its tree refers to."""

    def __init__(self, pattern: str) -> None:
        tree = parse_pattern(pattern)
        if tree is None:
            raise UnsupportedPatternError(f"the pattern {pattern[:100]!r} cannot be read")
        self._tree = tree
        self._compiled = re.compile(pattern)
        nodes = list(_walk(tree))
        groups = {node.group for node in nodes if isinstance(node, BackReference | Conditional)}
        self._slots = {group: slot for slot, group in enumerate(sorted(groups))}
        self._steps: dict[int, int] = {}  # of `re`, at most, by the length of the text
        self.problem: str | None = None
        if any(isinstance(node, Atomic) for node in nodes):
            self.problem = (
                "has an atomic group or a possessive repetition, which JSON Schema's dialect has not"
            )
        elif any(
            isinstance(node, Lookaround) and node.behind and _width(node.tree) is None for node in nodes
        ):
            self.problem = "looks behind for a text of unknown length"

    def search(self, text: str) -> bool:
        length = len(text)
        spend(1 + length // 20)
        if length not in self._steps:
            self._steps[length] = (length + 1) ** 2 * _ways(self._tree, length)
        if self._steps[length] <= MAX_STEPS:
            return self._compiled.search(text) is not None
        if self.problem is not None:
            raise UnsupportedPatternError(f"the pattern {self._compiled.pattern[:100]!r} {self.problem}")
        captures: Captures = (None,) * len(self._slots)
        spend(length)
        return bool(self._advance(self._tree, {(n, captures) for n in range(length + 1)}, text))

    def ways(self, length: int) -> int:
        """Return how many ways `re` may try from one position of a text of this length."""
        return _ways(self._tree, length)

    def _advance(self, tree: Tree, states: States, text: str) -> States:
        """Return the states after `tree`, from each of the states before it."""
        for node in tree:
            spend(1 + len(states))
            states = self._after(node, states, text)
            if not states:
                break
        return states

    def _after(self, node: Node, states: States, text: str) -> States:
        match node:
            case Character() | CharacterClass():
                one = _token(node.source)
                return {(n + 1, captures) for n, captures in states if one(text, n)}
            case Assertion():
                holds = _token(node.source)
                return {state for state in states if holds(text, state[0])}
            case Branch():
                return set[State]().union(*(self._advance(option, states, text) for option in node.options))
            case Repeat():
                return self._repeat(node, states, text)
            case Group():
                return self._group(node, states, text)
            case Lookaround():
                return self._look(node, states, text)
            case BackReference():
                return set(self._refer(self._slots[node.group], states, text))
            case Conditional():
                slot = self._slots[node.group]
                matched = {state for state in states if state[1][slot] is not None}
                present = self._advance(node.present, matched, text)
                return present | self._advance(node.absent, states - matched, text)
            case Atomic():
                raise UnsupportedPatternError("an atomic group")

    def _repeat(self, node: Repeat, states: States, text: str) -> States:
        for _ in range(node.minimum):
            before, states = states, self._advance(node.tree, states, text)
            if not states or states == before:
                break
        reached, newest, times = set(states), states, node.minimum
        while newest and (node.maximum is None or times < node.maximum):
            spend(1)
            newest = self._advance(node.tree, newest, text) - reached
            reached |= newest
            times += 1
        return reached

    def _group(self, node: Group, states: States, text: str) -> States:
        slot = self._slots.get(node.number)
        if slot is None:
            return self._advance(node.tree, states, text)
        return {
            (end, (*captures[:slot], (start, end), *captures[slot + 1 :]))
            for start, before in states
            for end, captures in self._advance(node.tree, {(start, before)}, text)
        }

    def _look(self, node: Lookaround, states: States, text: str) -> States:
        found: States = set()
        width = (_width(node.tree) or 0) if node.behind else 0
        for position, captures in states:
            start = position - width
            ends = self._advance(node.tree, {(start, captures)}, text) if start >= 0 else set[State]()
            if node.behind:
                ends = {end for end in ends if end[0] == position}
            if node.negated:
                found |= set() if ends else {(position, captures)}
            else:
                found |= {(position, inner) for _, inner in ends}
        return found

    @staticmethod
    def _refer(slot: int, states: States, text: str) -> Iterator[State]:
        for position, captures in states:
            if (group := captures[slot]) is not None:
                wanted = text[slice(*group)]
                spend(len(wanted) // 20)
                if text.startswith(wanted, position):
                    yield position + len(wanted), captures


@functools.lru_cache(maxsize=512)
def _compile(pattern: str) -> _Pattern:
    return _Pattern(pattern)


@functools.lru_cache(maxsize=4096)
def _token(source: Source) -> Callable[[str, int], re.Match[str] | None]:
    """Return what matches one character or one assertion at a position. It looks at no more than its neighbours."""
    return re.compile(source.text, source.flags).match


def _inner(node: Node) -> tuple[Tree, ...]:
    match node:
        case Branch():
            return node.options
        case Conditional():
            return (node.present, node.absent)
        case Repeat() | Group() | Lookaround() | Atomic():
            return (node.tree,)
        case _:
            return ()


def _walk(tree: Tree) -> Iterator[Node]:
    for node in tree:
        yield node
        for inner in _inner(node):
            yield from _walk(inner)


def _width(tree: Tree) -> int | None:
    """Return the length of every text that `tree` matches, or None if it varies."""
    total = 0
    for node in tree:
        width: int | None = None  # of a back reference
        match node:
            case BackReference():
                pass
            case Character() | CharacterClass():
                width = 1
            case Assertion() | Lookaround():
                width = 0
            case Repeat():
                inner = _width(node.tree)
                width = inner * node.minimum if inner is not None and node.minimum == node.maximum else None
            case Branch() | Conditional() | Group() | Atomic():
                widths = {_width(option) for option in _inner(node)}
                width = widths.pop() if len(widths) == 1 else None
        if width is None:
            return None
        total += width
    return total


def _may_be_empty(tree: Tree) -> bool:
    """Return whether `tree` may match no text at all."""
    return all(
        not isinstance(node, Character | CharacterClass)
        and (
            not _inner(node)
            or (isinstance(node, Repeat) and node.minimum == 0)
            or any(map(_may_be_empty, _inner(node)))
        )
        for node in tree
    )


def _ways(tree: Tree, length: int) -> int:
    """Return how many ways `re` may try through `tree` from one position, at most, in a text of this length."""
    ways = 1
    for node in tree:
        match node:
            case Branch() | Conditional():
                ways *= sum(_ways(option, length) for option in _inner(node))
            case Lookaround() | Group() | Atomic():
                ways *= _ways(node.tree, length)
            case Repeat():
                ways *= _ways_to_repeat(node, length)
            case _:
                pass
        if ways > MAX_STEPS:
            return _TOO_MANY
    return ways


def _ways_to_repeat(node: Repeat, length: int) -> int:
    if _may_be_empty(node.tree):  # it may be repeated without end
        return _TOO_MANY
    inner = _ways(node.tree, length)
    least = min(node.minimum, length + 1)  # each time takes a character
    most = length + 1 if node.maximum is None else min(node.maximum, length + 1)
    if inner == 1:
        return most - least + 1
    if most > 20:  # and at least two ways each time
        return _TOO_MANY
    return sum(inner**times for times in range(least, most + 1))
