"""The anthropic SDK. Its responses and events are in Anthropic's format; the work is the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from anthropic import Anthropic, AsyncAnthropic

from bench import fields

CHAT: dict[str, Any] = {
    "model": "ep_000001",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "Say hello."}],
}
MODEL: fields.Fields = {"type": None, "id": None, "display_name": None, "created_at": None}
USAGE: fields.Fields = {"input_tokens": None, "output_tokens": None}
MESSAGE_FIELDS: fields.Fields = {
    "id": None,
    "type": None,
    "role": None,
    "model": None,
    "stop_reason": None,
    "stop_sequence": None,
    "usage": USAGE,
}
MODELS = fields.Reader({"data": [MODEL], "has_more": None, "first_id": None, "last_id": None})
MESSAGE = fields.Reader({**MESSAGE_FIELDS, "content": [{"type": None, "text": None}]})
DELTA = fields.Reader({"type": None, "index": None, "delta": {"type": None, "text": None}})


def client(url: str) -> Any:
    return Anthropic(api_key="bench", base_url=url)


def async_client(url: str) -> Any:
    return AsyncAnthropic(api_key="bench", base_url=url)


def models(client: Any) -> Any:
    return MODELS.read(client.models.list())


def post(client: Any) -> Any:
    return MESSAGE.read(client.messages.create(**CHAT))


async def aget(client: Any) -> Any:
    return MODELS.read(await client.models.list())


async def apost(client: Any) -> Any:
    return MESSAGE.read(await client.messages.create(**CHAT))


def stream(client: Any) -> Iterator[Any]:
    with client.messages.create(**CHAT, stream=True) as events:
        for event in events:
            if event.type == "content_block_delta":
                yield DELTA.read(event).delta.text


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.messages.create(**CHAT, stream=True) as events:
        async for event in events:
            if event.type == "content_block_delta":
                yield DELTA.read(event).delta.text


get = models
big = models
