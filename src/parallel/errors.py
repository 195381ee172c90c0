"""The errors of the Task API, one tree under `ParallelError`. `pareta_core.errors` describes their attributes.

ParallelError
├── APIConnectionError ── APITimeoutError ── WaitTimeoutError
│                      └─ OutcomeUnknownError
├── APIResponseError
├── IncompleteResponseError (both an APIConnectionError and an APIResponseError)
├── StreamError ── StreamEndedError
├── TaskRunFailedError
├── OutputParseError
├── webhooks.WebhookVerificationError (in parallel.webhooks)
└── APIStatusError
    ├── BadRequestError (400)             ├── NotFoundError (404)
    ├── AuthenticationError (401)         ├── ConflictError (409)
    ├── InsufficientCreditsError (402)    ├── UnprocessableEntityError (422)
    ├── PermissionDeniedError (403)       ├── RateLimitError (429)
    └──────────────────────────────────── └── InternalServerError (500 and above)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import parallel
from pareta_core import errors as core
from pareta_core.redaction import redacted, redactor_of
from pareta_wire.apis import PARALLEL, TASK_RUN_OUTCOME

if TYPE_CHECKING:
    from pareta_wire.model import Model

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "IncompleteResponseError", "InsufficientCreditsError", "InternalServerError",
    "NotFoundError", "OutcomeUnknownError", "OutputParseError", "ParallelError", "PermissionDeniedError",
    "RateLimitError", "StreamEndedError", "StreamError", "TaskRunFailedError", "UnprocessableEntityError",
    "WaitTimeoutError",
]
# fmt: on


class ParallelError(core.SDKError):
    """The base of every error of the Task API's client, except `TypeError` and `ValueError` for invalid arguments."""


class APIConnectionError(ParallelError, core.APIConnectionError):
    """There was no response: the connection could not be made, or was lost. Check the network and the base URL."""


class APITimeoutError(APIConnectionError, core.APITimeoutError):
    """There was no response within the timeout. Raise `timeout=`, or try again later."""


class WaitTimeoutError(APITimeoutError, core.WaitTimeoutError):
    """A wait reached its `timeout`. The run continues; `task_run.result(error.id)` continues the wait."""


class OutcomeUnknownError(APIConnectionError, core.OutcomeUnknownError):
    """It is unknown whether a billed request was accepted. Repeat it with its `idempotency_key`, after a check."""


class APIResponseError(ParallelError, core.APIResponseError):
    """A success whose body is not what the API promises: not valid JSON, or of another shape."""


class IncompleteResponseError(APIConnectionError, APIResponseError, core.IncompleteResponseError):
    """The connection was lost in the middle of a success. `response` has what was received. Repeat the call."""


class StreamError(ParallelError, core.StreamError):
    """A stream broke: a malformed event, or a connection lost in the middle of one."""


class StreamEndedError(StreamError, core.StreamEndedError):
    """A stream ended in the middle of an event."""


class TaskRunFailedError(ParallelError):
    """A run ended without a result.

    Attributes:
        run_id: The id of the run.
        ref_id: The service's reference for the failure; its support asks for it.
        status: How the run ended: `failed` or `cancelled`.
        run: The run.
    """

    def __init__(
        self,
        message: str,
        *,
        run_id: str | None = None,
        ref_id: str | None = None,
        status: str | None = None,
        run: parallel.TaskRun | None = None,
        **context: Any,
    ) -> None:
        redact = redactor_of(run)
        super().__init__(redact(message), **context)
        self.run_id: str | None = run_id
        self.ref_id: str | None = redact.value(ref_id)
        self.status: str | None = redact.value(status)
        self.run: parallel.TaskRun | None = run


def run_has_ended(run: parallel.TaskRun) -> bool:
    """Return whether a run is over. If the service does not say whether it is active, its status does.

    Args:
        run: The run, as the service describes it.
    """
    active = run.get("is_active")
    if isinstance(active, bool):
        return not active
    return TASK_RUN_OUTCOME.ended(run.status)


def run_failed(run: parallel.TaskRun, run_id: str | None, **context: Any) -> TaskRunFailedError:
    """Return the error for a run that ended without a result.

    Args:
        run: The run, as the service describes it.
        run_id: Its id.
        **context: What else the error has, such as `request_id`.
    """
    run = redacted(run)  # it becomes part of the error
    reason = run.error.message if run.error else None
    ref_id = run.error.ref_id if run.error else None
    return TaskRunFailedError(
        f"task run {run_id} ended as {run.status}: {reason or 'the service gave no reason'}"
        + (f" (reference {ref_id})" if ref_id else ""),
        run_id=run_id,
        ref_id=ref_id,
        status=run.status,
        run=run,
        **context,
    )


class OutputParseError(ParallelError):
    """A run completed, but its output does not fit the output type.

    Attributes:
        run_id: The id of the run.
        result: The result, with the output as the API returned it, apart from the credentials of the request. Nothing
            is lost.
    """

    def __init__(
        self,
        message: str,
        *,
        run_id: str | None = None,
        result: parallel.TaskRunResult[Any] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(redactor_of(result)(message), **context)
        self.run_id: str | None = run_id
        self.result: parallel.TaskRunResult[Any] | None = redacted(result)


class APIStatusError(ParallelError, core.APIStatusError):
    """The API returned an error status: see `status_code`, `detail`, `ref_id`, `request_id` and `response`."""


class BadRequestError(APIStatusError, core.BadRequestError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError, core.AuthenticationError):
    """401: the key is missing or wrong."""


class InsufficientCreditsError(APIStatusError, core.InsufficientCreditsError):
    """402: no credit is left."""


class PermissionDeniedError(APIStatusError, core.PermissionDeniedError):
    """403: the key lacks the permission, such as for this processor."""


class NotFoundError(APIStatusError, core.NotFoundError):
    """404: there is no such run or group."""


class ConflictError(APIStatusError, core.ConflictError):
    """409: the request conflicts with something that exists."""


class UnprocessableEntityError(APIStatusError, core.UnprocessableEntityError):
    """422: the request is invalid; the message names the fields."""


class RateLimitError(APIStatusError, core.RateLimitError):
    """429: too many requests. Send fewer at once, or raise `max_retries`."""


class InternalServerError(APIStatusError, core.InternalServerError):
    """500 and above: the service failed. Try again later."""


ERRORS = core.ErrorClasses(
    root=ParallelError,
    connection=APIConnectionError,
    timeout=APITimeoutError,
    wait_timeout=WaitTimeoutError,
    outcome_unknown=OutcomeUnknownError,
    response=APIResponseError,
    incomplete=IncompleteResponseError,
    stream=StreamError,
    stream_ended=StreamEndedError,
    status=APIStatusError,
    server=InternalServerError,
    fields=PARALLEL.error_fields,
    by_kind={
        "bad-request": BadRequestError,
        "authentication": AuthenticationError,
        "insufficient-credits": InsufficientCreditsError,
        "permission-denied": PermissionDeniedError,
        "not-found": NotFoundError,
        "conflict": ConflictError,
        "unprocessable": UnprocessableEntityError,
        "rate-limit": RateLimitError,
    },
)


RUN_NOTE = "Task run {id} was started: task_run.result('{id}') waits for it."
"""What the note of an exception says that ends the wait for a run."""


def missing_id(call: str, response: Model, problem: str) -> core.OutcomeUnknownError:
    """Return the error for a billed request whose success lacks the id of what it started.

    Args:
        call: The operation.
        response: The decoded response; it becomes the error's `partial`.
        problem: What is wrong with it.
    """
    error = core.malformed_response(ERRORS, call, response, problem)
    unknown = core.outcome_unknown(ERRORS, error.message, error.idempotency_key, error)
    unknown.partial = error.partial
    return unknown
