"""The errors of the Task API, one tree under `ParallelError`. What they carry is told in `pareta_core.errors`.

ParallelError
├── APIConnectionError ── APITimeoutError ── WaitTimeoutError
│                      └─ OutcomeUnknownError
├── APIResponseError
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

from pareta_core import errors as core

if TYPE_CHECKING:
    from parallel.types import TaskRun, TaskRunResult
    from pareta_wire.model import Model

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "InsufficientCreditsError", "InternalServerError",
    "NotFoundError", "OutcomeUnknownError", "OutputParseError", "ParallelError", "PermissionDeniedError",
    "RateLimitError", "StreamEndedError", "StreamError", "TaskRunFailedError", "UnprocessableEntityError",
    "WaitTimeoutError",
]
# fmt: on


class ParallelError(core.SDKError):
    """The root of all that the Task API's client raises by itself, mistakes in a call excepted."""


class APIConnectionError(ParallelError, core.APIConnectionError):
    """No answer came: the connection could not be made, or was lost."""


class APITimeoutError(APIConnectionError, core.APITimeoutError):
    """No answer came within the time allowed."""


class WaitTimeoutError(APITimeoutError, core.WaitTimeoutError):
    """A wait ran past its `timeout`. The run goes on; `id` is its run id, for `task_run.result(id)` later."""


class OutcomeUnknownError(APIConnectionError, core.OutcomeUnknownError):
    """Nobody knows what became of a paid request: it may have been accepted and billed, or not."""


class APIResponseError(ParallelError, core.APIResponseError):
    """A success that is not what the API promises: no JSON, or of another shape."""


class StreamError(ParallelError, core.StreamError):
    """A stream broke: a malformed event, or the line was lost in the middle of one."""


class StreamEndedError(StreamError, core.StreamEndedError):
    """A stream ended in the middle of an event."""


class TaskRunFailedError(ParallelError):
    """A run ended without a result. `run_id`, `ref_id` (for the service's support), `status`, and the whole `run`."""

    def __init__(
        self,
        message: str,
        *,
        run_id: str | None = None,
        ref_id: str | None = None,
        status: str | None = None,
        run: TaskRun | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.run_id: str | None = run_id
        self.ref_id: str | None = ref_id
        self.status: str | None = status
        self.run: TaskRun | None = run


class OutputParseError(ParallelError):
    """A run has its result, and it does not fit the type asked for. Nothing is lost: it is in `result`."""

    def __init__(
        self,
        message: str,
        *,
        run_id: str | None = None,
        result: TaskRunResult[Any] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.run_id: str | None = run_id
        self.result: TaskRunResult[Any] | None = result


class APIStatusError(ParallelError, core.APIStatusError):
    """The API answered with a status that is no success: `status_code`, `detail`, `ref_id`, `request_id`."""


class BadRequestError(APIStatusError, core.BadRequestError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError, core.AuthenticationError):
    """401: the key is missing or wrong."""


class InsufficientCreditsError(APIStatusError, core.InsufficientCreditsError):
    """402: no credit is left."""


class PermissionDeniedError(APIStatusError, core.PermissionDeniedError):
    """403: the key may not use this processor."""


class NotFoundError(APIStatusError, core.NotFoundError):
    """404: there is no such run or group."""


class ConflictError(APIStatusError, core.ConflictError):
    """409: it clashes with what is there."""


class UnprocessableEntityError(APIStatusError, core.UnprocessableEntityError):
    """422: the request does not fit the API's rules; the message names the places."""


class RateLimitError(APIStatusError, core.RateLimitError):
    """429: too many requests."""


class InternalServerError(APIStatusError, core.InternalServerError):
    """500 and above: the service failed."""


ERRORS = core.ErrorClasses(
    root=ParallelError,
    connection=APIConnectionError,
    timeout=APITimeoutError,
    wait_timeout=WaitTimeoutError,
    outcome_unknown=OutcomeUnknownError,
    response=APIResponseError,
    stream=StreamError,
    stream_ended=StreamEndedError,
    status=APIStatusError,
    server=InternalServerError,
    by_status={
        400: BadRequestError,
        401: AuthenticationError,
        402: InsufficientCreditsError,
        403: PermissionDeniedError,
        404: NotFoundError,
        409: ConflictError,
        422: UnprocessableEntityError,
        429: RateLimitError,
    },
)


def unusable_start(call: str, answer: Model, problem: str) -> core.OutcomeUnknownError:
    """The error for a start that was answered with success, but without what leads to what was started."""
    error = core.malformed_response(ERRORS, call, answer, problem)
    unknown = core.outcome_unknown(ERRORS, error.message, error.idempotency_key, error)
    unknown.partial = answer
    return unknown
