"""`tasks` and `models`: the catalog, its leaderboards, and the callable models."""

from __future__ import annotations

import pytest

import pareta
from tests.support import AsyncClients, Wire, respond

pytestmark = pytest.mark.anyio

LEADERBOARD = {
    "task_id": "invoice-extraction",
    "metric": "field-f1",
    "cost_unit": "micro-usd",
    "recommended": "qwen-vl-2",
    "models": [
        {
            "name": "qwen-vl-2",
            "kind": "open",
            "quality": 0.93,
            "cost_per_request_micro_usd": 410,
            "context_k": 32,
        },
        {"name": "gemma-3", "kind": "someday", "quality": None},
    ],
    "frontier": {"name": "gpt-5", "kind": "frontier", "quality": 0.95},
}


async def test_the_callable_models_are_a_list_with_a_length() -> None:
    record = {"id": "ep_1", "object": "model", "owned_by": "me", "created": 5, "context": 8}
    wire = Wire(respond(200, {"object": "list", "data": [record, {"id": "ep_2"}]}))
    models = await AsyncClients.pareta(wire).models.list()
    assert wire.paths == ["GET /v1/models"]
    assert isinstance(models, pareta.ModelList)
    assert len(models) == 2
    assert [model.id for model in models] == ["ep_1", "ep_2"]
    assert models.data[0].owned_by == "me"
    assert models.data[0]["context"] == 8
    assert models["object"] == "list"


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}])
async def test_no_models_are_an_empty_list(body: object) -> None:
    models = await AsyncClients.pareta(Wire(respond(200, body))).models.list()
    assert (len(models), list(models)) == (0, [])


async def test_the_catalog_is_a_list_of_tasks() -> None:
    record = {"id": "invoice-extraction", "default_scorer": "f1", "has_blob_input": True, "family": "docs"}
    wire = Wire(respond(200, {"tasks": [record]}), respond(200, {"tasks": None}))
    client = AsyncClients.pareta(wire)
    tasks = await client.tasks.list()
    assert wire.paths == ["GET /v1/tasks"]
    assert (tasks[0].id, tasks[0].default_scorer, tasks[0].has_blob_input) == (
        "invoice-extraction",
        "f1",
        True,
    )
    assert tasks[0]["family"] == "docs"
    assert list(await client.tasks.list()) == []


async def test_a_task_is_retrieved_with_the_requested_number_of_examples() -> None:
    wire = Wire(then=respond(200, {"id": "t", "examples": [{"input": "a"}], "schema": {"type": "object"}}))
    tasks = AsyncClients.pareta(wire).tasks
    task = await tasks.retrieve("t", examples_n=3)
    assert wire.query == [("examples_n", "3")]
    assert task["schema"] == {"type": "object"}
    assert task["examples"] == [{"input": "a"}]
    await tasks.retrieve("t")
    assert wire.query == []


async def test_a_task_is_found_by_its_description() -> None:
    candidate = {"task_id": "invoice-extraction", "score": 0.9, "confidence": "high"}
    wire = Wire(
        respond(
            200,
            {"query": "q", "matched": True, "chosen": candidate, "candidates": [candidate], "matcher": "x"},
        ),
        respond(200, {"query": "q", "matched": False, "chosen": None, "candidates": []}),
    )
    tasks = AsyncClients.pareta(wire).tasks
    match = await tasks.match("read invoices", top_k=2)
    assert wire.body == {"query": "read invoices", "top_k": 2}
    assert match.matched
    assert match.chosen is not None
    assert match.chosen.task_id == "invoice-extraction"
    assert match.matcher == "x"
    nothing = await tasks.match("q")
    assert wire.body == {"query": "q"} or wire.body == {"query": "q", "top_k": 5}
    assert (nothing.matched, nothing.chosen, nothing.candidates) == (False, None, [])


async def test_a_match_says_what_the_description_is_and_why() -> None:
    capability = {
        "id": "translation",
        "label": "Translation",
        "category": "Language",
        "category_id": "language",
        "desc": "Text in another language.",
    }
    body = {
        "matched": False,
        "type": "capability",
        "matcher": "reason",
        "reasoning": "No task translates.",
        "confidence": "medium",
        "capability": capability,
    }
    match = await AsyncClients.pareta(Wire(respond(200, body))).tasks.match("translate a letter")
    assert (match.type, match.matcher, match.confidence) == ("capability", "reason", "medium")
    assert match.reasoning == "No task translates."
    assert isinstance(match.capability, pareta.TaskCapability)
    assert (match.capability.id, match.capability.category_id) == ("translation", "language")
    assert match.to_dict() == body


async def test_a_task_has_the_schema_of_its_expected_outputs() -> None:
    schema = {"type": "object"}
    wire = Wire(respond(200, {"id": "t", "gold_schema": schema, "output_schema_role": "gold"}))
    task = await AsyncClients.pareta(wire).tasks.retrieve("t")
    assert (task.gold_schema, task.output_schema_role) == (schema, "gold")


async def test_auto_may_be_the_only_model_and_has_metrics() -> None:
    wire = Wire(
        respond(200, {"object": "list", "data": [{"id": "auto"}]}), respond(200, {"requests": 3, "days": []})
    )
    client = AsyncClients.pareta(wire)
    assert [model.id for model in await client.models.list()] == ["auto"]
    metrics = await client.auto.metrics()
    assert wire.paths[1] == "GET /v1/auto/metrics"
    assert isinstance(metrics, pareta.AutoMetrics)
    assert metrics.to_dict() == {"requests": 3, "days": []}
    assert metrics["requests"] == 3


async def test_a_frontier_model_is_asked_with_one_key_for_all_attempts() -> None:
    record = {"model": "gpt-5", "content": "Hello.", "cost_micro_usd": 1_239_999, "latency_ms": 840.5}
    wire = Wire(respond(503), respond(200, record))
    messages = [{"role": "user", "content": "Say hello."}]
    found = await AsyncClients.pareta(wire).playground.frontier(model="gpt-5", messages=messages)
    assert wire.paths == ["POST /v1/playground/frontier"] * 2
    assert wire.body == {"model": "gpt-5", "messages": messages}
    assert len({request.headers["idempotency-key"] for request in wire.requests}) == 1
    assert isinstance(found, pareta.PlaygroundCompletion)
    assert (found.model, found.content, found.latency_ms) == ("gpt-5", "Hello.", 840.5)
    assert (found.cost_micro_usd, str(found.cost)) == (1_239_999, "1.23")


async def test_the_leaderboard_and_its_recommendation() -> None:
    wire = Wire(respond(200, LEADERBOARD), respond(200, LEADERBOARD), respond(200, {"task_id": "t"}))
    tasks = AsyncClients.pareta(wire).tasks
    board = await tasks.leaderboard("invoice-extraction")
    assert (board.metric, board.recommended) == ("field-f1", "qwen-vl-2")
    assert [(entry.name, entry.kind) for entry in board.models] == [
        ("qwen-vl-2", "open"),
        ("gemma-3", "someday"),
    ]
    assert board.models[0].cost_per_request_micro_usd == 410
    assert board.frontier is not None
    assert board.frontier.quality == 0.95
    assert await tasks.recommended("invoice-extraction") == "qwen-vl-2"
    assert await tasks.recommended("t") is None
    assert set(wire.paths[:2]) == {"GET /v1/tasks/invoice-extraction/leaderboard"}
