"""Eval sets, their documents and eval runs over HTTP. What they are stands in state/evals.py."""

from __future__ import annotations

import json

from pareta_sandbox.errors import Issue, invalid, invalid_at
from pareta_sandbox.exchange import Answer, Call, EmptyAnswer, JsonAnswer, not_found
from pareta_sandbox.shapes import is_object
from pareta_sandbox.state.catalog import BY_NAME
from pareta_sandbox.state.evals import ATTACH_LIMIT, Blob, EvalSet, digest_of


def frontier_models(call: Call) -> Answer:
    """An unknown task is no error: nothing is benchmarked on it."""
    task = call.state.catalog.tasks.get(call.query.get("task", ""))
    return JsonAnswer({"frontier_models": call.state.catalog.frontier_models(task)})


def create_set(call: Call) -> Answer:
    state, form = call.state, call.body
    task = state.catalog.tasks.get(form["task_id"])
    if task is None:
        raise not_found("task", form["task_id"])
    rows = _rows(call)
    digest = digest_of(rows)
    set_id = state.new_id("es", task.id, form.get("name"), digest, length=16)
    name = form.get("name") or f"{task.display} ({len(rows)} rows)"
    state.evals.sets[set_id] = eval_set = EvalSet(set_id, task, name, len(rows), digest)
    return JsonAnswer({"eval_set": eval_set.as_json()})


def list_sets(call: Call) -> Answer:
    return JsonAnswer({"eval_sets": [one.as_json() for one in call.state.evals.sets.values()]})


def get_set(call: Call) -> Answer:
    return JsonAnswer({"eval_set": _set(call).as_json()})


def delete_set(call: Call) -> Answer:
    del call.state.evals.sets[_set(call).id]
    return EmptyAnswer()


def attach_blob(call: Call) -> Answer:
    eval_set, form, upload = _set(call), call.body, call.files["file"]
    _check_row(eval_set, form["idx"])
    size = upload.size or 0
    if size >= ATTACH_LIMIT:
        raise invalid_at(
            ("body", "file"), "a document of 5 MiB and more goes through blob-upload-url", "too_long"
        )
    blob = _announce(call, eval_set, size)
    blob.received = size
    return JsonAnswer({"kind": "blob", "uri": blob.storage_uri, "mime": blob.mime, "size": size})


def blob_upload_url(call: Call) -> Answer:
    eval_set = _set(call)
    _check_row(eval_set, call.body["idx"])
    blob = _announce(call, eval_set, call.body["file_size"])
    return JsonAnswer(
        {"upload_url": f"{call.base_url}/_storage/{blob.token}", "storage_uri": blob.storage_uri}
    )


def complete_blob(call: Call) -> Answer:
    """Confirm an upload: it must have been announced for this set and row, and its bytes must be there."""
    eval_set, form = _set(call), call.body
    blob = call.state.evals.blob_at(form["storage_uri"])
    if blob is None or blob.eval_set_id != eval_set.id:
        raise invalid_at(("body", "storage_uri"), "no upload was announced for it")
    for name in ("idx", "field_name", "mime"):
        if form[name] != getattr(blob, name):
            raise invalid_at(("body", name), f"{getattr(blob, name)!r} was announced for this upload")
    if blob.received is None:
        raise invalid_at(("body", "storage_uri"), "no bytes have arrived")
    if blob.received != blob.file_size:
        raise invalid_at(
            ("body", "storage_uri"), f"{blob.received} bytes arrived, {blob.file_size} were announced"
        )
    answer = {
        "kind": "blob",
        "uri": blob.storage_uri,
        "mime": blob.mime,
        "size": blob.received,
        "sha256": blob.sha256,
    }
    return JsonAnswer(answer)


def create_run(call: Call) -> Answer:
    """The balance must cover the run now; it is billed when the run completes."""
    state, body = call.state, call.body
    eval_set = state.evals.sets.get(body["eval_set_id"])
    if eval_set is None:
        raise not_found("eval set", body["eval_set_id"])
    ranked = state.catalog.ranked(eval_set.task)
    unknown = [
        Issue(("body", "candidate_model_ids", n), f"no model of task {eval_set.task.id!r} is called {name!r}")
        for n, name in enumerate(body["candidate_model_ids"])
        if BY_NAME.get(name) is None or (BY_NAME[name].kind == "open" and BY_NAME[name] not in ranked)
    ]
    if unknown:
        raise invalid(*unknown)
    now = state.clock.now()
    run_id = state.new_id("er", eval_set.id, body["candidate_model_ids"], length=16)
    run = state.evals.make_run(run_id, eval_set, list(dict.fromkeys(body["candidate_model_ids"])), now)
    call.bill(run.cost_micro_usd, units=eval_set.item_count * len(run.candidates), due=run.ended_at)
    state.evals.runs[run_id] = run
    return JsonAnswer({"run_id": run_id, "status": run.status(now)})


def get_run(call: Call) -> Answer:
    run = call.state.evals.runs.get(call.path["run_id"])
    if run is None:
        raise not_found("eval run", call.path["run_id"])
    return JsonAnswer(run.as_json(call.state.clock.now()))


def _set(call: Call) -> EvalSet:
    eval_set = call.state.evals.sets.get(call.path["eval_set_id"])
    if eval_set is None:
        raise not_found("eval set", call.path["eval_set_id"])
    return eval_set


def _rows(call: Call) -> list[bytes]:
    """The JSONL rows; the first line that is no JSON object is refused with its number."""
    rows: list[bytes] = []
    for number, line in enumerate(call.files["items"].file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError) as problem:
            raise invalid_at(
                ("body", "items", number), f"line {number} is no JSON: {problem}", "json_invalid"
            ) from None
        if not is_object(row):
            raise invalid_at(("body", "items", number), f"line {number} is no JSON object", "dict_type")
        rows.append(line.strip())
    if not rows:
        raise invalid_at(("body", "items"), "there is no row", "too_short")
    return rows


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _check_row(eval_set: EvalSet, idx: int) -> None:
    if idx >= eval_set.item_count:
        raise invalid_at(("body", "idx"), f"the set has {eval_set.item_count} rows, counted from 0")


def _announce(call: Call, eval_set: EvalSet, size: int) -> Blob:
    form = call.body
    about = (eval_set.id, form["idx"], form["field_name"], form["mime"], size)
    token = call.state.new_id("blob", *about, length=24)
    blob = Blob(token, eval_set.id, form["idx"], form["field_name"], form["mime"], size)
    call.state.evals.blobs[token] = blob
    return blob
