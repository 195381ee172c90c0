"""Lists of records as tables: of pyarrow, polars and pandas, with the types of the spec."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from parallel.types import TaskRun, TaskRunResult
from pareta.types import EvalRun, ModelList
from pareta_wire.models import EvalItemResult, Leaderboard, LeaderboardEntry
from pareta_wire.records import Array, Records

ENTRIES: list[dict[str, Any]] = [
    {"name": "a", "kind": "open", "quality": 0.9, "cost_per_request_micro_usd": 120, "context_k": 32},
    {"name": "b", "kind": "new-kind", "quality": None, "extra": {"x": 1}},
]
FIELDS = ["name", "kind", "quality", "cost_per_request_micro_usd", "context_k", "run_mode"]


def board(models: object = ENTRIES) -> Leaderboard:
    return Leaderboard.from_dict({"models": models})


def test_each_library_reads_a_list_of_records_as_columns() -> None:
    models = board().models
    assert pd.DataFrame(models)["quality"][0] == 0.9
    assert list(pd.DataFrame(list(models)).columns) == [*FIELDS[:5], "extra"]
    assert pl.DataFrame(models)["name"].to_list() == ["a", "b"]
    assert pa.table(models).column_names == FIELDS
    assert list(pd.DataFrame.from_arrow(models).columns) == FIELDS
    assert pa.RecordBatchReader.from_stream(models).read_all().num_rows == 2


@pytest.mark.parametrize(
    "models",
    [
        ENTRIES,
        [],
        None,
        [{}],
        [{"quality": None}, {"quality": None}],
        [{"quality": "high", "name": 5, "context_k": 1.5, "cost_per_request_micro_usd": 10**30}],
        [{"quality": 10**400, "name": "half \ud800", "kind": {"\ud800": 1}, "context_k": float("nan")}],
        [{"quality": True, "kind": {"a": 1}, "run_mode": ["x"]}],
    ],
)
def test_the_types_are_those_of_the_spec_whatever_the_values_are(models: object) -> None:
    found = board(models).models
    assert found.to_arrow().schema == board().models.to_arrow().schema
    assert found.to_polars().schema == board().models.to_polars().schema
    assert list(found.to_pandas().dtypes) == list(board().models.to_pandas().dtypes)
    assert len(found.to_arrow()) == len(found.to_polars()) == len(found.to_pandas()) == len(found)


def test_a_value_that_does_not_fit_its_column_is_null_and_the_record_keeps_it() -> None:
    models = board([{"name": 5, "context_k": 4.0, "quality": 1}]).models
    assert models.to_arrow().to_pylist()[0] == {
        "name": None, "kind": None, "quality": 1.0, "cost_per_request_micro_usd": None, "context_k": 4,
        "run_mode": None,
    }  # fmt: skip
    assert models[0]["name"] == 5


RUN = {
    "run_id": "trun_1", "status": "completed", "is_active": False, "processor": "core",
    "created_at": "2026-01-02T03:04:05.5Z", "modified_at": "soon", "metadata": {"k": 1},
    "warnings": [{"message": "m", "type": "w"}], "error": {"message": "boom", "ref_id": "r"},
}  # fmt: skip


def test_timestamps_are_in_utc_and_nested_objects_are_structs() -> None:
    runs = Records.of([TaskRun.from_dict(RUN)], TaskRun.from_dict)
    table = runs.to_arrow()
    assert table.schema.field("created_at").type == pa.timestamp("us", tz="UTC")
    row = table.to_pylist()[0]
    assert row["created_at"] == datetime(2026, 1, 2, 3, 4, 5, 500_000, UTC)
    assert row["modified_at"] is None
    assert row["error"]["message"] == "boom"
    assert row["warnings"][0]["message"] == "m"
    assert json.loads(row["metadata"]) == {"k": 1}
    assert runs.to_polars().to_dicts() == table.to_pylist()
    pandas = runs.to_pandas()
    assert str(pandas["created_at"].dtype) == "datetime64[us, UTC]"
    assert pandas["error"][0]["message"] == "boom"


def test_what_may_be_any_json_is_json_text() -> None:
    items = Records.of(
        [EvalItemResult(prediction=each) for each in ("text", {"a": [1]}, None, float("inf"))],
        EvalItemResult.from_dict,
    )
    assert items.to_arrow()["prediction"].to_pylist() == ['"text"', '{"a": [1]}', None, None]


def test_lists_of_a_facade_are_tables_too() -> None:
    run = EvalRun.from_dict(
        {"id": "er", "results": [{"model_id": "a", "per_item": [{"idx": 0, "score": 1}]}]}
    )
    assert run.results.to_arrow().to_pylist()[0]["per_item"] == [
        {"idx": 0, "score": 1.0, "prediction": None, "error": None}
    ]
    assert EvalRun.from_dict({"id": "er"}).results.to_polars().width == run.results.to_polars().width
    models = ModelList.from_dict({"data": [{"id": "m", "created": 1}]})
    assert models.to_pandas()["id"].to_list() == models.to_polars()["id"].to_list() == ["m"]
    assert pa.table(models)["id"].to_pylist() == ["m"]
    result = TaskRunResult.from_dict({"run": RUN, "output": {"type": "text", "content": "x"}})
    assert "citations" in result.output.basis.to_arrow().column_names


LISTS = [Records, Array]


@pytest.mark.parametrize("cls", LISTS)
def test_a_list_of_records_does_what_a_list_does(cls: type[Records[Any]]) -> None:
    plain = [LeaderboardEntry(name="a"), LeaderboardEntry(name="b")]
    records = cls.of(plain, LeaderboardEntry.from_dict)
    assert isinstance(records, list)
    assert isinstance(records, cls)
    assert records == plain
    assert plain == records
    assert records != []
    assert repr(records) == repr(plain)
    assert [*records] == plain
    assert records[-1] is plain[1]
    assert len(records) == 2
    assert plain[0] in records
    assert records + plain == plain + records == [*plain, *plain]
    assert list(reversed(records)) == plain[::-1]
    assert min(records, key=lambda one: one.name or "") is plain[0]
    match records:
        case [first, *_]:
            assert first is plain[0]
        case _:
            pytest.fail("a list matches the pattern of a sequence")
    for twin in (records[:], records.copy(), copy.copy(records), copy.deepcopy(records)):
        assert type(twin) is cls
        assert twin == plain
        assert twin[:0].to_arrow().column_names == FIELDS
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        twin = pickle.loads(pickle.dumps(records, protocol))
        assert type(twin) is cls
        assert twin == plain
        assert twin[:0].to_arrow().column_names == FIELDS
    assert json.loads(json.dumps(records, default=lambda one: one.to_dict())) == [
        {"name": "a"},
        {"name": "b"},
    ]
    assert json.loads(records.to_json()) == records.to_dict() == [{"name": "a"}, {"name": "b"}]
    records.append(LeaderboardEntry(name="c"))
    records.sort(key=lambda one: one.name or "", reverse=True)
    assert [one.name for one in records] == ["c", "b", "a"]
    with pytest.raises(TypeError, match="unhashable"):
        hash(records)


def test_a_list_that_is_not_decoded_has_the_class_of_its_first_record() -> None:
    assert Records([LeaderboardEntry(name="a")]).to_polars().columns == FIELDS
    with pytest.raises(TypeError, match="only a list of records with fields is a table"):
        Records([1]).to_polars()
    with pytest.raises(TypeError, match="only a list of records with fields is a table"):
        Records([]).to_polars()


@pytest.mark.parametrize("name", ["pyarrow", "polars", "pandas"])
def test_a_library_that_is_missing_is_named_with_what_installs_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    method = f"to_{name.removeprefix('py')}"
    with pytest.raises(ImportError, match=rf"{method}\(\) needs {name}: pip install {name}"):
        getattr(board().models, method)()


def test_records_are_mappings_of_their_members() -> None:
    match board().models[0]:
        case {"name": name, "quality": float(quality)}:
            assert (name, quality) == ("a", 0.9)
        case _:
            pytest.fail("a record matches the pattern of a mapping")


def test_a_list_that_a_program_passes_to_a_model_is_a_table_with_the_types_of_the_spec() -> None:
    plain: Any = [LeaderboardEntry(name="a", quality=0.9)]
    mine = Leaderboard(models=plain)
    assert mine.models == plain
    assert mine == Leaderboard.from_dict(mine.to_dict())
    assert mine.models.to_arrow().schema == board().models.to_arrow().schema
    assert Leaderboard().models.to_arrow().schema == board().models.to_arrow().schema
    given = Records(plain)
    assert Leaderboard(models=given).models is given
