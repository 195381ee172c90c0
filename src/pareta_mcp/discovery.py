"""Tools that find tasks and models. They cost nothing."""

from __future__ import annotations

from pareta_mcp import responses
from pareta_mcp.calls import Call
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool


@tool("pareta_tasks_list", "List the task catalog", operation="listCatalogTasks")
async def list_tasks(call: Call) -> ToolResponse:
    """List every task of Pareta's catalog. Each is benchmarked: its leaderboard says which model does it best.

    To find the task for a wish in plain words, call pareta_tasks_match instead.
    """
    tasks = await call.pareta.tasks.list()
    return responses.of(tasks, f"The catalog has {responses.counted(len(tasks), 'task')}.")


@tool(
    "pareta_tasks_show",
    "Show a task",
    operation="getCatalogTask",
    takes=("task_id", "examples_n"),
)
async def show_task(call: Call, *, task_id: str, examples_n: int | None = None) -> ToolResponse:
    """Show one task of the catalog: the schema of its expected outputs, its scorer, and examples of its rows."""
    task = await call.pareta.tasks.retrieve(task_id, examples_n=examples_n)
    next_call = responses.call("pareta_tasks_leaderboard", task_id=task_id)
    return responses.of(task, f"This is the task {task_id}.", task_id=task_id, next=next_call)


@tool(
    "pareta_tasks_match",
    "Find the task for a wish",
    operation="matchCatalogTask",
    takes=("query", "top_k"),
    result="TaskMatch with chosen (the task, if one is clearly best), candidates, type, reasoning, capability.",
)
async def match_task(call: Call, *, query: str, top_k: int | None = None) -> ToolResponse:
    """Find the catalog task that fits what somebody wants to do, such as "pull the parties out of contracts".

    Start here if you do not know the task's id.
    """
    match = call.pareta.tasks.match
    found = await (match(query) if top_k is None else match(query, top_k=top_k))
    task_id = responses.member(found, "chosen", "task_id")
    if not isinstance(task_id, str) or not task_id:
        next_call = responses.call("pareta_tasks_list")
        return responses.of(found, "No task is clearly the best: see the candidates.", next=next_call)
    next_call = responses.call("pareta_tasks_leaderboard", task_id=task_id)
    return responses.of(found, f"The task {task_id} fits best.", task_id=task_id, next=next_call)


@tool("pareta_tasks_leaderboard", "Compare models on a task", operation="getLeaderboard", takes=("task_id",))
async def show_leaderboard(call: Call, *, task_id: str) -> ToolResponse:
    """Compare the models on a task: quality, price of a request in micro-USD, and which one is recommended."""
    board = await call.pareta.tasks.leaderboard(task_id)
    next_call = responses.call("pareta_endpoints_deploy", task=task_id)
    models = responses.counted(len(board.models or []), "model")
    summary = f"{models} on {task_id}; recommended: {board.recommended or 'none'}."
    return responses.of(board, summary, task_id=task_id, next=next_call)


@tool(
    "pareta_models_list",
    "List models",
    operation="listFrontierModels",
    takes=("task",),
    result="`models`: what pareta_chat can call. `frontier_models`: candidates for pareta_evals_run.",
)
async def list_models(call: Call, *, task: str | None = None) -> ToolResponse:
    """List the models that can be called now (live endpoints, and `auto`), and the frontier models for evals."""
    models = await call.pareta.models.list()
    frontier = await call.pareta.evals.frontier_models(task)
    to_call, to_compare = (
        responses.counted(len(models), "model"),
        responses.counted(len(frontier), "frontier model"),
    )
    response = responses.of(models, f"{to_call} can be called; {to_compare}.")
    response.result = {
        "models": [responses.plain(one) for one in models],
        "frontier_models": [responses.plain(one) for one in frontier],
    }
    return response
