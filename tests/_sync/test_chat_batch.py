# Mirrored from tests/_async/test_chat_batch.py by codegen/mirror.py; do not edit.
"""`chat.completions.batch`: many chats, a bounded number at a time, and a result for each in order."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest

import pareta
from pareta import BatchResult
from tests.support import Clients, FakeClock, ScriptedResponse, Wire, completion, respond


def asked(request: httpx.Request) -> str:
    text: str = json.loads(request.content)["messages"][-1]["content"]
    return text


def echo(request: httpx.Request) -> ScriptedResponse:
    return respond(200, completion(asked(request).upper()), x_pareta_billed="5")


class Failing:
    """Responds to some chats with a status, and echoes the others."""

    def __init__(self, **statuses: int) -> None:
        self._statuses = statuses

    def __call__(self, request: httpx.Request) -> ScriptedResponse:
        status = self._statuses.get(asked(request))
        return echo(request) if status is None else respond(status)


def test_results_are_in_the_order_of_the_chats() -> None:
    wire = Wire(then=echo)
    rows = Clients.pareta(wire).chat.completions.batch(
        [
            "a",
            [{"role": "user", "content": "b"}],
            {"messages": [{"role": "user", "content": "c"}], "model": "ep_2"},
        ],
        model="ep_1",
        temperature=0,
    )
    assert [(row.index, row.content, row.error) for row in rows] == [
        (0, "A", None),
        (1, "B", None),
        (2, "C", None),
    ]
    assert sorted((body["model"], body["temperature"]) for body in wire.bodies) == [
        ("ep_1", 0),
        ("ep_1", 0),
        ("ep_2", 0),
    ]
    assert rows[0].completion is not None
    assert rows[0].completion.cost_micro_usd == 5


def test_a_chat_that_fails_is_a_row_with_its_error() -> None:
    wire = Wire(then=Failing(b=400))
    rows = Clients.pareta(wire).chat.completions.batch(["a", "b", "c"], model="ep_1")
    assert [row.content for row in rows] == ["A", None, "C"]
    assert isinstance(rows[1].error, pareta.BadRequestError)


@pytest.mark.parametrize("status", [401, 402])
def test_what_would_fail_for_every_chat_ends_the_batch_and_keeps_the_results(status: int) -> None:
    wire = Wire(then=Failing(c=status))
    with pytest.raises(pareta.APIStatusError) as raised:
        Clients.pareta(wire).chat.completions.batch(
            ["a", "b", "c", "d", "e"], model="ep_1", concurrency=1, idempotency_key="mine"
        )
    assert raised.value.status_code == status
    assert [row.content for row in raised.value.partial] == ["A", "B"]
    assert len(wire.requests) == 3
    assert any("2 of 5 chats" in note and "idempotency_key='mine'" in note for note in raised.value.__notes__)


def test_a_batch_that_is_repeated_with_its_key_sends_each_chat_with_the_same_key() -> None:
    wire = Wire(then=echo)
    client = Clients.pareta(wire)
    for requests in (["a", "b", "a"], ["new", "b", "a", "a"]):
        client.chat.completions.batch(requests, model="ep_1", idempotency_key="mine")
    first = {(asked(request), key) for request, key in zip(wire.requests[:3], wire.keys[:3], strict=True)}
    second = {(asked(request), key) for request, key in zip(wire.requests[3:], wire.keys[3:], strict=True)}
    assert len(first) == 3
    assert first < second


def test_only_so_many_chats_are_in_flight() -> None:
    class Watch:
        def __init__(self) -> None:
            self.now = self.most = 0
            self.lock = threading.Lock()

        def __call__(self, event: pareta.RequestEvent) -> None:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)

        def done(self, event: BatchResult) -> None:
            with self.lock:
                self.now -= 1

    watch = Watch()
    client = Clients.pareta(Wire(then=echo), on_request=watch)
    client.chat.completions.batch(
        [str(each) for each in range(50)], model="ep_1", concurrency=3, on_event=watch.done
    )
    assert 1 <= watch.most <= 3


def test_all_chats_wait_as_long_as_the_service_asks_one() -> None:
    seen: list[pareta.RetryEvent] = []
    wire = Wire(respond(429, retry_after="20"), then=echo)
    client = Clients.pareta(wire, on_retry=seen.append)
    rows = client.chat.completions.batch(["a", "b", "c"], model="ep_1", concurrency=1)
    assert [row.content for row in rows] == ["A", "B", "C"]
    assert wire.clock.elapsed == 20
    assert len(seen) == 1


class EarlyClock(FakeClock):
    """A clock of which 15 seconds have passed when a pause ends, as for a chat that began to wait later."""

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.elapsed += min(seconds, 15)


def test_a_chat_waits_for_the_rest_of_a_pause_that_the_service_asked_of_another() -> None:
    wire = Wire(respond(429, retry_after="20"), then=echo)
    client = Clients.pareta(wire)
    client.wire.clock = clock = EarlyClock()
    client.chat.completions.batch(["a", "b", "c"], model="ep_1", concurrency=1)
    assert clock.sleeps == [20, 5]


def test_after_a_failure_only_what_is_in_flight_is_sent() -> None:
    failures = [LookupError("a bug")]

    def fail_once(_: BatchResult) -> None:
        if failures:
            raise failures.pop()

    wire = Wire(then=echo)
    with pytest.raises(LookupError):
        Clients.pareta(wire).chat.completions.batch(
            [str(each) for each in range(50)], model="ep_1", concurrency=2, on_event=fail_once
        )
    assert len(wire.requests) < 50


def test_each_result_is_reported_as_it_comes() -> None:
    seen: list[BatchResult] = []
    Clients.pareta(Wire(then=Failing(b=400))).chat.completions.batch(
        ["a", "b", "c"], model="ep_1", on_event=seen.append
    )
    assert sorted(row.index for row in seen) == [0, 1, 2]


@pytest.mark.parametrize("error", [LookupError("a bug"), KeyboardInterrupt()], ids=["a bug", "ctrl-c"])
def test_what_ends_a_batch_has_a_note_with_its_key(error: BaseException) -> None:
    def fail(_: BatchResult) -> None:
        raise error

    wire = Wire(then=echo)
    with pytest.raises(type(error)) as raised:
        Clients.pareta(wire).chat.completions.batch(
            ["a", "b", "c"], model="ep_1", concurrency=1, on_event=fail, idempotency_key="mine"
        )
    assert len(wire.requests) == 1
    assert [row.content for row in raised.value.partial] == ["A"]  # type: ignore[attr-defined]  # what was paid for
    assert raised.value.__notes__ == [
        "1 of 3 chats of the batch have results. Repeat the batch with idempotency_key='mine': no chat is billed twice."
    ]


def test_a_completion_may_have_no_choices() -> None:
    wire = Wire(respond(200, {**completion(), "choices": []}))
    (row,) = Clients.pareta(wire).chat.completions.batch(["a"], model="ep_1")
    assert (row.content, row.error) == (None, None)


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("no chats", [], {}, "requests must not be empty"),
    ("a text", "hello", {}, "requests must be a list, not str"),
    ("a blank text", ["a", " "], {}, r"requests\[1\] must not be blank"),
    ("no model", ["a"], {"model": None}, "model"),
    ("no messages", [{"model": "ep_1"}], {}, r"requests\[0\] has no messages"),
    ("empty messages", ["a", []], {}, r"requests\[1\]\.messages must not be empty"),
    ("a number", [1], {}, r"requests\[0\]\.messages must be a list, not int"),
    ("a stream", ["a"], {"stream": True}, "a batch returns whole completions"),
    ("a stream of one", [{"messages": [{"role": "user"}], "stream": True}], {}, r"requests\[0\]\.stream"),
    ("a misspelled name", ["a"], {"temprature": 1}, "temperature"),
    ("nothing at a time", ["a"], {"concurrency": 0}, "concurrency must be at least 1"),
    ("half a chat at a time", ["a"], {"concurrency": 0.5}, "concurrency must be an integer"),
    ("no function", ["a"], {"on_event": 1}, "on_event"),
]


@pytest.mark.parametrize(
    ("name", "requests", "arguments", "problem"), REFUSED, ids=[each[0] for each in REFUSED]
)
def test_what_is_no_batch_is_refused_before_anything_is_sent(
    name: str, requests: Any, arguments: dict[str, Any], problem: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=problem):
        Clients.pareta(Wire()).chat.completions.batch(requests, **{"model": "ep_1", **arguments})
