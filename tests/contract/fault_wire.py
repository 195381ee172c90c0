"""Every operation of the spec as a call of the low-level client.

A call is written once for both clients, which only differ in whether it is awaited.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from pareta_core.config import CallOptions
from pareta_wire.operation import FilePart
from pareta_wire.operations import BUILDERS, OPERATIONS
from tests.contract.fault_calls import (
    ADDED,
    CHAT,
    ENDPOINT,
    FRONTIER_CHAT,
    PROMPT,
    RUN,
    TASK,
    ApiCall,
    MakeCall,
    ResourceFactory,
    Resources,
    blob_fields,
    chat_text,
    deploy_stages,
    progress,
    run_states,
    shape,
)


def _wire_call(
    builder: str,
    *ids: str,
    from_resources: Mapping[str, Callable[[Resources], Any]] | None = None,
    **given: Any,
) -> MakeCall:
    def make(c: Any, t: Resources, **options: Any) -> Any:
        filled = {name: value(t) for name, value in (from_resources or {}).items()}
        request = BUILDERS[builder](*(getattr(t, name) for name in ids), **given, **filled)
        send = c.wire.stream if OPERATIONS[builder].stream_only else c.wire.send
        return send(request, CallOptions(**options))

    return make


_WIRE: Mapping[str, tuple[MakeCall, Callable[[Any], object]]] = {
    "createTaskRun": (_wire_call("createTaskRun", body=RUN), shape),
    "getTaskRun": (_wire_call("getTaskRun", "run"), shape),
    "getTaskRunInput": (_wire_call("getTaskRunInput", "run"), shape),
    "getTaskRunResult": (_wire_call("getTaskRunResult", "run", timeout=30), shape),
    "streamTaskRunEvents": (_wire_call("streamTaskRunEvents", "fresh"), progress),
    "createTaskGroup": (_wire_call("createTaskGroup", body={}), shape),
    "getTaskGroup": (_wire_call("getTaskGroup", "group"), shape),
    "addTaskGroupRuns": (_wire_call("addTaskGroupRuns", "fresh", body={"inputs": ADDED}), shape),
    "streamTaskGroupRuns": (_wire_call("streamTaskGroupRuns", "group"), run_states),
    "getTaskGroupRun": (_wire_call("getTaskGroupRun", "group", "group_run"), shape),
    "streamTaskGroupEvents": (_wire_call("streamTaskGroupEvents", "fresh"), run_states),
    "createChatCompletion": (_wire_call("createChatCompletion", body=CHAT), shape),
    "listModels": (_wire_call("listModels"), shape),
    "getAutoMetrics": (_wire_call("getAutoMetrics"), shape),
    "askFrontierModel": (_wire_call("askFrontierModel", body=FRONTIER_CHAT), shape),
    "deployEndpoint": (_wire_call("deployEndpoint", body={"task": TASK}), deploy_stages),
    "listEndpoints": (_wire_call("listEndpoints"), shape),
    "getEndpoint": (_wire_call("getEndpoint", endpoint_id=ENDPOINT), shape),
    "deleteEndpoint": (_wire_call("deleteEndpoint", "fresh"), shape),
    "startEndpoint": (_wire_call("startEndpoint", endpoint_id=ENDPOINT), shape),
    "stopEndpoint": (_wire_call("stopEndpoint", "spare"), shape),
    "getEndpointMetrics": (
        _wire_call("getEndpointMetrics", endpoint_id=ENDPOINT, dimension="cost", filters={"group_by": "day"}),
        shape,
    ),
    "listCatalogTasks": (_wire_call("listCatalogTasks"), shape),
    "matchCatalogTask": (_wire_call("matchCatalogTask", body={"query": "extract the parties"}), shape),
    "getCatalogTask": (_wire_call("getCatalogTask", task_id=TASK), shape),
    "getLeaderboard": (_wire_call("getLeaderboard", task_id=TASK), shape),
    "listFrontierModels": (_wire_call("listFrontierModels", task=TASK), shape),
    "createEvalSet": (
        _wire_call(
            "createEvalSet",
            from_resources={
                "items": lambda t: FilePart("items.jsonl", io.BytesIO(b'{"input": 1}\n'), "application/jsonl")
            },
            task_id=TASK,
        ),
        shape,
    ),
    "proposeEvalContract": (
        _wire_call(
            "proposeEvalContract",
            from_resources={
                "items": lambda t: FilePart(
                    "items.jsonl", io.BytesIO(b'{"input": {}, "expected_output": {}}\n'), "application/jsonl"
                )
            },
            prompt=PROMPT,
        ),
        shape,
    ),
    "listEvalSets": (_wire_call("listEvalSets"), shape),
    "getEvalSet": (_wire_call("getEvalSet", "eval_set"), shape),
    "deleteEvalSet": (_wire_call("deleteEvalSet", "fresh"), shape),
    "attachBlob": (
        _wire_call(
            "attachBlob",
            "eval_set",
            file=FilePart("a.pdf", b"%PDF", "application/pdf"),
            idx=0,
            field_name="doc",
            mime="application/pdf",
        ),
        shape,
    ),
    "createBlobUploadUrl": (
        _wire_call(
            "createBlobUploadUrl",
            "eval_set",
            body=blob_fields(),
        ),
        shape,
    ),
    "completeBlobUpload": (
        _wire_call(
            "completeBlobUpload",
            "eval_set",
            from_resources={"body": lambda t: blob_fields(storage_uri=t.blob)},
        ),
        shape,
    ),
    "createEvalRun": (
        _wire_call(
            "createEvalRun",
            from_resources={
                "body": lambda t: {"eval_set_id": t.eval_set, "candidate_model_ids": ["qwen-vl-2"]}
            },
        ),
        shape,
    ),
    "getEvalRun": (_wire_call("getEvalRun", "eval_run"), shape),
}


_FRESH: Mapping[str, Callable[[ResourceFactory], str]] = {
    "streamTaskRunEvents": ResourceFactory.run,
    "addTaskGroupRuns": ResourceFactory.group,
    "streamTaskGroupEvents": ResourceFactory.active_group,
    "deleteEndpoint": ResourceFactory.endpoint,
    "deleteEvalSet": ResourceFactory.eval_set,
}


def _streamed_chat(c: Any, t: Resources, **options: Any) -> Any:
    return c.wire.stream(BUILDERS["createChatCompletion"](body=CHAT), CallOptions(**options))


# Billed, streamed, or a wait.
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


def wire_calls() -> list[ApiCall]:
    """Return a call for every operation of the spec, and a streamed chat as well."""
    calls = [
        ApiCall(
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
    streamed = ApiCall(
        "wire.createChatCompletion(stream)",
        "pareta",
        ("createChatCompletion",),
        _streamed_chat,
        chat_text,
        streams=True,
        core=True,
    )
    return [*calls, streamed]
