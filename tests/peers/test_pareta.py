"""The official `pareta` client (0.1.0) against the sandbox: all five namespaces, sync and async, and the seed's tour.

What it cannot do is not asked of it: its async client has no `tasks.leaderboard` and no `tasks.recommended` and gives
a stream only when it is over, neither client shows a receipt, and a failure in mid-stream comes to the caller as a
chunk.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator, Iterator
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

import pytest

import pareta
from pareta import AsyncPareta, Pareta

KEY = "pareta_sk_test_peer"
TASK = "contract-key-fields"
HELLO = [{"role": "user", "content": "Say hello."}]
ITEMS = [{"input": f"Contract {n}", "expected": {"parties": ["Acme", "Bolt"]}} for n in range(3)]
MIB = 1024 * 1024
POLL = 0.01
DIMENSIONS = ("performance", "uptime", "cost", "quality", "activity")


def connect(url: str, kind: type = Pareta, **options):
    return kind(base_url=url, **{"api_key": KEY, "max_retries": 0, "timeout": 20.0, **options})


@pytest.fixture
def pa(url: str) -> Iterator[Pareta]:
    with connect(url) as client:
        yield client


@pytest.fixture
async def apa(url: str) -> AsyncIterator[AsyncPareta]:
    async with connect(url, AsyncPareta) as client:
        yield client


@pytest.fixture
def deployed(pa: Pareta) -> Iterator[pareta.Endpoint]:
    """Yield a live endpoint for one test alone."""
    endpoint = pa.endpoints.deploy(task=TASK, wait=True)
    yield endpoint
    pa.endpoints.delete(endpoint.id)


@pytest.fixture
def eval_set(pa: Pareta) -> Iterator[pareta.EvalSet]:
    made = pa.evals.sets.create(task=TASK, items=ITEMS, name="For one test")
    yield made
    pa.evals.sets.delete(made.id)


# The seed's program


def test_the_tour_of_the_client_page_runs(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", KEY)
    monkeypatch.setenv("PARETA_BASE_URL", f"{url}/")
    with Pareta.from_env() as pa:
        task = "contract-key-fields"
        assert pa.tasks.recommended(task) == "qwen-vl-2"
        ep = pa.endpoints.deploy(task=task, model="recommended", wait=True)
        assert (ep.status, ep.is_live) == ("live", True)
        resp = pa.chat.completions.create(
            model=ep.id,
            messages=[{"role": "user", "content": "Say hello."}],
        )
        assert "hello" in resp.choices[0].message.content.lower()
        assert (ep.id, "pareta") in [(m.id, m.owned_by) for m in pa.models.list()]
        run = pa.evals.runs.create(
            task=task,
            items=[{"input": "…", "expected": "…"}],
            models=["qwen-vl-2"],
            frontier="benchmarked",
            wait=True,
            poll_interval=POLL,
        )
        assert isinstance(run.cost, Decimal)
        pa.endpoints.delete(ep.id)


@pytest.mark.anyio
async def test_the_tour_of_the_client_page_runs_on_the_async_client(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARETA_API_KEY", KEY)
    monkeypatch.setenv("PARETA_BASE_URL", url)
    async with AsyncPareta.from_env() as pa:
        ep = await pa.endpoints.deploy(
            task="contract-key-fields",
            model="recommended",
            wait=True,
        )
        resp = await pa.chat.completions.create(
            model=ep.id,
            messages=[{"role": "user", "content": "Say hello."}],
        )
        assert "hello" in resp.choices[0].message.content.lower()
        await pa.endpoints.delete(ep.id)


# models


def test_the_models_are_the_live_endpoints(pa: Pareta, endpoint: str, deployed: pareta.Endpoint) -> None:
    assert {endpoint, deployed.id} <= {model.id for model in pa.models.list()}
    pa.endpoints.stop(deployed.id)
    models = pa.models.list()
    assert deployed.id not in [model.id for model in models]
    assert len(models) == len(models.data)
    assert all(model.owned_by and model.created for model in models)


@pytest.mark.anyio
async def test_the_models_are_listed_on_the_async_client(apa: AsyncPareta, endpoint: str) -> None:
    assert endpoint in [model.id for model in await apa.models.list()]


# endpoints


def test_a_deploy_reports_its_stages_and_ends_with_a_live_endpoint(pa: Pareta) -> None:
    *stages, last = pa.endpoints.deploy(task=TASK, name="peer-staged", region="eu")
    assert {event["event"] for event in stages} == {"progress"}
    assert [event["data"]["pct"] for event in stages] == sorted(event["data"]["pct"] for event in stages)
    assert "pulling weights" in [event["data"]["stage"] for event in stages]
    assert last["event"] == "complete"
    made = last["data"]["endpoint"]
    assert (made["id"], made["status"], made["region"]) == ("peer-staged", "live", "eu")
    pa.endpoints.delete("peer-staged")


def test_the_first_stage_arrives_before_the_second_is_sent(nearly_still: str) -> None:
    with connect(nearly_still) as pa:
        stages = pa.endpoints.deploy(task=TASK)
        assert next(stages)["data"]["stage"] == "provisioning-gpu"
        stages.close()


def test_a_deploy_that_is_waited_for_gives_the_endpoint(pa: Pareta, deployed: pareta.Endpoint) -> None:
    assert deployed.is_live
    assert deployed.id == deployed.name
    assert deployed.task == TASK
    assert deployed.model == pa.tasks.recommended(TASK)
    assert deployed.url
    assert pa.endpoints.retrieve(deployed.id).to_dict() == deployed.to_dict()
    assert deployed.id in [one.id for one in pa.endpoints.list()]


def test_a_deploy_that_fails_raises_with_its_reason(pa: Pareta) -> None:
    with pytest.raises(pareta.ParetaError, match="weights"):
        pa.endpoints.deploy(task=TASK, name="peer-broken", note="[sandbox:fail]", wait=True)
    assert not pa.endpoints.retrieve("peer-broken").is_live
    pa.endpoints.delete("peer-broken")


def test_a_stopped_endpoint_serves_no_chat_until_it_is_started(pa: Pareta, deployed: pareta.Endpoint) -> None:
    assert pa.endpoints.stop(deployed.id)["status"] == "stopped"
    with pytest.raises(pareta.EndpointNotReadyError) as caught:
        pa.chat.completions.create(model=deployed.id, messages=HELLO)
    assert caught.value.status_code == 503
    assert pa.endpoints.start(deployed.id)["status"] in ("starting", "live")
    for _ in range(10_000):  # every look takes a while; the start takes 30 ms
        if pa.endpoints.retrieve(deployed.id).is_live:
            break
    assert pa.chat.completions.create(model=deployed.id, messages=HELLO).choices


def test_a_deleted_endpoint_is_gone(pa: Pareta) -> None:
    made = pa.endpoints.deploy(task=TASK, wait=True)
    assert pa.endpoints.delete(made.id) is None
    with pytest.raises(pareta.NotFoundError):
        pa.endpoints.retrieve(made.id)
    with pytest.raises(pareta.NotFoundError):
        pa.chat.completions.create(model=made.id, messages=HELLO)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_has_metrics_for_any_window(pa: Pareta, endpoint: str, dimension: str) -> None:
    metrics = getattr(pa.endpoints.metrics(endpoint), dimension)
    assert metrics()
    windowed = metrics(window="24h", group_by="day")
    assert windowed["window"] == "24h"
    assert windowed["groups"]


@pytest.mark.anyio
async def test_endpoints_live_and_die_on_the_async_client(apa: AsyncPareta) -> None:
    events = [event async for event in await apa.endpoints.deploy(task=TASK, name="peer-async")]
    assert [event["event"] for event in events] == ["progress"] * (len(events) - 1) + ["complete"]
    made = await apa.endpoints.retrieve("peer-async")
    assert made.is_live
    assert made.id in [one.id for one in await apa.endpoints.list()]
    for dimension in DIMENSIONS:
        assert (await getattr(apa.endpoints.metrics(made.id), dimension)(since="30d"))["since"] == "30d"
    assert (await apa.endpoints.stop(made.id))["status"] == "stopped"
    with pytest.raises(pareta.EndpointNotReadyError):
        await apa.chat.completions.create(model=made.id, messages=HELLO)
    assert (await apa.endpoints.start(made.id))["status"] in ("starting", "live")
    await apa.endpoints.delete(made.id)
    with pytest.raises(pareta.NotFoundError):
        await apa.endpoints.retrieve(made.id)


# chat


def test_a_chat_returns_its_usage(pa: Pareta, endpoint: str) -> None:
    completion = pa.chat.completions.create(model=endpoint, messages=HELLO, temperature=0.2, max_tokens=4)
    assert completion.model == endpoint
    assert completion.choices[0].finish_reason == "length"
    assert completion.choices[0].message.role == "assistant"
    usage = completion.usage
    assert usage.completion_tokens == 4
    assert usage.total_tokens == usage.prompt_tokens + 4
    assert completion.to_dict()["object"] == completion["object"] == "chat.completion"


def test_a_streamed_chat_brings_the_same_text_piece_by_piece(pa: Pareta, endpoint: str) -> None:
    whole = pa.chat.completions.create(model=endpoint, messages=HELLO)
    chunks = list(pa.chat.completions.create(model=endpoint, messages=HELLO, stream=True))
    assert all(isinstance(chunk, pareta.ChatCompletionChunk) for chunk in chunks)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(pieces) == whole.choices[0].message.content


def test_the_first_chunk_arrives_before_the_second_is_sent(nearly_still: str, endpoint: str) -> None:
    with connect(nearly_still) as pa:
        chunks = pa.chat.completions.create(model=endpoint, messages=HELLO, stream=True)
        assert next(chunks).choices[0].delta.role == "assistant"
        chunks.close()


def test_a_failure_in_mid_stream_reaches_the_caller(pa: Pareta, endpoint: str) -> None:
    fail = [{"role": "user", "content": "[sandbox:fail]"}]
    *before, last = pa.chat.completions.create(model=endpoint, messages=fail, stream=True)
    assert any(chunk.choices[0].delta.content for chunk in before)
    assert last["error"]["message"]


def test_a_tool_is_called_with_arguments_that_fit_it(pa: Pareta, endpoint: str) -> None:
    function = {
        "name": "look_up",
        "parameters": {"type": "object", "properties": {"id": {"type": "integer"}}},
    }
    completion = pa.chat.completions.create(
        model=endpoint,
        messages=HELLO,
        tools=[{"type": "function", "function": function}],
        tool_choice="required",
    )
    [call] = completion.choices[0].message["tool_calls"]
    assert call["function"]["name"] == "look_up"


@pytest.mark.anyio
async def test_chats_are_returned_and_streamed_on_the_async_client(apa: AsyncPareta, endpoint: str) -> None:
    whole = await apa.chat.completions.create(model=endpoint, messages=HELLO)
    stream = await apa.chat.completions.create(model=endpoint, messages=HELLO, stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(pieces) == whole.choices[0].message.content


# tasks


def test_the_catalog_is_listed_and_a_task_comes_with_examples(pa: Pareta) -> None:
    tasks = {task.id: task for task in pa.tasks.list()}
    assert {TASK, "invoice-extraction"} <= set(tasks)
    assert tasks[TASK].default_scorer
    assert tasks[TASK].has_blob_input is False
    assert any(task.has_blob_input for task in tasks.values())
    assert len(pa.tasks.retrieve(TASK, examples_n=1)["examples"]) == 1
    assert pa.tasks.retrieve(TASK)["examples"]
    with pytest.raises(pareta.NotFoundError):
        pa.tasks.retrieve("no-such-task")


def test_a_wish_finds_its_task(pa: Pareta) -> None:
    found = pa.tasks.match("extract the total amount from supplier invoices", top_k=2)
    assert found.matched
    assert found.chosen.task_id == found.candidates[0].task_id == "invoice-extraction"
    assert found.chosen.confidence in ("high", "medium", "low")
    assert len(found.candidates) <= 2
    assert [one.score for one in found.candidates] == sorted(
        (one.score for one in found.candidates), reverse=True
    )
    nothing = pa.tasks.match("knit a scarf")
    assert (nothing.matched, nothing.chosen) == (False, None)


def test_a_leaderboard_ranks_its_models_and_recommends_an_open_one(pa: Pareta) -> None:
    board = pa.tasks.leaderboard(TASK)
    assert (board.task_id, board.metric) == (TASK, pa.tasks.retrieve(TASK).default_scorer)
    qualities = [entry.quality for entry in board.models]
    assert qualities == sorted(qualities, reverse=True)
    [best] = [entry for entry in board.models if entry.name == board.recommended]
    assert best.kind == "open"
    assert best.cost_per_request_micro_usd > 0
    assert best.context_k > 0
    assert board.frontier.kind == "frontier"
    assert pa.tasks.recommended(TASK) == board.recommended


@pytest.mark.anyio
async def test_the_catalog_is_read_on_the_async_client(apa: AsyncPareta) -> None:
    assert TASK in [task.id for task in await apa.tasks.list()]
    assert (await apa.tasks.retrieve(TASK, examples_n=1))["examples"]
    assert (await apa.tasks.match("parties of a contract")).chosen.task_id == TASK


# evals: sets and documents


def test_an_eval_set_is_created_read_listed_and_deleted(pa: Pareta) -> None:
    made = pa.evals.sets.create(task=TASK, items=ITEMS, name="Contracts, März")
    assert (made.task_id, made.name, made.item_count) == (TASK, "Contracts, März", 3)
    assert made.scoring_strategy
    assert pa.evals.sets.retrieve(made.id).to_dict() == made.to_dict()
    assert made.id in [one.id for one in pa.evals.sets.list()]
    assert pa.evals.sets.delete(made.id) is None
    with pytest.raises(pareta.NotFoundError):
        pa.evals.sets.retrieve(made.id)


def test_a_small_document_is_attached_from_a_path_bytes_or_a_file(
    pa: Pareta, eval_set: pareta.EvalSet, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7 small")
    place = {"idx": 2, "field_name": "document"}
    first = pa.evals.sets.upload_document(eval_set.id, path, **place)
    assert (first["kind"], first["mime"]) == ("blob", "application/pdf")
    assert first["uri"]
    second = pa.evals.sets.upload_document(eval_set.id, path.read_bytes(), mime="image/png", **place)
    assert second["mime"] == "image/png"
    third = pa.evals.sets.upload_document(eval_set.id, io.BytesIO(b"abc"), mime="image/png", **place)
    assert len({first["uri"], second["uri"], third["uri"]}) == 3


@pytest.mark.parametrize("size", [5 * MIB, 6 * MIB + 1])
def test_a_large_document_goes_to_the_storage_host_and_arrives_complete(
    pa: Pareta, eval_set: pareta.EvalSet, tmp_path: Path, size: int
) -> None:
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    blob = pa.evals.sets.upload_document(eval_set.id, path, idx=0, field_name="document")
    assert blob["mime"] == "application/pdf"
    assert blob["size"] == size
    assert blob["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_document_for_a_row_that_is_not_there_is_refused(pa: Pareta, eval_set: pareta.EvalSet) -> None:
    with pytest.raises(pareta.BadRequestError) as caught:
        pa.evals.sets.upload_document(eval_set.id, b"abc", idx=3, field_name="document", mime="image/png")
    assert caught.value.status_code == 422


@pytest.mark.anyio
async def test_eval_sets_and_documents_work_on_the_async_client(apa: AsyncPareta) -> None:
    sets = apa.evals.sets
    made = await sets.create(task=TASK, items=ITEMS)
    assert (await sets.retrieve(made.id)).item_count == 3
    assert made.id in [one.id for one in await sets.list()]
    place = {"idx": 0, "field_name": "document", "mime": "application/pdf"}
    assert (await sets.upload_document(made.id, b"%PDF-1.7 small", **place))["uri"]
    content = b"x" * (5 * MIB)
    large = await sets.upload_document(made.id, content, **place)
    assert large["sha256"] == hashlib.sha256(content).hexdigest()
    await sets.delete(made.id)
    with pytest.raises(pareta.NotFoundError):
        await sets.retrieve(made.id)


# evals: runs


def test_the_frontier_roster_says_what_is_benchmarked_on_a_task(pa: Pareta) -> None:
    roster = pa.evals.frontier_models(TASK)
    assert any(model.benchmarked for model in roster)
    assert all(model.id and model.vendor for model in roster)
    assert {model.id for model in pa.evals.frontier_models()} == {model.id for model in roster}


def test_a_run_that_is_waited_for_has_results_and_a_bill(pa: Pareta, eval_set: pareta.EvalSet) -> None:
    benchmarked = [model.id for model in pa.evals.frontier_models(TASK) if model.benchmarked]
    run = pa.evals.runs.create(
        eval_set=eval_set.id,
        models=["qwen-vl-2", "phi-mini-4"],
        frontier="benchmarked",
        wait=True,
        poll_interval=POLL,
    )
    assert (run.status, run.is_terminal) == ("completed", True)
    assert run.eval_set_id == eval_set.id
    candidates = ["qwen-vl-2", "phi-mini-4", *benchmarked]
    assert [result.model_id for result in run.results] == candidates
    assert [result.kind for result in run.results] == ["open"] * 2 + ["frontier"] * len(benchmarked)
    for result in run.results:
        assert 0 <= result.quality_ci_low <= result.quality_mean <= result.quality_ci_high <= 1
        assert result.n_succeeded + result.error_count == eval_set.item_count
    assert run.cost_micro_usd == 3 * sum(result.mean_cost_micro_usd for result in run.results)
    dollars = Decimal(run.cost_micro_usd) / 1_000_000
    assert run.cost == dollars.quantize(Decimal("0.01"), ROUND_FLOOR)
    assert run.cost > 0


def test_a_run_that_is_not_waited_for_is_read_and_waited_for_later(
    pa: Pareta, eval_set: pareta.EvalSet
) -> None:
    run = pa.evals.runs.create(eval_set=eval_set.id, models=["qwen-vl-2"], frontier=["claude-opus-4-5"])
    assert run.status in ("queued", "running")
    assert not run.is_terminal
    assert pa.evals.runs.retrieve(run.id).id == run.id
    done = pa.evals.runs.wait(run.id, poll_interval=POLL)
    assert done.status == "completed"
    assert [result.model_id for result in done.results] == ["qwen-vl-2", "claude-opus-4-5"]
    assert pa.evals.runs.retrieve(run.id).to_dict() == done.to_dict()


def test_the_whole_roster_can_be_a_candidate(pa: Pareta) -> None:
    run = pa.evals.runs.create(
        task=TASK, items=ITEMS, models=["qwen-vl-2"], frontier="all", wait=True, poll_interval=POLL
    )
    assert len(run.results) == 1 + len(pa.evals.frontier_models(TASK))


def test_a_run_that_fails_is_given_back_with_its_reason(pa: Pareta) -> None:
    run = pa.evals.runs.create(
        task=TASK, items=ITEMS, models=["qwen-vl-2"], name="[sandbox:fail]", wait=True, poll_interval=POLL
    )
    assert (run.status, run.is_terminal) == ("failed", True)
    assert run.error_detail


def test_a_candidate_that_nobody_knows_is_refused(pa: Pareta, eval_set: pareta.EvalSet) -> None:
    with pytest.raises(pareta.BadRequestError) as caught:
        pa.evals.runs.create(eval_set=eval_set.id, models=["no-such-model"])
    assert caught.value.detail[0]["loc"] == ["body", "candidate_model_ids", 0]


@pytest.mark.anyio
async def test_eval_runs_work_on_the_async_client(apa: AsyncPareta) -> None:
    assert any(model.benchmarked for model in await apa.evals.frontier_models(TASK))
    run = await apa.evals.runs.create(task=TASK, items=ITEMS, models=["qwen-vl-2"], frontier="benchmarked")
    assert not run.is_terminal
    assert (await apa.evals.runs.retrieve(run.id)).id == run.id
    done = await apa.evals.runs.wait(run.id, poll_interval=POLL)
    assert done.status == "completed"
    assert done.cost_micro_usd > 0
    waited = await apa.evals.runs.create(
        eval_set=done.eval_set_id, models=["qwen-vl-2"], wait=True, poll_interval=POLL
    )
    assert [result.model_id for result in waited.results] == ["qwen-vl-2"]


# Errors


def test_a_wrong_key_is_an_authentication_error_that_names_the_request(url: str) -> None:
    with (
        connect(url, api_key="sk_of_somebody_else") as pa,
        pytest.raises(pareta.AuthenticationError) as caught,
    ):
        pa.models.list()
    assert caught.value.status_code == 401
    assert "API key" in caught.value.detail
    assert caught.value.request_id


def test_a_name_that_is_taken_is_a_conflict(pa: Pareta, deployed: pareta.Endpoint) -> None:
    with pytest.raises(pareta.ConflictError):
        pa.endpoints.deploy(task=TASK, name=deployed.id, wait=True)


def test_a_request_that_makes_no_sense_is_refused_with_the_place(pa: Pareta, endpoint: str) -> None:
    with pytest.raises(pareta.BadRequestError) as caught:
        pa.chat.completions.create(model=endpoint, messages=[{"content": "nobody says this"}])
    assert caught.value.status_code == 422
    assert ["body", "messages", 0, "role"] in [issue["loc"] for issue in caught.value.detail]


def test_an_empty_purse_stops_chats_deploys_and_evals(out_of_credit: str, endpoint: str) -> None:
    with connect(out_of_credit) as pa:
        with pytest.raises(pareta.InsufficientCreditsError) as caught:
            pa.chat.completions.create(model=endpoint, messages=HELLO)
        assert caught.value.status_code == 402
        with pytest.raises(pareta.InsufficientCreditsError):
            pa.endpoints.deploy(task=TASK, wait=True)
        with pytest.raises(pareta.InsufficientCreditsError):
            pa.evals.runs.create(task=TASK, items=ITEMS, models=["qwen-vl-2"])


@pytest.mark.anyio
async def test_errors_have_their_classes_on_the_async_client(
    url: str, apa: AsyncPareta, out_of_credit: str, endpoint: str
) -> None:
    with pytest.raises(pareta.NotFoundError):
        await apa.chat.completions.create(model="ep_nowhere", messages=HELLO)
    async with connect(url, AsyncPareta, api_key="sk_of_somebody_else") as stranger:
        with pytest.raises(pareta.AuthenticationError):
            await stranger.models.list()
    async with connect(out_of_credit, AsyncPareta) as poor:
        with pytest.raises(pareta.InsufficientCreditsError):
            await poor.chat.completions.create(model=endpoint, messages=HELLO)
