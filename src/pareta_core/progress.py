"""Show the progress of a wait: in place in a notebook or a terminal with rich, else in lines on stderr.

Loaded only for `progress=True`. rich and IPython are used if they are installed; nothing needs them.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from html import escape
from types import TracebackType
from typing import Any, Protocol, TextIO, TypeVar

from pareta_core.html_page import plain_text

E = TypeVar("E")
_MAX_CHARACTERS = 200
# A stream that is broken or closed. A wait does not end because nobody sees it.
_UNWRITABLE = (OSError, ValueError)


class _Display(Protocol):
    def show(self, text: str) -> None: ...
    def end(self, text: str, mark: str) -> None: ...


class Progress:
    """Shows the events of one wait, and hands each on to the caller's own function.

    Args:
        title: What is waited for, such as `eval run er_1`.
        describe: Return an event in a few words, or None if it says nothing new.
        on_event: The caller's function, if there is one.

    Example:
        ```python
        with Progress("eval run er_1", describe, on_event) as show:
            wait(on_event=show)
        ```
    """

    def __init__(
        self, title: str, describe: Callable[[Any], str | None], on_event: Callable[[Any], object] | None
    ) -> None:
        self._title = plain_text(title)
        self._describe = describe
        self._on_event = on_event
        self._state = "waiting"

    def __enter__(self) -> Callable[[Any], object]:
        self._display = _display()
        with suppress(*_UNWRITABLE):
            self._display.show(self._text())
        return self._show

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._state += f" ({kind.__name__})"
        with suppress(*_UNWRITABLE):
            self._display.end(self._text(), "✓" if kind is None else "✗")

    def _show(self, event: Any) -> object:
        described = self._describe(event)
        if described:
            self._state = plain_text(described)[:_MAX_CHARACTERS]
            with suppress(*_UNWRITABLE):
                self._display.show(self._text())
        return self._on_event(event) if self._on_event else None

    def _text(self) -> str:
        return f"{self._title}: {self._state}"


def _display() -> _Display:
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None and hasattr(shell, "kernel"):
        return _Notebook()
    if _is_terminal(sys.stderr):
        with suppress(ImportError, *_UNWRITABLE):
            return _Terminal()
    return _Lines()


def _is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal. Programs without a console have none, and a closed one cannot say it."""
    return stream is not None and not stream.closed and stream.isatty()


class _Lines:
    """One line for each change."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, text: str) -> None:
        if text != self._last and sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]  # as above
            print(text.encode("utf-8", "replace").decode(), file=sys.stderr, flush=True)  # noqa: T201  # it was asked for
        self._last = text

    def end(self, text: str, mark: str) -> None:
        self.show(f"{text} {'- done' if mark == '✓' else '- ended'}")


class _Terminal:
    """A line of a table in a terminal, which all waits of the process share."""

    _lock = threading.Lock()
    _shared: Any = None
    _users = 0

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Table
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.table import Column

        class SteadyConsole(Console):
            """A console that raises the error of a broken pipe. That of rich ends the process."""

            def on_broken_pipe(self) -> None:
                raise BrokenPipeError

        cls = _Terminal
        with cls._lock:
            if cls._users == 0:
                cls._shared = Table(
                    SpinnerColumn(finished_text=" "),
                    TextColumn("{task.description}", markup=False, table_column=Column(overflow="fold")),
                    TimeElapsedColumn(),
                    console=SteadyConsole(stderr=True),
                    # What the program prints stands above the display, unless it goes to a file.
                    redirect_stdout=_is_terminal(sys.stdout),
                )
                cls._shared.start()
            cls._users += 1
            self._task = cls._shared.add_task("", total=1)

    def show(self, text: str) -> None:
        _Terminal._shared.update(self._task, description=text)

    def end(self, text: str, mark: str) -> None:
        cls = _Terminal
        with cls._lock:
            table = cls._shared
            cls._users -= 1
            if cls._users == 0:
                cls._shared = None
            table.update(self._task, description=f"{mark} {text}", completed=1)
            if cls._shared is None:
                table.stop()


class _Notebook:
    """An output of a cell that is updated in place."""

    def __init__(self) -> None:
        from IPython.display import display  # type: ignore[import-not-found, unused-ignore]  # found at run time

        self._begun = time.monotonic()
        self._handle: Any = display(_Text("", ""), display_id=True)  # type: ignore[no-untyped-call, unused-ignore]  # untyped

    def show(self, text: str, mark: str = "…") -> None:
        seconds = int(time.monotonic() - self._begun)
        self._handle.update(_Text(f"{mark} {text}", f"{seconds // 60}:{seconds % 60:02}"))

    def end(self, text: str, mark: str) -> None:
        self.show(text, mark)


class _Text:
    def __init__(self, text: str, elapsed: str) -> None:
        self._text, self._elapsed = text, elapsed

    def __repr__(self) -> str:
        return f"{self._text} {self._elapsed}"

    def _repr_html_(self) -> str:
        return f"<span>{escape(self._text)}</span> <small>{escape(self._elapsed)}</small>"
