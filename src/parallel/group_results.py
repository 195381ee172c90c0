"""`GroupResult`: one run of a group as a row: its input, and its output or its error. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

import attrs

from parallel.errors import APIResponseError, ParallelError, run_failed, run_has_ended
from parallel.outputs import T, TaskRunEvent, TaskRunOutput, run_id_of
from pareta_core.composed import Composed
from pareta_core.encoding import as_object
from pareta_wire.apis import TASK_RUN_OUTCOME
from pareta_wire.models import TaskRun

if TYPE_CHECKING:
    from parallel.types import GroupRunsEvent


@attrs.define(kw_only=True)
class GroupResult(Composed, Generic[T]):
    """One run of a group.

    Example:
        ```python
        for row in client.task_group.results("tgrp_1", output=Company):
            print(row.run_id, row.parsed if row.error is None else row.error)
        ```
    """

    run_id: str | None
    """The id of the run. None if the service listed it without a valid one."""
    status: str | None
    """The status of the run: `completed`, `failed`, `running`, …"""
    run: TaskRun | None = attrs.field(default=None, repr=False)
    """The run."""
    input: str | dict[str, Any] | None = attrs.field(default=None, repr=False)
    """The input of the run, if it was asked for."""
    output: TaskRunOutput[T] | None = None
    """The output with its sources, if the run has completed."""
    error: ParallelError | None = None
    """Why there is no output, or no `parsed`. None also for a run that has not ended."""

    @property
    def parsed(self) -> T | None:
        """The output as an instance of the output type, or as its content without one. None if there is none."""
        return self.output.parsed if self.output else None


def result_of(event: GroupRunsEvent[Any], task_group_id: str) -> GroupResult[Any]:
    """Return a run that a group lists as a row.

    Args:
        event: What the list says of the run.
        task_group_id: The group, for the message of an error.
    """
    record = as_object(event.get("run"))
    run_id, status = run_id_of(event), record.get("status") if record else None
    if not isinstance(event, TaskRunEvent) or (record is None and event.output is None):
        said = as_object(event.get("error")) or {}
        reason = said.get("message") or "it is not what the API promises"
        error = APIResponseError(f"task group {task_group_id} lists a run that cannot be read: {reason}")
        return GroupResult(run_id=run_id, status=status, error=error)
    run, output = event.run, event.output
    asked = as_object(event.get("input")) or {}
    problem: ParallelError | None = output.error if output else None
    if output is None and TASK_RUN_OUTCOME.succeeded(status):
        problem = APIResponseError(
            f"task group {task_group_id} lists run {run_id} as completed, but without its output: "
            f"task_run.result({run_id!r}) retrieves it"
        )
    elif output is None and run_has_ended(run):
        problem = run_failed(run, run_id)
    return GroupResult(
        run_id=run_id, status=status, run=run, input=asked.get("input"), output=output, error=problem
    )
