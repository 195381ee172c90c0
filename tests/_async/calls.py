"""Every method of both async clients that sends one request, with a matching response. No test lives here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from tests.support import ENDPOINT, EVAL_SET, GROUP, MESSAGES, completion, eval_run, result, run


@attrs.frozen
class FacadeCall:
    """`make` takes a client and gives what is to be awaited."""

    name: str
    make: Callable[[Any], Any]
    body: Any
    status: int = 200

    def __str__(self) -> str:
        return self.name


_LEADERBOARD = {"task_id": "t", "recommended": "qwen-vl-2", "models": []}

PARETA_READS = [
    FacadeCall("models.list", lambda pa: pa.models.list(), {"object": "list", "data": []}),
    FacadeCall("auto.metrics", lambda pa: pa.auto.metrics(), {"requests": 1}),
    FacadeCall("endpoints.list", lambda pa: pa.endpoints.list(), [ENDPOINT]),
    FacadeCall("endpoints.retrieve", lambda pa: pa.endpoints.retrieve("ep_1"), ENDPOINT),
    FacadeCall("metrics.performance", lambda pa: pa.endpoints.metrics("ep_1").performance(), {"p50_ms": 5}),
    FacadeCall("metrics.uptime", lambda pa: pa.endpoints.metrics("ep_1").uptime(), {"uptime": 1}),
    FacadeCall("metrics.cost", lambda pa: pa.endpoints.metrics("ep_1").cost(), {"total": 1}),
    FacadeCall("metrics.quality", lambda pa: pa.endpoints.metrics("ep_1").quality(), {"mean": 1}),
    FacadeCall("metrics.activity", lambda pa: pa.endpoints.metrics("ep_1").activity(), {"requests": 1}),
    FacadeCall("tasks.list", lambda pa: pa.tasks.list(), {"tasks": [{"id": "t"}]}),
    FacadeCall("tasks.retrieve", lambda pa: pa.tasks.retrieve("t"), {"id": "t", "examples": []}),
    FacadeCall("tasks.leaderboard", lambda pa: pa.tasks.leaderboard("t"), _LEADERBOARD),
    FacadeCall("evals.frontier_models", lambda pa: pa.evals.frontier_models(), {"frontier_models": []}),
    FacadeCall("evals.sets.list", lambda pa: pa.evals.sets.list(), {"eval_sets": [EVAL_SET]}),
    FacadeCall("evals.sets.retrieve", lambda pa: pa.evals.sets.retrieve("es_1"), {"eval_set": EVAL_SET}),
    FacadeCall("evals.runs.retrieve", lambda pa: pa.evals.runs.retrieve("er_1"), eval_run()),
    FacadeCall("evals.runs.wait", lambda pa: pa.evals.runs.wait("er_1"), eval_run()),
]
PARETA_POSTS = [
    FacadeCall(
        "chat.completions.create",
        lambda pa: pa.chat.completions.create(model="ep_1", messages=MESSAGES),
        completion(),
    ),
    FacadeCall("endpoints.start", lambda pa: pa.endpoints.start("ep_1"), {"status": "starting"}),
    FacadeCall("endpoints.stop", lambda pa: pa.endpoints.stop("ep_1"), {"status": "stopped"}),
    FacadeCall("tasks.match", lambda pa: pa.tasks.match("extract"), {"query": "extract", "matched": False}),
    FacadeCall(
        "evals.sets.create",
        lambda pa: pa.evals.sets.create(task="t", items=[{"input": "a"}]),
        {"eval_set": EVAL_SET},
        201,
    ),
    FacadeCall(
        "evals.sets.propose_contract",
        lambda pa: pa.evals.sets.propose_contract([{"input": {}}], prompt="Extract the names."),
        {"proposals": []},
    ),
    FacadeCall(
        "playground.frontier",
        lambda pa: pa.playground.frontier(model="gpt-5", messages=MESSAGES),
        {"model": "gpt-5", "content": "Hello.", "cost_micro_usd": 9100, "latency_ms": 840},
    ),
    FacadeCall(
        "evals.sets.upload_document",
        lambda pa: pa.evals.sets.upload_document("es_1", b"%PDF", idx=0, field_name="doc"),
        {"kind": "blob", "uri": "s3://b/1", "mime": "application/pdf"},
    ),
    FacadeCall(
        "evals.runs.create",
        lambda pa: pa.evals.runs.create(eval_set="es_1", models=["qwen-vl-2"]),
        {"run_id": "er_1", "status": "queued"},
        202,
    ),
]
PARETA_DELETES = [
    FacadeCall("endpoints.delete", lambda pa: pa.endpoints.delete("ep_1"), b"", 204),
    FacadeCall("evals.sets.delete", lambda pa: pa.evals.sets.delete("es_1"), b"", 204),
]
PARETA = [*PARETA_READS, *PARETA_POSTS, *PARETA_DELETES]

PARALLEL_READS = [
    FacadeCall("task_run.retrieve", lambda client: client.task_run.retrieve("trun_1"), run()),
    FacadeCall(
        "task_run.input",
        lambda client: client.task_run.input("trun_1"),
        {"processor": "base", "input": "United Nations"},
    ),
    FacadeCall("task_run.result", lambda client: client.task_run.result("trun_1"), result()),
    FacadeCall("task_group.retrieve", lambda client: client.task_group.retrieve("tgrp_1"), GROUP),
    FacadeCall(
        "task_group.retrieve_run",
        lambda client: client.task_group.retrieve_run("trun_1", task_group_id="tgrp_1"),
        run(),
    ),
]
PARALLEL_POSTS = [
    FacadeCall(
        "task_run.create",
        lambda client: client.task_run.create(input="United Nations", processor="base"),
        run(),
        202,
    ),
    FacadeCall("task_group.create", lambda client: client.task_group.create(), GROUP),
    FacadeCall(
        "task_group.add_runs",
        lambda client: client.task_group.add_runs("tgrp_1", inputs=[{"input": "a", "processor": "base"}]),
        {"status": GROUP["status"], "run_ids": ["trun_1"], "run_cursor": "c", "event_cursor": "e"},
    ),
]
PARALLEL = [*PARALLEL_READS, *PARALLEL_POSTS]

PARETA_STREAMS = [
    FacadeCall(
        "chat.completions.create(stream)",
        lambda pa: pa.chat.completions.create(model="ep_1", messages=MESSAGES, stream=True),
        None,
    ),
    FacadeCall("endpoints.deploy", lambda pa: pa.endpoints.deploy(task="t"), None),
]
PARALLEL_STREAMS = [
    FacadeCall("task_run.events", lambda client: client.task_run.events("trun_1"), None),
    FacadeCall("task_group.get_runs", lambda client: client.task_group.get_runs("tgrp_1"), None),
    FacadeCall("task_group.events", lambda client: client.task_group.events("tgrp_1"), None),
]
