"""`pareta-mcp` as clients start it: a process that speaks over stdin and stdout. With the official client and raw."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).resolve().parents[2]
TEST_TIMEOUT = 60
KEY = "pareta_sk_canary_5f1e"
TASK = "contract-key-fields"
SLOW = {"input": "x [sandbox:slow]", "processor": "lite"}
HANDSHAKE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


def environment(**more: str) -> dict[str, str]:
    paths = [str(ROOT / "src"), str(ROOT / "generated")]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARETA_", "PARALLEL_"))
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "pareta_mcp", *arguments]


def with_client(
    steps: Callable[[Client], Awaitable[None]], log: Path, *arguments: str, **options: Any
) -> str:
    """Run the steps with a client of a server of their own. Return what the server wrote to stderr."""

    async def main() -> None:
        program, *rest = command(*arguments)
        parameters = StdioServerParameters(command=program, args=rest, env=environment())
        with log.open("w", encoding="utf-8") as errors, anyio.fail_after(TEST_TIMEOUT):
            async with Client(stdio_client(parameters, errlog=errors), **options) as client:
                await steps(client)

    anyio.run(main)
    return log.read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_cancelled_call_loses_no_id_and_says_how_to_resume(tmp_path: Path, mode: str) -> None:
    told: list[str] = []

    async def log(message: Any) -> None:
        told.append(str(message.data))

    async def tell(_: float, __: float | None, message: str | None) -> None:
        told.append(message or "")

    async def steps(client: Client) -> None:
        assert len((await client.list_tools()).tools) == 26
        with anyio.CancelScope() as scope:

            async def leave(progress: float, total: float | None, message: str | None) -> None:
                await tell(progress, total, message)
                scope.cancel()  # with the first progress, which has the id

            await client.call_tool("parallel_runs_create", SLOW, progress_callback=leave)
        assert scope.cancelled_caught
        with pytest.raises(MCPError, match="timed out"):
            await client.call_tool("pareta_endpoints_deploy", {"task": TASK}, read_timeout_seconds=0.5)
        work: list[Any] = []
        while sum("The call was cancelled." in one for one in told) < 2:
            work = ((await client.call_tool("started_work", {})).structured_content or {})["result"]
        assert [one["kind"] for one in work] == ["deploy of endpoint", "task run"]
        run = work[1]["id"]
        assert told[0].startswith(f"The task run {run} was started. parallel_runs_show(")
        resume = f'parallel_runs_show(run_id="{run}", wait_seconds=45) resumes it.'
        assert any(one.startswith("The call was cancelled.") and one.endswith(resume) for one in told)
        shown = await client.call_tool("parallel_runs_show", {"run_id": run})
        assert (shown.structured_content or {})["result"]["is_active"]

    errors = with_client(
        steps,
        tmp_path / "log",
        "--sandbox",
        "--sandbox-speed",
        "1",
        mode=mode,
        logging_callback=log,
        log_level="warning",
    )
    assert errors.count("The call was cancelled.") == 2
    assert "continues at the service" in errors.splitlines()[-1]
    assert "Traceback" not in errors


class Raw:
    """A server and its pipes, without any client."""

    def __init__(self, *arguments: str, **more: str) -> None:
        self.process = subprocess.Popen(
            command(*arguments),
            env=environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        self.request(1, "initialize", HANDSHAKE)
        self.send({"method": "notifications/initialized"})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, number: int, method: str, params: Any) -> Any:
        """Return the result of a request. Every line on the way must be a message of the protocol."""
        self.send({"id": number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == number:
                return message["result"]

    def read(self) -> Any:
        assert self.process.stdout is not None
        message = json.loads(self.process.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        return message

    def call(self, number: int, tool: str, **arguments: Any) -> Any:
        params = {"name": tool, "arguments": arguments, "_meta": {"progressToken": number}}
        return self.request(number, "tools/call", params)


def test_stdout_carries_the_protocol_only_and_the_log_shows_no_key() -> None:
    with Raw(
        "--sandbox", "--verbose", PARETA_LOG="debug", PARALLEL_LOG="debug", PARETA_API_KEY=KEY
    ) as server:
        assert server.call(2, "parallel_runs_create", input="x", processor="lite")["isError"] is False
        assert server.call(3, "pareta_tasks_show", task_id="none")["isError"] is True
        assert server.call(4, "nothing")["isError"] is True
        out, errors = server.process.communicate(timeout=TEST_TIMEOUT)
    assert out == ""
    assert server.process.returncode == 0
    assert "INFO pareta_mcp: task run trun_" in errors
    assert KEY not in errors
    assert "Traceback" not in errors


def test_a_server_whose_client_leaves_ends_and_logs_what_goes_on() -> None:
    with Raw("--sandbox", "--sandbox-speed", "1") as server:
        call = {"name": "parallel_runs_create", "arguments": SLOW, "_meta": {"progressToken": 2}}
        server.send({"id": 2, "method": "tools/call", "params": call})
        assert server.read()["method"] == "notifications/progress"
        _, errors = server.process.communicate(timeout=TEST_TIMEOUT)
    assert server.process.returncode == 0
    assert "continues at the service, and is billed: parallel_runs_show(run_id=" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_without_a_traceback_and_logs_what_goes_on(number: signal.Signals) -> None:
    with Raw("--sandbox", "--sandbox-speed", "1") as server:
        server.call(2, "parallel_runs_create", **SLOW, wait_seconds=0)
        server.process.send_signal(number)
        _, errors = server.process.communicate(timeout=TEST_TIMEOUT)
    assert server.process.returncode == 130
    assert "continues at the service, and is billed: parallel_runs_show(run_id=" in errors
    assert "Traceback" not in errors


def test_a_client_that_reads_no_more_ends_the_server() -> None:
    with Raw("--sandbox") as server:
        assert server.process.stdout is not None
        assert server.process.stdin is not None
        server.process.stdout.close()
        call = {"name": "pareta_tasks_list", "arguments": {}}
        server.send({"id": 2, "method": "tools/call", "params": call})
        server.process.stdin.close()
        server.process.stdin = server.process.stdout = None
        _, errors = server.process.communicate(timeout=TEST_TIMEOUT)
    assert server.process.returncode in (0, 1)  # it may have ended before it wrote
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="no shell, no /dev/full")
@pytest.mark.parametrize(
    ("streams", "status", "says"),
    [
        ("<&-", 2, "one of them is closed"),
        (">&-", 2, "one of them is closed"),
        (">/dev/full", 1, "stdin or stdout failed: [Errno 28] No space left on device"),
    ],
)
def test_streams_that_do_not_work_are_an_error_in_a_sentence(streams: str, status: int, says: str) -> None:
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HANDSHAKE})
    ran = subprocess.run(
        ["sh", "-c", f'"$@" {streams}', "sh", *command("--sandbox")],
        input=line + "\n",
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TEST_TIMEOUT,
        check=False,
    )
    assert (ran.returncode, "Traceback" in ran.stderr) == (status, False), ran.stderr
    assert says in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_on_a_terminal_the_command_says_what_it_waits_for_and_ctrl_c_ends_it() -> None:
    import pexpect  # (on Windows it has no `spawn`)

    program, *rest = command("--sandbox")
    terminal = pexpect.spawn(program, rest, env=environment(), encoding="utf-8", timeout=TEST_TIMEOUT)
    terminal.expect("It waits for one on stdin; Ctrl-C ends it.")
    terminal.sendline("hello")  # what is not a message of the protocol is ignored
    terminal.expect("hello")
    terminal.sendintr()
    shown = terminal.read()
    terminal.close()
    assert "Traceback" not in shown
    assert terminal.exitstatus == 130 or terminal.signalstatus == signal.SIGINT  # 130 to a shell


def test_garbage_on_stdin_does_not_end_the_server() -> None:
    with Raw("--sandbox") as server:
        assert server.process.stdin is not None
        server.process.stdin.write('{"\n\x00\n[]\n{"jsonrpc": "2.0", "id": [], "method": 7}\n')
        server.process.stdin.flush()
        assert server.call(5, "pareta_models_list")["isError"] is False


@pytest.mark.parametrize(
    ("missing", "arguments", "says"),
    [
        ("mcp", [], 'pip install "pareta-sdk[mcp]"'),
        ("yaml", ["--sandbox"], 'pip install "pareta-sdk[mcp,sandbox]"'),
    ],
)
def test_without_an_extra_the_command_says_what_to_install(
    missing: str, arguments: list[str], says: str
) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        f"from pareta_mcp.__main__ import main\nsys.exit(main({arguments!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=TEST_TIMEOUT,
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [["--sandbox", "--sandbox-speed", "-1"], ["--unknown"]])
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    done = subprocess.run(
        command(*arguments),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=TEST_TIMEOUT,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage: pareta-mcp")
