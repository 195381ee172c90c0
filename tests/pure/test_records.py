"""Records as Python values: mapping access, copies, JSON text, pydantic fields, FastAPI responses."""

from __future__ import annotations

import copy
import io
import json
import pickle
import unicodedata
from typing import Annotated, Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError, create_model
from rich.console import Console
from rich.measure import Measurement

import parallel.types
import pareta.types
from parallel.types import TaskRunOutput, with_parsed
from parallel.webhooks import WebhookEvent
from pareta.types import EvalRun, ModelList
from pareta_wire import (
    Array,
    ChatModel,
    DeployProgress,
    Empty,
    Endpoint,
    FieldBasis,
    Leaderboard,
    NamedEvent,
    TaskRun,
    TaskRunInput,
    TaskRunJsonOutput,
    TaskRunResult,
    TaskRunTextOutput,
    Unknown,
    encode,
)
from pareta_wire.model import Model
from pareta_wire.notebook import to_html
from pareta_wire.records import Records
from pareta_wire.terminal import to_rich

RUN: dict[str, Any] = {"run_id": "trun_1", "status": "queued", "warnings": [{"message": "é"}], "region": "eu"}
PROGRESS: dict[str, Any] = {"event": "progress", "data": {"stage": "warming-up", "new": 1}}


def run() -> TaskRun:
    return TaskRun.from_dict(copy.deepcopy(RUN))


def progress() -> NamedEvent[DeployProgress]:
    data = copy.deepcopy(PROGRESS["data"])
    return NamedEvent("progress", DeployProgress.from_dict(data), data)


COMPLETION: dict[str, Any] = {
    "id": "c",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi", "tool_calls": None}}],
}
JSON_OUTPUT: dict[str, Any] = {"type": "json", "content": {"year": 1945}, "basis": None, "new": 1}
TEXT_OUTPUT: dict[str, Any] = {"type": "text", "content": "1945"}
EVENT: dict[str, Any] = {"type": "task_run.state", "event_id": "e", "run": RUN, "output": JSON_OUTPUT}
RESULT: dict[str, Any] = {"run": RUN, "output": JSON_OUTPUT, "new": [1]}
WEBHOOK: dict[str, Any] = {"url": "https://a", "event_types": ["task_run.status"]}


def typed() -> parallel.TaskRunResult[int]:
    """Return a result whose parsed output differs from its content."""
    return with_parsed(TaskRunResult.from_dict(copy.deepcopy(RESULT)), 1945)


VALUES: dict[str, tuple[Any, dict[str, Any]]] = {
    "a completion": (pareta.ChatCompletion.from_dict(copy.deepcopy(COMPLETION)), COMPLETION),
    "an endpoint": (pareta.Endpoint.from_dict({"id": "e", "task": "t"}), {"id": "e", "task": "t"}),
    "an odd endpoint of a list": (pareta.Endpoint.from_listed({"status": "live"}), {"status": "live"}),
    "a leaderboard": (pareta.Leaderboard.from_dict({"models": None}), {"models": None}),
    "a typed result": (typed(), RESULT),
    "its output": (typed().output, JSON_OUTPUT),
    "JSON": (parallel.TaskRunJsonOutput.from_dict(JSON_OUTPUT), JSON_OUTPUT),
    "a text": (parallel.TaskRunTextOutput.from_dict(TEXT_OUTPUT), TEXT_OUTPUT),
    "an output of an unknown kind": (parallel.TaskRunOutput.from_dict({"type": "x"}), {"type": "x"}),
    "an output made by hand": (
        parallel.TaskRunJsonOutput(content={"a": 1}, parsed=7),
        {"content": {"a": 1}, "type": "json"},
    ),
    "an event of a run": (parallel.TaskRunEvent.from_dict(copy.deepcopy(EVENT)), EVENT),
    "a webhook for a request": (parallel.Webhook.from_dict(dict(WEBHOOK)), WEBHOOK),
    "a model": (run(), RUN),
    "one made by hand": (TaskRunInput("core", "x"), {"processor": "core", "input": "x"}),
    "a class of the facade": (EvalRun.from_dict({"id": "r", "results": []}), {"id": "r", "results": []}),
    "an unknown variant": (Unknown.from_dict({"type": "table", "rows": [1]}), {"type": "table", "rows": [1]}),
    "an empty result": (Empty(), {}),
    "a named event": (progress(), PROGRESS),
}
every_value = pytest.mark.parametrize(("value", "record"), VALUES.values(), ids=list(VALUES))


@every_value
def test_a_record_can_be_read_like_a_mapping(value: Any, record: dict[str, Any]) -> None:
    assert dict(value) == {**value} == record
    assert list(value) == list(value.keys()) == list(record)
    assert len(value) == len(record)
    assert all(key in value and value[key] == value.get(key) == record[key] for key in record)
    assert "no such key" not in value
    assert value.get("no such key", 7) == 7
    with pytest.raises(KeyError):
        value["no such key"]


@every_value
def test_a_record_is_true_even_if_it_is_empty(value: Any, record: dict[str, Any]) -> None:
    assert value


@every_value
def test_a_record_is_written_as_json(value: Any, record: dict[str, Any]) -> None:
    assert value.to_json() == json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    assert value.to_json() == value.model_dump_json()
    assert value.to_json(indent=2) == value.model_dump_json(indent=2)
    assert value.to_json(indent=2) == json.dumps(record, ensure_ascii=False, indent=2)
    assert value.model_dump() == value.model_dump(mode="json") == record
    assert value.model_dump(exclude_unset=True, by_alias=True) == record
    assert value.model_dump_json(exclude_unset=True, by_alias=True) == value.to_json()
    assert json.loads(json.dumps({"value": value}, default=encode)) == {"value": record}
    assert json.dumps(value, default=encode) == json.dumps(record)


@every_value
def test_a_notebook_shows_a_record_as_a_table_of_what_its_repr_shows(
    value: Any, record: dict[str, Any]
) -> None:
    table = ET.fromstring(value._repr_html_())
    assert table.tag == "table"
    assert table.findtext("caption") == type(value).__name__
    names = [str(name.text) for name in table.findall("tr/th")]
    assert all(f"{name}=" in repr(value) for name in names)
    assert bool(names) == (len(repr(value)) > len(f"{type(value).__name__}()"))


ROWS: dict[str, Any] = {
    "a chat of a batch": pareta.BatchResult(0, pareta.ChatCompletion.from_dict(copy.deepcopy(COMPLETION))),
    "a chat that failed": pareta.BatchResult(1, error=pareta.ParetaError("<b>no</b>")),
    "a run of a group": parallel.GroupResult(run_id="trun_1", status="queued", run=run(), input="<b>UN</b>"),
    "a webhook": WebhookEvent("msg_1", "task_run.status", None, run(), RUN, {"data": RUN}),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_and_a_webhook_are_shown_as_tables_of_what_their_repr_shows(row: Any) -> None:
    table = ET.fromstring(row._repr_html_())
    names = [str(name.text) for name in table.findall("tr/th")]
    assert table.findtext("caption") == type(row).__name__
    assert names == [
        each.name for each in attrs.fields(type(row)) if each.repr and getattr(row, each.name) is not None
    ]
    assert "<b>" not in row._repr_html_()
    out = io.StringIO()
    Console(file=out, width=100).print(row)
    assert type(row).__name__ in out.getvalue()
    assert "│" in out.getvalue()


def test_a_notebook_shows_no_secret_no_markup_and_no_endless_list() -> None:
    hook: Any = parallel.McpServer(name="<b>", url="https://a", headers={"x-key": "canary-1"})
    shown: Any = TaskRunInput("core", "<script>&" + "x" * 5_000, mcp_servers=[hook])
    page = shown._repr_html_()
    assert "canary" not in page
    assert "***" in page
    assert "<script>" not in page
    assert "&lt;script&gt;&amp;" in page
    assert len(page) < 4_000
    models = Array([ChatModel.from_dict({"id": f"m{n}"}) for n in range(1_000)])
    ET.fromstring(models._repr_html_())
    assert "Array of 1,000" in models._repr_html_()
    assert "m99<" in models._repr_html_()
    assert "m100<" not in models._repr_html_()
    endless: list[Any] = []
    endless.append(endless)
    ET.fromstring(Array(endless)._repr_html_())


@every_value
def test_a_record_can_be_copied_pickled_and_compared_but_not_hashed(
    value: Any, record: dict[str, Any]
) -> None:
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == value
        assert twin.to_dict() == record
    with pytest.raises(TypeError, match="unhashable type"):
        hash(value)


@every_value
def test_a_record_is_a_field_of_a_users_model_and_a_response_of_fastapi(
    value: Any, record: dict[str, Any]
) -> None:
    kind: Any = type(value) if not isinstance(value, NamedEvent) else NamedEvent[DeployProgress]
    fields: dict[str, Any] = {"value": (kind, ...), "several": (list[kind], [])}
    job: Any = create_model("Job", **fields)
    made = job(value=value, several=[value])
    assert made.value is value
    assert json.loads(made.model_dump_json()) == {"value": record, "several": [record]}
    assert job.model_json_schema()["properties"]["value"]["type"] == "object"
    app = FastAPI()

    @app.get("/typed", response_model=kind)
    def get_typed() -> Any:
        return value

    @app.get("/bare")
    def get_bare():  # type: ignore[no-untyped-def]  # as many write it
        return value

    client = TestClient(app)
    assert client.get("/typed").json() == client.get("/bare").json() == record


def test_null_members_are_left_out_on_request_at_every_level() -> None:
    completion = pareta.ChatCompletion.from_dict(copy.deepcopy(COMPLETION))
    expected = {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}}]}
    assert completion.model_dump(exclude_none=True) == expected
    assert json.loads(completion.model_dump_json(exclude_none=True)) == expected


def test_a_list_that_a_response_leaves_out_is_empty_and_is_not_sent_back() -> None:
    for record in ({}, {"tool_calls": None, "content": "a"}, {"tool_calls": []}):
        message = pareta.Message.from_dict(dict(record))
        assert message.tool_calls == []
        assert message.to_dict() == record
    message = pareta.Message.from_dict({})
    message.tool_calls.append(pareta.ToolCall.from_dict({"id": "a"}))
    assert message.to_dict() == {"tool_calls": [{"id": "a"}]}
    assert pareta.Message(content="a").to_dict() == {"content": "a"}
    assert pareta.Message(content="a").tool_calls is not pareta.Message(content="a").tool_calls


def test_in_a_request_no_list_and_an_empty_list_are_two_things() -> None:
    server = parallel.McpServer(url="https://a", name="n")
    assert server.allowed_tools is None
    assert "allowed_tools" not in server.to_dict()
    server.allowed_tools = []
    assert server.to_dict()["allowed_tools"] == []
    policy = parallel.SourcePolicy.from_dict({})
    assert (policy.include_domains, policy.exclude_domains, policy.to_dict()) == (None, None, {})


def test_the_two_names_of_an_endpoints_task_stand_in_for_each_other() -> None:
    for record in (
        {"id": "e", "taskName": "t"},
        {"id": "e", "task": "t"},
        {"id": "e", "task": "t", "taskName": None},
    ):
        endpoint = pareta.Endpoint.from_dict(record)
        assert (endpoint.task, endpoint.taskName, endpoint.to_dict()) == ("t", "t", record)
    both = pareta.Endpoint.from_dict({"name": "e", "task": "old", "taskName": "new"})
    assert (both.id, both.task, both.taskName) == ("e", "old", "new")
    assert both.to_dict() == {"name": "e", "task": "old", "taskName": "new"}


def test_a_deep_copy_shares_nothing_with_its_original() -> None:
    original = run()
    twin = copy.deepcopy(original)
    twin["warnings"].append(1)
    twin.warnings[0].message = "changed"  # type: ignore[index]
    assert original.to_dict() == RUN


def test_a_number_that_json_cannot_express_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        TaskRun.from_dict({"metadata": {"score": float("nan")}}).to_json()


def test_a_list_of_models_still_iterates_over_its_models() -> None:
    models = ModelList.from_dict({"object": "list", "data": [{"id": "ep_1"}]})
    assert [model.id for model in models] == ["ep_1"]
    assert len(models) == 1
    assert models[0].id == "ep_1"
    assert dict(models) == {"object": "list", "data": [{"id": "ep_1"}]}
    assert models
    assert not ModelList.from_dict({"data": []})


def test_an_array_is_a_list_that_writes_json() -> None:
    array = Array([ChatModel.from_dict({"id": "ep_1", "new": 1})])
    assert array.to_json() == '[{"id":"ep_1","new":1}]'
    assert json.dumps(array, default=encode) == '[{"id": "ep_1", "new": 1}]'
    for twin in (copy.copy(array), copy.deepcopy(array), pickle.loads(pickle.dumps(array))):
        assert twin == array
        assert type(twin) is Array
    with pytest.raises(TypeError, match="unhashable type"):
        hash(array)


class Job(BaseModel):
    """A user's own model with fields of ours."""

    run: TaskRun
    earlier: list[TaskRun] = []
    by_name: dict[str, Endpoint] = {}
    event: NamedEvent[DeployProgress] | None = None
    endpoints: Array[Endpoint] | None = None
    output: TaskRunJsonOutput | TaskRunTextOutput | Unknown | None = None


def test_pydantic_keeps_an_instance_and_writes_its_whole_record() -> None:
    original = run()
    job = Job(run=original, event=progress(), endpoints=Array([Endpoint(name="ep")]), output=Unknown())
    assert job.run is original
    expected = {
        "run": RUN,
        "earlier": [],
        "by_name": {},
        "event": PROGRESS,
        "endpoints": [{"name": "ep"}],
        "output": {},
    }
    assert job.model_dump() == expected
    assert json.loads(job.model_dump_json()) == expected


@every_value
def test_pydantic_writes_a_record_also_where_no_annotation_names_its_class(
    value: Any, record: dict[str, Any]
) -> None:
    anything = TypeAdapter(dict[str, Any])
    held = {"it": value, "list": Records([value]), "plain": [value]}
    expected = {"it": record, "list": [record], "plain": [record]}
    assert json.loads(anything.dump_json(held)) == anything.dump_python(held, mode="json") == expected
    app = FastAPI()

    @app.get("/")
    def read() -> dict[str, Any]:
        return held

    assert TestClient(app).get("/").json() == expected


def test_pydantic_decodes_json() -> None:
    job = Job.model_validate_json(
        json.dumps({"run": RUN, "earlier": [RUN], "by_name": {"a": {"name": "ep"}}})
    )
    assert job.run == run()
    assert job.run.warnings
    assert job.run.warnings[0].message == "é"
    assert type(job.earlier[0]) is TaskRun
    assert job.by_name["a"].name == "ep"
    assert type(TypeAdapter(Array[Endpoint]).validate_python([{"name": "ep"}])) is Array


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"type": "json", "content": {}}, TaskRunJsonOutput),
        ({"type": "text", "content": ""}, TaskRunTextOutput),
        ({"type": "table"}, Unknown),
        ({}, Unknown),
    ],
)
def test_pydantic_chooses_a_variant_by_its_tag(record: dict[str, Any], kind: type) -> None:
    assert type(Job.model_validate({"run": RUN, "output": record}).output) is kind


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"run": {"warnings": [1]}}, r"TaskRun\.warnings\[0\]: expected an object, found a number"),
        ({"run": [1]}, "expected an object, found an array"),
        ({"run": RUN, "event": PROGRESS}, "instance of NamedEvent"),
    ],
)
def test_pydantic_reports_what_cannot_be_decoded(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Job.model_validate(data)


def test_pydantic_describes_the_known_members() -> None:
    schema = Job.model_json_schema()
    described = schema["properties"]["run"]
    assert (described["title"], described["type"]) == ("TaskRun", "object")
    assert "taskgroup_id" in described["properties"]
    assert schema["properties"]["earlier"]["items"]["title"] == "TaskRun"


def test_fastapi_returns_accepts_and_documents_records() -> None:
    app = FastAPI()

    @app.get("/run")
    def get_run() -> TaskRun:
        return run()

    @app.get("/result")
    def get_result() -> TaskRunResult:
        return TaskRunResult.from_dict({"run": RUN, "output": {"type": "text", "content": "a", "basis": []}})

    @app.get("/endpoints")
    def get_endpoints() -> Array[Endpoint]:
        return Array([Endpoint(name="ep")])

    @app.get("/event")
    def get_event() -> NamedEvent[DeployProgress]:
        return progress()

    @app.post("/echo")
    def echo(body: Annotated[TaskRun, Body()]) -> dict[str, Any]:
        return {"run_id": body.run_id, "region": body["region"]}

    client = TestClient(app)
    assert client.get("/run").json() == RUN
    assert client.get("/result").json()["output"]["content"] == "a"
    assert client.get("/endpoints").json() == [{"name": "ep"}]
    assert client.get("/event").json() == PROGRESS
    assert client.post("/echo", json=RUN).json() == {"run_id": "trun_1", "region": "eu"}
    assert client.post("/echo", json={"error": 1}).status_code == 422
    assert client.get("/openapi.json").status_code == 200


def result(count: int) -> dict[str, Any]:
    basis = [{"field": str(number), "citations": [{"url": str(number)}] * 12} for number in range(count)]
    return {"run": {"run_id": "trun_1"}, "output": {"type": "text", "content": "a", "basis": basis}}


@pytest.mark.parametrize("count", [0, 2, 12])
def test_a_typed_result_is_like_one_made_by_hand(count: int) -> None:
    raw = TaskRunResult.from_dict(result(count))
    output = with_parsed(raw, 5).output
    assert with_parsed(raw, 5).raw == raw
    by_hand: TaskRunOutput[int] = parallel.TaskRunTextOutput(
        parsed=5, content="a", basis=[FieldBasis.from_dict(each) for each in raw.output["basis"]]
    )
    for fresh in (
        output,
        copy.copy(output),
        copy.deepcopy(output),
        pickle.loads(pickle.dumps(output)),
        attrs.evolve(output),
    ):
        assert fresh == by_hand
        assert repr(fresh) == repr(by_hand)
        assert fresh.basis == by_hand.basis
        assert fresh.mcp_tool_calls == []
    assert count == 0 or output.basis is raw.output.basis  # type: ignore[union-attr]
    assert output.raw == raw.output
    assert output.to_dict() == raw.output.to_dict()
    assert attrs.evolve(output, parsed=6).basis is output.basis
    assert output != with_parsed(raw, 6).output
    with pytest.raises(AttributeError, match="'TaskRunTextOutput' object has no attribute 'bases'"):
        _ = output.bases  # type: ignore[attr-defined]


@pytest.mark.parametrize("basis", [None, [], "left out"])
def test_a_typed_result_without_a_basis_has_an_empty_list(basis: Any) -> None:
    record = {"type": "json", "content": {}} | ({} if basis == "left out" else {"basis": basis})
    output = with_parsed(TaskRunResult.from_dict({"output": record}), None).output
    assert output.basis == []
    assert output.basis is output.basis
    assert TaskRunJsonOutput.from_dict(record).basis == []
    assert TaskRunJsonOutput.from_dict(record).to_dict() == record


def test_a_typed_result_of_an_unknown_kind_has_the_members_that_it_has() -> None:
    raw = TaskRunResult.from_dict(
        {"output": {"type": "table", "content": "a", "basis": [1], "mcp_tool_calls": 2}}
    )
    output: Any = with_parsed(raw, None).output
    assert (output.basis, output.mcp_tool_calls, output.output_schema) == ([1], 2, None)


@pytest.mark.parametrize("width", [120, 40])
def test_a_terminal_shows_records_without_secrets_markup_or_control_characters(width: int) -> None:
    console = Console(width=width, file=io.StringIO(), force_terminal=True, color_system=None)
    hook: Any = parallel.McpServer(
        name="[bold]b[/bold]", url="x\x1b]0;evil\x07", headers={"x-key": "canary-1"}
    )
    console.print(
        hook, Array([hook, hook]), Array([ChatModel.from_dict({"id": f"m{n}"}) for n in range(200)])
    )
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[bold]b[/bold]" in shown
    assert "canary" not in shown
    assert "\x1b]" not in shown
    assert "\x07" not in shown
    assert "McpServer" in shown
    assert "Array of 200" in shown
    assert " m99 " in shown
    assert " m100 " not in shown


# Of the categories of Unicode: control characters, surrogates, separators of lines; and marks of direction.
DIRECTIONS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
UNPRINTABLE = [
    character
    for character in map(chr, range(0x110000))
    if character not in "\t\n"
    and not "\ud801" <= character <= "\udffe"  # (short enough not to be cut)
    and (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in DIRECTIONS
        or character in "\u061c\u200e\u200f"
    )
]


@pytest.mark.parametrize("place", ["name", "value", "row", "nested"])
def test_no_display_contains_what_controls_it_or_cannot_be_encoded(place: str) -> None:
    hostile = "".join(UNPRINTABLE)
    shown: Any = {
        "name": {hostile: 1},
        "value": {"a": hostile},
        "row": [ChatModel.from_dict({"id": hostile, hostile: 1})],
        "nested": [{"a": [{hostile: [hostile]}]}],
    }[place]
    html = to_html(shown)
    console = Console(file=io.StringIO(), width=100, color_system=None, legacy_windows=False)
    console.print(to_rich(shown))
    file: Any = console.file
    for text in (html, file.getvalue()):
        assert not {*text} & {*UNPRINTABLE}
        assert text.encode()


def test_the_line_ends_of_windows_are_line_ends() -> None:
    assert to_html("a\r\nb") == "<pre>a\nb</pre>"


@pytest.mark.parametrize("kind", [Records, Array])
@pytest.mark.parametrize("items", [[{"id": "a", "new": 1}, {"id": "b"}], []])
def test_a_list_of_records_is_a_field_of_a_users_model(kind: Any, items: list[dict[str, Any]]) -> None:
    value = kind.of([ChatModel.from_dict(item) for item in items], ChatModel.from_dict)
    job: Any = create_model("Job", value=(kind[ChatModel], ...), plain=(list[ChatModel], []))
    made = job(value=value, plain=value)
    assert made.value is value
    assert job.model_validate({"value": value}, strict=True).value is value
    assert json.loads(made.model_dump_json()) == {"value": items, "plain": items}
    again = job.model_validate_json(made.model_dump_json())
    assert type(again.value) is kind
    assert again.value == value
    assert again.value.to_polars().schema == value.to_polars().schema
    assert job.model_json_schema()["properties"]["value"]["type"] == "array"
    with pytest.raises(ValidationError):
        job(value=kind([5]))


@pytest.mark.parametrize("width", [200, 120, 80, 60, 40, 20])
@pytest.mark.parametrize("count", [1, 150])
def test_every_value_can_be_read_in_a_terminal_of_any_width(width: int, count: int) -> None:
    entries = [
        {"name": f"model-{n}", "kind": f"kind-{n}", "quality": 0.5, "cost_per_request_micro_usd": 1_000 + n}
        for n in range(count)
    ]
    record = {
        "task_id": "contract-key-fields",
        "models": entries,
        "frontier": {"name": "vendor", "context_k": 987},
    }
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    console.print(Leaderboard.from_dict(record))
    file: Any = console.file
    lines = file.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    words = ["contract", "vendor", "987"] + [
        str(value)
        for entry in entries[:100]
        for value in (entry["name"], entry["kind"], entry["cost_per_request_micro_usd"])
    ]
    page = file.getvalue()
    assert [word for word in words if word not in page] == []
    assert ("…" in page) == (count > 100)


def test_nested_tables_are_measured_a_few_times_each_not_anew_on_each_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count, measure = 0, Measurement.get

    def get(*arguments: Any) -> Measurement:
        nonlocal count
        count += 1
        return measure(*arguments)

    monkeypatch.setattr(Measurement, "get", get)
    nested: Any = "x"
    for _ in range(5):
        nested = dict.fromkeys("abc", nested)
    Console(file=io.StringIO(), width=150, color_system=None).print(to_rich(nested))
    cells = 2 * sum(3**level for level in range(1, 6))
    assert count < 10 * cells


def test_no_class_of_a_record_shows_or_compares_it_in_a_way_of_its_own() -> None:
    """Its repr masks secrets and keeps new members, and it is equal to another one of the same content."""
    modules = (pareta, parallel, pareta.types, parallel.types)
    public = [getattr(module, name) for module in modules for name in dir(module)]
    records = [each for each in public if isinstance(each, type) and issubclass(each, Model)]
    assert len(records) > 50
    own = {
        each.__name__ for each in records if each.__repr__ is not Model.__repr__ or each.__hash__ is not None
    }
    assert own == set()
    assert {each.__eq__ for each in records} == {Model.__eq__, TaskRunOutput.__eq__}
