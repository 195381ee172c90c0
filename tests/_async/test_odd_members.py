"""Each member of each response to a call of several requests, replaced by a value of each other kind.

The call gives a value or an error of the SDK, and both can be used. Nothing else may leave it: a member that is not
what the spec says is met where it is read, far from where it was decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import attrs
import pytest

from pareta_core import SDKError
from tests.odd_members import MISSING, Path, paths, replaced
from tests.support import (
    ENDPOINT,
    EVAL_SET,
    GROUP,
    MESSAGES,
    AsyncClients,
    AsyncEvents,
    ScriptedResponse,
    Wire,
    completion,
    eval_run,
    event,
    respond,
    result,
    run,
    stream,
)
from tests.touching import touch, touch_error

pytestmark = pytest.mark.anyio

ODD: list[Any] = [MISSING, None, 1.5, "x", [None], [{}], {"x": None}]


@dataclass
class Company:
    name: str


@attrs.frozen
class Case:
    """A call and the JSON of the responses to its requests; that of a stream is a list of pairs, data and name."""

    name: str
    call: Callable[[Any], Any]
    responses: list[Any]

    def __str__(self) -> str:
        return self.name


def listed(run_id: str, output: Any) -> tuple[Any, str]:
    created_with = {"input": "another", "processor": "base"}
    state = {"type": "task_run.state", "event_id": f"e_{run_id}", "input": created_with, "output": output}
    return {**state, "run": run("completed", run_id=run_id, metadata={"a": 1}, error=None)}, ""


def group(active: bool) -> dict[str, Any]:
    status = {**GROUP["status"], "num_task_runs": 2, "task_run_status_counts": {"running": 2}}
    return {**GROUP, "status": {**status, "is_active": active}}


OUTPUT = {
    "type": "json",
    "content": {"name": "Acme"},
    "basis": [{"field": "name", "citations": [{"url": "u"}]}],
}
LIST = [listed("trun_1", OUTPUT), listed("trun_2", {**OUTPUT, "content": {}})]
STATS = {"type": "task_run.progress_stats", "source_stats": {"num_sources_read": 1}, "progress_meter": 5}
GROUP_STATUS = {"type": "task_group_status", "event_id": "e_3", "status": group(False)["status"]}
ADDED = {
    "status": group(True)["status"],
    "run_ids": ["trun_8", "trun_9"],
    "run_cursor": "c",
    "event_cursor": "e",
}
ROSTER = {"frontier_models": [{"id": "gpt-5", "vendor": "v", "vision": True, "benchmarked": True}]}
ACCEPTED = {"run_id": "er_1", "status": "queued"}
PROGRESS = ({"stage": "warming-up", "label": "l", "pct": 5}, "progress")
BOARD = {
    "task_id": "t",
    "recommended": "a",
    "models": [{"name": "a", "quality": 0.9}],
    "frontier": {"name": "b"},
}
ITEMS = [{"input": {"a": 1}}]
BLOB = {"upload_url": "https://store.test/1", "storage_uri": "s3://1"}

TASK_CASES = [
    Case(
        "execute",
        lambda client: client.task_run.execute(
            input="a", processor="base", output=Company, progress=True, on_event=touch
        ),
        [run(), [(STATS, ""), listed("trun_1", OUTPUT)], {**result({"name": "Acme"})}],
    ),
    Case(
        "wait", lambda client: client.task_group.wait("tgrp_1", on_event=touch), [group(True), group(False)]
    ),
    Case(
        "results",
        lambda client: client.task_group.results(
            "tgrp_1", output=Company, run_ids=["trun_1"], include_input=True
        ),
        [LIST],
    ),
    Case("untyped results", lambda client: client.task_group.results("tgrp_1"), [LIST]),
    Case(
        "add_runs",
        lambda client: client.task_group.add_runs(
            "tgrp_1", ["a", "b"], processor="base", idempotency_key="k", on_start=touch
        ),
        [group(True), LIST, LIST, ADDED],
    ),
]
TASK_STREAMS = [
    Case("get_runs", lambda client: client.task_group.get_runs("tgrp_1", output=Company), [LIST]),
    Case(
        "group events",
        lambda client: client.task_group.events("tgrp_1"),
        [[*LIST, (GROUP_STATUS, "")], group(False)],
    ),
]
PARETA_CASES = [
    Case(
        "deploy",
        lambda client: client.endpoints.deploy(task="t", wait=True, progress=True, on_event=touch),
        [[PROGRESS, ({"endpoint": ENDPOINT}, "complete")]],
    ),
    Case(
        "endpoint",
        lambda client: client.endpoints.wait("ep_1", on_event=touch),
        [{**ENDPOINT, "status": "starting"}, ENDPOINT],
    ),
    Case(
        "eval of rows",
        lambda client: client.evals.runs.create(
            prompt="p", items=ITEMS, frontier="benchmarked", wait=True, progress=True, on_event=touch
        ),
        [{"eval_set": EVAL_SET}, ROSTER, ACCEPTED, eval_run("running"), eval_run(total_cost_micro_usd=5)],
    ),
    Case(
        "eval of a set",
        lambda client: client.evals.runs.create(eval_set="es_1", frontier="all"),
        [{"eval_set": EVAL_SET}, ROSTER, ACCEPTED],
    ),
    Case(
        "upload",
        lambda client: client.evals.sets.upload_document("es_1", bytes(5 << 20), idx=0, field_name="f"),
        [BLOB, {}, {"uri": "u"}],
    ),
    Case("recommended", lambda client: client.tasks.recommended("t"), [BOARD]),
    Case("batch", lambda client: client.chat.completions.batch([MESSAGES], model="ep_1"), [completion()]),
]
# What a program did wrong as far as the SDK can know: the roster or the set names nothing to evaluate.
NOTHING_TO_EVALUATE = (
    "models is empty and frontier names no model",
    "needs a task, and the eval set has none",
)


def variants(response: Any) -> Iterator[tuple[Path, Any, ScriptedResponse]]:
    """Yield the response with each value inside it replaced."""
    if not is_stream(response):
        for path in paths(response):
            for odd in ODD:
                yield path, odd, respond(200, replaced(response, path, odd))
        return
    for index, (data, name) in enumerate(response):
        for path in paths(data):
            for odd in ODD:
                changed = [*response[:index], (replaced(data, path, odd), name), *response[index + 1 :]]
                yield (index, *path), odd, scripted(changed)


def is_stream(response: Any) -> bool:
    return isinstance(response, list)


def scripted(response: Any) -> ScriptedResponse:
    if is_stream(response):
        return stream(*(event(data, name) for data, name in response))
    return respond(200, response)


async def check(case: Case, make: Callable[[Wire], Any], *, streams: bool = False) -> None:
    """Try a call with each value of each response replaced, and with none replaced."""
    right = [scripted(each) for each in case.responses]
    assert await outcome(case, make(Wire(*right)), streams=streams) is None
    wrong = list[str]()
    for index, response in enumerate(case.responses):
        for path, odd, changed in variants(response):
            script = [scripted(each) for each in case.responses]
            wire = Wire(
                *script[:index], changed, *script[index + 1 :], then=respond(401, {"detail": "enough"})
            )
            raised = await outcome(case, make(wire), streams=streams)
            if raised is not None and not isinstance(raised, SDKError):
                wrong.append(f"response {index}, {path} = {odd!r}: {raised!r}")
    assert not wrong, "\n".join(wrong)


async def outcome(case: Case, client: Any, *, streams: bool) -> Exception | None:
    """Make the call and use what it gives. Return what it raises, but for a mistake of the program."""
    try:
        found = await case.call(client)
        touch(await AsyncEvents.of(found) if streams else found)
    except SDKError as error:
        touch_error(error)
        return error
    except ValueError as error:
        return None if any(each in str(error) for each in NOTHING_TO_EVALUATE) else error
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a fault
        return error
    return None


@pytest.mark.parametrize("case", TASK_CASES, ids=str)
async def test_no_odd_member_of_a_response_of_the_task_api_raises_anything_but_an_sdk_error(
    case: Case,
) -> None:
    await check(case, AsyncClients.parallel)


@pytest.mark.parametrize("case", TASK_STREAMS, ids=str)
async def test_no_odd_member_of_an_event_of_the_task_api_raises_anything_but_an_sdk_error(case: Case) -> None:
    await check(case, AsyncClients.parallel, streams=True)


@pytest.mark.parametrize("case", PARETA_CASES, ids=str)
async def test_no_odd_member_of_a_response_of_pareta_raises_anything_but_an_sdk_error(case: Case) -> None:
    await check(case, AsyncClients.pareta)
