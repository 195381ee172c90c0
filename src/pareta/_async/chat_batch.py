"""Many chats at once: a bounded number in flight, results in order, and an error for each chat that failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

# sync-only: from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from attrs import evolve

from pareta.batches import BatchResult, batch_keys
from pareta.errors import AuthenticationError, InsufficientCreditsError, ParetaError, RateLimitError
from pareta.types import ChatCompletion
from pareta_core._async.callbacks import notify
from pareta_core.observation import Hooks, RetryEvent
from pareta_core.started import replace_note
from pareta_wire.api.chat.create_chat_completion import OPERATION
from pareta_wire.operation import Request

if TYPE_CHECKING:
    from pareta_core._async.transport import AsyncTransport
    from pareta_core.config import CallOptions

# After these, the other chats would fail in the same way.
_FATAL = (AuthenticationError, InsufficientCreditsError)


class AsyncBatch:
    """One batch. Its workers take one chat after the other."""

    def __init__(
        self,
        transport: AsyncTransport,
        bodies: list[dict[str, Any]],
        options: CallOptions,
        on_event: Callable[[BatchResult], object] | None,
    ) -> None:
        """Create the batch. Nothing is sent yet.

        Args:
            transport: What sends.
            bodies: The bodies of the requests.
            options: The options of each request. Its idempotency key is that of the batch.
            on_event: What to call with each result.
        """
        settings = transport.settings
        hooks = settings.hooks or Hooks()
        self._on_retry = hooks.on_retry
        self._transport = transport.with_settings(
            settings.with_changes(hooks=hooks._replace(on_retry=self._wait_for_all))
        )
        self._key = key = options.idempotency_key or str(uuid4())
        self._waiting = deque(enumerate(zip(bodies, batch_keys(bodies, key), strict=True)))
        self._count = len(bodies)
        self._options = options
        self._on_event = on_event
        self._results: dict[int, BatchResult] = {}
        self._failure: BaseException | None = None
        self._paused_until = 0.0

    async def run(self, concurrency: int) -> list[BatchResult]:
        """Send all chats and return their results in order.

        Args:
            concurrency: How many chats are in flight at a time.

        Raises:
            ParetaError: The other chats would fail in the same way. Its `partial` has the results so far.
        """
        workers = min(concurrency, self._count)
        try:
            # async-only: begin
            import anyio

            async with anyio.create_task_group() as group:
                for _ in range(workers):
                    group.start_soon(self._work)
            # async-only: end
            # sync-only: with ThreadPoolExecutor(workers, "chat-batch") as pool:
            # sync-only:     try:
            # sync-only:         for worker in [pool.submit(self._work) for _ in range(workers)]:
            # sync-only:             worker.result()
            # sync-only:     except BaseException:
            # sync-only:         self._waiting.clear()  # What is in flight is billed, and is waited for.
            # sync-only:         raise
            if self._failure is not None:
                raise self._failure
        except BaseException as error:
            done = [self._results[index] for index in sorted(self._results)]
            with suppress(AttributeError):  # an exception with slots
                error.partial = done  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
            replace_note(
                error,
                "idempotency_key=",
                f"{len(done)} of {self._count} chats of the batch have results. Repeat the batch with "
                f"idempotency_key={self._key!r}: no chat is billed twice.",
            )
            raise
        return [self._results[index] for index in range(self._count)]

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._pause()
                try:
                    index, (body, key) = self._waiting.popleft()
                except IndexError:  # another worker was faster, or failed
                    return
                result = await self._answer(index, body, key)
                self._results[index] = result
                await notify(self._on_event, result)
        except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001  # `run` raises it
            # The other workers finish what is in flight: it is billed.
            self._failure = self._failure or error
            self._waiting.clear()

    async def _answer(self, index: int, body: dict[str, Any], key: str) -> BatchResult:
        request = Request(OPERATION, OPERATION.path, body=body)
        options = evolve(self._options, idempotency_key=key)
        try:
            completion = await self._transport.send(request, options, decode=ChatCompletion.from_dict)
        except _FATAL:
            raise
        except ParetaError as error:
            return BatchResult(index, error=error)
        return BatchResult(index, completion)

    async def _pause(self) -> None:
        """Wait as long as the service has asked any of the chats to wait."""
        clock = self._transport.clock
        while (left := self._paused_until - clock.monotonic()) > 0:
            await clock.sleep(left)

    async def _wait_for_all(self, event: RetryEvent) -> None:
        if isinstance(event.error, RateLimitError):
            self._paused_until = max(self._paused_until, self._transport.clock.monotonic() + event.pause)
        await notify(self._on_retry, event)
