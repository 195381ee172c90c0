"""Tools for many runs of the Task API under one id."""

from __future__ import annotations

from typing import Any, cast

import anyio

import parallel
from pareta_mcp import failures, operations, responses
from pareta_mcp.calls import Call, resume
from pareta_mcp.responses import ToolResponse
from pareta_mcp.runs import COSTS
from pareta_mcp.tools import tool, wait_argument

RESUME = ("parallel_groups_show", "taskgroup_id")
PAGE = 50
_run = operations.arguments("createTaskRun", "input", "processor", "task_spec.output_schema", "source_policy")
_rows = operations.arguments("addTaskGroupRuns", "inputs")["inputs"]
# One processor and one schema for all rows: an agent passes the rows alone.
_ARGUMENTS: dict[str, operations.Schema] = {
    "inputs": {
        "type": "array",
        "items": _run.pop("input"),
        "minItems": 1,
        "maxItems": _rows["maxItems"],
        "description": "The question of each run: texts, or objects of one form.",
    },
    **_run,
    **operations.arguments("createTaskGroup", "metadata"),
}
_LIMIT: dict[str, operations.Schema] = {
    "limit": {
        "type": "integer",
        "minimum": 1,
        "maximum": 1_000,
        "default": PAGE,
        "description": "How many runs to return.",
    }
}


@tool(
    "parallel_groups_create",
    "Research many questions on the web",
    operation="addTaskGroupRuns",
    takes=("taskgroup_id", "idempotency_key"),
    own={**_ARGUMENTS, **wait_argument("createTaskRun", 0)},
    effect="adds",
    costs=f"one run for each row; {COSTS} Say to the user how many rows you are about to run.",
    open_world=True,
    result="TaskGroup with taskgroup_id, status (num_task_runs, task_run_status_counts, is_active), and run_ids.",
)
async def create_group(
    call: Call,
    *,
    inputs: list[Any],
    processor: str,
    output_schema: str | dict[str, Any] | None = None,
    source_policy: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    taskgroup_id: str | None = None,
    idempotency_key: str | None = None,
    wait_seconds: float = 0,
) -> ToolResponse:
    """Research one question for each row, all under one id, in the form of `output_schema`.

    With `taskgroup_id` add the rows to that group. If it is unknown whether rows were accepted, call again with the
    same arguments, the taskgroup_id and the idempotency_key of the error: only what is missing is started.
    """
    settings = {"processor": processor, **({"source_policy": source_policy} if source_policy else {})}
    work = call.begin("task group", *RESUME, taskgroup_id)
    groups = call.parallel.task_group
    with call.starting(work):
        if taskgroup_id is None:
            taskgroup_id = (await groups.create(metadata=metadata)).taskgroup_id
        await call.accepted(work, taskgroup_id)
        try:
            added = await groups.add_runs(
                taskgroup_id,
                inputs=[{"input": row, **settings} for row in inputs],
                default_task_spec=None if output_schema is None else {"output_schema": output_schema},
                idempotency_key=idempotency_key,
            )
        except (parallel.APIStatusError, TypeError, ValueError):
            work.state = "ended"  # the group has no new runs
            raise
        started = responses.counted(len(added.run_ids), "run")
        await call.progress(f"started {started} in the group {taskgroup_id}")
    response = await _show(call, taskgroup_id, wait_seconds)
    response.result = {**response.result, "run_ids": list(added.run_ids)}
    return response


@tool(
    "parallel_groups_show",
    "Show a task group, or wait for it",
    operation="getTaskGroup",
    takes=("taskgroup_id",),
    own=wait_argument("createTaskRun", 0),
)
async def show_group(call: Call, *, taskgroup_id: str, wait_seconds: float = 0) -> ToolResponse:
    """Show how many runs of a group are in which state. With `wait_seconds` wait until none is active."""
    return await _show(call, taskgroup_id, wait_seconds)


@tool(
    "parallel_groups_results",
    "Read the runs of a group",
    operation="streamTaskGroupRuns",
    takes=("taskgroup_id", "status", "last_event_id"),
    own=_LIMIT,
    result="A list of {run_id, status, input, output, error}, one for each run.",
)
async def read_results(
    call: Call,
    *,
    taskgroup_id: str,
    status: str | None = None,
    last_event_id: str | None = None,
    limit: int = PAGE,
) -> ToolResponse:
    """Read the runs of a group as they are now, with inputs and outputs, page by page."""
    found: list[dict[str, Any]] = []
    cursor, size, more = last_event_id, 0, False
    failure: ToolResponse | None = None
    events = await call.parallel.task_group.get_runs(
        taskgroup_id, status=status, last_event_id=last_event_id, include_input=True, include_output=True
    )
    async with events:
        request_id = events.response.request_id
        try:
            async for event in events:
                entry = _entry(event)
                size += len(responses.to_json(responses.clean(entry)))
                # At least one run a page: one that is too long for a response is shortened.
                if found and (len(found) >= limit or size > responses.MAX_CHARACTERS):
                    more = True
                    break
                found.append(entry)
                cursor = event.get("event_id") or cursor
        except parallel.ParallelError as error:  # what was read is not lost with the rest
            failure = failures.failed(error)
    arguments: dict[str, Any] = {"taskgroup_id": taskgroup_id, "limit": limit, "last_event_id": cursor}
    if status is not None:
        arguments["status"] = status
    next_page = responses.call("parallel_groups_results", **arguments)
    ids = {"taskgroup_id": taskgroup_id}
    if failure is not None:
        failure.result, failure.ids = found, ids
        failure.next = f"{failure.next} After these runs: {next_page}." if found else failure.next
        return failure
    return ToolResponse(
        f"{responses.counted(len(found), 'run')} of the group {taskgroup_id}{', and there are more' if more else ''}.",
        found,
        ids=ids,
        request_id=request_id,
        next=next_page if more else "",
    )


def _entry(event: parallel.GroupRunsEvent[Any]) -> dict[str, Any]:
    if not isinstance(event, parallel.TaskRunEvent) or responses.member(event, "run") is None:
        return {"event": responses.plain(event)}
    entry: dict[str, Any] = {
        "run_id": responses.member(event, "run", "run_id"),
        "status": responses.member(event, "run", "status"),
        "input": responses.member(event, "input", "input"),
        "output": responses.member(event, "output"),
        "error": responses.member(event, "run", "error"),
    }
    optional = ("input", "output", "error")
    return {name: value for name, value in entry.items() if value is not None or name not in optional}


async def _show(call: Call, group_id: str, wait_seconds: float) -> ToolResponse:
    groups = call.parallel.task_group
    if wait_seconds:
        with anyio.move_on_after(wait_seconds):
            async with await groups.events(group_id) as events:
                async for event in events:
                    if isinstance(event, parallel.TaskGroupStatusEvent):
                        await _report(call, group_id, event)
    group = await groups.retrieve(group_id)
    total, is_active = (responses.member(group, "status", name) for name in ("num_task_runs", "is_active"))
    runs = "an unknown number of runs" if total is None else responses.counted(total, "run")
    summary = f"The group {group_id} has {runs}: {_described(group)}."
    if is_active is True:
        return responses.of(group, summary, taskgroup_id=group_id, next=resume(*RESUME, group_id))
    if is_active is False:
        call.ended(group_id)
    next_call = responses.call("parallel_groups_results", taskgroup_id=group_id)
    return responses.of(group, summary, taskgroup_id=group_id, next=next_call)


async def _report(call: Call, group_id: str, event: parallel.TaskGroupStatusEvent) -> None:
    ended = sum(
        responses.whole_number(number) or 0
        for status, number in _counts(event).items()
        if operations.has_ended("TaskRun", status)
    )
    total = responses.whole_number(responses.member(event, "status", "num_task_runs"))
    percent = 100 * ended / total if total and 0 <= ended <= total else None
    await call.progress(f"group {group_id}: {_described(event)}", percent)


def _counts(record: object) -> dict[str, object]:
    """Return how many runs are in which state, of a group or of an event about one."""
    counts = responses.member(record, "status", "task_run_status_counts")
    return cast("dict[str, object]", counts) if isinstance(counts, dict) else {}


def _described(record: object) -> str:
    counts = (f"{responses.line(number)} {status}" for status, number in _counts(record).items() if number)
    return ", ".join(counts) or "none"
