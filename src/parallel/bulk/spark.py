"""Bulk jobs over tables of Spark: Spark carries the table before and after, and the driver carries the job.

pyspark is not imported here: the frame brings its session.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pareta_core import arguments

if TYPE_CHECKING:
    from parallel.bulk.rows import BulkStatus


class SparkFrame(Protocol):
    """A `pyspark.sql.DataFrame`.

    Example:
        ```python
        frame: SparkFrame = spark.read.parquet("companies")
        ```
    """

    @property
    def sparkSession(self) -> Any:  # noqa: N802  # Spark's name
        """Its session."""

    @property
    def mapInArrow(self) -> Any:  # noqa: N802  # Spark's name
        """Apply a function to its rows."""


class SyncJob(Protocol):
    """A `BulkJob`, as `Parallel.bulk` opens it. (An `AsyncBulkJob` is none.)

    Example:
        ```python
        job: SyncJob = client.bulk("companies.bulk", processor="core", output=Company)
        ```
    """

    def submit(
        self, rows: Any, *, on_event: Callable[[BulkStatus], object] | None = None, progress: bool = False
    ) -> BulkStatus:
        """Send rows."""
        ...

    def collect(
        self, *, on_event: Callable[[BulkStatus], object] | None = None, progress: bool = False
    ) -> BulkStatus:
        """Wait for the results."""
        ...

    def to_parquet(self, folder: str | os.PathLike[str], *, prefix: str = "", basis: bool = False) -> int:
        """Write the results."""
        ...


F = TypeVar("F", bound=SparkFrame)


def run_on_spark(
    job: SyncJob,
    frame: F,
    folder: str | os.PathLike[str],
    *,
    prefix: str = "",
    basis: bool = False,
    on_event: Callable[[BulkStatus], object] | None = None,
    progress: bool = False,
) -> F:
    """Run a job over the rows of a Spark frame, and return a frame of its results.

    The driver reads the frame once, one partition after the other, and sends each row; the results go through Parquet
    files. The job is done when this returns, so no later action of Spark sends a row: every row is paid for once,
    also if the program is started again.

    Args:
        job: The job. It runs on the driver, and its journal is a file there.
        frame: The frame, of pyspark 4 or newer. It is evaluated once. Its executors need pyarrow.
        folder: Where to write the Parquet files: a folder of this job alone, which the driver and all executors see
            under the same path.
        prefix: What the names of the columns after the input begin with, if the frame has a column of such a name.
        basis: Whether to add `basis` and `confidence`.
        on_event: A function that is called with a `BulkStatus` after each step.
        progress: Whether to show the progress: on stderr, or in the cell of a notebook.

    Returns:
        A frame with the columns of `job.to_arrow`, for all rows of the journal. Spark keeps no order by itself; that of
        the journal is `orderBy("_metadata.file_path", "_metadata.row_index")`.

    Raises:
        TypeError: The frame is not one of Spark, or of a release before 4, or the job is asynchronous.
        ParallelError: As in `job.run`. Run it again to resume it.

    Example:
        ```python
        with client.bulk("companies.bulk", processor="core", output=Company) as job:
            done = run_on_spark(job, spark.table("companies"), "/mnt/shared/companies-done")
        done.groupBy("status").count().show()
        ```

    API: POST /v1/tasks/groups/{taskgroup_id}/runs
    """
    if not hasattr(frame, "sparkSession"):
        raise TypeError(f"frame must be a DataFrame of pyspark, not {type(frame).__name__}")
    if hasattr(job, "__aenter__"):
        raise TypeError("job must be a job of Parallel, not of AsyncParallel: Spark waits for it")
    job.submit(frame, on_event=on_event, progress=progress)
    job.collect(on_event=on_event, progress=progress)
    path = Path(arguments.path("folder", folder)).absolute()
    job.to_parquet(path, prefix=prefix, basis=basis)
    found: F = frame.sparkSession.read.parquet(path.as_uri())
    return found


def spark_batches(frame: Any) -> Any:
    """Return the rows of a frame as batches of pyarrow, so that each column keeps its type and each time its zone.

    (The `__arrow_c_stream__` of pyspark 4.3 does the same, but fails for a frame with timestamps.)

    Args:
        frame: A frame of pyspark 4 or newer.

    Raises:
        TypeError: It is of an older release.
        ImportError: pyarrow is not installed.
    """
    if not hasattr(frame, "toArrow"):
        raise TypeError(
            "rows: pyspark is too old: update it to release 4, or pass the rows as an iterable of dicts"
        )
    pyarrow: Any = import_module("pyarrow")
    schema = frame.limit(0).toArrow().schema

    def serialized(batches: Any) -> Any:  # runs on the executors, which need pyarrow, but not this package
        for batch in batches:
            sink = pyarrow.BufferOutputStream()
            with pyarrow.ipc.new_stream(sink, batch.schema) as writer:
                writer.write_batch(batch)
            yield pyarrow.record_batch({"batch": [sink.getvalue().to_pybytes()]})

    def read() -> Any:
        for row in frame.mapInArrow(serialized, "batch binary").toLocalIterator():
            with pyarrow.ipc.open_stream(row["batch"]) as batches:
                for batch in batches:
                    yield batch.cast(schema)

    return pyarrow.RecordBatchReader.from_batches(schema, read())
