"""The sandbox's endpoints over plain HTTP: the stream of a deploy, start, stop, delete, metrics."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.spec_validation import shared_validator

from .conftest import PARETA, Event, client, iter_sse, sse

SCHEMAS = {"progress": "DeployProgress", "complete": "DeployComplete", "error": "DeployFailed"}


def deploy(pareta: httpx.Client, headers: Any = None, **body: object) -> list[Event]:
    response = pareta.post("/v1/endpoints", json={"task": "contract-key-fields", **body}, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    events = sse(response)
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


def test_a_deploy_streams_its_stages_and_ends_with_the_live_endpoint(pareta: httpx.Client) -> None:
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


def test_each_stage_is_sent_when_it_is_reached_and_the_deploy_continues_without_a_client(
    still: Sandbox,
) -> None:
    with client(still, PARETA) as pareta:
        with pareta.stream(
            "POST", "/v1/endpoints", json={"task": "invoice-extraction", "name": "inv"}
        ) as response:
            assert next(iter_sse(response.iter_lines())).data["pct"] == 0
        assert status_of(pareta, "inv") == "starting"
        assert chat_status(pareta, "inv") == 503
        assert "inv" not in [model["id"] for model in pareta.get("/v1/models").json()["data"]]
        still.advance(6)
        assert status_of(pareta, "inv") == "live"
        assert chat_status(pareta, "inv") == 200
        assert "inv" in [model["id"] for model in pareta.get("/v1/models").json()["data"]]


def test_a_stopped_endpoint_returns_503_until_it_is_started(still: Sandbox) -> None:
    with client(still, PARETA) as pareta:
        assert pareta.post("/v1/endpoints/ep_a1b2c3/stop").json()["status"] == "stopped"
        body = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "hi"}]}
        response = pareta.post("/v1/chat/completions", json=body)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) >= 1
        assert "stopped" in response.json()["detail"]
        assert pareta.post("/v1/endpoints/ep_a1b2c3/start").json()["status"] == "starting"
        assert chat_status(pareta, "ep_a1b2c3") == 503
        still.advance(3)
        assert pareta.post("/v1/endpoints/ep_a1b2c3/start").json()["status"] == "live"
        assert status_of(pareta, "ep_a1b2c3") == "live"


def test_a_deleted_endpoint_is_a_404(pareta: httpx.Client) -> None:
    response = pareta.delete("/v1/endpoints/ep_a1b2c3")
    assert (response.status_code, response.content) == (204, b"")
    assert pareta.get("/v1/endpoints/ep_a1b2c3").status_code == 404
    assert pareta.delete("/v1/endpoints/ep_a1b2c3").status_code == 404
    assert pareta.post("/v1/endpoints/ep_a1b2c3/start").status_code == 404
    assert chat_status(pareta, "ep_a1b2c3") == 404
    assert pareta.get("/v1/endpoints").json() == []


def test_a_name_becomes_the_id_and_unknown_fields_are_kept(pareta: httpx.Client) -> None:
    endpoint = deploy(pareta, name="contracts", region="eu", quality=0.9)[-1].data["endpoint"]
    assert endpoint["id"] == endpoint["name"] == "contracts"
    assert (endpoint["region"], endpoint["quality"]) == ("eu", 0.9)
    response = pareta.post("/v1/endpoints", json={"task": "contract-key-fields", "name": "contracts"})
    assert response.status_code == 409
    assert "contracts" in response.json()["detail"]


def test_a_deploy_that_fails_ends_with_an_error_event(pareta: httpx.Client) -> None:
    events = deploy(pareta, name="bad", region="[sandbox:fail]")
    assert events[-1].name == "error"
    assert "bad" in events[-1].data["message"]
    assert status_of(pareta, "bad") == "failed"
    assert chat_status(pareta, "bad") == 503
    assert pareta.post("/v1/endpoints/bad/start").status_code == 409


def test_deleting_a_starting_endpoint_ends_its_stream_with_an_error(still: Sandbox) -> None:
    with client(still, PARETA) as pareta, client(still, PARETA) as other:
        events = []
        with pareta.stream(
            "POST", "/v1/endpoints", json={"task": "invoice-extraction", "name": "inv"}
        ) as response:
            for event in iter_sse(response.iter_lines()):
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
def test_an_invalid_deploy_is_rejected(
    box: Sandbox, pareta: httpx.Client, body: object, status: int, place: object
) -> None:
    response = pareta.post("/v1/endpoints", json=body)
    assert response.status_code == status
    if place:
        assert place in [issue["loc"] for issue in response.json()["detail"]]
    else:
        assert isinstance(response.json()["detail"], str)
    assert box.ledger.entries == ()


@pytest.mark.parametrize("dimension", ["performance", "uptime", "cost", "quality", "activity"])
def test_metrics_reflect_the_query(pareta: httpx.Client, dimension: str) -> None:
    query = {"window": "24h", "since": "30d", "group_by": "day"}
    response = pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}", params=query).json()
    assert response["dimension"] == dimension
    assert response["window"] == "24h"
    assert len(response["groups"]) == 3
    assert response == pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}", params=query).json()
    assert "groups" not in pareta.get(f"/v1/endpoints/ep_a1b2c3/{dimension}").json()


def test_metrics_of_unknown_endpoints_and_dimensions_are_404s(pareta: httpx.Client) -> None:
    assert pareta.get("/v1/endpoints/ep_none/cost").status_code == 404
    assert pareta.get("/v1/endpoints/ep_a1b2c3/weather").status_code == 404


def test_an_empty_id_does_not_list_the_endpoints(pareta: httpx.Client) -> None:
    assert pareta.get("/v1/endpoints/").status_code == 422
