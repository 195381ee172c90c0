"""The sandbox as a program and as a fixture: start, stop, determinism, routing, the `around` hook."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import pareta_sandbox as package
from bench.sandbox_load import SPEC
from pareta_sandbox import Sandbox
from pareta_sandbox.clock import SandboxClock, rfc3339
from pareta_sandbox.handlers import HANDLERS
from pareta_sandbox.spec import Spec, load

from .conftest import PARETA, TASK, client, sse


def test_every_operation_of_the_spec_has_a_handler_and_no_other() -> None:
    assert set(HANDLERS) == set(load().operations)


def test_literal_paths_are_matched_before_templated_ones() -> None:
    spec = load()
    cases = {
        ("POST", "/v1/tasks/match"): "matchCatalogTask",
        ("POST", "/v1/tasks/runs"): "createTaskRun",
        ("GET", "/v1/tasks/contract-key-fields"): "getCatalogTask",
        ("GET", "/v1/tasks/runs/trun_1"): "getTaskRun",
        ("GET", "/v1/tasks/x/leaderboard"): "getLeaderboard",
        ("POST", "/v1/endpoints/ep/start"): "startEndpoint",
        ("GET", "/v1/endpoints/ep/cost"): "getEndpointMetrics",
    }
    for (method, path), wanted in cases.items():
        operation = spec.match(method, path).operation
        assert operation is not None
        assert operation.id == wanted
    assert spec.match("GET", "/v1/endpoints/a%2Fb").path == {"endpoint_id": "a/b"}
    assert spec.match("PATCH", "/v1/models").allowed == ("GET",)


def test_a_new_route_in_the_spec_is_a_501_until_it_has_a_handler() -> None:
    document: dict[str, Any] = {
        "paths": {
            "/v1/new/{id}": {
                "get": {
                    "operationId": "getNew",
                    "tags": ["new"],
                    "x-api": "pareta",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                    ],
                    "responses": {"200": {"description": "ok"}},
                }
            }
        }
    }
    match = Spec(document).match("GET", "/v1/new/7")
    assert match.operation is not None
    assert (match.operation.id, match.operation.success, match.path) == ("getNew", 200, {"id": "7"})


def test_unknown_routes_are_404s_and_405s_in_each_api_s_format(
    pareta: httpx.Client, task: httpx.Client
) -> None:
    assert pareta.get("/v1/nothing").json() == {"detail": "Not Found"}
    response = pareta.put("/v1/models")
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    response = task.get("/v1/tasks/runs/a/b/c")
    assert (response.status_code, response.json()["type"]) == (404, "error")


def test_every_response_has_its_own_request_id(pareta: httpx.Client) -> None:
    ids = [pareta.get("/v1/models").headers["x-request-id"] for _ in range(5)]
    assert len(set(ids)) == 5


def tour(seed: int) -> list[object]:
    """Return responses without their timestamps, to requests in an order that varies."""
    found: list[object] = []
    with Sandbox(speed=2_000, seed=seed) as box, client(box, PARETA) as pareta, client(box, TASK) as task:
        runs = [{"input": f"question {n}", "processor": "core"} for n in range(6)]
        made: dict[str, str] = {}

        def create(run: dict[str, str]) -> None:
            made[run["input"]] = httpx.post(
                f"{box.url}/v1/tasks/runs", json=run, headers=TASK, verify=False
            ).json()["run_id"]

        threads = [threading.Thread(target=create, args=(run,)) for run in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for _, run_id in sorted(made.items()):
            found += [run_id, task.get(f"/v1/tasks/runs/{run_id}/result").json()["output"]]
        found.append(
            sse(pareta.post("/v1/endpoints", json={"task": "invoice-extraction"}))[-1].data["endpoint"]["id"]
        )
        chat = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "hi"}]}
        found.append(pareta.post("/v1/chat/completions", json=chat).json()["choices"])
        found.append(pareta.get("/v1/tasks/invoice-extraction/leaderboard").json())
        found.append(pareta.get("/v1/endpoints/ep_a1b2c3/cost").json())
    return found


def test_two_sandboxes_with_one_seed_return_the_same_responses() -> None:
    assert tour(3) == tour(3)
    assert tour(4) != tour(3)


def test_the_clock_runs_at_the_given_speed() -> None:
    clock = SandboxClock(0)
    assert clock.now() == 0
    clock.advance(1.5)
    assert rfc3339(clock.now()) == "2026-01-05T09:00:01.500000Z"
    fast = SandboxClock(1_000_000)
    asyncio.run(fast.sleep_until(fast.now() + 100))
    for bad in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="speed"):
            SandboxClock(bad)
        with pytest.raises(ValueError, match="seconds"):
            clock.advance(bad)


def test_starting_and_stopping_take_milliseconds_and_leave_nothing_open() -> None:
    with Sandbox():  # the first sandbox reads the spec
        pass
    threads = threading.active_count()
    begun = time.perf_counter()
    for _ in range(20):
        with Sandbox() as box:
            assert httpx.get(f"{box.url}/_sandbox/health", verify=False).json()["status"] == "ok"
    assert (time.perf_counter() - begun) / 20 < 0.5
    assert threading.active_count() == threads


@pytest.mark.filterwarnings("error")
def test_stopping_does_not_wait_for_open_streams_and_polls(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        box = Sandbox(speed=0).start()
        with client(box, TASK) as task, client(box, PARETA) as pareta:
            run = task.post("/v1/tasks/runs", json={"input": "x", "processor": "pro"}).json()["run_id"]
            group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
            task.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": [{"input": "x", "processor": "pro"}]})
            failures: list[Exception] = []

            def poll() -> None:
                try:
                    httpx.get(f"{box.url}/v1/tasks/runs/{run}/result", headers=TASK, timeout=30)
                except httpx.TransportError as error:
                    failures.append(error)

            poller = threading.Thread(target=poll)
            poller.start()
            chat = {"model": "ep_a1b2c3", "stream": True, "messages": [{"role": "user", "content": "hi"}]}
            with (
                task.stream("GET", f"/v1/tasks/runs/{run}/events") as first,
                task.stream("GET", f"/v1/tasks/groups/{group}/events") as second,
                pareta.stream("POST", "/v1/chat/completions", json=chat) as third,
            ):
                begun = time.perf_counter()
                box.stop()
                poller.join(10)
                assert time.perf_counter() - begun < 5
                for stream in (first, second, third):
                    with pytest.raises(httpx.TransportError):
                        stream.read()
            assert len(failures) == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("fault", [None, "createChatCompletion:split=1", "createChatCompletion:drip=2000"])
def test_stopping_logs_nothing_while_streams_are_sending(
    fault: str | None, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO):
        box = Sandbox(speed=0, faults=[fault] if fault else []).start()
        with client(box, TASK) as task, client(box, PARETA) as pareta:
            run = task.post("/v1/tasks/runs", json={"input": "x", "processor": "pro"})
            url = f"/v1/tasks/runs/{run.json()['run_id']}/events"
            chat = {"model": "ep_a1b2c3", "stream": True, "messages": [{"role": "user", "content": "hi"}]}
            with (
                task.stream("GET", url) as first,
                pareta.stream("POST", "/v1/chat/completions", json=chat) as second,
                pareta.stream("POST", "/v1/endpoints", json={"task": "receipt-scan"}) as third,
            ):
                for stream in (first, second, third):
                    next(stream.iter_raw())  # every stream waits for the clock now

                def everything_is_due_and_the_end_too() -> None:
                    """Make the server stop in its next iteration, when all streams have events to send."""
                    assert box._stop is not None
                    assert box._app is not None
                    box._stop.set()
                    box.advance(10_000)
                    box._app.state.clock._wake()

                assert box._loop is not None
                box._loop.call_soon_threadsafe(everything_is_due_and_the_end_too)
                box.stop()
                for stream in (first, second, third):
                    with pytest.raises((httpx.TransportError, httpx.StreamConsumed)):
                        stream.read()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert capfd.readouterr() == ("", "")


def test_an_open_request_gets_no_response_when_the_sandbox_stops() -> None:
    """An interrupted request gets no response, above all no 500."""
    box = Sandbox(speed=0).start()
    with socket.create_connection(("127.0.0.1", int(box.url.rpartition(":")[2])), timeout=10) as line:
        with client(box, TASK) as task:
            run = task.post("/v1/tasks/runs", json={"input": "x", "processor": "lite"}).json()["run_id"]
        poll = f"GET /v1/tasks/runs/{run}/result HTTP/1.1\r\nhost: x\r\nx-api-key: k\r\n\r\n"
        line.sendall(poll.encode())
        httpx.get(f"{box.url}/v1/models", headers=PARETA)  # by now the request waits
        box.stop()
        assert line.recv(1000) == b""


def test_a_sandbox_can_be_stopped_twice_and_started_again() -> None:
    box = Sandbox()
    with pytest.raises(RuntimeError, match="not running"):
        _ = box.url
    box.stop()
    for _ in range(2):
        box.start()
        with pytest.raises(RuntimeError, match="is running"):
            box.start()
        assert httpx.get(f"{box.url}/v1/models", headers=PARETA).status_code == 200
        box.stop()
        box.stop()
    assert box.ledger.entries == ()


def test_a_port_in_use_raises_in_the_caller() -> None:
    with Sandbox() as box:
        port = int(box.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            Sandbox(port=port).start()


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"port": 65_536}, ValueError, "port must be"),
        ({"port": -1}, ValueError, "port must be"),
        ({"keys": "abc"}, TypeError, "keys"),
        ({"keys": b"abc"}, TypeError, "keys"),
        ({"balance_micro_usd": -1}, ValueError, "balance_micro_usd must be"),
        ({"speed": -1}, ValueError, "speed must be"),
        ({"speed": float("nan")}, ValueError, "speed must be"),
        ({"sse_pings": 0}, ValueError, "sse_pings must be"),
    ],
)
def test_invalid_settings_raise(settings: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Sandbox(**settings)


def test_around_is_called_once_for_each_operation() -> None:
    seen: list[str] = []

    async def around(operation: Any, scope: Any, receive: Any, send: Any, serve: Any) -> None:
        seen.append(operation.id)
        if operation.id == "listEndpoints":
            await send({"type": "http.response.start", "status": 503, "headers": [(b"retry-after", b"2")]})
            await send({"type": "http.response.body", "body": b"down"})
        else:
            await serve(scope, receive, send)

    with Sandbox(around=around) as box:
        assert httpx.get(f"{box.url}/v1/models", headers=PARETA).status_code == 200
        assert httpx.get(f"{box.url}/v1/endpoints", headers=PARETA).status_code == 503
    assert seen == ["listModels", "listEndpoints"]


def test_an_error_of_the_sandbox_itself_is_a_500_in_the_api_s_format(
    box: Sandbox, pareta: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HANDLERS, "listModels", lambda context: 1 / 0)  # type: ignore[arg-type]
    assert "sandbox itself" in pareta.get("/v1/models").json()["detail"]
    monkeypatch.delitem(HANDLERS, "listModels")  # type: ignore[arg-type]
    assert httpx.get(f"{box.url}/v1/models", headers=PARETA).status_code == 501


def test_the_package_lists_its_public_names() -> None:
    assert {"Sandbox", "Ledger", "LedgerEntry"} <= set(dir(package))
    assert package.LedgerEntry.__name__ == "LedgerEntry"
    with pytest.raises(AttributeError, match="nothing"):
        _ = package.nothing


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    yield from run_command("--port", "0", "--seed", "7", "--speed", "50", "--keys", "pareta_sk_a,b")


def run_command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    source = str(Path(package.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen(
        [sys.executable, "-m", "pareta_sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_url_and_ends_cleanly_on_a_signal(
    command: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert command.stdout is not None
    url = command.stdout.readline().strip()
    health = httpx.get(f"{url}/_sandbox/health").json()
    assert (health["seed"], health["speed"]) == (7, 50)
    assert httpx.get(f"{url}/v1/models", headers=PARETA).status_code == 401
    headers = {"authorization": "Bearer pareta_sk_a"}
    with httpx.stream(
        "POST", f"{url}/v1/endpoints", json={"task": "receipt-scan"}, headers=headers
    ) as response:
        next(response.iter_lines())
        command.send_signal(number)
        out, err = command.communicate(timeout=10)
    assert command.returncode == 0
    assert (out, err) == ("", "")


def test_the_command_reports_invalid_arguments() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, code, words in (
            (("--port", port), 1, "cannot listen"),
            (("--speed", "-1"), 2, "positive"),
            (("--port", "99999"), 2, "port must be"),
            (("--port", "-1"), 2, "port must be"),
            (("--balance-micro-usd", "-5"), 2, "balance_micro_usd must be"),
        ):
            for process in run_command(*arguments):
                out, err = process.communicate(timeout=10)
                assert (process.returncode, out) == (code, "")
                assert words in err
                assert "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_stdout_that_cannot_be_written_is_not_taken_for_a_port_in_use() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "pareta_sandbox"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=10,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("cannot write the address http://127.0.0.1:")
    assert "Traceback" not in ran.stderr


# Each runs in a process of its own: in this one, pytester would forget modules that others hold.
pytest_plugins = ["pytester"]


def test_the_fixture_gives_each_test_its_own_sandbox(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import httpx

        HEADERS = {"authorization": "Bearer pareta_sk_x"}
        URLS = []

        def test_one(pareta_sandbox):
            URLS.append(pareta_sandbox.url)
            httpx.delete(f"{pareta_sandbox.url}/v1/endpoints/ep_a1b2c3", headers=HEADERS)
            body = {"task": "receipt-scan"}
            assert httpx.post(f"{pareta_sandbox.url}/v1/endpoints", json=body, headers=HEADERS).text
            assert pareta_sandbox.ledger.total_micro_usd == 1000

        def test_two(pareta_sandbox):
            assert pareta_sandbox.url not in URLS
            assert pareta_sandbox.ledger.entries == ()
            assert len(httpx.get(f"{pareta_sandbox.url}/v1/endpoints", headers=HEADERS).json()) == 1
        """
    )
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = pytester.runpytest_subprocess("-p", "pareta_sandbox.pytest_plugin", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=2)


def test_a_client_that_leaves_a_stream_early_leaves_no_line_in_the_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO), Sandbox() as box:
        with client(box, TASK) as task:
            group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
            inputs = [{"input": f"{n}" * 200, "processor": "lite"} for n in range(500)]
            task.post(f"/v1/tasks/groups/{group}/runs", json={"inputs": inputs})
            box.advance(60)
        for path in ("events", "runs?include_input=true&include_output=true"):
            for linger in (None, struct.pack("ii", 1, 0)):
                with socket.create_connection(("127.0.0.1", int(box.url.rpartition(":")[2]))) as raw:
                    head = f"GET /v1/tasks/groups/{group}/{path} HTTP/1.1\r\nhost: x\r\nx-api-key: k\r\n\r\n"
                    raw.sendall(head.encode())
                    assert raw.recv(20_000)
                    if linger is not None:  # reset instead of an orderly end
                        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        for _ in range(3):  # the server has noticed by then
            assert httpx.get(f"{box.url}/v1/models", headers=PARETA).status_code == 200
    records = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert (records, capfd.readouterr()) == ([], ("", ""))


def test_a_run_takes_little_memory() -> None:
    """The task spec is shared, and what follows from the seed is not kept."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
    spec = {"output_schema": {"type": "json", "json_schema": schema}}
    inputs = [{"input": {"n": n, "text": "x" * 100}, "processor": "lite"} for n in range(500)]
    with Sandbox(speed=0) as box, client(box, TASK) as task:
        group = task.post("/v1/tasks/groups", json={}).json()["taskgroup_id"]
        body = {"inputs": inputs, "default_task_spec": spec}
        url = f"/v1/tasks/groups/{group}"
        task.post(f"{url}/runs", json=body)  # what is loaded once
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(2):
                task.post(f"{url}/runs", json=body)
            box.advance(60)
            streamed = sse(task.get(f"{url}/runs", params={"include_output": True}))
            assert len(streamed) == 1500
            del streamed
            gc.collect()
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
        # The recorded requests are kept apart, and have a limit of their own.
        recorded = sum(len(request.body) for request in box.requests)
        assert (grown - recorded) / 1000 < 2_000


def test_a_run_takes_few_function_calls() -> None:
    """Half as many again would be a million runs in more than five minutes."""
    inputs = [{"input": {"company": f"Company {n}"}, "processor": "lite"} for n in range(200)]
    body = {"inputs": inputs, "default_task_spec": SPEC}
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    threading.setprofile(count)  # of threads that start from now on: the sandbox's
    try:
        with Sandbox(speed=0) as box, client(box, TASK) as task:
            url = f"/v1/tasks/groups/{task.post('/v1/tasks/groups', json={}).json()['taskgroup_id']}"
            task.post(f"{url}/runs", json=body)  # what is done once
            calls = 0
            cursor = task.post(f"{url}/runs", json=body).json()["run_cursor"]
            submit, calls = calls, 0
            box.advance(60)
            query = {"include_output": True, "last_event_id": cursor}
            assert len(sse(task.get(f"{url}/runs", params=query))) == 200
            assert submit / 200 < 150
            assert calls / 200 < 700
    finally:
        threading.setprofile(None)


def test_the_clients_of_the_fixture_ignore_the_environments_proxies(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        import asyncio

        def test_clients(pareta_sandbox):
            assert pareta_sandbox.pareta().models.list()
            assert pareta_sandbox.parallel().task_group.create().taskgroup_id

            async def main():
                async with pareta_sandbox.async_pareta() as pa, pareta_sandbox.async_parallel() as client:
                    assert await pa.models.list()
                    assert (await client.task_group.create()).taskgroup_id

            asyncio.run(main())
        """
    )
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = pytester.runpytest_subprocess("-p", "pareta_sandbox.pytest_plugin", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=1)


def test_a_list_in_a_header_is_split_at_its_commas(task: httpx.Client) -> None:
    run = {"input": "United Nations", "processor": "base"}
    for value, status in (("a-2025-07-17, b-2025-07-24", 202), ("a-2025-07-17,,b", 202), ("a b", 422)):
        response = task.post("/v1/tasks/runs", json=run, headers={"parallel-beta": value})
        assert response.status_code == status
