"""Values as people have them become JSON, or are refused with their place: in inputs, rows, messages, metadata."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime as dt
import enum
import ipaddress
import json
import math
import sys
import uuid
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import attrs
import msgspec
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallel.inputs import group_inputs, masked_rows, run_input
from pareta_core import arguments
from pareta_core.encoding import to_json
from pareta_core.json_values import to_json_object, to_json_types
from pareta_core.rows import rows_of
from pareta_core.schema import input_to_json
from pareta_wire import Citation, NamedEvent, TaskRunInput, Unknown

DAY = dt.date(2024, 1, 2)
ID = uuid.UUID(int=7)


class Size(enum.Enum):
    SMALL = "small"


class Nested(enum.Enum):
    DAY = DAY


class Point(NamedTuple):
    x: int
    y: Any = None


@dataclasses.dataclass
class Data:
    value: Any


@attrs.define
class Attrs:
    value: Any


class Pydantic(pydantic.BaseModel):
    value: Any


@pydantic.dataclasses.dataclass
class PydanticData:
    value: Any


class Struct(msgspec.Struct):
    value: Any


class NotATime(dt.datetime):
    """A date that is not equal to itself, as pd.NaT."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]  # as any class with its own __eq__

    def __str__(self) -> str:
        return "NaT"


class NotAvailable:
    """A value whose comparisons have no outcome, as pd.NA."""

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    def __str__(self) -> str:
        return "<NA>"


class Scalar:
    """A number of an array library, by its documented attributes."""

    ndim = 0

    def __init__(self, item: Any, kind: str = "i") -> None:
        self.dtype = type("dtype", (), {"kind": kind})()
        self._item = item

    dtype: Any = None

    def item(self) -> Any:
        return self._item


class Vector:
    """An array by its documented attributes."""

    dtype = None

    def __init__(self, *items: Any) -> None:
        self._items = items
        self.ndim = 1

    ndim: Any = None

    def __iter__(self) -> Any:
        return iter(self._items)


class Keyed:
    """A row of a database: read by keys, but no mapping."""

    def keys(self) -> list[str]:
        return ["a"]

    def __getitem__(self, key: str) -> Any:
        return {"a": DAY}[key]


NAT = NotATime(2024, 1, 1)

VALUES: list[tuple[Any, Any]] = [
    (DAY, "2024-01-02"),
    (dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC), "2024-01-02T03:04:00+00:00"),
    (dt.time(3, 4), "03:04:00"),
    (Decimal("1.10"), "1.10"),
    (Decimal("1e400"), "1E+400"),
    (ID, str(ID)),
    (Size.SMALL, "small"),
    (Nested.DAY, "2024-01-02"),
    ({Size.SMALL: DAY}, {"small": "2024-01-02"}),
    ({"b", "a"}, ["a", "b"]),
    (frozenset([1]), [1]),
    ((1, DAY), [1, "2024-01-02"]),
    (collections.deque([1, DAY]), [1, "2024-01-02"]),
    (range(2), [0, 1]),
    (array.array("i", [1]), [1]),
    (MappingProxyType({"a": DAY}), {"a": "2024-01-02"}),
    (collections.Counter("aa"), {"a": 2}),
    (Point(1, DAY), {"x": 1, "y": "2024-01-02"}),
    (Data(DAY), {"value": "2024-01-02"}),
    (Attrs(Data(ID)), {"value": {"value": str(ID)}}),
    (Pydantic(value=DAY), {"value": "2024-01-02"}),
    (Struct(DAY), {"value": "2024-01-02"}),
    (pydantic.HttpUrl("https://example.org"), "https://example.org/"),
    (Citation(url="u"), {"url": "u"}),
    (
        TaskRunInput(processor="base", input=Data(DAY)),
        {"processor": "base", "input": {"value": "2024-01-02"}},
    ),
    (Unknown.from_dict({"a": 1}), {"a": 1}),
    (NamedEvent("progress", Unknown.from_dict({"a": 1})), {"event": "progress", "data": {"a": 1}}),
    (Scalar(3), 3),
    (Vector(1, Scalar(2.5, "f")), [1, 2.5]),
    (Keyed(), {"a": "2024-01-02"}),
]

REFUSED: list[tuple[Any, type[Exception], str, str]] = [
    (math.nan, ValueError, "", "nan"),
    (math.inf, ValueError, "", "inf"),
    (Decimal("NaN"), ValueError, "", "NaN"),
    (Decimal("sNaN"), ValueError, "", "sNaN"),
    (Decimal("-Infinity"), ValueError, "", "-Infinity"),
    (NAT, ValueError, "", "NaT"),
    (NotAvailable(), ValueError, "", "<NA>"),
    ([1, NAT], ValueError, "[1]", "NaT"),
    ({"a": (math.nan,)}, ValueError, ".a[0]", "nan"),
    (Point(1, NAT), ValueError, ".y", "NaT"),
    (Data(NAT), ValueError, ".value", "NaT"),
    (Attrs([NAT]), ValueError, ".value[0]", "NaT"),
    (Citation(url=NAT), ValueError, ".url", "NaT"),  # type: ignore[arg-type]  # a mistake
    (Scalar(math.nan, "f"), ValueError, "", "nan"),
    (Vector(1, math.nan), ValueError, "[1]", "nan"),
    (Scalar(1, "m"), TypeError, "", "cannot be represented"),
    (b"x", TypeError, "", "b'x'"),
    (bytearray(b"x"), TypeError, "", "bytearray"),
    (dt.timedelta(1), TypeError, "", "timedelta"),
    ({1: 2}, TypeError, "", "the key 1 is not a string"),
    ({"small": 1, Size.SMALL: 2}, ValueError, "", "the key 'small' occurs twice"),
    (Data, TypeError, "", "Data is a class"),
    ((each for each in "ab"), TypeError, "", "generator"),
]


def first(rows: Any) -> Any:
    return next(iter(rows))


# Each takes a value at a place, and returns what is sent there.
PLACES: dict[str, tuple[Any, str]] = {
    "input": (lambda value: run_input({"when": value}, "base", {}).to_dict()["input"]["when"], "input.when"),
    "metadata": (
        lambda value: run_input("a", "base", {"metadata": {"when": value}}).to_dict()["metadata"]["when"],
        "metadata.when",
    ),
    "source_policy": (
        lambda value: run_input("a", "base", {"source_policy": {"x": value}}).to_dict()["source_policy"]["x"],
        "source_policy.x",
    ),
    "a new field": (
        lambda value: run_input("a", "base", {"per_item": {"x": value}}).to_dict()["per_item"]["x"],
        "per_item.x",
    ),
    "a group": (
        lambda value: group_inputs([{"input": {"when": value}, "processor": "base"}])[0].to_dict()["input"]["when"],
        "inputs[0].input.when",
    ),
    "a group of models": (
        lambda value: group_inputs([TaskRunInput(input={"when": value}, processor="base")])[0].input["when"],
        "inputs[0].input.when",
    ),
    "a group of models as it is passed": (
        lambda value: group_inputs(
            masked_rows([TaskRunInput(input={"when": value}, processor="base")])
        )[0].input["when"],
        "inputs[0].input.when",
    ),
    "metadata of a group": (
        lambda value: group_inputs([{"input": "a", "processor": "base", "metadata": {"x": value}}])[0]["metadata"]["x"],
        "inputs[0].metadata.x",
    ),
    "rows": (lambda value: first(rows_of("items", [{"when": value}]))["when"], "items[0].when"),
    "messages": (
        lambda value: arguments.json_objects("messages", [{"content": value}])[0]["content"],
        "messages[0].content",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("value", "sent"), VALUES, ids=lambda each: type(each).__name__)
def test_a_value_is_sent_as_json_wherever_it_stands(place: str, value: Any, sent: Any) -> None:
    found = PLACES[place][0](value)
    assert json.loads(to_json(found, "found")) == sent


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("value", "kind", "steps", "text"), REFUSED, ids=lambda each: type(each).__name__)
def test_a_value_that_cannot_be_sent_is_refused_with_its_place(
    place: str, value: Any, kind: Any, steps: str, text: str
) -> None:
    send, where = PLACES[place]
    with pytest.raises(kind) as caught:
        to_json(send(value), where)  # messages are encoded with the body, which says nan as well
    assert str(caught.value).startswith(where + steps)
    assert text in str(caught.value)


@pytest.mark.parametrize("model", [Pydantic, Struct])
@pytest.mark.parametrize(
    ("value", "steps"),
    [
        (NAT, ".value"),
        ([{"a": NAT}], ".value[0].a"),
        ((1, NAT), ".value[1]"),
        (Pydantic(value=NAT), ".value.value"),
    ],
    ids=["itself", "in an object", "in a tuple", "in a model"],
)
def test_nat_is_found_in_models_of_libraries_that_would_write_it(
    model: Any, value: Any, steps: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", sys.modules[__name__])
    with pytest.raises(ValueError, match="NaT cannot be represented") as caught:
        input_to_json(model(value=value))
    assert str(caught.value).startswith(f"input{steps}: ")


class Login(pydantic.BaseModel):
    user: str = "ada"
    password: pydantic.SecretStr = pydantic.SecretStr("hunter2")


class Plain(Login):
    @pydantic.field_serializer("password")
    def _text(self, password: pydantic.SecretStr) -> str:
        return password.get_secret_value()


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (Login(), "input.password"),
        ({"logins": [Login()]}, "input.logins[0].password"),
        (Pydantic(value={"key": pydantic.SecretBytes(b"hunter2")}), "input.value.key"),
        (Pydantic(value=Login()), "input.value.password"),
    ],
    ids=["itself", "in an object", "of bytes", "in a model"],
)
def test_a_secret_that_pydantic_would_write_as_asterisks_is_refused_with_its_place(
    value: Any, place: str
) -> None:
    with pytest.raises(TypeError, match="would be sent as asterisks; pass its get_secret_value") as caught:
        input_to_json(value)
    assert str(caught.value).startswith(f"{place}: ")


def test_asterisks_of_the_user_and_secrets_with_a_serializer_are_sent() -> None:
    assert input_to_json(Pydantic(value="*" * 10)) == {"value": "*" * 10}
    assert input_to_json(Plain()) == {"user": "ada", "password": "hunter2"}


@pytest.mark.parametrize("model", [Pydantic, PydanticData, Struct])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("wrap", "place"),
    [
        (lambda _, x: x, ""),
        (lambda _, x: {"a": [None, x]}, ".a[1]"),
        (lambda model, x: model(value=x), ".value"),
    ],
    ids=["itself", "in an object", "in a model"],
)
def test_a_number_that_json_lacks_is_found_in_a_field_of_any_type(
    model: Any, number: float, wrap: Any, place: str
) -> None:
    with pytest.raises(ValueError, match="pass None for a missing value") as caught:
        input_to_json(model(value=wrap(model, number)))
    assert f"input.value{place}: {number}" in str(caught.value)


def test_a_serializer_may_write_null_for_a_number_that_json_lacks() -> None:
    class Score(pydantic.BaseModel):
        value: Any

        @pydantic.field_serializer("value")
        def write(self, value: Any) -> Any:
            return None if value != value else value

    assert input_to_json(Score(value=math.nan)) == {"value": None}


@pytest.mark.parametrize("model", [Pydantic, PydanticData, Struct])
def test_values_that_the_library_of_a_model_does_not_know_become_json(model: Any) -> None:
    value = {"number": Scalar(3), "row": Keyed(), "address": ipaddress.IPv4Address("10.0.0.1")}
    converted = {name: to_json_types(each, name) for name, each in value.items()}
    assert input_to_json(model(value=value)) == {"value": converted}


class Broken(pydantic.BaseModel):
    @pydantic.model_serializer
    def write(self) -> Any:
        raise RuntimeError("no such file")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (Pydantic(value=b"\xff"), "a Pydantic cannot be represented in JSON: .*utf-8"),
        (Pydantic(value=object()), "a Pydantic cannot be represented in JSON: .*<object objec"),
        (Struct(object()), "a Struct cannot be represented in JSON: .*<object objec"),
        (Broken(), "a Broken cannot be represented in JSON: .*no such file"),
    ],
    ids=["bytes", "pydantic", "msgspec", "serializer"],
)
def test_a_model_that_its_library_cannot_write_is_refused_with_its_place(value: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=rf"^input\.rows\[0\]: {problem}"):
        input_to_json({"rows": [value]})


def test_an_instance_may_be_a_message() -> None:
    assert arguments.json_objects("messages", [Data(DAY)]) == [{"value": "2024-01-02"}]


@pytest.mark.parametrize(
    "value", [Keyed(), Point(1), MappingProxyType({"a": 1})], ids=lambda each: type(each).__name__
)
def test_a_row_of_a_database_or_a_named_tuple_is_an_input(value: Any) -> None:
    assert isinstance(input_to_json(value), dict)


@pytest.mark.parametrize(
    "value", [None, "a", 1, [1], Point, object(), DAY, Vector(1)], ids=lambda each: type(each).__name__
)
def test_a_value_without_named_parts_is_no_object(value: Any) -> None:
    assert to_json_object(value, "row") is None


def test_real_missing_values_are_refused() -> None:
    import numpy as np
    import pandas as pd

    nan = np.nan
    missing = [
        pd.NaT,
        pd.NA,
        nan,
        np.float32(nan),
        np.datetime64("NaT"),
        np.array([1.0, nan]),
        np.ma.masked,
        np.ma.array([1, 2], mask=[False, True]),
    ]
    for value in missing:
        with pytest.raises(ValueError, match=r"^input\.x(\[1\])?: .*pass None for a missing value"):
            input_to_json({"x": value})
    with pytest.raises(ValueError, match=r"^input\.value: NaT"):
        input_to_json(Pydantic(value=pd.NaT))


def test_real_numbers_and_arrays_are_sent() -> None:
    import numpy as np

    day = np.datetime64("2024-01-02")
    values = [np.int64(3), np.float32(1.5), np.bool_(True), np.array([[1, 2]]), day]
    sent = [to_json_types(value, "x") for value in values]
    assert json.loads(json.dumps(sent)) == [3, 1.5, True, [[1, 2]], "2024-01-02"]


def test_elements_of_structured_arrays_are_objects() -> None:
    import numpy as np

    kind = [("x", "i4"), ("inner", [("y", "f8")])]
    array = np.array([(1, (2.5,))], dtype=kind)
    for value, sent in [(array, [{"x": 1, "inner": {"y": 2.5}}]), (array[0], {"x": 1, "inner": {"y": 2.5}})]:
        assert to_json_types(value, "x") == sent
    with pytest.raises(ValueError, match=r"^x\[0\]\.inner\.y: nan"):
        to_json_types(np.array([(1, (np.nan,))], dtype=kind), "x")


def test_a_user_string_is_a_text() -> None:
    assert to_json_types({"a": collections.UserString("abc")}, "x") == {"a": "abc"}


# --- any nested plain value

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=5)
    | st.decimals() | st.dates() | st.times() | st.datetimes() | st.uuids() | st.sampled_from(Size)
    | st.binary(max_size=2)
)  # fmt: skip
KEYS = st.text(max_size=3) | st.integers()
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.builds(Data, inner)
        | st.builds(Attrs, inner)
        | st.builds(Point, st.integers(), inner)
        | st.builds(Struct, st.text(max_size=2))
        | st.builds(collections.deque, st.lists(inner, max_size=2))
    ),
    max_leaves=12,
)


def back(value: Any) -> Any:
    """Return a value as its JSON says it, from the rules of the documents alone."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, Point):
        return {"x": value.x, "y": back(value.y)}
    if isinstance(value, list | tuple | collections.deque):
        return [back(each) for each in value]
    if isinstance(value, dict):
        return {key: back(each) for key, each in value.items()}
    return {"value": back(value.value)} if isinstance(value, Data | Attrs | Struct) else value


@settings(max_examples=400)
@given(NESTED)
def test_any_nested_value_either_round_trips_or_is_refused_with_its_place(value: Any) -> None:
    for send, where in (PLACES["input"], PLACES["rows"], PLACES["a group"], PLACES["metadata"]):
        try:
            sent = to_json(send(value), where)
        except (TypeError, ValueError) as error:
            message = str(error)
        else:
            assert json.loads(sent) == back(value)
            continue
        assert message.startswith(where)
        assert len(message) > len(where) + 5
