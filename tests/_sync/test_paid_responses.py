# Mirrored from tests/_async/test_paid_responses.py by codegen/mirror.py; do not edit.
"""What was paid for is returned, whatever stands beside it in the response."""

from __future__ import annotations

from typing import Any

import pytest

import parallel
import pareta
from tests.support import (
    MESSAGES,
    Clients,
    Events,
    Wire,
    completion,
    eval_run,
    event,
    respond,
    result,
    run,
    stream,
)


def put(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the record with a value at a path such as `output.basis`."""
    *parents, name = path.split(".")
    place: Any = record
    for each in parents:
        place = place[int(each) if each.isdigit() else each]
    place[name] = value
    return record


BASIS = {"field": "a", "reasoning": "r", "citations": [{"url": "https://a.b"}]}
BESIDE_AN_OUTPUT: list[tuple[str, Any, int]] = [
    ("output.basis", [None, BASIS], 1),
    ("output.basis", [{**BASIS, "citations": ["https://a.b"]}], 1),
    ("output.basis", [{**BASIS, "citations": "none"}, BASIS], 2),
    ("output.basis", {"a": BASIS}, 0),
    ("output.basis", "none", 0),
    ("output.mcp_tool_calls", [None], 0),
    ("output.mcp_tool_calls", {}, 0),
    ("run.warnings", ["the processor is deprecated"], 0),
    ("run.warnings", "the processor is deprecated", 0),
    ("run.error", "none", 0),
]


@pytest.mark.parametrize(("path", "value", "basis"), BESIDE_AN_OUTPUT, ids=repr)
def test_a_fault_beside_a_paid_output_does_not_hide_it(path: str, value: Any, basis: int) -> None:
    record = put(result({"a": 1}), path, value)
    found = Clients.parallel(Wire(respond(200, record))).task_run.result("trun_1")
    assert (found.output.parsed, len(found.output.basis), found.run.status) == ({"a": 1}, basis, "completed")
    part, name = path.split(".")
    assert found[part][name] == value  # the record has it
    listed = event({"type": "task_run.state", "event_id": "1", **record})
    wire = Wire(stream(listed))
    (row,) = Clients.parallel(wire).task_group.results("tgrp_1")
    assert (row.parsed, row.error, row.run_id) == ({"a": 1}, None, "trun_1")
    wire = Wire(stream(listed))
    (seen,) = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert seen.output.parsed == {"a": 1}


def test_a_completed_run_that_is_listed_without_its_output_has_not_failed() -> None:
    listed = event({"type": "task_run.state", "event_id": "1", "run": run("completed"), "output": None})
    (row,) = Clients.parallel(Wire(stream(listed))).task_group.results("tgrp_1")
    assert isinstance(row.error, parallel.APIResponseError)
    assert "task_run.result('trun_1') retrieves it" in str(row.error)


@pytest.mark.parametrize("fields", [{"warnings": ["old"]}, {"warnings": "old"}, {"error": "none"}], ids=repr)
def test_an_accepted_run_whose_id_can_be_read_is_not_called_unknown(fields: dict[str, Any]) -> None:
    wire = Wire(respond(202, run(**fields)), respond(200, result("1945")))
    found = Clients.parallel(wire).task_run.execute(input="a", processor="base")
    assert found.output.content == "1945"


TOOL_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("usage", "much"),
        ("choices.0.logprobs", "none"),
        ("choices.0.message.tool_calls", {}),
        ("choices.0.message.tool_calls", [None, TOOL_CALL]),
    ],
    ids=repr,
)
def test_a_fault_beside_a_paid_message_does_not_hide_it(path: str, value: Any) -> None:
    wire = Wire(respond(200, put(completion(), path, value)))
    found = Clients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES)
    message = found.choices[0].message
    assert (message.content, len(message.tool_calls)) == ("Hello.", int(isinstance(value, list)))


@pytest.mark.parametrize("choices", [None, [None], ["text"], [{"index": 0}], {}, "none"], ids=repr)
def test_a_completion_without_a_message_is_an_error(choices: Any) -> None:
    wire = Wire(respond(200, {**completion(), "choices": choices}))
    with pytest.raises(pareta.APIResponseError, match=r"ChatCompletion"):
        Clients.pareta(wire).chat.completions.create(model="ep_1", messages=MESSAGES)


@pytest.mark.parametrize("odd", [None, "none", {"model_id": "b", "per_item": "none"}], ids=repr)
def test_a_fault_in_one_result_of_an_eval_hides_no_other(odd: Any) -> None:
    record = eval_run()
    record["results"].append(odd)
    found = Clients.pareta(Wire(respond(200, record))).evals.runs.wait("er_1")
    assert [each.model_id for each in found.results] == [
        "qwen-vl-2",
        *(["b"] if isinstance(odd, dict) else []),
    ]
