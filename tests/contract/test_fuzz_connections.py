"""Fuzz over connections of our own: bytes that are not HTTP, variables of proxies and certificates, hosts, settings.

Whatever a server or an environment says, a call returns a value or raises an error of the SDK, or refuses an argument.
`test_fuzz.py` does the same for the contents of responses. The examples are the same in each run.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import warnings
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pareta_core import SDKError
from tests._async.test_raw_exceptions import ODD_OPTIONS, ODD_SETTINGS
from tests.contract.loopback import (
    MODELS,
    TOKENS,
    Async,
    How,
    Server,
    Sync,
    create_a_run,
    list_models,
    stream_tokens,
)
from tests.support import PARALLEL_KEY, PARETA_KEY, run

pytestmark = [
    pytest.mark.usefixtures("bare_environment"),
    pytest.mark.filterwarnings("ignore:Async generator 'http(x|core):ResourceWarning"),
]

CANARY = "canary"
HOWS: list[How] = [Sync(), Async("asyncio"), Async("trio")]
FEW = settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


# --- bytes

PROGRAMS: dict[str, tuple[str, Callable[[Any], list[Any]], bytes, str]] = {
    "list": ("pareta", list_models, json.dumps(MODELS).encode(), "application/json"),
    "run": ("parallel", create_a_run, json.dumps(run()).encode(), "application/json"),
    "stream": ("pareta", stream_tokens, TOKENS, "text/event-stream"),
}
STATUS_LINES = [
    b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK", b"HTTP/1.1 200", b"HTTP/1.1  200 OK", b"HTTP/2 200", b"HTTP/1.1 0 OK",
    b"HTTP/1.1 099 OK", b"HTTP/1.1 600 OK", b"HTTP/1.1 -200 OK", b"HTTP/1.1 2e2 OK", b"HTTP/0.9 200 OK", b"", b"200 OK",
    b"HTTP/1.1 204 No Content", b"HTTP/1.1 304 Not Modified", b"HTTP/1.1 205 Reset Content", b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 101 Switching Protocols", b"HTTP/1.1 200 \xff", b"HTTP/1.1 200 " + b"a" * 9_000, b"\x16\x03\x01\x02",
]  # fmt: skip
FIELDS = [
    b"content-length: -1", b"content-length: +5", b"content-length: 0x5", b"content-length: 5, 5",
    b"content-length: 5,6",
    b"content-length: 99999999999999999999999", b"content-length:", b"content-length: 1\r\ncontent-length: 2",
    b"transfer-encoding: chunked, chunked", b"transfer-encoding: gzip, chunked", b"transfer-encoding: identity",
    b"transfer-encoding: \x0bchunked", b"transfer-encoding: chunked\r\ncontent-length: 3", b"content-encoding: gzip",
    b"content-encoding: deflate, gzip", b"content-encoding: br", b"content-encoding: \xff", b"no colon", b": empty",
    b" folded", b"a b: c", b"x: \x00", b"x: \xff\xfe", b"x" * 70_000, b"retry-after: soon", b"x-request-id: \xe9",
    b"connection: close, keep-alive", b"connection: upgrade", b"trailer: content-length", b"date: never",
    b"set-cookie: ;",
    b"location: http://[", b"content-type:", b"content-type: text/event-stream; charset=\xff",
    b"keep-alive: timeout=-1",
]  # fmt: skip
SIZES = [
    b"-1",
    b"+3",
    b"0x3",
    b"g",
    b"",
    b" 3",
    b"3 ",
    b'3;a="b"',
    b"ffffffffffffffff",
    b"3\n",
    b"\x00",
    b"00000003",
]


def frames(random: Random, body: bytes, kind: str) -> bytes:
    """Return a response that is wrong in up to three places, or right."""
    status, fields = STATUS_LINES[0], [b"content-type: " + kind.encode()]
    if random.random() < 0.3:
        status = random.choice(STATUS_LINES)
    fields += random.sample(FIELDS, random.choice([0, 0, 1, 2]))
    if random.random() < 0.2:
        body = gzip.compress(body)
        fields.append(b"content-encoding: gzip")
    if random.random() < 0.5:
        fields.append(b"content-length: %d" % (len(body) + random.choice([0, 0, 0, 1, -1, 1_000])))
    else:
        fields.append(b"transfer-encoding: chunked")
        size = b"%x" % len(body) if random.random() < 0.6 else random.choice(SIZES)
        body = (
            size
            + b"\r\n"
            + body
            + random.choice([b"\r\n0\r\n\r\n"] * 3 + [b"\r\n", b"", b"0\r\n", b"\r\n0\r\nx y\r\n\r\n"])
        )
    random.shuffle(fields)
    end = random.choice([b"\r\n"] * 6 + [b"\n", b"\r"])
    whole = end.join([status, *fields, b"", b""]) + body
    for _ in range(random.choice([0, 0, 0, 1, 3])):
        place = random.randrange(len(whole) + 1)
        whole = whole[:place] + random.randbytes(random.randint(0, 3)) + whole[place + random.randint(0, 2) :]
    return whole[: random.randrange(len(whole))] if random.random() < 0.15 else whole


class FuzzingServer(Server):
    """Responds to the n-th request with the n-th response of a seed, in up to three packets, and closes."""

    def __init__(self, seed: str, body: bytes, kind: str) -> None:
        super().__init__()
        self._random = Random(seed)
        self._body, self._kind = body, kind
        self.sent: list[bytes] = []

    def talk(self, line: socket.socket) -> None:
        if not self.head_of_request(line):
            return
        response = frames(self._random, self._body, self._kind)
        self.sent.append(response)
        first, second = sorted(self._random.randrange(len(response) + 1) for _ in range(2))
        for packet in (response[:first], response[first:second], response[second:]):
            line.sendall(packet)


@pytest.mark.parametrize("owned", [True, False], ids=["own connections", "http_client"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_any_bytes_give_a_value_or_an_error_of_the_sdk(how: How, name: str, owned: bool) -> None:
    api, program, body, kind = PROGRAMS[name]
    with FuzzingServer(name, body, kind) as server:

        def attempts(client: Any) -> list[Any]:
            found: list[Any] = []
            for _ in range(60):
                try:
                    found.append(program(client))
                except SDKError as error:
                    found.append(error)
                except BaseException as error:
                    error.add_note(f"after {server.sent[-1]!r}")
                    raise
            return found

        http = {} if owned else {"http_client": how.Http(trust_env=False)}
        found = how.run(api, server.url, attempts, max_retries=0, **http)
    assert all(map(str, found))
    errors = [each for each in found if isinstance(each, SDKError)]
    assert 0 < len(errors) < len(found), "all responses came to the same: nothing was tried"


# --- the environment and settings


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    """Refuse to look up a name: only addresses of this machine are known."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name not in ("127.0.0.1", "::1"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown name")
        return resolve(host, *args, **options)

    with patch("socket.getaddrinfo", getaddrinfo):
        yield


class ClosingServer(Server):
    """Closes each connection at once, so that no handshake of TLS succeeds."""

    def talk(self, line: socket.socket) -> None:
        self.heads.append("")


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, str]]:
    """Yield the URLs of a server for each scheme."""
    with Server() as plain, ClosingServer() as closing:
        yield {"http": plain.url, "https": closing.url.replace("http", "https")}


TEXT = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]) | st.sampled_from(":/@[]%#?,*. -"),
    max_size=12,
)
NAMES = st.sampled_from(
    ["127.0.0.1:1", "[::1]:1", "user:canary@127.0.0.1:1", "a..b:1", "[", "[::1", "127.0.0.1:x", "127.0.0.1:99999",
     "é:1", "xn--a:1", "", ":1", "%zz@127.0.0.1:1", "canary%0d%0a:x@127.0.0.1:1", "a b:1", "127.0.0.1:1/path?canary"]
)  # fmt: skip
SCHEMES = st.sampled_from(
    ["http://", "https://", "", "socks5://", "socks5h://", "socks4://", "ftp://", "HTTP://", "//"]
)
PROXIES = st.builds("{}{}".format, SCHEMES, NAMES) | TEXT
EXEMPT = st.lists(
    st.sampled_from(
        ["127.0.0.1", "*", ".", "10.0.0.0/8", "127.0.0.0/99", "::1/128", "[::1]:9", "a:b", "*.a", "all://x"]
    )
    | TEXT,
    max_size=3,
).map(",".join)
CERTIFICATES = st.sampled_from(["", "/", "/dev/null", "/nowhere/ca.pem", __file__, "é", " "])
VARIABLES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), PROXIES
        ),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), EXEMPT),
        **dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR"), CERTIFICATES),
    },
)


@pytest.mark.parametrize("how", HOWS, ids=["sync", "asyncio", "trio"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_any_environment_gives_a_value_or_an_error_of_the_sdk(
    servers: dict[str, str], how: How, scheme: str
) -> None:
    @FEW
    @given(variables=VARIABLES)
    def try_variables(variables: dict[str, str]) -> None:
        with patch.dict(os.environ, variables), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an entry of NO_PROXY that is not a host
            try:
                assert how.run("pareta", servers[scheme], list_models, max_retries=0) == [0]
            except SDKError as error:
                assert CANARY not in str(error)  # noqa: PT017  # either outcome is right

    try_variables()


@pytest.mark.parametrize("how", HOWS, ids=["sync", "asyncio", "trio"])
def test_odd_settings_and_options_of_our_own_connections_are_refused_or_work(
    servers: dict[str, str], how: How
) -> None:
    @FEW
    @given(client=st.one_of(st.just({}), ODD_SETTINGS), options=ODD_OPTIONS)
    def try_settings(client: dict[str, Any], options: dict[str, Any]) -> None:
        def create(made: Any) -> list[Any]:
            return [made.task_run.create(input="a", processor="base", **options).run_id]

        client = {"base_url": servers["http"], "max_retries": 0, **client}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a base URL with http:// to another machine
            try:
                assert how.run("parallel", client.pop("base_url"), create, **client) == ["trun_1"]
            except (SDKError, TypeError, ValueError) as error:
                assert str(error)  # noqa: PT017  # either outcome is right
                assert PARALLEL_KEY not in str(error)  # noqa: PT017
                assert PARETA_KEY not in str(error)  # noqa: PT017

    try_settings()
