"""Patterns are parsed as `re` reads them, text generated from them matches, and they match in bounded time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.schemas import bounded_match
from pareta_sandbox.schemas.bounded_match import UnsupportedPatternError, search
from pareta_sandbox.schemas.example_patterns import generate_match
from pareta_sandbox.schemas.pattern_parser import (
    Assertion,
    Atomic,
    BackReference,
    Branch,
    Character,
    CharacterClass,
    Conditional,
    Group,
    Lookaround,
    Repeat,
    Tree,
    parse_pattern,
)
from pareta_sandbox.schemas.work import TooMuchWorkError, limited_work

# A nested set, or an undocumented form of a reference, is a warning of `re` and no matter of ours.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

A, B, C = Character("a"), Character("b"), Character("c")
DIGIT = CharacterClass(("d",))
TREES: dict[str, Tree] = {
    "": (),
    "ab": (A, B),
    "a|b|": (Branch(((A,), (B,), ())),),
    # escapes
    r"\.\*\\\-\ ": tuple(map(Character, ".*\\- ")),
    r"\a\f\n\r\t\v": tuple(map(Character, "\a\f\n\r\t\v")),
    r"\x61\u0062\U00000063\N{EM DASH}": (A, B, C, Character("—")),
    r"\0\07\141": (Character("\0"), Character("\7"), A),
    r"\08": (Character("\0"), Character("8")),
    # classes
    ".": (CharacterClass((".",)),),
    r"\d\D\s\S\w\W": tuple(CharacterClass((letter,)) for letter in "dDsSwW"),
    "[a]": (A,),
    "[aa]": (A,),
    "[a-c_]": (CharacterClass(((97, 99), (95, 95))),),
    "[^a]": (CharacterClass(((97, 97),), negated=True),),
    "[]a]": (CharacterClass(((93, 93), (97, 97))),),
    "[^]a]": (CharacterClass(((93, 93), (97, 97)), negated=True),),
    "[-a]": (CharacterClass(((45, 45), (97, 97))),),
    "[a-]": (CharacterClass(((97, 97), (45, 45))),),
    "[a^[(|]": (CharacterClass(tuple((ord(one), ord(one)) for one in "a^[(|")),),
    r"[\d.-]": (CharacterClass(("d", (46, 46), (45, 45))),),
    r"[\b\]\x61-\143\1]": (CharacterClass(((8, 8), (93, 93), (97, 99), (1, 1))),),
    # quantifiers
    "a*b+c?": (Repeat((A,), 0, None), Repeat((B,), 1, None), Repeat((C,), 0, 1)),
    "a{2}b{2,}c{,2}": (Repeat((A,), 2, 2), Repeat((B,), 2, None), Repeat((C,), 0, 2)),
    "a{1,2}b{,}": (Repeat((A,), 1, 2), Repeat((B,), 0, None)),
    "a*?b+?c??a{2}?": (Repeat((A,), 0, None), Repeat((B,), 1, None), Repeat((C,), 0, 1), Repeat((A,), 2, 2)),
    "a*+b++c?+a{2}+": (
        Atomic((Repeat((A,), 0, None),)),
        Atomic((Repeat((B,), 1, None),)),
        Atomic((Repeat((C,), 0, 1),)),
        Atomic((Repeat((A,), 2, 2),)),
    ),
    "a{}": (A, Character("{"), Character("}")),
    "a{b}": (A, Character("{"), B, Character("}")),
    "a{1,b": (A, *map(Character, "{1,"), B),
    "ab*": (A, Repeat((B,), 0, None)),
    "(?:ab)*": (Repeat((A, B), 0, None),),
    "(?:)*": (Repeat((), 0, None),),
    # groups
    "(a)(?:b)(?P<n>c)": (Group(1, (A,)), B, Group(2, (C,))),
    "((a)|b)": (Group(1, (Branch(((Group(2, (A,)),), (B,))),)),),
    "(?>a|b)": (Atomic((Branch(((A,), (B,))),)),),
    r"(a)\1": (Group(1, (A,)), BackReference(1)),
    "(?P<n>a)(?P=n)": (Group(1, (A,)), BackReference(1)),
    "(a)?(?(1)b)": (Repeat((Group(1, (A,)),), 0, 1), Conditional(1, (B,), ())),
    "(?P<n>a)(?(n)b|c)": (Group(1, (A,)), Conditional(1, (B,), (C,))),
    # what adds no text
    r"^\Aa\b\B\Z$": (
        Assertion("^"),
        Assertion(r"\A"),
        A,
        Assertion(r"\b"),
        Assertion(r"\B"),
        Assertion(r"\Z"),
        Assertion("$"),
    ),
    "(?=a)(?!b)(?<=c)(?<!d)": (
        Lookaround((A,)),
        Lookaround((B,), negated=True),
        Lookaround((C,), behind=True),
        Lookaround((Character("d"),), negated=True, behind=True),
    ),
    r"(?=(b))(a)\2": (Lookaround((Group(1, (B,)),)), Group(2, (A,)), BackReference(2)),
    r"a(?#b\)c)*": (Repeat((A,), 0, None),),
    # flags
    "(?i)a(?s-m:b)": (A, B),
    "(?x) a + # b\n [ c]": (Repeat((A,), 1, None), CharacterClass(((32, 32), (99, 99)))),
    r"(?x)\ \#": (Character(" "), Character("#")),
    "(?x: a b)(?-x: c)": (A, B, Character(" "), C),
    "(?x)(?-x: (?x: a))": (Character(" "), A),
}
MATCHED = [
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)$",
    r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    r"^(https?|ftp)://([a-z0-9-]+\.)+[a-z]{2,6}(:\d{1,5})?(/.*)?$",
    r"^(25[0-5]|2[0-4]\d|[01]?\d\d?)(\.(25[0-5]|2[0-4]\d|[01]?\d\d?)){3}$",
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9a-z-]+(\.[0-9a-z-]+)*)?$",
    r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
    r"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$",
    r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    r"^((a|b(c|d(e|f)*)+)?g){1,3}$",
    r"^(((x)y)z)\3\2\1$",
    r"""(?P<quote>['"])\w*?(?P=quote)""",
    r"^(<)?a(?(1)>|b)$",
    r"^(?!.*--)[a-z-]{3,8}$",
    r"^(?>a+)b*+c{1,2}+$",
    r"^[\x41-\x43\u00e9\101\b\n]$",
    r"^[\u4e00-\u9fff]{2}$",
    r"^[!-~]{10}$",
    r"(?x)^ [A-Z]{2} \  [ #] \d+ $ # a comment",
]
FRAGMENTS = (
    *("a", "b", "1", "8", "0", "é", " ", "#", "\n", ",", "-", "&", ".", "^", "$", "|", "[", "]", "{", "}"),
    *(
        "*",
        "+",
        "?",
        "{2}",
        "{,2}",
        "{1,}",
        "{1,3}",
        "\\",
        r"\d",
        r"\W",
        r"\b",
        r"\1",
        r"\2",
        r"\12",
        r"\101",
    ),
    *(r"\x41", r"\u00e9", r"\N{DASH}", "(", ")", "(?:", "(?P<n>", "(?P=n)", "(?=", "(?!", "(?<=", "(?<!"),
    *("(?>", "(?(1)", "(?(n)", "(?i)", "(?x)", "(?x:", "(?-x:", "(?i-x:", "(?#"),
)


@pytest.mark.parametrize("pattern", TREES)
def test_a_pattern_is_parsed_into_its_tree(pattern: str) -> None:
    assert parse_pattern(pattern) == TREES[pattern]


@pytest.mark.parametrize(
    "pattern", ["(", ")", "[", "*", "a**", "a{2,1}", r"\1", r"\p{L}", "(?P<n", "a(?i)", "(?a)(?u)", "\\"]
)
def test_an_invalid_pattern_has_no_tree_and_no_match(pattern: str) -> None:
    assert parse_pattern(pattern) is None
    assert generate_match(pattern, SeededRandom(0)) is None


def test_a_pattern_that_is_nested_too_deeply_has_no_tree_and_no_match() -> None:
    pattern = "(" * 5000 + "a" + ")" * 5000
    assert parse_pattern(pattern) is None
    assert generate_match(pattern, SeededRandom(0)) is None


@pytest.mark.parametrize("pattern", MATCHED)
def test_a_generated_text_matches_its_pattern(pattern: str) -> None:
    for seed in range(20):
        text = generate_match(pattern, SeededRandom(seed))
        assert text is not None
        assert re.search(pattern, text)
        assert text == generate_match(pattern, SeededRandom(seed))


def test_every_option_of_an_alternation_is_generated() -> None:
    texts = {generate_match("^(?:yes|no|)$", SeededRandom(seed)) for seed in range(50)}
    assert texts == {"yes", "no", ""}


@pytest.mark.parametrize("max_extra", [0, 2, 9])
def test_an_open_repetition_exceeds_its_minimum_by_a_limited_number(max_extra: int) -> None:
    texts = [generate_match("^a{3,}$", SeededRandom(seed), max_extra=max_extra) for seed in range(100)]
    assert {len(text or "") for text in texts} == set(range(3, 3 + max_extra + 1))


def test_a_lookaround_that_excludes_the_generated_text_leaves_no_match() -> None:
    assert generate_match("(?<=a)b", SeededRandom(0)) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "a{60000}",
        "^((a{999}){999}){999}$",
        "a{99999999999}",
        "(?:){3000000000}",
        "(?:^){3000000000}",
        r"(a{1000})(\1{1000})(\2{1000})",
    ],
)
def test_a_pattern_that_requires_too_long_a_text_is_refused(pattern: str) -> None:
    with pytest.raises(OverflowError):
        generate_match(pattern, SeededRandom(0))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=10).map("".join), st.integers(0, 9))
def test_every_valid_pattern_is_parsed_and_no_other(pattern: str, seed: int) -> None:
    try:
        re.compile(pattern)
    except (re.error, ValueError):
        assert parse_pattern(pattern) is None
        return
    assert parse_pattern(pattern) is not None
    text = generate_match(pattern, SeededRandom(seed))
    assert text is None or re.search(pattern, text)


@given(st.text(max_size=20))
def test_escaped_text_is_its_only_match(text: str) -> None:
    assert generate_match(re.escape(text), SeededRandom(0)) == text


# A pattern that takes `re` exponential, or at least cubic, time on the text, and whether it matches.
SLOW: dict[str, tuple[str, bool]] = {
    "^(a+)+$": ("a" * 40 + "!", False),
    "^(a|a)*$": ("a" * 40 + "!", False),
    "^(a*)*$": ("a" * 40 + "!", False),
    "^([a-zA-Z0-9]+)+@x$": ("a" * 40, False),
    "(x+x+)+y": ("x" * 60, False),
    "(.*)*(.*)*(.*)*=": ("x" * 200, False),
    "^(?=(a+)+$)a{40}!": ("a" * 40 + "!", False),
    "^(?!(a+)+$)a{40}!": ("a" * 40 + "!", True),
    "(?<=a)(a?){60}a{60}$": ("a" * 61, True),
    "^(a?){50}a{50}$": ("a" * 50, True),
    r"^(\w+\s?)+$": ("word " * 30 + "!", False),
    "a*a*a*a*a*a*b": ("a" * 300, False),
    r"^(?:a{1000}){1000}$": ("a" * 300, False),
    "^(?:){1000000000}a$": ("a", True),
    "^(?:(?:(?:){1000}){1000}){1000}a$": ("a", True),
    r"(?i)^(A+)+$": ("a" * 40, True),
    r"(?s)^(.|\n)+$": ("a\n" * 40, True),
    r"(?m)^(b+)+$": ("a\n" * 40 + "bbb", True),
    r"^(\d+|\d+[,.]?)*$": ("1" * 40 + "x", False),
    r"^((ab)|(cd))+\1$": ("ab" * 20, True),
    r"^(.+)+\1$": ("ab" * 4, True),
}


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_pattern_is_matched_with_little_work(pattern: str) -> None:
    text, expected = SLOW[pattern]
    with limited_work(100_000):
        assert search(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text"), [("^(.+)(.+)(.+)(.+)\\4\\3\\2\\1$", "ab" * 60), ("(a+)+$", "a" * 10**6)]
)
def test_a_match_ends_at_the_limit_of_work(pattern: str, text: str) -> None:
    with pytest.raises(TooMuchWorkError), limited_work():
        search(pattern, text)


@pytest.mark.parametrize("pattern", ["^(?>a+)+$", "^(a+)++$"])
def test_a_slow_pattern_with_an_atomic_group_is_refused(pattern: str) -> None:
    with pytest.raises(UnsupportedPatternError, match="atomic group"):
        search(pattern, "a" * 40)


SAMPLES = (
    "",
    "a",
    "b",
    "ab",
    "ba",
    "aab",
    "1",
    "a1 b8",
    "é-#",
    "a\nb",
    "aaaaaaaaaaaa",
    "abababab",
    "B",
    "A b\n",
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=10).map("".join))
def test_a_simulated_match_agrees_with_re(pattern: str) -> None:
    try:
        expected = [re.search(pattern, text) is not None for text in SAMPLES]
    except (re.error, ValueError):
        return
    if parse_pattern(pattern) is None or "(?>" in pattern or re.search(r"[*+?}]\+", pattern):
        return
    simulated = bounded_match._Pattern(pattern)
    if simulated.problem is None and not (
        re.search(r"\\[12]|P=", pattern) and re.search(r"\(\?[=i]", pattern)
    ):
        simulated._steps = dict.fromkeys(range(20), bounded_match.MAX_STEPS + 1)  # never leave it to `re`
        assert [simulated.search(text) for text in SAMPLES] == expected


@pytest.mark.parametrize("pattern", MATCHED)
def test_usual_patterns_are_simulated_as_re_matches_them(pattern: str) -> None:
    simulated = bounded_match._Pattern(pattern)
    simulated._steps = dict.fromkeys(range(200), bounded_match.MAX_STEPS + 1)
    if simulated.problem is None:
        for seed in range(10):
            text = generate_match(pattern, SeededRandom(seed)) or ""
            for one in (text, text[:-1], f"{text}x", text.swapcase()):
                assert simulated.search(one) == (re.search(pattern, one) is not None), one
