"""When a failed attempt is made again: by the schedule, by Retry-After, by what the spec says of the operation."""

from __future__ import annotations

import calendar
import math
import time
from email.utils import formatdate

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def pause(status=503, headers=None, *, attempt=0, policy=DEFAULT, rule=SAFE, now=NOW, random=0.5):
    return retry.delay_after_status(policy, attempt, rule, status, headers or {}, now=now, random=random)


# The schedule


@pytest.mark.parametrize(
    ("attempt", "longest"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (6, 8), (100, 8), (10_000, 8)]
)
def test_a_backoff_doubles_up_to_8_seconds(attempt, longest):
    assert retry.backoff(DEFAULT, attempt, 0.0) == 0
    assert retry.backoff(DEFAULT, attempt, 0.5) == longest / 2
    assert retry.backoff(DEFAULT, attempt, 1.0) == longest


@settings(deadline=None)
@given(st.integers(0, 10**6), chances)
def test_full_jitter_stays_between_nothing_and_the_cap(attempt, random):
    seconds = retry.backoff(DEFAULT, attempt, random)
    assert 0 <= seconds < min(8.0, 0.5 * 2.0 ** min(attempt, 30))


@settings(deadline=None)
@given(st.integers(0, 60), chances, chances)
def test_more_chance_and_more_attempts_never_shorten_a_backoff(attempt, one, other):
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
def test_a_policy_gives_its_schedule_and_then_gives_up(policy, schedule):
    for attempt, seconds in enumerate(schedule):
        assert pause(attempt=attempt, policy=policy, random=1.0) == seconds
        lost = retry.delay_after_connection_error(policy, attempt, SAFE, sent=True, random=1.0)
        assert lost == seconds


def test_two_retries_are_the_default():
    assert RetryPolicy(max_retries=2, initial_backoff=0.5, max_backoff=8.0, max_retry_after=60.0) == DEFAULT


# Retry-After


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("1", 1.0),
        ("120", 120.0),
        ("1.5", 1.5),
        ("  7 ", 7.0),
        ("-0", 0.0),
        ("", None),
        ("   ", None),
        ("soon", None),
        ("1 s", None),
        ("0x10", None),
        ("1,5", None),
        ("-1", None),
        ("-0.5", None),
        ("nan", None),
        ("-inf", None),
        ("Wed, 32 Oct 2026 07:28:00 GMT", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 21 Oct 2026 07:28:00 +99999999999", None),
        ("2027-01-15T08:00:07Z", None),
        ("inf", math.inf),
        ("1e999", math.inf),
        ("9" * 400, math.inf),
        (formatdate(NOW, usegmt=True), 0.0),
        (formatdate(NOW + 7, usegmt=True), 7.0),
        (formatdate(NOW + 86400, usegmt=True), 86400.0),
        (formatdate(NOW - 1, usegmt=True), 0.0),
        (formatdate(0, usegmt=True), 0.0),
        ("Fri, 15 Jan 2027 08:00:07 -0000", 7.0),
        ("Fri, 15 Jan 2027 10:00:07 +0200", 7.0),
        ("Friday, 15-Jan-27 08:00:07 GMT", 7.0),
        ("Fri Jan 15 08:00:07 2027", 7.0),
    ],
)
def test_retry_after_is_read_in_every_form(value, seconds):
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


def test_without_the_header_there_is_no_retry_after():
    assert retry.retry_after({"date": formatdate(NOW + 7, usegmt=True)}, NOW) is None


@pytest.mark.parametrize("clock", [0.0, NOW, NOW + 1e6, 4e9])
def test_a_date_is_read_against_the_answers_own_date_so_a_wrong_clock_does_no_harm(clock):
    headers = {"retry-after": formatdate(NOW + 9, usegmt=True), "date": formatdate(NOW + 2, usegmt=True)}
    assert retry.retry_after(headers, clock) == 7.0


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 32 Oct 2026 07:28:00 GMT", "99"])
def test_a_date_header_that_is_none_leaves_the_clock_to_judge(date):
    headers = {"retry-after": formatdate(NOW + 7, usegmt=True), "date": date}
    assert retry.retry_after(headers, NOW) == 7.0


def test_the_headers_of_an_answer_are_read_whatever_their_case():
    assert retry.retry_after(httpx.Headers({"Retry-After": "3"}), NOW) == 3.0


def test_seconds_do_not_look_at_any_date():
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


@settings(deadline=None)
@given(header_texts, header_texts, st.floats(0, 4e9))
def test_no_header_of_any_kind_raises_or_gives_a_negative_pause(value, date, now):
    seconds = retry.retry_after({"retry-after": value, "date": date}, now)
    assert seconds is None or seconds >= 0


policies = st.builds(
    RetryPolicy,
    max_retries=st.integers(0, 10),
    initial_backoff=st.floats(0, 10),
    max_backoff=st.floats(0, 100),
    max_retry_after=st.floats(0, 1000),
)


@settings(deadline=None)
@given(policies, st.integers(0, 20), st.floats(0, 1e6), chances, st.booleans())
def test_a_server_is_never_asked_again_earlier_than_it_said(policy, attempt, asked, random, whole):
    asked = float(round(asked)) if whole else asked
    seconds = pause(503, {"retry-after": f"{asked:.9f}"}, attempt=attempt, policy=policy, random=random)
    if attempt >= policy.max_retries or round(asked, 9) > policy.max_retry_after:
        assert seconds is None
    else:
        assert seconds == pytest.approx(asked, abs=1e-9)


@settings(deadline=None)
@given(
    policies, st.integers(0, 20), chances, st.sampled_from(["", "soon", "-1", "nan", "-inf", "1 s", "\x00"])
)
def test_without_a_sensible_retry_after_a_pause_is_within_the_cap_and_attempts_within_their_number(
    policy, attempt, random, nonsense
):
    cap = min(policy.max_backoff, policy.initial_backoff * 2**attempt)
    for headers in ({}, {"retry-after": nonsense}):
        tried = [
            pause(429, headers, attempt=attempt, policy=policy, random=random),
            retry.delay_after_connection_error(policy, attempt, SAFE, sent=True, random=random),
        ]
        for seconds in tried:
            assert (seconds is None) == (attempt >= policy.max_retries)
            assert seconds is None or 0 <= seconds <= cap


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(0, 2 * 10**9), st.integers(-23 * 60, 23 * 60))
def test_a_date_in_any_zone_means_the_same_moment(ahead, now, zone):
    there = time.gmtime(now + ahead + zone * 60)
    sign, minutes = "-" if zone < 0 else "+", abs(zone)
    value = f"{formatdate(calendar.timegm(there))[:-6]} {sign}{minutes // 60:02}{minutes % 60:02}"
    assert retry.retry_after({"retry-after": value}, float(now)) == max(0, ahead)


@pytest.mark.parametrize("random", [0.0, 0.999])
@pytest.mark.parametrize("value", ["0", "0.25", "30", "60", formatdate(NOW + 60, usegmt=True)])
def test_a_retry_after_within_the_limit_is_obeyed_to_the_second(value, random):
    asked = retry.retry_after({"retry-after": value}, NOW)
    for status in (429, 503):
        assert pause(status, {"retry-after": value}, random=random) == asked


@pytest.mark.parametrize(
    "value", ["60.1", "61", "3600", "1e999", "inf", "9" * 400, formatdate(NOW + 61, usegmt=True)]
)
def test_a_retry_after_beyond_the_limit_is_an_error_and_no_early_retry(value):
    assert pause(429, {"retry-after": value}) is None


@pytest.mark.parametrize("value", ["", "soon", "-1", "nan", "-inf", "Wed, 32 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_is_nonsense_leaves_the_backoff(value):
    assert pause(429, {"retry-after": value}, attempt=1, random=0.5) == 0.5


def test_a_policy_may_have_more_patience():
    patient = RetryPolicy(max_retry_after=3600)
    assert pause(429, {"retry-after": "3600"}, policy=patient) == 3600
    assert pause(429, {"retry-after": "3601"}, policy=patient) is None


def test_a_retry_after_buys_no_attempt_more():
    assert pause(429, {"retry-after": "1"}, attempt=2) is None


def test_a_retry_after_makes_no_final_status_retried():
    assert [status for status in FINAL if pause(status, {"retry-after": "1"}) is not None] == []


# What the spec says of each operation

PAID_BY_THE_TASK_API = [
    create_task_run(body=TaskRunInput(processor="base", input="United Nations")),
    create_task_group(body=TaskGroupInput()),
    add_task_group_runs(
        "tgrp_1", body=TaskGroupRunsInput(inputs=[TaskRunInput(processor="base", input="United Nations")])
    ),
]
MAY_BE_SENT_TWICE = [
    create_chat_completion(body=ChatCompletionRequest(model="m", messages=[])),
    deploy_endpoint(body=DeployRequest(task="t")),
    delete_endpoint("e"),
    get_task_run("trun_1"),
    get_task_run_result("trun_1"),
]


def named(requests):
    return pytest.mark.parametrize(
        "rule",
        [request.operation.retry for request in requests],
        ids=[request.operation.id for request in requests],
    )


@named(MAY_BE_SENT_TWICE[:4])
def test_the_statuses_that_are_tried_again(rule):
    tried = [status for status in (*RETRIED, *FINAL) if pause(status, rule=rule) is not None]
    assert tried == list(RETRIED)
    assert not any(is_ambiguous(rule, status) for status in range(100, 600))


@named(PAID_BY_THE_TASK_API)
def test_what_starts_paid_work_is_repeated_only_after_a_status_that_says_not_accepted(rule):
    tried = [status for status in (*RETRIED, *FINAL) if pause(status, rule=rule) is not None]
    assert tried == [408, 409, 429, 503]
    assert [status for status in range(100, 600) if is_ambiguous(rule, status)] == [
        status for status in range(500, 600) if status != 503
    ]


def test_a_long_poll_takes_408_for_not_yet_and_leaves_it_to_the_wait():
    rule = get_task_run_result("trun_1").operation.retry
    tried = [status for status in (*RETRIED, *FINAL) if pause(status, rule=rule) is not None]
    assert tried == [status for status in RETRIED if status != 408]


@named(PAID_BY_THE_TASK_API)
def test_paid_work_that_may_have_been_accepted_is_not_sent_again(rule):
    assert retry.delay_after_connection_error(DEFAULT, 0, rule, sent=True, random=0.5) is None


@named(PAID_BY_THE_TASK_API)
def test_paid_work_that_never_reached_the_wire_is_sent_again(rule):
    assert retry.delay_after_connection_error(DEFAULT, 0, rule, sent=False, random=0.5) == 0.25


@named(MAY_BE_SENT_TWICE)
@pytest.mark.parametrize("sent", [True, False])
def test_what_does_no_harm_twice_is_sent_again_after_a_lost_connection(rule, sent):
    assert retry.delay_after_connection_error(DEFAULT, 1, rule, sent=sent, random=0.5) == 0.5


def test_of_all_operations_only_the_posts_of_the_task_api_must_not_be_repeated():
    alone = {name for name, operation in OPERATIONS.items() if not operation.retry.retry_lost_connection}
    assert alone == {"createTaskRun", "createTaskGroup", "addTaskGroupRuns"}


def test_what_lasts_is_one_of_those_tried_again_and_what_is_late_one_of_those_left_open():
    for rule in {operation.retry for operation in OPERATIONS.values()}:
        assert rule.permanent <= rule.statuses
        assert all(retry.is_ambiguous(rule, status) for status in rule.ambiguous_timeout)


def test_every_post_that_is_repeated_after_a_lost_connection_has_a_key_that_is_honoured():
    for operation in OPERATIONS.values():
        if operation.method == "POST" and operation.retry.retry_lost_connection:
            assert (operation.idempotency, operation.idempotency_header) == ("key", "Idempotency-Key")


# Waits that go on

FAILED = [
    (errors.APIConnectionError("down"), True),
    (errors.APITimeoutError("slow"), True),
    (errors.APIResponseError("not JSON"), False),
    (errors.StreamEndedError("cut"), False),
    (errors.SDKError("closed"), False),
    # (A conflict is tried again at once, and does not pass by waiting: the name is taken.)
    *((errors.APIStatusError("", status_code=status), status != 409) for status in RETRIED),
    *((errors.APIStatusError("", status_code=status), False) for status in FINAL),
]


@pytest.mark.parametrize(
    ("error", "goes_on"),
    FAILED,
    ids=[f"{type(e).__name__}-{getattr(e, 'status_code', '')}" for e, _ in FAILED],
)
def test_a_wait_rides_out_what_may_pass_and_ends_at_what_is_final(error, goes_on):
    assert retry.is_transient(SAFE, error) is goes_on
