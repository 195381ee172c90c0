"""The sandbox's keys, ledger, balance and idempotency over plain HTTP: every request is billed once."""

from __future__ import annotations

import re
import threading
from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.spec import load

from .conftest import PARETA, TASK, client, sse

CHAT = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "Say hello."}]}
RUN = {"input": "x", "processor": "core"}


def keyed(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


def test_every_pareta_route_requires_a_bearer_key(box: Sandbox) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer sk_other"},
        {"authorization": "Basic pareta_sk_x"},
        {"authorization": "pareta_sk_x"},
        {"x-api-key": "pareta_sk_x"},
    ]
    for headers in wrong:
        with client(box, headers) as http:
            for operation in load().operations.values():
                if operation.api == "pareta":
                    response = http.request(
                        operation.method, operation.path.replace("{", "").replace("}", "")
                    )
                    assert response.status_code == 401, (operation.id, headers)
                    assert isinstance(response.json()["detail"], str)


def test_every_task_route_requires_an_api_key(box: Sandbox) -> None:
    for headers in ({}, {"x-api-key": ""}, {"authorization": "Bearer pareta_sk_x"}):
        with client(box, headers) as http:
            for operation in load().operations.values():
                if operation.api == "parallel":
                    response = http.request(
                        operation.method, operation.path.replace("{", "").replace("}", "")
                    )
                    assert response.status_code == 401, (operation.id, headers)
                    assert response.json()["type"] == "error"
                    assert response.json()["error"]["ref_id"]


def test_a_key_may_be_any_text_that_fits_into_a_header(box: Sandbox) -> None:
    for value in ("pareta_sk_live_…".encode(), "pareta_sk_é".encode("latin-1")):
        assert (
            httpx.get(f"{box.url}/v1/models", headers={"authorization": b"Bearer " + value}).status_code
            == 200
        )


def test_only_listed_keys_are_valid() -> None:
    with Sandbox(keys=["pareta_sk_live_…", "task"]) as box:
        good, other = (
            {"authorization": "Bearer pareta_sk_live_…".encode()},
            {"authorization": "Bearer pareta_sk_x"},
        )
        assert httpx.get(f"{box.url}/v1/models", headers=good).status_code == 200
        assert httpx.get(f"{box.url}/v1/models", headers=other).status_code == 401
        assert httpx.get(f"{box.url}/v1/models", headers={"authorization": "Bearer task"}).status_code == 401
        assert (
            httpx.post(f"{box.url}/v1/tasks/groups", headers={"x-api-key": "task"}, json={}).status_code
            == 200
        )
        assert (
            httpx.post(f"{box.url}/v1/tasks/groups", headers={"x-api-key": "x"}, json={}).status_code == 401
        )


def test_the_ledger_is_equal_in_process_and_over_http(
    box: Sandbox, pareta: httpx.Client, task: httpx.Client
) -> None:
    chat = pareta.post("/v1/chat/completions", json=CHAT, headers=keyed("k1"))
    run = task.post("/v1/tasks/runs", json=RUN)
    group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
    task.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": [RUN, {**RUN, "processor": "ultra"}]})
    sse(pareta.post("/v1/endpoints", json={"task": "invoice-extraction"}))
    ledger = httpx.get(f"{box.url}/_sandbox/ledger").json()
    assert ledger["entries"] == [entry.as_json() for entry in box.ledger.entries]
    assert ledger["total_micro_usd"] == sum(entry["micro_usd"] for entry in ledger["entries"])
    assert ledger["balance_micro_usd"] == box.ledger.balance_micro_usd
    first, second, third, fourth = box.ledger.entries
    assert (first.operation_id, first.key) == ("createChatCompletion", "k1")
    assert (first.request_id, first.micro_usd) == (
        chat.headers["x-request-id"],
        int(chat.headers["x-pareta-billed"]),
    )
    assert (second.operation_id, second.micro_usd) == ("createTaskRun", 25_000)
    assert second.request_id == run.headers["x-request-id"]
    assert (third.operation_id, third.units, third.micro_usd) == ("addTaskGroupRuns", 2, 325_000)
    assert (fourth.operation_id, fourth.micro_usd) == ("deployEndpoint", 1_000)
    assert first.account != second.account
    assert "pareta_sk" not in str(ledger)


def test_reading_is_free(box: Sandbox, pareta: httpx.Client, task: httpx.Client) -> None:
    for path in ("/v1/models", "/v1/endpoints", "/v1/tasks", "/v1/eval-sets", "/v1/endpoints/ep_a1b2c3/cost"):
        assert pareta.get(path).status_code == 200
    assert pareta.post("/v1/tasks/match", json={"query": "contract"}).status_code == 200
    assert box.ledger.entries == ()


@pytest.mark.parametrize("stream", [False, True])
def test_a_chat_with_a_known_key_is_the_same_and_free(
    box: Sandbox, pareta: httpx.Client, stream: bool
) -> None:
    first = pareta.post("/v1/chat/completions", json={**CHAT, "stream": stream}, headers=keyed("k"))
    again = pareta.post("/v1/chat/completions", json={**CHAT, "stream": stream}, headers=keyed("k"))
    other = pareta.post("/v1/chat/completions", json={**CHAT, "stream": stream}, headers=keyed("other"))
    receipt = rb"(: pareta-[a-z-]+) \d+"  # a stream has it in comments as well
    assert re.sub(receipt, rb"\1 0", first.content) == again.content
    assert (again.headers["x-pareta-billed"], again.status_code) == ("0", 200)
    assert other.headers["x-pareta-billed"] == first.headers["x-pareta-billed"] != "0"
    assert [entry.key for entry in box.ledger.entries] == ["k", "other"]


def test_a_deploy_with_a_known_key_streams_the_same_endpoint_again(
    box: Sandbox, pareta: httpx.Client
) -> None:
    body = {"task": "invoice-extraction"}
    first = pareta.post("/v1/endpoints", json=body, headers=keyed("d"))
    again = pareta.post("/v1/endpoints", json=body, headers=keyed("d"))
    assert again.content == first.content
    assert len(pareta.get("/v1/endpoints").json()) == 2
    assert len(box.ledger.entries) == 1
    sse(pareta.post("/v1/endpoints", json=body, headers=keyed("e")))
    assert len(pareta.get("/v1/endpoints").json()) == 3


def test_a_broken_deploy_is_resumed_with_its_key(still: Sandbox) -> None:
    body = {"task": "invoice-extraction", "name": "inv"}
    with client(still, PARETA) as pareta:
        with pareta.stream("POST", "/v1/endpoints", json=body, headers=keyed("d")):
            pass  # the connection breaks
        still.advance(60)
        events = sse(pareta.post("/v1/endpoints", json=body, headers=keyed("d")))
        assert events[0].data["pct"] == 0
        assert events[-1].data["endpoint"]["id"] == "inv"
        # Without the key it is another request, and the name exists.
        assert pareta.post("/v1/endpoints", json=body).status_code == 409


def test_every_other_post_honors_its_key_too(still: Sandbox) -> None:
    with client(still, PARETA) as pareta, client(still, TASK) as task:
        post_everything_twice(still, pareta, task)


def post_everything_twice(still: Sandbox, pareta: httpx.Client, task: httpx.Client) -> None:
    group = task.post("/v1/tasks/groups", json={}, headers=keyed("g")).json()["taskgroup_id"]
    items = {"items": ("i.jsonl", b'{"input": 1}\n', "application/jsonl")}
    data = {"task_id": "contract-key-fields"}
    eval_set = pareta.post("/v1/eval-sets", data=data, files=items, headers=keyed("s")).json()["eval_set"][
        "id"
    ]
    run = {"eval_set_id": eval_set, "candidate_model_ids": ["qwen-vl-2"]}
    blob = {"idx": 0, "field_name": "f", "mime": "image/png", "file_size": 3}
    calls: list[tuple[httpx.Client, str, dict[str, Any]]] = [
        (task, "/v1/tasks/runs", {"json": RUN}),
        (task, "/v1/tasks/groups", {"json": {"metadata": {"a": 1}}}),
        (task, f"/v1/tasks/groups/{group}/runs", {"json": {"inputs": [RUN]}}),
        (pareta, "/v1/tasks/match", {"json": {"query": "contract"}}),
        (pareta, "/v1/eval-sets", {"data": data, "files": items}),
        (pareta, "/v1/eval-runs", {"json": run}),
        (pareta, f"/v1/eval-sets/{eval_set}/blob-upload-url", {"json": blob}),
        (pareta, "/v1/endpoints/ep_a1b2c3/stop", {}),
        (pareta, "/v1/endpoints/ep_a1b2c3/start", {}),
    ]
    for http, path, request in calls:
        first = http.post(path, headers=keyed("same"), **request)
        again = http.post(path, headers=keyed("same"), **request)
        assert first.status_code < 300, first.text
        assert (again.status_code, again.content) == (first.status_code, first.content), path
    assert len(pareta.get("/v1/eval-sets").json()["eval_sets"]) == 2
    assert task.get(f"/v1/tasks/groups/{group}").json()["status"]["num_task_runs"] == 1
    still.advance(60)
    billed = [entry.operation_id for entry in still.ledger.entries]
    assert billed == ["createTaskRun", "addTaskGroupRuns", "createEvalRun"]


def test_a_key_belongs_to_one_api_key_and_one_operation(box: Sandbox, task: httpx.Client) -> None:
    first = task.post("/v1/tasks/runs", json=RUN, headers=keyed("k")).json()["run_id"]
    with client(box, {"x-api-key": "another"}) as other:
        assert other.post("/v1/tasks/runs", json=RUN, headers=keyed("k")).json()["run_id"] != first
    assert task.post("/v1/tasks/groups", json={}, headers=keyed("k")).status_code == 200
    assert len(box.ledger.entries) == 2


def test_the_same_request_in_another_encoding_is_the_same_request(task: httpx.Client) -> None:
    raw = (b'{"input": "x", "processor": "core"}', b'{"processor":"core","input":"\\u0078"}')
    made = [
        task.post(
            "/v1/tasks/runs", content=one, headers={"content-type": "application/json", **keyed("k")}
        ).json()
        for one in raw
    ]
    assert made[0] == made[1]


def test_a_known_key_with_another_request_is_a_422(
    box: Sandbox, pareta: httpx.Client, task: httpx.Client
) -> None:
    assert task.post("/v1/tasks/runs", json=RUN, headers=keyed("k")).status_code == 202
    response = task.post("/v1/tasks/runs", json={**RUN, "input": "y"}, headers=keyed("k"))
    assert response.status_code == 422
    assert "Idempotency-Key" in response.json()["error"]["message"]
    assert pareta.post("/v1/endpoints/ep_a1b2c3/stop", headers=keyed("k")).status_code == 200
    assert pareta.post("/v1/endpoints/ep_other/stop", headers=keyed("k")).status_code == 422
    assert len(box.ledger.entries) == 1


def test_an_error_response_is_not_saved(pareta: httpx.Client) -> None:
    pareta.post("/v1/endpoints/ep_a1b2c3/stop")
    assert pareta.post("/v1/chat/completions", json=CHAT, headers=keyed("k")).status_code == 503
    pareta.post("/v1/endpoints/ep_a1b2c3/start")
    deadline = 100
    while (response := pareta.post("/v1/chat/completions", json=CHAT, headers=keyed("k"))).status_code == 503:
        deadline -= 1
        assert deadline
    assert response.status_code == 200
    assert response.headers["x-pareta-billed"] != "0"


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_a_wrong_length_is_a_422(pareta: httpx.Client, key: str) -> None:
    response = pareta.post("/v1/chat/completions", json=CHAT, headers=keyed(key))
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["header", "Idempotency-Key"]


def test_twenty_concurrent_requests_with_one_key_are_billed_once(box: Sandbox) -> None:
    responses: list[httpx.Response] = []

    def ask() -> None:
        responses.append(
            httpx.post(f"{box.url}/v1/tasks/runs", json=RUN, headers={**TASK, **keyed("k")}, verify=False)
        )

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {response.content for response in responses} == {responses[0].content}
    assert len(box.ledger.entries) == 1


def test_an_empty_balance_is_a_402_in_each_api_s_format() -> None:
    with (
        Sandbox(speed=500, balance_micro_usd=25_100) as box,
        client(box, PARETA) as pareta,
        client(box, TASK) as task,
    ):
        assert task.post("/v1/tasks/runs", json=RUN).status_code == 202
        refused = task.post("/v1/tasks/runs", json=RUN)
        assert (refused.status_code, refused.json()["type"]) == (402, "error")
        refused = pareta.post("/v1/endpoints", json={"task": "receipt-scan"})
        assert (refused.status_code, type(refused.json()["detail"])) == (402, str)
        assert pareta.post("/v1/chat/completions", json=CHAT).status_code == 200
        assert pareta.post("/v1/chat/completions", json=CHAT).status_code == 402
        assert pareta.get("/v1/endpoints").json()[1:] == []  # what was not paid for did not happen
        assert 0 <= box.ledger.balance_micro_usd < 100


def test_an_eval_run_reserves_its_price() -> None:
    with Sandbox(speed=0, balance_micro_usd=10_000) as box, client(box, PARETA) as http:
        rows = b"".join(b'{"input": %d}\n' % n for n in range(15))
        data, items = {"task_id": "contract-key-fields"}, {"items": ("i.jsonl", rows, "application/jsonl")}
        eval_set = http.post("/v1/eval-sets", data=data, files=items).json()["eval_set"]["id"]
        run = {"eval_set_id": eval_set, "candidate_model_ids": ["qwen-vl-2"]}
        assert http.post("/v1/eval-runs", json=run).status_code == 202
        assert box.ledger.entries == ()
        assert http.post("/v1/eval-runs", json=run).status_code == 402
        box.advance(10)
        assert box.ledger.balance_micro_usd == 10_000 - box.ledger.total_micro_usd < 10_000
        (entry,) = box.ledger.entries
        assert (entry.operation_id, entry.units) == ("createEvalRun", 15)
        assert entry.micro_usd == box.ledger.total_micro_usd == box.ledger.as_json()["total_micro_usd"]
