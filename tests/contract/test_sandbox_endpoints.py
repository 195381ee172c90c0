"""The sandbox's endpoints over plain HTTP: a deploy's stream, the life of what it deployed, metrics."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.spec_validation import shared_validator

from .conftest import PARETA, Event, client, iter_sse, sse

SCHEMAS = {"progress": "DeployProgress", "complete": "DeployComplete", "error": "DeployFailed"}


def deploy(pareta: httpx.Client, headers: Any = None, **body: object) -> list[Event]:
    answer = pareta.post("/v1/endpoints", json={"task": "contract-key-fields", **body}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = sse(answer)
    for event in events:
        assert not shared_validator().issues(f"#/components/schemas/{SCHEMAS[event.name]}", event.data, ())
    return events


def status_of(pareta: httpx.Client, endpoint: str) -> str:
    return pareta.get(f"/v1/endpoints/{endpoint}").json()["status"]


def chat_status(pareta: httpx.Client, model: str) -> int:
    body = {"model": model, "messages": [{"role": "user", "content": "hi"}]}
    return pareta.post("/v1/chat/completions", json=body).status_code


def test_ep_a1b2c3_is_live_from_the_start(pareta: httpx.Client) -> None:
    (endpoint,) = pareta.get("/v1/endpoints").json()
    assert endpoint["id"] == endpoint["name"] == "ep_a1b2c3"
    assert (endpoint["status"], endpoint["taskName"]) == ("live", "contract-key-fields")
    assert chat_status(pareta, "ep_a1b2c3") == 200


def test_a_deploy_tells_its_stages_and_ends_with_the_live_endpoint(pareta: httpx.Client) -> None:
    *progress, last = deploy(pareta, model="recommended")
    assert {event.name for event in progress} == {"progress"}
    stages = dict.fromkeys(event.data["stage"] for event in progress)
    assert list(stages) == ["provisioning-gpu", "pulling weights", "warming-up"]
    assert [event.data["pct"] for event in progress] == sorted(event.data["pct"] for event in progress)
    assert all(event.data["label"] for event in progress)
    assert last.name == "complete"
    endpoint = last.data["endpoint"]
    assert endpoint["status"] == "live"
    assert endpoint["model"] == pareta.get("/v1/tasks/contract-key-fields/leaderboard").json()["recommended"]
    assert endpoint in pareta.get("/v1/endpoints").json()
    assert pareta.get(f"/v1/endpoints/{endpoint['id']}").json() == endpoint
    assert chat_status(pareta, endpoint["id"]) == 200


def test_each_stage_is_told_when_it_comes_and_the_deploy_goes_on_without_a_listener(still: Sandbox) -> None:
    with client(still, PARETA) as pareta:
        with pareta.stream(
            "POST", "/v1/endpoints", json={"task": "invoice-extraction", "name": "inv"}
        ) as answer:
            assert next(iter_sse(answer.iter_lines())).data["pct"] == 0
        assert status_of(pareta, "inv") == "starting"
        assert chat_status(pareta, "inv") == 503
        assert "inv" not in [model["id"] for model in pareta.get("/v1/models").json()["data"]]
        still.advance(6)
        assert status_of(pareta, "inv") == "live"
        assert chat_status(pareta, "inv") == 200
        assert "inv" in [model["id"] for model in pareta.get("/v1/models").json()["data"]]


def test_a_stopped_endpoint_does_not_answer_until_it_is_started(still: Sandbox) -> None:
    with client(still, PARETA) as pareta:
        assert pareta.post("/v1/endpoints/ep_a1b2c3/stop").json()["status"] == "stopped"
        body = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "hi"}]}
        answer = pareta.post("/v1/chat/completions", json=body)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert "stopped" in answer.json()["detail"]
        assert pareta.post("/v1/endpoints/ep_a1b2c3/start").json()["status"] == "starting"
        assert chat_status(pareta, "ep_a1b2c3") == 503
        still.advance(3)
        assert pareta.post("/v1/endpoints/ep_a1b2c3/start").json()["status"] == "live"
        assert status_of(pareta, "ep_a1b2c3") == "live"


def test_a_deleted_endpoint_is_gone(pareta: httpx.Client) -> None:
    answer = pareta.delete("/v1/endpoints/ep_a1b2c3")
    assert (answer.status_code, answer.content) == (204, b"")
    assert pareta.get("/v1/endpoints/ep_a1b2c3").status_code == 404
    assert pareta.delete("/v1/endpoints/ep_a1b2c3").status_code == 404
    assert pareta.post("/v1/endpoints/ep_a1b2c3/start").status_code == 404
    assert chat_status(pareta, "ep_a1b2c3") == 404
    assert pareta.get("/v1/endpoints").json() == []


def test_a_name_becomes_the_id_and_extras_are_kept(pareta: httpx.Client) -> None:
    endpoint = deploy(pareta, name="contracts", region="eu", quality=0.9)[-1].data["endpoint"]
    assert endpoint["id"] == endpoint["name"] == "contracts"
    assert (endpoint["region"], endpoint["quality"]) == ("eu", 0.9)
    answer = pareta.post("/v1/endpoints", json={"task": "contract-key-fields", "name": "contracts"})
    assert answer.status_code == 409
    assert "contracts" in answer.json()["detail"]


def test_a_deploy_that_fails_ends_with_an_error_event(pareta: httpx.Client) -> None:
    events = deploy(pareta, name="bad", region="[sandbox:fail]")
    assert events[-1].name == "error"
    assert "bad" in events[-1].data["message"]
    assert status_of(pareta, "bad") == "failed"
    assert chat_status(pareta, "bad") == 503
    assert pareta.post("/v1/endpoints/bad/start").status_code == 409


def test_an_endpoint_deleted_while_it_comes_up_ends_its_stream_with_an_error(still: Sandbox) -> None:
    with client(still, PARETA) as pareta, client(still, PARETA) as other:
        events = []
        with pareta.stream(
            "POST", "/v1/endpoints", json={"task": "invoice-extraction", "name": "inv"}
        ) as answer:
            for event in iter_sse(answer.iter_lines()):
                if not events:
                    assert other.delete("/v1/endpoints/inv").status_code == 204
                events.append(event)
                still.advance(1)
        assert events[-1].name == "error"


@pytest.mark.parametrize(
    ("body", "status", "place"),
    [
        ({}, 422, ["body", "task"]),
        ({"task": ""}, 422, ["body", "task"]),
        ({"task": "no-such-task"}, 404, None),
        ({"task": "contract-key-fields", "model": "no-such-model"}, 422, ["body", "model"]),
        ({"task": "contract-key-fields", "model": "claude-opus-4-5"}, 422, ["body", "model"]),
        ({"task": "contract-key-fields", "name": "a/b"}, 422, ["body", "name"]),
        ({"task": "contract-key-fields", "quality": "good"}, 422, ["body", "quality"]),
    ],
)
def test_what_cannot_be_deployed_is_refused(
    box: Sandbox, pareta: httpx.Client, body: object, status: int, place: object
) -> None:
    answer = pareta.post("/v1/endpoints", json=body)
    assert answer.status_code == status
    if place:
        assert place in [issue["loc"] for issue in answer.json()["detail"]]
    else:
        assert isinstance(answer.json()["detail"], str)
    assert box.ledger.entries == ()


@pytest.mark.parametrize("dimension", ["performance", "uptime", "cost", "quality", "activity"])
def test_metrics_reflect_the_query(pareta: httpx.Client, dimension: str) -> None:
    query = {"window": "24h", "since": "30d", "group_by": "day"}
    answer = pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}", params=query).json()
    assert answer["dimension"] == dimension
    assert answer["window"] == "24h"
    assert len(answer["groups"]) == 3
    assert answer == pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}", params=query).json()
    assert "groups" not in pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}").json()


def test_metrics_of_nothing_are_404s(pareta: httpx.Client) -> None:
    assert pareta.get("/v1/endpoints/ep_none/cost").status_code == 404
    assert pareta.get("/v1/endpoints/ep_a1b2c3/weather").status_code == 404


def test_an_empty_id_is_no_list(pareta: httpx.Client) -> None:
    assert pareta.get("/v1/endpoints/").status_code == 422
