"""The official Pareta client: 0.1.0 and 3.0.4, whose calls for this are the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from pareta import AsyncPareta, Pareta

KEY = "pareta_sk_bench"
CHAT: dict[str, Any] = {"model": "ep_000001", "messages": [{"role": "user", "content": "Say hello."}]}


def client(url: str) -> Pareta:
    return Pareta(api_key=KEY, base_url=url)


def async_client(url: str) -> AsyncPareta:
    return AsyncPareta(api_key=KEY, base_url=url)


def get(client: Pareta) -> Any:
    return client.models.list()


def post(client: Pareta) -> Any:
    return client.chat.completions.create(**CHAT)


async def aget(client: AsyncPareta) -> Any:
    return await client.models.list()


async def apost(client: AsyncPareta) -> Any:
    return await client.chat.completions.create(**CHAT)


def stream(client: Pareta) -> Iterator[Any]:
    for chunk in client.chat.completions.create(**CHAT, stream=True):
        yield chunk.choices[0].delta.content


async def astream(client: AsyncPareta) -> AsyncIterator[Any]:
    async for chunk in await client.chat.completions.create(**CHAT, stream=True):
        yield chunk.choices[0].delta.content


def read_list(client: Pareta) -> int:
    seen = 0
    for model in client.models.list():
        if model.id and model.created and model.owned_by:
            seen += 1
    return seen


big = get
