"""`AsyncPareta`: the client, whose attributes are the resources of the API."""

from __future__ import annotations

from functools import cached_property

import pareta
from pareta.errors import ERRORS
from pareta_core._async.client import AsyncBaseClient
from pareta_wire.apis import PARETA


class AsyncPareta(AsyncBaseClient):
    """The client of the Pareta API. Create it once and reuse it: it holds the connections.

    Args:
        api_key: A `pareta_sk_…` key, sent as a bearer token. `from_env()` reads it from `PARETA_API_KEY`.
        base_url: The address of the API; production if not given. `from_env()` reads it from `PARETA_BASE_URL`.
        timeout: Limit of one request in seconds, or an `httpx.Timeout`; 60 s, with 10 s to connect, if not given.
        max_retries: Number of retries after a failed attempt, where the API allows them; 2 if not given.
        http_client: Your own `httpx.AsyncClient`. Its own timeout applies, and you close it.
        default_headers: Headers to send with every request.

    Raises:
        ParetaError: There is no key, or the key or the base URL is invalid.

    Example:
        ```python
        async with AsyncPareta.from_env() as pa:
            print(await pa.models.list())
        ```
    """

    _api = PARETA
    _errors = ERRORS

    @cached_property
    def chat(self) -> pareta.AsyncChat:
        """`chat.completions.create(…)`: OpenAI-compatible inference. Billed by tokens."""
        from pareta._async.chat import AsyncChat

        return AsyncChat(self.wire)

    @cached_property
    def models(self) -> pareta.AsyncModels:
        """`models.list()`: the models that can be called."""
        from pareta._async.models import AsyncModels

        return AsyncModels(self.wire)

    @cached_property
    def endpoints(self) -> pareta.AsyncEndpoints:
        """`endpoints`: deploy, wait, list, retrieve, start, stop, delete, and `metrics(id)`."""
        from pareta._async.endpoints import AsyncEndpoints

        return AsyncEndpoints(self.wire)

    @cached_property
    def tasks(self) -> pareta.AsyncTasks:
        """`tasks`, the benchmark catalog: list, retrieve, match, leaderboard, recommended."""
        from pareta._async.tasks import AsyncTasks

        return AsyncTasks(self.wire)

    @cached_property
    def evals(self) -> pareta.AsyncEvals:
        """`evals.sets`, `evals.runs` and `evals.frontier_models(…)`. Runs are billed."""
        from pareta._async.evals import AsyncEvals

        return AsyncEvals(self.wire)
