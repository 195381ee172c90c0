"""The options of the facades' methods: named one by one, where the spec calls for them, and in the same words."""

from __future__ import annotations

import inspect
import re
from operator import attrgetter
from typing import Any

import pytest

from pareta_wire import models
from pareta_wire.operations import BUILDERS, OPERATIONS
from tests.pure.test_docstrings import CLIENTS, METHODS, Method, is_resource, sections, sends
from tests.spec_values import SPEC

ROUTES = {f"{operation.method} {operation.path}": name for name, operation in OPERATIONS.items()}
SENDING = [method for method in METHODS if is_resource(method) and sends(method) and "." in method.name[10:]]
SENDING = [
    method for method in SENDING if re.search(r"^API:", inspect.getdoc(method.function) or "", re.MULTILINE)
]
methods = pytest.mark.parametrize("method", SENDING, ids=str)
# Where the API is open for parameters that the spec does not know.
OPEN = {
    "chat.completions.batch",
    "chat.completions.create",
    "endpoints.deploy",
    "task_run.create",
    "task_run.execute",
}
# Whose requests never ask for a stream.
WHOLE = {"chat.completions.batch"}
# Whose `timeout` is the limit of a wait.
WAITS = {"endpoints.deploy", "endpoints.wait", "evals.runs.create", "evals.runs.wait"}
WAITS |= {"task_group.wait", "task_run.result", "task_run.execute"}


def short(method: Method) -> str:
    return method.name.partition(".")[2]


def operations(method: Method) -> list[str]:
    """Return the operations that the last line of a docstring names."""
    line = (inspect.getdoc(method.function) or "").rpartition("API: ")[2]
    return [ROUTES[route] for route in re.findall(r"[A-Z]+ /v1/[\w{}/-]+", line)]


def parameters(method: Method) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(method.function).parameters)


def described(method: Method) -> dict[str, str]:
    """Return what a docstring says of each argument."""
    found = re.findall(
        r"^ {4}\*{0,2}(\w+): (.*(?:\n {8}.*)*)", sections(method.function)["Args"], re.MULTILINE
    )
    return {name: " ".join(text.split()) for name, text in found}


def has_body(name: str) -> bool:
    return any(one in inspect.signature(BUILDERS[name]).parameters for one in ("body", "items", "file"))


def test_there_are_methods_to_look_at():
    assert {"Pareta.models.list", "AsyncParallel.task_run.execute"} <= {method.name for method in SENDING}
    assert len(SENDING) > 50


@methods
def test_a_method_names_the_options_that_its_requests_have(method):
    found = parameters(method).keys()
    names = operations(method)
    wanted = {"timeout", "extra_headers", "extra_query"}
    wanted |= {"extra_body"} if any(map(has_body, names)) else set()
    wanted |= {"idempotency_key"} if any(OPERATIONS[name].idempotency_header for name in names) else set()
    if short(method) not in WHOLE:
        wanted |= {"stall_timeout"} if any(OPERATIONS[name].stream for name in names) else set()
    options = {"timeout", "extra_headers", "extra_query", "extra_body", "idempotency_key", "stall_timeout"}
    assert options & found == wanted


@methods
def test_only_an_open_api_takes_keywords_that_it_does_not_name(method):
    kinds = {parameter.kind for parameter in parameters(method).values()}
    is_open = short(method) in OPEN or ".metrics()." in method.name
    assert (inspect.Parameter.VAR_KEYWORD in kinds) == is_open


@methods
def test_options_are_keywords_that_default_to_nothing(method):
    for name in ("extra_headers", "extra_query", "extra_body", "idempotency_key", "stall_timeout", "betas"):
        parameter = parameters(method).get(name)
        if parameter is not None:
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
            assert parameter.default is None


@pytest.mark.parametrize(
    "option",
    ["timeout", "extra_headers", "extra_query", "extra_body", "idempotency_key", "stall_timeout", "betas"],
)
def test_an_option_is_described_in_the_same_words_everywhere(option):
    waits = WAITS if option == "timeout" else set()
    said = {
        described(method)[option]
        for method in SENDING
        if option in parameters(method) and short(method) not in waits
    }
    assert len(said) == 1


@methods
def test_a_method_refuses_a_keyword_that_nobody_knows(method):
    if inspect.Parameter.VAR_KEYWORD not in {one.kind for one in parameters(method).values()}:
        with pytest.raises(TypeError, match="unexpected keyword argument 'nobody_knows'"):
            inspect.signature(method.function).bind_partial(nobody_knows=1)


# What the open methods cannot do without.
NEEDED: dict[str, dict[str, Any]] = {
    "chat.completions.batch": {"requests": ["Hello"], "model": "ep_1"},
    "chat.completions.create": {"messages": [{"role": "user", "content": "Hello"}], "model": "ep_1"},
    "endpoints.deploy": {"task": "t"},
    "task_run.create": {"input": "x", "processor": "core"},
    "task_run.execute": {"input": "x", "processor": "core"},
}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_a_misspelled_argument_is_refused_before_anything_is_sent(name):
    function = attrgetter(name)(CLIENTS[0] if name.partition(".")[0] in ("chat", "endpoints") else CLIENTS[2])
    named = [
        one.name
        for one in inspect.signature(function).parameters.values()
        if one.kind is one.KEYWORD_ONLY and one.name not in NEEDED[name] and len(one.name.split("_")[0]) > 3
    ]
    assert len(named) >= 6
    for meant in named:
        misspelled = meant[:1] + meant[2:]
        with pytest.raises(TypeError, match=f"{misspelled!r}: did you mean {meant!r}"):
            function(**NEEDED[name], **{misspelled: True})


# --- the fields of bodies

BODIES: list[tuple[str, Any, set[str]]] = [
    ("chat.completions.create", models.ChatCompletionRequest, set()),
    ("endpoints.deploy", models.DeployRequest, set()),
    ("task_run.create", models.TaskRunInput, set()),
    ("task_run.execute", models.TaskRunInput, {"task_spec"}),
]


@pytest.mark.parametrize(("name", "model", "left_out"), BODIES, ids=[name for name, *_ in BODIES])
def test_a_method_names_every_field_that_the_spec_has(name, model, left_out):
    fields = SPEC["components"]["schemas"][model.__name__]["properties"]
    for method in SENDING:
        if short(method) == name:
            assert fields.keys() - parameters(method).keys() == left_out
