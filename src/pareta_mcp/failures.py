"""Errors → responses: what happened, with the request id, and what to do next. Pure."""

from __future__ import annotations

import parallel
import pareta
from pareta_mcp.responses import ToolResponse

# From the special to the general. What an agent can do about an error that is none of these, the message says.
_NEXT: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (pareta.OutcomeUnknownError, parallel.OutcomeUnknownError),
        "It may have been accepted and billed. Look for it before you call again, and then pass idempotency_key={key}.",
    ),
    (
        (pareta.AuthenticationError, parallel.AuthenticationError),
        "Tell the user: the API key in the environment of this MCP server is wrong. Do not call again.",
    ),
    (
        (pareta.InsufficientCreditsError, parallel.InsufficientCreditsError),
        "Tell the user: the account needs credits. Do not call again.",
    ),
    (
        (pareta.PermissionDeniedError, parallel.PermissionDeniedError),
        "Tell the user that the API key may not do this.",
    ),
    (
        (pareta.NotFoundError, parallel.NotFoundError),
        "Check the id with the tool that lists or shows such things.",
    ),
    ((pareta.EndpointNotReadyError,), "The endpoint is starting or stopped: call pareta_endpoints_show."),
    (
        (pareta.RateLimitError, parallel.RateLimitError),
        "Wait a minute before you call again, and call less often.",
    ),
    (
        (pareta.BadRequestError, parallel.BadRequestError, parallel.UnprocessableEntityError),
        "Correct the arguments that the message names, and call again.",
    ),
    ((pareta.ConflictError, parallel.ConflictError), "Choose another name, or use what exists."),
    (
        (pareta.InternalServerError, parallel.InternalServerError),
        "The service failed, and retries did not help. Try again later.",
    ),
    (
        (pareta.APIResponseError, parallel.APIResponseError, pareta.StreamError, parallel.StreamError),
        "The service broke the rules of its API. Check what was started with started_work before you call once more.",
    ),
    (
        (pareta.APIConnectionError, parallel.APIConnectionError),
        "The service was not reached. Check what was started with started_work before you call again.",
    ),
)


def missing_settings(error: Exception, variable: str) -> ToolResponse:
    """Return the response where a client could not be created.

    Args:
        error: The error of the client.
        variable: The environment variable of the key.
    """
    return ToolResponse(
        str(error),
        failed=True,
        error=type(error).__name__,
        next=f"Tell the user to correct the `env` in this MCP server's configuration ({variable}, and the base URL if"
        " one is set) and to restart it, or to start it with --sandbox, which needs no key. The tools of the other API"
        " may work.",
    )


def failed(error: Exception, *, has_started: bool = False) -> ToolResponse:
    """Return the response with an error of the facades, or of an invalid argument.

    Args:
        error: The error.
        has_started: Whether the call has started work before.
    """
    if isinstance(error, (pareta.ParetaError, parallel.ParallelError)):
        return ToolResponse(
            error.message,
            failed=True,
            error=type(error).__name__,
            request_id=error.request_id,
            next=_advice(error),
        )
    if isinstance(error, (TypeError, ValueError)):
        return ToolResponse(
            f"An argument is invalid{'' if has_started else ', and nothing was sent'}: {error}",
            failed=True,
            error="InvalidArguments",
            next="" if has_started else "Correct the arguments and call again.",
        )
    return ToolResponse(
        f"The MCP server has a defect ({type(error).__name__}); its log on stderr has the details.",
        failed=True,
        error="InternalError",
        next="Check what was started with started_work before you call again.",
    )


def _advice(error: pareta.ParetaError | parallel.ParallelError) -> str:
    for kinds, advice in _NEXT:
        if isinstance(error, kinds):
            return advice.replace("{key}", repr(error.idempotency_key))
    return ""
