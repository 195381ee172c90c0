"""Generate text that matches a Python regular expression, by walking over its syntax tree.

A lookaround may exclude what the walk chose, so the result is matched against the pattern before it is returned.
"""

from __future__ import annotations

import string

from pareta_sandbox.random_source import SeededRandom

from .bounded_match import search
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
    Tree,
    parse_pattern,
)
from .work import spend

_CATEGORIES = {
    ".": string.ascii_lowercase,
    "d": string.digits,
    "D": string.ascii_lowercase,
    "s": " ",
    "S": string.ascii_lowercase + string.digits,
    "w": string.ascii_lowercase + string.digits,
    "W": "-.: ",
}
_VISIBLE = string.ascii_letters + string.digits + string.punctuation + " "

_MAX_CLASS_CHARACTERS = 500  # the class of all letters has hundreds of ranges
_MAX_NODES = 50_000  # nested repetitions soon ask for more text than fits in memory


def generate_match(pattern: str, rng: SeededRandom, *, max_extra: int = 4) -> str | None:
    """Return text that matches `pattern`, or None if the walk finds none.

    Args:
        pattern: A regular expression in Python's dialect.
        rng: The source of every choice.
        max_extra: How often an open repetition may go beyond its minimum.

    Raises:
        OverflowError: The pattern requires a text that is too long.
        TooMuchWorkError: The limit on the work is exceeded.
    """
    tree = parse_pattern(pattern)
    if tree is None:
        return None
    try:
        text = _MatchGenerator(rng, max_extra).generate(tree)
    except RecursionError:
        return None
    return text if search(pattern, text) else None


class _MatchGenerator:
    """One walk over a syntax tree. Every choice gets a number, so that no two choices are the same."""

    def __init__(self, rng: SeededRandom, max_extra: int) -> None:
        self._rng = rng
        self._max_extra = max_extra
        self._choices = 0
        self._nodes = 0
        self._groups: dict[int, str] = {}

    def generate(self, tree: Tree) -> str:
        return "".join(map(self._node, tree))

    def _choose(self, characters: str) -> str:
        self._choices += 1
        spend(5)
        return self._rng.choice(characters, self._choices) if characters else ""

    def _spend(self, nodes: int) -> None:
        spend(nodes)
        self._nodes += nodes
        if self._nodes > _MAX_NODES:
            raise OverflowError("the pattern requires too long a text")

    def _node(self, node: Node) -> str:
        self._spend(1)
        match node:
            case Character():
                return node.text
            case CharacterClass():
                return self._choose(_class_characters(node))
            case Branch():
                self._choices += 1
                return self.generate(self._rng.choice(node.options, self._choices))
            case Group():
                text = self._groups[node.number] = self.generate(node.tree)
                return text
            case BackReference():
                text = self._groups.get(node.group, "")
                self._spend(len(text))
                return text
            case Assertion() | Lookaround():
                return ""
            case Atomic():
                return self.generate(node.tree)
            case Conditional():
                return self.generate(node.present if node.group in self._groups else node.absent)
            case Repeat():
                return self._repeat(node)

    def _repeat(self, node: Repeat) -> str:
        self._choices += 1
        limit = max(node.minimum, 1) + self._max_extra
        if node.maximum is not None:
            limit = max(node.minimum, min(node.maximum, limit))
        times = self._rng.integer(node.minimum, limit, self._choices)
        self._spend(0 if node.tree else times)  # no node limits the repetition of nothing
        return "".join(self.generate(node.tree) for _ in range(times))


def _class_characters(node: CharacterClass) -> str:
    """Return the characters of a class, as far as they are visible."""
    characters = ""
    for member in node.members:
        if isinstance(member, str):
            characters += _CATEGORIES[member]
            continue
        first, last = member
        characters += "".join(map(chr, range(first, min(last, first + 200) + 1)))
        if len(characters) > _MAX_CLASS_CHARACTERS:
            break
    if node.negated:
        return "".join(one for one in _VISIBLE if one not in characters)
    return "".join(one for one in characters if one in _VISIBLE) or characters
