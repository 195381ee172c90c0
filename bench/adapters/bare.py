"""The baseline: httpx (or httpx2, where that is what the environment has) and json, and nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

try:
    import httpx
except ImportError:  # the environment of the peer `httpx2`
    import httpx2 as httpx  # type: ignore[no-redef]

HEADERS = {"authorization": "Bearer pareta_sk_bench", "x-api-key": "bench"}
CHAT = {"model": "ep_000001", "messages": [{"role": "user", "content": "Say hello."}]}
RUN = {"processor": "base", "input": "United Nations"}


def client(url: str) -> Any:
    return httpx.Client(base_url=url, headers=HEADERS, timeout=60)


def async_client(url: str) -> Any:
    return httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=60)


def get(client: Any) -> Any:
    return client.get("/v1/models").json()


def post(client: Any) -> Any:
    return client.post("/v1/chat/completions", json=CHAT).json()


async def aget(client: Any) -> Any:
    return (await client.get("/v1/models")).json()


async def apost(client: Any) -> Any:
    return (await client.post("/v1/chat/completions", json=CHAT)).json()


def stream(client: Any) -> Iterator[Any]:
    with client.stream("POST", "/v1/chat/completions", json={**CHAT, "stream": True}) as response:
        for line in response.iter_lines():
            if line.startswith("data:"):
                data = line[5:].strip()
                if data == "[DONE]":
                    break
                yield json.loads(data)["choices"][0]["delta"].get("content")


async def astream(client: Any) -> AsyncIterator[Any]:
    async with client.stream("POST", "/v1/chat/completions", json={**CHAT, "stream": True}) as response:
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                data = line[5:].strip()
                if data == "[DONE]":
                    break
                yield json.loads(data)["choices"][0]["delta"].get("content")


def result(client: Any) -> Any:
    return client.get("/v1/tasks/runs/trun_1/result").json()


def decode(body: bytes) -> Any:
    return json.loads(body)


def read_list(client: Any) -> int:
    seen = 0
    for model in client.get("/v1/models").json()["data"]:
        if model["id"] and model["created"] and model["owned_by"]:
            seen += 1
    return seen


big = get


async def execute(client: Any) -> Any:
    run = (await client.post("/v1/tasks/runs", json=RUN)).json()
    return (await client.get(f"/v1/tasks/runs/{run['run_id']}/result")).json()
