"""`pareta group`: research each row of a file."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from cyclopts import Parameter

import parallel
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, StillRunningError, UsageError
from pareta_cli.input_files import Format, check_target, read_rows
from pareta_cli.progress import Progress
from pareta_cli.safe_text import clean_line, json_text, plural, redact
from pareta_cli.session import Session, SessionArgument
from pareta_cli.task_runs import DEFAULT_PROCESSOR, source_policy, wanted_output
from pareta_cli.work import command_line

if TYPE_CHECKING:
    from parallel import Parallel, TaskGroupStatus

app = new_command_app(name="group")
_ENDED_WITHIN = 24 * 3600.0
# Seconds before the second poll; each pause is twice the one before.
_FIRST_PAUSE = 0.2
# The states of runs that count as progress.
_FINAL = ("completed", "failed", "cancelled")
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
        no_wait: Return as soon as the runs have started.
    """
    check_target(output)
    wanted = wanted_output(schema, field, text)
    inputs = [
        {
            "input": asked,
            "processor": processor,
            "source_policy": source_policy(include_domain, exclude_domain),
        }
        for asked in _questions(read_rows(file, format), column, file)
    ]
    spec = (
        None
        if wanted is None
        else {"output_schema": wanted if isinstance(wanted, str) else {"type": "json", "json_schema": wanted}}
    )
    client = session.parallel(waits=True)
    target = ["-o", str(output)] if output else []
    work = session.begin("task group", lambda known: ["group", "wait", known, *target])
    with session.progress("researching") as progress:
        progress.update("creating the group")
        group_id = client.task_group.create().taskgroup_id
        work.started(group_id)
        order = _add(client, group_id, inputs, spec, progress)
        if not no_wait:
            _until_ended(session, client, group_id, progress)
    if no_wait:
        session.output.result(
            {"task_group_id": group_id, "runs": len(inputs)}, lambda: session.output.text(group_id)
        )
        session.output.note(f"Wait for it with: {work.command}")
        session.end()
        return
    _write_results(session, client, group_id, output, order)


def _questions(rows: list[dict[str, Any]], column: str | None, file: Path) -> Iterable[object]:
    if column is None:
        return rows
    for number, row in enumerate(rows, start=1):
        if row.get(column) in (None, ""):
            raise UsageError(f"{file}: row {number} has nothing in the column {column!r}")
    return [row[column] for row in rows]


def _add(
    client: Parallel,
    group_id: str,
    inputs: list[dict[str, Any]],
    spec: dict[str, Any] | None,
    progress: Progress,
) -> list[str]:
    """Start the runs, and return their ids in the order of the inputs. A repeated request starts none twice."""
    started: list[str] = []

    def on_start(run_id: str) -> None:
        started.append(run_id)
        progress.update(f"{len(started)} of {plural(len(inputs), 'run')} started")

    added = client.task_group.add_runs(
        group_id, inputs=inputs, default_task_spec=spec, on_start=on_start, idempotency_key=str(uuid4())
    )
    return list(added.run_ids or started)


def _until_ended(session: Session, client: Parallel, group_id: str, progress: Progress) -> None:
    deadline = time.monotonic() + session.wait_timeout(_ENDED_WITHIN)
    pause = min(_FIRST_PAUSE, session.poll_interval)
    while (status := client.task_group.retrieve(group_id).status).is_active:
        progress.update(*_stage(status))
        left = deadline - time.monotonic()
        if left <= 0:
            raise StillRunningError(f"the task group {group_id} has not ended within the timeout")
        time.sleep(min(pause, left))
        pause = min(2 * pause, session.poll_interval)
    progress.update(*_stage(status))


def _stage(status: TaskGroupStatus) -> tuple[str, float | None]:
    counts: Any = status.task_run_status_counts or {}
    text = ", ".join(f"{clean_line(count)} {clean_line(name)}" for name, count in sorted(counts.items()))
    ended = sum(count for name, count in counts.items() if name in _FINAL and type(count) is int)
    total: Any = status.num_task_runs
    return text or "no runs yet", 100.0 * ended / total if type(total) is int and total else None


@app.command
def wait(group_id: str, /, *, output: OutputFile = None, session: SessionArgument) -> None:
    """Wait for the runs of a group, and print the results as lines of JSON.

    Args:
        group_id: The id of the group.
        output: The file for the results; stdout if not given.
    """
    check_target(output)
    target = ["-o", str(output)] if output else []
    session.begin("task group", lambda known: ["group", "wait", known, *target], id=group_id)
    client = session.parallel(waits=True)
    with session.progress(f"researching {group_id}") as progress:
        _until_ended(session, client, group_id, progress)
    _write_results(session, client, group_id, output)


@app.command
def show(group_id: str, /, *, session: SessionArgument) -> None:
    """Show how many runs of a group are in which state.

    Args:
        group_id: The id of the group.
    """
    found = session.parallel().task_group.retrieve(group_id)
    counts: Any = found.status.task_run_status_counts or {}
    pairs = [
        ("group", found.taskgroup_id),
        ("runs", found.status.num_task_runs),
        *sorted(counts.items()),
        ("active", found.status.is_active),
    ]
    session.output.result(found, lambda: session.output.fields(pairs))
    if found.status.is_active:
        session.output.note(f"Wait for it with: {command_line('group', 'wait', group_id)}")


def _write_results(
    session: Session, client: Parallel, group_id: str, output: Path | None, order: Sequence[str] = ()
) -> None:
    """Write the results of all runs, in this order if it is known. Raise an error if a run has none."""
    with client.task_group.get_runs(group_id, include_input=True, include_output=True) as events:
        records = [_record(event) for event in events if isinstance(event, parallel.TaskRunEvent)]
    session.end()
    places = {run_id: place for place, run_id in enumerate(order)}
    records.sort(key=lambda record: places.get(record["run_id"], len(places)))
    lines = "".join(json_text(record, indent=None) + "\n" for record in records)
    lines = redact(lines, session.output.secrets)
    if output is not None:
        _write_file(output, lines)
    without = sum(record["output"] is None for record in records)
    summary = {"task_group_id": group_id, "runs": len(records), "without_result": without}
    if session.output.format == "json":
        where: dict[str, Any] = {"results": records} if output is None else {"path": str(output)}
        session.output.result({**summary, **where}, lambda: None)
    elif output is None:
        session.output.write(lines)
    else:
        session.output.result(
            summary, lambda: session.output.text(f"{plural(len(records), 'result')} in {output}")
        )
    if without:
        raise CommandError(
            f'{without} of {plural(len(records), "run")} ended without a result: see their "error"'
        )


def _record(event: Any) -> dict[str, Any]:
    """Return one result, as a line of the results holds it."""
    run, output = event.run, event.output
    return {
        "run_id": run.run_id,
        "status": run.status,
        "input": None if event.input is None else event.input.to_dict().get("input"),
        "output": None if output is None else output.to_dict(),
        "error": None if run.error is None else run.error.to_dict(),
    }


def _write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
