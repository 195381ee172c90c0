"""Task runs over HTTP: create, read, wait, follow. What a run is stands in state/runs.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.errors import Issue, Refusal, invalid
from pareta_sandbox.exchange import Answer, Call, JsonAnswer, StreamAnswer, not_found
from pareta_sandbox.outputs import output_kind
from pareta_sandbox.schemas import BadSchema, check_schema, misfit
from pareta_sandbox.shapes import is_object, object_of
from pareta_sandbox.state.groups import state_event
from pareta_sandbox.state.ledger import TASK_RUN_MICRO_USD
from pareta_sandbox.state.runs import Run, base_processor

WAIT_SECONDS = 600  # of a long poll that does not say how long
STREAM_SECONDS = 570.0  # after which a run's event stream is closed

Place = tuple[str | int, ...]


def create(call: Call) -> Answer:
    check_input(call, call.body, ("body",))
    call.bill(price_of(call.body))
    run = make_run(call, call.body)
    return JsonAnswer(run.as_json(run.created_at))


def get(call: Call) -> Answer:
    return JsonAnswer(find(call).as_json(call.state.clock.now()))


def get_input(call: Call) -> Answer:
    return JsonAnswer(find(call).request)


async def result(call: Call) -> Answer:
    """Block until the run ends or the wait is over."""
    run, clock = find(call), call.state.clock
    wait = call.query.get("timeout", WAIT_SECONDS)
    now = clock.now()
    # (An integer of hundreds of digits cannot be added to a float, but it can be compared with one.)
    await clock.sleep_until(run.ended_at if wait >= run.ended_at - now else now + wait)
    now = clock.now()
    if run.is_active(now):
        raise Refusal(408, f"run {run.id} is still active after {wait} s; ask again")
    if error := run.error():
        raise Refusal(404, f"run {run.id} failed and has no result: {error['message']}")
    return JsonAnswer(run.result(now))


def events(call: Call) -> Answer:
    run = find(call)
    return StreamAnswer(lambda: _tell(run, call))


async def _tell(run: Run, call: Call) -> AsyncIterator[bytes]:
    """State; the trace so far with only its newest stats; then each event as it comes; state and output at the end."""
    clock = call.state.clock
    opened = clock.now()
    closes = opened + STREAM_SECONDS
    yield sse.typed(state_event(run, opened, None, False, False))
    past = [one for one in run.progress() if one.at <= opened]
    newest = next((one for one in reversed(past) if one.is_stats), None)
    for one in past:
        if not one.is_stats or one is newest:
            yield sse.typed(one.event)
    coming = [(one.at, one.event) for one in run.progress() if one.at > opened]
    if run.running_at > opened:
        coming.append((run.running_at, state_event(run, run.running_at, None, False, False)))
    for at, event in sorted(coming, key=lambda item: item[0]):
        if at > closes:
            break
        await clock.sleep_until(at)
        yield sse.typed(event)
    await clock.sleep_until(min(run.ended_at, closes))
    if run.ended_at <= closes:
        yield sse.typed(state_event(run, run.ended_at, None, False, True))


def find(call: Call) -> Run:
    run = call.state.runs.get(call.path["run_id"])
    if run is None:
        raise not_found("run", call.path["run_id"])
    return run


def price_of(request: Mapping[str, Any]) -> int:
    """The processor's price; a processor that nobody sells is a 403."""
    price = TASK_RUN_MICRO_USD.get(base_processor(request["processor"]))
    if price is None:
        raise Refusal(403, f"processor {request['processor']!r} is not allowed for this key")
    return price


def make_run(call: Call, request: Mapping[str, Any], group: str | None = None) -> Run:
    state = call.state
    run = Run(
        id=state.new_id("trun", request),
        interaction_id=state.new_id("interaction", request),
        request=request,
        created_at=state.clock.now(),
        dice=state.dice.at("run", request["input"], request.get("task_spec"), request["processor"]),
        warnings=_warnings(request),
        group_id=group,
    )
    state.runs[run.id] = run
    return run


def check_input(call: Call, request: Mapping[str, Any], at: Place) -> None:
    """What openapi.yaml leaves open for the sake of other languages' generators, refused with a 422."""
    issues: list[Issue] = []
    if not isinstance(request["input"], str | dict):
        issues.append(Issue((*at, "input"), "must be a string or an object", "type_error"))
    issues += check_metadata(request.get("metadata"), (*at, "metadata"))
    spec, spec_at = request.get("task_spec"), (*at, "task_spec")
    if spec is not None:
        issues += _check_schema_member(
            call, spec["output_schema"], (*spec_at, "output_schema"), ("json", "text", "auto")
        )
        if spec.get("input_schema") is not None:
            issues += _check_schema_member(
                call, spec["input_schema"], (*spec_at, "input_schema"), ("json", "text")
            )
    if issues:
        raise invalid(*issues)


def check_metadata(metadata: Mapping[str, Any] | None, at: Place) -> list[Issue]:
    issues: list[Issue] = []
    for name, value in (metadata or {}).items():
        if len(name) > 16:
            issues.append(Issue((*at, name), "a key has at most 16 characters", "string_too_long"))
        if not isinstance(value, str | int | float | bool):
            issues.append(Issue((*at, name), "must be a string, a number or a boolean", "type_error"))
        elif len(str(value)) > 512:
            issues.append(Issue((*at, name), "a value has at most 512 characters", "string_too_long"))
    return issues


def _check_schema_member(call: Call, member: Any, at: Place, kinds: tuple[str, ...]) -> list[Issue]:
    if isinstance(member, str):
        return []
    names = {"json": "JsonSchema", "text": "TextSchema", "auto": "AutoSchema"}
    kind = member.get("type") if is_object(member) else None
    if kind not in kinds:
        return [
            Issue(
                (*at, "type") if is_object(member) else at,
                f"must be one of {', '.join(kinds)}",
                "enum",
            )
        ]
    issues = call.issues(names[kind], member, at)
    if issues or kind != "json":
        return issues
    schema = member["json_schema"]
    try:
        check_schema(schema)
    except BadSchema as problem:
        return [Issue((*at, "json_schema"), f"cannot be used as a JSON schema: {problem}", "json_schema")]
    if "type" in schema and schema["type"] != "object":
        return [
            Issue((*at, "json_schema", "type"), "the root of the schema must be an object", "json_schema")
        ]
    return []


def _warnings(request: Mapping[str, Any]) -> list[dict[str, object]] | None:
    """Mismatches that the service only warns about."""
    spec = request.get("task_spec")
    found: list[dict[str, object]] = []
    kind, schema = output_kind(spec)
    if kind == "json" and schema.get("additionalProperties") is not False:
        found.append(
            _warning("spec_validation_warning", "the output schema does not forbid additional properties")
        )
    expected = object_of(object_of(spec).get("input_schema"))
    if expected.get("type") == "json" and (problem := misfit(expected["json_schema"], request["input"])):
        found.append(_warning("input_validation_warning", problem))
    return found or None


def _warning(kind: str, message: str) -> dict[str, object]:
    return {"type": kind, "message": message, "detail": None}
