"""The official `openai` SDK against the sandbox: it is pointed at the base URL and the key, and nothing else.

Its clients validate every answer strictly against OpenAI's own models.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import AsyncIterator, Iterator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

KEY = "pareta_sk_test_peer"
HELLO = [{"role": "user", "content": "Say hello."}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
            "required": ["city", "days"],
            "additionalProperties": False,
        },
    },
}
USE_WEATHER = {"type": "function", "function": {"name": "get_weather"}}


class Contract(BaseModel):
    parties: list[str]
    governing_law: str


def connect(url: str, kind: type = OpenAI, **options):
    options = {"api_key": KEY, "max_retries": 0, "timeout": 20.0, **options}
    return kind(base_url=f"{url}/v1", _strict_response_validation=True, **options)


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    with connect(url) as client:
        yield client


@pytest.fixture
async def async_client(url: str) -> AsyncIterator[AsyncOpenAI]:
    async with connect(url, AsyncOpenAI) as client:
        yield client


@pytest.fixture
def stopped_endpoint(url: str) -> str:
    """Yield an endpoint that was deployed and stopped, by the routes that the openai SDK does not know."""
    name = "ep_stopped_for_openai"
    call(url, "POST", "/v1/endpoints", {"task": "contract-key-fields", "name": name})
    call(url, "POST", f"/v1/endpoints/{name}/stop")
    yield name
    call(url, "DELETE", f"/v1/endpoints/{name}")


def call(url: str, method: str, path: str, body: object = None) -> None:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()


def detail_of(error: openai.APIStatusError) -> object:
    """Return the reason in the service's words: its errors are `{"detail": …}`, of which the SDK makes no message."""
    return error.response.json()["detail"]


# Chat


def test_a_chat_has_openais_format(client: OpenAI, endpoint: str) -> None:
    completion = client.chat.completions.create(model=endpoint, messages=HELLO)
    assert completion.object == "chat.completion"
    assert completion.model == endpoint
    [choice] = completion.choices
    assert choice.finish_reason == "stop"
    assert choice.message.role == "assistant"
    assert "hello" in choice.message.content.lower()
    usage = completion.usage
    assert usage.prompt_tokens > 0
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


@pytest.mark.anyio
async def test_a_chat_works_on_the_async_client(async_client: AsyncOpenAI, endpoint: str) -> None:
    completion = await async_client.chat.completions.create(model=endpoint, messages=HELLO)
    assert "hello" in completion.choices[0].message.content.lower()


def test_openais_parameters_are_taken_and_obeyed(client: OpenAI, endpoint: str) -> None:
    completion = client.chat.completions.create(
        model=endpoint,
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Say hello."}]},
        ],
        n=2,
        max_completion_tokens=3,
        temperature=0.2,
        top_p=0.9,
        seed=7,
        presence_penalty=0.1,
        logit_bias={"50256": -100},
        reasoning_effort="low",
        metadata={"run": "peer"},
        user="someone",
        extra_body={"not_of_openai": {"kept": True}},
    )
    assert [choice.index for choice in completion.choices] == [0, 1]
    assert {choice.finish_reason for choice in completion.choices} == {"length"}
    assert completion.usage.completion_tokens == 6


def test_the_receipt_and_the_request_id_come_in_headers(client: OpenAI, endpoint: str) -> None:
    raw = client.chat.completions.with_raw_response.create(model=endpoint, messages=HELLO)
    assert int(raw.headers["x-pareta-billed"]) > 0
    assert raw.headers["x-request-id"] == raw.parse()._request_id


def test_a_request_that_is_sent_again_with_its_key_is_not_billed_again(client: OpenAI, endpoint: str) -> None:
    request = {"model": endpoint, "messages": HELLO, "extra_headers": {"Idempotency-Key": "openai-peer-1"}}
    first = client.chat.completions.with_raw_response.create(**request)
    again = client.chat.completions.with_raw_response.create(**request)
    assert int(first.headers["x-pareta-billed"]) > 0
    assert int(again.headers["x-pareta-billed"]) == 0
    assert again.parse() == first.parse()


def test_a_pydantic_response_format_is_parsed(client: OpenAI, endpoint: str) -> None:
    completion = client.chat.completions.parse(model=endpoint, messages=HELLO, response_format=Contract)
    parsed = completion.choices[0].message.parsed
    assert isinstance(parsed, Contract)
    assert parsed.parties


# Streams


def test_a_stream_brings_the_same_text_piece_by_piece(client: OpenAI, endpoint: str) -> None:
    whole = client.chat.completions.create(model=endpoint, messages=HELLO)
    chunks = list(client.chat.completions.create(model=endpoint, messages=HELLO, stream=True))
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(pieces) == whole.choices[0].message.content
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:]] == [None, "stop"]
    assert all(chunk.usage is None for chunk in chunks)


@pytest.mark.anyio
async def test_a_stream_brings_the_same_text_on_the_async_client(
    async_client: AsyncOpenAI, endpoint: str
) -> None:
    whole = await async_client.chat.completions.create(model=endpoint, messages=HELLO)
    stream = await async_client.chat.completions.create(model=endpoint, messages=HELLO, stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(pieces) == whole.choices[0].message.content


def test_the_first_chunk_arrives_before_the_second_is_sent(nearly_still: str, endpoint: str) -> None:
    with connect(nearly_still) as client:
        stream = client.chat.completions.create(model=endpoint, messages=HELLO, stream=True)
        with stream:
            assert next(iter(stream)).choices[0].delta.role == "assistant"


@pytest.mark.anyio
async def test_the_first_chunk_arrives_before_the_second_is_sent_on_the_async_client(
    nearly_still: str, endpoint: str
) -> None:
    async with connect(nearly_still, AsyncOpenAI) as client:
        stream = await client.chat.completions.create(model=endpoint, messages=HELLO, stream=True)
        async with stream:
            assert (await anext(aiter(stream))).choices[0].delta.role == "assistant"


def test_include_usage_adds_one_last_chunk_with_the_usage(client: OpenAI, endpoint: str) -> None:
    whole = client.chat.completions.create(model=endpoint, messages=HELLO)
    *chunks, last = client.chat.completions.create(
        model=endpoint, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)
    assert last.choices == []
    assert last.usage == whole.usage


def test_the_stream_helper_puts_the_completion_together(client: OpenAI, endpoint: str) -> None:
    whole = client.chat.completions.create(model=endpoint, messages=HELLO)
    with client.chat.completions.stream(model=endpoint, messages=HELLO) as stream:
        text = "".join(event.delta for event in stream if event.type == "content.delta")
        final = stream.get_final_completion()
    assert text == final.choices[0].message.content == whole.choices[0].message.content


def test_a_failure_in_mid_stream_is_raised_after_what_had_come(client: OpenAI, endpoint: str) -> None:
    stream = client.chat.completions.create(
        model=endpoint, messages=[{"role": "user", "content": "[sandbox:fail]"}], stream=True
    )
    pieces: list[str] = []
    with pytest.raises(openai.APIError, match="asked to fail"):
        pieces.extend(chunk.choices[0].delta.content or "" for chunk in stream)
    assert any(pieces)


# Tools


def test_a_tool_call_fits_the_tools_schema_and_its_result_ends_the_turn(
    client: OpenAI, endpoint: str
) -> None:
    asked = [{"role": "user", "content": "What will the weather be in Oslo?"}]
    first = client.chat.completions.create(
        model=endpoint, messages=asked, tools=[WEATHER], tool_choice=USE_WEATHER
    )
    [choice] = first.choices
    assert choice.finish_reason == "tool_calls"
    [call] = choice.message.tool_calls
    assert call.type == "function"
    assert call.function.name == "get_weather"
    arguments = json.loads(call.function.arguments)
    assert isinstance(arguments["city"], str)
    assert arguments["days"] >= 1

    told = {"role": "tool", "tool_call_id": call.id, "content": "Rain."}
    second = client.chat.completions.create(
        model=endpoint, messages=[*asked, choice.message, told], tools=[WEATHER]
    )
    assert second.choices[0].finish_reason == "stop"
    assert second.choices[0].message.content


def test_a_streamed_tool_call_comes_in_parts_of_the_same_arguments(client: OpenAI, endpoint: str) -> None:
    request = {
        "model": endpoint,
        "messages": [{"role": "user", "content": "What will the weather be in Oslo?"}],
        "tools": [WEATHER],
        "tool_choice": USE_WEATHER,
    }
    [whole] = client.chat.completions.create(**request).choices[0].message.tool_calls
    deltas = [
        delta
        for chunk in client.chat.completions.create(**request, stream=True)
        for delta in chunk.choices[0].delta.tool_calls or ()
    ]
    assert deltas[0].function.name == "get_weather"
    assert deltas[0].id
    assert "".join(delta.function.arguments or "" for delta in deltas) == whole.function.arguments
    with client.chat.completions.stream(**request) as stream:
        [helped] = stream.get_final_completion().choices[0].message.tool_calls
    assert helped.function.arguments == whole.function.arguments


def test_no_tool_is_called_when_the_request_forbids_it(client: OpenAI, endpoint: str) -> None:
    completion = client.chat.completions.create(
        model=endpoint,
        messages=[{"role": "user", "content": "Call get_weather."}],
        tools=[WEATHER],
        tool_choice="none",
    )
    assert completion.choices[0].message.tool_calls is None


# Models


def test_the_models_are_the_live_endpoints(client: OpenAI, endpoint: str, stopped_endpoint: str) -> None:
    models = {model.id: model for model in client.models.list()}
    assert models[endpoint].object == "model"
    assert models[endpoint].owned_by
    assert stopped_endpoint not in models


@pytest.mark.anyio
async def test_the_models_are_listed_on_the_async_client(async_client: AsyncOpenAI, endpoint: str) -> None:
    assert endpoint in [model.id async for model in async_client.models.list()]


# Errors


def test_a_wrong_key_is_an_authentication_error(url: str, endpoint: str) -> None:
    with (
        connect(url, api_key="sk-of-somebody-else") as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        client.chat.completions.create(model=endpoint, messages=HELLO)
    assert caught.value.status_code == 401
    assert caught.value.request_id
    assert "API key" in detail_of(caught.value)


@pytest.mark.anyio
async def test_a_wrong_key_is_an_authentication_error_on_the_async_client(url: str) -> None:
    async with connect(url, AsyncOpenAI, api_key="sk-of-somebody-else") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.models.list()


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="ep_nowhere", messages=HELLO)
    assert "ep_nowhere" in detail_of(caught.value)


@pytest.mark.anyio
async def test_an_unknown_model_is_not_found_on_the_async_client(async_client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        await async_client.chat.completions.create(model="ep_nowhere", messages=HELLO, stream=True)
    assert "ep_nowhere" in detail_of(caught.value)


def test_a_stopped_endpoint_is_a_503(client: OpenAI, stopped_endpoint: str) -> None:
    with pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model=stopped_endpoint, messages=HELLO)
    assert caught.value.status_code == 503
    assert "stopped" in detail_of(caught.value)
    assert int(caught.value.response.headers["retry-after"]) > 0


@pytest.mark.anyio
async def test_a_stopped_endpoint_is_a_503_on_the_async_client(
    async_client: AsyncOpenAI, stopped_endpoint: str
) -> None:
    with pytest.raises(openai.InternalServerError) as caught:
        await async_client.chat.completions.create(model=stopped_endpoint, messages=HELLO)
    assert caught.value.status_code == 503


def test_a_request_that_makes_no_sense_is_unprocessable_and_says_where(client: OpenAI, endpoint: str) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.chat.completions.create(model=endpoint, messages="no list")
    assert ["body", "messages"] in [issue["loc"] for issue in detail_of(caught.value)]


def test_an_empty_purse_is_a_402(out_of_credit: str, endpoint: str) -> None:
    with connect(out_of_credit) as client, pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(model=endpoint, messages=HELLO)
    assert caught.value.status_code == 402
    assert "balance" in detail_of(caught.value)


def test_a_model_cannot_be_retrieved_since_the_service_has_no_such_route(
    client: OpenAI, endpoint: str
) -> None:
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve(endpoint)
