"""The openai SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from openai import AsyncOpenAI, OpenAI

CHAT: dict[str, Any] = {"model": "ep_000001", "messages": [{"role": "user", "content": "Say hello."}]}


def client(url: str) -> Any:
    return OpenAI(api_key="bench", base_url=f"{url}/v1")


def async_client(url: str) -> Any:
    return AsyncOpenAI(api_key="bench", base_url=f"{url}/v1")


def get(client: Any) -> Any:
    return client.models.list()


def post(client: Any) -> Any:
    return client.chat.completions.create(**CHAT)


async def aget(client: Any) -> Any:
    return await client.models.list()


async def apost(client: Any) -> Any:
    return await client.chat.completions.create(**CHAT)


def stream(client: Any) -> Iterator[Any]:
    with client.chat.completions.create(**CHAT, stream=True) as chunks:
        for chunk in chunks:
            yield chunk.choices[0].delta.content


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.chat.completions.create(**CHAT, stream=True) as chunks:
        async for chunk in chunks:
            yield chunk.choices[0].delta.content


def read_list(client: Any) -> int:
    seen = 0
    for model in client.models.list():
        if model.id and model.created and model.owned_by:
            seen += 1
    return seen


big = get
