"""The emitters of the TypeScript port: what a spec becomes. `make ports-typescript` compiles and plays it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from codegen.ports import PORTS, typescript, typescript_api
from codegen.ports.typescript_types import literal, member_key, type_of

ROOT = Path(__file__).resolve().parents[2]
SPEC: dict[str, Any] = json.loads((ROOT / "conformance/spec.json").read_text("utf-8"))
TEXT = {"scalar": "string"}


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (TEXT, "string"),
        ({**TEXT, "nullable": True}, "string | null"),
        ({"scalar": "integer", "format": "int64"}, "number"),
        ({"scalar": "string", "format": "binary"}, "Blob"),
        ({"const": "json"}, "'json'"),
        ({"enum": ["a", "b"], "open": False}, "'a' | 'b'"),
        ({"enum": ["a"], "open": True}, "'a' | (string & {})"),
        ({"array": {"ref": "Run"}}, "spec.Run[]"),
        ({"array": {**TEXT, "nullable": True}}, "(string | null)[]"),
        ({"map": {"any": True}}, "{ [key: string]: unknown }"),
        ({"union": [TEXT, {"ref": "Run"}]}, "string | spec.Run"),
    ],
)
def test_a_type_of_the_spec_has_a_type_in_typescript(type_: dict[str, Any], expected: str) -> None:
    assert type_of(type_, "spec.") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("it's", '"it\'s"'), ("a\nb", '"a\\nb"'), (True, "true"), (None, "null"), (0.25, "0.25")],
)
def test_a_value_is_a_literal_that_javascript_reads(value: object, expected: str) -> None:
    assert literal(value) == expected


def test_a_name_that_is_no_identifier_is_quoted() -> None:
    assert [member_key(name) for name in ("run_id", "parallel-beta", "2x")] == [
        "run_id",
        "'parallel-beta'",
        "'2x'",
    ]


def test_a_tag_that_is_told_by_its_prefix_is_a_template_literal() -> None:
    text = typescript.emit(SPEC)
    assert "type: `task_run.progress_msg.${string}`;" in text
    assert "export type TaskRunStreamEvent = TaskRunProgressMessageEvent | " in text


def changed(**operation: Any) -> dict[str, Any]:
    """Return the spec with a copy of an operation that has other members."""
    spec = copy.deepcopy(SPEC)
    source = next(one for one in spec["operations"] if one["id"] == "getEndpoint")
    made = {**copy.deepcopy(source), "id": "watchEndpoint", "wait": None, **operation}
    made["sdk"] = {"namespace": "endpoints", "method": "watch_one"}
    spec["operations"].append(made)
    return spec


def test_a_new_route_with_a_stream_is_a_method_with_typed_events() -> None:
    spec = changed(
        path="/v1/endpoints/{endpoint_id}/watch",
        responses={"200": {"event": {"ref": "Endpoint"}}},
        stream={"end": {"data": "[DONE]"}},
    )
    method = "watchOne(endpointId: string, options: CallOptions = {}): Promise<EventStream<spec.Endpoint>> {"
    assert method in typescript_api.emit(spec)
    types = "watchEndpoint: { params: { endpoint_id: string; }; body: undefined; response: never; event: Endpoint };"
    assert types in typescript.emit(spec)


def test_an_id_of_a_name_that_typescript_cannot_have_gets_another_one() -> None:
    ids = [
        {"in": "path", "name": name, "required": True, "type": {"scalar": "string"}, "doc": ""}
        for name in ("delete", "options", "robot_id")
    ]
    text = typescript_api.emit(changed(parameters=ids))
    assert "watchOne(delete_: string, options_: string, robotId: string, options: CallOptions = {})" in text
    assert "{ delete: delete_, options: options_, robot_id: robotId }" in text


def test_a_stream_that_a_text_asks_for_has_an_overload_with_it() -> None:
    spec = copy.deepcopy(SPEC)
    operation = next(one for one in spec["operations"] if one["id"] == "createChatCompletion")
    operation["stream"]["when"] = {"body": "mode", "equals": "events"}
    text = typescript_api.emit(spec)
    assert "create(params: spec.ChatCompletionRequest & { mode: 'events' }, " in text
    assert "& { mode?: Exclude<spec.ChatCompletionRequest['mode'], 'events'> }, " in text


def test_a_stream_with_a_cursor_is_resumed() -> None:
    spec = changed(
        responses={"200": {"event": {"ref": "Endpoint"}}},
        stream={"cursor": {"field": "id", "parameter": "after"}},
    )
    assert "resume(this.wire, 'watchEndpoint'" in typescript_api.emit(spec)


def test_a_wait_polls_the_operation_until_its_outcome() -> None:
    spec = changed(wait={"method": "wait_for_it", "operation": "watchEndpoint", "interval": 5, "timeout": 60})
    text = typescript_api.emit(spec)
    assert (
        "waitForIt(endpointId: string, options: WaitOptions<spec.Endpoint> = {}): Promise<spec.Endpoint> {"
        in text
    )
    assert "polling every 5 s for at most 60 s" in text


def test_an_envelope_with_one_member_is_opened() -> None:
    text = typescript_api.emit(SPEC)
    assert "Promise<spec.CatalogTask[]> {" in text
    assert "as spec.EvalSet;" in text


def test_steps_of_one_method_have_no_method_of_their_own() -> None:
    assert "uploadDocument" not in typescript_api.emit(SPEC)
    assert "attachBlob: {" in typescript.emit(SPEC)


def test_the_files_of_the_port_hold_what_the_spec_gives() -> None:
    for path, emit in PORTS.items():
        if path.startswith("ports/typescript/"):
            assert (ROOT / path).read_text("utf-8") == emit(SPEC), f"{path}: run make generate"


def test_no_fact_of_the_api_is_written_by_hand() -> None:
    """A path or a status in the handwritten core would be one that the spec does not change."""
    for path in sorted((ROOT / "ports/typescript/src").rglob("*.ts")):
        if path.name not in ("spec.ts", "api.ts"):
            text = path.read_text("utf-8")
            assert "/v1/" not in text, path.name
            assert not any(f"=== {status}" in text for status in (400, 401, 404, 408, 409, 422, 429, 503)), (
                path.name
            )
