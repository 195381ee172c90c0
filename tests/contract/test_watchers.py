"""Libraries for tests and tracing see what our clients send as they see what a plain `httpx.Client` sends.

Each is the real package. What patches httpx for a whole process runs in one of its own (watchers.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import pareta
from tests.contract.watchers import KEY, MODELS, PROGRAMS, WAYS

ROOT = Path(__file__).resolve().parents[2]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    traced: list[bool]

    def do_GET(self) -> None:
        self.server.headers_seen.append(dict(self.headers))  # type: ignore[attr-defined]
        body = json.dumps(MODELS).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.headers_seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def run(name: str, server: ThreadingHTTPServer) -> dict[str, Any]:
    url = f"http://127.0.0.1:{server.server_address[1]}"
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.contract.watchers", name, url],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_library_sees_our_requests_as_those_of_a_plain_client(
    name: str, server: ThreadingHTTPServer
) -> None:
    seen = run(name, server)
    assert set(seen) == set(WAYS)
    assert seen["plain sync"], "it saw something at all"
    assert seen["ours sync"] == seen["plain sync"]
    assert seen["ours async"] == seen["plain async"]


@pytest.mark.parametrize(
    ("name", "headers"), [("opentelemetry", {"traceparent"}), ("sentry", {"sentry-trace", "baggage"})]
)
def test_the_context_of_a_trace_reaches_the_server(
    name: str, headers: set[str], server: ThreadingHTTPServer
) -> None:
    run(name, server)
    seen: list[dict[str, str]] = server.headers_seen  # type: ignore[attr-defined]
    assert len(seen) == len(WAYS)
    assert all(headers <= {header.lower() for header in each} for each in seen)


def test_pytest_httpx_answers_a_sync_client(httpx_mock: Any) -> None:
    httpx_mock.add_response(url="https://api.pareta.ai/v1/models", json=MODELS)
    with pareta.Pareta(api_key=KEY) as pa:
        assert pa.models.list()[0].id == "ep_1"
    (request,) = httpx_mock.get_requests()
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.anyio
async def test_pytest_httpx_answers_an_async_client(httpx_mock: Any) -> None:
    httpx_mock.add_response(url="https://api.pareta.ai/v1/models", json=MODELS)
    async with pareta.AsyncPareta(api_key=KEY) as pa:
        assert (await pa.models.list())[0].id == "ep_1"
    (request,) = httpx_mock.get_requests()
    assert request.headers["authorization"] == f"Bearer {KEY}"
