# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""What an operation and a request are: frozen data, read by whatever does the sending. No I/O lives here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Literal, TypeVar, cast
from urllib.parse import quote

import attrs

from .model import JsonObject, encode

if TYPE_CHECKING:
    from .model import Model

T = TypeVar("T", covariant=True)
E = TypeVar("E", covariant=True)

Idempotency = Literal["natural", "key", "unconfirmed-key"]


@attrs.frozen
class Api:
    """One of the services: where it is, and how it is spoken to."""

    name: str
    server: str
    key_header: str
    key_prefix: str
    """What stands before the key in its header, `"Bearer "` or nothing."""
    request_id_header: str
    key_env: str
    base_url_env: str


@attrs.frozen
class RetryClass:
    """Which failures of an operation may be tried again."""

    name: str
    statuses: frozenset[int]
    retry_lost_connection: bool
    """False where a request that may have reached the server must not be sent twice."""
    unclear: range = range(0)
    """The statuses, those in `statuses` excepted, after which nobody knows whether the request was accepted."""
    late: frozenset[int] = frozenset()
    """Those of `unclear` with which the service may still be at it."""
    lasting: frozenset[int] = frozenset()
    """Those of `statuses` that do not pass however long one waits."""


@attrs.frozen
class LongPoll:
    """A request that the server holds open until there is an answer."""

    parameter: str
    """The query parameter that says how long the server may hold it, in seconds."""
    default: int
    slice: int
    """How long one request of a longer wait may take."""
    still_running: int
    """The status that means "not yet"."""


@attrs.frozen
class StreamRules(Generic[E]):
    """How the server-sent events of an operation are read."""

    reader: Callable[[], Callable[..., E]]
    """Loads what makes a typed event: of its JSON, or of its name and its JSON where the events are `named`."""
    named: bool = False
    flag: tuple[str, object] | None = None
    """The member of the body that asks for a stream; None where the answer is always one."""
    end_data: str | None = None
    """The data that ends the stream and is no event itself."""
    end_events: frozenset[str] = frozenset()
    """The names of the events that are the last."""
    error_key: str | None = None
    """A data object with this key is a failure in mid-stream."""
    cursor_field: str | None = None
    """The member of an event from which a broken stream can be taken up again…"""
    cursor_parameter: str | None = None
    """…and the query parameter that takes it."""

    def decode(self, event: str, data: object) -> E:
        """Give the typed event for the name of an event and its JSON."""
        read = self.reader()
        return read(event, data) if self.named else read(data)


@attrs.frozen
class SignedUpload:
    """An upload to an address that the answer holds; no API key may go there."""

    field: str
    """The member of the answer that holds the address."""
    method: str
    statuses: frozenset[int]


@attrs.frozen
class Operation(Generic[T, E]):
    """One operation of an API: how it is asked, and how each of its answers is read.

    `T` is what it answers, `E` an event of its stream. `Never` stands for "has none".
    """

    id: str
    api: Api
    method: str
    path: str
    """The template, with `{name}` where an id goes."""
    retry: RetryClass
    idempotency: Idempotency
    answers: Mapping[int, Callable[[object], T]] = attrs.field(factory=dict[int, Callable[[object], T]])
    """For each status with a body: from its JSON to the answer."""
    empty_answers: frozenset[int] = frozenset()
    """The statuses that are a success without a body."""
    stream: StreamRules[E] | None = None
    stream_only: bool = False
    idempotency_header: str | None = None
    long_poll: LongPoll | None = None
    receipt_header: str | None = None
    """The header of the answer that says what was billed, in micro-USD."""
    signed_upload: SignedUpload | None = None
    part_types: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """The media type of each file of a form, where the contract says one."""
    error_statuses: frozenset[int] = frozenset()
    """The failures that the contract names. Others may come."""


@attrs.frozen
class FilePart:
    """A file to be sent in a form."""

    filename: str
    content: bytes | BinaryIO
    media_type: str


@attrs.frozen
class Request(Generic[T, E]):
    """One call of an operation, ready to be sent."""

    operation: Operation[T, E]
    path: str
    """With the ids filled in and escaped."""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str])
    body: Mapping[str, object] | None = attrs.field(default=None, repr=False)
    """The JSON object to be sent, already plain. Not in the repr, for it may hold secrets."""
    form: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = attrs.field(default=None, repr=False)


@attrs.frozen
class ResponseInfo:
    """What was known of a response beside its body."""

    status_code: int
    headers: Mapping[str, str]
    request_id: str | None = None
    billed_micro_usd: int | None = None
    idempotency_key: str | None = None
    """The key that the request carried."""


def fill(template: str, **ids: str) -> str:
    """Put ids into a path. An id that would lead elsewhere is refused, by the name of its argument."""
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
        raise ValueError(f"{name} must not hold a control character")
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise ValueError(f"{name} cannot be written as UTF-8") from None


def query(
    *pairs: tuple[str, object], more: Mapping[str, object] | None = None
) -> tuple[tuple[str, str], ...]:
    """Write query parameters: None is left out, a list is repeated, `more` goes along under its own names."""
    if more is not None and not isinstance(more, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"further query parameters must be a mapping, not {type(more).__name__}")
    found: list[tuple[str, str]] = []
    for name, value in (*pairs, *(more or {}).items()):
        values = cast("Iterable[object]", value) if isinstance(value, (list, tuple)) else (value,)
        found.extend((name, text(name, one)) for one in values if one is not None)
    return tuple(found)


def texts(*pairs: tuple[str, object]) -> dict[str, str]:
    """Write the fields of a form: None is left out."""
    return {name: text(name, value) for name, value in pairs if value is not None}


def lines(*pairs: tuple[str, object]) -> dict[str, str]:
    """Write headers: None is left out, and what no header can carry is refused."""
    found = texts(*pairs)
    for name, value in found.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} must be printable ASCII, for it is sent as a header")
    return found


def text(name: str, value: object) -> str:
    """Write a scalar as it stands in a query, a header or a form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{name} cannot be written as UTF-8") from None
        return value
    if isinstance(value, (int, float)):
        return str(value)
    raise TypeError(f"{name} must be a str, a number or a bool, not {type(value).__name__}")


def plain(body: Model | Mapping[str, Any]) -> JsonObject:
    """Write a body as the JSON object it is sent as."""
    encoded = encode(body, "body")
    if not isinstance(encoded, dict):
        raise TypeError(f"body must be a model or a mapping, not {type(body).__name__}")
    return cast("JsonObject", encoded)


def parts(*pairs: tuple[str, FilePart | None]) -> dict[str, FilePart]:
    """Collect the files of a form: None is left out."""
    found: dict[str, FilePart] = {}
    for name, part in pairs:
        if part is None:
            continue
        if not isinstance(part, FilePart):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{name} must be a FilePart, not {type(part).__name__}")
        found[name] = part
    return found
