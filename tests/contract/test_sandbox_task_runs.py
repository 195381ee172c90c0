"""The sandbox's task runs over plain HTTP: status, long polls, events, output schemas."""

from __future__ import annotations

import re
import threading
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from pareta_sandbox import Sandbox
from pareta_sandbox.spec_validation import shared_validator

from .conftest import TASK, client, iter_sse, sse

COMPANY = {
    "type": "object",
    "properties": {
        "founding_date": {
            "type": "string",
            "description": "The official founding date of the company in the format MM-YYYY",
        },
        "employee_count": {
            "type": "string",
            "enum": ["1-10 employees", "11-50 employees", "10001+ employees"],
        },
        "funding_sources": {
            "type": "string",
            "description": "A detailed description, containing 1-4 sentences.",
        },
    },
    "required": ["founding_date", "employee_count", "funding_sources"],
    "additionalProperties": False,
}


def run_of(task: httpx.Client, **body: object) -> str:
    response = task.post("/v1/tasks/runs", json={"input": "United Nations", "processor": "lite", **body})
    assert response.status_code == 202, response.text
    assert response.json()["status"] == "queued"
    return response.json()["run_id"]


def output_of(task: httpx.Client, **body: object) -> dict[str, object]:
    response = task.get(f"/v1/tasks/runs/{run_of(task, **body)}/result")
    assert response.status_code == 200, response.text
    assert response.json()["run"]["status"] == "completed"
    return response.json()["output"]


def as_json(schema: object) -> dict[str, object]:
    return {"output_schema": {"type": "json", "json_schema": schema}}


def test_a_plain_string_as_output_schema_gives_text_that_follows_its_description(task: httpx.Client) -> None:
    wanted = "The founding date of the company in the format MM-YYYY"
    output = output_of(task, task_spec={"output_schema": wanted}, processor="base")
    assert output["type"] == "text"
    assert re.fullmatch(r"(0[1-9]|1[0-2])-\d{4}", str(output["content"]))
    assert [entry["field"] for entry in output["basis"]] == ["output"]
    assert "confidence" not in output["basis"][0]


def test_a_json_schema_gives_an_object_with_a_basis_for_each_field(task: httpx.Client) -> None:
    output = output_of(task, task_spec=as_json(COMPANY), processor="core")
    Draft202012Validator(COMPANY).validate(output["content"])
    assert re.fullmatch(r"\d\d-\d{4}", output["content"]["founding_date"])
    assert [entry["field"] for entry in output["basis"]] == list(COMPANY["properties"])
    for entry in output["basis"]:
        assert entry["reasoning"]
        assert entry["confidence"] in ("high", "medium", "low")
        for citation in entry["citations"]:
            assert citation["url"].startswith("https://")
            assert citation["title"]
            assert citation["excerpts"]


def test_no_task_spec_gives_json_with_the_schema_that_was_chosen(task: httpx.Client) -> None:
    for spec in (None, {"output_schema": {"type": "auto"}}):
        output = output_of(task, task_spec=spec)
        Draft202012Validator(output["output_schema"]).validate(output["content"])


def test_a_run_is_queued_then_running_then_completed(still: Sandbox) -> None:
    with client(still, TASK) as task:
        run_id, seen = run_of(task, processor="base"), []
        for _ in range(5):
            run = task.get(f"/v1/tasks/runs/{run_id}").json()
            seen.append((run["status"], run["is_active"]))
            still.advance(1)
    expected = [("queued", True), *[("running", True)] * 2]
    assert seen[:3] == expected
    assert seen[4] == ("completed", False)


def test_a_result_blocks_until_the_run_has_ended(task: httpx.Client) -> None:
    run_id = run_of(task)
    assert task.get(f"/v1/tasks/runs/{run_id}/result").json()["run"]["is_active"] is False
    assert task.get(f"/v1/tasks/runs/{run_id}").json()["status"] == "completed"


def test_a_timeout_is_a_408_and_the_run_continues(task: httpx.Client) -> None:
    run_id = run_of(task, input="[sandbox:slow] a long question")
    for wait in (0, 5):
        response = task.get(f"/v1/tasks/runs/{run_id}/result", params={"timeout": wait})
        assert response.status_code == 408
        assert response.json()["type"] == "error"
        assert run_id in response.json()["error"]["message"]
    assert task.get(f"/v1/tasks/runs/{run_id}").json()["is_active"] is True


def test_several_polls_may_wait_for_one_run(box: Sandbox, task: httpx.Client) -> None:
    run_id, statuses = run_of(task), []

    def poll() -> None:
        statuses.append(
            httpx.get(f"{box.url}/v1/tasks/runs/{run_id}/result", headers=TASK, verify=False).status_code
        )

    pollers = [threading.Thread(target=poll) for _ in range(8)]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join()
    assert statuses == [200] * 8


def test_a_run_with_the_fail_marker_has_an_error_and_no_result(task: httpx.Client) -> None:
    run_id = run_of(task, input="please [sandbox:fail] here")
    response = task.get(f"/v1/tasks/runs/{run_id}/result")
    assert response.status_code == 404
    run = task.get(f"/v1/tasks/runs/{run_id}").json()
    assert run["status"] == "failed"
    assert run["error"]["ref_id"]
    assert run["error"]["message"] in response.json()["error"]["message"]


def test_a_schema_that_nothing_fits_fails_the_run_not_the_sandbox(task: httpx.Client) -> None:
    impossible = {
        "type": "object",
        "properties": {"n": {"type": "integer", "minimum": 5, "maximum": 4}},
        "required": ["n"],
    }
    run_id = run_of(task, task_spec=as_json(impossible))
    assert task.get(f"/v1/tasks/runs/{run_id}/result").status_code == 404
    assert "schema" in task.get(f"/v1/tasks/runs/{run_id}").json()["error"]["message"]


def test_an_input_is_returned_as_it_was_sent(task: httpx.Client) -> None:
    sent = {
        "input": {"company": "Größe \u2028 GmbH"},
        "processor": "lite",
        "metadata": {"row": 7, "ok": True, "who": "x"},
        "advanced_settings": {"location": "de"},
        "source_policy": {"include_domains": ["example.org"], "after_date": "2024-01-01"},
    }
    response = task.post(
        "/v1/tasks/runs", json=sent, headers={"parallel-beta": "events-sse-2025-07-24, new-one"}
    )
    assert response.json()["metadata"] == sent["metadata"]
    assert task.get(f"/v1/tasks/runs/{response.json()['run_id']}/input").json() == sent


def test_mcp_servers_have_tool_calls_in_the_output(task: httpx.Client) -> None:
    server = {"type": "url", "url": "https://mcp.example.org", "name": "shop", "allowed_tools": ["prices"]}
    (made,) = output_of(task, mcp_servers=[server])["mcp_tool_calls"]
    assert (made["server_name"], made["tool_name"]) == ("shop", "prices")


def test_mismatches_with_the_input_schema_are_warnings(task: httpx.Client) -> None:
    spec = {
        **as_json(COMPANY),
        "input_schema": {"type": "json", "json_schema": {"type": "object", "required": ["company"]}},
    }
    response = task.post("/v1/tasks/runs", json={"input": "UN", "processor": "lite", "task_spec": spec})
    assert [one["type"] for one in response.json()["warnings"]] == ["input_validation_warning"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"processor": "lite"}, ["body", "input"]),
        ({"input": "x"}, ["body", "processor"]),
        ({"input": 5, "processor": "lite"}, ["body", "input"]),
        ({"input": "x", "processor": 5}, ["body", "processor"]),
        ({"input": "x", "processor": "lite", "metadata": {"k" * 17: 1}}, ["body", "metadata", "k" * 17]),
        ({"input": "x", "processor": "lite", "metadata": {"k": "v" * 513}}, ["body", "metadata", "k"]),
        ({"input": "x", "processor": "lite", "metadata": {"k": [1]}}, ["body", "metadata", "k"]),
        (
            {"input": "x", "processor": "lite", "mcp_servers": [{"name": "a"}]},
            ["body", "mcp_servers", 0, "url"],
        ),
        ({"input": "x", "processor": "lite", "task_spec": {}}, ["body", "task_spec", "output_schema"]),
        (
            {"input": "x", "processor": "lite", "task_spec": as_json(5)},
            ["body", "task_spec", "output_schema", "json_schema"],
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": as_json({"type": "array"})},
            ["body", "task_spec", "output_schema", "json_schema", "type"],
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": as_json({"type": "object", "required": 3})},
            ["body", "task_spec", "output_schema", "json_schema"],
        ),
        *(
            (
                {"input": "x", "processor": "lite", "task_spec": as_json({"properties": {"a": broken}})},
                ["body", "task_spec", "output_schema", "json_schema"],
            )
            for broken in (
                {"$ref": "#/$defs/nowhere"},
                {"$ref": "#nowhere"},
                {"$ref": "https://example.org/schema.json"},
                {"pattern": r"\p{Script=Greek}"},
            )
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": {"output_schema": {"type": "yaml"}}},
            ["body", "task_spec", "output_schema", "type"],
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": {"output_schema": {"type": "json"}}},
            ["body", "task_spec", "output_schema", "json_schema"],
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": {"output_schema": {"json_schema": 5}}},
            ["body", "task_spec", "output_schema", "json_schema"],
        ),
        (
            {"input": "x", "processor": "lite", "task_spec": {"output_schema": {"description": 5}}},
            ["body", "task_spec", "output_schema", "description"],
        ),
        ({"input": "x", "processor": "lite", "memory_scope_key": "a b"}, ["body", "memory_scope_key"]),
        ({"input": "x", "processor": "lite", "memory_scope_key": "a" * 129}, ["body", "memory_scope_key"]),
        (
            {"input": "x", "processor": "lite", "source_policy": {"include_domains": ["a.org"] * 201}},
            ["body", "source_policy", "include_domains"],
        ),
        (
            {
                "input": "x",
                "processor": "lite",
                "source_policy": {"include_domains": ["a.org"] * 101, "exclude_domains": ["b.org"] * 100},
            },
            ["body", "source_policy"],
        ),
        *(
            (
                {"input": "x", "processor": "lite", "source_policy": {"after_date": text}},
                ["body", "source_policy", "after_date"],
            )
            for text in ("yesterday", "2024-02-30", "20240101", "2024-W01-1", "2024-01-01T00:00:00")
        ),
        (
            {
                "input": "x",
                "processor": "lite",
                "advanced_settings": {"data_sources": {"free": "company_registers"}},
            },
            ["body", "advanced_settings", "data_sources", "free"],
        ),
        ([], ["body"]),
    ],
)
def test_an_invalid_request_is_a_422_that_names_the_location(
    task: httpx.Client, body: object, place: list[object]
) -> None:
    response = task.post("/v1/tasks/runs", json=body)
    assert response.status_code == 422
    error = response.json()["error"]
    assert place in [issue["loc"] for issue in error["detail"]["errors"]]
    assert ".".join(map(str, place)) in error["message"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"json_schema": COMPANY}, "json"),
        ({"type": "json", "json_schema": COMPANY}, "json"),
        ({"description": "One sentence."}, "text"),
        ({"type": "text"}, "text"),
        ("One sentence.", "text"),
        ({}, "json"),
        ({"type": "auto"}, "json"),
    ],
)
def test_an_output_schema_needs_no_type(task: httpx.Client, schema: Any, kind: str) -> None:
    output = output_of(task, task_spec={"output_schema": schema, "input_schema": None})
    assert output["type"] == kind
    if "json_schema" in schema:
        Draft202012Validator(COMPANY).validate(output["content"])
    assert ("output_schema" in output) == (kind == "json" and "json_schema" not in schema)


def test_an_input_schema_needs_no_type(task: httpx.Client) -> None:
    spec = {**as_json(COMPANY), "input_schema": {"json_schema": {"type": "object", "required": ["company"]}}}
    response = task.post("/v1/tasks/runs", json={"input": "UN", "processor": "lite", "task_spec": spec})
    assert [one["type"] for one in response.json()["warnings"]] == ["input_validation_warning"]


@pytest.mark.parametrize(
    "more",
    [
        {"processor": "core2x-fast"},
        {"memory_scope_key": "a" * 128},
        {"memory_scope_key": "suppliers_2026-A"},
        {"source_policy": {"include_domains": [".gov", "docs.python.org/3"], "after_date": "2024-02-29"}},
        {"source_policy": {"include_domains": ["a.org"] * 100, "exclude_domains": ["b.org"] * 100}},
        {"advanced_settings": {"location": "fr", "data_sources": {"free": ["x"], "pay_per_use": None}}},
        {"previous_interaction_id": "interaction_1", "enable_events": True},
        {"webhook": {"url": "https://hooks.example.com", "event_types": ["task_run.status"]}},
        {"mcp_servers": [{"url": "https://tools.example.com", "name": "tools"}]},
    ],
)
def test_every_option_of_a_run_is_accepted_alone_and_in_a_group(
    task: httpx.Client, more: dict[str, Any]
) -> None:
    run = {"input": "x", "processor": "lite", **more}
    assert task.post("/v1/tasks/runs", json=run, headers={"parallel-beta": "a,b"}).status_code == 202
    group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
    added = task.post(
        f"/v1/tasks/groups/{group}/runs", json={"inputs": [run]}, headers={"parallel-beta": "a,b"}
    )
    assert added.status_code == 200
    made = task.get(f"/v1/tasks/runs/{added.json()['run_ids'][0]}").json()
    assert made["interaction_id"]


def test_an_unusable_schema_is_rejected_before_anything_is_billed(box: Sandbox, task: httpx.Client) -> None:
    group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
    for broken in ({"$ref": "#/$defs/nowhere"}, {"$ref": "https://example.org/a.json"}, {"pattern": "("}):
        spec = as_json({"type": "object", "properties": {"found": {"items": broken}}})
        for kind in (spec, {"output_schema": "a text", "input_schema": spec["output_schema"]}):
            run = {"input": "x", "processor": "lite", "task_spec": kind}
            for path, body in (("runs", run), (f"groups/{group}/runs", {"inputs": [run]})):
                response = task.post(f"/v1/tasks/{path}", json=body)
                assert response.status_code == 422
                assert f"properties/found/items/{next(iter(broken))}" in response.text
    assert box.ledger.entries == ()


def test_a_schema_without_a_type_gives_an_object(task: httpx.Client) -> None:
    for schema in ({"not": {"type": "string"}}, {}, {"anyOf": [{"type": "string"}, {"type": "object"}]}):
        assert isinstance(output_of(task, task_spec=as_json(schema))["content"], dict)


def test_a_number_without_a_fraction_is_an_integer_however_it_is_written(task: httpx.Client) -> None:
    sent = b'{"input": {"a": 5.0, "b": 2e3, "c": 0.5, "d": -0.0}, "processor": "lite"}'
    made = task.post("/v1/tasks/runs", content=sent, headers={"content-type": "application/json"})
    back = task.get(f"/v1/tasks/runs/{made.json()['run_id']}/input")
    assert '{"a":5,"b":2000,"c":0.5,"d":0}' in back.text.replace(" ", "")


@pytest.mark.parametrize("timeout", ["0", "1e3", "100.0", "25971590023842426880", "2.7e+16", "9" * 5000])
def test_a_timeout_is_any_integer_that_json_can_write(task: httpx.Client, timeout: str) -> None:
    run_id = run_of(task)
    task.get(f"/v1/tasks/runs/{run_id}/result")
    for path in (f"runs/{run_id}/result", f"groups/{_group_of_one(task)}/events"):
        response = task.get(f"/v1/tasks/{path}", params={"timeout": timeout})
        assert response.status_code == 200, response.text


def _group_of_one(task: httpx.Client) -> str:
    group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
    runs = {"inputs": [{"input": "x", "processor": "lite"}]}
    assert task.post(f"/v1/tasks/groups/{group}/runs", json=runs).status_code == 200
    return str(group)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b'{"input": NaN}', b'{"input": {"a": 1e999}, "processor": "lite"}', b"\xff", b"[" * 100_000],
)
def test_a_body_that_is_not_valid_json_is_a_422(task: httpx.Client, raw: bytes) -> None:
    assert (
        task.post("/v1/tasks/runs", content=raw, headers={"content-type": "application/json"}).status_code
        == 422
    )


def test_an_unknown_processor_is_a_403(task: httpx.Client) -> None:
    assert task.post("/v1/tasks/runs", json={"input": "x", "processor": "mega"}).status_code == 403
    assert task.post("/v1/tasks/runs", json={"input": "x", "processor": "pro-fast"}).status_code == 202


def test_a_bad_timeout_is_a_422(task: httpx.Client) -> None:
    run_id = run_of(task)
    for timeout in (
        "soon",
        "-1",
        "1.5",
        "",
        "0x10",
        "1_000",
        "٣",
        "007",
        "1e999",
        "NaN",
        "Infinity",
        "-1e30",
        "true",
    ):
        response = task.get(f"/v1/tasks/runs/{run_id}/result", params={"timeout": timeout})
        assert response.status_code == 422
        assert "query.timeout" in response.json()["error"]["message"]


def test_unknown_runs_are_404s_everywhere(task: httpx.Client) -> None:
    for rest in ("", "/input", "/result", "/events"):
        assert task.get(f"/v1/tasks/runs/trun_none{rest}").status_code == 404


def test_an_id_with_an_escaped_slash_stays_one_id(task: httpx.Client) -> None:
    response = task.get("/v1/tasks/runs/a%2Fresult")
    assert response.status_code in (404, 422)
    assert "a/result" in response.json()["error"]["message"]


def events_of(task: httpx.Client, run_id: str) -> list[dict[str, object]]:
    response = task.get(f"/v1/tasks/runs/{run_id}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    events = sse(response)
    for event in events:
        assert event.name == event.data["type"]
        assert not shared_validator().issues("#/components/schemas/TaskRunStreamEvent", event.data, ())
    return [event.data for event in events]


def test_a_run_streams_its_progress_and_ends_with_its_output(still: Sandbox) -> None:
    events: list[dict[str, object]] = []
    with client(still, TASK) as task:
        run_id = run_of(task, processor="pro")
        with task.stream("GET", f"/v1/tasks/runs/{run_id}/events") as response:
            for event in iter_sse(response.iter_lines()):  # each arrives before the clock is advanced
                events.append(event.data)
                still.advance(1)
        output = task.get(f"/v1/tasks/runs/{run_id}/result").json()["output"]
    states = [event for event in events if event["type"] == "task_run.state"]
    assert events[0] is states[0]
    assert events[-1] is states[-1]
    assert [state["run"]["status"] for state in states] == ["queued", "running", "completed"]
    assert states[-1]["output"] == output
    assert all(state["event_id"] is None for state in states)
    messages = [event for event in events if str(event["type"]).startswith("task_run.progress_msg.")]
    stats = [event for event in events if event["type"] == "task_run.progress_stats"]
    assert len(messages) == len(stats) == 5
    assert [0 < stat["progress_meter"] < 100 for stat in stats] == [True] * 5


def test_a_second_stream_has_all_messages_and_only_the_newest_stats(task: httpx.Client) -> None:
    run_id = run_of(task, processor="pro")
    first, second = events_of(task, run_id), events_of(task, run_id)
    told = [event for event in first if str(event["type"]).startswith("task_run.progress_msg.")]
    assert [event for event in second if str(event["type"]).startswith("task_run.progress_msg.")] == told
    newest = [event for event in first if event["type"] == "task_run.progress_stats"][-1:]
    assert [event for event in second if event["type"] == "task_run.progress_stats"] == newest
    assert second[-1]["output"]


def test_a_failed_run_ends_its_stream_with_the_error(task: httpx.Client) -> None:
    last = events_of(task, run_of(task, input="[sandbox:fail]"))[-1]
    assert last["run"]["status"] == "failed"
    assert last["run"]["error"]["message"]
    assert last["output"] is None


def test_below_pro_there_is_progress_only_on_request(task: httpx.Client) -> None:
    assert {event["type"] for event in events_of(task, run_of(task))} == {"task_run.state"}
    assert len({event["type"] for event in events_of(task, run_of(task, enable_events=True))}) > 2
    assert {
        event["type"] for event in events_of(task, run_of(task, processor="pro", enable_events=False))
    } == {"task_run.state"}


def test_the_stream_of_a_long_run_is_closed_before_the_run_ends(still: Sandbox) -> None:
    with client(still, TASK) as task:
        run_id = run_of(task, input="[sandbox:slow]", processor="pro")
        names = []
        with task.stream("GET", f"/v1/tasks/runs/{run_id}/events") as response:
            for event in iter_sse(response.iter_lines()):
                names.append(event.name)
                still.advance(60)
        assert names[-1] == "task_run.progress_stats"
        assert names.count("task_run.state") == 2
        assert events_of(task, run_id)[-1]["output"]


def test_the_first_event_arrives_long_before_the_last() -> None:
    with Sandbox(speed=50) as box, client(box, TASK) as task:
        run_id = run_of(task, input="[sandbox:slow]", processor="pro")
        with task.stream("GET", f"/v1/tasks/runs/{run_id}/events") as response:
            first = next(iter_sse(response.iter_lines()))
            assert first.data["run"]["is_active"] is True
        assert task.get(f"/v1/tasks/runs/{run_id}").json()["is_active"] is True
