"""JSON encoding and decoding, and that an encoding error names the place of the value."""

from __future__ import annotations

import json
import math
import re
from collections import OrderedDict, UserDict, deque
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from types import MappingProxyType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pareta_core import encoding
from pareta_core.encoding import plain_to_json, to_json
from pareta_wire import TaskRun, TaskRunInput


class Color(str, Enum):  # noqa: UP042 - a StrEnum is another thing
    RED = "red"


class Size(IntEnum):
    BIG = 9


@dataclass
class Point:
    x: int = 1


def deep(depth, leaf):
    value = leaf
    for _ in range(depth):
        value = [value]
    return value


def cyclic_list():
    value = []
    value.append(value)
    return value


def cyclic_dict():
    value = {}
    value["b"] = {"c": [value]}
    return value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ({"a": [1, 2.5, True, None, "x"]}, '{"a":[1,2.5,true,null,"x"]}'),
        ({"a": (1, (2,))}, '{"a":[1,[2]]}'),
        ({"a": "é€😀\u2028"}, '{"a":"é€😀\u2028"}'),
        ({"é": 1}, '{"é":1}'),
        ({"a": '"\\\n\0'}, '{"a":"\\"\\\\\\n\\u0000"}'),
        ({"a": 2**80, "b": -0.0, "c": 1e300}, '{"a":1208925819614629174706176,"b":-0.0,"c":1e+300}'),
        (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
        (MappingProxyType({"a": UserDict(b=1)}), '{"a":{"b":1}}'),
        ({"a": Color.RED, "b": Size.BIG}, '{"a":"red","b":9}'),
        ([TaskRunInput(processor="base", input="x")], '[{"processor":"base","input":"x"}]'),
        (TaskRun.from_dict({"run_id": "r", "new": [1]}), '{"run_id":"r","new":[1]}'),
        ("x", '"x"'),
        (None, "null"),
    ],
)
def test_json_is_encoded_compactly_in_utf_8(value, written):
    assert json.loads(to_json(value, "body")) == json.loads(written)
    assert len(to_json(value, "body").decode()) == len(written)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=15,
    )
)
def test_encoded_json_decodes_to_the_same_value(value):
    assert json.loads(to_json(value, "body")) == value
    assert plain_to_json(value, "body") == to_json(value, "body")


def test_a_deeply_nested_value_is_encoded():
    assert to_json(deep(400, 1), "body") == b"[" * 400 + b"1" + b"]" * 400


NAN_MODEL = TaskRunInput(processor="base", input={"score": math.nan})

# name: (value, error class, beginning of the message)
UNENCODABLE = {
    "NaN": ({"items": [1, 2, {"score": math.nan}]}, ValueError, "body.items[2].score is nan"),
    "infinity": ({"a": math.inf}, ValueError, "body.a is inf"),
    "minus infinity": ({"a": {"b": -math.inf}}, ValueError, "body.a.b is -inf"),
    "NaN at the top": (math.nan, ValueError, "body is nan"),
    "NaN in a tuple": ({"a": (0, math.nan)}, ValueError, "body.a[1] is nan"),
    "NaN in a model": ({"runs": [NAN_MODEL]}, ValueError, "body.runs[0].input.score is nan"),
    "bytes": ({"a": b"x"}, TypeError, "body.a is a bytes"),
    "a bytearray": ({"a": bytearray(b"x")}, TypeError, "body.a is a bytearray"),
    "a set": ({"a": [{1, 2}]}, TypeError, "body.a[0] is a set"),
    "a frozenset": ({"a": frozenset()}, TypeError, "body.a is a frozenset"),
    "a set in a model": (
        {"runs": [TaskRunInput(processor="base", input={1})]},
        TypeError,
        "body.runs[0].input is a set",
    ),
    "an object": ({"a": object()}, TypeError, "body.a is an object"),
    "a dataclass": ({"a": Point()}, TypeError, "body.a is a Point"),
    "a model's class": ({"a": TaskRun}, TypeError, "body.a is a"),
    "a class": ({"a": int}, TypeError, "body.a is a type"),
    "a duration": ({"a": timedelta(days=1)}, TypeError, "body.a is a timedelta"),
    "a Decimal": ({"a": Decimal("1.5")}, TypeError, "body.a is a Decimal"),
    "a UUID": ({"a": UUID(int=1)}, TypeError, "body.a is a"),
    "a complex number": ({"a": 1j}, TypeError, "body.a is a complex"),
    "a generator": ({"a": (n for n in ())}, TypeError, "body.a is a generator"),
    "a range": ({"a": range(3)}, TypeError, "body.a is a range"),
    "a deque": ({"a": {"b": deque([1])}}, TypeError, "body.a.b is a deque"),
    "a key that is a number": ({"a": {1: 2}}, TypeError, "body.a has the key 1"),
    "a key that is None": ({None: 2}, TypeError, "body has the key None"),
    "a key that is a tuple": ({"a": [{(1, 2): 3}]}, TypeError, "body.a[0] has the key (1, 2)"),
    "a key that is bytes": ({b"a": 1}, TypeError, "body has the key b'a'"),
    "an unpaired surrogate": ({"a": ["x\ud83d"]}, ValueError, "body.a[0] contains an unpaired surrogate"),
    "an unpaired surrogate at the top": ("\udc80", ValueError, "body contains an unpaired surrogate"),
    "an unpaired surrogate in a key": ({"a": {"\ud83d": 1}}, ValueError, "body.a"),
    "a list that contains itself": ({"a": cyclic_list()}, ValueError, "body.a[0][0]"),
    "an object that contains itself": ({"a": cyclic_dict()}, ValueError, "body.a.b.c[0].b.c[0]"),
    "a model that contains an object that contains itself": (
        {"a": TaskRunInput(processor="base", input=cyclic_dict())},
        ValueError,
        "body.a.input.b.c[0]",
    ),
    "endless nesting": ({"a": deep(5000, 1)}, ValueError, "body.a[0][0]"),
    "more digits than Python converts": ({"a": [10**5000]}, ValueError, "body.a[0]"),
}


@pytest.mark.parametrize(
    ("value", "error", "begins"), UNENCODABLE.values(), ids=[name.replace(" ", "-") for name in UNENCODABLE]
)
def test_a_value_that_json_cannot_represent_is_refused_with_its_place(value, error, begins):
    with pytest.raises(error) as caught:
        to_json(value, "body")
    assert type(caught.value) is error
    assert str(caught.value).startswith(begins)


PLAIN = {
    name: (value, begins)
    for name, (value, error, begins) in UNENCODABLE.items()
    if error is ValueError and "model" not in name
}


@pytest.mark.parametrize(("value", "begins"), PLAIN.values(), ids=[name.replace(" ", "-") for name in PLAIN])
def test_a_plain_value_that_cannot_be_encoded_is_refused_with_its_place(value, begins):
    with pytest.raises(ValueError, match=re.escape(begins)):
        plain_to_json(value, "body")


@pytest.mark.parametrize("value", [cyclic_list(), cyclic_dict(), deep(5000, 1)], ids=["list", "dict", "deep"])
def test_endless_nesting_is_reported_in_a_short_message(value):
    with pytest.raises(ValueError, match=r"… is nested too deeply or contains itself$") as caught:
        to_json(value, "body")
    assert len(str(caught.value)) < 200


def test_the_first_of_several_problems_is_named_with_the_argument():
    with pytest.raises(ValueError, match=r"^messages\[1\]\.a is nan"):
        to_json([{"a": 1}, {"a": math.nan, "b": b""}, {"a": math.inf}], "messages")


@pytest.mark.parametrize("value", [{"a": "secret-\ud83d"}, {"a": b"secret"}, {"a": {"secret"}}])
def test_an_error_message_does_not_contain_the_value(value):
    with pytest.raises((TypeError, ValueError)) as caught:
        to_json(value, "body")
    assert "secret" not in str(caught.value)
    assert str(caught.value).encode()


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1}',
        b' {"a": 1}\n',
        '{"a": 1}'.encode("utf-16"),
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}',
        ' {"a": 1} ',
    ],
)
def test_json_is_read_however_it_was_written(content):
    assert encoding.from_json(content) == {"a": 1}


@pytest.mark.parametrize(
    "content", [b"", b" ", b"{", b"{}x", b"{} {}", b"\xff", "", "nul", "[1,]", b"<html>"]
)
def test_what_is_no_json_is_a_value_error(content):
    with pytest.raises(ValueError):
        encoding.from_json(content)
