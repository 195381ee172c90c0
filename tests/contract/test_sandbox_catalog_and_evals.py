"""The sandbox's catalog, eval sets, documents and eval runs over plain HTTP."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from pareta_sandbox import Sandbox
from pareta_sandbox.state.catalog_data import TASKS

from .conftest import PARETA, client

ROWS = [{"input": f"contract {n}", "expected": {"parties": []}} for n in range(20)]


def jsonl(rows: list[Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def make_set(pareta: httpx.Client, content: bytes | None = None, **fields: str) -> httpx.Response:
    data = {"task_id": "contract-key-fields", **fields}
    items = ("items.jsonl", jsonl(ROWS) if content is None else content, "application/jsonl")
    return pareta.post("/v1/eval-sets", data=data, files={"items": items})


def set_of(pareta: httpx.Client, **fields: str) -> str:
    response = make_set(pareta, **fields)
    assert response.status_code == 201, response.text
    return response.json()["eval_set"]["id"]


def test_the_catalog_lists_its_tasks(pareta: httpx.Client) -> None:
    tasks = {task["id"]: task for task in pareta.get("/v1/tasks").json()["tasks"]}
    assert {"contract-key-fields", "invoice-extraction"} <= set(tasks)
    assert len(tasks) >= 6
    assert any(task["has_blob_input"] for task in tasks.values())
    assert all(task["default_scorer"] and "examples" not in task for task in tasks.values())


def test_a_task_has_its_schema_and_the_requested_number_of_examples(pareta: httpx.Client) -> None:
    for task in TASKS:
        response = pareta.get(f"/v1/tasks/{task.id}").json()
        for row in response["examples"]:
            Draft202012Validator(response["gold_schema"]).validate(row["expected"])
        assert response["schema"] == response["gold_schema"]
        assert response["output_schema_role"] == "gold"
    assert pareta.get("/v1/tasks/contract-key-fields", params={"examples_n": 1}).json()["examples"][1:] == []
    assert pareta.get("/v1/tasks/contract-key-fields", params={"examples_n": 0}).json()["examples"] == []
    response = pareta.get("/v1/tasks/contract-key-fields", params={"examples_n": "some"})
    assert response.json()["detail"][0]["loc"] == ["query", "examples_n"]


def test_a_leaderboard_ranks_open_and_frontier_models(pareta: httpx.Client) -> None:
    for task in TASKS:
        board = pareta.get(f"/v1/tasks/{task.id}/leaderboard").json()
        qualities = [entry["quality"] for entry in board["models"]]
        assert qualities == sorted(qualities, reverse=True)
        assert {entry["kind"] for entry in board["models"]} == {"open", "frontier"}
        assert board["recommended"] in [entry["name"] for entry in board["models"] if entry["kind"] == "open"]
        assert board["frontier"]["kind"] == "frontier"
        assert "qwen-vl-2" in [entry["name"] for entry in board["models"]]


def test_frontier_models_are_listed_for_a_task(pareta: httpx.Client) -> None:
    roster = pareta.get("/v1/eval/frontier-models").json()["frontier_models"]
    assert len(roster) >= 3
    assert not any(model["benchmarked"] for model in roster)
    assert all(model["vendor"] for model in roster)
    for task in TASKS:
        of_task = pareta.get("/v1/eval/frontier-models", params={"task": task.id}).json()["frontier_models"]
        assert any(model["benchmarked"] for model in of_task)
        assert [model["id"] for model in of_task] == [model["id"] for model in roster]


@pytest.mark.parametrize(
    ("query", "chosen", "ambiguous"),
    [
        ("extract the parties and dates of a contract", "contract-key-fields", False),
        ("invoice totals per supplier", "invoice-extraction", False),
        ("contract-key-fields", "contract-key-fields", False),
        ("invoice contract", "contract-key-fields", True),
        ("bake a cake", None, False),
        ("the of a", None, False),
    ],
)
def test_a_query_finds_its_task(
    pareta: httpx.Client, query: str, chosen: str | None, ambiguous: bool
) -> None:
    response = pareta.post("/v1/tasks/match", json={"query": query}).json()
    assert response["matched"] is (chosen is not None)
    assert (response["chosen"] or {"task_id": None})["task_id"] == chosen
    assert response["ambiguous"] is ambiguous
    assert response["matcher"] == "keyword"
    assert response["type"] == ("none" if chosen is None else "task")
    assert response["confidence"] == (response["chosen"] or {"confidence": None})["confidence"]
    assert response["reasoning"]
    scores = [candidate["score"] for candidate in response["candidates"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("top_k", ["2.0", "2e0", "20e-1"])
def test_an_integer_may_have_a_decimal_point(pareta: httpx.Client, top_k: str) -> None:
    body = f'{{"query": "extract date total", "top_k": {top_k}}}'.encode()
    response = pareta.post("/v1/tasks/match", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200, response.text
    assert len(response.json()["candidates"]) == 2


def test_a_match_returns_at_most_top_k_tasks(pareta: httpx.Client) -> None:
    body = {"query": "extract date total", "top_k": 2}
    assert len(pareta.post("/v1/tasks/match", json=body).json()["candidates"]) == 2
    response = pareta.post("/v1/tasks/match", json={"query": "x", "top_k": 0})
    assert response.json()["detail"][0]["loc"] == ["body", "top_k"]


def test_unknown_tasks_are_404s(pareta: httpx.Client) -> None:
    assert pareta.get("/v1/tasks/none").status_code == 404
    assert pareta.get("/v1/tasks/none/leaderboard").status_code == 404


def test_eval_sets_exist_until_they_are_deleted(pareta: httpx.Client) -> None:
    made = make_set(pareta, name="mine").json()["eval_set"]
    assert made | {"id": ""} == {
        "id": "",
        "task_id": "contract-key-fields",
        "name": "mine",
        "item_count": 20,
        "scoring_strategy": "field_f1",
        "prompt": None,
    }
    assert pareta.get(f"/v1/eval-sets/{made['id']}").json() == {"eval_set": made}
    assert pareta.get("/v1/eval-sets").json() == {"eval_sets": [made]}
    assert pareta.delete(f"/v1/eval-sets/{made['id']}").status_code == 204
    assert pareta.get(f"/v1/eval-sets/{made['id']}").status_code == 404
    assert pareta.delete(f"/v1/eval-sets/{made['id']}").status_code == 404
    assert pareta.get("/v1/eval-sets").json() == {"eval_sets": []}


@pytest.mark.parametrize(
    ("content", "loc"),
    [
        (b'{"input": 1}\n{broken\n', ["body", "items", 2]),
        (b'{"input": 1}\n\n{"input": NaN}\n', ["body", "items", 3]),
        (b"[1]\n", ["body", "items", 1]),
        (b'{"a": "\xff"}\n', ["body", "items", 1]),
        (b'{"a": 1e999}\n', ["body", "items", 1]),
        (b"\n\n", ["body", "items"]),
        (b"", ["body", "items"]),
    ],
)
def test_an_invalid_row_is_reported_with_its_line(
    pareta: httpx.Client, content: bytes, loc: list[object]
) -> None:
    response = make_set(pareta, content)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == loc


def test_a_form_is_validated_like_a_json_body(pareta: httpx.Client) -> None:
    items = ("items.jsonl", jsonl(ROWS), "application/jsonl")
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"data": {"task_id": "contract-key-fields"}, "files": {"other": items}}, ["body", "items"]),
        ({"data": {"prompt": "x" * 501}, "files": {"items": items}}, ["body", "prompt"]),
        ({"data": {"task_id": ""}, "files": {"items": items}}, ["body", "task_id"]),
        ({"data": {"task_id": "x", "items": "text"}, "files": {"f": items}}, ["body", "items"]),
        ({"json": {"task_id": "x"}}, ["header", "content-type"]),
        (
            {"content": b"--nonsense", "headers": {"content-type": "multipart/form-data; boundary=x"}},
            ["body"],
        ),
        ({"content": b"nonsense", "headers": {"content-type": "multipart/form-data"}}, ["body"]),
    ]
    for request, place in cases:
        response = pareta.post("/v1/eval-sets", **request)
        assert response.status_code == 422, request
        assert place in [issue["loc"] for issue in response.json()["detail"]], response.text
    assert make_set(pareta, task_id="none").status_code == 404


TYPED_ROWS = [{"input": {"text": f"contract {n}"}, "expected_output": {"parties": []}} for n in range(3)]


def post_rows(pareta: httpx.Client, path: str, rows: list[Any], **fields: str) -> httpx.Response:
    items = ("items.jsonl", jsonl(rows), "application/jsonl")
    return pareta.post(f"/v1/eval-sets{path}", data=fields, files={"items": items})


@pytest.mark.parametrize(
    ("prompt", "task"),
    [
        ("Total and date of the invoice.", "invoice-extraction"),
        ("Bake a cake.", "contract-key-fields"),
    ],
)
def test_a_set_needs_a_prompt_or_a_task(pareta: httpx.Client, prompt: str, task: str) -> None:
    response = post_rows(pareta, "", TYPED_ROWS)
    assert response.status_code == 400
    assert "prompt" in response.json()["detail"]
    made = post_rows(pareta, "", TYPED_ROWS, prompt=prompt)
    assert made.status_code == 201
    assert (made.json()["eval_set"]["prompt"], made.json()["eval_set"]["task_id"]) == (prompt, task)
    both = post_rows(pareta, "", TYPED_ROWS, prompt=prompt, task_id="receipt-scan").json()["eval_set"]
    assert (both["prompt"], both["task_id"]) == (prompt, "receipt-scan")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"input": "text", "expected_output": {}}, "input"),
        ({"input": {}, "expected": {}}, "expected_output"),
        ({"input": {}, "expected_output": [1]}, "expected_output"),
        ({}, "input"),
    ],
)
def test_with_a_prompt_each_row_needs_an_input_and_an_expected_output(
    pareta: httpx.Client, row: dict[str, Any], name: str
) -> None:
    for path in ("", "/propose-contract"):
        response = post_rows(pareta, path, [*TYPED_ROWS, row], prompt="Extract the parties.")
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["body", "items", 4, name]


def test_a_contract_names_the_tasks_that_fit_and_stores_nothing(pareta: httpx.Client) -> None:
    response = post_rows(pareta, "/propose-contract", TYPED_ROWS, prompt="Extract the parties of a contract.")
    assert response.status_code == 200
    found = response.json()
    assert found["proposals"][0]["task_id"] == found["closest_task"] == "contract-key-fields"
    assert (found["homogeneous"], found["conflict"], found["message"]) == (True, None, None)
    nothing = post_rows(pareta, "/propose-contract", TYPED_ROWS, prompt="Bake a cake.").json()
    assert nothing["proposals"] == []
    assert nothing["message"]
    assert post_rows(pareta, "/propose-contract", TYPED_ROWS).status_code == 422
    assert pareta.get("/v1/eval-sets").json() == {"eval_sets": []}


def test_a_small_document_is_attached_to_a_row(pareta: httpx.Client) -> None:
    eval_set = set_of(pareta)
    fields = {"idx": "3", "field_name": "scan", "mime": "image/png"}
    response = pareta.post(
        f"/v1/eval-sets/{eval_set}/attach-blob", data=fields, files={"file": ("a.png", b"png")}
    )
    assert response.status_code == 200
    assert (response.json()["kind"], response.json()["mime"]) == ("blob", "image/png")
    assert eval_set in response.json()["uri"]
    for wrong, place in (
        ({"idx": "20"}, "idx"),
        ({"idx": "x"}, "idx"),
        ({"idx": "-1"}, "idx"),
        ({"mime": ""}, "mime"),
    ):
        response = pareta.post(
            f"/v1/eval-sets/{eval_set}/attach-blob",
            data={**fields, **wrong},
            files={"file": ("a.png", b"png")},
        )
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["body", place]


def test_a_document_of_five_mebibytes_needs_an_upload_url(pareta: httpx.Client) -> None:
    eval_set = set_of(pareta)
    fields = {"idx": "0", "field_name": "scan", "mime": "image/png"}
    for size, status in ((5 * 2**20 - 1, 200), (5 * 2**20, 422)):
        file = ("a.png", bytes(size), "image/png")
        response = pareta.post(f"/v1/eval-sets/{eval_set}/attach-blob", data=fields, files={"file": file})
        assert response.status_code == status


def announce(pareta: httpx.Client, eval_set: str, size: int) -> dict[str, str]:
    body = {"idx": 1, "field_name": "scan", "mime": "application/pdf", "file_size": size}
    response = pareta.post(f"/v1/eval-sets/{eval_set}/blob-upload-url", json=body)
    assert response.status_code == 200
    return response.json()


def complete(pareta: httpx.Client, eval_set: str, storage_uri: str, **more: object) -> httpx.Response:
    body = {"idx": 1, "field_name": "scan", "mime": "application/pdf", "storage_uri": storage_uri, **more}
    return pareta.post(f"/v1/eval-sets/{eval_set}/blob-upload-complete", json=body)


def test_a_large_document_is_uploaded_to_a_signed_url_without_a_key(
    box: Sandbox, pareta: httpx.Client
) -> None:
    eval_set, content = set_of(pareta), bytes(range(256)) * 32_768
    upload = announce(pareta, eval_set, len(content))
    assert upload["upload_url"].startswith(box.url)
    assert complete(pareta, eval_set, upload["storage_uri"]).status_code == 422  # nothing has arrived
    chunks = (content[n : n + 65_536] for n in range(0, len(content), 65_536))
    put = httpx.put(upload["upload_url"], content=chunks, headers={"content-type": "application/pdf"})
    assert put.status_code == 200
    assert put.headers["x-request-id"]
    response = complete(pareta, eval_set, upload["storage_uri"])
    assert response.status_code == 200
    assert response.json()["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("header", [PARETA, {"x-api-key": "k"}])
def test_a_signed_url_rejects_a_request_with_an_api_key(pareta: httpx.Client, header: dict[str, str]) -> None:
    eval_set, content = set_of(pareta), bytes(8 * 2**20)
    upload = announce(pareta, eval_set, len(content))
    put = httpx.put(
        upload["upload_url"], content=content, headers={"content-type": "application/pdf", **header}
    )
    assert put.status_code == 400
    assert next(iter(header)) in put.json()["detail"]
    assert complete(pareta, eval_set, upload["storage_uri"]).status_code == 422


def test_an_upload_must_match_its_announcement(box: Sandbox, pareta: httpx.Client) -> None:
    eval_set, other = set_of(pareta), set_of(pareta, name="other")
    upload = announce(pareta, eval_set, 10)
    url, uri = upload["upload_url"], upload["storage_uri"]
    assert httpx.put(url, content=b"x" * 10, headers={"content-type": "text/plain"}).status_code == 400
    assert httpx.put(f"{box.url}/_storage/none", content=b"x").status_code == 404
    assert httpx.put(url, content=b"x" * 9, headers={"content-type": "application/pdf"}).status_code == 200
    assert "9 bytes" in complete(pareta, eval_set, uri).json()["detail"][0]["msg"]
    assert httpx.put(url, content=b"x" * 10, headers={"content-type": "application/pdf"}).status_code == 200
    assert complete(pareta, eval_set, uri, mime="text/plain").status_code == 422
    assert complete(pareta, eval_set, uri, idx=2).status_code == 422
    assert complete(pareta, other, uri).status_code == 422
    assert complete(pareta, eval_set, "sandbox://blobs/elsewhere").status_code == 422
    assert complete(pareta, eval_set, uri).status_code == 200


def run_of(pareta: httpx.Client, eval_set: str, *models: str) -> str:
    response = pareta.post(
        "/v1/eval-runs", json={"eval_set_id": eval_set, "candidate_model_ids": list(models)}
    )
    assert response.status_code == 202, response.text
    assert response.json()["status"] == "queued"
    return response.json()["run_id"]


def test_an_eval_run_changes_its_status_with_time_and_is_billed_when_it_completes(still: Sandbox) -> None:
    with client(still, PARETA) as pareta:
        run_id = run_of(pareta, set_of(pareta), "qwen-vl-2", "phi-mini-4", "claude-opus-4-5")
        seen = []
        for seconds in (0, 1, 3, 2):
            still.advance(seconds)
            response = pareta.get(f"/v1/eval-runs/{run_id}").json()
            seen.append(
                (response["run"]["status"], len(response["results"]), still.ledger.total_micro_usd > 0)
            )
    assert seen == [
        ("queued", 0, False),
        ("running", 0, False),
        ("evaluating", 0, False),
        ("completed", 3, True),
    ]
    assert response["run"]["candidate_model_ids"] == ["qwen-vl-2", "phi-mini-4", "claude-opus-4-5"]
    assert [result["kind"] for result in response["results"]] == ["open", "open", "frontier"]
    cost = 0
    for result in response["results"]:
        assert 0 <= result["quality_ci_low"] <= result["quality_mean"] <= result["quality_ci_high"] <= 1
        assert result["n_succeeded"] + result["error_count"] == 20
        scores = [item["score"] for item in result["per_item"]]
        assert [item["idx"] for item in result["per_item"]] == list(range(20))
        assert sum("error" in item for item in result["per_item"]) == result["error_count"]
        assert result["exact_match"] == scores.count(1.0) * 5
        cost += result["mean_cost_micro_usd"] * 20
    assert response["run"]["total_cost_micro_usd"] == cost == still.ledger.total_micro_usd


def test_a_failed_eval_run_costs_nothing(still: Sandbox) -> None:
    with client(still, PARETA) as pareta:
        run_id = run_of(pareta, set_of(pareta, name="[sandbox:fail]"), "qwen-vl-2")
        still.advance(10)
        run = pareta.get(f"/v1/eval-runs/{run_id}").json()
    assert run["run"]["status"] == "failed"
    assert run["run"]["error_detail"]
    assert run["results"] == []
    assert still.ledger.total_micro_usd == 0


def test_an_eval_run_with_an_unknown_model_is_rejected(pareta: httpx.Client) -> None:
    eval_set = set_of(pareta)
    body = {"eval_set_id": eval_set, "candidate_model_ids": ["qwen-vl-2", "unheard-of"]}
    response = pareta.post("/v1/eval-runs", json=body)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "candidate_model_ids", 1]
    assert "unheard-of" in response.json()["detail"][0]["msg"]
    assert pareta.post("/v1/eval-runs", json={**body, "candidate_model_ids": []}).status_code == 422
    assert pareta.post("/v1/eval-runs", json={**body, "eval_set_id": "es_none"}).status_code == 404
    assert pareta.get("/v1/eval-runs/er_none").status_code == 404
