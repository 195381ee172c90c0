"""The errors of the Pareta API, one tree under `ParetaError`. What they carry is told in `pareta_core.errors`.

ParetaError
├── APIConnectionError ── APITimeoutError ── WaitTimeoutError
├── APIResponseError
├── StreamError ── StreamEndedError
└── APIStatusError
    ├── BadRequestError (400, 422)        ├── NotFoundError (404)
    ├── AuthenticationError (401)         ├── ConflictError (409)
    ├── InsufficientCreditsError (402)    ├── RateLimitError (429)
    ├── PermissionDeniedError (403)       │
    └── InternalServerError (500 and above) ── EndpointNotReadyError (503)
"""

from __future__ import annotations

from pareta_core import errors as core

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "DeployError", "EndpointNotReadyError",
    "InsufficientCreditsError", "InternalServerError", "NotFoundError", "OutcomeUnknownError", "ParetaError",
    "PermissionDeniedError", "RateLimitError", "StreamEndedError", "StreamError", "WaitTimeoutError",
]
# fmt: on


class ParetaError(core.SDKError):
    """The root of all that the Pareta client raises by itself, mistakes in a call excepted."""


class APIConnectionError(ParetaError, core.APIConnectionError):
    """No answer came: the connection could not be made, or was lost."""


class APITimeoutError(APIConnectionError, core.APITimeoutError):
    """No answer came within the time allowed."""


class WaitTimeoutError(APITimeoutError, core.WaitTimeoutError):
    """A wait ran past its `timeout`. The work goes on at the server; `id` is what to go on waiting for."""


class OutcomeUnknownError(APIConnectionError, core.OutcomeUnknownError):
    """The line was lost with a request on it that may not be sent twice."""


class APIResponseError(ParetaError, core.APIResponseError):
    """A success that is not what the API promises: no JSON, or of another shape."""


class StreamError(ParetaError, core.StreamError):
    """A stream broke: a malformed event, or a failure that the service reported in mid-stream."""


class StreamEndedError(StreamError, core.StreamEndedError):
    """A stream ended before its end marker: what came is not all."""


class DeployError(ParetaError):
    """The service reported that a deploy failed. The message says why."""


class APIStatusError(ParetaError, core.APIStatusError):
    """The API answered with a status that is no success: `status_code`, `detail`, `request_id`, `response`."""


class BadRequestError(APIStatusError, core.BadRequestError, core.UnprocessableEntityError):
    """400 or 422: the request is malformed or does not fit."""


class AuthenticationError(APIStatusError, core.AuthenticationError):
    """401: the key is missing, wrong, or of another environment."""


class InsufficientCreditsError(APIStatusError, core.InsufficientCreditsError):
    """402: the organisation's balance is used up. Top up in the dashboard."""


class PermissionDeniedError(APIStatusError, core.PermissionDeniedError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError, core.NotFoundError):
    """404: there is no such endpoint, task, set or run."""


class ConflictError(APIStatusError, core.ConflictError):
    """409: it clashes with what is there, such as an endpoint of the same name."""


class RateLimitError(APIStatusError, core.RateLimitError):
    """429: too many requests."""


class InternalServerError(APIStatusError, core.InternalServerError):
    """500 and above: the service failed."""


class EndpointNotReadyError(InternalServerError):
    """503: the endpoint is not live: still starting, or stopped."""


ERRORS = core.ErrorClasses(
    root=ParetaError,
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
        422: BadRequestError,
        429: RateLimitError,
        503: EndpointNotReadyError,
    },
)
