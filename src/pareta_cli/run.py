"""`pareta run`: research a question on the web."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

from cyclopts import Parameter

import parallel
from pareta_cli import saved_runs
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import UsageError, describe_os_error
from pareta_cli.input_files import STDIN, check_target, read_text
from pareta_cli.records import as_list, member
from pareta_cli.safe_text import clean_line
from pareta_cli.session import Session, SessionArgument
from pareta_cli.task_runs import (
    DEFAULT_PROCESSOR,
    schema_object,
    show_event,
    show_result,
    source_policy,
    wanted_output,
)
from pareta_cli.work import Work, option_words

if TYPE_CHECKING:
    from parallel import TaskRunResult

app = new_command_app(name="run")
_ENDED_WITHIN = 3600.0


@app.default
def run(
    question: str | None = None,
    /,
    *,
    processor: Annotated[str, Parameter(name=("--processor", "-p"), show_default=True)] = DEFAULT_PROCESSOR,
    schema: Path | None = None,
    field: list[str] | None = None,
    text: str | None = None,
    include_domain: list[str] | None = None,
    exclude_domain: list[str] | None = None,
    no_wait: bool = False,
    report: Path | None = None,
    output_dir: Path | None = None,
    idempotency_key: str | None = None,
    session: SessionArgument,
) -> None:
    """Research a question and print what was found, with the sources. Billed by the processor.

    Each result is kept in a file of its own, which only you can read; `pareta run list` shows where. Ctrl-C ends the
    wait, not the run.

    Args:
        question: The question; `-` or nothing reads it from stdin.
        processor: How thoroughly: lite, base, core, pro, ultra, …
        schema: A file with the JSON schema of the output.
        field: A field of the output, as name:type:description. May be repeated. Types are string, number, integer,
            boolean, and lists of them, such as string[].
        text: What the output should say, in words, if it is to be a text.
        include_domain: Read only this domain. May be repeated.
        exclude_domain: Never read this domain. May be repeated.
        no_wait: Return as soon as the run has started.
        report: Write the result as an HTML page as well.
        output_dir: The folder to keep the result in.
        idempotency_key: A key under which the service is asked to perform a repeated command only once.
    """
    check_target(report)
    asked = _question(question)
    settings: dict[str, Any] = {
        "input": asked,
        "processor": processor,
        "source_policy": source_policy(include_domain, exclude_domain),
        "idempotency_key": idempotency_key or str(uuid4()),
    }
    output = wanted_output(schema, field, text)
    kept = Kept(session, output_dir, {"question": asked, "processor": processor})
    resume = option_words(output_dir=output_dir, report=report)
    work = session.begin(
        "task run", lambda known: ["run", "wait", known, *resume], idempotency_key=settings["idempotency_key"]
    )
    if no_wait:
        _start(session, work, kept, settings, output)
        return
    with session.progress(f"researching ({processor})") as progress:
        progress.update("sending the question")

        def started(run_id: str) -> None:
            work.started(run_id)
            kept.save(run_id, None)

        result = _keeping_what_does_not_fit(
            kept,
            lambda: session.parallel(waits=True).task_run.execute(
                **settings,
                output=output,
                timeout=session.wait_timeout(_ENDED_WITHIN),
                on_start=started,
                on_event=lambda event: show_event(progress, event),
            ),
        )
    session.end()
    _finish(session, kept, str(work.id), result, report)


def _question(question: str | None) -> str:
    if question is None and (sys.stdin is None or sys.stdin.isatty()):
        raise UsageError("pass a question: pareta run 'When was the United Nations founded?'")
    asked = read_text(STDIN) if question in (None, STDIN) else str(question)
    if not asked.strip():
        raise UsageError("the question is empty")
    return asked


class Kept:
    """The file in which a run is kept. That it cannot be written is a warning: the run is paid for."""

    def __init__(self, session: Session, folder: Path | None, record: dict[str, Any]) -> None:
        self._session = session
        self._folder = folder
        self._record = record

    def save(self, run_id: str, result: dict[str, Any] | None) -> Path | None:
        """Write what is known of the run. Return the file, or None if it cannot be written."""
        try:
            folder = folder_of(self._session, self._folder)
            known = saved_runs.load(folder, run_id) or {}
            record = {"run_id": run_id, **known, **self._record}
            if result is not None:
                record["result"] = result
            return saved_runs.save(folder, run_id, record, self._session.output.secrets)
        except OSError as error:
            reason = describe_os_error(error)
            self._session.output.warning(
                f"the run {run_id} cannot be kept on disk: {reason}; --output-dir names another folder"
            )
            return None


def folder_of(session: Session, folder: Path | None) -> Path:
    """Return the folder that `--output-dir` names, or that of all runs.

    Raises:
        OSError: There is none.
    """
    return folder or saved_runs.runs_folder(sandbox=session.sandbox)


def _start(session: Session, work: Work, kept: Kept, settings: dict[str, Any], output: Any) -> None:
    """Start a run and leave."""
    spec = None if output is None else {"output_schema": schema_object(output)}
    run = session.parallel().task_run.create(**settings, task_spec=spec)
    work.started(run.run_id)
    kept.save(run.run_id, None)
    session.output.result(run, lambda: session.output.text(run.run_id))
    session.suggest("Wait for it with", work.command)
    session.end()


def _keeping_what_does_not_fit(kept: Kept, call: Any) -> TaskRunResult[Any]:
    """Return the result of a call. If its output does not fit the schema, keep the result, and raise the error."""
    try:
        result: TaskRunResult[Any] = call()
    except parallel.OutputParseError as error:
        if error.result is not None and error.run_id is not None:
            kept.save(error.run_id, error.result.to_dict())
        raise
    return result


def _finish(
    session: Session, kept: Kept, run_id: str, result: TaskRunResult[Any], report: Path | None
) -> None:
    path = kept.save(run_id, result.to_dict())
    record = {**result.to_dict(), "saved_to": None if path is None else str(path)}
    try:
        session.output.result(record, lambda: show_result(session.output, result))
    finally:  # also if nobody reads the result
        for warning in as_list(member(result, "run", "warnings")):
            session.output.note(f"the service warns: {member(warning, 'message')}", style="yellow")
        if path is not None:
            session.output.note(f"kept in {path}", style="dim")
    if report is not None:
        write_report(session, result, report)


def write_report(session: Session, result: TaskRunResult[Any], path: Path) -> None:
    """Write a result as an HTML page."""
    session.output.note(f"report: {result.report(path)}")


@app.command
def wait(
    run_id: str, /, *, report: Path | None = None, output_dir: Path | None = None, session: SessionArgument
) -> None:
    """Wait for a run, print its result and keep it.

    Args:
        run_id: The id of the run.
        report: Write the result as an HTML page as well.
        output_dir: The folder to keep the result in.
    """
    check_target(report)
    kept = Kept(session, output_dir, {})
    resume = option_words(output_dir=output_dir, report=report)
    session.begin("task run", lambda known: ["run", "wait", known, *resume], id=run_id)
    with session.progress(f"researching {run_id}") as progress:
        result = session.parallel(waits=True).task_run.result(
            run_id,
            timeout=session.wait_timeout(_ENDED_WITHIN),
            on_event=lambda event: show_event(progress, event),
        )
    session.end()
    _finish(session, kept, run_id, result, report)


@app.command
def show(
    run_id: str,
    /,
    *,
    refresh: bool = False,
    report: Path | None = None,
    output_dir: Path | None = None,
    session: SessionArgument,
) -> None:
    """Show a run: the result that was kept, or how the run is now.

    Args:
        run_id: The id of the run.
        refresh: Ask the service even if a result was kept.
        report: Write the result as an HTML page as well.
        output_dir: The folder that the result was kept in.
    """
    folder = folder_of(session, output_dir)
    known: Any = None if refresh else saved_runs.load(folder, run_id)
    result: Any = known.get("result") if known else None
    if isinstance(result, dict):
        path = folder / saved_runs.file_name(run_id)
        session.output.result({**result, "saved_to": str(path)}, lambda: show_result(session.output, result))
        session.output.note(f"from {path}", style="dim")
        if report is not None:
            write_report(session, parallel.TaskRunResult[Any].from_dict(result), report)
        return
    client = session.parallel()
    run = client.task_run.retrieve(run_id)
    if run.is_active is False and not run.error:
        _finish(session, Kept(session, output_dir, {}), run_id, client.task_run.result(run_id), report)
        return
    error = run.error.message if run.error else None
    pairs = [("run", run_id), ("status", run.status), ("processor", run.processor), ("error", error)]
    session.output.result(run, lambda: session.output.fields(pairs))
    if run.is_active is not False:
        session.suggest("Wait for it with", session.command_line("run", "wait", run_id))


@app.command(name="list")
def list_runs(*, output_dir: Path | None = None, session: SessionArgument) -> None:
    """List the runs that this computer has started, the newest first, and say where they are kept.

    Args:
        output_dir: The folder that the results were kept in.
    """
    folder = folder_of(session, output_dir)
    records = list(saved_runs.every(folder))
    rows = [
        (
            record.get("run_id"),
            "kept" if record.get("result") else "started",
            record.get("processor"),
            clean_line(record.get("question"), 60),
        )
        for record in records
    ]
    session.output.result(
        [{name: value for name, value in record.items() if name != "result"} for record in records],
        lambda: session.output.table(("RUN", "RESULT", "PROCESSOR", "QUESTION"), rows),
    )
    session.output.note(f"kept in {folder}", style="dim")
