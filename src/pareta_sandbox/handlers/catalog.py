"""Handlers for the benchmark catalog."""

from __future__ import annotations

from pareta_sandbox.errors import not_found
from pareta_sandbox.handler_responses import HandlerResponse, JsonBody
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state.catalog_data import CatalogTask

DEFAULT_EXAMPLES = 3
DEFAULT_TOP_K = 5


def list_tasks(context: RequestContext) -> HandlerResponse:
    """Return all tasks."""
    return JsonBody({"tasks": [task.as_json() for task in context.state.catalog.tasks.values()]})


def get_task(context: RequestContext) -> HandlerResponse:
    """Return one task, with its schema and examples."""
    return JsonBody(_task(context).as_json(context.query.get("examples_n", DEFAULT_EXAMPLES)))


def match(context: RequestContext) -> HandlerResponse:
    """Find tasks for a query."""
    body = context.body
    return JsonBody(context.state.catalog.match(body["query"], body.get("top_k", DEFAULT_TOP_K)))


def leaderboard(context: RequestContext) -> HandlerResponse:
    """Return the leaderboard of a task."""
    return JsonBody(context.state.catalog.leaderboard(_task(context)))


def _task(context: RequestContext) -> CatalogTask:
    task = context.state.catalog.tasks.get(context.path["task_id"])
    if task is None:
        raise not_found("task", context.path["task_id"])
    return task
