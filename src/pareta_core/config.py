"""Where a client's settings come from and what is wrong with them. The only reader of the environment.

Pure but for `environment`: knows no HTTP library.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from pareta_core.deadline import NO_DEADLINE, Deadline, seconds_argument
from pareta_core.errors import ErrorClasses
from pareta_core.retry import RetryPolicy
from pareta_wire.operation import Api

if TYPE_CHECKING:
    import httpx

__version__ = "0.1.0"
DEFAULT_MAX_RETRIES = 2
DEFAULT_TIMEOUT_SECONDS = 60.0
DEFAULT_CONNECT_TIMEOUT_SECONDS = 10.0

# The one character beyond ASCII that a key may hold: documentation writes keys as `pareta_sk_live_…`, and such a
# program must run up to the point where the server says that the key is none. Real keys are ASCII; anything else
# (a no-break space, a curly quote) is an accident of copying that is better told at construction.
_PLACEHOLDER = "…"
# What is shorter is no key, but a word that stands in any text.
_SHORTEST_SECRET = 8
_KEY_HEADER = "idempotency-key"
# What the spec allows it to be.
_LONGEST_KEY = 255
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(\.\d+){3}|::1")
# checked_base_url, new_settings, __init__, and there is the caller.
_FRAMES_TO_THE_CALLER = 4
# A token as RFC 9110, 5.6.2 has it.
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class WaitOptions(TypedDict, total=False):
    """What every call takes beside its own arguments, those included whose own `timeout` is a wait's deadline."""

    extra_headers: Mapping[str, str] | None
    """Headers to add; they win over the SDK's own."""
    extra_query: Mapping[str, object] | None
    """Query parameters to add."""
    extra_body: Mapping[str, Any] | None
    """Members to add to the JSON body (or the form); they win over the call's arguments."""
    idempotency_key: str | None
    """The key that makes a repeated POST count once; by default each call gets one of its own."""


class RequestOptions(WaitOptions, total=False):
    """What every call takes beside its own arguments."""

    timeout: float | httpx.Timeout | None
    """Seconds that this call's request may take, instead of the client's."""


class StreamOptions(RequestOptions, total=False):
    """What every call takes that gives a stream."""

    stall_timeout: float | None
    """Seconds for which a stream may send nothing but signs of life before it counts as lost; 300 by default."""


OPTION_NAMES = frozenset(
    {"extra_headers", "extra_query", "extra_body", "idempotency_key", "timeout", "stall_timeout"}
)


@frozen
class CallOptions:
    """`RequestOptions`, checked, with the deadline of the wait that the call is a part of."""

    extra_headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    extra_query: Mapping[str, object] = field(factory=dict[str, object])
    extra_body: Mapping[str, Any] = field(factory=dict[str, Any])
    timeout: float | httpx.Timeout | None = None
    idempotency_key: str | None = None
    stall_timeout: float = 300.0
    deadline: Deadline = NO_DEADLINE

    def until(self, deadline: Deadline, timeout: float | None = None) -> CallOptions:
        """These options as a part of a wait."""
        return evolve(self, deadline=deadline, timeout=self.timeout if timeout is None else timeout)


NO_OPTIONS = CallOptions()


def call_options(options: Mapping[str, object]) -> CallOptions:
    """Checks what a user passed beside a call's own arguments. Raises `TypeError` or `ValueError` naming it."""
    if not options:
        return NO_OPTIONS
    unknown = set(options) - OPTION_NAMES
    if unknown:
        raise TypeError(f"unexpected keyword argument {min(unknown)!r}")
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    for name in ("extra_query", "extra_body"):
        if name in given and not isinstance(given[name], Mapping):
            raise TypeError(f"{name} must be a mapping, not {type(given[name]).__name__}")
    if "extra_headers" in given:
        headers = check_headers("extra_headers", given["extra_headers"])
        # A key that comes as a header is the call's all the same, and calls of several requests make theirs of it.
        for header in [name for name in headers if name.lower() == _KEY_HEADER]:
            if "idempotency_key" in given:
                raise ValueError("idempotency_key: extra_headers has another one")
            given["idempotency_key"] = headers[header]
            given["extra_headers"] = {name: value for name, value in headers.items() if name != header}
    if "idempotency_key" in given:
        check_header("idempotency_key", given["idempotency_key"])
        if len(given["idempotency_key"]) > _LONGEST_KEY:
            raise ValueError(f"idempotency_key must have at most {_LONGEST_KEY} characters")
    if "timeout" in given:
        given["timeout"] = check_timeout(given["timeout"])
    if "stall_timeout" in given:
        given["stall_timeout"] = seconds_argument("stall_timeout", given["stall_timeout"])
    return CallOptions(**given)


def check_headers(name: str, headers: object) -> Mapping[str, str]:
    """Refuses what cannot be headers, naming the argument and the one that is wrong."""
    if not isinstance(headers, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(headers).__name__}")
    checked: Mapping[Any, Any] = headers  # pyright: ignore[reportUnknownVariableType]
    for header, value in checked.items():
        if not isinstance(header, str):
            raise TypeError(f"{name}: a header's name must be a string, not {type(header).__name__}")
        if not _HEADER_NAME.fullmatch(header):
            raise ValueError(f"{name}: {header!r} is no header's name")
        check_header(f"{name}[{header!r}]", value)
    return checked


def check_header(name: str, value: object) -> None:
    """Refuses what cannot be a header's value, naming the argument."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise ValueError(f"{name} has a character, or a space around it, that a header cannot carry")


def check_timeout(value: Any) -> Any:
    """A number of seconds, or an `httpx.Timeout` (known by its `connect`, so httpx need not be imported)."""
    return value if hasattr(value, "connect") else seconds_argument("timeout", value)


@frozen
class Settings:
    """A client's configuration, which variants made by `with_options` change by copy."""

    api: Api
    errors: ErrorClasses
    api_key: str = field(repr=False)
    base_url: str
    timeout: float | httpx.Timeout | None = None
    retries: RetryPolicy = field(factory=RetryPolicy)
    default_headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)

    def redact(self, text: str) -> str:
        """A text without the key in it: whoever is asked may repeat it."""
        return text.replace(self.api_key, "***") if len(self.api_key) >= _SHORTEST_SECRET else text

    def with_changes(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        default_headers: Mapping[str, str] | None = None,
    ) -> Settings:
        """These settings with what is not None replaced, checked."""
        changed = self
        if api_key is not None:
            changed = evolve(changed, api_key=checked_key(api_key, self.api, self.errors))
        if base_url is not None:
            changed = evolve(changed, base_url=checked_base_url(base_url, self.errors))
        if timeout is not None:
            changed = evolve(changed, timeout=check_timeout(timeout))
        if max_retries is not None:
            changed = evolve(
                changed, retries=evolve(self.retries, max_retries=checked_max_retries(max_retries))
            )
        if default_headers is not None:
            for header in check_headers("default_headers", default_headers):
                if header.lower() == _KEY_HEADER:
                    raise ValueError(
                        f"default_headers: {header} would make one piece of work of all calls; "
                        "a call takes it as idempotency_key="
                    )
            changed = evolve(changed, default_headers={**self.default_headers, **default_headers})
        return changed


def new_settings(
    api: Api,
    errors: ErrorClasses,
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float | httpx.Timeout | None,
    max_retries: int,
    default_headers: Mapping[str, str] | None,
) -> Settings:
    """The settings of a new client. A key or base URL that cannot work raises the facade's root error."""
    return Settings(
        api=api,
        errors=errors,
        api_key=checked_key(api_key, api, errors),
        base_url=checked_base_url(api.server if base_url is None else base_url, errors),
    ).with_changes(timeout=timeout, max_retries=max_retries, default_headers=default_headers)


class _Masked(str):
    """A key that a traceback with local variables does not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def masked(api_key: str | None) -> str | None:
    """The same key, or whatever was passed for one, which is not shown in the frames of what checks it."""
    return _Masked(api_key) if isinstance(api_key, str) else api_key


def environment(name: str) -> str | None:
    """An environment variable; one that is set but blank counts as not set."""
    value = os.environ.get(name, "")
    return value if value.strip() else None


def proxy_variables() -> dict[str, tuple[str, str]]:
    """Return the variables that name proxies: `http`, `https`, `all` and `no` → the variable's name and its value.

    They are found as `urllib` finds them, which knows the system's settings on Windows and macOS.
    """
    from urllib.request import getproxies

    found: dict[str, tuple[str, str]] = {}
    for kind, value in getproxies().items():
        if kind in ("http", "https", "all", "no") and value.strip():
            name = f"{kind}_proxy"
            found[kind] = name if environment(name) else name.upper(), value
    return found


def checked_key(api_key: object, api: Api, errors: ErrorClasses) -> str:
    """The key, or the facade's root error, which never repeats it."""
    if api_key is None or api_key == "":
        error = errors.root(
            f"missing API key. Pass api_key=… or set {api.key_env} ({_WHERE_KEYS_COME_FROM[api.name]})."
        )
        if environment(api.key_env):
            error.add_note(f"{api.key_env} is set, and from_env() reads it")
        raise error
    if not isinstance(api_key, str):
        raise errors.root(f"the API key must be a string, not {type(api_key).__name__}")
    if not api_key.strip():
        raise errors.root(f"the API key is blank. Pass api_key=… or set {api.key_env}")
    if not api_key.isprintable() or any(
        character.isspace() or not (character.isascii() or character == _PLACEHOLDER) for character in api_key
    ):
        raise errors.root(
            "the API key has a character that no key has (a line break, a space, a quote…): copy it again. "
            "The key itself is not shown here"
        )
    return api_key


_WHERE_KEYS_COME_FROM = {
    "pareta": "mint a pareta_sk_ key in the dashboard",
    "parallel": "generate one on the platform's key page",
}


def checked_base_url(base_url: object, errors: ErrorClasses) -> str:
    """The base URL without trailing slashes, or the facade's root error."""
    if not isinstance(base_url, str):
        raise errors.root(f"base_url must be a string, not {type(base_url).__name__}")
    if "@" in base_url:
        # httpx would turn it into an Authorization header of its own, over the key's. It is not shown: it is a secret.
        raise errors.root("base_url must not hold a user name or password: pass the key as api_key=…")
    problem = host = None
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        problem = "is no URL"
    else:
        if parts.scheme not in ("http", "https"):
            problem = "must begin with https:// or http://"
        elif not host or not base_url.isprintable() or any(character.isspace() for character in base_url):
            problem = "has no valid host"
        elif "\\" in base_url:
            problem = "must not hold a backslash"
        elif "?" in base_url or "#" in base_url:
            problem = "must have no query and no fragment"
    if problem:
        raise errors.root(f"base_url {base_url!r} {problem}")
    if base_url.lower().startswith("http://") and not _LOOPBACK.fullmatch(host or ""):
        warnings.warn(
            f"base_url {base_url!r} is not https: the API key and all data go to another machine in clear text",
            stacklevel=_FRAMES_TO_THE_CALLER,
        )
    return base_url.rstrip("/")


def checked_max_retries(value: object) -> int:
    """Retries after the first attempt; a negative number counts as none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"max_retries must be an integer, not {type(value).__name__}")
    return max(0, value)


@cache
def user_agent() -> str:
    """Names the SDK and the Python that runs it."""
    return f"pareta-sdk/{__version__} python/{'.'.join(map(str, sys.version_info[:3]))}"
