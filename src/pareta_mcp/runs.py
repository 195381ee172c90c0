"""Tools for runs of the Task API: research on the web, with sources."""

from __future__ import annotations

from typing import Any

import parallel
from pareta_mcp import operations, responses
from pareta_mcp.calls import WAIT_SECONDS, Call, resume
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool, wait_argument

RESUME = ("parallel_runs_show", "run_id")
COSTS = "each run is billed at the price of its processor, whether or not you wait; the API does not state the amount."
RESULT = (
    "TaskRunResult: run (run_id, status), output (content; basis: each field's citations and confidence)."
)


@tool(
    "parallel_runs_create",
    "Research a question on the web",
    operation="createTaskRun",
    takes=(
        *("input", "processor", "task_spec.output_schema", "task_spec.input_schema", "metadata"),
        *("source_policy", "advanced_settings", "previous_interaction_id", "idempotency_key"),
    ),
    own=wait_argument("createTaskRun"),
    effect="adds",
    costs=COSTS,
    open_world=True,
    result=RESULT,
)
async def create_run(
    call: Call,
    *,
    input: str | dict[str, Any],
    processor: str,
    output_schema: str | dict[str, Any] | None = None,
    input_schema: str | dict[str, Any] | None = None,
    wait_seconds: float = WAIT_SECONDS,
    **settings: Any,
) -> ToolResponse:
    """Research a question on the web and return the result in the form of `output_schema`, with its sources.

    Describe each field of the schema: the service reads the descriptions. `lite` and `base` take seconds to minutes,
    `pro` and `ultra` up to hours. For many questions of one kind call parallel_groups_create.
    """
    spec = {"output_schema": output_schema, "input_schema": input_schema}
    given = {name: value for name, value in spec.items() if value is not None}
    if input_schema is not None and output_schema is None:
        raise ValueError("input_schema needs an output_schema")
    work = call.begin("task run", *RESUME)
    with call.starting(work):
        run = await call.parallel.task_run.create(
            input=input, processor=processor, task_spec=given or None, **settings
        )
        await call.accepted(work, run.run_id)
    return await _wait(call, run.run_id, wait_seconds)


@tool(
    "parallel_runs_show",
    "Show a task run, or wait for its result",
    operation="getTaskRunResult",
    takes=("run_id",),
    own=wait_argument("getTaskRunResult", 0),
    result=f"{RESULT} While it is active: TaskRun.",
)
async def show_run(call: Call, *, run_id: str, wait_seconds: float = 0) -> ToolResponse:
    """Show a task run: its result if it has ended, else its state. With `wait_seconds` wait for the result."""
    return await _wait(call, run_id, wait_seconds)


async def _wait(call: Call, run_id: str, wait_seconds: float) -> ToolResponse:
    async def show(event: parallel.RunEvent) -> None:
        if isinstance(event, parallel.TaskRunEvent):
            await call.progress(f"task run {run_id} is {_status(event)}")
        elif isinstance(event, parallel.TaskRunProgressStatsEvent):
            sources = responses.whole_number(responses.member(event, "source_stats", "num_sources_read"))
            await call.progress(f"task run {run_id} has read {sources or 0} sources", event.progress_meter)
        elif isinstance(event, parallel.TaskRunProgressMessageEvent):
            await call.progress(event.message)

    task_run = call.parallel.task_run
    if wait_seconds == 0:
        run = await task_run.retrieve(run_id)
        if not _has_ended(run):
            return _active(run_id, run)
    try:
        result = await task_run.result(
            run_id, timeout=wait_seconds or WAIT_SECONDS, on_event=show if wait_seconds else None
        )
    except parallel.WaitTimeoutError:
        return _active(run_id, await task_run.retrieve(run_id))
    except parallel.TaskRunFailedError as error:
        call.ended(run_id)
        return ToolResponse(
            error.message,
            responses.plain(error.run) if error.run else None,
            ids={"run_id": run_id},
            request_id=error.request_id,
            failed=True,
            error=type(error).__name__,
            next="Change the question or the schema and start another run: this one does not continue.",
        )
    call.ended(run_id)
    return responses.of(result, f"The task run {run_id} is {_status(result)}.", run_id=run_id)


def _has_ended(run: parallel.TaskRun) -> bool:
    """Return whether a run is over. If the service does not say whether it is active, its status does."""
    active = responses.member(run, "is_active")
    return not active if isinstance(active, bool) else operations.has_ended("TaskRun", run.status)


def _status(record: object) -> str:
    return responses.state(responses.member(record, "run", "status"))


def _active(run_id: str, run: parallel.TaskRun) -> ToolResponse:
    summary = f"The task run {run_id} is {responses.state(run.status)}. It continues at the service."
    return responses.of(run, summary, run_id=run_id, next=resume(*RESUME, run_id))
