"""`pareta bulk`: research each row of a table, as a job with a journal that can be stopped and resumed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from parallel import CostLimitError
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, UsageError, describe_os_error
from pareta_cli.input_files import STDIN, check_target, read_object
from pareta_cli.safe_text import plural
from pareta_cli.session import Session, SessionArgument
from pareta_cli.task_runs import source_policy, wanted_output
from pareta_cli.work import option_words

if TYPE_CHECKING:
    from parallel import BulkJob, BulkPlan, BulkStatus
    from pareta_cli.progress import Progress

app = new_command_app(name="bulk")
_JSON_LINES = (".jsonl", ".ndjson")
# Names of files that a folder does not have, as a rule: somebody expects another format.
_OTHER_FILES = (".csv", ".tsv", ".json", ".txt", ".xlsx")
Journal = Annotated[Path, Parameter(name=("--journal", "-j"))]


@app.default
def bulk(
    file: Path,
    /,
    *,
    journal: Journal,
    to: Path | None = None,
    processor: Annotated[str | None, Parameter(name=("--processor", "-p"))] = None,
    schema: Path | None = None,
    field: list[str] | None = None,
    text: str | None = None,
    input_schema: Path | None = None,
    include_domain: list[str] | None = None,
    exclude_domain: list[str] | None = None,
    price: str | None = None,
    max_cost: str | None = None,
    dedupe: bool = False,
    basis: bool = False,
    prefix: str = "",
    dry_run: bool = False,
    no_wait: bool = False,
    session: SessionArgument,
) -> None:
    """Research each row of a table of any size. Each is billed once, however often the command is stopped and repeated.

    The journal knows which rows were sent, and their results. Ctrl-C stops the command, not the runs: the same command
    resumes. A row that cannot be sent or that fails does not stop the others.

    Args:
        file: A CSV, JSON lines or Parquet file; `-` reads JSON lines from stdin.
        journal: The file of the journal. It is made if it does not exist. Keep it until the job is done.
        to: Where the results go: a file that ends in .jsonl, or a folder for Parquet files.
        processor: How thoroughly: lite, base, core, pro, ultra, … Needed for a new journal.
        schema: A file with the JSON schema of each output.
        field: A field of each output, as name:type:description. May be repeated.
        text: What each output should say, in words, if it is to be a text.
        input_schema: A file with the JSON schema of the rows: each must have the columns that it requires.
        include_domain: Read only this domain. May be repeated.
        exclude_domain: Never read this domain. May be repeated.
        price: What one row costs, such as 0.025.
        max_cost: What all rows of the job may cost together. Needs `--price`.
        dedupe: Send rows that are equal only once.
        basis: Add citations, reasoning and confidence to the results.
        prefix: What the columns of the results begin with in Parquet files, if the rows have one of such a name.
        dry_run: Say how many rows are new and what they cost. Nothing is sent.
        no_wait: Return as soon as all rows are accepted. `pareta bulk collect` reads the results.
    """
    _check_target(to, journal, file)
    options = {
        "processor": processor,
        "output": wanted_output(schema, field, text),
        "input_schema": None if input_schema is None else read_object(input_schema),
        "source_policy": source_policy(include_domain, exclude_domain),
        "price": price,
        "max_cost": max_cost,
        "dedupe": dedupe,
    }
    same = option_words(
        journal=journal,
        to=to,
        processor=processor,
        schema=schema,
        field=field,
        text=text,
        input_schema=input_schema,
        include_domain=include_domain,
        exclude_domain=exclude_domain,
        price=price,
        max_cost=max_cost,
        dedupe=dedupe,
        basis=basis,
        prefix=prefix or None,
        no_wait=no_wait,
    )
    shown = "-" if str(file) == STDIN else str(file)
    with _open(session, journal, options) as job:
        if dry_run:
            _show_plan(session, job.plan(_rows(file)))
            return
        session.begin("bulk job", lambda _: ["bulk", shown, *same], id=str(journal), next_step="Resume it")
        limit: CostLimitError | None = None
        left = _timer(session.timeout)
        with session.progress(f"researching {shown}") as progress:
            try:
                job.submit(_rows(file), on_event=lambda found: _show(progress, found), timeout=left())
            except CostLimitError as error:
                limit = error
            if not no_wait or limit:
                job.collect(on_event=lambda found: _show(progress, found), timeout=left())
        session.end()
        _finish(session, job, job.status(), to, basis=basis, prefix=prefix, limit=limit)


@app.command
def collect(
    *,
    journal: Journal,
    to: Path | None = None,
    basis: bool = False,
    prefix: str = "",
    retry_failed: bool = False,
    session: SessionArgument,
) -> None:
    """Wait for the rows of a job, and write the results. No new rows are sent.

    Args:
        journal: The file of the journal.
        to: Where the results go: a file that ends in .jsonl, or a folder for Parquet files.
        basis: Add citations, reasoning and confidence to the results.
        prefix: What the columns of the results begin with in Parquet files, if the rows have one of such a name.
        retry_failed: Send the rows again that were paid for and have no usable output. They are billed again.
    """
    _check_target(to, journal)
    _check_journal(journal)
    same = option_words(journal=journal, to=to, basis=basis, prefix=prefix or None)
    with _open(session, journal, {}) as job:
        session.begin(
            "bulk job", lambda _: ["bulk", "collect", *same], id=str(journal), next_step="Resume it"
        )
        with session.progress(f"collecting {journal}") as progress:
            step = job.retry_failed if retry_failed else job.collect
            status = step(on_event=lambda found: _show(progress, found), timeout=session.timeout)
        session.end()
        _finish(session, job, status, to, basis=basis, prefix=prefix)


@app.command
def show(*, journal: Journal, session: SessionArgument) -> None:
    """Show how far a job has come, by its journal. Nothing is sent.

    Args:
        journal: The file of the journal.
    """
    _check_journal(journal)
    with _open(session, journal, {}) as job:
        status = job.status()
    session.output.result(_counts(status), lambda: session.output.fields([*_counts(status).items()]))


def _open(session: Session, journal: Path, options: dict[str, Any]) -> BulkJob[Any]:
    client = session.parallel(waits=True)
    job: BulkJob[Any] = client.bulk(journal, poll_interval=session.poll_interval, **options)
    return job


def _timer(timeout: float | None) -> Callable[[], float | None]:
    """Return a function that returns the seconds that are left of a timeout."""
    begun = time.monotonic()
    return lambda: None if timeout is None else max(timeout - (time.monotonic() - begun), 0.001)


def _rows(file: Path) -> Any:
    """Return the rows of a file as the job takes them, or the lines of stdin."""
    if str(file) != STDIN:
        return file
    if sys.stdin is None:
        raise UsageError("stdin is closed: pass a file")
    return sys.stdin.buffer


def _check_journal(journal: Path) -> None:
    if not journal.exists():
        raise UsageError(f"there is no journal {journal}")


def _check_target(to: Path | None, *read: Path) -> None:
    """Check that the results can be written, before anything is paid for.

    Args:
        to: Where they go.
        read: The files that the command needs. The same command resumes: results in their place would be other rows.
    """
    if to is None:
        return
    if _is_json_lines(to):
        check_target(to, *read)
        return
    if not to.is_dir() and (to.exists() or to.suffix.lower() in _OTHER_FILES):
        raise UsageError(
            f"{to} is the name of a file: pass a folder for Parquet files, or a file that ends in .jsonl"
        )
    for file in read:
        if file.match("part-*.parquet") and file.resolve().parent == to.resolve():
            raise UsageError(
                f"{to} has {file.name}, which the command reads: pass another folder for the results"
            )
    try:
        import_module("pyarrow")
    except ImportError as error:
        raise ImportError(
            'Parquet files need pyarrow: pip install "pareta-sdk[bulk]". Or pass a file that ends in .jsonl'
        ) from error


def _is_json_lines(to: Path) -> bool:
    return to.suffix.lower() in _JSON_LINES


def _show(progress: Progress, status: BulkStatus) -> None:
    progress.update(str(status), 100.0 * status.done / status.rows if status.rows else None)


def _show_plan(session: Session, plan: BulkPlan) -> None:
    pairs = {
        "rows": plan.rows,
        "new": plan.new,
        "done": plan.done,
        "unfinished": plan.unfinished,
        "invalid": plan.invalid,
        "requests": plan.requests,
        "cost": None if plan.cost is None else str(plan.cost),
    }
    session.output.result(
        {**pairs, "problems": [*plan.problems]}, lambda: session.output.fields([*pairs.items()])
    )
    for problem in () if session.output.is_json else plan.problems:
        session.output.note(problem)


def _counts(status: BulkStatus) -> dict[str, Any]:
    return {
        "rows": status.rows,
        "waiting": status.waiting,
        "running": status.running,
        "completed": status.completed,
        "failed": status.failed,
        "invalid": status.invalid,
        "unknown": status.unknown,
        "spent": None if status.spent is None else str(status.spent),
    }


def _finish(
    session: Session,
    job: BulkJob[Any],
    status: BulkStatus,
    to: Path | None,
    *,
    basis: bool,
    prefix: str,
    limit: CostLimitError | None = None,
) -> None:
    """Write the results and a summary. Raise an error if a row has no output, or was too expensive."""
    if to is not None:
        _write(session, job, to, basis=basis, prefix=prefix)
    summary = {**_counts(status), "path": None if to is None else str(to)}
    session.output.result(
        summary,
        lambda: session.output.fields([(name, each) for name, each in summary.items() if each is not None]),
    )
    if limit is not None:
        raise limit
    without = status.failed + status.invalid + status.unknown
    if without:
        raise CommandError(
            f"{without} of {plural(status.rows, 'row')} have no usable output: see their error in the results"
        )


def _write(session: Session, job: BulkJob[Any], to: Path, *, basis: bool, prefix: str) -> None:
    """Write the results. They are paid for: if they cannot be written, say how to write them later."""
    try:
        if _is_json_lines(to):
            job.to_jsonl(to, basis=basis)
        else:
            job.to_parquet(to, basis=basis, prefix=prefix)
    except OSError as error:
        problem, to_add = describe_os_error(error), ""
    except ValueError as error:  # a column of the rows has the name of one of the results
        problem, to_add = str(error).partition(":")[0], prefix + "bulk_"
    else:
        return
    options = option_words(journal=job.path, to=to, basis=basis, prefix=to_add or prefix or None)
    again = session.command_line("bulk", "collect", *options)
    raise CommandError(f"{to} cannot be written ({problem}). The journal has the results: {again}")
