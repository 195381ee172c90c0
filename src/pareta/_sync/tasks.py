# Mirrored from src/pareta/_async/tasks.py by codegen/mirror.py; do not edit.
"""`tasks`: the benchmark catalog: which tasks there are, and which model does each best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pareta.decoding import list_in
from pareta.types import Array, Leaderboard, Task, TaskMatch
from pareta_core import arguments
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.encoding import tolerant
from pareta_core.redaction import masked_headers
from pareta_wire import (
    CatalogTaskMatchRequest,
    get_catalog_task,
    get_leaderboard,
    list_catalog_tasks,
    match_catalog_task,
)


class Tasks:
    """`tasks`: search the catalog and compare models.

    Example:
        ```python
        match = pa.tasks.match("pull the parties out of contracts")
        if match.chosen and match.chosen.task_id:
            print(pa.tasks.recommended(match.chosen.task_id))
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Array[Task]:
        """List every task of the catalog.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The tasks.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for task in pa.tasks.list():
                print(task.id)
            ```

        API: GET /v1/tasks
        """
        extra_headers = masked_headers(extra_headers)
        decode = list_in("CatalogTaskList", "tasks", Task.from_dict)
        return self._transport.send(
            list_catalog_tasks(),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=decode,
        )

    def retrieve(
        self,
        task_id: str,
        *,
        examples_n: int | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Task:
        """Retrieve one task with its schema and some examples.

        Args:
            task_id: The id of the task, such as `tasks.list()[0].id`.
            examples_n: Number of examples; the server's default if not given.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The task.

        Raises:
            NotFoundError: The catalog has no such task.

        Example:
            ```python
            task = pa.tasks.retrieve("contract-key-fields", examples_n=2)
            ```

        API: GET /v1/tasks/{task_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = get_catalog_task(arguments.identifier("task_id", task_id), examples_n=examples_n)
        return self._transport.send(
            request, request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        )

    def match(
        self,
        query: str,
        *,
        top_k: int | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> TaskMatch:
        """Find the tasks that match a description.

        Args:
            query: What you want to do, in your own words: "pull the parties out of contracts".
            top_k: Maximum number of candidates; the server returns 5 if not given.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            `matched`, the `chosen` candidate if one is clearly best, and all `candidates` with their scores. Its
            `type` also says whether the description is a `capability` that no task measures.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            match = pa.tasks.match("pull the parties out of contracts", top_k=3)
            print(match.matched, match.chosen)
            ```

        API: POST /v1/tasks/match
        """
        extra_headers = masked_headers(extra_headers)
        body = CatalogTaskMatchRequest(query=arguments.string("query", query), top_k=top_k)
        request = match_catalog_task(body=body)
        return self._transport.send(
            request,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                idempotency_key=idempotency_key,
            ),
            decode=tolerant(TaskMatch.from_dict, essential={"candidates"}),
        )

    def leaderboard(
        self,
        task_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Leaderboard:
        """Compare the models of a task by quality and cost. Model names are aliases within the task.

        Args:
            task_id: The id of the task, such as `tasks.list()[0].id`.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The leaderboard: `models`, and the alias in `recommended`.

        Raises:
            NotFoundError: The catalog has no such task.

        Example:
            ```python
            board = pa.tasks.leaderboard("contract-key-fields")
            for entry in board.models:
                print(entry.name, entry.quality, entry.cost_per_request_micro_usd)
            ```

        API: GET /v1/tasks/{task_id}/leaderboard
        """
        extra_headers = masked_headers(extra_headers)
        request = get_leaderboard(arguments.identifier("task_id", task_id))
        return self._transport.send(
            request,
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=tolerant(Leaderboard.from_dict, essential={"models"}),
        )

    def recommended(
        self,
        task_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> str | None:
        """Return the alias of the model that is recommended for a task.

        Args:
            task_id: The id of the task, such as `tasks.list()[0].id`.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The alias; None if no model is recommended.

        Raises:
            NotFoundError: The catalog has no such task.

        Example:
            ```python
            model = pa.tasks.recommended("contract-key-fields")
            ```

        API: GET /v1/tasks/{task_id}/leaderboard
        """
        extra_headers = masked_headers(extra_headers)
        return (
            self.leaderboard(task_id, timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        ).recommended
