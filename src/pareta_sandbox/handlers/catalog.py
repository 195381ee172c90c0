"""The benchmark catalog over HTTP. What is in it stands in state/catalog.py."""

from __future__ import annotations

from pareta_sandbox.exchange import Answer, Call, JsonAnswer, not_found
from pareta_sandbox.state.catalog import CatalogTask

EXAMPLES = 3
TOP_K = 5


def list_tasks(call: Call) -> Answer:
    return JsonAnswer({"tasks": [task.as_json() for task in call.state.catalog.tasks.values()]})


def get_task(call: Call) -> Answer:
    return JsonAnswer(_task(call).as_json(call.query.get("examples_n", EXAMPLES)))


def match(call: Call) -> Answer:
    return JsonAnswer(call.state.catalog.match(call.body["query"], call.body.get("top_k", TOP_K)))


def leaderboard(call: Call) -> Answer:
    return JsonAnswer(call.state.catalog.leaderboard(_task(call)))


def _task(call: Call) -> CatalogTask:
    task = call.state.catalog.tasks.get(call.path["task_id"])
    if task is None:
        raise not_found("task", call.path["task_id"])
    return task
