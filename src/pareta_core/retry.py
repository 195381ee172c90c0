"""Decide whether to retry a failed attempt, and how long to wait first.

Pure functions: no I/O, no clock, no sleeping. Which failures may be retried is a fact of the spec: the operation's
retry class. This module adds the pauses and the limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING

from attrs import frozen

from pareta_core.errors import APIConnectionError, APIResponseError, APIStatusError, SDKError
from pareta_wire.apis import DEFAULTS
from pareta_wire.operation import RetryClass

if TYPE_CHECKING:
    from datetime import datetime

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
# Each form of an HTTP date (RFC 9110, 5.6.7) begins with the day of the week.
_DATE = re.compile(r"[A-Za-z]{3,9},? [ -~]{1,40}")


@frozen
class RetryPolicy:
    """Retry limits of a client. Durations are in seconds.

    Attributes:
        max_retries: Retries after the first attempt.
        initial_backoff: Longest pause before the first retry. It doubles with each retry.
        max_backoff: Longest pause before any retry.
        max_retry_after: Longest `Retry-After` to obey. Beyond it the error is raised: an earlier retry would add to
            the overload.
    """

    max_retries: int = DEFAULTS.max_retries
    initial_backoff: float = DEFAULTS.initial_backoff
    max_backoff: float = DEFAULTS.max_backoff
    max_retry_after: float = DEFAULTS.max_retry_after


def backoff(policy: RetryPolicy, attempt: int, random: float) -> float:
    """Return the pause before a retry: exponential backoff with full jitter.

    By default it lies between 0 and 0.5, 1, 2, 4, 8, 8… seconds.

    Args:
        policy: The retry limits.
        attempt: Number of failed attempts before the one that just failed, from 0.
        random: A random number in [0, 1).

    Returns:
        Seconds, at most `policy.max_backoff`.
    """
    return random * min(policy.max_backoff, policy.initial_backoff * 2.0 ** min(attempt, 30))


def delay_after_status(
    policy: RetryPolicy,
    attempt: int,
    retry_class: RetryClass,
    status: int,
    headers: Mapping[str, str],
    *,
    now: float,
    random: float,
) -> float | None:
    """Return the pause before a retry after a response with an error status, or None to give up.

    `Retry-After` (RFC 9110, 10.2.3) takes precedence over the backoff.

    Args:
        policy: The retry limits.
        attempt: Number of failed attempts before the one that just failed, from 0.
        retry_class: The retry class of the operation.
        status: The status of the response.
        headers: The headers of the response.
        now: The time in seconds since the epoch, for a `Retry-After` that is a date.
        random: A random number in [0, 1).

    Returns:
        Seconds, or None.
    """
    status = _valid(status)
    if attempt >= policy.max_retries or status not in retry_class.statuses:
        return None
    seconds = retry_after(headers, now)
    if seconds is None:
        return backoff(policy, attempt, random)
    return seconds if seconds <= policy.max_retry_after else None


def is_ambiguous(retry_class: RetryClass, status: int) -> bool:
    """Return whether it is unknown after this status if the request was accepted. It must not be sent again then."""
    status = _valid(status)
    return status in retry_class.ambiguous and status not in retry_class.statuses


def _valid(status: int) -> int:
    """Return the status, or 500 for one above 599: an invalid status is treated as 5xx (RFC 9110, 15)."""
    return 500 if status > 599 else status


def delay_after_connection_error(
    policy: RetryPolicy,
    attempt: int,
    retry_class: RetryClass,
    *,
    sent: bool,
    random: float,
    permanent: bool = False,
) -> float | None:
    """Return the pause before a retry of a request that got no response, or None to give up.

    A request that was never sent is always safe to retry. One that was sent is retried only if the operation's retry
    class allows it.

    Args:
        policy: The retry limits.
        attempt: Number of failed attempts before the one that just failed, from 0.
        retry_class: The retry class of the operation.
        sent: Whether the request may have reached the server.
        random: A random number in [0, 1).
        permanent: Whether a retry cannot help, as with a certificate that is not trusted.

    Returns:
        Seconds, or None.
    """
    if permanent or attempt >= policy.max_retries or (sent and not retry_class.retry_lost_connection):
        return None
    return backoff(policy, attempt, random)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return `Retry-After` (RFC 9110, 10.2.3) in seconds from now, or None if it is missing or invalid.

    A number may have decimals, which services send although the RFC has whole seconds only.
    A date is compared with the `Date` header of the response if there is one, so that a wrong local clock does no harm.

    Args:
        headers: The headers of the response.
        now: The time in seconds since the epoch.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    retry_at = _http_date(value)
    if retry_at is None:
        return None
    sent_at = _http_date(headers.get("date", ""))
    return max(0.0, retry_at - (now if sent_at is None else sent_at))


def _http_date(value: str) -> float | None:
    if not _DATE.fullmatch(value):
        return None
    # Loaded late: dates are rare, and this import takes longer than most of the SDK's own.
    from email.utils import parsedate_to_datetime

    try:
        date: datetime = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def is_transient(retry_class: RetryClass, error: SDKError) -> bool:
    """Return whether a wait should continue after this error: the same request may succeed later."""
    if error.from_callback:
        return False
    if isinstance(error, APIStatusError):
        return _valid(error.status_code) in retry_class.statuses - retry_class.permanent
    if isinstance(error, APIConnectionError):
        return not error.permanent
    return isinstance(error, APIResponseError) and error.incomplete
