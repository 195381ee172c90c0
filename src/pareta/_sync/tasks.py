# Mirrored from src/pareta/_async/tasks.py by codegen/mirror.py; do not edit.
"""`tasks`: the benchmark catalog: what can be done, and which model does it best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pareta.types import Array, Leaderboard, Task, TaskMatch, with_response
from pareta_core import arguments
from pareta_core.config import RequestOptions, call_options
from pareta_wire import (
    CatalogTaskMatchRequest,
    get_catalog_task,
    get_leaderboard,
    list_catalog_tasks,
    match_catalog_task,
)

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport


class Tasks:
    """`tasks`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, **options: Unpack[RequestOptions]) -> Array[Task]:
        """Every task of the catalog.

        API: GET /v1/tasks
        """
        answer = self._transport.send(list_catalog_tasks(), call_options(options))
        return with_response(answer.tasks, answer)

    def retrieve(
        self, task_id: str, *, examples_n: int | None = None, **options: Unpack[RequestOptions]
    ) -> Task:
        """One task with its schema and some examples.

        Args:
            task_id: As in `tasks.list()[0].id`.
            examples_n: How many examples; the server decides where not given.

        API: GET /v1/tasks/{task_id}
        """
        request = get_catalog_task(arguments.identifier("task_id", task_id), examples_n=examples_n)
        return self._transport.send(request, call_options(options))

    def match(self, query: str, *, top_k: int | None = None, **options: Unpack[RequestOptions]) -> TaskMatch:
        """The tasks that fit a description of what you want to do.

        Args:
            query: In plain words: "pull the parties out of contracts".
            top_k: How many candidates at the most; the server gives 5 where not given.

        Returns:
            `matched`, the `chosen` candidate if there is a clear one, and all `candidates` with their scores.

        API: POST /v1/tasks/match
        """
        body = CatalogTaskMatchRequest(query=arguments.string("query", query), top_k=top_k)
        return self._transport.send(match_catalog_task(body=body), call_options(options))

    def leaderboard(self, task_id: str, **options: Unpack[RequestOptions]) -> Leaderboard:
        """Which models do a task how well and at what cost. Model names are per-task aliases.

        API: GET /v1/tasks/{task_id}/leaderboard
        """
        request = get_leaderboard(arguments.identifier("task_id", task_id))
        return self._transport.send(request, call_options(options))

    def recommended(self, task_id: str, **options: Unpack[RequestOptions]) -> str | None:
        """The alias of the model that is recommended for a task; None where there is no recommendation.

        API: GET /v1/tasks/{task_id}/leaderboard
        """
        return (self.leaderboard(task_id, **options)).recommended
