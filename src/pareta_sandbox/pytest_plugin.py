"""The fixture `pareta_sandbox`: a fresh sandbox for each test, with ready clients of both kinds.

Every test has a server and a port of its own (it starts in a few milliseconds), so tests share nothing, under xdist
neither. The clients are imported when they are asked for; nothing else here knows them. pytest loads this module
wherever pareta-sdk is installed, so it imports nothing that needs the extra `sandbox` until a test wants a sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from parallel import AsyncParallel, Parallel
    from pareta import AsyncPareta, Pareta

    from .server import Sandbox
    from .state.ledger import Ledger

PARETA_KEY = "pareta_sk_test_sandbox"
PARALLEL_KEY = "parallel_test_sandbox"


class SandboxBox:
    """A running sandbox and clients for it. The sync clients it made are closed with it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._made: list[Any] = []

    @property
    def url(self) -> str:
        return self.sandbox.url

    @property
    def ledger(self) -> Ledger:
        return self.sandbox.ledger

    def pareta(self, **options: Any) -> Pareta:
        """A `Pareta` client; options go to its constructor."""
        from pareta import Pareta

        client = Pareta(**self._options(PARETA_KEY, options))
        self._made.append(client)
        return client

    def async_pareta(self, **options: Any) -> AsyncPareta:
        """An `AsyncPareta` client; close it in the loop that used it, best with `async with`."""
        from pareta import AsyncPareta

        return AsyncPareta(**self._options(PARETA_KEY, options))

    def parallel(self, **options: Any) -> Parallel:
        """A `Parallel` client; options go to its constructor."""
        from parallel import Parallel

        client = Parallel(**self._options(PARALLEL_KEY, options))
        self._made.append(client)
        return client

    def async_parallel(self, **options: Any) -> AsyncParallel:
        """An `AsyncParallel` client; close it in the loop that used it, best with `async with`."""
        from parallel import AsyncParallel

        return AsyncParallel(**self._options(PARALLEL_KEY, options))

    def _options(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        return {"api_key": key, "base_url": self.url, **given}

    def close(self) -> None:
        while self._made:
            self._made.pop().close()


@pytest.fixture
def pareta_sandbox() -> Iterator[SandboxBox]:
    """Both APIs on a loopback port, a hundred times as fast as the wall's clock."""
    from pareta_sandbox import Sandbox

    with Sandbox() as sandbox:
        box = SandboxBox(sandbox)
        try:
            yield box
        finally:
            box.close()
