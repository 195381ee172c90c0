"""What can go wrong, as one tree, and how an answer's status and body become one of its classes.

Pure: knows no HTTP library. Each facade has classes of its own under its own root (`pareta.ParetaError`,
`parallel.ParallelError`) that inherit from these, so both `except pareta.RateLimitError` and
`except pareta_core.RateLimitError` work.

    SDKError                        everything that this SDK raises by itself, except for mistakes in a call
    ├── APIConnectionError          no answer came
    │   ├── APITimeoutError         … within the time allowed
    │   │   └── WaitTimeoutError    a wait ran past its deadline; the work goes on at the server
    │   └── OutcomeUnknownError     nobody knows whether a paid request was accepted; it was not sent again
    ├── APIResponseError            a success that is not what the API promises: no JSON, another shape
    ├── StreamError                 a stream broke: a malformed event, a failure in mid-stream
    │   └── StreamEndedError        … or it ended before its end marker
    └── APIStatusError              the API said no
        ├── BadRequestError         400     ├── ConflictError               409
        ├── AuthenticationError     401     ├── UnprocessableEntityError    422
        ├── InsufficientCreditsError 402    ├── RateLimitError              429
        ├── PermissionDeniedError   403     └── InternalServerError         500 and above
        └── NotFoundError           404

Mistakes in a call are `ValueError` and `TypeError`, raised before anything is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from pareta_core.encoding import as_array, as_object
from pareta_wire.model import Array, Model, encode
from pareta_wire.operation import ResponseInfo

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "ErrorResponse", "InsufficientCreditsError",
    "InternalServerError", "NotFoundError", "OutcomeUnknownError", "PermissionDeniedError",
    "RateLimitError", "SDKError", "StreamEndedError", "StreamError", "UnprocessableEntityError",
    "WaitTimeoutError",
]
# fmt: on


_FIRST_BYTES = 300
_FIRST_PROBLEMS = 10


@frozen
class ErrorResponse(ResponseInfo):
    """The answer behind an error: what every result's `.response` has, and the body as it came."""

    content: bytes = b""

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body decoded as JSON. Raises `ValueError` where it is none."""
        return json.loads(self.content)


class SDKError(Exception):
    """The root. `request_id` names the request to the service's support, where the service gave one.

    `partial` holds what had come, or had been accepted, before the failure; `idempotency_key` is the key that
    the request carried, to be passed again when the same piece of work is asked for once more.
    """

    def __init__(
        self,
        message: str,
        *,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        partial: object = None,
    ) -> None:
        # Half of a surrogate pair, which JSON can spell, would keep the message from being printed.
        message = message.encode("utf-8", "replace").decode()
        super().__init__(message)
        self.message: str = message
        self.request_id: str | None = request_id
        self.idempotency_key: str | None = idempotency_key
        self.partial: object = partial

    def set_idempotency_key(self, key: str) -> None:
        """Names another idempotency key than that of the request that failed: the one of the whole call."""
        if self.idempotency_key is not None:
            self.message = self.message.replace(self.idempotency_key, key)
            Exception.__init__(self, self.message)
        self.idempotency_key = key


class APIConnectionError(SDKError):
    """No answer came: the connection could not be made, or was lost.

    `permanent` is true where trying again cannot help: the server's certificate is not trusted.
    """

    def __init__(self, message: str, *, permanent: bool = False, **context: Any) -> None:
        super().__init__(message, **context)
        self.permanent: bool = permanent


class APITimeoutError(APIConnectionError):
    """No answer came within the time allowed."""


class WaitTimeoutError(APITimeoutError, TimeoutError):
    """A wait ran past its deadline. The work goes on at the server; `id` is what to go on waiting for."""

    def __init__(self, message: str, *, id: str | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.id: str | None = id


class OutcomeUnknownError(APIConnectionError):
    """Nobody knows what became of a paid request, and the API does not promise to recognise a second one.

    The line was lost with the request on it, or what was answered leaves it open: a failure of the service, a success
    that cannot be read (then that error is the `__cause__`). It was not sent again. The work may have been accepted
    and billed, or not. `timed_out` is true where no answer came in time: the service may still be at it.
    """

    def __init__(self, message: str, *, timed_out: bool = False, **context: Any) -> None:
        super().__init__(message, **context)
        self.timed_out: bool = timed_out


class APIResponseError(SDKError):
    """The API answered with success, but not with what it promises. `response` holds the answer.

    `incomplete` is true where its body broke off.
    """

    def __init__(
        self,
        message: str,
        *,
        response: ErrorResponse | None = None,
        incomplete: bool = False,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.response: ErrorResponse | None = response
        self.status_code: int | None = response.status_code if response else None
        self.incomplete: bool = incomplete


class StreamError(SDKError):
    """A stream of events broke. `type` and `code` are the service's words for a failure in mid-stream."""

    def __init__(
        self, message: str, *, type: str | None = None, code: str | int | None = None, **context: Any
    ) -> None:
        super().__init__(message, **context)
        self.type: str | None = type
        self.code: str | int | None = code


class StreamEndedError(StreamError):
    """A stream ended before the marker that says it is complete."""


class APIStatusError(SDKError):
    """The API answered with a status that is no success.

    `status_code`, `detail` (the API's own explanation, as it sent it), `request_id`, `ref_id` (the Task API's
    name for the failure) and `response` (status, headers and body).
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int = 0,
        detail: Any = None,
        ref_id: str | None = None,
        response: ErrorResponse | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.status_code: int = status_code
        self.detail: Any = detail
        self.ref_id: str | None = ref_id
        self.response: ErrorResponse | None = response


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: the key is missing, wrong, or of another environment."""


class InsufficientCreditsError(APIStatusError):
    """402: the balance does not cover the work."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: it clashes with what is there."""


class UnprocessableEntityError(APIStatusError):
    """422: the request does not fit the API's rules."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """500 and above: the service failed."""


@frozen
class ErrorClasses:
    """The classes that one facade raises: the tree above, or a facade's own under its own root."""

    root: type[SDKError] = SDKError
    connection: type[APIConnectionError] = APIConnectionError
    timeout: type[APITimeoutError] = APITimeoutError
    wait_timeout: type[WaitTimeoutError] = WaitTimeoutError
    outcome_unknown: type[OutcomeUnknownError] = OutcomeUnknownError
    response: type[APIResponseError] = APIResponseError
    stream: type[StreamError] = StreamError
    stream_ended: type[StreamEndedError] = StreamEndedError
    status: type[APIStatusError] = APIStatusError
    server: type[APIStatusError] = InternalServerError
    by_status: Mapping[int, type[APIStatusError]] = field(
        factory=lambda: {
            400: BadRequestError,
            401: AuthenticationError,
            402: InsufficientCreditsError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: ConflictError,
            422: UnprocessableEntityError,
            429: RateLimitError,
        }
    )

    def for_status(self, status: int) -> type[APIStatusError]:
        """The class of a status; any 5xx without a class of its own is `server`, anything else `status`."""
        return self.by_status.get(status) or (self.server if status >= 500 else self.status)


_NEXT_STEP = {
    401: "Check the API key, and that it belongs to this base URL's environment.",
    402: "Top up the balance in the dashboard.",
    403: "The key may not do this: check its permissions, or choose another processor.",
    404: "Check the id, and that the key belongs to the same account.",
    429: "Send fewer requests at once, or raise max_retries.",
    503: "It is not ready: try again later.",
}


def status_error(classes: ErrorClasses, call: str, response: ErrorResponse) -> APIStatusError:
    """The error for an answer that is no success. `call` names the call: "POST /v1/endpoints (deployEndpoint)"."""
    status = response.status_code
    explanation, detail, ref_id = explain(response.content)
    parts = [f"{call} was answered with status {status}"]
    if explanation:
        parts.append(f": {explanation}")
    parts.append(request_note(response.request_id))
    if 300 <= status < 400:
        parts.append(". Redirects are not followed: check the base URL.")
    elif status in _NEXT_STEP:
        parts.append(f". {_NEXT_STEP[status]}")
    elif status >= 500:
        parts.append(". The service failed; trying again later may help.")
    return classes.for_status(status)(
        "".join(parts),
        status_code=status,
        detail=detail,
        ref_id=ref_id,
        request_id=response.request_id,
        idempotency_key=response.idempotency_key,
        response=response,
    )


def response_error(
    classes: ErrorClasses, call: str, response: ErrorResponse, problem: str, **context: Any
) -> APIResponseError:
    """The error for a success that is not what the API promises; shows the first bytes of what came instead."""
    first = response.content[:_FIRST_BYTES]
    shown = repr(first.decode("utf-8", "replace")) if first else "an empty body"
    return classes.response(
        f"{call} was answered with status {response.status_code}, but {problem}"
        f"{request_note(response.request_id)}. It begins with: {shown}. "
        "Check that the base URL leads to the API and not to a proxy's page.",
        response=response,
        request_id=response.request_id,
        idempotency_key=response.idempotency_key,
        **context,
    )


# What services call a failure in the middle of a stream → the status that says the same.
_FAILURES = {
    "rate_limit": 429,
    "insufficient": 402,
    "billing": 402,
    "authentication": 401,
    "permission": 403,
    "not_found": 404,
    "invalid_request": 400,
    "overloaded": 503,
    "unavailable": 503,
    "server_error": 500,
    "internal": 500,
}


def failure_status(failure: Mapping[str, Any]) -> int | None:
    """The status that an error object in mid-stream amounts to, by its `code` or `type`; None if neither is known."""
    for word in (failure.get("code"), failure.get("type")):
        text = str(word)
        if re.fullmatch("[45][0-9][0-9]", text):
            return int(text)
        for known, status in _FAILURES.items():
            if known in text:
                return status
    return None


def outcome_unknown(
    classes: ErrorClasses,
    told: str,
    key: str | None,
    cause: SDKError | None = None,
    *,
    timed_out: bool = False,
) -> OutcomeUnknownError:
    """The error for a paid request of which nobody knows what became.

    `told` says in sentences what happened to which call; `cause` is the error for what was answered, if anything was.
    """
    unknown = classes.outcome_unknown(
        f"{told} It may have been accepted and billed, or not; it was not sent again. Look whether the work is there "
        f"before asking for it again, with idempotency_key={key!r}.",
        request_id=None if cause is None else cause.request_id,
        idempotency_key=key,
        timed_out=timed_out,
    )
    unknown.__cause__ = cause
    return unknown


def malformed_response(
    classes: ErrorClasses, call: str, answer: Model | Array[Any], problem: str
) -> APIResponseError:
    """The error for an answer that was decoded and lacks what the call is about, such as the id of what it made."""
    info = answer.response or ResponseInfo(0, {})
    try:
        record = answer.to_dict() if isinstance(answer, Model) else [encode(item) for item in answer]
    except RecursionError:
        record = {}
    response = ErrorResponse(
        status_code=info.status_code,
        headers=info.headers,
        request_id=info.request_id,
        billed_micro_usd=info.billed_micro_usd,
        idempotency_key=info.idempotency_key,
        content=json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"),
    )
    return response_error(classes, call, response, problem, partial=answer)


def plain_record(classes: ErrorClasses, call: str, answer: Model) -> dict[str, Any]:
    """The record of an answer. JSON may be nested deeper than Python can follow; then the answer is unusable."""
    try:
        return answer.to_dict()
    except RecursionError as error:
        raise malformed_response(classes, call, answer, "it is nested too deeply") from error


def explain(content: bytes) -> tuple[str, Any, str | None]:
    """An error body of any form → (a sentence, the API's own `detail`, reference id).

    Known are both APIs' shapes, FastAPI's list of validation problems, OpenAI's `{"error": {…}}`; anything else
    is shown as the text it is, shortened.
    """
    text = _shorten(content.decode("utf-8", "replace"))
    try:
        decoded: object = json.loads(content)
    except (ValueError, RecursionError):
        return text, None, None
    body = as_object(decoded)
    if body is None:
        return text, decoded, None
    error = as_object(body.get("error"))
    if error is not None:
        return _task_error(error)
    for key in ("detail", "message", "error"):
        detail = body.get(key)
        problems = as_array(detail)
        if problems is not None:
            return _validation_problems(problems), detail, None
        if detail:
            text = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
            return _shorten(text), detail, None
    return text, body, None


def _task_error(error: dict[str, Any]) -> tuple[str, Any, str | None]:
    ref_id, detail = error.get("ref_id"), error.get("detail")
    text = _shorten(str(error.get("message") or error.get("type") or json.dumps(error, ensure_ascii=False)))
    if isinstance(ref_id, str):
        text += f" (reference {_shorten(ref_id)})"
    problems = as_array(detail)
    if problems:
        text += f" — {_validation_problems(problems)}"
    elif detail is not None:
        text += f" — {_shorten(json.dumps(detail, ensure_ascii=False))}"
    return text, error if detail is None else detail, ref_id if isinstance(ref_id, str) else None


def _validation_problems(problems: list[Any]) -> str:
    shown = "; ".join(_validation_problem(item) for item in problems[:_FIRST_PROBLEMS])
    more = len(problems) - _FIRST_PROBLEMS
    return f"{shown}; and {more} more" if more > 0 else shown


def _validation_problem(problem: object) -> str:
    """One entry of FastAPI's list, readable: `body.metadata.team: too long`."""
    item = as_object(problem)
    if item is None:
        return _shorten(str(problem))
    place = ".".join(str(step) for step in as_array(item.get("loc")) or ())
    message = str(item.get("msg") or item.get("type") or "invalid")
    return _shorten(f"{place}: {message}" if place else message)


def request_note(request_id: str | None) -> str:
    """How a message names the request to the service's support."""
    return f" (request id {request_id})" if request_id else ""


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _FIRST_BYTES else text[: _FIRST_BYTES - 1] + "…"
