# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The low-level part of the SDK: typed models, and a function for each operation that builds its request.

Nothing here sends a request; the transports of `pareta_core` do.

Example:
    ```python
    from pareta_core import Transport
    from pareta_wire import PARALLEL, get_task_run

    with Transport.from_env(PARALLEL) as transport:
        run = transport.send(get_task_run("trun_1"))
    ```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.auto.get_auto_metrics import get_auto_metrics as get_auto_metrics
    from .api.catalog.get_catalog_task import get_catalog_task as get_catalog_task
    from .api.catalog.get_leaderboard import get_leaderboard as get_leaderboard
    from .api.catalog.list_catalog_tasks import list_catalog_tasks as list_catalog_tasks
    from .api.catalog.match_catalog_task import match_catalog_task as match_catalog_task
    from .api.chat.create_chat_completion import create_chat_completion as create_chat_completion
    from .api.endpoints.delete_endpoint import delete_endpoint as delete_endpoint
    from .api.endpoints.deploy_endpoint import deploy_endpoint as deploy_endpoint
    from .api.endpoints.get_endpoint import get_endpoint as get_endpoint
    from .api.endpoints.get_endpoint_metrics import get_endpoint_metrics as get_endpoint_metrics
    from .api.endpoints.list_endpoints import list_endpoints as list_endpoints
    from .api.endpoints.start_endpoint import start_endpoint as start_endpoint
    from .api.endpoints.stop_endpoint import stop_endpoint as stop_endpoint
    from .api.evals.attach_blob import attach_blob as attach_blob
    from .api.evals.complete_blob_upload import complete_blob_upload as complete_blob_upload
    from .api.evals.create_blob_upload_url import create_blob_upload_url as create_blob_upload_url
    from .api.evals.create_eval_run import create_eval_run as create_eval_run
    from .api.evals.create_eval_set import create_eval_set as create_eval_set
    from .api.evals.delete_eval_set import delete_eval_set as delete_eval_set
    from .api.evals.get_eval_run import get_eval_run as get_eval_run
    from .api.evals.get_eval_set import get_eval_set as get_eval_set
    from .api.evals.list_eval_sets import list_eval_sets as list_eval_sets
    from .api.evals.list_frontier_models import list_frontier_models as list_frontier_models
    from .api.evals.propose_eval_contract import propose_eval_contract as propose_eval_contract
    from .api.models.list_models import list_models as list_models
    from .api.playground.ask_frontier_model import ask_frontier_model as ask_frontier_model
    from .api.task_groups.add_task_group_runs import add_task_group_runs as add_task_group_runs
    from .api.task_groups.create_task_group import create_task_group as create_task_group
    from .api.task_groups.get_task_group import get_task_group as get_task_group
    from .api.task_groups.get_task_group_run import get_task_group_run as get_task_group_run
    from .api.task_groups.stream_task_group_events import stream_task_group_events as stream_task_group_events
    from .api.task_groups.stream_task_group_runs import stream_task_group_runs as stream_task_group_runs
    from .api.task_runs.create_task_run import create_task_run as create_task_run
    from .api.task_runs.get_task_run import get_task_run as get_task_run
    from .api.task_runs.get_task_run_input import get_task_run_input as get_task_run_input
    from .api.task_runs.get_task_run_result import get_task_run_result as get_task_run_result
    from .api.task_runs.stream_task_run_events import stream_task_run_events as stream_task_run_events
    from .apis import CREATE_EVAL_RUN_WAIT as CREATE_EVAL_RUN_WAIT
    from .apis import CREATE_TASK_RUN_WAIT as CREATE_TASK_RUN_WAIT
    from .apis import DEFAULTS as DEFAULTS
    from .apis import DEPLOY_ENDPOINT_WAIT as DEPLOY_ENDPOINT_WAIT
    from .apis import ENDPOINT_OUTCOME as ENDPOINT_OUTCOME
    from .apis import ERROR_KINDS as ERROR_KINDS
    from .apis import EVAL_RUN_OUTCOME as EVAL_RUN_OUTCOME
    from .apis import GET_ENDPOINT_WAIT as GET_ENDPOINT_WAIT
    from .apis import GET_EVAL_RUN_WAIT as GET_EVAL_RUN_WAIT
    from .apis import GET_TASK_GROUP_WAIT as GET_TASK_GROUP_WAIT
    from .apis import GET_TASK_RUN_RESULT_WAIT as GET_TASK_RUN_RESULT_WAIT
    from .apis import LONG_POLL as LONG_POLL
    from .apis import PARALLEL as PARALLEL
    from .apis import PARETA as PARETA
    from .apis import SAFE as SAFE
    from .apis import TASK_GROUP_STATUS_OUTCOME as TASK_GROUP_STATUS_OUTCOME
    from .apis import TASK_RUN_OUTCOME as TASK_RUN_OUTCOME
    from .apis import UNCONFIRMED as UNCONFIRMED
    from .limits import CATALOG_TASK_MATCH_REQUEST_TOP_K_DEFAULT as CATALOG_TASK_MATCH_REQUEST_TOP_K_DEFAULT
    from .limits import CREATE_BLOB_UPLOAD_URL_MIN_BYTES as CREATE_BLOB_UPLOAD_URL_MIN_BYTES
    from .limits import DEPLOY_REQUEST_MODEL_DEFAULT as DEPLOY_REQUEST_MODEL_DEFAULT
    from .limits import EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH as EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH
    from .limits import EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH as EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH
    from .limits import IDEMPOTENCY_KEY_MAX_LENGTH as IDEMPOTENCY_KEY_MAX_LENGTH
    from .limits import SOURCE_POLICY_EXCLUDE_DOMAINS_MAX_ITEMS as SOURCE_POLICY_EXCLUDE_DOMAINS_MAX_ITEMS
    from .limits import SOURCE_POLICY_INCLUDE_DOMAINS_MAX_ITEMS as SOURCE_POLICY_INCLUDE_DOMAINS_MAX_ITEMS
    from .limits import TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS as TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS
    from .model import DecodeError as DecodeError
    from .model import Empty as Empty
    from .model import JsonObject as JsonObject
    from .model import JsonValue as JsonValue
    from .model import Model as Model
    from .model import NamedEvent as NamedEvent
    from .model import Unknown as Unknown
    from .model import encode as encode
    from .models.advanced_settings import AdvancedSettings as AdvancedSettings
    from .models.auto_metrics import AutoMetrics as AutoMetrics
    from .models.auto_schema import AutoSchema as AutoSchema
    from .models.blob_reference import BlobReference as BlobReference
    from .models.blob_upload import BlobUpload as BlobUpload
    from .models.blob_upload_completion import BlobUploadCompletion as BlobUploadCompletion
    from .models.blob_upload_completion_request import (
        BlobUploadCompletionRequest as BlobUploadCompletionRequest,
    )
    from .models.blob_upload_request import BlobUploadRequest as BlobUploadRequest
    from .models.catalog_task import CatalogTask as CatalogTask
    from .models.catalog_task_list import CatalogTaskList as CatalogTaskList
    from .models.catalog_task_match_request import CatalogTaskMatchRequest as CatalogTaskMatchRequest
    from .models.chat_completion import ChatCompletion as ChatCompletion
    from .models.chat_completion_choice import ChatCompletionChoice as ChatCompletionChoice
    from .models.chat_completion_chunk import ChatCompletionChunk as ChatCompletionChunk
    from .models.chat_completion_chunk_choice import ChatCompletionChunkChoice as ChatCompletionChunkChoice
    from .models.chat_completion_delta import ChatCompletionDelta as ChatCompletionDelta
    from .models.chat_completion_logprobs import ChatCompletionLogprobs as ChatCompletionLogprobs
    from .models.chat_completion_message import ChatCompletionMessage as ChatCompletionMessage
    from .models.chat_completion_request import ChatCompletionRequest as ChatCompletionRequest
    from .models.chat_message import ChatMessage as ChatMessage
    from .models.chat_model import ChatModel as ChatModel
    from .models.chat_role import ChatRole as ChatRole
    from .models.chat_stream_error import ChatStreamError as ChatStreamError
    from .models.citation import Citation as Citation
    from .models.completion_usage import CompletionUsage as CompletionUsage
    from .models.confidence import Confidence as Confidence
    from .models.data_sources import DataSources as DataSources
    from .models.deploy_complete import DeployComplete as DeployComplete
    from .models.deploy_failed import DeployFailed as DeployFailed
    from .models.deploy_progress import DeployProgress as DeployProgress
    from .models.deploy_request import DeployRequest as DeployRequest
    from .models.endpoint import Endpoint as Endpoint
    from .models.endpoint_metrics import EndpointMetrics as EndpointMetrics
    from .models.endpoint_status import EndpointStatus as EndpointStatus
    from .models.endpoint_status_change import EndpointStatusChange as EndpointStatusChange
    from .models.eval_contract import EvalContract as EvalContract
    from .models.eval_contract_conflict import EvalContractConflict as EvalContractConflict
    from .models.eval_contract_proposal import EvalContractProposal as EvalContractProposal
    from .models.eval_item_result import EvalItemResult as EvalItemResult
    from .models.eval_result import EvalResult as EvalResult
    from .models.eval_run import EvalRun as EvalRun
    from .models.eval_run_accepted import EvalRunAccepted as EvalRunAccepted
    from .models.eval_run_envelope import EvalRunEnvelope as EvalRunEnvelope
    from .models.eval_run_request import EvalRunRequest as EvalRunRequest
    from .models.eval_run_status import EvalRunStatus as EvalRunStatus
    from .models.eval_set import EvalSet as EvalSet
    from .models.eval_set_envelope import EvalSetEnvelope as EvalSetEnvelope
    from .models.eval_set_list import EvalSetList as EvalSetList
    from .models.field_basis import FieldBasis as FieldBasis
    from .models.finish_reason import FinishReason as FinishReason
    from .models.frontier_model import FrontierModel as FrontierModel
    from .models.frontier_model_list import FrontierModelList as FrontierModelList
    from .models.json_schema import JsonSchema as JsonSchema
    from .models.leaderboard import Leaderboard as Leaderboard
    from .models.leaderboard_entry import LeaderboardEntry as LeaderboardEntry
    from .models.matcher_kind import MatcherKind as MatcherKind
    from .models.mcp_server import McpServer as McpServer
    from .models.mcp_tool_call import McpToolCall as McpToolCall
    from .models.metric_dimension import MetricDimension as MetricDimension
    from .models.model_kind import ModelKind as ModelKind
    from .models.model_list import ModelList as ModelList
    from .models.output_schema_role import OutputSchemaRole as OutputSchemaRole
    from .models.pareta_api_error import ParetaApiError as ParetaApiError
    from .models.playground_completion import PlaygroundCompletion as PlaygroundCompletion
    from .models.playground_request import PlaygroundRequest as PlaygroundRequest
    from .models.secret_headers import SecretHeaders as SecretHeaders
    from .models.source_policy import SourcePolicy as SourcePolicy
    from .models.source_stats import SourceStats as SourceStats
    from .models.task_api_error import TaskApiError as TaskApiError
    from .models.task_capability import TaskCapability as TaskCapability
    from .models.task_error_event import TaskErrorEvent as TaskErrorEvent
    from .models.task_group import TaskGroup as TaskGroup
    from .models.task_group_input import TaskGroupInput as TaskGroupInput
    from .models.task_group_runs import TaskGroupRuns as TaskGroupRuns
    from .models.task_group_runs_event import TaskGroupRunsEvent as TaskGroupRunsEvent
    from .models.task_group_runs_input import TaskGroupRunsInput as TaskGroupRunsInput
    from .models.task_group_status import TaskGroupStatus as TaskGroupStatus
    from .models.task_group_status_event import TaskGroupStatusEvent as TaskGroupStatusEvent
    from .models.task_group_stream_event import TaskGroupStreamEvent as TaskGroupStreamEvent
    from .models.task_match import TaskMatch as TaskMatch
    from .models.task_match_candidate import TaskMatchCandidate as TaskMatchCandidate
    from .models.task_match_type import TaskMatchType as TaskMatchType
    from .models.task_processor import TaskProcessor as TaskProcessor
    from .models.task_run import TaskRun as TaskRun
    from .models.task_run_error import TaskRunError as TaskRunError
    from .models.task_run_event import TaskRunEvent as TaskRunEvent
    from .models.task_run_input import TaskRunInput as TaskRunInput
    from .models.task_run_json_output import TaskRunJsonOutput as TaskRunJsonOutput
    from .models.task_run_output import TaskRunOutput as TaskRunOutput
    from .models.task_run_progress_message_event import (
        TaskRunProgressMessageEvent as TaskRunProgressMessageEvent,
    )
    from .models.task_run_progress_stats_event import TaskRunProgressStatsEvent as TaskRunProgressStatsEvent
    from .models.task_run_result import TaskRunResult as TaskRunResult
    from .models.task_run_status import TaskRunStatus as TaskRunStatus
    from .models.task_run_status_counts import TaskRunStatusCounts as TaskRunStatusCounts
    from .models.task_run_status_webhook import TaskRunStatusWebhook as TaskRunStatusWebhook
    from .models.task_run_stream_event import TaskRunStreamEvent as TaskRunStreamEvent
    from .models.task_run_text_output import TaskRunTextOutput as TaskRunTextOutput
    from .models.task_run_warning import TaskRunWarning as TaskRunWarning
    from .models.task_run_warning_type import TaskRunWarningType as TaskRunWarningType
    from .models.task_spec import TaskSpec as TaskSpec
    from .models.text_schema import TextSchema as TextSchema
    from .models.token_logprob import TokenLogprob as TokenLogprob
    from .models.token_logprob_alternative import TokenLogprobAlternative as TokenLogprobAlternative
    from .models.tool_call import ToolCall as ToolCall
    from .models.tool_call_delta import ToolCallDelta as ToolCallDelta
    from .models.tool_call_function import ToolCallFunction as ToolCallFunction
    from .models.tool_call_function_delta import ToolCallFunctionDelta as ToolCallFunctionDelta
    from .models.validation_issue import ValidationIssue as ValidationIssue
    from .models.webhook import Webhook as Webhook
    from .models.webhook_event_type import WebhookEventType as WebhookEventType
    from .operation import Api as Api
    from .operation import Defaults as Defaults
    from .operation import ErrorFields as ErrorFields
    from .operation import ErrorKind as ErrorKind
    from .operation import FilePart as FilePart
    from .operation import LongPoll as LongPoll
    from .operation import Operation as Operation
    from .operation import Outcome as Outcome
    from .operation import Request as Request
    from .operation import ResponseInfo as ResponseInfo
    from .operation import RetryClass as RetryClass
    from .operation import SignedUpload as SignedUpload
    from .operation import SignedWebhook as SignedWebhook
    from .operation import StreamRules as StreamRules
    from .operation import Wait as Wait
    from .operation import WebhookSignature as WebhookSignature
    from .operations import BUILDERS as BUILDERS
    from .operations import OPERATIONS as OPERATIONS
    from .records import Array as Array
    from .records import Records as Records
    from .webhooks import TASK_RUN_STATUS_WEBHOOK as TASK_RUN_STATUS_WEBHOOK

_HOMES = {
    "AdvancedSettings": ".models.advanced_settings",
    "Api": ".operation",
    "Array": ".records",
    "AutoMetrics": ".models.auto_metrics",
    "AutoSchema": ".models.auto_schema",
    "BUILDERS": ".operations",
    "BlobReference": ".models.blob_reference",
    "BlobUpload": ".models.blob_upload",
    "BlobUploadCompletion": ".models.blob_upload_completion",
    "BlobUploadCompletionRequest": ".models.blob_upload_completion_request",
    "BlobUploadRequest": ".models.blob_upload_request",
    "CATALOG_TASK_MATCH_REQUEST_TOP_K_DEFAULT": ".limits",
    "CREATE_BLOB_UPLOAD_URL_MIN_BYTES": ".limits",
    "CREATE_EVAL_RUN_WAIT": ".apis",
    "CREATE_TASK_RUN_WAIT": ".apis",
    "CatalogTask": ".models.catalog_task",
    "CatalogTaskList": ".models.catalog_task_list",
    "CatalogTaskMatchRequest": ".models.catalog_task_match_request",
    "ChatCompletion": ".models.chat_completion",
    "ChatCompletionChoice": ".models.chat_completion_choice",
    "ChatCompletionChunk": ".models.chat_completion_chunk",
    "ChatCompletionChunkChoice": ".models.chat_completion_chunk_choice",
    "ChatCompletionDelta": ".models.chat_completion_delta",
    "ChatCompletionLogprobs": ".models.chat_completion_logprobs",
    "ChatCompletionMessage": ".models.chat_completion_message",
    "ChatCompletionRequest": ".models.chat_completion_request",
    "ChatMessage": ".models.chat_message",
    "ChatModel": ".models.chat_model",
    "ChatRole": ".models.chat_role",
    "ChatStreamError": ".models.chat_stream_error",
    "Citation": ".models.citation",
    "CompletionUsage": ".models.completion_usage",
    "Confidence": ".models.confidence",
    "DEFAULTS": ".apis",
    "DEPLOY_ENDPOINT_WAIT": ".apis",
    "DEPLOY_REQUEST_MODEL_DEFAULT": ".limits",
    "DataSources": ".models.data_sources",
    "DecodeError": ".model",
    "Defaults": ".operation",
    "DeployComplete": ".models.deploy_complete",
    "DeployFailed": ".models.deploy_failed",
    "DeployProgress": ".models.deploy_progress",
    "DeployRequest": ".models.deploy_request",
    "ENDPOINT_OUTCOME": ".apis",
    "ERROR_KINDS": ".apis",
    "EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH": ".limits",
    "EVAL_RUN_OUTCOME": ".apis",
    "EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH": ".limits",
    "Empty": ".model",
    "Endpoint": ".models.endpoint",
    "EndpointMetrics": ".models.endpoint_metrics",
    "EndpointStatus": ".models.endpoint_status",
    "EndpointStatusChange": ".models.endpoint_status_change",
    "ErrorFields": ".operation",
    "ErrorKind": ".operation",
    "EvalContract": ".models.eval_contract",
    "EvalContractConflict": ".models.eval_contract_conflict",
    "EvalContractProposal": ".models.eval_contract_proposal",
    "EvalItemResult": ".models.eval_item_result",
    "EvalResult": ".models.eval_result",
    "EvalRun": ".models.eval_run",
    "EvalRunAccepted": ".models.eval_run_accepted",
    "EvalRunEnvelope": ".models.eval_run_envelope",
    "EvalRunRequest": ".models.eval_run_request",
    "EvalRunStatus": ".models.eval_run_status",
    "EvalSet": ".models.eval_set",
    "EvalSetEnvelope": ".models.eval_set_envelope",
    "EvalSetList": ".models.eval_set_list",
    "FieldBasis": ".models.field_basis",
    "FilePart": ".operation",
    "FinishReason": ".models.finish_reason",
    "FrontierModel": ".models.frontier_model",
    "FrontierModelList": ".models.frontier_model_list",
    "GET_ENDPOINT_WAIT": ".apis",
    "GET_EVAL_RUN_WAIT": ".apis",
    "GET_TASK_GROUP_WAIT": ".apis",
    "GET_TASK_RUN_RESULT_WAIT": ".apis",
    "IDEMPOTENCY_KEY_MAX_LENGTH": ".limits",
    "JsonObject": ".model",
    "JsonSchema": ".models.json_schema",
    "JsonValue": ".model",
    "LONG_POLL": ".apis",
    "Leaderboard": ".models.leaderboard",
    "LeaderboardEntry": ".models.leaderboard_entry",
    "LongPoll": ".operation",
    "MatcherKind": ".models.matcher_kind",
    "McpServer": ".models.mcp_server",
    "McpToolCall": ".models.mcp_tool_call",
    "MetricDimension": ".models.metric_dimension",
    "Model": ".model",
    "ModelKind": ".models.model_kind",
    "ModelList": ".models.model_list",
    "NamedEvent": ".model",
    "OPERATIONS": ".operations",
    "Operation": ".operation",
    "Outcome": ".operation",
    "OutputSchemaRole": ".models.output_schema_role",
    "PARALLEL": ".apis",
    "PARETA": ".apis",
    "ParetaApiError": ".models.pareta_api_error",
    "PlaygroundCompletion": ".models.playground_completion",
    "PlaygroundRequest": ".models.playground_request",
    "Records": ".records",
    "Request": ".operation",
    "ResponseInfo": ".operation",
    "RetryClass": ".operation",
    "SAFE": ".apis",
    "SOURCE_POLICY_EXCLUDE_DOMAINS_MAX_ITEMS": ".limits",
    "SOURCE_POLICY_INCLUDE_DOMAINS_MAX_ITEMS": ".limits",
    "SecretHeaders": ".models.secret_headers",
    "SignedUpload": ".operation",
    "SignedWebhook": ".operation",
    "SourcePolicy": ".models.source_policy",
    "SourceStats": ".models.source_stats",
    "StreamRules": ".operation",
    "TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS": ".limits",
    "TASK_GROUP_STATUS_OUTCOME": ".apis",
    "TASK_RUN_OUTCOME": ".apis",
    "TASK_RUN_STATUS_WEBHOOK": ".webhooks",
    "TaskApiError": ".models.task_api_error",
    "TaskCapability": ".models.task_capability",
    "TaskErrorEvent": ".models.task_error_event",
    "TaskGroup": ".models.task_group",
    "TaskGroupInput": ".models.task_group_input",
    "TaskGroupRuns": ".models.task_group_runs",
    "TaskGroupRunsEvent": ".models.task_group_runs_event",
    "TaskGroupRunsInput": ".models.task_group_runs_input",
    "TaskGroupStatus": ".models.task_group_status",
    "TaskGroupStatusEvent": ".models.task_group_status_event",
    "TaskGroupStreamEvent": ".models.task_group_stream_event",
    "TaskMatch": ".models.task_match",
    "TaskMatchCandidate": ".models.task_match_candidate",
    "TaskMatchType": ".models.task_match_type",
    "TaskProcessor": ".models.task_processor",
    "TaskRun": ".models.task_run",
    "TaskRunError": ".models.task_run_error",
    "TaskRunEvent": ".models.task_run_event",
    "TaskRunInput": ".models.task_run_input",
    "TaskRunJsonOutput": ".models.task_run_json_output",
    "TaskRunOutput": ".models.task_run_output",
    "TaskRunProgressMessageEvent": ".models.task_run_progress_message_event",
    "TaskRunProgressStatsEvent": ".models.task_run_progress_stats_event",
    "TaskRunResult": ".models.task_run_result",
    "TaskRunStatus": ".models.task_run_status",
    "TaskRunStatusCounts": ".models.task_run_status_counts",
    "TaskRunStatusWebhook": ".models.task_run_status_webhook",
    "TaskRunStreamEvent": ".models.task_run_stream_event",
    "TaskRunTextOutput": ".models.task_run_text_output",
    "TaskRunWarning": ".models.task_run_warning",
    "TaskRunWarningType": ".models.task_run_warning_type",
    "TaskSpec": ".models.task_spec",
    "TextSchema": ".models.text_schema",
    "TokenLogprob": ".models.token_logprob",
    "TokenLogprobAlternative": ".models.token_logprob_alternative",
    "ToolCall": ".models.tool_call",
    "ToolCallDelta": ".models.tool_call_delta",
    "ToolCallFunction": ".models.tool_call_function",
    "ToolCallFunctionDelta": ".models.tool_call_function_delta",
    "UNCONFIRMED": ".apis",
    "Unknown": ".model",
    "ValidationIssue": ".models.validation_issue",
    "Wait": ".operation",
    "Webhook": ".models.webhook",
    "WebhookEventType": ".models.webhook_event_type",
    "WebhookSignature": ".operation",
    "add_task_group_runs": ".api.task_groups.add_task_group_runs",
    "ask_frontier_model": ".api.playground.ask_frontier_model",
    "attach_blob": ".api.evals.attach_blob",
    "complete_blob_upload": ".api.evals.complete_blob_upload",
    "create_blob_upload_url": ".api.evals.create_blob_upload_url",
    "create_chat_completion": ".api.chat.create_chat_completion",
    "create_eval_run": ".api.evals.create_eval_run",
    "create_eval_set": ".api.evals.create_eval_set",
    "create_task_group": ".api.task_groups.create_task_group",
    "create_task_run": ".api.task_runs.create_task_run",
    "delete_endpoint": ".api.endpoints.delete_endpoint",
    "delete_eval_set": ".api.evals.delete_eval_set",
    "deploy_endpoint": ".api.endpoints.deploy_endpoint",
    "encode": ".model",
    "get_auto_metrics": ".api.auto.get_auto_metrics",
    "get_catalog_task": ".api.catalog.get_catalog_task",
    "get_endpoint": ".api.endpoints.get_endpoint",
    "get_endpoint_metrics": ".api.endpoints.get_endpoint_metrics",
    "get_eval_run": ".api.evals.get_eval_run",
    "get_eval_set": ".api.evals.get_eval_set",
    "get_leaderboard": ".api.catalog.get_leaderboard",
    "get_task_group": ".api.task_groups.get_task_group",
    "get_task_group_run": ".api.task_groups.get_task_group_run",
    "get_task_run": ".api.task_runs.get_task_run",
    "get_task_run_input": ".api.task_runs.get_task_run_input",
    "get_task_run_result": ".api.task_runs.get_task_run_result",
    "list_catalog_tasks": ".api.catalog.list_catalog_tasks",
    "list_endpoints": ".api.endpoints.list_endpoints",
    "list_eval_sets": ".api.evals.list_eval_sets",
    "list_frontier_models": ".api.evals.list_frontier_models",
    "list_models": ".api.models.list_models",
    "match_catalog_task": ".api.catalog.match_catalog_task",
    "propose_eval_contract": ".api.evals.propose_eval_contract",
    "start_endpoint": ".api.endpoints.start_endpoint",
    "stop_endpoint": ".api.endpoints.stop_endpoint",
    "stream_task_group_events": ".api.task_groups.stream_task_group_events",
    "stream_task_group_runs": ".api.task_groups.stream_task_group_runs",
    "stream_task_run_events": ".api.task_runs.stream_task_run_events",
}

__all__ = [
    "AdvancedSettings",
    "Api",
    "Array",
    "AutoMetrics",
    "AutoSchema",
    "BUILDERS",
    "BlobReference",
    "BlobUpload",
    "BlobUploadCompletion",
    "BlobUploadCompletionRequest",
    "BlobUploadRequest",
    "CATALOG_TASK_MATCH_REQUEST_TOP_K_DEFAULT",
    "CREATE_BLOB_UPLOAD_URL_MIN_BYTES",
    "CREATE_EVAL_RUN_WAIT",
    "CREATE_TASK_RUN_WAIT",
    "CatalogTask",
    "CatalogTaskList",
    "CatalogTaskMatchRequest",
    "ChatCompletion",
    "ChatCompletionChoice",
    "ChatCompletionChunk",
    "ChatCompletionChunkChoice",
    "ChatCompletionDelta",
    "ChatCompletionLogprobs",
    "ChatCompletionMessage",
    "ChatCompletionRequest",
    "ChatMessage",
    "ChatModel",
    "ChatRole",
    "ChatStreamError",
    "Citation",
    "CompletionUsage",
    "Confidence",
    "DEFAULTS",
    "DEPLOY_ENDPOINT_WAIT",
    "DEPLOY_REQUEST_MODEL_DEFAULT",
    "DataSources",
    "DecodeError",
    "Defaults",
    "DeployComplete",
    "DeployFailed",
    "DeployProgress",
    "DeployRequest",
    "ENDPOINT_OUTCOME",
    "ERROR_KINDS",
    "EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH",
    "EVAL_RUN_OUTCOME",
    "EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH",
    "Empty",
    "Endpoint",
    "EndpointMetrics",
    "EndpointStatus",
    "EndpointStatusChange",
    "ErrorFields",
    "ErrorKind",
    "EvalContract",
    "EvalContractConflict",
    "EvalContractProposal",
    "EvalItemResult",
    "EvalResult",
    "EvalRun",
    "EvalRunAccepted",
    "EvalRunEnvelope",
    "EvalRunRequest",
    "EvalRunStatus",
    "EvalSet",
    "EvalSetEnvelope",
    "EvalSetList",
    "FieldBasis",
    "FilePart",
    "FinishReason",
    "FrontierModel",
    "FrontierModelList",
    "GET_ENDPOINT_WAIT",
    "GET_EVAL_RUN_WAIT",
    "GET_TASK_GROUP_WAIT",
    "GET_TASK_RUN_RESULT_WAIT",
    "IDEMPOTENCY_KEY_MAX_LENGTH",
    "JsonObject",
    "JsonSchema",
    "JsonValue",
    "LONG_POLL",
    "Leaderboard",
    "LeaderboardEntry",
    "LongPoll",
    "MatcherKind",
    "McpServer",
    "McpToolCall",
    "MetricDimension",
    "Model",
    "ModelKind",
    "ModelList",
    "NamedEvent",
    "OPERATIONS",
    "Operation",
    "Outcome",
    "OutputSchemaRole",
    "PARALLEL",
    "PARETA",
    "ParetaApiError",
    "PlaygroundCompletion",
    "PlaygroundRequest",
    "Records",
    "Request",
    "ResponseInfo",
    "RetryClass",
    "SAFE",
    "SOURCE_POLICY_EXCLUDE_DOMAINS_MAX_ITEMS",
    "SOURCE_POLICY_INCLUDE_DOMAINS_MAX_ITEMS",
    "SecretHeaders",
    "SignedUpload",
    "SignedWebhook",
    "SourcePolicy",
    "SourceStats",
    "StreamRules",
    "TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS",
    "TASK_GROUP_STATUS_OUTCOME",
    "TASK_RUN_OUTCOME",
    "TASK_RUN_STATUS_WEBHOOK",
    "TaskApiError",
    "TaskCapability",
    "TaskErrorEvent",
    "TaskGroup",
    "TaskGroupInput",
    "TaskGroupRuns",
    "TaskGroupRunsEvent",
    "TaskGroupRunsInput",
    "TaskGroupStatus",
    "TaskGroupStatusEvent",
    "TaskGroupStreamEvent",
    "TaskMatch",
    "TaskMatchCandidate",
    "TaskMatchType",
    "TaskProcessor",
    "TaskRun",
    "TaskRunError",
    "TaskRunEvent",
    "TaskRunInput",
    "TaskRunJsonOutput",
    "TaskRunOutput",
    "TaskRunProgressMessageEvent",
    "TaskRunProgressStatsEvent",
    "TaskRunResult",
    "TaskRunStatus",
    "TaskRunStatusCounts",
    "TaskRunStatusWebhook",
    "TaskRunStreamEvent",
    "TaskRunTextOutput",
    "TaskRunWarning",
    "TaskRunWarningType",
    "TaskSpec",
    "TextSchema",
    "TokenLogprob",
    "TokenLogprobAlternative",
    "ToolCall",
    "ToolCallDelta",
    "ToolCallFunction",
    "ToolCallFunctionDelta",
    "UNCONFIRMED",
    "Unknown",
    "ValidationIssue",
    "Wait",
    "Webhook",
    "WebhookEventType",
    "WebhookSignature",
    "add_task_group_runs",
    "ask_frontier_model",
    "attach_blob",
    "complete_blob_upload",
    "create_blob_upload_url",
    "create_chat_completion",
    "create_eval_run",
    "create_eval_set",
    "create_task_group",
    "create_task_run",
    "delete_endpoint",
    "delete_eval_set",
    "deploy_endpoint",
    "encode",
    "get_auto_metrics",
    "get_catalog_task",
    "get_endpoint",
    "get_endpoint_metrics",
    "get_eval_run",
    "get_eval_set",
    "get_leaderboard",
    "get_task_group",
    "get_task_group_run",
    "get_task_run",
    "get_task_run_input",
    "get_task_run_result",
    "list_catalog_tasks",
    "list_endpoints",
    "list_eval_sets",
    "list_frontier_models",
    "list_models",
    "match_catalog_task",
    "propose_eval_contract",
    "start_endpoint",
    "stop_endpoint",
    "stream_task_group_events",
    "stream_task_group_runs",
    "stream_task_run_events",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
