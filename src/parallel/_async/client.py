"""`AsyncParallel`: the client of the Task API, whose attributes are its resources."""

from __future__ import annotations

from functools import cached_property

import parallel
from parallel.errors import ERRORS
from pareta_core._async.client import AsyncBaseClient
from pareta_wire.apis import PARALLEL


class AsyncParallel(AsyncBaseClient):
    """The client of the Task API. Create it once and reuse it: it holds the connections.

    Args:
        api_key: The key, sent as `x-api-key`; read from `PARALLEL_API_KEY` if not given.
        base_url: The address of the API; read from `PARALLEL_BASE_URL` if not given, else production.
        timeout: Seconds for one attempt, from sending to the last byte of the response; for a stream to its head; for
            an upload each wait. Or an `httpx.Timeout`, which limits each wait. 60 s, of which 10 s to connect, if not
            given.
        max_retries: Number of retries after a failed attempt, where the API allows them; 2 if not given.
        http_client: Your own `httpx.AsyncClient`. Its own timeout applies, and you close it.
        default_headers: Headers to send with every request.
        max_event_bytes: The longest event of a stream, in bytes; 16 MB if not given.
        max_body_bytes: The longest body of any other response, unpacked, in bytes; 100 MB if not given.
        on_request: Called with a `RequestEvent` before each attempt is sent. What it raises ends the call.
        on_response: Called with a `ResponseEvent` for the head of each response.
        on_retry: Called with a `RetryEvent` before the pause of each retry.
        tracing: True to make each call a span of OpenTelemetry, or the `TracerProvider` to use. Read from
            `PARALLEL_TRACING` if not given; off by default.

    Raises:
        ParallelError: There is no key, or the key or the base URL is invalid.

    Example:
        ```python
        async with AsyncParallel() as client:
            result = await client.task_run.execute(input="United Nations", processor="base")
            print(result.output.content)
        ```
    """

    _api = PARALLEL
    _errors = ERRORS

    _reads_environment = True

    @cached_property
    def task_run(self) -> parallel.AsyncTaskRuns:
        """`task_run`, single runs: create, retrieve, input, result, events, execute."""
        from parallel._async.task_run import AsyncTaskRuns

        return AsyncTaskRuns(self.wire)

    @cached_property
    def task_group(self) -> parallel.AsyncTaskGroups:
        """`task_group`, many runs at once: create, retrieve, add_runs, get_runs, events, retrieve_run."""
        from parallel._async.task_group import AsyncTaskGroups

        return AsyncTaskGroups(self.wire)

    @cached_property
    def bulk(self) -> parallel.AsyncBulk:
        """`bulk(journal, …)`, a job over many rows that can be killed and resumed, and is paid for once."""
        from parallel._async.bulk import AsyncBulk

        return AsyncBulk(self.wire)
