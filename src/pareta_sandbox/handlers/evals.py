"""Handlers for eval sets, their documents and eval runs."""

from __future__ import annotations

from pareta_sandbox.errors import ApiError, Issue, invalid, invalid_at, not_found
from pareta_sandbox.handler_responses import HandlerResponse, JsonBody, NoContent
from pareta_sandbox.json_values import is_object, parse_json
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state.catalog_data import MODELS_BY_NAME
from pareta_sandbox.state.evals import ATTACH_LIMIT, Blob, EvalSet, hash_rows


def frontier_models(context: RequestContext) -> HandlerResponse:
    """List the frontier models. An unknown task is not an error: no model is benchmarked on it."""
    task = context.state.catalog.tasks.get(context.query.get("task", ""))
    return JsonBody({"frontier_models": context.state.catalog.frontier_models(task)})


def create_set(context: RequestContext) -> HandlerResponse:
    """Create an eval set from a JSONL file. It needs a prompt, or like older servers a task."""
    state, form = context.state, context.body
    prompt: str | None = form.get("prompt")
    task_id: str | None = form.get("task_id")
    if prompt is None and task_id is None:
        raise ApiError(400, "pass a prompt that says in one sentence what the models are to do with a row")
    task = state.catalog.closest(prompt or "") if task_id is None else state.catalog.tasks.get(task_id)
    if task is None:
        raise not_found("task", str(task_id))
    rows = _rows(context, has_prompt=prompt is not None)
    digest = hash_rows(rows)
    prompts = () if prompt is None else (prompt,)
    set_id = state.new_id("es", task.id, form.get("name"), digest, *prompts, length=16)
    name = form.get("name") or f"{task.display} ({len(rows)} rows)"
    state.evals.sets[set_id] = eval_set = EvalSet(set_id, task, name, len(rows), digest, prompt)
    return JsonBody({"eval_set": eval_set.as_json()})


def propose_contract(context: RequestContext) -> HandlerResponse:
    """Propose tasks for rows and a prompt. Nothing is stored."""
    prompt, rows = context.body["prompt"], _rows(context, has_prompt=True)
    return JsonBody(context.state.catalog.propose(prompt, len(rows)))


def list_sets(context: RequestContext) -> HandlerResponse:
    """Return all eval sets."""
    return JsonBody({"eval_sets": [one.as_json() for one in context.state.evals.sets.values()]})


def get_set(context: RequestContext) -> HandlerResponse:
    """Return one eval set."""
    return JsonBody({"eval_set": _set(context).as_json()})


def delete_set(context: RequestContext) -> HandlerResponse:
    """Delete an eval set."""
    del context.state.evals.sets[_set(context).id]
    return NoContent()


def attach_blob(context: RequestContext) -> HandlerResponse:
    """Attach a small document to a row."""
    eval_set, form, upload = _set(context), context.body, context.files["file"]
    _check_row(eval_set, form["idx"])
    size = upload.size or 0
    if size >= ATTACH_LIMIT:
        raise invalid_at(
            ("body", "file"), "a document of 5 MiB or more must be uploaded with blob-upload-url", "too_long"
        )
    blob = _announce_blob(context, eval_set, size)
    blob.received = size
    return JsonBody({"kind": "blob", "uri": blob.storage_uri, "mime": blob.mime, "size": size})


def blob_upload_url(context: RequestContext) -> HandlerResponse:
    """Return a signed URL for the upload of a document."""
    eval_set = _set(context)
    _check_row(eval_set, context.body["idx"])
    blob = _announce_blob(context, eval_set, context.body["file_size"])
    return JsonBody(
        {"upload_url": f"{context.base_url}/_storage/{blob.token}", "storage_uri": blob.storage_uri}
    )


def complete_blob(context: RequestContext) -> HandlerResponse:
    """Confirm an upload. It must have been announced for this set and row, and its bytes must have arrived."""
    eval_set, form = _set(context), context.body
    blob = context.state.evals.find_blob(form["storage_uri"])
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
    record = {
        "kind": "blob",
        "uri": blob.storage_uri,
        "mime": blob.mime,
        "size": blob.received,
        "sha256": blob.sha256,
    }
    return JsonBody(record)


def create_run(context: RequestContext) -> HandlerResponse:
    """Create an eval run. The balance must cover it now; it is billed when it completes."""
    state, body = context.state, context.body
    eval_set = state.evals.sets.get(body["eval_set_id"])
    if eval_set is None:
        raise not_found("eval set", body["eval_set_id"])
    ranked = state.catalog.ranked(eval_set.task)
    unknown = [
        Issue(("body", "candidate_model_ids", n), f"no model of task {eval_set.task.id!r} is called {name!r}")
        for n, name in enumerate(body["candidate_model_ids"])
        if MODELS_BY_NAME.get(name) is None
        or (MODELS_BY_NAME[name].kind == "open" and MODELS_BY_NAME[name] not in ranked)
    ]
    if unknown:
        raise invalid(*unknown)
    now = state.clock.now()
    run_id = state.new_id("er", eval_set.id, body["candidate_model_ids"], length=16)
    run = state.evals.create_run(run_id, eval_set, list(dict.fromkeys(body["candidate_model_ids"])), now)
    context.bill(run.cost_micro_usd, units=eval_set.item_count * len(run.candidates), due_at=run.ended_at)
    state.evals.runs[run_id] = run
    return JsonBody({"run_id": run_id, "status": run.status(now)})


def get_run(context: RequestContext) -> HandlerResponse:
    """Return one eval run."""
    run = context.state.evals.runs.get(context.path["run_id"])
    if run is None:
        raise not_found("eval run", context.path["run_id"])
    return JsonBody(run.as_json(context.state.clock.now()))


def _set(context: RequestContext) -> EvalSet:
    eval_set = context.state.evals.sets.get(context.path["eval_set_id"])
    if eval_set is None:
        raise not_found("eval set", context.path["eval_set_id"])
    return eval_set


def _rows(context: RequestContext, *, has_prompt: bool) -> list[bytes]:
    """Return the rows of the JSONL file. Report the first line that is not a row, with its number.

    Args:
        context: The request.
        has_prompt: Whether a prompt came with the rows, which then have an `input` and an `expected_output`.
    """
    rows: list[bytes] = []
    for number, line in enumerate(context.files["items"].file, start=1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except (ValueError, RecursionError) as error:
            raise invalid_at(
                ("body", "items", number), f"line {number} is not valid JSON: {error}", "json_invalid"
            ) from None
        if not is_object(row):
            raise invalid_at(("body", "items", number), f"line {number} is not a JSON object", "dict_type")
        for name in ("input", "expected_output") if has_prompt else ():
            if not is_object(row.get(name)):
                problem = f"line {number} needs {name!r}, a JSON object"
                raise invalid_at(("body", "items", number, name), problem, "dict_type")
        rows.append(line.strip())
    if not rows:
        raise invalid_at(("body", "items"), "the file has no rows", "too_short")
    return rows


def _check_row(eval_set: EvalSet, idx: int) -> None:
    if idx >= eval_set.item_count:
        raise invalid_at(("body", "idx"), f"the set has {eval_set.item_count} rows, counted from 0")


def _announce_blob(context: RequestContext, eval_set: EvalSet, size: int) -> Blob:
    form = context.body
    contents = (eval_set.id, form["idx"], form["field_name"], form["mime"], size)
    token = context.state.new_id("blob", *contents, length=24)
    blob = Blob(token, eval_set.id, form["idx"], form["field_name"], form["mime"], size)
    context.state.evals.blobs[token] = blob
    return blob
