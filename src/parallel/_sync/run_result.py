# Mirrored from src/parallel/_async/run_result.py by codegen/mirror.py; do not edit.
"""Wait for the result of a run by long polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pareta_wire as wire
from parallel.errors import ERRORS, APIStatusError, NotFoundError, WaitTimeoutError, run_failed, run_has_ended
from pareta_core._sync.polling import wait_for
from pareta_core.deadline import long_poll_slice
from pareta_core.encoding import tolerant
from pareta_core.errors import SDKError, malformed_response
from pareta_core.redaction import redacted
from pareta_wire.apis import GET_TASK_RUN_RESULT_WAIT, TASK_RUN_OUTCOME
from pareta_wire.model import Model

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport
    from pareta_core.config import CallOptions
    from pareta_core.deadline import Deadline

# A paid output is not refused for a fault in the sources beside it.
_DECODE = tolerant(wire.TaskRunResult.from_dict, essential={"run", "output"})


def wait_for_result(
    transport: Transport, run_id: str, deadline: Deadline, betas: str | None, options: CallOptions
) -> wire.TaskRunResult:
    """Wait for a run by long polls that are shorter than the timeouts of proxies.

    Args:
        transport: What sends.
        run_id: The run.
        deadline: When the whole wait ends. Transient errors are ignored until then.
        betas: The value of the beta header.
        options: The options of each poll.

    Raises:
        TaskRunFailedError: The run failed or was cancelled.
        WaitTimeoutError: The run is still active at the deadline.
    """
    operation = wire.get_task_run_result(run_id).operation
    long_poll = operation.long_poll
    if long_poll is None:
        raise TypeError(f"the spec describes no long poll for {operation.id}")

    def poll(remaining: float) -> wire.TaskRunResult | None:
        hold = long_poll_slice(long_poll.slice, remaining)
        request = wire.get_task_run_result(run_id, timeout=hold, parallel_beta=betas)
        poll_options = options.until(deadline, timeout=hold + GET_TASK_RUN_RESULT_WAIT.grace)
        try:
            result = transport.send(request, poll_options, decode=_DECODE)
        except NotFoundError as error:
            _raise_if_ended(transport, run_id, error, options.until(deadline))
        except APIStatusError as error:
            if error.status_code != long_poll.still_running:
                raise
        else:
            if isinstance(result.output, Model):  # pyright: ignore[reportUnnecessaryIsInstance]
                return result
            raise malformed_response(ERRORS, operation.id, result, "it has no output")
        return None

    def on_timeout(_: SDKError | None) -> SDKError:
        return WaitTimeoutError(
            f"task run {run_id} did not end within {deadline.seconds:g} s. It continues at the server: "
            f"call task_run.result({run_id!r}) to continue waiting.",
            id=run_id,
        )

    return wait_for(
        poll,
        transport=transport,
        retry_class=operation.retry,
        deadline=deadline,
        # The server does the waiting, so polls follow each other closely. A proxy that responds at once in the server's
        # place must not cause a busy loop.
        interval=GET_TASK_RUN_RESULT_WAIT.interval,
        on_timeout=on_timeout,
    )


def _raise_if_ended(transport: Transport, run_id: str, error: NotFoundError, options: CallOptions) -> None:
    """Raise the reason why a run has no result, or return if it is still active or has just completed.

    A 404 means that the run is unknown or failed. The run itself says which, and why.
    """
    try:
        run = transport.send(wire.get_task_run(run_id), options)
    except NotFoundError:
        raise error from None
    if not run_has_ended(run) or TASK_RUN_OUTCOME.succeeded(run.status):
        return
    run = redacted(run)  # The traceback has this frame.
    raise run_failed(run, run_id, request_id=error.request_id) from error
