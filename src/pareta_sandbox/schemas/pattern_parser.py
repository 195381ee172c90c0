"""Parse regular expressions in Python's dialect into a tree, to generate matching text and to match in bounded time.

`re` decides whether a pattern is valid, so the parser reads valid patterns only. Comments are not in the tree, and
flags are kept with the characters and the assertions that they change.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

Tree: TypeAlias = "tuple[Node, ...]"
# A range of code points, first and last, or the letter of a category such as the `d` of `\d`. `.` stands for itself.
Member: TypeAlias = tuple[int, int] | str


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a token, and the flags of `re` that hold for it: what `re` needs to match this token alone."""

    text: str = ""
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Character:
    """One given character."""

    text: str
    source: Source = field(default=Source(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """One character out of several: `[a-z]`, `[^/]`, `\\d` or `.`."""

    members: tuple[Member, ...]
    negated: bool = False
    source: Source = field(default=Source(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Assertion:
    """A condition on a position: `^`, `$`, `\\b` and the like."""

    kind: str
    source: Source = field(default=Source(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lookaround:
    """A condition on the text before or after a position: `(?=…)`, `(?!…)`, `(?<=…)` or `(?<!…)`."""

    tree: Tree
    negated: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Atomic:
    """A tree whose first match is final: `(?>…)`, or a possessive repetition."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group."""

    number: int
    tree: Tree


@dataclass(frozen=True, slots=True)
class BackReference:
    """The text that a group matched."""

    group: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """One of two trees, depending on whether a group matched: `(?(1)a|b)`."""

    group: int
    present: Tree
    absent: Tree


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several trees: `a|b`."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A tree several times. The maximum is None if there is none."""

    tree: Tree
    minimum: int
    maximum: int | None


Node: TypeAlias = (
    Character
    | CharacterClass
    | Assertion
    | Lookaround
    | Atomic
    | Group
    | BackReference
    | Conditional
    | Branch
    | Repeat
)

_CODE = r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]+\}"
_TOKEN = re.compile(
    rf"""
      (?P<category>\.|\\[dDsSwW])
    | (?P<assertion>[\^$]|\\[AbBZz])
    | (?P<character>\\(?:{_CODE}|0[0-7]{{0,2}}|[0-3][0-7]{{2}}|[^1-9]))
    | \\(?P<reference>[1-9][0-9]?)
    | \[(?P<class>\^?\]?(?:\\.|[^\]\\])*)\]
    | (?P<repeat>[*+?]|\{{(?!\}})[0-9]*(?:,[0-9]*)?\}})(?P<greed>[?+]?)
    | (?P<comment>\(\?\#(?:\\.|[^\\)])*\))
    | (?P<lookaround>\(\?<?[=!])
    | \(\?\((?P<condition>[^)]+)\)
    | \(\?P=(?P<named_reference>[^)]+)\)
    | (?P<atomic>\(\?>)
    | \(\?(?P<flags>[a-zA-Z]*(?:-[a-zA-Z]+)?):
    | (?P<global_flags>\(\?[a-zA-Z]+\))
    | (?P<group>\((?:\?P<[^>]+>|(?!\?)))
    | (?P<literal>[^\\()|])
    """,
    re.VERBOSE | re.DOTALL,
)
_IGNORED_IF_VERBOSE = re.compile(r"[ \t\n\r\v\f]+|#(?:\\.|[^\\\n])*", re.DOTALL)
_CLASS_CHARACTER = rf"\\(?:{_CODE}|[0-7]{{1,3}}|.)|[^\\]"
_CLASS_MEMBER = re.compile(rf"(?P<first>{_CLASS_CHARACTER})(?:-(?P<last>{_CLASS_CHARACTER}))?", re.DOTALL)
_CATEGORIES = frozenset((r"\d", r"\D", r"\s", r"\S", r"\w", r"\W"))
_FLAGS = {
    "a": re.ASCII,
    "i": re.IGNORECASE,
    "m": re.MULTILINE,
    "s": re.DOTALL,
    "u": re.UNICODE,
    "x": re.VERBOSE,
}
_CONTROL_CHARACTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@functools.lru_cache(maxsize=512)  # an example takes many attempts
def parse_pattern(pattern: str) -> Tree | None:
    """Return the tree of a pattern, or None if the pattern is not valid or cannot be parsed.

    Nesting beyond Python's recursion limit cannot be parsed.

    Raises:
        OverflowError: A repetition has a count too large for `re`.
    """
    try:
        compiled = re.compile(pattern)
        parser = _Parser(pattern, compiled.groupindex)
        tree = parser.parse(compiled.flags)
    except (re.error, ValueError, KeyError, RecursionError, _UnknownSyntaxError):
        return None  # `re` raises ValueError for flags that exclude each other
    return tree if parser.is_at_end else None


class _UnknownSyntaxError(Exception):
    """Syntax that `re` accepts and this parser does not know."""


class _Parser:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str, group_numbers: Mapping[str, int]) -> None:
        self._pattern = pattern
        self._group_numbers = group_numbers
        self._groups = 0
        self._position = 0

    @property
    def is_at_end(self) -> bool:
        return self._position == len(self._pattern)

    def parse(self, flags: int) -> Tree:
        return _branch(self._options(flags))

    def _options(self, flags: int) -> tuple[Tree, ...]:
        options = [self._sequence(flags)]
        while self._pattern.startswith("|", self._position):
            self._position += 1
            options.append(self._sequence(flags))
        return tuple(options)

    def _sequence(self, flags: int) -> Tree:
        items: list[Tree] = []  # a quantifier repeats the last item, which may be empty or have several nodes
        while not self.is_at_end and self._pattern[self._position] not in "|)":
            ignored = _IGNORED_IF_VERBOSE.match(self._pattern, self._position) if flags & re.VERBOSE else None
            token = ignored or _TOKEN.match(self._pattern, self._position)
            if token is None:
                raise _UnknownSyntaxError
            self._position = token.end()
            if token.lastgroup == "greed":
                if not items:
                    raise _UnknownSyntaxError
                repeat = (Repeat(items[-1], *_bounds(token["repeat"])),)
                items[-1] = (Atomic(repeat),) if token["greed"] == "+" else repeat
            elif token.lastgroup not in (None, "comment", "global_flags"):
                items.append(self._item(token, flags))
        return tuple(chain.from_iterable(items))

    def _item(self, token: re.Match[str], flags: int) -> Tree:
        kind, source = token.lastgroup, Source(token.group(), flags & ~re.VERBOSE)
        match kind:
            case "character" | "literal":
                text = _character(token.group())
                return (Character(text, Source(re.escape(text), source.flags)),)
            case "category":
                return (CharacterClass((token.group()[-1],), source=source),)
            case "class":
                return (_character_class(token["class"], source),)
            case "reference" | "named_reference":
                return (BackReference(self._group_number(token[kind])),)
            case "assertion":
                return (Assertion(token.group(), source),)
            case _:
                return self._group(token, flags)

    def _group(self, token: re.Match[str], flags: int) -> Tree:
        if token["group"]:
            self._groups += 1
        number = self._groups
        options = self._options(_change_flags(flags, token["flags"] or ""))
        if not self._pattern.startswith(")", self._position):
            raise _UnknownSyntaxError
        self._position += 1
        if look := token["lookaround"]:
            return (Lookaround(_branch(options), negated=look.endswith("!"), behind="<" in look),)
        if token["atomic"]:
            return (Atomic(_branch(options)),)
        if token["condition"]:
            present, *others = options
            absent = others[0] if others else ()
            return (Conditional(self._group_number(token["condition"]), present, absent),)
        return (Group(number, _branch(options)),) if token["group"] else _branch(options)

    def _group_number(self, reference: str) -> int:
        return self._group_numbers.get(reference) or int(reference)


def _branch(options: tuple[Tree, ...]) -> Tree:
    return options[0] if len(options) == 1 else (Branch(options),)


def _change_flags(flags: int, letters: str) -> int:
    """Return the flags inside a group such as `(?i-x:…)`."""
    on, _, off = letters.partition("-")
    for letter in on:
        flags |= _FLAGS[letter]
        if letter in "au":  # they exclude each other
            flags &= ~(re.UNICODE if letter == "a" else re.ASCII)
    for letter in off:
        flags &= ~_FLAGS[letter]
    return flags


def _bounds(quantifier: str) -> tuple[int, int | None]:
    match quantifier:
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
        case _:
            low, comma, high = quantifier[1:-1].partition(",")
            return int(low or 0), int(high) if high else None if comma else int(low)


def _character_class(text: str, source: Source) -> Character | CharacterClass:
    """Parse what stands between the brackets of a class."""
    negated = text.startswith("^")
    members: dict[Member, None] = {}  # without duplicates, in their order
    for match in _CLASS_MEMBER.finditer(text, int(negated)):
        first, last = match["first"], match["last"]
        if first in _CATEGORIES:
            members[first[1]] = None
            continue
        low = ord(_character(first))
        members[low, low if last is None else ord(_character(last))] = None
    match list(members):
        case [(int(low), int(high))] if low == high and not negated:
            return Character(chr(low), source)
        case _:
            return CharacterClass(tuple(members), negated, source)


def _character(text: str) -> str:
    """Return the character for which `text` stands, such as `a`, `\\n`, `\\x41` or `\\.`."""
    if len(text) == 1:
        return text
    kind, digits = text[1], text[2:]
    if kind in "01234567":
        return chr(int(text[1:], 8))
    if not digits:
        return _CONTROL_CHARACTERS.get(kind, kind)
    return unicodedata.lookup(digits[1:-1]) if kind == "N" else chr(int(digits, 16))
