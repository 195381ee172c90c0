"""The handlers: one function per operation id.

A handler gets a validated request and returns a response. A handler that changes state is not a coroutine: nothing can
happen between its look at the state, its bill and its change. Only a long poll, which changes nothing, is a coroutine.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from pareta_sandbox.handler_responses import HandlerResponse
from pareta_sandbox.request_context import RequestContext

from . import catalog, chat, endpoints, evals, task_groups, task_runs

Handler: TypeAlias = Callable[[RequestContext], HandlerResponse | Awaitable[HandlerResponse]]

HANDLERS: Mapping[str, Handler] = {
    "createTaskRun": task_runs.create,
    "getTaskRun": task_runs.get,
    "getTaskRunInput": task_runs.get_input,
    "getTaskRunResult": task_runs.result,
    "streamTaskRunEvents": task_runs.events,
    "createTaskGroup": task_groups.create,
    "getTaskGroup": task_groups.get,
    "addTaskGroupRuns": task_groups.add_runs,
    "streamTaskGroupRuns": task_groups.runs,
    "getTaskGroupRun": task_groups.get_run,
    "streamTaskGroupEvents": task_groups.events,
    "createChatCompletion": chat.create,
    "listModels": chat.models,
    "getAutoMetrics": chat.auto_metrics,
    "askFrontierModel": chat.ask_frontier,
    "deployEndpoint": endpoints.deploy,
    "listEndpoints": endpoints.list_all,
    "getEndpoint": endpoints.get,
    "startEndpoint": endpoints.start,
    "stopEndpoint": endpoints.stop,
    "deleteEndpoint": endpoints.delete,
    "getEndpointMetrics": endpoints.metrics,
    "listCatalogTasks": catalog.list_tasks,
    "getCatalogTask": catalog.get_task,
    "matchCatalogTask": catalog.match,
    "getLeaderboard": catalog.leaderboard,
    "listFrontierModels": evals.frontier_models,
    "createEvalSet": evals.create_set,
    "proposeEvalContract": evals.propose_contract,
    "listEvalSets": evals.list_sets,
    "getEvalSet": evals.get_set,
    "deleteEvalSet": evals.delete_set,
    "attachBlob": evals.attach_blob,
    "createBlobUploadUrl": evals.blob_upload_url,
    "completeBlobUpload": evals.complete_blob,
    "createEvalRun": evals.create_run,
    "getEvalRun": evals.get_run,
}
