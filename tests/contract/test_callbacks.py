"""A function that would do nothing when a client calls it is refused before anything is started."""

from __future__ import annotations

import functools
import unittest.mock
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import pytest

from tests.support import AsyncClients, Clients, Wire


async def asynchronous(_: object) -> None:
    """Do nothing."""


def generator(event: object) -> Iterator[object]:
    yield event


async def async_generator(event: object) -> AsyncIterator[object]:
    yield event


class AsyncCallable:
    async def __call__(self, _: object) -> None:
        """Do nothing."""


ROW: dict[str, Any] = {"input": "a", "processor": "base"}
EVAL: dict[str, Any] = {"eval_set": "es_1", "models": ["m"], "wait": True}

# fmt: off
CALLBACKS: dict[str, tuple[Any, bool, bool]] = {
    # whether the sync client and the async client refuse it
    "a number":             (5, True, True),
    "an async function":    (asynchronous, True, False),
    "a partial of one":     (functools.partial(asynchronous), True, False),
    "an async object":      (AsyncCallable(), True, False),
    "a generator":          (generator, True, True),
    "an async generator":   (async_generator, True, True),
    "without an argument":  (lambda: None, True, True),
    "of two arguments":     (lambda a, b: None, True, True),
    "with a keyword":       (functools.partial(lambda a, *, b: None), True, True),
    "of any arguments":     (lambda *a, **b: None, False, False),
    "of one and a default": (lambda a, b=1: None, False, False),
    "a mock":               (unittest.mock.Mock(), False, False),
    "a class":              (list, False, False),
    "a bound method":       ([].append, False, False),
}
CALLS: dict[str, tuple[str, str, Any]] = {
    "execute, on_start":   ("parallel", "on_start", lambda c, f: c.task_run.execute(**ROW, on_start=f)),
    "execute, on_event":   ("parallel", "on_event", lambda c, f: c.task_run.execute(**ROW, on_event=f)),
    "result":              ("parallel", "on_event", lambda c, f: c.task_run.result("trun_1", on_event=f)),
    "add_runs":            ("parallel", "on_start", lambda c, f: c.task_group.add_runs("g", inputs=[ROW], on_start=f)),
    "deploy, on_start":    ("pareta", "on_start", lambda c, f: c.endpoints.deploy(task="t", wait=True, on_start=f)),
    "deploy, on_event":    ("pareta", "on_event", lambda c, f: c.endpoints.deploy(task="t", wait=True, on_event=f)),
    "endpoints.wait":      ("pareta", "on_event", lambda c, f: c.endpoints.wait("ep_1", on_event=f)),
    "runs.create":         ("pareta", "on_start", lambda c, f: c.evals.runs.create(**EVAL, on_start=f)),
    "runs.wait":           ("pareta", "on_event", lambda c, f: c.evals.runs.wait("er_1", on_event=f)),
}
# fmt: on


class Sent(BaseException):
    """The call went as far as its first request."""


@pytest.mark.parametrize(("api", "name", "call"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(("callback", "sync", "asynchronous"), CALLBACKS.values(), ids=CALLBACKS)
def test_a_function_that_would_do_nothing_is_refused(
    api: str, name: str, call: Any, callback: Any, sync: bool, asynchronous: bool
) -> None:
    async def awaited() -> None:
        await call(getattr(AsyncClients, api)(Wire(Sent())), callback)

    for run, refused in (
        (lambda: call(getattr(Clients, api)(Wire(Sent())), callback), sync),
        (lambda: anyio.run(awaited), asynchronous),
    ):
        with pytest.raises(TypeError if refused else Sent, match=f"^{name} must " if refused else None):
            run()
