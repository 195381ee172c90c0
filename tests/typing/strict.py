"""A day's work of a user who checks types strictly. What may be missing is tested for None, and nothing else."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pydantic

import pareta
from parallel import AsyncParallel, Parallel, TaskRunResult
from pareta import ChatCompletion, DeployProgress, Endpoint, EvalRun, Leaderboard, MessageParam, Pareta


class Company(pydantic.BaseModel):
    name: str
    year: int


def board(pa: Pareta) -> dict[str, float]:
    found: Leaderboard = pa.tasks.leaderboard("contract-key-fields")
    qualities: dict[str, float] = {}
    for entry in found.models or []:
        if entry.name is not None and entry.quality is not None:
            qualities[entry.name] = entry.quality
    return qualities


def cost(pa: Pareta) -> Decimal:
    messages: list[MessageParam] = [{"role": "user", "content": "Say hello."}]
    completion: ChatCompletion = pa.chat.completions.create(model="ep_1", messages=messages, temperature=0.1)
    text: str = completion.choices[0].message.content or ""
    return completion.cost or Decimal(len(text))


def history(pa: Pareta) -> str | None:
    first = pa.chat.completions.create(model="ep_1", messages=[{"role": "user", "content": "Hello"}])
    answer = first.choices[0].message
    second = pa.chat.completions.create(
        model="ep_1",
        messages=[{"role": "user", "content": "Hello"}, answer, {"role": "user", "content": "Go on"}],
    )
    return second.choices[0].message.content


def stream(pa: Pareta) -> str:
    text = ""
    messages = [{"role": "user", "content": "Say hello."}]
    for chunk in pa.chat.completions.create(model="ep_1", messages=messages, stream=True):
        text += chunk.choices[0].delta.content or ""
    return text


def deploy(pa: Pareta) -> Endpoint:
    for event in pa.endpoints.deploy(task="contract-key-fields", region="eu", timeout=30.0):
        if isinstance(event.data, DeployProgress):
            percent: float | None = event.data.pct
            print(percent)
    endpoint: Endpoint = pa.endpoints.deploy(task="contract-key-fields", wait=True)
    return endpoint


def evaluate(pa: Pareta) -> list[tuple[str, float]]:
    rows = [{"input": "a", "expected": "b"}]
    run: EvalRun = pa.evals.runs.create(task="t", items=rows, models=["m"], frontier="benchmarked", wait=True)
    return [(one.model_id or "", one.quality_mean or 0.0) for one in run.results]


def research(client: Parallel, processor: str) -> Company:
    result: TaskRunResult[Company] = client.task_run.execute(input="x", processor=processor, output=Company)
    for basis in result.output.basis:
        for citation in basis.citations or []:
            print(citation.url)
    return result.output.parsed


async def many(client: AsyncParallel, names: list[str]) -> list[Company]:
    calls = (client.task_run.execute(input=name, processor="core", output=Company) for name in names)
    return [result.output.parsed for result in await asyncio.gather(*calls)]


def report(pa: Pareta) -> None:
    try:
        pa.models.list(timeout=5.0, extra_headers={"x-trace": "1"})
    except pareta.APIStatusError as error:
        code: int = error.status_code
        request_id: str | None = error.request_id
        print(code, request_id, error.response.headers["x-request-id"], error.response.json())
    # A misspelled option is an error where the call is written.
    pa.models.list(tiemout=5.0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
