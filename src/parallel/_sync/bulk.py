# Mirrored from src/parallel/_async/bulk.py by codegen/mirror.py; do not edit.
"""`client.bulk`: opens bulk jobs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack, overload

import parallel
import pareta_wire as wire
from parallel.inputs import MAX_RUNS_PER_REQUEST
from pareta_core import arguments
from pareta_core._sync.transport import Transport
from pareta_core.deadline import seconds_argument
from pareta_core.secret_fields import masked_servers

T = TypeVar("T")
_MOST_PARTS = 10_000


class BulkOptions(TypedDict, total=False):
    """The further arguments of `client.bulk`; it describes them."""

    processor: wire.TaskProcessor | None
    input_schema: Any
    price: Decimal | float | str | None
    max_cost: Decimal | float | str | None
    metadata: Mapping[str, str | int | float | bool] | None
    source_policy: parallel.SourcePolicy | Mapping[str, Any] | None
    advanced_settings: Mapping[str, Any] | None
    memory_scope_key: str | None
    mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None
    webhook: parallel.Webhook | Mapping[str, Any] | None
    betas: Iterable[str] | None
    dedupe: bool
    settle: float
    poll_interval: float
    resume_timeout: float
    rows_per_part: int
    max_parts: int


class Bulk:
    """`client.bulk(journal, …)`: open a job over many rows, or resume one.

    Example:
        ```python
        with client.bulk("companies.bulk", processor="core", output=Company) as job:
            for row in job.run("companies.csv"):
                print(row.input, row.output if row.error is None else row.error)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @overload
    def __call__(
        self, journal: str | os.PathLike[str], *, output: type[T], **options: Unpack[BulkOptions]
    ) -> parallel.BulkJob[T]: ...
    @overload
    def __call__(
        self, journal: str | os.PathLike[str], *, output: str, **options: Unpack[BulkOptions]
    ) -> parallel.BulkJob[str]: ...
    @overload
    def __call__(
        self,
        journal: str | os.PathLike[str],
        *,
        output: Mapping[str, Any],
        **options: Unpack[BulkOptions],
    ) -> parallel.BulkJob[dict[str, Any]]: ...
    @overload
    def __call__(
        self, journal: str | os.PathLike[str], *, output: None = None, **options: Unpack[BulkOptions]
    ) -> parallel.BulkJob[parallel.Content]: ...
    def __call__(
        self,
        journal: str | os.PathLike[str],
        *,
        processor: wire.TaskProcessor | None = None,
        output: Any = None,
        input_schema: Any = None,
        price: Decimal | float | str | None = None,
        max_cost: Decimal | float | str | None = None,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        dedupe: bool = False,
        settle: float = 120.0,
        poll_interval: float = 5.0,
        resume_timeout: float = 3600.0,
        rows_per_part: int = MAX_RUNS_PER_REQUEST,
        max_parts: int = 10,
    ) -> parallel.BulkJob[Any]:
        """Open a job over many rows, or resume one: its journal is a file. Nothing is sent.

        Every row is written to the journal before it is sent, and its run id as soon as it is known. After a crash,
        run the same program again: what is known to be accepted is never sent again. A row can be paid twice only if
        its request, on the way when the process died, is accepted later than `settle` after it was sent and the
        service ignores idempotency keys, or if the journal is lost.

        Args:
            journal: The path of the journal, such as `companies.bulk`. It holds inputs and results, and is made for its
                owner alone. It is locked while the job is open.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", … That of the journal if not given.
            output: The output type of the runs, as in `task_run.execute`. A journal that exists must have the same.
            input_schema: A class or a JSON schema of the rows: each must have the columns that it requires.
            price: What one run costs, such as `Decimal("0.025")`. `plan` and `status` state costs then.
            max_cost: What all runs of the job may cost together. Needs `price`.
            metadata: Your own labels of each run: keys of up to 16 characters, values of up to 512.
            source_policy: Which web sources may be used.
            advanced_settings: Settings that few runs need.
            memory_scope_key: Names a memory that runs with the same key share.
            mcp_servers: Tool servers that the runs may call.
            webhook: Where to report changes of the runs' status.
            betas: Names of beta features to use.
            dedupe: Whether equal rows are sent once. Otherwise each is a row of its own.
            settle: Seconds after which the service lists rows that it has accepted. A request whose response was lost
                is looked for only then.
            poll_interval: Seconds between polls of a part.
            resume_timeout: Seconds for which the service may fail before the job ends. Run it again to resume it.
            rows_per_part: How many rows are sent in one request, at most 1,000.
            max_parts: How many parts are in flight at a time.

        Returns:
            The job. Use it as a context manager, or close it.

        Raises:
            JournalError: The journal is locked, damaged, of another version, or of a job with other settings.
            TypeError, ValueError: An argument is invalid; the message names it.

        Example:
            ```python
            with client.bulk("companies.bulk", processor="core", price="0.025", max_cost=500) as job:
                print(job.plan("companies.csv"))
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        # Loaded late, SQLite above all: most programs have no job.
        from parallel._sync.bulk_job import BulkJob
        from parallel.bulk.journal import Journal
        from parallel.bulk.settings import Limits, job_settings, money

        options = {
            "metadata": metadata,
            "source_policy": source_policy,
            "advanced_settings": advanced_settings,
            "memory_scope_key": memory_scope_key,
            "mcp_servers": masked_servers(mcp_servers),
            "webhook": webhook,
        }
        settings = self._transport.settings
        asked, described = job_settings(settings.base_url, processor, output, input_schema, options, betas)
        limits = Limits(
            part_rows=_number("rows_per_part", rows_per_part, MAX_RUNS_PER_REQUEST),
            max_parts=_number("max_parts", max_parts, _MOST_PARTS),
            settle=seconds_argument("settle", settle, zero=True),
            poll_interval=seconds_argument("poll_interval", poll_interval, zero=True),
            resume_timeout=seconds_argument("resume_timeout", resume_timeout, zero=True),
            price=money("price", price),
            max_cost=money("max_cost", max_cost),
        )
        if limits.max_cost is not None and limits.price is None:
            raise ValueError("max_cost needs price=: what one run costs")
        dedupe = arguments.flag("dedupe", dedupe)
        path = arguments.path("journal", journal)
        # Perhaps the path is wrong: nothing is made there.
        if processor is None and not os.path.lexists(path):
            raise ValueError(f"processor is missing: {path} does not exist, so the job would be a new one")
        opened = Journal(path)
        try:
            kept = opened.settings()
            if not opened.last_row():  # A journal belongs to a job from its first row on.
                if processor is None:
                    raise ValueError(f"processor is missing: {opened.path} has no rows yet")
                kept = opened.set_settings(asked.record())
            found = asked.resumed(kept, opened.path)
            return BulkJob(self._transport, opened, found, described, limits, dedupe=dedupe)
        except BaseException:
            opened.close()
            raise


def _number(name: str, value: object, limit: int) -> int:
    number = arguments.count(name, value)
    if not 1 <= number <= limit:
        raise ValueError(f"{name} must be from 1 to {limit:,}, not {number}")
    return number
