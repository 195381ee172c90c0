"""The command line on a terminal, which a pseudo-terminal plays: colors, live lines, widths, a conversation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pareta_cli.exit_codes import ExitCode
from pareta_sandbox.pytest_plugin import SandboxBox
from tests.contract.cli_program import Program, on_terminal, program_for

TASK = "contract-key-fields"
COLOR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def program(pareta_sandbox: SandboxBox, tmp_path: Path) -> Program:
    return program_for(pareta_sandbox.url, tmp_path)


def test_a_table_has_headers_and_columns(program: Program) -> None:
    screen = on_terminal(program, "tasks", "leaderboard", TASK)
    assert screen.status == ExitCode.OK
    assert COLOR.search(screen.text)
    lines = screen.plain.splitlines()
    assert lines[0].split() == ["MODEL", "KIND", "QUALITY", "COST/REQUEST", "CONTEXT"]
    assert len({line.index("%") for line in lines[1:9]}) == 1


def test_a_narrow_terminal_gets_each_row_as_a_block(program: Program) -> None:
    screen = on_terminal(program, "tasks", "leaderboard", TASK, width=40)
    lines = screen.plain.splitlines()
    assert lines[0].split() == ["MODEL", "claude-opus-4-5"]
    assert all(len(line) <= 40 for line in lines[:8])


def test_fields_are_readable_in_the_narrowest_terminal(program: Program) -> None:
    screen = on_terminal(program, "endpoints", "show", "ep_a1b2c3", width=12)
    assert "endpoint: \r\nep_a1b2c3" in screen.plain
    assert "live" in screen.plain


def test_a_width_of_zero_stands_for_an_unknown_one_and_loses_no_output(program: Program) -> None:
    screens = [on_terminal(program, "tasks", "list", env={"COLUMNS": width}).plain for width in ("0", "80")]
    assert screens[0] == screens[1]
    assert TASK in screens[0]
    piped = [program.run("endpoints", "show", "ep_a1b2c3", env={"COLUMNS": width}) for width in ("0", "80")]
    assert piped[0].out == piped[1].out != ""
    shown = program.run("run", "When?", "--field", "year:integer", env={"COLUMNS": "0"})
    assert shown.out.startswith("year: ")
    assert "kept in " in shown.err


@pytest.mark.parametrize(
    ("argv", "env"),
    [([], {"NO_COLOR": "1"}), (["--no-color"], {}), ([], {"TERM": "dumb"})],
    ids=["NO_COLOR", "--no-color", "TERM=dumb"],
)
@pytest.mark.parametrize(
    "command", [["tasks", "list"], ["tasks", "--help"], ["tasks", "bogus"]], ids=" ".join
)
def test_a_terminal_without_colors_gets_none(
    program: Program, command: list[str], argv: list[str], env: dict[str, str]
) -> None:
    assert not COLOR.search(on_terminal(program, *command, *argv, env=env).text)


@pytest.mark.parametrize("width", [120, 40])
def test_a_deploy_shows_its_stages_on_one_live_line(program: Program, width: int) -> None:
    screen = on_terminal(program, "endpoints", "deploy", TASK, width=width)
    assert screen.status == ExitCode.OK
    assert "\x1b[?25l" in screen.text  # the live line hides the cursor
    assert screen.text.rindex("\x1b[?25h") > screen.text.rindex("\x1b[?25l")
    assert screen.plain.count("\n") < 12


@pytest.mark.parametrize("variable", ["PARETA_LOG", "PARALLEL_LOG"])
def test_a_log_on_the_terminal_is_not_mixed_with_a_live_line(program: Program, variable: str) -> None:
    screen = on_terminal(program, "run", "When?", env={variable: "info"})
    assert screen.status == ExitCode.OK
    assert set(re.findall(r"\x1b\[[0-9;?]*([A-Za-z])", screen.text)) <= {"m"}  # colors only
    assert "researching (base): sending the question" in screen.plain.splitlines()


def test_a_conversation_remembers_what_was_said_and_ends_with_ctrl_d(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    typed = [("> ", "My name is Ada\r"), ("\n> ", "And now?\r"), ("\n> ", "\x04")]
    screen = on_terminal(program, "chat", "--system", "Be brief.", typed=typed)
    assert screen.status == ExitCode.OK
    assert re.search(r"cost: \$0\.0", screen.plain)
    chats = [one.json for one in pareta_sandbox.requests if one.operation_id == "createChatCompletion"]
    roles = [message["role"] for message in chats[-1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert chats[-1]["messages"][1]["content"] == "My name is Ada"


def test_an_error_does_not_end_a_conversation(program: Program) -> None:
    typed = [("> ", "[sandbox:fail]\r"), ("error: .*\n> ", "Hello\r"), ("\n> ", "\x04")]
    screen = on_terminal(program, "chat", typed=typed)
    assert screen.status == ExitCode.OK
    assert "Hello" in screen.plain


def test_ctrl_c_at_the_prompt_ends_the_conversation(program: Program) -> None:
    # (CPython's `input` tests for signals after a wait for a key, not before it: one in between needs a second Ctrl-C.)
    screen = on_terminal(program, "chat", typed=[("> ", "\x03")], again="\x03")
    assert screen.status == ExitCode.INTERRUPTED


@pytest.mark.parametrize(("typed", "status"), [("y\r", ExitCode.OK), ("n\r", ExitCode.USAGE)])
def test_a_deletion_is_confirmed(program: Program, typed: str, status: ExitCode) -> None:
    screen = on_terminal(program, "endpoints", "delete", "ep_a1b2c3", typed=[("N. ", typed)])
    assert screen.status == status
    assert ("deleted" in screen.plain) == (status == ExitCode.OK)
