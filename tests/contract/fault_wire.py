"""Every operation of the spec, called through the low-level client. No faults here.

A call is written once for both clients, which only differ in whether it is awaited.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from pareta_core.config import CallOptions
from pareta_wire.operation import FilePart
from pareta_wire.operations import BUILDERS, OPERATIONS
from tests.contract.fault_things import (
    ADDED,
    CHAT,
    ENDPOINT,
    RUN,
    TASK,
    Call,
    Hands,
    Make,
    Things,
    blob_fields,
    form,
    stages,
    states,
    text,
    trace,
)


def _sent(
    builder: str, *ids: str, late: Mapping[str, Callable[[Things], Any]] | None = None, **given: Any
) -> Make:
    def make(c: Any, t: Things, **options: Any) -> Any:
        filled = {name: value(t) for name, value in (late or {}).items()}
        request = BUILDERS[builder](*(getattr(t, name) for name in ids), **given, **filled)
        send = c.wire.stream if OPERATIONS[builder].stream_only else c.wire.send
        return send(request, CallOptions(**options))

    return make


_WIRE: Mapping[str, tuple[Make, Callable[[Any], object]]] = {
    "createTaskRun": (_sent("createTaskRun", body=RUN), form),
    "getTaskRun": (_sent("getTaskRun", "run"), form),
    "getTaskRunInput": (_sent("getTaskRunInput", "run"), form),
    "getTaskRunResult": (_sent("getTaskRunResult", "run", timeout=30), form),
    "streamTaskRunEvents": (_sent("streamTaskRunEvents", "fresh"), trace),
    "createTaskGroup": (_sent("createTaskGroup", body={}), form),
    "getTaskGroup": (_sent("getTaskGroup", "group"), form),
    "addTaskGroupRuns": (_sent("addTaskGroupRuns", "fresh", body={"inputs": ADDED}), form),
    "streamTaskGroupRuns": (_sent("streamTaskGroupRuns", "group"), states),
    "getTaskGroupRun": (_sent("getTaskGroupRun", "group", "group_run"), form),
    "streamTaskGroupEvents": (_sent("streamTaskGroupEvents", "fresh"), states),
    "createChatCompletion": (_sent("createChatCompletion", body=CHAT), form),
    "listModels": (_sent("listModels"), form),
    "deployEndpoint": (_sent("deployEndpoint", body={"task": TASK}), stages),
    "listEndpoints": (_sent("listEndpoints"), form),
    "getEndpoint": (_sent("getEndpoint", endpoint_id=ENDPOINT), form),
    "deleteEndpoint": (_sent("deleteEndpoint", "fresh"), form),
    "startEndpoint": (_sent("startEndpoint", endpoint_id=ENDPOINT), form),
    "stopEndpoint": (_sent("stopEndpoint", "spare"), form),
    "getEndpointMetrics": (
        _sent("getEndpointMetrics", endpoint_id=ENDPOINT, dimension="cost", filters={"group_by": "day"}),
        form,
    ),
    "listCatalogTasks": (_sent("listCatalogTasks"), form),
    "matchCatalogTask": (_sent("matchCatalogTask", body={"query": "extract the parties"}), form),
    "getCatalogTask": (_sent("getCatalogTask", task_id=TASK), form),
    "getLeaderboard": (_sent("getLeaderboard", task_id=TASK), form),
    "listFrontierModels": (_sent("listFrontierModels", task=TASK), form),
    "createEvalSet": (
        _sent(
            "createEvalSet",
            late={
                "items": lambda t: FilePart("items.jsonl", io.BytesIO(b'{"input": 1}\n'), "application/jsonl")
            },
            task_id=TASK,
        ),
        form,
    ),
    "listEvalSets": (_sent("listEvalSets"), form),
    "getEvalSet": (_sent("getEvalSet", "eval_set"), form),
    "deleteEvalSet": (_sent("deleteEvalSet", "fresh"), form),
    "attachBlob": (
        _sent(
            "attachBlob",
            "eval_set",
            file=FilePart("a.pdf", b"%PDF", "application/pdf"),
            idx=0,
            field_name="doc",
            mime="application/pdf",
        ),
        form,
    ),
    "createBlobUploadUrl": (
        _sent(
            "createBlobUploadUrl",
            "eval_set",
            body=blob_fields(),
        ),
        form,
    ),
    "completeBlobUpload": (
        _sent(
            "completeBlobUpload",
            "eval_set",
            late={"body": lambda t: blob_fields(storage_uri=t.blob)},
        ),
        form,
    ),
    "createEvalRun": (
        _sent(
            "createEvalRun",
            late={"body": lambda t: {"eval_set_id": t.eval_set, "candidate_model_ids": ["qwen-vl-2"]}},
        ),
        form,
    ),
    "getEvalRun": (_sent("getEvalRun", "eval_run"), form),
}


_FRESH: Mapping[str, Callable[[Hands], str]] = {
    "streamTaskRunEvents": Hands.run,
    "addTaskGroupRuns": Hands.group,
    "streamTaskGroupEvents": Hands.busy_group,
    "deleteEndpoint": Hands.endpoint,
    "deleteEvalSet": Hands.eval_set,
}


def _streamed_chat(c: Any, t: Things, **options: Any) -> Any:
    return c.wire.stream(BUILDERS["createChatCompletion"](body=CHAT), CallOptions(**options))


# Paid for, or told in a stream, or waited for.
_CORE = frozenset(
    {
        "createTaskRun",
        "getTaskRunResult",
        "streamTaskRunEvents",
        "addTaskGroupRuns",
        "streamTaskGroupRuns",
        "streamTaskGroupEvents",
        "createChatCompletion",
        "deployEndpoint",
        "createEvalRun",
    }
)


def wire_calls() -> list[Call]:
    """Every operation of the spec, and the one that answers in two ways in the other, too."""
    calls = [
        Call(
            f"wire.{name}",
            operation.api.name,
            (name,),
            *_WIRE[name],
            fresh=_FRESH.get(name),
            streams=operation.stream_only,
            core=name in _CORE,
            no_end_marker=operation.stream_only and name != "deployEndpoint",
        )
        for name, operation in OPERATIONS.items()
    ]
    streamed = Call(
        "wire.createChatCompletion(stream)",
        "pareta",
        ("createChatCompletion",),
        _streamed_chat,
        text,
        streams=True,
        core=True,
    )
    return [*calls, streamed]
