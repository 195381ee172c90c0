# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/endpoints: Deploy a model for a task."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Never

from ...apis import PARETA, SAFE
from ...model import NamedEvent, Unknown, unknown_event
from ...operation import Operation, Request, StreamRules, json_body

if TYPE_CHECKING:
    from ...models.deploy_complete import DeployComplete
    from ...models.deploy_failed import DeployFailed
    from ...models.deploy_progress import DeployProgress
    from ...models.deploy_request import DeployRequest


@cache
def _load_event() -> Callable[
    [str, object],
    NamedEvent[DeployProgress] | NamedEvent[DeployComplete] | NamedEvent[DeployFailed] | NamedEvent[Unknown],
]:
    # Import the models with the first event, and only then.
    from ...models.deploy_complete import decode_deploy_complete
    from ...models.deploy_failed import decode_deploy_failed
    from ...models.deploy_progress import decode_deploy_progress

    def read(
        event: str, data: object
    ) -> (
        NamedEvent[DeployProgress]
        | NamedEvent[DeployComplete]
        | NamedEvent[DeployFailed]
        | NamedEvent[Unknown]
    ):
        if event == "progress":
            return NamedEvent(event, decode_deploy_progress(data), data)
        if event == "complete":
            return NamedEvent(event, decode_deploy_complete(data), data)
        if event == "error":
            return NamedEvent(event, decode_deploy_failed(data), data)
        return unknown_event(event, data)

    return read


OPERATION: Operation[
    Never,
    NamedEvent[DeployProgress] | NamedEvent[DeployComplete] | NamedEvent[DeployFailed] | NamedEvent[Unknown],
] = Operation(
    id="deployEndpoint",
    api=PARETA,
    method="POST",
    path="/v1/endpoints",
    retry=SAFE,
    idempotency="key",
    stream=StreamRules(_load_event, named=True, end_events=frozenset({"complete", "error"})),
    stream_only=True,
    idempotency_header="Idempotency-Key",
    error_statuses=frozenset({400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def deploy_endpoint(
    *, body: DeployRequest
) -> Request[
    Never,
    NamedEvent[DeployProgress] | NamedEvent[DeployComplete] | NamedEvent[DeployFailed] | NamedEvent[Unknown],
]:
    """Deploy a model for a task.

    Deploys the model and reports the progress as named events: any number of `progress`, then one
    `complete` with the live endpoint or one `error` with the reason.

    `POST /v1/endpoints`; may fail with 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504.

    Args:
        body: A model to deploy for a task. Members not listed here are passed on.

    Returns:
        The request, not sent yet, with events `NamedEvent[DeployProgress] | NamedEvent[DeployComplete] |
        NamedEvent[DeployFailed] | NamedEvent[Unknown]`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
