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
    """The literals of an open enum, as an editor shows them."""
    return {f'"{value}"' for one in get_args(alias) for value in get_args(one)}


def questions(ask: Callable[[str], Iterator[Question]]) -> list[Question]:
    """What is asked about all examples of the README."""
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
        assert values(wire.TaskProcessor) <= pyright.completions(place)


# --- a user's first lines


def first_lines() -> Iterator[tuple[str, set[str]]]:
    """Programs that end with `client.`, and what has to be offered there."""
    for sync, namespaces in NAMESPACES.items():
        for name in (sync, f"Async{sync}"):
            for made in (*CLIENTS, *WITH):
                text = f"from {MODULES[sync]} import {name}\n{made.format(name)}client.{CURSOR}"
                if name != sync:
                    indented = text.replace("\n", "\n    ").replace("with ", "async with ")
                    text = f"async def main():\n    {indented}"
                yield text, namespaces


def test_a_client_completes_its_namespaces_however_it_was_made(editor):
    asked = list(first_lines())
    assert [text for text, offers in asked if not offers <= editor.completions(at_cursor(text))] == []
