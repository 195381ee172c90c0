"""Handlers for task runs: create, read, wait for the result, stream the events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.errors import ApiError, Issue, invalid, not_found
from pareta_sandbox.handler_responses import EventStream, HandlerResponse, JsonBody
from pareta_sandbox.json_values import as_object
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.schemas.validation import InvalidSchemaError, check_schema, find_mismatch
from pareta_sandbox.state.groups import state_event
from pareta_sandbox.state.ledger import TASK_RUN_MICRO_USD
from pareta_sandbox.state.runs import Run, base_processor
from pareta_sandbox.task_outputs import plan_output, requested_output, schema_kind

DEFAULT_TIMEOUT_SECONDS = 600  # of a long poll
MAX_STREAM_SECONDS = 570.0  # after which an event stream is closed
MAX_DOMAINS = 200  # in both lists of a source policy together

Location = tuple[str | int, ...]


def create(context: RequestContext) -> HandlerResponse:
    """Create a run."""
    check_input(context, context.body, ("body",), set())
    context.bill(run_price(context.body))
    run = create_run(context, context.body)
    return JsonBody(run.as_json(run.created_at))


def get(context: RequestContext) -> HandlerResponse:
    """Return the status of a run."""
    return JsonBody(find_run(context).as_json(context.state.clock.now()))


def get_input(context: RequestContext) -> HandlerResponse:
    """Return the request that created a run."""
    return JsonBody(find_run(context).request)


async def result(context: RequestContext) -> HandlerResponse:
    """Return the result once the run ends, or a 408 after `timeout` seconds."""
    run, clock = find_run(context), context.state.clock
    timeout = context.query.get("timeout", DEFAULT_TIMEOUT_SECONDS)
    now = clock.now()
    # An integer of hundreds of digits cannot be added to a float, but it can be compared with one.
    await clock.sleep_until(run.ended_at if timeout >= run.ended_at - now else now + timeout)
    now = clock.now()
    if run.is_active(now):
        raise ApiError(408, f"run {run.id} is still active after {timeout} s; poll again")
    if error := run.error():
        raise ApiError(404, f"run {run.id} failed and has no result: {error['message']}")
    return JsonBody(run.result(now))


def events(context: RequestContext) -> HandlerResponse:
    """Stream the events of a run."""
    run = find_run(context)
    return EventStream(lambda: _stream_events(run, context))


async def _stream_events(run: Run, context: RequestContext) -> AsyncIterator[bytes]:
    """Send the state, the progress so far, each new event when it is due, and finally the state with the output.

    Of the past statistics only the newest are sent.
    """
    clock = context.state.clock
    opened_at = clock.now()
    closes_at = opened_at + MAX_STREAM_SECONDS
    yield sse.typed_event(state_event(run, opened_at, None, False, False))
    past = [one for one in run.progress() if one.at <= opened_at]
    newest = next((one for one in reversed(past) if one.is_stats), None)
    for one in past:
        if not one.is_stats or one is newest:
            yield sse.typed_event(one.event)
    upcoming = [(one.at, one.event) for one in run.progress() if one.at > opened_at]
    if run.running_at > opened_at:
        upcoming.append((run.running_at, state_event(run, run.running_at, None, False, False)))
    for at, event in sorted(upcoming, key=lambda item: item[0]):
        if at > closes_at:
            break
        await clock.sleep_until(at)
        yield sse.typed_event(event)
    await clock.sleep_until(min(run.ended_at, closes_at))
    if run.ended_at <= closes_at:
        yield sse.typed_event(state_event(run, run.ended_at, None, False, True))


def find_run(context: RequestContext) -> Run:
    """Return the run that the path names."""
    run = context.state.runs.get(context.path["run_id"])
    if run is None:
        raise not_found("run", context.path["run_id"])
    return run


def run_price(request: Mapping[str, Any]) -> int:
    """Return the price of a run, in micro-USD. An unknown processor is a 403."""
    price = TASK_RUN_MICRO_USD.get(base_processor(request["processor"]))
    if price is None:
        raise ApiError(403, f"processor {request['processor']!r} is not allowed for this key")
    return price


def create_run(context: RequestContext, request: Mapping[str, Any], group_id: str | None = None) -> Run:
    """Create a run and store it."""
    state = context.state
    run = Run(
        id=state.new_id("trun", request),
        request=request,
        created_at=state.clock.now(),
        root=state.rng,
        warnings=_warnings(request),
        group_id=group_id,
    )
    state.runs[run.id] = run
    return run


def check_input(
    context: RequestContext, request: Mapping[str, Any], location: Location, checked: set[int]
) -> None:
    """Check what the schemas of openapi.yaml cannot say.

    Args:
        context: The request.
        request: The input of one run.
        location: Where the input is in the request.
        checked: The `id()` of each task spec of this request that was checked. That of this input is added.

    Raises:
        ApiError: The input is not valid (422).
    """
    issues = _check_source_policy(as_object(request.get("source_policy")), (*location, "source_policy"))
    issues += check_metadata(request.get("metadata"), (*location, "metadata"))
    spec = request.get("task_spec")
    if id(spec) not in checked:  # a group's default is the same for all its inputs
        issues += _check_task_spec(context, spec, (*location, "task_spec"))
        checked.add(id(spec))
    if issues:
        raise invalid(*issues)


def check_metadata(metadata: Mapping[str, Any] | None, location: Location) -> list[Issue]:
    """Return the issues of a run's or a group's metadata."""
    issues: list[Issue] = []
    for name, value in (metadata or {}).items():
        if len(name) > 16:
            issues.append(Issue((*location, name), "a key has at most 16 characters", "string_too_long"))
        if not isinstance(value, str | int | float | bool):
            issues.append(Issue((*location, name), "must be a string, a number or a boolean", "type_error"))
        elif len(str(value)) > 512:
            issues.append(Issue((*location, name), "a value has at most 512 characters", "string_too_long"))
    return issues


def _check_task_spec(
    context: RequestContext, spec: Mapping[str, Any] | None, location: Location
) -> list[Issue]:
    issues: list[Issue] = []
    if spec is not None:
        issues += _check_schema_field(context, spec["output_schema"], (*location, "output_schema"))
        if spec.get("input_schema") is not None:
            issues += _check_schema_field(context, spec["input_schema"], (*location, "input_schema"))
    if not issues:
        plan_output(spec)  # while nothing is billed
    return issues


def _check_source_policy(policy: Mapping[str, Any], location: Location) -> list[Issue]:
    issues: list[Issue] = []
    domains = len(policy.get("include_domains") or ()) + len(policy.get("exclude_domains") or ())
    if domains > MAX_DOMAINS:
        issues.append(Issue(location, f"at most {MAX_DOMAINS} domains in both lists together", "too_long"))
    if (text := policy.get("after_date")) is not None and not _is_date(text):
        issues.append(Issue((*location, "after_date"), "must be a date, as YYYY-MM-DD", "date_type"))
    return issues


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None


def _check_schema_field(context: RequestContext, schema_field: Any, location: Location) -> list[Issue]:
    if isinstance(schema_field, str):
        return []
    kind = schema_kind(schema_field)
    names = {"json": "JsonSchema", "text": "TextSchema", "auto": "AutoSchema"}
    issues = context.issues(names[kind], schema_field, location)
    if issues or kind != "json":
        return issues
    schema = schema_field["json_schema"]
    try:
        check_schema(schema)
    except InvalidSchemaError as error:
        return [Issue((*location, "json_schema"), f"cannot be used as a JSON schema: {error}", "json_schema")]
    if "type" in schema and schema["type"] != "object":
        return [
            Issue(
                (*location, "json_schema", "type"), "the root of the schema must be an object", "json_schema"
            )
        ]
    return []


def _warnings(request: Mapping[str, Any]) -> list[dict[str, object]] | None:
    """Return the mismatches that do not fail a request; None if there are none."""
    spec = request.get("task_spec")
    warnings: list[dict[str, object]] = []
    kind, schema = requested_output(spec)
    if kind == "json" and schema.get("additionalProperties") is not False:
        warnings.append(
            _warning("spec_validation_warning", "the output schema does not forbid additional properties")
        )
    expected = as_object(as_object(spec).get("input_schema"))
    if schema_kind(expected) == "json" and (
        mismatch := find_mismatch(expected["json_schema"], request["input"])
    ):
        warnings.append(_warning("input_validation_warning", mismatch))
    return warnings or None


def _warning(kind: str, message: str) -> dict[str, object]:
    return {"type": kind, "message": message, "detail": None}
