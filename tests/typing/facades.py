"""Typical uses of both facades, as a type checker sees them. Checked by mypy --strict and pyright, never run."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict, assert_type

import attrs
import httpx
import msgspec
import pydantic

import parallel
import pareta
from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta


class PydanticAnswer(pydantic.BaseModel):
    founded: str


@dataclasses.dataclass
class DataclassAnswer:
    founded: str


@attrs.define
class AttrsAnswer:
    founded: str


class TypedDictAnswer(TypedDict):
    founded: str


class MsgspecAnswer(msgspec.Struct):
    founded: str


SCHEMA: dict[str, Any] = {"type": "object", "properties": {"founded": {"type": "string"}}}


def clients() -> None:
    assert_type(Pareta.from_env(), Pareta)
    assert_type(AsyncPareta.from_env(max_retries=5, timeout=120.0), AsyncPareta)
    pa = Pareta(
        api_key="pareta_sk_live",
        base_url="https://api.pareta.ai",
        timeout=httpx.Timeout(120.0, connect=10.0),
        max_retries=2,
        http_client=httpx.Client(),
    )
    assert_type(pa.with_options(timeout=300.0), Pareta)
    with pa as opened:
        assert_type(opened, Pareta)
    assert_type(Parallel().with_options(max_retries=0), Parallel)
    AsyncPareta(http_client=httpx.AsyncClient())
    # A sync HTTP client does not fit an async client, nor the other way round.
    AsyncPareta(http_client=httpx.Client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Parallel(http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def chat(pa: Pareta, stream: bool) -> None:
    messages = [{"role": "user", "content": "Say hello."}]
    answer = pa.chat.completions.create(model="ep_1", messages=messages, temperature=0.2, max_tokens=5)
    assert_type(answer, pareta.ChatCompletion)
    assert_type(answer.choices[0].message, pareta.Message)
    assert_type(answer.cost, Decimal | None)
    assert_type(answer.cost_micro_usd, int | None)
    assert_type(answer.to_dict(), dict[str, Any])
    if answer.response is not None:
        assert_type(answer.response.request_id, str | None)
        assert_type(answer.response.status_code, int)
    chunks = pa.chat.completions.create(model="ep_1", messages=messages, stream=True)
    assert_type(chunks, pareta.Stream[pareta.ChatCompletionChunk])
    for chunk in chunks:
        assert_type(chunk, pareta.ChatCompletionChunk)
    with pa.chat.completions.create(model="ep_1", messages=messages, stream=True) as left:
        assert_type(left.response.request_id, str | None)
    either = pa.chat.completions.create(model="ep_1", messages=messages, stream=stream)
    assert_type(either, pareta.ChatCompletion | pareta.Stream[pareta.ChatCompletionChunk])
    whole = pa.chat.completions.create(
        model="ep_1", messages=messages, stream=False, extra_body={"top_k": 40}
    )
    assert_type(whole, pareta.ChatCompletion)
    # An answer's message goes on in the conversation as it is, with what its tools gave.
    message = answer.choices[0].message
    for call in message.tool_calls or []:
        assert_type(call.function.arguments, str)
        outcome = {"role": "tool", "tool_call_id": call.id, "content": call.function.name}
        pa.chat.completions.create(model="ep_1", messages=[*messages, message, outcome])
        pa.chat.completions.create(
            model="ep_1", messages=[pareta.ChatMessage(role="user", content="Hi"), message]
        )
    # A known parameter of the wrong type is told before it is sent.
    pa.chat.completions.create(model="ep_1", messages=messages, temperature="hot")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def endpoints(pa: Pareta, wait: bool) -> None:
    live = pa.endpoints.deploy(task="contract-key-fields", model="recommended", wait=True)
    assert_type(live, pareta.Endpoint)
    assert_type(live.is_live, bool)
    events = pa.endpoints.deploy(task="contract-key-fields", region="eu")
    assert_type(events, pareta.Stream[pareta.DeployEvent])
    for event in events:
        assert_type(event.event, str)
        assert_type(event["event"], Any)
    either = pa.endpoints.deploy(task="t", wait=wait)
    assert_type(either, pareta.Endpoint | pareta.Stream[pareta.DeployEvent])
    assert_type(pa.endpoints.list(), pareta.Array[pareta.Endpoint])
    assert_type(pa.endpoints.retrieve("ep_1"), pareta.Endpoint)
    assert_type(pa.endpoints.start("ep_1"), pareta.EndpointStatusChange)
    assert_type(pa.endpoints.metrics("ep_1").cost(group_by="day"), pareta.EndpointMetrics)


def catalog(pa: Pareta) -> None:
    for model in pa.models.list():
        assert_type(model, pareta.Model)
        assert_type(model.owned_by, str | None)
    assert_type(len(pa.models.list()), int)
    assert_type(pa.tasks.list(), pareta.Array[pareta.Task])
    assert_type(pa.tasks.retrieve("t", examples_n=3), pareta.Task)
    assert_type(pa.tasks.match("invoices").chosen, pareta.TaskMatchCandidate | None)
    assert_type(pa.tasks.leaderboard("t"), pareta.Leaderboard)
    assert_type(pa.tasks.recommended("t"), str | None)


def evals(pa: Pareta, path: Path) -> None:
    made = pa.evals.sets.create(task="t", items=[{"input": "…", "expected": "…"}])
    assert_type(made, pareta.EvalSet)
    assert_type(pa.evals.sets.list(), pareta.Array[pareta.EvalSet])
    assert_type(pa.evals.sets.upload_document("es_1", path, idx=0, field_name="f"), pareta.BlobReference)
    run = pa.evals.runs.create(eval_set=made, models=["m"], frontier="benchmarked", wait=True, timeout=60.0)
    assert_type(run, pareta.EvalRun)
    assert_type(run.cost, Decimal | None)
    assert_type(run.results, pareta.Records[pareta.EvalResult])
    assert_type(run.results[0].quality_ci_low, float | None)
    assert_type(pa.evals.runs.wait("er_1", poll_interval=1.0), pareta.EvalRun)
    assert_type(pa.evals.frontier_models("t"), pareta.Array[pareta.FrontierModel])


def execute(client: Parallel) -> None:
    by_pydantic = client.task_run.execute(input="United Nations", processor="core", output=PydanticAnswer)
    assert_type(by_pydantic, parallel.TaskRunResult[PydanticAnswer])
    assert_type(by_pydantic.output.parsed, PydanticAnswer)
    assert_type(by_pydantic.output.parsed.founded, str)
    asked = DataclassAnswer("1945")
    by_dataclass = client.task_run.execute(input=asked, processor="core", output=DataclassAnswer)
    assert_type(by_dataclass.output.parsed, DataclassAnswer)
    by_attrs = client.task_run.execute(input={"a": 1}, processor="core", output=AttrsAnswer, timeout=60.0)
    assert_type(by_attrs.output.parsed, AttrsAnswer)
    by_typed_dict = client.task_run.execute(input="a", processor="core", output=TypedDictAnswer)
    assert_type(by_typed_dict.output.parsed["founded"], str)
    by_msgspec = client.task_run.execute(input="a", processor="core", output=MsgspecAnswer)
    assert_type(by_msgspec.output.parsed, MsgspecAnswer)
    by_schema = client.task_run.execute(input="a", processor="core", output=SCHEMA)
    assert_type(by_schema.output.parsed, dict[str, Any])
    by_description = client.task_run.execute(input="a", processor="base", output="The founding year")
    assert_type(by_description.output.parsed, str)
    by_service = client.task_run.execute(input="a", processor="base", metadata={"team": "legal"})
    assert_type(by_service.output.parsed, str | dict[str, Any])
    basis = by_service.output.basis[0]
    assert_type(basis.reasoning, str)
    assert_type(basis.citations, parallel.Records[parallel.Citation])
    # `execute` makes the task spec from `output`.
    client.task_run.execute(input="a", processor="base", task_spec={})  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def runs(client: Parallel) -> None:
    run = client.task_run.create(
        input="a", processor="base", task_spec=parallel.TaskSpec(output_schema="A year")
    )
    assert_type(run, parallel.TaskRun)
    assert_type(run.run_id, str)
    assert_type(run.is_active, bool)
    assert_type(client.task_run.input(run.run_id), parallel.TaskRunInput)
    assert_type(client.task_run.result(run.run_id, timeout=60), parallel.TaskRunResult[str | dict[str, Any]])
    later = client.task_run.result(run.run_id, output=PydanticAnswer)
    assert_type(later, parallel.TaskRunResult[PydanticAnswer])
    assert_type(client.task_run.result("trun_1", output="A year").output.parsed, str)
    assert_type(client.task_run.result("trun_1", output=SCHEMA).output.parsed, dict[str, Any])
    if isinstance(later.output, parallel.TaskRunJsonOutput):
        assert_type(later.output.content, dict[str, Any])
        narrowed: PydanticAnswer = later.output.parsed
        assert narrowed.founded
    elif isinstance(later.output, parallel.TaskRunTextOutput):
        assert_type(later.output.content, str)
    assert_type(run.task_group_id, str | None)
    assert_type(run.warnings, parallel.Records[parallel.TaskRunWarning])
    for event in client.task_run.events(run.run_id):
        if isinstance(event, parallel.TaskRunProgressStatsEvent):
            assert_type(event.progress_meter, float | None)
        elif isinstance(event, parallel.TaskRunEvent):
            assert_type(event.run, parallel.TaskRun)


def groups(client: Parallel) -> None:
    group = client.task_group.create(metadata={"batch": 7})
    assert_type(group, parallel.TaskGroup)
    inputs = [parallel.TaskRunInput(processor="base", input="a")]
    added = client.task_group.add_runs(group.taskgroup_id, inputs=inputs)
    assert_type(added.run_ids, list[str])
    client.task_group.add_runs(group.taskgroup_id, inputs=[{"processor": "base", "input": "a"}])
    assert_type(client.task_group.get_runs("tgrp_1"), parallel.Stream[parallel.GroupRunsEvent])
    for event in client.task_group.get_runs("tgrp_1", output=PydanticAnswer):
        if isinstance(event, parallel.TaskRunEvent) and event.output:
            assert_type(event.output.parsed, PydanticAnswer | None)
            assert_type(event.output.error, parallel.OutputParseError | None)
    assert_type(client.task_group.events("tgrp_1"), parallel.Stream[parallel.GroupEvent])
    assert_type(client.task_group.retrieve_run("trun_1", task_group_id="tgrp_1"), parallel.TaskRun)


def errors(pa: Pareta, client: Parallel) -> None:
    try:
        pa.models.list()
    except pareta.RateLimitError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.detail, Any)
    except pareta.WaitTimeoutError as error:
        assert_type(error.id, str | None)
    try:
        client.task_run.execute(input="a", processor="base")
    except parallel.TaskRunFailedError as failed:
        assert_type(failed.run_id, str | None)
        assert_type(failed.run, parallel.TaskRun | None)
    except parallel.OutcomeUnknownError as unknown:
        assert_type(unknown.idempotency_key, str | None)


async def asynchronous(pa: AsyncPareta, client: AsyncParallel, flag: bool) -> None:
    messages = [{"role": "user", "content": "Say hello."}]
    answer = await pa.chat.completions.create(model="ep_1", messages=messages)
    assert_type(answer, pareta.ChatCompletion)
    chunks = await pa.chat.completions.create(model="ep_1", messages=messages, stream=True)
    assert_type(chunks, pareta.AsyncStream[pareta.ChatCompletionChunk])
    async for chunk in chunks:
        assert_type(chunk, pareta.ChatCompletionChunk)
    either = await pa.endpoints.deploy(task="t", wait=flag)
    assert_type(either, pareta.Endpoint | pareta.AsyncStream[pareta.DeployEvent])
    assert_type(await pa.endpoints.deploy(task="t", wait=True), pareta.Endpoint)
    assert_type(await pa.endpoints.metrics("ep_1").uptime(), pareta.EndpointMetrics)
    assert_type(await pa.tasks.recommended("t"), str | None)
    assert_type(await pa.evals.runs.create(eval_set="es_1", models=["m"]), pareta.EvalRun)
    found = await client.task_run.execute(input="a", processor="core", output=PydanticAnswer)
    assert_type(found.output.parsed, PydanticAnswer)
    events = await client.task_group.events("tgrp_1")
    assert_type(events, parallel.AsyncStream[parallel.GroupEvent])
    async with AsyncPareta.from_env() as opened:
        assert_type(opened, AsyncPareta)
