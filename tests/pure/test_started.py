"""Started work: what its note says, and when."""

from __future__ import annotations

from typing import Any

import pytest

from pareta_core.started import Started, add_note, replace_note

NOTE = "Run {id} was started: result('{id}') waits for it."
OF_RUN_1 = "Run run_1 was started: result('run_1') waits for it."


def notes(started: Started) -> list[str]:
    error = KeyboardInterrupt()
    started.add_note(error)
    return getattr(error, "__notes__", [])


def test_work_that_was_not_started_adds_no_note() -> None:
    assert notes(Started(NOTE)) == []


def test_begun_work_is_named() -> None:
    started = Started(NOTE)
    started.begin("run_1")
    assert notes(started) == [OF_RUN_1]


def test_a_response_is_recorded_even_if_it_cannot_be_decoded() -> None:
    def fail(data: object) -> None:
        raise RecursionError

    started = Started(NOTE, "run_id")
    with pytest.raises(RecursionError):
        started.decoder(fail)({"run_id": "run_1"})
    assert notes(started) == [OF_RUN_1]


@pytest.mark.parametrize(
    ("response", "expected"),
    [({"run": {"run_id": "run_1"}}, [OF_RUN_1]), ({"run_id": "run_1"}, []), ({"run": []}, []), (None, [])],
)
def test_the_id_may_be_in_an_envelope(response: Any, expected: list[str]) -> None:
    started = Started(NOTE, "run_id", envelope="run")
    started.decoder(lambda data: data)(response)
    assert notes(started) == expected


@pytest.mark.parametrize("response", [None, [], "run_1", {}, {"run_id": 1}, {"run_id": ""}, {"run_id": ".."}])
def test_a_response_without_a_valid_id_adds_no_note(response: Any) -> None:
    started = Started(NOTE, "run_id")
    assert started.decoder(lambda data: data)(response) is response
    assert notes(started) == []


def test_a_note_is_added_once() -> None:
    error = ValueError()
    for note in ("a", "b", "a"):
        add_note(error, note)
    assert error.__notes__ == ["a", "b"]


class Stubborn(Exception):
    """An exception that refuses attributes and notes."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def add_note(self, note: str) -> None:
        raise RuntimeError(note)


def test_an_exception_that_refuses_attributes_gets_its_note() -> None:
    error = Stubborn()
    add_note(error, "a")
    replace_note(error, "key=", "key=1")
    assert error.__notes__ == ["a", "key=1"]


def test_a_note_replaces_those_with_its_marker() -> None:
    error = ValueError()
    for note in ("a", "key=1", "b"):
        error.add_note(note)
    replace_note(error, "key=", "key=2")
    assert error.__notes__ == ["a", "b", "key=2"]
