"""`pareta evals sets`: your rows to compare models on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pareta_cli.command_app import new_command_app
from pareta_cli.input_files import Format, read_rows
from pareta_cli.session import Session, SessionArgument

if TYPE_CHECKING:
    from pareta import EvalSet

app = new_command_app(name="sets", help="Your rows to compare models on.")


@app.command(name="list")
def list_sets(*, session: SessionArgument) -> None:
    """List the eval sets of the account."""
    sets = list(session.pareta().evals.sets.list())
    rows = [(one.id, one.name, one.item_count, one.task_id) for one in sets]
    session.output.result(sets, lambda: session.output.table(("EVAL SET", "NAME", "ROWS", "TASK"), rows))


@app.command
def create(
    file: Path,
    /,
    *,
    prompt: str | None = None,
    task: str | None = None,
    name: str | None = None,
    format: Format | None = None,
    session: SessionArgument,
) -> None:
    """Upload rows to compare models on.

    Each row is an object such as {"input": {…}, "expected_output": {…}}.

    Args:
        file: A CSV, TSV, JSON or JSON lines file; `-` reads JSON lines from stdin.
        prompt: What the models are to do with a row, in one sentence. The service needs it.
        task: The id of the catalog task that the rows belong to; the service finds one if not given.
        name: A name to find the set by.
        format: csv, tsv, jsonl or json; by the end of the file's name if not given.
    """
    rows = read_rows(file, format)
    found = session.pareta().evals.sets.create(items=rows, prompt=prompt, task=task, name=name)
    _show_set(session, found)


@app.command
def show(eval_set_id: str, /, *, session: SessionArgument) -> None:
    """Show an eval set.

    Args:
        eval_set_id: The id of the set.
    """
    _show_set(session, session.pareta().evals.sets.retrieve(eval_set_id))


def _show_set(session: Session, found: EvalSet) -> None:
    pairs = [
        ("eval set", found.id),
        ("name", found.name),
        ("rows", found.item_count),
        ("task", found.task_id),
        ("prompt", found.prompt),
        ("scoring", found.scoring_strategy),
    ]
    session.output.result(found, lambda: session.output.fields(pairs))


@app.command
def delete(
    eval_set_id: str,
    /,
    *,
    yes: Annotated[bool, Parameter(name=("--yes", "-y"))] = False,
    session: SessionArgument,
) -> None:
    """Delete an eval set with its rows and documents.

    Args:
        eval_set_id: The id of the set.
        yes: Do not ask.
    """
    client = session.pareta()
    session.confirm(f"Delete the eval set {eval_set_id} with its rows and documents?", yes=yes)
    client.evals.sets.delete(eval_set_id)
    session.output.result(
        {"id": eval_set_id, "deleted": True},
        lambda: session.output.fields([("eval set", eval_set_id), ("status", "deleted")]),
    )


@app.command
def upload(
    eval_set_id: str,
    file: Path,
    /,
    *,
    row: int,
    field: str,
    mime: str | None = None,
    session: SessionArgument,
) -> None:
    """Attach a document to a field of a row.

    Args:
        eval_set_id: The id of the set.
        file: The document, of any size.
        row: The index of the row, from 0.
        field: The field of the row that the document belongs to.
        mime: The media type; guessed from the file's name if not given.
    """
    reference = session.pareta().evals.sets.upload_document(
        eval_set_id, file=file, idx=row, field_name=field, mime=mime
    )
    session.output.result(reference, lambda: session.output.fields(list(reference.to_dict().items())))
