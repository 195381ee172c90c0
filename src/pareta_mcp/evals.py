"""Tools that evaluate models on the user's own rows."""

from __future__ import annotations

from typing import Any, Literal

import pareta
from pareta_mcp import operations, responses
from pareta_mcp.calls import WAIT_SECONDS, Call, resume
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool, wait_argument

RESUME = ("pareta_evals_show", "run_id")
RESULT = (
    "EvalRun: id, status, results (quality_mean and its interval, mean_cost_micro_usd), total_cost_micro_usd."
)
# The API takes the rows as a file of JSON lines. An agent passes objects.
ROWS: dict[str, operations.Schema] = {
    "items": {
        "type": "array",
        "items": {"type": "object"},
        "minItems": 1,
        "description": 'The rows: {"input": {…}, "expected_output": {…}}.',
    }
}
FRONTIER: dict[str, operations.Schema] = {
    "frontier": {
        "enum": ["none", "benchmarked", "all"],
        "description": "Frontier models as further candidates: none, those benchmarked for the task, or all.",
    }
}


@tool(
    "pareta_evals_sets",
    "List eval sets, or show one",
    operation="getEvalSet",
    takes=("eval_set_id",),
    result="EvalSet, or a list of them, with id, task_id, name, item_count, prompt.",
)
async def show_sets(call: Call, *, eval_set_id: str | None = None) -> ToolResponse:
    """List the eval sets of the account, or show the one with this id."""
    sets = call.pareta.evals.sets
    if eval_set_id is None:
        found = await sets.list()
        return responses.of(found, f"{responses.counted(len(found), 'eval set')}.")
    one = await sets.retrieve(eval_set_id)
    next_call = responses.call("pareta_evals_run", eval_set_id=one.id)
    return responses.of(one, f"This is the eval set {one.id}.", eval_set_id=one.id, next=next_call)


@tool(
    "pareta_evals_create_set",
    "Upload rows as an eval set",
    operation="createEvalSet",
    takes=("prompt", "task_id", "name", "idempotency_key"),
    own=ROWS,
    effect="adds",
    result="EvalSet with id, task_id, name, item_count, prompt.",
)
async def create_set(
    call: Call,
    *,
    items: list[dict[str, Any]],
    prompt: str | None = None,
    task_id: str | None = None,
    name: str | None = None,
    idempotency_key: str | None = None,
) -> ToolResponse:
    """Upload rows to evaluate models on. Pass a `prompt` (and `task_id`, if it is known)."""
    work = call.begin("eval set", "pareta_evals_sets", "eval_set_id")
    with call.starting(work):
        made = await call.pareta.evals.sets.create(
            items=items, prompt=prompt, task=task_id, name=name, idempotency_key=idempotency_key
        )
    work.id, work.state = made.id, "ended"
    next_call = responses.call("pareta_evals_run", eval_set_id=made.id)
    return responses.of(
        made,
        f"The eval set {made.id} has {responses.counted(len(items), 'row')}.",
        eval_set_id=made.id,
        next=next_call,
    )


@tool(
    "pareta_evals_delete_set",
    "Delete an eval set for good",
    operation="deleteEvalSet",
    takes=("eval_set_id",),
    effect="destroys",
)
async def delete_set(call: Call, *, eval_set_id: str) -> ToolResponse:
    """Delete an eval set and its rows. This cannot be undone: ask the user first, unless they told you to."""
    empty = await call.pareta.evals.sets.delete(eval_set_id)
    response = responses.of(empty, f"The eval set {eval_set_id} was deleted.", eval_set_id=eval_set_id)
    response.result = None
    return response


@tool(
    "pareta_evals_propose",
    "Find the task of rows",
    operation="proposeEvalContract",
    takes=("prompt",),
    own=ROWS,
)
async def propose(call: Call, *, items: list[dict[str, Any]], prompt: str) -> ToolResponse:
    """Ask which tasks of the catalog rows and a prompt may belong to. Nothing is stored or billed."""
    contract = await call.pareta.evals.sets.propose_contract(items, prompt=prompt)
    return responses.of(contract, f"{responses.counted(len(contract.proposals or []), 'task')} may fit.")


@tool(
    "pareta_evals_run",
    "Evaluate models on an eval set",
    operation="createEvalRun",
    takes=("eval_set_id", "candidate_model_ids", "idempotency_key"),
    own={**FRONTIER, **wait_argument("createEvalRun")},
    effect="adds",
    costs="every candidate is run on every row, frontier models at their vendors' prices. Say to the user what you are"
    " about to run; begin with few rows and candidates.",
    result=RESULT,
)
async def run_eval(
    call: Call,
    *,
    eval_set_id: str,
    candidate_model_ids: list[str] | None = None,
    frontier: Literal["none", "benchmarked", "all"] | None = None,
    idempotency_key: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
) -> ToolResponse:
    """Score models on the rows of an eval set (pareta_evals_create_set). Pass candidates, `frontier`, or both."""
    work = call.begin("eval run", *RESUME)
    with call.starting(work):
        run = await call.pareta.evals.runs.create(
            eval_set=eval_set_id,
            models=candidate_model_ids,
            frontier=frontier,
            idempotency_key=idempotency_key,
        )
        await call.accepted(work, run.id)
    return await _show(call, run.id, wait_seconds)


@tool(
    "pareta_evals_show",
    "Show an eval run, or wait for it",
    operation="getEvalRun",
    takes=("run_id",),
    own=wait_argument("getEvalRun", 0),
    result=RESULT,
)
async def show_run(call: Call, *, run_id: str, wait_seconds: float = 0) -> ToolResponse:
    """Show an eval run with its results and its cost so far. With `wait_seconds` wait until it has ended."""
    return await _show(call, run_id, wait_seconds)


async def _show(call: Call, run_id: str, wait_seconds: float) -> ToolResponse:
    async def show(run: pareta.EvalRun) -> None:
        cost = run.cost_micro_usd
        spent = "" if cost is None else f", {cost} micro-USD so far"
        await call.progress(f"eval run {run_id} is {responses.state(run.status)}{spent}")

    runs = call.pareta.evals.runs
    if wait_seconds:
        try:
            run = await runs.wait(run_id, timeout=wait_seconds, on_event=show)
        except pareta.WaitTimeoutError:
            run = await runs.retrieve(run_id)
    else:
        run = await runs.retrieve(run_id)
    if not run.is_terminal:
        summary = f"The eval run {run_id} is {responses.state(run.status)}. It continues at the service."
        return responses.of(run, summary, run_id=run_id, next=resume(*RESUME, run_id))
    call.ended(run_id)
    response = responses.of(run, f"The eval run {run_id} is {run.status}.", run_id=run_id)
    if operations.has_failed("EvalRun", run.status):
        response.failed, response.error = True, "EvalRunFailed"
        reason = responses.line(run.error_detail or "the service gave no reason")
        response.summary = f"The eval run {run_id} failed: {reason}"
        response.next = (
            "Correct the rows or the candidates, and start another run: this one does not continue."
        )
    return response
