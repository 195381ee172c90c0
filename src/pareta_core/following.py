"""Create the display of a wait that shows its progress. Loads the display only then."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import TypeVar

E = TypeVar("E")


@contextmanager
def following(
    progress: bool, title: str, words: str, on_event: Callable[[E], object] | None
) -> Generator[Callable[[E], object] | None]:
    """Yield the function to call with each event of a wait: the caller's own, or one that also shows the event.

    Args:
        progress: Whether to show the wait.
        title: What is waited for.
        words: The module whose `describe` returns an event in a few words.
        on_event: The caller's function.
    """
    if not progress:
        yield on_event
        return
    from pareta_core.progress import Progress

    with Progress(title, import_module(words).describe, on_event) as show:
        yield show
