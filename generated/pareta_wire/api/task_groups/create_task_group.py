# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/groups: Create a group of runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, UNCONFIRMED
from ...operation import Operation, Request, json_body

if TYPE_CHECKING:
    from ...models.task_group import TaskGroup
    from ...models.task_group_input import TaskGroupInput


def _decode_200(data: object) -> TaskGroup:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], TaskGroup]:
    # Import the models with the first response, and only then.
    from ...models.task_group import decode_task_group

    return decode_task_group


OPERATION: Operation[TaskGroup, Never] = Operation(
    id="createTaskGroup",
    api=PARALLEL,
    method="POST",
    path="/v1/tasks/groups",
    retry=UNCONFIRMED,
    idempotency="unconfirmed-key",
    responses={200: _decode_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({401, 403, 422, 429, 500, 502, 503, 504}),
)


def create_task_group(*, body: TaskGroupInput) -> Request[TaskGroup, Never]:
    """Create a group of runs.

    Makes an empty group, to which runs are added afterwards.

    `POST /v1/tasks/groups`; may fail with 401, 403, 422, 429, 500, 502, 503, 504.

    Args:
        body: A new group of runs.

    Returns:
        The request, not sent yet, with the result `TaskGroup`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
