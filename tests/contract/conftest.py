"""A sandbox for each test and plain httpx clients for it, which check every response against openapi.yaml.

Beside them: what bulk jobs and the command line are tested with.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from pareta_sandbox import Sandbox
from pareta_sandbox.spec import load
from pareta_sandbox.spec_validation import shared_validator
from tests.contract.bulk_world import World, folder
from tests.contract.cli_program import started_forker
from tests.contract.loopback import Async, How, Sync

PARETA = {"authorization": "Bearer pareta_sk_test_1"}
TASK = {"x-api-key": "task-key"}


@dataclass
class Event:
    """One server-sent event, as it came."""

    name: str | None
    data: Any


class CheckedTransport(httpx.HTTPTransport):
    """Check that a JSON response is one that the spec has for its status, with a request id."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        assert response.headers.get("x-request-id"), f"{request.method} {request.url}: no x-request-id"
        match = load().match(request.method, request.url.raw_path.decode().partition("?")[0])
        if match.operation is None:
            return response
        operation = match.operation
        assert response.status_code in operation.statuses, (
            f"{operation.id}: {response.status_code} is undeclared"
        )
        if response.headers.get("content-type", "").startswith("application/json"):
            answers = f"#/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}/responses"
            place, _ = load().follow(f"{answers}/{response.status_code}")
            response.read()
            found = shared_validator().issues(
                f"{place}/content/application~1json/schema", json.loads(response.content), (operation.id,)
            )
            assert not found, f"{operation.id} {response.status_code}: {found}"
        return response


def sse(response: httpx.Response) -> list[Event]:
    """Return the events of a whole stream."""
    return list(iter_sse(response.read().decode("utf-8").split("\n")))


def iter_sse(lines: Any) -> Iterator[Event]:
    name, data = None, []
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data.append(line.removeprefix("data: "))
        elif not line and data:
            text = "\n".join(data)
            yield Event(name, text if text == "[DONE]" else json.loads(text))
            name, data = None, []


def client(box: Sandbox, headers: Any) -> httpx.Client:
    # Reading the machine's certificates takes longer than most of these tests.
    return httpx.Client(
        base_url=box.url, headers=headers, timeout=10, transport=CheckedTransport(verify=False)
    )


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """Yield a sandbox in which a second lasts two milliseconds."""
    with Sandbox(speed=500) as running:
        yield running


@pytest.fixture
def still() -> Iterator[Sandbox]:
    """Yield a sandbox whose clock stands still until a test advances it."""
    with Sandbox(speed=0) as running:
        yield running


@pytest.fixture
def pareta(box: Sandbox) -> Iterator[httpx.Client]:
    with client(box, PARETA) as http:
        yield http


@pytest.fixture
def task(box: Sandbox) -> Iterator[httpx.Client]:
    with client(box, TASK) as http:
        yield http


@pytest.fixture
def world() -> Iterator[World]:
    """Yield a sandbox that keeps what it billed for each row of a bulk job."""
    with World() as made:
        yield made


@pytest.fixture
def path() -> Iterator[Path]:
    """Yield the path of a journal that does not exist yet."""
    with folder() as found:
        yield found / "x.bulk"


@pytest.fixture(scope="module")
def forker() -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that runs each command of a module in a fork."""
    with started_forker() as process:
        yield process


PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def how(request: pytest.FixtureRequest) -> How:
    return Sync() if request.param == "sync" else Async(request.param)
