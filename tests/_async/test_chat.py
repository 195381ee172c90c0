"""`chat.completions`: completions, receipts, tool calls, and streams that arrive token by token."""

from __future__ import annotations

import copy
import pickle
from collections import deque
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import httpx
import numpy as np
import pytest

import pareta
from tests.support import (
    MESSAGES,
    REQUEST_ID,
    AsyncClients,
    AsyncEvents,
    Chunks,
    SlowChunks,
    Wire,
    chunk,
    completion,
    event,
    respond,
    stream,
)

pytestmark = pytest.mark.anyio

DONE = b"data: [DONE]\n\n"


async def ask(wire: Wire, **params: Any) -> Any:
    return await AsyncClients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES, **params)


async def listen(wire: Wire, **params: Any) -> Any:
    return await ask(wire, stream=True, **params)


async def texts(chunks: Any) -> list[str | None]:
    return [each.choices[0].delta.content async for each in chunks]


# --- responses


async def test_a_completion_has_openais_shape() -> None:
    wire = Wire(respond(200, completion("Hello.", refusal=None)))
    found = await ask(wire)
    assert wire.paths == ["POST /v1/chat/completions"]
    assert wire.body == {"model": "ep_1", "messages": MESSAGES}
    assert isinstance(found, pareta.ChatCompletion)
    assert (found.id, found.object, found.model) == ("chatcmpl-1", "chat.completion", "ep_1")
    choice = found.choices[0]
    assert (choice.index, choice.finish_reason) == (0, "stop")
    assert (choice.message.role, choice.message.content) == ("assistant", "Hello.")
    assert found.usage is not None
    assert found.usage.total_tokens == 5
    assert found["choices"][0]["message"]["content"] == "Hello."
    assert found.to_dict() == completion("Hello.", refusal=None)


@pytest.mark.parametrize(
    ("receipt", "micro", "dollars"),
    [
        ({"x_pareta_billed": "1239999"}, 1_239_999, Decimal("1.23")),
        ({"x_pareta_billed": "9999"}, 9_999, Decimal("0.00")),
        ({"x_pareta_billed": "0"}, 0, Decimal("0.00")),
        ({"x_pareta_billed": "much"}, None, None),
        ({"x_pareta_billed": "-5"}, None, None),
        ({"x_pareta_billed": "²".encode()}, None, None),
        ({}, None, None),
    ],
)
async def test_the_receipt_is_on_the_completion(
    receipt: dict[str, Any], micro: int | None, dollars: Any
) -> None:
    wire = Wire(respond(200, completion(), **receipt))
    found = await ask(wire)
    assert found.cost_micro_usd == micro
    assert found.cost == dollars
    assert str(found.cost) == str(dollars)
    assert found.response is not None
    assert found.response.billed_micro_usd == micro


async def test_the_receipt_of_a_stream_is_on_the_stream() -> None:
    async with await listen(Wire(stream(chunk("a"), DONE, x_pareta_billed="77"))) as chunks:
        assert chunks.response.billed_micro_usd == 77


@pytest.mark.parametrize(
    ("header", "micro"), [({"x_pareta_frontier_would_have_cost": "11795"}, 11_795), ({}, None)]
)
async def test_the_receipt_says_what_a_frontier_model_would_have_cost(
    header: dict[str, Any], micro: int | None
) -> None:
    found = await ask(Wire(respond(200, completion(), x_pareta_billed="653", **header)))
    assert (found.cost_micro_usd, found.frontier_cost_micro_usd) == (653, micro)


BILLED = b": pareta-billed-micro-usd 653\n\n"
FRONTIER = b": pareta-frontier-would-have-cost-micro-usd 11795\n\n"


@pytest.mark.parametrize(
    ("pieces", "amounts"),
    [
        ([chunk("a"), BILLED, FRONTIER, DONE], (653, 11_795)),
        ([chunk("a") + BILLED + FRONTIER + DONE], (653, 11_795)),
        ([chunk("a"), BILLED[:9], BILLED[9:] + FRONTIER[:50], FRONTIER[50:] + DONE], (653, 11_795)),
        ([chunk("a"), (BILLED + FRONTIER + DONE).replace(b"\n", b"\r\n")], (653, 11_795)),
        ([chunk("a"), BILLED.strip() + b"\n" + FRONTIER.strip() + b"\n", DONE], (653, 11_795)),
        ([chunk("a"), FRONTIER, BILLED, DONE], (653, 11_795)),
        ([chunk("a"), BILLED.replace(b": ", b":"), DONE], (653, None)),
        ([b": ping\n\n", chunk("a"), DONE], (None, None)),
        ([chunk("a"), b": pareta-billed-micro-usd\n\n", DONE], (None, None)),
        ([chunk("a"), b": pareta-billed-micro-usd much\n\n: \xff 5\n\n", DONE], (None, None)),
        ([chunk("a"), b": pareta-billed-micro-usd -1\n\n", DONE], (None, None)),
    ],
)
async def test_the_receipt_of_a_stream_comes_in_comments_before_its_end(
    pieces: list[bytes], amounts: tuple[int | None, int | None]
) -> None:
    chunks = await listen(Wire(stream(*pieces)))
    assert await texts(chunks) == ["a"]
    assert (chunks.response.billed_micro_usd, chunks.response.frontier_cost_micro_usd) == amounts


async def test_a_receipt_in_a_comment_replaces_that_of_the_header_and_keeps_the_rest() -> None:
    chunks = await listen(Wire(stream(chunk("a"), BILLED, DONE, x_pareta_billed="1")))
    assert chunks.response.billed_micro_usd == 1
    await texts(chunks)
    assert chunks.response.billed_micro_usd == 653
    assert (chunks.response.status_code, chunks.response.request_id) == (200, REQUEST_ID)


async def test_auto_is_a_model_like_any_other() -> None:
    wire = Wire(respond(200, completion()))
    await AsyncClients.pareta(wire).chat.completions.create(model="auto", messages=MESSAGES)
    assert wire.body["model"] == "auto"
    assert len(wire.requests) == 1


async def test_openais_parameters_are_sent_by_their_names_and_none_means_not_given() -> None:
    wire = Wire(respond(200, completion()))
    await ask(
        wire,
        temperature=0,
        max_tokens=5,
        stop=["\n"],
        top_p=None,
        seed=7,
        logit_bias={"50256": -100},
        response_format={"type": "json_object"},
        store=False,
    )
    assert wire.body == {
        "model": "ep_1",
        "messages": MESSAGES,
        "temperature": 0,
        "max_tokens": 5,
        "stop": ["\n"],
        "seed": 7,
        "logit_bias": {"50256": -100},
        "response_format": {"type": "json_object"},
        "store": False,
    }


async def test_a_parameter_that_this_sdk_does_not_know_passes_through() -> None:
    wire = Wire(respond(200, completion()))
    await ask(wire, top_k=40, guided_json={"type": "object"}, extra_body={"repetition_penalty": 1.1})
    assert wire.body == {
        "model": "ep_1",
        "messages": MESSAGES,
        "top_k": 40,
        "guided_json": {"type": "object"},
        "repetition_penalty": 1.1,
    }


ODD = {"metadata": MappingProxyType({"day": date(2026, 1, 5)}), "stop": deque(["a"]), "seed": np.int64(3)}
PLAIN = {"metadata": {"day": "2026-01-05"}, "stop": ["a"], "seed": 3}


async def test_parameters_are_taken_as_people_have_them() -> None:
    wire = Wire(respond(200, completion()), respond(200, completion()), stream(b""))
    client = AsyncClients.pareta(wire)
    await client.chat.completions.create(model="ep_1", messages=MESSAGES, **ODD)
    assert wire.body == {"model": "ep_1", "messages": MESSAGES, **PLAIN}
    await client.chat.completions.batch([MESSAGES], model="ep_1", **ODD)
    assert wire.body == {"model": "ep_1", "messages": MESSAGES, **PLAIN}
    async with await client.endpoints.deploy(task="t", labels=ODD):
        assert wire.body["labels"] == PLAIN


@pytest.mark.parametrize("value", [False, None])
async def test_without_stream_no_stream_is_requested(value: Any) -> None:
    wire = Wire(respond(200, completion()))
    await ask(wire, stream=value)
    assert "stream" not in wire.body or wire.body["stream"] is False


async def test_text_is_sent_as_it_is() -> None:
    wire = Wire(respond(200, completion("naïve 🦔 \u2028")))
    client = AsyncClients.pareta(wire)
    found = await client.chat.completions.create(
        model="ep_1", messages=[{"role": "user", "content": "naïve 🦔 \u2028 \x00"}]
    )
    assert wire.body["messages"][0]["content"] == "naïve 🦔 \u2028 \x00"
    assert found.choices[0].message.content == "naïve 🦔 \u2028"


async def test_messages_may_be_a_generator_of_mappings_and_messages() -> None:
    wire = Wire(respond(200, completion()))
    mine = pareta.ChatMessage(role="system", content="Be brief.")
    await AsyncClients.pareta(wire).chat.completions.create(
        model="ep_1", messages=(each for each in [mine, MESSAGES[0]])
    )
    assert wire.body["messages"] == [{"role": "system", "content": "Be brief."}, MESSAGES[0]]


TOOL_CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "look_up", "arguments": '{"clause": 7}'},
}


async def test_tool_calls_are_typed_and_their_message_can_be_sent_back() -> None:
    wire = Wire(
        respond(200, completion(None, tool_calls=[TOOL_CALL], audio={"id": "a"})), respond(200, completion())
    )
    client = AsyncClients.pareta(wire)
    tools = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]
    found = await client.chat.completions.create(
        model="ep_1", messages=MESSAGES, tools=tools, tool_choice="auto", parallel_tool_calls=False
    )
    assert wire.body["tools"] == tools
    message = found.choices[0].message
    assert message.content is None
    call = message.tool_calls[0]
    assert (call.id, call.type, call.function.name) == ("call_1", "function", "look_up")
    assert call.function.arguments == '{"clause": 7}'
    reply = {"role": "tool", "tool_call_id": call.id, "content": "7 days"}
    await client.chat.completions.create(model="ep_1", messages=[*MESSAGES, message, reply])
    sent = wire.body["messages"]
    assert sent[1]["tool_calls"] == [TOOL_CALL]
    assert sent[1]["audio"] == {"id": "a"}
    assert sent[2] == reply


async def test_error_statuses_of_chat_raise_the_documented_classes() -> None:
    with pytest.raises(pareta.InsufficientCreditsError, match="Add credits"):
        await ask(Wire(respond(402, {"detail": "balance exhausted"})))
    with pytest.raises(pareta.EndpointNotReadyError):
        await ask(Wire(then=respond(503, {"detail": "stopped"})))


# --- streams


async def test_a_stream_yields_openais_chunks_up_to_the_end_marker() -> None:
    first = event({"choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]})
    last = event({"choices": [], "usage": {"total_tokens": 9}})
    wire = Wire(stream(first, chunk("He"), chunk("llo"), last, DONE))
    chunks = await listen(wire, stream_options={"include_usage": True})
    found = await AsyncEvents.of(chunks)
    assert wire.body == {
        "model": "ep_1",
        "messages": MESSAGES,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert [type(each) for each in found] == [pareta.ChatCompletionChunk] * 4
    assert found[0].choices[0].delta.role == "assistant"
    assert found[0].choices[0].delta.content is None
    assert "".join(each.choices[0].delta.content or "" for each in found if each.choices) == "Hello"
    assert found[3].usage.total_tokens == 9


async def test_each_token_is_yielded_before_the_next_chunk_is_read() -> None:
    body = Chunks(chunk("a"), chunk("b"), chunk("c"), DONE)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    chunks = await listen(wire)
    assert body.sent == 0
    taken: list[tuple[str | None, int]] = []
    async for each in chunks:
        taken.append((each.choices[0].delta.content, body.sent))
    assert taken == [("a", 1), ("b", 2), ("c", 3)]
    assert body.closed


async def test_a_stream_may_be_split_into_chunks_anywhere() -> None:
    whole = b": hi\r\n\r\n" + chunk("é\u2028\u0085🦔").replace(b"\n", b"\r\n") + chunk("b") + DONE
    for step in (1, 2, 3, 7):
        pieces = [whole[at : at + step] for at in range(0, len(whole), step)]
        assert await texts(await listen(Wire(stream(*pieces)))) == ["é\u2028\u0085🦔", "b"]


async def test_tool_calls_of_a_stream_are_deltas() -> None:
    delta = {
        "tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "look_up", "arguments": '{"c'}}]
    }
    wire = Wire(stream(event({"choices": [{"index": 0, "delta": delta}]}), DONE))
    async for each in await listen(wire):
        call = each.choices[0].delta.tool_calls[0]
        assert (call.index, call.id, call.function.name, call.function.arguments) == (
            0,
            "call_1",
            "look_up",
            '{"c',
        )


async def test_a_stream_without_its_end_marker_raises_after_the_last_chunk() -> None:
    chunks = await listen(Wire(stream(chunk("a"), chunk("b"))))
    seen: list[Any] = []
    with pytest.raises(pareta.StreamEndedError, match=r"\[DONE\]") as caught:
        await AsyncEvents.into(seen, chunks)
    assert [each.choices[0].delta.content for each in seen] == ["a", "b"]
    assert caught.value.request_id == REQUEST_ID
    assert isinstance(caught.value, pareta.StreamError)


@pytest.mark.parametrize("pieces", [[], [b""], [b": keep-alive\n\n"], [chunk("a")[:-5]]])
async def test_a_stream_without_a_single_event_is_an_error(pieces: list[bytes]) -> None:
    with pytest.raises(pareta.StreamEndedError):
        await texts(await listen(Wire(stream(*pieces))))


@pytest.mark.parametrize(
    "data",
    [
        b"not json",
        b'{"choices": [',
        b"[1]",
        b'"text"',
        b"null",
        b'{"choices": {}}',
        b'{"choices": ["a"]}',
        b"\xff\xfe",
    ],
)
async def test_a_malformed_event_raises_and_no_event_is_dropped_silently(data: bytes) -> None:
    body = Chunks(chunk("a"), b"data: " + data + b"\n\n", chunk("b"), DONE)
    chunks = await listen(Wire(respond(200, body, content_type="text/event-stream")))
    seen: list[Any] = []
    with pytest.raises(pareta.StreamError, match="cannot be read") as caught:
        await AsyncEvents.into(seen, chunks)
    assert [each.choices[0].delta.content for each in seen] == ["a"]
    assert not isinstance(caught.value, pareta.StreamEndedError)
    assert REQUEST_ID in str(caught.value)
    assert body.closed


@pytest.mark.parametrize(
    ("error", "message", "kind", "code"),
    [
        ({"message": "bad", "type": "new_kind", "code": 7}, "bad", "new_kind", 7),
        ("a word", "a word", None, None),
        ({}, "in mid-stream", None, None),
    ],
)
async def test_a_failure_reported_within_a_stream_is_an_error(
    error: Any, message: str, kind: str | None, code: Any
) -> None:
    chunks = await listen(Wire(stream(chunk("a"), event({"error": error}), DONE)))
    seen: list[Any] = []
    with pytest.raises(pareta.StreamError, match=message) as caught:
        await AsyncEvents.into(seen, chunks)
    assert [each.choices[0].delta.content for each in seen] == ["a"]
    assert (caught.value.type, caught.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        ({"message": "m", "type": "server_error", "code": "oom"}, pareta.InternalServerError, 500),
        ({"message": "m", "code": 503}, pareta.EndpointNotReadyError, 503),
        ({"message": "m", "code": "429"}, pareta.RateLimitError, 429),
        ({"message": "m", "type": "rate_limit_exceeded"}, pareta.RateLimitError, 429),
        ({"message": "m", "type": "insufficient_quota"}, pareta.InsufficientCreditsError, 402),
        ({"message": "m", "type": "authentication_error"}, pareta.AuthenticationError, 401),
        ({"message": "m", "type": "permission_denied"}, pareta.PermissionDeniedError, 403),
        ({"message": "m", "type": "invalid_request_error"}, pareta.BadRequestError, 400),
        ({"message": "m", "type": "overloaded_error"}, pareta.EndpointNotReadyError, 503),
    ],
)
async def test_a_failure_within_a_stream_has_the_class_of_its_type(
    error: Any, kind: type[pareta.APIStatusError], status: int
) -> None:
    chunks = await listen(Wire(stream(chunk("a"), event({"error": error}), DONE)))
    with pytest.raises(kind, match="mid-stream: m") as caught:
        await AsyncEvents.into([], chunks)
    assert type(caught.value) is kind
    assert (caught.value.status_code, caught.value.detail, caught.value.partial) == (status, error, "a")


async def test_the_error_of_a_truncated_stream_has_the_text_so_far() -> None:
    pieces = [chunk(f"{number} ") for number in range(3000)]
    chunks = await listen(Wire(stream(*pieces)))
    with pytest.raises(pareta.StreamEndedError) as caught:
        await AsyncEvents.into([], chunks)
    assert caught.value.partial == "".join(f"{number} " for number in range(3000))


async def test_a_null_error_is_not_a_failure() -> None:
    wire = Wire(stream(event({"error": None, "choices": [{"delta": {"content": "a"}}]}), DONE))
    assert await texts(await listen(wire)) == ["a"]


@pytest.mark.parametrize(
    ("lost", "kind"),
    [
        (httpx.ReadError("reset"), pareta.APIConnectionError),
        (httpx.RemoteProtocolError("peer closed"), pareta.APIConnectionError),
        (httpx.ReadTimeout("silence"), pareta.APITimeoutError),
    ],
)
async def test_a_connection_lost_within_a_stream_raises_and_nothing_is_sent_again(
    lost: Exception, kind: type[Exception]
) -> None:
    body = Chunks(chunk("a"), lost)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    chunks = await listen(wire)
    assert (await anext(aiter(chunks))).choices[0].delta.content == "a"
    with pytest.raises(kind, match="middle of the stream") as caught:
        await anext(aiter(chunks))
    assert REQUEST_ID in str(caught.value)
    assert caught.value.__cause__ is not None
    assert len(wire.requests) == 1
    assert body.closed


async def test_a_connection_lost_after_the_end_marker_is_not_an_error() -> None:
    wire = Wire(stream(chunk("a"), DONE, httpx.ReadError("reset")))
    assert await texts(await listen(wire)) == ["a"]


async def test_data_after_the_end_marker_is_ignored() -> None:
    wire = Wire(stream(chunk("a"), DONE + chunk("b"), chunk("c")))
    assert await texts(await listen(wire)) == ["a"]


async def test_leaving_a_stream_early_returns_the_connection() -> None:
    body = Chunks(chunk("a"), chunk("b"), DONE)
    wire = Wire(then=respond(200, body, content_type="text/event-stream"))
    async with await listen(wire) as chunks:
        async for _ in chunks:
            break
        assert not body.closed
    assert body.closed
    assert body.sent == 1


async def test_a_stream_that_was_never_read_can_be_closed_and_closed_again() -> None:
    body = Chunks(chunk("a"), DONE)
    chunks = await listen(Wire(respond(200, body, content_type="text/event-stream")))
    await chunks.aclose()
    await chunks.aclose()
    assert body.closed
    assert body.sent == 0


async def test_the_response_of_a_stream_closes_it_as_with_the_official_clients() -> None:
    body = Chunks(chunk("a"), chunk("b"), DONE)
    chunks = await listen(Wire(respond(200, body, content_type="text/event-stream")))
    await anext(chunks)
    response = chunks.response
    assert (response.status_code, response.request_id) == (200, REQUEST_ID)
    assert pickle.loads(pickle.dumps(response)) == copy.copy(response) == response
    await response.aclose()
    assert body.closed
    assert await texts(chunks) == []


async def test_an_exception_in_the_callers_loop_returns_the_connection() -> None:
    body = Chunks(chunk("a"), chunk("b"), DONE)
    wire = Wire(respond(200, body, content_type="text/event-stream"))

    async def use() -> None:
        async with await listen(wire) as chunks:
            async for _ in chunks:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await use()
    assert body.closed


async def test_a_stream_that_has_ended_stays_at_its_end() -> None:
    chunks = await listen(Wire(stream(chunk("a"), DONE)))
    assert await texts(chunks) == ["a"]
    assert await texts(chunks) == []


async def test_a_closed_stream_yields_no_more_tokens() -> None:
    chunks = await listen(Wire(stream(chunk("a") + chunk("b"), chunk("c"), DONE)))
    async for _ in chunks:
        break
    await chunks.aclose()
    assert await texts(chunks) == []


async def test_a_stream_closed_while_a_chunk_arrives_yields_nothing_of_it() -> None:
    class Closing(Chunks):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield chunk("a")
            await chunks.aclose()
            yield chunk("b") + chunk("c")

    chunks = await listen(Wire(respond(200, Closing(), content_type="text/event-stream")))
    assert await texts(chunks) == ["a"]


@pytest.mark.parametrize("sign", [b": ping\n\n", b"event: keepalive\ndata:\n\n", b"id: 7\n\n"], ids=repr)
async def test_a_stream_of_keep_alives_only_ends_after_its_stall_timeout(sign: bytes) -> None:
    body = SlowChunks(chunk("a"), chunk("b"), *[sign] * 1000)
    body.wire = Wire(respond(200, body, content_type="text/event-stream"))
    chunks = await AsyncClients.pareta(body.wire).chat.completions.create(
        model="ep_1", messages=MESSAGES, stream=True, stall_timeout=60.0
    )
    with pytest.raises(pareta.APITimeoutError, match="no event arrived for 60 s") as caught:
        await AsyncEvents.of(chunks)
    assert caught.value.partial == "ab"
    assert 80.0 <= body.wire.clock.elapsed <= 100.0
    assert body.closed


async def test_a_stream_may_last_as_long_as_events_arrive() -> None:
    body = SlowChunks(*[b": ping\n\n", b": ping\n\n", chunk("a")] * 100, DONE)
    body.wire = Wire(respond(200, body, content_type="text/event-stream"))
    chunks = await AsyncClients.pareta(body.wire).chat.completions.create(
        model="ep_1", messages=MESSAGES, stream=True, stall_timeout=60.0
    )
    assert len(await AsyncEvents.of(chunks)) == 100


async def test_the_partial_text_is_that_of_the_first_choice() -> None:
    def piece(index: int, text: str) -> bytes:
        return event({"choices": [{"index": index, "delta": {"content": text}}]})

    chunks = await listen(Wire(stream(piece(0, "Hel"), piece(1, "Bon"), piece(0, "lo"), piece(1, "jour"))))
    with pytest.raises(pareta.StreamEndedError) as caught:
        await texts(chunks)
    assert caught.value.partial == "Hello"


async def test_data_after_the_end_marker_does_not_delay_the_caller() -> None:
    body = Chunks(chunk("a"), b"data: [DONE]\n\n", *[b": ping\n\n"] * 1000)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    chunks = await AsyncClients.pareta(wire).chat.completions.create(
        model="ep_1", messages=MESSAGES, stream=True
    )
    assert len(await AsyncEvents.of(chunks)) == 1
    assert body.sent < 20
    assert body.closed
