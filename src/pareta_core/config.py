"""Client settings and call options: defaults, validation, and the only reader of environment variables.

Pure except for `environment`: no HTTP library.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, TypedDict, Unpack, cast
from urllib.parse import urlsplit

from attrs import Factory, evolve, field, frozen

from pareta_core.annotations import httpx, observation
from pareta_core.deadline import NO_DEADLINE, Deadline, seconds_argument
from pareta_core.errors import ErrorClasses
from pareta_core.redaction import MaskedHeaders, MaskedText, Redactor, header_secrets, masked_headers
from pareta_core.retry import RetryPolicy
from pareta_core.secret_fields import masked_body
from pareta_wire.apis import DEFAULTS
from pareta_wire.limits import IDEMPOTENCY_KEY_MAX_LENGTH
from pareta_wire.operation import Api

__version__ = "0.1.0"
DEFAULT_MAX_RETRIES = DEFAULTS.max_retries
"""Number of retries after a failed attempt, for a client that is given no other."""
DEFAULT_TIMEOUT_SECONDS = DEFAULTS.timeout
DEFAULT_CONNECT_TIMEOUT_SECONDS = DEFAULTS.connect_timeout
DEFAULT_MAX_EVENT_BYTES = DEFAULTS.max_event_bytes
DEFAULT_MAX_BODY_BYTES = DEFAULTS.max_body_bytes
MAX_ERROR_BODY_BYTES = DEFAULTS.max_error_bytes

_TIMEOUT_PHASES = ("connect", "read", "write", "pool")
# The only non-ASCII character that an API key may have. Documentation writes keys as `pareta_sk_live_…`, and such a
# program must run until the server rejects the key. Any other non-ASCII character (a no-break space, a curly quote)
# comes from copying a key badly and is reported at construction.
_PLACEHOLDER = "…"
_IDEMPOTENCY_HEADER = "idempotency-key"
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(\.\d+){3}|::1")
# From `warnings.warn` to the caller: check_base_url, new_settings, __init__, the caller.
_WARNING_STACK_LEVEL = 4
# A token (RFC 9110, 5.6.2).
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# The HTTP library writes these by what it sends and where to. Another value would break the message or the connection.
_FRAMING_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# The longest name of a host, and of each of its labels (RFC 1035, 2.3.4).
_MAX_HOST_LENGTH = 253
_HOST_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
# Every path of the spec begins with it, and base URLs of other SDKs end with it.
_VERSION_PATH = "/v1"


class Options(TypedDict, total=False):
    """The options that the public methods take, each those that have an effect."""

    extra_headers: Mapping[str, str] | None
    """Headers to add. They replace the SDK's own."""
    extra_query: Mapping[str, object] | None
    """Query parameters to add."""
    extra_body: Mapping[str, Any] | None
    """Fields to add to the JSON body or the form. They replace those of the call's arguments."""
    idempotency_key: str | None
    """A key under which the service performs a repeated POST only once. By default each call gets a new one."""
    timeout: float | httpx.Timeout | None
    """Timeout of this call in place of the client's. A number of seconds limits each attempt, from sending to the last
    byte of the response; of a stream to its head, of an upload each wait. An `httpx.Timeout` limits each wait."""
    stall_timeout: float | None
    """Seconds without an event after which a stream counts as lost, keep-alive comments or not. 300 by default."""


OPTION_NAMES = frozenset(Options.__annotations__)


@frozen
class CallOptions:
    """The validated options of one call. Durations are in seconds.

    Attributes:
        extra_headers: Headers to add. They replace the SDK's own.
        extra_query: Query parameters to add.
        extra_body: Fields to add to the JSON body or the form.
        timeout: Timeout of each request in seconds, or an `httpx.Timeout`. None for the client's.
        idempotency_key: The idempotency key of the call. None for a new one.
        stall_timeout: Seconds without an event after which a stream counts as lost.
        deadline: The deadline of the wait that the call is part of.
        secrets: What else must not be shown of a response: secrets of the work that the call waits for.
    """

    extra_headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    extra_query: Mapping[str, object] = field(factory=dict[str, object])
    extra_body: Mapping[str, Any] = field(factory=dict[str, Any])
    timeout: float | httpx.Timeout | None = None
    idempotency_key: str | None = None
    stall_timeout: float = DEFAULTS.stall_timeout
    deadline: Deadline = NO_DEADLINE
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def until(self, deadline: Deadline, timeout: float | None = None) -> CallOptions:
        """Return these options for a request within a wait.

        Args:
            deadline: The deadline of the wait.
            timeout: Timeout of the request in seconds. None keeps the one of these options.
        """
        return evolve(self, deadline=deadline, timeout=self.timeout if timeout is None else timeout)


NO_OPTIONS = CallOptions()


def call_options(options: Mapping[str, object]) -> CallOptions:
    """Return the validated options from the keyword arguments of a call.

    Args:
        options: Keyword arguments. One that is None counts as not passed.

    Raises:
        TypeError: An option is unknown or has the wrong type.
        ValueError: An option has an invalid value.
    """
    if not options.keys() <= OPTION_NAMES:
        raise TypeError(f"unexpected keyword argument {min(options.keys() - OPTION_NAMES)!r}")
    masked = masked_headers(cast("Any", options.get("extra_headers")))
    if masked is not None and isinstance(options, dict):
        options["extra_headers"] = masked  # The dict is a local variable of the method that was called.
    passed: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if not passed:
        return NO_OPTIONS
    for name in ("extra_query", "extra_body"):
        if name in passed and not isinstance(passed[name], Mapping):
            raise TypeError(f"{name} must be a mapping, not {type(passed[name]).__name__}")
    if "extra_body" in passed and isinstance(options, dict):
        passed["extra_body"] = options["extra_body"] = masked_body(passed["extra_body"])
    if "extra_headers" in passed:
        headers = check_headers("extra_headers", masked)
        passed["extra_headers"] = headers
        # A key passed as a header is still the key of the call: calls of several requests derive theirs from it.
        for header in [name for name in headers if name.lower() == _IDEMPOTENCY_HEADER]:
            if "idempotency_key" in passed:
                raise ValueError("idempotency_key: extra_headers has another one")
            passed["idempotency_key"] = headers[header]
            passed["extra_headers"] = MaskedHeaders({n: value for n, value in headers.items() if n != header})
    if "idempotency_key" in passed:
        check_header("idempotency_key", passed["idempotency_key"])
        if len(passed["idempotency_key"]) > IDEMPOTENCY_KEY_MAX_LENGTH:
            raise ValueError(f"idempotency_key must have at most {IDEMPOTENCY_KEY_MAX_LENGTH} characters")
    if "timeout" in passed:
        passed["timeout"] = check_timeout(passed["timeout"])
    if "stall_timeout" in passed:
        passed["stall_timeout"] = seconds_argument("stall_timeout", passed["stall_timeout"])
    return CallOptions(**passed)


def request_options(**options: Unpack[Options]) -> CallOptions:
    """Return the validated options from the arguments of a method. One that is None counts as not passed.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has an invalid value.
    """
    return call_options(options)


def check_headers(name: str, headers: object) -> Mapping[str, str]:
    """Return the headers if all can be sent. Raise `TypeError` or `ValueError` naming the argument and the header."""
    if not isinstance(headers, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(headers).__name__}")
    checked: Mapping[Any, Any] = headers  # pyright: ignore[reportUnknownVariableType]
    for header, value in checked.items():
        if not isinstance(header, str):
            raise TypeError(f"{name}: a header name must be a string, not {type(header).__name__}")
        if not _HEADER_NAME.fullmatch(header):
            raise ValueError(f"{name}: {header!r} is not a valid header name")
        if header.lower() in _FRAMING_HEADERS:
            raise ValueError(f"{name}: {header} is set by the HTTP library and must not be passed")
        check_header(f"{name}[{header!r}]", value)
    return checked


def check_header(name: str, value: object) -> None:
    """Raise `TypeError` or `ValueError` naming the argument if the value cannot be sent as a header."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise ValueError(f"{name} has a character or surrounding whitespace that is not valid in a header")


def check_timeout(value: Any) -> Any:
    """Return the timeout if it is a number of seconds or an `httpx.Timeout`.

    An `httpx.Timeout` is recognized by its four attributes, so httpx need not be imported.
    """
    if not all(hasattr(value, phase) for phase in _TIMEOUT_PHASES):
        if not isinstance(value, (int, float)):
            kind = type(value).__name__
            raise TypeError(f"timeout must be a number of seconds or an httpx.Timeout, not {kind}")
        return seconds_argument("timeout", value)
    for phase in _TIMEOUT_PHASES:
        seconds = getattr(value, phase)
        if seconds is not None:
            seconds_argument(f"timeout.{phase}", seconds, zero=True)
    return value


@frozen
class Settings:
    """The configuration of a client. `with_options` changes a copy of it."""

    api: Api
    errors: ErrorClasses
    api_key: str = field(repr=False)
    base_url: str
    timeout: float | httpx.Timeout | None = None
    retries: RetryPolicy = field(factory=RetryPolicy)
    default_headers: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES
    max_body_bytes: int = DEFAULT_MAX_BODY_BYTES
    hooks: observation.Hooks | None = None
    redact: Redactor = field(
        init=False, repr=False, eq=False, default=Factory(lambda self: self._new_redactor(), takes_self=True)
    )
    """Replaces the API key and other credentials by `***`: a server may echo them."""

    def _new_redactor(self) -> Redactor:
        return Redactor([self.api_key, *header_secrets(self.default_headers)])

    def with_changes(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        default_headers: Mapping[str, str] | None = None,
        max_event_bytes: int | None = None,
        max_body_bytes: int | None = None,
        hooks: observation.Hooks | None = None,
    ) -> Settings:
        """Return a copy with the settings that are not None replaced and validated."""
        changes: dict[str, Any] = {}
        if api_key is not None:
            changes["api_key"] = check_api_key(api_key, self.api, self.errors)
        if base_url is not None:
            changes["base_url"] = check_base_url(base_url, self.errors)
        if timeout is not None:
            changes["timeout"] = check_timeout(timeout)
        if max_retries is not None:
            retries = check_max_retries(max_retries)
            if retries != self.retries.max_retries:
                changes["retries"] = evolve(self.retries, max_retries=retries)
        if default_headers is not None:
            for header in check_headers("default_headers", default_headers):
                if header.lower() == _IDEMPOTENCY_HEADER:
                    raise ValueError(
                        f"default_headers: {header} would make all calls duplicates of the first. "
                        "Pass idempotency_key= to the call instead"
                    )
            changes["default_headers"] = MaskedHeaders({**self.default_headers, **default_headers})
        if max_event_bytes is not None and max_event_bytes is not self.max_event_bytes:
            changes["max_event_bytes"] = check_bytes("max_event_bytes", max_event_bytes)
        if max_body_bytes is not None and max_body_bytes is not self.max_body_bytes:
            changes["max_body_bytes"] = check_bytes("max_body_bytes", max_body_bytes)
        if hooks is not None:
            changes["hooks"] = hooks
        # A new client is given its defaults as arguments.
        differs = any(value != getattr(self, name) for name, value in changes.items())
        return evolve(self, **changes) if differs else self


def new_settings(
    api: Api,
    errors: ErrorClasses,
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float | httpx.Timeout | None,
    max_retries: int,
    default_headers: Mapping[str, str] | None,
    max_event_bytes: int | None = None,
    max_body_bytes: int | None = None,
    hooks: observation.Hooks | None = None,
) -> Settings:
    """Return the validated settings of a new client.

    Args:
        api: The API of the client.
        errors: The error classes of the facade.
        api_key: The API key. Missing if None or empty.
        base_url: The base URL. None for the API's server.
        timeout: Timeout of a request in seconds, or an `httpx.Timeout`. None for the default.
        max_retries: Retries after the first attempt.
        default_headers: Headers of every request.
        max_event_bytes: The longest event of a stream. None for the default.
        max_body_bytes: The longest body of a response that is not a stream. None for the default.
        hooks: What is called with attempts, responses and retries. None for nothing.

    Raises:
        SDKError: The API key or the base URL is missing or invalid. The class is the facade's root error.
        TypeError: Another setting has the wrong type.
        ValueError: Another setting has an invalid value.
    """
    return Settings(
        api=api,
        errors=errors,
        api_key=check_api_key(api_key, api, errors),
        base_url=check_base_url(api.server if base_url is None else base_url, errors),
    ).with_changes(
        timeout=timeout,
        max_retries=max_retries,
        default_headers=default_headers,
        max_event_bytes=max_event_bytes,
        max_body_bytes=max_body_bytes,
        hooks=hooks,
    )


def masked(api_key: str | None) -> str | None:
    """Return the API key with a `repr` that does not show it. Any other value is returned unchanged."""
    return MaskedText(api_key) if isinstance(api_key, str) else api_key


def environment(name: str) -> str | None:
    """Return an environment variable, or None if it is unset or blank.

    The space around it is left out: a variable that was filled from a file ends with a line break.
    """
    return os.environ.get(name, "").strip() or None


def environment_flag(name: str) -> bool | None:
    """Return an environment variable that says yes or no, or None if it is unset, blank or says neither."""
    value = environment(name)
    if value is None:
        return None
    for answer, words in ((True, ("true", "1", "yes", "on")), (False, ("false", "0", "no", "off"))):
        if value.lower() in words:
            return answer
    warnings.warn(f"{name} is {value!r}: use true or false", stacklevel=_WARNING_STACK_LEVEL)
    return None


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


def check_api_key(api_key: object, api: Api, errors: ErrorClasses) -> str:
    """Return the API key if it is valid. Raise the facade's root error, which never shows the key, if not."""
    if api_key is None or api_key == "":
        error = errors.root(
            f"missing API key. Pass api_key=… or set {api.key_env} ({_KEY_SOURCE[api.name]})."
        )
        if environment(api.key_env):
            error.add_note(f"{api.key_env} is set. Create the client with from_env() to use it.")
        raise error
    if not isinstance(api_key, str):
        raise errors.root(f"the API key must be a string, not {type(api_key).__name__}")
    if not api_key.strip():
        raise errors.root(f"the API key is blank. Pass api_key=… or set {api.key_env}.")
    # (Of all spaces only the ASCII one is printable.)
    if not api_key.isprintable() or " " in api_key or not api_key.replace(_PLACEHOLDER, "").isascii():
        raise errors.root(
            "the API key has an invalid character, such as a line break, a space or a quote. Copy the key again. "
            "It is not shown here."
        )
    return api_key


_KEY_SOURCE = {
    "pareta": "mint a pareta_sk_ key in the dashboard",
    "parallel": "generate one on the platform's key page",
}


def check_base_url(base_url: object, errors: ErrorClasses) -> str:
    """Return the base URL without trailing slashes. Raise the facade's root error if it is invalid."""
    if not isinstance(base_url, str):
        raise errors.root(f"base_url must be a string, not {type(base_url).__name__}")
    if "@" in base_url:
        # httpx would send it as an Authorization header in place of the API key. It is a secret, so it is not shown.
        raise errors.root("base_url must not contain a user name or password: pass the key as api_key=…")
    host, problem = _host_of(base_url)
    if problem:
        # A query may have a secret.
        raise errors.root(f"base_url {re.split('[?#]', base_url)[0]!r} {problem}")
    if base_url.lower().startswith("http://") and not _LOOPBACK.fullmatch(host or ""):
        warnings.warn(
            f"base_url {base_url!r} is not https: the API key and all data are sent to another machine in clear text",
            stacklevel=_WARNING_STACK_LEVEL,
        )
    base_url = base_url.rstrip("/")
    if urlsplit(base_url).path.endswith(_VERSION_PATH):
        base_url = base_url.removesuffix(_VERSION_PATH).rstrip("/")
    return base_url


def _host_of(base_url: str) -> tuple[str, str | None]:
    """Return the host of a base URL, and what is wrong with the URL, as a clause, or None."""
    if not base_url.isprintable() or " " in base_url:
        return "", "has a space, a line break or an invisible character"
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", "is not a valid URL"
    if parts.scheme not in ("http", "https"):
        return host, "must begin with https:// or http://"
    if "\\" in base_url:
        return host, "must not contain a backslash"
    if not _is_host(host):
        return host, "has no valid host"
    if port == 0:
        return host, "must not have the port 0"
    if "?" in base_url or "#" in base_url:
        return host, "must not have a query or a fragment"
    return host, None


def _is_host(host: str) -> bool:
    """Return whether a host can be looked up: an IP address, or a name whose labels are of a valid length."""
    if ":" in host:
        return "%" not in host  # `urlsplit` has checked the address, but not whether it has a zone
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return False
    name = name.removesuffix(".")
    return len(name) <= _MAX_HOST_LENGTH and all(_HOST_LABEL.fullmatch(label) for label in name.split("."))


def check_max_retries(value: object) -> int:
    """Return the number of retries after the first attempt. A negative number counts as 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"max_retries must be an integer, not {type(value).__name__}")
    return max(0, value)


def check_bytes(name: str, value: object) -> int:
    """Return a number of bytes that a user passed.

    Args:
        name: The name of the argument for the message of an error.
        value: The number.

    Raises:
        TypeError: The value is not an integer.
        ValueError: The value is not positive.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if value <= 0:
        raise ValueError(f"{name} must be a positive number of bytes")
    return value


@cache
def user_agent() -> str:
    """Return the `User-Agent` header: the versions of the SDK and of Python."""
    return f"pareta-sdk/{__version__} python/{'.'.join(map(str, sys.version_info[:3]))}"
