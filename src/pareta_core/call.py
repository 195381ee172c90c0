"""One logical call: the request that is sent, and the result or error that its response becomes.

Pure: no HTTP library. The transport sends the calls that are prepared here and raises the errors that are built here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from attrs import field, frozen

from pareta_core import config, retry
from pareta_core.config import CallOptions, Settings
from pareta_core.encoding import from_json, plain_to_json, to_json
from pareta_core.errors import (
    ErrorClasses,
    ErrorResponse,
    SDKError,
    outcome_unknown,
    request_note,
    response_error,
    status_error,
)
from pareta_core.redaction import RedactedResponseInfo, Redactor, header_secrets, url_secrets
from pareta_core.secret_fields import body_secrets
from pareta_core.started import add_note
from pareta_wire.model import DecodeError, Empty, attach_response
from pareta_wire.operation import (
    FilePart,
    Operation,
    Receipt,
    Request,
    ResponseInfo,
    RetryClass,
    SignedUpload,
    query,
)

T = TypeVar("T")

EVENT_STREAM = "text/event-stream"
_NOTHING = (b"", b"null")
_MAX_KEPT_BYTES = 64 * 1024
_RECEIPT = re.compile(r"[0-9]{1,18}")


class ConnectionFailure(Exception):
    """The connection failed before the whole response was received.

    Attributes:
        sent: False if the request was certainly not sent.
        timed_out: True if a timeout or the deadline passed.
        permanent: True if a retry cannot help.
        of_proxy: True if a proxy failed, and not the server.
    """

    def __init__(
        self,
        reason: str,
        *,
        sent: bool,
        timed_out: bool,
        permanent: bool = False,
        of_proxy: bool = False,
    ) -> None:
        super().__init__(reason)
        self.sent = sent
        self.timed_out = timed_out
        self.permanent = permanent
        self.of_proxy = of_proxy

    def __repr__(self) -> str:
        # Its text may repeat the API key. Tracebacks with local variables show it.
        return f"ConnectionFailure(sent={self.sent}, timed_out={self.timed_out})"


NOT_SENT = "on_request raised this before the request was sent."
"""The note of what a hook raised in place of the first attempt of a call."""


class Unsendable(Exception):
    """The request cannot be sent: its URL is invalid, or the client cannot open a connection."""


@frozen(eq=False)
class Call:
    """A prepared request. Every attempt sends the same idempotency key."""

    name: str
    operation: str
    method: str
    url: str
    errors: ErrorClasses
    retry: RetryClass
    successes: Callable[[int], bool]
    headers: dict[str, bytes] = field(repr=False)
    query: list[tuple[str, str]] | None = None
    content: Callable[[], Any] | None = field(default=None, repr=False)
    """Return the body from its beginning: bytes, or an iterable of chunks."""
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = field(default=None, repr=False)
    idempotency_key: str | None = None
    request_id_header: str = ""
    receipts: tuple[Receipt, ...] = ()
    redact: Redactor = field(factory=Redactor, repr=False)
    """Replace the API key, and other credentials of the request, in what the server sent."""
    without_credentials: bool = False
    """Send no credentials, not even those of the user's HTTP client."""
    size: int | None = None
    """Length of the body in bytes. None where it is not known before it is sent."""

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    def info(self, status: int, headers: Mapping[str, str]) -> ResponseInfo:
        """Return what is known about a response apart from its body."""
        headers = self.redact.headers(headers)
        amounts = {
            one.field: receipt_amount(headers[one.header]) for one in self.receipts if one.header in headers
        }
        return RedactedResponseInfo(
            status_code=status,
            headers=headers,
            request_id=headers.get(self.request_id_header) if self.request_id_header else None,
            idempotency_key=self.idempotency_key,
            redact=self.redact,
            **amounts,
        )

    def decode_response(
        self,
        operation: Operation[Any, Any],
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        decode: Callable[[object], Any] | None = None,
    ) -> Any:
        """Return the decoded body of a success.

        Args:
            operation: The operation of the request.
            status: The status of the response.
            headers: The headers of the response.
            content: The bytes of the body.
            decode: Replaces the operation's own decoder.

        Raises:
            SDKError: The body is not what the API documents.
        """
        problem = ""
        response: Any = None
        if (status in operation.empty_responses or not operation.responses) and content.strip() in _NOTHING:
            response = Empty()
        else:
            # A success status that is not in the spec is decoded like the one that is: a paid result must not be lost
            # because the service now returns 200 in place of 202.
            decode = (
                decode
                or operation.responses.get(status)
                or next(iter(operation.responses.values()), Empty.from_dict)
            )
            try:
                value = from_json(content)
            except (ValueError, RecursionError):
                problem = "its body is not valid JSON" if content else "its body is empty"
            else:
                if len(content) > _MAX_KEPT_BYTES:
                    content = b""  # A large body is not held beside the objects that are made of it.
                try:
                    response = decode(value)
                except (DecodeError, ValueError, RecursionError) as error:
                    problem = f"its body is not what the API documents: {self.redact(str(error))}"
                    content = content or _json(value)
                value = None  # The traceback has this frame.
        if not problem:
            attach_response(response, self.info(status, headers))
            return response
        content = Masked(content)  # The traceback has this frame. (A copy, which a success does not need.)
        raise self.malformed_response(status, headers, content, problem)

    def note_interruption(self, error: BaseException) -> None:
        """Add a note to an exception that interrupts the call, such as Ctrl-C: the service may have accepted it.

        Args:
            error: Any exception. An error of the SDK says by itself what is known.
        """
        if NOT_SENT in getattr(error, "__notes__", ()):
            return
        if self.idempotency_key is not None and not isinstance(error, SDKError):
            add_note(
                error,
                f"{self.name} was interrupted. The request may have been accepted and billed. Check whether the work "
                f"exists before you repeat the call with idempotency_key={self.idempotency_key!r}.",
            )

    def malformed_response(
        self,
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        problem: str,
        failure: ConnectionFailure | None = None,
    ) -> SDKError:
        """Return the error for a success whose body is not what the API documents.

        Args:
            status: The status of the response.
            headers: The headers of the response.
            content: The bytes of the body, as far as they were received.
            problem: What is wrong, as a clause: "its body is not valid JSON".
            failure: The connection failure that made the body incomplete, if there was one.
        """
        response = self._error_response(status, headers, content)
        error = response_error(self.errors, self.name, response, problem, incomplete=failure is not None)
        error.__cause__ = failure and self._cause(failure)
        if self.retry.retry_lost_connection:
            return error
        return outcome_unknown(self.errors, error.message, self.idempotency_key, error)

    def status_error(self, status: int, headers: Mapping[str, str], content: bytes) -> SDKError:
        """Return the error for a response with an error status."""
        # (A storage host knows neither the API's keys nor its models.)
        advice = "Repeat the call: it gets a new signed URL." if self.without_credentials else None
        error = status_error(self.errors, self.name, self._error_response(status, headers, content), advice)
        if not retry.is_ambiguous(self.retry, status):
            return error
        message = f"{self.name} returned {status}{request_note(error.request_id)}."
        timed_out = status in self.retry.ambiguous_timeout
        return outcome_unknown(self.errors, message, self.idempotency_key, error, timed_out=timed_out)

    def connection_error(self, failure: ConnectionFailure, retries: int) -> SDKError:
        """Return the error for a request that got no response.

        Args:
            failure: The connection failure of the last attempt.
            retries: Number of attempts before the last one.
        """
        attempts = f" after {retries + 1} attempts" if retries else ""
        error = self._connection_error(failure, self.redact(str(failure)), attempts)
        error.__cause__ = self._cause(failure)
        return error

    def unsendable(self, problem: Unsendable) -> SDKError:
        """Return the error for a request that cannot be sent."""
        error = self.errors.root(f"{self.name}: nothing can be sent there: {self.redact(str(problem))}")
        error.__cause__ = self._cause(problem)
        return error

    def _cause(self, failure: ConnectionFailure | Unsendable) -> BaseException | None:
        """Return the HTTP library's exception, unless its message contains the API key."""
        return failure.__cause__ if self.redact(str(failure)) == str(failure) else None

    def _connection_error(self, failure: ConnectionFailure, reason: str, attempts: str) -> SDKError:
        key = self.idempotency_key
        if failure.sent and not self.retry.retry_lost_connection:
            message = f"{self.name}: the connection was lost after the request was sent ({reason})."
            return outcome_unknown(self.errors, message, key, timed_out=failure.timed_out)
        if failure.permanent and not failure.of_proxy:
            message = (
                f"{self.name}: the server's certificate is not trusted ({reason}). Set SSL_CERT_FILE to the "
                "certificate of the authority that signed it, or pass an http_client that trusts it."
            )
            return self.errors.connection(message, permanent=True, sent=failure.sent, idempotency_key=key)
        if failure.timed_out:
            message = f"{self.name} timed out{attempts} ({reason}). Raise timeout=, or try again later."
            return self.errors.timeout(message, sent=failure.sent, idempotency_key=key)
        advice = f"Check the network, and that the base URL is right: the request went to {self._server}."
        if failure.of_proxy:
            advice = (
                "Check the proxy and its credentials, or add the host to NO_PROXY: the request was to go to "
                f"{self._server} through it."
            )
        message = f"{self.name} got no response{attempts} ({reason}). {advice}"
        return self.errors.connection(
            message, permanent=failure.permanent, sent=failure.sent, idempotency_key=key
        )

    @property
    def _server(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def _error_response(self, status: int, headers: Mapping[str, str], content: bytes) -> ErrorResponse:
        info = self.info(status, headers)
        return ErrorResponse(
            status_code=status,
            headers=info.headers,
            request_id=info.request_id,
            billed_micro_usd=info.billed_micro_usd,
            idempotency_key=self.idempotency_key,
            content=self.redact.body(content),
        )


def _json(value: object) -> bytes:
    """Encode again what was decoded."""
    try:
        return json.dumps(value).encode()
    except RecursionError:  # It is nested as deeply as can be decoded.
        return b""


def prepare(settings: Settings, request: Request[Any, Any], options: CallOptions, *, stream: bool) -> Call:
    """Return the call for a request.

    Args:
        settings: The settings of the client.
        request: A request that `pareta_wire` builds.
        options: The options of the call.
        stream: Whether the caller wants a stream of events.

    Raises:
        TypeError: The request belongs to the other API, or its body has a value of the wrong type.
        ValueError: The request has a value that cannot be sent.
    """
    operation = request.operation
    if operation.api.name != settings.api.name:
        raise TypeError(f"{operation.id} belongs to the {operation.api.name} API, not {settings.api.name}")
    body, form = _with_extra_body(request, options)
    flag = operation.stream and operation.stream.flag
    if flag and body is not None:
        if stream:
            body = {**body, flag[0]: flag[1]}
        elif body.get(flag[0]) == flag[1]:
            raise TypeError(f"{flag[0]}={flag[1]!r} requests a stream: use stream() for {operation.id}")
    encoded = request.encoded_body if body is None else _to_json(body, options.extra_body)
    content = None if encoded is None else Masked(encoded)
    headers = _headers(settings, request, options, stream=stream)
    key_header = operation.idempotency_header
    return Call(
        name=f"{operation.method} {request.path} ({operation.id})",
        operation=operation.id,
        method=operation.method,
        url=settings.base_url + request.path,
        errors=settings.errors,
        retry=operation.retry,
        successes=_is_success,
        headers=headers,
        query=[*request.query, *_extra("extra_query", options.extra_query)] or None,
        content=None if content is None else lambda: content,
        form=form,
        files=request.files,
        idempotency_key=headers[key_header.lower()].decode() if key_header else None,
        request_id_header=operation.api.request_id_header,
        receipts=operation.receipts,
        size=len(content or b"") if form is None and request.files is None else None,
        redact=settings.redact.plus(
            [
                *header_secrets(options.extra_headers, request.headers),
                *body_secrets(content),
                *options.secrets,
            ]
        ),
    )


def prepare_upload(
    settings: Settings,
    upload: SignedUpload,
    retry_class: RetryClass,
    url: str,
    content: Callable[[], Any],
    size: int,
    media_type: str,
) -> Call:
    """Return the call for an upload to a signed URL, without the API key.

    Args:
        settings: The settings of the client.
        upload: How the storage host takes uploads.
        retry_class: The retry class of the upload.
        url: The signed URL.
        content: Return the file from its beginning: bytes, or an iterable of chunks.
        size: Size of the file in bytes.
        media_type: The media type of the file.
    """
    return Call(
        name=f"{upload.method} {url.split('?')[0]} (signed upload)",
        operation="signed upload",
        method=upload.method,
        url=url,
        errors=settings.errors,
        retry=retry_class,
        successes=lambda status: status in upload.statuses,
        headers={"content-type": media_type.encode(), "content-length": str(size).encode()},
        content=content,
        redact=settings.redact.plus(url_secrets(url)),
        without_credentials=True,
        size=size,
    )


def receipt_amount(text: str) -> int | None:
    """Return an amount of a receipt; None if it is not a whole number."""
    return int(text) if _RECEIPT.fullmatch(text) else None


class Masked(bytes):
    """A header value or a body that tracebacks with local variables do not show."""

    def __repr__(self) -> str:
        return "b'***'"


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def _headers(
    settings: Settings, request: Request[Any, Any], options: CallOptions, *, stream: bool
) -> dict[str, bytes]:
    operation = request.operation
    headers = {
        "accept": EVENT_STREAM if stream else "application/json",
        "user-agent": config.user_agent(),
        operation.api.key_header.lower(): f"{operation.api.key_prefix}{settings.api_key}",
    }
    if request.body is not None or request.encoded_body is not None:
        headers["content-type"] = "application/json"
    if operation.idempotency_header:
        headers[operation.idempotency_header.lower()] = options.idempotency_key or _new_key()
    for added in (settings.default_headers, request.headers, options.extra_headers):
        headers.update((name.lower(), value) for name, value in added.items())
    if request.files is not None:
        headers.pop("content-type", None)  # the HTTP library names the boundary of the form in it
    return {name: Masked(value.encode()) for name, value in headers.items()}


def _new_key() -> str:
    from uuid import uuid4  # loaded late: a program that sends only GET requests does not need it

    return str(uuid4())


def _extra(name: str, values: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Return additional parameters or form fields. An error names the argument."""
    for key in values:
        if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a user's
            raise TypeError(f"{name}: a name must be a string, not {type(key).__name__}")
    try:
        return query(more=values)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from error


def _to_json(body: Mapping[str, Any], extra: Mapping[str, Any]) -> bytes:
    """Return a body as JSON. An error names the place in `extra_body`, if that is where it is."""
    if not extra:  # the body of a request is plain already
        return plain_to_json(body, "body")
    try:
        return to_json(body, "body")
    except (TypeError, ValueError):
        to_json(extra, "extra_body")
        raise


def _with_extra_body(
    request: Request[Any, Any], options: CallOptions
) -> tuple[Mapping[str, Any] | None, Mapping[str, str] | None]:
    """Return the JSON body and the form, with `extra_body` added."""
    if not options.extra_body:
        return request.body, request.form
    if request.files is not None:
        return None, {**(request.form or {}), **dict(_extra("extra_body", options.extra_body))}
    if request.body is None:
        raise ValueError(f"extra_body: {request.operation.id} sends no body")
    return {**request.body, **options.extra_body}, None
