"""Whatever ends a command early leaves the work of the service going, says how to come back, and shows no traceback."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from pareta_cli.exit_codes import ExitCode
from pareta_sandbox import EVER, Fault
from pareta_sandbox.pytest_plugin import SandboxBox
from tests.contract.cli_program import COMMAND, LIMIT, Ended, Program, checked, on_terminal, program_for

TASK = "contract-key-fields"
ROWS = '{"input": {"a": 1}, "expected_output": {"b": 2}}\n'
slow = pytest.mark.pareta_sandbox(speed=1.0)


@pytest.fixture
def program(pareta_sandbox: SandboxBox, tmp_path: Path) -> Program:
    (tmp_path / "rows.jsonl").write_text(ROWS)
    (tmp_path / "slow.csv").write_text("question\n[sandbox:slow]\n")
    return program_for(pareta_sandbox.url, tmp_path)


# What starts work, a text on stderr that says that it has begun, and the beginning of its id.
WORK: dict[str, tuple[list[str], str, list[str], str]] = {
    "deploy": (["endpoints", "deploy", TASK], "Provisioning", ["endpoints", "wait"], "ep_"),
    "evaluation": (
        ["evals", "run", "rows.jsonl", "--task", TASK, "--model", "qwen-vl-2"],
        "queued",
        ["evals", "wait"],
        "er_",
    ),
    "run": (["run", "[sandbox:slow]", "--field", "a"], "(queued|running)", ["run", "wait"], "trun_"),
    "bulk": (
        ["bulk", "slow.csv", "--journal", "it.bulk", "-p", "base"],
        "1 running",
        ["bulk", "slow.csv"],
        "--journal",
    ),
    "group": (["group", "slow.csv"], "1 (queued|running)", ["group", "wait"], "tgrp_"),
}
work = pytest.mark.parametrize(("argv", "begun", "command", "prefix"), WORK.values(), ids=WORK)


@slow
@work
def test_ctrl_c_leaves_the_work_going_and_the_printed_command_waits_for_it(
    program: Program, pareta_sandbox: SandboxBox, argv: list[str], begun: str, command: list[str], prefix: str
) -> None:
    with program.started(*argv) as running:
        running.wait_for(begun)
        ended = running.end(signal.SIGINT)
    assert ended.status == ExitCode.INTERRUPTED
    assert ended.resume[:2] == command
    assert ended.resume[2].startswith(prefix)
    pareta_sandbox.advance(3600)
    again = program.run(*ended.resume)
    assert again.status == ExitCode.OK, again.err


@pytest.mark.parametrize(
    ("text", "accepted"), [("a 'quoted' word", False), ("-hyphen", True), ("two\nlines", True)]
)
def test_ctrl_c_while_rows_are_started_prints_the_command_that_starts_the_missing_ones(
    program: Program, pareta_sandbox: SandboxBox, text: str, accepted: bool
) -> None:
    pareta_sandbox.fail("addTaskGroupRuns", Fault(accepted=accepted, status=503, stall=EVER))
    with program.started("group", "rows.jsonl", f"--text={text}", "-o", "out.jsonl") as running:
        deadline = time.monotonic() + LIMIT
        while not any(one.operation_id == "addTaskGroupRuns" for one in pareta_sandbox.requests):
            assert time.monotonic() < deadline
        ended = running.end(signal.SIGINT)
    assert ended.status == ExitCode.INTERRUPTED
    again = program.run(*ended.resume)
    assert again.status == ExitCode.OK, again.err
    assert len((program.folder / "out.jsonl").read_text().splitlines()) == 1  # started once


@slow
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_sigterm_ends_a_command_quietly(
    program: Program, pareta_sandbox: SandboxBox, options: list[str]
) -> None:
    with program.started("run", "[sandbox:slow]", *options) as running:
        deadline = time.monotonic() + LIMIT
        while not any(one.operation_id == "createTaskRun" for one in pareta_sandbox.requests):
            assert time.monotonic() < deadline
        if not options:
            running.wait_for("(queued|running)")
        else:
            while not list(program.folder.glob("data/runs/trun_*.json")):
                assert time.monotonic() < deadline
        ended = running.end(signal.SIGTERM)
    assert ended.status == ExitCode.TERMINATED
    if options:
        assert ended.error["work"]["command"].startswith("pareta run wait trun_")
    else:
        assert ended.resume[2].startswith("trun_")


@slow
def test_ctrl_c_on_a_terminal_ends_the_live_line_and_says_how_to_come_back(program: Program) -> None:
    screen = on_terminal(program, "run", "[sandbox:slow]", typed=[("(queued|running)", "\x03")])
    assert screen.status == ExitCode.INTERRUPTED
    assert "Wait for it with: pareta run wait trun_" in screen.plain
    assert screen.text.endswith("\x1b[?25h") or "\x1b[?25h" in screen.text  # the cursor is visible again


@pytest.mark.parametrize("argv", [["tasks", "list"], ["--json", "tasks", "list"], ["--help"]], ids=" ".join)
def test_a_reader_that_leaves_early_causes_no_message(program: Program, argv: list[str]) -> None:
    process = subprocess.Popen(
        [*COMMAND, *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment,
        cwd=program.folder,
    )
    assert process.stdout is not None
    process.stdout.close()  # before anything is written
    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()
    ended = checked(process.wait(LIMIT), b"", err)
    assert ended.status == ExitCode.BROKEN_PIPE
    assert ended.err == ""


def test_a_full_disk_is_an_error_in_a_sentence(program: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "tasks", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=program.environment,
            check=False,
        )
    assert ran.returncode == ExitCode.FAILED
    assert ran.stderr.decode().splitlines() == ["error: No space left on device"]


def ended_on_a_full_disk(program: Program, *argv: str, stream: str) -> Ended:
    """Run a command one of whose streams nobody can write to."""
    with Path("/dev/full").open("wb") as full:
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        ran = subprocess.run(
            [*COMMAND, *argv],
            stdin=subprocess.DEVNULL,
            **given,
            env=program.environment,
            cwd=program.folder,
            timeout=LIMIT,
            check=False,
        )
    return checked(ran.returncode, ran.stdout or b"", ran.stderr or b"")


@work
def test_a_result_that_cannot_be_written_is_not_lost(
    program: Program, argv: list[str], begun: str, command: list[str], prefix: str
) -> None:
    ended = ended_on_a_full_disk(program, *argv, stream="stdout")
    assert ended.status == ExitCode.FAILED
    assert "error: No space left on device" in ended.err
    assert "has ended.\nShow its result with: " in ended.err
    assert ended.resume[:2] == command
    assert ended.resume[2].startswith(prefix)
    shown = program.run(*ended.resume)
    assert shown.status == ExitCode.OK, shown.err
    assert shown.out


@work
def test_notes_that_cannot_be_written_cost_no_result(
    program: Program, argv: list[str], begun: str, command: list[str], prefix: str
) -> None:
    ended = ended_on_a_full_disk(program, *argv, stream="stderr")
    assert ended.status == ExitCode.OK
    assert ended.out


@pytest.mark.parametrize(
    ("argv", "status"),
    [(["tasks", "show", "nope", "--json"], ExitCode.FAILED), (["tasks", "nope"], ExitCode.USAGE)],
    ids=["404", "usage"],
)
def test_an_error_that_cannot_be_written_keeps_its_exit_status(
    program: Program, argv: list[str], status: ExitCode
) -> None:
    assert ended_on_a_full_disk(program, *argv, stream="stderr").status == status
