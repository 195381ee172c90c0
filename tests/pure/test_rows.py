"""Rows as people have them: lists, generators, frames, cursors, open files. One that is not an object is named."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import gzip
import io
import json
import sqlite3
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pydantic
import pytest

import pareta.files
from parallel.inputs import group_inputs, masked_rows
from pareta.files import rows_file
from pareta_core.rows import rows_of
from pareta_core.schema import input_to_json

ROWS = [{"input": "a", "n": 1}, {"input": "b", "n": 2}]
NAN = float("nan")


@dataclasses.dataclass
class Data:
    input: str
    n: int


class Pydantic(pydantic.BaseModel):
    input: str
    n: int


class Tuple(NamedTuple):
    input: str
    n: int


# --- frames, by the methods that their libraries document


class Pandas:
    """A frame with pandas' interface."""

    columns: ClassVar[list[str]] = ["input", "n"]

    def __init__(self, rows: list[Any] = ROWS) -> None:
        self._rows = rows

    def to_dict(self, orient: str) -> list[Any]:
        assert orient == "records"
        return self._rows

    def __iter__(self) -> Any:
        return iter(self.columns)

    def keys(self) -> list[str]:
        return self.columns

    def __getitem__(self, key: str) -> Any:
        return Series([row[key] for row in self._rows])


class Polars:
    """A frame with polars' interface."""

    columns: ClassVar[list[str]] = ["input", "n"]

    def iter_rows(self, *, named: bool) -> Any:
        assert named
        return iter(ROWS)

    def __iter__(self) -> Any:
        raise AssertionError("iterated over columns")


class Lazy:
    """A frame that has not been computed."""

    @property
    def columns(self) -> list[str]:
        raise AssertionError("computed")

    def collect(self) -> Polars:
        raise AssertionError("computed")


class Arrow:
    """A table with pyarrow's interface."""

    def to_pylist(self) -> list[Any]:
        return ROWS

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise AssertionError("its own method is enough")


class Stream:
    """A table that can only be exported."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return None


class Series:
    """A column, or a row, with pandas' interface."""

    dtype = None

    def __init__(self, values: Any, index: Any = None) -> None:
        self._values = values
        self.index = index or range(len(values))

    def to_frame(self) -> None: ...

    def to_dict(self) -> dict[Any, Any]:
        return dict(zip(self.index, self._values, strict=True))

    def __iter__(self) -> Any:
        return iter(self._values)


def cursor(factory: Any) -> sqlite3.Cursor:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = factory
    return connection.execute("select 'a' as input, 1 as n union all select 'b', 2")


LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
SOURCES: dict[str, Any] = {
    "list": lambda: ROWS,
    "tuple": lambda: tuple(ROWS),
    "generator": lambda: (row for row in ROWS),
    "map": lambda: map(dict, ROWS),
    "dataclasses": lambda: [Data(**row) for row in ROWS],
    "pydantic models": lambda: [Pydantic(**row) for row in ROWS],
    "named tuples": lambda: [Tuple(**row) for row in ROWS],
    "rows of sqlite3": lambda: cursor(sqlite3.Row),
    "csv.DictReader": lambda: csv.DictReader(io.StringIO("input,n\na,1\nb,2\n")),
    "a pandas frame": Pandas,
    "rows of a pandas frame": lambda: [Series(list(row.values()), list(row)) for row in ROWS],
    "a polars frame": Polars,
    "a pyarrow table": Arrow,
    "a text file": lambda: io.StringIO(LINES),
    "a text file with blank lines": lambda: io.StringIO("\n" + LINES.replace("\n", "\r\n\n")),
    "a binary file": lambda: io.BytesIO(LINES.encode()),
    "a file with a byte order mark": lambda: io.BytesIO(b"\xef\xbb\xbf" + LINES.encode()),
    "a text with a byte order mark": lambda: io.StringIO("\ufeff" + LINES),
    "a gzip file": lambda: gzip.open(io.BytesIO(gzip.compress(LINES.encode())), "rt"),  # noqa: SIM115  # over a buffer
    "one line without an end": lambda: io.StringIO(LINES.rstrip("\n")),
}


@pytest.mark.parametrize("source", SOURCES)
def test_rows_are_taken_as_people_have_them(source: str) -> None:
    expected = [{**row, "n": str(row["n"])} for row in ROWS] if source == "csv.DictReader" else ROWS
    assert list(rows_of("items", SOURCES[source]())) == expected
    with rows_file(SOURCES[source]()) as file:
        assert [json.loads(line) for line in file.read().splitlines()] == expected


@pytest.mark.parametrize(
    ("row", "sent"),
    [
        ({"when": dt.date(2024, 1, 2)}, {"when": "2024-01-02"}),
        ({}, {}),
        ({"expected": None}, {"expected": None}),
        ({"nested": Data("a", 1)}, {"nested": {"input": "a", "n": 1}}),
    ],
)
def test_the_values_of_a_row_become_json(row: Any, sent: Any) -> None:
    assert list(rows_of("items", [row])) == [sent]


NO_OBJECTS = [
    "a",
    b"a",
    "",
    1,
    1.5,
    True,
    None,
    ["a"],
    ("a", 1),
    {1},
    dt.date(2024, 1, 2),
    NAN,
    object(),
    Data,
    Pandas(),
]


@pytest.mark.parametrize("row", NO_OBJECTS, ids=lambda each: type(each).__name__)
def test_a_row_that_is_not_an_object_is_named(row: Any) -> None:
    with pytest.raises(TypeError, match=r"^items\[2\] must be an object, such as a dict, not "):
        list(rows_of("items", [*ROWS, row]))


@pytest.mark.parametrize(
    ("items", "kind", "message"),
    [
        (
            ['{"input": 1}'],
            TypeError,
            "items[0] must be an object, such as a dict, not str: parse the text with json",
        ),
        (
            [(0, Series([1], ["a"]))],
            TypeError,
            "items[0] must be an object, such as a dict, not tuple: pass the frame",
        ),
        ([Series([1, 2])], TypeError, "items[0] must be an object, such as a dict, not Series"),
        (cursor(None), TypeError, "items[0] must be an object, such as a dict, not tuple"),
        (Series([1, 2]), TypeError, "items must be a list of rows, not a Series: pass the frame"),
        (Series([1, 2], ["a", "b"]), TypeError, "items must be a list of rows, not a Series: pass the frame"),
        (Pandas([{"input": "a"}, {"input": NAN}]), ValueError, "items[1].input: nan cannot"),
        (Pandas([{0: "a"}]), TypeError, "items[0]: the key 0 is not a string"),
        (Lazy(), TypeError, "items: a Lazy has no rows yet: call its collect()"),
        ([{"a": NAN}], ValueError, "items[0].a: nan cannot"),
        ("rows.jsonl", TypeError, "items must be a list of rows, not str: open the file"),
        (Path("rows.jsonl"), TypeError, "items must be a list of rows, not PosixPath: open the file"),
        (b"{}", TypeError, "items must be a list of rows, not bytes"),
        ({"input": ["a"]}, TypeError, "items must be a list of rows, not dict"),
        (Data("a", 1), TypeError, "items must be a list of rows, not Data"),
        (Pydantic(input="a", n=1), TypeError, "items must be a list of rows, not Pydantic"),
        (None, TypeError, "items must be a list of rows, not NoneType"),
        (io.StringIO('{"a": 1}\n\n{"a": \n'), ValueError, "items: line 3 is not valid JSON"),
        (io.StringIO('{"a": 1}\n["a"]\n'), TypeError, "items[1] must be an object, such as a dict, not list"),
        (io.StringIO('{"a": NaN}\n'), ValueError, "items[0].a: nan cannot"),
        (io.StringIO("input,n\n"), ValueError, "items: line 1 is not valid JSON"),
        (io.BytesIO(b'{"a": "\xff"}\n'), ValueError, "items: line 1 is not UTF-8 text"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_rows_that_cannot_be_sent_are_refused(items: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind) as caught:
        list(rows_of("items", items))
    assert str(caught.value).startswith(message)


def read_to_its_end(file: Any) -> Any:
    file.read()
    return file


def closed(file: Any) -> Any:
    file.close()
    return file


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: read_to_its_end(io.StringIO(LINES)), "items is at its end, at position"),
        (lambda path: read_to_its_end(path.open()), "items is at its end, at position"),
        (lambda path: read_to_its_end(path.open("rb")), "items is at its end, at position"),
        (lambda path: closed(path.open()), "items is a closed file"),
        (lambda path: path.open("a"), "items is not open for reading"),
        (lambda path: path.open("ab"), "items is not open for reading"),
        (lambda path: io.StringIO(), "items must not be empty"),
        (lambda path: io.StringIO("\n"), "items must not be empty"),
    ],
)
def test_a_file_that_has_nothing_to_read_is_refused(make: Any, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(LINES)
    opened = make(path) if message != "items is a closed file" else nullcontext(make(path))
    with opened as file, pytest.raises(ValueError) as caught:
        rows_file(file)
    assert str(caught.value).startswith(message)


def test_a_table_that_is_only_exported_is_read_by_a_library_that_the_program_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("pyarrow", "polars"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(
        TypeError, match="items: a Stream can be read if your program imports pyarrow or polars"
    ):
        list(rows_of("items", Stream()))
    assert not {"pyarrow", "polars"} & sys.modules.keys()

    class Reader:
        @classmethod
        def from_stream(cls, stream: object) -> Any:
            return cls()

        def read_all(self) -> Any:
            return Arrow()

    polars = type("polars", (), {"DataFrame": lambda _: Polars()})
    monkeypatch.setitem(sys.modules, "polars", polars)
    assert list(rows_of("items", Stream())) == ROWS
    monkeypatch.delitem(sys.modules, "polars")
    monkeypatch.setitem(sys.modules, "pyarrow", type("pyarrow", (), {"RecordBatchReader": Reader}))
    assert list(rows_of("items", Stream())) == ROWS


# --- the same for runs


def test_a_frame_of_inputs_becomes_the_runs_of_a_group() -> None:
    frame = Pandas([{"input": "a", "processor": "base"}, {"input": "b", "processor": "core"}])
    assert [(row.input, row.processor) for row in group_inputs(masked_rows(frame))] == [
        ("a", "base"),
        ("b", "core"),
    ]
    with pytest.raises(TypeError, match=r"^inputs\[0\]\.processor must be a string"):
        group_inputs(masked_rows(Pandas()))


def test_a_frame_is_not_the_input_of_one_run_but_its_rows_are() -> None:
    with pytest.raises(TypeError, match=r"^input: a Pandas has many rows"):
        input_to_json(Pandas())
    assert input_to_json(Series(["a", 1], ["name", "n"])) == {"name": "a", "n": 1}
    assert input_to_json({"rows": Pandas()}) == {"rows": ROWS}
    with pytest.raises(TypeError, match=r"^input\.x: a column or row of a frame"):
        input_to_json({"x": Series([1])})


# --- the libraries themselves


# (Loaded when they are needed: each takes a while.)


def real_pandas() -> Any:
    import pandas as pd

    return pd.DataFrame(ROWS)


def real_polars() -> Any:
    import polars as pl

    return pl.DataFrame(ROWS)


def real_pyarrow() -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(ROWS)


def real_narwhals() -> Any:
    import narwhals

    return narwhals.from_native(real_polars())


@pytest.mark.parametrize("make", [real_pandas, real_polars, real_pyarrow, real_narwhals])
def test_real_frames_are_taken(make: Any) -> None:
    assert list(rows_of("items", make())) == ROWS


def test_rows_of_a_real_pandas_frame_are_taken() -> None:
    frame = real_pandas()
    assert list(rows_of("items", frame.itertuples(index=False))) == ROWS
    assert list(rows_of("items", (row for _, row in frame.iterrows()))) == ROWS
    assert input_to_json(frame.iloc[0]) == ROWS[0]
    for column in (frame["input"], real_polars()["input"]):
        with pytest.raises(TypeError, match="items must be a list of rows, not a Series"):
            list(rows_of("items", column))
    with pytest.raises(TypeError, match="pass the frame itself instead of its iterrows"):
        list(rows_of("items", frame.iterrows()))
    with pytest.raises(ValueError, match=r"items\[1\]\.n: nan"):
        list(rows_of("items", frame.assign(n=[1.0, NAN])))


def twice_in_pandas() -> Any:
    import pandas as pd

    return pd.DataFrame([["a", "b"]], columns=["id", "id"])


def twice_in_pyarrow() -> Any:
    import pyarrow as pa

    return pa.table([pa.array(["a"]), pa.array(["b"])], names=["id", "id"])


def twice_in_a_stream() -> Any:
    table = twice_in_pyarrow()
    return type(
        "Exported", (), {"__arrow_c_stream__": lambda _, schema=None: table.__arrow_c_stream__(schema)}
    )()


def twice_in_sqlite() -> Any:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    return connection.execute("select 1 as id, 2 as id")


class JoinedRow(tuple[int, int]):
    """A row of a join, with the interface of a NamedTuple."""

    __slots__ = ()
    _fields = ("id", "id")

    def _asdict(self) -> dict[str, int]:
        raise AssertionError("it would lack a value")


NAMED_TWICE: dict[str, Any] = {
    "a pandas frame": twice_in_pandas,
    "a row of a pandas frame": lambda: [twice_in_pandas().iloc[0]],
    "a pandas frame in a row": lambda: [{"table": twice_in_pandas()}],
    "a pyarrow table": twice_in_pyarrow,
    "a table that can only be exported": twice_in_a_stream,
    "rows of sqlite3": twice_in_sqlite,
    "rows of a join": lambda: [JoinedRow((1, 2))],
}


@pytest.mark.parametrize("source", NAMED_TWICE)
def test_two_columns_of_one_name_are_refused_since_one_would_be_lost(source: str) -> None:
    with pytest.raises(ValueError, match=r"^items.*: more than one column is named 'id'; rename one$"):
        list(rows_of("items", NAMED_TWICE[source]()))


def test_a_lazy_frame_of_polars_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match="a LazyFrame has no rows yet: call its collect"):
        list(rows_of("items", real_polars().lazy()))


def test_a_table_that_real_polars_exports_is_read() -> None:
    frame = real_polars()
    exported = type(
        "Exported", (), {"__arrow_c_stream__": lambda _, schema=None: frame.__arrow_c_stream__(schema)}
    )
    assert list(rows_of("items", exported())) == ROWS


def test_an_empty_file_that_cannot_say_where_it_stands_has_no_rows() -> None:
    class Pipe(io.StringIO):
        def tell(self) -> int:
            raise io.UnsupportedOperation("tell")

    assert [*rows_of("items", Pipe(""))] == []


def test_the_file_of_many_rows_is_closed_when_a_row_is_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = [tempfile.TemporaryFile()]  # noqa: SIM115  # it is to be closed by the function
    monkeypatch.setattr(pareta.files, "_MAX_IN_MEMORY", 10)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: opened[0])
    with pytest.raises(ValueError, match=r"items\[1\]\.score"):
        rows_file([{"score": "long enough to be written to a disk"}, {"score": float("nan")}])
    assert opened[0].closed
