"""Webhooks of the Task API: `verify` and `parse` received requests, and `sign` sample requests in tests. Pure.

They follow the Standard Webhooks scheme. The headers `webhook-id`, `webhook-timestamp` (Unix seconds) and
`webhook-signature` come with the body. A signature is `v1,` and the base64 of an HMAC-SHA256 of
`{id}.{timestamp}.{body}`. The header may hold several, separated by spaces.

A secret is a `str` as the dashboard shows it, `whsec_` and base64 (the prefix is optional), or the key itself as
`bytes`. Older integrations used the whole string as the key: pass `secret.encode()`.

Anything malformed is rejected. No message repeats a secret, a signature, or a header that the sender wrote.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias, cast

from attrs import field, frozen

from parallel.errors import ParallelError
from pareta_core.arguments import is_valid_id
from pareta_core.composed import Composed
from pareta_core.deadline import seconds_argument
from pareta_core.encoding import as_object
from pareta_core.redaction import MaskedText, opaque
from pareta_wire.models import TaskRun, WebhookEventType
from pareta_wire.webhooks import TASK_RUN_STATUS_WEBHOOK

__all__ = ["Headers", "Secret", "WebhookEvent", "WebhookVerificationError", "parse", "sign", "verify"]

Secret: TypeAlias = str | bytes | Sequence[str | bytes]
"""One secret, or several during a rotation: a signature by any of them is accepted."""

Headers: TypeAlias = (
    Mapping[str, str] | Mapping[bytes, bytes] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]
)
"""The headers of a request as frameworks have them: a mapping, or pairs as in ASGI."""

_SIGNATURE = TASK_RUN_STATUS_WEBHOOK.signature
_VERSION = _SIGNATURE.version
# A signature of the version that is supported, or of an unknown version.
_ENTRY = rf"(?:{_VERSION},[A-Za-z0-9+/]{{43}}=|(?!{_VERSION},)[a-z0-9]+,[!-~]+)"
# The three headers, each with its pattern and the pattern in words. An id has no dot and a timestamp only digits, so
# that bytes of the body cannot be passed off as a part of the id.
_HEADERS = {
    _SIGNATURE.id_header: (r"[!-\-/-~]{1,255}", "1 to 255 visible ASCII characters without a dot"),
    _SIGNATURE.timestamp_header: (r"[1-9][0-9]{0,11}", "a whole number of seconds since 1970"),
    _SIGNATURE.signature_header: (
        f"{_ENTRY}(?: {_ENTRY})*",
        f"signatures, {_VERSION},<base64>, separated by single spaces",
    ),
}


class WebhookVerificationError(ParallelError):
    """The request is not a verified webhook. Respond with status 400 and ignore it."""


@frozen
class WebhookEvent(Composed):
    """A verified webhook.

    Example:
        ```python
        event = webhooks.parse(body, headers, secret=secret)
        if event.run:
            print(event.id, event.run.run_id, event.run.status)
        ```
    """

    id: str
    """The `webhook-id`. It stays the same when the service delivers again: remember it, and do the work once."""
    type: WebhookEventType
    """`task_run.status`. The service may add others."""
    timestamp: str | None
    """The time of the event, as RFC 3339."""
    run: TaskRun | None = field(hash=False)
    """The run at the time of the event. None for other types of event."""
    data: Any = field(repr=False, hash=False)
    """The subject of the event as the service sent it."""
    raw: dict[str, Any] = field(repr=False, hash=False)
    """The body as the service sent it, including fields that this SDK does not know."""

    def to_dict(self) -> dict[str, Any]:
        """Return the service's record."""
        return dict(self.raw)


def verify(
    body: bytes, headers: Headers, *, secret: Secret, tolerance: float = 300.0, now: float | None = None
) -> None:
    """Return if the service signed this request recently; raise otherwise.

    Args:
        body: The body of the request, byte for byte. JSON that was decoded and encoded again differs.
        headers: The headers of the request, in upper or lower case.
        secret: The secret, or several during a rotation.
        tolerance: Maximum distance of the timestamp from `now` in seconds, in both directions.
        now: The Unix time to compare with, in seconds; the clock's if not given.

    Raises:
        WebhookVerificationError: The request is malformed, too old, or has no valid signature.
        TypeError, ValueError: An argument is invalid: a `str` as body, a secret that is None, a negative tolerance.

    Example:
        ```python
        webhooks.verify(body, headers, secret=secret)
        ```
    """
    secret = _masked(secret)
    _verify(body, headers, secret, tolerance, now)


def parse(
    body: bytes, headers: Headers, *, secret: Secret, tolerance: float = 300.0, now: float | None = None
) -> WebhookEvent:
    """Verify a request, then decode its event.

    An event of a type that this SDK does not know has its `data` and no `run`.

    Args:
        body: The body of the request, byte for byte. JSON that was decoded and encoded again differs.
        headers: The headers of the request, in upper or lower case.
        secret: The secret, or several during a rotation.
        tolerance: Maximum distance of the timestamp from `now` in seconds, in both directions.
        now: The Unix time to compare with, in seconds; the clock's if not given.

    Returns:
        The event.

    Raises:
        WebhookVerificationError: The request is malformed, too old, has no valid signature, or a signed body that is
            not an event.
        TypeError, ValueError: An argument is invalid: a `str` as body, a secret that is None, a negative tolerance.

    Example:
        ```python
        event = webhooks.parse(body, headers, secret=secret)
        print(event.type, event.run)
        ```
    """
    secret = _masked(secret)
    webhook_id, content = _verify(body, headers, secret, tolerance, now)
    try:
        raw = as_object(json.loads(content)) or {}
        event_type, timestamp, data = raw.get("type"), raw.get("timestamp"), raw.get("data")
        run = TaskRun.from_dict(data) if event_type == TASK_RUN_STATUS_WEBHOOK.name else None
    except (ValueError, RecursionError) as error:  # not valid JSON, or a run of another shape
        raise WebhookVerificationError(
            f"the signature is valid, but the body is not an event: {error}"
        ) from None
    if not isinstance(event_type, str) or not event_type:
        raise WebhookVerificationError(
            "the signature is valid, but the body is not an event: it must be a JSON object with a type"
        )
    if run is not None and not is_valid_id(run.run_id):
        raise WebhookVerificationError("the signature is valid, but the run of the event has no valid run_id")
    timestamp = timestamp if isinstance(timestamp, str) else None
    return WebhookEvent(webhook_id, event_type, timestamp, run, data, raw)


def sign(
    body: bytes, *, secret: Secret, id: str | None = None, timestamp: float | None = None
) -> dict[str, str]:
    """Return the headers that the service would send with this body, for tests.

    Args:
        body: The body of the request.
        secret: The secret. Several give several signatures.
        id: The `webhook-id`; random if not given. A malformed one is signed too, so that tests can send it.
        timestamp: The Unix time in seconds; now if not given.

    Returns:
        The three headers.

    Raises:
        WebhookVerificationError: The secret is empty or not valid base64.
        TypeError: `body` is not bytes, or `secret` neither `str` nor `bytes`.

    Example:
        ```python
        headers = webhooks.sign(body, secret=secret)
        assert webhooks.parse(body, headers, secret=secret).id == headers["webhook-id"]
        ```
    """
    secret = _masked(secret)
    webhook_id = f"msg_{secrets.token_hex(12)}" if id is None else id
    seconds = str(int(time.time() if timestamp is None else timestamp))
    signatures = " ".join(_signatures(_keys(secret), webhook_id, seconds, _body_bytes(body)))
    return dict(zip(_HEADERS, (webhook_id, seconds, signatures), strict=True))


def _verify(
    body: object, headers: object, secret: object, tolerance: float, now: float | None
) -> tuple[str, bytes]:
    """Return the id and the body of a valid request."""
    content, keys = _body_bytes(body), _keys(secret)
    tolerance = seconds_argument("tolerance", tolerance, zero=True)
    webhook_id, timestamp, signatures = _header_values(headers)
    age = (time.time() if now is None else now) - int(timestamp)
    if not abs(age) <= tolerance:  # written so that NaN is rejected
        raise WebhookVerificationError(
            f"{_SIGNATURE.timestamp_header} is {abs(age):.0f} s in the {'past' if age > 0 else 'future'}, "
            f"more than the tolerance of {tolerance:g} s: the request was delayed or replayed, "
            "or the clock of this machine is wrong"
        )
    candidates = [entry for entry in signatures.split(" ") if entry.startswith(f"{_VERSION},")]
    if not candidates:
        raise WebhookVerificationError(
            f"{_SIGNATURE.signature_header} has no signature of version {_VERSION}, the only supported one"
        )
    wanted = _signatures(keys, webhook_id, timestamp, content)
    # Compare all, so that the time taken reveals nothing.
    same = [hmac.compare_digest(one, candidate) for one in wanted for candidate in candidates]
    if not any(same):
        raise WebhookVerificationError(
            "no signature is valid: the secret is another one, or the body differs from the bytes that were received"
        )
    return webhook_id, content


def _body_bytes(body: object) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", body))
    raise TypeError(
        f"body must be bytes, not {type(body).__name__}: pass the raw bytes, as they were received"
    )


class _MaskedBytes(bytes):
    """A key that tracebacks with local variables do not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def _masked(secret: Any) -> Any:
    """Return a secret that tracebacks with local variables do not show, also one of a wrong type."""
    if isinstance(secret, str):
        return MaskedText(secret)
    if isinstance(secret, bytes):
        return _MaskedBytes(secret)
    if isinstance(secret, Sequence):
        return [_masked(each) for each in cast("Sequence[object]", secret)]
    return opaque(secret)


def _keys(secret: object) -> list[bytes]:
    values = [secret] if isinstance(secret, (str, bytes)) else secret
    if not isinstance(values, Sequence):
        raise TypeError(f"secret must be str, bytes, or a list of them, not {type(secret).__name__}")
    keys = [_key(each) for each in cast("Sequence[object]", values)]
    if not all(keys) or not keys:
        raise WebhookVerificationError("a secret is empty" if keys else "the list of secrets is empty")
    return keys


def _key(secret: object) -> bytes:
    if isinstance(secret, bytes):
        return secret
    if not isinstance(secret, str):
        raise TypeError(f"a secret must be str or bytes, not {type(secret).__name__}")
    encoded, key = MaskedText(secret.removeprefix(_SIGNATURE.secret_prefix)), _MaskedBytes()
    with suppress(ValueError):
        key = _MaskedBytes(base64.b64decode(encoded, validate=True))
    if base64.b64encode(key).decode() != encoded:
        raise WebhookVerificationError(
            "a secret is not valid base64. If it is the key itself, pass it as bytes."
        )
    return key


def _header_values(headers: object) -> list[str]:
    """Return the values of the three headers, each of which must occur once and be well-formed."""
    items: Any = getattr(headers, "items", None)
    pairs: Any = items() if callable(items) else headers
    if isinstance(pairs, (str, bytes)) or not isinstance(pairs, Iterable):
        raise TypeError(f"headers must be a mapping or pairs, not {type(headers).__name__}")
    found: dict[str, list[str]] = {name: [] for name in _HEADERS}
    for name, value in cast("Iterable[tuple[object, object]]", pairs):
        found.get(_ascii(name).lower(), []).append(_ascii(value))
    for name, (pattern, description) in _HEADERS.items():
        if len(found[name]) != 1:
            raise WebhookVerificationError(f"{name} must occur once, and occurs {len(found[name])} times")
        if not re.fullmatch(pattern, found[name][0]):
            raise WebhookVerificationError(f"{name} must be {description}")
    return [value for values in found.values() for value in values]


def _ascii(value: object) -> str:
    """Return a header's name or value; anything but ASCII text becomes empty, which no pattern allows."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and text.isascii() else ""


def _signatures(keys: Iterable[bytes], webhook_id: str, timestamp: str, body: bytes) -> list[str]:
    content = f"{webhook_id}.{timestamp}.".encode() + body
    digests = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return [MaskedText(f"{_VERSION},{digest}") for digest in digests]
