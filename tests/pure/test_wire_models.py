"""The generated models in general: tolerance, the record, encoding, equality. Each row is one thing servers do."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pareta_wire import (
    Array,
    BlobUpload,
    ChatCompletion,
    ChatCompletionRequest,
    ChatMessage,
    DecodeError,
    DeployComplete,
    DeployProgress,
    Empty,
    Endpoint,
    JsonSchema,
    McpServer,
    Model,
    NamedEvent,
    ResponseInfo,
    SourcePolicy,
    TaskErrorEvent,
    TaskRun,
    TaskRunError,
    TaskRunEvent,
    TaskRunInput,
    TaskRunJsonOutput,
    TaskRunProgressMessageEvent,
    TaskRunResult,
    TaskRunTextOutput,
    TaskRunWarning,
    TaskSpec,
    Unknown,
    encode,
    model,
    operations,
)

RUN: dict[str, Any] = {
    "run_id": "trun_1",
    "status": "queued",
    "is_active": True,
    "processor": "core",
    "created_at": "2025-04-23T20:21:48.037943Z",
    "modified_at": None,
}
decode_event = operations.OPERATIONS["streamTaskRunEvents"].stream.decode  # type: ignore[union-attr]
decode_deploy = operations.OPERATIONS["deployEndpoint"].stream.decode  # type: ignore[union-attr]


def test_known_fields_are_attributes_and_their_scalars_are_as_the_server_sent_them() -> None:
    run = TaskRun.from_dict(RUN)
    assert (run.run_id, run.is_active, run.created_at) == ("trun_1", True, "2025-04-23T20:21:48.037943Z")


def test_a_value_that_an_enum_does_not_list_stays_the_string_it_is() -> None:
    assert TaskRun.from_dict(RUN | {"status": "paused"}).status == "paused"


@pytest.mark.parametrize("record", [{}, {"run_id": None, "status": None, "warnings": None, "error": None}])
def test_missing_and_null_fields_are_none_and_lists_empty_required_or_not(record: dict[str, Any]) -> None:
    run = TaskRun.from_dict(record)
    assert (run.run_id, run.status, run.warnings, run.error) == (None, None, [], None)
    assert run.to_dict() == record


def test_an_unknown_field_is_kept_and_reachable_in_three_ways() -> None:
    run = TaskRun.from_dict(RUN | {"region": {"name": "eu"}})
    assert run["region"] == run.get("region") == run.region == {"name": "eu"}  # type: ignore[attr-defined]
    assert "region" in run
    assert run.to_dict()["region"] == {"name": "eu"}


def test_a_field_that_nobody_sent_is_an_error_of_the_kind_python_users_expect() -> None:
    run = TaskRun.from_dict(RUN)
    with pytest.raises(KeyError):
        run["region"]
    with pytest.raises(AttributeError, match="'TaskRun' object has no attribute 'region'"):
        _ = run.region  # type: ignore[attr-defined]
    assert run.get("region") is None
    assert run.get("region", 1) == 1
    assert "region" not in run
    assert dict(run.items()) == RUN  # type: ignore[attr-defined]
    assert TaskRun.from_dict({**RUN, "items": [1]}).items == [1], "a member of that name is reachable"


def test_the_record_holds_raw_values_and_the_attributes_models() -> None:
    run = TaskRun.from_dict(RUN | {"warnings": [{"type": "warning", "message": "Careful."}]})
    assert run["warnings"] == [{"type": "warning", "message": "Careful."}]
    assert run.warnings == [TaskRunWarning("warning", "Careful.")]


def test_names_stay_as_they_are_on_the_wire() -> None:
    assert Endpoint.from_dict({"taskName": "contract-key-fields"}).taskName == "contract-key-fields"
    assert ChatCompletion.from_dict({"object": "chat.completion", "choices": []}).object == "chat.completion"


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ({"type": "json", "content": {"a": 1}, "basis": []}, TaskRunJsonOutput),
        ({"type": "text", "content": "a", "basis": []}, TaskRunTextOutput),
        ({"type": "table", "rows": [[1]]}, Unknown),
        ({"content": "no tag"}, Unknown),
        ({"type": None}, Unknown),
        ({"type": ["json"]}, Unknown),
    ],
)
def test_a_union_is_chosen_by_its_tag_and_a_strange_one_is_kept(
    output: dict[str, Any], kind: type[Model]
) -> None:
    result = TaskRunResult.from_dict({"run": RUN, "output": output})
    assert type(result.output) is kind
    assert result.output.to_dict() == output
    assert result.to_dict() == {"run": RUN, "output": output}


def test_the_tag_decides_even_if_another_variant_would_fit_better() -> None:
    output = {"type": "text", "content": {"a": 1}, "output_schema": {}, "basis": []}
    assert type(TaskRunResult.from_dict({"run": RUN, "output": output}).output) is TaskRunTextOutput


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "task_run.state", "event_id": None, "run": RUN}, TaskRunEvent),
        ({"type": "task_run.progress_msg.plan", "message": "…"}, TaskRunProgressMessageEvent),
        ({"type": "task_run.progress_msg.brand_new", "message": "…"}, TaskRunProgressMessageEvent),
        ({"type": "error", "error": {"ref_id": "r", "message": "m"}}, TaskErrorEvent),
        ({"type": "task_run.progress_msg", "message": "no dot"}, Unknown),
        ({"type": "heartbeat"}, Unknown),
    ],
)
def test_events_of_a_run_are_decoded_by_their_tag_or_its_prefix(
    event: dict[str, Any], kind: type[Model]
) -> None:
    assert type(decode_event("", event)) is kind


def test_an_event_of_a_known_name_is_readable_as_an_object_and_by_keys() -> None:
    event = decode_deploy("complete", {"endpoint": {"name": "ep", "new": 1}})
    assert type(event) is NamedEvent
    assert type(event.data) is DeployComplete
    assert event.data.endpoint == Endpoint(name="ep")
    assert (event["event"], event["data"]) == ("complete", {"endpoint": {"name": "ep", "new": 1}})
    assert event.to_dict() == {"event": "complete", "data": {"endpoint": {"name": "ep", "new": 1}}}
    assert (event.get("event"), event.get("else"), event.get("else", 1)) == ("complete", None, 1)
    assert "data" in event
    assert "else" not in event
    with pytest.raises(KeyError):
        event["else"]


@pytest.mark.parametrize("data", [{"load": 1}, 1700000000, None, "text", []])
def test_an_event_of_a_strange_name_is_kept_whatever_its_data_is(data: object) -> None:
    event = decode_deploy("ping", data)
    assert type(event.data) is Unknown
    assert (event.event, event["data"]) == ("ping", data if data is not None else {})


def test_an_event_that_one_builds_oneself_reads_the_same() -> None:
    event = NamedEvent("progress", DeployProgress(stage="warming-up"))
    assert event["data"] == {"stage": "warming-up"}
    assert event.to_dict() == {"event": "progress", "data": {"stage": "warming-up"}}
    assert event == NamedEvent("progress", DeployProgress(stage="warming-up"), {"stage": "warming-up"})


WRONG_SHAPES = [
    (TaskRun.from_dict, [], "TaskRun", "expected an object, found an array"),
    (TaskRun.from_dict, None, "TaskRun", "expected an object, found null"),
    (TaskRun.from_dict, "<html>", "TaskRun", "expected an object, found a string"),
    (TaskRun.from_dict, 3, "TaskRun", "found a number"),
    (TaskRun.from_dict, True, "TaskRun", "found a boolean"),
    (TaskRun.from_dict, {"error": "boom"}, "TaskRun.error", "expected an object, found a string"),
    (TaskRun.from_dict, {"warnings": {"a": 1}}, "TaskRun.warnings", "expected an array, found an object"),
    (TaskRun.from_dict, {"warnings": "boom"}, "TaskRun.warnings", "expected an array, found a string"),
    (
        TaskRun.from_dict,
        {"warnings": [{}, {}, 7]},
        "TaskRun.warnings[2]",
        "expected an object, found a number",
    ),
    (TaskRunResult.from_dict, {"run": {"warnings": [0]}}, "TaskRunResult.run.warnings[0]", "a number"),
    (TaskRunResult.from_dict, {"output": []}, "TaskRunResult.output", "expected an object, found an array"),
    (
        TaskRunResult.from_dict,
        {"output": {"type": "text", "basis": [{"citations": [{}, "x"]}]}},
        "TaskRunResult.output.basis[0].citations[1]",
        "expected an object, found a string",
    ),
    (lambda data: Array[Endpoint].decode(data, Endpoint.from_dict), [{}, None], "Array[1]", "found null"),
    (lambda data: Array[Endpoint].decode(data, Endpoint.from_dict), {}, "Array", "found an object"),
    (lambda data: Array[Endpoint].decode(data, Endpoint.from_dict), None, "Array", "found null"),
    (lambda data: decode_deploy("complete", data), [], "DeployComplete", "found an array"),
]


@pytest.mark.parametrize(("decode", "data", "path", "problem"), WRONG_SHAPES)
def test_json_of_another_shape_is_an_error_that_says_where(
    decode: Any, data: object, path: str, problem: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(data)
    assert caught.value.path == path
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.path, str(again)) == (path, str(caught.value))


def test_a_dict_of_another_class_is_a_record_too() -> None:
    class Ordered(dict[str, Any]):
        pass

    assert TaskRun.from_dict(Ordered(RUN)).run_id == "trun_1"


def many_results(count: int = 12) -> dict[str, Any]:
    basis = [{"field": str(number), "citations": [{"url": str(number)}] * count} for number in range(count)]
    return {"run": {"run_id": "trun_1"}, "output": {"type": "text", "content": "a", "basis": basis}}


@pytest.mark.parametrize(
    ("break_it", "path", "problem"),
    [
        (lambda basis: basis.append(7), "[12]", "expected an object, found a number"),
        (lambda basis: basis.insert(3, None), "[3]", "expected an object, found null"),
        (lambda basis: basis[5].update(citations="x"), "[5].citations", "expected an array, found a string"),
        (lambda basis: basis[5].update(citations={}), "[5].citations", "expected an array, found an object"),
        (lambda basis: basis[1]["citations"].append([]), "[1].citations[12]", "found an array"),
    ],
)
def test_an_error_deep_in_a_long_array_names_its_path(break_it: Any, path: str, problem: str) -> None:
    data = many_results()
    break_it(data["output"]["basis"])
    with pytest.raises(DecodeError) as caught:
        TaskRunResult.from_dict(data)
    assert caught.value.path == "TaskRunResult.output.basis" + path
    assert problem in str(caught.value)


def test_a_dict_and_a_list_of_another_class_are_decoded_too() -> None:
    class Ordered(dict[str, Any]):
        pass

    class Listed(list[Any]):
        pass

    found = TaskRun.from_dict({"warnings": Listed([{"message": "a"}, Ordered(message="b")])}).warnings
    assert found == [TaskRunWarning.from_dict({"message": "a"}), TaskRunWarning.from_dict({"message": "b"})]


def test_every_object_is_made_when_the_response_is_decoded() -> None:
    data = many_results()
    result = TaskRunResult.from_dict(data)
    data["output"]["basis"].clear()
    assert isinstance(result.output, TaskRunTextOutput)
    assert [basis.field for basis in result.output.basis] == [str(number) for number in range(12)]
    assert result.output.basis is result.output.basis


def test_decoding_keeps_the_record_and_copies_nothing() -> None:
    record = RUN | {"metadata": {"a": 1}}
    assert TaskRun.from_dict(record).metadata is record["metadata"]


def test_to_dict_gives_the_fields_as_they_are_now_over_the_record() -> None:
    run = TaskRun.from_dict(RUN | {"region": "eu"})
    run.status = "completed"
    run.modified_at = "2025-04-24T16:05:33Z"
    run.error = TaskRunError("ref", "message")
    assert run.to_dict() == RUN | {
        "region": "eu",
        "status": "completed",
        "modified_at": "2025-04-24T16:05:33Z",
        "error": {"ref_id": "ref", "message": "message"},
    }
    run.status = None  # type: ignore[assignment]
    assert run.to_dict()["status"] is None
    assert run["status"] == "queued", "the record stays as the server sent it"


def test_to_dict_gives_a_copy_that_can_be_changed() -> None:
    run = TaskRun.from_dict(RUN | {"metadata": {"tags": ["a"]}, "new": {"deep": []}})
    shown = run.to_dict()
    shown["metadata"]["tags"].append("b")
    shown["new"]["deep"].append(1)
    assert run.to_dict() == RUN | {"metadata": {"tags": ["a"]}, "new": {"deep": []}}


def test_a_self_built_object_gives_what_was_set_and_can_be_read_like_any_other() -> None:
    body = TaskRunInput("core", {"a": (1, 2)}, task_spec=TaskSpec(JsonSchema({"type": "object"})))
    assert body.to_dict() == {
        "processor": "core",
        "input": {"a": [1, 2]},
        "task_spec": {"output_schema": {"json_schema": {"type": "object"}, "type": "json"}},
    }
    assert body["processor"] == body.get("processor") == "core"
    assert "webhook" not in body
    assert body.get("webhook", 0) == 0
    with pytest.raises(AttributeError):
        _ = body.region  # type: ignore[attr-defined]


def test_a_tag_that_can_have_one_value_only_need_not_be_said() -> None:
    assert JsonSchema({}).type == "json"
    assert JsonSchema({}).to_dict() == {"type": "json", "json_schema": {}}


def test_a_request_built_from_a_dict_keeps_members_that_the_spec_does_not_list() -> None:
    record = {
        "model": "m",
        "messages": [{"role": "user", "content": "hi", "cache": True}],
        "repetition_penalty": 1.1,
    }
    body = ChatCompletionRequest.from_dict(record)
    assert type(body.messages[0]) is ChatMessage
    assert body.messages[0].role == "user"
    body.temperature = 0.5
    assert body.to_dict() == record | {"temperature": 0.5}


def test_encode_writes_models_containers_and_scalars() -> None:
    value = {"run": TaskRun.from_dict(RUN), "list": [(1, True, None)], "empty": Empty(), "x": 1.5}
    assert encode(value) == {"run": RUN, "list": [[1, True, None]], "empty": {}, "x": 1.5}
    assert encode([NamedEvent("progress", DeployProgress())]) == [{"event": "progress", "data": {}}]


def test_encode_writes_a_date_as_iso_8601() -> None:
    assert encode(SourcePolicy(after_date=date(2024, 2, 29))) == {"after_date": "2024-02-29"}
    assert encode([datetime(2024, 2, 29, 12, tzinfo=UTC)]) == ["2024-02-29T12:00:00+00:00"]


class NotADate(date):
    """Like pandas' NaT: a date that is not equal to itself."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = date.__hash__


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ([{"when": NotADate(2024, 1, 1)}], r"value\[0\]\.when is not a JSON value: NotADate"),
        ({1, 2}, "value is not a JSON value: set"),
        ({"a": [1, {"b": b"x"}]}, r"value\.a\[1\]\.b is not a JSON value: bytes"),
        ({"a": {1: 2}}, r"value\.a has a key that is not a string: 1"),
        ([TaskRunInput("core", object())], r"value\[0\]\.input is not a JSON value: object"),
        (
            [TaskRunInput("core", [TaskSpec(set())])],
            r"value\[0\]\.input\[0\]\.output_schema is not a JSON value: set",
        ),
    ],
)
def test_encode_refuses_what_json_cannot_say_and_names_the_place(value: object, shown: str) -> None:
    with pytest.raises(TypeError, match=shown):
        encode(value)


def test_to_dict_names_the_place_from_its_own_class_on() -> None:
    with pytest.raises(TypeError, match=r"TaskRunInput\.metadata\.a is not a JSON value: complex"):
        TaskRunInput("core", "x", metadata={"a": 1j}).to_dict()


def test_objects_are_equal_by_class_and_declared_fields() -> None:
    assert TaskRun.from_dict(RUN) == TaskRun.from_dict(RUN | {"new": 1})
    assert TaskRun.from_dict(RUN) != TaskRun.from_dict(RUN | {"status": "failed"})
    assert TaskRunTextOutput("a", []) != TaskRunJsonOutput({}, [])
    assert TaskRun.from_dict(RUN) != RUN
    assert Unknown.from_dict({"a": 1}) == Unknown.from_dict({"a": 1})
    assert Unknown.from_dict({"a": 1}) != Unknown.from_dict({"a": 2})
    with pytest.raises(TypeError, match="unhashable"):
        hash(TaskRun.from_dict(RUN))


def test_a_repr_shows_what_is_set_and_hides_secrets() -> None:
    server = McpServer("https://tools.example.com", "tools", headers={"authorization": "Bearer hush"})
    assert (
        repr(server) == "McpServer(url='https://tools.example.com', name='tools', headers='***', type='url')"
    )
    assert "hush" not in repr(TaskRunInput("core", "x", mcp_servers=[server]))
    assert "sig=" not in repr(
        BlobUpload.from_dict({"upload_url": "https://host/?sig=1", "storage_uri": "s3://b"})
    )
    assert repr(Unknown.from_dict({"type": "x", "token": "hush"})) == "Unknown(fields=['type', 'token'])"
    assert repr(Empty()) == "Empty()"


@pytest.mark.parametrize(
    "value",
    [
        TaskRunResult.from_dict(
            {"run": RUN, "output": {"type": "text", "content": "a", "basis": [], "n": 1}}
        ),
        TaskRunInput("core", "x"),
        Unknown.from_dict({"type": "x"}),
        Empty(),
        decode_deploy("complete", {"endpoint": {"name": "ep", "new": 1}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_objects_can_be_pickled_and_copied_with_their_record(value: Any) -> None:
    if isinstance(value, Model):
        model.attach_response(value, ResponseInfo(200, {"a": "b"}, "req_1"))
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(other) is type(value)
        assert other == value
        assert other.to_dict() == value.to_dict()
        if isinstance(value, Model):
            assert other.response == ResponseInfo(200, {"a": "b"}, "req_1")


def test_only_what_came_with_a_response_has_one() -> None:
    result = TaskRunResult.from_dict({"run": RUN})
    assert result.response is None
    model.attach_response(result, ResponseInfo(200, {}, "req_1", billed_micro_usd=7))
    assert result.response is not None
    assert result.response.billed_micro_usd == 7
    assert result.run.response is None


def test_an_array_is_a_list_that_may_have_a_response() -> None:
    array = Array[Endpoint].decode([{"name": "a"}, {"name": "b"}], Endpoint.from_dict)
    assert [endpoint.name for endpoint in array] == ["a", "b"]
    assert isinstance(array, list)
    assert array.response is None
    model.attach_response(array, ResponseInfo(200, {}))
    again = pickle.loads(pickle.dumps(array))
    assert again == array
    assert again.response == ResponseInfo(200, {})
    assert json.loads(json.dumps(encode(array))) == [{"name": "a"}, {"name": "b"}]


def test_objects_have_no_dict_of_their_own_and_take_no_stray_attributes() -> None:
    run = TaskRun.from_dict(RUN)
    with pytest.raises(AttributeError):
        run.regoin = "eu"  # type: ignore[attr-defined]
    assert not hasattr(run, "__dict__")
