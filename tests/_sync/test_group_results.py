# Mirrored from tests/_async/test_group_results.py by codegen/mirror.py; do not edit.
"""Groups from plain rows: `add_runs(rows, …)`, `wait`, and `results`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

import parallel
from parallel import GroupResult, OutputParseError, TaskRunFailedError, TaskRunInput, WaitTimeoutError
from tests.support import Clients, Wire, event, respond, run, stream


@dataclass
class Company:
    name: str
    founded: int


@dataclass
class Question:
    country: str


ADDED = {"status": {}, "run_ids": ["trun_1", "trun_2"], "run_cursor": None, "event_cursor": None}
OUTPUT = {"type": "json", "content": {"name": "Acme", "founded": 1945}, "basis": []}


def group(*, active: bool, **counts: int) -> dict[str, Any]:
    status = {
        "num_task_runs": sum(counts.values()),
        "task_run_status_counts": counts,
        "is_active": active,
        "status_message": None,
        "modified_at": None,
    }
    return {"taskgroup_id": "tgrp_1", "created_at": None, "metadata": {}, "status": status}


def listed(run_id: str, status: str = "completed", **fields: Any) -> bytes:
    return event(
        {
            "type": "task_run.state",
            "event_id": run_id,
            "run": run(status, run_id=run_id, is_active=status == "running", **fields.pop("run", {})),
            **fields,
        }
    )


ROWS: list[tuple[str, Any, list[Any]]] = [
    ("texts", ["France", "Japan"], ["France", "Japan"]),
    (
        "mappings",
        [{"country": "France"}, {"country": "Japan"}],
        [{"country": "France"}, {"country": "Japan"}],
    ),
    ("instances", [Question("France"), Question("Japan")], [{"country": "France"}, {"country": "Japan"}]),
    ("a generator", (each for each in ("France", "Japan")), ["France", "Japan"]),
]


@pytest.mark.parametrize(("name", "rows", "inputs"), ROWS, ids=[each[0] for each in ROWS])
def test_rows_are_the_inputs_of_runs(name: str, rows: Any, inputs: list[Any]) -> None:
    wire = Wire(respond(200, ADDED))
    added = Clients.parallel(wire).task_group.add_runs("tgrp_1", rows, processor="core", output=Company)
    assert added.run_ids == ["trun_1", "trun_2"]
    assert [(row["input"], row["processor"]) for row in wire.body["inputs"]] == [
        (each, "core") for each in inputs
    ]
    spec = wire.body["default_task_spec"]
    assert sorted(spec["output_schema"]["json_schema"]["properties"]) == ["founded", "name"]
    assert ("input_schema" in spec) is (name == "instances")


def test_a_processor_is_that_of_inputs_without_one() -> None:
    wire = Wire(respond(200, ADDED))
    inputs = [{"input": "France"}, {"input": "Japan", "processor": "pro"}]
    Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs, processor="core")
    assert [row["processor"] for row in wire.body["inputs"]] == ["core", "pro"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing", {"processor": "core"}, "pass either rows"),
    ("both", {"rows": ["a"], "inputs": [{"input": "a", "processor": "core"}]}, "pass either rows"),
    ("no processor", {"rows": ["a"]}, "processor"),
    (
        "two descriptions",
        {"rows": ["a"], "processor": "core", "output": Company, "default_task_spec": {}},
        "output",
    ),
    ("no rows", {"rows": [], "processor": "core"}, "rows must not be empty"),
    ("a text", {"rows": "France", "processor": "core"}, "rows must be a list, not str"),
    ("one mapping", {"rows": {"a": 1}, "processor": "core"}, "rows must be a list, not dict"),
    ("a blank row", {"rows": ["a", " "], "processor": "core"}, r"rows\[1\]"),
    ("a number", {"rows": ["a", 1], "processor": "core"}, r"rows\[1\]"),
    ("a nan", {"rows": [{"a": float("nan")}], "processor": "core"}, r"rows\[0\]"),
    (
        "a run",
        {"rows": [TaskRunInput(input="a", processor="core")], "processor": "core"},
        r"rows\[0\] is a TaskRunInput",
    ),
    ("an output of no type", {"rows": ["a"], "processor": "core", "output": 1}, "output"),
]


@pytest.mark.parametrize(("name", "arguments", "problem"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_cannot_be_a_row_is_refused_by_its_place(
    name: str, arguments: dict[str, Any], problem: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=problem):
        Clients.parallel(Wire()).task_group.add_runs("tgrp_1", **arguments)


def test_a_wait_ends_when_no_run_is_active() -> None:
    seen: list[Any] = []
    wire = Wire(
        respond(200, group(active=True, running=2)),
        respond(503),
        respond(200, group(active=False, completed=2)),
    )
    ended = Clients.parallel(wire, max_retries=0).task_group.wait("tgrp_1", on_event=seen.append)
    assert ended.status.task_run_status_counts == {"completed": 2}
    assert [each.status.is_active for each in seen] == [True, False]
    assert wire.clock.elapsed == 5.25  # the poll interval, and the pause after the 503


def test_a_wait_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    wire = Wire(respond(200, group(active=True, running=2)), respond(200, group(active=False, completed=2)))
    Clients.parallel(wire).task_group.wait("tgrp_1", progress=True)
    shown = capsys.readouterr().err
    assert "task group tgrp_1" in shown
    assert "2 running" in shown
    assert "2 completed" in shown


def test_a_wait_that_ends_early_says_that_the_runs_continue() -> None:
    wire = Wire(then=respond(200, group(active=True, running=1, queued=2), takes=6.0))
    with pytest.raises(WaitTimeoutError) as raised:
        Clients.parallel(wire).task_group.wait("tgrp_1", timeout=10)
    assert raised.value.id == "tgrp_1"
    assert str(raised.value) == (
        "task group tgrp_1 is still active (1 running, 2 queued) after 10 s. Its runs continue at the server: "
        "call task_group.wait('tgrp_1') to continue waiting."
    )


def test_an_interrupted_wait_notes_the_group() -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    wire = Wire(respond(200, group(active=True, running=1)))
    with pytest.raises(KeyboardInterrupt) as raised:
        Clients.parallel(wire).task_group.wait("tgrp_1", on_event=interrupt)
    assert any("task_group.wait('tgrp_1')" in note for note in raised.value.__notes__)


def test_a_group_without_a_status_is_an_error() -> None:
    wire = Wire(respond(200, {"taskgroup_id": "tgrp_1"}))
    with pytest.raises(parallel.APIResponseError, match="it has no valid status"):
        Clients.parallel(wire).task_group.wait("tgrp_1")


def results(*events: bytes, **arguments: Any) -> list[GroupResult[Any]]:
    client = Clients.parallel(Wire(stream(*events), respond(200, group(active=False))))
    found: list[GroupResult[Any]] = client.task_group.results("tgrp_1", **arguments)
    return found


def test_results_are_rows_with_outputs_and_errors() -> None:
    misfit = {**OUTPUT, "content": {"name": "Acme"}}
    failed = {"error": {"message": "no source", "ref_id": "ref_1"}}
    done, wrong, lost, late = results(
        listed("trun_1", output=OUTPUT),
        listed("trun_2", output=misfit),
        listed("trun_3", "failed", run=failed),
        listed("trun_4", "running"),
        output=Company,
    )
    assert (done.parsed, done.error, done.status) == (Company("Acme", 1945), None, "completed")
    assert wrong.parsed is None
    assert isinstance(wrong.error, OutputParseError)
    assert wrong.output is not None
    assert wrong.output.content == {"name": "Acme"}
    assert isinstance(lost.error, TaskRunFailedError)
    assert (lost.error.run_id, lost.error.ref_id, lost.output) == ("trun_3", "ref_1", None)
    assert (late.run_id, late.status, late.parsed, late.error) == ("trun_4", "running", None, None)


def test_results_have_the_order_that_was_asked_for() -> None:
    events = [listed(f"trun_{each}", output=OUTPUT) for each in (1, 2, 3)]
    assert [row.run_id for row in results(*events)] == ["trun_1", "trun_2", "trun_3"]
    found = results(*events, run_ids=["trun_3", "trun_1"])
    assert [row.run_id for row in found] == ["trun_3", "trun_1"]


def test_a_run_that_is_not_listed_is_no_silence() -> None:
    with pytest.raises(parallel.ParallelError, match="it lacks 1 of 2 runs, such as trun_9"):
        results(listed("trun_1"), run_ids=["trun_1", "trun_9"])


def test_a_run_that_cannot_be_read_is_a_row_with_an_error() -> None:
    odd = event(
        {
            "type": "task_run.state",
            "event_id": "e",
            "run": {"run_id": "trun_1", "status": "completed"},
            "output": 7,
        }
    )
    rows = results(odd, event({"type": "error", "error": {"message": "lost", "ref_id": "r"}}))
    assert [row.run_id for row in rows] == ["trun_1", None]
    assert [str(row.error) for row in rows] == [
        "task group tgrp_1 lists a run that cannot be read: it is not what the API promises",
        "task group tgrp_1 lists a run that cannot be read: lost",
    ]


def test_results_can_have_their_inputs() -> None:
    asked = {"input": "Acme", "processor": "core"}
    (row,) = results(listed("trun_1", output=OUTPUT, input=asked), include_input=True)
    assert row.input == "Acme"


def test_a_run_that_is_listed_again_as_it_was_before_keeps_its_output() -> None:
    again = run("running", run_id="trun_1")
    for late in (again, {**again, "is_active": None}):
        state = event({"type": "task_run.state", "event_id": "another", "run": late, "output": None})
        done = listed("trun_1", output=OUTPUT)
        for events in ([done, state], [state, done]):
            (row,) = results(*events, output=Company)
            assert (row.parsed, row.status) == (Company("Acme", 1945), "completed")


@pytest.mark.parametrize(
    ("status", "failed"),
    [
        ("running", False),
        ("queued", False),
        ("paused", False),
        (None, False),
        ("failed", True),
        ("cancelled", True),
    ],
    ids=repr,
)
def test_a_run_that_does_not_say_whether_it_is_active_has_failed_if_its_status_says_so(
    status: Any, failed: bool
) -> None:
    described = {**run("running"), "status": status, "is_active": None}
    (row,) = results(event({"type": "task_run.state", "event_id": "e", "run": described, "output": None}))
    assert isinstance(row.error, TaskRunFailedError) == failed
    assert (row.run_id, row.status) == ("trun_1", status)


def test_an_output_whose_run_is_not_described_is_kept() -> None:
    nameless = event({"type": "task_run.state", "event_id": "e", "run": None, "output": OUTPUT})
    (row,) = results(nameless, output=Company)
    assert (row.parsed, row.run_id, row.status, row.error) == (Company("Acme", 1945), None, None, None)


@pytest.mark.parametrize("counts", [None, [1], "none", 5, {"running": "x"}], ids=repr)
def test_a_wait_needs_no_counts(counts: Any) -> None:
    active = group(active=True)
    active["status"]["task_run_status_counts"] = counts
    wire = Wire(respond(200, active), respond(200, group(active=False)))
    assert not (Clients.parallel(wire).task_group.wait("tgrp_1")).status.is_active
