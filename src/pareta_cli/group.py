"""`pareta group`: research each row of a file."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from cyclopts import Parameter

import parallel
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, UsageError, describe_os_error
from pareta_cli.input_files import STDIN, Format, check_target, read_rows
from pareta_cli.output import to_plain
from pareta_cli.progress import Progress
from pareta_cli.records import as_object, member
from pareta_cli.safe_text import clean_line, json_text, plural, redact
from pareta_cli.session import Session, SessionArgument
from pareta_cli.task_runs import DEFAULT_PROCESSOR, source_policy, wanted_output
from pareta_cli.whole_files import write_text
from pareta_cli.work import Work, option_words

if TYPE_CHECKING:
    from parallel import GroupResult, Parallel, TaskGroup

app = new_command_app(name="group")
_ENDED_WITHIN = 24 * 3600.0
OutputFile = Annotated[Path | None, Parameter(name=("--output", "-o"))]


@app.default
def group(
    file: Path,
    /,
    *,
    processor: Annotated[str, Parameter(name=("--processor", "-p"), show_default=True)] = DEFAULT_PROCESSOR,
    column: str | None = None,
    schema: Path | None = None,
    field: list[str] | None = None,
    text: str | None = None,
    include_domain: list[str] | None = None,
    exclude_domain: list[str] | None = None,
    format: Format | None = None,
    output: OutputFile = None,
    group_id: Annotated[str | None, Parameter(name="--group")] = None,
    idempotency_key: str | None = None,
    no_wait: bool = False,
    session: SessionArgument,
) -> None:
    """Research each row of a file, and print the results as lines of JSON, in the order of the rows.

    Each row is a run of its own, and billed. Ctrl-C ends the wait, not the runs.

    Args:
        file: A CSV, TSV, JSON or JSON lines file; `-` reads JSON lines from stdin.
        processor: How thoroughly: lite, base, core, pro, ultra, …
        column: The column that is the question; the whole row if not given.
        schema: A file with the JSON schema of each output.
        field: A field of each output, as name:type:description. May be repeated.
        text: What each output should say, in words, if it is to be a text.
        include_domain: Read only this domain. May be repeated.
        exclude_domain: Never read this domain. May be repeated.
        format: csv, tsv, jsonl or json; by the end of the file's name if not given.
        output: The file for the results; stdout if not given.
        group_id: The id of a group to add the rows to; a new group if not given.
        idempotency_key: The key of an earlier command. With `--group`, only the rows that the group lacks are started.
        no_wait: Return as soon as the runs have started.
    """
    check_target(output, file)
    if not processor.strip():
        raise UsageError("--processor must not be empty")
    wanted, policy = wanted_output(schema, field, text), source_policy(include_domain, exclude_domain)
    questions = _questions(read_rows(file, format), column, file)
    key = idempotency_key or str(uuid4())
    same = option_words(
        processor=processor,
        column=column,
        schema=schema,
        field=field,
        text=text,
        include_domain=include_domain,
        exclude_domain=exclude_domain,
        format=format,
        output=output,
        no_wait=no_wait,
        idempotency_key=key,
    )
    work = session.begin(
        "task group",
        lambda known: ["group", "-" if str(file) == STDIN else str(file), *same, "--group", known],
        id=group_id,
        idempotency_key=key,
        next_step="Start the rows that are missing",
    )
    client = session.parallel(waits=not no_wait)
    with session.progress("researching") as progress:
        inputs = [{"input": question, "source_policy": policy} for question in questions]
        run_ids = _start(client, work, progress, inputs, processor, wanted)
        group_id = str(work.id)
        work = _begin_wait(session, group_id, output)
        work.started(group_id)
        if not no_wait:
            _wait(session, client, group_id, progress)
    if no_wait:
        session.output.result(
            {"task_group_id": group_id, "runs": len(run_ids)}, lambda: session.output.text(group_id)
        )
        session.suggest("Wait for it with", work.command)
        session.end()
        return
    _write_results(session, _results(client, group_id, output=wanted, run_ids=run_ids), group_id, output)


def _questions(rows: list[dict[str, Any]], column: str | None, file: Path) -> list[Any]:
    if column is None:
        return rows
    for number, row in enumerate(rows, start=1):
        if row.get(column) in (None, ""):
            raise UsageError(f"{file}: row {number} has nothing in the column {column!r}")
    return [row[column] for row in rows]


def _start(
    client: Parallel, work: Work, progress: Progress, inputs: list[Any], processor: str, wanted: Any
) -> list[str]:
    """Start the runs, in a new group unless the user named one. Return their ids in the order of the inputs."""
    if work.id is None:
        progress.update("creating the group")
        # (The service may compare the key with those of all requests.)
        work.id = client.task_group.create(idempotency_key=f"{work.idempotency_key}-group").taskgroup_id
    started = itertools.count(1)

    def on_start(_run_id: str) -> None:
        work.is_confirmed = True
        progress.update(f"{next(started)} of {plural(len(inputs), 'run')} started")

    added = client.task_group.add_runs(
        work.id,
        inputs=inputs,
        processor=processor,
        output=wanted,
        on_start=on_start,
        idempotency_key=work.idempotency_key,
    )
    return list(added.run_ids)


def _begin_wait(session: Session, group_id: str, output: Path | None) -> Work:
    """Record that all runs of a group have started."""
    target = option_words(output=output)
    return session.begin("task group", lambda known: ["group", "wait", known, *target], id=group_id)


def _wait(session: Session, client: Parallel, group_id: str, progress: Progress) -> None:
    client.task_group.wait(
        group_id,
        poll_interval=session.poll_interval,
        timeout=session.wait_timeout(_ENDED_WITHIN),
        on_event=lambda found: progress.update(_stage(found)),
    )


def _counts(found: TaskGroup) -> list[tuple[str, object]]:
    """Return the states, and how many runs are in each."""
    return sorted(as_object(member(found, "status", "task_run_status_counts")).items())


def _stage(found: TaskGroup) -> str:
    counts = (f"{clean_line(count)} {clean_line(name)}" for name, count in _counts(found))
    return ", ".join(counts) or "no runs yet"


@app.command
def wait(group_id: str, /, *, output: OutputFile = None, session: SessionArgument) -> None:
    """Wait for the runs of a group, and print the results as lines of JSON.

    Args:
        group_id: The id of the group.
        output: The file for the results; stdout if not given.
    """
    check_target(output)
    _begin_wait(session, group_id, output)
    client = session.parallel(waits=True)
    with session.progress(f"researching {group_id}") as progress:
        _wait(session, client, group_id, progress)
    _write_results(session, _results(client, group_id), group_id, output)


@app.command
def show(group_id: str, /, *, session: SessionArgument) -> None:
    """Show how many runs of a group are in which state.

    Args:
        group_id: The id of the group.
    """
    found = session.parallel().task_group.retrieve(group_id)
    is_active = member(found, "status", "is_active")
    pairs: list[tuple[str, object]] = [
        ("group", group_id),
        ("runs", member(found, "status", "num_task_runs")),
        *_counts(found),
        ("active", is_active),
    ]
    session.output.result(found, lambda: session.output.fields(pairs))
    if is_active is not False:
        session.suggest("Wait for it with", session.command_line("group", "wait", group_id))


def _results(
    client: Parallel, group_id: str, *, output: Any = None, run_ids: list[str] | None = None
) -> list[dict[str, Any]]:
    """Return the results of the runs as plain JSON, in the order of the ids if they are known."""
    try:
        rows = client.task_group.results(group_id, output=output, run_ids=run_ids, include_input=True)
    except parallel.ParallelError as error:
        if type(error) is parallel.ParallelError:  # the list lacks runs
            raise CommandError(error.message) from error
        raise
    return [_record(row) for row in rows]


def _record(row: GroupResult[Any]) -> dict[str, Any]:
    """Return one result, as a line of the results holds it."""
    error: Any = None
    if row.error is not None:
        error = (row.run and row.run.error) or {"message": row.error.message}
    return {
        "run_id": row.run_id,
        "status": row.status,
        "input": to_plain(row.input),
        "output": to_plain(row.output),
        "error": to_plain(error),
    }


def _write_results(
    session: Session, records: list[dict[str, Any]], group_id: str, output: Path | None
) -> None:
    """Write the results of a group. Raise an error if a run has none."""
    session.end()
    if output is not None:
        lines = "".join(json_text(record, indent=None) + "\n" for record in records)
        try:
            write_text(output, redact(lines, session.output.secrets))
        except OSError as error:
            raise CommandError(
                f"{output} cannot be written ({describe_os_error(error)}). The service keeps the results: "
                + session.command_line("group", "wait", group_id)
            ) from error
    without = sum(record["error"] is not None or record["output"] is None for record in records)
    summary = {"task_group_id": group_id, "runs": len(records), "without_result": without}
    if session.output.format == "json":
        where: dict[str, Any] = {"results": records} if output is None else {"path": str(output)}
        session.output.result({**summary, **where}, lambda: None)
    elif output is None:
        for record in records:
            session.output.line(record)
    else:
        session.output.result(
            summary, lambda: session.output.text(f"{plural(len(records), 'result')} in {output}")
        )
    if without:
        raise CommandError(
            f'{without} of {plural(len(records), "run")} ended without a usable result: see their "error"'
        )
