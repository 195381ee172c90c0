"""One logical call: what a request becomes before it is sent, and what its answer, or none, amounts to.

Pure: knows no HTTP library. The transport sends what is made ready here and raises what is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from attrs import field, frozen

from pareta_core import config, retry
from pareta_core.config import CallOptions, Settings
from pareta_core.encoding import from_json, to_json
from pareta_core.errors import (
    ErrorClasses,
    ErrorResponse,
    SDKError,
    outcome_unknown,
    request_note,
    response_error,
    status_error,
)
from pareta_wire.model import DecodeError, Empty, attach_response
from pareta_wire.operation import FilePart, Operation, Request, ResponseInfo, RetryClass, SignedUpload, query

T = TypeVar("T")

EVENT_STREAM = "text/event-stream"
_RECEIPT = re.compile(r"[0-9]{1,18}")


class ConnectionFailure(Exception):
    """No whole answer came.

    `sent` is false where the request certainly never reached the wire; `permanent` where another attempt cannot help.
    """

    def __init__(self, reason: str, *, sent: bool, timed_out: bool, permanent: bool = False) -> None:
        super().__init__(reason)
        self.sent = sent
        self.timed_out = timed_out
        self.permanent = permanent


class Unsendable(Exception):
    """No request can be made of what was given."""


@frozen(eq=False)
class Call:
    """Made ready once and sent as often as it takes: the idempotency key is the same each time."""

    name: str
    method: str
    url: str
    errors: ErrorClasses
    retry: RetryClass
    successes: Callable[[int], bool]
    headers: dict[str, bytes] = field(repr=False)
    query: list[tuple[str, str]] | None = None
    content: Callable[[], Any] | None = field(default=None, repr=False)
    """Gives the body, from its beginning each time: bytes, or pieces of them as they are read."""
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = field(default=None, repr=False)
    idempotency_key: str | None = None
    request_id_header: str = ""
    receipt_header: str | None = None
    redact: Callable[[str], str] = field(default=str, repr=False)
    """Takes the key out of a text."""
    without_credentials: bool = False
    """Sent without any credentials, whoever would add them."""

    def info(self, status: int, headers: Mapping[str, str]) -> ResponseInfo:
        """What is known of an answer beside its body."""
        receipt = headers.get(self.receipt_header, "") if self.receipt_header else ""
        return ResponseInfo(
            status_code=status,
            headers=headers,
            request_id=headers.get(self.request_id_header),
            billed_micro_usd=int(receipt) if _RECEIPT.fullmatch(receipt) else None,
            idempotency_key=self.idempotency_key,
        )

    def decode_response(
        self,
        operation: Operation[Any, Any],
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        decode: Callable[[object], Any] | None = None,
    ) -> Any:
        """Return the decoded body of a success, or raise the error for a malformed response.

        Args:
            decode: Takes the place of the operation's own decoder.
        """
        try:
            if (status in operation.empty_responses or not operation.responses) and not content.strip():
                answer: Any = Empty()
            else:
                # A success that the spec does not name is read like the one that it does: what was paid for is
                # not thrown away because a 202 has become a 200.
                decode = (
                    decode
                    or operation.responses.get(status)
                    or next(iter(operation.responses.values()), Empty.from_dict)
                )
                answer = decode(from_json(content))
        except DecodeError as error:
            problem = f"not with the shape it promises: {error}"
        except (ValueError, RecursionError):
            problem = "its body is no JSON" if content else "its body is empty"
        else:
            attach_response(answer, self.info(status, headers))
            return answer
        raise self.malformed_response(status, headers, content, problem)

    def malformed_response(
        self,
        status: int,
        headers: Mapping[str, str],
        content: bytes,
        problem: str,
        cut: ConnectionFailure | None = None,
    ) -> SDKError:
        """The error for a success that is not what was promised; `cut` is how its body broke off, if it did."""
        answer = self._response(status, headers, content)
        error = response_error(self.errors, self.name, answer, problem, incomplete=cut is not None)
        error.__cause__ = cut and self._cause(cut)
        if self.retry.retry_lost_connection:
            return error
        return outcome_unknown(self.errors, error.message, self.idempotency_key, error)

    def status_error(self, status: int, headers: Mapping[str, str], content: bytes) -> SDKError:
        """The error for an answer that is no success."""
        answer = self._response(status, headers, content)
        error = status_error(self.errors, self.name, answer)
        if not retry.is_ambiguous(self.retry, status):
            return error
        told = f"{self.name}: status {status} leaves open what became of the request{request_note(error.request_id)}."
        late = status in self.retry.ambiguous_timeout
        return outcome_unknown(self.errors, told, self.idempotency_key, error, timed_out=late)

    def connection_error(self, lost: ConnectionFailure, retries: int) -> SDKError:
        """The error for no answer, after so many repetitions."""
        error = self._connection_error(
            lost, self.redact(str(lost)), f" after {retries + 1} attempts" if retries else ""
        )
        error.__cause__ = self._cause(lost)
        return error

    def _cause(self, lost: ConnectionFailure) -> BaseException | None:
        """What the HTTP library said, unless it repeats the key."""
        return lost.__cause__ if self.redact(str(lost)) == str(lost) else None

    def _connection_error(self, lost: ConnectionFailure, said: str, tried: str) -> SDKError:
        key = self.idempotency_key
        if lost.sent and not self.retry.retry_lost_connection:
            told = f"{self.name}: the connection was lost while the request was on it ({said})."
            return outcome_unknown(self.errors, told, key, timed_out=lost.timed_out)
        if lost.permanent:
            message = (
                f"{self.name}: the server's certificate is not trusted ({said}). Name the authority that signed it "
                "in SSL_CERT_FILE, or pass an http_client that knows it."
            )
            return self.errors.connection(message, permanent=True, idempotency_key=key)
        if lost.timed_out:
            message = f"{self.name}: no answer in time{tried} ({said}). Raise timeout=, or try again later."
            return self.errors.timeout(message, idempotency_key=key)
        message = (
            f"{self.name}: no answer{tried} ({said}). Check the network, and whether {self._server} is right."
        )
        return self.errors.connection(message, idempotency_key=key)

    @property
    def _server(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def _redacted_headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        if all(self.redact(value) == value for value in headers.values()):
            return headers
        # Others of the same kind, to which upper and lower case are one, and which may have a name twice.
        kind, pairs = cast("Any", type(headers)), getattr(headers, "multi_items", headers.items)()
        redacted: Mapping[str, str] = kind([(name, self.redact(value)) for name, value in pairs])
        return redacted

    def _response(self, status: int, headers: Mapping[str, str], content: bytes) -> ErrorResponse:
        request_id = headers.get(self.request_id_header) if self.request_id_header else None
        return ErrorResponse(
            status_code=status,
            headers=self._redacted_headers(headers),
            request_id=None if request_id is None else self.redact(request_id),
            idempotency_key=self.idempotency_key,
            content=self.redact(content.decode("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape"
            ),
        )


def prepare(settings: Settings, request: Request[Any, Any], options: CallOptions, *, stream: bool) -> Call:
    """Makes a request ready. Raises `TypeError` or `ValueError` for what cannot be sent."""
    operation = request.operation
    if operation.api.name != settings.api.name:
        raise TypeError(f"{operation.id} belongs to the {operation.api.name} API, not {settings.api.name}")
    body, form = _with_extra_body(request, options)
    flag = operation.stream and operation.stream.flag
    if flag and body is not None:
        if stream:
            body = {**body, flag[0]: flag[1]}
        elif body.get(flag[0]) == flag[1]:
            raise TypeError(
                f"{flag[0]} asks for a stream of events, which {operation.id} was not to give here"
            )
    content = None if body is None else _Masked(to_json(body, "body"))
    headers = _headers(settings, request, options, stream=stream)
    key_header = operation.idempotency_header
    return Call(
        name=f"{operation.method} {request.path} ({operation.id})",
        method=operation.method,
        url=settings.base_url + request.path,
        errors=settings.errors,
        retry=operation.retry,
        successes=_is_success,
        headers=headers,
        query=[*request.query, *_extra_query(options)] or None,
        content=None if content is None else lambda: content,
        form=form,
        files=request.files,
        idempotency_key=headers[key_header.lower()].decode() if key_header else None,
        request_id_header=operation.api.request_id_header,
        receipt_header=operation.receipt_header,
        redact=settings.redact,
    )


def prepare_upload(
    settings: Settings,
    rule: SignedUpload,
    retry_class: RetryClass,
    url: str,
    content: Callable[[], Any],
    size: int,
    media_type: str,
) -> Call:
    """Makes the upload to a signed URL ready, which carries no API key."""
    return Call(
        name=f"{rule.method} {url.split('?')[0]} (signed upload)",
        method=rule.method,
        url=url,
        errors=settings.errors,
        retry=retry_class,
        successes=lambda status: status in rule.statuses,
        headers={"content-type": media_type.encode(), "content-length": str(size).encode()},
        content=content,
        without_credentials=True,
    )


class _Masked(bytes):
    """A header's value, or a body, that a traceback with local variables does not show."""

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
    if request.body is not None:
        headers["content-type"] = "application/json"
    if operation.idempotency_header:
        headers[operation.idempotency_header.lower()] = options.idempotency_key or _new_key()
    for more in (settings.default_headers, request.headers, options.extra_headers):
        headers.update((name.lower(), value) for name, value in more.items())
    return {name: _Masked(value.encode()) for name, value in headers.items()}


def _new_key() -> str:
    from uuid import uuid4  # which a program that only reads does without

    return str(uuid4())


def _extra_query(options: CallOptions) -> Iterable[tuple[str, str]]:
    try:
        return query(more=options.extra_query)
    except (TypeError, ValueError) as error:
        raise type(error)(f"extra_query: {error}") from error


def _with_extra_body(
    request: Request[Any, Any], options: CallOptions
) -> tuple[Mapping[str, Any] | None, Mapping[str, str] | None]:
    """JSON body and form with the caller's additions."""
    if not options.extra_body:
        return request.body, request.form
    if request.files is not None:
        return None, {**(request.form or {}), **dict(query(more=options.extra_body))}
    if request.body is None:
        raise ValueError(f"extra_body: {request.operation.id} has no body to add to")
    return {**request.body, **options.extra_body}, None
