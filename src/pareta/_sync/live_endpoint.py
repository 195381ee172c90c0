# Mirrored from src/pareta/_async/live_endpoint.py by codegen/mirror.py; do not edit.
"""Wait until an endpoint is live: by polling it, or by reading the events of its deploy and polling if they break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from pareta.errors import (
    ERRORS,
    APIConnectionError,
    DeployError,
    NotFoundError,
    StreamEndedError,
    WaitTimeoutError,
)
from pareta.types import DeployEvent, Endpoint
from pareta_core._sync.callbacks import notify
from pareta_core._sync.polling import wait_for
from pareta_core.config import CallOptions
from pareta_core.errors import SDKError, malformed_response, request_note
from pareta_core.redaction import without_secrets
from pareta_wire import DeployComplete, DeployFailed, get_endpoint
from pareta_wire.apis import DEPLOY_ENDPOINT_WAIT, ENDPOINT_OUTCOME
from pareta_wire.model import DecodeError, attach_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_core.deadline import Deadline
    from pareta_core.redaction import Redactor
    from pareta_core.started import Started
    from pareta_wire.operation import Request


def keep_event(event: DeployEvent) -> DeployEvent:
    """Return what the `partial` of a stream's error keeps of an event: all of it."""
    return event


def deploy_until_live(
    transport: Transport,
    request: Request[Never, DeployEvent],
    options: CallOptions,
    name: str,
    deadline: Deadline,
    *,
    started: Started,
    on_start: Callable[[str], object] | None = None,
    on_event: Callable[[DeployEvent], object] | None = None,
) -> Endpoint:
    """Deploy and return the live endpoint.

    Reads the events of the deploy. If they break, polls the endpoint; if there is no such endpoint, the deploy was
    not accepted and is sent again with the same idempotency key.

    Args:
        transport: What sends.
        request: The deploy.
        options: The options of the deploy, with its idempotency key.
        name: The name of the endpoint, which is its id.
        deadline: When the whole wait ends.
        started: Where to record that the deploy was accepted.
        on_start: What to call with the name when the deploy is first accepted.
        on_event: What to call with each event of the deploy.

    Raises:
        DeployError: The service reported that the deploy failed.
        WaitTimeoutError: The endpoint is not live by the deadline.
    """
    accepted = may_exist = False
    status: str | None = None
    poll_options = CallOptions(extra_headers=options.extra_headers, deadline=deadline)

    def poll(_: float) -> Endpoint | None:
        nonlocal accepted, may_exist, status
        if accepted:
            try:
                endpoint = _retrieve(transport, name, poll_options)
            except NotFoundError:
                accepted = False
            else:
                status = endpoint.status
                return endpoint if endpoint.is_live else None
        try:
            events = transport.stream(request, options.until(deadline), keep=keep_event)
        except SDKError as error:
            may_exist = may_exist or not isinstance(error, APIConnectionError) or error.sent
            raise
        accepted = may_exist = True
        first = started.id is None
        started.begin(name)
        try:
            with events:
                if first:
                    notify(on_start, name)
                return _deployed_endpoint(events, transport.settings.redact, on_event)
        except StreamEndedError as error:
            if error.from_callback:
                raise
            # A proxy closed the stream properly. To the wait that is a lost connection: the endpoint may be live.
            raise APIConnectionError(
                error.message, request_id=error.request_id, partial=error.partial
            ) from error

    def on_timeout(_: SDKError | None) -> SDKError:
        if started.id is not None:
            return _still_starting(name, status, deadline)
        return WaitTimeoutError(
            f"the deploy of endpoint {name} was not confirmed within {deadline.seconds:g} s. Perhaps it was accepted: "
            f"endpoints.wait({name!r}) shows it, and the same call with the error's idempotency_key deploys it once.",
            id=name,
            idempotency_key=options.idempotency_key,
        )

    return wait_for(
        poll,
        transport=transport,
        retry_class=request.operation.retry,
        deadline=deadline,
        interval=DEPLOY_ENDPOINT_WAIT.interval,
        on_timeout=on_timeout,
        is_begun=lambda: may_exist,
    )


def poll_until_live(
    transport: Transport,
    endpoint_id: str,
    options: CallOptions,
    deadline: Deadline,
    interval: float = DEPLOY_ENDPOINT_WAIT.interval,
    on_event: Callable[[Endpoint], object] | None = None,
) -> Endpoint:
    """Poll an endpoint and return it once it is live.

    Args:
        transport: What sends.
        endpoint_id: The endpoint.
        options: The options of each poll.
        deadline: When the whole wait ends.
        interval: Seconds between polls.
        on_event: What to call with the endpoint after each poll.

    Raises:
        DeployError: The endpoint is stopped.
        WaitTimeoutError: The endpoint is not live by the deadline.
    """
    poll_options = options.until(deadline)
    latest: Endpoint | None = None

    def poll(_: float) -> Endpoint | None:
        nonlocal latest
        latest = _retrieve(transport, endpoint_id, poll_options, on_event)
        return latest if latest.is_live else None

    def on_timeout(_: SDKError | None) -> SDKError:
        if latest is not None:
            return _still_starting(endpoint_id, latest.status, deadline)
        return WaitTimeoutError(
            f"endpoint {endpoint_id} could not be retrieved within {deadline.seconds:g} s. "
            f"Call endpoints.wait({endpoint_id!r}) to continue waiting.",
            id=endpoint_id,
        )

    return wait_for(
        poll,
        transport=transport,
        retry_class=get_endpoint(endpoint_id).operation.retry,
        deadline=deadline,
        interval=interval,
        on_timeout=on_timeout,
    )


def _still_starting(endpoint_id: str, status: str | None, deadline: Deadline) -> WaitTimeoutError:
    return WaitTimeoutError(
        f"endpoint {endpoint_id} was not live within {deadline.seconds:g} s. It is still {status or 'starting'}: "
        f"call endpoints.wait({endpoint_id!r}) to continue waiting.",
        id=endpoint_id,
    )


def _retrieve(
    transport: Transport,
    endpoint_id: str,
    options: CallOptions,
    on_event: Callable[[Endpoint], object] | None = None,
) -> Endpoint:
    """Return the endpoint, which is live or may become so."""
    endpoint = transport.send(get_endpoint(endpoint_id), options, decode=Endpoint.from_dict)
    notify(on_event, endpoint)
    if ENDPOINT_OUTCOME.failed(endpoint.status):
        raise DeployError(
            f"endpoint {endpoint_id} is stopped. Start it with endpoints.start({endpoint_id!r})."
        )
    return endpoint


def _deployed_endpoint(
    events: Stream[DeployEvent],
    redact: Redactor,
    on_event: Callable[[DeployEvent], object] | None,
) -> Endpoint:
    """Read the events of a deploy to their end and return the live endpoint."""
    request_id = events.response.request_id
    note = request_note(request_id)
    for event in events:
        notify(on_event, event)
        if isinstance(event.data, DeployFailed):
            event = without_secrets(event, redact)  # a traceback shows it
            reason = event.data.get("message") or "the service gave no reason"
            raise DeployError(f"the deploy failed: {reason}{note}", request_id=request_id)
        if isinstance(event.data, DeployComplete) and event.data.endpoint is not None:
            attach_response(event.data, events.response)
            return _endpoint_of(event.data)
    raise StreamEndedError(
        f"the stream of the deploy ended without an endpoint{note}. Look for it in endpoints.list().",
        request_id=request_id,
    )


def _endpoint_of(complete: DeployComplete) -> Endpoint:
    try:
        endpoint = Endpoint.from_dict(complete["endpoint"])
    except DecodeError as error:
        problem = f"the endpoint cannot be decoded: {error}"
        raise malformed_response(ERRORS, "deployEndpoint", complete, problem) from error
    if complete.response is not None:
        attach_response(endpoint, complete.response)
    return endpoint
