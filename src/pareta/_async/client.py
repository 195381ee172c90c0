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
            `PARETA_TRACING` if not given; off by default.

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
    def auto(self) -> pareta.AsyncAuto:
        """`auto.metrics()`: metrics of the chats with `model="auto"`."""
        from pareta._async.auto import AsyncAuto

        return AsyncAuto(self.wire)

    @cached_property
    def playground(self) -> pareta.AsyncPlayground:
        """`playground.frontier(…)`: ask a frontier model. Billed."""
        from pareta._async.playground import AsyncPlayground

        return AsyncPlayground(self.wire)

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
