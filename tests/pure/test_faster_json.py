"""JSON parsed by msgspec where it is installed: the same values and errors as the standard library's."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pareta_core import encoding
from pareta_wire.operations import OPERATIONS
from tests.spec_values import Maker, contents

find_msgspec = encoding._msgspec  # before the fixture that replaces it


def outcome(read: Any, content: Any) -> tuple[str, str]:
    """Return the value with all digits and the order of its keys, or the error."""
    try:
        return "value", repr(read(content))
    except RecursionError:
        return "error", "RecursionError"
    except Exception as error:  # noqa: BLE001
        return type(error).__name__, str(error)


def with_msgspec(content: Any) -> Any:
    with patch.object(encoding, "_msgspec", find_msgspec):
        return encoding.from_json(content)


def assert_the_same(content: str | bytes) -> None:
    expected = outcome(json.loads, content)
    assert outcome(with_msgspec, content) == expected
    assert outcome(encoding.from_json, content) == expected


_NUMBERS = """
    0 -0 -0.0 0.0 1.0 1e5 1E+5 1e05 0e5 1e400 -1e400 1e-400 5e-324 2.4703282292062327e-324
    1.7976931348623157e308 1.7976931348623159e308 9007199254740993 9007199254740993.0 0.30000000000000004
    18446744073709551615 18446744073709551616 -9223372036854775808 -9223372036854775809
    123456789012345678901234567890 123456789012345678901234567890.5
    01 -01 1. .5 +1 - 1e 1e+ --1 1_0 0x1 NaN -NaN Infinity -Infinity nan inf Inf
"""
NUMBERS = _NUMBERS.split()
OTHERS: list[str | bytes] = [
    *(
        "",
        " ",
        " 1 ",
        "\t1\r\n",
        "\x0c1",
        "\xa01",
        "1 2",
        "[1]\x00",
        "true",
        "tru",
        "nul",
        "None",
        "{}",
        "[]",
        "[1,]",
    ),
    *(
        '{"a":1,}',
        "{a:1}",
        "'a'",
        '{"a":1}{',
        '"abc',
        '{"a" : 1 , "b":[ ]}',
        "/*a*/1",
        "1//",
        "{1:2}",
        '{"":1}',
    ),
    *(
        '{"a":1,"b":2,"a":3}',
        '{"a":{"b":1},"a":{}}',
        '"\\ud800"',
        '"\\udc00"',
        '"\\ud83d\\ude00"',
        '"\\ud83dx"',
    ),
    *(
        '"\\ud83d\\u0041"',
        '"\\/"',
        '"\\x"',
        '"\\u12"',
        '"\\u 123"',
        '"\\u+123"',
        '"\\u0000"',
        '"a\nb"',
        '"a\tb"',
    ),
    *('"a\x00b"', '"\x7f\x80"', '"\u2028"', "\ufeff1", '"\ud800"', "1" * 5000, "1." + "1" * 5000, "0" * 5000),
    *(
        b"\xef\xbb\xbf1",
        b"\xff",
        b'"\xff"',
        b'{"\xff":1}',
        b'"\xc0\x80"',
        b'"\xed\xa0\x80"',
        b'"\xf4\x90\x80\x80"',
    ),
    *(
        text.encode(name)
        for text in ("1", '{"é":[1]}')
        for name in ("utf-16", "utf-16-le", "utf-32", "utf-32-be")
    ),
    *(b"[" * 100_000, b'{"a":' * 100_000, "[" * 500 + "]" * 500),
]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_read_alike(number: str) -> None:
    assert find_msgspec() is not None, "msgspec is in the lock"
    assert_the_same(number)
    assert_the_same(f'{{"a":[{number}]}}'.encode())


@pytest.mark.parametrize("content", OTHERS, ids=range(len(OTHERS)))
def test_odd_texts_are_read_alike(content: str | bytes) -> None:
    assert_the_same(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=40), inner, max_size=4),
)


@given(json_values, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_any_value_is_read_alike(value: Any, ascii_only: bool, indent: Any) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert_the_same(text)
    assert_the_same(text.encode("utf-8", "surrogatepass"))


@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_any_number_is_read_alike(number: str) -> None:
    assert_the_same(number)


BITS = [
    b'"',
    b"\\",
    b"u",
    b"d83d",
    b"0",
    b"1",
    b"-",
    b".",
    b"e",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b":",
    b" ",
    b"\n",
    b"null",
]
BITS += [b"\xc3", b"\xa9", b"\xed", b"\x80", b"\x00", b"\x1f", b'"a":', b'"\\ud83d', b'\\ude00"']


@settings(max_examples=2000)
@given(st.lists(st.sampled_from(BITS), max_size=10).map(b"".join))
def test_any_bytes_are_read_alike(content: bytes) -> None:
    assert_the_same(content)


@given(st.randoms(use_true_random=False))
def test_every_response_of_the_spec_is_decoded_alike(chance: Any) -> None:
    for operation_id, operation in OPERATIONS.items():
        for status, decode in operation.responses.items():
            schema = contents(operation_id)[status]["application/json"]
            body = json.dumps(Maker(chance, tolerant=True, odd=1).make(schema)).encode()

            def standard(body: bytes, decode: Any = decode) -> Any:
                return decode(encoding.from_json(body))

            def fast(body: bytes, decode: Any = decode) -> Any:
                return decode(with_msgspec(body))

            assert outcome(fast, body) == outcome(standard, body)


def test_msgspec_parses_every_body_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Any] = []
    monkeypatch.setattr(encoding, "_msgspec", lambda: lambda content: parsed.append(content) or "parsed")
    assert [encoding.from_json(b"[1]"), encoding.from_json("[1]")] == ["parsed", "parsed"]
    assert parsed == [b"[1]", "[1]"]


def test_msgspec_is_imported_with_the_first_json_and_not_before() -> None:
    program = (
        "import sys; from pareta_core import encoding; print('msgspec' in sys.modules)\n"
        "encoding.from_json('[1]'); print('msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def _module(**names: Any) -> ModuleType:
    module = ModuleType("msgspec")
    vars(module).update(names)
    return module


def _parser(read: Any) -> ModuleType:
    return _module(json=SimpleNamespace(Decoder=lambda: SimpleNamespace(decode=read)))


@pytest.mark.parametrize(
    "installed",
    [
        None,
        _module(),
        _parser(lambda content: [float(18446744073709551617)]),
        _parser(lambda content: 1 // 0),
    ],
    ids=["none", "a broken one", "one that rounds whole numbers", "one that fails"],
)
def test_an_installation_that_does_not_work_is_ignored(
    installed: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", installed)
    find_msgspec.cache_clear()
    try:
        assert find_msgspec() is None
    finally:
        find_msgspec.cache_clear()


def test_a_module_that_cannot_be_imported_is_ignored(tmp_path: Any) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemError('built for another Python')")
    program = "from pareta_core import encoding; print(encoding.from_json('[1]'), encoding._msgspec())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[1] None\n"


def test_an_error_is_that_of_the_standard_library() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        with_msgspec(b"[1,")
    assert not isinstance(caught.value.__context__, msgspec.MsgspecError)
