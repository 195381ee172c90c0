"""The errors of the Pareta API, one tree under `ParetaError`. `pareta_core.errors` describes their attributes.

ParetaError
├── APIConnectionError ── APITimeoutError ── WaitTimeoutError
├── APIResponseError
├── IncompleteResponseError (both an APIConnectionError and an APIResponseError)
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
from pareta_wire.apis import PARETA

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "DeployError", "EndpointNotReadyError",
    "IncompleteResponseError", "InsufficientCreditsError", "InternalServerError", "NotFoundError",
    "OutcomeUnknownError", "ParetaError",
    "PermissionDeniedError", "RateLimitError", "StreamEndedError", "StreamError", "WaitTimeoutError",
]
# fmt: on


class ParetaError(core.SDKError):
    """The base of every error of the Pareta client, except `TypeError` and `ValueError` for invalid arguments."""


class APIConnectionError(ParetaError, core.APIConnectionError):
    """There was no response: the connection could not be made, or was lost. Check the network and the base URL."""


class APITimeoutError(APIConnectionError, core.APITimeoutError):
    """There was no response within the timeout. Raise `timeout=`, or try again later."""


class WaitTimeoutError(APITimeoutError, core.WaitTimeoutError):
    """A wait reached its `timeout`. The work continues at the server; pass `id` to `wait` to continue waiting."""


class OutcomeUnknownError(APIConnectionError, core.OutcomeUnknownError):
    """It is unknown whether a request that must not be sent twice was accepted. Check before you repeat it."""


class APIResponseError(ParetaError, core.APIResponseError):
    """A success whose body is not what the API promises: not valid JSON, or of another shape."""


class IncompleteResponseError(APIConnectionError, APIResponseError, core.IncompleteResponseError):
    """The connection was lost in the middle of a success. `response` has what was received. Repeat the call."""


class StreamError(ParetaError, core.StreamError):
    """A stream broke: a malformed event, or a failure that the service reported within the stream."""


class StreamEndedError(StreamError, core.StreamEndedError):
    """A stream ended before its end marker. `partial` holds what was received."""


class DeployError(ParetaError):
    """The service reported that a deploy failed, or the endpoint is stopped. The message says why."""


class APIStatusError(ParetaError, core.APIStatusError):
    """The API returned an error status: see `status_code`, `detail`, `request_id` and `response`."""


class BadRequestError(APIStatusError, core.BadRequestError, core.UnprocessableEntityError):
    """400 or 422: the request is malformed or invalid."""


class AuthenticationError(APIStatusError, core.AuthenticationError):
    """401: the key is missing, wrong, or belongs to another environment."""


class InsufficientCreditsError(APIStatusError, core.InsufficientCreditsError):
    """402: the organization's balance is used up. Top up in the dashboard."""


class PermissionDeniedError(APIStatusError, core.PermissionDeniedError):
    """403: the key lacks the permission."""


class NotFoundError(APIStatusError, core.NotFoundError):
    """404: there is no such endpoint, task, set or run."""


class ConflictError(APIStatusError, core.ConflictError):
    """409: the request conflicts with something that exists, such as an endpoint of the same name."""


class RateLimitError(APIStatusError, core.RateLimitError):
    """429: too many requests. Send fewer at once, or raise `max_retries`."""


class InternalServerError(APIStatusError, core.InternalServerError):
    """500 and above: the service failed. Try again later."""


class EndpointNotReadyError(InternalServerError):
    """503: the endpoint is starting or stopped. `endpoints.wait(id)` waits for it."""


ERRORS = core.ErrorClasses(
    root=ParetaError,
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
    fields=PARETA.error_fields,
    by_kind={
        "bad-request": BadRequestError,
        "authentication": AuthenticationError,
        "insufficient-credits": InsufficientCreditsError,
        "permission-denied": PermissionDeniedError,
        "not-found": NotFoundError,
        "conflict": ConflictError,
        "unprocessable": BadRequestError,
        "rate-limit": RateLimitError,
        "unavailable": EndpointNotReadyError,
    },
)
