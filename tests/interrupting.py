"""Interrupts a program at chosen lines of the SDK, as Ctrl-C and a cancellation do. No test lives here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self, TypeAlias

import pareta_core
import pareta_wire

ROOTS = tuple(str(Path(package.__file__ or "").parent.parent) for package in (pareta_core, pareta_wire))
Line: TypeAlias = tuple[str, int]


class Interruption:
    """A context manager that raises an exception at the first line of the SDK that has not been tried yet.

    Args:
        error: The exception.
        begun: Whether lines count already.
        tried: The lines that were interrupted before. The new one is added.
    """

    def __init__(self, error: type[BaseException], begun: Callable[[], bool], tried: set[Line]) -> None:
        self._error = error
        self._begun = begun
        self._tried = tried
        self.line: Line | None = None

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(ROOTS) or code.co_name in ("__del__", "<module>"):
            return None
        if event == "line" and self.line is None and self._begun():
            line = (frame.f_code.co_filename, frame.f_lineno)
            if line not in self._tried and not is_collected(frame):
                self.line = line
                self._tried.add(line)
                raise self._error
        return self._trace


def is_collected(frame: FrameType | None) -> bool:
    """Return whether the frame runs while an object is collected, where Python prints exceptions and continues."""
    while frame is not None and frame.f_code.co_name != "__del__":
        frame = frame.f_back
    return frame is not None
