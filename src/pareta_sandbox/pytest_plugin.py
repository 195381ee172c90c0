"""The pytest fixtures: `pareta_sandbox`, a fresh sandbox for each test, with ready clients for both APIs.

`sandbox_environment` also sets the environment variables that programs read; `sandbox_session` is one sandbox for all
tests.

Every test has its own server and port (it starts in a few milliseconds), so tests share nothing, not even under xdist.
pytest loads this module wherever pareta-sdk is installed. It therefore imports the clients and the extra `sandbox` only
when a test asks for them.

A marker passes settings to `Sandbox(…)`:

```python
@pytest.mark.pareta_sandbox(scenario="502-for-half-a-minute", seed=7)
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from parallel import AsyncParallel, Parallel
    from pareta import AsyncPareta, Pareta

    from .faults.fault import AppliedFault, Fault
    from .recorded_requests import RecordedRequest
    from .scenarios import Scenario
    from .scripting import ScriptedLike
    from .server import Sandbox
    from .state.ledger import Ledger

C = TypeVar("C")

PARETA_KEY = "pareta_sk_test_sandbox"
PARALLEL_KEY = "parallel_test_sandbox"


class SandboxBox:
    """A running sandbox, and clients for it. What the fixture `pareta_sandbox` returns.

    Attributes:
        sandbox: The `Sandbox` itself.

    Example:
        ```python
        def test_a_chat_is_billed(pareta_sandbox: SandboxBox) -> None:
            pareta_sandbox.pareta().models.list()
            assert pareta_sandbox.ledger.total_micro_usd == 0
        ```
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._clients: list[Any] = []

    @property
    def url(self) -> str:
        """The base URL for clients of your own."""
        return self.sandbox.url

    @property
    def ledger(self) -> Ledger:
        """What was billed so far."""
        return self.sandbox.ledger

    @property
    def faults_applied(self) -> tuple[AppliedFault, ...]:
        """The faults that were applied, in order."""
        return self.sandbox.faults_applied

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests that arrived, in order: the last 1,000, with API keys redacted."""
        return self.sandbox.requests

    def script(self, operation: str, responses: Sequence[ScriptedLike]) -> None:
        """Send these responses to the next requests of an operation, one each.

        Args:
            operation: An operation id of openapi.yaml.
            responses: What to send, in order: a `ScriptedResponse`, a status, or the JSON of a 200.

        Raises:
            ValueError: There is no such operation, or a response is not valid.
            TypeError: A response is of another type.

        Example:
            ```python
            pareta_sandbox.script("listModels", [503, {"object": "list", "data": []}])
            ```
        """
        self.sandbox.script(operation, responses)

    def environment(self) -> dict[str, str]:
        """Return the environment variables that point both clients, and programs that use them, at this sandbox.

        Returns:
            The variables by name.

        Example:
            ```python
            subprocess.run(["my-program"], env={**os.environ, **pareta_sandbox.environment()}, check=True)
            ```
        """
        return self.sandbox.environment()

    def fail(self, operation: str, fault: Fault, **rule: Any) -> None:
        """Apply a fault to requests.

        Args:
            operation: An operation id of openapi.yaml, or a pattern such as `create*` or `*`.
            fault: What happens to the response.
            rule: `times`, `after`, `seconds` and `in_turn`, as in `Sandbox.fail`.

        Raises:
            ValueError: No operation matches, or a number is out of range.

        Example:
            ```python
            pareta_sandbox.fail("createTaskRun", Fault(status=503), times=2)
            ```
        """
        self.sandbox.fail(operation, fault, **rule)

    def play(self, scenario: str | Scenario) -> None:
        """Add the faults of a scenario.

        Args:
            scenario: A name of `pareta_sandbox.scenarios`, or a `Scenario` of your own.

        Raises:
            ValueError: There is no scenario of that name.

        Example:
            ```python
            pareta_sandbox.play("502-for-half-a-minute")
            ```
        """
        self.sandbox.play(scenario)

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock ahead.

        Args:
            seconds: How far, in sandbox seconds.

        Raises:
            ValueError: `seconds` is negative or not finite.

        Example:
            ```python
            pareta_sandbox.advance(600)
            ```
        """
        self.sandbox.advance(seconds)

    def pareta(self, **options: Any) -> Pareta:
        """Return a `Pareta` client, which is closed when the test ends.

        Args:
            options: Arguments of the client's constructor.

        Returns:
            A client with an API key and the sandbox's URL.

        Example:
            ```python
            pa = pareta_sandbox.pareta(max_retries=0)
            ```
        """
        from pareta import Pareta

        client = _check_client(Pareta)(**self._client_options(PARETA_KEY, options))
        client.wire.ignore_proxies()
        self._clients.append(client)
        return client

    def async_pareta(self, **options: Any) -> AsyncPareta:
        """Return an `AsyncPareta` client. Close it in the event loop that used it, preferably with `async with`.

        Args:
            options: Arguments of the client's constructor.

        Returns:
            A client with an API key and the sandbox's URL.

        Example:
            ```python
            async with pareta_sandbox.async_pareta() as pa:
                await pa.models.list()
            ```
        """
        from pareta import AsyncPareta

        client = _check_client(AsyncPareta)(**self._client_options(PARETA_KEY, options))
        client.wire.ignore_proxies()
        return client

    def parallel(self, **options: Any) -> Parallel:
        """Return a `Parallel` client, which is closed when the test ends.

        Args:
            options: Arguments of the client's constructor.

        Returns:
            A client with an API key and the sandbox's URL.

        Example:
            ```python
            run = pareta_sandbox.parallel().task_run.create(input="United Nations", processor="lite")
            ```
        """
        from parallel import Parallel

        client = _check_client(Parallel)(**self._client_options(PARALLEL_KEY, options))
        client.wire.ignore_proxies()
        self._clients.append(client)
        return client

    def async_parallel(self, **options: Any) -> AsyncParallel:
        """Return an `AsyncParallel` client. Close it in the event loop that used it, preferably with `async with`.

        Args:
            options: Arguments of the client's constructor.

        Returns:
            A client with an API key and the sandbox's URL.

        Example:
            ```python
            async with pareta_sandbox.async_parallel() as client:
                await client.task_run.create(input="United Nations", processor="lite")
            ```
        """
        from parallel import AsyncParallel

        client = _check_client(AsyncParallel)(**self._client_options(PARALLEL_KEY, options))
        client.wire.ignore_proxies()
        return client

    def _client_options(self, key: str, options: dict[str, Any]) -> dict[str, Any]:
        return {"api_key": key, "base_url": self.url, **options}

    def close(self) -> None:
        """Close the sync clients. The fixture does this when the test ends.

        Example:
            ```python
            box.close()
            ```
        """
        while self._clients:
            self._clients.pop().close()


def _check_client(client: type[C]) -> type[C]:
    """Return the client class, unless another distribution has replaced the package."""
    if not any(base.__module__.startswith("pareta_core.") for base in client.__mro__):
        name = client.__module__.partition(".")[0]
        raise ImportError(
            f"the package {name!r} is not from pareta-sdk: another distribution with a package of that name is "
            "installed. Uninstall it, then install pareta-sdk again."
        )
    return client


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers", "pareta_sandbox(**settings): arguments of `Sandbox(…)` for the fixture `pareta_sandbox`"
    )


def _serve(settings: dict[str, Any]) -> Iterator[SandboxBox]:
    """Serve until the test ends. No proxy of the environment is used for the sandbox."""
    from pareta_sandbox import Sandbox

    with pytest.MonkeyPatch.context() as patch, Sandbox(**settings) as sandbox:
        host = sandbox.url.removeprefix("http://").rpartition(":")[0].strip("[]")
        for name in ("NO_PROXY", "no_proxy"):
            kept = [one for one in (os.environ.get(name), host, "localhost") if one]
            patch.setenv(name, ",".join(kept))
        box = SandboxBox(sandbox)
        try:
            yield box
        finally:
            box.close()


@pytest.fixture
def pareta_sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxBox]:
    """Serve both APIs on a local port, a hundred times as fast as real time.

    Indirect parametrization takes a scenario's name, or a dict of settings. They override those of the marker.

    Yields:
        The running sandbox, with clients for it.

    Example:
        ```python
        @pytest.mark.pareta_sandbox(seed=7)
        def test_models(pareta_sandbox: SandboxBox) -> None:
            assert pareta_sandbox.pareta().models.list()
        ```
    """
    settings: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("pareta_sandbox"))):  # the nearest marker wins
        settings |= marker.kwargs
    parameter: Any = getattr(request, "param", {})
    settings |= {"scenario": parameter} if isinstance(parameter, str) else parameter
    yield from _serve(settings)


@pytest.fixture
def sandbox_environment(pareta_sandbox: SandboxBox, monkeypatch: pytest.MonkeyPatch) -> SandboxBox:
    """Set the environment variables of both clients to a fresh sandbox while the test runs.

    Returns:
        The running sandbox, as `pareta_sandbox` has it.

    Example:
        ```python
        def test_the_program(sandbox_environment: SandboxBox) -> None:
            assert Pareta.from_env().models.list()
        ```
    """
    for name, value in pareta_sandbox.environment().items():
        monkeypatch.setenv(name, value)
    return pareta_sandbox


@pytest.fixture(scope="session")
def sandbox_session() -> Iterator[SandboxBox]:
    """Serve both APIs to all tests of the session. They share its state: its ledger, its faults, its endpoints.

    Yields:
        The running sandbox, with clients for it.

    Example:
        ```python
        def test_models(sandbox_session: SandboxBox) -> None:
            assert sandbox_session.pareta().models.list()
        ```
    """
    yield from _serve({})
