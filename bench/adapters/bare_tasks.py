"""The baseline of the Task API: as `bare`, with the Task API's routes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench import fields
from bench.adapters.bare import async_client, client

__all__ = ["async_client", "client"]

RUN = {"processor": "base", "input": "United Nations"}
TASK_RUN = fields.Reader(fields.TASK_RUN)
RESULT = fields.Reader(fields.TASK_RESULT)
EVENTS = fields.readers(fields.TASK_RUN_EVENTS)


def get(client: Any) -> Any:
    return TASK_RUN.read(client.get("/v1/tasks/runs/trun_1").json())


def post(client: Any) -> Any:
    return TASK_RUN.read(client.post("/v1/tasks/runs", json=RUN).json())


async def aget(client: Any) -> Any:
    return TASK_RUN.read((await client.get("/v1/tasks/runs/trun_1")).json())


async def apost(client: Any) -> Any:
    return TASK_RUN.read((await client.post("/v1/tasks/runs", json=RUN)).json())


def stream(client: Any) -> Iterator[Any]:
    with client.stream("GET", "/v1/tasks/runs/trun_1/events") as response:
        for line in response.iter_lines():
            if line.startswith("data:"):
                event = json.loads(line[5:])
                yield EVENTS[event["type"]].read(event).get("message")


async def astream(client: Any) -> AsyncIterator[Any]:
    async with client.stream("GET", "/v1/tasks/runs/trun_1/events") as response:
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                event = json.loads(line[5:])
                yield EVENTS[event["type"]].read(event).get("message")


def result(client: Any) -> Any:
    return RESULT.read(client.get("/v1/tasks/runs/trun_1/result").json())


async def execute(client: Any) -> Any:
    run = (await client.post("/v1/tasks/runs", json=RUN)).json()
    return RESULT.read((await client.get(f"/v1/tasks/runs/{run['run_id']}/result")).json())


big = result
