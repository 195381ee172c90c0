# Mirrored from tests/_async/test_task_group.py by codegen/mirror.py; do not edit.
"""`task_group`: runs added in batches of a thousand, and streams that resume from cursors."""

from __future__ import annotations

from typing import Any

import httpx
import pydantic
import pytest

import parallel
from tests.support import (
    GROUP,
    Chunks,
    Clients,
    Events,
    SlowChunks,
    Wire,
    event,
    respond,
    run,
    stream,
    task_error,
)

STATUS = {**GROUP["status"], "num_task_runs": 2, "is_active": True}


def inputs(count: int) -> list[dict[str, Any]]:
    return [{"input": f"company {index}", "processor": "base"} for index in range(count)]


def without_row_keys(body: Any) -> list[dict[str, Any]]:
    """Return the rows of a request as the caller passed them; each has its own key."""
    rows = [{**row, "metadata": dict(row["metadata"])} for row in body["inputs"]]
    keys = {row["metadata"].pop("pareta_sdk_row") for row in rows}
    assert len(keys) == len(rows)
    return [{name: value for name, value in row.items() if value != {}} for row in rows]


def added(first: int, count: int, cursor: str = "c") -> Any:
    return respond(
        200,
        {
            "status": {**STATUS, "num_task_runs": first + count},
            "run_ids": [f"trun_{index}" for index in range(first, first + count)],
            "run_cursor": f"run-{cursor}",
            "event_cursor": f"event-{cursor}",
        },
    )


def test_a_group_is_created_and_retrieved() -> None:
    record = {
        **GROUP,
        "metadata": {"batch": 7},
        "status": {**STATUS, "task_run_status_counts": {"queued": 2, "new": 1}},
    }
    wire = Wire(respond(200, record), respond(200, record))
    groups = Clients.parallel(wire).task_group
    made = groups.create(metadata={"batch": 7})
    assert wire.body == {"metadata": {"batch": 7}}
    assert made.taskgroup_id == "tgrp_1"
    found = groups.retrieve("tgrp_1")
    assert (found.status.num_task_runs, found.status.is_active) == (2, True)
    assert found["status"]["task_run_status_counts"] == {"queued": 2, "new": 1}
    assert found.metadata == {"batch": 7}
    assert wire.paths == ["POST /v1/tasks/groups", "GET /v1/tasks/groups/tgrp_1"]


def test_a_group_without_metadata_sends_an_empty_object() -> None:
    wire = Wire(respond(200, GROUP))
    Clients.parallel(wire).task_group.create()
    assert wire.body == {}


def test_runs_are_added_with_their_default_task_spec() -> None:
    wire = Wire(added(0, 2))
    mine = parallel.TaskRunInput(processor="core", input={"a": 1}, task_spec=None)
    found = Clients.parallel(wire).task_group.add_runs(
        "tgrp_1",
        inputs=(each for each in [mine, inputs(1)[0]]),
        default_task_spec=parallel.TaskSpec(
            output_schema=parallel.TextSchema(type="text", description="A year")
        ),
        refresh_status=True,
    )
    assert wire.paths == ["POST /v1/tasks/groups/tgrp_1/runs"]
    assert wire.query == [("refresh_status", "true")]
    assert without_row_keys(wire.body) == [
        {"processor": "core", "input": {"a": 1}},
        {"processor": "base", "input": "company 0"},
    ]
    assert wire.body["default_task_spec"] == {"output_schema": {"type": "text", "description": "A year"}}
    assert wire.body.keys() == {"inputs", "default_task_spec"}
    assert found.run_ids == ["trun_0", "trun_1"]
    assert (found.run_cursor, found.event_cursor) == ("run-c", "event-c")


def test_two_thousand_five_hundred_runs_are_three_requests_in_order() -> None:
    wire = Wire(added(0, 1_000, "1"), added(1_000, 1_000, "2"), added(2_000, 500, "3"))
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2_500))
    assert [len(body["inputs"]) for body in wire.bodies] == [1_000, 1_000, 500]
    assert [each for body in wire.bodies for each in without_row_keys(body)] == [
        {"processor": "base", "input": f"company {index}"} for index in range(2_500)
    ]
    assert found.run_ids == [f"trun_{index}" for index in range(2_500)]
    assert found.status.num_task_runs == 2_500, "the newest status"
    assert (found.run_cursor, found.event_cursor) == ("run-1", "event-1"), "from which all runs can be seen"
    assert found.response is not None, "the last response is kept"
    assert len(set(wire.keys)) == 3
    assert None not in wire.keys


def test_exactly_a_thousand_is_one_request() -> None:
    wire = Wire(added(0, 1_000))
    Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(1_000))
    assert wire.used_up


@pytest.mark.parametrize(
    "options", [{"idempotency_key": "batch-7"}, {"extra_headers": {"Idempotency-Key": "batch-7"}}]
)
def test_the_key_of_each_request_is_derived_from_the_callers_key(options: Any) -> None:
    keys: list[list[str | None]] = []
    for _ in range(2):
        # A call with a key of one's own may be a repeated one: what the group has by then is looked for first.
        looked = (respond(200, GROUP), stream())
        wire = Wire(*looked, added(0, 1_000), task_error(503), added(1_000, 1_000), added(2_000, 500))
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2_500), **options)
        sent = [key for key in wire.keys if key]
        assert sent[0] == "batch-7"
        assert sent[1] == sent[2]
        keys.append(sent)
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 3
    assert all(key and len(key) <= 255 for key in keys[0])


def test_repeating_a_call_with_the_key_of_its_error_starts_only_the_missing_runs() -> None:
    wire = Wire(httpx.ReadError, respond(200, group_of(5)), stream())
    groups = Clients.parallel(wire).task_group
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        groups.add_runs("tgrp_1", inputs=inputs(2))
    rows = wire.bodies[0]["inputs"]
    again = Wire(
        respond(200, group_of(1)),
        group_runs((0, rows[0])),
        respond(200, {"status": STATUS, "run_ids": ["trun_9"], "run_cursor": None, "event_cursor": None}),
    )
    found = Clients.parallel(again).task_group.add_runs(
        "tgrp_1", inputs=inputs(2), idempotency_key=caught.value.idempotency_key
    )
    assert found.run_ids == ["trun_0", "trun_9"]
    assert again.body["inputs"] == [rows[1]]


def test_the_error_of_a_later_failure_has_the_known_runs() -> None:
    wire = Wire(
        httpx.ReadError,
        respond(200, group_of(1)),
        lambda _: group_runs((0, wire.bodies[0]["inputs"][0])),
        task_error(402),
    )
    with pytest.raises(parallel.InsufficientCreditsError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2))
    assert caught.value.partial is not None
    assert caught.value.partial.run_ids == ["trun_0"]  # type: ignore[attr-defined]
    (note,) = caught.value.__notes__
    assert note == (
        "1 of 2 runs are known to be in group tgrp_1. "
        f"Repeat the call with idempotency_key={caught.value.idempotency_key!r}: only what is missing is sent."
    )


def test_a_response_with_the_id_of_an_earlier_batch_is_not_believed() -> None:
    wire = Wire(added(0, 1_000, "1"), added(5, 1, "2"), task_error(401))
    with pytest.raises(parallel.OutcomeUnknownError, match="the run_id of another run") as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(1_001))
    assert caught.value.partial is not None
    assert len(caught.value.partial.run_ids) == 1_000  # type: ignore[attr-defined]
    assert wire.used_up


def test_a_run_listed_twice_is_one_run() -> None:
    wire = Wire(
        httpx.ReadError,
        respond(200, group_of(2)),
        lambda _: group_runs(*[(0, wire.bodies[0]["inputs"][0])] * 2),
    )
    with pytest.raises(parallel.OutcomeUnknownError):
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2))
    assert wire.used_up


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ([task_error(402)], parallel.InsufficientCreditsError),
        ([respond(200, b"<html>"), task_error(403)], parallel.OutcomeUnknownError),
    ],
)
def test_the_error_has_the_runs_that_were_added_before(
    steps: list[Any], kind: type[parallel.ParallelError]
) -> None:
    wire = Wire(added(0, 1_000, "1"), added(1_000, 1_000, "2"), *steps)
    with pytest.raises(kind) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2_500))
    partial = caught.value.partial
    assert isinstance(partial, parallel.TaskGroupRuns)
    assert len(partial.run_ids) == 2_000
    assert partial.run_cursor == "run-1"


def group_runs(*rows: Any) -> Any:
    """Return the group as it is read back: a run for each accepted row."""
    states = [
        event(
            {
                "type": "task_run.state",
                "event_id": f"e{at}",
                "run": run("queued", run_id=f"trun_{at}", metadata=row["metadata"]),
            }
        )
        for at, row in rows
    ]
    return stream(*states)


def group_of(number: int) -> dict[str, Any]:
    return {**GROUP, "status": {**STATUS, "num_task_runs": number}}


@pytest.mark.parametrize("accepted", [[], [0], [0, 2], [0, 1, 2]], ids=str)
def test_after_an_ambiguous_outcome_only_the_missing_runs_are_sent(
    accepted: list[int],
) -> None:
    missing = [at for at in range(3) if at not in accepted]
    again = respond(200, {"status": STATUS, "run_ids": [f"trun_{at}" for at in missing], "run_cursor": None})
    wire = Wire(
        httpx.ReadError,
        respond(200, group_of(len(accepted))),
        lambda _: group_runs(*((at, wire.bodies[0]["inputs"][at]) for at in accepted)),
        *([again] if missing else []),
        *([respond(200, GROUP)] if accepted else []),
    )
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert found.run_ids == ["trun_0", "trun_1", "trun_2"]
    sent = [body["inputs"] for body in wire.bodies if body]
    assert sent[1:] == ([[sent[0][at] for at in missing]] if missing else [])
    # The same request is sent again under its key, another one under another.
    posts = [key for key in wire.keys if key]
    assert len(set(posts)) == (1 if not accepted or not missing else 2)


def test_a_repeated_call_that_finds_all_its_runs_returns_the_state_of_the_group() -> None:
    wire = Wire(httpx.ReadTimeout, respond(200, group_of(0)), stream())
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2))
    later = Wire(respond(200, group_of(2)), group_runs(*enumerate(wire.bodies[0]["inputs"])))
    found = Clients.parallel(later).task_group.add_runs(
        "tgrp_1", inputs=inputs(2), idempotency_key=caught.value.idempotency_key
    )
    assert found.status is not None
    assert (found.status.num_task_runs, found.run_ids) == (2, ["trun_0", "trun_1"])


def test_an_incomplete_list_of_runs_does_not_cause_a_repeat() -> None:
    wire = Wire(
        httpx.ReadError,
        respond(200, group_of(2)),
        lambda _: group_runs((0, wire.bodies[0]["inputs"][0])),
    )
    with pytest.raises(parallel.OutcomeUnknownError):
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert wire.used_up


# Each has so many of three rows' ids, or is no valid response.
UNREADABLE = [respond(202, b"<html>"), respond(202, {"run_ids": ["trun_0", "trun_1"]}), respond(202, {})]


@pytest.mark.parametrize("unreadable", UNREADABLE, ids=["page", "two of three", "none"])
def test_runs_accepted_in_an_unusable_response_are_found_in_the_group(
    unreadable: Any,
) -> None:
    wire = Wire(
        unreadable,
        respond(200, group_of(3)),
        lambda _: group_runs(*enumerate(wire.bodies[0]["inputs"])),
    )
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert found.run_ids == ["trun_0", "trun_1", "trun_2"]
    assert found.response is not None, "the last response is kept"


@pytest.mark.parametrize(
    "step", [httpx.ReadTimeout, httpx.WriteTimeout, task_error(504), task_error(524)], ids=str
)
def test_runs_that_may_still_be_in_progress_are_not_sent_again(step: Any) -> None:
    wire = Wire(step, respond(200, group_of(0)), stream())
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert caught.value.timed_out
    assert wire.used_up
    # Asked for again with its key, what has come meanwhile is found, and only the rest is sent.
    rows = wire.bodies[0]["inputs"]
    later = Wire(respond(200, group_of(2)), group_runs((0, rows[0]), (1, rows[1])), added(2, 1))
    found = Clients.parallel(later).task_group.add_runs(
        "tgrp_1", inputs=inputs(3), idempotency_key=caught.value.idempotency_key
    )
    assert len(found.run_ids) == 3
    assert later.bodies[0]["inputs"] == rows[2:]


@pytest.mark.parametrize("unreadable", UNREADABLE, ids=["page", "two of three", "none"])
def test_accepted_runs_are_not_sent_again_although_the_group_lists_them_late(
    unreadable: Any,
) -> None:
    wire = Wire(
        unreadable,
        respond(200, group_of(1)),
        lambda _: group_runs((0, wire.bodies[0]["inputs"][0])),
    )
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert caught.value.idempotency_key == wire.keys[0]
    assert isinstance(caught.value.partial, parallel.TaskGroupRuns)
    assert caught.value.partial.run_ids == ["trun_0"]


def test_an_event_of_a_new_kind_does_not_complete_the_list_of_runs() -> None:
    def read(request: httpx.Request) -> Any:
        if not request.url.path.endswith("/runs"):
            return respond(200, group_of(2))
        runs = [
            run("queued", run_id=f"trun_{at}", metadata=row["metadata"])
            for at, row in enumerate(wire.bodies[0]["inputs"][:2])
        ]
        listed = {"type": "task_run.state", "event_id": "e0", "run": runs[0]}
        return stream(event(listed), event({"type": "novelty", "event_id": "e1", "run": runs[1]}))

    wire = Wire(httpx.ReadError, then=read)
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert isinstance(caught.value.partial, parallel.TaskGroupRuns)
    assert caught.value.partial.run_ids == ["trun_0"]


def test_a_broken_list_of_runs_is_resumed_before_anything_is_sent() -> None:
    def first(_: httpx.Request) -> Any:
        row = wire.bodies[0]["inputs"][0]
        state = {
            "type": "task_run.state",
            "event_id": "e0",
            "run": run("queued", run_id="trun_0", metadata=row["metadata"]),
        }
        return stream(event(state), httpx.ReadError("reset"))

    wire = Wire(
        httpx.ReadError,
        respond(200, group_of(2)),
        first,
        lambda _: group_runs((1, wire.bodies[0]["inputs"][1])),
    )
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2))
    assert found.run_ids == ["trun_0", "trun_1"]
    assert wire.query == [("last_event_id", "e0")]


def test_if_the_group_cannot_be_read_the_outcome_stays_unknown() -> None:
    wire = Wire(httpx.ReadError, respond(403, {"type": "error", "error": {"message": "not yours"}}))
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert "not yours" in "".join(caught.value.__notes__)


def test_a_failure_of_the_first_request_has_no_partial_result() -> None:
    with pytest.raises(parallel.UnprocessableEntityError, match=r"body\.inputs: too many") as caught:
        Clients.parallel(
            Wire(respond(422, {"detail": [{"loc": ["body", "inputs"], "msg": "too many", "type": "t"}]}))
        ).task_group.add_runs("tgrp_1", inputs=inputs(2))
    assert caught.value.partial is None


@pytest.mark.parametrize(
    "row",
    [
        {"input": "", "processor": "base"},
        {"input": {"score": float("nan")}, "processor": "base"},
        {"input": "a", "processor": "base", "metadata": {"a": "\ud800"}},
    ],
    ids=["empty", "nan", "surrogate"],
)
def test_an_invalid_input_after_many_valid_ones_sends_nothing(row: dict[str, Any]) -> None:
    rows = [*inputs(2_499), row]
    with pytest.raises(ValueError, match=r"inputs\[2499\]"):
        Clients.parallel(Wire()).task_group.add_runs("tgrp_1", inputs=rows)


def test_the_inputs_of_the_caller_stay_as_they_are() -> None:
    mapping, model = inputs(1)[0], parallel.TaskRunInput(input="b", processor="base", metadata={"a": 1})
    wire = Wire(added(0, 2))
    Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=[mapping, model])
    assert mapping == inputs(1)[0]
    assert model.metadata == {"a": 1}
    assert [set(row["metadata"]) for row in wire.body["inputs"]] == [
        {"pareta_sdk_row"},
        {"a", "pareta_sdk_row"},
    ]


# --- rows that are known by their content


def in_group(run_id: str, row: dict[str, Any], *, metadata: bool = True, asked: Any = None) -> bytes:
    """Return the event of a run of a group; without `metadata` the service does not say whose it is."""
    labels = row["metadata"] if metadata else None
    fields = {} if asked is None else {"input": {"processor": "base", "input": asked}}
    state = {
        "type": "task_run.state",
        "event_id": f"e-{run_id}",
        "run": run("queued", run_id=run_id, metadata=labels),
    }
    return event({**state, **fields})


def sent_rows(count: int) -> tuple[str, list[dict[str, Any]]]:
    """Return the key of a call and the rows that it sent."""
    wire = Wire(respond(200, GROUP), stream(), added(0, count))
    Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(count), idempotency_key="job")
    return "job", wire.body["inputs"]


A, B, NEW = *inputs(2), {"input": "a new row", "processor": "base"}
# The rows of the repeated call, and the ids that they must get: those of the first call, then those of this one.
REPEATED: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "a row in front": ([NEW, A, B], ["trun_9", "trun_0", "trun_1"]),
    "turned round": ([B, A], ["trun_1", "trun_0"]),
    "one removed": ([B], ["trun_1"]),
    "one twice": ([A, A, B], ["trun_0", "trun_9", "trun_1"]),
    "members in another order": ([dict(reversed(B.items())), A], ["trun_1", "trun_0"]),
    "only new ones": ([NEW], ["trun_9"]),
}


@pytest.mark.parametrize(("rows", "ids"), REPEATED.values(), ids=list(REPEATED))
def test_a_repeated_call_knows_its_rows_wherever_they_are(rows: list[dict[str, Any]], ids: list[str]) -> None:
    key, before = sent_rows(2)
    listed = stream(*(in_group(f"trun_{at}", row) for at, row in enumerate(before)))
    new = "trun_9" in ids
    wire = Wire(respond(200, group_of(2)), listed, *([added(9, 1)] if new else []))
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=rows, idempotency_key=key)
    assert found.run_ids == ids
    assert wire.used_up
    if new:
        assert len(wire.body["inputs"]) == 1
        assert wire.keys[-1] not in (None, key), "other rows are another request"


# What the group lists of three rows that may have been accepted: id, row, whether with metadata, and what was asked.
UNKNOWN: dict[str, list[tuple[str, int, bool, Any]]] = {
    "all without metadata": [("trun_0", 0, False, "company 0"), ("trun_1", 1, False, "company 1")],
    "some without metadata": [("trun_0", 0, True, "company 0"), ("trun_1", 1, False, "company 1")],
    "nor an input": [("trun_0", 0, False, None)],
    "another client's with the same input": [("trun_7", 0, False, "company 2")],
}


@pytest.mark.parametrize("lost", [httpx.ReadError, respond(202, {}), task_error(500)], ids=str)
@pytest.mark.parametrize("listed", UNKNOWN.values(), ids=list(UNKNOWN))
def test_runs_that_cannot_be_matched_are_unknown_and_nothing_is_sent_again(
    listed: list[tuple[str, int, bool, Any]], lost: Any
) -> None:
    def listing(*, asked: bool) -> Any:
        def events(_: httpx.Request) -> Any:
            rows = wire.bodies[0]["inputs"]
            return stream(
                *(
                    in_group(run_id, rows[at], metadata=labelled, asked=question if asked else None)
                    for run_id, at, labelled, question in listed
                )
            )

        return events

    wire = Wire(lost, respond(200, group_of(len(listed))), listing(asked=False), listing(asked=True))
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(3))
    assert wire.used_up
    assert [path.partition(" ")[0] for path in wire.paths] == ["POST", "GET", "GET", "GET"]
    assert wire.query == [("include_input", "true")]
    assert "without the metadata that identifies them" in "".join(caught.value.__notes__)
    assert caught.value.idempotency_key == wire.keys[0]


def test_a_repeated_call_sends_nothing_while_runs_of_the_group_cannot_be_matched() -> None:
    key, before = sent_rows(2)
    events = [
        in_group(f"trun_{at}", row, metadata=False, asked=row["input"]) for at, row in enumerate(before)
    ]
    wire = Wire(respond(200, group_of(2)), stream(*events), stream(*events))
    with pytest.raises(parallel.OutcomeUnknownError, match=r"\(trun_0, trun_1\)") as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2), idempotency_key=key)
    assert caught.value.idempotency_key == key
    assert wire.used_up


def test_a_key_in_the_input_of_a_run_is_as_good_as_one_in_its_metadata() -> None:
    key, before = sent_rows(2)
    events = [
        event({"type": "task_run.state", "run": run("queued", run_id=f"trun_{at}"), "input": row})
        for at, row in enumerate(before)
    ]
    wire = Wire(respond(200, group_of(2)), stream(*events), stream(*events))
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2), idempotency_key=key)
    assert found.run_ids == ["trun_0", "trun_1"]
    assert wire.used_up


def test_only_rows_that_no_run_is_known_to_be_are_sent_once_the_inputs_were_read() -> None:
    key, before = sent_rows(2)
    found_by_input = {"type": "task_run.state", "run": run("queued", run_id="trun_0"), "input": before[0]}
    events = [event(found_by_input)]
    wire = Wire(respond(200, group_of(1)), stream(*events), stream(*events), added(9, 1))
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2), idempotency_key=key)
    assert found.run_ids == ["trun_0", "trun_9"]
    assert wire.body["inputs"] == before[1:]
    assert wire.used_up


def test_runs_of_other_clients_that_were_asked_something_else_do_not_stand_in_the_way() -> None:
    others = [in_group(f"trun_x{at}", {}, metadata=False, asked=f"other {at}") for at in range(3)]
    wire = Wire(httpx.ReadError, respond(200, group_of(3)), stream(*others), stream(*others), added(0, 2))
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(2))
    assert found.run_ids == ["trun_0", "trun_1"]
    assert wire.used_up


def test_the_runs_of_an_earlier_batch_are_known_by_their_ids() -> None:
    rows = [{"input": "the same", "processor": "base"}] * 1_001
    first = [in_group(f"trun_{at}", {}, metadata=False) for at in range(1_000)]
    wire = Wire(
        added(0, 1_000), httpx.ReadError, respond(200, group_of(1_000)), stream(*first), added(1_000, 1)
    )
    found = Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=rows)
    assert found.run_ids == [f"trun_{at}" for at in range(1_001)]
    assert wire.used_up


@pytest.mark.parametrize(
    "run_ids", [["trun_1", "trun_1", "trun_2"], ["trun_0", "trun_1", "trun_2"]], ids=["twice", "an older run"]
)
def test_a_response_with_the_id_of_another_run_is_not_believed(run_ids: list[str]) -> None:
    key, before = sent_rows(1)
    wire = Wire(
        respond(200, group_of(1)),
        stream(in_group("trun_0", before[0])),
        respond(200, {"status": STATUS, "run_ids": run_ids}),
        respond(200, group_of(1)),
        stream(in_group("trun_0", before[0])),
    )
    rows = [*inputs(1), *({**NEW, "input": text} for text in "xyz")]
    with pytest.raises(parallel.OutcomeUnknownError) as caught:
        Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=rows, idempotency_key=key)
    assert "the run_id of another run" in str(caught.value.__cause__)
    assert wire.used_up


def test_betas_go_with_every_batch() -> None:
    wire = Wire(added(0, 1_000), added(1_000, 1))
    Clients.parallel(wire).task_group.add_runs("tgrp_1", inputs=inputs(1_001), betas=["a", "b"])
    assert [request.headers["parallel-beta"] for request in wire.requests] == ["a,b", "a,b"]
    with pytest.raises(TypeError, match="betas"):
        Clients.parallel(Wire()).task_group.add_runs("tgrp_1", inputs=inputs(1), betas=5)  # type: ignore[arg-type]


# --- watching


def state(event_id: str, status: str = "completed", **fields: Any) -> dict[str, Any]:
    return {"type": "task_run.state", "event_id": event_id, "run": run(status), **fields}


def test_the_runs_of_a_group_have_cursors_inputs_and_outputs() -> None:
    content = {"year": 1945}
    output = {"type": "json", "content": content, "basis": []}
    wire = Wire(
        stream(event(state("e1", input={"processor": "base", "input": "a"}, output=output), "task_run.state"))
    )
    runs = Clients.parallel(wire).task_group.get_runs(
        "tgrp_1", last_event_id="e0", status="completed", include_input=True, include_output=True
    )
    found: list[Any] = Events.of(runs)
    assert wire.paths == ["GET /v1/tasks/groups/tgrp_1/runs"]
    assert wire.query == [
        ("last_event_id", "e0"),
        ("status", "completed"),
        ("include_input", "true"),
        ("include_output", "true"),
    ]
    assert found[0].event_id == "e1"
    assert found[0].run.run_id == "trun_1"
    assert found[0].input.input == "a"
    assert isinstance(found[0].output, parallel.TaskRunJsonOutput)
    assert found[0].output.content == content


class Company(pydantic.BaseModel):
    year: int


def completed(run_id: str, content: Any, kind: str = "json") -> bytes:
    output = {"type": kind, "content": content, "basis": None}
    return event(
        {
            "type": "task_run.state",
            "event_id": run_id,
            "run": run("completed", run_id=run_id),
            "output": output,
        }
    )


def test_the_outputs_of_a_group_are_instances_and_one_that_does_not_fit_hides_no_other() -> None:
    failed = {"type": "task_run.state", "event_id": "c", "run": run("failed", run_id="c")}
    odd = {"type": "task_run.state", "event_id": "d", "run": 7, "output": "?"}
    wire = Wire(
        stream(
            completed("a", {"year": 1945}),
            completed("b", {"year": "long ago"}),
            event(failed),
            event(odd),
            completed("e", "1945", "text"),
            completed("f", {"year": 1946}),
        )
    )
    runs = Clients.parallel(wire).task_group.get_runs("tgrp_1", output=Company)
    found: list[Any] = Events.of(runs)
    assert wire.query == [("include_output", "true")]
    assert [type(each).__name__ for each in found] == ["TaskRunEvent"] * 3 + ["Unknown"] + [
        "TaskRunEvent"
    ] * 2
    assert (found[0].output.parsed, found[5].output.parsed) == (Company(year=1945), Company(year=1946))
    assert isinstance(found[0].output, parallel.TaskRunJsonOutput)
    assert isinstance(found[4].output, parallel.TaskRunTextOutput)
    assert (found[0].output.error, found[0].output.basis, found[2].output) == (None, [], None)
    assert found[3]["output"] == "?"
    for misfit, content in ((found[1], {"year": "long ago"}), (found[4], "1945")):
        assert (misfit.output.parsed, misfit.output.content) == (None, content)
        assert misfit.output.to_dict().keys() == {"type", "content", "basis"}
        error = misfit.output.error
        assert isinstance(error, parallel.OutputParseError)
        assert error.run_id == misfit.run.run_id
        assert error.result is not None
        assert (error.result.output.parsed, error.result.run) == (content, misfit.run)
        assert misfit.run.run_id in str(error)


@pytest.mark.parametrize(
    ("output", "content", "parsed"),
    [
        ("A year", "1945", "1945"),
        ({"type": "object", "properties": {"year": {}}}, {"year": 1}, {"year": 1}),
        (None, {"year": 1}, {"year": 1}),
        (None, "text", "text"),
    ],
)
def test_the_output_type_of_a_group_may_be_what_that_of_execute_may_be(
    output: Any, content: Any, parsed: Any
) -> None:
    kind = "text" if isinstance(content, str) else "json"
    wire = Wire(stream(completed("a", content, kind)))
    runs = Clients.parallel(wire).task_group.get_runs("tgrp_1", output=output)
    found: list[Any] = Events.of(runs)
    assert found[0].output.parsed == parsed
    assert wire.query == ([] if output is None else [("include_output", "true")])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"output": int}, "output: int is not an object"),
        ({"output": " "}, "output: the description is blank"),
        ({"output": Company, "include_output": False}, "include_output must not be False"),
    ],
    ids=str,
)
def test_an_invalid_output_type_of_a_group_is_refused(options: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Clients.parallel(Wire()).task_group.get_runs("tgrp_1", **options)


def test_arguments_that_are_not_given_are_not_sent() -> None:
    wire = Wire(stream(b""), stream(b""))
    groups = Clients.parallel(wire).task_group
    (groups.get_runs("tgrp_1")).close()
    assert wire.query == []
    (groups.events("tgrp_1")).close()
    assert wire.query == []


def test_the_events_of_a_group_can_be_resumed_from_a_cursor() -> None:
    status = {"type": "task_group_status", "event_id": "e1", "status": STATUS}
    error = {"type": "error", "event_id": "e3", "error": {"ref_id": "r", "message": "m"}}
    first = Chunks(event(status, "task_group_status"), event(state("e2")), httpx.ReadError("reset"))
    wire = Wire(
        respond(200, first, content_type="text/event-stream"),
        respond(503),
        stream(event(state("e2")), event(error), event({"type": "novelty", "event_id": "e4"})),
    )
    groups = Clients.parallel(wire).task_group
    seen: list[Any] = []
    events = groups.events("tgrp_1", last_event_id="e0", api_timeout=3_600)
    assert "Stream of GET /v1/tasks/groups/tgrp_1/events (streamTaskGroupEvents), open>" in repr(events)
    Events.into(seen, events)
    assert first.closed
    asked = [dict(request.url.params) for request in wire.requests]
    assert asked == [{"last_event_id": cursor, "timeout": "3600"} for cursor in ("e0", "e2", "e2")]
    kinds = [type(each).__name__ for each in seen]
    assert kinds == ["TaskGroupStatusEvent", "TaskRunEvent", "TaskErrorEvent", "Unknown"]


ENDED = {**STATUS, "is_active": False, "task_run_status_counts": {"completed": 2}}
EMPTY = {"type": "task_group_status", "event_id": "e0", "status": GROUP["status"]}
OVER = {"type": "task_group_status", "event_id": "e9", "status": ENDED}


def watched(*script: Any) -> list[str]:
    """Return the ids of the events of a group, read to the end of the script."""
    wire = Wire(*script)
    seen = Events.of(Clients.parallel(wire).task_group.events("tgrp_1"))
    assert wire.used_up
    return [each["event_id"] for each in seen]


def test_events_repeated_from_before_the_cursor_are_dropped() -> None:
    over = respond(200, {**GROUP, "status": ENDED})
    begun = stream(event(state("e1")), event(state("e2")), httpx.ReadError("reset"))
    again = stream(event(state("e1")), event(state("e2")), event(state("e3")), httpx.ReadError("reset"))
    wire = Wire(begun, again, stream(event(OVER)), over)
    seen = Events.of(Clients.parallel(wire).task_group.events("tgrp_1"))
    assert [each["event_id"] for each in seen] == ["e1", "e2", "e3", "e9"]
    cursors = [request.url.params.get("last_event_id") for request in wire.requests]
    assert cursors == [None, "e2", "e3", None]


def test_the_events_of_a_group_end_after_its_last_status() -> None:
    over, active = respond(200, {**GROUP, "status": ENDED}), respond(200, {**GROUP, "status": STATUS})
    assert watched(stream(event(state("e1")), event(OVER)), over) == ["e1", "e9"]
    # The status of a group that was empty then is not the end of one that has runs now.
    rest = stream(event(state("e1")), event(OVER))
    assert watched(stream(event(EMPTY)), over, rest, over) == ["e0", "e1", "e9"]
    assert watched(stream(event(EMPTY)), active, stream(event(OVER)), over) == ["e0", "e9"]
    # A service that has nothing more after the cursor has sent everything.
    assert watched(stream(event(state("e1"))), over, stream(), over) == ["e1"]
    # So has one that only repeats what was before it.
    again = [stream(event(state("e1"))) for _ in range(2)]
    assert watched(again[0], over, again[1], over) == ["e1"]
    assert watched(stream(), respond(200, GROUP)) == []


def test_a_stream_that_is_closed_twice_with_new_events_in_between_is_not_over() -> None:
    over = respond(200, {**GROUP, "status": ENDED})
    # Without a status event, only a stream that has nothing new since the last check has sent everything.
    first, second, third = stream(event(state("e1"))), stream(event(state("e2"))), stream(event(state("e3")))
    assert watched(first, over, second, over, third, over, stream(), over) == ["e1", "e2", "e3"]


def test_a_group_and_its_runs_have_the_official_clients_name_for_the_groups_id() -> None:
    wire = Wire(respond(200, GROUP), respond(200, run("running", taskgroup_id="tgrp_1")))
    groups = Clients.parallel(wire).task_group
    group = groups.retrieve("tgrp_1")
    found = groups.retrieve_run("trun_1", task_group_id=group.task_group_id)
    assert group.task_group_id == group.taskgroup_id == found.task_group_id == "tgrp_1"
    assert "task_group_id" not in group.to_dict()
    with pytest.raises(AttributeError):
        group.task_group_id = "tgrp_2"  # type: ignore[misc]


def test_one_run_of_a_group_is_retrieved() -> None:
    wire = Wire(respond(200, run("running", taskgroup_id="tgrp_1")))
    found = Clients.parallel(wire).task_group.retrieve_run("trun_1", task_group_id="tgrp_1")
    assert wire.paths == ["GET /v1/tasks/groups/tgrp_1/runs/trun_1"]
    assert found.taskgroup_id == "tgrp_1"


def cut(*events: Any) -> Any:
    return stream(*map(event, events), httpx.ReadError("reset"))


def test_a_stream_that_is_cut_after_each_further_event_delivers_them_all() -> None:
    cuts = [cut(state(f"e{number}")) for number in range(10, 310)]
    wire = Wire(*cuts, stream(event(OVER)), respond(200, {**GROUP, "status": ENDED}))
    events = Clients.parallel(wire).task_group.events("tgrp_1", stall_timeout=60.0)
    assert len(Events.of(events)) == 301
    assert wire.clock.elapsed > 60.0


@pytest.mark.parametrize("end", [cut, lambda *events: stream(*map(event, events))], ids=["cut", "closed"])
def test_events_without_an_id_that_come_again_and_again_end_at_the_resume_timeout(end: Any) -> None:
    def again(request: httpx.Request) -> Any:
        if request.url.path.endswith("/events"):
            return end(state(""))
        return respond(200, {**GROUP, "status": STATUS})

    wire = Wire(then=again)
    events = Clients.parallel(wire).task_group.events("tgrp_1", stall_timeout=60.0)
    seen = list[Any]()
    with pytest.raises(parallel.ParallelError):
        Events.into(seen, events)
    assert 50.0 <= wire.clock.elapsed <= 75.0
    assert len(seen) < 30


def test_events_without_an_id_are_progress_if_their_connection_lasted_for_a_minute() -> None:
    def later(request: httpx.Request) -> Any:
        body = SlowChunks(*[event(state(""))] * 7, httpx.ReadError("reset"))
        body.wire = wire
        return respond(200, body, content_type="text/event-stream")

    over = respond(200, {**GROUP, "status": ENDED})
    wire = Wire(*[later] * 20, stream(event(OVER)), over)
    events = Clients.parallel(wire).task_group.events("tgrp_1", stall_timeout=60.0)
    assert len(Events.of(events)) == 141
