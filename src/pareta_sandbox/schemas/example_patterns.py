"""Generate text that matches a Python regular expression, by walking over Python's own parse tree of it.

A lookaround may exclude what the walk chose, so the result is matched against the pattern before it is returned.
"""

from __future__ import annotations

import importlib
import re
import string
from typing import Any

from pareta_sandbox.random_source import SeededRandom

# The parser behind `re` since Python 3.11. It has no public interface, so typeshed does not describe it.
_parser: Any = importlib.import_module("re._parser")

_CATEGORIES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_NOT_DIGIT": string.ascii_lowercase,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": string.ascii_lowercase + string.digits,
    "CATEGORY_WORD": string.ascii_lowercase + string.digits,
    "CATEGORY_NOT_WORD": "-.: ",
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
    """
    try:
        tree = _parser.parse(pattern)
        text = _MatchGenerator(rng, max_extra).sequence(tree)
        return text if re.search(pattern, text) else None
    except (re.error, RecursionError):
        return None


class _MatchGenerator:
    """One walk over a parse tree. Every choice gets a number, so that no two choices are the same."""

    def __init__(self, rng: SeededRandom, max_extra: int) -> None:
        self._rng = rng
        self._max_extra = max_extra
        self._choices = 0
        self._nodes = 0
        self._groups: dict[int, str] = {}

    def sequence(self, tree: Any) -> str:
        return "".join(self._node(str(code), argument) for code, argument in tree)

    def _choose(self, characters: str) -> str:
        self._choices += 1
        return self._rng.choice(characters, self._choices) if characters else ""

    def _node(self, code: str, argument: Any) -> str:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise OverflowError("the pattern requires too long a text")
        match code:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return self._choose(_VISIBLE.replace(chr(argument), ""))
            case "ANY":
                return self._choose(string.ascii_lowercase)
            case "IN":
                return self._choose(_class_characters(argument))
            case "BRANCH":
                self._choices += 1
                return self.sequence(self._rng.choice(argument[1], self._choices))
            case "SUBPATTERN":
                text = self.sequence(argument[3])
                if argument[0] is not None:
                    self._groups[argument[0]] = text
                return text
            case "ATOMIC_GROUP":
                return self.sequence(argument)
            case "GROUPREF":
                return self._groups.get(argument, "")
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*argument)
            case "GROUPREF_EXISTS":
                branch = argument[1] if argument[0] in self._groups else argument[2]
                return self.sequence(branch or [])
            case _:  # anchors and lookarounds add no text; a wrong choice shows when the result is matched
                return ""

    def _repeat(self, minimum: int, maximum: int, tree: Any) -> str:
        self._choices += 1
        limit = max(minimum, min(maximum, max(minimum, 1) + self._max_extra))
        times = self._rng.integer(minimum, limit, self._choices)
        return "".join(self.sequence(tree) for _ in range(times))


def _class_characters(members: Any) -> str:
    """Return the characters of a class, as far as they are visible."""
    negated = False
    characters = ""
    for code, argument in members:
        match str(code):
            case "NEGATE":
                negated = True
            case "LITERAL":
                characters += chr(argument)
            case "RANGE":
                characters += "".join(map(chr, range(argument[0], min(argument[1], argument[0] + 200) + 1)))
                if len(characters) > _MAX_CLASS_CHARACTERS:
                    break
            case "CATEGORY":
                characters += _CATEGORIES.get(str(argument), "")
            case _:
                pass
    if negated:
        return "".join(one for one in _VISIBLE if one not in characters)
    return "".join(one for one in characters if one in _VISIBLE) or characters
