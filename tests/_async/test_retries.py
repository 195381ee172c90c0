"""Which failures are retried, how often, after which pauses, and with which idempotency key."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

import parallel
import pareta
from tests._async.calls import (
    PARALLEL_POSTS,
    PARALLEL_READS,
    PARETA,
    PARETA_POSTS,
    PARETA_STREAMS,
    FacadeCall,
)
from tests.support import (
    EPOCH,
    GROUP,
    MESSAGES,
    REQUEST_ID,
    AsyncClients,
    Chunks,
    Silence,
    Wire,
    chunk,
    completion,
    event,
    parts,
    respond,
    run,
    stream,
    task_error,
)

pytestmark = pytest.mark.anyio

RETRIED = [408, 409, 429, 500, 502, 503, 504, 520, 522, 524, 529]
FINAL = [400, 401, 402, 403, 404, 405, 410, 413, 418, 422, 501, 505, 525, 526]
UNSENT = [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError]
LOST = [
    httpx.LocalProtocolError,  # what an HTTP/2 client calls a response that it cannot make sense of
    httpx.ReadError,
    httpx.WriteError,
    httpx.CloseError,
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
]


def http_date(seconds_from_now: float) -> str:
    return format_datetime(datetime.fromtimestamp(EPOCH + seconds_from_now, UTC), usegmt=True)


async def ask(client: Any, **options: Any) -> Any:
    return await client.chat.completions.create(model="ep_1", messages=MESSAGES, **options)


async def start(client: Any, **options: Any) -> Any:
    return await client.task_run.create(input="United Nations", processor="base", **options)


@pytest.mark.parametrize("status", RETRIED)
async def test_a_transient_status_is_retried_with_the_same_key(status: int) -> None:
    wire = Wire(respond(status), respond(status), respond(200, completion()))
    found = await ask(AsyncClients.pareta(wire))
    assert found.choices[0].message.content == "Hello."
    assert wire.clock.sleeps == [0.25, 0.5]
    assert len(set(wire.keys)) == 1
    assert wire.keys[0]


@pytest.mark.parametrize("status", [408, 409, 429, 503])
async def test_the_start_of_a_task_run_is_retried_after_a_status_that_means_not_accepted(
    status: int,
) -> None:
    wire = Wire(task_error(status), respond(202, run()))
    found = await start(AsyncClients.parallel(wire))
    assert found.run_id == "trun_1"
    assert len(wire.requests) == 2
    assert len(set(wire.keys)) == 1


@pytest.mark.parametrize("status", [500, 501, 502, 504, 520, 529])
async def test_the_start_of_a_task_run_is_not_repeated_after_an_ambiguous_status(
    status: int,
) -> None:
    wire = Wire(task_error(status))
    with pytest.raises(parallel.OutcomeUnknownError, match=f"returned {status} .*not sent again") as caught:
        await start(AsyncClients.parallel(wire))
    assert wire.clock.sleeps == []
    assert caught.value.idempotency_key == wire.keys[0]
    assert caught.value.request_id == REQUEST_ID
    assert isinstance(caught.value.__cause__, parallel.InternalServerError)
    assert caught.value.__cause__.status_code == status


@pytest.mark.parametrize("call", PARETA, ids=str)
async def test_each_call_of_pareta_is_retried(call: FacadeCall) -> None:
    wire = Wire(respond(503), httpx.ReadError, respond(call.status, call.body))
    await call.make(AsyncClients.pareta(wire))
    assert wire.used_up
    first, *others = wire.requests
    if "multipart" in first.headers.get("content-type", ""):
        assert all(parts(other) == parts(first) != {} for other in others)
    else:
        assert all(other.content == first.content for other in others)
    assert all(other.headers.get("idempotency-key") == wire.keys[0] for other in others)


@pytest.mark.parametrize("call", [*PARALLEL_READS, *PARALLEL_POSTS], ids=str)
async def test_each_call_of_the_task_api_is_retried(call: FacadeCall) -> None:
    wire = Wire(task_error(503), httpx.ConnectError, respond(call.status, call.body))
    await call.make(AsyncClients.parallel(wire))
    assert wire.used_up
    assert len(set(wire.keys)) == 1


@pytest.mark.parametrize("call", PARETA_STREAMS, ids=str)
async def test_the_start_of_a_stream_is_retried(call: FacadeCall) -> None:
    wire = Wire(respond(503), httpx.ReadError, stream(event({}, "progress")))
    found = await call.make(AsyncClients.pareta(wire))
    await found.aclose()
    assert wire.used_up
    assert len(set(wire.keys)) == 1


async def test_the_connection_of_a_failed_attempt_at_a_stream_is_returned() -> None:
    failure = Chunks(b'{"detail": "busy"}')
    wire = Wire(respond(503, failure), stream(chunk("a"), b"data: [DONE]\n\n"))
    found = await ask(AsyncClients.pareta(wire), stream=True)
    assert failure.closed
    await found.aclose()


@pytest.mark.parametrize("status", FINAL)
async def test_a_permanent_status_raises_at_once(status: int) -> None:
    wire = Wire(respond(status, {"detail": "no"}))
    with pytest.raises(pareta.APIStatusError) as caught:
        await ask(AsyncClients.pareta(wire))
    assert caught.value.status_code == status
    assert wire.clock.sleeps == []


@pytest.mark.parametrize("status", [status for status in FINAL if status < 500])
async def test_a_permanent_status_raises_at_once_in_the_task_api(status: int) -> None:
    wire = Wire(task_error(status))
    with pytest.raises(parallel.APIStatusError) as caught:
        await start(AsyncClients.parallel(wire))
    assert caught.value.status_code == status


async def test_two_retries_are_made_by_default_and_then_the_last_error_is_raised() -> None:
    wire = Wire(respond(500), respond(502), respond(503, {"detail": "still starting"}))
    with pytest.raises(pareta.EndpointNotReadyError, match="still starting"):
        await ask(AsyncClients.pareta(wire))
    assert len(wire.requests) == 3


@pytest.mark.parametrize("none", [0, -3])
async def test_without_retries_the_first_failure_is_raised(none: int) -> None:
    wire = Wire(respond(503))
    with pytest.raises(pareta.EndpointNotReadyError):
        await ask(AsyncClients.pareta(wire, max_retries=none))
    wire = Wire(httpx.ConnectError)
    with pytest.raises(pareta.APIConnectionError):
        await ask(AsyncClients.pareta(wire, max_retries=none))
    assert wire.clock.sleeps == []


async def test_pauses_double_up_to_eight_seconds_with_full_jitter() -> None:
    wire = Wire(*[respond(503)] * 7, respond(200, completion()))
    await ask(AsyncClients.pareta(wire, max_retries=7))
    assert wire.clock.sleeps == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0]


# --- Retry-After


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed_in_seconds(status: int) -> None:
    wire = Wire(
        respond(status, retry_after="7"), respond(status, retry_after="0"), respond(200, completion())
    )
    await ask(AsyncClients.pareta(wire))
    assert wire.clock.sleeps == [7.0, 0.0]


async def test_retry_after_is_obeyed_as_a_date_compared_with_the_servers_clock() -> None:
    late = respond(503, retry_after=http_date(3_600 + 9), date=http_date(3_600))
    wire = Wire(late, respond(503, retry_after=http_date(20)), respond(200, completion()))
    await ask(AsyncClients.pareta(wire))
    assert wire.clock.sleeps == [9.0, 11.0]  # 20 s after a moment that was 9 s ago


@pytest.mark.parametrize("asked", ["61", "86400", "9" * 400, http_date(3_600)])
async def test_a_retry_after_beyond_the_limit_raises_at_once(asked: str) -> None:
    wire = Wire(respond(429, {"detail": "slow down"}, retry_after=asked))
    with pytest.raises(pareta.RateLimitError) as caught:
        await ask(AsyncClients.pareta(wire))
    assert wire.clock.sleeps == []
    assert caught.value.response is not None
    assert caught.value.response.headers["retry-after"] == asked


@pytest.mark.parametrize("nonsense", ["soon", "", "-5", "nan"])
async def test_an_invalid_retry_after_is_ignored(nonsense: str) -> None:
    wire = Wire(respond(503, retry_after=nonsense), respond(200, completion()))
    await ask(AsyncClients.pareta(wire))
    assert wire.clock.sleeps == [0.25]


async def test_a_retry_after_in_the_past_means_no_pause() -> None:
    wire = Wire(respond(503, retry_after=http_date(-30)), respond(200, completion()))
    await ask(AsyncClients.pareta(wire))
    assert wire.clock.sleeps == [0.0]


# --- lost connections


@pytest.mark.parametrize("kind", [*UNSENT, *LOST])
async def test_a_call_of_pareta_is_retried_with_the_same_key_after_a_lost_connection(
    kind: type[httpx.RequestError],
) -> None:
    wire = Wire(kind, kind, respond(200, completion()))
    await ask(AsyncClients.pareta(wire))
    assert len(set(wire.keys)) == 1
    assert wire.clock.sleeps == [0.25, 0.5]


@pytest.mark.parametrize("kind", UNSENT)
async def test_a_task_run_that_was_never_sent_is_sent_again(kind: type[httpx.RequestError]) -> None:
    wire = Wire(kind, respond(202, run()))
    assert (await start(AsyncClients.parallel(wire))).run_id == "trun_1"
    assert len(set(wire.keys)) == 1


@pytest.mark.parametrize("kind", LOST)
async def test_a_task_run_that_may_have_been_accepted_is_not_sent_again(
    kind: type[httpx.RequestError],
) -> None:
    wire = Wire(kind)
    with pytest.raises(parallel.OutcomeUnknownError, match="may have been") as caught:
        await start(AsyncClients.parallel(wire))
    assert caught.value.idempotency_key == wire.keys[0]
    assert isinstance(caught.value, parallel.APIConnectionError)
    assert wire.clock.sleeps == []


async def test_runs_of_a_group_whose_outcome_stays_unknown_are_an_error() -> None:
    wire = Wire(*[httpx.ReadError, respond(200, GROUP), stream()] * 3)
    with pytest.raises(parallel.OutcomeUnknownError):
        await AsyncClients.parallel(wire).task_group.add_runs(
            "tgrp_1", inputs=[{"input": "a", "processor": "base"}]
        )
    assert wire.used_up
    assert len({key for key in wire.keys if key}) == 1


@pytest.mark.parametrize("kind", LOST)
async def test_reading_a_task_run_is_retried_after_a_lost_connection(
    kind: type[httpx.RequestError],
) -> None:
    wire = Wire(kind, respond(200, run("running")))
    assert (await AsyncClients.parallel(wire).task_run.retrieve("trun_1")).status == "running"


@pytest.mark.parametrize(
    "kind", [httpx.ConnectTimeout, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout]
)
async def test_no_response_in_time_is_a_timeout_error(kind: type[httpx.RequestError]) -> None:
    wire = Wire(then=kind)
    with pytest.raises(pareta.APITimeoutError) as caught:
        await ask(AsyncClients.pareta(wire))
    assert len(wire.requests) == 3
    assert caught.value.idempotency_key == wire.keys[0]


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError])
async def test_no_response_is_a_connection_error_that_names_its_cause(
    kind: type[httpx.RequestError],
) -> None:
    wire = Wire(then=kind)
    with pytest.raises(pareta.APIConnectionError, match="the connection is down") as caught:
        await ask(AsyncClients.pareta(wire))
    assert not isinstance(caught.value, pareta.APITimeoutError)
    assert isinstance(caught.value.__cause__, kind)
    assert "createChatCompletion" in str(caught.value)


async def test_a_timeout_of_the_start_of_a_task_run_leaves_its_outcome_unknown() -> None:
    with pytest.raises(parallel.OutcomeUnknownError):
        await start(AsyncClients.parallel(Wire(Silence())))


# --- keys


async def test_each_call_has_its_own_key() -> None:
    wire = Wire(then=respond(200, completion()))
    client = AsyncClients.pareta(wire)
    await ask(client)
    await ask(client)
    assert len(set(wire.keys)) == 2


@pytest.mark.parametrize("call", PARETA_POSTS, ids=str)
async def test_every_post_of_pareta_carries_a_key(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body))
    await call.make(AsyncClients.pareta(wire))
    assert wire.keys[0]


@pytest.mark.parametrize("call", PARALLEL_POSTS, ids=str)
async def test_every_post_of_the_task_api_carries_a_key(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body))
    await call.make(AsyncClients.parallel(wire))
    assert wire.keys[0]


@pytest.mark.parametrize("call", PARALLEL_READS, ids=str)
async def test_reading_carries_no_key(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body))
    await call.make(AsyncClients.parallel(wire))
    assert wire.keys == [None]


@pytest.mark.parametrize(
    "options", [{"idempotency_key": "mine-1"}, {"extra_headers": {"idempotency-key": "mine-1"}}]
)
async def test_the_callers_key_wins_and_is_kept_for_each_attempt(options: dict[str, Any]) -> None:
    wire = Wire(respond(503), respond(200, completion()))
    await ask(AsyncClients.pareta(wire), **options)
    assert wire.keys == ["mine-1", "mine-1"]
    wire = Wire(task_error(503), respond(202, run()))
    await start(AsyncClients.parallel(wire), **options)
    assert wire.keys == ["mine-1", "mine-1"]


async def test_the_error_has_the_key_with_which_to_repeat_the_call() -> None:
    wire = Wire(respond(402, {"detail": "empty"}))
    with pytest.raises(pareta.InsufficientCreditsError) as caught:
        await ask(AsyncClients.pareta(wire))
    assert caught.value.idempotency_key == wire.keys[0]
