"""This SDK: the Task facade."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from parallel import AsyncParallel, Parallel
from parallel.types import with_parsed
from pareta_core import encoding
from pareta_wire import get_task_run_result

RUN_ID = "trun_1"
_decode = get_task_run_result(RUN_ID).operation.answers[200]


def client(url: str) -> Parallel:
    return Parallel(api_key="bench", base_url=url)


def async_client(url: str) -> AsyncParallel:
    return AsyncParallel(api_key="bench", base_url=url)


def get(client: Parallel) -> Any:
    return client.task_run.retrieve(RUN_ID)


def post(client: Parallel) -> Any:
    return client.task_run.create(input="United Nations", processor="base")


async def aget(client: AsyncParallel) -> Any:
    return await client.task_run.retrieve(RUN_ID)


async def apost(client: AsyncParallel) -> Any:
    return await client.task_run.create(input="United Nations", processor="base")


def stream(client: Parallel) -> Iterator[Any]:
    with client.task_run.events(RUN_ID) as events:
        for event in events:
            yield getattr(event, "message", None)


async def astream(client: AsyncParallel) -> AsyncIterator[Any]:
    async with await client.task_run.events(RUN_ID) as events:
        async for event in events:
            yield getattr(event, "message", None)


def result(client: Parallel) -> Any:
    return client.task_run.result(RUN_ID)


def decode(body: bytes) -> Any:
    raw = encoding.decoded(body, _decode)
    return with_parsed(raw, raw.output.get("content"))


big = result


async def execute(client: AsyncParallel) -> Any:
    return await client.task_run.execute(input="United Nations", processor="base")
