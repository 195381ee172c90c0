"""Bulk jobs on the sandbox, sync and async: what comes back, in which order, and what is sent for it."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from parallel import (
    AsyncParallel,
    BulkError,
    BulkPlan,
    BulkRow,
    BulkStatus,
    CostLimitError,
    Parallel,
    RowError,
)
from parallel.outputs import TaskRunOutput
from pareta_sandbox import Sandbox


@dataclass
class Company:
    name: str
    employees: int


ROWS = [{"company": f"Company {number}", "country": "DE"} for number in range(12)]
OPTIONS: dict[str, Any] = {"processor": "lite", "output": Company, "poll_interval": 0.01, "rows_per_part": 5}


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(speed=1000.0) as started:
        yield started


@pytest.fixture
def client(box: Sandbox) -> Iterator[Parallel]:
    with Parallel(api_key="test", base_url=box.url) as made:
        yield made


def operations(box: Sandbox) -> list[str]:
    return [request.operation_id for request in box.requests]


def test_rows_come_back_in_order_with_their_outputs_and_sources(
    client: Parallel, box: Sandbox, tmp_path: Path
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        rows = list(job.run(ROWS))
        assert [(row.index, row.input, row.status, row.error) for row in rows] == [
            (index, row, "completed", None) for index, row in enumerate(ROWS)
        ]
        assert all(isinstance(row.output, Company) for row in rows)
        assert len({row.run_id for row in rows}) == len(ROWS)
        assert isinstance(rows[0].raw, TaskRunOutput)
        assert [each.field for each in rows[0].basis or ()] == ["name", "employees"]
        assert rows[0].confidence.keys() == {"name", "employees"}
        assert [row.output for row in job.results()] == [row.output for row in rows]
    assert operations(box).count("addTaskGroupRuns") == 3


def test_the_rows_of_a_job_have_one_reader(client: Parallel, box: Sandbox, tmp_path: Path) -> None:
    refused: list[str] = []

    def read_twice() -> Iterator[Any]:
        for row in ROWS:
            yield row
            try:
                next(rows)
            except RuntimeError as error:
                refused.append(str(error))

    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        rows = job.run(read_twice())
        assert [row.index for row in rows] == list(range(len(ROWS)))
    assert len(refused) == len(ROWS)
    assert all("is being read already" in each for each in refused)
    assert sum(entry.units for entry in box.ledger.entries) == len(ROWS)


def test_a_job_that_is_repeated_sends_nothing(client: Parallel, box: Sandbox, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        first = [row.run_id for row in job.run(ROWS)]
    sent = len(box.requests)
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        assert [row.run_id for row in job.run(iter(ROWS))] == first
        assert job.submit(ROWS).completed == len(ROWS)
        assert job.collect() == job.status()
    assert len(box.requests) == sent


def test_what_one_program_submits_another_collects(client: Parallel, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        submitted = job.submit(ROWS)
        assert (submitted.submitted, submitted.waiting) == (len(ROWS), 0)
    with client.bulk(tmp_path / "it.bulk", poll_interval=0.01) as other:
        assert other.collect().completed == len(ROWS)
        contents = [row.output for row in other.results()]
    assert all(isinstance(content, dict) and content.keys() == {"name", "employees"} for content in contents)


def test_the_async_job_does_the_same(box: Sandbox, tmp_path: Path) -> None:
    async def program() -> None:
        events: list[BulkStatus] = []

        async def seen(status: BulkStatus) -> None:
            events.append(status)

        client = AsyncParallel(api_key="test", base_url=box.url)
        async with client, client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
            assert (await job.plan(ROWS)).new == len(ROWS)
            rows = [row async for row in job.run(ROWS, on_event=seen)]
            assert [row.input for row in rows] == ROWS
            assert events[-1].completed == len(ROWS)
            assert [row.run_id async for row in job.results()] == [row.run_id for row in rows]
            assert (await job.submit(ROWS)).done == (await job.status()).done == len(ROWS)
            assert await job.to_jsonl(tmp_path / "it.jsonl") == len(ROWS)

    asyncio.run(program())


def test_on_event_is_called_with_the_rows_before_they_are_sent(client: Parallel, tmp_path: Path) -> None:
    events: list[BulkStatus] = []
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        list(job.run(ROWS, on_event=events.append))
    assert (events[0].rows, events[0].running) == (events[0].waiting, 0)
    assert events[0].rows > 0


def test_a_plan_counts_and_prices_the_rows_and_sends_nothing(
    client: Parallel, box: Sandbox, tmp_path: Path
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS, price="0.025") as job:
        list(job.run(ROWS[:2]))
        sent = len(box.requests)
        plan = job.plan([*ROWS, {"company": float("nan")}])
    assert isinstance(plan, BulkPlan)
    assert (plan.rows, plan.new, plan.done, plan.unfinished, plan.invalid, plan.requests) == (
        13,
        10,
        2,
        0,
        1,
        2,
    )
    assert str(plan.cost) == "0.250"
    assert "rows[12].company: nan" in plan.problems[0]
    assert len(box.requests) == sent


@pytest.mark.parametrize(("price", "cost"), [(None, None), ("0.025", 0)])
def test_a_plan_without_rows_needs_no_request_and_costs_nothing(
    client: Parallel, tmp_path: Path, price: str | None, cost: int | None
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS, price=price) as job:
        plan = job.plan([])
    assert (plan.rows, plan.requests, plan.cost) == (0, 0, cost)


def test_a_plan_names_the_first_ten_rows_that_cannot_be_sent(client: Parallel, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        plan = job.plan([7] * 12)
    assert plan.invalid == 12
    assert [problem.partition(":")[0] for problem in plan.problems] == [f"rows[{n}]" for n in range(10)]


def test_a_row_that_cannot_be_sent_costs_the_others_nothing(
    client: Parallel, box: Sandbox, tmp_path: Path
) -> None:
    rows: list[Any] = [ROWS[0], {"company": float("inf"), "country": "DE"}, 7, ROWS[1], None]
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        found = list(job.run(rows))
        again = list(job.run(rows))
    for each in (found, again):
        assert [row.status for row in each] == ["completed", "invalid", "invalid", "completed", "invalid"]
        assert all(isinstance(row.error, RowError) for row in each if row.status == "invalid")
    assert "rows[1].company: inf" in str(found[1].error)
    assert found[1].input == {"company": "inf", "country": "DE"}
    assert billed_runs(box) == 2


def billed_runs(box: Sandbox) -> int:
    """Return how many runs were billed."""
    return sum(entry.units for entry in box.ledger.entries)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"max_cost": 5}, "max_cost needs price="),
        ({"price": -1}, "price must be a finite number of 0 or more, not -1"),
        ({"price": "a lot"}, "price must be a number, not 'a lot'"),
        ({"price": float("nan")}, "price must be a finite number"),
        ({"price": True}, "price must be a number, such as Decimal"),
        ({"rows_per_part": 1001}, "rows_per_part must be from 1 to 1,000, not 1001"),
        ({"rows_per_part": 0}, "rows_per_part must be from 1 to 1,000, not 0"),
        ({"max_parts": 0}, "max_parts must be from 1 to 10,000, not 0"),
        ({"settle": -1}, "settle"),
        ({"processor": None}, "processor is missing"),
        ({"processor": ""}, "processor must not be"),
        ({"output": 7}, "output"),
        ({"input_schema": 7}, "input_schema"),
        ({"metadata": 7}, "metadata"),
        ({"dedupe": 1}, "dedupe"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_sent(
    client: Parallel, box: Sandbox, tmp_path: Path, options: dict[str, Any], says: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=says):
        client.bulk(tmp_path / "it.bulk", **{**OPTIONS, **options})
    assert not box.requests
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("path", [7, None, b"x", "", "a\0b", ["x"]], ids=repr)
def test_what_is_no_path_is_refused_with_the_name_of_the_argument(
    client: Parallel, tmp_path: Path, path: Any
) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^journal must be a path, not "):
        client.bulk(path, **OPTIONS)
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        with pytest.raises((TypeError, ValueError), match=r"^path must be a path, not "):
            job.to_jsonl(path)
        with pytest.raises((TypeError, ValueError), match=r"^folder must be a path, not "):
            job.to_parquet(path)


@pytest.mark.parametrize("arguments", [{"on_event": 7}, {"progress": 7}, {"rows": 7}, {"rows": {"a": 1}}])
@pytest.mark.parametrize("name", ["run", "submit"])
def test_bad_arguments_are_refused_before_anything_is_sent(
    client: Parallel, box: Sandbox, tmp_path: Path, name: str, arguments: dict[str, Any]
) -> None:
    with (
        client.bulk(tmp_path / "it.bulk", **OPTIONS) as job,
        pytest.raises((TypeError, ValueError), match=next(iter(arguments))),
    ):
        getattr(job, name)(**{"rows": ROWS, **arguments})
    assert not box.requests


def test_an_input_schema_is_sent_and_a_row_that_lacks_a_column_is_not(
    client: Parallel, box: Sandbox, tmp_path: Path
) -> None:
    @dataclass
    class Question:
        company: str
        country: str

    with client.bulk(tmp_path / "it.bulk", **OPTIONS, input_schema=Question) as job:
        found = list(job.run([ROWS[0], {"company": "A"}]))
        with pytest.raises(ValueError, match="rows lack the column 'country', which input_schema requires"):
            job.run(csv_file(tmp_path, "company\nA\n"))
    assert [row.status for row in found] == ["completed", "invalid"]
    assert "the column 'country' is missing" in str(found[1].error)
    (sent,) = [request.json for request in box.requests if request.operation_id == "addTaskGroupRuns"]
    assert sent["default_task_spec"]["input_schema"]["json_schema"]["required"] == ["company", "country"]


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "rows.csv"
    path.write_text(text)
    return path


def test_a_generator_is_read_as_far_as_parts_are_in_flight(client: Parallel, tmp_path: Path) -> None:
    read = 0

    def rows() -> Iterator[dict[str, int]]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield {"number": number}

    with client.bulk(tmp_path / "it.bulk", **{**OPTIONS, "rows_per_part": 2, "max_parts": 2}) as job:
        for row in job.run(rows()):
            assert read <= row.index + 2 * (2 * 2 + 1)
            if row.index == 40:
                break


def test_what_a_generator_raises_ends_the_call_with_a_note_and_what_was_sent_is_kept(
    client: Parallel, tmp_path: Path
) -> None:
    def rows() -> Iterator[dict[str, str]]:
        yield from ROWS[:5]
        raise LookupError("the database went away")

    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        with pytest.raises(LookupError) as raised:
            list(job.run(rows()))
        assert "it.bulk" in raised.value.__notes__[0]
        assert [row.status for row in job.run(ROWS)] == ["completed"] * len(ROWS)


def test_only_the_last_call_of_a_job_goes_on(client: Parallel, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        left = iter(job.run(ROWS))
        next(left)
        list(job.run(ROWS))
        with pytest.raises(BulkError, match="only the last one continues"):
            list(left)


def test_rows_that_are_closed_end_their_call(
    client: Parallel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        rows = job.run(ROWS, progress=True)
        next(rows)
        rows.close()
        shown = capsys.readouterr().err
        assert shown.endswith("\n"), "the line of the progress is finished"
        assert list(rows) == []
        assert [row.status for row in job.run(ROWS)] == ["completed"] * len(ROWS)


def test_a_job_that_is_closed_ends_its_call(client: Parallel, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        left = iter(job.run(ROWS))
        next(left)
    with pytest.raises(BulkError, match=r"it\.bulk was closed"):
        list(left)


def test_a_limit_of_the_cost_ends_the_job_once_the_rest_is_done(
    client: Parallel, box: Sandbox, tmp_path: Path
) -> None:
    rows: list[BulkRow[Company]] = []
    with client.bulk(tmp_path / "it.bulk", **OPTIONS, price=0.1, max_cost="0.75") as job:
        with pytest.raises(CostLimitError, match=r"Company 7.*higher max_cost"):
            rows.extend(job.run(ROWS))
        assert [row.status for row in rows] == ["completed"] * 7
        assert str(job.status().spent) == "0.7"
    with client.bulk(tmp_path / "it.bulk", **OPTIONS, price=0.1, max_cost=5) as job:
        assert len(list(job.run(ROWS))) == len(ROWS)
    assert billed_runs(box) == len(ROWS)


def test_the_row_that_is_too_expensive_is_shown_as_far_as_a_message_should_be(
    client: Parallel, tmp_path: Path
) -> None:
    with (
        client.bulk(tmp_path / "it.bulk", **OPTIONS, price=1, max_cost=0) as job,
        pytest.raises(CostLimitError, match=r'the first that was not sent is "x{99}\. Run the job again'),
    ):
        job.submit(["x" * 200])


def test_progress_is_shown_in_lines_when_it_is_piped(
    client: Parallel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS, price="0.01") as job:
        list(job.run(ROWS, progress=True))
    lines = capsys.readouterr().err.splitlines()
    assert any("12 submitted" in line for line in lines)
    assert "12 of 12 rows done" in lines[-1]
    assert "0.12 spent" in lines[-1]


def test_no_progress_is_shown_unless_it_is_asked_for(
    client: Parallel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        list(job.run(ROWS[:2]))
        job.submit(ROWS)
        job.collect()
        job.retry_failed()
    assert capsys.readouterr() == ("", "")


METHODS: dict[str, Callable[[Any], object]] = {
    "plan": lambda job: job.plan(ROWS),
    "submit": lambda job: job.submit(ROWS),
    "collect": lambda job: job.collect(),
    "status": lambda job: job.status(),
    "retry_failed": lambda job: job.retry_failed(),
    "results": lambda job: list(job.results()),
    "run": lambda job: list(job.run(ROWS)),
    "to_jsonl": lambda job: job.to_jsonl("never-written.jsonl"),
    "to_arrow": lambda job: job.to_arrow(),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_closed_job_says_so(client: Parallel, tmp_path: Path, name: str) -> None:
    job = client.bulk(tmp_path / "it.bulk", **OPTIONS)
    job.close()
    job.close()
    with contextlib.chdir(tmp_path), pytest.raises(BulkError, match="closed"):
        METHODS[name](job)


def test_notebooks_and_rich_show_rows_plans_and_states_as_tables(client: Parallel, tmp_path: Path) -> None:
    with client.bulk(tmp_path / "it.bulk", **OPTIONS) as job:
        plan = job.plan(ROWS)
        (row, *_) = job.run([{"company": "<b>bold</b>"}])
        status = job.status()
    assert "<th" in row._repr_html_()
    assert "&lt;b&gt;bold" in row._repr_html_()
    assert "<b>bold" not in row._repr_html_()
    assert "requests" in plan._repr_html_()
    assert "completed" in status._repr_html_()
    for each, shown in ((row, "<b>bold</b>"), (plan, "requests"), (status, "completed")):
        console = Console(file=io.StringIO(), width=100)
        console.print(each)
        assert shown in console.file.getvalue()  # type: ignore[attr-defined]
        assert "│" in console.file.getvalue()  # type: ignore[attr-defined]
