"""The official Task API client, parallel-web."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from parallel import AsyncParallel, Parallel
from parallel.types import TaskRunResult

RUN_ID = "trun_1"
_reader = Parallel(api_key="bench")


def client(url: str) -> Any:
    return Parallel(api_key="bench", base_url=url)


def async_client(url: str) -> Any:
    return AsyncParallel(api_key="bench", base_url=url)


def get(client: Any) -> Any:
    return client.task_run.retrieve(RUN_ID)


def post(client: Any) -> Any:
    return client.task_run.create(input="United Nations", processor="base")


async def aget(client: Any) -> Any:
    return await client.task_run.retrieve(RUN_ID)


async def apost(client: Any) -> Any:
    return await client.task_run.create(input="United Nations", processor="base")


def stream(client: Any) -> Iterator[Any]:
    with client.task_run.events(RUN_ID) as events:
        for event in events:
            yield getattr(event, "message", None)


async def astream(client: Any) -> AsyncIterator[Any]:
    async with await client.task_run.events(RUN_ID) as events:
        async for event in events:
            yield getattr(event, "message", None)


def result(client: Any) -> Any:
    return client.task_run.result(RUN_ID)


def decode(body: bytes) -> Any:
    # What the client does with the JSON of a body; there is no public way to it without a connection.
    return _reader._process_response_data(data=json.loads(body), cast_to=TaskRunResult, response=None)


big = result


async def execute(client: Any) -> Any:
    return await client.task_run.execute(input="United Nations", processor="base")
