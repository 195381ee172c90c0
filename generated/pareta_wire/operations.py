# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Every operation of the spec by its id, each imported when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from .operation import Operation, Request

_MODULES = {
    "createTaskRun": "task_runs.create_task_run",
    "getTaskRun": "task_runs.get_task_run",
    "getTaskRunInput": "task_runs.get_task_run_input",
    "getTaskRunResult": "task_runs.get_task_run_result",
    "streamTaskRunEvents": "task_runs.stream_task_run_events",
    "createTaskGroup": "task_groups.create_task_group",
    "getTaskGroup": "task_groups.get_task_group",
    "addTaskGroupRuns": "task_groups.add_task_group_runs",
    "streamTaskGroupRuns": "task_groups.stream_task_group_runs",
    "getTaskGroupRun": "task_groups.get_task_group_run",
    "streamTaskGroupEvents": "task_groups.stream_task_group_events",
    "createChatCompletion": "chat.create_chat_completion",
    "listModels": "models.list_models",
    "getAutoMetrics": "auto.get_auto_metrics",
    "askFrontierModel": "playground.ask_frontier_model",
    "deployEndpoint": "endpoints.deploy_endpoint",
    "listEndpoints": "endpoints.list_endpoints",
    "getEndpoint": "endpoints.get_endpoint",
    "deleteEndpoint": "endpoints.delete_endpoint",
    "startEndpoint": "endpoints.start_endpoint",
    "stopEndpoint": "endpoints.stop_endpoint",
    "getEndpointMetrics": "endpoints.get_endpoint_metrics",
    "listCatalogTasks": "catalog.list_catalog_tasks",
    "matchCatalogTask": "catalog.match_catalog_task",
    "getCatalogTask": "catalog.get_catalog_task",
    "getLeaderboard": "catalog.get_leaderboard",
    "listFrontierModels": "evals.list_frontier_models",
    "createEvalSet": "evals.create_eval_set",
    "listEvalSets": "evals.list_eval_sets",
    "proposeEvalContract": "evals.propose_eval_contract",
    "getEvalSet": "evals.get_eval_set",
    "deleteEvalSet": "evals.delete_eval_set",
    "attachBlob": "evals.attach_blob",
    "createBlobUploadUrl": "evals.create_blob_upload_url",
    "completeBlobUpload": "evals.complete_blob_upload",
    "createEvalRun": "evals.create_eval_run",
    "getEvalRun": "evals.get_eval_run",
}


def _module(operation_id: str) -> ModuleType:
    return import_module(f".api.{_MODULES[operation_id]}", __package__)


class _Operations(Mapping[str, Operation[Any, Any]]):
    def __getitem__(self, operation_id: str) -> Operation[Any, Any]:
        operation: Operation[Any, Any] = _module(operation_id).OPERATION
        return operation

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


class _Builders(Mapping[str, Callable[..., Request[Any, Any]]]):
    def __getitem__(self, operation_id: str) -> Callable[..., Request[Any, Any]]:
        name = _MODULES[operation_id].rpartition(".")[2]
        builder: Callable[..., Request[Any, Any]] = getattr(_module(operation_id), name)
        return builder

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


OPERATIONS: Mapping[str, Operation[Any, Any]] = _Operations()
"""The operations by id."""

BUILDERS: Mapping[str, Callable[..., Request[Any, Any]]] = _Builders()
"""The functions that build requests, by the id of the operation."""
