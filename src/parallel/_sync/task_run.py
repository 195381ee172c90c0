# Mirrored from src/parallel/_async/task_run.py by codegen/mirror.py; do not edit.
"""`task_run`: one research task, and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

import parallel
import pareta_wire as wire
from parallel.errors import RUN_NOTE, OutputParseError, TaskRunFailedError, missing_id
from parallel.inputs import beta_header, run_input, task_spec
from pareta_core import arguments
from pareta_core._sync.callbacks import check_callback, notify
from pareta_core._sync.stream import Stream
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import (
    OPTION_NAMES,
    CallOptions,
    call_options,
    request_options,
)
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.encoding import tolerant
from pareta_core.errors import SDKError
from pareta_core.following import following
from pareta_core.lazy import OfficialNames
from pareta_core.redaction import masked_headers
from pareta_core.secret_fields import masked_body, masked_servers, server_secrets
from pareta_core.started import Started, WaitNote
from pareta_wire.operation import fill

if TYPE_CHECKING:
    from pareta_core.schema import Output

T = TypeVar("T")

# What `api_timeout=0` waits: as long as the shortest long poll holds.
_SHORTEST_WAIT_SECONDS = 1.0

# Results, streams and output types load their modules when they are first used, so that a first call is fast.


class TaskRuns(OfficialNames):
    """`task_run`: create, retrieve, input, result, events, execute.

    Example:
        ```python
        result = client.task_run.execute(input="United Nations", processor="base")
        print(result.output.content)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        task_spec: parallel.TaskSpec | Mapping[str, Any] | None = None,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **params: Any,
    ) -> parallel.TaskRun:
        """Start a run and return at once. Billed.

        `task_run.result(run.run_id)` waits for its result.

        Args:
            input: What to research: a text, a mapping, or an instance of a class with fields.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", …
            task_spec: Shapes of input and output. Without it the server chooses the output's shape.
            metadata: Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to
                512 characters, numbers or booleans.
            source_policy: Which web sources may be used.
            advanced_settings: Settings that few runs need.
            previous_interaction_id: Interaction whose context this run continues.
            memory_scope_key: Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and
                underscores.
            mcp_servers: Tool servers that the run may call.
            enable_events: Whether the run reports its progress. The server takes true from processor `pro` up.
            webhook: Where to report changes of the run's status.
            betas: Names of beta features to use.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.
            **params: Fields that the spec does not know, sent as they are.

        Returns:
            The run, with its `run_id`.

        Raises:
            OutcomeUnknownError: It is unknown whether the run was accepted: the connection was lost, the service
                returned 500, 502 or 504, or its response could not be read. The request was not repeated; the error
                has its `idempotency_key`.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            run = client.task_run.create(input="United Nations", processor="base")
            print(run.run_id)
            ```

        API: POST /v1/tasks/runs
        """
        extra_headers, extra_body = masked_headers(extra_headers), masked_body(extra_body)
        mcp_servers = masked_servers(mcp_servers)
        params |= arguments.drop_none(
            task_spec=task_spec,
            metadata=metadata,
            source_policy=source_policy,
            advanced_settings=advanced_settings,
            previous_interaction_id=previous_interaction_id,
            memory_scope_key=memory_scope_key,
            mcp_servers=mcp_servers,
            enable_events=enable_events,
            webhook=webhook,
            betas=betas,
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        started = _started()
        try:
            return self._create(input, processor, params, started)
        except BaseException as error:
            started.add_note(error)
            raise

    def _create(
        self,
        input: object,
        processor: str,
        params: Mapping[str, Any],
        started: Started,
        deadline: Deadline | None = None,
    ) -> parallel.TaskRun:
        known, fields = arguments.split_options(params, OPTION_NAMES)
        options = call_options(known)
        if deadline is not None:
            options = options.until(deadline)
        betas = beta_header(fields.pop("betas", None))
        request = wire.create_task_run(body=run_input(input, processor, fields), parallel_beta=betas)
        run = self._transport.send(request, options, decode=started.decoder(tolerant(wire.TaskRun.from_dict)))
        if not arguments.is_valid_id(run.run_id):
            raise missing_id(request.operation.id, run, "it has no valid run_id")
        return run

    def retrieve(
        self,
        run_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRun:
        """Retrieve a run as it is now.

        Args:
            run_id: The id of the run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The run, with its `status`, `is_active`, `warnings` and `error`.

        Raises:
            NotFoundError: There is no such run.

        Example:
            ```python
            run = client.task_run.retrieve("trun_1")
            print(run.status)
            ```

        API: GET /v1/tasks/runs/{run_id}
        """
        extra_headers = masked_headers(extra_headers)
        return self._transport.send(
            wire.get_task_run(run_id),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
        )

    def input(
        self,
        run_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunInput:
        """Retrieve the input that a run was created with.

        Args:
            run_id: The id of the run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The input with its processor and settings.

        Raises:
            NotFoundError: There is no such run.

        Example:
            ```python
            created_with = client.task_run.input("trun_1")
            print(created_with.input, created_with.processor)
            ```

        API: GET /v1/tasks/runs/{run_id}/input
        """
        extra_headers = masked_headers(extra_headers)
        return self._transport.send(
            wire.get_task_run_input(run_id),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
        )

    def retrieve_input(
        self,
        run_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunInput:
        """Retrieve the input of a run. This is `input` under the name that the official client has for it.

        Args:
            run_id: The id of the run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The input with its processor and settings.

        Raises:
            NotFoundError: There is no such run.

        Example:
            ```python
            created_with = client.task_run.retrieve_input("trun_1")
            ```

        API: GET /v1/tasks/runs/{run_id}/input
        """
        extra_headers = masked_headers(extra_headers)
        return self.input(run_id, timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)

    @overload
    def result(
        self,
        run_id: str,
        *,
        output: type[T],
        timeout: float = 600.0,
        api_timeout: float | None = None,
        betas: Iterable[str] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunResult[T]: ...
    @overload
    def result(
        self,
        run_id: str,
        *,
        output: str,
        timeout: float = 600.0,
        api_timeout: float | None = None,
        betas: Iterable[str] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunResult[str]: ...
    @overload
    def result(
        self,
        run_id: str,
        *,
        output: Mapping[str, Any],
        timeout: float = 600.0,
        api_timeout: float | None = None,
        betas: Iterable[str] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunResult[dict[str, Any]]: ...
    @overload
    def result(
        self,
        run_id: str,
        *,
        output: None = None,
        timeout: float = 600.0,
        api_timeout: float | None = None,
        betas: Iterable[str] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunResult[parallel.Content]: ...
    def result(
        self,
        run_id: str,
        *,
        output: Any = None,
        timeout: float = 600.0,
        api_timeout: float | None = None,
        betas: Iterable[str] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> parallel.TaskRunResult[Any]:
        """Wait for the result of a run, and return its output as an instance of the output type.

        Args:
            run_id: The id of the run, such as `task_run.create(…).run_id` or the `id` of a `WaitTimeoutError`.
            output: The output type, as in `execute`. It is not sent: the run has its schema since it was started.
            timeout: Limit of the whole wait in seconds. It covers all long polls, failed attempts and pauses.
            api_timeout: The official client's name for the limit of the wait in seconds. It replaces `timeout`. 0
                asks once.
            betas: Names of beta features to use.
            on_event: A function that is called with each event of the run during the wait, as `events` gives them.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The result. `result.output.content` is its output, and `result.output.parsed` an instance of `output`.

        Raises:
            WaitTimeoutError: The run is still active at the deadline. It continues: call `result` again.
            TaskRunFailedError: The run failed or was cancelled.
            OutputParseError: The output does not fit `output`; the error's `result` has it.
            NotFoundError: There is no such run.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            result = client.task_run.result("trun_1", output=Company, timeout=300.0)
            print(result.output.parsed.founding_date)
            ```

        API: GET /v1/tasks/runs/{run_id}/result
        """
        extra_headers = masked_headers(extra_headers)
        from parallel.outputs import describe

        check_callback("on_event", on_event)
        progress = arguments.flag("progress", progress)
        described = describe(output)
        if api_timeout is None:
            deadline = self._deadline(timeout)
        else:
            seconds = seconds_argument("api_timeout", api_timeout, zero=True)
            deadline = self._deadline(seconds or _SHORTEST_WAIT_SECONDS)
        options = request_options(extra_headers=extra_headers, extra_query=extra_query)
        fill("{run_id}", run_id=run_id)  # rejects what is not an id
        with WaitNote(RUN_NOTE.format(id=run_id)):
            raw = self._wait(run_id, deadline, beta_header(betas), options, on_event, progress)
            return _parsed(raw, described, run_id)

    def _wait(
        self,
        run_id: str,
        deadline: Deadline,
        betas: str | None,
        options: CallOptions,
        on_event: Callable[[parallel.RunEvent], object] | None,
        progress: bool,
    ) -> wire.TaskRunResult:
        from parallel._sync.run_result import wait_for_result

        with following(progress, f"task run {run_id}", "parallel.progress", on_event) as notify_all:
            if notify_all is not None:
                from parallel._sync.event_sources import follow_run

                follow_run(self._transport, run_id, options.until(deadline), notify_all)
            return wait_for_result(self._transport, run_id, deadline, betas, options)

    def events(
        self,
        run_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> Stream[parallel.RunEvent]:
        """Stream what a run does, as it does it: its state, progress and messages, until it has ended.

        The service closes the stream after some minutes even if the run continues, and connections break: the stream
        reconnects, and you get each event once.

        Args:
            run_id: The id of the run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.

        Returns:
            An iterator of events.

        Raises:
            NotFoundError: There is no such run.
            ParallelError: The stream failed and did not resume within `stall_timeout`; raised during iteration.

        Example:
            ```python
            for event in client.task_run.events("trun_1"):
                print(event)
            ```

        API: GET /v1/tasks/runs/{run_id}/events
        """
        extra_headers = masked_headers(extra_headers)
        from parallel._sync.event_sources import open_run_events

        return open_run_events(
            self._transport,
            run_id,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                stall_timeout=stall_timeout,
            ),
        )

    @overload
    def execute(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        output: type[T],
        timeout: float = 3600.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> parallel.TaskRunResult[T]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        output: str,
        timeout: float = 3600.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> parallel.TaskRunResult[str]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        output: Mapping[str, Any],
        timeout: float = 3600.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> parallel.TaskRunResult[dict[str, Any]]: ...
    @overload
    def execute(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        output: None = None,
        timeout: float = 3600.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> parallel.TaskRunResult[parallel.Content]: ...
    def execute(
        self,
        *,
        input: object,
        processor: wire.TaskProcessor,
        output: Any = None,
        timeout: float = 3600.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[parallel.RunEvent], object] | None = None,
        progress: bool = False,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        source_policy: parallel.SourcePolicy | Mapping[str, Any] | None = None,
        advanced_settings: Mapping[str, Any] | None = None,
        previous_interaction_id: str | None = None,
        memory_scope_key: str | None = None,
        mcp_servers: Iterable[parallel.McpServer | Mapping[str, Any]] | None = None,
        enable_events: bool | None = None,
        webhook: parallel.Webhook | Mapping[str, Any] | None = None,
        betas: Iterable[str] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **params: Any,
    ) -> parallel.TaskRunResult[Any]:
        """Start a run, wait for its result, and return it as an instance of the output type. Billed.

        Args:
            input: What to research: a text, a mapping, or an instance of a class with fields. An instance is sent as
                JSON together with its schema.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", …
            output: What to return: a class with fields (pydantic model, dataclass, attrs class, TypedDict, msgspec
                struct), a JSON schema, or a description in words. The service decides if it is not given.
            timeout: Limit of the whole call in seconds: the request, its retries, and the wait.
            on_start: A function that is called with the run id as soon as it is known, before the wait.
            on_event: A function that is called with each event of the run during the wait, as `events` gives them.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            metadata: Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to
                512 characters, numbers or booleans.
            source_policy: Which web sources may be used.
            advanced_settings: Settings that few runs need.
            previous_interaction_id: Interaction whose context this run continues.
            memory_scope_key: Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and
                underscores.
            mcp_servers: Tool servers that the run may call.
            enable_events: Whether the run reports its progress. The server takes true from processor `pro` up.
            webhook: Where to report changes of the run's status.
            betas: Names of beta features to use.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.
            **params: Fields that the spec does not know, sent as they are.

        Returns:
            The result. `result.output.parsed` is an instance of `output`, and `result.output.basis` has the sources
            of each field.

        Raises:
            TaskRunFailedError: The run failed; with the reason, the service's reference and the run id.
            WaitTimeoutError: The run has not ended by the deadline. It continues; the error's `id` is its run id.
            OutputParseError: The output does not fit `output`; the error's `result` has it.
            OutcomeUnknownError: It is unknown whether the run was accepted. The request was not repeated.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            result = client.task_run.execute(input="United Nations", processor="base", output=Company)
            print(result.output.parsed.founding_date)
            ```

        API: POST /v1/tasks/runs, then GET /v1/tasks/runs/{run_id}/result
        """
        extra_headers, extra_body = masked_headers(extra_headers), masked_body(extra_body)
        mcp_servers = masked_servers(mcp_servers)
        params |= arguments.drop_none(
            metadata=metadata,
            source_policy=source_policy,
            advanced_settings=advanced_settings,
            previous_interaction_id=previous_interaction_id,
            memory_scope_key=memory_scope_key,
            mcp_servers=mcp_servers,
            enable_events=enable_events,
            webhook=webhook,
            betas=betas,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        arguments.mask_headers(params)
        if "task_spec" in params:
            raise TypeError(
                "execute builds task_spec from output: pass output, or call create and result instead"
            )
        from parallel.outputs import describe

        check_callback("on_start", on_start)
        check_callback("on_event", on_event)
        progress = arguments.flag("progress", progress)
        deadline = self._deadline(timeout)
        described = describe(output)
        spec = task_spec(input, described)
        betas = beta_header(params.get("betas"))
        # The polls share the headers (a gateway may need them); the other options belong to the create.
        options = CallOptions(
            extra_headers=params.get("extra_headers") or {},
            secrets=server_secrets(params) + server_secrets(extra_body),
        )
        started, run = _started(), None
        try:
            run = self._create(input, processor, {**params, "task_spec": spec}, started, deadline)
            notify(on_start, run.run_id)
            raw = self._wait(run.run_id, deadline, betas, options, on_event, progress)
            return _parsed(raw, described, run.run_id)
        except BaseException as error:
            # The run is billed, whatever happened to the wait: the exception has its id.
            if isinstance(error, SDKError) and run is not None:
                error.partial = run
            if not isinstance(error, (TaskRunFailedError, OutputParseError)):  # They have ended.
                started.add_note(error)
            raise

    def _deadline(self, timeout: float) -> Deadline:
        return Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())


def _started() -> Started:
    return Started(RUN_NOTE, "run_id")


def _parsed(raw: wire.TaskRunResult, output: Output[Any] | None, run_id: str) -> parallel.TaskRunResult[Any]:
    from parallel.types import with_parsed
    from pareta_core.schema import OutputMismatch

    content = raw.output.get("content")
    if output is None:
        return with_parsed(raw, content)
    try:
        return with_parsed(raw, output.parse(content))
    except OutputMismatch as mismatch:
        raise OutputParseError(
            f"task run {run_id} completed, but its output does not fit the output type: {mismatch}. "
            "The error's result has the output.",
            run_id=run_id,
            result=with_parsed(raw, content),
        ) from mismatch
