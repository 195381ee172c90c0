"""Whether and when a failed attempt is made again: a function of the failure, which never sleeps.

Pure: knows no HTTP library and no clock. Which statuses may be retried is a fact of the spec, in the
operation's retry class; this module only adds how long to wait and when to give up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING

from attrs import frozen

from pareta_core.errors import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    SDKError,
)
from pareta_wire.operation import RetryClass

if TYPE_CHECKING:
    from datetime import datetime


@frozen
class RetryPolicy:
    """How often and how patiently. All durations in seconds."""

    max_retries: int = 2
    initial_backoff: float = 0.5
    max_backoff: float = 8.0
    max_retry_after: float = 60.0
    """A server that asks for more patience than this is not asked again: the error is raised instead, since
    trying earlier than told would only add to the load that it complains about."""


def backoff(policy: RetryPolicy, attempt: int, random: float) -> float:
    """Exponential with full jitter: anywhere between nothing and 0.5, 1, 2, 4, 8, 8… seconds.

    `attempt` is 0 after the first failure; `random` is drawn from [0, 1) by the caller.
    """
    return random * min(policy.max_backoff, policy.initial_backoff * 2.0 ** min(attempt, 30))


def delay_after_status(
    policy: RetryPolicy,
    attempt: int,
    rule: RetryClass,
    status: int,
    headers: Mapping[str, str],
    *,
    now: float,
    random: float,
) -> float | None:
    """Seconds to wait before trying again after this status, or None: do not.

    `now` is the time of day (seconds since the epoch), for a Retry-After that is a date.
    """
    if attempt >= policy.max_retries or status not in rule.statuses:
        return None
    asked = retry_after(headers, now)
    if asked is None:
        return backoff(policy, attempt, random)
    return asked if asked <= policy.max_retry_after else None


def is_ambiguous(rule: RetryClass, status: int) -> bool:
    """Whether nobody knows after this status if the request was accepted, so that it is not sent again."""
    return status in rule.ambiguous and status not in rule.statuses


def delay_after_connection_error(
    policy: RetryPolicy,
    attempt: int,
    rule: RetryClass,
    *,
    sent: bool,
    random: float,
    permanent: bool = False,
) -> float | None:
    """Seconds to wait before trying again after no answer came, or None: do not.

    A request that never reached the wire may always be sent again; one that did only where the spec says that a
    second one does no harm. `permanent` is what another attempt cannot help, such as a certificate that is not trusted.
    """
    if permanent or attempt >= policy.max_retries or (sent and not rule.retry_lost_connection):
        return None
    return backoff(policy, attempt, random)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Retry-After (RFC 9110, 10.2.3) in seconds from now: a number or an HTTP date; None if absent or nonsense.

    A date is read against the answer's own Date header where there is one, so a wrong clock does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        until = _http_date(value)
        if until is None:
            return None
        sent_at = _http_date(headers.get("date", ""))
        return max(0.0, until - (now if sent_at is None else sent_at))
    # NaN fails the comparison, and a negative pause is nonsense.
    return seconds if seconds >= 0.0 else None


def _http_date(value: str) -> float | None:
    # Dates are rare, and what reads them takes longer to load than most of this SDK.
    from email.utils import parsedate_to_datetime

    try:
        moment: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def is_transient(rule: RetryClass, error: SDKError) -> bool:
    """Whether a wait goes on after this error: the line was down, or the service said that it may work later."""
    if isinstance(error, APIStatusError):
        return error.status_code in rule.statuses - rule.permanent
    if isinstance(error, APIConnectionError):
        return not error.permanent
    return isinstance(error, APIResponseError) and error.incomplete
