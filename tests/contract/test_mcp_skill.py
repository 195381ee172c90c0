"""The skill for agents: its code runs, its commands run, and it is installed where agents look."""

from __future__ import annotations

import builtins
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import parallel
import pareta
from pareta_cli import skill, skills
from pareta_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
TEXT = skill.text()
TEST_TIMEOUT = 60
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith("pareta ")
]
# What each program prints, in this order.
PRINTS = (
    r"contract-key-fields.*0 micro-USD billed",
    r"claude-opus-4-5 0\.9.*Acme Ltd",
    r"started trun_\w+\n\d+\n.*founded .*https://",
    r"keep this id: trun_\w+\n.*sandbox text",
    r"France .*\nItaly ",
    r"qwen-vl-2 0\.\d+ \d+\n\d+ micro-USD in all",
    r"404 True",
)


def environment(box: Sandbox) -> dict[str, str]:
    paths = [str(ROOT / "src"), str(ROOT / "generated")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PARETA_API_KEY": "pareta_sk_test",
        "PARETA_BASE_URL": box.url,
        "PARALLEL_API_KEY": "task-key",
        "PARALLEL_BASE_URL": box.url,
    }


def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=TEST_TIMEOUT, **options
    )


@pytest.mark.parametrize("number", range(len(PRINTS)))
def test_each_program_of_the_skill_runs_on_the_sandbox(box: Sandbox, number: int) -> None:
    done = run([sys.executable, "-W", "error", "-c", PROGRAMS[number]], env=environment(box))
    assert done.returncode == 0, done.stderr
    assert re.search(PRINTS[number], done.stdout, re.DOTALL), done.stdout


def test_every_program_is_run() -> None:
    assert len(PROGRAMS) == len(PRINTS)
    assert len(COMMANDS) > 5


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_skill_runs_on_the_sandbox(box: Sandbox, command: str, tmp_path: Path) -> None:
    words = shlex.split(command)[1:]
    kept = {"XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = run(
        [sys.executable, "-m", "pareta_cli", *words],
        env={**environment(box), **kept},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    if "--json" in words:
        json.loads(done.stdout)


def test_the_head_of_the_skill_is_what_agents_read_first() -> None:
    _, head, body = TEXT.split("---\n", 2)
    found = yaml.safe_load(head)
    assert found.keys() == {"name", "description"}
    assert found["name"] == skill.NAME
    assert found["description"] == skill.description()
    assert 100 < len(found["description"]) < 1024
    assert re.fullmatch(r"[a-z0-9-]{1,64}", skill.NAME)
    assert len(body.splitlines()) < 250


def test_the_skill_names_only_what_exists() -> None:
    names = set(re.findall(r"`(\w+Error)`", TEXT))
    assert len(names) >= 6
    homes = (pareta, parallel, builtins)
    assert [one for one in sorted(names) if not any(hasattr(home, one) for home in homes)] == []
    with pareta.Pareta(api_key="pareta_sk_test") as pa, parallel.Parallel(api_key="test") as client:
        methods = re.findall(r"`((?:tasks|endpoints|evals|task_run|task_group)\.[a-z_.]+)", TEXT)
        assert len(set(methods)) > 8
        for dotted in methods:
            owner: Any = client if dotted.startswith("task_") else pa
            for part in dotted.rstrip(".").split("."):
                owner = getattr(owner, part)


def test_a_skill_is_installed_and_not_overwritten_if_somebody_changed_it(tmp_path: Path) -> None:
    path = skill.install(tmp_path / "skills")
    assert path == tmp_path / "skills" / skill.NAME / "SKILL.md"
    assert path.read_text(encoding="utf-8") == TEXT
    assert skill.install(tmp_path / "skills") == path
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="--force"):
        skill.install(tmp_path / "skills")
    skill.install(tmp_path / "skills", force=True)
    assert path.read_text(encoding="utf-8") == TEXT
    with pytest.raises(ValueError, match="the skills are pareta-sdk"):
        skill.text("other")


def test_the_text_is_read_without_any_extra() -> None:
    program = (
        "import sys\nfor name in ('cyclopts', 'rich', 'mcp'): sys.modules[name] = None\n"
        "from pareta_cli.skill import text\nprint(len(text()))"
    )
    done = run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    assert done.stdout.strip() == str(len(TEXT)), done.stderr


def test_the_commands_list_show_and_install(tmp_path: Path) -> None:
    written: list[str] = []
    results: list[Any] = []

    def result(value: Any, render: Any) -> None:
        results.append(value)
        render()

    session: Any = SimpleNamespace(
        output=SimpleNamespace(result=result, text=lambda value: written.append(str(value)))
    )
    skills.list_skills(session=session)
    skills.show(session=session)
    skills.install_skill(dir=tmp_path, session=session)
    assert written[0].startswith("pareta-sdk: Use the Python package")
    assert written[1] + "\n" == TEXT
    assert written[2] == results[2]["path"] == str(tmp_path / skill.NAME / "SKILL.md")
    assert [one["name"] for one in results[0]] == skill.names()
