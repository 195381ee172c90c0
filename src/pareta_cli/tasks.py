"""`pareta tasks`: the benchmark catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pareta_cli.command_app import new_command_app
from pareta_cli.output import Output
from pareta_cli.records import as_list
from pareta_cli.safe_text import json_text, money, percent
from pareta_cli.session import SessionArgument

if TYPE_CHECKING:
    from pareta import Leaderboard, LeaderboardEntry, Task, TaskMatch

app = new_command_app(name="tasks", help="The benchmark catalog: tasks and their leaderboards.")


@app.command(name="list")
def list_tasks(*, session: SessionArgument) -> None:
    """List the tasks of the catalog."""
    tasks = list(session.pareta().tasks.list())
    rows = [(task.id, task.default_scorer, task.has_blob_input) for task in tasks]
    session.output.result(tasks, lambda: session.output.table(("TASK", "SCORER", "DOCUMENTS"), rows))


@app.command
def show(task_id: str, /, *, examples: int | None = None, session: SessionArgument) -> None:
    """Show a task with its schema and examples.

    Args:
        task_id: The id of the task, as `pareta tasks list` shows it.
        examples: The number of sample rows.
    """
    task = session.pareta().tasks.retrieve(task_id, examples_n=examples)
    session.output.result(task, lambda: _show_task(session.output, task))


def _show_task(output: Output, task: Task) -> None:
    output.fields(
        [
            ("task", task.id),
            ("scorer", task.default_scorer),
            ("documents", task.has_blob_input),
            ("schema describes", task.output_schema_role),
        ]
    )
    if task.gold_schema:
        output.heading("schema of the expected outputs")
        output.text(json_text(task.gold_schema))
    for example in as_list(task.examples):
        output.heading("example")
        output.text(json_text(example))


@app.command
def match(query: str, /, *, top_k: int | None = None, session: SessionArgument) -> None:
    """Find the tasks that fit a wish.

    Args:
        query: What you want to do, in words.
        top_k: The number of tasks to return at most.
    """
    found = session.pareta().tasks.match(query, top_k=top_k)
    session.output.result(found, lambda: _show_match(session.output, found))


def _show_match(output: Output, found: TaskMatch) -> None:
    chosen = found.chosen.task_id if found.chosen else None
    candidates = list(found.candidates or ())
    if found.chosen and all(one.task_id != chosen for one in candidates):
        candidates.insert(0, found.chosen)
    rows = [
        (one.task_id, percent(one.score), one.confidence, "chosen" if one.task_id == chosen else "")
        for one in candidates
    ]
    output.table(("TASK", "SCORE", "CONFIDENCE", ""), rows)
    if found.reasoning:
        output.note(found.reasoning)
    if not found.matched:
        output.note("No task of the catalog fits.")
    if found.capability:
        output.note(f"What models can do for it: {found.capability.label or found.capability.id}")


@app.command
def leaderboard(task_id: str, /, *, session: SessionArgument) -> None:
    """Show the models that are ranked for a task, with quality and cost.

    Args:
        task_id: The id of the task.
    """
    board = session.pareta().tasks.leaderboard(task_id)
    session.output.result(board, lambda: _show_leaderboard(session.output, board))
    if board.recommended:
        session.output.note(f"Deploy it with: {session.command_line('endpoints', 'deploy', task_id)}")


def _show_leaderboard(output: Output, board: Leaderboard) -> None:
    def row(entry: LeaderboardEntry) -> tuple[object, ...]:
        is_recommended = board.recommended is not None and entry.name == board.recommended
        mark = "recommended" if is_recommended else ""
        context = None if entry.context_k is None else f"{entry.context_k}k"
        cost = money(entry.cost_per_request_micro_usd)
        return (entry.name, entry.kind, percent(entry.quality), cost, context, mark)

    headers = ("MODEL", "KIND", "QUALITY", "COST/REQUEST", "CONTEXT", "")
    output.table(headers, [row(entry) for entry in board.models or ()])
