"""Webhooks of the Task API: `verify` and `parse` what came, `sign` what a test sends. Pure: no I/O, nothing of httpx.

They follow the Standard Webhooks scheme. The headers `webhook-id`, `webhook-timestamp` (Unix seconds) and
`webhook-signature` come with the body; a signature is `v1,` and the base64 of an HMAC-SHA256 over
`{id}.{timestamp}.{body}`, and the header may hold several, parted by spaces.

A secret is a `str` as the dashboard shows it, `whsec_` and base64 (the prefix may be left out), or `bytes`, which are
the key itself. An earlier way of signing took the whole string for the key: that is `secret.encode()`.

Whatever is odd is refused. No message repeats a secret, a signature, or a header that the sender wrote.
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
from pareta_core.deadline import seconds_argument
from pareta_core.encoding import as_object
from pareta_wire.models import TaskRun, WebhookEventType

__all__ = ["Headers", "Secret", "WebhookEvent", "WebhookVerificationError", "parse", "sign", "verify"]

Secret: TypeAlias = str | bytes | Sequence[str | bytes]
"""One secret, or several while they are being changed: a signature by any of them counts."""

Headers: TypeAlias = (
    Mapping[str, str] | Mapping[bytes, bytes] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]
)
"""A request's headers as frameworks give them: a mapping, or pairs, as ASGI has them."""

# A signature of version 1, or of a version that is not known here.
_ENTRY = r"(?:v1,[A-Za-z0-9+/]{43}=|(?!v1,)[a-z0-9]+,[!-~]+)"
# The three headers, their forms, and the forms in words. An id has no dot and a timestamp digits only, so that parts of
# the body cannot be passed off as parts of the id.
_FORMS = {
    "webhook-id": (r"[!-\-/-~]{1,255}", "1 to 255 visible ASCII characters without a dot"),
    "webhook-timestamp": (r"[1-9][0-9]{0,11}", "a whole number of seconds since 1970"),
    "webhook-signature": (
        f"{_ENTRY}(?: {_ENTRY})*",
        "signatures, v1,<base64>, with single spaces between them",
    ),
}


class WebhookVerificationError(ParallelError):
    """A request is not shown to be a webhook of the service. Answer it with 400, and do nothing else with it."""


@frozen
class WebhookEvent:
    """A webhook that was verified."""

    id: str
    """The `webhook-id`. It stays the same when the service delivers once more: keep it, and do the work once."""
    type: WebhookEventType
    """`task_run.status`; more may come."""
    timestamp: str | None
    """When it happened, as RFC 3339."""
    run: TaskRun | None = field(hash=False)
    """The run as it stands now. None where the event is of another type."""
    data: Any = field(repr=False, hash=False)
    """What the event is about, as it came."""
    raw: dict[str, Any] = field(repr=False, hash=False)
    """The body as it came, with the fields that this SDK does not know."""

    def to_dict(self) -> dict[str, Any]:
        """The service's own record."""
        return dict(self.raw)

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The raw value of a field of the record."""
        return self.raw.get(key, default)


def verify(
    body: bytes, headers: Headers, *, secret: Secret, tolerance: float = 300.0, now: float | None = None
) -> None:
    """Returns if the service signed this request, not long ago.

    Args:
        body: The request's body as it was received, byte by byte. JSON that was read and written again differs.
        headers: The request's headers; upper and lower case are the same.
        secret: The secret, or several while they are being changed.
        tolerance: How many seconds the timestamp may lie in the past, or in the future.
        now: The Unix time to hold it against; the clock's, if left out.

    Raises:
        WebhookVerificationError: It is not shown that the service signed it.
        TypeError, ValueError: The call is wrong: a `str` for a body, a secret that is None, a negative tolerance.
    """
    _verified(body, headers, secret, tolerance, now)


def parse(
    body: bytes, headers: Headers, *, secret: Secret, tolerance: float = 300.0, now: float | None = None
) -> WebhookEvent:
    """Verifies, as `verify` does, and then reads the event.

    A type of event that this SDK does not know is read too, with its `data` as it came and no `run`. A body that was
    signed and is no event raises `WebhookVerificationError` as well.
    """
    webhook_id, content = _verified(body, headers, secret, tolerance, now)
    try:
        raw = as_object(json.loads(content)) or {}
        kind, timestamp, data = raw.get("type"), raw.get("timestamp"), raw.get("data")
        run = TaskRun.from_dict(data) if kind == "task_run.status" else None
    except (ValueError, RecursionError) as error:  # no JSON, or a run of another shape
        raise WebhookVerificationError(f"the body was signed, but is no event: {error}") from None
    if not isinstance(kind, str) or not kind:
        raise WebhookVerificationError("the body was signed, but is no event: a JSON object with a type")
    if run is not None and not is_valid_id(run.run_id):
        raise WebhookVerificationError("the body was signed, but the run that it is about has no run_id")
    return WebhookEvent(webhook_id, kind, timestamp if isinstance(timestamp, str) else None, run, data, raw)


def sign(
    body: bytes, *, secret: Secret, id: str | None = None, timestamp: float | None = None
) -> dict[str, str]:
    """The headers with which the service would send this body: for tests. Each secret gives a signature.

    `id` is made up and `timestamp` is now, if they are left out. Odd ones are signed as they are, for tests of those.
    """
    webhook_id = f"msg_{secrets.token_hex(12)}" if id is None else id
    seconds = str(int(time.time() if timestamp is None else timestamp))
    signatures = " ".join(_signatures(_keys(secret), webhook_id, seconds, _raw(body)))
    return dict(zip(_FORMS, (webhook_id, seconds, signatures), strict=True))


def _verified(
    body: object, headers: object, secret: object, tolerance: float, now: float | None
) -> tuple[str, bytes]:
    """The id and the body of a request that stood every test."""
    content, keys = _raw(body), _keys(secret)
    tolerance = seconds_argument("tolerance", tolerance, zero=True)
    webhook_id, timestamp, listed = _three(headers)
    age = (time.time() if now is None else now) - int(timestamp)
    if not abs(age) <= tolerance:  # put so that a NaN is refused
        raise WebhookVerificationError(
            f"webhook-timestamp is {abs(age):.0f} s in the {'past' if age > 0 else 'future'}, and {tolerance:g} s are "
            "allowed: the request was held up or is played back, or this machine's clock is wrong"
        )
    candidates = [entry for entry in listed.split(" ") if entry.startswith("v1,")]
    if not candidates:
        raise WebhookVerificationError("webhook-signature has none of version v1, the only one known here")
    fits = False
    for expected in _signatures(keys, webhook_id, timestamp, content):
        for candidate in candidates:  # each of them, so that the time taken tells nothing
            fits |= hmac.compare_digest(expected, candidate)
    if not fits:
        raise WebhookVerificationError(
            "no signature fits: the secret is another one, or the body is not the bytes that were received"
        )
    return webhook_id, content


def _raw(body: object) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", body))
    raise TypeError(
        f"body must be bytes, not {type(body).__name__}: pass the raw bytes, as they were received"
    )


def _keys(secret: object) -> list[bytes]:
    given = [secret] if isinstance(secret, (str, bytes)) else secret
    if not isinstance(given, Sequence):
        raise TypeError(f"secret must be str, bytes, or a list of them, not {type(secret).__name__}")
    keys = [_key(each) for each in cast("Sequence[object]", given)]
    if not all(keys) or not keys:
        raise WebhookVerificationError("the secret is empty" if keys else "no secret was given")
    return keys


def _key(secret: object) -> bytes:
    if isinstance(secret, bytes):
        return secret
    if not isinstance(secret, str):
        raise TypeError(f"a secret must be str or bytes, not {type(secret).__name__}")
    written, key = secret.removeprefix("whsec_"), b""
    with suppress(ValueError):
        key = base64.b64decode(written, validate=True)
    if base64.b64encode(key).decode() != written:
        raise WebhookVerificationError("a secret is no base64; if it is the key itself, pass it as bytes")
    return key


def _three(headers: object) -> list[str]:
    """The values of the three headers, each of which must be there once and have its form."""
    items: Any = getattr(headers, "items", None)
    pairs: Any = items() if callable(items) else headers
    if isinstance(pairs, (str, bytes)) or not isinstance(pairs, Iterable):
        raise TypeError(f"headers must be a mapping or pairs, not {type(headers).__name__}")
    found: dict[str, list[str]] = {name: [] for name in _FORMS}
    for name, value in cast("Iterable[tuple[object, object]]", pairs):
        found.get(_text(name).lower(), []).append(_text(value))
    for name, (form, said) in _FORMS.items():
        if len(found[name]) != 1:
            raise WebhookVerificationError(
                f"{name} is there {len(found[name])} times, and must be there once"
            )
        if not re.fullmatch(form, found[name][0]):
            raise WebhookVerificationError(f"{name} must be {said}")
    return [value for values in found.values() for value in values]


def _text(value: object) -> str:
    """A header's name or value. What is no ASCII text becomes empty, which no form allows."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and text.isascii() else ""


def _signatures(keys: Iterable[bytes], webhook_id: str, timestamp: str, body: bytes) -> list[str]:
    content = f"{webhook_id}.{timestamp}.".encode() + body
    return [f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}" for key in keys]
