"""How a wait shows itself: in lines, in a terminal, in a notebook; what servers send is harmless everywhere."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from parallel import BulkStatus
from parallel.bulk.rows import describe as describe_bulk
from parallel.progress import describe as describe_parallel
from parallel.types import TaskRunEvent, TaskRunProgressMessageEvent, TaskRunProgressStatsEvent, Unknown
from pareta.progress import describe as describe_pareta
from pareta.types import Endpoint, EvalRun
from pareta_core.following import following
from pareta_core.progress import Progress
from pareta_wire.model import NamedEvent
from pareta_wire.models import DeployProgress

RUN = {"run_id": "trun_1", "status": "running", "is_active": True, "processor": "pro"}


def named(**data: Any) -> NamedEvent[DeployProgress]:
    return NamedEvent("progress", DeployProgress.from_dict(data), data)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (EvalRun.from_dict({"id": "e", "status": "running", "candidate_model_ids": ["a", "b"], "results": [{}]}),
         "running · 1 of 2 models"),
        (EvalRun.from_dict({"id": "e", "status": "completed", "total_cost_micro_usd": 1_500_000}), "completed · $1.50"),
        (EvalRun.from_dict({"id": "e", "candidate_model_ids": 5, "total_cost_micro_usd": "x"}), "waiting"),
        (Endpoint.from_dict({"id": "ep", "status": "starting"}), "starting"),
        (named(label="Pulling", pct=30), "Pulling · 30 %"),
        (named(stage="gpu", pct="?"), "gpu"),
        (named(), "progress"),
    ],
)  # fmt: skip
def test_the_events_of_pareta_are_described(event: Any, words: str) -> None:
    assert describe_pareta(event) == words


NOTHING = BulkStatus(rows=0, waiting=0, running=0, completed=0, failed=0, invalid=0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "0 of 0 rows done"),
        ({"rows": 4000, "running": 3000}, "0 of 4,000 rows done · 3,000 submitted · 3,000 running"),
        ({"rows": 9, "completed": 2, "failed": 3}, "5 of 9 rows done · 5 submitted · 3 failed"),
        ({"rows": 9, "invalid": 4}, "4 of 9 rows done · 4 invalid"),
        ({"rows": 1, "waiting": 1, "unknown": 1}, "0 of 1 rows done · 1 unknown"),
        ({"rows_per_second": 1234.56}, "0 of 0 rows done · 1,234.6 rows/s"),
        ({"spent": Decimal("1234.50")}, "0 of 0 rows done · 1,234.50 spent"),
        ({"spent": Decimal(0)}, "0 of 0 rows done · 0 spent"),
        ({"seconds_left": 0.9}, "0 of 0 rows done"),
        ({"seconds_left": 1.0}, "0 of 0 rows done · 0:01 min left"),
        ({"seconds_left": 59.6}, "0 of 0 rows done · 1:00 min left"),
        ({"seconds_left": 3599.0}, "0 of 0 rows done · 59:59 min left"),
        ({"seconds_left": 3600.0}, "0 of 0 rows done · 1 h 0 min left"),
        ({"seconds_left": 7500.0}, "0 of 0 rows done · 2 h 5 min left"),
    ],
)  # fmt: skip
def test_the_states_of_a_bulk_job_are_described(changes: dict[str, Any], words: str) -> None:
    status = attrs.evolve(NOTHING, **changes)
    assert describe_bulk(status) == str(status) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (TaskRunEvent.from_dict({"type": "task_run.state", "run": RUN}), "running"),
        (TaskRunProgressMessageEvent.from_dict({"type": "task_run.progress_msg.x", "message": "Reading"}), "Reading"),
        (TaskRunProgressStatsEvent.from_dict(
            {"source_stats": {"num_sources_considered": 8, "num_sources_read": 2}, "progress_meter": 17.2}),
         "17 % · 8 sources considered · 2 read"),
        (TaskRunProgressStatsEvent.from_dict({"source_stats": {}, "progress_meter": "x"}), None),
        (Unknown.from_dict({"type": "new"}), None),
    ],
)  # fmt: skip
def test_the_events_of_task_runs_are_described(event: Any, words: str | None) -> None:
    assert describe_parallel(event) == words


def test_lines_are_written_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []
    with Progress("run \x1b[31m1", str, seen.append) as show:
        for event in ("queued", "queued", "\x1b]0;evil\x07\nnext", "x" * 1_000, "half \ud800"):
            show(event)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "\x1b" not in shown.err
    assert "\x07" not in shown.err
    lines = shown.err.splitlines()
    assert lines[:3] == ["run �[31m1: waiting", "run �[31m1: queued", "run �[31m1: �]0;evil� next"]
    assert len(lines) == 6
    assert len(seen) == 5


def test_an_error_ends_the_display_and_is_raised(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), Progress("run", str, None):
        raise KeyboardInterrupt
    assert capsys.readouterr().err.splitlines()[-1] == "run: waiting (KeyboardInterrupt) - ended"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_waits_at_the_same_time_share_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    with Progress("one", str, None) as first, Progress("two", str, None) as second:
        first("[bold]a[/bold]")
        second("b")
    with Progress("three", str, None) as third:
        third("c")
    shown = screen.getvalue()
    for text in ("✓ one: [bold]a[/bold]", "✓ two: b", "✓ three: c"):
        assert text in shown
    assert shown.rstrip().endswith("\x1b[?25h"), "the cursor is shown again"


class BrokenStream(io.StringIO):
    """A stream whose reader has gone away."""

    def __init__(self, error: Exception, *, is_terminal: bool) -> None:
        super().__init__()
        self._error, self._is_terminal = error, is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def write(self, text: str) -> int:
        raise self._error

    def flush(self) -> None:
        raise self._error


@pytest.mark.parametrize("is_terminal", [False, True])
@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(5, "EIO"), ValueError("closed"), None])
def test_a_wait_does_not_end_because_nobody_can_see_it(
    monkeypatch: pytest.MonkeyPatch, error: Exception | None, is_terminal: bool
) -> None:
    screen = BrokenStream(error or ValueError(), is_terminal=is_terminal)
    if error is None:
        screen.close()
    monkeypatch.setattr(sys, "stderr", screen)
    seen: list[str] = []
    with Progress("run", str, seen.append) as show:
        show("a")
        show("b")
    with pytest.raises(KeyError), Progress("run", str, None):
        raise KeyError
    assert seen == ["a", "b"]
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress("later", str, None) as show:
        show("c")
    assert "✓ later: c" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_what_a_program_prints_during_a_wait_stays_in_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, file = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdout", file)
    with Progress("run", str, print) as show:
        show("a row")
    assert file.getvalue() == "a row\n"
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with Progress("run", str, print) as show:
        show("a row")
    assert "a row\n" in screen.getvalue()


def test_without_rich_a_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with Progress("one", str, None) as show:
        show("a")
    assert screen.getvalue().splitlines() == ["one: waiting", "one: a", "one: a - done"]


def test_a_notebook_updates_one_output(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    handle = SimpleNamespace(update=shown.append)
    module = SimpleNamespace(
        get_ipython=lambda: SimpleNamespace(kernel=1),
        display=SimpleNamespace(display=lambda _, display_id: handle),
    )
    monkeypatch.setitem(sys.modules, "IPython", module)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "IPython.display", module.display)  # type: ignore[arg-type]
    with Progress("<b>", str, None) as show:
        show("<script>")
    assert [repr(each) for each in shown] == [
        "… <b>: waiting 0:00",
        "… <b>: <script> 0:00",
        "✓ <b>: <script> 0:00",
    ]
    assert shown[1]._repr_html_() == "<span>… &lt;b&gt;: &lt;script&gt;</span> <small>0:00</small>"


def test_nothing_is_shown_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    with following(False, "run", "pareta.progress", None) as callback:
        assert callback is None
    with following(False, "run", "pareta.progress", print) as callback:
        assert callback is print
    assert capsys.readouterr().err == ""
