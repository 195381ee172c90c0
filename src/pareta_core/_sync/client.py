# Mirrored from src/pareta_core/_async/client.py by codegen/mirror.py; do not edit.
"""What both facades' clients have in common: construction, variants, lifecycle. No namespaces, no routes."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar

from pareta_core import config
from pareta_core.errors import ErrorClasses
from pareta_wire.operation import Api

if TYPE_CHECKING:
    from typing import Self

    import httpx

    from pareta_core._sync.transport import Transport


class BaseClient:
    """Holds the settings. The transport and the namespaces, which share it, are made when they are first asked for."""

    _settings: config.Settings
    _transport: Transport | None = None
    _api: ClassVar[Api]
    _errors: ClassVar[ErrorClasses]
    # Whether the constructor, too, takes what it was not given from the environment.
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
    ) -> None:
        api_key = config.masked(api_key)
        reads = self._reads_environment
        self._settings = config.new_settings(
            self._api,
            self._errors,
            api_key=config.masked(config.environment(self._api.key_env))
            if reads and api_key is None
            else api_key,
            base_url=config.environment(self._api.base_url_env) if reads and base_url is None else base_url,
            # A user's own client keeps its own timeout; a call's `timeout=` still wins.
            timeout=timeout if http_client is None else None,
            max_retries=max_retries,
            default_headers=default_headers,
        )
        if http_client is not None:
            self._wire(http_client)

    @classmethod
    def from_env(cls, *, api_key: str | None = None, base_url: str | None = None, **settings: Any) -> Self:
        """A client whose key and base URL come from the environment; what is passed here wins over it.

        Takes the same arguments as the constructor. Raises the API's root error if there is no key.
        """
        api_key = config.masked(api_key or config.environment(cls._api.key_env))
        return cls(
            api_key=api_key,
            base_url=base_url or config.environment(cls._api.base_url_env),
            **settings,
        )

    def with_options(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        default_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """A variant of this client with some settings changed. It costs next to nothing: connections are shared.

        Closing the variant closes the connections of both, as they are the same.

            patient = client.with_options(timeout=300.0, max_retries=5)
        """
        api_key = config.masked(api_key)
        variant = object.__new__(type(self))
        variant._settings = self._settings.with_changes(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
        )
        variant._transport = self.wire.with_settings(variant._settings)
        return variant

    def __copy__(self) -> Self:
        return self.with_options()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """A client of the same configuration with connections of its own, or with the same `http_client`."""
        if not self.wire.owns_connections:
            return self.with_options()
        twin = object.__new__(type(self))
        twin._settings = self._settings
        return twin

    def __reduce__(self) -> tuple[object, ...]:
        """The configuration travels, the key does not: where it is unpickled, it is read from the environment."""
        settings = self._settings
        if not self.wire.owns_connections:
            raise TypeError(f"a {type(self).__name__} with an http_client of one's own cannot be pickled")
        return _from_env, (
            type(self),
            {
                "base_url": settings.base_url,
                "timeout": settings.timeout,
                "max_retries": settings.retries.max_retries,
                "default_headers": dict(settings.default_headers),
            },
        )

    @property
    def wire(self) -> Transport:
        """The low-level client: `client.wire.send(…)` takes any request that `pareta_wire` builds."""
        return self._transport or self._wire()

    def _wire(self, http_client: httpx.Client | None = None) -> Transport:
        # What sends is loaded when something is to be sent. Of two threads that come here at once one makes
        # a transport for nothing; it has no connections to close.
        from pareta_core._sync.http_adapter import HTTPAdapter
        from pareta_core._sync.transport import Transport

        made = Transport(self._settings, http=HTTPAdapter(http_client))
        shared: Transport = self.__dict__.setdefault("_transport", made)
        return shared

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    @property
    def max_retries(self) -> int:
        """How often a failed attempt is made again."""
        return self._settings.retries.max_retries

    @property
    def timeout(self) -> float | httpx.Timeout | None:
        """The timeout of one request, as given; None is the default: 60 s, 10 s to connect."""
        return self._settings.timeout

    def close(self) -> None:
        """Closes the connections, unless they belong to an `http_client` that was passed in."""
        self.wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        # (A debugger may show one whose construction failed.)
        made = hasattr(self, "_settings")
        return f"{type(self).__name__}({f'base_url={self.base_url!r}' if made else ''})"


def _from_env(client: type[BaseClient], settings: dict[str, Any]) -> BaseClient:
    return client.from_env(**settings)
