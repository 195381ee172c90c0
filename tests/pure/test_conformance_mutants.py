"""The list of mutants, and how each of them is judged. (`make mutants` plays them.)"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from conformance import mutants
from conformance.cases import Case, load
from conformance.mutants import Mutant, MutantError, chosen_cases, read, spoiled
from conformance.workspaces import GO, PYTHON, ROOT, TYPESCRIPT, BuildError, Workspace

MUTANT = Mutant("python", "a-name", "src/pareta_core/sse.py", "b = 1", "b = 2", ("sse/*",))
RAW: dict[str, Any] = {
    "id": "a-name",
    "file": "src/pareta_core/sse.py",
    "find": "b = 1",
    "replace": "b = 2",
    "cases": ["sse/*"],
}


def written(folder: Path, **sections: object) -> Path:
    path = folder / "mutants.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"version": 1, "about": "For a test.", **sections}, file)
    return path


def test_each_place_occurs_once_in_its_file_and_each_pattern_matches_a_case() -> None:
    cases = load()
    problems: list[str] = []
    for mutant in read():
        try:
            spoiled(mutant, (ROOT / mutant.file).read_text("utf-8"))
            chosen_cases(mutant, cases)
        except (MutantError, OSError) as error:
            problems.append(str(error))
    assert problems == []


@pytest.mark.parametrize(
    ("language", "change", "message"),
    [
        ("python", {"replce": "x"}, "python/a-name"),
        ("python", {"file": "src/pareta_core/_sync/stream.py"}, "python/a-name/file"),
        ("python", {"file": "tests/support.py"}, "python/a-name/file"),
        ("typescript", {}, "typescript/a-name/file"),
        ("go", {"file": "ports/go/README.md"}, "go/a-name/file"),
        ("python", {"id": "A name"}, "python/A name/id"),
        ("python", {"find": ""}, "python/a-name/find"),
        ("python", {"cases": []}, "python/a-name/cases"),
        ("rust", {}, "'rust' was unexpected"),
    ],
)
def test_a_list_that_the_schema_forbids_is_refused_with_its_place(
    tmp_path: Path, language: str, change: dict[str, object], message: str
) -> None:
    with pytest.raises(MutantError, match=message):
        read(written(tmp_path, **{language: [{**RAW, **change}]}))


def test_an_id_is_unique_in_its_language_only(tmp_path: Path) -> None:
    go = {**RAW, "file": "ports/go/retry.go"}
    assert [mutant.name for mutant in read(written(tmp_path, python=[RAW], go=[go]))] == [
        "python/a-name",
        "go/a-name",
    ]
    with pytest.raises(MutantError, match="python/a-name is taken"):
        read(written(tmp_path, python=[RAW, RAW]))


def test_what_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mutants.yaml"
    path.write_text("python: [", "utf-8")
    with pytest.raises(MutantError, match=r"mutants\.yaml is not valid YAML"):
        read(path)


def test_only_the_place_is_spoiled() -> None:
    assert spoiled(MUTANT, "a = 1\nb = 1\nc = 1\n") == "a = 1\nb = 2\nc = 1\n"


@pytest.mark.parametrize(
    ("text", "replace", "message"),
    [
        ("a = 1", "b = 2", r"python/a-name: its text does not occur in src/pareta_core/sse\.py: 'b = 1'"),
        ("b = 1; b = 1", "b = 2", r"python/a-name: its text occurs 2 times in src/pareta_core/sse\.py"),
        ("b = 1", "b = 1", "python/a-name: find and replace are the same"),
    ],
)
def test_a_stale_or_ambiguous_place_is_refused_with_file_and_id(
    text: str, replace: str, message: str
) -> None:
    mutant = Mutant("python", "a-name", "src/pareta_core/sse.py", "b = 1", replace, ("sse/*",))
    with pytest.raises(MutantError, match=message):
        spoiled(mutant, text)


def test_a_pattern_without_a_case_is_refused() -> None:
    mutant = Mutant("python", "a-name", "src/pareta_core/sse.py", "b = 1", "b = 2", ("sse/*", "sss/*"))
    with pytest.raises(MutantError, match=r"python/a-name: no case matches sss/\*"):
        chosen_cases(mutant, load())


def test_cases_that_measure_real_time_are_played_last() -> None:
    def case(id: str, *, slow: bool) -> Case:
        return Case(id, {"slow": slow}, frozenset(), frozenset({"wire"}), Path())

    mutant = Mutant("python", "a-name", "src/pareta_core/sse.py", "b = 1", "b = 2", ("retry/*",))
    cases = [case("retry/slow", slow=True), case("retry/quick", slow=False), case("sse/a", slow=False)]
    assert [one.id for one in chosen_cases(mutant, cases)] == ["retry/quick", "retry/slow"]


@pytest.mark.parametrize(("language", "tools"), [(PYTHON, []), (TYPESCRIPT, ["node"]), (GO, ["go"])])
@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_a_language_without_its_tools_is_left_out_and_fails_in_ci(
    language: Any, tools: list[str], ci: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert language.missing(lambda _: None) == tools
    if not tools:
        return
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    extension = {"typescript": "src/sse.ts", "go": "retry.go"}[language.name]
    mutant = Mutant(language.name, "a-name", f"ports/{language.name}/{extension}", "a", "b", ("sse/*",))
    monkeypatch.setattr(mutants, "read", lambda: [mutant])
    assert mutants.main(["--language", language.name]) == status
    assert f"{language.name}: LEFT OUT, {tools[0]} is not installed here" in capsys.readouterr().out


def test_a_pattern_that_no_mutant_has_is_an_error(capsys: Any) -> None:
    assert mutants.main(["--only", "nothing-has-this-name"]) == 1
    assert "no mutant matches nothing-has-this-name" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("src/pareta_core/sse.py", "def feed(:\n"),
        ("src/pareta_core/_async/resume.py", "# async-only: begin\n"),
    ],
)
def test_a_mutant_that_does_not_compile_is_an_error(tmp_path: Path, file: str, text: str) -> None:
    space = Workspace(PYTHON, tmp_path)
    (tmp_path / file).parent.mkdir(parents=True)
    with pytest.raises(BuildError):
        asyncio.run(space.write(file, text))


def test_the_mirror_of_an_async_file_is_spoiled_and_restored_with_it(tmp_path: Path) -> None:
    file, twin = "src/pareta_core/_async/resume.py", "src/pareta_core/_sync/resume.py"
    for name in (file, twin):
        (tmp_path / name).parent.mkdir(parents=True)
    space = Workspace(PYTHON, tmp_path)
    asyncio.run(space.write(file, "async def wait() -> None:\n    await pause()\n"))
    assert "def wait() -> None:\n    pause()\n" in (tmp_path / twin).read_text("utf-8")
    space.restore(file)
    for name in (file, twin):
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes()
