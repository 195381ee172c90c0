# Mirrored from tests/_async/test_bad_input.py by codegen/mirror.py; do not edit.
"""Invalid arguments are named, and nothing is sent: every wire here fails on any request."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests._sync.calls import PARALLEL, PARALLEL_STREAMS, PARETA, PARETA_STREAMS, FacadeCall
from tests.support import MESSAGES, Clients, Wire

NAN = float("nan")
BAD_IDS: list[Any] = ["", " ", "\t\n", ".", "..", None, 5, b"ep_1", ["ep_1"]]


def _case(make: Any, kind: type[Exception], name: str) -> Any:
    return pytest.param(make, kind, name, id=name)


def _chat(**changes: Any) -> Any:
    return lambda pa: pa.chat.completions.create(**{"model": "ep_1", "messages": MESSAGES, **changes})


def _deploy(**changes: Any) -> Any:
    return lambda pa: pa.endpoints.deploy(**{"task": "t", **changes})


def _set(**changes: Any) -> Any:
    return lambda pa: pa.evals.sets.create(**{"task": "t", "items": [{"input": 1}], **changes})


def _run(**changes: Any) -> Any:
    return lambda pa: pa.evals.runs.create(**changes)


def _document(file: Any = b"x", **changes: Any) -> Any:
    return lambda pa: pa.evals.sets.upload_document("es_1", file, **{"idx": 0, "field_name": "f", **changes})


def _frontier(**changes: Any) -> Any:
    return lambda pa: pa.playground.frontier(**{"model": "gpt-5", "messages": MESSAGES, **changes})


def _closed() -> io.BytesIO:
    file = io.BytesIO(b"x")
    file.close()
    return file


def _read() -> io.BytesIO:
    file = io.BytesIO(b"{}")
    file.read()
    return file


def _wait(**options: Any) -> Any:
    return lambda pa: pa.evals.runs.wait("er_1", **options)


def _task(**changes: Any) -> Any:
    return lambda client: client.task_run.create(**{"input": "a", "processor": "base", **changes})


def _execute(**changes: Any) -> Any:
    return lambda client: client.task_run.execute(**{"input": "a", "processor": "base", **changes})


def _add(inputs: Any, **changes: Any) -> Any:
    return lambda client: client.task_group.add_runs("tgrp_1", inputs=inputs, **changes)


# --- ids

PARETA_IDS = {
    "endpoints.retrieve": (lambda pa, bad: pa.endpoints.retrieve(bad), "endpoint_id"),
    "endpoints.start": (lambda pa, bad: pa.endpoints.start(bad), "endpoint_id"),
    "endpoints.stop": (lambda pa, bad: pa.endpoints.stop(bad), "endpoint_id"),
    "endpoints.delete": (lambda pa, bad: pa.endpoints.delete(bad), "endpoint_id"),
    "metrics.performance": (lambda pa, bad: pa.endpoints.metrics(bad).performance(), "endpoint_id"),
    "metrics.cost": (lambda pa, bad: pa.endpoints.metrics(bad).cost(window="24h"), "endpoint_id"),
    "tasks.retrieve": (lambda pa, bad: pa.tasks.retrieve(bad), "task_id"),
    "tasks.leaderboard": (lambda pa, bad: pa.tasks.leaderboard(bad), "task_id"),
    "tasks.recommended": (lambda pa, bad: pa.tasks.recommended(bad), "task_id"),
    "evals.sets.retrieve": (lambda pa, bad: pa.evals.sets.retrieve(bad), "eval_set_id"),
    "evals.sets.delete": (lambda pa, bad: pa.evals.sets.delete(bad), "eval_set_id"),
    "evals.sets.upload_document": (
        lambda pa, bad: pa.evals.sets.upload_document(bad, b"x", idx=0, field_name="f"),
        "eval_set_id",
    ),
    "evals.sets.upload_document(large)": (
        lambda pa, bad: pa.evals.sets.upload_document(bad, bytes(5 << 20), idx=0, field_name="f"),
        "eval_set_id",
    ),
    "evals.runs.retrieve": (lambda pa, bad: pa.evals.runs.retrieve(bad), "run_id"),
    "evals.runs.wait": (lambda pa, bad: pa.evals.runs.wait(bad), "run_id"),
    "evals.runs.create(frontier)": (
        lambda pa, bad: pa.evals.runs.create(eval_set=bad, models=["m"], frontier="all"),
        "eval_set(_id)?",
    ),
}
PARALLEL_IDS = {
    "task_run.retrieve": (lambda client, bad: client.task_run.retrieve(bad), "run_id"),
    "task_run.input": (lambda client, bad: client.task_run.input(bad), "run_id"),
    "task_run.result": (lambda client, bad: client.task_run.result(bad), "run_id"),
    "task_run.events": (lambda client, bad: client.task_run.events(bad), "run_id"),
    "task_group.retrieve": (lambda client, bad: client.task_group.retrieve(bad), "task_group_id"),
    "task_group.add_runs": (
        lambda client, bad: client.task_group.add_runs(bad, inputs=[{"input": "a", "processor": "base"}]),
        "task_group_id",
    ),
    "task_group.get_runs": (lambda client, bad: client.task_group.get_runs(bad), "task_group_id"),
    "task_group.events": (lambda client, bad: client.task_group.events(bad), "task_group_id"),
    "task_group.retrieve_run": (
        lambda client, bad: client.task_group.retrieve_run(bad, task_group_id="tgrp_1"),
        "run_id",
    ),
    "task_group.retrieve_run(group)": (
        lambda client, bad: client.task_group.retrieve_run("trun_1", task_group_id=bad),
        "task_group_id",
    ),
}


@pytest.mark.parametrize("bad", BAD_IDS, ids=repr)
@pytest.mark.parametrize("call", PARETA_IDS)
def test_an_invalid_id_of_pareta_is_rejected(call: str, bad: Any) -> None:
    make, name = PARETA_IDS[call]
    with pytest.raises((ValueError, TypeError), match=rf"\b{name}\b"):
        make(Clients.pareta(Wire()), bad)


@pytest.mark.parametrize("bad", BAD_IDS, ids=repr)
@pytest.mark.parametrize("call", PARALLEL_IDS)
def test_an_invalid_id_of_the_task_api_is_rejected(call: str, bad: Any) -> None:
    make, name = PARALLEL_IDS[call]
    with pytest.raises((ValueError, TypeError), match=rf"\b{name}\b"):
        make(Clients.parallel(Wire()), bad)


# --- arguments

PARETA_MISTAKES = [
    _case(_chat(model=""), ValueError, "model"),
    _case(_chat(model="  "), ValueError, "model"),
    _case(_chat(model=None), TypeError, "model"),
    _case(_chat(messages=[]), ValueError, "messages"),
    _case(_chat(messages=iter([])), ValueError, "messages"),
    _case(_chat(messages="Say hello."), TypeError, "messages"),
    _case(_chat(messages={"role": "user"}), TypeError, "messages"),
    _case(_chat(messages=None), TypeError, "messages"),
    _case(_chat(messages=["Say hello."]), TypeError, r"messages\[0\]"),
    _case(_chat(messages=[*MESSAGES, {"content": b"x"}]), TypeError, r"messages\[1\]\.content"),
    _case(_chat(messages=[{"role": "user", "content": NAN}]), ValueError, r"messages\[0\]\.content"),
    _case(_chat(messages=[{"role": "user", "content": "\ud800"}]), ValueError, r"messages\[0\]\.content"),
    _case(_chat(temperature=NAN), ValueError, "temperature"),
    _case(_chat(temprature=0), TypeError, "'temprature': did you mean 'temperature'"),
    _case(_chat(stream=True, max_token=1), TypeError, "'max_token': did you mean 'max_tokens'"),
    _case(_chat(max_retries=0), TypeError, r"'max_retries': .* with_options\(max_retries=…\)"),
    _case(_deploy(wait=True, api_key="k"), TypeError, r"'api_key': .* with_options"),
    _case(_chat(timeout=(3, 10)), TypeError, "seconds or an httpx.Timeout, not tuple"),
    _case(_deploy(wiat=True), TypeError, "'wiat': did you mean 'wait'"),
    _case(_deploy(wait=True, reigon="eu"), TypeError, "'reigon': did you mean 'region'"),
    _case(_chat(tools=[{"f": object()}]), TypeError, "tools"),
    _case(_chat(extra_body={"a": float("inf")}), ValueError, r"\ba is inf"),
    _case(_chat(extra_body=[1]), TypeError, "extra_body"),
    _case(_chat(extra_headers=["x"]), TypeError, "extra_headers"),
    _case(_chat(extra_headers={"x": 1}), TypeError, "extra_headers"),
    _case(_chat(extra_headers={"x": "a\r\nb: c"}), ValueError, "extra_headers"),
    _case(_chat(extra_headers={"bad name": "x"}), ValueError, "extra_headers"),
    _case(_chat(extra_headers={"x\r\ny": "x"}), ValueError, "extra_headers"),
    _case(_chat(extra_headers={"": "x"}), ValueError, "extra_headers"),
    _case(_chat(extra_headers={5: "x"}), TypeError, "extra_headers"),
    _case(_chat(extra_query="a=1"), TypeError, "extra_query"),
    _case(_chat(extra_query={"a": {}}), TypeError, r"\ba\b"),
    _case(_chat(idempotency_key=""), ValueError, "idempotency_key"),
    _case(_chat(idempotency_key="clé"), ValueError, "idempotency_key"),
    _case(_chat(timeout=0), ValueError, "timeout"),
    _case(_chat(timeout=-1.0), ValueError, "timeout"),
    _case(_chat(timeout="5"), TypeError, "timeout"),
    _case(_chat(stream=True, model=""), ValueError, "model"),
    _case(_deploy(task=""), ValueError, "task"),
    _case(_deploy(task=" "), ValueError, "task"),
    _case(_deploy(task=None), TypeError, "task"),
    _case(_deploy(model=""), ValueError, "model"),
    _case(_deploy(model=5), TypeError, "model"),
    _case(_deploy(name=" "), ValueError, "name"),
    _case(_deploy(region=object()), TypeError, "region"),
    _case(_deploy(cost_per_request_micro_usd=NAN), ValueError, "cost_per_request_micro_usd"),
    _case(_deploy(task="", wait=True), ValueError, "task"),
    _case(lambda pa: pa.endpoints.list(window="24h"), TypeError, "window"),
    _case(lambda pa: pa.endpoints.metrics("ep_1").cost(window={}), TypeError, "window"),
    _case(lambda pa: pa.tasks.match(""), ValueError, "query"),
    _case(lambda pa: pa.tasks.match("\n "), ValueError, "query"),
    _case(lambda pa: pa.tasks.match(None), TypeError, "query"),
    _case(_set(task=""), ValueError, "task"),
    _case(_set(task=5), TypeError, "task"),
    _case(_set(prompt=""), ValueError, "prompt"),
    _case(_set(prompt=5), TypeError, "prompt"),
    _case(_set(prompt="x" * 501), ValueError, "prompt has 501 characters"),
    _case(lambda pa: pa.evals.sets.propose_contract([], prompt="x"), ValueError, "items"),
    _case(lambda pa: pa.evals.sets.propose_contract([{"a": NAN}], prompt="x"), ValueError, r"items\[0\]\.a"),
    _case(lambda pa: pa.evals.sets.propose_contract([{}], prompt=" "), ValueError, "prompt"),
    _case(lambda pa: pa.evals.sets.propose_contract([{}], prompt=None), TypeError, "prompt"),
    _case(lambda pa: pa.evals.sets.propose_contract([{}], prompt="x" * 501), ValueError, "prompt has 501"),
    _case(_frontier(model=""), ValueError, "model"),
    _case(_frontier(messages=[]), ValueError, "messages"),
    _case(_frontier(messages="Say hello."), TypeError, "messages"),
    _case(_frontier(temprature=1), TypeError, "temprature"),
    _case(lambda pa: pa.auto.metrics(window="1h"), TypeError, "window"),
    _case(_set(name=""), ValueError, "name"),
    _case(_set(items=[]), ValueError, "items"),
    _case(_set(items=(each for each in [])), ValueError, "items"),
    _case(_set(items="rows.jsonl"), TypeError, "items"),
    _case(_set(items={"input": 1}), TypeError, "items"),
    _case(_set(items=None), TypeError, "items"),
    _case(_set(items=5), TypeError, "items"),
    _case(_set(items=[{"a": 1}, {"score": NAN}]), ValueError, r"items\[1\]\.score"),
    _case(_set(items=[{}, {"a": float("-inf")}]), ValueError, r"items\[1\]\.a"),
    _case(_set(items=[{}, {"a": [0, b"x"]}]), TypeError, r"items\[1\]\.a\[1\]"),
    _case(_set(items=[{}, 1]), TypeError, r"items\[1\] must be an object"),
    _case(_set(items=["a"]), TypeError, r"items\[0\] must be an object"),
    _case(_set(items=[None]), TypeError, r"items\[0\] must be an object"),
    _case(_set(items=[["a"]]), TypeError, r"items\[0\] must be an object"),
    _case(_set(items=iter([{}, "a"])), TypeError, r"items\[1\] must be an object"),
    _case(_set(items=_read()), ValueError, "items is at its end"),
    _case(_set(items=[{5: "x"}]), TypeError, r"items\[0\]"),
    _case(_set(items=[{"a": "\udcff"}]), ValueError, r"items\[0\]\.a"),
    _case(_run(), ValueError, "eval_set"),
    _case(_run(task="t", items=[{"input": 1}], models=["m"], on_event=7), TypeError, "on_event"),
    _case(_run(task="t", items=[{"input": 1}], models=["m"], on_start=7), TypeError, "on_start"),
    _case(_run(models=["m"]), ValueError, "eval_set"),
    _case(_run(task="t", models=["m"]), ValueError, "items"),
    _case(_run(items=[{"input": 1}], models=["m"]), ValueError, "prompt or a task"),
    _case(_run(prompt="x", models=["m"]), ValueError, "items"),
    _case(_run(prompt=" ", items=[{"input": 1}], models=["m"]), ValueError, "prompt"),
    _case(_run(prompt="x" * 501, items=[{"input": 1}], models=["m"]), ValueError, "prompt"),
    _case(_run(prompt="x", items=[{"input": 1}]), ValueError, "models"),
    _case(_run(prompt="x", items=[{"input": 1}], frontier="best"), ValueError, "frontier"),
    _case(_run(eval_set="es_1", prompt="x", models=["m"]), ValueError, "prompt"),
    _case(_run(task="t", items=[], models=["m"]), ValueError, "items"),
    _case(_run(task=" ", items=[{"input": 1}], models=["m"]), ValueError, "task"),
    _case(_run(task="t", items=[{}, {"a": NAN}], models=["m"]), ValueError, r"items\[1\]\.a"),
    _case(_run(eval_set="es_1"), ValueError, "models"),
    _case(_run(eval_set="es_1", models=[]), ValueError, "models"),
    _case(_run(eval_set="es_1", models=[], frontier="none"), ValueError, "models"),
    _case(_run(eval_set="es_1", frontier=[]), ValueError, "frontier"),
    _case(_run(eval_set="es_1", models="qwen"), TypeError, "models"),
    _case(_run(eval_set="es_1", models=["m", ""]), ValueError, r"models\[1\]"),
    _case(_run(eval_set="es_1", models=[None]), TypeError, r"models\[0\]"),
    _case(_run(eval_set="es_1", models=["m"], frontier="best"), ValueError, "frontier"),
    _case(_run(eval_set="es_1", models=["m"], frontier=""), ValueError, "frontier"),
    _case(_run(eval_set="es_1", models=["m"], frontier=[" "]), ValueError, r"frontier\[0\]"),
    _case(_run(eval_set="es_1", models=["m"], frontier=5), TypeError, "frontier"),
    _case(_run(eval_set="", models=["m"]), ValueError, "eval_set"),
    _case(_run(eval_set=" ", models=["m"]), ValueError, "eval_set"),
    _case(_run(eval_set=5, models=["m"]), TypeError, "eval_set"),
    _case(_run(eval_set="es_1", items=[{"input": 1}], models=["m"]), ValueError, "items"),
    _case(_run(eval_set="es_1", models=["m"], wait=True, timeout=0), ValueError, "timeout"),
    _case(_run(eval_set="es_1", models=["m"], wait=True, poll_interval=-1), ValueError, "poll_interval"),
    _case(_run(eval_set="es_1", models=["m"], patience=1), TypeError, "patience"),
    _case(_run(task="t", items=[{"input": 1}], models=["m"], name=""), ValueError, "name"),
    _case(_wait(timeout=0), ValueError, "timeout"),
    _case(_wait(timeout="900"), TypeError, "timeout"),
    _case(_wait(timeout=NAN), ValueError, "timeout"),
    _case(_wait(poll_interval=NAN), ValueError, "poll_interval"),
    _case(_wait(poll_interval=None), TypeError, "poll_interval"),
    _case(lambda pa: pa.evals.frontier_models(""), ValueError, "task"),
    _case(lambda pa: pa.evals.frontier_models(5), TypeError, "task"),
    _case(_document(idx=-1), ValueError, "idx"),
    _case(_document(idx="0"), TypeError, "idx"),
    _case(_document(idx=True), TypeError, "idx"),
    _case(_document(field_name=""), ValueError, "field_name"),
    _case(_document(field_name=None), TypeError, "field_name"),
    _case(_document(mime=" "), ValueError, "mime"),
    _case(_document(mime="a\nb"), ValueError, "mime"),
    _case(_document(None), TypeError, "file"),
    _case(_document(5), TypeError, "file"),
    _case(_document(["a"]), TypeError, "file"),
    _case(_document(io.StringIO("text")), TypeError, "file"),
    _case(_document(_closed()), ValueError, "file is closed"),
    _case(_document(_read()), ValueError, "file 'document' is at its end"),
    _case(_document(""), ValueError, "file"),
    _case(_document("a\0b"), ValueError, "file"),
    _case(_deploy(name="..", wait=True), ValueError, "name"),
    _case(_deploy(name="a\nb", wait=True), ValueError, "name"),
    _case(_run(eval_set="es_1", models=["m"], name="mine"), ValueError, "name"),
    _case(_chat(extra_body={"stream": True}), TypeError, "stream"),
    _case(_chat(extra_query={"a": object()}), TypeError, "extra_query"),
]


@pytest.mark.parametrize(("make", "kind", "name"), PARETA_MISTAKES)
def test_an_invalid_argument_of_pareta_is_named(make: Any, kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=name):
        make(Clients.pareta(Wire()))


@dataclass
class Unspeakable:
    lasts: timedelta


TOO_DEEP: Any = []
TOO_DEEP.append(TOO_DEEP)

PARALLEL_MISTAKES = [
    _case(_task(input=""), ValueError, "input"),
    _case(_task(input=" "), ValueError, "input"),
    _case(_task(input=None), TypeError, "input"),
    _case(_task(input=5), TypeError, "input"),
    _case(_task(input=["a"]), TypeError, "input"),
    _case(_task(input=dict), TypeError, "input"),
    _case(_task(input={"year": NAN}), ValueError, r"input.*year|year.*input"),
    _case(_task(input={"year": object()}), TypeError, r"input\.year"),
    _case(_task(input={5: "a"}), TypeError, "input"),
    _case(_task(input={"a": TOO_DEEP}), ValueError, "input"),
    _case(_task(processor=""), ValueError, "processor"),
    _case(_task(processor=None), TypeError, "processor"),
    _case(_task(metadata=["a"]), TypeError, "metadata"),
    _case(_task(metadata={"a": NAN}), ValueError, "metadata"),
    _case(_task(metadata={"a": object()}), TypeError, r"metadata\.a"),
    _case(_task(source_policy="un.org"), TypeError, "source_policy"),
    _case(_task(advanced_settings="de"), TypeError, "advanced_settings"),
    _case(_task(webhook="https://w.example.com"), TypeError, "webhook"),
    _case(_task(mcp_servers={"url": "u"}), TypeError, "mcp_servers"),
    _case(_task(mcp_servers=["u"]), TypeError, r"mcp_servers\[0\]"),
    _case(_task(mcp_servers=[{"headers": 5}]), TypeError, r"^mcp_servers\[0\]\.headers must be .* not int"),
    _case(_task(task_spec="A year"), TypeError, "task_spec"),
    _case(_task(betas="x-1"), TypeError, "betas"),
    _case(_task(betas=[""]), ValueError, "betas"),
    _case(_task(betas=["a\r\nb: c"]), ValueError, "betas"),
    _case(_task(betas=["clé"]), ValueError, "betas"),
    _case(_task(metdata={}), TypeError, "'metdata': did you mean 'metadata'"),
    _case(_task(max_retries=0), TypeError, r"'max_retries': .* with_options"),
    _case(_execute(api_key="k"), TypeError, r"'api_key': .* with_options"),
    _case(_task(timeout=(3, 10)), TypeError, "seconds or an httpx.Timeout, not tuple"),
    _case(_task(output="A year"), TypeError, "'output'"),
    _case(_task(per_item=object()), TypeError, "per_item"),
    _case(_task(timeout=-1), ValueError, "timeout"),
    _case(_task(extra_headers={"a": "b\nc"}), ValueError, "extra_headers"),
    _case(_task(previous_interaction_id=""), ValueError, "previous_interaction_id"),
    _case(_task(previous_interaction_id=5), TypeError, "previous_interaction_id"),
    _case(lambda client: client.task_group.get_runs("g", last_event_id=""), ValueError, "last_event_id"),
    _case(lambda client: client.task_group.get_runs("g", status=" "), ValueError, "status"),
    _case(lambda client: client.task_group.events("g", last_event_id=""), ValueError, "last_event_id"),
    _case(_execute(output=Unspeakable), TypeError, r"^output: .*timedelta"),
    _case(_execute(input=""), ValueError, "input"),
    _case(_execute(processor=" "), ValueError, "processor"),
    _case(_execute(output=""), ValueError, "output"),
    _case(_execute(output=" "), ValueError, "output"),
    _case(_execute(output=5), TypeError, "output"),
    _case(_execute(output=str), TypeError, "output"),
    _case(_execute(output=int), TypeError, "output"),
    _case(_execute(output=list[str]), TypeError, "output"),
    _case(_execute(output={}), ValueError, "output"),
    _case(_execute(output={"type": "text"}), ValueError, "output"),
    _case(_execute(output=object), TypeError, "object"),
    _case(_execute(output={"type": "object", "properties": {"a": object()}}), TypeError, "output"),
    _case(_execute(timeout=0), ValueError, "timeout"),
    _case(_execute(timeout=NAN), ValueError, "timeout"),
    _case(_execute(timeout=None), TypeError, "timeout"),
    _case(_execute(timeout="1h"), TypeError, "timeout"),
    _case(_execute(betas="x-1"), TypeError, "betas"),
    _case(_execute(outptu="A year"), TypeError, "'outptu': did you mean 'output'"),
    _case(_execute(per_item=NAN), ValueError, "per_item"),
    _case(_execute(task_spec={"output_schema": "A year"}), TypeError, "task_spec"),
    _case(_execute(output="A year", task_spec={"output_schema": "A month"}), TypeError, "task_spec"),
    _case(lambda client: client.task_run.result("trun_1", timeout=0), ValueError, "timeout"),
    _case(lambda client: client.task_run.result("trun_1", betas="x"), TypeError, "betas"),
    _case(lambda client: client.task_run.result("trun_1", patience=1), TypeError, "patience"),
    _case(lambda client: client.task_group.create(metadata="x"), TypeError, "metadata"),
    _case(lambda client: client.task_group.create(metadata={"a": b"x"}), TypeError, r"metadata\.a"),
    _case(_add([]), ValueError, "inputs"),
    _case(_add(iter([])), ValueError, "inputs"),
    _case(_add("a"), TypeError, "inputs"),
    _case(_add({"input": "a"}), TypeError, "inputs"),
    _case(_add(None), TypeError, "inputs"),
    _case(_add(["a"]), TypeError, r"inputs\[0\]"),
    _case(_add([{"input": "a", "processor": "base"}, {"input": "a"}]), TypeError, r"inputs\[1\].*processor"),
    _case(_add([{"input": " ", "processor": "base"}]), ValueError, r"inputs\[0\].*input"),
    _case(_add([{"processor": "base"}]), TypeError, r"inputs\[0\].*input"),
    _case(_add([{"input": {"a": NAN}, "processor": "base"}]), ValueError, r"inputs\[0\]\.input\.a"),
    _case(
        _add([{"input": "a", "procesor": "base"}]),
        TypeError,
        r"inputs\[0\]: .*'procesor': did you mean 'processor'",
    ),
    _case(
        _add([{"input": "a", "processor": "base", "metadata": {"a": NAN}}]),
        ValueError,
        r"inputs\[0\]\.metadata",
    ),
    _case(_add([{"input": "a", "processor": "base"}], default_task_spec="x"), TypeError, "default_task_spec"),
    _case(_add([{"input": "a", "processor": "base"}], depth=5), TypeError, "depth"),
]


@pytest.mark.parametrize(("make", "kind", "name"), PARALLEL_MISTAKES)
def test_an_invalid_argument_of_the_task_api_is_named(make: Any, kind: type[Exception], name: str) -> None:
    with pytest.raises(kind, match=name):
        make(Clients.parallel(Wire()))


# --- options

OPTIONS: dict[str, list[Any]] = {
    "extra_body": [5, "text", ["item"]],
    "extra_query": [5, "text", ["item"]],
    "extra_headers": [5, "text", ["item"]],
    "idempotency_key": [5, ["item"]],
    "timeout": ["text", ["item"]],
}
WAITS = [
    FacadeCall("task_run.execute", _execute(), None),
    FacadeCall("task_group.add_runs", _add([{"input": "a", "processor": "base"}]), None),
    FacadeCall("endpoints.deploy", _deploy(wait=True), None),
]


class Adding:
    """A client, or a namespace of it, whose methods are called with one more argument."""

    def __init__(self, target: Any, **option: Any) -> None:
        self._target, self._option = target, option

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._target, name)
        if name == "metrics" and hasattr(self._target, "deploy"):  # of an endpoint: a namespace
            return lambda endpoint_id: Adding(member(endpoint_id), **self._option)
        return partial(member, **self._option) if callable(member) else Adding(member, **self._option)


OPTION_CALLS = [
    pytest.param(api, call, option, value, id=f"{call}-{option}-{value}")
    for api, calls in (("pareta", [*PARETA, *PARETA_STREAMS]), ("parallel", [*PARALLEL, *PARALLEL_STREAMS]))
    for call in [*calls, *(wait for wait in WAITS if (wait.name[:4] == "task") == (api == "parallel"))]
    for option, values in OPTIONS.items()
    for value in values
]


@pytest.mark.parametrize(("api", "call", "option", "value"), OPTION_CALLS)
def test_an_option_of_a_wrong_type_is_named_by_every_call(
    api: str, call: FacadeCall, option: str, value: Any
) -> None:
    client = Adding(getattr(Clients, api)(Wire()), **{option: value})
    with pytest.raises(TypeError, match=rf"\b{option}\b"):
        call.make(client)


def test_a_missing_or_unreadable_document_is_an_oserror(tmp_path: Path) -> None:
    client = Clients.pareta(Wire())
    for missing in (tmp_path / "missing.pdf", str(tmp_path / "missing.pdf"), tmp_path):
        with pytest.raises(OSError, match=str(tmp_path)):
            _document(missing)(client)


def test_a_text_file_is_rejected_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    with path.open() as opened, pytest.raises(TypeError, match="'rb'"):
        _document(opened)(Clients.pareta(Wire()))


def test_the_error_of_a_generator_of_rows_is_raised_unchanged() -> None:
    def rows() -> Any:
        yield {"input": 1}
        raise LookupError("the table is gone")

    with pytest.raises(LookupError, match="the table is gone"):
        _set(items=rows())(Clients.pareta(Wire()))


@pytest.mark.parametrize("dimension", ["performance", "uptime", "cost", "quality", "activity"])
def test_metrics_without_an_endpoint_id_are_rejected(dimension: str) -> None:
    with pytest.raises(ValueError, match="endpoint_id"):
        getattr(Clients.pareta(Wire()).endpoints.metrics(""), dimension)()
