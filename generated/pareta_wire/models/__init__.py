# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The models of the spec, each imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .advanced_settings import AdvancedSettings as AdvancedSettings
    from .auto_metrics import AutoMetrics as AutoMetrics
    from .auto_schema import AutoSchema as AutoSchema
    from .blob_reference import BlobReference as BlobReference
    from .blob_upload import BlobUpload as BlobUpload
    from .blob_upload_completion import BlobUploadCompletion as BlobUploadCompletion
    from .blob_upload_completion_request import BlobUploadCompletionRequest as BlobUploadCompletionRequest
    from .blob_upload_request import BlobUploadRequest as BlobUploadRequest
    from .catalog_task import CatalogTask as CatalogTask
    from .catalog_task_list import CatalogTaskList as CatalogTaskList
    from .catalog_task_match_request import CatalogTaskMatchRequest as CatalogTaskMatchRequest
    from .chat_completion import ChatCompletion as ChatCompletion
    from .chat_completion_choice import ChatCompletionChoice as ChatCompletionChoice
    from .chat_completion_chunk import ChatCompletionChunk as ChatCompletionChunk
    from .chat_completion_chunk_choice import ChatCompletionChunkChoice as ChatCompletionChunkChoice
    from .chat_completion_delta import ChatCompletionDelta as ChatCompletionDelta
    from .chat_completion_logprobs import ChatCompletionLogprobs as ChatCompletionLogprobs
    from .chat_completion_message import ChatCompletionMessage as ChatCompletionMessage
    from .chat_completion_request import ChatCompletionRequest as ChatCompletionRequest
    from .chat_message import ChatMessage as ChatMessage
    from .chat_model import ChatModel as ChatModel
    from .chat_role import ChatRole as ChatRole
    from .chat_stream_error import ChatStreamError as ChatStreamError
    from .citation import Citation as Citation
    from .completion_usage import CompletionUsage as CompletionUsage
    from .confidence import Confidence as Confidence
    from .data_sources import DataSources as DataSources
    from .deploy_complete import DeployComplete as DeployComplete
    from .deploy_failed import DeployFailed as DeployFailed
    from .deploy_progress import DeployProgress as DeployProgress
    from .deploy_request import DeployRequest as DeployRequest
    from .endpoint import Endpoint as Endpoint
    from .endpoint_metrics import EndpointMetrics as EndpointMetrics
    from .endpoint_status import EndpointStatus as EndpointStatus
    from .endpoint_status_change import EndpointStatusChange as EndpointStatusChange
    from .eval_contract import EvalContract as EvalContract
    from .eval_contract_conflict import EvalContractConflict as EvalContractConflict
    from .eval_contract_proposal import EvalContractProposal as EvalContractProposal
    from .eval_item_result import EvalItemResult as EvalItemResult
    from .eval_result import EvalResult as EvalResult
    from .eval_run import EvalRun as EvalRun
    from .eval_run_accepted import EvalRunAccepted as EvalRunAccepted
    from .eval_run_envelope import EvalRunEnvelope as EvalRunEnvelope
    from .eval_run_request import EvalRunRequest as EvalRunRequest
    from .eval_run_status import EvalRunStatus as EvalRunStatus
    from .eval_set import EvalSet as EvalSet
    from .eval_set_envelope import EvalSetEnvelope as EvalSetEnvelope
    from .eval_set_list import EvalSetList as EvalSetList
    from .field_basis import FieldBasis as FieldBasis
    from .finish_reason import FinishReason as FinishReason
    from .frontier_model import FrontierModel as FrontierModel
    from .frontier_model_list import FrontierModelList as FrontierModelList
    from .json_schema import JsonSchema as JsonSchema
    from .leaderboard import Leaderboard as Leaderboard
    from .leaderboard_entry import LeaderboardEntry as LeaderboardEntry
    from .matcher_kind import MatcherKind as MatcherKind
    from .mcp_server import McpServer as McpServer
    from .mcp_tool_call import McpToolCall as McpToolCall
    from .metric_dimension import MetricDimension as MetricDimension
    from .model_kind import ModelKind as ModelKind
    from .model_list import ModelList as ModelList
    from .output_schema_role import OutputSchemaRole as OutputSchemaRole
    from .pareta_api_error import ParetaApiError as ParetaApiError
    from .playground_completion import PlaygroundCompletion as PlaygroundCompletion
    from .playground_request import PlaygroundRequest as PlaygroundRequest
    from .secret_headers import SecretHeaders as SecretHeaders
    from .source_policy import SourcePolicy as SourcePolicy
    from .source_stats import SourceStats as SourceStats
    from .task_api_error import TaskApiError as TaskApiError
    from .task_capability import TaskCapability as TaskCapability
    from .task_error_event import TaskErrorEvent as TaskErrorEvent
    from .task_group import TaskGroup as TaskGroup
    from .task_group_input import TaskGroupInput as TaskGroupInput
    from .task_group_runs import TaskGroupRuns as TaskGroupRuns
    from .task_group_runs_event import TaskGroupRunsEvent as TaskGroupRunsEvent
    from .task_group_runs_input import TaskGroupRunsInput as TaskGroupRunsInput
    from .task_group_status import TaskGroupStatus as TaskGroupStatus
    from .task_group_status_event import TaskGroupStatusEvent as TaskGroupStatusEvent
    from .task_group_stream_event import TaskGroupStreamEvent as TaskGroupStreamEvent
    from .task_match import TaskMatch as TaskMatch
    from .task_match_candidate import TaskMatchCandidate as TaskMatchCandidate
    from .task_match_type import TaskMatchType as TaskMatchType
    from .task_processor import TaskProcessor as TaskProcessor
    from .task_run import TaskRun as TaskRun
    from .task_run_error import TaskRunError as TaskRunError
    from .task_run_event import TaskRunEvent as TaskRunEvent
    from .task_run_input import TaskRunInput as TaskRunInput
    from .task_run_json_output import TaskRunJsonOutput as TaskRunJsonOutput
    from .task_run_output import TaskRunOutput as TaskRunOutput
    from .task_run_progress_message_event import TaskRunProgressMessageEvent as TaskRunProgressMessageEvent
    from .task_run_progress_stats_event import TaskRunProgressStatsEvent as TaskRunProgressStatsEvent
    from .task_run_result import TaskRunResult as TaskRunResult
    from .task_run_status import TaskRunStatus as TaskRunStatus
    from .task_run_status_counts import TaskRunStatusCounts as TaskRunStatusCounts
    from .task_run_status_webhook import TaskRunStatusWebhook as TaskRunStatusWebhook
    from .task_run_stream_event import TaskRunStreamEvent as TaskRunStreamEvent
    from .task_run_text_output import TaskRunTextOutput as TaskRunTextOutput
    from .task_run_warning import TaskRunWarning as TaskRunWarning
    from .task_run_warning_type import TaskRunWarningType as TaskRunWarningType
    from .task_spec import TaskSpec as TaskSpec
    from .text_schema import TextSchema as TextSchema
    from .token_logprob import TokenLogprob as TokenLogprob
    from .token_logprob_alternative import TokenLogprobAlternative as TokenLogprobAlternative
    from .tool_call import ToolCall as ToolCall
    from .tool_call_delta import ToolCallDelta as ToolCallDelta
    from .tool_call_function import ToolCallFunction as ToolCallFunction
    from .tool_call_function_delta import ToolCallFunctionDelta as ToolCallFunctionDelta
    from .validation_issue import ValidationIssue as ValidationIssue
    from .webhook import Webhook as Webhook
    from .webhook_event_type import WebhookEventType as WebhookEventType

_HOMES = {
    "AdvancedSettings": ".advanced_settings",
    "AutoMetrics": ".auto_metrics",
    "AutoSchema": ".auto_schema",
    "BlobReference": ".blob_reference",
    "BlobUpload": ".blob_upload",
    "BlobUploadCompletion": ".blob_upload_completion",
    "BlobUploadCompletionRequest": ".blob_upload_completion_request",
    "BlobUploadRequest": ".blob_upload_request",
    "CatalogTask": ".catalog_task",
    "CatalogTaskList": ".catalog_task_list",
    "CatalogTaskMatchRequest": ".catalog_task_match_request",
    "ChatCompletion": ".chat_completion",
    "ChatCompletionChoice": ".chat_completion_choice",
    "ChatCompletionChunk": ".chat_completion_chunk",
    "ChatCompletionChunkChoice": ".chat_completion_chunk_choice",
    "ChatCompletionDelta": ".chat_completion_delta",
    "ChatCompletionLogprobs": ".chat_completion_logprobs",
    "ChatCompletionMessage": ".chat_completion_message",
    "ChatCompletionRequest": ".chat_completion_request",
    "ChatMessage": ".chat_message",
    "ChatModel": ".chat_model",
    "ChatRole": ".chat_role",
    "ChatStreamError": ".chat_stream_error",
    "Citation": ".citation",
    "CompletionUsage": ".completion_usage",
    "Confidence": ".confidence",
    "DataSources": ".data_sources",
    "DeployComplete": ".deploy_complete",
    "DeployFailed": ".deploy_failed",
    "DeployProgress": ".deploy_progress",
    "DeployRequest": ".deploy_request",
    "Endpoint": ".endpoint",
    "EndpointMetrics": ".endpoint_metrics",
    "EndpointStatus": ".endpoint_status",
    "EndpointStatusChange": ".endpoint_status_change",
    "EvalContract": ".eval_contract",
    "EvalContractConflict": ".eval_contract_conflict",
    "EvalContractProposal": ".eval_contract_proposal",
    "EvalItemResult": ".eval_item_result",
    "EvalResult": ".eval_result",
    "EvalRun": ".eval_run",
    "EvalRunAccepted": ".eval_run_accepted",
    "EvalRunEnvelope": ".eval_run_envelope",
    "EvalRunRequest": ".eval_run_request",
    "EvalRunStatus": ".eval_run_status",
    "EvalSet": ".eval_set",
    "EvalSetEnvelope": ".eval_set_envelope",
    "EvalSetList": ".eval_set_list",
    "FieldBasis": ".field_basis",
    "FinishReason": ".finish_reason",
    "FrontierModel": ".frontier_model",
    "FrontierModelList": ".frontier_model_list",
    "JsonSchema": ".json_schema",
    "Leaderboard": ".leaderboard",
    "LeaderboardEntry": ".leaderboard_entry",
    "MatcherKind": ".matcher_kind",
    "McpServer": ".mcp_server",
    "McpToolCall": ".mcp_tool_call",
    "MetricDimension": ".metric_dimension",
    "ModelKind": ".model_kind",
    "ModelList": ".model_list",
    "OutputSchemaRole": ".output_schema_role",
    "ParetaApiError": ".pareta_api_error",
    "PlaygroundCompletion": ".playground_completion",
    "PlaygroundRequest": ".playground_request",
    "SecretHeaders": ".secret_headers",
    "SourcePolicy": ".source_policy",
    "SourceStats": ".source_stats",
    "TaskApiError": ".task_api_error",
    "TaskCapability": ".task_capability",
    "TaskErrorEvent": ".task_error_event",
    "TaskGroup": ".task_group",
    "TaskGroupInput": ".task_group_input",
    "TaskGroupRuns": ".task_group_runs",
    "TaskGroupRunsEvent": ".task_group_runs_event",
    "TaskGroupRunsInput": ".task_group_runs_input",
    "TaskGroupStatus": ".task_group_status",
    "TaskGroupStatusEvent": ".task_group_status_event",
    "TaskGroupStreamEvent": ".task_group_stream_event",
    "TaskMatch": ".task_match",
    "TaskMatchCandidate": ".task_match_candidate",
    "TaskMatchType": ".task_match_type",
    "TaskProcessor": ".task_processor",
    "TaskRun": ".task_run",
    "TaskRunError": ".task_run_error",
    "TaskRunEvent": ".task_run_event",
    "TaskRunInput": ".task_run_input",
    "TaskRunJsonOutput": ".task_run_json_output",
    "TaskRunOutput": ".task_run_output",
    "TaskRunProgressMessageEvent": ".task_run_progress_message_event",
    "TaskRunProgressStatsEvent": ".task_run_progress_stats_event",
    "TaskRunResult": ".task_run_result",
    "TaskRunStatus": ".task_run_status",
    "TaskRunStatusCounts": ".task_run_status_counts",
    "TaskRunStatusWebhook": ".task_run_status_webhook",
    "TaskRunStreamEvent": ".task_run_stream_event",
    "TaskRunTextOutput": ".task_run_text_output",
    "TaskRunWarning": ".task_run_warning",
    "TaskRunWarningType": ".task_run_warning_type",
    "TaskSpec": ".task_spec",
    "TextSchema": ".text_schema",
    "TokenLogprob": ".token_logprob",
    "TokenLogprobAlternative": ".token_logprob_alternative",
    "ToolCall": ".tool_call",
    "ToolCallDelta": ".tool_call_delta",
    "ToolCallFunction": ".tool_call_function",
    "ToolCallFunctionDelta": ".tool_call_function_delta",
    "ValidationIssue": ".validation_issue",
    "Webhook": ".webhook",
    "WebhookEventType": ".webhook_event_type",
}

__all__ = [
    "AdvancedSettings",
    "AutoMetrics",
    "AutoSchema",
    "BlobReference",
    "BlobUpload",
    "BlobUploadCompletion",
    "BlobUploadCompletionRequest",
    "BlobUploadRequest",
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
    "DataSources",
    "DeployComplete",
    "DeployFailed",
    "DeployProgress",
    "DeployRequest",
    "Endpoint",
    "EndpointMetrics",
    "EndpointStatus",
    "EndpointStatusChange",
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
    "FinishReason",
    "FrontierModel",
    "FrontierModelList",
    "JsonSchema",
    "Leaderboard",
    "LeaderboardEntry",
    "MatcherKind",
    "McpServer",
    "McpToolCall",
    "MetricDimension",
    "ModelKind",
    "ModelList",
    "OutputSchemaRole",
    "ParetaApiError",
    "PlaygroundCompletion",
    "PlaygroundRequest",
    "SecretHeaders",
    "SourcePolicy",
    "SourceStats",
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
    "ValidationIssue",
    "Webhook",
    "WebhookEventType",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
