"""The errors of both SDKs, and how a response's status and body become one of them.

Pure: no HTTP library. Each facade has its own classes under its own root (`pareta.ParetaError`,
`parallel.ParallelError`) that inherit from these, so both `except pareta.RateLimitError` and
`except pareta_core.RateLimitError` work.

    SDKError                        the base of all errors below
    ├── APIConnectionError          the request got no response
    │   ├── APITimeoutError         … within its timeout
    │   │   └── WaitTimeoutError    a wait passed its deadline; the work continues on the server
    │   ├── OutcomeUnknownError     it is unknown whether a paid request was accepted; it was not sent again
    │   └── IncompleteResponseError (also an APIResponseError) the connection was lost in the middle of a success
    ├── APIResponseError            a success whose body is not what the API documents
    ├── StreamError                 an event stream failed: a malformed event, an error reported by the service
    │   └── StreamEndedError        … or it ended before its last event
    └── APIStatusError              a response with an error status
        ├── BadRequestError         400     ├── ConflictError               409
        ├── AuthenticationError     401     ├── UnprocessableEntityError    422
        ├── InsufficientCreditsError 402    ├── RateLimitError              429
        ├── PermissionDeniedError   403     └── InternalServerError         500 and above
        └── NotFoundError           404

Invalid arguments raise `ValueError` or `TypeError` before anything is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from attrs import field, fields, frozen

from pareta_core.encoding import as_array, as_object
from pareta_core.redaction import redacted, redactor_of
from pareta_wire.apis import ERROR_KINDS, PARALLEL
from pareta_wire.model import Model, encode
from pareta_wire.model import redacted as secret_repr
from pareta_wire.operation import ErrorFields, ErrorKind, ResponseInfo
from pareta_wire.printable import printable

if TYPE_CHECKING:
    from pareta_wire.records import Array

# fmt: off
__all__ = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AuthenticationError",
    "BadRequestError", "ConflictError", "ErrorResponse", "IncompleteResponseError", "InsufficientCreditsError",
    "InternalServerError", "NotFoundError", "OutcomeUnknownError", "PermissionDeniedError",
    "RateLimitError", "SDKError", "StreamEndedError", "StreamError", "UnprocessableEntityError",
    "WaitTimeoutError",
]
# fmt: on


# How much of a body a message shows.
_MAX_SHOWN = 300
_MAX_PROBLEMS = 10


@frozen
class ErrorResponse(ResponseInfo):
    """The response behind an error: the fields of `ResponseInfo`, and the body as received.

    Attributes:
        content: The bytes of the body.
    """

    content: bytes = b""

    @property
    def text(self) -> str:
        """The body as text. Bytes that are not valid UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body decoded as JSON.

        Returns:
            The decoded value.

        Raises:
            ValueError: The body is not valid JSON.

        Example:
            ```python
            try:
                client.task_run.retrieve("trun_unknown")
            except parallel.APIStatusError as error:
                print(error.response.json())
            ```
        """
        return json.loads(self.content)


class SDKError(Exception):
    """The base of all errors that this SDK raises, except `ValueError` and `TypeError` for invalid arguments.

    Attributes:
        message: What happened, in which call, and what to do next.
        request_id: The service's id for the request, to quote to its support. None if there was no response.
        idempotency_key: The key that the request carried. Pass it as `idempotency_key=` to retry the same call.
        partial: What was received or accepted before the failure, or None.
    """

    from_callback: bool = False
    """Whether a function of the program raised it: no wait takes it for a failure of its own requests."""

    def __init__(
        self,
        message: str,
        *,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        partial: object = None,
    ) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            request_id: The service's id for the request.
            idempotency_key: The key that the request carried.
            partial: What was received or accepted before the failure.
        """
        # What a server says must not control the terminal that shows a traceback or a log, and some of what JSON can
        # encode cannot be printed: halves of surrogate pairs.
        message = printable(message)
        super().__init__(message)
        self.message: str = message
        self.request_id: str | None = request_id
        self.idempotency_key: str | None = idempotency_key
        self.partial: object = partial

    def __setattr__(self, name: str, value: object) -> None:
        # A result becomes part of an error without the credentials that the server repeated in it.
        super().__setattr__(name, redacted(value))

    def set_idempotency_key(self, key: str) -> None:
        """Replace the key of the failed request by the key of the whole call, in the message as well.

        Args:
            key: The idempotency key that the caller passes to repeat the call.
        """
        if self.idempotency_key is not None:
            self.message = self.message.replace(self.idempotency_key, key)
            Exception.__init__(self, self.message)
        self.idempotency_key = key


class APIConnectionError(SDKError):
    """The request got no response: connecting failed, or the connection was lost.

    Check the network and the base URL. The request was retried where that is safe.

    Attributes:
        permanent: True if a retry cannot help: the server's certificate is not trusted.
        sent: False if it is certain that the last attempt did not reach the server.
    """

    def __init__(self, message: str, *, permanent: bool = False, sent: bool = True, **context: Any) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            permanent: Whether a retry cannot help.
            sent: Whether the request may have reached the server.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.permanent: bool = permanent
        self.sent: bool = sent


class APITimeoutError(APIConnectionError):
    """The request got no response within its timeout. Raise `timeout=`, or try again later."""


class WaitTimeoutError(APITimeoutError, TimeoutError):
    """A wait passed its deadline. The work continues on the server: wait again with the same id.

    Attributes:
        id: The id of the run, endpoint or evaluation that was waited for.
    """

    def __init__(self, message: str, *, id: str | None = None, **context: Any) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            id: The id of what was waited for.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.id: str | None = id


class OutcomeUnknownError(APIConnectionError):
    """It is unknown whether a paid request was accepted, and the API does not promise to detect a duplicate.

    The connection was lost after the request was sent, or the response is ambiguous: a server error, or a success that
    cannot be read. The error for that response is the `__cause__`. The request was not sent again. Check whether the
    work exists before you repeat the call with the same `idempotency_key`.

    Attributes:
        timed_out: True if the response did not come in time: the service may still be processing the request.
    """

    def __init__(self, message: str, *, timed_out: bool = False, **context: Any) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            timed_out: Whether the service may still be processing the request.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.timed_out: bool = timed_out


class APIResponseError(SDKError):
    """A response with a success status whose body is not what the API documents.

    Check that the base URL points to the API and not to a proxy.

    Attributes:
        response: The response: status, headers and body.
        status_code: The status of the response.
        incomplete: True if the connection was lost before the whole body was received.
    """

    def __init__(
        self,
        message: str,
        *,
        response: ErrorResponse | None = None,
        incomplete: bool = False,
        **context: Any,
    ) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            response: The response: status, headers and body.
            incomplete: Whether the connection was lost before the whole body was received.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.response: ErrorResponse | None = response
        self.status_code: int | None = response.status_code if response else None
        self.incomplete: bool = incomplete


class IncompleteResponseError(APIConnectionError, APIResponseError):
    """A response with a success status whose body ended too early: the connection was lost, or data is missing.

    `response` has what was received. The request was retried where that is safe.
    """


class StreamError(SDKError):
    """An event stream failed. The events received before the failure are in `partial` where the stream keeps them.

    Attributes:
        type: The service's name for the kind of failure, if it reported one.
        code: The service's code for the failure, if it reported one.
        detail: The service's own explanation, as received, if it reported a failure.
    """

    def __init__(
        self,
        message: str,
        *,
        type: str | None = None,
        code: str | int | None = None,
        detail: Any = None,
        **context: Any,
    ) -> None:
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            type: The service's name for the kind of failure.
            code: The service's code for the failure.
            detail: The service's own explanation, as received.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.type: str | None = type
        self.code: str | int | None = code
        self.detail: Any = detail


class StreamEndedError(StreamError):
    """An event stream ended before its last event, so it is incomplete. Repeat the call."""


class APIStatusError(SDKError):
    """A response with an error status. Its subclasses have a status each.

    Attributes:
        status_code: The HTTP status.
        detail: The API's own explanation, as received: a string, an object or a list of problems.
        ref_id: The Task API's reference for the failure, to quote to its support.
        response: The response: status, headers and body.
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
        """Create the error.

        Args:
            message: What happened, in which call, and what to do next.
            status_code: The HTTP status.
            detail: The API's own explanation, as received.
            ref_id: The Task API's reference for the failure.
            response: The response: status, headers and body.
            context: Keyword arguments of `SDKError`.
        """
        super().__init__(message, **context)
        self.status_code: int = status_code
        self.detail: Any = detail
        self.ref_id: str | None = ref_id
        self.response: ErrorResponse = response or ErrorResponse(status_code=status_code, headers={})


class BadRequestError(APIStatusError):
    """400: the request is malformed. `detail` names the problem."""


class AuthenticationError(APIStatusError):
    """401: the API key is missing, wrong, or belongs to another environment."""


class InsufficientCreditsError(APIStatusError):
    """402: the balance does not cover the work. Add credits in the dashboard."""


class PermissionDeniedError(APIStatusError):
    """403: the API key lacks the permission for this call."""


class NotFoundError(APIStatusError):
    """404: there is no object with this id, or it belongs to another account."""


class ConflictError(APIStatusError):
    """409: the request conflicts with the current state of the object."""


class UnprocessableEntityError(APIStatusError):
    """422: the request failed validation. `detail` names the fields."""


class RateLimitError(APIStatusError):
    """429: too many requests. Send fewer at once, or raise `max_retries`."""


class InternalServerError(APIStatusError):
    """500 and above: the service failed. Try again later."""


@frozen(eq=False)
class ErrorClasses:
    """The classes that one facade raises: those above, or the facade's own subclasses of them."""

    root: type[SDKError] = SDKError
    connection: type[APIConnectionError] = APIConnectionError
    timeout: type[APITimeoutError] = APITimeoutError
    wait_timeout: type[WaitTimeoutError] = WaitTimeoutError
    outcome_unknown: type[OutcomeUnknownError] = OutcomeUnknownError
    response: type[APIResponseError] = APIResponseError
    incomplete: type[IncompleteResponseError] = IncompleteResponseError
    stream: type[StreamError] = StreamError
    stream_ended: type[StreamEndedError] = StreamEndedError
    status: type[APIStatusError] = APIStatusError
    server: type[APIStatusError] = InternalServerError
    by_kind: Mapping[str, type[APIStatusError]] = field(
        factory=lambda: {
            "bad-request": BadRequestError,
            "authentication": AuthenticationError,
            "insufficient-credits": InsufficientCreditsError,
            "permission-denied": PermissionDeniedError,
            "not-found": NotFoundError,
            "conflict": ConflictError,
            "unprocessable": UnprocessableEntityError,
            "rate-limit": RateLimitError,
        }
    )
    """The class for each kind of error in the spec that has its own."""
    fields: ErrorFields = PARALLEL.error_fields
    """Where a body keeps what it says."""

    def for_status(self, status: int) -> type[APIStatusError]:
        """Return the class for a status: that of its kind, else `server` from 500 on, else `status`."""
        return self.by_kind.get(_kind(status).name) or (self.server if status >= 500 else self.status)


_KINDS = {
    status: kind for kind in ERROR_KINDS if isinstance(kind.statuses, frozenset) for status in kind.statuses
}
_RANGES = [(kind.statuses, kind) for kind in ERROR_KINDS if isinstance(kind.statuses, range)]
_OTHER = ErrorKind("other", range(0))


def _kind(status: int) -> ErrorKind:
    """Return the kind of error that a status stands for."""
    found = _KINDS.get(status)
    return found or next((kind for statuses, kind in _RANGES if status in statuses), _OTHER)


def status_error(
    classes: ErrorClasses, call: str, response: ErrorResponse, advice: str | None = None
) -> APIStatusError:
    """Return the error for a response with an error status.

    Args:
        classes: The error classes of the facade.
        call: The name of the call for the message, such as "POST /v1/endpoints (deployEndpoint)".
        response: The response: status, headers and body.
        advice: What to do next. None for what the API says about the status.
    """
    status = response.status_code
    explanation, detail, ref_id = parse_error_body(response.content, classes.fields)
    message = f"{call} returned {status}"
    if explanation:
        message += f": {explanation}"
    message += request_note(response.request_id)
    if advice := advice or _kind(status).advice:
        message += f". {advice}"
    return classes.for_status(status)(
        message,
        status_code=status,
        detail=detail,
        ref_id=ref_id,
        request_id=response.request_id,
        idempotency_key=response.idempotency_key,
        response=response,
    )


def response_error(
    classes: ErrorClasses,
    call: str,
    response: ErrorResponse,
    problem: str,
    *,
    incomplete: bool = False,
    **context: Any,
) -> APIResponseError:
    """Return the error for a success whose body is not what the API documents.

    Args:
        classes: The error classes of the facade.
        call: The name of the call for the message.
        response: The response. The message shows the first bytes of its body.
        problem: What is wrong, as a clause: "its body is not valid JSON".
        incomplete: Whether the connection was lost before the whole body was received.
        context: Keyword arguments of `APIResponseError`.
    """
    shown = response.content[:_MAX_SHOWN].decode("utf-8", "replace")
    error_class = classes.incomplete if incomplete else classes.response
    return error_class(
        f"{call} returned {response.status_code}, but {problem}{request_note(response.request_id)}. "
        f"The response {f'begins with: {shown!r}' if shown else 'is empty'}. "
        "Check that the base URL points to the API and not to a proxy.",
        response=response,
        request_id=response.request_id,
        idempotency_key=response.idempotency_key,
        incomplete=incomplete,
        **context,
    )


# Words in the `code` or `type` of a stream's error object → the HTTP status with the same meaning.
_STATUS_BY_WORD = {word: min(kind.statuses) for kind in ERROR_KINDS for word in kind.words if kind.statuses}


def failure_status(failure: Mapping[str, Any]) -> int | None:
    """Return the status with the meaning of an error object in a stream, from its `code` or `type`, if known."""
    for value in (failure.get("code"), failure.get("type")):
        text = str(value)
        if re.fullmatch("[45][0-9][0-9]", text):
            return int(text)
        for word, status in _STATUS_BY_WORD.items():
            if word in text:
                return status
    return None


def outcome_unknown(
    classes: ErrorClasses,
    message: str,
    key: str | None,
    cause: SDKError | None = None,
    *,
    timed_out: bool = False,
) -> OutcomeUnknownError:
    """Return the error for a paid request that may or may not have been accepted.

    Args:
        classes: The error classes of the facade.
        message: What happened in which call, in whole sentences.
        key: The idempotency key of the request.
        cause: The error for the response, if there was one.
        timed_out: Whether the service may still be processing the request.
    """
    error = classes.outcome_unknown(
        f"{message} The request may have been accepted and billed, and it was not sent again. "
        f"Check whether the work exists before you retry with idempotency_key={key!r}.",
        request_id=None if cause is None else cause.request_id,
        idempotency_key=key,
        timed_out=timed_out,
    )
    error.__cause__ = cause
    return error


def malformed_response(
    classes: ErrorClasses, call: str, response: Model | Array[Any], problem: str
) -> APIResponseError:
    """Return the error for a decoded response that lacks what the call needs, such as an id.

    Args:
        classes: The error classes of the facade.
        call: The name of the call for the message.
        response: The decoded response, which becomes the error's `partial`.
        problem: What is wrong, as a clause: "it has no run_id".
    """
    info, redact = response.response or ResponseInfo(0, {}), redactor_of(response)
    try:
        content = (
            _shown_dict(response) if isinstance(response, Model) else [encode(item) for item in response]
        )
        body = json.dumps(redact.value(content), ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError:
        body = b"{}"
    error_response = ErrorResponse(
        status_code=info.status_code,
        headers=info.headers,
        request_id=info.request_id,
        billed_micro_usd=info.billed_micro_usd,
        idempotency_key=info.idempotency_key,
        content=body,
    )
    return response_error(classes, call, error_response, redact(problem), partial=response)


def _shown_dict(response: Model) -> dict[str, Any]:
    """Return the dict of a response for a message: without the members that the spec marks as secret."""
    content = response.to_dict()
    for member in fields(type(response)):
        if member.repr is secret_repr and content.get(member.name) is not None:
            content[member.name] = "***"
    return content


def response_dict(classes: ErrorClasses, call: str, response: Model) -> dict[str, Any]:
    """Return the dict of a decoded response.

    Raises:
        APIResponseError: The response is nested more deeply than Python can follow.
    """
    try:
        return response.to_dict()
    except RecursionError as error:
        raise malformed_response(classes, call, response, "it is nested too deeply") from error


def parse_error_body(
    content: bytes, fields: ErrorFields = PARALLEL.error_fields
) -> tuple[str, Any, str | None]:
    """Return what an error body says: a sentence, the API's own `detail`, and its reference id.

    Understands the formats of both APIs, FastAPI's list of validation problems and OpenAI's `{"error": {…}}`. Any other
    body is shown as its text, shortened.

    Args:
        content: The bytes of the body.
        fields: Where a body of the API keeps each of them.
    """
    text = _shorten(content.decode("utf-8", "replace"))
    try:
        decoded: object = json.loads(content)
    except (ValueError, RecursionError):
        return text, None, None
    body = as_object(decoded)
    if body is None:
        return text, decoded, None
    message_path, message = _first(body, fields.message)
    detail_path, detail = _first(body, fields.detail)
    _, reference = _first(body, fields.reference)
    if message_path:
        text = _in_words(message)
    if isinstance(reference, str):
        text += f" (reference {_shorten(reference)})"
    else:
        reference = None
    # A detail beside the message says more about it.
    if detail_path[1:] and detail_path[:-1] == message_path[:-1]:
        problems = as_array(detail)
        text += f": {_validation_problems(problems) if problems else _shorten(_json(detail))}"
    return text, detail if detail_path else body, reference


def _first(body: dict[str, Any], paths: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], Any]:
    """Return the first path that leads to a value, and the value; an empty path if none does."""
    for path in paths:
        value: object = body
        for step in path:
            value = (as_object(value) or {}).get(step)
        if value or isinstance(value, (dict, list)):
            return path, cast("Any", value)
    return (), None


def _in_words(value: Any) -> str:
    problems = as_array(value)
    if problems is not None:
        return _validation_problems(problems)
    return _shorten(value if isinstance(value, str) else _json(value))


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:  # close to Python's limit, what could be decoded cannot be encoded
        return "a value that is nested too deeply to be shown"


def _validation_problems(problems: list[Any]) -> str:
    shown = "; ".join(_validation_problem(item) for item in problems[:_MAX_PROBLEMS])
    more = len(problems) - _MAX_PROBLEMS
    return f"{shown}; and {more} more" if more > 0 else shown


def _validation_problem(problem: object) -> str:
    """Return one entry of FastAPI's list as text: `body.metadata.team: too long`."""
    item = as_object(problem)
    if item is None:
        return _shorten(str(problem))
    loc = item.get("loc")
    place = ".".join(map(str, as_array(loc) or ([loc] if loc else [])))
    message = str(item.get("msg") or item.get("type") or "invalid")
    return _shorten(f"{place}: {message}" if place else message)


def request_note(request_id: str | None) -> str:
    """Return the note with the request id that ends a message's first sentence, or an empty string."""
    return f" (request id {request_id})" if request_id else ""


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
