"""A text for a regular expression of Python's: a walk over Python's own parse of it. Knows no schema.

JSON Schema's patterns are ECMAScript's (ecmascript.py translates them) and match anywhere. What this cannot make
(lookarounds that exclude the walk's choice) the caller finds out by matching the result.
"""

from __future__ import annotations

import importlib
import re
import string
from typing import Any

from pareta_sandbox.dice import Dice

# The parser behind `re` since Python 3.11. It is no public interface, so typeshed does not know it.
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


def matching(pattern: str, dice: Dice, *, more: int = 4) -> str | None:
    """A text that matches `pattern`, None where the walk finds none; open repetitions go `more` beyond their least."""
    try:
        tree = _parser.parse(pattern)
        text = _Walk(dice, more).sequence(tree)
        return text if re.search(pattern, text) else None
    except (re.error, RecursionError):
        return None


ENOUGH = 500  # characters of a class; that of all letters has hundreds of ranges
MOST_NODES = 50_000  # repetitions inside repetitions soon ask for more than there is memory


class _Walk:
    def __init__(self, dice: Dice, more: int) -> None:
        self._dice = dice
        self._more = more
        self._steps = 0
        self._nodes = 0
        self._groups: dict[int, str] = {}

    def sequence(self, tree: Any) -> str:
        return "".join(self._node(str(code), argument) for code, argument in tree)

    def _pick(self, options: str) -> str:
        self._steps += 1
        return self._dice.choice(options, self._steps) if options else ""

    def _node(self, code: str, argument: Any) -> str:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise OverflowError("the pattern asks for too long a text")
        match code:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return self._pick(_VISIBLE.replace(chr(argument), ""))
            case "ANY":
                return self._pick(string.ascii_lowercase)
            case "IN":
                return self._pick(_members(argument))
            case "BRANCH":
                self._steps += 1
                return self.sequence(self._dice.choice(argument[1], self._steps))
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
                chosen = argument[1] if argument[0] in self._groups else argument[2]
                return self.sequence(chosen or [])
            case _:  # anchors and lookarounds take no room; a wrong guess shows when the result is matched
                return ""

    def _repeat(self, least: int, most: int, tree: Any) -> str:
        self._steps += 1
        times = self._dice.integer(least, max(least, min(most, max(least, 1) + self._more)), self._steps)
        return "".join(self.sequence(tree) for _ in range(times))


def _members(parts: Any) -> str:
    negated = False
    found = ""
    for code, argument in parts:
        match str(code):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found += chr(argument)
            case "RANGE":
                found += "".join(map(chr, range(argument[0], min(argument[1], argument[0] + 200) + 1)))
                if len(found) > ENOUGH:
                    break
            case "CATEGORY":
                found += _CATEGORIES.get(str(argument), "")
            case _:
                pass
    if negated:
        return "".join(one for one in _VISIBLE if one not in found)
    return "".join(one for one in found if one in _VISIBLE) or found
