"""Calls the functions that users pass to follow a wait."""

from __future__ import annotations

import inspect  # async-only
from collections.abc import Callable
from typing import TypeVar

E = TypeVar("E")


async def notify(callback: Callable[[E], object] | None, event: E) -> None:
    """Call a user's function, if there is one. What it raises ends the wait.

    Args:
        callback: The function, or an async function. None does nothing.
        event: Its argument.
    """
    if callback is not None:
        # sync-only: callback(event)
        # async-only: begin
        outcome = callback(event)
        if inspect.isawaitable(outcome):
            await outcome
        # async-only: end
