"""Every method of both facades as a call, written once for both clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve

from tests.contract.fault_calls import (
    ADDED,
    CHAT,
    ENDPOINT,
    FRONTIER_CHAT,
    LARGE,
    PDF,
    PROMPT,
    ROWS,
    RUN,
    TASK,
    TYPED_ROWS,
    ApiCall,
    MakeCall,
    ResourceFactory,
    chat_text,
    deploy_stages,
    progress,
    run_states,
    shape,
)
from tests.contract.fault_wire import wire_calls


def _pareta(
    name: str, operations: str, make: MakeCall, summarize: Callable[[Any], object] = shape, **more: Any
) -> ApiCall:
    return ApiCall(name, "pareta", tuple(operations.split()), make, summarize, **more)


def _task(
    name: str, operations: str, make: MakeCall, summarize: Callable[[Any], object] = shape, **more: Any
) -> ApiCall:
    return ApiCall(name, "parallel", tuple(operations.split()), make, summarize, **more)


def _metrics(dimension: str) -> MakeCall:
    return lambda c, t, **o: getattr(c.endpoints.metrics(ENDPOINT), dimension)(**o)


PARETA_CALLS = [
    _pareta("models.list", "listModels", lambda c, t, **o: c.models.list(**o)),
    _pareta("auto.metrics", "getAutoMetrics", lambda c, t, **o: c.auto.metrics(**o)),
    _pareta(
        "playground.frontier",
        "askFrontierModel",
        lambda c, t, **o: c.playground.frontier(**FRONTIER_CHAT, **o),
    ),
    _pareta(
        "chat.completions.create",
        "createChatCompletion",
        lambda c, t, **o: c.chat.completions.create(**CHAT, **o),
    ),
    _pareta(
        "chat.completions.create(stream=True)",
        "createChatCompletion",
        lambda c, t, **o: c.chat.completions.create(**CHAT, stream=True, **o),
        chat_text,
        streams=True,
    ),
    _pareta(
        "endpoints.deploy",
        "deployEndpoint",
        lambda c, t, **o: c.endpoints.deploy(task=TASK, **o),
        deploy_stages,
        streams=True,
    ),
    _pareta(
        "endpoints.deploy(wait=True)",
        "deployEndpoint",
        lambda c, t, **o: c.endpoints.deploy(task=TASK, wait=True, timeout=t.timeout, **o),
        streams=True,
    ),
    _pareta(
        "endpoints.wait",
        "getEndpoint",
        lambda c, t, **o: c.endpoints.wait(ENDPOINT, timeout=t.timeout),
    ),
    _pareta("endpoints.list", "listEndpoints", lambda c, t, **o: c.endpoints.list(**o)),
    _pareta("endpoints.retrieve", "getEndpoint", lambda c, t, **o: c.endpoints.retrieve(ENDPOINT, **o)),
    _pareta("endpoints.start", "startEndpoint", lambda c, t, **o: c.endpoints.start(ENDPOINT, **o)),
    _pareta("endpoints.stop", "stopEndpoint", lambda c, t, **o: c.endpoints.stop(t.spare, **o)),
    _pareta(
        "endpoints.delete",
        "deleteEndpoint",
        lambda c, t, **o: c.endpoints.delete(t.fresh, **o),
        fresh=ResourceFactory.endpoint,
    ),
    *[
        _pareta(f"endpoints.metrics.{dimension}", "getEndpointMetrics", _metrics(dimension))
        for dimension in ("performance", "uptime", "cost", "quality", "activity")
    ],
    _pareta("tasks.list", "listCatalogTasks", lambda c, t, **o: c.tasks.list(**o)),
    _pareta("tasks.retrieve", "getCatalogTask", lambda c, t, **o: c.tasks.retrieve(TASK, **o)),
    _pareta("tasks.match", "matchCatalogTask", lambda c, t, **o: c.tasks.match("extract", **o)),
    _pareta("tasks.leaderboard", "getLeaderboard", lambda c, t, **o: c.tasks.leaderboard(TASK, **o)),
    _pareta("tasks.recommended", "getLeaderboard", lambda c, t, **o: c.tasks.recommended(TASK, **o)),
    _pareta(
        "evals.frontier_models", "listFrontierModels", lambda c, t, **o: c.evals.frontier_models(TASK, **o)
    ),
    _pareta(
        "evals.sets.create",
        "createEvalSet",
        lambda c, t, **o: c.evals.sets.create(task=TASK, items=ROWS, **o),
    ),
    _pareta(
        "evals.sets.create(prompt)",
        "createEvalSet",
        lambda c, t, **o: c.evals.sets.create(prompt=PROMPT, items=TYPED_ROWS, **o),
    ),
    _pareta(
        "evals.sets.propose_contract",
        "proposeEvalContract",
        lambda c, t, **o: c.evals.sets.propose_contract(TYPED_ROWS, prompt=PROMPT, **o),
    ),
    _pareta("evals.sets.list", "listEvalSets", lambda c, t, **o: c.evals.sets.list(**o)),
    _pareta("evals.sets.retrieve", "getEvalSet", lambda c, t, **o: c.evals.sets.retrieve(t.eval_set, **o)),
    _pareta(
        "evals.sets.delete",
        "deleteEvalSet",
        lambda c, t, **o: c.evals.sets.delete(t.fresh, **o),
        fresh=ResourceFactory.eval_set,
    ),
    _pareta(
        "evals.sets.upload_document(small)",
        "attachBlob",
        lambda c, t, **o: c.evals.sets.upload_document(t.eval_set, PDF, idx=0, field_name="doc", **o),
    ),
    _pareta(
        "evals.sets.upload_document(large)",
        "createBlobUploadUrl putSignedUpload completeBlobUpload",
        lambda c, t, **o: c.evals.sets.upload_document(t.eval_set, LARGE, idx=0, field_name="doc", **o),
    ),
    _pareta(
        "evals.runs.create",
        "createEvalRun",
        lambda c, t, **o: c.evals.runs.create(eval_set=t.eval_set, models=["qwen-vl-2"], **o),
    ),
    _pareta(
        "evals.runs.create(wait=True)",
        "createEvalSet listFrontierModels createEvalRun getEvalRun",
        lambda c, t, **o: c.evals.runs.create(
            task=TASK,
            items=ROWS,
            models=["qwen-vl-2"],
            frontier="benchmarked",
            wait=True,
            timeout=t.timeout,
            **o,
        ),
    ),
    _pareta("evals.runs.retrieve", "getEvalRun", lambda c, t, **o: c.evals.runs.retrieve(t.eval_run, **o)),
    _pareta(
        "evals.runs.wait",
        "getEvalRun",
        lambda c, t, **o: c.evals.runs.wait(t.eval_run, timeout=t.timeout, **o),
    ),
]
PARALLEL_CALLS = [
    _task("task_run.create", "createTaskRun", lambda c, t, **o: c.task_run.create(**RUN, **o)),
    _task("task_run.retrieve", "getTaskRun", lambda c, t, **o: c.task_run.retrieve(t.run, **o)),
    _task("task_run.input", "getTaskRunInput", lambda c, t, **o: c.task_run.input(t.run, **o)),
    _task(
        "task_run.result",
        "getTaskRunResult",
        lambda c, t, **o: c.task_run.result(t.fresh, timeout=t.timeout, **o),
        fresh=ResourceFactory.run,
    ),
    _task(
        "task_run.events",
        "streamTaskRunEvents",
        lambda c, t, **o: c.task_run.events(t.fresh, stall_timeout=t.timeout, **o),
        progress,
        fresh=ResourceFactory.run,
        streams=True,
    ),
    _task(
        "task_run.execute",
        "createTaskRun getTaskRunResult",
        lambda c, t, **o: c.task_run.execute(**RUN, timeout=t.timeout, **o),
    ),
    _task("task_group.create", "createTaskGroup", lambda c, t, **o: c.task_group.create(**o)),
    _task("task_group.retrieve", "getTaskGroup", lambda c, t, **o: c.task_group.retrieve(t.group, **o)),
    _task(
        "task_group.add_runs",
        "addTaskGroupRuns",
        lambda c, t, **o: c.task_group.add_runs(t.fresh, inputs=ADDED, **o),
        lambda response: len(set(response.run_ids)),
        fresh=ResourceFactory.group,
    ),
    _task(
        "task_group.get_runs",
        "streamTaskGroupRuns",
        lambda c, t, **o: c.task_group.get_runs(t.group, stall_timeout=t.timeout, **o),
        run_states,
        streams=True,
        no_end_marker=True,
    ),
    _task(
        "task_group.events",
        "streamTaskGroupEvents",
        lambda c, t, **o: c.task_group.events(t.fresh, stall_timeout=t.timeout, **o),
        run_states,
        fresh=ResourceFactory.active_group,
        streams=True,
    ),
    _task(
        "task_group.retrieve_run",
        "getTaskGroupRun",
        lambda c, t, **o: c.task_group.retrieve_run(t.group_run, task_group_id=t.group, **o),
    ),
]
# Billed, a wait, or several requests. Streams are core calls anyway.
_CORE = frozenset(
    {
        "chat.completions.create",
        "endpoints.wait",
        "evals.sets.upload_document(large)",
        "evals.runs.create",
        "evals.runs.create(wait=True)",
        "evals.runs.wait",
        "task_run.create",
        "task_run.result",
        "task_run.execute",
        "task_group.add_runs",
    }
)
FACADE_CALLS = [
    evolve(call, core=call.streams or call.name in _CORE) for call in (*PARETA_CALLS, *PARALLEL_CALLS)
]
CALLS = [*wire_calls(), *FACADE_CALLS]
