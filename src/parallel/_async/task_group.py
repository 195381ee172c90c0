"""`task_group`: thousands of runs under one id, watched together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Never, TypeVar, overload

from attrs import evolve

import pareta_wire as wire
from parallel._async.event_sources import AsyncCursorEventSource, AsyncGroupEventSource, open_resumed
from parallel._async.group_results import read_results, wait_for_group
from parallel._async.group_runs import AsyncRunAdder
from parallel.errors import missing_id
from parallel.inputs import beta_header, group_rows, masked_rows
from parallel.outputs import describe
from parallel.typed_events import typed_events
from parallel.types import (
    Content,
    GroupEvent,
    GroupResult,
    GroupRunsEvent,
    TaskGroup,
    TaskGroupRuns,
    TaskRun,
    TaskRunInput,
    TaskSpec,
)
from pareta_core import arguments
from pareta_core._async.callbacks import check_callback
from pareta_core._async.stream import AsyncStream
from pareta_core._async.transport import AsyncTransport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.following import following
from pareta_core.lazy import OfficialNames
from pareta_core.redaction import masked_headers
from pareta_core.secret_fields import masked_body, server_secrets
from pareta_wire import (
    TaskGroupInput,
    create_task_group,
    get_task_group,
    get_task_group_run,
    stream_task_group_events,
    stream_task_group_runs,
)
from pareta_wire.operation import fill

if TYPE_CHECKING:
    from pareta_wire.operation import Request

T = TypeVar("T")


class AsyncTaskGroups(OfficialNames):
    """`task_group`: start many runs and watch them together.

    Example:
        ```python
        group = await client.task_group.create()
        await client.task_group.add_runs(
            group.taskgroup_id, inputs=[{"input": "United Nations", "processor": "base"}]
        )
        async for event in await client.task_group.events(group.taskgroup_id):
            print(event)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        *,
        metadata: Mapping[str, str | int | float | bool] | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> TaskGroup:
        """Create an empty group.

        Args:
            metadata: Your own labels: keys of up to 16 characters, values of up to 512.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The group, with its `taskgroup_id`.

        Raises:
            OutcomeUnknownError: It is unknown whether the group was created. The request was not repeated.

        Example:
            ```python
            group = await client.task_group.create(metadata={"batch": "2026-03"})
            ```

        API: POST /v1/tasks/groups
        """
        extra_headers = masked_headers(extra_headers)
        labels = None if metadata is None else arguments.json_object("metadata", metadata)
        request = create_task_group(body=TaskGroupInput(metadata=labels))
        group = await self._transport.send(
            request,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                idempotency_key=idempotency_key,
            ),
        )
        if not arguments.is_valid_id(group.taskgroup_id):
            raise missing_id(request.operation.id, group, "it has no valid taskgroup_id")
        return group

    async def retrieve(
        self,
        task_group_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> TaskGroup:
        """Retrieve a group with the number of its runs in each state.

        Args:
            task_group_id: The id of the group.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The group.

        Raises:
            NotFoundError: There is no such group.

        Example:
            ```python
            group = await client.task_group.retrieve("tgrp_1")
            print(group.status.num_task_runs, group.status.is_active)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}
        """
        extra_headers = masked_headers(extra_headers)
        return await self._transport.send(
            get_task_group(_id(task_group_id)),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
        )

    async def add_runs(
        self,
        task_group_id: str,
        rows: Iterable[Any] | None = None,
        *,
        processor: wire.TaskProcessor | None = None,
        output: Any = None,
        inputs: Iterable[TaskRunInput | Mapping[str, Any]] | None = None,
        default_task_spec: TaskSpec | Mapping[str, Any] | None = None,
        refresh_status: bool | None = None,
        betas: Iterable[str] | None = None,
        on_start: Callable[[str], object] | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> TaskGroupRuns:
        """Start runs in a group. Each is billed.

        Each run gets a key in its metadata (`pareta_sdk_row`), made from its content. If a connection is lost and it
        is unknown which runs were accepted, the group is read and only the missing runs are sent again.

        Args:
            task_group_id: The id of the group, such as `task_group.create().taskgroup_id`.
            rows: The inputs of the runs, as many as you like: texts, mappings, instances of a class with fields, or a
                frame. They are sent in requests of 1,000, one after the other.
            processor: How thoroughly: "lite", "base", "core", "pro", "ultra", …
            output: The output type of the runs, as in `task_run.execute`. `results(…, output=…)` parses it.
            inputs: In place of `rows`: the runs with all their fields.
            default_task_spec: The form of the outputs, for runs that do not set their own: a `TaskSpec` or a mapping,
                whose schemas may be classes with fields.
            refresh_status: Whether the service recounts the group's status for the response.
            betas: Names of beta features to use.
            on_start: A function that is called with the id of each run as soon as its request was accepted.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The ids of all runs, in the order of the rows, and the cursors from which to watch them.

        Raises:
            TypeError, ValueError: An input is invalid; the message names it. Nothing was sent.
            OutcomeUnknownError: It is unknown whether some runs were accepted. Repeat the call with the error's
                `idempotency_key`: only what is missing is sent. Rows may have been added, removed or moved meanwhile.
            ParallelError: A request failed; `partial` describes the runs that were added before.

        Example:
            ```python
            added = await client.task_group.add_runs("tgrp_1", names, processor="base", output=Company)
            print(added.run_ids)
            ```

        API: POST /v1/tasks/groups/{taskgroup_id}/runs
        """
        extra_headers, extra_body = masked_headers(extra_headers), masked_body(extra_body)
        rows, inputs = masked_rows(rows, "rows"), masked_rows(inputs)
        check_callback("on_start", on_start)
        group_id, checked = (
            _id(task_group_id),
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                idempotency_key=idempotency_key,
            ),
        )
        betas_header = beta_header(betas)
        runs, spec = group_rows(rows, inputs, processor, output, default_task_spec)
        adder = AsyncRunAdder(
            self._transport,
            group_id,
            evolve(checked, secrets=server_secrets({"inputs": runs}) + server_secrets(checked.extra_body)),
            default_task_spec=spec,
            refresh_status=refresh_status,
            betas=betas_header,
        )
        return await adder.add(runs, on_start)

    @overload
    async def get_runs(
        self,
        task_group_id: str,
        *,
        output: type[T],
        last_event_id: str | None = None,
        status: wire.TaskRunStatus | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupRunsEvent[T | None]]: ...
    @overload
    async def get_runs(
        self,
        task_group_id: str,
        *,
        output: str,
        last_event_id: str | None = None,
        status: wire.TaskRunStatus | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupRunsEvent[str | None]]: ...
    @overload
    async def get_runs(
        self,
        task_group_id: str,
        *,
        output: Mapping[str, Any],
        last_event_id: str | None = None,
        status: wire.TaskRunStatus | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupRunsEvent[dict[str, Any] | None]]: ...
    @overload
    async def get_runs(
        self,
        task_group_id: str,
        *,
        output: None = None,
        last_event_id: str | None = None,
        status: wire.TaskRunStatus | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupRunsEvent[Content]]: ...
    async def get_runs(
        self,
        task_group_id: str,
        *,
        output: Any = None,
        last_event_id: str | None = None,
        status: wire.TaskRunStatus | None = None,
        include_input: bool | None = None,
        include_output: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupRunsEvent[Any]]:
        """Stream all runs of a group as they are now, without waiting for any.

        If the connection breaks, the stream resumes after the last event. An event that differs from what the API
        promises is an `Unknown`, and an output that does not fit its type does not end the iteration.

        Args:
            task_group_id: The id of the group.
            output: The output type, as in `task_run.execute`: `event.output.parsed` is an instance of it. If an output
                does not fit, its `parsed` is None and its `error` an `OutputParseError`. Implies `include_output`.
            last_event_id: The `event_id` after which to start.
            status: Only runs with this status.
            include_input: Whether to include the input of each run.
            include_output: Whether to include the output of each run that has one.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.

        Returns:
            An iterator of events, one for each run.

        Raises:
            NotFoundError: There is no such group.
            ParallelError: The stream failed and did not resume within `stall_timeout`; raised during iteration.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            async for event in await client.task_group.get_runs("tgrp_1", output=Company):
                if isinstance(event, TaskRunEvent) and event.output:
                    print(event.run.run_id, event.output.parsed or event.output.error)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        extra_headers = masked_headers(extra_headers)
        group_id, checked = (
            _id(task_group_id),
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                stall_timeout=stall_timeout,
            ),
        )
        described = describe(output)
        if described is not None:
            if include_output is False:
                raise ValueError("include_output must not be False if output is passed")
            include_output = True

        def request(cursor: str | None) -> Request[Never, GroupRunsEvent[Any]]:
            listing = stream_task_group_runs(
                group_id,
                last_event_id=cursor,
                status=status,
                include_input=include_input,
                include_output=include_output,
            )
            return typed_events(listing, described, many_runs=True)

        last_event_id = arguments.optional_string("last_event_id", last_event_id)
        status = arguments.optional_string("status", status)
        source = AsyncCursorEventSource(self._transport, request, checked, last_event_id)
        return await open_resumed(source, self._transport, request(None).operation.retry, checked)

    async def wait(
        self,
        task_group_id: str,
        *,
        poll_interval: float = 5.0,
        timeout: float = 3600.0,
        on_event: Callable[[TaskGroup], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> TaskGroup:
        """Wait until no run of a group is active.

        Args:
            task_group_id: The id of the group.
            poll_interval: Seconds between polls.
            timeout: Limit of the whole wait in seconds, including failed attempts.
            on_event: A function that is called with the group after each poll: how many runs have which status.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The group. Its runs have completed, failed or been cancelled; `results` reads them.

        Raises:
            WaitTimeoutError: A run is still active at the deadline. The runs continue: call `wait` again.
            NotFoundError: There is no such group.

        Example:
            ```python
            group = await client.task_group.wait("tgrp_1")
            print(group.status.task_run_status_counts)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}
        """
        extra_headers = masked_headers(extra_headers)
        interval = seconds_argument("poll_interval", poll_interval, zero=True)
        check_callback("on_event", on_event)
        progress = arguments.flag("progress", progress)
        deadline = Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())
        options = request_options(extra_headers=extra_headers, extra_query=extra_query).until(deadline)
        with following(progress, f"task group {_id(task_group_id)}", "parallel.progress", on_event) as shown:
            return await wait_for_group(self._transport, task_group_id, deadline, interval, shown, options)

    @overload
    async def results(
        self,
        task_group_id: str,
        *,
        output: type[T],
        run_ids: Iterable[str] | None = None,
        include_input: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> list[GroupResult[T]]: ...
    @overload
    async def results(
        self,
        task_group_id: str,
        *,
        output: str,
        run_ids: Iterable[str] | None = None,
        include_input: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> list[GroupResult[str]]: ...
    @overload
    async def results(
        self,
        task_group_id: str,
        *,
        output: Mapping[str, Any],
        run_ids: Iterable[str] | None = None,
        include_input: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> list[GroupResult[dict[str, Any]]]: ...
    @overload
    async def results(
        self,
        task_group_id: str,
        *,
        output: None = None,
        run_ids: Iterable[str] | None = None,
        include_input: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> list[GroupResult[Content]]: ...
    async def results(
        self,
        task_group_id: str,
        *,
        output: Any = None,
        run_ids: Iterable[str] | None = None,
        include_input: bool | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> list[GroupResult[Any]]:
        """Read the runs of a group as rows, as they are now: those that failed are rows, too.

        Args:
            task_group_id: The id of the group.
            output: The output type, as in `task_run.execute`: `row.parsed` is an instance of it. If an output does not
                fit, `parsed` is None and `row.error` an `OutputParseError`.
            run_ids: The runs to return, in this order, such as `add_runs(…).run_ids`. All runs if not given, in the
                order in which the service lists them.
            include_input: Whether to include the input of each run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.

        Returns:
            A row for each run: its status, its output, or the error of a run that failed. Call `wait` first: a run that
            is still active has neither.

        Raises:
            NotFoundError: There is no such group.
            ParallelError: The list could not be read, or lacks one of `run_ids`.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            await client.task_group.wait("tgrp_1")
            for row in await client.task_group.results("tgrp_1", output=Company, run_ids=added.run_ids):
                print(row.parsed if row.error is None else row.error)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs
        """
        extra_headers = masked_headers(extra_headers)
        wanted = None if run_ids is None else arguments.strings("run_ids", run_ids)
        events = await self.get_runs(
            task_group_id,
            output=output,
            include_input=include_input,
            include_output=True,
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            stall_timeout=stall_timeout,
        )
        return await read_results(events, task_group_id, wanted)

    async def events(
        self,
        task_group_id: str,
        *,
        last_event_id: str | None = None,
        api_timeout: float | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        stall_timeout: float | None = None,
    ) -> AsyncStream[GroupEvent]:
        """Stream what happens in a group, as it happens, until no run is active.

        The service closes the stream after an hour at the latest, and connections break: the stream resumes after
        the last event.

        Args:
            task_group_id: The id of the group.
            last_event_id: The `event_id` after which to start.
            api_timeout: Seconds for which the service holds the stream open. With it, the stream ends when the
                service closes it.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.

        Returns:
            An iterator of events.

        Raises:
            NotFoundError: There is no such group.
            ParallelError: The stream failed and did not resume within `stall_timeout`; raised during iteration.

        Example:
            ```python
            async for event in await client.task_group.events("tgrp_1"):
                print(event)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/events
        """
        extra_headers = masked_headers(extra_headers)
        group_id, checked = (
            _id(task_group_id),
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                stall_timeout=stall_timeout,
            ),
        )

        def request(cursor: str | None) -> Request[Never, GroupEvent]:
            events = stream_task_group_events(group_id, last_event_id=cursor, timeout=api_timeout)
            return typed_events(events, many_runs=True)

        if api_timeout is not None:
            seconds_argument("api_timeout", api_timeout, zero=True)
        last_event_id = arguments.optional_string("last_event_id", last_event_id)
        source: AsyncCursorEventSource[GroupEvent]
        if api_timeout is None:
            source = AsyncGroupEventSource(
                self._transport, request, checked, last_event_id, task_group_id=group_id
            )
        else:
            source = AsyncCursorEventSource(self._transport, request, checked, last_event_id)
        return await open_resumed(source, self._transport, request(None).operation.retry, checked)

    async def retrieve_run(
        self,
        run_id: str,
        *,
        task_group_id: str,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> TaskRun:
        """Retrieve one run of a group as it is now.

        Args:
            run_id: The id of the run.
            task_group_id: The id of the group.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The run.

        Raises:
            NotFoundError: There is no such run or group.

        Example:
            ```python
            run = await client.task_group.retrieve_run("trun_1", task_group_id="tgrp_1")
            print(run.status)
            ```

        API: GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = get_task_group_run(_id(task_group_id), run_id)
        return await self._transport.send(
            request, request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        )


def _id(task_group_id: str) -> str:
    """Check the id here, because the spec spells the argument differently (`taskgroup_id`)."""
    fill("{task_group_id}", task_group_id=task_group_id)
    return task_group_id
