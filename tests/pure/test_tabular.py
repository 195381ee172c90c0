"""Frames and columns are recognized by the methods that their libraries document. `test_rows` has the rows."""

from __future__ import annotations

from typing import Any

import pytest

from pareta_core import tabular


def made(**members: Any) -> Any:
    return type("Made", (), members)()


def refuse(*_: object) -> Any:
    raise AssertionError("computed")


EXPENSIVE = property(refuse)


@pytest.mark.parametrize(
    ("value", "frame", "column"),
    [
        (made(columns=EXPENSIVE, to_dict=refuse), True, False),
        (made(columns=EXPENSIVE, iter_rows=refuse), True, False),
        (made(columns=EXPENSIVE, collect=refuse), True, False),
        (made(to_pylist=refuse), True, False),
        (made(__arrow_c_stream__=refuse), True, False),
        (made(columns=[], to_frame=refuse, dtype=None, to_dict=refuse), True, False),
        (made(to_frame=refuse, dtype=None, __arrow_c_stream__=refuse), False, True),
        (made(columns=[]), False, False),
        (made(to_dict=refuse), False, False),
        (type("Made", (), {"to_pylist": refuse}), False, False),
        ({"columns": 1}, False, False),
        ([], False, False),
        (None, False, False),
    ],
    ids=range(13),
)
def test_a_frame_is_a_table_and_a_column_is_not(value: Any, frame: bool, column: bool) -> None:
    assert (tabular.is_frame(value), tabular.is_column(value)) == (frame, column)
    if not frame:
        assert tabular.frame_rows(value, "items") is None


@pytest.mark.parametrize(
    ("items", "expected"), [({"a": 1}, {"a": 1}), ({0: 1}, None), ({"a": 1, 0: 2}, None), ({}, None)], ids=str
)
def test_a_row_of_a_frame_is_labelled_by_strings(items: Any, expected: Any) -> None:
    row = made(to_frame=refuse, dtype=None, index=[], to_dict=lambda _: items)
    assert tabular.row_items(row) == expected
    assert tabular.row_items(made(to_dict=lambda _: items)) is None
