"""The command line on a sandbox: each command as people and as programs see it."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pareta_cli.exit_codes import ExitCode
from pareta_sandbox import Fault, ScriptedResponse
from pareta_sandbox.pytest_plugin import SandboxBox
from tests.contract.cli_program import CANARY, COMMAND, Program, program_for

LIVE = "ep_a1b2c3"
TASK = "contract-key-fields"
ROWS = '{"input": {"a": 1}, "expected_output": {"b": 2}}\n{"input": {"a": 2}, "expected_output": {"b": 3}}\n'


@pytest.fixture
def program(pareta_sandbox: SandboxBox, tmp_path: Path, forker: subprocess.Popen[bytes]) -> Program:
    (tmp_path / "rows.jsonl").write_text(ROWS)
    (tmp_path / "rows.csv").write_text("company,country\nAcme,US\nBöhm,DE\n", encoding="utf-8")
    (tmp_path / "schema.json").write_text(
        '{"type": "object", "properties": {"year": {"type": "integer"}}, "required": ["year"],'
        ' "additionalProperties": false}'
    )
    (tmp_path / "prompt.txt").write_text("List the parties.")
    return program_for(pareta_sandbox.url, tmp_path, forker)


# Each command, and what its output for people has.
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "tasks list": (["tasks", "list"], [f"{TASK}\tfield_f1\tno"]),
    "tasks show": (["tasks", "show", TASK, "--examples", "1"], [f"task\t{TASK}", "example"]),
    "tasks match": (["tasks", "match", "fields of contracts"], [TASK, "chosen"]),
    "tasks leaderboard": (
        ["tasks", "leaderboard", TASK],
        ["qwen-vl-2\topen\t92.9 %\t$0.000414\t128k\trecommended"],
    ),
    "endpoints list": (["endpoints", "list"], [f"{LIVE}\tlive\t{TASK}\tqwen-vl-2"]),
    "endpoints show": (["endpoints", "show", LIVE], ["status\tlive"]),
    "endpoints deploy": (["endpoints", "deploy", TASK, "--name", "mine"], ["endpoint\tmine", "status\tlive"]),
    "endpoints deploy --no-wait": (["endpoints", "deploy", TASK, "--no-wait"], ["ep_"]),
    "endpoints stop": (["endpoints", "stop", LIVE], ["status\tstopped"]),
    "endpoints start": (["endpoints", "start", LIVE], ["status\t"]),
    "endpoints wait": (["endpoints", "wait", LIVE], ["status\tlive"]),
    "endpoints delete": (["endpoints", "delete", LIVE, "--yes"], ["status\tdeleted"]),
    "endpoints metrics": (["endpoints", "metrics", LIVE], ["performance\tp50_ms\t", "uptime\tuptime_bp\t"]),
    "endpoints metrics cost": (["endpoints", "metrics", LIVE, "cost"], ["cost\ttotal_micro_usd\t"]),
    "models": (["models"], [f"{LIVE}\tpareta"]),
    "chat": (["chat", "Hello", "--model", LIVE], ["Hello"]),
    "chat --file": (["chat", "--file", "prompt.txt", "--system", "Be brief."], ["List the parties."]),
    "evals models": (["evals", "models", "--task", TASK], ["gpt-5.1\topenai"]),
    "evals propose": (["evals", "propose", "rows.jsonl", "--prompt", "Extract"], [f"{TASK}\thigh"]),
    "evals sets create": (
        ["evals", "sets", "create", "rows.jsonl", "--task", TASK, "--name", "n"],
        ["name\tn", "rows\t2"],
    ),
    "evals sets list": (["evals", "sets", "list"], []),
    "evals run": (
        ["evals", "run", "rows.jsonl", "--task", TASK, "--model", "qwen-vl-2", "--frontier", "benchmarked"],
        ["status\tcompleted", "cost\t$0.0", "qwen-vl-2\topen\t"],
    ),
    "run": (["run", "When?", "--field", "year:integer:The year"], ["year: ", "https://"]),
    "run --schema": (["run", "When?", "--schema", "schema.json", "-p", "pro"], ["year: ", "https://"]),
    "run --text": (["run", "When?", "--text", "One sentence."], ["sandbox text", "https://"]),
    "run --no-wait": (["run", "When?", "--no-wait"], ["trun_"]),
    "run list": (["run", "list"], []),
    "group": (["group", "rows.csv", "--field", "ceo"], ['"company": "Böhm"', '"status": "completed"']),
    "bulk": (
        ["bulk", "rows.csv", "--journal", "it.bulk", "-p", "lite", "--field", "ceo", "--to", "out"],
        ["completed\t", "failed\t0", "path\tout"],
    ),
    "bulk --dry-run": (
        ["bulk", "rows.csv", "-j", "it.bulk", "-p", "lite", "--price", "0.5", "--dry-run"],
        ["new\t", "cost\t"],
    ),
    "config": (["config"], ["pareta API key\tset (not shown)\tPARETA_API_KEY", "production"][:1]),
    "doctor": (["doctor"], ["pareta key\tPARETA_API_KEY is set", "reached, and the key is accepted"]),
}
commands = pytest.mark.parametrize(("argv", "expected"), COMMANDS.values(), ids=COMMANDS)


@commands
def test_each_command_shows_its_result(program: Program, argv: list[str], expected: list[str]) -> None:
    ended = program.run(*argv)
    assert ended.status == ExitCode.OK, ended.err
    for text in expected:
        assert text in ended.out


@commands
def test_json_is_one_document_and_nothing_else_is_written(
    program: Program, argv: list[str], expected: list[str]
) -> None:
    ended = program.run("--json", *argv)
    assert ended.status == ExitCode.OK, ended.err
    assert ended.json is not None
    assert ended.err == ""


@pytest.mark.parametrize(
    "argv",
    [["--jsonl", "tasks", "list"], ["tasks", "--jsonl", "list"], ["tasks", "list", "--jsonl"]],
    ids=" ".join,
)
def test_global_options_stand_before_or_after_the_command(program: Program, argv: list[str]) -> None:
    tasks = program.run(*argv).lines
    assert tasks[0]["id"] == TASK
    assert len(tasks) > 3


@pytest.mark.parametrize(
    "options",
    [
        ["--json", "--json"],
        ["--jsonl", "--json", "--jsonl"],
        ["-q", "--quiet"],
        ["--no-color", "--no-color"],
        ["--timeout", "9", "--timeout", "5"],
    ],
    ids=" ".join,
)
def test_a_global_option_may_be_repeated_as_an_alias_does(program: Program, options: list[str]) -> None:
    half = (len(options) + 1) // 2
    ended = program.run(*options[:half], "tasks", "list", *options[half:])
    assert ended.status == ExitCode.OK, ended.err
    assert TASK in ended.out


def test_after_two_hyphens_a_prompt_may_look_like_an_option(program: Program) -> None:
    ended = program.run("chat", "--model", LIVE, "--", "--json")
    assert ended.status == ExitCode.OK
    assert "--json" in ended.out


# --- errors

# What the service does, the command, the exit status and the kind of error.
FAILURES: dict[str, tuple[list[str], dict[str, Fault], ExitCode, str]] = {
    "no such task": (["tasks", "show", "nope"], {}, ExitCode.FAILED, "not-found"),
    "no such run": (["run", "wait", "trun_nope"], {}, ExitCode.FAILED, "not-found"),
    "the key is rejected": (
        ["models"],
        {"listModels": Fault(status=401)},
        ExitCode.NOT_CONFIGURED,
        "authentication",
    ),
    "no credit is left": (
        ["chat", "Hi"],
        {"createChatCompletion": Fault(status=402)},
        ExitCode.FAILED,
        "insufficient-credits",
    ),
    "the service fails": (["models"], {"listModels": Fault(status=500)}, ExitCode.FAILED, "server"),
    "nobody knows": (
        ["run", "When?"],
        {"createTaskRun": Fault(status=502)},
        ExitCode.OUTCOME_UNKNOWN,
        "outcome-unknown",
    ),
    "the run fails": (["run", "[sandbox:fail]"], {}, ExitCode.FAILED, "run-failed"),
    "the deploy fails": (
        ["endpoints", "deploy", TASK, "--region", "[sandbox:fail]"],
        {},
        ExitCode.FAILED,
        "deploy-failed",
    ),
    "an evaluation fails": (
        ["evals", "run", "rows.jsonl", "--task", TASK, "-m", "qwen-vl-2", "--name", "[sandbox:fail]"],
        {},
        ExitCode.FAILED,
        "failed",
    ),
    "a wait is too short": (
        ["run", "[sandbox:slow]", "--timeout", "3"],
        {},
        ExitCode.STILL_RUNNING,
        "wait-timeout",
    ),
    "an unknown command": (["bogus"], {}, ExitCode.USAGE, "usage"),
    "an unknown option": (["models", "--bogus"], {}, ExitCode.USAGE, "usage"),
    "an argument is missing": (["tasks", "show"], {}, ExitCode.USAGE, "usage"),
    "no number": (["models", "--timeout", "soon"], {}, ExitCode.USAGE, "usage"),
    "no time": (["models", "--timeout", "0"], {}, ExitCode.USAGE, "usage"),
    "not a number": (["models", "--timeout", "nan"], {}, ExitCode.USAGE, "usage"),
    "an empty id": (["endpoints", "show", ""], {}, ExitCode.USAGE, "bad-argument"),
    "a file that is not there": (
        ["evals", "propose", "nope.jsonl", "--prompt", "x"],
        {},
        ExitCode.USAGE,
        "usage",
    ),
    "a folder as a file": (["run", "x", "--schema", "."], {}, ExitCode.USAGE, "usage"),
    "a file that is not a schema": (["run", "x", "--schema", "rows.csv"], {}, ExitCode.USAGE, "usage"),
    "an unknown type of field": (["run", "x", "--field", "a:b"], {}, ExitCode.USAGE, "usage"),
    "two kinds of output": (["run", "x", "--field", "a", "--text", "b"], {}, ExitCode.USAGE, "usage"),
    "neither file nor set": (["evals", "run"], {}, ExitCode.USAGE, "usage"),
    "a column that is not there": (["group", "rows.csv", "--column", "nope"], {}, ExitCode.USAGE, "usage"),
    "nobody to ask": (["endpoints", "delete", LIVE], {}, ExitCode.USAGE, "usage"),
    "an empty processor": (["group", "rows.csv", "-p", " "], {}, ExitCode.USAGE, "usage"),
    "a report for nowhere": (["run", "x", "--report", "nope/r.html"], {}, ExitCode.USAGE, "usage"),
    "an empty prompt": (["chat", " "], {}, ExitCode.USAGE, "usage"),
    "a folder that does not exist": (
        ["group", "rows.csv", "-o", "nope/out.jsonl"],
        {},
        ExitCode.USAGE,
        "usage",
    ),
}


@pytest.mark.parametrize(("argv", "faults", "code", "kind"), FAILURES.values(), ids=FAILURES)
def test_an_error_is_one_json_object_with_its_exit_status(
    program: Program,
    pareta_sandbox: SandboxBox,
    argv: list[str],
    faults: dict[str, Fault],
    code: ExitCode,
    kind: str,
) -> None:
    for operation, fault in faults.items():
        pareta_sandbox.fail(operation, fault, times=9)
    ended = program.run(*argv, "--json")
    assert (ended.status, ended.error["kind"], ended.error["exit_code"]) == (code, kind, code)
    assert ended.error["message"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["tasks", "show", "nope"], ["error: GET /v1/tasks/nope", "returned 404", "request id req_"]),
        (["tasks", "show"], ["error: ", "TASK_ID", "See: pareta tasks show --help"]),
        (["bogus"], ['error: Unknown command "bogus"', "See: pareta --help"]),
    ],
    ids=["404", "usage", "unknown"],
)
def test_an_error_says_what_happened_and_what_to_do(
    program: Program, argv: list[str], says: list[str]
) -> None:
    ended = program.run(*argv)
    assert ended.out == ""
    for text in says:
        assert text in ended.err


def test_a_server_that_is_not_there_is_no_response(program: Program) -> None:
    ended = program.run("models", "--json", env={"PARETA_BASE_URL": "http://127.0.0.1:9"})
    assert (ended.status, ended.error["kind"]) == (ExitCode.NO_RESPONSE, "connection")


def test_a_deploy_that_reached_no_server_is_not_said_to_continue(program: Program) -> None:
    ended = program.run("endpoints", "deploy", "x", env={"PARETA_BASE_URL": "http://127.0.0.1:9"})
    assert ended.status == ExitCode.NO_RESPONSE
    assert "got no response after 3 attempts" in ended.err
    assert "continues" not in ended.err
    assert "may have been started" not in ended.err


@pytest.mark.parametrize("argv", [["models"], ["run", "x"], ["chat", "x"]], ids=" ".join)
def test_without_a_key_a_command_says_how_to_set_one(program: Program, argv: list[str]) -> None:
    ended = program.run(*argv, env={"PARETA_API_KEY": "", "PARALLEL_API_KEY": " "})
    assert ended.status == ExitCode.NOT_CONFIGURED
    assert "_API_KEY is not set" in ended.err
    assert "--sandbox" in ended.err


def test_a_base_url_with_a_password_is_refused_and_not_shown(program: Program) -> None:
    env = {"PARETA_BASE_URL": "https://user:hunter2@example.com"}
    refused, shown = program.run("models", env=env), program.run("config", env=env)
    assert refused.status == ExitCode.NOT_CONFIGURED
    assert "https://[redacted]@example.com" in shown.out
    assert "hunter2" not in refused.err + shown.out


def test_the_outcome_that_nobody_knows_comes_with_the_idempotency_key(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    pareta_sandbox.fail("createTaskRun", Fault(status=502))
    ended = program.run("run", "When?", "--idempotency-key", "my-key-1")
    assert ended.status == ExitCode.OUTCOME_UNKNOWN
    assert "my-key-1" in ended.err


def test_a_wait_that_is_too_short_says_how_to_wait_again(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    ended = program.run("run", "[sandbox:slow]", "--timeout", "3", "--output-dir", "kept here")
    assert ended.status == ExitCode.STILL_RUNNING
    assert "kept here" in ended.resume
    pareta_sandbox.advance(600)
    run_id = next(word for word in ended.resume if word.startswith("trun_"))
    again = program.run("run", "wait", run_id, "--output-dir", "kept here", "--json")
    assert again.status == ExitCode.OK
    assert again.json["run"]["run_id"] == run_id


# --- what a server sends

HOSTILE = "[red]\x1b]0;owned\x07\x1b[2J\x9b31m‮evil‬\nnext[/red] :smile: \ud83d \u0000"


@pytest.mark.parametrize("options", [[], ["--json"], ["--jsonl"]], ids=["text", "json", "jsonl"])
def test_control_characters_of_a_server_are_made_harmless_and_markup_is_text(
    program: Program, pareta_sandbox: SandboxBox, options: list[str]
) -> None:
    # (JSON may hold a lone surrogate; `run` checks every output for control characters.)
    models = {"object": "list", "data": [{"id": HOSTILE, "object": "model", "owned_by": HOSTILE}]}
    pareta_sandbox.script("listModels", [models])
    ended = program.run("models", *options)
    assert ended.status == ExitCode.OK, ended.err
    assert "[red]" in ended.out
    assert ":smile:" in ended.out
    assert "\u202e" not in ended.out
    assert ended.out.count("\n") == 1 or options == ["--json"]
    if options:
        found = ended.json if options == ["--json"] else ended.lines
        assert found[0]["id"] == HOSTILE


def test_the_names_of_states_are_made_harmless(program: Program, pareta_sandbox: SandboxBox) -> None:
    status = {"num_task_runs": 1, "is_active": False, "task_run_status_counts": {HOSTILE: 1}}
    pareta_sandbox.script("getTaskGroup", [{"taskgroup_id": "tgrp_1", "status": status}])
    ended = program.run("group", "show", "tgrp_1")
    assert ended.status == ExitCode.OK, ended.err
    assert "[red]\\x1b]0;owned" in ended.out


def test_an_error_text_of_a_server_is_made_harmless(program: Program, pareta_sandbox: SandboxBox) -> None:
    pareta_sandbox.script("listModels", [ScriptedResponse(status=404, json={"detail": HOSTILE})])
    ended = program.run("models")
    assert ended.status == ExitCode.FAILED
    assert "[red]" in ended.err


def test_a_server_that_repeats_the_key_does_not_bring_it_to_the_screen(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    models = {"object": "list", "data": [{"id": f"m-{CANARY}", "object": "model", "owned_by": CANARY}]}
    for options in ([], ["--json"], ["--jsonl"]):
        pareta_sandbox.script("listModels", [models])
        assert "m-[redacted]" in program.run("models", *options).out


def test_a_key_that_arrives_in_parts_is_redacted_in_a_chat(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    texts = ("it is ", CANARY[:3], CANARY[3:], " and ", CANARY[:-1])
    chunks = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
    pareta_sandbox.script("createChatCompletion", [ScriptedResponse(events=chunks)])
    assert program.run("chat", "What is my key?").out == f"it is [redacted] and {CANARY[:-1]}\n"


ODD: dict[str, tuple[str, list[str], Any]] = {
    "no models": ("listModels", ["models"], {"object": "list", "data": []}),
    "null models": ("listModels", ["models"], {"object": "list", "data": None}),
    "an empty board": ("getLeaderboard", ["tasks", "leaderboard", TASK], {"task_id": TASK, "models": []}),
    "a board of nulls": (
        "getLeaderboard",
        ["tasks", "leaderboard", TASK],
        {"task_id": None, "models": [{"name": None, "quality": None, "cost_per_request_micro_usd": None}]},
    ),
    "a board of other types": (
        "getLeaderboard",
        ["tasks", "leaderboard", TASK],
        {"task_id": TASK, "models": [{"name": "m", "quality": "high", "cost_per_request_micro_usd": 1e300}]},
    ),
    "an endpoint with nothing": ("getEndpoint", ["endpoints", "show", LIVE], {"id": LIVE}),
    "a match with nothing": ("matchCatalogTask", ["tasks", "match", "x"], {}),
    "an eval run with nothing": (
        "getEvalRun",
        ["evals", "show", "er_1"],
        {"run": {"id": "er_1", "status": "queued"}},
    ),
}


@pytest.mark.parametrize(("operation", "argv", "record"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_records_without_their_usual_members_are_shown(
    program: Program,
    pareta_sandbox: SandboxBox,
    operation: str,
    argv: list[str],
    record: Any,
    options: list[str],
) -> None:
    pareta_sandbox.script(operation, [record])
    ended = program.run(*argv, *options)
    assert ended.status == ExitCode.OK, ended.err


# --- chat


@pytest.mark.parametrize(
    ("argv", "stdin"),
    [
        (["chat"], "Hello from a pipe"),
        (["chat", "-"], "Hello from a pipe"),
        (["chat", "-f", "-"], "Hello from a pipe"),
    ],
    ids=["no prompt", "-", "--file -"],
)
def test_a_prompt_is_read_from_a_pipe(program: Program, argv: list[str], stdin: str) -> None:
    ended = program.run(*argv, stdin=stdin)
    assert "Hello from a pipe" in ended.out
    assert "cost: $0.0" in ended.err


def test_a_chat_as_json_has_its_cost_and_as_jsonl_its_chunks(program: Program) -> None:
    assert program.run("chat", "Hi", "--json").json["cost_micro_usd"] > 0
    chunks = program.run("chat", "Hi", "--jsonl").lines
    assert len(chunks) > 3
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
@pytest.mark.parametrize(
    "argv",
    [
        ["chat", "Zürich 😀", "--json"],
        ["chat", "Zürich 😀", "--jsonl"],
        ["run", "Zürich 😀", "--text", "Größe", "--json"],
        ["group", "rows.csv", "--text", "x"],
        ["group", "rows.csv", "--text", "x", "--json"],
        ["tasks", "show", "Zürich 😀", "--json"],
    ],
    ids=" ".join,
)
def test_json_is_utf_8_whatever_the_encoding_of_the_terminal_is(
    program: Program, argv: list[str], encoding: str
) -> None:
    env = {"PYTHONIOENCODING": encoding}
    ended = subprocess.run(  # (The encoding of a stream is chosen when the interpreter starts.)
        [*COMMAND, *argv],
        capture_output=True,
        env={**program.environment, **env},
        cwd=program.folder,
        check=False,
    )
    written = ended.stdout if ended.returncode == ExitCode.OK else ended.stderr
    texts = [written.decode()] if argv[-1] == "--json" else written.decode().splitlines()
    records = json.dumps([json.loads(text) for text in texts], ensure_ascii=False)
    assert {"chat": "Zürich", "run": "Zürich", "group": "Böhm", "tasks": "Z%C3%BCrich"}[argv[0]] in records


def test_the_prompt_that_is_piped_must_be_text(program: Program) -> None:
    ended = program.run("chat", stdin=b"\xff\xfe")
    assert ended.status == ExitCode.USAGE
    assert "not UTF-8 at byte 0" in ended.err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["group", "rows.csv", "-o", "-"], "--output cannot be -"),
        (["group", "wait", "tgrp_1", "-o", "-"], "--output cannot be -"),
        (["run", "When?", "--report", "-"], "--report cannot be -"),
        (["run", "When?", "--output-dir", "-"], "--output-dir cannot be -"),
        (["run", "When?", "--field", "a", "--field", "-"], "--field cannot be -"),
        (["evals", "report", "er_1", "-o", "-"], "--output cannot be -"),
        (["bulk", "rows.csv", "--journal", "-"], "--journal cannot be -"),
        (["bulk", "rows.csv", "--journal", "j", "--to", "-"], "--to cannot be -"),
        (["chat", "Hi", "--system", "-"], "--system cannot be -"),
        (["tasks", "show", "-"], "TASK_ID cannot be -"),
        (["chat", "-", "--file", "-"], "only one of PROMPT and --file can be read from stdin"),
        (["run", "-", "--schema", "-"], "only one of QUESTION and --schema can be read from stdin"),
        (["group", "-", "--schema", "-"], "only one of FILE and --schema can be read from stdin"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_hyphen_is_refused_where_nothing_is_read(
    program: Program, pareta_sandbox: SandboxBox, argv: list[str], says: str
) -> None:
    ended = program.run(*argv, stdin="{}")
    assert ended.status == ExitCode.USAGE
    assert f"error: {says}" in ended.err
    assert not pareta_sandbox.requests


# --- runs on disk


def test_a_run_is_kept_under_its_id_for_its_owner_alone(program: Program, pareta_sandbox: SandboxBox) -> None:
    result = program.run("run", "When?", "--field", "year:integer", "--json").json
    path = Path(result["saved_to"])
    assert path == program.folder / "data/runs" / f"{result['run']['run_id']}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    kept = json.loads(path.read_text())
    assert kept["question"] == "When?"
    assert kept["result"]["output"] == result["output"]
    sent = len(pareta_sandbox.requests)
    shown = program.run("run", "show", result["run"]["run_id"], "--json").json
    assert shown["output"] == result["output"]
    assert len(pareta_sandbox.requests) == sent
    assert "kept\tbase\tWhen?" in program.run("run", "list").out


def test_a_run_is_on_disk_before_it_has_ended(program: Program) -> None:
    run_id = program.run("run", "When?", "--no-wait", "-q").out.strip()
    assert "started\tbase\tWhen?" in program.run("run", "list").out
    assert program.run("run", "wait", run_id).status == ExitCode.OK
    assert "kept\tbase\tWhen?" in program.run("run", "list").out


def test_a_folder_that_cannot_be_written_costs_a_warning_not_the_result(program: Program) -> None:
    (program.folder / "file").write_text("")
    ended = program.run("run", "When?", "--output-dir", "file/runs")
    assert ended.status == ExitCode.OK
    assert "warning: the run trun_" in ended.err
    assert "https://" in ended.out


def test_a_kept_run_is_shown_without_a_key(program: Program) -> None:
    run_id = program.run("run", "When?", "--json").json["run"]["run_id"]
    shown = program.run("run", "show", run_id, env={"PARALLEL_API_KEY": ""})
    assert shown.status == ExitCode.OK
    assert "https://" in shown.out


def test_an_evaluation_is_written_as_a_page(program: Program) -> None:
    run_id = program.run(
        "evals", "run", "rows.jsonl", "--task", TASK, "-m", "qwen-vl-2", "--no-wait", "-q"
    ).out.strip()
    program.run("evals", "wait", run_id)
    written = program.run("evals", "report", run_id, "-o", "report.html", "--title", "Mine", "--json")
    assert Path(written.json["path"]).name == "report.html"
    assert "Mine" in (program.folder / "report.html").read_text(encoding="utf-8")


def test_a_run_is_written_as_a_page_at_once_or_later(program: Program) -> None:
    result = program.run("run", "When?", "--report", "now.html", "--json").json
    later = program.run("run", "show", result["run"]["run_id"], "--report", "later.html")
    assert later.status == ExitCode.OK, later.err
    for name in ("now.html", "later.html"):
        assert "<html" in (program.folder / name).read_text(encoding="utf-8")


# --- groups


def test_a_group_keeps_the_order_of_its_rows_and_says_which_failed(program: Program) -> None:
    (program.folder / "some.jsonl").write_text('{"q": "one"}\n\n{"q": "[sandbox:fail]"}\n{"q": "three"}\n')
    ended = program.run("group", "some.jsonl", "--column", "q", "-o", "out.jsonl")
    assert ended.status == ExitCode.FAILED
    assert "1 of 3 runs ended without a usable result" in ended.err
    results = [json.loads(line) for line in (program.folder / "out.jsonl").read_text().splitlines()]
    assert [one["input"] for one in results] == ["one", "[sandbox:fail]", "three"]
    assert [one["status"] for one in results] == ["completed", "failed", "completed"]
    assert results[1]["error"]["message"]


def test_results_go_into_a_pipe_and_through_a_link_without_replacing_them(program: Program) -> None:
    pipe, link, file = (program.folder / name for name in ("pipe", "link.jsonl", "file.jsonl"))
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        assert program.run("group", "rows.csv", "--field", "ceo", "-o", "pipe").status == ExitCode.OK
        piped, _ = reader.communicate(timeout=60)
    assert pipe.is_fifo()
    file.write_text("old")
    link.symlink_to("file.jsonl")
    assert program.run("group", "rows.csv", "--field", "ceo", "-o", "link.jsonl").status == ExitCode.OK
    assert link.is_symlink()
    for text in (piped, file.read_text()):
        assert [json.loads(line)["status"] for line in text.splitlines()] == ["completed", "completed"]


def test_results_that_cannot_be_written_are_still_at_the_service(program: Program) -> None:
    with socket.socket(socket.AF_UNIX) as taken:
        taken.bind(str(program.folder / "taken"))  # it is there, but no program can open it
        ended = program.run("group", "rows.csv", "--field", "ceo", "-o", "taken")
    assert ended.status == ExitCode.FAILED
    command = re.search(
        r"error: taken cannot be written .* pareta (group wait tgrp_\w+)$", ended.err, re.MULTILINE
    )
    assert command, ended.err
    assert len(program.run(*command[1].split()).lines) == 2


def test_a_group_that_is_repeated_with_its_key_starts_no_row_twice(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    argv = [
        "group",
        "rows.csv",
        "--exclude-domain",
        "a.example",
        "--idempotency-key",
        "k",
        "--no-wait",
        "--json",
    ]
    first = program.run(*argv).json
    again = program.run(*argv, "--group", first["task_group_id"]).json
    assert again == first == {"task_group_id": first["task_group_id"], "runs": 2}
    shown = program.run("group", "show", first["task_group_id"], "--json").json
    assert shown["status"]["num_task_runs"] == 2
    sent = [one.json["inputs"] for one in pareta_sandbox.requests if one.operation_id == "addTaskGroupRuns"]
    assert [row["source_policy"] for row in sent[0]] == [{"exclude_domains": ["a.example"]}] * 2


def test_a_group_whose_rows_are_refused_has_nothing_to_wait_for(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    pareta_sandbox.fail("addTaskGroupRuns", Fault(status=402))
    ended = program.run("group", "rows.csv", "--json")
    assert ended.status == ExitCode.FAILED
    assert ended.error["kind"] == "insufficient-credits"
    assert "work" not in ended.error


# A home that is not known, as in a container whose user has no entry there, and a folder that cannot be one.
NOWHERE = {
    "no home": {"HOME": "~", "PARETA_DATA_DIR": "", "XDG_DATA_HOME": "", "LOCALAPPDATA": ""},
    "no folder": {"HOME": "/dev/null/home", "PARETA_DATA_DIR": "/dev/null/data"},
}
nowhere = pytest.mark.parametrize("env", NOWHERE.values(), ids=NOWHERE)


@nowhere
@pytest.mark.parametrize(
    "argv",
    [
        ["tasks", "list"],
        ["tasks", "list", "--sandbox"],
        ["run", "When?"],
        ["run", "When?", "--sandbox"],
        ["config"],
    ],
    ids=" ".join,
)
def test_a_command_that_needs_no_folder_works_without_one(
    program: Program, argv: list[str], env: dict[str, str]
) -> None:
    ended = program.run(*argv, env=env)
    assert ended.status == ExitCode.OK, ended.err
    assert ended.out
    assert ("cannot be kept on disk: " in ended.err) is (argv[0] == "run")


@nowhere
@pytest.mark.parametrize(
    ("argv", "step"),
    [
        (["run", "list"], ""),
        (["doctor"], "set PARETA_DATA_DIR"),
        (["completion", "bash", "--install"], "pareta completion bash > FILE"),
        (["skills", "install", "--dir", "~/skills"], "Pass another folder with --dir"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_that_has_no_place_for_its_files_says_what_to_do(
    program: Program, argv: list[str], step: str, env: dict[str, str]
) -> None:
    ended = program.run(*argv, env=env)
    assert ended.status == ExitCode.FAILED
    assert "bug" not in ended.err
    assert step in ended.err + ended.out


@nowhere
def test_a_sandbox_that_others_cannot_find_says_so(program: Program, env: dict[str, str]) -> None:
    program.environment.update(env)
    with program.started("sandbox") as served:
        served.wait_for("until Ctrl-C. --sandbox does not find it: .* set PARETA_DATA_DIR")
        assert served.end().status == ExitCode.OK


# --- the sandbox of the program itself


def test_sandbox_runs_a_command_without_an_account_and_never_uses_the_real_key(program: Program) -> None:
    env = {
        "PARETA_BASE_URL": "http://127.0.0.1:9",
        "PARALLEL_BASE_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }
    ended = program.run("run", "When?", "--sandbox", "--json", env=env)
    assert ended.status == ExitCode.OK, ended.err
    assert "/sandbox-runs/" in ended.json["saved_to"]


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["evals", "run", "rows.jsonl", "--task", TASK], "there is no --model, and --frontier names none"),
        (["run", "When?", "--processor", "nope"], "returned 403"),
        (["endpoints", "deploy", "nope"], "returned 404"),
    ],
    ids=["evals", "run", "deploy"],
)
def test_work_that_was_refused_is_not_said_to_have_been_in_a_sandbox(
    program: Program, argv: list[str], says: str, options: list[str]
) -> None:
    ended = program.run(*argv, "--sandbox", *options)
    assert ended.status in (ExitCode.USAGE, ExitCode.FAILED)
    assert says in ended.err
    assert "which has ended" not in ended.err


def test_a_served_sandbox_is_shared_and_stops_quietly(program: Program) -> None:
    with program.started("sandbox", "--speed", "100") as served:
        served.wait_for("until Ctrl-C")
        assert program.run("endpoints", "deploy", TASK, "--name", "mine", "--sandbox").status == ExitCode.OK
        assert "mine\tlive" in program.run("--sandbox", "endpoints", "list").out
        ended = served.end()
    assert ended.status == ExitCode.OK
    assert "export PARETA_BASE_URL=http://127.0.0.1:" in ended.out
    assert not (program.folder / "data/sandbox.json").exists()
    assert "mine" not in program.run("--sandbox", "endpoints", "list").out


# Each command that says which command may come next.
SUGGESTING: dict[str, list[str]] = {
    "leaderboard": ["tasks", "leaderboard", TASK],
    "deploy": ["endpoints", "deploy", TASK],
    "deploy --no-wait": ["endpoints", "deploy", TASK, "--no-wait"],
    "evals run": ["evals", "run", "rows.jsonl", "--task", TASK, "--model", "qwen-vl-2"],
    "evals run --no-wait": [
        "evals",
        "run",
        "rows.jsonl",
        "--task",
        TASK,
        "--model",
        "qwen-vl-2",
        "--no-wait",
    ],
    "run --no-wait": ["run", "When?", "--no-wait"],
    "group --no-wait": ["group", "rows.csv", "--no-wait"],
}


def test_a_suggested_command_works_where_the_one_before_did(program: Program) -> None:
    with program.started("sandbox", "--speed", "100") as served:
        served.wait_for("until Ctrl-C")
        for name, argv in SUGGESTING.items():
            ended = program.run(*argv, "--sandbox")
            suggested = re.search(r": pareta (.*)$", ended.err, re.MULTILINE)
            assert suggested, (name, ended.err)
            following = program.run(*shlex.split(suggested[1]))
            assert following.status == ExitCode.OK, (name, following.err)
        served.end()


@pytest.mark.parametrize("argv", [*SUGGESTING.values()][1:], ids=[*SUGGESTING][1:])
def test_no_command_is_suggested_for_what_ended_with_a_sandbox(program: Program, argv: list[str]) -> None:
    ended = program.run(*argv, "--sandbox")
    assert ended.status == ExitCode.OK, ended.err
    assert ": pareta " not in ended.err
    assert "`pareta sandbox` in another terminal serves one that stays" in ended.err


# --- what is not there


@pytest.mark.parametrize("missing", ["cyclopts", "rich"])
def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, missing: str) -> None:
    (tmp_path / f"{missing}.py").write_text(f"raise ModuleNotFoundError('no', name='{missing}')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom pareta_cli.__main__ import main; sys.exit(main())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == ExitCode.USAGE
    assert 'pip install "pareta-sdk[cli]"' in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_its_extra_the_sandbox_says_what_to_install(program: Program) -> None:
    (program.folder / "hidden").mkdir()
    (program.folder / "hidden/yaml.py").write_text("raise ModuleNotFoundError('no', name='yaml')\n")
    program.forker = None
    path = os.pathsep.join([str(program.folder / "hidden"), program.environment.get("PYTHONPATH", "")])
    ended = program.run("models", "--sandbox", env={"PYTHONPATH": path})
    assert ended.status == ExitCode.USAGE
    assert 'pip install "pareta-sdk[sandbox]"' in ended.err


def test_the_doctor_fails_where_a_key_is_rejected_or_none_is_set(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    pareta_sandbox.fail("listModels", Fault(status=401))
    rejected = program.run("doctor", "--json")
    assert rejected.status == ExitCode.NOT_CONFIGURED
    assert rejected.json["ok"] is False
    none = program.run("doctor", env={"PARETA_API_KEY": "", "PARALLEL_API_KEY": ""})
    assert none.status == ExitCode.NOT_CONFIGURED
    assert "no API key is set" in none.out
