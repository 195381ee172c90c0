"""What the emitters of the Go port make of a spec that changes."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen import port_names
from codegen.ports import PORTS, go, go_methods, go_operations
from codegen.ports.go_names import duration, exported, member, unexported
from codegen.spec import Spec

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent.parent
SPEC: Json = json.loads((ROOT / "conformance/spec.json").read_text("utf-8"))


def changed() -> Json:
    """Return the spec with a new route that has a stream, and a schema with every type."""
    spec = copy.deepcopy(SPEC)
    types: list[Json] = [
        {"scalar": "string"},
        {"scalar": "number", "nullable": True},
        {"enum": ["a", "b"], "open": True},
        {"array": {"array": {"scalar": "integer"}}},
        {"map": {"ref": "TaskRun"}},
        {"any": True},
        {"union": [{"scalar": "string"}, {"ref": "JsonObject"}]},
        {"ref": "TaskRunOutput"},
        {"const": "new"},
    ]
    spec["schemas"]["News"] = {
        "kind": "object",
        "doc": "What is new.",
        "fields": [
            {"name": f"member_{number}", "type": one, "required": required, "doc": doc}
            for number, one in enumerate(types)
            for required, doc in ((number % 2 == 0, "A member." * (number % 3)),)
        ],
        "outcome": {"field": "member_2", "success": ["a"], "failure": ["b"]},
    }
    spec["schemas"]["Empty"] = {"kind": "object", "doc": "", "fields": []}
    events = next(one for one in spec["operations"] if one["id"] == "streamTaskGroupEvents")
    spec["operations"].append(
        {
            **events,
            "id": "watchNews",
            "path": "/v1/news/{type}",
            "sdk": {"namespace": "news", "method": "watch"},
            "parameters": [
                {"in": "path", "name": "type", "required": True, "type": {"scalar": "string"}, "doc": ""},
                {
                    "in": "header",
                    "name": "x-news",
                    "required": False,
                    "type": {"scalar": "string"},
                    "doc": "",
                },
            ],
            "responses": {"200": {"event": {"ref": "News"}}},
            "stream": {},
        }
    )
    return spec


def test_a_new_route_with_a_stream_becomes_a_typed_method() -> None:
    text = go_methods.methods(changed())
    assert (
        "func (s *NewsService) Watch(ctx context.Context, type_ string, opts ...Option) iter.Seq2[News, error] {"
        in text
    )
    assert "\tNews *NewsService" in text
    assert "func WithXNews(value string) Option {" in text
    assert "var OpWatchNews = Op[None, News]" in go_operations.operations(changed())


def test_each_type_that_holds_a_secret_at_whatever_depth_is_printed_without_it() -> None:
    spec = changed()
    fields = spec["schemas"]["Empty"]["fields"]
    fields.append(
        {"name": "a", "type": {"map": {"array": {"ref": "McpServer"}}}, "required": False, "doc": ""}
    )
    news = next(one for one in spec["operations"] if one["id"] == "deployEndpoint")
    news["stream"]["events"]["news"] = "Empty"
    without, with_secret = (
        set(re.findall(r"func \(v (\w+)\) LogValue", go.models(each))) for each in (SPEC, spec)
    )
    assert {"MCPServer", "TaskRunInput", "TaskGroupRunsInput", "TaskRunStreamEvent"} <= without
    assert with_secret - without == {"Empty", "DeployEndpointEvent"}


@pytest.mark.parametrize("emit", [go.models, go_operations.operations, go_methods.methods])
@pytest.mark.parametrize("spec", [SPEC, changed()], ids=["as it is", "changed"])
def test_generated_code_is_as_gofmt_writes_it(emit: Any, spec: Json) -> None:
    gofmt = shutil.which("gofmt")
    if gofmt is None:
        pytest.skip("Go is not installed here")
    text = emit(spec)
    done = subprocess.run([gofmt], input=text, capture_output=True, text=True, check=True)
    assert done.stdout == text


def test_what_only_responses_have_keeps_its_order() -> None:
    text = go.models(SPEC)
    assert "\tExamples []json.RawMessage" in text  # of a response
    assert "\tStop any" in text  # of a request


@pytest.mark.parametrize(
    ("name", "public", "argument"),
    [
        ("task_id", "TaskID", "taskID"),
        ("taskDisplay", "TaskDisplay", "taskDisplay"),
        ("JsonSchema", "JSONSchema", "jsonSchema"),
        ("parallel-beta", "ParallelBeta", "parallelBeta"),
        ("run_ids", "RunIDs", "runIDs"),
        ("url", "URL", "url"),
        ("type", "Type", "type_"),
        ("createBlobUploadUrl", "CreateBlobUploadURL", "createBlobUploadURL"),
        ("ultra8x-fast", "Ultra8XFast", "ultra8XFast"),
    ],
)
def test_names_follow_the_habits_of_go(name: str, public: str, argument: str) -> None:
    assert (exported(name), unexported(name)) == (public, argument)


@pytest.mark.parametrize(
    ("seconds", "source"),
    [(60, "60 * time.Second"), (0.25, "250 * time.Millisecond"), (0, "0 * time.Second")],
)
def test_durations_are_written_as_go_does(seconds: float, source: str) -> None:
    assert duration(seconds) == source


def test_the_handwritten_methods_are_in_the_spec() -> None:
    names = {f"{one['sdk']['namespace']}.{one['sdk']['method']}" for one in SPEC["operations"] if one["sdk"]}
    assert names >= go_methods.HANDWRITTEN


def test_the_generated_files_of_the_port_are_those_of_the_hook() -> None:
    found = {f"ports/go/{path.name}" for path in (ROOT / "ports/go").glob("*_gen.go")}
    assert found == {path for path in PORTS if path.startswith("ports/go/")}


@pytest.mark.parametrize(
    ("name", "go_name", "argument"),
    [
        ("3d", "N3D", "n3D"),
        ("extra", "Extra_", "extra"),
        ("marshal_json", "MarshalJSON_", "marshalJSON"),
        ("string", "String_", "string_"),
        ("tag", "Tag_", "tag"),
        ("value", "Value", "value_"),
        ("s", "S", "s_"),
    ],
)
def test_a_name_that_go_cannot_have_becomes_another(name: str, go_name: str, argument: str) -> None:
    assert (member(name), unexported(name)) == (go_name, argument)


def test_values_of_an_enum_that_become_one_name_share_a_constant_of_the_first() -> None:
    spec = copy.deepcopy(SPEC)
    spec["schemas"]["TaskRunStatus"]["type"]["enum"] = ["created", "-created", "1.0", "10"]
    text = next(emit(spec) for file, emit in PORTS.items() if file.endswith("types_gen.go"))
    assert text.count(" TaskRunStatus = ") == 2
    assert 'TaskRunStatusCreated TaskRunStatus = "created"' in text


def test_a_header_of_two_operations_has_one_option() -> None:
    spec = changed()
    *_, header = spec["operations"][-1]["parameters"]
    other = {**header, "name": "X-News", "doc": "Another description."}
    spec["operations"].append({**spec["operations"][-1], "id": "readNews", "parameters": [other]})
    assert go_methods.methods(spec).count("func WithXNews(") == 1


def test_the_header_of_the_idempotency_key_is_known_in_any_case() -> None:
    spec = copy.deepcopy(SPEC)
    operation = next(one for one in spec["operations"] if one["id"] == "createTaskRun")
    operation["parameters"][-1]["name"] = operation["parameters"][-1]["name"].lower()
    line = "var OpCreateTaskRun = "
    before, after = (go_operations.operations(one).partition(line)[2].split("\n")[0] for one in (SPEC, spec))
    assert before == after
    assert go_methods.methods(spec) == go_methods.methods(SPEC)


def test_a_path_of_another_version_may_stand_beside_the_others() -> None:
    spec = copy.deepcopy(SPEC)
    spec["operations"][-1]["path"] = "/v2/models"
    assert 'versionPath          = "/v1"' in go_operations.operations(spec)


def test_a_stream_that_a_text_asks_for_is_asked_for_with_it() -> None:
    spec = copy.deepcopy(SPEC)
    operation = next(one for one in spec["operations"] if one["id"] == "createChatCompletion")
    operation["stream"]["when"] = {"body": "mode", "equals": "events"}
    assert 'flag: "mode", value: "\\"events\\"",' in go_operations.operations(spec)


def test_a_value_of_an_enum_without_letters_gets_no_constant() -> None:
    spec = copy.deepcopy(SPEC)
    spec["schemas"]["TaskRunStatus"]["type"]["enum"] = ["", "é", "1"]
    text = next(emit(spec) for file, emit in PORTS.items() if file.endswith("types_gen.go"))
    assert text.count(" TaskRunStatus = ") == 1
    assert 'TaskRunStatusN1 TaskRunStatus = "1"' in text


def test_every_public_name_of_the_generated_files_is_known_to_the_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claimed = set[str]()
    claim = port_names._Scope.claim

    def noting(scope: Any, name: str, owner: str, place: Any) -> Any:
        claimed.add(name)
        return claim(scope, name, owner, place)

    monkeypatch.setattr(port_names._Scope, "claim", noting)
    assert not list(port_names.taken_port_names(Spec.load(ROOT / "openapi.yaml")))
    declared = re.compile(r"^(?:func|type|var|const) ([A-Z]\w*)|^\t([A-Z]\w*) .*= ", re.MULTILINE)
    texts = [emit(SPEC) for file, emit in PORTS.items() if file.endswith("_gen.go")]
    names = {a or b for text in texts for a, b in declared.findall(text)}
    assert names - claimed == {*port_names.OF_THE_SPEC, "CreateBlobUploadURLMinBytes"}
    assert len(names) > 250
