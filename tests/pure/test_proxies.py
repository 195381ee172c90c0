"""Which proxy a request goes through: the variables of the environment, and `NO_PROXY` in all its forms."""

from __future__ import annotations

import warnings

import pytest

from pareta_core.proxies import ProxyRules, ProxyVariableError, parse_no_proxy, parse_proxy

PROXY = ("HTTP_PROXY", "http://proxy:3128")


def bypassed(no_proxy: str, url: str) -> bool:
    scheme, _, rest = url.partition("://")
    host, _, port = rest.rpartition(":")
    rules = ProxyRules({"all": PROXY, "no": ("NO_PROXY", no_proxy)})
    return rules.proxy_for(scheme, host, int(port)) is None


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("*", "https://example.com:443"),
        ("example.com", "https://example.com:443"),
        ("example.com", "https://api.example.com:443"),
        ("Example.COM", "https://API.example.com:443"),
        ("example.com", "https://example.com.:443"),
        ("example.com.", "https://example.com:443"),
        (".example.com", "https://api.example.com:443"),
        (".example.com", "https://example.com:443"),
        ("*.example.com", "https://api.example.com:443"),
        ("other.org, example.com", "https://example.com:443"),
        ("other.org example.com", "https://example.com:443"),
        ("example.com:8080", "https://example.com:8080"),
        ("https://example.com", "https://example.com:443"),
        ("all://example.com", "http://example.com:80"),
        ("localhost", "http://localhost:8700"),
        ("127.0.0.1", "http://127.0.0.1:8700"),
        ("127.0.0.0/8", "http://127.9.9.9:80"),
        ("10.0.0.1/8", "http://10.200.0.1:80"),
        ("127.0.0.1:80", "http://127.0.0.1:80"),
        ("::1", "http://::1:80"),
        ("[::1]", "http://::1:80"),
        ("[::1]:80", "http://::1:80"),
        ("::1/128", "http://::1:80"),
        ("[fe80::]/10", "http://fe80::1:80"),
        ("fd00::/8", "http://fd12::1:443"),
        ("localhost,127.0.0.0/8,::1/128", "http://127.0.0.1:8700"),
    ],
)
def test_no_proxy_exempts_a_host(no_proxy: str, url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bypassed(no_proxy, url)


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("", "https://example.com:443"),
        (",,", "https://example.com:443"),
        ("example.com", "https://notexample.com:443"),
        ("example.com", "https://example.com.evil.org:443"),
        ("api.example.com", "https://example.com:443"),
        ("example.com:8080", "https://example.com:443"),
        ("http://example.com", "https://example.com:443"),
        ("127.0.0.0/8", "http://128.0.0.1:80"),
        ("127.0.0.0/8", "http://localhost:80"),
        ("::1/128", "http://127.0.0.1:80"),
        ("[::1]:8080", "http://::1:80"),
    ],
)
def test_no_proxy_exempts_no_other_host(no_proxy: str, url: str) -> None:
    assert not bypassed(no_proxy, url)


@pytest.mark.parametrize(
    "entry",
    ["300.0.0.0/8", "::1/200", "b/c", "foo*.bar", "host:99999", "://x", "[zz]", "a@b", "fe80::1%eth0/10/4"],
)
def test_an_entry_that_cannot_be_parsed_is_skipped_with_a_warning_that_names_the_variable(entry: str) -> None:
    with pytest.warns(UserWarning, match="no_proxy: .* is ignored") as caught:
        found = parse_no_proxy("no_proxy", f"{entry},example.com")
    assert len(found) == 1
    assert repr(entry) in str(caught[0].message)


def test_no_proxy_is_not_parsed_where_there_is_no_proxy() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ProxyRules({"no": ("NO_PROXY", "[zz]")})


@pytest.mark.parametrize(
    ("variables", "scheme", "proxied_by"),
    [
        ({"http": PROXY}, "http", "HTTP_PROXY"),
        ({"http": PROXY}, "https", None),
        ({"https": ("https_proxy", "proxy:1")}, "https", "https_proxy"),
        ({"all": ("ALL_PROXY", "proxy:1")}, "https", "ALL_PROXY"),
        ({"all": ("ALL_PROXY", "proxy:1"), "http": PROXY}, "http", "HTTP_PROXY"),
        ({}, "http", None),
    ],
)
def test_each_scheme_has_its_proxy(
    variables: dict[str, tuple[str, str]], scheme: str, proxied_by: str | None
) -> None:
    proxy = ProxyRules(variables).proxy_for(scheme, "example.com", 80)
    assert (proxy and proxy.variable) == proxied_by


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port"),
    [
        ("proxy:3128", "http", "proxy", 3128),
        ("proxy", "http", "proxy", 80),
        (" http://proxy ", "http", "proxy", 80),
        ("https://proxy", "https", "proxy", 443),
        ("HTTP://PROXY:8080/", "http", "proxy", 8080),
        ("http://[::1]:3128", "http", "::1", 3128),
        ("socks5://proxy", "socks5", "proxy", 1080),
        ("socks5h://proxy:9050", "socks5h", "proxy", 9050),
    ],
)
def test_a_proxy_is_an_address_with_the_default_port_of_its_scheme(
    url: str, scheme: str, host: str, port: int
) -> None:
    proxy = parse_proxy("HTTP_PROXY", url)
    assert (proxy.scheme, proxy.host, proxy.port) == (scheme, host, port)
    assert proxy.is_socks == scheme.startswith("socks")


@pytest.mark.parametrize(
    ("userinfo", "authorization"),
    [
        ("me:secret", b"Basic bWU6c2VjcmV0"),
        ("nobody", b"Basic bm9ib2R5Og=="),
        ("m%40e:s%3Ay", b"Basic bUBlOnM6eQ=="),
    ],
)
def test_credentials_become_a_header_and_are_never_shown(userinfo: str, authorization: bytes) -> None:
    proxy = parse_proxy("HTTP_PROXY", f"http://{userinfo}@proxy:1")
    assert proxy.authorization == authorization
    assert str(proxy) == "the proxy http://proxy:1 (HTTP_PROXY)"
    assert userinfo not in repr(proxy)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://proxy",
        "http://",
        "http://me:secret@proxy:port",
        "http://me:secret@[::1",
        "http://me:secret@p:99999",
    ],
)
def test_what_names_no_proxy_is_refused_by_the_name_of_its_variable(url: str) -> None:
    with pytest.raises(ProxyVariableError, match=r"^https_proxy ") as caught:
        parse_proxy("https_proxy", url)
    assert "secret" not in str(caught.value)
