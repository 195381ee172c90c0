"""The official Pareta client: 0.1.0 and 3.0.4, which share these calls."""

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


def client(url: str) -> Any:
    return Pareta(api_key=KEY, base_url=url)


def async_client(url: str) -> Any:
    return AsyncPareta(api_key=KEY, base_url=url)


def models(client: Any) -> Any:
    return MODELS.read(client.models.list())


def post(client: Any) -> Any:
    return COMPLETION.read(client.chat.completions.create(model=MODEL, messages=HELLO))


async def aget(client: Any) -> Any:
    return MODELS.read(await client.models.list())


async def apost(client: Any) -> Any:
    return COMPLETION.read(await client.chat.completions.create(model=MODEL, messages=HELLO))


def stream(client: Any) -> Iterator[Any]:
    for chunk in client.chat.completions.create(model=MODEL, messages=HELLO, stream=True):
        yield CHUNK.read(chunk).choices[0].delta.content


async def astream(client: Any) -> AsyncIterator[Any]:
    async for chunk in await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True):
        yield CHUNK.read(chunk).choices[0].delta.content


def deploy(client: Any) -> Iterator[Any]:
    for event in client.endpoints.deploy(task=TASK):
        yield DEPLOY_EVENTS[event["event"]].read(event)


async def adeploy(client: Any) -> AsyncIterator[Any]:
    async for event in await client.endpoints.deploy(task=TASK):
        yield DEPLOY_EVENTS[event["event"]].read(event)


def leaderboard(client: Any) -> Any:
    return LEADERBOARD.read(client.tasks.leaderboard(TASK))


def eval_run(client: Any) -> Any:
    return EVAL_RUN.read(client.evals.runs.retrieve("run_000001"))


get = models
big = models

# The release 3.0.4 deploys nothing and has no leaderboards.
_client = client("http://localhost")
if not hasattr(_client, "endpoints"):
    del deploy, adeploy
if not hasattr(_client.tasks, "leaderboard"):
    del leaderboard
_client.close()
