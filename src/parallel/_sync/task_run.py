# Mirrored from src/parallel/_async/task_run.py by codegen/mirror.py; do not edit.
"""`task_run`: one question to the web, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, overload

import pareta_wire as wire
from parallel.errors import (
    ERRORS,
    APIStatusError,
    NotFoundError,
    OutputParseError,
    TaskRunFailedError,
    WaitTimeoutError,
    unusable_start,
)
from parallel.inputs import CreateParams, RunParams, beta_header, run_input, task_spec
from pareta_core import arguments
from pareta_core._sync.polling import wait_for
from pareta_core.config import (
    OPTION_NAMES,
    CallOptions,
    RequestOptions,
    StreamOptions,
    WaitOptions,
    call_options,
)
from pareta_core.deadline import Deadline, long_poll_slice, seconds_argument
from pareta_core.errors import SDKError, malformed_response
from pareta_wire.model import Model

if TYPE_CHECKING:
    from parallel.types import Content, RunEvent, TaskRun, TaskRunInput, TaskRunResult
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport
    from pareta_core.schema import Output

T = TypeVar("T")

# (What only waits, streams and typed answers need is loaded by them: a first call is to be as quick as it can be.)

# What the network may take on top of the time for which the server holds a long poll.
_GRACE_SECONDS = 10.0
# A long poll waits at the server, so there is little to wait for between two; but a proxy that answers at once in
# the server's place must not be asked in a tight loop.
_BETWEEN_POLLS_SECONDS = 0.25


class TaskRuns:
    """`task_run`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, input: object, processor: str, **params: Unpack[CreateParams]) -> TaskRun:
        """Starts a run and returns at once; `task_run.result(run.run_id)` waits for its answer. Billed.

        Args:
            input: What to research: a text, a mapping, or an instance of a class with fields.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", …
            **params: `task_spec` says what the answer looks like; `metadata`, `source_policy`, `webhook` and the
                other fields of `TaskRunInput`; `betas`; and the options of every call.

        Raises:
            OutcomeUnknownError: The line was lost with the request on it, or a 500, 502 or 504 came back, or an
                answer that cannot be read. It is not sent again, as it may have been accepted; the error carries
                its idempotency key.

        API: POST /v1/tasks/runs
        """
        return self._create(input, processor, params, None)

    def _create(
        self, input: object, processor: str, params: Mapping[str, Any], deadline: Deadline | None
    ) -> TaskRun:
        known, fields = arguments.split_options(params, OPTION_NAMES)
        options = call_options(known)
        if deadline is not None:
            options = options.until(deadline)
        betas = beta_header(fields.pop("betas", None))
        request = wire.create_task_run(body=run_input(input, processor, fields), parallel_beta=betas)
        run = self._transport.send(request, options)
        if not arguments.is_valid_id(run.run_id):
            raise unusable_start(request.operation.id, run, "it accepted the run and names no run_id")
        return run

    def retrieve(self, run_id: str, **options: Unpack[RequestOptions]) -> TaskRun:
        """A run as it is now: `status`, `is_active`, `warnings`, `error`.

        API: GET /v1/tasks/runs/{run_id}
        """
        return self._transport.send(wire.get_task_run(run_id), call_options(options))

    def input(self, run_id: str, **options: Unpack[RequestOptions]) -> TaskRunInput:
        """What a run was asked.

        API: GET /v1/tasks/runs/{run_id}/input
        """
        return self._transport.send(wire.get_task_run_input(run_id), call_options(options))

    def result(
        self,
        run_id: str,
        *,
        timeout: float = 600.0,
        betas: Iterable[str] | None = None,
        **options: Unpack[WaitOptions],
    ) -> TaskRunResult[Content]:
        """Waits for a run's answer.

        Args:
            run_id: As in `task_run.create(…).run_id`.
            timeout: Seconds that the whole wait may take: as many long polls as that needs, with failed attempts
                and the pauses after them.
            betas: Names of beta features to use.

        Raises:
            WaitTimeoutError: The run is still active by then. It goes on: call `result` again.
            TaskRunFailedError: The run failed, or was cancelled.

        API: GET /v1/tasks/runs/{run_id}/result
        """
        from parallel.types import with_parsed

        deadline = self._deadline(timeout)
        raw = self._wait(run_id, deadline, beta_header(betas), call_options(options))
        return with_parsed(raw, raw.output.get("content"))

    def events(self, run_id: str, **options: Unpack[StreamOptions]) -> Stream[RunEvent]:
        """What a run does, while it does it: its state, its progress, its messages, until it has ended.

        The service closes the stream after some minutes even when the run goes on, and lines break: it is opened
        again by itself, and what was given once is not given again.

        API: GET /v1/tasks/runs/{run_id}/events
        """
        from parallel._sync.event_sources import RunEventSource
        from pareta_core._sync.resume import ResumedStream

        checked = call_options(options)
        trace = RunEventSource(self._transport, run_id, checked)
        return ResumedStream(
            trace,
            trace.open(),
            transport=self._transport,
            retry_class=wire.stream_task_run_events(run_id).operation.retry,
            resume_timeout=checked.stall_timeout,
        )

    @overload
    def execute(
        self,
        *,
        input: object,
        processor: str,
        output: type[T],
        timeout: float = 3600.0,
        **params: Unpack[RunParams],
    ) -> TaskRunResult[T]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: str,
        output: str,
        timeout: float = 3600.0,
        **params: Unpack[RunParams],
    ) -> TaskRunResult[str]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: str,
        output: Mapping[str, Any],
        timeout: float = 3600.0,
        **params: Unpack[RunParams],
    ) -> TaskRunResult[dict[str, Any]]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: str,
        output: None = None,
        timeout: float = 3600.0,
        **params: Unpack[RunParams],
    ) -> TaskRunResult[Content]: ...
    def execute(
        self,
        *,
        input: object,
        processor: str,
        output: Any = None,
        timeout: float = 3600.0,
        **params: Unpack[RunParams],
    ) -> TaskRunResult[Any]:
        """Starts a run, waits for its answer, and gives it as what was asked for. Billed.

        Args:
            input: What to research: a text, a mapping, or an instance of a class with fields, whose JSON form is
                sent and whose schema goes with it.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", …
            output: What the answer is to be: a class with fields (pydantic model, dataclass, attrs class,
                TypedDict, msgspec struct), a JSON schema, or a description in words. The service decides where it
                is not given.
            timeout: Seconds that all of it may take: the request, its retries, and the wait over as many long polls
                as it takes.
            **params: `metadata`, `source_policy`, `webhook` and the other fields of `TaskRunInput`; `betas`; and
                the options of every call.

        Returns:
            The result; `result.output.parsed` is an instance of `output`, and `result.output.basis` says where each
            field comes from.

        Raises:
            TaskRunFailedError: The run failed; with its reason, reference id and run id.
            WaitTimeoutError: It has not ended by then. It goes on; the error's `id` is its run id.
            OutputParseError: The answer does not fit `output`; it is in the error's `result`.

        Example:
            result = client.task_run.execute(input="United Nations", processor="base", output=Company)
            print(result.output.parsed.founding_date)
        """
        if "task_spec" in params:
            raise TypeError(
                "task_spec is what execute makes of output: pass output, or use create and result"
            )
        from pareta_core.schema import describe_output

        deadline = self._deadline(timeout)
        asked: Output[Any] | None = None if output is None else describe_output(output)
        spec = task_spec(input, asked)
        run = self._create(input, processor, {**params, "task_spec": spec}, deadline)
        try:
            betas = beta_header(params.get("betas"))
            # Only the headers are for the polls too (a gateway's, say); the rest belongs to the create.
            options = CallOptions(extra_headers=params.get("extra_headers") or {})
            raw = self._wait(run.run_id, deadline, betas, options)
        except SDKError as error:
            # The run is paid for: whatever went wrong with the wait, the way back to it is not lost.
            error.partial = run
            if isinstance(error, TaskRunFailedError):
                raise  # there is nothing to wait for
            error.add_note(f"task run {run.run_id} was started; task_run.result({run.run_id!r}) waits for it")
            raise
        return _parsed(raw, asked, run.run_id)

    def _deadline(self, timeout: float) -> Deadline:
        return Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())

    def _wait(
        self, run_id: str, deadline: Deadline, betas: str | None, options: CallOptions
    ) -> wire.TaskRunResult:
        """Long polls in slices shorter than a proxy's patience, riding out what may pass, until the deadline."""
        operation = wire.get_task_run_result(run_id).operation
        poll = operation.long_poll
        if poll is None:
            raise TypeError(f"the spec says of {operation.id} no long poll")

        def ended(remaining: float) -> wire.TaskRunResult | None:
            hold = long_poll_slice(poll.slice, remaining)
            request = wire.get_task_run_result(run_id, timeout=hold, parallel_beta=betas)
            patient = options.until(deadline, timeout=hold + _GRACE_SECONDS)
            try:
                answer = self._transport.send(request, patient)
            except NotFoundError as error:
                self._raise_if_ended(run_id, error, options.until(deadline))
            except APIStatusError as error:
                if error.status_code != poll.still_running:
                    raise
            else:
                if isinstance(answer.output, Model):  # pyright: ignore[reportUnnecessaryIsInstance]
                    return answer
                raise malformed_response(ERRORS, operation.id, answer, "it holds no output")
            return None

        def on_timeout(_: SDKError | None) -> SDKError:
            return WaitTimeoutError(
                f"task run {run_id} has not ended after {deadline.seconds:g} s. It goes on at the server: "
                f"task_run.result({run_id!r}) waits on",
                id=run_id,
            )

        return wait_for(
            ended,
            transport=self._transport,
            retry_class=operation.retry,
            deadline=deadline,
            interval=_BETWEEN_POLLS_SECONDS,
            on_timeout=on_timeout,
        )

    def _raise_if_ended(self, run_id: str, error: NotFoundError, options: CallOptions) -> None:
        """A run without a result: unknown, or failed. Its own record says which, and why."""
        try:
            run = self._transport.send(wire.get_task_run(run_id), options)
        except NotFoundError:
            raise error from None
        if run.is_active:
            return
        reason = run.error.message if run.error else None
        ref_id = run.error.ref_id if run.error else None
        raise TaskRunFailedError(
            f"task run {run_id} ended as {run.status}: {reason or 'no reason was given'}"
            + (f" (reference {ref_id})" if ref_id else ""),
            run_id=run_id,
            ref_id=ref_id,
            status=run.status,
            run=run,
            request_id=error.request_id,
        ) from error


def _parsed(raw: wire.TaskRunResult, asked: Output[Any] | None, run_id: str) -> TaskRunResult[Any]:
    from parallel.types import with_parsed
    from pareta_core.schema import OutputMismatch

    content = raw.output.get("content")
    if asked is None:
        return with_parsed(raw, content)
    try:
        return with_parsed(raw, asked.parse(content))
    except OutputMismatch as mismatch:
        raise OutputParseError(
            f"task run {run_id} is complete, but its answer does not fit the output type: {mismatch}. "
            "The answer is in the error's result",
            run_id=run_id,
            result=with_parsed(raw, content),
        ) from mismatch
