# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""DELETE /v1/eval-sets/{eval_set_id}: Delete an eval set."""

from __future__ import annotations

from typing import Never

from ...apis import PARETA, SAFE
from ...model import Empty
from ...operation import Operation, Request, fill

OPERATION: Operation[Empty, Never] = Operation(
    id="deleteEvalSet",
    api=PARETA,
    method="DELETE",
    path="/v1/eval-sets/{eval_set_id}",
    retry=SAFE,
    idempotency="natural",
    empty_responses=frozenset({204}),
    error_statuses=frozenset({401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def delete_eval_set(eval_set_id: str) -> Request[Empty, Never]:
    """Delete an eval set.

    Removes the set with its rows and documents.

    `DELETE /v1/eval-sets/{eval_set_id}`; may fail with 401, 403, 404, 408, 409, 422, 429, 500, 502, 503,
    504.

    Args:
        eval_set_id: Id of an eval set.

    Returns:
        The request, not sent yet, with the result `Empty`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An id is empty, or would lead to another path.
    """
    return Request(OPERATION, fill(OPERATION.path, eval_set_id=eval_set_id))
