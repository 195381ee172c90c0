"""Which proxy a request goes through, by the variables of the environment. Pure.

`NO_PROXY` is read as curl and Go read it: a comma-separated list of hosts (`example.com` also stands for its
subdomains), addresses, networks (`10.0.0.0/8`, `::1/128`), each with an optional port, or `*` for everything.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import unquote, urlsplit
from warnings import warn

from attrs import field, frozen

Network: TypeAlias = "IPv4Network | IPv6Network"

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_HOST = re.compile(r"(?:\*?\.)?([^\s.*@?#%/:\[\]]+(?:\.[^\s.*@?#%/:\[\]]+)*)\.?")
_BRACKETS = re.compile(r"\[([^\]]*)\](/\d+)?")


class ProxyVariableError(ValueError):
    """An environment variable is not a valid proxy. The message names the variable and redacts the credentials."""


@frozen(eq=False)
class Proxy:
    """A proxy that a variable of the environment names."""

    variable: str
    scheme: str
    host: str
    port: int
    url: str = field(repr=False)
    """The whole URL, credentials included."""
    authorization: bytes | None = field(default=None, repr=False)
    """The value of `Proxy-Authorization`."""

    @property
    def is_socks(self) -> bool:
        """Whether it speaks SOCKS, not HTTP."""
        return self.scheme.startswith("socks")

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"the proxy {self.scheme}://{host}:{self.port} ({self.variable})"


def parse_proxy(variable: str, url: str) -> Proxy:
    """Return the proxy that a variable names. A URL without a scheme means `http://`.

    Raises:
        ProxyVariableError: It is not the URL of an HTTP or SOCKS proxy.
    """
    url = url.strip()
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ProxyVariableError(f"{variable} is not a valid URL") from None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        known = ", ".join(f"{scheme}://" for scheme in _DEFAULT_PORTS)
        raise ProxyVariableError(f"{variable} must be the URL of a proxy that starts with one of {known}")
    authorization = None
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = b"Basic " + b64encode(credentials.encode())
    return Proxy(variable, parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], whole, authorization)


@frozen(eq=False)
class _Exempt:
    """One entry of `NO_PROXY`."""

    scheme: str | None = None
    port: int | None = None
    network: Network | None = None
    suffix: str | None = None

    def matches(self, scheme: str, host: str, port: int, address: IPv4Address | IPv6Address | None) -> bool:
        if self.scheme not in (None, "all", scheme) or self.port not in (None, port):
            return False
        if self.network is not None:
            return address is not None and address in self.network
        return self.suffix is None or host == self.suffix or host.endswith(f".{self.suffix}")


def parse_no_proxy(variable: str, value: str) -> list[_Exempt]:
    """Return the entries of a `NO_PROXY`. An entry that cannot be parsed is skipped with a warning."""
    found: list[_Exempt] = []
    for entry in re.split(r"[,\s]+", value):
        if not entry:
            continue
        try:
            found.append(_parse_entry(entry.lower()))
        except ValueError:
            warn(f"{variable}: {entry!r} is not a host, an address or a network; it is ignored", stacklevel=2)
    return found


def _parse_entry(entry: str) -> _Exempt:
    if entry == "*":
        return _Exempt()
    scheme, separator, rest = entry.rpartition("://")
    network = _network(rest)
    if network is not None:
        return _Exempt(scheme or None, network=network)
    host, _, port = rest.rpartition(":") if re.search(r":\d{1,5}$", rest) else (rest, "", "")
    number = int(port) if port else None
    network, name = _network(host), _HOST.fullmatch(host)
    if (network is None and name is None) or (separator and not scheme) or (number or 0) > 65535:
        raise ValueError(entry)
    if network is not None:
        return _Exempt(scheme or None, number, network=network)
    return _Exempt(scheme or None, number, suffix=None if name is None else name[1])


def _network(text: str) -> Network | None:
    brackets = _BRACKETS.fullmatch(text)
    try:
        return ip_network(brackets[1] + (brackets[2] or "") if brackets else text, strict=False)
    except ValueError:
        return None


class ProxyRules:
    """The proxies of an environment, and which requests go past them."""

    def __init__(self, variables: Mapping[str, tuple[str, str]]) -> None:
        """Read the variables.

        Args:
            variables: `http`, `https`, `all` and `no` → the name and the value of the variable that is set.
                A variable that is missing here is not set.

        Raises:
            ProxyVariableError: A variable does not hold the URL of a proxy.
        """
        self._proxies = {
            scheme: parse_proxy(*named)
            for scheme in ("http", "https")
            for named in [variables.get(scheme) or variables.get("all")]
            if named is not None
        }
        self._exempt = parse_no_proxy(*variables["no"]) if self._proxies and "no" in variables else []

    def proxy_for(self, scheme: str, host: str, port: int) -> Proxy | None:
        """Return the proxy for requests to this origin, or None if they go there directly."""
        proxy = self._proxies.get(scheme)
        if proxy is None:
            return None
        host = host.lower().rstrip(".")
        try:
            address = ip_address(host)
        except ValueError:
            address = None
        return None if any(each.matches(scheme, host, port, address) for each in self._exempt) else proxy
