"""Plots and pages of results: odd data, hostile data, and what a reader must find."""

from __future__ import annotations

import math
import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from parallel.types import TaskRunResult
from pareta.comparison import Point, dollars_text, of_eval_run, of_leaderboard, place_labels
from pareta.types import EvalRun, Leaderboard
from pareta_core.html_page import is_web_address, write_page

EVIL = "<script>alert(1)</script>\x1b[31m\x00\u202e'\"&\ud800$x^2$"
VOID = {"meta", "br", "!doctype"}


def result(name: object, quality: object, cost: object, **more: object) -> dict[str, object]:
    return {"model_id": name, "quality_mean": quality, "mean_cost_micro_usd": cost, "kind": "open", **more}


def run_of(*results: object, **more: object) -> EvalRun:
    return EvalRun.from_dict({"id": "er_1", "status": "completed", "results": list(results), **more})


RUNS: dict[str, EvalRun] = {
    "nothing": run_of(),
    "one": run_of(result("a", 0.5, 100)),
    "zero cost": run_of(result("a", 0.5, 0)),
    "all zero": run_of(result("a", 0, 0), result("b", 0, 0)),
    "zero and decades": run_of(result("a", 0.5, 0), result("b", 0.6, 10), result("c", 0.9, 100_000)),
    "no quality": run_of(result("a", None, 100)),
    "no cost": run_of(result("a", 0.4, None), result("b", 0.5, 3)),
    "equal": run_of(*(result("a", 0.5, 100) for _ in range(5))),
    "many": run_of(*(result(f"m{i}", (i * 37 % 100) / 100, i * i * i) for i in range(200))),
    "wrong types": run_of(result(5, "high", {"a": 1}), result(None, True, "9"), result([], [], [])),
    "odd numbers": run_of(result("a", math.nan, 1), result("b", math.inf, 2), result("c", 0.1, -5)),
    "huge": run_of(result("a", 1e308, 10**400), result("b", 0.5, 10**14)),
    "odd interval": run_of(result("a", 0.5, 10, quality_ci_low=0.9, quality_ci_high=0.1)),
    "evil": run_of(
        result(EVIL, 0.5, 100, per_item=[{"idx": EVIL, "error": EVIL}], n_succeeded=EVIL, kind=EVIL),
        status=EVIL,
        error_detail=EVIL,
        eval_set_id=EVIL,
    ),
    "failed": run_of(status="failed", error_detail="no rows"),
    "running": run_of(result("a", 0.5, 100), status="running"),
    "long": run_of(result("x" * 10_000, 0.5, 1, per_item=[{"idx": 0, "error": "e" * 100_000}] * 300)),
}


class Tags(HTMLParser):
    """The elements of a page, whose tags must match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(path: Path) -> Tags:
    page = path.read_bytes().decode("utf-8")
    tags = Tags()
    tags.feed(page)
    assert not tags.open
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", page), "control characters reach the page"
    names = [tag for tag, _ in tags.seen]
    assert not {"script", "img", "iframe", "link", "object", "form"} & {*names}
    assert not [name for _, attrs in tags.seen for name in attrs if name.startswith("on")]
    policy = next(attrs["content"] for tag, attrs in tags.seen if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    return tags


@pytest.mark.parametrize("name", RUNS)
def test_a_page_of_any_run_is_whole_and_harmless(name: str, tmp_path: Path) -> None:
    path = RUNS[name].report(tmp_path / "report.html")
    assert path == tmp_path / "report.html"
    tags_of(path)
    assert "nan" not in re.findall(r'(?:d|cx|points)="([^"]*)"', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", RUNS)
def test_a_plot_of_any_run_can_be_written(name: str, tmp_path: Path) -> None:
    figure = RUNS[name].plot()
    figure.savefig(tmp_path / "plot.svg")
    assert "<script" not in (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert "matplotlib.pyplot" not in sys.modules


def test_the_verdict_names_the_best_and_the_cheapest_that_reaches_it(tmp_path: Path) -> None:
    run = run_of(
        result("best", 0.93, 9_800, quality_ci_low=0.9, quality_ci_high=0.95, kind="frontier"),
        result("good", 0.91, 420, quality_ci_low=0.88, quality_ci_high=0.94),
        result("cheap", 0.6, 12, quality_ci_low=0.55, quality_ci_high=0.65),
    )
    compared = of_eval_run(run)
    assert [one and one.name for one in (compared.recommended, compared.baseline)] == ["good", "best"]
    assert [point.name for point in compared.front] == ["cheap", "good", "best"]
    page = run.report(tmp_path / "r.html", title="My <run>").read_text(encoding="utf-8")
    assert "best has the highest mean quality, 0.930 (95 % interval 0.900 to 0.950) at $0.0098 a row." in page
    assert "good is the cheapest whose 95 % interval reaches that quality, and costs 96 % less" in page
    assert "<h1>My &lt;run&gt;</h1>" in page
    assert "<svg" in page


def test_the_page_says_what_a_run_without_scores_came_to(tmp_path: Path) -> None:
    def page(name: str) -> str:
        return RUNS[name].report(tmp_path / "r.html").read_text(encoding="utf-8")

    assert "The run ended as failed without a score: no rows" in page("failed")
    assert "The run is running and has not ended. So far a has the highest" in page("running")
    assert "<svg" not in page("no quality")
    assert "There is no plot: no model has both a quality and a cost." in page("no quality")
    assert "There is no plot" not in page("nothing")
    assert f"{'x' * 79}… has the highest mean quality" in page("long")
    assert "and 200 more" in page("long")


def test_a_leaderboard_marks_what_the_server_recommends_and_its_frontier_model() -> None:
    board = Leaderboard.from_dict(
        {
            "task_id": "t", "recommended": "b", "metric": "f1 $",
            "models": [
                {"name": "a", "kind": "open", "quality": 0.9, "cost_per_request_micro_usd": 900},
                {"name": "b", "kind": "open", "quality": 0.8, "cost_per_request_micro_usd": 100},
            ],
            "frontier": {"name": "gpt", "kind": "frontier", "quality": 0.95, "cost_per_request_micro_usd": 9000},
        }
    )  # fmt: skip
    compared = of_leaderboard(board)
    assert [one and one.name for one in (compared.recommended, compared.baseline)] == ["b", "gpt"]
    assert compared.is_logarithmic
    figure = board.plot()
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["Pareto front", "open model", "frontier baseline", "recommended"]
    assert figure.axes[0].get_xlabel() == "Cost of one request (US dollars)"
    assert Leaderboard.from_dict({}).plot().axes[0].texts[0].get_text() == "There are no models."


def test_a_plot_is_drawn_into_axes_that_are_given() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    first, second = figure.subplots(1, 2)
    assert RUNS["one"].plot(ax=second) is figure
    assert not first.collections
    part = Figure().subfigures(1, 2)[0]
    assert RUNS["one"].plot(part.add_subplot()) is part.figure


def test_without_matplotlib_a_plot_says_what_to_install_and_a_report_does_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r'plot\(\) needs matplotlib: pip install "pareta-sdk\[plot\]"'):
        RUNS["one"].plot()
    assert "<svg" in RUNS["one"].report(tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "–"),
        (0.0, "$0.00"),
        (1234.5, "$1,234.50"),
        (0.5, "$0.50"),
        (0.00042, "$0.00042"),
        (1e-30, "$0.000000000000"),
    ],
)
def test_amounts_have_the_digits_that_they_need(amount: float | None, text: str) -> None:
    assert dollars_text(amount) == text


def test_labels_hide_no_other_label() -> None:
    spots = [(50.0, 50.0)] * 30
    places = place_labels(spots, [40.0] * 30, 12, (0, 0, 200, 100))
    shown = [place for place in places if place]
    assert 4 <= len(shown) < 30
    for index, (x, y) in enumerate(shown):
        for a, b in shown[:index]:
            assert abs(x - a) >= 40 or abs(y - b) >= 9


RESULT: dict[str, Any] = {
    "run": {"run_id": "trun_1", "status": "completed", "processor": "core", "is_active": False,
            "warnings": [{"message": EVIL, "type": "w"}], "error": {"message": EVIL, "ref_id": "r"}},
    "output": {
        "type": "json",
        "content": {"founded": "1945", "members": 193, EVIL: [EVIL], "none": None, "empty": ""},
        "basis": [
            {"field": "founded", "reasoning": "As sources say.", "confidence": "high", "citations": [
                {"url": "https://un.org/a?b=1&c=2", "title": EVIL, "excerpts": [EVIL, "On 24 October"]},
                {"url": "javascript:alert(1)", "title": "Click"},
                {"url": EVIL}, {"url": None}, {"title": "no address"}, {"url": 5, "excerpts": 7},
            ]},
            {"field": EVIL, "reasoning": EVIL, "confidence": EVIL},
            {"field": "members[0].x", "reasoning": "nested"},
            {"field": "elsewhere", "reasoning": "stands alone"},
        ],
    },
}  # fmt: skip


def test_the_page_of_a_result_has_each_field_and_links_only_to_web_pages(tmp_path: Path) -> None:
    path = TaskRunResult.from_dict(RESULT).report(tmp_path / "r.html")
    links = [attrs for tag, attrs in tags_of(path).seen if tag == "a"]
    assert links == [{"href": "https://un.org/a?b=1&c=2", "rel": "noopener noreferrer"}]
    page = path.read_text(encoding="utf-8")
    for text in (
        "1945",
        "193",
        "high confidence",
        "As sources say.",
        "On 24 October",
        "nested",
        "stands alone",
    ):
        assert text in page, text
    assert "The run ended as completed on the processor core with 5 fields" in page


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (
            {"status": "failed", "error": {"message": "no <b>"}},
            "The run ended as failed on the processor p: no &lt;b&gt;<",
        ),
        ({"status": "failed", "processor": None}, "The run ended as failed."),
        ({"status": "cancelled"}, "The run ended as cancelled on the processor p."),
        ({"status": "running"}, "The run is in the state running on the processor p."),
        ({"status": None}, "The run is in an unknown state on the processor p."),
        ({"status": "completed"}, "The run ended as completed on the processor p."),
    ],
)
def test_the_page_of_a_run_without_an_output_says_what_became_of_it(
    run: dict[str, Any], says: str, tmp_path: Path
) -> None:
    result = TaskRunResult.from_dict({"run": {"run_id": "t", "processor": "p", **run}, "output": None})
    page = result.report(tmp_path / "r.html").read_text(encoding="utf-8")
    assert says in page
    assert "The run has no output." in page
    assert "None" not in page


def test_long_texts_leave_a_plot_its_room() -> None:
    def width(name: str) -> float:
        models = [{"name": name, "quality": 0.5, "cost_per_request_micro_usd": 3}]
        figure = Leaderboard.from_dict({"task_id": name, "metric": name, "models": models}).plot()
        figure.draw_without_rendering()
        return figure.axes[0].get_window_extent().width

    assert width("long" * 500) == pytest.approx(width("t"), rel=0.1)


OUTPUTS: list[Any] = [
    None,
    {"type": "text", "content": "only <text>"},
    {"type": "text", "content": None},
    {"type": "json", "content": {}},
    {"type": "json", "content": {"deep": [[[[[]]]]], "long": "x" * 200_000}, "basis": None},
    {"type": "new", "content": [1, 2], "basis": [{}]},
]


@pytest.mark.parametrize("run", [RESULT["run"], None], ids=["a run", "no run"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_page_of_any_output_is_whole(output: Any, run: Any, tmp_path: Path) -> None:
    result = TaskRunResult.from_dict({"run": run, "output": output})
    path = result.report(str(tmp_path / "r.html"), title="A result")
    tags_of(path)
    assert path.stat().st_size < 60_000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("HTTPS://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https://", False),
        (" https://a.example", False),
        ("https://a.example/\x00", False),
        ("java\nscript:alert(1)", False),
        ("http://[", False),
        (None, False),
        (5, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: object, expected: bool) -> None:
    assert is_web_address(url) is expected


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = write_page(tmp_path / "r.html", "old")
    assert write_page(path, "new").read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["r.html"]
    with pytest.raises(FileNotFoundError, match=r"directory: '.*/no/r\.html'$"):
        write_page(tmp_path / "no" / "r.html", "x")
    with pytest.raises(IsADirectoryError):
        write_page(tmp_path, "x")


def test_pages_written_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    start = threading.Barrier(8)

    def write(number: int) -> Path:
        start.wait()
        for _ in range(20):
            write_page(path, f"{number}" * 10_000)
        return path

    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(write, range(8))} == {path}
    assert len(path.read_text()) == 10_000
    assert [each.name for each in tmp_path.iterdir()] == ["r.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_a_page_goes_where_its_path_leads(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link, behind = tmp_path / "link.html", tmp_path / "folder" / "page.html"
    link.symlink_to(behind)
    for content in ("first", "second"):
        assert write_page(link, content) == link
        assert link.is_symlink()
        assert behind.read_text() == content
    longest = tmp_path / ("x" * 250 + ".html")
    assert write_page(longest, "long").read_text() == "long"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write_page(pipe, "through")
        assert read.result(10) == "through"
    assert pipe.is_fifo()
    with pytest.raises(OSError):
        write_page(tmp_path, "a folder")
    with pytest.raises(ValueError, match=r"^path must be a path, not ''"):
        write_page("", "nowhere")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(100 / 3, "33.33 %"), (100, "100 %"), (75.5, "75.5 %"), (None, "–"), (10**20, "–"), ("x", "–")],
)
def test_the_share_of_exact_matches_is_a_short_number(share: object, shown: str, tmp_path: Path) -> None:
    page = run_of(result("a", 0.5, 1, exact_match=share)).report(tmp_path / "r.html").read_text("utf-8")
    assert f'<td class="number">{shown}</td></tr></tbody>' in page


def test_a_point_without_a_place_is_not_on_the_front() -> None:
    assert not Point("a", False, None, None, None, 1.0, None).is_placed
