# Mirrored from src/parallel/_async/client.py by codegen/mirror.py; do not edit.
"""`Parallel`: the one object to build for the Task API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from parallel.errors import ERRORS
from pareta_core._sync.client import BaseClient
from pareta_wire.apis import PARALLEL

if TYPE_CHECKING:
    from parallel._sync.task_group import TaskGroups
    from parallel._sync.task_run import TaskRuns


class Parallel(BaseClient):
    """The client of the Task API. Build it once and reuse it; it holds the connections.

    Args:
        api_key: The key, sent as `x-api-key`; read from `PARALLEL_API_KEY` where not given.
        base_url: Where the API is; read from `PARALLEL_BASE_URL`, or production, where not given.
        timeout: Seconds that one request may take, or an `httpx.Timeout`; 60 s, 10 s to connect, where not given.
        max_retries: How often a failed attempt is made again, where the API allows it; 2 where not given.
        http_client: An `httpx.Client` of your own. Its timeout and its closing are yours, too.
        default_headers: Headers to send with every request.

    Raises:
        ParallelError: There is no key, or the key or the base URL cannot work.

    Example:
        with Parallel() as client:
            result = client.task_run.execute(input="United Nations", processor="base")
            print(result.output.content)
    """

    _api = PARALLEL
    _errors = ERRORS

    _reads_environment = True

    @cached_property
    def task_run(self) -> TaskRuns:
        """Single runs: create, retrieve, input, result, events, execute."""
        from parallel._sync.task_run import TaskRuns

        return TaskRuns(self.wire)

    @cached_property
    def task_group(self) -> TaskGroups:
        """Many runs at once: create, retrieve, add_runs, get_runs, events, retrieve_run."""
        from parallel._sync.task_group import TaskGroups

        return TaskGroups(self.wire)
