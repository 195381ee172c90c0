"""The fixture `pareta_sandbox`: a fresh sandbox for each test, with ready clients of both kinds.

Every test has a server and a port of its own (it starts in a few milliseconds), so tests share nothing, under xdist
neither. The clients are imported when they are asked for; nothing else here knows them. pytest loads this module
wherever pareta-sdk is installed, so it imports nothing that needs the extra `sandbox` until a test wants a sandbox.

A marker sets it up, with what `Sandbox(…)` takes:

    @pytest.mark.pareta_sandbox(scenario="502-for-half-a-minute", seed=7)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from parallel import AsyncParallel, Parallel
    from pareta import AsyncPareta, Pareta

    from .faults.fault import AppliedFault, Fault
    from .scenarios import Scenario
    from .server import Sandbox
    from .state.ledger import Ledger

C = TypeVar("C")

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

    @property
    def faults_applied(self) -> tuple[AppliedFault, ...]:
        """The faults that really struck, in order."""
        return self.sandbox.faults_applied

    def fail(self, operation: str, fault: Fault, **rule: Any) -> None:
        """Let a fault fall on requests; `times`, `after`, `seconds` and `in_turn` are those of `Sandbox.fail`."""
        self.sandbox.fail(operation, fault, **rule)

    def play(self, scenario: str | Scenario) -> None:
        """Add the faults of a scenario."""
        self.sandbox.play(scenario)

    def advance(self, seconds: float) -> None:
        """Let the sandbox's clock jump ahead."""
        self.sandbox.advance(seconds)

    def pareta(self, **options: Any) -> Pareta:
        """A `Pareta` client; options go to its constructor."""
        from pareta import Pareta

        client = _ours(Pareta)(**self._options(PARETA_KEY, options))
        self._made.append(client)
        return client

    def async_pareta(self, **options: Any) -> AsyncPareta:
        """An `AsyncPareta` client; close it in the loop that used it, best with `async with`."""
        from pareta import AsyncPareta

        return _ours(AsyncPareta)(**self._options(PARETA_KEY, options))

    def parallel(self, **options: Any) -> Parallel:
        """A `Parallel` client; options go to its constructor."""
        from parallel import Parallel

        client = _ours(Parallel)(**self._options(PARALLEL_KEY, options))
        self._made.append(client)
        return client

    def async_parallel(self, **options: Any) -> AsyncParallel:
        """An `AsyncParallel` client; close it in the loop that used it, best with `async with`."""
        from parallel import AsyncParallel

        return _ours(AsyncParallel)(**self._options(PARALLEL_KEY, options))

    def _options(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        return {"api_key": key, "base_url": self.url, **given}

    def close(self) -> None:
        while self._made:
            self._made.pop().close()


def _ours(client: type[C]) -> type[C]:
    """The client class, unless another distribution has put its own in the place of ours."""
    if not any(base.__module__.startswith("pareta_core.") for base in client.__mro__):
        name = client.__module__.partition(".")[0]
        raise ImportError(
            f"{name!r} is not the one of pareta-sdk: another distribution that is imported by that name is installed. "
            "Uninstall it, then install pareta-sdk again."
        )
    return client


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "pareta_sandbox(**settings): what the fixture `pareta_sandbox` gives to `Sandbox(…)`"
    )


@pytest.fixture
def pareta_sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxBox]:
    """Both APIs on a loopback port, a hundred times as fast as the wall's clock.

    Parametrized indirectly it takes a scenario's name, or a dict of settings, in place of the marker's.
    """
    from pareta_sandbox import Sandbox

    settings: dict[str, Any] = {}
    for marker in reversed(
        list(request.node.iter_markers("pareta_sandbox"))
    ):  # the nearest has the last word
        settings |= marker.kwargs
    given: Any = getattr(request, "param", {})
    settings |= {"scenario": given} if isinstance(given, str) else given
    with Sandbox(**settings) as sandbox:
        box = SandboxBox(sandbox)
        try:
            yield box
        finally:
            box.close()
