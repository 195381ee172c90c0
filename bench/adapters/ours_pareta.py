"""This SDK: the Pareta facade."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench import fields
from pareta import AsyncPareta, Pareta

KEY = "pareta_sk_bench"
MODEL = "ep_000001"
TASK = "contract-key-fields"
HELLO = [{"role": "user", "content": "Say hello."}]
MODELS = fields.Reader(fields.MODEL_LIST)
COMPLETION = fields.Reader(fields.COMPLETION)
CHUNK = fields.Reader(fields.CHUNK)
LEADERBOARD = fields.Reader(fields.LEADERBOARD)
EVAL_RUN = fields.Reader(fields.EVAL_RUN)
DEPLOY_EVENTS = fields.readers(fields.DEPLOY_EVENTS)


def client(url: str) -> Pareta:
    return Pareta(api_key=KEY, base_url=url)


def async_client(url: str) -> AsyncPareta:
    return AsyncPareta(api_key=KEY, base_url=url)


def models(client: Pareta) -> Any:
    return MODELS.read(client.models.list())


def post(client: Pareta) -> Any:
    return COMPLETION.read(client.chat.completions.create(model=MODEL, messages=HELLO))


async def aget(client: AsyncPareta) -> Any:
    return MODELS.read(await client.models.list())


async def apost(client: AsyncPareta) -> Any:
    return COMPLETION.read(await client.chat.completions.create(model=MODEL, messages=HELLO))


def stream(client: Pareta) -> Iterator[Any]:
    with client.chat.completions.create(model=MODEL, messages=HELLO, stream=True) as chunks:
        for chunk in chunks:
            yield CHUNK.read(chunk).choices[0].delta.content


async def astream(client: AsyncPareta) -> AsyncIterator[Any]:
    async with await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True) as chunks:
        async for chunk in chunks:
            yield CHUNK.read(chunk).choices[0].delta.content


def deploy(client: Pareta) -> Iterator[Any]:
    with client.endpoints.deploy(task=TASK) as events:
        for event in events:
            yield DEPLOY_EVENTS[event.event].read(event)


async def adeploy(client: AsyncPareta) -> AsyncIterator[Any]:
    async with await client.endpoints.deploy(task=TASK) as events:
        async for event in events:
            yield DEPLOY_EVENTS[event.event].read(event)


def leaderboard(client: Pareta) -> Any:
    return LEADERBOARD.read(client.tasks.leaderboard(TASK))


def eval_run(client: Pareta) -> Any:
    return EVAL_RUN.read(client.evals.runs.retrieve("run_000001"))


get = models
big = models
