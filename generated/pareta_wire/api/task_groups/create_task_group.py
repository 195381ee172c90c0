# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/tasks/groups: Create a group of runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARALLEL, UNCONFIRMED
from ...operation import Operation, Request, plain

if TYPE_CHECKING:
    from ...models.task_group import TaskGroup
    from ...models.task_group_input import TaskGroupInput


def _answer_200(data: object) -> TaskGroup:
    return _reader_200()(data)


@cache
def _reader_200() -> Callable[[object], TaskGroup]:
    # The models are loaded with the first answer, and not looked for at each.
    from ...models.task_group import TaskGroup

    return TaskGroup.from_dict


OPERATION: Operation[TaskGroup, Never] = Operation(
    id="createTaskGroup",
    api=PARALLEL,
    method="POST",
    path="/v1/tasks/groups",
    retry=UNCONFIRMED,
    idempotency="unconfirmed-key",
    answers={200: _answer_200},
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({401, 403, 422, 429, 500, 502, 503, 504}),
)


def create_task_group(*, body: TaskGroupInput) -> Request[TaskGroup, Never]:
    """Create a group of runs.

    Makes an empty group, to which runs are added afterwards.

    `POST /v1/tasks/groups`; may fail with 401, 403, 422, 429, 500, 502, 503, 504.

    Args:
        body: A new group of runs.
    """
    return Request(OPERATION, OPERATION.path, body=plain(body))
