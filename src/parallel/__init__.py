"""The Task API: web research that returns results in your schema. `Parallel` and `AsyncParallel` are its clients.

Importing this package loads almost nothing: each name is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pareta_core.lazy import lazy, refuse_namesake

if TYPE_CHECKING:
    from parallel._async.bulk import AsyncBulk as AsyncBulk
    from parallel._async.bulk_job import AsyncBulkJob as AsyncBulkJob
    from parallel._async.bulk_job import AsyncBulkRows as AsyncBulkRows
    from parallel._async.client import AsyncParallel as AsyncParallel
    from parallel._async.task_group import AsyncTaskGroups as AsyncTaskGroups
    from parallel._async.task_run import AsyncTaskRuns as AsyncTaskRuns
    from parallel._sync.bulk import Bulk as Bulk
    from parallel._sync.bulk_job import BulkJob as BulkJob
    from parallel._sync.bulk_job import BulkRows as BulkRows
    from parallel._sync.client import Parallel as Parallel
    from parallel._sync.task_group import TaskGroups as TaskGroups
    from parallel._sync.task_run import TaskRuns as TaskRuns
    from parallel.bulk.errors import BulkError as BulkError
    from parallel.bulk.errors import CostLimitError as CostLimitError
    from parallel.bulk.errors import JournalError as JournalError
    from parallel.bulk.errors import RowError as RowError
    from parallel.bulk.rows import BulkPlan as BulkPlan
    from parallel.bulk.rows import BulkRow as BulkRow
    from parallel.bulk.rows import BulkStatus as BulkStatus
    from parallel.errors import *
    from parallel.types import *
    from pareta_core._async.stream import AsyncStream as AsyncStream
    from pareta_core._sync.stream import Stream as Stream
    from pareta_core.config import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
    from pareta_core.config import __version__ as __version__
    from pareta_core.observation import RequestEvent as RequestEvent
    from pareta_core.observation import ResponseEvent as ResponseEvent
    from pareta_core.observation import RetryEvent as RetryEvent

refuse_namesake("parallel", __file__, "parallel-web")

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(
    __name__,
    {
        "AsyncParallel": "parallel._async.client",
        "Parallel": "parallel._sync.client",
        "AsyncStream": "pareta_core._async.stream",
        "Stream": "pareta_core._sync.stream",
        "DEFAULT_MAX_RETRIES": "pareta_core.config",
        "__version__": "pareta_core.config",
        "RequestEvent": "pareta_core.observation",
        "ResponseEvent": "pareta_core.observation",
        "RetryEvent": "pareta_core.observation",
        "AsyncBulk": "parallel._async.bulk",
        "AsyncBulkJob": "parallel._async.bulk_job",
        "AsyncBulkRows": "parallel._async.bulk_job",
        "Bulk": "parallel._sync.bulk",
        "BulkJob": "parallel._sync.bulk_job",
        "BulkRows": "parallel._sync.bulk_job",
        "BulkError": "parallel.bulk.errors",
        "CostLimitError": "parallel.bulk.errors",
        "JournalError": "parallel.bulk.errors",
        "RowError": "parallel.bulk.errors",
        "BulkPlan": "parallel.bulk.rows",
        "BulkRow": "parallel.bulk.rows",
        "BulkStatus": "parallel.bulk.rows",
        "AsyncTaskGroups": "parallel._async.task_group",
        "AsyncTaskRuns": "parallel._async.task_run",
        "TaskGroups": "parallel._sync.task_group",
        "TaskRuns": "parallel._sync.task_run",
    },
    ("parallel.errors", "parallel.types"),
)
