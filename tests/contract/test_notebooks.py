"""A notebook against a sandbox: results as tables, progress in place, plots as SVG, pages in a browser."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from parallel import AsyncParallel
from parallel.types import TaskRunResult
from pareta import AsyncPareta
from pareta.types import EvalRun
from pareta_sandbox import Sandbox
from tests.browser import CHROMIUM, Page, chromium

CELLS = [
    "from pareta import Pareta\nfrom parallel import Parallel\npa, par = Pareta.from_env(), Parallel()",
    "board = pa.tasks.leaderboard('contract-key-fields')\nboard",
    "board.models",
    "board.plot()",
    "result = par.task_run.execute(input='UN', processor='pro', enable_events=True, progress=True)",
    "result",
    "result.output.basis.to_pandas()",
]


def test_a_notebook_shows_tables_progress_and_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(speed=1_000.0) as box:
        for name, value in box.environment().items():
            monkeypatch.setenv(name, value)
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
        NotebookClient(book, timeout=60, kernel_name="python3").execute()
    outputs: list[list[Any]] = [cell.outputs for cell in book.cells]
    assert "<table><caption>Leaderboard</caption>" in outputs[1][0].data["text/html"]
    assert "<th>quality</th>" in outputs[2][0].data["text/html"]
    assert "<svg" in outputs[3][0].data["image/svg+xml"]
    assert len(outputs[4]) == 1, "progress is one output, updated in place"
    assert "✓ task run trun_" in outputs[4][0].data["text/plain"]
    assert "<caption>TaskRunResult</caption>" in outputs[5][0].data["text/html"]
    assert "reasoning" in outputs[6][0].data["text/html"]


def test_async_waits_show_progress_and_call_async_functions(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[object] = []

    async def follow(event: object) -> None:
        seen.append(event)

    async def main(box: Sandbox) -> None:
        environment = box.environment()
        async with AsyncPareta(base_url=box.url, api_key=environment["PARETA_API_KEY"]) as pa:
            await pa.endpoints.deploy(task="contract-key-fields", name="ep_mine", wait=True, progress=True)
            await pa.endpoints.wait("ep_mine", progress=True, on_event=follow)
            with pytest.raises(TypeError, match="progress must be True or False"):
                await pa.endpoints.wait("ep_mine", progress="yes")  # type: ignore[arg-type]
            with pytest.raises(TypeError, match="progress is shown during the wait: pass wait=True"):
                await pa.evals.runs.create(task="t", items=[{}], progress=True)
        async with AsyncParallel(base_url=box.url, api_key="key") as client:
            await client.task_run.execute(input="UN", processor="core", progress=True)

    with Sandbox(speed=1_000.0) as box:
        asyncio.run(main(box))
    assert len(seen) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    for text in ("endpoint ep_mine: Pulling the weights", "endpoint ep_mine: live - done", "task run trun_"):
        assert text in shown.err


def open_file(page: Page, path: Path, width: int, *, dark: bool) -> None:
    page.open(path.as_uri(), width=width, dark=dark)
    for _ in range(200):
        if page.evaluate("document.readyState === 'complete' && location.pathname") == str(path):
            return
        time.sleep(0.02)
    pytest.fail("the page did not open")


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_pages_fit_their_window_in_light_and_dark_and_run_nothing(tmp_path: Path) -> None:
    evil = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    results = [
        {"model_id": f"model-{n}" * 4, "kind": "open", "quality_mean": n / 40, "mean_cost_micro_usd": 3**n,
         "per_item": [{"idx": n, "error": evil + "x" * 300}]}
        for n in range(12)
    ]  # fmt: skip
    run = EvalRun.from_dict({"id": "er_1", "status": "completed", "results": results})
    output = {"type": "json", "content": {"a": evil, "b" * 200: ["c" * 300]}, "basis": [
        {"field": "a", "reasoning": evil, "citations": [{"url": "https://a.example/" + "d" * 300}]}]}  # fmt: skip
    result = TaskRunResult.from_dict({"run": {"run_id": evil, "status": "completed"}, "output": output})
    pages = [run.report(tmp_path / "run.html"), result.report(tmp_path / "result.html", title="A result")]
    grounds = set[str]()
    with chromium() as page:
        for path in pages:
            for width in (1200, 360):
                for dark in (False, True):
                    open_file(page, path, width, dark=dark)
                    assert page.evaluate("document.title") in ("Eval run er_1", "A result")
                    assert page.evaluate("document.scripts.length + document.images.length") == 0
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1024px", (
                        "styles apply"
                    )
                    grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(255, 255, 255)", "rgb(13, 17, 23)"}
