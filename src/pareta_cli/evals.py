"""`pareta evals`: compare models on your own rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from cyclopts import Parameter

from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, UsageError
from pareta_cli.input_files import Format, check_target, read_rows
from pareta_cli.output import Output
from pareta_cli.records import as_list
from pareta_cli.safe_text import clean_line, money, percent, plural
from pareta_cli.session import Session, SessionArgument

if TYPE_CHECKING:
    from pareta import EvalContract, EvalResult, EvalRun

app = new_command_app(name="evals", help="Compare models on your own rows.")
app.command("pareta_cli.eval_sets:app", name="sets", help="Your rows to compare models on")
_ENDED_WITHIN = 900.0
_FRONTIER_WORDS = ("all", "benchmarked", "none")


@app.command
def run(
    file: Path | None = None,
    /,
    *,
    set: Annotated[str | None, Parameter(name="--set")] = None,
    prompt: str | None = None,
    task: str | None = None,
    model: Annotated[list[str] | None, Parameter(name=("--model", "-m"))] = None,
    frontier: list[str] | None = None,
    name: str | None = None,
    format: Format | None = None,
    no_wait: bool = False,
    idempotency_key: str | None = None,
    session: SessionArgument,
) -> None:
    """Compare models on the rows of a file or of an eval set. Billed.

    Ctrl-C ends the wait, not the evaluation.

    Args:
        file: A CSV, TSV, JSON or JSON lines file with the rows of a new set; `-` reads JSON lines from stdin.
        set: The id of an existing eval set, in place of a file.
        prompt: What the models are to do with a row of a new set, in one sentence.
        task: The id of the catalog task.
        model: An open model, by its name on the task's leaderboard. May be repeated.
        frontier: The frontier models: their ids (may be repeated), or `all`, `benchmarked` or `none`.
        name: The name of a new set.
        format: csv, tsv, jsonl or json; by the end of the file's name if not given.
        no_wait: Return as soon as the evaluation has started.
        idempotency_key: A key under which the service performs a repeated command only once.
    """
    if (file is None) == (set is None):
        raise UsageError("pass either a file with rows, or --set with the id of an eval set")
    rows = None if file is None else read_rows(file, format)
    key = idempotency_key or str(uuid4())
    client = session.pareta(waits=not no_wait)
    work = session.begin("evaluation", lambda known: ["evals", "wait", known], idempotency_key=key)
    with session.progress("evaluating") as progress:
        progress.update("sending the rows" if rows else "sending the request")

        def on_event(run: EvalRun) -> None:
            progress.update(*_stage(run))

        found = client.evals.runs.create(
            eval_set=set,
            items=rows,
            prompt=prompt,
            task=task,
            models=model,
            frontier=_frontier(frontier),
            name=name,
            idempotency_key=key,
            poll_interval=session.poll_interval,
            timeout=session.wait_timeout(_ENDED_WITHIN),
            on_start=work.started,
            wait=not no_wait,
            on_event=None if no_wait else on_event,
        )
    session.end()
    if no_wait:
        session.output.result(found, lambda: session.output.text(found.id))
        session.suggest("Wait for it with", work.command)
    else:
        _show_run(session, found)


def _frontier(words: list[str] | None) -> Any:
    """Return one of the words that the service knows as it is, and ids as a list."""
    if words and len(words) == 1 and words[0] in _FRONTIER_WORDS:
        return words[0]
    return words


def _stage(run: EvalRun) -> tuple[str, float | None]:
    candidates, ended = len(as_list(run.candidate_model_ids)), len(run.results or ())
    if not ended or not candidates:
        return str(run.status), None
    return f"{run.status}, {ended} of {plural(candidates, 'model')}", min(100.0, 100.0 * ended / candidates)


@app.command
def wait(run_id: str, /, *, session: SessionArgument) -> None:
    """Wait for an evaluation, and show its results.

    Args:
        run_id: The id of the evaluation.
    """
    session.begin("evaluation", lambda known: ["evals", "wait", known], id=run_id)
    with session.progress(f"evaluating {run_id}") as progress:
        found = session.pareta(waits=True).evals.runs.wait(
            run_id,
            poll_interval=session.poll_interval,
            timeout=session.wait_timeout(_ENDED_WITHIN),
            on_event=lambda run: progress.update(*_stage(run)),
        )
    session.end()
    _show_run(session, found)


@app.command
def show(run_id: str, /, *, session: SessionArgument) -> None:
    """Show an evaluation as it is now, with the results so far.

    Args:
        run_id: The id of the evaluation.
    """
    _show_run(session, session.pareta().evals.runs.retrieve(run_id))


def _show_run(session: Session, run: EvalRun) -> None:
    """Write the results of an evaluation. Raise an error if it has failed."""
    session.output.result(run, lambda: _show_results(session.output, run))
    if run.is_terminal and (run.error_detail or not run.results):
        raise CommandError(
            f"the evaluation {run.id} ended as {run.status}: {run.error_detail or 'there are no results'}"
        )
    if run.is_terminal:
        report = session.command_line("evals", "report", run.id, "-o", "report.html")
        session.suggest("A page with all results", report)
    else:
        session.suggest("Wait for it with", session.command_line("evals", "wait", run.id))


def _show_results(output: Output, run: EvalRun) -> None:
    pairs = [
        ("evaluation", run.id),
        ("eval set", run.eval_set_id),
        ("status", run.status),
        ("cost", None if run.cost_micro_usd is None else money(run.cost_micro_usd)),
    ]
    output.fields(pairs)
    if not run.results:
        return
    headers = ("MODEL", "KIND", "QUALITY", "95 % INTERVAL", "COST/ROW", "EXACT", "ROWS", "ERRORS")
    output.table(headers, [_result_row(result) for result in sorted(run.results, key=_quality, reverse=True)])


def _result_row(result: EvalResult) -> Sequence[object]:
    interval = f"{percent(result.quality_ci_low)} – {percent(result.quality_ci_high)}"
    exact = None if result.exact_match is None else f"{clean_line(result.exact_match)} %"
    return (
        result.model_id,
        result.kind,
        percent(result.quality_mean),
        interval if result.quality_ci_low is not None else None,
        money(result.mean_cost_micro_usd),
        exact,
        result.n_succeeded,
        result.error_count,
    )


def _quality(result: EvalResult) -> float:
    quality: object = result.quality_mean
    return quality if isinstance(quality, (int, float)) else -1.0


@app.command
def report(
    run_id: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"))],
    title: str | None = None,
    session: SessionArgument,
) -> None:
    """Write an evaluation as one HTML page, with plot, table and errors.

    Args:
        run_id: The id of the evaluation.
        output: The file to write.
        title: The title of the page.
    """
    check_target(output)
    run = session.pareta().evals.runs.retrieve(run_id)
    path = run.report(output, title=title)
    session.output.result({"path": str(path)}, lambda: session.output.text(path))


@app.command
def propose(
    file: Path,
    /,
    *,
    prompt: str,
    format: Format | None = None,
    session: SessionArgument,
) -> None:
    """Propose the catalog tasks that rows and a prompt may belong to. Nothing is stored.

    Args:
        file: A CSV, TSV, JSON or JSON lines file; `-` reads JSON lines from stdin.
        prompt: What the models are to do with a row, in one sentence.
        format: csv, tsv, jsonl or json; by the end of the file's name if not given.
    """
    rows = read_rows(file, format)
    found = session.pareta().evals.sets.propose_contract(items=rows, prompt=prompt)
    session.output.result(found, lambda: _show_contract(session.output, found))


def _show_contract(output: Output, found: EvalContract) -> None:
    rows = [(one.task_id, one.confidence, one.evidence, one.warning or "") for one in found.proposals or ()]
    output.table(("TASK", "CONFIDENCE", "FOR IT", "AGAINST IT"), rows)
    if found.homogeneous is False:
        output.note("The rows are of several kinds.")
    if found.conflict:
        output.note(f"Rows and prompt contradict each other: {found.conflict.reasoning}")
    if found.message:
        output.note(found.message)


@app.command
def models(*, task: str | None = None, session: SessionArgument) -> None:
    """List the frontier models that can be compared with.

    Args:
        task: The id of a catalog task: show which models have a benchmark for it.
    """
    found = list(session.pareta().evals.frontier_models(task=task))
    rows = [(one.id, one.vendor, one.vision, one.benchmarked) for one in found]
    session.output.result(
        found, lambda: session.output.table(("MODEL", "VENDOR", "VISION", "BENCHMARKED"), rows)
    )
    session.output.note(plural(len(found), "model"))
