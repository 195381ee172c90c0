"""Rows of a group are known by their content and occurrence, not by their place."""

from __future__ import annotations

from typing import Any

import pytest

from parallel.rows import ROW_KEY, batch_key, row_key, set_row_keys
from pareta_wire import TaskRunInput, TaskSpec

SPEC = TaskSpec(output_schema="A year")


def keys(*records: dict[str, Any], call: str = "job-1", spec: TaskSpec | None = None) -> list[str]:
    rows = [TaskRunInput.from_dict({"processor": "lite", **record}) for record in records]
    set_row_keys(rows, call, spec)
    return [row_key(row) for row in rows]


def test_a_row_keeps_its_key_when_rows_are_added_removed_or_moved() -> None:
    a, b, c = keys({"input": "a"}, {"input": "b"}, {"input": "c"})
    assert keys({"input": "new"}, {"input": "a"}, {"input": "b"})[1:] == [a, b]
    assert keys({"input": "c"}, {"input": "a"}) == [c, a]


def test_equal_rows_are_told_apart_by_their_occurrence() -> None:
    first, other, second, third = keys({"input": "a"}, {"input": "b"}, {"input": "a"}, {"input": "a"})
    assert len({first, other, second, third}) == 4
    assert keys({"input": "a"}, {"input": "a"}) == [first, second]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"input": {"a": 1, "b": {"c": 2, "d": 3}}}, {"input": {"b": {"d": 3, "c": 2}, "a": 1}}),
        ({"input": "a", "metadata": {"x": 1, "y": 2}}, {"metadata": {"y": 2, "x": 1}, "input": "a"}),
        ({"input": "a"}, {"input": "a", "metadata": {ROW_KEY: "of an earlier call"}}),
        ({"input": "a"}, {"input": "a", "metadata": None, "task_spec": None}),
        ({"input": "a"}, {"input": "a", "metadata": {}}),
    ],
    ids=["members of the input", "members of the row", "an earlier key", "null", "no labels"],
)
def test_the_same_content_has_the_same_key(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert keys(one) == keys(two)


@pytest.mark.parametrize(
    "other",
    [
        {"input": "b"},
        {"input": {"a": "a"}},
        {"input": "a", "processor": "core"},
        {"input": "a", "metadata": {"team": "x"}},
        {"input": "a", "task_spec": {"output_schema": "A city"}},
        {"input": "a", "novelty": 1},
    ],
    ids=repr,
)
def test_other_content_has_another_key(other: dict[str, Any]) -> None:
    assert keys({"input": "a"}) != keys(other)
    assert len({*keys({"input": "a"}, other)}) == 2


def test_rows_that_differ_in_their_metadata_alone_have_different_keys() -> None:
    assert keys({"input": "a", "metadata": {"team": "x"}}) != keys({"input": "a", "metadata": {"team": "y"}})


def test_the_default_task_spec_belongs_to_the_content_of_rows_without_one() -> None:
    own = {"input": "a", "task_spec": SPEC.to_dict()}
    assert keys({"input": "a"}, spec=SPEC) == keys(own)
    assert keys({"input": "a"}, spec=SPEC) != keys({"input": "a"})
    assert keys(own, spec=TaskSpec(output_schema="A city")) == keys(own)


def test_another_call_has_other_keys() -> None:
    assert keys({"input": "a"}, call="job-1") != keys({"input": "a"}, call="job-2")


def test_keys_respect_the_limits_on_metadata() -> None:
    rows = [TaskRunInput(processor="lite", input="é" * 10_000) for _ in range(1_500)]
    set_row_keys(rows, "job", None)
    assert len(ROW_KEY) <= 16
    assert max(len(row_key(row)) for row in rows) <= 512
    assert len({row_key(row) for row in rows}) == 1_500


def test_a_request_with_other_rows_has_another_idempotency_key() -> None:
    rows = [TaskRunInput(processor="lite", input=text) for text in "abc"]
    set_row_keys(rows, "job", None)
    assert batch_key(rows) == batch_key(list(rows))
    assert len({batch_key(rows), batch_key(rows[:2]), batch_key(rows[1:]), batch_key(rows[::-1])}) == 4
