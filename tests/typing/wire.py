"""Typical uses of the low-level client, for type checkers only: this file is never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Never, assert_type

from pareta_wire import (
    Array,
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionRequest,
    ChatMessage,
    DeployComplete,
    DeployFailed,
    DeployProgress,
    DeployRequest,
    Empty,
    Endpoint,
    EvalSetEnvelope,
    FilePart,
    JsonObject,
    JsonSchema,
    NamedEvent,
    Operation,
    Request,
    ResponseInfo,
    TaskErrorEvent,
    TaskRun,
    TaskRunEvent,
    TaskRunInput,
    TaskRunJsonOutput,
    TaskRunProgressMessageEvent,
    TaskRunProgressStatsEvent,
    TaskRunResult,
    TaskRunStatus,
    TaskRunTextOutput,
    TaskSpec,
    Unknown,
    create_chat_completion,
    create_eval_set,
    create_task_run,
    delete_endpoint,
    deploy_endpoint,
    get_endpoint_metrics,
    get_task_run_result,
    list_endpoints,
    stream_task_run_events,
)
from pareta_wire.operations import OPERATIONS


def requests_know_their_answers_and_events() -> None:
    body = TaskRunInput("core", {"company": "acme"}, task_spec=TaskSpec(JsonSchema({"type": "object"})))
    assert_type(create_task_run(body=body, parallel_beta="a"), Request[TaskRun, Never])
    assert_type(get_task_run_result("trun_1", timeout=60), Request[TaskRunResult, Never])
    assert_type(list_endpoints(), Request[Array[Endpoint], Never])
    assert_type(delete_endpoint("ep"), Request[Empty, Never])
    rows = FilePart("items.jsonl", b"{}", "application/jsonl")
    assert_type(create_eval_set(items=rows, task_id="t"), Request[EvalSetEnvelope, Never])
    get_endpoint_metrics("ep", "a dimension of tomorrow", filters={"window": "24h", "n": 1})


def a_chat_has_an_answer_and_a_stream() -> None:
    body = ChatCompletionRequest("m", [ChatMessage("user", content="hi")], temperature=0.2)
    request = create_chat_completion(body=body)
    assert_type(request, Request[ChatCompletion, ChatCompletionChunk])
    assert_type(request.operation, Operation[ChatCompletion, ChatCompletionChunk])
    assert_type(request.body, Mapping[str, object] | None)


def named_events_are_told_apart_by_their_data() -> None:
    request = deploy_endpoint(body=DeployRequest("contract-key-fields"))
    stream = request.operation.stream
    assert stream is not None
    event = stream.decode("progress", {})
    assert_type(
        event,
        NamedEvent[DeployProgress]
        | NamedEvent[DeployComplete]
        | NamedEvent[DeployFailed]
        | NamedEvent[Unknown],
    )
    if isinstance(event.data, DeployComplete):
        assert_type(event.data.endpoint, Endpoint | None)


def events_of_a_union_are_told_apart_by_their_class() -> None:
    stream = stream_task_run_events("trun_1").operation.stream
    assert stream is not None
    event = stream.decode("", {})
    assert_type(
        event,
        TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent | Unknown,
    )
    if isinstance(event, TaskRunEvent):
        assert_type(event.run.status, TaskRunStatus)
        assert_type(event.output, TaskRunJsonOutput | TaskRunTextOutput | Unknown | None)


def answers_are_typed_through_and_through(result: TaskRunResult) -> str | None:
    assert_type(result.response, ResponseInfo | None)
    assert_type(result["anything"], Any)
    assert_type(dict(result), dict[str, Any])
    assert_type(list(result), list[str])
    assert_type(result.to_json(), str)
    assert_type(result.to_dict(), JsonObject)
    if isinstance(result.output, TaskRunTextOutput):
        return result.output.content
    if isinstance(result.output, TaskRunJsonOutput):
        for basis in result.output.basis:
            for citation in basis.citations or ():
                assert_type(citation.excerpts, list[str])
                return citation.url
    return None


def mistakes_are_found(run: TaskRun) -> None:
    TaskRunInput("core")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    create_task_run(TaskRunInput("core", "x"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    _ = run.no_such_field  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def every_operation_can_be_walked() -> None:
    for operation_id, operation in OPERATIONS.items():
        assert_type(operation_id, str)
        assert_type(operation.error_statuses, frozenset[int])
