"""The official Task API client, parallel-web."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from bench import fields
from parallel import AsyncParallel, Parallel

RUN_ID = "trun_1"
TASK_RUN = fields.Reader(fields.TASK_RUN)
RESULT = fields.Reader(fields.TASK_RESULT)
EVENTS = fields.readers(fields.TASK_RUN_EVENTS)


def client(url: str) -> Any:
    return Parallel(api_key="bench", base_url=url)


def async_client(url: str) -> Any:
    return AsyncParallel(api_key="bench", base_url=url)


def get(client: Any) -> Any:
    return TASK_RUN.read(client.task_run.retrieve(RUN_ID))


def post(client: Any) -> Any:
    return TASK_RUN.read(client.task_run.create(input="United Nations", processor="base"))


async def aget(client: Any) -> Any:
    return TASK_RUN.read(await client.task_run.retrieve(RUN_ID))


async def apost(client: Any) -> Any:
    return TASK_RUN.read(await client.task_run.create(input="United Nations", processor="base"))


def stream(client: Any) -> Iterator[Any]:
    with client.task_run.events(RUN_ID) as events:
        for event in events:
            EVENTS[event.type].read(event)
            yield getattr(event, "message", None)


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.task_run.events(RUN_ID) as events:
        async for event in events:
            EVENTS[event.type].read(event)
            yield getattr(event, "message", None)


def result(client: Any) -> Any:
    return RESULT.read(client.task_run.result(RUN_ID))


async def execute(client: Any) -> Any:
    return RESULT.read(await client.task_run.execute(input="United Nations", processor="base"))


big = result
