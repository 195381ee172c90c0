"""Remove secrets from what a server sent, before it becomes part of an error. Pure.

The secrets of a request are its API key and the values of headers that carry credentials. A result keeps the server's
record as it was sent, and a `ResponseInfo` that knows what to redact if the result becomes part of an error.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

from attrs import field, fields, frozen

from pareta_core.encoding import as_array, as_object
from pareta_wire.model import Model, NamedEvent, attach_response
from pareta_wire.operation import ResponseInfo

T = TypeVar("T")

_REDACTED = "***"
# A shorter secret is not redacted: it would match ordinary words.
_MIN_LENGTH = 8
# What neither JSON nor HTML nor a URL escapes (RFC 3986, 2.3).
_UNESCAPED = re.compile(r"[A-Za-z0-9._~-]+")
# Names of headers whose values are credentials.
_CREDENTIAL_HEADER = re.compile(
    r"auth|cookie|token|secret|passw|credential|session|signature|api-?key|access-?key|private-?key|^key$|-key$",
    re.IGNORECASE,
)
# Messages show it: it is what the caller passes to repeat a call.
_NOT_SECRET = frozenset({"idempotency-key"})


class MaskedText(str):
    """A key or a header value that tracebacks with local variables do not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class MaskedHeaders(dict[str, str]):
    """Headers whose values tracebacks with local variables do not show."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(
            {
                name: MaskedText(value) if isinstance(value, str) else value
                for name, value in cast("Mapping[str, Any]", headers).items()  # a user may pass anything
            }
        )

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name!r}: '***'" for name in self) + "}"


def masked_headers(headers: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """Return the headers with a `repr` that shows no values. For anything but a mapping return its type's name only."""
    if headers is None or isinstance(headers, MaskedHeaders):
        return headers
    # (A user may pass anything.)
    return MaskedHeaders(headers) if isinstance(cast("object", headers), Mapping) else opaque(headers)


def opaque(value: object) -> Any:
    """Return an object in place of a secret of a wrong type: for the message it has the name of that type."""
    name = type(value).__name__
    return type(name, (_Opaque,), {})()


class _Opaque:
    def __repr__(self) -> str:
        return "'***'"


def header_secrets(*headers: Mapping[str, str]) -> list[str]:
    """Return the credentials among headers: whole values, and their words (`Bearer …`, the values of cookies)."""
    found: list[str] = []
    for name, value in (pair for each in headers for pair in each.items()):
        if _CREDENTIAL_HEADER.search(name) and name.lower() not in _NOT_SECRET:
            found += [value, *value.split(), *re.split(r"[;,]\s*|=", value)]
    return found


def url_secrets(url: str) -> list[str]:
    """Return what must not be shown of a signed URL: its query, and each value in it."""
    raw_query = url.partition("?")[2]
    return [raw_query, *(value for _, value in parse_qsl(raw_query))]


_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


def _pattern(secret: str) -> str:
    """Return a pattern for a secret whose characters JSON, HTML or a URL has escaped."""
    return "".join(re.escape(each) if _UNESCAPED.match(each) else _escaped(each) for each in secret)


def _escaped(character: str) -> str:
    code, in_url = ord(character), "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "replace"))
    forms = [rf"\\*{re.escape(character)}", rf"\\+u{code:04x}", f"&#0*{code};", f"&#x0*{code:x};", in_url]
    if character in _ENTITIES:
        forms.append(f"&{_ENTITIES[character]};")
    return f"(?i:{'|'.join(forms)})"


class Redactor:
    """Replaces secrets by `***`, also where JSON, HTML or a URL escapes them."""

    __slots__ = ("_bytes", "_escaped", "_secrets")

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _MIN_LENGTH}
        # The longest first: one secret may contain another.
        self._secrets = tuple(sorted(known, key=len, reverse=True))
        self._bytes = tuple(secret.encode("utf-8", "replace") for secret in self._secrets)
        # (Of `Bearer …` the key is enough.)
        words = {secret: secret.rpartition(" ")[2] for secret in self._secrets}
        patterns = [_pattern(secret) for secret, last in words.items() if not _UNESCAPED.fullmatch(last)]
        self._escaped = re.compile("|".join(patterns)) if patterns else None

    def __repr__(self) -> str:
        return "Redactor()"

    def __bool__(self) -> bool:
        return bool(self._secrets)

    def __reduce__(self) -> tuple[type[Redactor], tuple[()]]:
        return Redactor, ()  # the secrets are not pickled

    def plus(self, secrets: list[str]) -> Redactor:
        """Return a redactor that replaces more secrets as well.

        Args:
            secrets: The additional secrets.
        """
        return Redactor([*self._secrets, *secrets]) if secrets else self

    def __call__(self, text: str) -> str:
        """Return the text without the secrets."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, _REDACTED)
        return text if self._escaped is None else self._escaped.sub(_REDACTED, text)

    def headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """Return headers without the secrets: the same object if there are none."""
        raw: Iterable[tuple[bytes, bytes]] | None = getattr(headers, "raw", None)
        values = (
            "\n".join(headers.values()).encode() if raw is None else b"\n".join([each[1] for each in raw])
        )
        for secret in self._bytes:
            if secret in values:
                break
        else:
            if self._escaped is None or self._escaped.search(values.decode("utf-8", "replace")) is None:
                return headers
        # Keep the type of the headers: it ignores the case of names and may hold a name twice.
        headers_type, pairs = cast("Any", type(headers)), getattr(headers, "multi_items", headers.items)()
        redacted: Mapping[str, str] = headers_type([(name, self(value)) for name, value in pairs])
        return redacted

    def body(self, content: bytes) -> bytes:
        """Return a body without the secrets, also where its JSON escapes single characters of them."""
        redacted = self(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        if b"\\" not in redacted:
            return redacted
        try:
            decoded: object = json.loads(redacted)
            without = self.value(decoded)
            return redacted if without is decoded else json.dumps(without, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return redacted

    def value(self, value: Any) -> Any:
        """Return decoded JSON without the secrets: the same object if there are none."""
        found: Any
        if isinstance(value, str):
            found = self(value)
            return value if found == value else found
        if (items := as_array(value)) is not None:
            found = [self.value(item) for item in items]
            return value if all(map(operator.is_, found, items)) else found
        if (members := as_object(value)) is not None:
            found = {self.value(key): self.value(member) for key, member in members.items()}
            same = found.keys() == members.keys() and all(found[key] is members[key] for key in found)
            return value if same else found
        return value


@frozen(repr=False, eq=False)
class RedactedResponseInfo(ResponseInfo):
    """A response without its body, and the redactor of its request. Copies and pickles leave out the redactor."""

    redact: Redactor = field(factory=Redactor)

    def _plain(self) -> ResponseInfo:
        return ResponseInfo(*self._values())

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, each.name) for each in fields(ResponseInfo))

    def __repr__(self) -> str:
        return repr(self._plain())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResponseInfo):
            return NotImplemented
        return self._plain() == (other._plain() if isinstance(other, RedactedResponseInfo) else other)

    def __hash__(self) -> int:
        return hash(self._plain())

    def __reduce__(self) -> tuple[Any, ...]:
        return ResponseInfo, self._values()


def redactor_of(result: object) -> Redactor:
    """Return the redactor of the request that a result came from; one that redacts nothing if it is not known."""
    from pareta_wire.records import Array  # loaded late: a new client needs none

    info = result.response if isinstance(result, (Model, Array)) else None
    return info.redact if isinstance(info, RedactedResponseInfo) else Redactor()


def redacted(result: T) -> T:
    """Return a result without the secrets of the request that it came from: the result itself if it has none."""
    return without_secrets(result, redactor_of(result))


def without_secrets(value: T, redact: Redactor) -> T:
    """Return models, events, lists and strings without secrets: the same object if there are none.

    Args:
        value: What was decoded from a response.
        redact: Replaces the secrets.
    """
    found: Any = value
    if not redact:
        return value
    if (items := as_array(value)) is not None:
        clean = [without_secrets(item, redact) for item in items]
        if not all(map(operator.is_, clean, items)):
            found = clean
            from pareta_wire.records import Records

            if isinstance(value, Records):
                found = cast("Records[Any]", value).copy()
                found[:] = clean
    elif isinstance(value, NamedEvent):
        event = cast("NamedEvent[Any]", value)
        data, raw = without_secrets(event.data, redact), redact.value(event["data"])
        found = event if data is event.data and raw is event["data"] else NamedEvent(event.event, data, raw)
    elif isinstance(value, Model):
        found = _model_without_secrets(value, redact)
    else:
        found = redact.value(value)
    return cast("T", found)


def _model_without_secrets(model: Model, redact: Redactor) -> Any:
    try:
        record = model.to_dict()
        clean = redact.value(record)
        if clean is record:
            return model
        found: Any = type(model).from_dict(clean)
    except (TypeError, ValueError, RecursionError):
        return None  # what cannot be searched is not shown
    if model.response is not None:
        attach_response(found, model.response)
    return found
