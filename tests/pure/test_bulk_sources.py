"""Rows as people have them → inputs; a bad row is a row with a problem, and costs no other row anything."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime as dt
import io
import json
import math
import pathlib
import sqlite3
import struct
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import attrs
import narwhals
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pydantic
import pytest

from parallel.bulk.journal_records import RowRecord
from parallel.bulk.rows import BulkRow
from parallel.bulk.sources import Source, open_source

NONE: frozenset[str] = frozenset()


@dataclasses.dataclass
class Plain:
    name: str
    score: float = 1.5


@attrs.define
class Slotted:
    name: str


class Pair(NamedTuple):
    name: str
    year: int


class Checked(pydantic.BaseModel):
    name: str
    founded: dt.date


class Pydantic(pydantic.BaseModel):
    a: int


@dataclasses.dataclass
class Computed:
    score: float
    double: float = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.double = self.score * 2


def database_rows() -> list[Any]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = connection.execute("select 'a' as name, 1 as year union all select 'b', null").fetchall()
    connection.close()
    return rows


def inputs(source: Source) -> list[Any]:
    found = source.take(10_000, 10**9)
    assert [row.problem for row in found if row.problem] == []
    return [json.loads(row.input) for row in found]


def problems(rows: Any, required: frozenset[str] = NONE) -> list[str | None]:
    return [row.problem for row in open_source(rows, required).take(10_000, 10**9)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["a", "b", "a"], ["a", "b", "a"]),
        (({"n": index} for index in range(2)), [{"n": 0}, {"n": 1}]),
        ([Plain("a"), Slotted("b")], [{"name": "a", "score": 1.5}, {"name": "b"}]),
        ([Pair("a", 1)], [{"name": "a", "year": 1}]),
        ([Checked(name="a", founded=dt.date(1945, 1, 2))], [{"name": "a", "founded": "1945-01-02"}]),
        (database_rows(), [{"name": "a", "year": 1}, {"name": "b", "year": None}]),
        (
            [{"d": Decimal("1.10"), "nested": {"list": [1, (2,)]}}],
            [{"d": "1.10", "nested": {"list": [1, [2]]}}],
        ),
        ({"a": 1}.keys(), ["a"]),
        ([], []),
        (iter(()), []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_iterable_of_texts_mappings_and_instances(rows: Any, expected: list[Any]) -> None:
    source = open_source(rows, NONE)
    assert inputs(source) == expected
    assert source.columns is source.arrow_schema is None


DATA = {"name": ["a", "b", None], "score": [1, 2, 3]}
FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pd.DataFrame(DATA),
    "pandas with an index": lambda: pd.DataFrame(DATA, index=[7, 3, 5]),
    "polars": lambda: pl.DataFrame(DATA),
    "pyarrow table": lambda: pa.table(DATA),
    "pyarrow batch": lambda: pa.table(DATA).to_batches()[0],
    "pyarrow reader": lambda: pa.table(DATA).to_reader(),
    "narwhals": lambda: narwhals.from_native(pl.DataFrame(DATA)),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_a_frame_keeps_its_rows_and_the_types_of_its_columns(frame: Callable[[], Any]) -> None:
    source = open_source(frame(), NONE)
    assert source.columns == ("name", "score")
    assert source.arrow_schema is not None
    assert pa.ipc.read_schema(pa.py_buffer(source.arrow_schema)).field("score").type == pa.int64()
    assert inputs(source) == [
        {"name": "a", "score": 1},
        {"name": "b", "score": 2},
        {"name": None, "score": 3},
    ]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"score": [1, 2, 3]}), pl.DataFrame(DATA)], ids=["pandas", "polars"]
)
def test_a_frame_is_read_without_pyarrow(monkeypatch: pytest.MonkeyPatch, frame: Any) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert [row["score"] for row in inputs(open_source(frame, NONE))] == [1, 2, 3]


def test_an_index_of_pandas_is_a_column_if_it_has_a_name() -> None:
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["b", "a"], name="key"))
    assert inputs(open_source(frame, NONE)) == [{"key": "b", "n": 1}, {"key": "a", "n": 2}]
    assert inputs(open_source(frame.iloc[:1].rename_axis(None), NONE)) == [{"n": 1}]


def test_a_missing_value_of_pandas_is_null_and_a_column_of_mixed_types_spoils_no_other() -> None:
    frame = pd.DataFrame({"x": [1.5, None], "when": [None, pd.Timestamp("2020-01-02")]})
    expected = [{"x": 1.5, "when": None}, {"x": None, "when": "2020-01-02T00:00:00"}]
    assert inputs(open_source(frame, NONE)) == expected
    mixed = frame.assign(any=[1, "text"])
    assert inputs(open_source(mixed, NONE)) == [
        {**row, "any": value} for row, value in zip(expected, [1, "text"], strict=True)
    ]
    objects = problems(frame.assign(any=["fine", object()]))
    assert objects[0] is None
    assert "rows[1].any" in str(objects[1])


class Batches:
    """Offers batches as an Arrow stream, and counts how many were read."""

    def __init__(self, batches: list[pa.RecordBatch]) -> None:
        self.read = 0
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        def counted() -> Iterator[pa.RecordBatch]:
            for batch in self._batches:
                self.read += 1
                yield batch

        reader = pa.RecordBatchReader.from_batches(self._batches[0].schema, counted())
        return reader.__arrow_c_stream__(requested_schema)


def test_a_stream_is_read_batch_by_batch() -> None:
    batches = Batches([pa.record_batch({"n": [index, index]}) for index in range(5)])
    source = open_source(batches, NONE)
    assert batches.read == 0
    assert [json.loads(row.input)["n"] for row in source.take(3, 10**9)] == [0, 0, 1]
    assert batches.read == 2
    assert len(source.take(100, 10**9)) == 7


@pytest.mark.parametrize(
    ("count", "characters", "expected"), [(3, 10**9, 3), (9, 8, 2), (9, 9, 3), (1, 1, 1)]
)
def test_no_row_is_read_ahead(count: int, characters: int, expected: int) -> None:
    read = 0

    def rows() -> Iterator[str]:
        nonlocal read
        for _ in range(20):
            read += 1
            yield "ab"

    source = open_source(rows(), NONE)
    assert read == 0
    assert len(source.take(count, characters)) == read == expected


def test_what_a_generator_raises_leaves_unchanged() -> None:
    error = KeyError("mine")

    def rows() -> Iterator[str]:
        yield "a"
        raise error

    source = open_source(rows(), NONE)
    assert len(source.take(1, 10**9)) == 1
    with pytest.raises(KeyError) as raised:
        source.take(1, 10**9)
    assert raised.value is error


def test_what_a_reader_of_batches_raises_leaves_unchanged() -> None:
    error = KeyError("mine")
    batch = pa.record_batch({"n": [1]})

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch
        raise error

    source = open_source(pa.RecordBatchReader.from_batches(batch.schema, batches()), NONE)
    with pytest.raises(KeyError) as raised:
        source.take(9, 10**9)
    assert raised.value is error


def test_equal_inputs_have_equal_digests_whatever_they_came_from() -> None:
    rows = [{"b": 1, "a": "é"}, {"a": "é", "b": 1}, {"a": "é", "b": 2}, "é"]
    found = open_source(rows, NONE).take(9, 10**9)
    (frame,) = open_source(pl.DataFrame({"a": ["é"], "b": [1]}), NONE).take(9, 10**9)
    assert found[0].digest == found[1].digest == frame.digest
    assert len({row.digest for row in found}) == 3


def test_the_digest_of_a_row_stays_what_journals_have() -> None:
    valid, text, invalid = open_source([{"b": 1, "a": "é"}, "é", {"a": math.nan}], NONE).take(9, 10**9)
    assert [row.digest.hex() for row in (valid, text, invalid)] == [
        "bca252ac1b47464aee081f73d65d1904",
        "af8959ffeebccb3bde3eb39d73334965",
        "412e239e8961c80e9356d919a37ffdb8",
    ]


# --- files

CONTENTS: dict[str, tuple[str, bytes, list[Any]]] = {
    "lines": ("x.jsonl", b'{"a":1}\n"text"\n', [{"a": 1}, "text"]),
    "no newline at the end": ("x.ndjson", b'{"a":1}', [{"a": 1}]),
    "BOM, CRLF and blank lines": ("X.JSONL", b'\xef\xbb\xbf"\xc3\xa9"\r\n\r\n  \n{"a":2}\r\n', ["é", {"a": 2}]),
    "empty": ("x.jsonl", b"", []),
    "csv": ("x.csv", b"a,b\n1,x\n2,\n", [{"a": "1", "b": "x"}, {"a": "2", "b": ""}]),
    "csv with BOM, CRLF and blank lines": ("x.csv", b"\xef\xbb\xbfa,b\r\n1,\xc3\xa9\r\n\r\n", [{"a": "1", "b": "é"}]),
    "csv with quoted newlines": ("x.csv", b'a\n"1\n,""2"""\n3\n', [{"a": '1\n,"2"'}, {"a": "3"}]),
    "csv without rows": ("x.csv", b"a,b\n", []),
    "csv of one column": ("x.csv", b"name\na;b\n", [{"name": "a;b"}]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), CONTENTS.values(), ids=list(CONTENTS))
@pytest.mark.parametrize("as_text", [True, False], ids=["str", "PathLike"])
def test_a_file_is_read_as_the_end_of_its_name_says(
    tmp_path: pathlib.Path, name: str, content: bytes, expected: list[Any], as_text: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert inputs(open_source(str(path) if as_text else path, NONE)) == expected


def test_a_parquet_file_keeps_its_types(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.parquet"
    table = pa.table({"d": pa.array([dt.date(2020, 1, 2)] * 2500), "n": pa.array(range(2500), "int16")})
    pq.write_table(table, path)
    source = open_source(path, NONE)
    assert source.arrow_schema == table.schema.serialize().to_pybytes()
    assert inputs(source) == [{"d": "2020-01-02", "n": index} for index in range(2500)]


def test_an_open_file_of_json_lines_is_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n\n{"a":2}\n')
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        for file in (binary, text, io.StringIO(path.read_text("utf-8")), io.BytesIO(path.read_bytes())):
            assert inputs(open_source(file, NONE)) == [{"a": 1}, {"a": 2}]
        with pytest.raises(ValueError, match=r"x\.jsonl is at its end.*seek\(0\)"):
            open_source(binary, NONE).take(1, 10**9)
    with pytest.raises(ValueError, match=r"x\.jsonl is a closed file"):
        open_source(binary, NONE)
    with path.open("ab") as appended, pytest.raises(ValueError, match="is not open for reading"):
        open_source(appended, NONE)
    assert inputs(open_source(io.StringIO(""), NONE)) == []


class Lines:
    """What has the lines of a file, and nothing else of one."""

    def readline(self) -> str:
        raise NotImplementedError

    def __iter__(self) -> Iterator[str]:
        yield from ['{"a":1}', "", "{}"]


def test_what_has_lines_is_read_as_a_file_of_json_lines() -> None:
    first, second = open_source(Lines(), NONE).take(9, 10**9)
    assert (first.input, second.problem) == ('{"a":1}', "rows, line 3: it is empty")


@pytest.mark.parametrize("name", ["x.csv", "x.CSV", "x.parquet"])
@pytest.mark.parametrize("mode", ["r", "rb"])
def test_an_open_file_that_has_no_json_lines_is_refused(tmp_path: pathlib.Path, name: str, mode: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n")
    with (
        (tmp_path / name).open(mode) as file,
        pytest.raises(ValueError, match=rf"{name} is open.*pass its path"),
    ):
        open_source(file, NONE)


def test_an_open_text_file_that_is_not_utf_8_says_how_to_open_it(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'"a"\n"\xff"\n')
    with (tmp_path / "x.jsonl").open(encoding="utf-8") as file, pytest.raises(ValueError, match="mode 'rb'"):
        open_source(file, NONE).take(9, 10**9)


# --- rows that are not valid


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError("no text")


ROW_PROBLEMS: dict[str, tuple[Any, list[str]]] = {
    "NaN": ({"a": {"b": [1.0, float("nan")]}}, ["rows[1].a.b[1]", "nan cannot"]),
    "infinite": ({"a": float("inf")}, ["rows[1].a"]),
    "NaT": ({"when": pd.NaT}, ["rows[1].when"]),
    "bytes": ({"a": b"x"}, ["rows[1].a", "b'x'"]),
    "object": ({"a": object()}, ["rows[1].a", "object"]),
    "in an instance": (Plain("a", float("nan")), ["rows[1].score"]),
    "a key that is not a text": ({1: "a"}, ["rows[1]", "key 1"]),
    "surrogate": ({"a": "\ud800"}, ["rows[1].a", "surrogate"]),
    "number": (3, ["rows[1]", "int"]),
    "None": (None, ["rows[1]", "NoneType"]),
    "list": ([1], ["rows[1]", "list"]),
    "frame": (pd.DataFrame(DATA), ["rows[1]", "DataFrame"]),
    "empty": ({}, ["rows[1]: it is empty"]),
    "empty text": ("", ["rows[1]: it is empty"]),
    "blank text": (" \n", ["rows[1]: it is empty"]),
    "nothing but empty values": ({"a": "", "b": None, "c": " \n"}, ["rows[1]: it is empty"]),
    "too many digits": ({"a": 10**5000}, ["rows[1].a", "too many digits"]),
    "nested too deeply": ({"a": nested(100_000)}, ["rows[1]", "nested too deeply"]),
    "row of a job": (
        BulkRow(0, RowRecord(1, '"a"', 1, None, None, None, None), None),
        ["rows[1]", "pass its input"],
    ),
    "a value that cannot be shown": ({"a": Unshowable()}, ["rows[1].a"]),
}


@pytest.mark.parametrize(("bad", "named"), ROW_PROBLEMS.values(), ids=list(ROW_PROBLEMS))
def test_a_row_that_cannot_be_sent_names_itself_and_its_column_and_spoils_no_other(
    bad: Any, named: list[str]
) -> None:
    first, second, third = open_source([{"a": 1}, bad, {"a": 3}], NONE).take(9, 10**9)
    assert first.problem is third.problem is None
    assert second.problem is not None
    assert [each for each in named if each not in second.problem] == [], second.problem
    json.loads(second.input.encode())


def blob() -> Any:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.row_factory = sqlite3.Row
        return database.execute("select 1 as n, x'78' as b").fetchone()


def test_as_much_of_a_bad_row_is_kept_as_json_can_hold() -> None:
    rows = [
        {"a": 1, "b": float("nan"), "c": b"x"},
        Plain("a", float("inf")),
        3,
        Computed(math.inf),
        blob(),
    ]
    shown = [json.loads(row.input) for row in open_source(rows, NONE).take(9, 10**9)]
    assert shown == [
        {"a": 1, "b": "nan", "c": "b'x'"},
        {"name": "a", "score": "inf"},
        "3",
        {"score": "inf", "double": "inf"},
        {"n": 1, "b": "b'x'"},
    ]
    long = open_source([b"x" * 2000, {"a": b"x" * 2000}], NONE).take(9, 10**9)
    assert [json.loads(row.input) for row in long] == ["b'" + "x" * 1022, {"a": "b'" + "x" * 1022}]


def test_a_value_of_a_frame_that_json_lacks_spoils_its_row_only() -> None:
    frame = pl.DataFrame({"a": [1.0, float("nan")], "b": [None, b"x"]})
    first, second = problems(frame)
    assert first is None
    assert str(second).startswith("rows[1].a")


@pytest.mark.parametrize("value", [0, False, 0.0, "0", [], {}], ids=repr)
def test_a_row_with_any_value_is_not_empty(value: Any) -> None:
    assert problems([{"a": None, "b": value, "c": ""}]) == [None]


def not_utf_8() -> pa.Array:
    data = b"okayok\xff\xfeokay"
    offsets = struct.pack("<4i", 0, 4, 8, 12)
    return pa.Array.from_buffers(pa.string(), 3, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def of_numbers(type: pa.DataType, number: int) -> pa.Array:
    return pa.array([1, number, 3], pa.int32() if type == pa.date32() else pa.int64()).cast(type)


# Values that Arrow has and Python lacks.
VALUES_OF_ARROW: dict[str, pa.Array] = {
    "date": of_numbers(pa.date32(), 99_999_999),
    "time": of_numbers(pa.timestamp("s"), 10**12),
    "time with a zone": of_numbers(pa.timestamp("s", "Europe/Oslo"), 10**12),
    "text": not_utf_8(),
    "text in a list": pa.ListArray.from_arrays(pa.array([0, 1, 2, 3]), not_utf_8()),
    "text in a struct": pa.StructArray.from_arrays([not_utf_8()], ["b"]),
}


@pytest.mark.parametrize("form", ["table", "file"])
@pytest.mark.parametrize("values", VALUES_OF_ARROW.values(), ids=list(VALUES_OF_ARROW))
def test_a_value_that_python_lacks_spoils_its_row_only(
    tmp_path: pathlib.Path, values: pa.Array, form: str
) -> None:
    rows: Any = pa.table({"a": [1, 2, 3], "b": values})
    if form == "file":
        pq.write_table(rows, tmp_path / "x.parquet")
        rows = tmp_path / "x.parquet"
    first, second, third = open_source(rows, NONE).take(9, 10**9)
    assert first.problem is third.problem is None
    assert str(second.problem).startswith("rows[1]: b cannot be read as a value of Python (")
    assert json.loads(second.input) == {"a": 2, "b": None}


def test_a_type_that_python_lacks_spoils_each_row_and_not_the_job() -> None:
    twice = pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], ["a", "a"])
    assert [str(each)[:30] for each in problems(pa.table({"b": twice}))] == [
        "rows[0]: b cannot be read as a",
        "rows[1]: b cannot be read as a",
    ]


FILE_PROBLEMS: dict[str, tuple[str, bytes, list[str]]] = {
    "not JSON": ("x.jsonl", b'{"a":1}\n{"a":\n{"a":3}\n', ["line 2: it is not valid JSON"]),
    "not UTF-8": ("x.jsonl", b'{"a":1}\n{"a":"\xff"}\n{"a":3}\n', ["line 2: it is not UTF-8"]),
    "NaN in JSON": ("x.jsonl", b'{"a":1}\n{"a":NaN}\n{"a":3}\n', ["line 2, a", "nan cannot"]),
    "too deep": ("x.jsonl", b'{"a":1}\n' + b"[" * 100_000 + b'\n{"a":3}\n', ["line 2"]),
    "array": ("x.jsonl", b'{"a":1}\n[2]\n{"a":3}\n', ["line 2"]),
    "short": ("x.csv", b"a,b\n1,x\n2\n3,z\n", ["line 3: it has 1 value for 2 columns"]),
    "long": ("x.csv", b"a,b\n1,x\n2,y,more\n3,z\n", ["line 3: it has 3 values for 2 columns", "'more'"]),
    "csv not UTF-8": ("x.csv", b"a,b\n1,x\n2,\xff\n3,z\n", ["line 3: b is not UTF-8"]),
    "no value": ("x.csv", b"a,b\n1,x\n,\n3,z\n", ["line 3: it is empty"]),
    "quoted badly": ("x.csv", b'a,b\n1,x\n2,"y"z\n3,z\n', ["line 3: it is not valid CSV"]),
    "over-long": ("x.csv", b"a,b\n1,x\n2," + b"y" * 140_000 + b"\n3,z\n", ["line 3", "field larger"]),
    "over-long after a quote": ("x.csv", b'a,b\n1,x\n"",' + b"y" * 140_000 + b"\n3,z\n", ["line 3", "field larger"]),
    "over-long and quoted": ("x.csv", b'a,b\n1,x\n2,"""' + b"y" * 140_000 + b'"""\n3,z\n', ["line 3", "field larger"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "named"), FILE_PROBLEMS.values(), ids=list(FILE_PROBLEMS))
def test_a_line_that_cannot_be_read_is_a_row_with_a_problem_and_spoils_no_other(
    tmp_path: pathlib.Path, name: str, content: bytes, named: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    first, second, third = problems(tmp_path / name)
    assert first is third is None
    assert [each for each in [f"{name}, line", *named] if each not in str(second)] == [], second


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("x.jsonl", b'"a"\n{"a":\n"c"\n', '{"a":'),
        ("x.jsonl", b'"a"\n"\xff"\n"c"\n', "b'\"\\xff\"\\n'"),
        ("x.jsonl", b'"a"\n' + b"[" * 2000 + b'\n"c"\n', "[" * 1024),
        ("x.jsonl", b'"a"\n"\xff' + b"b" * 2000 + b'"\n"c"\n', "b'\"\\xff" + "b" * 1017),
        ("x.csv", b'a,b\n1,x\n2,"y"z\n3,z\n', '2,"y"z\n'),
        ("x.csv", b'a,b\n1,x\n"' + b"y" * 2000 + b'"z\n3,z\n', '"' + "y" * 1023),
        ("x.csv", b"a,b\n1,x\n2\n3,z\n", {"a": "2"}),
    ],
    ids=["JSON", "not UTF-8", "long JSON", "long and not UTF-8", "CSV", "long CSV", "short CSV"],
)
def test_of_a_line_that_cannot_be_read_the_row_shows_a_kilobyte(
    tmp_path: pathlib.Path, name: str, content: bytes, shown: object
) -> None:
    (tmp_path / name).write_bytes(content)
    _, bad, _ = open_source(tmp_path / name, NONE).take(9, 10**9)
    assert json.loads(bad.input) == shown


@pytest.mark.parametrize("end", [b"", b"1\n" * 70_000], ids=["to the end of the file", "over-long"])
@pytest.mark.parametrize("begin", [b"2,", b""], ids=["second value", "first value"])
def test_a_quote_that_does_not_end_stops_the_job_because_the_rows_after_it_are_unknown(
    tmp_path: pathlib.Path, begin: bytes, end: bytes
) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,x\n" + begin + b'"y\n' + end)
    source = open_source(tmp_path / "x.csv", NONE)
    assert source.take(1, 10**9)[0].problem is None
    with pytest.raises(ValueError, match="line 3: a quoted value does not end"):
        source.take(1, 10**9)


def test_reading_csv_changes_no_setting_of_the_process(tmp_path: pathlib.Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,x\n2," + b"y" * 140_000 + b"\n3,z\n")
    problems(tmp_path / "x.csv")
    assert csv.field_size_limit() == before


# --- required columns

REQUIRED = frozenset({"name", "year"})


@pytest.mark.parametrize(
    ("name", "content"), [("x.csv", b"name,Year\na,1\n"), ("x.csv", b"name\n")], ids=["csv", "csv without rows"]
)  # fmt: skip
def test_a_required_column_that_the_table_lacks_is_an_error_before_anything_is_read(
    tmp_path: pathlib.Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(
        ValueError, match="rows lack the column 'year', which input_schema requires; they have 'name'"
    ):
        open_source(tmp_path / name, REQUIRED)


@pytest.mark.parametrize("frame", FRAMES.values(), ids=list(FRAMES))
def test_a_required_column_that_a_frame_lacks_is_an_error(frame: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="rows lack the column 'year'"):
        open_source(frame(), REQUIRED)


def test_a_required_column_that_one_row_lacks_is_its_problem() -> None:
    rows = [{"name": "a", "year": 1}, {"name": "b"}, "text", {"year": None, "name": None, "more": 1}]
    assert problems(rows, REQUIRED) == [
        None,
        "rows[1]: the column 'year' is missing, which input_schema requires",
        "rows[2]: the column 'name', 'year' is missing, which input_schema requires",
        None,
    ]


# --- what is not a table of rows


async def later() -> Any:
    yield "a"


class Later:
    def __aiter__(self) -> Any:
        return later()


class DaskFrame:
    """As much of a frame of dask as is looked at: it iterates over the names of its columns."""

    columns = ("name",)

    def __dask_graph__(self) -> Any: ...

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)


class OtherFrame:
    def __dataframe__(self) -> Any: ...

    def __iter__(self) -> Iterator[str]:
        return iter(("name",))


class BrokenFrame:
    """A frame that has no data to offer."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        raise ValueError("no data")


class RayDataset:
    def columns(self) -> list[str]: ...

    def iter_rows(self) -> Any: ...

    def iter_batches(self) -> Any: ...


REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "mapping": ({"a": 1}, TypeError, r"rows must be a list of inputs, not dict: pass \[row\]"),
    "instance": (Plain("a"), TypeError, r"rows must be .* not Plain: pass \[row\]"),
    "instance of pydantic": (Pydantic(a=1), TypeError, r"rows must be .* not Pydantic: pass \[row\]"),
    "long text": ("x" * 99, ValueError, "rows: 'x{80}' is not a path"),
    "text": ("a text", ValueError, r"rows: 'a text' is not a path that ends in .*Pass \[text\]"),
    "other ending": ("rows.xlsx", ValueError, r"\.jsonl, \.ndjson, \.csv or \.parquet"),
    "bytes": (b"a", TypeError, "rows must be .* not bytes"),
    "number": (3, TypeError, "rows must be .* not int"),
    "None": (None, TypeError, "rows must be .* not NoneType"),
    "class": (Plain, TypeError, "rows must be"),
    "async iterable": (Later(), TypeError, "rows must be an ordinary iterable, not the asynchronous Later"),
    "Series of pandas": (pd.Series(["a"]), TypeError, "rows .* Series: pass the frame"),
    "Series of polars": (pl.Series(["a"]), TypeError, "rows .* Series: pass the frame"),
    "array": (pa.array(["a"]), TypeError, "rows .* StringArray: pass a table"),
    "column of a table": (pa.table(DATA)["name"], TypeError, "rows .* ChunkedArray: pass a table"),
    "lazy frame": (pl.LazyFrame(DATA), TypeError, r"rows: a LazyFrame .*collect\(\)"),
    "frame of dask": (DaskFrame(), TypeError, r"rows: a DaskFrame of dask .*compute\(\)\.to_dict\('records'\)"),
    "dataset of Ray": (RayDataset(), TypeError, r"rows: a RayDataset of Ray .*iter_rows\(\)"),
    "broken frame": (BrokenFrame(), ValueError, r"rows: the BrokenFrame cannot be read as an Arrow stream \(no data"),
    "other frame": (OtherFrame(), TypeError, "rows: a OtherFrame is not read as it is: pass its rows"),
    "columns of one name": (
        pa.table([[1], [2]], names=["a", "a"]), ValueError, "rows have several columns with the name 'a'",
    ),
    "index with the name of a column": (
        pd.DataFrame({"a": [1]}, index=pd.Index([2], name="a")), ValueError, "several columns with the name 'a'",
    ),
    "periods of pandas": (
        pd.DataFrame({"when": pd.period_range("2026-01", periods=1, freq="M")}),
        ValueError, r"the column 'when' has periods: pass its dates, frame\['when'\]\.dt\.to_timestamp\(\)",
    ),
    "columns of one name in pandas": (
        pd.DataFrame([[1, 2]], columns=["a", "a"]), ValueError, "rows have several columns with the name 'a'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "error", "said"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_table_of_rows_is_refused_by_name_with_what_to_pass(
    rows: Any, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        open_source(rows, NONE)


FILES_REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty csv": ("x.csv", b"", "must name each column"),
    "blank header": ("x.csv", b"\na,b\n", "must name each column"),
    "column without a name": ("x.csv", b"a, ,b\n1,2,3\n", "must name each column"),
    "repeated column": ("x.csv", b"a,b,a\n1,2,3\n", "must name each column once"),
    "other separator": ("x.csv", b"a;b\n1;2\n", "must separate the columns by commas"),
    "UTF-16": ("x.csv", "a,b\n1,2\n".encode("utf-16"), "must be UTF-8"),
    "header quoted badly": ("x.csv", b'"a"b,c\n', "is not valid CSV"),
    "no Parquet": ("x.parquet", b"PAR1 not really", "is not a Parquet file"),
}


@pytest.mark.parametrize(("name", "content", "said"), FILES_REFUSED.values(), ids=list(FILES_REFUSED))
def test_a_file_that_is_no_table_is_refused(
    tmp_path: pathlib.Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"rows: .*{said}"):
        open_source(tmp_path / name, NONE)


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet"])
def test_a_file_that_is_missing_is_reported_at_once(tmp_path: pathlib.Path, name: str) -> None:
    with pytest.raises(FileNotFoundError, match=name):
        open_source(tmp_path / name, NONE)


def test_a_folder_of_parquet_files_says_how_to_pass_them(tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.parquet").mkdir()
    pq.write_table(pa.table(DATA), tmp_path / "x.parquet/part-0.parquet")
    with pytest.raises(ValueError, match=r"is a folder: pass pyarrow\.dataset\.dataset"):
        open_source(tmp_path / "x.parquet", NONE)
    found = pyarrow.dataset.dataset(str(tmp_path / "x.parquet")).scanner().to_reader()
    assert len(inputs(open_source(found, NONE))) == 3


def test_a_parquet_file_without_pyarrow_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError, match=r'pip install "pareta-sdk\[bulk\]"'):
        open_source(tmp_path / "x.parquet", NONE)
