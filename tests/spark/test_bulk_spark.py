"""A bulk job over a frame of Spark: each row is paid for once, and each column comes back with its type."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from parallel import AsyncParallel, Parallel
from parallel.bulk.spark import run_on_spark
from pareta_sandbox import Sandbox

pytestmark = pytest.mark.spark

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = """
    concat('Company ', id) as name, cast(id % 100 as tinyint) as small,
    cast(id as smallint) as medium, cast(id as int) as int,
    cast(id / 4 as float) as float, id / 4 as double, cast(id / 4 as decimal(12, 3)) as price, id % 2 = 0 as flag,
    date'1945-10-24' as founded, timestamp'2020-01-02 03:04:05.678901' as changed,
    timestamp_ntz'2020-01-02 03:04:05.678901' as local, array(id, null) as list, cast(null as string) as nothing,
    named_struct('price', cast(id as decimal(12, 3)), 'changed', timestamp'2020-01-02 03:04:05.678901') as nested
"""


@dataclass
class Company:
    employees: int
    headquarters: str | None


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(speed=1000) as running:
        yield running


def billed(box: Sandbox) -> int:
    return sum(entry.units for entry in box.ledger.entries)


def run(box: Sandbox, frame: DataFrame, folder: Path, **options: Any) -> DataFrame:
    """Open the job of a folder, as a program that is started again does, and run it over a frame."""
    with (
        Parallel(api_key="k", base_url=box.url) as client,
        client.bulk(folder / "job.bulk", processor="lite", output=Company, poll_interval=0.05) as job,
    ):
        return run_on_spark(job, frame, folder / "done", **options)


def test_each_row_is_paid_for_once_however_often_the_job_and_the_frames_are_evaluated(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql(f"select id, {COLUMNS} from range(0, 2500, 1, 3)")
    runs: set[str] = set()
    for _ in range(2):
        done = run(box, frame, tmp_path)
        for _ in range(2):
            assert done.where("status = 'completed'").count() == 2500
        runs |= {row.run_id for row in done.select("run_id").collect()}
        assert billed(box) == 2500
    assert len(runs) == 2500


def test_every_column_comes_back_with_its_type_and_its_values_in_order(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql(f"select id, {COLUMNS} from range(0, 100, 1, 3)")
    done = run(box, frame, tmp_path)
    results = [("status", "string"), ("error", "string"), ("run_id", "string")]
    outputs = [("output_employees", "bigint"), ("output_headquarters", "string")]
    assert done.dtypes == [*frame.dtypes, *outputs, *results]
    found = done.orderBy("_metadata.file_path", "_metadata.row_index").collect()
    assert [row.id for row in found] == [*range(100)]
    assert [row[: len(frame.columns)] for row in found] == [tuple(row) for row in frame.collect()]
    assert {type(row.output_employees) for row in found} == {int}


def test_a_frame_can_be_planned_and_run_as_rows_without_a_folder(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql(f"select id, {COLUMNS} from range(0, 10, 1, 3)")
    with (
        Parallel(api_key="k", base_url=box.url) as client,
        client.bulk(tmp_path / "job.bulk", processor="lite", price="0.5", poll_interval=0.05) as job,
    ):
        plan = job.plan(frame)
        assert (plan.rows, plan.new, str(plan.cost), billed(box)) == (10, 10, "5.0", 0)
        assert [row.input["id"] for row in job.run(frame) if isinstance(row.input, dict)] == [*range(10)]
    assert billed(box) == 10


def test_a_row_that_cannot_be_sent_is_a_row_of_the_result_and_is_not_paid_for(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql("select id, if(id = 1, double('NaN'), id) as score from range(3)")
    done = run(box, frame, tmp_path, prefix="bulk_", basis=True).orderBy("id").collect()
    assert [row.bulk_status for row in done] == ["completed", "invalid", "completed"]
    assert done[1].bulk_error.startswith("rows[1].score: nan")
    assert done[1].bulk_confidence is None
    assert done[0].bulk_basis
    assert billed(box) == 2


def test_an_empty_frame_gives_an_empty_frame_with_its_columns(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql(f"select id, {COLUMNS} from range(0)")
    done = run(box, frame, tmp_path)
    assert done.dtypes[: len(frame.dtypes)] == frame.dtypes
    assert done.count() == billed(box) == 0


def test_what_spark_raises_leaves_unchanged_and_the_job_can_be_run_again(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    frame = spark.sql("select id, if(id = 1, raise_error('mine'), 'fine') as text from range(2)")
    with pytest.raises(Exception, match="mine") as raised:
        run(box, frame, tmp_path)
    assert type(raised.value).__module__.partition(".")[0] in ("py4j", "pyspark")
    assert billed(box) == 0
    assert run(box, spark.range(1), tmp_path).count() == billed(box) == 1


def test_what_is_no_frame_of_spark_is_refused_and_so_is_an_asynchronous_job(
    spark: SparkSession, box: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(TypeError, match="frame must be a DataFrame of pyspark, not list"):
        run(box, [{"id": 1}], tmp_path)
    job = AsyncParallel(api_key="k", base_url=box.url).bulk(tmp_path / "a.bulk", processor="lite")
    with pytest.raises(TypeError, match="job must be a job of Parallel"):
        run_on_spark(job, spark.range(1), tmp_path / "done")
    assert billed(box) == 0


def test_the_example_runs_as_it_is(
    spark: SparkSession, box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARALLEL_API_KEY", "test_examples")
    monkeypatch.setenv("PARALLEL_BASE_URL", box.url)
    runpy.run_path(str(ROOT / "examples/bulk_spark.py"))
    printed = capsys.readouterr().out
    assert " |-- founded: date" in printed
    assert " |-- output_employees: long" in printed
    assert printed.endswith("1000 rows\n")
    assert billed(box) == 1000
