"""`make demo`: both APIs on a sandbox of its own, sync and async, watched live. Ends with the bill.

    python examples/tour.py [--speed 2] [--seed 0] [--balance DOLLARS]

The programs are in the functions `pareta_sync` to `task_async`; everything before them is about the terminal.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import BaseModel, Field

from parallel import (
    AsyncParallel,
    Parallel,
    TaskGroupStatusEvent,
    TaskRunProgressMessageEvent,
    TaskRunProgressStatsEvent,
)
from pareta import AsyncPareta, DeployEvent, Pareta
from pareta_sandbox import Sandbox

TASK = "contract-key-fields"
LABEL = 12
TEXT = 2 + LABEL + 2  # the column where the text begins
COLORS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}
CONFIDENCE = {"high": "green", "medium": "yellow", "low": "red"}
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

TTY = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
COLOR = TTY and not os.environ.get("NO_COLOR")
WIDTH = max(40, min(100, shutil.get_terminal_size().columns)) if TTY else 100
BAR, SPAN = (26, 22) if WIDTH >= 90 else (16, 14)
SCALE = "0.6" + "1.0".rjust(SPAN - 3)  # above the bars of quality
_ANSI = re.compile(r"\x1b\[\d*m")


def paint(text: str, color: str) -> str:
    return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if COLOR and text else text


def pad(text: str, width: int) -> str:
    """To a width, colors not counted. What is too long is cut, and loses its color."""
    plain = _ANSI.sub("", text)
    return plain[: width - 1] + "…" if len(plain) > width else text + " " * (width - len(plain))


def row(label: str, text: str = "") -> str:
    return pad(f"  {paint(f'{label:<{LABEL}}', 'cyan')}  {text}", WIDTH - 1).rstrip()


def say(label: str, text: str = "") -> None:
    print(row(label, text), flush=True)


def meter(percent: float, note: str = "", width: int = BAR) -> str:
    """A bar where it can be drawn over; a figure where it cannot."""
    full = round(width * percent / 100)
    bar = paint("━" * full, "green" if percent >= 100 else "blue") + paint("─" * (width - full), "dim")
    return f"{f'{bar} ' if TTY else ''}{percent:>3.0f} %  {note}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Columns as wide as they need be; `right` names those that are aligned to the right, by their heads."""
    cells = [[paint(head, "dim") for head in heads], *rows]
    widths = [max(len(_ANSI.sub("", line[n])) for line in cells) for n in range(len(heads))]
    for line in cells:
        out: list[str] = []
        for head, cell, width in zip(heads, line, widths, strict=True):
            space = " " * (width - len(_ANSI.sub("", cell)))
            out.append(space + cell if head in right.split("|") else cell + space)
        say("", "  ".join(out))


def words(label: str, pieces: Iterator[str]) -> None:
    """Pieces of a text printed as they arrive, wrapped at the terminal's edge."""
    print(row(label).ljust(TEXT + len(row(label)) - len(_ANSI.sub("", row(label)))), end="", flush=True)
    column = TEXT
    for piece in pieces:
        if column + len(piece) >= WIDTH:
            print("\n" + " " * TEXT, end="")
            piece, column = piece.lstrip(), TEXT
        print(piece, end="", flush=True)
        column += len(piece)
    print(flush=True)


class Live:
    """Rows that are drawn over one another; without a terminal each row is printed whenever it has changed."""

    def __init__(self) -> None:
        self._shown: list[str] = []

    def show(self, *rows: str) -> None:
        if TTY:
            up = f"\x1b[{len(self._shown)}F" if self._shown else ""
            print(up + "".join(f"{one}\x1b[K\n" for one in rows), end="", flush=True)
        else:
            known = self._shown or [""] * len(rows)
            print(
                "".join(f"{one}\n" for one, old in zip(rows, known, strict=True) if one != old),
                end="",
                flush=True,
            )
        self._shown = list(rows)


def spinner() -> str:
    return paint(SPINNER[int(time.monotonic() * 10) % len(SPINNER)], "yellow") if TTY else "…"


@contextmanager
def waiting(label: str, text: str) -> Generator[None, None, None]:
    """Shows that something blocks, and at the end how long it took."""
    live, over, begun = Live(), threading.Event(), time.monotonic()

    def tick() -> None:
        while not over.wait(0.1):
            live.show(row(label, f"{spinner()} {text}  {paint(f'{time.monotonic() - begun:.1f} s', 'dim')}"))

    ticker = threading.Thread(target=tick, daemon=True)
    if TTY:
        ticker.start()
    ended = paint("✗", "red")
    try:
        yield
        ended = paint("✓", "green")
    finally:
        over.set()
        if TTY:
            ticker.join()
        live.show(row(label, f"{ended} {text}  {paint(f'{time.monotonic() - begun:.1f} s', 'dim')}"))


def dollars(micro_usd: int | None, digits: int = 2) -> str:
    return f"${(micro_usd or 0) / 1_000_000:,.{digits}f}"


def interval(low: float, mean: float, high: float, width: int = SPAN) -> str:
    """A confidence interval on the scale from 0.6 to 1."""
    at = [max(0, min(width - 1, round((value - 0.6) / 0.4 * (width - 1)))) for value in (low, mean, high)]
    drawn = "".join("─" if at[0] <= n <= at[2] else " " for n in range(width))
    return drawn[: at[1]] + paint("●", "green") + drawn[at[1] + 1 :]


# --- the programs ------------------------------------------------------------------------------------------


def deploy_row(event: DeployEvent, task: str = "") -> str:
    data = event["data"]
    if event.event == "complete":
        done = paint(f"{data['endpoint']['id']} is live", "green")
        return row("deploy", meter(100, f"{task}  {done}".strip()))
    return row("deploy", meter(data["pct"], f"{task}  {data['label']}".strip()))


def pareta_sync(box: Sandbox) -> None:
    with Pareta(api_key="pareta_sk_demo", base_url=box.url) as pa:
        board = pa.tasks.leaderboard(TASK)
        say("tasks", f"the leaderboard of {TASK}; recommended: {paint(board.recommended or '', 'bold')}")
        lines: list[list[str]] = []
        for entry in board.models:
            best = entry.name == board.recommended
            quality, price = entry.quality or 0.0, entry.cost_per_request_micro_usd or 0
            bar = paint("▇" * max(1, round((quality - 0.6) / 0.4 * SPAN)), "green" if best else "blue")
            name = paint(f"★ {entry.name}", "bold") if best else f"  {entry.name}"
            lines.append([name, entry.kind or "", f"{quality:.3f}", bar, dollars(price * 1000)])
        table(["  model", "kind", "quality", SCALE, "per 1,000"], lines, right="quality|per 1,000")
        print()

        live, endpoint = Live(), ""
        for event in pa.endpoints.deploy(task=TASK):
            live.show(deploy_row(event))
            if event.event == "complete":
                endpoint = event["data"]["endpoint"]["id"]
            elif event.event == "error":
                raise RuntimeError(event["data"]["message"])

        chunks = pa.chat.completions.create(
            model=endpoint, messages=[{"role": "user", "content": "Say hello."}], stream=True
        )
        words("chat", (choice.delta.content or "" for chunk in chunks for choice in chunk.choices))
        say("models", ", ".join(model.id for model in pa.models.list()))

        example = pa.tasks.retrieve(TASK, examples_n=2).examples
        rows = [{**one, "row": n} for n in range(30) for one in example]
        run = pa.evals.runs.create(
            task=TASK, items=rows, models=["qwen-vl-2", "gemma-lite-2"], frontier="benchmarked"
        )
        candidates = len(run.candidate_model_ids)
        with waiting("evals", f"{candidates} candidates on {len(rows)} rows"):
            run = pa.evals.runs.wait(run.id, poll_interval=0.1)
        lines = []
        for result in sorted(run.results, key=lambda one: -(one.quality_mean or 0)):
            low, mean, high = (result[f"quality_{name}"] for name in ("ci_low", "mean", "ci_high"))
            span = f"{low:.2f} – {high:.2f}"
            cost = dollars(result.mean_cost_micro_usd, 4)
            lines.append([result.model_id or "", f"{mean:.3f}", interval(low, mean, high), span, cost])
        table(["model", "quality", SCALE, "95 %", "per row"], lines, right="quality|per row")
        say("", f"run cost: {paint(f'${run.cost}', 'bold')}")


async def pareta_async(box: Sandbox) -> None:
    tasks = [TASK, "invoice-extraction"]
    live = Live()
    async with AsyncPareta(api_key="pareta_sk_demo", base_url=box.url) as pa:
        rows = [row("deploy", meter(0, task)) for task in tasks]

        async def deploy(n: int) -> str:
            async for event in await pa.endpoints.deploy(task=tasks[n]):
                rows[n] = deploy_row(event, tasks[n])
                live.show(*rows)
                if event.event == "complete":
                    return str(event["data"]["endpoint"]["id"])
            raise RuntimeError(f"{tasks[n]} was not deployed")

        endpoints = await asyncio.gather(*(deploy(n) for n in range(len(tasks))))
        live, texts = Live(), ["" for _ in endpoints]

        async def chat(n: int) -> None:
            messages = [{"role": "user", "content": f"Say hello to {tasks[n]}."}]
            stream = await pa.chat.completions.create(model=endpoints[n], messages=messages, stream=True)
            async for chunk in stream:
                texts[n] += chunk.choices[0].delta.content or ""
                if TTY:
                    live.show(*(line for text in texts for line in two_rows(text)))

        await asyncio.gather(*(chat(n) for n in range(len(endpoints))))
        live.show(*(line for text in texts for line in two_rows(text)))


def two_rows(text: str) -> list[str]:
    lines = [*textwrap.wrap(text, WIDTH - TEXT - 1), "", ""][:2]
    return [row("chat", lines[0]), row("", lines[1])]


@dataclass
class Organization:
    founding_date: str = field(metadata={"description": "Founding date in the format MM-YYYY"})
    employee_count: int = field(metadata={"description": "Number of employees, as an integer"})
    headquarters: str = field(metadata={"description": "City of the headquarters"})


def task_sync(box: Sandbox) -> None:
    with Parallel(api_key="demo", base_url=box.url) as client:
        wish = "The founding date, as MM-YYYY"
        with waiting("text", "United Nations → " + wish):
            text = client.task_run.execute(input="United Nations", processor="base", output=wish)
        say("", paint(text.output.parsed, "bold"))

        with waiting("dataclass", "United Nations → Organization"):
            result = client.task_run.execute(input="United Nations", processor="core", output=Organization)
        for basis in result.output.basis:
            value = str(getattr(result.output.parsed, basis.field))
            confidence = basis.confidence or "unknown"
            mark = paint(f"● {confidence}", CONFIDENCE.get(confidence, "dim"))
            say("", f"{basis.field:<16}{pad(paint(value, 'bold'), 30)} {mark}")
            for citation in basis.citations[:1]:
                say("", paint(f"  {citation.url}", "dim"))
                say("", paint(f"  {(citation.excerpts or [''])[0]}", "dim"))

        run = client.task_run.create(input="United Nations", processor="pro", enable_events=True)
        live, percent, message, read = Live(), 0.0, run.status, 0
        for event in client.task_run.events(run.run_id):
            if isinstance(event, TaskRunProgressMessageEvent):
                message = event.message
            elif isinstance(event, TaskRunProgressStatsEvent):
                percent = event.progress_meter or percent
                read = event.source_stats.num_sources_read or read
            else:
                continue
            live.show(row("events", meter(percent, message)))
        client.task_run.result(run.run_id)
        live.show(row("events", meter(100, paint(f"completed, {read} sources read", "green"))))


class CountryInput(BaseModel):
    country: str = Field(description="Name of the country to research")
    year: int = Field(description="Year for which to retrieve data")


class CountryOutput(BaseModel):
    gdp: str = Field(description="GDP in USD for the year, formatted like '$3.1 trillion (2023)'.")
    top_exports: list[str] = Field(description="Top 3 exported goods/services by value.")


async def task_async(box: Sandbox) -> None:
    inputs = [CountryInput(country=name, year=2023) for name in ("France", "Germany", "Italy")]
    async with AsyncParallel(api_key="demo", base_url=box.url) as client:
        runs = [
            asyncio.ensure_future(client.task_run.execute(input=one, output=CountryOutput, processor="core"))
            for one in inputs
        ]
        live, pending = Live(), set(runs)
        while True:
            lines: list[str] = []
            for country, run in zip(inputs, runs, strict=True):
                note = f"{spinner()} researching"
                if run.done():
                    found = run.result().output.parsed
                    exports = ", ".join(found.top_exports)
                    note = f"{paint('✓', 'green')} {paint(found.gdp, 'bold')}  {exports}"
                lines.append(row("pydantic", f"{country.country:<9}{note}"))
            live.show(*lines)
            if not pending:
                break
            _, pending = await asyncio.wait(pending, timeout=0.1)

        group = await client.task_group.create()
        wanted = [{"input": f"Supplier {n}", "processor": "base"} for n in range(1, 41)]
        await client.task_group.add_runs(group.taskgroup_id, inputs=wanted)
        live = Live()
        async with await client.task_group.events(group.taskgroup_id) as events:
            async for event in events:
                if not isinstance(event, TaskGroupStatusEvent) or not event.status.num_task_runs:
                    continue
                counts = event.status.task_run_status_counts
                done = counts.get("completed", 0) + counts.get("failed", 0)
                if TTY or done % 10 == 0:
                    running = f" · {counts.get('running', 0):>2} running" if TTY else ""
                    note = f"{done:>2} of {len(wanted)} runs{running}"
                    live.show(row("group", meter(100 * done / len(wanted), note)))
                if not event.status.is_active:
                    break


def bill(box: Sandbox) -> None:
    count: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for entry in box.ledger.entries:
        count[entry.operation_id] += 1
        spent[entry.operation_id] += entry.micro_usd
    lines = [[name, str(count[name]), f"{cost:,}", dollars(cost, 4)] for name, cost in spent.most_common()]
    total = box.ledger.total_micro_usd
    lines.append([paint("total", "bold"), str(count.total()), f"{total:,}", paint(dollars(total, 4), "bold")])
    table(["operation", "requests", "micro-USD", "dollars"], lines, right="requests|micro-USD|dollars")
    say("", f"left on the sandbox's account: {dollars(box.ledger.balance_micro_usd)}")


CHAPTERS: list[tuple[str, str, Callable[[Sandbox], object]]] = [
    ("Pareta", "deploy, chat, evaluate", pareta_sync),
    ("AsyncPareta", "two at once", lambda box: asyncio.run(pareta_async(box))),
    ("Parallel", "questions to the web, with their sources", task_sync),
    ("AsyncParallel", "many questions at once", lambda box: asyncio.run(task_async(box))),
    ("The bill", "from the sandbox's ledger", bill),
]


def main() -> int:
    parser = argparse.ArgumentParser(description="The tour of both APIs, on a sandbox of its own.")
    parser.add_argument("--speed", type=float, default=2.0, help="sandbox seconds in a second (default: 2)")
    parser.add_argument(
        "--seed", type=int, default=0, help="seed of the sandbox: the same seed gives the same responses"
    )
    parser.add_argument("--balance", type=float, default=100.0, help="dollars to spend (default: 100)")
    wanted = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without these characters
    begun, failed = time.monotonic(), 0
    balance = round(wanted.balance * 1_000_000)
    with Sandbox(seed=wanted.seed, speed=wanted.speed, balance_micro_usd=balance) as box:
        print(f"\n  {paint('pareta-sdk', 'bold')}  both APIs on {box.url}, time ×{wanted.speed:g}")
        for title, subtitle, program in CHAPTERS:
            rule = "─" * (WIDTH - 10 - len(title) - len(subtitle))
            print(
                f"\n{paint('──', 'dim')} {paint(title, 'bold')}  {subtitle} {paint(rule, 'dim')}\n",
                flush=True,
            )
            try:
                program(box)
            except Exception as error:  # noqa: BLE001  # a chapter that fails must not hide the others
                failed += 1
                for line in textwrap.wrap(f"✗ {type(error).__name__}: {error}", WIDTH - TEXT - 1):
                    say("", paint(line, "red"))
    took = f"{time.monotonic() - begun:.1f} s"
    if failed:
        print(f"\n  {paint(f'{failed} of {len(CHAPTERS)} chapters failed', 'red')} after {took}\n")
        return 1
    print(f"\n  {paint('Everything ran', 'green')} in {took}. Next: README.md, docs/, examples/\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
