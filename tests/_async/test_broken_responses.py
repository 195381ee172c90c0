"""Truncated responses and unusable successes: the error holds what is known, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

import parallel
import pareta
from tests.support import REQUEST_ID, AsyncClients, Chunks, SlowChunks, Wire, respond, result, run

pytestmark = pytest.mark.anyio

CUT = httpx.RemoteProtocolError("peer closed connection without sending complete message body")


def cut(status: int, body: bytes = b'{"detail": "half of ') -> Any:
    return respond(status, Chunks(body, CUT))


async def test_a_success_with_a_truncated_body_is_retried_and_then_raised_with_what_arrived() -> None:
    wire = Wire(cut(200), cut(200), respond(200, {"object": "list", "data": []}))
    assert len(await AsyncClients.pareta(wire).models.list()) == 0
    wire = Wire(then=lambda _: cut(200))
    with pytest.raises(pareta.IncompleteResponseError, match="its body is incomplete") as caught:
        await AsyncClients.pareta(wire).models.list()
    assert len(wire.requests) == 3
    error = caught.value
    assert isinstance(error, pareta.APIConnectionError)
    assert isinstance(error, pareta.APIResponseError)
    assert (error.status_code, error.request_id, error.incomplete) == (200, REQUEST_ID, True)
    assert error.response is not None
    assert error.response.content == b'{"detail": "half of '


async def test_an_error_status_with_a_truncated_body_keeps_its_class() -> None:
    wire = Wire(cut(401))
    with pytest.raises(pareta.AuthenticationError, match="half of") as caught:
        await AsyncClients.pareta(wire).models.list()
    assert (caught.value.request_id, len(wire.requests)) == (REQUEST_ID, 1)


async def test_a_run_accepted_in_a_truncated_response_is_not_started_again() -> None:
    wire = Wire(cut(202))
    with pytest.raises(
        parallel.OutcomeUnknownError, match=r"is incomplete.*The request may have been accepted"
    ) as caught:
        await AsyncClients.parallel(wire).task_run.create(input="a", processor="base")
    assert caught.value.idempotency_key == wire.keys[0]
    assert isinstance(caught.value.__cause__, parallel.IncompleteResponseError)
    assert caught.value.__cause__.incomplete


SLOW_RESULT = json.dumps(result("late")).encode()


async def test_a_result_that_arrived_as_the_deadline_passed_is_returned() -> None:
    for body in (SlowChunks(SLOW_RESULT), SlowChunks(SLOW_RESULT[:9], SLOW_RESULT[9:])):
        body.wire = Wire(respond(200, body))
        found = await AsyncClients.parallel(body.wire).task_run.result("trun_1", timeout=19.0)
        assert found.output.content == "late"


async def test_a_body_that_goes_on_after_the_deadline_is_a_timeout() -> None:
    body = SlowChunks(*[b" "] * 100)
    body.wire = Wire(respond(200, body))
    with pytest.raises(parallel.WaitTimeoutError):
        await AsyncClients.parallel(body.wire).task_run.result("trun_1", timeout=19.0)
    assert body.sent == 3
    assert body.closed


async def test_a_body_that_drips_is_a_timeout_of_its_call() -> None:
    wire = Wire()

    def drip(_: httpx.Request) -> Any:
        body = SlowChunks(*[b" "] * 100)
        body.wire = wire
        return respond(200, body)

    wire = Wire(drip, drip, drip)
    with pytest.raises(
        pareta.APITimeoutError,
        match=r"timed out after 3 attempts \(the response did not arrive within 25 s, the limit of timeout= \(request",
    ) as caught:
        await AsyncClients.pareta(wire).models.list(timeout=25.0)
    assert caught.value.request_id == REQUEST_ID
    assert not isinstance(caught.value, pareta.APIResponseError)


async def test_a_wait_survives_truncated_responses() -> None:
    wire = Wire(*[cut(200)] * 7, respond(200, {"run": {"id": "er_1", "status": "completed"}}))
    assert (await AsyncClients.pareta(wire).evals.runs.wait("er_1")).is_terminal


async def test_a_proxys_page_does_not_confirm_a_deletion() -> None:
    wire = Wire(respond(200, b"<html>log in</html>", content_type="text/html"))
    with pytest.raises(pareta.APIResponseError, match="not valid JSON"):
        await AsyncClients.pareta(wire).endpoints.delete("ep_1")


UNUSABLE = [5, {}, "", " ", "..", "a\nb", "\ud800"]


@pytest.mark.parametrize("run_id", UNUSABLE, ids=repr)
async def test_an_unusable_run_id_is_an_error_with_the_response(run_id: Any) -> None:
    wire = Wire(respond(202, {**run("queued"), "run_id": run_id}))
    with pytest.raises(parallel.OutcomeUnknownError, match="has no valid run_id") as caught:
        await AsyncClients.parallel(wire).task_run.execute(input="a", processor="base")
    assert caught.value.idempotency_key == wire.keys[0]
    wire = Wire(respond(202, {"run_id": run_id}))
    with pytest.raises(pareta.APIResponseError, match=r"run_id: is not a usable id"):
        await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", models=["m"], wait=True)


@pytest.mark.parametrize("url", [5, "nonsense", "http://", "ftp://a/b", "http://[", ""], ids=repr)
async def test_an_invalid_upload_url_is_an_error_with_the_response(url: Any) -> None:
    wire = Wire(respond(200, {"upload_url": url, "storage_uri": "s"}))
    with pytest.raises(pareta.APIResponseError, match="no valid upload URL"):
        await AsyncClients.pareta(wire).evals.sets.upload_document(
            "es_1", bytes(5 << 20), idx=0, field_name="f"
        )


async def test_an_endpoint_without_id_and_name_is_an_error_with_the_request_id() -> None:
    with pytest.raises(pareta.APIResponseError, match="neither an id nor a name") as caught:
        await AsyncClients.pareta(Wire(respond(200, {}))).endpoints.retrieve("ep_1")
    assert (caught.value.status_code, caught.value.request_id) == (200, REQUEST_ID)


GOOD = {"id": "good", "name": "good"}
# Records that differ from the spec, and whether the list has an entry for them.
ODD_RECORDS: list[tuple[Any, bool]] = [
    ({}, True),
    ({"id": None, "status": "live"}, True),
    ({"id": 5}, True),
    ({"name": "only a name"}, True),
    (None, False),
    ("text", False),
    ([], False),
]
LISTS: dict[str, Any] = {
    "endpoints": (lambda items: items, lambda pa: pa.endpoints.list()),
    "tasks": (lambda items: {"tasks": items}, lambda pa: pa.tasks.list()),
    "models": (lambda items: {"object": "list", "data": items}, lambda pa: pa.models.list()),
    "sets": (lambda items: {"eval_sets": items}, lambda pa: pa.evals.sets.list()),
    "frontier models": (
        lambda items: {"frontier_models": items},
        lambda pa: pa.evals.frontier_models("t"),
    ),
}


@pytest.mark.parametrize(("odd", "kept"), ODD_RECORDS, ids=repr)
@pytest.mark.parametrize(("envelope", "call"), LISTS.values(), ids=list(LISTS))
async def test_an_odd_record_of_a_list_hides_no_other(envelope: Any, call: Any, odd: Any, kept: bool) -> None:
    wire = Wire(respond(200, envelope([GOOD, odd, GOOD])))
    found = await call(AsyncClients.pareta(wire))
    assert len(found) == (3 if kept else 2)
    assert [found[0].id, found[-1].id] == ["good", "good"]
    if kept:
        assert found[1].to_dict() == odd
    assert found.response.request_id == REQUEST_ID


async def test_an_odd_member_of_a_listed_record_is_left_to_its_record() -> None:
    odd = {"id": "t", "schema": 7, "examples": [1]}
    wire = Wire(respond(200, {"tasks": [odd]}))
    (task,) = await AsyncClients.pareta(wire).tasks.list()
    assert (task.id, task.examples, task.to_dict()) == ("t", [1], odd)
    board = {"models": [{"name": "a"}, 5, {"name": "b"}, None], "recommended": "a"}
    found = await AsyncClients.pareta(Wire(respond(200, board))).tasks.leaderboard("t")
    assert [entry.name for entry in found.models] == ["a", "b"]
    assert (found.recommended, found["models"]) == ("a", board["models"])
    match = {"matched": True, "candidates": ["x", {"task_id": "t"}]}
    matched = await AsyncClients.pareta(Wire(respond(200, match))).tasks.match("a")
    assert len(matched.candidates) == 1


@pytest.mark.parametrize("items", [5, "text", {}], ids=repr)
@pytest.mark.parametrize(("envelope", "call"), LISTS.values(), ids=list(LISTS))
async def test_a_list_that_is_no_array_is_an_error(envelope: Any, call: Any, items: Any) -> None:
    with pytest.raises(pareta.APIResponseError):
        await call(AsyncClients.pareta(Wire(then=lambda _: respond(200, envelope(items)))))


async def test_an_eval_repeated_with_its_key_is_one_set_and_one_run() -> None:
    keys: list[list[str | None]] = []
    for _ in range(2):
        wire = Wire(respond(201, {"eval_set": {"id": "es_1"}}), respond(202, {"run_id": "er_1"}))
        await AsyncClients.pareta(wire).evals.runs.create(
            task="t", items=[1], models=["m"], idempotency_key="k", extra_body={"deep": {"a": 1}}
        )
        keys.append(wire.keys)
        assert wire.body["deep"] == {"a": 1}
    assert keys == [["k-set", "k"]] * 2


async def test_the_error_of_a_rejected_eval_run_names_its_set() -> None:
    wire = Wire(respond(201, {"eval_set": {"id": "es_7"}}), respond(402, {"detail": "empty"}))
    with pytest.raises(pareta.InsufficientCreditsError) as caught:
        await AsyncClients.pareta(wire).evals.runs.create(task="t", items=[1], models=["m"])
    assert "eval_set='es_7'" in caught.value.__notes__[0]


async def test_extra_headers_go_with_every_request_of_a_call() -> None:
    wire = Wire(
        respond(200, {"frontier_models": [{"id": "f"}]}),
        respond(201, {"eval_set": {"id": "es_1"}}),
        respond(202, {"run_id": "er_1"}),
        respond(200, {"run": {"id": "er_1", "status": "completed"}}),
    )
    await AsyncClients.pareta(wire).evals.runs.create(
        task="t", items=[1], frontier="all", wait=True, extra_headers={"x-gateway": "1"}
    )
    assert [request.headers.get("x-gateway") for request in wire.requests] == ["1"] * 4


async def test_models_are_indexed_and_sliced_like_a_list() -> None:
    wire = Wire(respond(200, {"object": "list", "data": [{"id": "a"}, {"id": "b"}]}))
    models = await AsyncClients.pareta(wire).models.list()
    assert (models[0].id, [each.id for each in models[:1]], models["object"]) == ("a", ["a"], "list")


async def test_an_absurdly_large_receipt_or_cost_breaks_nothing() -> None:
    chat = {"id": "c", "choices": [], "object": "chat.completion", "created": 1, "model": "m"}
    wire = Wire(respond(200, chat, x_pareta_billed="9" * 5000))
    made = await AsyncClients.pareta(wire).chat.completions.create(
        model="m", messages=[{"role": "user", "content": "a"}]
    )
    assert made.cost is None
    wire = Wire(respond(200, {"run": {"id": "r", "status": "completed", "total_cost_micro_usd": 10**40}}))
    assert (await AsyncClients.pareta(wire).evals.runs.retrieve("r")).cost == 10**34


async def test_a_reader_that_is_not_a_binary_file_is_rejected_by_name() -> None:
    class Reader:
        def __init__(self, piece: Any) -> None:
            self.pieces = [piece]

        def read(self, size: int = -1) -> Any:
            return self.pieces.pop() if self.pieces else b""

    with pytest.raises(TypeError, match="file must be a binary file"):
        await AsyncClients.pareta(Wire()).evals.sets.upload_document(
            "s", Reader("text"), idx=0, field_name="f"
        )
    wire = Wire(respond(200, {"uri": "u"}))
    await AsyncClients.pareta(wire).evals.sets.upload_document("s", Reader(b"bytes"), idx=0, field_name="f")
    assert b"bytes" in wire.requests[0].content
