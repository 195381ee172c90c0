"""The baseline of the Task API: as `bare`, with the Task API's routes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench.adapters.bare import RUN, async_client, client, decode, execute, result

__all__ = ["async_client", "client", "decode", "execute", "result"]

EVENTS = "/v1/tasks/runs/trun_1/events"


def get(client: Any) -> Any:
    return client.get("/v1/tasks/runs/trun_1").json()


def post(client: Any) -> Any:
    return client.post("/v1/tasks/runs", json=RUN).json()


async def aget(client: Any) -> Any:
    return (await client.get("/v1/tasks/runs/trun_1")).json()


async def apost(client: Any) -> Any:
    return (await client.post("/v1/tasks/runs", json=RUN)).json()


def stream(client: Any) -> Iterator[Any]:
    with client.stream("GET", EVENTS) as response:
        for line in response.iter_lines():
            if line.startswith("data:"):
                yield json.loads(line[5:]).get("message")


async def astream(client: Any) -> AsyncIterator[Any]:
    async with client.stream("GET", EVENTS) as response:
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                yield json.loads(line[5:]).get("message")


big = result
