"""The proxy on real sockets: it changes nothing, writes no key, and finds drift that is planted in the sandbox."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from pareta import Pareta
from pareta_sandbox import Sandbox
from pareta_sandbox.__main__ import main
from pareta_sandbox.recorder.cassette import read
from pareta_sandbox.recorder.upstream import Upstream

from .conftest import PARETA, TASK
from .loopback import serving
from .recorders import RawClient, ScriptedUpstream, proxied

RUN = {"input": "United Nations", "processor": "base"}
CHAT = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "Say hello."}], "stream": True}
CANARY = "pareta_sk_canary"  # looks like a word of an API
Message = MutableMapping[str, Any]


def drifting(
    operation_id: str,
    change_body: Callable[[Any], Any] = lambda body: body,
    *,
    status: int | None = None,
    headers: dict[bytes, bytes] | None = None,
) -> Any:
    """Return a hook of the sandbox that changes what one operation responds."""

    async def around(operation: Any, scope: Any, receive: Any, send: Any, serve: Any) -> None:
        async def changed(message: Message) -> None:
            if operation.id == operation_id and message["type"] == "http.response.start":
                kept = [
                    pair
                    for pair in message["headers"]
                    if pair[0] not in {b"content-length", *(headers or {})}
                ]
                message["headers"] = [*kept, *(headers or {}).items()]
                message["status"] = status or message["status"]
            elif operation.id == operation_id and message.get("body"):
                message["body"] = change(message["body"], change_body)
            await send(message)

        await serve(scope, receive, changed)

    return around


def change(body: bytes, change_body: Callable[[Any], Any]) -> bytes:
    if body.startswith((b"data: [", b":")):
        return body
    if not body.startswith((b"data: ", b"event: ")):
        return json.dumps(change_body(json.loads(body))).encode()
    head, _, data = body.partition(b"data: ")
    return head + b"data: " + json.dumps(change_body(json.loads(data))).encode() + b"\n\n"


DRIFT: dict[str, tuple[Any, tuple[str, str, str], str]] = {
    "a field": (
        drifting("createTaskRun", lambda run: {**run, "cost": {"usd": 3}}),
        ("new", "unknown-field", "cost"),
        "#/components/schemas/TaskRun",
    ),
    "an enum value": (
        drifting("createTaskRun", lambda run: {**run, "status": "paused"}),
        ("new", "unknown-value", "paused"),
        "#/components/schemas/TaskRunStatus",
    ),
    "a missing field": (
        drifting("createTaskRun", lambda run: {key: run[key] for key in run if key != "run_id"}),
        ("broken", "missing-field", "run_id"),
        "#/components/schemas/TaskRun/properties/run_id",
    ),
    "a null": (
        drifting("createTaskRun", lambda run: {**run, "status": None}),
        ("broken", "null", ""),
        "#/components/schemas/TaskRunStatus",
    ),
    "a status": (
        drifting("createTaskRun", status=201),
        ("broken", "unknown-status", "201"),
        "#/paths/~1v1~1tasks~1runs/post/responses",
    ),
    "a content type": (
        drifting("createTaskRun", headers={b"content-type": b"application/problem+json"}),
        ("broken", "content-type", "application/problem+json"),
        "#/paths/~1v1~1tasks~1runs/post/responses/202/content",
    ),
    "a header": (
        drifting("createTaskRun", headers={b"x-task-cost": b"12"}),
        ("new", "unknown-header", "x-task-cost"),
        "#/components/headers",
    ),
    "a tag": (
        drifting(
            "getTaskRunResult", lambda result: {**result, "output": {**result["output"], "type": "table"}}
        ),
        ("new", "unknown-tag", "table"),
        "#/components/schemas/TaskRunOutput/discriminator/mapping",
    ),
    "a field of an event": (
        drifting("createChatCompletion", lambda chunk: {**chunk, "speed": 7}),
        ("new", "unknown-field", "speed"),
        "#/components/schemas/ChatCompletionChunk",
    ),
}


def use_the_apis(url: str) -> None:
    """Use both APIs twice. Whatever they respond, nothing stops."""
    for _ in range(2):
        run = httpx.post(f"{url}/v1/tasks/runs", json=RUN, headers=TASK).json()
        httpx.get(f"{url}/v1/tasks/runs/{run.get('run_id')}/result", headers=TASK)
        httpx.post(f"{url}/v1/chat/completions", json=CHAT, headers=PARETA)


def found_in(around: Any, **settings: Any) -> set[tuple[tuple[str, str, str], str, int]]:
    with Sandbox(around=around, **settings) as box, proxied(box.url) as (url, report):
        use_the_apis(url)
    return {
        ((one.departure.level, one.departure.kind, one.departure.subject), one.departure.pointer, one.line)
        for one in report.findings
    }


@pytest.mark.parametrize("name", DRIFT)
def test_drift_in_the_service_is_reported_once_with_its_place(name: str) -> None:
    around, wanted, pointer = DRIFT[name]
    ordinary = {one[:2] for one in found_in(None)}
    found = [one for one in found_in(around) if one[:2] not in ordinary and one[0][2] != "404"]
    assert [one[:2] for one in found if one[0] == wanted] == [(wanted, pointer)]
    lines = Path("openapi.yaml").read_text(encoding="utf-8").splitlines()
    place = pointer.rpartition("/")[2].replace("~1", "/")
    assert all(lines[line - 1].lstrip().startswith(place) for one, _, line in found if one == wanted)


def test_a_client_of_ours_cannot_tell_the_proxy_from_the_service(tmp_path: Path) -> None:
    with (
        Sandbox() as box,
        proxied(box.url, tmp_path / "cassette") as (url, report),
        Pareta(api_key=CANARY, base_url=url) as pa,
    ):
        stages = [event.event for event in pa.endpoints.deploy(task="invoice-extraction")]
        stream = pa.chat.completions.create(
            model="ep_a1b2c3", messages=[{"role": "user", "content": "Say hello."}], stream=True
        )
        text = "".join(choice.delta.content or "" for chunk in stream for choice in chunk.choices)
    assert stages[-1] == "complete"
    assert text
    assert report.exchanges == 2
    assert report.count("broken") == 0
    for path in (tmp_path / "cassette").iterdir():
        assert CANARY not in path.read_text(encoding="utf-8")


def respond_with(data: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: connection.sendall(data)


def test_requests_and_responses_pass_as_they_were_sent() -> None:
    response = (
        b"HTTP/1.1 207 Quite Odd\r\nX-MiXed: a\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Encoding: br\r\n"
        b"Connection: X-Hop\r\nX-Hop: gone\r\nContent-Length: 3\r\n\r\n\x00\xff\x01"
    )
    with (
        ScriptedUpstream(respond_with(response)) as upstream,
        proxied(f"{upstream.url}/base/") as (url, _report),
        RawClient(url) as client,
    ):
        client.send(
            b"GET /v1/a%2Fb//c?x=%20&y=+&y HTTP/1.1\r\nHost: localhost:1\r\nX-MiXed: Q\r\n"
            b"Authorization: Bearer k\r\n"
            b"TE: trailers\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n\r\n"
        )
        received = client.read_all()
    host = upstream.url.removeprefix("http://").encode()
    assert upstream.heads == [
        b"GET /base/v1/a%2Fb//c?x=%20&y=+&y HTTP/1.1\r\nHost: " + host + b"\r\nX-MiXed: Q\r\n"
        b"Authorization: Bearer k\r\nConnection: close\r\n\r\n"
    ]
    assert received == (
        b"HTTP/1.1 207 Quite Odd\r\nX-MiXed: a\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Encoding: br\r\n"
        b"Content-Length: 3\r\nConnection: close\r\n\r\n\x00\xff\x01"
    )


def test_chunks_pass_one_by_one_in_both_directions_while_the_other_side_waits() -> None:
    seen: list[bytes] = []

    def talk(connection: socket.socket, head: bytes) -> None:
        seen.append(connection.recv(100))
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        while not seen[-1].endswith(b"0\r\n\r\n"):
            seen.append(seen.pop() + connection.recv(100) if len(seen) > 1 else connection.recv(100))
        connection.sendall(b"6\r\nsecond\r\n0\r\nX-Trailer: t\r\n\r\n")

    with ScriptedUpstream(talk) as upstream, proxied(upstream.url) as (url, _), RawClient(url) as client:
        client.send(
            b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"
        )
        head = client.read_until(b"\r\n\r\n")
        first = client.read_until(b"first\r\n")
        client.send(b"3\r\ntwo\r\n0\r\n\r\n")
        rest = client.read_until(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert first == b"5\r\nfirst\r\n"
    assert rest == b"6\r\nsecond\r\n0\r\nX-Trailer: t\r\n\r\n"
    assert seen == [b"3\r\none\r\n", b"3\r\ntwo\r\n0\r\n\r\n"]


def test_the_service_decides_whether_a_body_is_awaited() -> None:
    def talk(connection: socket.socket, head: bytes) -> None:
        assert b"Expect: 100-continue" in head
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = connection.recv(100)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body)

    with ScriptedUpstream(talk) as upstream, proxied(upstream.url) as (url, _), RawClient(url) as client:
        client.send(
            b"POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert client.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        client.send(b"ok")
        assert client.read_until(b"ok").endswith(b"ok")


@pytest.mark.parametrize(
    ("sent", "received", "ended"),
    [
        (b"", b"", None),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut",
            "broken",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ncut\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ncut\r\n",
            "broken",
        ),
        (
            b"HTTP/1.1 200 OK\r\n\r\nwhole",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n",
            "complete",
        ),
    ],
)
def test_a_connection_that_breaks_at_the_service_breaks_at_the_client(
    tmp_path: Path, sent: bytes, received: bytes, ended: str | None
) -> None:
    with (
        ScriptedUpstream(respond_with(sent)) as upstream,
        proxied(upstream.url, tmp_path) as (url, _),
        RawClient(url) as client,
    ):
        client.send(b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n")
        found = client.read_until(received[-10:]) if ended == "complete" else client.read_all()
    assert found == received
    (exchange,) = read(tmp_path)
    assert (exchange.response and exchange.response.ended) == ended


def test_a_client_that_leaves_takes_the_connection_to_the_service_along(tmp_path: Path) -> None:
    is_closed = threading.Event()

    def talk(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {}\n\n")
        try:
            if connection.recv(1) == b"":
                is_closed.set()
        except ConnectionError:
            is_closed.set()

    with (
        ScriptedUpstream(talk) as upstream,
        proxied(upstream.url, tmp_path) as (url, _),
        RawClient(url) as client,
    ):
        client.send(b"GET /v1beta/tasks/runs/a/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.read_until(b"data: {}\n\n")
        client.close()
        assert is_closed.wait(5)
    (exchange,) = read(tmp_path)
    assert exchange.response is not None
    assert exchange.response.ended == "left"


def test_an_early_response_reaches_a_client_that_still_sends() -> None:
    def talk(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        while connection.recv(65_536):  # closing with unread bytes would lose the response
            pass

    with ScriptedUpstream(talk) as upstream, proxied(upstream.url) as (url, _):
        assert httpx.post(f"{url}/v1/x", content=bytes(3_000_000)).status_code == 413


def test_a_service_that_cannot_be_reached_is_a_502_that_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with proxied(f"http://127.0.0.1:{port}") as (url, report):
        response = httpx.get(f"{url}/v1/models")
    assert response.status_code == 502
    assert response.json()["detail"].startswith(f"the proxy cannot connect to http://127.0.0.1:{port}: ")
    assert report.exchanges == 0


def test_the_certificate_of_the_service_is_verified() -> None:
    ca = trustme.CA()
    trusting = ssl.create_default_context()
    ca.configure_trust(trusting)
    ok = b"HTTP/1.1 204 No Content\r\n\r\n"
    with ScriptedUpstream(respond_with(ok), serving(ca)) as upstream:
        with proxied(upstream.url) as (url, _):
            response = httpx.get(f"{url}/v1/models")
        assert response.status_code == 502
        assert "certificate verify failed" in response.json()["detail"]
        with proxied(upstream.url, tls=trusting) as (url, _):
            assert httpx.get(f"{url}/v1/models").status_code == 204


@pytest.mark.parametrize(
    ("headers", "target", "status"),
    [
        ({"origin": "https://evil.example"}, "/v1/models", 403),
        ({"host": "evil.example"}, "/v1/models", 403),
        ({"sec-fetch-site": "cross-site"}, "/v1/models", 403),
        ({"host": "localhost:80"}, "/v1/models", 200),
    ],
)
def test_a_web_page_cannot_use_the_proxy(headers: dict[str, str], target: str, status: int) -> None:
    with Sandbox() as box:
        with proxied(box.url) as (url, report):
            assert httpx.get(url + target, headers={**PARETA, **headers}).status_code == status
        assert len(box.requests) == report.exchanges == (status == 200)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET http://example.com/ HTTP/1.1", b"400"),
        (b"CONNECT example.com:443 HTTP/1.1", b"400"),
        (b"GET / HTTP/3\x00", b"400"),
    ],
)
def test_what_the_proxy_cannot_relay_is_refused(request_line: bytes, status: bytes) -> None:
    with proxied("http://127.0.0.1:1") as (url, _), RawClient(url) as client:
        client.send(request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.read_all().split(b" ")[1] == status


@pytest.mark.parametrize(
    "url",
    [
        "api.parallel.ai",
        "ftp://a",
        "https://",
        "https://u:p@a",
        "https://a?x=1",
        "https://a:b",
        "https://a#x",
    ],
)
def test_an_upstream_that_is_not_the_url_of_a_service_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="the upstream"):
        Upstream.parse(url)


def test_a_large_body_passes_and_is_not_recorded(tmp_path: Path) -> None:
    ok = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nContent-Length: 5000\r\n\r\n" + b" " * 5000
    with (
        ScriptedUpstream(respond_with(ok)) as upstream,
        proxied(upstream.url, tmp_path, max_body_bytes=1000) as (url, report),
    ):
        assert len(httpx.get(f"{url}/v1/models", headers=PARETA).content) == 5000
    (exchange,) = read(tmp_path)
    assert exchange.response is not None
    assert exchange.response.body.omitted == "it has more than 1,000 bytes"
    assert [one.departure.kind for one in report.findings if one.departure.kind == "unread-body"]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/v1/tasks/runs/trun_1", b"application/json"),
        ("/v1/tasks/runs/trun_1/events", b"text/event-stream"),
    ],
)
@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br"])
def test_a_body_in_a_coding_that_cannot_be_read_passes_and_is_uncompared(
    coding: str, target: str, kind: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nx-request-id: req_1\r\ncontent-type: " + kind
    body = b"\r\ncontent-encoding: " + coding.encode() + b"\r\ncontent-length: 3\r\n\r\n\x00\xff\x01"
    with (
        ScriptedUpstream(respond_with(head + body)) as upstream,
        proxied(upstream.url) as (url, report),
        httpx.stream("GET", f"{url}{target}", headers=TASK) as response,
    ):
        assert b"".join(response.iter_raw()) == b"\x00\xff\x01"
    (finding,) = report.findings
    assert finding.departure.level == "uncompared"
    assert finding.departure.message == f"the response body was not compared: its content coding is {coding}"
    assert report.as_text().startswith("1 exchange, 0 broken, 0 new, 1 uncompared, 0 refused")


def test_no_key_is_written_wherever_a_service_echoes_it(tmp_path: Path) -> None:
    echo = json.dumps({"detail": f"{CANARY} and {CANARY!r}"}).encode()
    gz = gzip.compress(echo)
    ok = (
        b"HTTP/1.1 401 "
        + CANARY.encode()
        + b"\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n"
        b"x-echo: "
        + CANARY.encode()
        + b"\r\nx-%b: 1" % CANARY.encode()
        + b"\r\nset-cookie: s="
        + CANARY.encode()
        + b"\r\n"
        b"Content-Length: %d\r\n\r\n" % len(gz)
    )
    with (
        ScriptedUpstream(respond_with(ok + gz)) as upstream,
        proxied(upstream.url, tmp_path) as (url, report),
    ):
        response = httpx.post(
            f"{url}/v1/things?key={CANARY}",
            json={"key": CANARY},
            headers={"authorization": f"Bearer {CANARY}"},
        )
        assert CANARY in response.text
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert "401" in text
    assert CANARY not in text + report.as_text() + json.dumps(report.as_json())


@pytest.mark.parametrize(
    ("options", "status"), [([], 0), (["--strict"], 1), (["--strict=broken"], 0), (["--strict", "--json"], 1)]
)
def test_the_command_reports_at_its_end_and_fails_a_job_that_is_strict(
    tmp_path: Path, options: list[str], status: int
) -> None:
    with Sandbox(around=drifting("listModels", lambda body: {**body, "owner": "Ada Lovelace"})) as box:
        command = [sys.executable, "-m", "pareta_sandbox", "proxy", "--upstream", box.url, *options]
        command += ["--record", str(tmp_path / "cassette")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            try:
                for _ in range(2):
                    httpx.get(f"{url}/v1/models", headers=PARETA)
            finally:
                process.terminate()
            output, errors = process.communicate()
    assert process.returncode == status
    assert "Ada" not in output + errors
    if "--json" in options:
        finding, report = map(json.loads, output.splitlines())
        assert (finding["level"], finding["kind"], finding["count"]) == ("new", "unknown-field", 1)
        assert (report["exchanges"], report["new"], report["broken"]) == (2, 1, 0)
    else:
        assert errors.count("NEW listModels: response body.owner is not in the spec") == 1
        assert output.startswith("2 exchanges, 0 broken, 1 new, 0 refused\n")
    assert len(read(tmp_path / "cassette")) == 2


def test_a_strict_job_through_which_nothing_passed_fails() -> None:
    command = [
        sys.executable,
        "-m",
        "pareta_sandbox",
        "proxy",
        "--upstream",
        "http://127.0.0.1:1",
        "--strict",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        output, errors = process.communicate()
    assert (process.returncode, output) == (1, "0 exchanges, no departure from openapi.yaml\n")
    assert errors == "nothing passed through the proxy, so nothing was compared\n"


def test_options_that_make_no_sense_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "0001-x.json").write_text("{}")
    for arguments, message in [
        (["proxy"], "--upstream"),
        (["proxy", "--upstream", "nonsense"], "the upstream must be a URL"),
        (["proxy", "--upstream", "https://a", "--record", str(tmp_path)], "holds a recording already"),
        (["proxy", "--upstream", "https://a", "--port", "70000"], "port"),
        (["proxy", "--upstream", "https://a", "--max-body-bytes", "-1"], "max-body-bytes"),
        (["replay", str(tmp_path / "none")], "holds no recording"),
        (["replay", str(tmp_path)], "is not a recorded exchange"),
        (["replay", str(tmp_path), "--speed", "0"], "positive number"),
    ]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert message in capsys.readouterr().err
