"""The anthropic SDK. Its answers and events are of Anthropic's form; the work is the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from anthropic import Anthropic, AsyncAnthropic

CHAT: dict[str, Any] = {
    "model": "ep_000001",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "Say hello."}],
}


def client(url: str) -> Any:
    return Anthropic(api_key="bench", base_url=url)


def async_client(url: str) -> Any:
    return AsyncAnthropic(api_key="bench", base_url=url)


def get(client: Any) -> Any:
    return client.models.list()


def post(client: Any) -> Any:
    return client.messages.create(**CHAT)


async def aget(client: Any) -> Any:
    return await client.models.list()


async def apost(client: Any) -> Any:
    return await client.messages.create(**CHAT)


def stream(client: Any) -> Iterator[Any]:
    with client.messages.create(**CHAT, stream=True) as events:
        for event in events:
            if event.type == "content_block_delta":
                yield event.delta.text


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.messages.create(**CHAT, stream=True) as events:
        async for event in events:
            if event.type == "content_block_delta":
                yield event.delta.text


def read_list(client: Any) -> int:
    seen = 0
    for model in client.models.list().data:
        if model.id and model.display_name and model.created_at:
            seen += 1
    return seen


big = get
