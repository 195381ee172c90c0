"""When a failed attempt is retried: the backoff, `Retry-After`, and the retry classes of the spec."""

from __future__ import annotations

import calendar
import math
import time
from email.utils import formatdate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cases import ROOT as CASES
from conformance.cases import read_file
from pareta_core import errors, retry
from pareta_core.retry import RetryPolicy, is_ambiguous
from pareta_wire import (
    ChatCompletionRequest,
    DeployRequest,
    TaskGroupInput,
    TaskGroupRunsInput,
    TaskRunInput,
    add_task_group_runs,
    create_chat_completion,
    create_task_group,
    create_task_run,
    delete_endpoint,
    deploy_endpoint,
    get_task_run,
    get_task_run_result,
)
from pareta_wire.operations import OPERATIONS

DEFAULT = RetryPolicy()
NOW = 1_800_000_000.0
SAFE = get_task_run("trun_1").operation.retry
RETRIED = (408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530)
FINAL = (200, 301, 400, 401, 402, 403, 404, 405, 410, 418, 422, 425, 501, 505, 526, 599)

chances = st.floats(min_value=0, max_value=1, exclude_max=True)


def pause(status=503, headers=None, *, attempt=0, policy=DEFAULT, retry_class=SAFE, now=NOW, random=0.5):
    return retry.delay_after_status(
        policy, attempt, retry_class, status, headers or {}, now=now, random=random
    )


# The schedule


@pytest.mark.parametrize(
    ("attempt", "longest"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (6, 8), (100, 8), (10_000, 8)]
)
def test_a_backoff_doubles_up_to_8_seconds(attempt, longest):
    assert retry.backoff(DEFAULT, attempt, 0.0) == 0
    assert retry.backoff(DEFAULT, attempt, 0.5) == longest / 2
    assert retry.backoff(DEFAULT, attempt, 1.0) == longest


@given(st.integers(0, 10**6), chances)
def test_full_jitter_stays_between_zero_and_the_cap(attempt, random):
    seconds = retry.backoff(DEFAULT, attempt, random)
    assert 0 <= seconds < min(8.0, 0.5 * 2.0 ** min(attempt, 30))


@given(st.integers(0, 60), chances, chances)
def test_a_larger_random_number_or_attempt_never_shortens_a_backoff(attempt, one, other):
    less, more = sorted((one, other))
    assert retry.backoff(DEFAULT, attempt, less) <= retry.backoff(DEFAULT, attempt, more)
    assert retry.backoff(DEFAULT, attempt, one) <= retry.backoff(DEFAULT, attempt + 1, one)


@pytest.mark.parametrize(
    ("policy", "schedule"),
    [
        (RetryPolicy(), [0.5, 1.0, None, None]),
        (RetryPolicy(max_retries=0), [None, None]),
        (RetryPolicy(max_retries=1), [0.5, None]),
        (RetryPolicy(max_retries=6), [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, None]),
        (RetryPolicy(max_retries=3, initial_backoff=2.0, max_backoff=3.0), [2.0, 3.0, 3.0, None]),
    ],
    ids=["default", "none", "one", "six", "other backoffs"],
)
def test_a_policy_follows_its_schedule_and_then_gives_up(policy, schedule):
    for attempt, seconds in enumerate(schedule):
        assert pause(attempt=attempt, policy=policy, random=1.0) == seconds
        lost = retry.delay_after_connection_error(policy, attempt, SAFE, sent=True, random=1.0)
        assert lost == seconds


def test_two_retries_are_the_default():
    assert RetryPolicy(max_retries=2, initial_backoff=0.5, max_backoff=8.0, max_retry_after=60.0) == DEFAULT


# Retry-After


def shared_values():
    """Yield the values that clients in every language must read: each with its pause, or None if it says nothing."""
    for case in read_file(CASES / "retry" / "retry-after.yaml"):
        value = case.raw["wire"][0]["respond"]["headers"]["retry-after"]
        pauses = case.raw["then"]["pauses"]
        if case.id.endswith(("-is-obeyed", "-is-ignored")):
            yield value, pauses[0] if case.id.endswith("-is-obeyed") else None


MORE_VALUES = [
    ("120", 120.0),
    ("   ", None),
    ("-0.5", None),
    ("-inf", None),
    ("Wed, 21 Oct 99999 07:28:00 GMT", None),
    ("Wed, 21 Oct 2026 07:28:00 +99999999999", None),
    ("1.50", 1.5),
    ("infinity", None),
    ("1e999", None),
    ("-0", None),
    ("³", None),
    ("5;", None),
    ("9" * 400, math.inf),
    (formatdate(NOW + 86400, usegmt=True), 86400.0),
    ("Fri, 15 Jan 2027 08:00:07 -0000", 7.0),
    ("Fri, 15 Jan 2027 10:00:07 +0200", 7.0),
]


@pytest.mark.parametrize(("value", "seconds"), [*shared_values(), *MORE_VALUES])
def test_retry_after_is_parsed_in_every_format(value, seconds):
    assert formatdate(NOW, usegmt=True) == "Fri, 15 Jan 2027 08:00:00 GMT"
    assert retry.retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize("zone", ["UTC0", "EAST-9", "WEST+8"])
def test_a_date_without_a_zone_is_utc_wherever_the_program_runs(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    try:
        time.tzset()
        for value in ("Fri, 15 Jan 2027 08:00:07 -0000", "Fri, 15 Jan 2027 08:00:07"):
            assert retry.retry_after({"retry-after": value}, NOW) == 7.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_missing_header_gives_no_retry_after():
    assert retry.retry_after({"date": formatdate(NOW + 7, usegmt=True)}, NOW) is None


@pytest.mark.parametrize("clock", [0.0, NOW, NOW + 1e6, 4e9])
def test_a_date_is_compared_with_the_date_header_so_a_wrong_clock_does_no_harm(clock):
    headers = {"retry-after": formatdate(NOW + 9, usegmt=True), "date": formatdate(NOW + 2, usegmt=True)}
    assert retry.retry_after(headers, clock) == 7.0


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 32 Oct 2026 07:28:00 GMT", "99"])
def test_an_invalid_date_header_is_ignored_for_the_local_clock(date):
    headers = {"retry-after": formatdate(NOW + 7, usegmt=True), "date": date}
    assert retry.retry_after(headers, NOW) == 7.0


def test_header_names_are_read_in_any_case():
    assert retry.retry_after(httpx.Headers({"Retry-After": "3"}), NOW) == 3.0


def test_a_retry_after_in_seconds_ignores_dates():
    headers = {"retry-after": "5", "date": formatdate(0, usegmt=True)}
    assert retry.retry_after(headers, NOW) == 5.0


header_texts = st.one_of(
    st.text(),
    st.floats().map(str),
    st.integers().map(str),
    st.tuples(
        st.integers(-1, 40),
        st.sampled_from(["Jan", "Feb", "Foo", "Dec"]),
        st.integers(-1, 100_000),
        st.text(),
    ).map(lambda parts: f"{parts[0]} {parts[1]} {parts[2]} 07:28:00 {parts[3]}"),
)


@given(header_texts, header_texts, st.floats(0, 4e9))
def test_any_header_gives_a_pause_that_is_not_negative_or_none(value, date, now):
    seconds = retry.retry_after({"retry-after": value, "date": date}, now)
    assert seconds is None or seconds >= 0


policies = st.builds(
    RetryPolicy,
    max_retries=st.integers(0, 10),
    initial_backoff=st.floats(0, 10),
    max_backoff=st.floats(0, 100),
    max_retry_after=st.floats(0, 1000),
)


@given(policies, st.integers(0, 20), st.floats(0, 1e6), chances, st.booleans())
def test_a_retry_never_comes_before_retry_after(policy, attempt, header, random, whole):
    header = float(round(header)) if whole else header
    seconds = pause(503, {"retry-after": f"{header:.9f}"}, attempt=attempt, policy=policy, random=random)
    if attempt >= policy.max_retries or round(header, 9) > policy.max_retry_after:
        assert seconds is None
    else:
        assert seconds == pytest.approx(header, abs=1e-9)


@given(
    policies, st.integers(0, 20), chances, st.sampled_from(["", "soon", "-1", "nan", "-inf", "1 s", "\x00"])
)
def test_without_a_valid_retry_after_the_pause_and_the_attempts_stay_within_the_policy(
    policy, attempt, random, invalid
):
    cap = min(policy.max_backoff, policy.initial_backoff * 2**attempt)
    for headers in ({}, {"retry-after": invalid}):
        pauses = [
            pause(429, headers, attempt=attempt, policy=policy, random=random),
            retry.delay_after_connection_error(policy, attempt, SAFE, sent=True, random=random),
        ]
        for seconds in pauses:
            assert (seconds is None) == (attempt >= policy.max_retries)
            assert seconds is None or 0 <= seconds <= cap


@given(st.integers(-(10**6), 10**6), st.integers(0, 2 * 10**9), st.integers(-23 * 60, 23 * 60))
def test_a_date_in_any_time_zone_means_the_same_moment(ahead, now, zone):
    there = time.gmtime(now + ahead + zone * 60)
    sign, minutes = "-" if zone < 0 else "+", abs(zone)
    value = f"{formatdate(calendar.timegm(there))[:-6]} {sign}{minutes // 60:02}{minutes % 60:02}"
    assert retry.retry_after({"retry-after": value}, float(now)) == max(0, ahead)


@pytest.mark.parametrize("random", [0.0, 0.999])
@pytest.mark.parametrize("value", ["0", "0.25", "30", "60", formatdate(NOW + 60, usegmt=True)])
def test_a_retry_after_up_to_the_limit_is_obeyed_exactly(value, random):
    seconds = retry.retry_after({"retry-after": value}, NOW)
    for status in (429, 503):
        assert pause(status, {"retry-after": value}, random=random) == seconds


@pytest.mark.parametrize("value", ["60.1", "61", "3600", "9" * 400, formatdate(NOW + 61, usegmt=True)])
def test_a_retry_after_beyond_the_limit_gives_up(value):
    assert pause(429, {"retry-after": value}) is None


@pytest.mark.parametrize("value", ["", "soon", "-1", "nan", "-inf", "Wed, 32 Oct 2026 07:28:00 GMT"])
def test_an_invalid_retry_after_gives_the_backoff(value):
    assert pause(429, {"retry-after": value}, attempt=1, random=0.5) == 0.5


def test_a_policy_may_allow_a_longer_retry_after():
    long = RetryPolicy(max_retry_after=3600)
    assert pause(429, {"retry-after": "3600"}, policy=long) == 3600
    assert pause(429, {"retry-after": "3601"}, policy=long) is None


def test_a_retry_after_does_not_add_attempts():
    assert pause(429, {"retry-after": "1"}, attempt=2) is None


def test_a_retry_after_does_not_make_a_final_status_retryable():
    assert [status for status in FINAL if pause(status, {"retry-after": "1"}) is not None] == []


# The retry classes of the operations

PAID_TASK_API_CALLS = [
    create_task_run(body=TaskRunInput(processor="base", input="United Nations")),
    create_task_group(body=TaskGroupInput()),
    add_task_group_runs(
        "tgrp_1", body=TaskGroupRunsInput(inputs=[TaskRunInput(processor="base", input="United Nations")])
    ),
]
SAFE_TO_REPEAT = [
    create_chat_completion(body=ChatCompletionRequest(model="m", messages=[])),
    deploy_endpoint(body=DeployRequest(task="t")),
    delete_endpoint("e"),
    get_task_run("trun_1"),
    get_task_run_result("trun_1"),
]


def named(requests):
    return pytest.mark.parametrize(
        "retry_class",
        [request.operation.retry for request in requests],
        ids=[request.operation.id for request in requests],
    )


@named(SAFE_TO_REPEAT[:4])
def test_the_statuses_that_are_retried(retry_class):
    retried = [status for status in (*RETRIED, *FINAL) if pause(status, retry_class=retry_class) is not None]
    assert retried == list(RETRIED)
    assert not any(is_ambiguous(retry_class, status) for status in range(100, 600))


@named(PAID_TASK_API_CALLS)
def test_paid_work_is_retried_only_after_a_status_that_means_not_accepted(retry_class):
    retried = [status for status in (*RETRIED, *FINAL) if pause(status, retry_class=retry_class) is not None]
    assert retried == [408, 409, 429, 503]
    assert [status for status in range(100, 600) if is_ambiguous(retry_class, status)] == [
        status for status in range(500, 600) if status != 503
    ]


def test_a_408_of_a_long_poll_is_not_retried_but_left_to_the_wait():
    retry_class = get_task_run_result("trun_1").operation.retry
    retried = [status for status in (*RETRIED, *FINAL) if pause(status, retry_class=retry_class) is not None]
    assert retried == [status for status in RETRIED if status != 408]


@named(PAID_TASK_API_CALLS)
def test_paid_work_that_may_have_been_accepted_is_not_retried(retry_class):
    assert retry.delay_after_connection_error(DEFAULT, 0, retry_class, sent=True, random=0.5) is None


@named(PAID_TASK_API_CALLS)
def test_paid_work_that_was_never_sent_is_retried(retry_class):
    assert retry.delay_after_connection_error(DEFAULT, 0, retry_class, sent=False, random=0.5) == 0.25


@named(SAFE_TO_REPEAT)
@pytest.mark.parametrize("sent", [True, False])
def test_a_safe_request_is_retried_after_a_lost_connection(retry_class, sent):
    assert retry.delay_after_connection_error(DEFAULT, 1, retry_class, sent=sent, random=0.5) == 0.5


def test_only_the_posts_of_the_task_api_are_never_repeated():
    alone = {name for name, operation in OPERATIONS.items() if not operation.retry.retry_lost_connection}
    assert alone == {"createTaskRun", "createTaskGroup", "addTaskGroupRuns"}


def test_permanent_statuses_are_retried_ones_and_timeouts_are_ambiguous_ones():
    for retry_class in {operation.retry for operation in OPERATIONS.values()}:
        assert retry_class.permanent <= retry_class.statuses
        assert all(retry.is_ambiguous(retry_class, status) for status in retry_class.ambiguous_timeout)


@pytest.mark.parametrize("status", [600, 799, 999])
def test_a_status_above_599_is_treated_as_a_500(status):
    for retry_class in {operation.retry for operation in OPERATIONS.values()}:
        assert retry.is_ambiguous(retry_class, status) == retry.is_ambiguous(retry_class, 500)
        pauses = [
            retry.delay_after_status(DEFAULT, 0, retry_class, each, {}, now=0.0, random=0.5)
            for each in (status, 500)
        ]
        assert pauses[0] == pauses[1]


def test_every_post_that_is_repeated_after_a_lost_connection_has_an_idempotency_key():
    for operation in OPERATIONS.values():
        if operation.method == "POST" and operation.retry.retry_lost_connection:
            assert (operation.idempotency, operation.idempotency_header) == ("key", "Idempotency-Key")


# Transient errors

FAILED = [
    (errors.APIConnectionError("down"), True),
    (errors.APITimeoutError("slow"), True),
    (errors.APIResponseError("not JSON"), False),
    (errors.StreamEndedError("truncated"), False),
    (errors.SDKError("closed"), False),
    # A conflict is retried within one call, but waiting does not resolve it: the name is taken.
    *((errors.APIStatusError("", status_code=status), status != 409) for status in RETRIED),
    *((errors.APIStatusError("", status_code=status), False) for status in FINAL),
    (errors.APIStatusError("", status_code=799), True),  # invalid, and treated as 500
]


@pytest.mark.parametrize(
    ("error", "transient"),
    FAILED,
    ids=[f"{type(e).__name__}-{getattr(e, 'status_code', '')}" for e, _ in FAILED],
)
def test_a_wait_survives_transient_errors_and_ends_at_any_other(error, transient):
    assert retry.is_transient(SAFE, error) is transient
