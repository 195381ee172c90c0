"""Rows of a part → the request that starts their runs, and what responses say of each row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Never
from uuid import NAMESPACE_OID, uuid5

from attrs import evolve

from parallel.bulk.journal_records import PartRow, Result, Status
from parallel.bulk.json_text import compact_json, kept_json
from parallel.errors import APIStatusError, UnprocessableEntityError
from parallel.rows import ROW_KEY
from pareta_core.encoding import as_array, as_object, from_json
from pareta_core.schema import Output, OutputMismatch
from pareta_wire import TaskGroupRunsInput, TaskSpec, add_task_group_runs
from pareta_wire.apis import TASK_RUN_OUTCOME

if TYPE_CHECKING:
    from parallel.bulk.settings import JobSettings
    from parallel.types import TaskGroupRuns
    from pareta_core.errors import SDKError
    from pareta_core.redaction import Redactor
    from pareta_wire.operation import Request


def run_key(job_id: str, row: PartRow) -> str:
    """Return the key that identifies the run of a row in its group.

    Args:
        job_id: The id of the job.
        row: The row. A repeated run has another key.
    """
    return f"{job_id}-{row.id}-{row.attempt}"


def request_key(job_id: str, rows: Sequence[PartRow]) -> str:
    """Return the idempotency key of a request: the same for the same rows, and another for fewer of them.

    Args:
        job_id: The id of the job.
        rows: The rows that it sends.
    """
    return str(uuid5(NAMESPACE_OID, " ".join(run_key(job_id, row) for row in rows)))


def run_inputs(settings: JobSettings, job_id: str, rows: Sequence[PartRow]) -> list[str]:
    """Return the bodies of the runs of rows as JSON texts, each with its key and its input as the journal has it.

    Args:
        settings: What all runs have in common.
        job_id: The id of the job.
        rows: The rows.
    """
    labels = as_object(settings.options.get("metadata")) or {}
    others = {name: value for name, value in settings.options.items() if name != "metadata"}
    metadata = {**{name: value for name, value in labels.items() if name != ROW_KEY}, ROW_KEY: ""}
    # It ends where the key of a row begins.
    common = compact_json({**others, "processor": settings.processor, "metadata": metadata}).removesuffix(
        '"}}'
    )
    kept_json(f"[{','.join(row.input for row in rows)}]")  # a journal that is damaged sends nothing
    return [f'{common}{run_key(job_id, row)}"}},"input":{row.input}}}' for row in rows]


def part_request(
    settings: JobSettings, group_id: str, inputs: Sequence[str]
) -> Request[TaskGroupRuns, Never]:
    """Return the request that starts runs in a group.

    Args:
        settings: What all runs have in common.
        group_id: The group.
        inputs: The bodies of the runs as JSON texts.
    """
    spec = None if settings.task_spec is None else TaskSpec.from_dict(settings.task_spec)
    request = add_task_group_runs(
        group_id,
        body=TaskGroupRunsInput(inputs=[], default_task_spec=spec),
        parallel_beta=settings.betas,
        refresh_status=False,
    )
    others = {name: value for name, value in (request.body or {}).items() if name != "inputs"}
    body = compact_json({**others, "inputs": []}).removesuffix("]}")
    return evolve(request, body=None, encoded_body=f"{body}{','.join(inputs)}]}}".encode())


class ReceivedEvent(dict[str, Any]):
    """An event as plain JSON, and the text that was received.

    Args:
        text: The data of the event.

    Raises:
        ValueError: It is not valid JSON.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__(as_object(from_json(text)) or {})
        self.text: str = text


def received_events(request: Request[Any, Any]) -> Request[Any, ReceivedEvent]:
    """Return a request of a stream whose events are given as they are received.

    Args:
        request: A request of the spec that opens an event stream.
    """
    rules = request.operation.stream
    if rules is None:
        raise TypeError(f"the spec describes no stream for {request.operation.id}")
    as_received = evolve(rules, parser=ReceivedEvent, reader=_unchanged)
    return evolve(request, operation=evolve(request.operation, stream=as_received))


def _unchanged() -> Callable[[ReceivedEvent], ReceivedEvent]:
    return lambda event: event


def is_too_large(error: SDKError) -> bool:
    """Return whether a request was refused because of its size: by the service, or by a proxy before it (RFC 9110).

    Args:
        error: The error of the request.
    """
    return isinstance(error, APIStatusError) and error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def refused_rows(error: APIStatusError, rows: Sequence[PartRow]) -> dict[int, str]:
    """Return why the service refuses rows of a request: a 422 names their places in `inputs`, a 413 concerns all.

    Args:
        error: The error of the request.
        rows: The rows that it sent.
    """
    found: dict[int, str] = {}
    if is_too_large(error) and len(rows) == 1:
        return {rows[0].id: f"the service refused the row, which is too large: {error}"}
    if not isinstance(error, UnprocessableEntityError):
        return found
    for problem in as_array(error.detail) or ():
        said = as_object(problem) or {}
        match as_array(said.get("loc")):
            case ["body", "inputs", int(index), *place] if 0 <= index < len(rows) and place[:1] in (
                [],
                ["input"],
            ):
                where = ".".join(map(str, place))
                reason = f"{where}: {said.get('msg')}" if where else str(said.get("msg"))
                row = rows[index].id
                found[row] = (
                    f"{found[row]}; {reason}" if row in found else f"the service refused the row: {reason}"
                )
            case _:
                pass  # it concerns the request, or what all rows have in common: processor, metadata, …
    return found


def row_result(row: int, event: ReceivedEvent, output: Output[Any] | None, redact: Redactor) -> Result | None:
    """Return what became of a row, or None if its run has not ended.

    Args:
        row: The row.
        event: What the list of its group says of its run.
        output: The output type.
        redact: Removes the credentials of the request from what the service says.
    """
    run = as_object(event.get("run")) or {}
    if TASK_RUN_OUTCOME.failed(run.get("status")):
        return Result(row, Status.FAILED, _text(run, redact))
    found = as_object(event.get("output"))
    if found is None or not TASK_RUN_OUTCOME.succeeded(run.get("status")):
        return None
    status = Status.COMPLETED
    if output is not None:
        try:
            output.parse(found.get("content"))
        except OutputMismatch:
            status = Status.MISMATCH
    # (A credential whose characters are escaped without need is found only in a text that is encoded again.)
    is_escaped = "\\u00" in event.text or "\\/" in event.text
    text = _text(event, redact) if is_escaped else redact(event.text)
    return Result(row, status, _text(found.get("content"), redact), text)


def _text(value: object, redact: Redactor) -> str:
    return redact(compact_json(value))
