"""`pareta endpoints`: deploy models, and manage what is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, get_args
from uuid import uuid4

from cyclopts import Parameter

from pareta_cli.command_app import new_command_app
from pareta_cli.failures import UsageError
from pareta_cli.output import Output
from pareta_cli.progress import Progress
from pareta_cli.records import member
from pareta_cli.session import Session, SessionArgument
from pareta_cli.work import Work

if TYPE_CHECKING:
    from pareta import DeployEvent, Endpoint

app = new_command_app(name="endpoints", help="Deploy models, and manage what is deployed.")
_LIVE_WITHIN = 1800.0
Dimension = Literal["performance", "uptime", "cost", "quality", "activity"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


class DeploySettings(TypedDict):
    """Arguments of a deploy."""

    task: str
    model: str
    name: str | None
    region: str | None
    provider: str | None
    run_mode: str | None
    idempotency_key: str


@app.command
def deploy(
    task: str,
    /,
    *,
    model: str = "recommended",
    name: str | None = None,
    region: str | None = None,
    provider: str | None = None,
    run_mode: str | None = None,
    no_wait: bool = False,
    idempotency_key: str | None = None,
    session: SessionArgument,
) -> None:
    """Deploy a model for a task and wait until it is live. Billed by the service.

    Ctrl-C ends the wait, not the deploy.

    Args:
        task: The id of the catalog task.
        model: A model of the task's leaderboard; the recommended one if not given.
        name: The name and id of the endpoint; the service makes one if not given.
        region: Where to run.
        provider: Whose machines to run on.
        run_mode: How the model is run.
        no_wait: Return as soon as the service has accepted the deploy.
        idempotency_key: A key under which the service performs a repeated command only once.
    """
    key = idempotency_key or str(uuid4())
    settings: DeploySettings = {
        "task": task,
        "model": model,
        "name": name,
        "region": region,
        "provider": provider,
        "run_mode": run_mode,
        "idempotency_key": key,
    }
    work = session.begin("deploy", lambda known: ["endpoints", "wait", known], idempotency_key=key)
    if no_wait:
        _start_deploy(session, work, settings)
        return
    with session.progress(f"deploying for {task}") as progress:
        progress.update("sending the request")
        endpoint = session.pareta(waits=True).endpoints.deploy(
            **settings,
            wait=True,
            timeout=session.wait_timeout(_LIVE_WITHIN),
            on_start=work.started,
            on_event=lambda event: _show_event(progress, event),
        )
    session.end()
    _show_endpoint(session, endpoint)


def _start_deploy(session: Session, work: Work, settings: DeploySettings) -> None:
    """Send a deploy, and leave once it is accepted."""
    events = session.pareta().endpoints.deploy(**settings, on_start=work.started)
    events.close()
    record = {"id": work.id, "status": "starting"}
    session.output.result(record, lambda: session.output.text(work.id))
    session.suggest("Wait for it with", work.command)
    session.end()


def _show_event(progress: Progress, event: DeployEvent) -> None:
    data: object = event["data"]
    stage = member(data, "label") or member(data, "stage") or event["event"]
    progress.update(stage, member(data, "pct"))


def _show_endpoint(session: Session, endpoint: Endpoint) -> None:
    pairs = [
        ("endpoint", endpoint.id),
        ("status", endpoint.status),
        ("task", endpoint.task),
        ("model", endpoint.model),
        ("url", endpoint.url),
    ]
    session.output.result(endpoint, lambda: session.output.fields(pairs))
    if endpoint.is_live:
        session.suggest("Chat with it", session.command_line("chat", "--model", endpoint.id, "Hello"))


@app.command
def wait(endpoint_id: str, /, *, session: SessionArgument) -> None:
    """Wait until an endpoint is live: after an interrupted deploy, or after `start`.

    Args:
        endpoint_id: The id of the endpoint.
    """
    _wait(session, endpoint_id)


def _wait(session: Session, endpoint_id: str) -> None:
    session.begin("deploy", lambda known: ["endpoints", "wait", known], id=endpoint_id)
    with session.progress(f"waiting for {endpoint_id}") as progress:
        endpoint = session.pareta(waits=True).endpoints.wait(
            endpoint_id,
            timeout=session.wait_timeout(_LIVE_WITHIN),
            poll_interval=session.poll_interval,
            on_event=lambda endpoint: progress.update(endpoint.status),
        )
    session.end()
    _show_endpoint(session, endpoint)


@app.command(name="list")
def list_endpoints(*, session: SessionArgument) -> None:
    """List the endpoints of the account."""
    endpoints = list(session.pareta().endpoints.list())
    rows = [(one.id, one.status, one.task, one.model) for one in endpoints]
    session.output.result(
        endpoints, lambda: session.output.table(("ENDPOINT", "STATUS", "TASK", "MODEL"), rows)
    )


@app.command
def show(endpoint_id: str, /, *, session: SessionArgument) -> None:
    """Show an endpoint.

    Args:
        endpoint_id: The id of the endpoint.
    """
    _show_endpoint(session, session.pareta().endpoints.retrieve(endpoint_id))


@app.command
def start(
    endpoint_id: str,
    /,
    *,
    wait: Annotated[bool, Parameter(name="--wait")] = False,
    session: SessionArgument,
) -> None:
    """Start a stopped endpoint. It is billed while it is live.

    Args:
        endpoint_id: The id of the endpoint.
        wait: Wait until it is live.
    """
    change = session.pareta().endpoints.start(endpoint_id)
    if wait:
        _wait(session, endpoint_id)
        return
    _show_change(session.output, endpoint_id, change)


@app.command
def stop(endpoint_id: str, /, *, session: SessionArgument) -> None:
    """Stop an endpoint. It keeps its id, and `pareta endpoints start` starts it again.

    Args:
        endpoint_id: The id of the endpoint.
    """
    change = session.pareta().endpoints.stop(endpoint_id)
    _show_change(session.output, endpoint_id, change)


def _show_change(output: Output, endpoint_id: str, change: Any) -> None:
    pairs = [("endpoint", endpoint_id), ("status", change.status)]
    output.result({"id": endpoint_id, **change.to_dict()}, lambda: output.fields(pairs))


@app.command
def delete(
    endpoint_id: str,
    /,
    *,
    yes: Annotated[bool, Parameter(name=("--yes", "-y"))] = False,
    session: SessionArgument,
) -> None:
    """Delete an endpoint for ever.

    Args:
        endpoint_id: The id of the endpoint.
        yes: Do not ask.
    """
    client = session.pareta()
    session.confirm(f"Delete the endpoint {endpoint_id} for ever?", yes=yes)
    client.endpoints.delete(endpoint_id)
    session.output.result(
        {"id": endpoint_id, "deleted": True},
        lambda: session.output.fields([("endpoint", endpoint_id), ("status", "deleted")]),
    )


@app.command
def metrics(
    endpoint_id: str,
    dimension: Dimension | None = None,
    /,
    *,
    filter: Annotated[list[str] | None, Parameter(name="--filter")] = None,
    session: SessionArgument,
) -> None:
    """Show the metrics of an endpoint.

    Args:
        endpoint_id: The id of the endpoint.
        dimension: Which metrics; all if not given.
        filter: A query parameter of the service, as name=value. May be repeated.
    """
    filters: dict[str, Any] = {}
    for text in filter or ():
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise UsageError(f"--filter {text!r} must have the form name=value")
        filters[name] = value
    source = session.pareta().endpoints.metrics(endpoint_id)
    found: dict[str, Any] = {}
    for one in (dimension,) if dimension else DIMENSIONS:
        found[one] = getattr(source, one)(**filters).to_dict()
    session.output.result(found, lambda: _show_metrics(session.output, found))


def _show_metrics(output: Output, found: dict[str, Any]) -> None:
    rows = [
        (dimension, name, value)
        for dimension, metrics in found.items()
        for name, value in metrics.items()
        if name not in ("endpoint_id", "dimension")
    ]
    output.table(("DIMENSION", "METRIC", "VALUE"), rows)
