"""The baseline: httpx (or httpx2, where the environment has that one) and json, and nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench import fields

try:
    import httpx
except ImportError:  # the environment of the peer `httpx2`
    import httpx2 as httpx  # type: ignore[no-redef]

HEADERS = {"authorization": "Bearer pareta_sk_bench", "x-api-key": "bench"}
CHAT = {"model": "ep_000001", "messages": [{"role": "user", "content": "Say hello."}]}
DEPLOY = {"task": "contract-key-fields", "model": "recommended"}
MODELS = fields.Reader(fields.MODEL_LIST)
COMPLETION = fields.Reader(fields.COMPLETION)
CHUNK = fields.Reader(fields.CHUNK)
LEADERBOARD = fields.Reader(fields.LEADERBOARD)
EVAL_RUN = fields.Reader(fields.EVAL_RUN_ENVELOPE)
DEPLOY_EVENTS = fields.readers(fields.DEPLOY_EVENTS)


def client(url: str) -> Any:
    return httpx.Client(base_url=url, headers=HEADERS, timeout=60)


def async_client(url: str) -> Any:
    return httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=60)


def models(client: Any) -> Any:
    return MODELS.read(client.get("/v1/models").json())


def post(client: Any) -> Any:
    return COMPLETION.read(client.post("/v1/chat/completions", json=CHAT).json())


async def aget(client: Any) -> Any:
    return MODELS.read((await client.get("/v1/models")).json())


async def apost(client: Any) -> Any:
    return COMPLETION.read((await client.post("/v1/chat/completions", json=CHAT)).json())


def stream(client: Any) -> Iterator[Any]:
    with client.stream("POST", "/v1/chat/completions", json={**CHAT, "stream": True}) as response:
        for line in response.iter_lines():
            if line.startswith("data:"):
                data = line[5:].strip()
                if data == "[DONE]":
                    break
                yield CHUNK.read(json.loads(data))["choices"][0]["delta"].get("content")


async def astream(client: Any) -> AsyncIterator[Any]:
    async with client.stream("POST", "/v1/chat/completions", json={**CHAT, "stream": True}) as response:
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                data = line[5:].strip()
                if data == "[DONE]":
                    break
                yield CHUNK.read(json.loads(data))["choices"][0]["delta"].get("content")


def deploy(client: Any) -> Iterator[Any]:
    name = "message"
    with client.stream("POST", "/v1/endpoints", json=DEPLOY) as response:
        for line in response.iter_lines():
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                yield DEPLOY_EVENTS[name].read({"event": name, "data": json.loads(line[5:])})


async def adeploy(client: Any) -> AsyncIterator[Any]:
    name = "message"
    async with client.stream("POST", "/v1/endpoints", json=DEPLOY) as response:
        async for line in response.aiter_lines():
            if line.startswith("event:"):
                name = line[6:].strip()
            elif line.startswith("data:"):
                yield DEPLOY_EVENTS[name].read({"event": name, "data": json.loads(line[5:])})


def leaderboard(client: Any) -> Any:
    return LEADERBOARD.read(client.get("/v1/tasks/contract-key-fields/leaderboard").json())


def eval_run(client: Any) -> Any:
    return EVAL_RUN.read(client.get("/v1/eval-runs/run_000001").json())


get = models
big = models
