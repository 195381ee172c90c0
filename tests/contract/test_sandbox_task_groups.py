"""The sandbox's task groups over plain HTTP: adding, counting, and two resumable streams."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.handlers.task_groups import EVENTS_PER_CHUNK
from pareta_sandbox.spec_validation import shared_validator

from .conftest import TASK, client, iter_sse, sse


def group_of(task: httpx.Client, **body: object) -> str:
    response = task.post("/v1/tasks/groups", json=body)
    assert response.status_code == 200, response.text
    return response.json()["taskgroup_id"]


def add(
    task: httpx.Client, group: str, *inputs: str, processor: str = "lite", **body: object
) -> dict[str, Any]:
    runs = [{"input": one, "processor": processor} for one in inputs]
    response = task.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": runs, **body})
    assert response.status_code == 200, response.text
    return response.json()


def stream(task: httpx.Client, group: str, kind: str, **query: object) -> list[dict[str, Any]]:
    events = sse(task.get(f"/v1/tasks/groups/{group}/{kind}", params=query))
    schema = {"runs": "TaskGroupRunsEvent", "events": "TaskGroupStreamEvent"}[kind]
    for event in events:
        assert event.name == event.data["type"]
        assert not shared_validator().issues(f"#/components/schemas/{schema}", event.data, ())
    return [event.data for event in events]


def test_a_new_group_is_empty_and_inactive(task: httpx.Client) -> None:
    response = task.post("/v1/tasks/groups", json={"metadata": {"batch": "a"}}).json()
    assert response["metadata"] == {"batch": "a"}
    assert response["status"]["num_task_runs"] == 0
    assert response["status"]["is_active"] is False
    assert task.get(f"/v1/tasks/groups/{response['taskgroup_id']}").json() == response
    assert stream(task, response["taskgroup_id"], "runs") == []
    assert [event["type"] for event in stream(task, response["taskgroup_id"], "events")] == [
        "task_group_status"
    ]


def test_a_group_counts_its_runs_by_status(still: Sandbox) -> None:
    with client(still, TASK) as task:
        group = group_of(task)
        add(task, group, "a", "b", "[sandbox:fail] c")
        seen = []
        for seconds in (0, 1, 3):
            still.advance(seconds)
            status = task.get(f"/v1/tasks/groups/{group}").json()["status"]
            seen.append((status["task_run_status_counts"], status["is_active"]))
    assert seen == [({"queued": 3}, True), ({"running": 3}, True), ({"completed": 2, "failed": 1}, False)]


def test_a_run_of_a_group_is_a_run_like_any_other(task: httpx.Client) -> None:
    group, other = group_of(task), group_of(task, metadata={"other": True})
    (run_id,) = add(task, group, "a")["run_ids"]
    run = task.get(f"/v1/tasks/groups/{group}/runs/{run_id}").json()
    assert run["taskgroup_id"] == group
    assert task.get(f"/v1/tasks/runs/{run_id}/result").json()["run"]["run_id"] == run_id
    assert task.get(f"/v1/tasks/groups/{other}/runs/{run_id}").status_code == 404


def test_the_default_spec_applies_to_inputs_without_one(task: httpx.Client) -> None:
    group = group_of(task)
    inputs = [
        {"input": "a", "processor": "lite"},
        {"input": "b", "processor": "lite", "task_spec": {"output_schema": {"type": "auto"}}},
    ]
    body = {"inputs": inputs, "default_task_spec": {"output_schema": "one sentence"}}
    first, second = task.post(f"/v1/tasks/groups/{group}/runs", json=body).json()["run_ids"]
    assert task.get(f"/v1/tasks/runs/{first}/result").json()["output"]["type"] == "text"
    assert task.get(f"/v1/tasks/runs/{second}/result").json()["output"]["type"] == "json"
    assert task.get(f"/v1/tasks/runs/{first}/input").json()["task_spec"] == {"output_schema": "one sentence"}


def test_the_stream_of_runs_does_not_wait(still: Sandbox) -> None:
    with client(still, TASK) as task:
        group = group_of(task)
        ids = add(task, group, "a", "b")["run_ids"]
        events = stream(task, group, "runs", include_input=True, include_output=True)
        assert [event["run"]["run_id"] for event in events] == ids
        assert {event["run"]["status"] for event in events} == {"queued"}
        assert [event["input"]["input"] for event in events] == ["a", "b"]
        assert [event["output"] for event in events] == [None, None]
        still.advance(5)
        events = stream(task, group, "runs", include_output=True)
        assert [event["output"]["type"] for event in events] == ["json", "json"]
        assert [event["input"] for event in events] == [None, None]


@pytest.mark.parametrize("kind", ["runs", "events"])
def test_a_stream_sends_several_events_at_once(kind: str) -> None:
    """A send costs as much as an event, which counts when a job has a million runs."""
    sent: list[bytes] = []

    async def around(operation: Any, scope: Any, receive: Any, send: Any, serve: Any) -> None:
        async def watched(message: Any) -> None:
            if operation.stream and message.get("body"):
                sent.append(message["body"])
            await send(message)

        await serve(scope, receive, watched)

    with Sandbox(speed=0, around=around) as box, client(box, TASK) as task:
        group = group_of(task)
        add(task, group, *map(str, range(3 * EVENTS_PER_CHUNK + 1)))
        box.advance(60)
        events = stream(task, group, kind)
    counts = [chunk.count(b"\ndata: ") for chunk in sent]
    assert sum(counts) == len(events)
    assert counts[:3] == [EVENTS_PER_CHUNK] * 3
    assert max(counts) == EVENTS_PER_CHUNK


def test_runs_are_filtered_by_status_and_resumed_at_a_cursor(still: Sandbox) -> None:
    with client(still, TASK) as task:
        group = group_of(task)
        first = add(task, group, "a", "[sandbox:slow] b", "c")
        second = add(task, group, "d")
        assert first["run_cursor"] is None
        still.advance(5)
        active = stream(task, group, "runs", status="running")
        assert [event["run"]["run_id"] for event in active] == [first["run_ids"][1]]
        rest = stream(task, group, "runs", last_event_id=active[0]["event_id"])
        assert [event["run"]["run_id"] for event in rest] == [first["run_ids"][2], *second["run_ids"]]
        new = stream(task, group, "runs", last_event_id=second["run_cursor"])
        assert [event["run"]["run_id"] for event in new] == second["run_ids"]
        assert stream(task, group, "runs", last_event_id=new[-1]["event_id"]) == []


def test_events_stay_open_until_no_run_is_active(task: httpx.Client) -> None:
    group = group_of(task)
    ids = add(task, group, "a", "b", processor="base")["run_ids"]
    events = stream(task, group, "events")
    ended = [event["run"] for event in events if event["type"] == "task_run.state"]
    assert {run["run_id"] for run in ended} == set(ids)
    assert {run["status"] for run in ended} == {"completed"}
    assert events[-1]["type"] == "task_group_status"
    assert events[-1]["status"]["is_active"] is False
    cursors = [event["event_id"] for event in events]
    assert cursors == sorted(cursors)
    assert len(set(cursors)) == len(cursors)


def test_events_are_the_same_wherever_they_are_resumed(task: httpx.Client) -> None:
    group = group_of(task)
    add(task, group, "a", "b", "c")
    events = stream(task, group, "events")
    for n, event in enumerate(events):
        assert stream(task, group, "events", last_event_id=event["event_id"]) == events[n + 1 :]


def test_a_change_is_sent_when_it_happens_even_for_runs_added_meanwhile(still: Sandbox) -> None:
    with client(still, TASK) as task, client(still, TASK) as other:
        group = group_of(task)
        (first,) = add(task, group, "a")["run_ids"]
        with task.stream("GET", f"/v1/tasks/groups/{group}/events") as response:
            events = iter_sse(response.iter_lines())
            assert [next(events).data["status"]["num_task_runs"] for _ in range(2)] == [0, 1]
            still.advance(0.5)
            assert next(events).data["status"]["task_run_status_counts"] == {"running": 1}
            added = add(other, group, "b", processor="core")
            still.advance(20)
            ended = [event.data["run"]["run_id"] for event in events if event.name == "task_run.state"]
        assert ended == [first, *added["run_ids"]]
        since = stream(task, group, "events", last_event_id=added["event_cursor"])
        assert added["run_ids"][0] in [event["run"]["run_id"] for event in since if "run" in event]


def test_the_caller_s_timeout_closes_the_event_stream(task: httpx.Client) -> None:
    group = group_of(task)
    add(task, group, "[sandbox:slow]")
    events = stream(task, group, "events", timeout=2)
    assert events[-1]["status"]["is_active"] is True


def test_an_unknown_cursor_is_a_422(task: httpx.Client) -> None:
    group = group_of(task)
    add(task, group, "a")
    run_cursor = stream(task, group, "runs")[0]["event_id"]
    for kind, cursor in (("runs", "nonsense"), ("runs", "run_000000000099"), ("events", run_cursor)):
        response = task.get(f"/v1/tasks/groups/{group}/{kind}", params={"last_event_id": cursor})
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["query", "last_event_id"]


def test_a_thousand_runs_are_accepted_and_one_more_is_a_422(task: httpx.Client) -> None:
    group = group_of(task)
    assert len(set(add(task, group, *(f"question {n}" for n in range(1000)))["run_ids"])) == 1000
    inputs = [{"input": str(n), "processor": "lite"} for n in range(1001)]
    response = task.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": inputs})
    assert response.status_code == 422
    assert ["body", "inputs"] in [issue["loc"] for issue in response.json()["detail"]]
    assert task.get(f"/v1/tasks/groups/{group}").json()["status"]["num_task_runs"] == 1000


def test_one_invalid_input_rejects_them_all(box: Sandbox, task: httpx.Client) -> None:
    group = group_of(task)
    for wrong, place in (({"input": "b"}, "processor"), ({"input": None, "processor": "lite"}, "input")):
        body = {"inputs": [{"input": "a", "processor": "lite"}, wrong]}
        response = task.post(f"/v1/tasks/groups/{group}/runs", json=body)
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["body", "inputs", 1, place]
    assert task.get(f"/v1/tasks/groups/{group}").json()["status"]["num_task_runs"] == 0
    assert box.ledger.entries == ()


@pytest.mark.parametrize("rest", ["", "/runs", "/events", "/runs/trun_x"])
def test_unknown_groups_are_404s(task: httpx.Client, rest: str) -> None:
    response = task.get(f"/v1/tasks/groups/tgrp_none{rest}")
    assert response.status_code == 404
    assert response.json()["type"] == "error"
