"""Chunks of a response become typed events, up to the last one; what fails says what came until then. No connection."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pareta import errors
from pareta_core import config
from pareta_core.call import Call, prepare
from pareta_core.events import Events
from pareta_wire import ChatCompletionRequest, DeployRequest, create_chat_completion, deploy_endpoint
from pareta_wire.apis import PARETA
from pareta_wire.operation import Request, ResponseInfo, StreamRules

CHAT: Request[Any, Any] = create_chat_completion(body=ChatCompletionRequest("m", []))
DEPLOY: Request[Any, Any] = deploy_endpoint(body=DeployRequest("a-task"))
SETTINGS = config.new_settings(
    PARETA,
    errors.ERRORS,
    api_key="pareta_sk_0123456789",
    base_url=None,
    timeout=None,
    max_retries=2,
    default_headers=None,
)


def of(
    request: Request[Any, Any],
    rules: StreamRules[Any] | None = None,
    keep: Callable[[Any], object] | None = None,
    **limits: int,
) -> Events[Any]:
    call: Call = prepare(SETTINGS, request, config.NO_OPTIONS, stream=True)
    found = rules or request.operation.stream
    assert found is not None
    return Events(found, call, ResponseInfo(200, {}, None), keep, **limits)


def told(events: Events[Any], *chunks: bytes) -> list[Any]:
    return [each for chunk in chunks for each in (events.feed(chunk) or ())]


def token(text: str) -> bytes:
    data = {"choices": [{"index": 0, "delta": {"content": text}}]}
    return f"data: {json.dumps(data)}\n\n".encode()


def test_a_comment_of_the_receipt_is_read_and_any_other_is_not() -> None:
    events = of(CHAT)
    first = events.response
    told(events, token("a"), b": pareta-billed-micro-usd 7\n\n: pareta-billed-micro-eur 8\n\n: ping\n\n")
    assert (events.response.billed_micro_usd, events.response.frontier_cost_micro_usd) == (7, None)
    assert (first.billed_micro_usd, events.response.status_code) == (None, 200)


def test_an_operation_without_a_receipt_reads_no_comments() -> None:
    events = of(DEPLOY)
    first = events.response
    told(events, b": pareta-billed-micro-usd 7\n\n")
    assert events.response is first


PROGRESS = b'event: progress\ndata: {"message": "on its way"}\n\n'
COMPLETE = b'event: complete\ndata: {"endpoint": {"id": "ep_1"}}\n\n'


@pytest.mark.parametrize(
    ("request_", "chunk", "count", "complete"),
    [
        (CHAT, token("a") + token("b"), 2, False),
        (CHAT, token("a") + b"data: [DONE]\n\n", 1, True),
        (CHAT, token("a") + b"data:  [DONE] \n\n" + token("b"), 1, True),
        (CHAT, b"data: [DONE]\n\ndata: not JSON\n\n", 0, True),
        (CHAT, b"data:\n\n" + token("a"), 1, False),
        (DEPLOY, PROGRESS, 1, False),
        (DEPLOY, PROGRESS + COMPLETE, 2, True),
        (DEPLOY, COMPLETE + PROGRESS, 1, True),
        (DEPLOY, b"event: complete\ndata:\n\n" + PROGRESS, 0, True),
    ],
)
def test_events_are_given_up_to_the_last_one(
    request_: Request[Any, Any], chunk: bytes, count: int, complete: bool
) -> None:
    events = of(request_)
    assert len(told(events, chunk)) == count
    assert events.complete is complete


def test_valid_events_are_returned_before_the_error_for_a_malformed_one() -> None:
    events = of(CHAT)
    given = events.feed(token("a") + b"data: {\n\n" + token("b")) or ()
    assert next(given).choices[0].delta.content == "a"
    with pytest.raises(errors.ParetaError, match="cannot be read"):
        next(given)


def test_a_rule_whose_events_may_be_nothing_gives_nothing() -> None:
    events = of(CHAT, StreamRules(lambda: lambda data: None, error_key="error"))
    assert told(events, b"data: 1\n\ndata: 2\n\n") == [None, None]


def test_a_rule_with_a_parser_of_its_own_gets_the_text_of_each_event() -> None:
    events = of(
        CHAT, StreamRules(lambda: lambda data: data, parser=lambda text: (len(text), json.loads(text)))
    )
    assert told(events, b"data: 1.50\n\ndata: [ 2 ]\n\n") == [(4, 1.5), (5, [2])]
    with pytest.raises(errors.ParetaError, match="cannot be read"):
        told(events, b"data: {\n\n")


@pytest.mark.parametrize("pieces", [["é", "🎉"], ["\ud83c", "\udf89"], [""], ["a"] * 5000], ids=len)
def test_the_partial_text_is_complete_however_long_it_is(pieces: list[str]) -> None:
    events = of(CHAT, keep=lambda event: event.choices[0].delta.content)
    chunks = [b"".join(token(piece) for piece in pieces[at : at + 700]) for at in range(0, len(pieces), 700)]
    told(events, *chunks)
    assert events.timeout_error("enough").partial == ("".join(pieces) or "")  # type: ignore[attr-defined]


def test_what_is_no_text_is_kept_as_it_is() -> None:
    events = of(DEPLOY, keep=lambda event: event)
    given = told(events, PROGRESS * 3)
    assert events.premature_end().partial == given  # type: ignore[attr-defined]
    assert of(DEPLOY).premature_end().partial is None  # type: ignore[attr-defined]


MARKERS = [b"data: [DONE]", b"data:[DONE]", b"data:  [DONE] ", b": bye\ndata: [DONE]"]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r", b"\r\n", b"\n\n"], ids=repr)
@pytest.mark.parametrize("marker", MARKERS, ids=repr)
def test_an_end_marker_needs_no_blank_line(marker: bytes, end: bytes) -> None:
    for before in (b"", token("a")):
        stream = before + marker + end
        for cut in range(len(stream) + 1):
            events = of(CHAT)
            told(events, stream[:cut], stream[cut:])
            assert events.feed(None) is None
            assert events.complete


@pytest.mark.parametrize(
    ("request_", "tail"),
    [
        (CHAT, b""),
        (CHAT, b"data: [DON"),
        (CHAT, b"data: [DONE]x"),
        (CHAT, b"data: [DONE]\ndata: x"),
        (CHAT, b"event: [DONE]"),
        (CHAT, b": [DONE]"),
        (CHAT, token("b")[:-1]),
        (CHAT, token("b")[:-2]),
        (CHAT, token("b")[:-5]),
        (DEPLOY, PROGRESS[:-1]),
    ],
)
def test_a_stream_that_ends_without_its_marker_is_truncated(request_: Request[Any, Any], tail: bytes) -> None:
    events = of(request_)
    told(events, (token("a") if request_ is CHAT else PROGRESS) + tail)
    with pytest.raises(errors.StreamEndedError, match="events are missing"):
        events.feed(None)


def test_an_event_that_is_too_long_is_an_error_with_what_was_received_before() -> None:
    events = of(CHAT, keep=lambda event: event.choices[0].delta.content, max_event_bytes=100)
    assert len(told(events, token("a") + token("b"))) == 2
    told(events, b"data: " + b"x" * 90)
    with pytest.raises(
        errors.StreamError, match="an event of more than 100 bytes; max_event_bytes= sets"
    ) as caught:
        events.feed(b"x" * 10)
    assert caught.value.partial == "ab"
