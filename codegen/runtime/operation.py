"""Operations and requests as frozen data, for whatever sends them. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO, Generic, Literal, NamedTuple, TypeVar, cast
from urllib.parse import quote

import attrs

from .model import JsonObject, Model, encode

T = TypeVar("T", covariant=True)
E = TypeVar("E", covariant=True)

Idempotency = Literal["natural", "key", "unconfirmed-key"]


class ErrorFields(NamedTuple):
    """Where the body of an error keeps what it says. Each is a list of paths; the first that is there counts."""

    message: tuple[tuple[str, ...], ...] = ()
    detail: tuple[tuple[str, ...], ...] = ()
    reference: tuple[tuple[str, ...], ...] = ()


class Api(NamedTuple):
    """An API: its server, and how requests to it are authenticated."""

    name: str
    server: str
    key_header: str
    key_prefix: str
    """Precedes the key in its header: `"Bearer "`, or nothing."""
    request_id_header: str
    key_env: str
    base_url_env: str
    error_fields: ErrorFields = ErrorFields()


class Defaults(NamedTuple):
    """The defaults of a client. Durations are in seconds."""

    max_retries: int
    """Retries after the first attempt."""
    initial_backoff: float
    """Longest pause before the first retry. It doubles with each retry."""
    max_backoff: float
    """Longest pause before any retry."""
    max_retry_after: float
    """Longest `Retry-After` to obey."""
    timeout: float
    connect_timeout: float
    stall_timeout: float
    """Longest wait for the next event of a stream."""
    max_event_bytes: int
    """The longest event of a stream."""
    max_body_bytes: int
    """The longest body of a response that is not a stream, decoded."""
    max_error_bytes: int
    """What is read of the body of an error."""


class ErrorKind(NamedTuple):
    """A kind of error that a status, or a word in the error of a stream, stands for."""

    name: str
    statuses: frozenset[int] | range
    """Its statuses. Those that are listed go before a range; nothing stands for all the rest."""
    words: tuple[str, ...] = ()
    """The words in the `code` or `type` of an error object that say the same."""
    advice: str = ""
    """What to do about it, as sentences."""


class Outcome(NamedTuple):
    """Says when the work that a record describes is over. Any other status, known or not, means that it continues."""

    field: str = ""
    """The member with the status, if there is one."""
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    active: str = ""
    """The boolean member that says the same and goes before the status, if there is one."""

    def succeeded(self, status: object) -> bool:
        """Return whether a status says that the work ended well."""
        return status in self.success

    def failed(self, status: object) -> bool:
        """Return whether a status says that the work ended, and not well."""
        return status in self.failure

    def ended(self, status: object) -> bool:
        """Return whether a status says that the work ended."""
        return status in self.success or status in self.failure


class Wait(NamedTuple):
    """How to wait for the end of what an operation starts or returns. Durations are in seconds."""

    method: str
    """The name of the wait in clients."""
    operation: str
    """The id of the operation that is polled."""
    interval: float
    """Pause between polls."""
    timeout: float
    """How long to wait in all, unless the caller says otherwise."""
    grace: float = 0.0
    """Time for the network on top of the time for which the server holds a long poll."""


class RetryClass(NamedTuple):
    """Which failures of an operation may be retried."""

    name: str
    statuses: frozenset[int]
    """The statuses that may be retried."""
    retry_lost_connection: bool
    """False if a request that may have reached the server must not be sent again."""
    ambiguous: range = range(0)
    """The statuses, except those in `statuses`, after which the request may or may not have been accepted."""
    ambiguous_timeout: frozenset[int] = frozenset()
    """Those of `ambiguous` that are timeouts: the server may still be working on the request."""
    permanent: frozenset[int] = frozenset()
    """Those of `statuses` that end a wait: waiting longer does not help."""


class LongPoll(NamedTuple):
    """A request that the server holds open until it has a result."""

    parameter: str
    """The query parameter with the longest time that the server may hold the request, in seconds."""
    default: int
    """The server's default, in seconds."""
    slice: int
    """How long one request of a longer wait should be held, in seconds."""
    still_running: int
    """The status that means "not yet"."""


@attrs.frozen
class StreamRules(Generic[E]):
    """How the server-sent events of an operation are read."""

    reader: Callable[[], Callable[..., E]]
    """Loads the function that decodes an event: from its JSON, or from its name and its JSON if events are `named`."""
    named: bool = False
    """Whether the name of an event decides how it is decoded."""
    parser: Callable[[str], object] | None = None
    """Parses the JSON text of an event, in place of the usual parser, if what `reader` gets must know the text."""
    flag: tuple[str, object] | None = None
    """The member of the body that asks for a stream, and its value. None if the response is always a stream."""
    end_data: str | None = None
    """The data that marks the end of the stream. It is not an event."""
    end_events: frozenset[str] = frozenset()
    """The names of the events that end the stream."""
    error_key: str | None = None
    """An event with this member reports that the stream failed."""
    cursor_field: str | None = None
    """The member of an event from which a broken stream can be resumed."""
    cursor_parameter: str | None = None
    """The query parameter that takes the value of `cursor_field`."""

    def decode(self, event: str, data: object) -> E:
        """Decode an event.

        Args:
            event: The name of the event.
            data: Its decoded JSON.

        Raises:
            DecodeError: The data differs from the spec.
        """
        read = self.reader()
        return read(event, data) if self.named else read(data)


class Receipt(NamedTuple):
    """An amount that a response states about its call."""

    field: str
    """The attribute of `ResponseInfo` that holds it."""
    header: str
    """The response header that carries it."""
    comment: str
    """The name of the comment that carries it in a stream: `: <name> <amount>`."""


class SignedUpload(NamedTuple):
    """An upload to a URL that a response holds. The API key must not be sent there."""

    field: str
    """The member of the response that holds the URL."""
    method: str
    statuses: frozenset[int]
    """The statuses that mean success."""
    min_bytes: int
    """Files of this size or more must go there."""


class WebhookSignature(NamedTuple):
    """How the requests of a webhook are signed (Standard Webhooks)."""

    version: str
    """Precedes a signature and a comma."""
    secret_prefix: str
    """Precedes the base64 of a secret."""
    tolerance: float
    """Greatest distance of the timestamp from the clock, in seconds."""
    id_header: str
    timestamp_header: str
    signature_header: str


class SignedWebhook(NamedTuple):
    """A request that a service sends to its user."""

    name: str
    """The `type` in its body."""
    signature: WebhookSignature


@attrs.frozen(eq=False)
class Operation(Generic[T, E]):
    """One operation of an API: how to request it, and how to decode each of its responses.

    `T` is the type of its result and `E` the type of its events. `Never` means that it has none.
    """

    id: str
    api: Api
    method: str
    path: str
    """The path, with a `{name}` for each id."""
    retry: RetryClass
    idempotency: Idempotency
    responses: Mapping[int, Callable[[object], T]] = attrs.field(factory=dict[int, Callable[[object], T]])
    """For each successful status with a body, the function that decodes its JSON."""
    empty_responses: frozenset[int] = frozenset()
    """The successful statuses without a body."""
    stream: StreamRules[E] | None = None
    stream_only: bool = False
    """Whether every successful response is a stream."""
    idempotency_header: str | None = None
    long_poll: LongPoll | None = None
    receipts: tuple[Receipt, ...] = ()
    """The amounts that a response states about the call."""
    signed_upload: SignedUpload | None = None
    part_types: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """The media type of each file of a form, where the spec gives one."""
    gen_ai: str | None = None
    """What OpenTelemetry calls the operation, if a model responds to it."""
    error_statuses: frozenset[int] = frozenset()
    """The error statuses that the spec lists. A server may send others."""

    # (By hand: the methods that attrs makes of so many fields take a while to create, in every program.)
    def __eq__(self, other: object) -> bool:
        names = [field.name for field in attrs.fields(Operation)]
        return other.__class__ is self.__class__ and (
            other is self or all(getattr(other, name) == getattr(self, name) for name in names)
        )

    def __hash__(self) -> int:
        return hash(self.id)


@attrs.frozen
class FilePart:
    """A file to upload in a form."""

    filename: str
    content: bytes | BinaryIO
    media_type: str


@attrs.frozen
class Request(Generic[T, E]):
    """One request of an operation, ready to be sent."""

    operation: Operation[T, E]
    path: str
    """The path, with its ids filled in and escaped."""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str])
    body: Mapping[str, object] | None = attrs.field(default=None, repr=False)
    """The JSON object to send, as plain values. Not in the repr, because it may hold secrets."""
    encoded_body: bytes | None = attrs.field(default=None, repr=False)
    """The JSON object to send, encoded already, in place of `body`."""
    form: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = attrs.field(default=None, repr=False)


@attrs.frozen
class ResponseInfo:
    """A response without its body."""

    status_code: int
    headers: Mapping[str, str]
    request_id: str | None = None
    billed_micro_usd: int | None = None
    """The price of the call in micro-USD, if the response states one. A stream states it at its end."""
    frontier_cost_micro_usd: int | None = None
    """What the call would have cost on a frontier model, in micro-USD, if the response states it."""
    idempotency_key: str | None = None
    """The key that the request carried."""


def fill(template: str, **ids: str) -> str:
    """Fill ids into a path.

    Args:
        template: A path with a `{name}` for each id.
        ids: The ids by name. They are escaped.

    Raises:
        TypeError: An id is not a string.
        ValueError: An id is empty, or would lead to another path. The message names the argument.
    """
    for name, value in ids.items():
        template = template.replace(f"{{{name}}}", _segment(name, value))
    return template


def _segment(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty or blank")
    if value in {".", ".."}:
        raise ValueError(f"{name} must not be {value!r}: it would name another path")
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in value):
        raise ValueError(f"{name} must not contain a control character")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise ValueError(f"{name} cannot be written as UTF-8") from None


def query(
    *pairs: tuple[str, object], more: Mapping[str, object] | None = None
) -> tuple[tuple[str, str], ...]:
    """Encode query parameters. None is left out; a list repeats its parameter.

    Args:
        pairs: Names and values.
        more: Further parameters by name.

    Raises:
        TypeError: A value is neither a scalar nor a list of scalars, or `more` is not a mapping.
    """
    if more is not None and not isinstance(more, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # a user's
        raise TypeError(f"further query parameters must be a mapping, not {type(more).__name__}")
    encoded: list[tuple[str, str]] = []
    for name, value in (*pairs, *(more or {}).items()):
        values = cast("Iterable[object]", value) if isinstance(value, (list, tuple)) else (value,)
        encoded.extend((name, scalar(name, one)) for one in values if one is not None)
    return tuple(encoded)


def form_fields(*pairs: tuple[str, object]) -> dict[str, str]:
    """Encode the fields of a form. None is left out.

    Raises:
        TypeError: A value is not a scalar.
    """
    return {name: scalar(name, value) for name, value in pairs if value is not None}


def header_fields(*pairs: tuple[str, object]) -> dict[str, str]:
    """Encode headers. None and an empty list are left out; the items of a list are separated by commas.

    Raises:
        TypeError: A value is neither a scalar nor a list of scalars.
        ValueError: A value is not printable ASCII, or an item of a list is empty or contains a comma.
    """
    encoded = form_fields(*((name, _comma_list(name, value)) for name, value in pairs))
    for name, value in encoded.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} must be printable ASCII, because it is sent as a header")
    return encoded


def _comma_list(name: str, value: object) -> object:
    if not isinstance(value, (list, tuple)):
        return value
    items = [scalar(name, one).strip() for one in cast("Iterable[object]", value)]
    for item in items:
        if not item or "," in item:
            raise ValueError(f"an item of {name} must not be empty or contain a comma, as {item!r} does")
    return ",".join(items) or None


def scalar(name: str, value: object) -> str:
    """Encode a scalar for a query, a header or a form. A date becomes its ISO 8601 text.

    Raises:
        TypeError: The value is not a string, a number, a bool or a date. The message names the argument.
        ValueError: The string cannot be written as UTF-8, or the number has thousands of digits.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{name} cannot be written as UTF-8") from None
        return value
    if isinstance(value, (int, float)):
        try:
            return str(value)
        except ValueError:
            raise ValueError(f"{name} has too many digits") from None
    if isinstance(value, date) and value == value:  # pandas' NaT is a date that is not equal to itself
        return value.isoformat()
    raise TypeError(f"{name} must be a str, a number, a bool or a date, not {type(value).__name__}")


def json_body(body: Model | Mapping[str, Any]) -> JsonObject:
    """Encode a request body as a plain JSON object.

    Raises:
        TypeError: It is not an object, or contains something that JSON cannot express.
        ValueError: It is nested too deeply or contains itself.
    """
    try:
        encoded = encode(body, "body")
    except RecursionError:
        raise ValueError("body is nested too deeply or contains itself") from None
    if not isinstance(encoded, dict):
        raise TypeError(f"body must be a model or a mapping, not {type(body).__name__}")
    return cast("JsonObject", encoded)


def form_files(*pairs: tuple[str, FilePart | None]) -> dict[str, FilePart]:
    """Collect the files of a form. None is left out.

    Raises:
        TypeError: A file is not a `FilePart`.
    """
    files: dict[str, FilePart] = {}
    for name, file in pairs:
        if file is None:
            continue
        if not isinstance(file, FilePart):  # pyright: ignore[reportUnnecessaryIsInstance]  # users may pass anything
            raise TypeError(f"{name} must be a FilePart, not {type(file).__name__}")
        files[name] = file
    return files
