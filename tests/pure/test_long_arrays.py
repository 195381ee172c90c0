"""Arrays of many objects: judged when they are decoded, made when they are first read, and then like any other."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import threading
from random import Random
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pareta_wire
from parallel.types import TaskRunOutput, with_parsed
from pareta_wire import (
    ChatModel,
    Citation,
    DecodeError,
    FieldBasis,
    Model,
    ModelList,
    TaskRunJsonOutput,
    TaskRunResult,
    TaskRunTextOutput,
)
from pareta_wire.model import LONG
from tests.spec_values import SCHEMAS, Maker, thorough

MANY = LONG + 4
# The classes with an array of objects whose making can be put off, each with the names of these arrays on the wire.
ARRAYS: dict[str, list[str]] = {
    name: found
    for name in SCHEMAS
    if isinstance(kind := getattr(pareta_wire, name, None), type)
    and issubclass(kind, Model)
    and (found := [wire_name for _, wire_name, _, array in kind._nested or () if array])
}
# Records that lack nothing.
FULL: list[dict[str, Any]] = [
    {"id": f"ep_{number}", "created": number, "object": "model", "owned_by": "me", "news": [number]}
    for number in range(MANY)
]
chances = st.randoms(use_true_random=False)


def models(count: int = MANY) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": f"ep_{number}", "news": number} for number in range(count)]}


def result(count: int = MANY) -> dict[str, Any]:
    basis = [{"field": str(number), "citations": [{"url": str(number)}] * MANY} for number in range(count)]
    return {"run": {"run_id": "trun_1"}, "output": {"type": "text", "content": "a", "basis": basis}}


def outcome(kind: type[Model], data: Any) -> tuple[Any, ...]:
    """All that can be told of a record: where it is wrong, or what it shows, holds and gives back."""
    try:
        value = kind.from_dict(copy.deepcopy(data))
    except DecodeError as error:
        return error.path, str(error)
    return repr(value), value, value.to_dict()


def objects_of(records: list[Any]) -> int:
    """How many objects there are that were made of these very records."""
    known = {id(record) for record in records}
    return sum(isinstance(each, ChatModel) and id(each._data) in known for each in gc.get_objects())


def test_arrays_of_the_contract_are_put_off() -> None:
    assert ARRAYS["ModelList"] == ["data"]
    assert ARRAYS["FieldBasis"] == ["citations"]
    assert {"basis", "mcp_tool_calls"} <= set(ARRAYS["TaskRunJsonOutput"])


@pytest.mark.parametrize("odd", [0, 1, 8])
@pytest.mark.parametrize("name", ARRAYS)
@thorough(6)
@given(chance=chances)
def test_a_long_array_is_what_it_would_be_if_it_were_made_at_once(
    name: str, odd: int, chance: Random
) -> None:
    kind = getattr(pareta_wire, name)
    maker = Maker(chance, tolerant=True, odd=odd)
    schema = {"$ref": f"#/components/schemas/{name}"}
    data = maker.make(schema)
    if isinstance(data, dict):
        for member in ARRAYS[name]:
            found: list[Any] = []
            while len(found) < MANY:
                more = maker.make(schema)
                some = more.get(member) if isinstance(more, dict) else None
                found += some if some and isinstance(some, list) else [{}] * 3
            data[member] = found
    late = outcome(kind, data)
    with patch.object(Model, "_fit", classmethod(lambda cls, items: False)):
        assert late == outcome(kind, data)


@pytest.mark.parametrize("count", [LONG - 1, LONG, LONG + 1])
def test_the_objects_of_a_long_array_are_made_when_it_is_first_read(count: int) -> None:
    data = models(count)
    value = ModelList.from_dict(data)
    assert objects_of(data["data"]) == (count if count < LONG else 0)
    assert value.data is not None
    assert objects_of(data["data"]) == count
    assert value.data is value.data
    assert objects_of(data["data"]) == count
    assert [model.id for model in value.data] == [f"ep_{number}" for number in range(count)]
    assert value.data[3].news == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("lacking", [None, 0, 5, MANY - 1])
def test_records_with_all_their_fields_and_one_that_lacks_some_are_read_alike(lacking: int | None) -> None:
    rows = copy.deepcopy(FULL)
    if lacking is not None:
        del rows[lacking]["created"]
        rows[lacking]["owned_by"] = None
    assert (ChatModel._alike(rows) is None) == (lacking is not None)
    value = ModelList.from_dict({"data": rows})
    assert value.data == [ChatModel.from_dict(row) for row in rows]
    assert [model["news"] for model in value.data or []] == [[number] for number in range(MANY)]
    assert value.to_dict() == {"data": rows}


@pytest.mark.parametrize("instead", [None, "text", [7], [{}] * MANY, [["id"]] * MANY, tuple(FULL), 7, "gone"])
def test_a_record_that_was_changed_before_its_array_was_read_is_read_as_it_is_then(instead: Any) -> None:
    data = models()
    value = ModelList.from_dict(data)
    if instead == "gone":
        del data["data"]
    else:
        data["data"] = instead
    if instead in (None, "gone"):
        assert value.data is None
    elif instead == [{}] * MANY:
        assert value.data == [ChatModel.from_dict({})] * MANY
    else:
        with pytest.raises(DecodeError, match=r"ModelList\.data"):
            print(value.data)


@pytest.mark.parametrize(
    ("break_it", "path", "problem"),
    [
        (lambda basis: basis.append(7), f"[{MANY}]", "expected an object, found a number"),
        (lambda basis: basis.insert(3, None), "[3]", "expected an object, found null"),
        (lambda basis: basis[5].update(citations="x"), "[5].citations", "expected an array, found a string"),
        (lambda basis: basis[5].update(citations={}), "[5].citations", "expected an array, found an object"),
        (lambda basis: basis[1]["citations"].append([]), f"[1].citations[{MANY}]", "found an array"),
    ],
)
def test_what_is_wrong_deep_in_a_long_array_is_said_when_it_is_decoded(
    break_it: Any, path: str, problem: str
) -> None:
    data = result()
    break_it(data["output"]["basis"])
    with pytest.raises(DecodeError) as caught:
        TaskRunResult.from_dict(data)
    assert caught.value.path == "TaskRunResult.output.basis" + path
    assert problem in str(caught.value)


def test_a_dict_and_a_list_of_another_class_are_taken_in_a_long_array_too() -> None:
    class Ordered(dict[str, Any]):
        pass

    class Listed(list[Any]):
        pass

    data = models()
    data["data"][2] = Ordered(id="other")
    assert ModelList.from_dict(data).data[2].id == "other"  # type: ignore[index]
    assert ModelList.from_dict({"data": Listed(models()["data"])}).data[2].id == "ep_2"  # type: ignore[index]
    found = [{"citations": Listed([{"url": "u"}])}, *({} for _ in range(MANY))]
    value = TaskRunTextOutput.from_dict({"basis": found})
    assert value.basis[0].citations == [Citation("u")]


USES: dict[str, Any] = {
    "compared": lambda value: value == ModelList.from_dict(models()),
    "shown": lambda value: repr(value).count("ChatModel(") == MANY,
    "written": lambda value: value.to_dict() == models(),
    "written by its attributes": lambda value: len(attrs.asdict(value)["data"]) == MANY,
    "copied": lambda value: copy.copy(value).data is value.data,
    "copied deeply": lambda value: (
        copy.deepcopy(value) == value and copy.deepcopy(value).data is not value.data
    ),
    "pickled": lambda value: pickle.loads(pickle.dumps(value)) == value,
    "evolved": lambda value: attrs.evolve(value, object="other").data is value.data,
    "read raw": lambda value: value["data"] == value.get("data") == models()["data"] and "data" in value,
    "asked for": lambda value: hasattr(value, "data") and not hasattr(value, "dota"),
}


@pytest.mark.parametrize("use", USES)
def test_a_long_array_that_nobody_has_read_takes_part_in_everything(use: str) -> None:
    assert USES[use](ModelList.from_dict(models()))


def test_a_long_array_can_be_set_before_it_is_read() -> None:
    value = ModelList.from_dict(models())
    value.data = []
    assert value.data == []
    assert value.to_dict() == {"object": "list", "data": []}
    value = ModelList.from_dict(models())
    value.data = None
    assert value.data is None


def test_threads_that_read_a_long_array_at_once_all_get_the_whole_of_it() -> None:
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            value, together = ModelList.from_dict(models(500)), threading.Barrier(4)
            seen: list[Any] = []

            def read(value: Any = value, together: Any = together, seen: Any = seen) -> None:
                together.wait()
                seen.append([model.id for model in value.data])

            threads = [threading.Thread(target=read) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert seen == [[f"ep_{number}" for number in range(500)]] * 4
            assert value.data is value.data
    finally:
        sys.setswitchinterval(switching)


@pytest.mark.parametrize("count", [2, MANY])
def test_a_typed_answer_reads_its_basis_from_the_record_and_is_like_one_built_by_hand(count: int) -> None:
    raw = TaskRunResult.from_dict(result(count))
    output = with_parsed(raw, 5).output
    by_hand: TaskRunOutput[int] = TaskRunOutput(
        parsed=5, type="text", content="a", basis=[FieldBasis.from_dict(each) for each in raw.output["basis"]]
    )
    for fresh in (
        lambda: with_parsed(raw, 5).output,
        lambda: copy.copy(with_parsed(raw, 5).output),
        lambda: copy.deepcopy(with_parsed(raw, 5).output),
        lambda: pickle.loads(pickle.dumps(with_parsed(raw, 5).output)),
        lambda: attrs.evolve(with_parsed(raw, 5).output),
    ):
        assert fresh() == by_hand
        assert repr(fresh()) == repr(by_hand)
        assert fresh().basis == by_hand.basis
        assert fresh().mcp_tool_calls is None
    assert output.basis is output.basis
    assert output.raw is raw.output
    assert output.to_dict() == raw.output.to_dict()
    assert attrs.evolve(output, parsed=6).basis is output.basis
    with pytest.raises(AttributeError, match="'TaskRunOutput' object has no attribute 'bases'"):
        _ = output.bases  # type: ignore[attr-defined]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        output.basis = []  # type: ignore[misc]


@pytest.mark.parametrize("basis", [None, [], "left out"])
def test_a_typed_answer_without_a_basis_has_an_empty_list(basis: Any) -> None:
    record = {"type": "json", "content": {}} | ({} if basis == "left out" else {"basis": basis})
    output = with_parsed(TaskRunResult.from_dict({"output": record}), None).output
    assert output.basis == []
    assert output.basis is output.basis
    assert TaskRunJsonOutput.from_dict(record).basis == record.get("basis")


def test_an_answer_of_a_kind_that_is_not_known_gives_what_it_has() -> None:
    raw = TaskRunResult.from_dict(
        {"output": {"type": "table", "content": "a", "basis": [1], "mcp_tool_calls": 2}}
    )
    output: Any = with_parsed(raw, None).output
    assert (output.basis, output.mcp_tool_calls, output.output_schema) == ([1], 2, None)
