"""The openai SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from openai import AsyncOpenAI, OpenAI

from bench import fields

CHAT: dict[str, Any] = {"model": "ep_000001", "messages": [{"role": "user", "content": "Say hello."}]}
MODELS = fields.Reader(fields.MODEL_LIST)
COMPLETION = fields.Reader(fields.COMPLETION)
CHUNK = fields.Reader(fields.CHUNK)


def client(url: str) -> Any:
    return OpenAI(api_key="bench", base_url=f"{url}/v1")


def async_client(url: str) -> Any:
    return AsyncOpenAI(api_key="bench", base_url=f"{url}/v1")


def models(client: Any) -> Any:
    return MODELS.read(client.models.list())


def post(client: Any) -> Any:
    return COMPLETION.read(client.chat.completions.create(**CHAT))


async def aget(client: Any) -> Any:
    return MODELS.read(await client.models.list())


async def apost(client: Any) -> Any:
    return COMPLETION.read(await client.chat.completions.create(**CHAT))


def stream(client: Any) -> Iterator[Any]:
    with client.chat.completions.create(**CHAT, stream=True) as chunks:
        for chunk in chunks:
            yield CHUNK.read(chunk).choices[0].delta.content


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.chat.completions.create(**CHAT, stream=True) as chunks:
        async for chunk in chunks:
            yield CHUNK.read(chunk).choices[0].delta.content


get = models
big = models
