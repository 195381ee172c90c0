# Mirrored from tests/_async/calls.py by codegen/mirror.py; do not edit.
"""Every operation of the spec as a call of the sync clients, with a matching response. No test lives here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import attrs

from tests.support import ENDPOINT, EVAL_SET, GROUP, MESSAGES, completion, eval_run, result, run

_SPEC: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "conformance" / "spec.json").read_text("utf-8")
)


@attrs.frozen
class FacadeCall:
    """`make` takes a client and gives what is to be awaited; `operation` and `idempotent` are those of the spec."""

    name: str
    make: Callable[[Any], Any]
    body: Any
    status: int = 200
    operation: str = ""
    idempotent: str = ""

    def __str__(self) -> str:
        return self.name


@attrs.frozen
class _Example:
    """`call` takes the method of an operation, or the one of another name beside it, and calls it."""

    call: Callable[[Any], Any]
    body: Any = None
    method: str = ""
    note: str = ""


def _metric(dimension: str, body: Any) -> _Example:
    return _Example(lambda metrics: getattr(metrics("ep_1"), dimension)(), body, note=f".{dimension}")


# An operation that is missing here is an error; names, statuses and kinds of calls come from the spec.
_EXAMPLES: dict[str, list[_Example]] = {
    "createTaskRun": [_Example(lambda create: create(input="United Nations", processor="base"), run())],
    "getTaskRun": [_Example(lambda retrieve: retrieve("trun_1"), run())],
    "getTaskRunInput": [
        _Example(lambda retrieve: retrieve("trun_1"), {"processor": "base", "input": "United Nations"})
    ],
    "getTaskRunResult": [_Example(lambda wait: wait("trun_1"), result())],
    "streamTaskRunEvents": [_Example(lambda events: events("trun_1"))],
    "createTaskGroup": [_Example(lambda create: create(), GROUP)],
    "getTaskGroup": [
        _Example(lambda retrieve: retrieve("tgrp_1"), GROUP),
        _Example(lambda wait: wait("tgrp_1"), GROUP, method="wait"),
    ],
    "addTaskGroupRuns": [
        _Example(
            lambda add: add("tgrp_1", inputs=[{"input": "a", "processor": "base"}]),
            {"status": GROUP["status"], "run_ids": ["trun_1"], "run_cursor": "c", "event_cursor": "e"},
        )
    ],
    "streamTaskGroupRuns": [_Example(lambda runs: runs("tgrp_1"))],
    "getTaskGroupRun": [_Example(lambda retrieve: retrieve("trun_1", task_group_id="tgrp_1"), run())],
    "streamTaskGroupEvents": [_Example(lambda events: events("tgrp_1"))],
    "createChatCompletion": [
        _Example(lambda create: create(model="ep_1", messages=MESSAGES), completion()),
        _Example(lambda create: create(model="ep_1", messages=MESSAGES, stream=True), note="(stream)"),
    ],
    "listModels": [_Example(lambda list_all: list_all(), {"object": "list", "data": []})],
    "getAutoMetrics": [_Example(lambda metrics: metrics(), {"requests": 1})],
    "askFrontierModel": [
        _Example(
            lambda ask: ask(model="gpt-5", messages=MESSAGES),
            {"model": "gpt-5", "content": "Hello.", "cost_micro_usd": 9100, "latency_ms": 840},
        )
    ],
    "deployEndpoint": [_Example(lambda deploy: deploy(task="t"))],
    "listEndpoints": [_Example(lambda list_all: list_all(), [ENDPOINT])],
    "getEndpoint": [_Example(lambda retrieve: retrieve("ep_1"), ENDPOINT)],
    "deleteEndpoint": [_Example(lambda delete: delete("ep_1"), b"")],
    "startEndpoint": [_Example(lambda start: start("ep_1"), {"status": "starting"})],
    "stopEndpoint": [_Example(lambda stop: stop("ep_1"), {"status": "stopped"})],
    "getEndpointMetrics": [
        _metric("performance", {"p50_ms": 5}),
        _metric("uptime", {"uptime": 1}),
        _metric("cost", {"total": 1}),
        _metric("quality", {"mean": 1}),
        _metric("activity", {"requests": 1}),
    ],
    "listCatalogTasks": [_Example(lambda list_all: list_all(), {"tasks": [{"id": "t"}]})],
    "matchCatalogTask": [_Example(lambda match: match("extract"), {"query": "extract", "matched": False})],
    "getCatalogTask": [_Example(lambda retrieve: retrieve("t"), {"id": "t", "examples": []})],
    "getLeaderboard": [
        _Example(lambda board: board("t"), {"task_id": "t", "recommended": "qwen-vl-2", "models": []})
    ],
    "listFrontierModels": [_Example(lambda list_all: list_all(), {"frontier_models": []})],
    "createEvalSet": [
        _Example(lambda create: create(task="t", items=[{"input": "a"}]), {"eval_set": EVAL_SET})
    ],
    "listEvalSets": [_Example(lambda list_all: list_all(), {"eval_sets": [EVAL_SET]})],
    "proposeEvalContract": [
        _Example(lambda propose: propose([{"input": {}}], prompt="Extract the names."), {"proposals": []})
    ],
    "getEvalSet": [_Example(lambda retrieve: retrieve("es_1"), {"eval_set": EVAL_SET})],
    "deleteEvalSet": [_Example(lambda delete: delete("es_1"), b"")],
    "attachBlob": [
        _Example(
            lambda upload: upload("es_1", b"%PDF", idx=0, field_name="doc"),
            {"kind": "blob", "uri": "s3://b/1", "mime": "application/pdf"},
        )
    ],
    "createEvalRun": [
        _Example(
            lambda create: create(eval_set="es_1", models=["qwen-vl-2"]),
            {"run_id": "er_1", "status": "queued"},
        )
    ],
    "getEvalRun": [
        _Example(lambda retrieve: retrieve("er_1"), eval_run()),
        _Example(lambda wait: wait("er_1"), eval_run(), method="wait"),
    ],
}


def methods() -> Iterator[dict[str, Any]]:
    """Yield the operations that are a method: of those that share a name, the first; the others are its steps."""
    seen = list[Any]()
    for operation in _SPEC["operations"]:
        if operation["sdk"] is not None and operation["sdk"] not in seen:
            seen.append(operation["sdk"])
            yield operation


def _call(operation: dict[str, Any], example: _Example) -> FacadeCall:
    method = example.method or operation["sdk"]["method"]
    name = f"{operation['sdk']['namespace']}.{method}"

    def make(client: Any) -> Any:
        return example.call(reduce(getattr, name.split("."), client))

    status = int(next(iter(operation["responses"])))
    return FacadeCall(
        name + example.note, make, example.body, status, operation["id"], operation["idempotent"]
    )


def _calls(api: str, *verbs: str, streams: bool = False) -> list[FacadeCall]:
    return [
        _call(operation, example)
        for operation in methods()
        if operation["api"] == api and operation["method"] in verbs
        for example in _EXAMPLES[operation["id"]]
        if streams == (example.body is None)
    ]


PARETA_READS = _calls("pareta", "GET")
PARETA_POSTS = _calls("pareta", "POST")
PARETA_DELETES = _calls("pareta", "DELETE")
PARETA = [*PARETA_READS, *PARETA_POSTS, *PARETA_DELETES]
PARETA_STREAMS = _calls("pareta", "GET", "POST", streams=True)
PARALLEL_READS = _calls("parallel", "GET")
PARALLEL_POSTS = _calls("parallel", "POST")
PARALLEL = [*PARALLEL_READS, *PARALLEL_POSTS]
PARALLEL_STREAMS = _calls("parallel", "GET", "POST", streams=True)
