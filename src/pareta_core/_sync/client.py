# Mirrored from src/pareta_core/_async/client.py by codegen/mirror.py; do not edit.
"""The base of both clients: settings, construction, copies, closing. No namespaces, no routes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, TypeVar

import pareta_core
from pareta_core import config
from pareta_core.annotations import httpx, observation
from pareta_core.errors import ErrorClasses
from pareta_core.lazy import OfficialNames
from pareta_core.redaction import masked_headers
from pareta_wire.operation import Api

# Not `Self`: jedi, which completes in IPython, Jupyter and many editors, does not follow it out of a base class.
C = TypeVar("C", bound="BaseClient")


class BaseClient(OfficialNames):
    """The base of a client. It holds the settings.

    The transport, which the namespaces share, is created when it is first used.
    """

    _settings: config.Settings
    _transport: pareta_core.Transport | None = None
    _closed = False
    _api: ClassVar[Api]
    _errors: ClassVar[ErrorClasses]
    # Whether the constructor also reads the environment, as `from_env` does.
    _reads_environment: ClassVar[bool] = False

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int = config.DEFAULT_MAX_RETRIES,
        http_client: httpx.Client | None = None,
        *,
        default_headers: Mapping[str, str] | None = None,
        max_event_bytes: int = config.DEFAULT_MAX_EVENT_BYTES,
        max_body_bytes: int = config.DEFAULT_MAX_BODY_BYTES,
        on_request: Callable[[observation.RequestEvent], object] | None = None,
        on_response: Callable[[observation.ResponseEvent], object] | None = None,
        on_retry: Callable[[observation.RetryEvent], object] | None = None,
        tracing: observation.TracerProvider | bool | None = None,
    ) -> None:
        """Create a client. Nothing is sent and no connection is opened.

        Args:
            api_key: The API key.
            base_url: The base URL of the API. None for production.
            timeout: Seconds for one attempt of a request, from sending to the last byte of the response; for a stream
                to its head; for an upload each wait. Or an `httpx.Timeout`, which limits each wait. None for 60 s, of
                which 10 s to connect.
            max_retries: Retries after the first attempt of a request.
            http_client: Your own `httpx.Client` to send requests with. Its own timeout applies, not
                `timeout`, and you close it.
            default_headers: Headers of every request.
            max_event_bytes: The longest event of a stream, in bytes.
            max_body_bytes: The longest body of a response that is not a stream, unpacked, in bytes.
            on_request: Called with a `RequestEvent` before each attempt is sent. What it raises ends the call.
            on_response: Called with a `ResponseEvent` for the head of each response.
            on_retry: Called with a `RetryEvent` before the pause of each retry.
            tracing: Whether each call is a span of OpenTelemetry: True, or the `TracerProvider` to use. None for what
                the environment says (`PARETA_TRACING`, `PARALLEL_TRACING`); off by default.

        Raises:
            SDKError: The API key or the base URL is missing or invalid. The class is the facade's root error.
            TypeError: Another argument has the wrong type.
            ValueError: Another argument has an invalid value.
        """
        api_key, default_headers = config.masked(api_key), masked_headers(default_headers)
        reads = self._reads_environment
        self._settings = config.new_settings(
            self._api,
            self._errors,
            api_key=config.masked(config.environment(self._api.key_env))
            if reads and api_key is None
            else api_key,
            base_url=config.environment(self._api.base_url_env) if reads and base_url is None else base_url,
            # A user's own HTTP client keeps its timeout. The `timeout=` of a call replaces it.
            timeout=timeout if http_client is None else None,
            max_retries=max_retries,
            default_headers=default_headers,
            max_event_bytes=max_event_bytes,
            max_body_bytes=max_body_bytes,
            hooks=self._hooks(None, on_request, on_response, on_retry, tracing),
        )
        if http_client is not None:
            self._wire(http_client)

    @classmethod
    def from_env(
        cls: type[C],
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int = config.DEFAULT_MAX_RETRIES,
        http_client: httpx.Client | None = None,
        default_headers: Mapping[str, str] | None = None,
        max_event_bytes: int = config.DEFAULT_MAX_EVENT_BYTES,
        max_body_bytes: int = config.DEFAULT_MAX_BODY_BYTES,
        on_request: Callable[[observation.RequestEvent], object] | None = None,
        on_response: Callable[[observation.ResponseEvent], object] | None = None,
        on_retry: Callable[[observation.RetryEvent], object] | None = None,
        tracing: observation.TracerProvider | bool | None = None,
    ) -> C:
        """Create a client with the API key and the base URL of the environment.

        Args:
            api_key: The API key, in place of the environment's.
            base_url: The base URL, in place of the environment's.
            timeout: Seconds for one attempt of a request, from sending to the last byte of the response; for a stream
                to its head; for an upload each wait. Or an `httpx.Timeout`, which limits each wait. None for 60 s, of
                which 10 s to connect.
            max_retries: Retries after the first attempt of a request.
            http_client: Your own `httpx.Client` to send requests with. Its own timeout applies, not
                `timeout`, and you close it.
            default_headers: Headers of every request.
            max_event_bytes: The longest event of a stream, in bytes.
            max_body_bytes: The longest body of a response that is not a stream, unpacked, in bytes.
            on_request: Called with a `RequestEvent` before each attempt is sent. What it raises ends the call.
            on_response: Called with a `ResponseEvent` for the head of each response.
            on_retry: Called with a `RetryEvent` before the pause of each retry.
            tracing: Whether each call is a span of OpenTelemetry: True, or the `TracerProvider` to use. None for what
                the environment says (`PARETA_TRACING`, `PARALLEL_TRACING`); off by default.

        Returns:
            The client.

        Raises:
            SDKError: The API key is missing, or it or the base URL is invalid. The class is the facade's root error.

        Example:
            ```python
            with Pareta.from_env(max_retries=5) as client:
                models = client.models.list()
            ```
        """
        api_key = config.masked(api_key or config.environment(cls._api.key_env))
        default_headers = masked_headers(default_headers)
        return cls(
            api_key=api_key,
            base_url=base_url or config.environment(cls._api.base_url_env),
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
            default_headers=default_headers,
            max_event_bytes=max_event_bytes,
            max_body_bytes=max_body_bytes,
            on_request=on_request,
            on_response=on_response,
            on_retry=on_retry,
            tracing=tracing,
        )

    def with_options(
        self: C,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        default_headers: Mapping[str, str] | None = None,
        max_event_bytes: int | None = None,
        max_body_bytes: int | None = None,
        on_request: Callable[[observation.RequestEvent], object] | None = None,
        on_response: Callable[[observation.ResponseEvent], object] | None = None,
        on_retry: Callable[[observation.RetryEvent], object] | None = None,
        tracing: observation.TracerProvider | bool | None = None,
    ) -> C:
        """Return a copy of this client with some settings changed.

        The copy is cheap: it shares the connections. Closing one of the clients closes the connections of both.

        Args:
            api_key: Another API key.
            base_url: Another base URL.
            timeout: Another timeout of an attempt in seconds, or an `httpx.Timeout`. It replaces that of an
                `http_client` as well.
            max_retries: Another number of retries after the first attempt.
            default_headers: Headers of every request, added to those of this client.
            max_event_bytes: Another limit of the events of a stream, in bytes.
            max_body_bytes: Another limit of the body of a response that is not a stream, in bytes.
            on_request: Another function that is called with a `RequestEvent` before each attempt is sent.
            on_response: Another function that is called with a `ResponseEvent` for the head of each response.
            on_retry: Another function that is called with a `RetryEvent` before the pause of each retry.
            tracing: Whether each call is a span of OpenTelemetry, or the `TracerProvider` to use.

        Returns:
            The copy. A setting that is None is the same as in this client.

        Raises:
            SDKError: The API key or the base URL is invalid. The class is the facade's root error.

        Example:
            ```python
            slow = client.with_options(timeout=300.0, max_retries=5)
            ```
        """
        api_key, default_headers = config.masked(api_key), masked_headers(default_headers)
        copied = object.__new__(type(self))
        copied._settings = self._settings.with_changes(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            max_event_bytes=max_event_bytes,
            max_body_bytes=max_body_bytes,
            hooks=self._hooks(self._settings.hooks, on_request, on_response, on_retry, tracing),
        )
        copied._transport = self.wire.with_settings(copied._settings)
        return copied

    def __copy__(self: C) -> C:
        return self.with_options()

    def __deepcopy__(self: C, memo: dict[int, object]) -> C:
        """Return a client with the same settings and its own connections, or with the same `http_client`."""
        if not self.wire.owns_connections:
            return self.with_options()
        copied = object.__new__(type(self))
        copied._settings = self._settings
        return copied

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the settings without the API key. Unpickling reads the key from the environment."""
        settings = self._settings
        if not self.wire.owns_connections:
            raise TypeError(f"a {type(self).__name__} with an http_client cannot be pickled")
        return _from_env, (
            type(self),
            {
                "base_url": settings.base_url,
                "timeout": settings.timeout,
                "max_retries": settings.retries.max_retries,
                "default_headers": {name: str(value) for name, value in settings.default_headers.items()},
                "max_event_bytes": settings.max_event_bytes,
                "max_body_bytes": settings.max_body_bytes,
                **(settings.hooks._asdict() if settings.hooks else {}),
            },
        )

    @property
    def wire(self) -> pareta_core.Transport:
        """The low-level client: `client.wire.send(…)` sends any request that `pareta_wire` builds."""
        return self._transport or self._wire()

    def _wire(self, http_client: httpx.Client | None = None) -> pareta_core.Transport:
        # Loaded late, so that creating a client does not load the HTTP library. If two threads come here at once, one
        # of their transports is discarded. It has no connections to close.
        from pareta_core._sync.http_adapter import HTTPAdapter
        from pareta_core._sync.transport import Transport

        http = HTTPAdapter(http_client)
        created = Transport(self._settings, http=http)
        transport: Transport = self.__dict__.setdefault("_transport", created)
        http.closed = self._closed
        return transport

    @property
    def api_key(self) -> str:
        """The API key. Its `repr` is masked, so that no traceback and no notebook shows it."""
        return self._settings.api_key

    @property
    def base_url(self) -> str:
        """The base URL of requests."""
        return self._settings.base_url

    @property
    def max_retries(self) -> int:
        """The number of retries after the first attempt of a request."""
        return self._settings.retries.max_retries

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeout of a request: an `httpx.Timeout`, in seconds. By default 60 s, and 10 s to connect.

        A client with an `http_client` has the timeout of that one, unless `with_options` has set another.
        """
        return self.wire.timeout

    def close(self) -> None:
        """Close the connections, unless they belong to an `http_client` that was passed in.

        The client cannot send requests afterwards. Closing it again has no effect.

        Example:
            ```python
            client = Pareta.from_env()
            try:
                models = client.models.list()
            finally:
                client.close()
            ```
        """
        # A client that was never used loads nothing to close: at the end of the interpreter it could not.
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    def __enter__(self: C) -> C:
        return self

    def __exit__(
        self, type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @classmethod
    def _hooks(
        cls,
        present: observation.Hooks | None,
        on_request: Callable[[observation.RequestEvent], object] | None,
        on_response: Callable[[observation.ResponseEvent], object] | None,
        on_retry: Callable[[observation.RetryEvent], object] | None,
        tracing: observation.TracerProvider | bool | None,
    ) -> observation.Hooks | None:
        """Return what is given, else what a client has. Raise `TypeError` if one is not a function."""
        variable = None
        if tracing is None and present is None:
            variable = f"{cls._api.name.upper()}_TRACING"
            tracing = config.environment_flag(variable)
        if on_request is None and on_response is None and on_retry is None and tracing is None:
            return present
        # Loaded late: most clients have no hooks.
        from pareta_core._sync.callbacks import check_callback

        check_callback("on_request", on_request)
        check_callback("on_response", on_response)
        check_callback("on_retry", on_retry)
        before = present or observation.Hooks()
        return observation.Hooks(
            on_request or before.on_request,
            on_response or before.on_response,
            on_retry or before.on_retry,
            before.tracing if tracing is None else observation.check_tracing(tracing, cls._errors, variable),
        )

    def __repr__(self) -> str:
        # A debugger may show a client whose construction failed.
        created = hasattr(self, "_settings")
        return f"{type(self).__name__}({f'base_url={self.base_url!r}' if created else ''})"


def _from_env(client: type[BaseClient], settings: dict[str, Any]) -> BaseClient:
    return client.from_env(**settings)
