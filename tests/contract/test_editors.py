"""Editors know the API: what jedi and pyright offer on the lines of the README, and on a user's first lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

import pareta_wire as wire
from tests import editors
from tests.editors import CURSOR, Jedi, Pyright, Question, at_cursor

README = editors.examples(editors.ROOT / "README.md")
NAMESPACES = {
    "Pareta": {"chat", "models", "endpoints", "tasks", "evals", "with_options"},
    "Parallel": {"task_run", "task_group", "with_options"},
}
MODULES = {"Pareta": "pareta", "Parallel": "parallel"}
# How a user comes by a client. `{}` is its class.
CLIENTS = [
    "client = {}()\n",
    "client = {}(api_key='key')\n",
    "client = {}.from_env()\n",
    "client = {}.from_env(max_retries=5).with_options(timeout=300.0)\n",
    "client = {}()\ncopy = client.with_options(max_retries=0)\nclient = copy\n",
]
WITH = ["with {}() as client:\n    ", "with {}.from_env() as client:\n    "]
PARETA = "from pareta import Pareta\npa = Pareta.from_env()\n"
PARALLEL = "from parallel import Parallel\nclient = Parallel()\n"


@pytest.fixture(scope="module")
def jedi() -> Jedi:
    return Jedi()


@pytest.fixture(scope="module")
def pyright(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pyright]:
    server = Pyright(tmp_path_factory.mktemp("editor"))
    yield server
    server.close()


@pytest.fixture(params=["jedi", "pyright"])
def editor(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def values(alias: Any) -> set[str]:
    """Return the literals of an open enum."""
    return {value for one in get_args(alias) for value in get_args(one)}


def unquoted(labels: set[str]) -> set[str]:
    """Return the texts that an editor offers, without the quotes that it adds."""
    return {label.strip("'\"") for label in labels}


def questions(ask: Callable[[str], Iterator[Question]]) -> list[Question]:
    """Return what is asked about all examples of the README."""
    return [question for source in README for question in ask(source)]


# --- the README


def test_there_is_something_to_ask_about():
    assert len(README) >= 3
    assert len(questions(editors.attributes)) > 20
    assert len(questions(editors.calls)) >= 5
    assert len(questions(editors.methods)) >= 5


def test_each_attribute_in_the_readme_completes(editor):
    asked = questions(editors.attributes)
    assert [str(one) for one in asked if not one.offers <= editor.completions(one.place)] == []


def test_each_call_in_the_readme_shows_its_parameters(editor):
    asked = questions(editors.calls)
    assert [str(one) for one in asked if not one.offers <= editor.parameters(one.place)] == []


def test_each_method_in_the_readme_shows_an_example(editor):
    asked = questions(editors.methods)
    assert [str(one) for one in asked if not all(map(editor.hover(one.place).count, one.offers))] == []


def test_each_processor_in_the_readme_is_offered_with_the_others(pyright):
    places = [place for source in README for name, place in editors.strings(source) if name == "processor"]
    assert len(places) >= 2
    for place in places:
        assert values(wire.TaskProcessor) <= unquoted(pyright.completions(place))


# --- a user's first lines


def first_lines() -> str:
    """Return a program that makes each client in each way, and uses one of its namespaces."""
    parts: list[str] = []
    for name, namespaces in NAMESPACES.items():
        parts.append(f"from {MODULES[name]} import {name}, Async{name}\n")
        for made in (*CLIENTS, *WITH):
            for cls in (name, f"Async{name}"):
                prefix = "async " if cls != name else ""
                body = made.format(cls).replace("with ", f"{prefix}with ")
                body += f"client.{min(namespaces)}"
                lines = "".join(f"    {line}\n" for line in body.splitlines())
                parts.append(f"{prefix}def f{len(parts)}():\n{lines}")
    return "\n".join(parts)


def test_a_client_completes_its_namespaces_however_it_was_made(editor):
    asked = [one for one in editors.attributes(first_lines()) if one.offers & {"chat", "task_group"}]
    assert len(asked) == 4 * len((*CLIENTS, *WITH))
    missing: list[str] = []
    for one in asked:
        namespaces = NAMESPACES["Pareta" if "chat" in one.offers else "Parallel"]
        missing += [] if namespaces <= editor.completions(one.place) else [str(one)]
    assert missing == []


# Calls that the README does not have, and what must be offered where the cursor is.
KNOWN_VALUES: list[tuple[str, set[str]]] = [
    (f"{PARALLEL}client.task_run.create(input='', processor='{CURSOR}')", values(wire.TaskProcessor)),
    (f"{PARALLEL}client.task_run.execute(input='', processor='{CURSOR}')", values(wire.TaskProcessor)),
    (f"{PARALLEL}client.task_group.get_runs('g', status='{CURSOR}')", values(wire.TaskRunStatus)),
    (
        f"from parallel import TaskRunInput\nTaskRunInput(input='', processor='{CURSOR}')",
        values(wire.TaskProcessor),
    ),
    (f"{PARETA}pa.endpoints.deploy(task='', model='{CURSOR}')", {"recommended"}),
    (f"{PARETA}pa.evals.runs.create(items=[], frontier='{CURSOR}')", {"all", "benchmarked", "none"}),
    (
        f"{PARETA}pa.chat.completions.create(model='', messages=[{{'role': '{CURSOR}'}}])",
        values(wire.ChatRole),
    ),
    (f"from pareta import ChatMessage\nChatMessage(role='{CURSOR}')", values(wire.ChatRole)),
]


@pytest.mark.parametrize(
    ("line", "offers"), KNOWN_VALUES, ids=[line.splitlines()[-1] for line, _ in KNOWN_VALUES]
)
def test_the_values_that_the_spec_knows_are_offered(pyright, line, offers):
    assert offers <= unquoted(pyright.completions(at_cursor(line)))


def test_the_beginning_of_a_parameter_completes(editor):
    lines = {
        f"{PARETA}pa.chat.completions.create(model='', messages=[], temp{CURSOR})": "temperature=",
        f"{PARETA}pa.endpoints.deploy(task='', reg{CURSOR})": "region=",
        f"{PARETA}pa.endpoints.list(time{CURSOR})": "timeout=",
        f"{PARALLEL}client.task_run.execute(input='', processor='', source{CURSOR})": "source_policy=",
        f"{PARALLEL}client.task_run.create(input='', processor='', task_s{CURSOR})": "task_spec=",
    }
    assert [line for line, offer in lines.items() if offer not in editor.completions(at_cursor(line))] == []
