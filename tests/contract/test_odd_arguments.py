"""Every argument of every method with values that nobody means: a value is sent, or refused by the argument's name.

The sync clients are called; their methods are the mirror of the async ones.
"""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import inspect
import io
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest

from pareta_core import SDKError
from tests.support import (
    ENDPOINT,
    EVAL_SET,
    GROUP,
    MESSAGES,
    Chunks,
    Clients,
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

ROW: dict[str, Any] = {"input": "a", "processor": "base"}
LIVE = stream(event({"endpoint": ENDPOINT}, "complete"))
STATE: dict[str, Any] = {"type": "task_run.state", "event_id": "", "run": run("completed"), **result()}
IDLE = {"type": "task_group_status", "event_id": "e", "status": {**GROUP["status"], "is_active": False}}

# fmt: off
# method: (arguments that are valid, the body of the response or the whole of it)
METHODS: dict[str, tuple[dict[str, Any], Any]] = {
    "pareta.models.list":             ({}, {"object": "list", "data": []}),
    "pareta.auto.metrics":            ({}, {"requests": 1}),
    "pareta.playground.frontier":     ({"model": "m", "messages": MESSAGES}, {"model": "m", "content": "x"}),
    "pareta.chat.completions.create": ({"model": "m", "messages": MESSAGES}, completion()),
    "pareta.chat.completions.batch": ({"requests": ["a"], "model": "m"}, completion()),
    "pareta.endpoints.deploy":        ({"task": "t", "wait": True}, LIVE),
    "pareta.endpoints.wait":          ({"endpoint_id": "e"}, ENDPOINT),
    "pareta.endpoints.metrics":       ({"endpoint_id": "e"}, {}),
    "pareta.endpoints.list":          ({}, [ENDPOINT]),
    "pareta.endpoints.retrieve":      ({"endpoint_id": "e"}, ENDPOINT),
    "pareta.endpoints.start":         ({"endpoint_id": "e"}, ENDPOINT),
    "pareta.endpoints.stop":          ({"endpoint_id": "e"}, ENDPOINT),
    "pareta.endpoints.delete":        ({"endpoint_id": "e"}, b""),
    "pareta.tasks.list":              ({}, {"tasks": []}),
    "pareta.tasks.retrieve":          ({"task_id": "t"}, {"id": "t"}),
    "pareta.tasks.match":             ({"query": "t"}, {"query": "t"}),
    "pareta.tasks.leaderboard":       ({"task_id": "t"}, {"task_id": "t", "models": []}),
    "pareta.tasks.recommended":       ({"task_id": "t"}, {"task_id": "t", "recommended": "m", "models": []}),
    "pareta.evals.frontier_models":   ({}, {"frontier_models": []}),
    "pareta.evals.sets.create":       ({"task": "t", "items": [{"input": "a"}]}, {"eval_set": EVAL_SET}),
    "pareta.evals.sets.propose_contract": ({"items": [{"input": {}}], "prompt": "x"}, {"proposals": []}),
    "pareta.evals.sets.list":         ({}, {"eval_sets": []}),
    "pareta.evals.sets.retrieve":     ({"eval_set_id": "e"}, {"eval_set": EVAL_SET}),
    "pareta.evals.sets.delete":       ({"eval_set_id": "e"}, b""),
    "pareta.evals.sets.upload_document": (
        {"eval_set_id": "e", "file": b"x", "idx": 0, "field_name": "f"}, {"uri": "u"}),
    "pareta.evals.runs.create":       ({"eval_set": "e", "models": ["m"]}, {"run_id": "er_1", "status": "queued"}),
    "pareta.evals.runs.retrieve":     ({"run_id": "r"}, eval_run()),
    "pareta.evals.runs.wait":         ({"run_id": "r"}, eval_run()),
    "parallel.task_run.create":       (ROW, run()),
    "parallel.task_run.execute":      (ROW, run()),
    "parallel.task_run.retrieve":     ({"run_id": "r"}, run()),
    "parallel.task_run.input":        ({"run_id": "r"}, ROW),
    "parallel.task_run.retrieve_input": ({"run_id": "r"}, ROW),
    "parallel.task_run.result":       ({"run_id": "r"}, result()),
    "parallel.task_run.events":       ({"run_id": "r"}, stream(event(STATE, "task_run.state"))),
    "parallel.task_group.create":     ({}, GROUP),
    "parallel.task_group.retrieve":   ({"task_group_id": "g"}, GROUP),
    "parallel.task_group.add_runs":   (
        {"task_group_id": "g", "inputs": [ROW]}, {"status": GROUP["status"], "run_ids": ["trun_1"]}),
    "parallel.task_group.wait":       ({"task_group_id": "g"}, {**GROUP, "status": IDLE["status"]}),
    "parallel.task_group.results":    ({"task_group_id": "g"}, stream()),
    "parallel.task_group.get_runs":   ({"task_group_id": "g"}, stream()),
    "parallel.task_group.events":     ({"task_group_id": "g"}, stream(event(IDLE, "task_group_status"))),
    "parallel.task_group.retrieve_run": ({"run_id": "r", "task_group_id": "g"}, run()),
}
# fmt: on
# Options that a method may take without naming them, and a name that nobody knows.
OPTIONS = ("timeout", "extra_headers", "extra_query", "extra_body", "idempotency_key", "stall_timeout", "zzz")


class Incomparable:
    """Has an outcome neither for a comparison nor as a condition, as an array."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("the truth of this is ambiguous")

    __bool__ = __eq__  # type: ignore[assignment]  # what its operand is does not matter
    __hash__ = None  # type: ignore[assignment]  # as a list


def endless(make: Callable[[], Any], put: Callable[[Any, Any], object]) -> Any:
    value = make()
    put(value, value)
    return value


# fmt: off
ODD: dict[str, Callable[[], Any]] = {
    "a bool":              lambda: True,
    "a negative number":   lambda: -1,
    "infinity":            lambda: float("inf"),
    "a signaling NaN":     lambda: decimal.Decimal("sNaN"),
    "5,000 digits":        lambda: 10**5_000,
    "blank text":          lambda: " ",
    "a line break":        lambda: "a\r\nb",
    "half a character":    lambda: "\ud800",
    "bytes":               lambda: b"x",
    "an empty list":       list,
    "a list of odd items": lambda: [None, 3],
    "a list in itself":    lambda: endless(list, list.append),
    "a dict in itself":    lambda: endless(dict, lambda one, other: one.update(a=other)),
    "keys that are numbers": lambda: {1: 2},
    "values that are NaN": lambda: {"a": float("nan")},
    "an array":            lambda: np.arange(3),
    "an array of nothing": lambda: np.array(3),
    "a frame":             lambda: pd.DataFrame({"a": [1]}),
    "a missing value":     lambda: pd.NA,
    "no time":             lambda: pd.NaT,
    "a duration":          lambda: dt.timedelta(1),
    "a text file":         lambda: io.StringIO("x"),
    "a class":             lambda: Incomparable,
    "an instance":         Incomparable,
    "a function of nothing": lambda: lambda: 1,
}
# fmt: on


def response_of(body: Any) -> ScriptedResponse:
    found: ScriptedResponse = body if isinstance(body, ScriptedResponse) else respond(200, body)
    if isinstance(found.body, Chunks):  # a stream that was not read yet
        found = attrs.evolve(found, body=Chunks(*found.body._pieces))
    return found


def call(method: str, wire: Wire, arguments: dict[str, Any]) -> None:
    api, *names = method.split(".")
    target: Any = getattr(Clients, api)(wire, max_retries=0)
    for name in names:
        target = getattr(target, name)
    found = target(**arguments)
    if isinstance(found, Iterator):
        list(found)


def arguments_of(method: str) -> list[str]:
    api, *names = method.split(".")
    target: Any = getattr(Clients, api)(Wire())
    for name in names:
        target = getattr(target, name)
    named = [one.name for one in inspect.signature(target).parameters.values() if one.kind != one.VAR_KEYWORD]
    return [*named, *(name for name in OPTIONS if name not in named)]


@pytest.mark.parametrize("method", METHODS)
def test_an_odd_value_is_sent_or_refused_by_the_name_of_its_argument(method: str) -> None:
    valid, body = METHODS[method]
    for argument in arguments_of(method):
        for name, make in ODD.items():
            wire = Wire(response_of(body), then=respond(200, result()))
            case = f"{method}({argument}={name})"
            try:
                call(method, wire, {**copy.deepcopy(valid), argument: make()})
            except SDKError:
                pass  # What was sent is not what the response is for.
            except (TypeError, ValueError) as error:
                message = str(error)
                assert argument in message or "body" in message, f"{case}: {message}"
                assert not wire.requests, f"{case}: {message}"
            except OSError:
                assert argument == "file", case


def test_every_method_is_tried() -> None:
    found = set[str]()
    for api in ("pareta", "parallel"):
        _collect(api, getattr(Clients, api)(Wire()), found)
    assert found - METHODS.keys() == set()
    assert METHODS.keys() - found == set()


def _collect(path: str, value: Any, found: set[str]) -> None:
    for name in dir(value):
        if name.startswith("_") or name in {"close", "from_env", "with_options", "wire"}:
            continue
        member = getattr(value, name)
        if type(member).__module__.startswith(("pareta.", "parallel.")):
            _collect(f"{path}.{name}", member, found)
        elif inspect.ismethod(member) and path.count("."):
            found.add(f"{path}.{name}")
