"""The rows of a job as tables and files: every column of the input with its type, typed outputs, whole files."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import functools
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pydantic
import pytest

from parallel import BulkJob, Parallel
from parallel.bulk.columns import output_columns
from parallel.bulk.journal import Journal
from parallel.bulk.journal_records import NewRow, Result, Status
from parallel.bulk.settings import job_settings
from parallel.bulk.sources import open_source
from parallel.bulk.tables import Tables, write_jsonl
from pareta_sandbox import Sandbox


@dataclasses.dataclass
class Company:
    employees: int
    headquarters: str | None
    tags: list[str]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(speed=1000) as running:
        yield running


@pytest.fixture(scope="module")
def client(box: Sandbox) -> Iterator[Parallel]:
    with Parallel(api_key="k", base_url=box.url) as made:
        yield made


@contextlib.contextmanager
def job_over(client: Parallel, folder: Path, rows: Any, **options: Any) -> Iterator[BulkJob[Any]]:
    """Run a job over rows, and yield it once it has ended."""
    with client.bulk(folder / "x.bulk", processor="lite", poll_interval=0.05, **options) as job:
        job.submit(rows)
        job.collect()
        yield job


@contextlib.contextmanager
def journal_of(folder: Path, rows: Any, output: Any = None, contents: Any = ()) -> Iterator[Journal]:
    """Write a journal of rows, the first of which have an output."""
    journal = Journal(folder / "x.bulk")
    with contextlib.closing(journal):
        asked, _ = job_settings("https://example.com", "lite", output, None, {}, None)
        journal.set_settings(asked.record())
        source = open_source(rows, frozenset())
        found = source.take(10**6, 10**9)
        journal.add_rows(
            1, [NewRow(index + 1, *row_fields) for index, row_fields in enumerate(fields_of(found))]
        )
        if found:
            journal.set_columns(source.arrow_schema)
        journal.accept(1, {index + 1: f"trun_{index}" for index in range(len(contents))}, complete=True)
        event = json.dumps({"output": {"type": "json", "basis": []}})
        results = [
            Result(index + 1, Status.COMPLETED, json.dumps(content), event)
            for index, content in enumerate(contents)
        ]
        journal.finish(1, results, complete=True)
        yield journal


def fields_of(rows: list[Any]) -> Iterator[tuple[bytes, str, str | None]]:
    for row in rows:
        yield row.digest, row.input, row.problem


def table_of(journal: Journal, *, prefix: str = "", basis: bool = False) -> Any:
    return Tables(journal, None, prefix=prefix, basis=basis).table()


# --- input columns with a schema

UTC = dt.UTC
WHEN = dt.datetime(2020, 1, 2, 3, 4, 5, 678901)  # noqa: DTZ001  # one without a zone is meant
EARLY = WHEN.replace(year=1969, microsecond=0)
TYPES: dict[str, tuple[Any, list[Any]]] = {
    **{f"int{n}": (getattr(pa, f"int{n}")(), [-(2 ** (n - 1)), 2 ** (n - 1) - 1, None]) for n in (8, 16, 32, 64)},
    **{f"uint{n}": (getattr(pa, f"uint{n}")(), [0, 2**n - 1, None]) for n in (8, 16, 32, 64)},
    "float16": (pa.float16(), [1.5, None]),
    "float32": (pa.float32(), [0.10000000149011612, None, 3.0]),
    "float64": (pa.float64(), [0.1, 1e300, None, -0.0]),
    "bool": (pa.bool_(), [True, None, False]),
    "string": (pa.string(), ["é", "", None, "null", "1"]),
    "large_string": (pa.large_string(), ["a", None]),
    "string_view": (pa.string_view(), ["a", None]),
    "decimal128": (pa.decimal128(12, 3), [Decimal("-1.100"), Decimal("0.000"), None]),
    "decimal of many digits": (pa.decimal128(38, 10), [Decimal("0E-10"), Decimal("123456789012345678.0123456789")]),
    "decimal256": (pa.decimal256(50, 0), [Decimal(10**49), None]),
    "date32": (pa.date32(), [dt.date(1, 1, 1), dt.date(9999, 12, 31), None]),
    "date64": (pa.date64(), [dt.date(2020, 1, 2), None]),
    **{f"timestamp {unit}": (pa.timestamp(unit), [EARLY, None]) for unit in ("s", "ms", "us", "ns")},
    "timestamp with microseconds": (pa.timestamp("us"), [WHEN, None]),
    "timestamp with nanoseconds": (pa.timestamp("ns"), [1577934245678901234, -1, None]),
    "timestamp in UTC": (pa.timestamp("us", "UTC"), [WHEN.replace(tzinfo=UTC), None]),
    "timestamp in a zone": (pa.timestamp("ms", "Europe/Berlin"), [dt.datetime(2020, 7, 2, tzinfo=UTC), None]),
    "nanoseconds in a zone": (pa.timestamp("ns", "Asia/Kathmandu"), [1577934245678901234, None]),
    "time32": (pa.time32("s"), [dt.time(1, 2, 3), None]),
    "time64": (pa.time64("us"), [dt.time(1, 2, 3, 4), None]),
    "time64 ns": (pa.time64("ns"), [dt.time(1, 2, 3, 4), None]),
    "categorical": (pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a", None]),
    "ordered categorical": (pa.dictionary(pa.int32(), pa.string(), ordered=True), ["b", "a"]),
    "list": (pa.list_(pa.int16()), [[1, None], [], None]),
    "list of lists": (pa.list_(pa.list_(pa.date32())), [[[dt.date(2020, 1, 2)], None]]),
    "large list": (pa.large_list(pa.string()), [["a"], None]),
    "fixed size list": (pa.list_(pa.float32(), 2), [[1.0, 2.0], None]),
    "struct": (
        pa.struct([("d", pa.decimal128(5, 2)), ("s", pa.struct([("when", pa.timestamp("us", "UTC"))]))]),
        [{"d": Decimal("1.10"), "s": {"when": WHEN.replace(tzinfo=UTC)}}, {"d": None, "s": None}, None],
    ),
    "map": (pa.map_(pa.string(), pa.int64()), [[("a", 1)], [], None]),
    "null": (pa.null(), [None, None]),
}  # fmt: skip


def test_a_parquet_file_comes_back_with_the_same_types_and_values(client: Parallel, tmp_path: Path) -> None:
    arrays = {name: pa.array((values * 6)[:6], kind) for name, (kind, values) in TYPES.items()}
    before = pa.table({"index": pa.array(range(6), "uint16"), **arrays})
    pq.write_table(before, tmp_path / "in.parquet")
    before = pq.read_table(tmp_path / "in.parquet")
    with job_over(client, tmp_path, tmp_path / "in.parquet", output=Company) as job:
        assert job.to_parquet(tmp_path / "out", rows_per_file=4) == 6
        parts = sorted((tmp_path / "out").iterdir())
        assert [part.name for part in parts] == ["part-00000.parquet", "part-00001.parquet"]
        after = pa.concat_tables(map(pq.read_table, parts)).select(before.column_names)
        for name in before.column_names:
            assert after.schema.field(name).type == before.schema.field(name).type, name
            assert after[name].to_pylist() == before[name].to_pylist(), name
        assert job.to_arrow().schema.names[: len(before.column_names)] == before.column_names


def test_a_frame_of_polars_keeps_its_types(client: Parallel, tmp_path: Path) -> None:
    before = pl.DataFrame(
        {
            "name": ["a", None, "é"],
            "kind": pl.Series(["x", "y", "x"], dtype=pl.Categorical),
            "size": pl.Series(["big", "small", None], dtype=pl.Enum(["small", "big"])),
            "price": [Decimal("1.10"), None, Decimal("2.20")],
            "time": [dt.time(1, 2), None, dt.time(3)],
            "when": pl.Series([WHEN, None, WHEN], dtype=pl.Datetime("ns", "Europe/Berlin")),
            "deep": [{"list": [1, 2]}, {"list": []}, None],
            "small": pl.Series([1, 2, 3], dtype=pl.Int8),
        }
    )
    with job_over(client, tmp_path, before, output=Company) as job:
        after = job.to_polars()
    assert after.select(before.columns).equals(before)
    different = {
        name: after.schema[name] for name in before.columns if after.schema[name] != before.schema[name]
    }
    # The categories of an enumeration are those of its values.
    assert set(different) <= {"size", "kind"}


def test_a_frame_of_pandas_keeps_its_types(client: Parallel, tmp_path: Path) -> None:
    before = pd.DataFrame(
        {
            "name": ["a", None],
            "x": [1.5, None],
            "n": pd.array([1, 2], dtype="int32"),
            "when": pd.to_datetime(["2020-01-02", None]).tz_localize("Europe/Berlin"),
            "kind": pd.Categorical(["a", "b"]),
        }
    )
    with job_over(client, tmp_path, before, output=Company) as job:
        after = job.to_pandas()
    pd.testing.assert_frame_equal(after[list(before.columns)], before)
    assert [len(each) for each in after["output_tags"]] == [2, 2]


def test_a_row_that_cannot_be_sent_keeps_its_values_and_the_columns_their_types(
    client: Parallel, tmp_path: Path
) -> None:
    table = pa.table({"x": [1.0, float("nan")], "b": pa.array([None, b"x"]), "n": pa.array([1, 2], "int8")})
    with job_over(client, tmp_path, table, output=Company) as job:
        after = job.to_arrow().select(["x", "b", "n", "status", "output_employees"])
    assert after.schema.types[:3] == [pa.float64(), pa.string(), pa.int8()]
    assert str(after.to_pylist()[1]) == str(
        {"x": float("nan"), "b": "\"b'x'\"", "n": 2, "status": "invalid", "output_employees": None}
    )


# --- input columns without a schema

INFERRED: dict[str, tuple[list[Any], Any, list[Any]]] = {
    "int": ([1, None, 3], pa.int64(), [1, None, 3]),
    "int and float": ([1, 2.5], pa.float64(), [1.0, 2.5]),
    "bool": ([True, None], pa.bool_(), [True, None]),
    "text": (["a", None], pa.string(), ["a", None]),
    "text that looks like a date": (["2020-01-02"], pa.string(), ["2020-01-02"]),
    "only null": ([None, None], pa.string(), [None, None]),
    "int and text": ([1, "a", None, "1"], pa.string(), ["1", '"a"', None, '"1"']),
    "bool and int": ([True, 1], pa.string(), ["true", "1"]),
    "large int": ([2**64, 1], pa.string(), [str(2**64), "1"]),
    "largest exact int and float": ([2**53, 0.5], pa.float64(), [2.0**53, 0.5]),
    "smallest inexact int and float": ([-(2**53) - 1, 0.5], pa.string(), ["-9007199254740993", "0.5"]),
    "large int and float": ([2**60 + 1, 0.5], pa.string(), [str(2**60 + 1), "0.5"]),
    "list": ([[1], [], None], pa.list_(pa.int64()), [[1], [], None]),
    "empty lists": ([[], []], pa.string(), ["[]", "[]"]),
    "empty objects": ([{}, None], pa.string(), ["{}", None]),
    "objects": (
        [{"a": 1}, {"b": "x"}],
        pa.struct([("a", pa.int64()), ("b", pa.string())]),
        [{"a": 1, "b": None}, {"a": None, "b": "x"}],
    ),
    "objects of several types": ([{"a": 1}, {"a": "x"}], pa.string(), ['{"a":1}', '{"a":"x"}']),
    "object and list": ([{"a": 1}, [1]], pa.string(), ['{"a":1}', "[1]"]),
}  # fmt: skip


@pytest.mark.parametrize(("values", "type", "expected"), INFERRED.values(), ids=list(INFERRED))
@pytest.mark.parametrize("far_apart", [False, True], ids=["on one page", "on two pages"])
def test_without_a_schema_a_type_comes_from_all_values(
    tmp_path: Path, values: list[Any], type: Any, expected: list[Any], far_apart: bool
) -> None:
    between = [{"other": 0}] * (1024 if far_apart else 0)
    rows = [{"x": values[0]}, *between, *({"x": value} for value in values[1:])]
    with journal_of(tmp_path, rows) as journal:
        found = table_of(journal)
    assert found.schema.field("x").type == type
    assert [found["x"][0].as_py(), *found["x"].to_pylist()[len(between) + 1 :]] == expected


def test_no_row_is_left_out_when_types_are_looked_for(tmp_path: Path) -> None:
    rows = [{"x": 1} for _ in range(3003)]
    rows[1024]["x"] = rows[2047]["x"] = "text"  # type: ignore[assignment]
    with journal_of(tmp_path, rows) as journal:
        found = table_of(journal)["x"].to_pylist()
    assert (found[1024], found[2047], found.count("1")) == ('"text"', '"text"', 3001)


def test_a_row_that_is_not_valid_does_not_change_the_type_of_a_column(tmp_path: Path) -> None:
    rows = [{"x": 1.5}, {"x": b"x", "only": b"x"}, {"x": 2}]
    with journal_of(tmp_path, rows) as journal:
        found = table_of(journal)
    assert found.schema.field("x").type == pa.float64()
    assert found["x"].to_pylist() == [1.5, None, 2.0]
    assert found["only"].to_pylist() == [None, "\"b'x'\"", None]


def test_texts_are_a_column_input_and_columns_of_all_rows_are_there_in_order(tmp_path: Path) -> None:
    with journal_of(tmp_path, ["a", {"z": 1}, {"a": 2, "z": 3}]) as journal:
        found = table_of(journal)
    assert found.schema.names[:3] == ["input", "z", "a"]
    assert found["input"].to_pylist() == ["a", None, None]


def test_half_of_a_pair_of_surrogates_is_shown_escaped(tmp_path: Path) -> None:
    with journal_of(tmp_path, ["a"], contents=["\ud800 é"]) as journal:
        assert table_of(journal)["output"].to_pylist() == ["\\ud800 é"]
        write_jsonl(journal, None, tmp_path / "x.jsonl", basis=False)
    assert json.loads((tmp_path / "x.jsonl").read_text("utf-8"))["output"] == "\ud800 é"


# --- output columns


class Kind(enum.Enum):
    BIG = "big"
    SMALL = "small"


class Person(pydantic.BaseModel):
    name: str
    age: int | None = None


class Node(pydantic.BaseModel):
    value: int
    children: list[Node] = []
    parent: Node | None = None


class Everything(pydantic.BaseModel):
    text: str
    whole: int
    number: float
    truth: bool
    optional: int | None = None
    either: int | str
    numbers: int | float
    kind: Kind
    tags: list[str]
    people: list[Person]
    boss: Person
    node: Node
    labels: dict[str, int]
    anything: Any
    day: dt.date


PERSON = pa.struct([("name", pa.string()), ("age", pa.int64())])
EVERYTHING = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "truth": pa.bool_(),
    "optional": pa.int64(),
    "either": pa.string(),
    "numbers": pa.float64(),
    "kind": pa.string(),
    "tags": pa.list_(pa.string()),
    "people": pa.list_(PERSON),
    "boss": PERSON,
    "node": pa.struct([("value", pa.int64()), ("children", pa.list_(pa.string())), ("parent", pa.string())]),
    "labels": pa.string(),
    "anything": pa.string(),
    "day": pa.string(),
}


def test_the_columns_of_an_output_have_the_types_of_its_fields() -> None:
    asked, _ = job_settings("https://example.com", "lite", Everything, None, {}, None)
    columns = output_columns((asked.task_spec or {})["output_schema"])
    assert {each.name.removeprefix("output_"): each.type for each in columns} == EVERYTHING


def of(schema: dict[str, Any], **definitions: Any) -> dict[str, Any]:
    return {"type": "json", "json_schema": {**schema, "$defs": definitions}}


def fields(**properties: Any) -> dict[str, Any]:
    return of({"type": "object", "properties": properties})


SCHEMAS: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
    "chosen by the service": (None, [("output", pa.string())]),
    "text": ({"type": "text", "description": "x"}, [("output", pa.string())]),
    "no object": ({"type": "json", "json_schema": {"type": "array"}}, [("output", pa.string())]),
    "reference at the top": (
        of({"$ref": "#/$defs/A"}, A={"properties": {"n": {"type": "integer"}, "a": {"$ref": "#/$defs/A"}}}),
        [("output_n", pa.int64()), ("output_a", pa.string())],
    ),
    "reference to itself only": (of({"$ref": "#/$defs/A"}, A={"$ref": "#/$defs/A"}), [("output", pa.string())]),
    "reference to nothing": (fields(a={"$ref": "#/$defs/B"}), [("output_a", pa.string())]),
    "choices": (
        fields(a={"enum": ["x", None]}, b={"const": 3}, c={"enum": [1, "x"]}, d={"enum": [None]}),
        [("output_a", pa.string()), ("output_b", pa.int64()), ("output_c", pa.string()), ("output_d", pa.string())],
    ),
    "choices of a type": (
        fields(a={"type": "number", "enum": [1, 2]}, b={"enum": [1, 2]}),
        [("output_a", pa.float64()), ("output_b", pa.int64())],
    ),
    "several types": (
        fields(
            a={"type": ["integer", "null"]}, b={"type": ["integer", "number"]}, c={"type": ["integer", "string"]}
        ),
        [("output_a", pa.int64()), ("output_b", pa.float64()), ("output_c", pa.string())],
    ),
    "allOf": (fields(a={"allOf": [{"type": "number"}]}), [("output_a", pa.float64())]),
    "only null": (fields(a={"type": "null"}, b={}), [("output_a", pa.string()), ("output_b", pa.string())]),
    "false": (
        fields(a=False, b={"type": "array", "items": False}),
        [("output_a", pa.string()), ("output_b", pa.list_(pa.string()))],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "expected"), SCHEMAS.values(), ids=list(SCHEMAS))
def test_the_columns_of_a_schema(schema: Any, expected: list[tuple[str, Any]]) -> None:
    assert [(each.name, each.type) for each in output_columns(schema)] == expected


CONTENT = {
    "text": "é", "whole": 3, "number": 2, "truth": True, "optional": None, "either": 5, "numbers": 1, "kind": "big",
    "tags": ["a"], "people": [{"name": "a", "age": 1, "more": 2}], "boss": {"name": "b"},
    "node": {"value": 1, "children": [{"value": 2}], "parent": {"value": 0}}, "labels": {"a": 1}, "anything": [1],
    "day": "2020-01-02",
}  # fmt: skip


def test_an_output_becomes_values_of_its_columns(tmp_path: Path) -> None:
    with journal_of(tmp_path, ["a", "b"], Everything, [CONTENT]) as journal:
        found, unfinished = table_of(journal).to_pylist()
    assert {
        name.removeprefix("output_"): value for name, value in found.items() if name.startswith("output_")
    } == {
        **CONTENT,
        "either": "5",
        "people": [{"name": "a", "age": 1}],
        "boss": {"name": "b", "age": None},
        "node": {"value": 1, "children": ['{"value":2}'], "parent": '{"value":0}'},
        "labels": '{"a":1}',
        "anything": "[1]",
    }
    assert {value for name, value in unfinished.items() if name.startswith("output_")} == {None}
    assert (unfinished["status"], unfinished["error"], unfinished["run_id"]) == ("waiting", None, None)


FITS: dict[str, tuple[Any, Any]] = {
    "a whole float": (3.0, 3), "text of a number": ("3", 3), "a part": (3.5, None), "too large": (2**64, None),
    "bool": (True, None), "an object": ({}, None),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), FITS.values(), ids=list(FITS))
def test_a_value_that_does_not_fit_its_column_is_null_and_never_another_value(
    tmp_path: Path, content: Any, expected: Any
) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    with journal_of(tmp_path, ["a", "b", "c"], schema, [{"n": 1}, {"n": content}, {"n": 3}]) as journal:
        assert table_of(journal)["output_n"].to_pylist() == [1, expected, 3]


# --- whole jobs


def test_failed_and_invalid_rows_are_rows_with_an_error_and_without_an_output(
    client: Parallel, tmp_path: Path
) -> None:
    rows = [{"x": "fine"}, {"x": "[sandbox:fail]"}, {"x": b"bytes"}]
    with job_over(client, tmp_path, rows, output=Company) as job:
        fine, failed, invalid = job.to_arrow(basis=True).to_pylist()
        assert job.to_jsonl(tmp_path / "x.jsonl", basis=True) == 3
    lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()]
    for row in (failed, invalid):
        assert [row[name] for name in row if name.startswith("output_")] == [None, None, None]
        assert row["basis"] is row["confidence"] is None
    assert (fine["status"], fine["error"], fine["x"]) == ("completed", None, "fine")
    assert (failed["status"], failed["x"]) == ("failed", "[sandbox:fail]")
    assert failed["run_id"] in failed["error"]
    assert (invalid["status"], invalid["run_id"]) == ("invalid", None)
    assert invalid["error"].startswith("rows[2].x")
    assert [line["status"] for line in lines] == ["completed", "failed", "invalid"]
    assert [line["error"] for line in lines] == [None, failed["error"], invalid["error"]]
    assert lines[0]["output"]["employees"] == fine["output_employees"]


def test_an_output_that_does_not_fit_is_an_error_and_raw_in_json_lines(tmp_path: Path) -> None:
    _, output = job_settings("https://example.com", "lite", Company, None, {}, None)
    fits = {"employees": 1, "headquarters": None, "tags": []}
    with journal_of(tmp_path, [{"n": 1}, {"n": 2}, {"n": 3}], contents=[fits]) as journal:
        journal.accept(1, {2: "trun_1"}, complete=True)
        journal.finish(1, [Result(2, Status.MISMATCH, '{"employees":"many"}', "{}")], complete=True)
        write_jsonl(journal, output, tmp_path / "x.jsonl", basis=False)
        write_jsonl(journal, output, tmp_path / "basis.jsonl", basis=True)
        errors = Tables(journal, output, prefix="", basis=False).table()["error"].to_pylist()
    with_basis = map(json.loads, (tmp_path / "basis.jsonl").read_text("utf-8").splitlines())
    assert [line["basis"] for line in with_basis] == [[], None, None]
    first, second, third = map(json.loads, (tmp_path / "x.jsonl").read_text("utf-8").splitlines())
    common = {"input": {"n": 1}, "error": None, "run_id": "trun_0"}
    assert first == {**common, "output": fits, "status": "completed"}
    assert (second["output"], second["status"], second["raw"]) == (None, "failed", {"employees": "many"})
    assert "does not fit" in second["error"]
    assert errors == [None, second["error"], None]
    assert third == {"input": {"n": 3}, "output": None, "status": "waiting", "error": None, "run_id": None}


def test_basis_and_confidence_are_there_on_request(client: Parallel, tmp_path: Path) -> None:
    with job_over(client, tmp_path, ["a"], output=Company) as job:
        job.to_jsonl(tmp_path / "x.jsonl")
        job.to_parquet(tmp_path / "out")
        names = [
            job.to_arrow().schema.names,
            [*job.to_pandas()],
            job.to_polars().columns,
            pq.read_table(tmp_path / "out").schema.names,
            [*json.loads((tmp_path / "x.jsonl").read_text("utf-8"))],
        ]
        assert all("basis" not in each for each in names)
        (row,) = job.to_arrow(basis=True).to_pylist()
        (expected,) = job.results()
    assert [each["field"] for each in json.loads(row["basis"])] == ["employees", "headquarters", "tags"]
    assert dict(row["confidence"]) == expected.confidence
    assert set(expected.confidence) == {"employees", "headquarters", "tags"}


def test_a_column_with_the_name_of_a_result_needs_a_prefix(client: Parallel, tmp_path: Path) -> None:
    with job_over(client, tmp_path, [{"status": "mine"}], output=Company) as job:
        for write in (job.to_arrow, lambda: job.to_parquet(tmp_path / "out")):
            with pytest.raises(ValueError, match=r"the input has a column 'status'.*prefix="):
                write()
        (row,) = job.to_arrow(prefix="bulk_").to_pylist()
    assert (row["status"], row["bulk_status"]) == ("mine", "completed")
    assert list(row)[1:4] == ["bulk_output_employees", "bulk_output_headquarters", "bulk_output_tags"]


@pytest.mark.parametrize("rows", [[], pa.table({"n": pa.array([], "int8")})], ids=["list", "table"])
def test_a_job_without_rows_has_files_and_tables_without_rows(
    client: Parallel, tmp_path: Path, rows: Any
) -> None:
    with job_over(client, tmp_path, rows, output=Company) as job:
        assert job.to_arrow().num_rows == job.to_parquet(tmp_path / "out") == 0
        assert job.to_jsonl(tmp_path / "x.jsonl") == 0
        names = job.to_arrow().schema.names
    assert pq.read_table(tmp_path / "out/part-00000.parquet").schema.names == names
    assert names == [
        *(["n"] if rows != [] else []),
        *("output_employees", "output_headquarters", "output_tags", "status", "error", "run_id"),
    ]


def test_tables_without_pyarrow_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, client: Parallel, tmp_path: Path
) -> None:
    with job_over(client, tmp_path, ["a"], output=Company) as job:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(ImportError, match=r'pip install "pareta-sdk\[bulk\]"'):
            job.to_arrow()
        assert job.to_jsonl(tmp_path / "x.jsonl") == 1


# --- files


def parts(folder: Path) -> dict[str, int]:
    return {path.name: pq.read_metadata(path).num_rows for path in sorted(folder.iterdir())}


def write(journal: Journal, folder: Path, rows_per_file: int = 100_000) -> int:
    return Tables(journal, None, prefix="", basis=False).write_parquet(folder, rows_per_file)


@pytest.mark.parametrize(
    ("rows", "rows_per_file", "expected"),
    [(0, 5, [0]), (5, 5, [5]), (6, 5, [5, 1]), (2500, 1500, [1500, 1000]), (3, 1, [1, 1, 1])],
)
def test_a_file_has_as_many_rows_as_were_asked_for(
    tmp_path: Path, rows: int, rows_per_file: int, expected: list[int]
) -> None:
    with journal_of(tmp_path, [{"n": n} for n in range(rows)]) as journal:
        assert write(journal, tmp_path / "new/out", rows_per_file) == rows
    assert parts(tmp_path / "new/out") == {
        f"part-{number:05}.parquet": count for number, count in enumerate(expected)
    }
    if rows:
        assert pq.read_table(tmp_path / "new/out")["n"].to_pylist() == [*range(rows)]


@pytest.mark.parametrize(("largest", "groups"), [(2**24, [2500]), (1, [1024, 1024, 452])])
def test_rows_are_written_in_groups_of_some_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, largest: int, groups: list[int]
) -> None:
    monkeypatch.setattr("parallel.bulk.tables._GROUP_BYTES", largest)
    with journal_of(tmp_path, [{"n": n} for n in range(2500)]) as journal:
        write(journal, tmp_path / "out")
    with pq.ParquetFile(tmp_path / "out/part-00000.parquet") as file:
        found = [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]
        assert file.read()["n"].to_pylist() == [*range(2500)]
    assert found == groups


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "3", True])
def test_rows_per_file_must_be_a_number_of_rows(tmp_path: Path, wrong: Any) -> None:
    with (
        journal_of(tmp_path, ["a"]) as journal,
        pytest.raises((TypeError, ValueError), match="rows_per_file"),
    ):
        write(journal, tmp_path / "out", wrong)


def test_files_of_an_earlier_call_are_replaced_or_removed_and_no_others(tmp_path: Path) -> None:
    out = tmp_path / "out"
    mine = [
        out / name for name in ("part-of-mine.parquet", "part-x7.parquet", ".part-notes", ".a.unfinished")
    ]
    with journal_of(tmp_path, [{"n": n} for n in range(5)]) as journal:
        write(journal, out, 1)
        for path in [*mine, out / "part-100000.parquet", out / ".part-00000.parquet.1a2b3c4d.unfinished"]:
            path.write_bytes(b"")
        write(journal, out, 3)
    for path in mine:
        path.unlink()
    assert parts(out) == {"part-00000.parquet": 3, "part-00001.parquet": 2}


KILLED = """
import os, signal, sys
from parallel.bulk.journal import Journal
from parallel.bulk.tables import Tables, write_jsonl

class Killed(Journal):
    def records_after(self, row, limit, **keywords):
        if row >= 4000:  # (The types of the columns were read before.)
            self.passes = getattr(self, "passes", 0) + 1
            if self.passes == int(sys.argv[3]):
                os.kill(os.getpid(), signal.SIGKILL)
        return super().records_after(row, limit, **keywords)

journal = Killed(sys.argv[1])
Tables(journal, None, prefix="", basis=False).write_parquet(sys.argv[2], 1500)
write_jsonl(journal, None, sys.argv[2] + "/all.jsonl", basis=False)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_after_a_kill_there_are_whole_files_only_and_the_next_call_removes_the_rest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with journal_of(tmp_path, [{"n": n} for n in range(5000)]) as journal:
        write(journal, out, 1500)
        path = journal.path
    (out / "part-00001.parquet").unlink()
    seen = []
    for passes in (1, 3, 5):
        command = [sys.executable, "-c", KILLED, path, str(out), str(passes)]
        done = subprocess.run(
            command, check=False, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        )
        assert done.returncode == -signal.SIGKILL
        seen.append(len([each for each in out.iterdir() if each.name.startswith(".")]))
        whole = {
            each: pq.read_metadata(each).num_rows for each in out.glob("*.parquet") if each.name[0] != "."
        }
        assert set(whole.values()) <= {1500, 500}
        assert not (out / "all.jsonl").exists()
    assert seen == [0, 1, 1]  # while types are looked for, in a Parquet file, in the JSON lines
    with contextlib.closing(Journal(path)) as journal:
        assert write(journal, out, 1500) == 5000
        assert write_jsonl(journal, None, out / "all.jsonl", basis=False) == 5000
    assert len((out / "all.jsonl").read_text("utf-8").splitlines()) == 5000
    (out / "all.jsonl").unlink()
    assert [*parts(out).values()] == [1500, 1500, 1500, 500]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_json_lines_go_where_a_link_points_and_into_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link, behind, pipe = tmp_path / "it.jsonl", tmp_path / "folder" / "real.jsonl", tmp_path / "pipe"
    link.symlink_to(behind)
    os.mkfifo(pipe)
    with journal_of(tmp_path, [{"n": 1}]) as journal:
        write_jsonl(journal, None, link, basis=False)
        with ThreadPoolExecutor(1) as pool:
            read = pool.submit(pipe.read_text)
            assert write_jsonl(journal, None, pipe, basis=False) == 1
            assert read.result(10) == behind.read_text("utf-8")
    assert link.is_symlink()
    assert pipe.is_fifo()


def test_a_file_is_on_the_disk_before_it_replaces_another_and_removes_one_that_a_kill_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor).st_ino))
    (left := tmp_path / ".x.jsonl.1a2b3c4d.unfinished").touch()  # by a process that was killed
    with journal_of(tmp_path, ["a"]) as journal:
        flushed.clear()
        write_jsonl(journal, None, tmp_path / "x.jsonl", basis=False)
    assert flushed == [(tmp_path / "x.jsonl").stat().st_ino]
    assert not left.exists()


def test_a_write_that_fails_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with journal_of(tmp_path, [{"n": n} for n in range(2000)]) as journal:
        (tmp_path / "x.jsonl").write_text("before")
        read = journal.records_after

        def fail(row: int, limit: int, *, events: bool) -> Any:
            if row:
                raise OSError("the disk is gone")
            return read(row, limit, events=events)

        monkeypatch.setattr(journal, "records_after", fail)
        for attempt in (
            lambda: write(journal, tmp_path / "out"),
            lambda: write_jsonl(journal, None, tmp_path / "x.jsonl", basis=False),
        ):
            with pytest.raises(OSError, match="the disk is gone"):
                attempt()
    assert list((tmp_path / "out").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "x.bulk", "x.jsonl"]
    assert (tmp_path / "x.jsonl").read_text() == "before"


def test_the_memory_of_a_write_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        (tmp_path / str(count)).mkdir()
        rows = ({"n": n, "text": f"{n}" * 50} for n in range(count))
        with journal_of(tmp_path / str(count), rows) as journal:
            tracemalloc.start()
            write(journal, tmp_path / str(count))
            write_jsonl(journal, None, tmp_path / "x.jsonl", basis=False)
            _, found = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return found

    peak(10)  # what is loaded once
    assert peak(12_000) < 1.5 * peak(3_000)


@pytest.mark.parametrize(
    ("options", "says"), [({"prefix": 5}, "prefix"), ({"prefix": None}, "prefix"), ({"basis": "no"}, "basis")]
)
def test_an_option_of_another_type_is_refused_by_name(
    client: Parallel, tmp_path: Path, options: dict[str, Any], says: str
) -> None:
    with client.bulk(tmp_path / "x.bulk", processor="lite") as job:
        for write in (job.to_arrow, functools.partial(job.to_parquet, tmp_path / "out")):
            with pytest.raises(TypeError, match=f"{says} must be"):
                write(**options)
        if says == "basis":
            with pytest.raises(TypeError, match="basis must be"):
                job.to_jsonl(tmp_path / "x.jsonl", **options)
