"""Both facades against the sandbox, from end to end, with none of our code replaced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import parallel
import pareta
from parallel import AsyncParallel
from pareta import AsyncPareta
from pareta_wire import create_chat_completion, create_task_run, deploy_endpoint, get_task_run_result
from pareta_wire.models import ChatCompletionRequest, ChatMessage, DeployRequest, TaskRunInput
from tests._async.output_types import CLASSES, AttrsCompany, PydanticCompany, TypedDictCompany
from tests.support import MESSAGES, PARALLEL_KEY, PARETA_KEY, AsyncEvents

if TYPE_CHECKING:
    from pareta_sandbox.pytest_plugin import SandboxBox

pytestmark = pytest.mark.anyio

TASK = "contract-key-fields"


async def test_a_model_is_found_deployed_used_stopped_started_and_deleted(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        assert TASK in [task.id for task in await pa.tasks.list()]
        match = await pa.tasks.match("extract the key fields of a contract")
        assert match.chosen is not None
        assert match.chosen.task_id == TASK
        board = await pa.tasks.leaderboard(TASK)
        assert board.recommended == await pa.tasks.recommended(TASK)
        assert board.recommended in [entry.name for entry in board.models or []]
        task = await pa.tasks.retrieve(TASK, examples_n=1)
        assert len(task["examples"]) == 1

        endpoint = await pa.endpoints.deploy(task=TASK, model="recommended", name="mine", wait=True)
        assert endpoint.is_live
        assert (endpoint.id, endpoint.model) == ("mine", board.recommended)
        assert "mine" in [each.id for each in await pa.endpoints.list()]
        assert "mine" in [model.id for model in await pa.models.list()]

        answer = await pa.chat.completions.create(model=endpoint.id, messages=MESSAGES)
        assert answer.choices[0].message.content
        assert answer.cost_micro_usd is not None
        assert answer.cost_micro_usd > 0
        metrics = pa.endpoints.metrics(endpoint.id)
        for found in (
            await metrics.performance(window="24h"),
            await metrics.uptime(since="30d"),
            await metrics.cost(group_by="day"),
            await metrics.quality(),
            await metrics.activity(),
        ):
            assert found.to_dict()

        await pa.endpoints.stop(endpoint.id)
        assert not (await pa.endpoints.retrieve(endpoint.id)).is_live
        patient = pa.with_options(max_retries=0)
        with pytest.raises(pareta.EndpointNotReadyError):
            await patient.chat.completions.create(model=endpoint.id, messages=MESSAGES)
        await pa.endpoints.start(endpoint.id)
        await pa.endpoints.delete(endpoint.id)
        with pytest.raises(pareta.NotFoundError) as caught:
            await pa.endpoints.retrieve(endpoint.id)
        assert caught.value.request_id


async def test_a_deploy_reports_its_stages_in_order(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        events = await AsyncEvents.of(await pa.endpoints.deploy(task=TASK))
        assert [event["event"] for event in events[:-1]] == ["progress"] * (len(events) - 1)
        assert events[0]["data"]["stage"]
        assert events[-1]["event"] == "complete"
        assert events[-1]["data"]["endpoint"]["status"] == "live"


async def test_a_deploy_that_fails_says_why(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        with pytest.raises(pareta.DeployError) as caught:
            await pa.endpoints.deploy(task=TASK, region="eu [sandbox:fail]", wait=True)
        assert caught.value.request_id
        with pytest.raises(pareta.APIStatusError):
            await pa.endpoints.deploy(task="no-such-task", wait=True)


async def test_a_chat_is_streamed_and_a_stream_that_breaks_says_so(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        whole = await pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES)
        pieces: list[str] = []
        async for chunk in await pa.chat.completions.create(
            model="ep_a1b2c3", messages=MESSAGES, stream=True
        ):
            pieces += [choice.delta.content or "" for choice in chunk.choices or [] if choice.delta]
        assert "".join(pieces) == whole.choices[0].message.content
        assert len(pieces) > 2
        broken = [{"role": "user", "content": "hello [sandbox:fail]"}]
        stream = await pa.chat.completions.create(model="ep_a1b2c3", messages=broken, stream=True)
        with pytest.raises(pareta.ParetaError, match="mid-stream"):
            async for _ in stream:
                pass
        async with await pa.chat.completions.create(
            model="ep_a1b2c3", messages=MESSAGES, stream=True
        ) as left:
            async for _ in left:
                break
        again = await pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES)
        assert again.choices[0].message.content == whole.choices[0].message.content


async def test_candidates_are_scored_on_new_rows_and_the_bill_is_paid_once(
    pareta_sandbox: SandboxBox,
) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        run = await pa.evals.runs.create(
            task=TASK,
            items=[{"input": "…", "expected": "…"}],
            models=["qwen-vl-2"],
            frontier="benchmarked",
            name="mine",
            wait=True,
            poll_interval=0.01,
        )
        assert run.status == "completed"
        assert run.is_terminal
        benchmarked = [each.id for each in await pa.evals.frontier_models(TASK) if each.benchmarked]
        assert [entry.model_id for entry in run.results] == ["qwen-vl-2", *benchmarked]
        first = run.results[0]
        assert first.quality_ci_low is not None
        assert first.quality_mean is not None
        assert first.quality_ci_high is not None
        assert first.quality_ci_low <= first.quality_mean <= first.quality_ci_high
        assert run.cost_micro_usd is not None
        assert run.cost_micro_usd > 0
        assert str(run.cost).count(".") == 1
        billed = [entry for entry in pareta_sandbox.ledger.entries if entry.operation_id == "createEvalRun"]
        assert [entry.micro_usd for entry in billed] == [run.cost_micro_usd]


async def test_a_set_takes_documents_of_any_size(pareta_sandbox: SandboxBox, tmp_path: Path) -> None:
    small, large = tmp_path / "small.pdf", tmp_path / "large.pdf"
    small.write_bytes(b"%PDF small")
    large.write_bytes(b"%PDF" + bytes(5 * 1024 * 1024))
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        made = await pa.evals.sets.create(task=TASK, items=[{"input": "a"}, {"input": "b"}], name="mine")
        assert made.id is not None
        assert made.item_count == 2
        direct = await pa.evals.sets.upload_document(made.id, small, idx=0, field_name="contract")
        with large.open("rb") as opened:
            signed = await pa.evals.sets.upload_document(made.id, opened, idx=1, field_name="contract")
        assert direct.uri
        assert signed.uri
        assert direct.uri != signed.uri
        assert direct.mime == signed.mime == "application/pdf"
        assert made.id in [each.id for each in await pa.evals.sets.list()]
        run = await pa.evals.runs.create(eval_set=made, models=["qwen-vl-2"])
        assert run.id is not None
        assert (await pa.evals.runs.wait(run.id, poll_interval=0.01)).status == "completed"
        await pa.evals.sets.delete(made.id)
        with pytest.raises(pareta.NotFoundError):
            await pa.evals.sets.retrieve(made.id)


async def test_an_eval_run_that_fails_is_returned(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        run = await pa.evals.runs.create(
            task=TASK,
            items=[{"input": "a"}],
            models=["qwen-vl-2"],
            name="[sandbox:fail]",
            wait=True,
            poll_interval=0.01,
        )
        assert (run.status, run.is_terminal) == ("failed", True)
        assert run.error_detail


async def test_a_call_repeated_with_its_key_is_billed_once(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        first = await pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES, idempotency_key="k-1")
        again = await pa.chat.completions.create(model="ep_a1b2c3", messages=MESSAGES, idempotency_key="k-1")
        assert again.id == first.id
        assert again.cost_micro_usd == 0
        assert len(pareta_sandbox.ledger.entries) == 1


async def test_an_invalid_key_is_rejected_by_both_services(pareta_sandbox: SandboxBox) -> None:
    async with AsyncPareta(api_key="pareta_nonsense", base_url=pareta_sandbox.url) as pa:
        models = pa.models
        with pytest.raises(pareta.AuthenticationError, match="Check the API key"):
            await models.list()


# --- the Task API


async def test_a_task_returns_text(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        found = await client.task_run.execute(
            input="United Nations", processor="base", output="The founding date in the format MM-YYYY"
        )
        assert isinstance(found.output.parsed, str)
        assert found.output.parsed == found.output.content
        assert found.run.status == "completed"
        assert found.output.basis
        assert found.output.basis[0].citations


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
async def test_a_task_returns_an_instance_of_a_class(pareta_sandbox: SandboxBox, kind: Any) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        found = await client.task_run.execute(
            input=AttrsCompany("10-1945", 1), processor="core", output=kind, metadata={"team": "legal"}
        )
        parsed = found.output.parsed
        assert isinstance(parsed, dict if kind is TypedDictCompany else kind)
        assert {entry.field for entry in found.output.basis} == {"founded", "employees"}
        asked = await client.task_run.input(found.run.run_id)
        assert asked.input == {"founded": "10-1945", "employees": 1}
        assert asked.metadata == {"team": "legal"}


async def test_a_run_is_started_streamed_and_waited_for(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        run = await client.task_run.create(input="United Nations", processor="pro", enable_events=True)
        assert run.is_active
        events = await AsyncEvents.of(await client.task_run.events(run.run_id))
        assert isinstance(events[0], parallel.TaskRunEvent)
        last = events[-1]
        assert isinstance(last, parallel.TaskRunEvent)
        assert last.run.status == "completed"
        assert last.output is not None
        assert any(isinstance(event, parallel.TaskRunProgressMessageEvent) for event in events)
        found = await client.task_run.result(run.run_id)
        assert found.output.content == last.output["content"]
        assert not (await client.task_run.retrieve(run.run_id)).is_active


async def test_a_run_that_fails_says_why(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        with pytest.raises(parallel.TaskRunFailedError) as caught:
            await client.task_run.execute(
                input="United Nations [sandbox:fail]", processor="base", output=PydanticCompany
            )
        assert caught.value.run_id
        assert caught.value.ref_id
        assert caught.value.status == "failed"
        with pytest.raises(parallel.NotFoundError):
            await client.task_run.result("trun_nobody")


async def test_a_wait_that_timed_out_can_be_continued(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        run = await client.task_run.create(input="slow [sandbox:slow]", processor="base")
        with pytest.raises(parallel.WaitTimeoutError) as caught:
            await client.task_run.result(run.run_id, timeout=0.2)
        assert caught.value.id == run.run_id
        assert (await client.task_run.retrieve(caught.value.id)).is_active


async def test_a_group_is_filled_streamed_and_read(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        group = await client.task_group.create(metadata={"batch": "7"})
        rows = [{"input": f"company {index}", "processor": "lite"} for index in range(5)]
        added = await client.task_group.add_runs(
            group.taskgroup_id, inputs=rows, default_task_spec={"output_schema": "A year"}
        )
        assert len(added.run_ids) == 5
        seen: set[str] = set()
        async with await client.task_group.events(group.taskgroup_id) as events:
            async for event in events:
                if isinstance(event, parallel.TaskRunEvent) and event.run.status == "completed":
                    seen.add(event.run.run_id)
        assert seen == set(added.run_ids)
        assert not (await client.task_group.retrieve(group.taskgroup_id)).status.is_active
        found = await AsyncEvents.of(
            await client.task_group.get_runs(group.taskgroup_id, include_input=True, include_output=True)
        )
        assert len(found) == 5
        first = found[0]
        assert isinstance(first, parallel.TaskRunEvent)
        assert first.input is not None
        assert first.output is not None
        rest = await AsyncEvents.of(
            await client.task_group.get_runs(group.taskgroup_id, last_event_id=first.event_id)
        )
        assert len(rest) == 4
        run = await client.task_group.retrieve_run(added.run_ids[0], task_group_id=group.taskgroup_id)
        assert run.status == "completed"


async def test_errors_of_the_service_are_readable(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        runs = client.task_run
        with pytest.raises(parallel.UnprocessableEntityError, match="metadata"):
            await runs.create(input="a", processor="base", metadata={"k" * 17: "too long"})
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        chat = pa.chat
        with pytest.raises(pareta.BadRequestError, match="temperature"):
            await chat.completions.create(
                model="ep_a1b2c3", messages=MESSAGES, extra_body={"temperature": "hot"}
            )


# --- the low-level client


async def test_the_low_level_client_needs_no_facade(pareta_sandbox: SandboxBox) -> None:
    async with AsyncParallel(api_key=PARALLEL_KEY, base_url=pareta_sandbox.url) as client:
        run = await client.wire.send(
            create_task_run(body=TaskRunInput(processor="base", input="United Nations"))
        )
        found = await client.wire.send(get_task_run_result(run.run_id, timeout=60))
        assert found.output["content"]
    async with AsyncPareta(api_key=PARETA_KEY, base_url=pareta_sandbox.url) as pa:
        events = await pa.wire.stream(deploy_endpoint(body=DeployRequest(task=TASK)))
        assert [event.event async for event in events][-1] == "complete"
        ask = create_chat_completion(
            body=ChatCompletionRequest(model="ep_a1b2c3", messages=[ChatMessage(role="user", content="hi")])
        )
        assert (await pa.wire.send(ask)).choices
        assert await AsyncEvents.of(await pa.wire.stream(ask))
        with pytest.raises(TypeError, match="belongs to the parallel API"):
            await pa.wire.send(get_task_run_result("trun_1"))
