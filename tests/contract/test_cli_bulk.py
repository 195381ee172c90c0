"""`pareta bulk` where a mistake would cost money or results: targets that are needed, names that collide, timeouts."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pareta_cli.exit_codes import ExitCode
from pareta_sandbox.pytest_plugin import SandboxBox
from tests.contract.cli_program import Program, program_for

BULK = ("-j", "it.bulk", "-p", "lite", "--field", "ceo")
ROWS = '{"company": "Acme"}\n{"company": "Böhm"}\n'


@pytest.fixture
def program(pareta_sandbox: SandboxBox, tmp_path: Path, forker: subprocess.Popen[bytes]) -> Program:
    (tmp_path / "rows.jsonl").write_text(ROWS, encoding="utf-8")
    (tmp_path / "rows.csv").write_text("company,status\nAcme,new\nBöhm,old\n", encoding="utf-8")
    (tmp_path / "slow.csv").write_text("question\n[sandbox:slow]\n")
    (tmp_path / "link.jsonl").symlink_to("rows.jsonl")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/part-00007.parquet").write_text("of another program")
    return program_for(pareta_sandbox.url, tmp_path, forker)


TARGETS: dict[str, tuple[list[str], str]] = {
    "rows": (["bulk", "rows.jsonl", *BULK, "--to", "rows.jsonl"], "the command reads it"),
    "rows by another name": (["bulk", "rows.jsonl", *BULK, "--to", "./parts/../rows.jsonl"], "the command reads it"),
    "rows by a link": (["bulk", "rows.jsonl", *BULK, "--to", "link.jsonl"], "the command reads it"),
    "journal": (["bulk", "rows.csv", "-j", "it.jsonl", *BULK[2:], "--to", "it.jsonl"], "the command reads it"),
    "journal to collect": (["bulk", "collect", "-j", "rows.jsonl", "--to", "rows.jsonl"], "the command reads it"),
    "folder of the rows": (["bulk", "parts/part-00007.parquet", *BULK, "--to", "parts"], "which the command reads"),
    "rows of a group": (["group", "rows.jsonl", "--field", "ceo", "-o", "rows.jsonl"], "the command reads it"),
    "CSV": (["bulk", "rows.csv", *BULK, "--to", "out.csv"], "pass a folder for Parquet files, or a file that"),
    "JSON": (["bulk", "rows.csv", *BULK, "--to", "out.JSON"], "pass a folder for Parquet files, or a file that"),
}  # fmt: skip


@pytest.mark.parametrize(("argv", "says"), TARGETS.values(), ids=list(TARGETS))
def test_a_target_that_is_needed_or_misunderstood_is_refused_before_anything_is_sent(
    program: Program, pareta_sandbox: SandboxBox, argv: list[str], says: str
) -> None:
    ended = program.run(*argv)
    assert ended.status == ExitCode.USAGE, ended.err
    assert says in ended.err
    assert not pareta_sandbox.requests
    assert (program.folder / "rows.jsonl").read_text(encoding="utf-8") == ROWS


@pytest.mark.parametrize("name", ["out.JSONL", "out.NdJson"])
def test_the_end_of_a_name_may_be_in_capitals(program: Program, name: str) -> None:
    assert program.run("bulk", "rows.jsonl", *BULK, "--to", name).status == ExitCode.OK
    assert len((program.folder / name).read_text(encoding="utf-8").splitlines()) == 2


def test_results_whose_columns_collide_with_the_rows_are_written_by_the_command_that_is_shown(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    ended = program.run("bulk", "rows.csv", *BULK, "--to", "out")
    assert ended.status == ExitCode.FAILED
    assert "out cannot be written (the input has a column 'status', as the results do)" in ended.err
    sent = len(pareta_sandbox.requests)
    shown = shlex.split(ended.err.rpartition("The journal has the results: ")[2])
    assert shown[:3] == ["pareta", "bulk", "collect"]
    assert program.run(*shown[1:]).status == ExitCode.OK
    assert len(pareta_sandbox.requests) == sent
    table = pq.read_table(program.folder / "out").to_pydict()
    assert table["status"] == ["new", "old"]
    assert table["bulk_status"] == ["completed", "completed"]


def test_the_prefix_is_part_of_the_command_that_resumes(program: Program) -> None:
    ended = program.run("bulk", "slow.csv", *BULK, "--to", "out", "--prefix", "my_", "--timeout", "1")
    assert ended.resume[-2:] == ["--prefix", "my_"]


def test_without_pyarrow_a_folder_is_refused_before_anything_is_sent(
    program: Program, pareta_sandbox: SandboxBox
) -> None:
    (program.folder / "hidden").mkdir()
    (program.folder / "hidden/pyarrow.py").write_text("raise ModuleNotFoundError('no', name='pyarrow')\n")
    program.forker = None
    path = os.pathsep.join([str(program.folder / "hidden"), program.environment.get("PYTHONPATH", "")])
    ended = program.run("bulk", "rows.csv", *BULK, "--to", "out", env={"PYTHONPATH": path})
    assert ended.status == ExitCode.USAGE
    assert 'pip install "pareta-sdk[bulk]"' in ended.err
    assert not pareta_sandbox.requests


@pytest.mark.parametrize(
    "argv", [["bulk", "slow.csv", *BULK], ["bulk", "collect", "-j", "it.bulk"]], ids=["bulk", "collect"]
)
def test_a_timeout_ends_the_wait_and_says_how_to_resume(
    program: Program, pareta_sandbox: SandboxBox, argv: list[str]
) -> None:
    assert program.run("bulk", "slow.csv", *BULK, "--no-wait").status == ExitCode.OK
    ended = program.run(*argv, "--timeout", "1")
    assert ended.status == ExitCode.STILL_RUNNING, ended.err
    assert "the bulk job has not ended within the timeout" in ended.err
    pareta_sandbox.advance(3600)
    assert program.run(*ended.resume).status == ExitCode.OK
    assert sum(each.operation_id == "addTaskGroupRuns" for each in pareta_sandbox.requests) == 1


ADVICE: dict[str, tuple[list[str], str]] = {
    "cost without a price": (["bulk", "rows.csv", *BULK, "--max-cost", "1"], "--max-cost needs --price:"),
    "cost": (
        ["bulk", "rows.csv", *BULK, "--price", "1", "--max-cost", "0"], "Run the job again with a higher --max-cost",
    ),
    "processor": (["bulk", "rows.csv", "-j", "it.bulk"], "--processor is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("argv", "says"), ADVICE.values(), ids=list(ADVICE))
def test_an_error_names_options_and_not_arguments(program: Program, argv: list[str], says: str) -> None:
    assert says in program.run(*argv).err
