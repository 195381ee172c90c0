# Mirrored from tests/_async/test_interruptions.py by codegen/mirror.py; do not edit.
"""Started work is never lost: whatever leaves a call after the service accepted something leads back to it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import httpx
import pytest

import parallel
import pareta
from pareta_core import SDKError
from tests.interrupting import Interruption, Line
from tests.support import (
    ENDPOINT,
    EVAL_SET,
    GROUP,
    Chunks,
    Clients,
    Events,
    Wire,
    eval_run,
    event,
    respond,
    result,
    run,
    still_running,
    stream,
    task_error,
)
from tests.support import MESSAGES as HELLO

ROWS = [{"input": {"text": "a"}, "expected": "b"}]
ACCEPTED = respond(202, {"run_id": "er_1", "status": "queued"})
DEPLOYED = stream(
    event({"stage": "provisioning-gpu", "pct": 10}, "progress"), event({"endpoint": ENDPOINT}, "complete")
)
STATE = event({"type": "task_run.state", "event_id": "", "run": run("running")}, "task_run.state")
ENDED = event(
    {"type": "task_run.state", "event_id": "", "run": run("completed"), "output": result()["output"]},
    "task_run.state",
)
RESULT_NOTE = "Task run trun_1 was started: task_run.result('trun_1') waits for it."


class Interrupted(BaseException):
    """What interrupts: no class that anything handles by name."""


def execute(wire: Wire, **options: Any) -> Any:
    return Clients.parallel(wire).task_run.execute(
        **{"input": "United Nations", "processor": "base", **options}
    )


def create_run(wire: Wire, **options: Any) -> Any:
    return Clients.parallel(wire).task_run.create(input="UN", processor="base", **options)


def deploy(wire: Wire, **options: Any) -> Any:
    deployed = Clients.pareta(wire).endpoints.deploy(
        **{"task": "contract-key-fields", "name": "ep_1", "wait": True, **options}
    )
    return deployed if options.get("wait", True) else Events.of(deployed)


def evaluate(wire: Wire, **options: Any) -> Any:
    return Clients.pareta(wire).evals.runs.create(
        **{"eval_set": "es_1", "models": ["qwen-vl-2"], "wait": True, **options}
    )


def evaluate_items(wire: Wire, **options: Any) -> Any:
    return evaluate(wire, eval_set=None, task="contract-key-fields", items=ROWS, **options)


def add_runs(wire: Wire, **options: Any) -> Any:
    rows = [{"input": name, "processor": "base"} for name in ("a", "b")]
    return Clients.parallel(wire).task_group.add_runs(
        "tgrp_1", inputs=rows, idempotency_key="job-1", **options
    )


@attrs.frozen
class Case:
    call: Callable[..., Any]
    script: tuple[Any, ...]
    note: str
    accepted_after: int = 1
    """After how many requests the work is accepted."""

    def is_accepted(self, wire: Wire) -> bool:
        return len(wire.requests) >= self.accepted_after


CASES = {
    "execute": Case(execute, (respond(202, run()), respond(200, result())), RESULT_NOTE),
    "execute with several polls": Case(
        execute, (respond(202, run()), still_running(), task_error(503), respond(200, result())), RESULT_NOTE
    ),
    "create": Case(create_run, (respond(202, run()),), RESULT_NOTE),
    "deploy": Case(
        deploy,
        (DEPLOYED,),
        "The deploy may still succeed: endpoints.wait('ep_1') waits for it.",
    ),
    "deploy whose stream broke": Case(
        deploy,
        (stream(event({"stage": "warming-up"}, "progress")), respond(200, ENDPOINT)),
        "The deploy may still succeed: endpoints.wait('ep_1') waits for it.",
    ),
    "an evaluation": Case(
        evaluate,
        (ACCEPTED, respond(200, eval_run("running")), respond(200, eval_run())),
        "Eval run er_1 was started: evals.runs.wait('er_1') waits for it.",
    ),
    "an evaluation of new rows": Case(
        evaluate_items,
        (respond(201, {"eval_set": EVAL_SET}), ACCEPTED, respond(200, eval_run())),
        "Eval run er_1 was started: evals.runs.wait('er_1') waits for it.",
        accepted_after=2,
    ),
}


# One case for each way through the code: each of its lines costs a run.
LONGEST = (
    "execute with several polls",
    "create",
    "deploy whose stream broke",
    "an evaluation of new rows",
)


def fresh(script: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the script, with streams that were not read yet."""
    return tuple(
        attrs.evolve(step, body=type(step.body)(*step.body._pieces))
        if isinstance(getattr(step, "body", None), Chunks)
        else step
        for step in script
    )


EMPTY_GROUP = (respond(200, GROUP), stream())
ADDED = respond(200, {"status": GROUP["status"], "run_ids": ["trun_1", "trun_2"]})
REPEAT = "Repeat the call with idempotency_key='job-1': only what is missing is sent."


def interrupt(*_: Any) -> Any:
    raise Interrupted


@pytest.mark.parametrize(
    ("script", "known"),
    [((*EMPTY_GROUP, interrupt), 0), ((*EMPTY_GROUP, ADDED), 2)],
    ids=["while the request is sent", "by on_start"],
)
def test_an_interruption_of_add_runs_says_how_to_continue(script: tuple[Any, ...], known: int) -> None:
    with pytest.raises(Interrupted) as caught:
        add_runs(Wire(*fresh(script)), on_start=interrupt)
    assert caught.value.__notes__ == [f"{known} of 2 runs are known to be in group tgrp_1. {REPEAT}"]


def test_on_start_of_add_runs_is_called_with_each_id() -> None:
    reported = list[str]()
    add_runs(Wire(*fresh((*EMPTY_GROUP, ADDED))), on_start=reported.append)
    assert reported == ["trun_1", "trun_2"]


# (A stream that is interrupted before anybody has it warns when it is collected.)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("case", [CASES[name] for name in LONGEST], ids=LONGEST)
def test_an_interruption_at_any_line_after_the_work_was_accepted_names_it(case: Case) -> None:
    case.call(Wire(*fresh(case.script)))  # loads the modules
    tried = set[Line]()
    named = False
    while True:
        wire = Wire(*fresh(case.script))
        interruption = Interruption(Interrupted, partial(case.is_accepted, wire), tried)
        try:
            with interruption:
                case.call(wire)
        except Interrupted as error:
            notes = getattr(error, "__notes__", [])
            # Until the response has been decoded its id is unknown. The key is known from the beginning.
            if case.note in notes:
                named = True
            else:
                assert any(f"idempotency_key={wire.keys[-1]!r}" in note for note in notes), interruption.line
        else:
            break
    assert interruption.line is None
    assert named
    assert len(tried) > 40


@dataclasses.dataclass(frozen=True)
class FrozenError(Exception):
    """An exception that refuses attributes, `__notes__` too."""


WAITS = {name: case for name, case in CASES.items() if case.call is not create_run}


@pytest.mark.parametrize("case", WAITS.values(), ids=WAITS)
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, SystemExit, GeneratorExit, RecursionError, OSError, FrozenError]
)
def test_what_on_start_raises_leaves_with_the_id(case: Case, error: type[BaseException]) -> None:
    def refuse(_: str) -> None:
        raise error

    with pytest.raises(error) as caught:
        case.call(Wire(*fresh(case.script)), on_start=refuse)
    assert caught.value.__notes__ == [case.note]


@pytest.mark.parametrize("case", WAITS.values(), ids=WAITS)
def test_on_start_is_called_with_the_id_before_the_wait(case: Case) -> None:
    wire, reported = Wire(*fresh(case.script)), list[tuple[str, int]]()

    def started(id: str) -> None:
        reported.append((id, len(wire.requests)))

    case.call(wire, on_start=started)
    assert reported == [(case.note.partition("'")[2].partition("'")[0], case.accepted_after)]


def test_on_start_of_a_deploy_without_wait_names_the_endpoint() -> None:
    wire, reported = Wire(*fresh((DEPLOYED,))), list[str]()
    deploy(wire, wait=False, name=None, on_start=reported.append)
    assert reported == [wire.body["name"]]


# --- progress


def test_execute_gives_the_events_of_the_run_while_it_waits() -> None:
    wire = Wire(respond(202, run()), stream(STATE, ENDED), respond(200, result()))
    seen = list[Any]()
    found = execute(wire, on_event=seen.append)
    assert [each.run.status for each in seen] == ["running", "completed"]
    assert found.output.content == "1945"
    assert [path.rpartition("/")[2] for path in wire.paths] == ["runs", "events", "result"]


def test_a_wait_outlives_the_events_of_its_run() -> None:
    wire = Wire(respond(202, run()), task_error(404), respond(200, result()))
    assert (execute(wire, on_event=print)).output.content == "1945"


def test_events_do_not_outlast_the_deadline_of_the_wait() -> None:
    wire = Wire(respond(202, run()), then=task_error(503))
    with pytest.raises(parallel.WaitTimeoutError) as caught:
        execute(wire, on_event=print, timeout=20.0)
    assert caught.value.id == "trun_1"
    assert wire.clock.elapsed <= 20.0


def test_what_on_event_raises_ends_the_wait_with_the_id() -> None:
    def refuse(_: Any) -> None:
        raise KeyError("progress")

    wire = Wire(respond(202, run()), stream(STATE, ENDED))
    with pytest.raises(KeyError) as caught:
        execute(wire, on_event=refuse)
    assert caught.value.__notes__ == [RESULT_NOTE]


def test_a_deploy_gives_its_events_while_it_waits() -> None:
    seen = list[pareta.DeployEvent]()
    deploy(Wire(*fresh((DEPLOYED,))), on_event=seen.append)
    assert [each.event for each in seen] == ["progress", "complete"]


def test_a_wait_for_an_endpoint_gives_its_status() -> None:
    seen = list[Any]()
    wire = Wire(respond(200, {**ENDPOINT, "status": "starting"}), respond(200, ENDPOINT))
    Clients.pareta(wire).endpoints.wait("ep_1", on_event=seen.append)
    assert [each.status for each in seen] == ["starting", "live"]


def test_a_wait_for_an_evaluation_gives_its_status() -> None:
    seen = list[Any]()
    wire = Wire(ACCEPTED, respond(200, eval_run("running")), respond(200, eval_run()))
    evaluate(wire, on_event=seen.append)
    assert [each.status for each in seen] == ["running", "completed"]


@pytest.mark.parametrize(
    ("call", "options", "problem"),
    [
        (execute, {"on_start": "print"}, "on_start must be a function, not str"),
        (execute, {"on_event": 1}, "on_event must be a function, not int"),
        (deploy, {"on_start": []}, "on_start must be a function, not list"),
        (deploy, {"on_event": print, "wait": False}, "on_event is called during the wait: pass wait=True"),
        (evaluate, {"on_event": print, "wait": False}, "on_event is called during the wait: pass wait=True"),
        (evaluate, {"on_start": {}}, "on_start must be a function, not dict"),
    ],
)
def test_a_callback_that_cannot_be_called_is_refused_before_anything_is_sent(
    call: Callable[..., Any], options: dict[str, Any], problem: str
) -> None:
    with pytest.raises(TypeError, match=problem):
        call(Wire(), **options)


@dataclasses.dataclass
class Exiting:
    """An output type whose validator ends the program."""

    year: int

    def __post_init__(self) -> None:
        raise SystemExit("not valid")


def fetch(wire: Wire, **options: Any) -> Any:
    return Clients.parallel(wire).task_run.result("trun_1", **options)


@pytest.mark.parametrize(("call", "before"), [(execute, (respond(202, run()),)), (fetch, ())])
def test_a_validator_that_exits_leaves_with_the_id_of_the_run(
    call: Callable[..., Any], before: tuple[Any, ...]
) -> None:
    with pytest.raises(SystemExit) as caught:
        call(Wire(*before, respond(200, result({"year": 1945}))), output=Exiting)
    assert caught.value.__notes__ == [RESULT_NOTE]


ENDPOINT_NOTE = "Endpoint ep_1 may still become live: endpoints.wait('ep_1') waits for it."
EVAL_NOTE = "Eval run er_1 was started: evals.runs.wait('er_1') waits for it."
WAITS_FOR: dict[str, tuple[Callable[..., Any], Any, str]] = {
    "a run": (fetch, STATE, RESULT_NOTE),
    "an endpoint": (
        lambda wire, **more: Clients.pareta(wire).endpoints.wait("ep_1", **more),
        ENDPOINT,
        ENDPOINT_NOTE,
    ),
    "an evaluation": (
        lambda wire, **more: Clients.pareta(wire).evals.runs.wait("er_1", **more),
        eval_run("running"),
        EVAL_NOTE,
    ),
    "a group": (
        lambda wire, **more: Clients.parallel(wire).task_group.wait("tgrp_1", **more),
        GROUP,
        "The runs of task group tgrp_1 continue at the server: task_group.wait('tgrp_1') waits for them.",
    ),
}


@pytest.mark.parametrize(("call", "body", "note"), WAITS_FOR.values(), ids=WAITS_FOR)
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, StopIteration, KeyError, ExceptionGroup])
def test_what_ends_a_wait_for_earlier_work_names_it(
    call: Callable[..., Any], body: Any, note: str, error: type[BaseException]
) -> None:
    def refuse(_: object) -> None:
        raise ExceptionGroup("x", [KeyError()]) if error is ExceptionGroup else error

    with pytest.raises(KeyboardInterrupt) as caught:
        call(Wire(KeyboardInterrupt()))
    assert caught.value.__notes__ == [note]
    response = stream(body) if isinstance(body, bytes) else respond(200, body)
    # (Python makes a RuntimeError of a StopIteration that leaves a sync function.)
    with pytest.raises((error, RuntimeError)) as caught:
        call(Wire(response), on_event=refuse)
    assert caught.value.__notes__ == [note]


# A wait survives each of these if its own requests fail with it.
OF_ANOTHER_CALL = (pareta.APIConnectionError("of another call"), pareta.StreamEndedError("of another call"))


@pytest.mark.parametrize("case", WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("callback", ["on_start", "on_event"])
@pytest.mark.parametrize("error", OF_ANOTHER_CALL, ids=repr)
def test_an_error_of_another_call_that_a_callback_raises_ends_the_wait(
    case: Case, callback: str, error: SDKError
) -> None:
    script = case.script
    if case.call is execute and callback == "on_event":
        script = (respond(202, run()), stream(STATE))
    wire = Wire(*fresh(script))
    with pytest.raises(type(error)) as caught:
        case.call(wire, **{callback: raiser(copy.copy(error))})
    assert caught.value.message == "of another call"
    assert case.note in caught.value.__notes__


@pytest.mark.parametrize(("call", "body", "note"), WAITS_FOR.values(), ids=WAITS_FOR)
@pytest.mark.parametrize("error", OF_ANOTHER_CALL, ids=repr)
def test_an_error_of_another_call_that_a_callback_raises_ends_a_wait_for_earlier_work(
    call: Callable[..., Any], body: Any, note: str, error: SDKError
) -> None:
    response = stream(body) if isinstance(body, bytes) else respond(200, body)
    with pytest.raises(type(error)) as caught:
        call(Wire(response), on_event=raiser(copy.copy(error)))
    assert caught.value.message == "of another call"
    assert caught.value.__notes__ == [note]


def raiser(error: BaseException) -> Callable[[Any], None]:
    def fail(_: Any) -> None:
        raise error

    return fail


@pytest.mark.parametrize("call", [fetch, WAITS_FOR["an endpoint"][0], WAITS_FOR["an evaluation"][0]])
def test_an_error_of_the_sdk_that_ends_a_wait_does_not_claim_that_there_is_work(
    call: Callable[..., Any],
) -> None:
    with pytest.raises(SDKError) as caught:
        call(Wire(respond(401, {"detail": "no"})))
    assert not getattr(caught.value, "__notes__", [])


def test_a_validator_that_exits_within_a_group_names_the_run() -> None:
    ended = {"type": "task_run.state", "event_id": "1", "run": run("completed"), **result({"year": 1945})}
    wire = Wire(stream(event({**ended, "run": run("completed")}, "task_run.state")))
    runs = Clients.parallel(wire).task_group.get_runs("tgrp_1", output=Exiting)
    with pytest.raises(SystemExit) as caught:
        Events.of(runs)
    assert caught.value.__notes__ == [RESULT_NOTE]


# --- streams of billed work

PROGRESS = event({"stage": "provisioning-gpu", "pct": 10}, "progress")
TOKEN = event({"choices": [{"index": 0, "delta": {"content": "a"}}]})


def open_chat(wire: Wire) -> Any:
    return Clients.pareta(wire).chat.completions.create(model="ep_1", messages=HELLO, stream=True)


def open_deploy(wire: Wire) -> Any:
    return Clients.pareta(wire).endpoints.deploy(task="contract-key-fields")


@pytest.mark.parametrize(("call", "first"), [(open_chat, TOKEN), (open_deploy, PROGRESS)])
@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, Interrupted])
def test_an_interruption_in_the_middle_of_a_stream_names_its_key(
    call: Callable[[Wire], Any], first: bytes, error: type[BaseException]
) -> None:
    wire = Wire(stream(first, error()))
    events = call(wire)
    next(events)
    with pytest.raises(error) as caught:
        next(events)
    [note] = caught.value.__notes__
    assert "was interrupted in the middle of its stream. The request was accepted" in note
    assert f"idempotency_key={wire.keys[0]!r}" in note


@pytest.mark.parametrize(("call", "first"), [(open_chat, TOKEN), (open_deploy, PROGRESS)])
@pytest.mark.parametrize("error", [Interrupted(), TimeoutError(), httpx.ReadError("reset")], ids=repr)
def test_a_stream_that_broke_never_looks_finished(
    call: Callable[[Wire], Any], first: bytes, error: BaseException
) -> None:
    events = call(Wire(stream(first, error)))
    next(events)
    with pytest.raises((Interrupted, pareta.APIConnectionError)):
        next(events)
    for _ in range(2):
        with pytest.raises(pareta.StreamEndedError, match="closed before its last event") as caught:
            next(events)
        assert caught.value.partial


def test_a_stream_that_the_program_closed_ends() -> None:
    events = open_chat(Wire(stream(TOKEN, TOKEN)))
    next(events)
    events.close()
    assert Events.of(events) == []


@pytest.mark.parametrize("call", [open_chat, open_deploy])
def test_a_stream_that_ends_has_no_note(call: Callable[[Wire], Any]) -> None:
    live = event({"endpoint": ENDPOINT}, "complete")
    events = call(Wire(stream(TOKEN, b"data: [DONE]\n\n") if call is open_chat else stream(live)))
    Events.of(events)
    with pytest.raises(StopIteration) as caught:
        next(events)
    assert not hasattr(caught.value, "__notes__")


# --- calls that start nothing that can be waited for


def test_a_chat_that_is_interrupted_names_its_key() -> None:
    wire = Wire(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt) as caught:
        Clients.pareta(wire).chat.completions.create(model="ep_1", messages=HELLO)
    [note] = caught.value.__notes__
    assert f"idempotency_key={wire.keys[0]!r}" in note
    assert "may have been accepted and billed" in note


def test_a_read_that_is_interrupted_has_no_note() -> None:
    wire = Wire(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt) as caught:
        Clients.pareta(wire).models.list()
    assert not hasattr(caught.value, "__notes__")


# --- eval sets and documents

SET_NOTE = "Eval set es_1 was created: evals.sets.retrieve('es_1') returns it."
DOCUMENT_NOTE = (
    "The document of row 3 may not be attached to eval set es_1 yet. To continue, repeat "
    "evals.sets.upload_document('es_1', …, idx=3, field_name='input')."
)
UPLOAD_TARGET = respond(200, {"upload_url": "https://store.example/u?s=1", "storage_uri": "s3://b/1"})


def test_an_eval_set_whose_response_arrived_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(_: object) -> Any:
        raise Interrupted

    monkeypatch.setattr(pareta.EvalSet, "from_envelope", decode)
    sets = Clients.pareta(Wire(respond(201, {"eval_set": EVAL_SET}))).evals.sets
    with pytest.raises(Interrupted) as caught:
        sets.create(task="contract-key-fields", items=ROWS)
    assert SET_NOTE in caught.value.__notes__


@pytest.mark.parametrize(
    ("size", "script", "key"),
    [
        (8, (), True),
        (5 << 20, (), False),
        (5 << 20, (UPLOAD_TARGET,), False),
        (5 << 20, (UPLOAD_TARGET, respond(200, b"")), False),
    ],
    ids=["attach", "ask for the URL", "upload", "confirm"],
)
def test_an_interrupted_upload_says_how_to_continue(size: int, script: tuple[Any, ...], key: bool) -> None:
    wire = Wire(*script, interrupt)
    with pytest.raises(Interrupted) as caught:
        Clients.pareta(wire).evals.sets.upload_document("es_1", bytes(size), idx=3, field_name="input")
    notes = caught.value.__notes__
    assert DOCUMENT_NOTE in notes
    # A call with three requests cannot be repeated with the key of one of them.
    assert any("idempotency_key=" in note for note in notes) == key


def test_a_rejected_upload_has_no_note_of_an_interruption() -> None:
    with pytest.raises(pareta.NotFoundError) as caught:
        Clients.pareta(Wire(respond(404, {"detail": "no set"}))).evals.sets.upload_document(
            "es_1", b"a", idx=0, field_name="input"
        )
    assert not getattr(caught.value, "__notes__", [])
