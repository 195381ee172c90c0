"""The progress of work: one live line on a terminal, else a line for each change. On stderr only."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.text import Text

from pareta_cli.safe_text import clean_line, redact

if TYPE_CHECKING:
    from rich.progress import Progress as LiveProgress
    from rich.progress import TaskID

    from pareta_cli.output import Output

# Characters that a line needs for its title and a bar beside the stage.
_WIDE = 60


class Progress:
    """A context in which a command waits for work.

    Example:
        ```python
        with Progress(output, "deploying") as progress:
            progress.update("pulling the weights", 30)
        ```
    """

    def __init__(self, output: Output, title: str) -> None:
        """Create the context. Nothing is shown before it is entered.

        Args:
            output: The streams of the command.
            title: What the command waits for.
        """
        self._output = output
        self._title = title
        self._shown: str | None = None
        self._live: LiveProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin to show the progress."""
        console = self._output.err
        is_live = console.is_terminal and not console.is_dumb_terminal and not _has_log()
        if is_live and not self._output.quiet:
            self._live = _live_progress(self._output)
            self._task = self._live.add_task(clean_line(self._title), total=None)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the live line."""
        if self._live is not None:
            self._live.stop()

    def update(self, stage: object, percent: object = None) -> None:
        """Show how far the work is.

        Args:
            stage: What happens now.
            percent: How much is done, from 0 to 100; anything but a number counts as unknown.
        """
        text = clean_line(stage, 200)
        if self._live is None or self._output.err.width >= _WIDE:
            text = f"{clean_line(self._title)}: {text}"
        text = redact(text, self._output.secrets)
        if self._live is not None and self._task is not None:
            done = _number(percent)
            self._live.update(self._task, description=text, completed=done or 0, total=done and 100.0)
        elif text != self._shown:
            self._output.note(text)
        self._shown = text

    def message(self, text: object) -> None:
        """Write a line that stays, above the live line."""
        self._output.note(clean_line(text, 1000), style="dim")


def _live_progress(output: Output) -> LiveProgress:
    from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, Task, TimeElapsedColumn
    from rich.progress import Progress as LiveProgress
    from rich.table import Column

    class Stage(ProgressColumn):
        """The text of the stage, cut where the terminal ends."""

        def render(self, task: Task) -> Text:
            return Text(task.description, no_wrap=True, overflow="ellipsis")

    columns: list[ProgressColumn] = [
        SpinnerColumn(),
        Stage(table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
        TimeElapsedColumn(),
    ]
    if output.err.width >= _WIDE:
        columns.insert(2, BarColumn(bar_width=20))
    return LiveProgress(
        *columns,
        console=output.err,
        transient=True,
        expand=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def _has_log() -> bool:
    """Return whether a log is written to the same terminal, whose lines would tear a live line apart."""
    return any(os.environ.get(name, "").strip() for name in ("PARETA_LOG", "PARALLEL_LOG"))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return None
    return float(value)
