"""Create the display of a wait that shows its progress. Loads the display only then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import TypeVar

E = TypeVar("E")


def following(
    progress: bool, title: str, words: str, on_event: Callable[[E], object] | None
) -> AbstractContextManager[Callable[[E], object] | None]:
    """Return a context of the function to call with each event of a wait: the caller's own, or one that also shows it.

    Args:
        progress: Whether to show the wait.
        title: What is waited for.
        words: The module whose `describe` returns an event in a few words.
        on_event: The caller's function.
    """
    if not progress:
        return nullcontext(on_event)
    from pareta_core.progress import Progress

    return Progress(title, import_module(words).describe, on_event)
