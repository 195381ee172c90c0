"""`AsyncParallel`: the one object to build for the Task API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from parallel.errors import ERRORS
from pareta_core._async.client import AsyncBaseClient
from pareta_wire.apis import PARALLEL

if TYPE_CHECKING:
    from parallel._async.task_group import AsyncTaskGroups
    from parallel._async.task_run import AsyncTaskRuns


class AsyncParallel(AsyncBaseClient):
    """The client of the Task API. Build it once and reuse it; it holds the connections.

    Args:
        api_key: The key, sent as `x-api-key`; read from `PARALLEL_API_KEY` where not given.
        base_url: Where the API is; read from `PARALLEL_BASE_URL`, or production, where not given.
        timeout: Seconds that one request may take, or an `httpx.Timeout`; 60 s, 10 s to connect, where not given.
        max_retries: How often a failed attempt is made again, where the API allows it; 2 where not given.
        http_client: An `httpx.AsyncClient` of your own. Its timeout and its closing are yours, too.
        default_headers: Headers to send with every request.

    Raises:
        ParallelError: There is no key, or the key or the base URL cannot work.

    Example:
        async with AsyncParallel() as client:
            result = await client.task_run.execute(input="United Nations", processor="base")
            print(result.output.content)
    """

    _api = PARALLEL
    _errors = ERRORS

    _reads_environment = True

    @cached_property
    def task_run(self) -> AsyncTaskRuns:
        """Single runs: create, retrieve, input, result, events, execute."""
        from parallel._async.task_run import AsyncTaskRuns

        return AsyncTaskRuns(self.wire)

    @cached_property
    def task_group(self) -> AsyncTaskGroups:
        """Many runs at once: create, retrieve, add_runs, get_runs, events, retrieve_run."""
        from parallel._async.task_group import AsyncTaskGroups

        return AsyncTaskGroups(self.wire)
