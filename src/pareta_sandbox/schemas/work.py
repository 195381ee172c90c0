"""A limit on the work that one schema may cause, so that no schema freezes the sandbox. Counted, not timed.

The server has one thread: while it works on a schema, nobody else is served. A count gives the same result on every
machine. One unit is about a microsecond.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

MAX_WORK = 200_000
MAX_REQUEST_WORK = 800_000  # for all the schemas of one request


class TooMuchWorkError(ValueError):
    """The work on a schema exceeds the limit."""


class TooMuchRequestWorkError(Exception):
    """The work on all the schemas of a request exceeds its limit. It says nothing about a single schema."""


@dataclass(slots=True)
class _Budget:
    left: int
    is_cut: bool = False  # by the limit of the request


_current: ContextVar[_Budget | None] = ContextVar("schema_work", default=None)


@contextmanager
def limited_request_work() -> Generator[None]:
    """Limit the work that a request causes inside the block.

    Raises:
        TooMuchRequestWorkError: The limit is exceeded.
    """
    token = _current.set(_Budget(MAX_REQUEST_WORK, is_cut=True))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def limited_work(units: int = MAX_WORK) -> Generator[None]:
    """Limit the work inside the block. What a block spends counts in the block around it as well.

    Raises:
        TooMuchWorkError: The limit of this block is exceeded.
        TooMuchRequestWorkError: The limit of the request is exceeded.
    """
    outer = _current.get()
    is_cut = outer is not None and outer.is_cut and outer.left < units
    granted = units if outer is None else min(units, max(outer.left, 0))
    budget = _Budget(granted, is_cut)
    token = _current.set(budget)
    try:
        yield
    finally:
        _current.reset(token)
        if outer is not None:
            outer.left -= granted - max(budget.left, 0)


def spend(units: int = 1) -> None:
    """Count some work. Outside of `limited_work` nothing is limited.

    Raises:
        TooMuchWorkError: The limit of a schema is exceeded.
        TooMuchRequestWorkError: The limit of the request is exceeded.
    """
    budget = _current.get()
    if budget is not None:
        budget.left -= units
        if budget.left < 0 and budget.is_cut:
            raise TooMuchRequestWorkError(
                "the schemas of this request take more work than the sandbox does for one"
            )
        if budget.left < 0:
            raise TooMuchWorkError("the schema takes more work than the sandbox does for one")
