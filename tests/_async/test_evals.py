"""`evals`: sets, documents of any size, runs and the wait for them, and the list of frontier models."""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider

import pareta
from tests.support import (
    EVAL_SET,
    REQUEST_ID,
    AsyncClients,
    Silence,
    Wire,
    eval_run,
    parts,
    respond,
)

pytestmark = pytest.mark.anyio

ACCEPTED = respond(202, {"run_id": "er_1", "status": "queued"})
ROSTER = respond(
    200,
    {
        "frontier_models": [
            {"id": "gpt-5", "vendor": "openai", "vision": True, "benchmarked": True},
            {"id": "opus", "vendor": "anthropic", "benchmarked": False},
            {"id": "gemini", "benchmarked": None},
        ]
    },
)
SET_CREATED = respond(201, {"eval_set": EVAL_SET})


# --- sets


async def test_rows_are_uploaded_as_json_lines() -> None:
    wire = Wire(SET_CREATED)
    rows = ({"input": text, "expected": None} for text in ["é\u2028", 'a "b"\n'])
    made = await AsyncClients.pareta(wire).evals.sets.create(task="t", items=rows, name="mine")
    assert wire.paths == ["POST /v1/eval-sets"]
    form = parts(wire.requests[0])
    assert form["task_id"][2] == b"t"
    assert form["name"][2] == b"mine"
    name, kind, content = form["items"]
    assert (name, kind) == ("items.jsonl", "application/jsonl")
    lines = content.decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {"input": "é\u2028", "expected": None},
        {"input": 'a "b"\n', "expected": None},
    ]
    assert lines[-1] == ""
    assert isinstance(made, pareta.EvalSet)
    assert (made.id, made.item_count, made.scoring_strategy) == ("es_1", 2, "exact")
    assert made.to_dict() == EVAL_SET


ROWS = [{"input": {"text": "a"}, "expected_output": {"name": "b"}}]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"prompt": "Extract."}, {"prompt": b"Extract."}),
        ({"task": "t"}, {"task_id": b"t"}),
        ({"prompt": "Extract.", "task": "t"}, {"prompt": b"Extract.", "task_id": b"t"}),
        ({"prompt": "é" * 500}, {"prompt": ("é" * 500).encode()}),
        ({"extra_body": {"prompt": "Extract."}}, {"prompt": b"Extract."}),
        ({}, {}),
    ],
)
async def test_a_set_is_sent_with_the_prompt_and_the_task_that_were_given(
    given: dict[str, Any], sent: dict[str, bytes]
) -> None:
    wire = Wire(respond(201, {"eval_set": {**EVAL_SET, "prompt": given.get("prompt")}}))
    made = await AsyncClients.pareta(wire).evals.sets.create(items=ROWS, **given)
    form = parts(wire.requests[0])
    assert {name: part[2] for name, part in form.items() if name != "items"} == sent
    assert made.prompt == given.get("prompt")


async def test_the_message_of_a_server_that_needs_a_prompt_reaches_the_caller() -> None:
    wire = Wire(respond(400, {"detail": "prompt is required"}))
    with pytest.raises(pareta.BadRequestError, match="prompt is required"):
        await AsyncClients.pareta(wire).evals.sets.create(task="t", items=ROWS)
    assert len(wire.requests) == 1


CONTRACT = {
    "proposals": [
        {"task_id": "t", "confidence": "low", "evidence": "a total", "warning": "one row has none"}
    ],
    "homogeneous": False,
    "split": {"t": [0], "u": [1]},
    "conflict": {"intended_task": "u", "reasoning": "it speaks of contracts"},
    "closest_task": "u",
    "prompt": "Extract.",
    "message": "The rows are of two kinds.",
}


async def test_a_contract_is_proposed_for_rows_and_a_prompt() -> None:
    wire = Wire(respond(503), respond(200, CONTRACT))
    found = await AsyncClients.pareta(wire).evals.sets.propose_contract(ROWS, prompt="Extract.")
    assert wire.paths == ["POST /v1/eval-sets/propose-contract"] * 2
    form = parts(wire.requests[1])
    assert form["prompt"][2] == b"Extract."
    assert json.loads(form["items"][2]) == ROWS[0]
    assert len({request.headers["idempotency-key"] for request in wire.requests}) == 1
    assert isinstance(found, pareta.EvalContract)
    [proposal] = found.proposals or []
    assert (proposal.task_id, proposal.confidence, proposal.warning) == ("t", "low", "one row has none")
    assert isinstance(found.conflict, pareta.EvalContractConflict)
    assert (found.conflict.intended_task, found.closest_task, found.homogeneous) == ("u", "u", False)
    assert (found.split, found.message) == ({"t": [0], "u": [1]}, "The rows are of two kinds.")
    assert found.to_dict() == CONTRACT


async def test_a_frame_instances_and_an_open_file_are_rows_too(tmp_path: Path) -> None:
    rows = [{"input": "a", "when": "2024-01-02"}, {"input": "b", "when": None}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))

    class Frame:
        columns = ("input", "when")

        def to_dict(self, orient: str) -> Any:
            return [{"input": "a", "when": dt.date(2024, 1, 2)}, rows[1]]

    class Row(NamedTuple):
        input: str
        when: dt.date | None

    with path.open() as opened:
        for items in (Frame(), [Row("a", dt.date(2024, 1, 2)), Row("b", None)], opened):
            wire = Wire(SET_CREATED, ACCEPTED)
            await AsyncClients.pareta(wire).evals.runs.create(task="t", items=items, models=["m"])
            content = parts(wire.requests[0])["items"][2]
            assert [json.loads(line) for line in content.splitlines()] == rows


async def test_many_rows_go_through_a_temporary_file_and_arrive_complete() -> None:
    wire = Wire(respond(503), SET_CREATED)
    rows = [{"input": f"{index:06d}" * 200} for index in range(8_000)]
    await AsyncClients.pareta(wire).evals.sets.create(task="t", items=rows)
    for request in wire.requests:
        content = parts(request)["items"][2]
        assert len(content) > 9_000_000
        assert [json.loads(line) for line in content.splitlines()] == rows
    assert "name" not in parts(wire.requests[0])


async def test_sets_are_listed_retrieved_and_deleted() -> None:
    wire = Wire(
        respond(200, {"eval_sets": [EVAL_SET, {"id": "es_2"}]}),
        respond(200, {"eval_set": {**EVAL_SET, "owner": "me"}}),
        respond(204, b""),
    )
    sets = AsyncClients.pareta(wire).evals.sets
    assert [each.id for each in await sets.list()] == ["es_1", "es_2"]
    assert (await sets.retrieve("es_1"))["owner"] == "me"
    await sets.delete("es_1")
    assert wire.paths == ["GET /v1/eval-sets", "GET /v1/eval-sets/es_1", "DELETE /v1/eval-sets/es_1"]


async def test_the_roster_of_frontier_models() -> None:
    wire = Wire(ROSTER, ROSTER)
    evals = AsyncClients.pareta(wire).evals
    roster = await evals.frontier_models("t")
    assert wire.query == [("task", "t")]
    assert [(each.id, each.vendor, each.benchmarked) for each in roster][:2] == [
        ("gpt-5", "openai", True),
        ("opus", "anthropic", False),
    ]
    await evals.frontier_models()
    assert wire.query == []


# --- documents

SMALL = 5 * 1024 * 1024
ATTACHED = respond(200, {"kind": "blob", "uri": "s3://docs/1", "mime": "application/pdf", "pages": 3})
UPLOAD = respond(
    200, {"upload_url": "https://storage.example.com/b/1?sig=topsecret", "storage_uri": "s3://docs/1"}
)


class Counted(io.BytesIO):
    """A file that notes how it is read."""

    def __init__(self, content: bytes, name: str = "scan.pdf") -> None:
        super().__init__(content)
        self.name = name
        self.reads: list[int] = []

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.reads.append(len(content))
        return content


class Pipe(io.RawIOBase):
    """A file that can only be read forward."""

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._inner.readinto(buffer)


async def upload(wire: Wire, file: Any, **options: Any) -> Any:
    return await upload_with(AsyncClients.pareta(wire), file, **options)


async def upload_with(client: pareta.AsyncPareta, file: Any, **options: Any) -> Any:
    sets = client.evals.sets
    return await sets.upload_document("es_1", file, idx=2, field_name="contract", **options)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "Vertrag Müller.pdf"
    path.write_bytes(b"%PDF small")
    return path


async def test_a_small_document_is_attached_directly(small: Path) -> None:
    wire = Wire(ATTACHED)
    found = await upload(wire, small)
    assert wire.paths == ["POST /v1/eval-sets/es_1/attach-blob"]
    form = parts(wire.requests[0])
    assert {name: form[name][2] for name in ("idx", "field_name", "mime")} == {
        "idx": b"2",
        "field_name": b"contract",
        "mime": b"application/pdf",
    }
    assert form["file"][1:] == ("application/pdf", b"%PDF small")
    assert isinstance(found, pareta.BlobReference)
    assert (found.uri, found["pages"]) == ("s3://docs/1", 3)


@pytest.mark.parametrize("form", ["path", "str", "bytes", "bytearray", "file", "unseekable"])
async def test_a_document_may_be_a_path_bytes_or_a_binary_file(form: str, small: Path) -> None:
    content = b"%PDF small"
    sources = {"path": small, "str": str(small), "bytes": content, "bytearray": bytearray(content)}
    wire = Wire(ATTACHED)
    opened = io.BytesIO(content)
    await upload(wire, sources.get(form, opened if form == "file" else Pipe(content)), mime="text/x-own")
    assert not opened.closed
    assert parts(wire.requests[0])["file"][1:] == ("text/x-own", content)
    assert parts(wire.requests[0])["mime"][2] == b"text/x-own"


async def test_a_file_is_read_from_its_position_and_stays_open(small: Path) -> None:
    wire = Wire(respond(503), ATTACHED)
    with small.open("rb") as opened:
        opened.seek(5)
        await upload(wire, opened)
        assert not opened.closed
    assert [parts(request)["file"][2] for request in wire.requests] == [b"small", b"small"]


async def test_an_unknown_media_type_is_octet_stream(tmp_path: Path) -> None:
    path = tmp_path / "scan.unheard-of"
    path.write_bytes(b"x")
    wire = Wire(ATTACHED)
    await upload(wire, path)
    assert parts(wire.requests[0])["mime"][2] == b"application/octet-stream"


async def test_an_empty_document_is_sent_as_it_is() -> None:
    wire = Wire(ATTACHED)
    await upload(wire, b"")
    assert parts(wire.requests[0])["file"][2] == b""


async def test_documents_below_five_mebibytes_are_direct_and_others_use_a_signed_url() -> None:
    wire = Wire(ATTACHED)
    await upload(wire, bytes(SMALL - 1))
    assert len(wire.requests) == 1
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    await upload(wire, bytes(SMALL))
    assert len(wire.requests) == 3


@pytest.mark.parametrize("status", [200, 201])
async def test_a_large_document_takes_three_steps_and_no_key_goes_to_the_storage_host(status: int) -> None:
    content = bytes(range(256)) * (SMALL // 256) + b"end"
    file = Counted(content)
    wire = Wire(UPLOAD, respond(status, b""), ATTACHED)
    found = await upload(wire, file)
    asked, put, done = wire.requests
    about = {"idx": 2, "field_name": "contract", "mime": "application/pdf"}
    assert wire.paths == [
        "POST /v1/eval-sets/es_1/blob-upload-url",
        "PUT /b/1",
        "POST /v1/eval-sets/es_1/blob-upload-complete",
    ]
    assert json.loads(asked.content) == {**about, "file_size": len(content)}
    assert str(put.url) == "https://storage.example.com/b/1?sig=topsecret"
    assert put.content == content
    assert put.headers["content-type"] == "application/pdf"
    assert put.headers["content-length"] == str(len(content))
    for name in ("authorization", "x-api-key", "idempotency-key", "transfer-encoding"):
        assert name not in put.headers
    assert json.loads(done.content) == {**about, "storage_uri": "s3://docs/1"}
    assert asked.headers["idempotency-key"] != done.headers["idempotency-key"]
    assert (found.uri, found["pages"]) == ("s3://docs/1", 3)
    assert found.response is not None
    assert found.response.request_id == REQUEST_ID
    assert max(file.reads) <= 1024 * 1024, "the document is streamed, not read whole"
    assert not file.closed


async def test_the_timeout_of_a_large_document_limits_all_three_steps() -> None:
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    await upload(wire, bytes(SMALL), timeout=7.0)
    assert [each.extensions["timeout"]["write"] for each in wire.requests] == [7.0] * 3


async def test_the_context_of_a_trace_does_not_go_to_the_storage_host() -> None:
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    await upload_with(AsyncClients.pareta(wire, tracing=TracerProvider()), bytes(SMALL))
    asked, put, _ = wire.requests
    assert "traceparent" in asked.headers
    assert "traceparent" not in put.headers


async def test_headers_and_auth_of_a_users_http_client_do_not_go_to_the_storage_host() -> None:
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    http = httpx.AsyncClient(
        transport=httpx.MockTransport(wire),
        headers={"x-gateway-token": "ours", "authorization": "Bearer ours", "cookie": "session=ours"},
        params={"gateway": "ours"},
        cookies={"login": "ours"},
        auth=("ours", "ours"),
    )
    await upload_with(AsyncClients.pareta(wire, http_client=http), bytes(SMALL))
    asked, put, _ = wire.requests
    assert asked.headers["x-gateway-token"] == "ours"
    assert str(put.url) == "https://storage.example.com/b/1?sig=topsecret"
    for name in ("x-gateway-token", "authorization", "cookie"):
        assert name not in put.headers


@pytest.mark.parametrize("form", ["path", "bytes", "unseekable"])
async def test_a_large_document_may_be_a_path_bytes_or_an_unseekable_file(form: str, tmp_path: Path) -> None:
    content = b"0123456789abcdef" * (SMALL // 16) + b"end"
    path = tmp_path / "large.pdf"
    path.write_bytes(content)
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    await upload(
        wire, {"path": path, "bytes": content, "unseekable": Pipe(content)}[form], mime="application/pdf"
    )
    assert wire.requests[1].content == content


async def test_a_signed_upload_is_retried_from_the_beginning() -> None:
    content = b"abcdefgh" * (SMALL // 8)
    file = Counted(b"skipped" + content)
    file.seek(7)
    wire = Wire(UPLOAD, respond(503), httpx.WriteError, respond(200, b""), ATTACHED)
    await upload(wire, file)
    assert [request.content == content for request in wire.requests if request.method == "PUT"] == [True] * 3
    assert wire.clock.sleeps == [0.25, 0.5]


async def test_a_rejected_signed_upload_is_not_confirmed_and_its_signature_is_not_shown() -> None:
    wire = Wire(UPLOAD, respond(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>"))
    with pytest.raises(pareta.APIStatusError, match="SignatureDoesNotMatch") as caught:
        await upload(wire, bytes(SMALL))
    assert caught.value.status_code == 403
    assert str(caught.value).endswith("Repeat the call: it gets a new signed URL.")
    assert "API key" not in str(caught.value)
    assert "topsecret" not in str(caught.value)
    assert len(wire.requests) == 2


async def test_the_callers_options_go_with_the_steps_that_go_to_the_api() -> None:
    wire = Wire(UPLOAD, respond(200, b""), ATTACHED)
    await upload(wire, bytes(SMALL), extra_headers={"x-trace": "1"}, idempotency_key="mine")
    asked, put, done = wire.requests
    assert asked.headers["x-trace"] == done.headers["x-trace"] == "1"
    assert "x-trace" not in put.headers
    assert asked.headers["idempotency-key"] != done.headers["idempotency-key"]


# --- runs: what is sent


async def test_a_run_on_an_existing_set() -> None:
    wire = Wire(ACCEPTED)
    run = await AsyncClients.pareta(wire).evals.runs.create(
        eval_set="es_1", models=["qwen-vl-2"], frontier=["gpt-5", "opus"]
    )
    assert wire.paths == ["POST /v1/eval-runs"]
    assert wire.body == {"eval_set_id": "es_1", "candidate_model_ids": ["qwen-vl-2", "gpt-5", "opus"]}
    assert isinstance(run, pareta.EvalRun)
    assert (run.id, run.status, run.eval_set_id) == ("er_1", "queued", "es_1")
    assert run.candidate_model_ids == ["qwen-vl-2", "gpt-5", "opus"]
    assert not run.is_terminal
    assert (run.results, run.cost, run.cost_micro_usd) == ([], None, None)


async def test_a_run_on_new_rows_creates_its_set_first() -> None:
    wire = Wire(SET_CREATED, ACCEPTED)
    run = await AsyncClients.pareta(wire).evals.runs.create(
        task="t", items=[{"input": "a"}], models=["qwen-vl-2"], name="mine", idempotency_key="paid-once"
    )
    assert wire.paths == ["POST /v1/eval-sets", "POST /v1/eval-runs"]
    assert parts(wire.requests[0])["name"][2] == b"mine"
    assert wire.body == {"eval_set_id": "es_1", "candidate_model_ids": ["qwen-vl-2"]}
    assert wire.keys[0] not in (None, "paid-once")
    assert wire.keys[1] == "paid-once"
    assert run.id == "er_1"


async def test_a_run_on_new_rows_may_have_a_prompt_in_place_of_a_task() -> None:
    wire = Wire(SET_CREATED, ACCEPTED)
    run = await AsyncClients.pareta(wire).evals.runs.create(prompt="Extract.", items=ROWS, models=["m"])
    assert wire.paths == ["POST /v1/eval-sets", "POST /v1/eval-runs"]
    form = parts(wire.requests[0])
    assert (form["prompt"][2], "task_id" in form) == (b"Extract.", False)
    assert (run.eval_set_id, run.candidate_model_ids) == ("es_1", ["m"])


@pytest.mark.parametrize(
    ("frontier", "ids"), [("all", ["gpt-5", "opus", "gemini"]), ("benchmarked", ["gpt-5"])]
)
async def test_a_frontier_keyword_uses_the_task_that_the_server_found_for_a_prompt(
    frontier: str, ids: list[str]
) -> None:
    wire = Wire(SET_CREATED, ROSTER, ACCEPTED)
    run = await AsyncClients.pareta(wire).evals.runs.create(prompt="Extract.", items=ROWS, frontier=frontier)
    assert wire.paths == ["POST /v1/eval-sets", "GET /v1/eval/frontier-models", "POST /v1/eval-runs"]
    assert ("task", EVAL_SET["task_id"]) in list(wire.requests[1].url.params.multi_items())
    assert run.candidate_model_ids == ids


async def test_a_frontier_keyword_without_a_task_leads_back_to_the_set() -> None:
    wire = Wire(respond(201, {"eval_set": {"id": "es_1"}}))
    with pytest.raises(ValueError, match="needs a task") as failure:
        await AsyncClients.pareta(wire).evals.runs.create(prompt="Extract.", items=ROWS, frontier="all")
    assert "eval_set='es_1'" in failure.value.__notes__[0]
    assert wire.paths == ["POST /v1/eval-sets"]


async def test_repeating_a_run_with_the_key_of_its_error_finds_the_same_set_and_run() -> None:
    wire = Wire(SET_CREATED, respond(200, b"<html>"), SET_CREATED, ACCEPTED)
    runs = AsyncClients.pareta(wire).evals.runs
    with pytest.raises(pareta.APIResponseError) as caught:
        await runs.create(task="t", items=[{"input": 1}], models=["m"])
    await runs.create(
        task="t", items=[{"input": 1}], models=["m"], idempotency_key=caught.value.idempotency_key
    )
    assert wire.keys[:2] == wire.keys[2:]
    assert len(set(wire.keys)) == 2


@pytest.mark.parametrize(
    "failure",
    [respond(500), respond(200, b"<html>"), httpx.ReadError("reset"), KeyboardInterrupt()],
    ids=repr,
)
async def test_whatever_ends_the_creation_of_the_set_names_the_key_of_the_call(failure: Any) -> None:
    runs = AsyncClients.pareta(Wire(then=failure)).evals.runs
    with pytest.raises(BaseException) as caught:  # any of them
        await runs.create(task="t", items=[{"input": 1}], models=["m"], idempotency_key="mine")
    error = caught.value
    assert getattr(error, "idempotency_key", "mine") == "mine"
    said = [str(error), *getattr(error, "__notes__", [])]
    assert "mine-set" not in " ".join(said)


async def test_a_candidate_named_twice_is_scored_once() -> None:
    wire = Wire(ACCEPTED)
    run = await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", models=["a", "b", "a"])
    assert wire.body["candidate_model_ids"] == ["a", "b"]
    assert run.results == []


async def test_a_set_may_be_passed_as_an_object() -> None:
    wire = Wire(respond(200, {"eval_set": EVAL_SET}), ACCEPTED)
    client = AsyncClients.pareta(wire)
    found = await client.evals.sets.retrieve("es_1")
    await client.evals.runs.create(eval_set=found, models=["m"])
    assert wire.body["eval_set_id"] == "es_1"


@pytest.mark.parametrize(
    ("frontier", "ids", "asked"),
    [
        (None, [], False),
        ("none", [], False),
        (["opus"], ["opus"], False),
        (("opus", "gpt-5"), ["opus", "gpt-5"], False),
        ("all", ["gpt-5", "opus", "gemini"], True),
        ("benchmarked", ["gpt-5"], True),
    ],
)
async def test_the_frontier_keywords(frontier: Any, ids: list[str], asked: bool) -> None:
    wire = Wire(*[ROSTER] * asked, SET_CREATED, ACCEPTED)
    await AsyncClients.pareta(wire).evals.runs.create(
        task="t", items=[{"input": 1}], models=["m"], frontier=frontier
    )
    assert wire.body["candidate_model_ids"] == ["m", *ids]
    if asked:
        assert wire.paths[0] == "GET /v1/eval/frontier-models"
        assert wire.requests[0].url.params["task"] == "t"


async def test_an_empty_frontier_list_means_none() -> None:
    wire = Wire(ACCEPTED)
    await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", models=["m"], frontier=[])
    assert wire.body["candidate_model_ids"] == ["m"]


async def test_a_run_may_have_frontier_candidates_only() -> None:
    wire = Wire(ROSTER, ACCEPTED)
    await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", task="t", frontier="benchmarked")
    assert wire.body["candidate_model_ids"] == ["gpt-5"]


async def test_the_task_of_a_set_is_retrieved_if_a_keyword_needs_it() -> None:
    wire = Wire(respond(200, {"eval_set": EVAL_SET}), ROSTER, ACCEPTED)
    await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", models=["m"], frontier="all")
    assert wire.paths == ["GET /v1/eval-sets/es_1", "GET /v1/eval/frontier-models", "POST /v1/eval-runs"]
    assert wire.requests[1].url.params["task"] == "contract-key-fields"


@pytest.mark.parametrize(
    "script",
    [
        [respond(200, {"eval_set": {"id": "es_1"}})],
        [respond(200, {"eval_set": EVAL_SET}), respond(200, {"frontier_models": []})],
        [respond(200, {"eval_set": EVAL_SET}), respond(200, {"frontier_models": None})],
    ],
)
async def test_a_keyword_without_candidates_is_an_error_and_nothing_is_billed(script: list[Any]) -> None:
    wire = Wire(*script)
    with pytest.raises(ValueError, match="frontier"):
        await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", frontier="benchmarked")
    assert "POST" not in {request.method for request in wire.requests}


# --- runs: what comes back, and the wait


async def test_a_completed_run_has_results_and_a_cost() -> None:
    envelope = eval_run("completed", total_cost_micro_usd=12_349_999, region="eu")
    envelope["results"] = [
        {
            "model_id": "qwen-vl-2",
            "kind": "open",
            "quality_mean": 0.91,
            "quality_ci_low": 0.88,
            "quality_ci_high": 0.94,
            "mean_cost_micro_usd": 400,
            "n_succeeded": 20,
            "error_count": 0,
            "p95_ms": 800,
        },
        {"model_id": "gpt-5"},
    ]
    run = await AsyncClients.pareta(Wire(respond(200, envelope))).evals.runs.retrieve("er_1")
    assert run.is_terminal
    assert (run.cost, run.cost_micro_usd) == (Decimal("12.34"), 12_349_999)
    assert str(run.cost) == "12.34"
    first, second = run.results
    assert (first.model_id, first.quality_mean, first.quality_ci_low) == ("qwen-vl-2", 0.91, 0.88)
    assert first["p95_ms"] == 800
    assert second.quality_mean is None
    assert run["region"] == "eu"
    assert run.response is not None


async def test_a_result_has_exact_matches_and_its_rows() -> None:
    rows = [{"idx": 0, "score": 1.0, "prediction": {"a": 1}}, {"idx": 1, "score": 0, "error": "not JSON"}]
    body = eval_run()
    body["results"] = [{"model_id": "m", "exact_match": 50.0, "per_item": rows}]
    [found] = (await AsyncClients.pareta(Wire(respond(200, body))).evals.runs.retrieve("er_1")).results
    assert found.exact_match == 50.0
    first, second = found.per_item or []
    assert isinstance(first, pareta.EvalItemResult)
    assert (first.idx, first.score, first.prediction, first.error) == (0, 1.0, {"a": 1}, None)
    assert (second.prediction, second.error) == (None, "not JSON")


async def test_the_results_of_a_run_are_decoded_once_and_belong_to_it() -> None:
    results = [{"model_id": "qwen-vl-2", "items": [{"idx": 0, "score": 1.0}]}, {"model_id": "gpt-5"}]
    envelope = {**eval_run("completed"), "results": results}
    run = await AsyncClients.pareta(Wire(respond(200, envelope))).evals.runs.retrieve("er_1")
    assert run.results is run.results
    assert run["results"] == run.to_dict()["results"] == results
    assert run.to_dict() == {**envelope["run"], "results": results}
    other = pickle.loads(pickle.dumps(run))
    assert other == run
    assert [each.model_id for each in other.results] == ["qwen-vl-2", "gpt-5"]
    run.results = run.results[:1]
    assert run.to_dict()["results"] == results[:1]
    assert other != run
    assert "2 entries" in repr(other)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, r"EvalRunEnvelope\.run: expected an object, found null"),
        ({"run": 5}, r"EvalRunEnvelope\.run: expected an object"),
        ({"run": {"id": "er_1"}, "results": {}}, r"EvalRun\.results: expected an array"),
    ],
)
async def test_a_run_that_cannot_be_decoded_is_an_error_that_names_the_place(body: Any, problem: str) -> None:
    with pytest.raises(pareta.APIResponseError, match=problem) as caught:
        await AsyncClients.pareta(Wire(respond(200, body))).evals.runs.retrieve("er_1")
    assert (caught.value.request_id, caught.value.status_code) == (REQUEST_ID, 200)


@pytest.mark.parametrize("body", [{}, {"eval_set": None}, {"eval_set": {}}, {"eval_set": {"id": ".."}}])
async def test_a_set_without_a_usable_id_is_an_error(body: Any) -> None:
    with pytest.raises(pareta.APIResponseError, match=r"EvalSetEnvelope\.eval_set"):
        await AsyncClients.pareta(Wire(respond(201, body))).evals.sets.create(task="t", items=[{"input": 1}])


@pytest.mark.parametrize(
    ("micro", "shown"),
    [
        (0, "0.00"),
        (9_999, "0.00"),
        (10_000, "0.01"),
        (1_999_999, "1.99"),
        (10**12 + 19_999, "1000000.01"),
        (None, "None"),
    ],
)
async def test_costs_are_rounded_down_to_whole_cents(micro: int | None, shown: str) -> None:
    wire = Wire(respond(200, eval_run("completed", total_cost_micro_usd=micro)))
    assert str((await AsyncClients.pareta(wire).evals.runs.retrieve("er_1")).cost) == shown


def polls(*states: str) -> list[Any]:
    return [respond(200, eval_run(state)) for state in states]


async def wait(wire: Wire, **options: Any) -> Any:
    return await AsyncClients.pareta(wire).evals.runs.wait("er_1", **options)


async def test_a_wait_polls_every_few_seconds_until_the_run_has_ended() -> None:
    wire = Wire(*polls("queued", "running", "evaluating", "polishing", "completed"))
    run = await wait(wire)
    assert run.status == "completed"
    assert wire.clock.sleeps == [3.0, 3.0, 3.0, 3.0]


async def test_creating_and_waiting_is_one_call() -> None:
    wire = Wire(SET_CREATED, ACCEPTED, *polls("queued", "completed"))
    run = await AsyncClients.pareta(wire).evals.runs.create(
        task="t", items=[{"input": "…", "expected": "…"}], models=["qwen-vl-2"], wait=True, poll_interval=0.5
    )
    assert run.status == "completed"
    assert wire.clock.sleeps == [0.5]
    assert wire.paths[-1] == "GET /v1/eval-runs/er_1"


async def test_a_run_that_failed_is_returned() -> None:
    wire = Wire(respond(200, eval_run("failed", error_detail="a row has no input")))
    run = await wait(wire)
    assert (run.status, run.error_detail, run.is_terminal) == ("failed", "a row has no input", True)
    assert run.results == []


async def test_a_poll_interval_of_zero_is_not_a_busy_loop() -> None:
    wire = Wire(*polls("running", "running", "running", "completed"))
    await wait(wire, poll_interval=0)
    assert len(wire.clock.sleeps) == 3
    assert wire.clock.sleeps == [0.05] * 3


async def test_a_wait_past_its_timeout_raises_with_the_id_of_the_run() -> None:
    wire = Wire(then=respond(200, eval_run("running")))
    with pytest.raises(pareta.WaitTimeoutError, match=r"evals\.runs\.wait\('er_1'\)") as caught:
        await wait(wire, timeout=10.0)
    assert caught.value.id == "er_1"
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, pareta.ParetaError)
    assert wire.clock.elapsed == pytest.approx(10.0)
    assert wire.clock.sleeps == [3.0, 3.0, 3.0, 0.75, 0.25]


@pytest.mark.parametrize(
    "step", [respond(503), respond(502), respond(429), httpx.ReadError, httpx.ConnectError]
)
async def test_a_wait_survives_an_outage(step: Any) -> None:
    wire = Wire(*polls("running"), *[step] * 8, *polls("running"), *[step] * 8, *polls("completed"))
    run = await wait(wire)
    assert run.status == "completed"
    assert wire.used_up


async def test_a_wait_survives_an_outage_at_its_beginning() -> None:
    wire = Wire(*[httpx.ConnectTimeout] * 5, *polls("completed"))
    assert (await wait(wire)).status == "completed"


@pytest.mark.parametrize("step", [respond(503), httpx.ReadError])
async def test_a_wait_survives_an_outage_even_without_retries(step: Any) -> None:
    wire = Wire(step, step, *polls("completed"))
    assert (await AsyncClients.pareta(wire, max_retries=0).evals.runs.wait("er_1")).status == "completed"


@pytest.mark.parametrize("step", [respond(503), httpx.ReadError])
async def test_an_outage_longer_than_the_timeout_ends_the_wait_with_the_id(step: Any) -> None:
    wire = Wire(*polls("running"), then=step)
    with pytest.raises(pareta.WaitTimeoutError) as caught:
        await wait(wire, timeout=30.0)
    assert caught.value.id == "er_1"
    assert wire.clock.elapsed <= 30.0 + 0.001


async def test_a_silent_server_cannot_extend_a_wait_past_its_timeout() -> None:
    wire = Wire(*polls("running"), then=Silence())
    with pytest.raises(pareta.WaitTimeoutError):
        await wait(wire, timeout=100.0)
    assert wire.clock.elapsed <= 100.0 + 1.0


@pytest.mark.parametrize(("status", "kind"), [(401, pareta.AuthenticationError), (404, pareta.NotFoundError)])
async def test_a_permanent_error_ends_the_wait_at_once(status: int, kind: type[Exception]) -> None:
    wire = Wire(*polls("running"), respond(status, {"detail": "no"}))
    with pytest.raises(kind):
        await wait(wire)
    assert len(wire.requests) == 2


async def test_the_error_of_a_failed_wait_leads_back_to_the_run() -> None:
    wire = Wire(ACCEPTED, respond(401, {"detail": "revoked"}))
    with pytest.raises(pareta.AuthenticationError) as caught:
        await AsyncClients.pareta(wire).evals.runs.create(eval_set="es_1", models=["m"], wait=True)
    assert getattr(caught.value.partial, "id", None) == "er_1"
