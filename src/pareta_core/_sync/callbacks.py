# Mirrored from src/pareta_core/_async/callbacks.py by codegen/mirror.py; do not edit.
"""Call the functions that users pass to follow a wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pareta_core import arguments
from pareta_core.errors import SDKError

E = TypeVar("E")


def check_callback(name: str, value: object) -> None:
    """Raise `TypeError` if the value is neither None nor a function that this client can call.

    Args:
        name: The name of the argument.
        value: The value.
    """
    arguments.check_callback(name, value, awaited=False)


def notify(callback: Callable[[E], object] | None, event: E) -> None:
    """Call a user's function, if there is one. What it raises ends the wait.

    Args:
        callback: The function, or a sync function. None does nothing.
        event: Its argument.
    """
    if callback is None:
        return
    try:
        callback(event)
    except SDKError as error:
        error.from_callback = True
        raise
