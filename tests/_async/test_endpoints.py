"""`endpoints`: deploys as events and as a wait, the life of an endpoint, and its metrics."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import pareta
from tests.support import (
    ENDPOINT,
    REQUEST_ID,
    AsyncClients,
    AsyncEvents,
    Chunks,
    Silence,
    SlowChunks,
    Wire,
    event,
    respond,
    stream,
)

pytestmark = pytest.mark.anyio

PROGRESS = event({"stage": "provisioning-gpu", "pct": 10}, "progress")
WARMING = event({"stage": "warming-up", "label": "Warming up", "pct": 90.5, "eta_s": 3}, "progress")
COMPLETE = event({"endpoint": ENDPOINT}, "complete")
FAILED = event({"message": "no GPU is free"}, "error")


async def deploy(wire: Wire, **fields: Any) -> Any:
    return await AsyncClients.pareta(wire).endpoints.deploy(**{"task": "contract-key-fields", **fields})


async def test_a_deploy_is_an_iterator_of_events_as_they_happen() -> None:
    body = Chunks(PROGRESS, WARMING, COMPLETE)
    wire = Wire(respond(200, body, content_type="text/event-stream; charset=utf-8"))
    events = await deploy(wire)
    assert wire.paths == ["POST /v1/endpoints"]
    assert wire.body == {"task": "contract-key-fields", "model": "recommended"}
    seen: list[Any] = []
    async for each in events:
        seen.append(each)
        assert body.sent == len(seen)
    assert [each["event"] for each in seen] == ["progress", "progress", "complete"]
    assert seen[0]["data"] == {"stage": "provisioning-gpu", "pct": 10}
    assert (seen[1].data.stage, seen[1].data.label, seen[1].data.pct) == ("warming-up", "Warming up", 90.5)
    assert seen[1]["data"]["eta_s"] == 3
    assert seen[2].data.endpoint.id == "ep_1"
    assert seen[2]["data"]["endpoint"] == ENDPOINT
    assert seen[2].to_dict() == {"event": "complete", "data": {"endpoint": ENDPOINT}}
    assert body.closed


async def test_error_events_and_unknown_events_are_yielded_as_events() -> None:
    events = await deploy(Wire(stream(event([1, 2], "billing"), event({"a": 1}), FAILED)))
    seen = await AsyncEvents.of(events)
    assert [each["event"] for each in seen] == ["billing", "", "error"]
    assert seen[0]["data"] == [1, 2]
    assert seen[2].data.message == "no GPU is free"


async def test_waiting_returns_the_live_endpoint() -> None:
    body = Chunks(PROGRESS + WARMING, COMPLETE)
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    endpoint = await deploy(wire, wait=True, model="qwen-vl-2", name="mine", region="eu", run_mode="batch")
    assert isinstance(endpoint, pareta.Endpoint)
    assert endpoint.is_live
    assert endpoint.id == "ep_1"
    assert wire.body == {
        "task": "contract-key-fields",
        "model": "qwen-vl-2",
        "name": "mine",
        "region": "eu",
        "run_mode": "batch",
    }
    assert body.closed


async def test_a_failed_deploy_raises_its_reason_when_waited_for() -> None:
    body = Chunks(PROGRESS, FAILED)
    with pytest.raises(pareta.DeployError, match="no GPU is free") as caught:
        await deploy(Wire(respond(200, body, content_type="text/event-stream")), wait=True)
    assert isinstance(caught.value, pareta.ParetaError)
    assert caught.value.request_id == REQUEST_ID
    assert body.closed


@pytest.mark.parametrize(
    "pieces", [[], [PROGRESS], [PROGRESS, COMPLETE[:-2]], [event({"endpoint": None}, "complete")]]
)
async def test_a_deploy_whose_stream_ends_early_continues_by_polling_the_endpoint(
    pieces: list[bytes],
) -> None:
    wire = Wire(stream(*pieces), respond(200, {"id": "mine", "status": "live"}))
    assert (await deploy(wire, wait=True, name="mine")).is_live
    assert wire.paths == ["POST /v1/endpoints", "GET /v1/endpoints/mine"]


async def test_a_deploy_whose_streams_all_end_early_ends_at_its_deadline() -> None:
    wire = Wire(then=lambda request: stream(PROGRESS) if request.method == "POST" else respond(404))
    with pytest.raises(pareta.WaitTimeoutError) as caught:
        await deploy(wire, wait=True, name="mine", timeout=60.0)
    assert caught.value.id == "mine"
    assert isinstance(caught.value.__cause__, pareta.APIConnectionError)
    assert len(set(filter(None, wire.keys))) == 1
    assert len(wire.requests) < 40


async def test_a_deploy_stream_that_ends_early_raises_after_its_events() -> None:
    events = await deploy(Wire(stream(PROGRESS)))
    assert (await anext(aiter(events)))["event"] == "progress"
    with pytest.raises(pareta.StreamEndedError, match="complete or error"):
        await anext(aiter(events))


async def test_a_deploy_whose_connection_is_lost_continues_by_polling_the_endpoint() -> None:
    starting = respond(200, {"id": "mine", "status": "starting"})
    live = respond(200, {"id": "mine", "status": "live"})
    wire = Wire(
        stream(PROGRESS, httpx.ReadError("reset")), starting, httpx.ConnectError("down"), respond(502), live
    )
    endpoint = await deploy(wire, wait=True, name="mine")
    assert (endpoint.id, endpoint.is_live) == ("mine", True)
    assert wire.paths == ["POST /v1/endpoints", *["GET /v1/endpoints/mine"] * 4]


async def test_a_deploy_that_was_not_accepted_is_sent_again_with_its_key() -> None:
    wire = Wire(stream(PROGRESS, httpx.ReadError("reset")), respond(404, {"detail": "no"}), stream(COMPLETE))
    assert (await deploy(wire, wait=True)).is_live
    assert wire.paths[0] == wire.paths[2] == "POST /v1/endpoints"
    assert wire.bodies[0] == wire.bodies[1]
    assert wire.keys[0] == wire.keys[2]
    assert wire.paths[1] == "GET /v1/endpoints/" + wire.body["name"]


async def test_a_deploy_that_is_repeated_with_the_key_of_its_error_is_the_same_request() -> None:
    wire = Wire(stream(PROGRESS, b"data: {\n\n"), stream(COMPLETE))
    with pytest.raises(pareta.StreamError) as caught:
        await deploy(wire, wait=True)
    await deploy(wire, wait=True, idempotency_key=wire.keys[0])
    assert wire.body["name"] in "".join(caught.value.__notes__)
    assert wire.bodies[0] == wire.bodies[1]
    assert wire.keys[0] == wire.keys[1]


async def test_the_headers_of_a_deploy_go_with_its_polls() -> None:
    live = respond(200, {"id": "mine", "status": "live"})
    wire = Wire(stream(PROGRESS, httpx.ReadError("reset")), live, live)
    await deploy(wire, wait=True, name="mine", extra_headers={"x-gateway": "1"})
    await AsyncClients.pareta(wire).endpoints.wait("mine", extra_headers={"x-gateway": "1"})
    assert [request.headers["x-gateway"] for request in wire.requests] == ["1"] * 3


async def test_a_deployed_endpoint_has_the_response_of_its_stream() -> None:
    endpoint = await deploy(Wire(stream(PROGRESS, COMPLETE)), wait=True)
    assert endpoint.response is not None
    assert endpoint.response.request_id == REQUEST_ID


async def test_the_timeout_error_of_a_deploy_says_how_to_continue() -> None:
    starting = respond(200, {"id": "mine", "status": "starting"})
    wire = Wire(stream(PROGRESS, httpx.ReadError("reset")), then=starting)
    with pytest.raises(pareta.WaitTimeoutError, match=r"endpoints\.wait\('mine'\)") as caught:
        await deploy(wire, wait=True, name="mine", timeout=30.0)
    assert caught.value.id == "mine"
    assert 30.0 <= wire.clock.elapsed <= 31.0
    with pytest.raises(
        pareta.WaitTimeoutError, match=r"mine was not live within 30 s\. It is still starting"
    ):
        await AsyncClients.pareta(Wire(then=starting)).endpoints.wait("mine", timeout=30.0)


async def test_the_timeout_error_names_a_status_that_is_not_starting() -> None:
    broken = respond(200, {"id": "mine", "status": "broken"})
    with pytest.raises(pareta.WaitTimeoutError, match=r"It is still broken: call endpoints\.wait\('mine'\)"):
        await AsyncClients.pareta(Wire(then=broken)).endpoints.wait("mine", timeout=30.0)
    wire = Wire(stream(PROGRESS, httpx.ReadError("reset")), then=broken)
    with pytest.raises(pareta.WaitTimeoutError, match="It is still broken"):
        await deploy(wire, wait=True, name="mine", timeout=30.0)


@pytest.mark.parametrize(
    "failure", [httpx.ReadError("reset"), httpx.ReadTimeout("silence"), respond(503), respond(500)], ids=repr
)
async def test_a_wait_that_never_heard_of_the_endpoint_does_not_say_that_it_is_starting(failure: Any) -> None:
    wire = Wire(then=failure)
    with pytest.raises(pareta.WaitTimeoutError, match="endpoint mine was not confirmed") as caught:
        await deploy(wire, wait=True, name="mine", timeout=30.0)
    assert (caught.value.id, caught.value.idempotency_key) == ("mine", wire.keys[0])
    assert "still starting" not in str(caught.value)
    with pytest.raises(pareta.WaitTimeoutError, match="mine could not be retrieved within 30 s") as late:
        await AsyncClients.pareta(Wire(then=failure)).endpoints.wait("mine", timeout=30.0)
    assert late.value.id == "mine"


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("refused"), httpx.ConnectTimeout("silence")], ids=repr
)
async def test_a_deploy_whose_server_cannot_be_reached_ends_after_its_retries(failure: Exception) -> None:
    wire = Wire(then=failure)
    with pytest.raises(pareta.APIConnectionError, match="after 3 attempts") as caught:
        await deploy(wire, wait=True, name="mine")
    assert (caught.value.sent, caught.value.idempotency_key) == (False, wire.keys[0])
    (note,) = caught.value.__notes__
    assert "endpoints.wait('mine')" in note
    assert f"idempotency_key={wire.keys[0]!r} deploys it only once" in note


async def test_a_deploy_that_may_have_been_sent_is_waited_for_although_its_server_cannot_be_reached() -> None:
    lost = [httpx.ReadError("reset")] * 3
    wire = Wire(*lost, *[httpx.ConnectError("refused")] * 9, stream(COMPLETE))
    assert (await deploy(wire, wait=True, name="mine")).is_live


async def test_a_deploy_ends_at_its_deadline_although_events_arrive() -> None:
    body = SlowChunks(*[PROGRESS] * 100)
    body.wire = Wire(respond(200, body, content_type="text/event-stream"))
    with pytest.raises(pareta.WaitTimeoutError, match=r"endpoints\.wait\('mine'\)") as caught:
        await deploy(body.wire, wait=True, name="mine", timeout=60.0)
    assert caught.value.id == "mine"
    assert 60.0 <= body.wire.clock.elapsed <= 70.0
    assert body.closed


async def test_the_events_of_a_deploy_that_is_not_waited_for_have_no_deadline() -> None:
    body = SlowChunks(*[PROGRESS] * 400, COMPLETE)
    body.wire = Wire(respond(200, body, content_type="text/event-stream"))
    assert len(await AsyncEvents.of(await deploy(body.wire))) == 401


async def test_a_deploy_under_a_taken_name_raises_at_once() -> None:
    wire = Wire(*[respond(409, {"detail": "the name is taken"})] * 3)
    with pytest.raises(pareta.ConflictError, match="taken"):
        await deploy(wire, wait=True, name="mine")
    assert wire.clock.elapsed < 10.0


async def test_a_wait_obeys_retry_after() -> None:
    wire = Wire(
        respond(429, {"detail": "slow down"}, retry_after="120"),
        respond(200, {"id": "e", "status": "live"}),
    )
    assert (await AsyncClients.pareta(wire).endpoints.wait("e", timeout=600.0)).is_live
    assert wire.clock.elapsed >= 120.0


@pytest.mark.parametrize("options", [{}, {"poll_interval": 0.5}, {"on_event": print}])
async def test_a_silent_server_cannot_extend_a_wait_past_its_timeout(options: dict[str, Any]) -> None:
    wire = Wire(then=Silence())
    with pytest.raises(pareta.WaitTimeoutError) as caught:
        await AsyncClients.pareta(wire).endpoints.wait("ep_1", timeout=5.0, **options)
    assert caught.value.id == "ep_1"
    assert 4.0 <= wire.clock.elapsed <= 6.0


async def test_an_endpoint_is_waited_for_until_it_is_live() -> None:
    wire = Wire(
        respond(200, {"id": "e", "status": "starting"}),
        respond(503),
        respond(200, {"id": "e", "status": "live"}),
    )
    assert (await AsyncClients.pareta(wire).endpoints.wait("e")).is_live
    with pytest.raises(pareta.DeployError, match="is stopped"):
        await AsyncClients.pareta(Wire(respond(200, {"id": "e", "status": "stopped"}))).endpoints.wait("e")


async def test_the_error_of_a_truncated_deploy_has_its_events_so_far() -> None:
    events = await deploy(Wire(stream(PROGRESS)))
    with pytest.raises(pareta.StreamEndedError) as caught:
        _ = await AsyncEvents.of(events)
    assert [each["event"] for each in caught.value.partial] == ["progress"]


async def test_an_event_that_cannot_be_decoded_is_an_error() -> None:
    with pytest.raises(pareta.StreamError, match="cannot be read"):
        await deploy(Wire(stream(b"event: complete\ndata: {\n\n")), wait=True)
    with pytest.raises(pareta.StreamError, match="cannot be read"):
        await deploy(Wire(stream(event({"endpoint": "ep_1"}, "complete"))), wait=True)


async def test_a_deploy_can_be_left_early() -> None:
    body = Chunks(PROGRESS, WARMING, COMPLETE)
    async with await deploy(Wire(respond(200, body, content_type="text/event-stream"))) as events:
        async for _ in events:
            break
    assert body.closed
    assert body.sent == 1


@pytest.mark.parametrize("record", [{"id": "ep_1"}, {"name": "ep_1"}, {"id": None, "name": "ep_1"}])
async def test_id_and_name_stand_in_for_each_other(record: dict[str, Any]) -> None:
    client = AsyncClients.pareta(Wire(respond(200, record), respond(200, [record])))
    for endpoint in (await client.endpoints.retrieve("ep_1"), (await client.endpoints.list())[0]):
        assert (endpoint.id, endpoint.name) == ("ep_1", "ep_1")
        assert not endpoint.is_live
    deployed = await deploy(Wire(stream(event({"endpoint": record}, "complete"))), wait=True)
    assert (deployed.id, deployed.name) == ("ep_1", "ep_1")


async def test_an_endpoint_is_listed_retrieved_stopped_started_and_deleted() -> None:
    wire = Wire(
        respond(200, [ENDPOINT, {**ENDPOINT, "status": "stopped"}]),
        respond(200, ENDPOINT),
        respond(200, {"id": "ep_1", "status": "stopped"}),
        respond(202, {"status": "starting", "eta_s": 4}),
        respond(204, b""),
    )
    endpoints = AsyncClients.pareta(wire).endpoints
    assert [each.is_live for each in await endpoints.list()] == [True, False]
    assert (await endpoints.retrieve("ep_1")).taskName == "contract-key-fields"
    assert (await endpoints.stop("ep_1"))["status"] == "stopped"
    assert (await endpoints.start("ep_1"))["eta_s"] == 4
    await endpoints.delete("ep_1")
    assert wire.paths == [
        "GET /v1/endpoints",
        "GET /v1/endpoints/ep_1",
        "POST /v1/endpoints/ep_1/stop",
        "POST /v1/endpoints/ep_1/start",
        "DELETE /v1/endpoints/ep_1",
    ]


@pytest.mark.parametrize("dimension", ["performance", "uptime", "cost", "quality", "activity"])
async def test_the_keywords_of_a_metric_are_sent_unchanged(dimension: str) -> None:
    wire = Wire(respond(200, {"window": "24h", "p50_ms": 120, "series": [{"t": 1}]}))
    metrics = AsyncClients.pareta(wire).endpoints.metrics("ep_1")
    found = await getattr(metrics, dimension)(
        window="24h", group_by="day", n=5, raw=True, since=None, timeout=2.0
    )
    assert wire.paths == [f"GET /v1/endpoints/ep_1/{dimension}"]
    assert wire.query == [("window", "24h"), ("group_by", "day"), ("n", "5"), ("raw", "true")]
    assert found["p50_ms"] == 120
    assert found["series"] == [{"t": 1}]


async def test_a_fallback_is_not_part_of_the_record() -> None:
    for record in ({"name": "ep_1", "status": "live"}, {"id": "ep_1", "status": "live"}):
        endpoint = await AsyncClients.pareta(Wire(respond(200, record))).endpoints.retrieve("ep_1")
        assert (endpoint.id, endpoint.name) == ("ep_1", "ep_1")
        assert endpoint.to_dict() == record
        endpoint.name = "mine"
        assert endpoint.to_dict() == {**record, "name": "mine"}


# --- a deploy that was not waited for


async def test_a_deploy_that_was_not_waited_for_says_what_it_is() -> None:
    wire = Wire(stream(event({"endpoint": ENDPOINT}, "complete")))
    events = await AsyncClients.pareta(wire).endpoints.deploy(task="contract-key-fields")
    advice = "iterate over its events with `async for`, or pass wait=True for the live endpoint"
    with pytest.raises(AttributeError, match=f"deployEndpoint.* has no attribute 'id': {advice}"):
        events.id  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(TypeError, match=f"deployEndpoint.* has no item 'id': {advice}"):
        events["id"]  # type: ignore[index]
    assert "Stream of POST /v1/endpoints (deployEndpoint), open>" in repr(events)
    await events.aclose()
    assert repr(events).endswith("closed>")
