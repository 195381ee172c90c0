"""Spoils one line of a client after the other, and looks whether a case fails: `python -m conformance.mutants`.

`mutants.yaml` lists the lines. The exit status is 1 if a client passes its cases with a spoiled line, if a line is not
found or does not compile, or if the client fails before anything is spoiled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from conformance.adapter import AdapterError
from conformance.cases import Case, CaseError, load
from conformance.json_values import is_object
from conformance.run import Run
from conformance.workspaces import LANGUAGES, ROOT, BuildError, Language, Workspace

FILE = ROOT / "conformance/mutants.yaml"
RED, GREEN, ERROR = "red", "GREEN", "ERROR"


class MutantError(Exception):
    """A mutant that cannot be judged. The message names its file and its id."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One spoiled place of a client, and the patterns of the cases of which one must fail."""

    language: str
    id: str
    file: str
    find: str
    replace: str
    cases: tuple[str, ...]

    @property
    def name(self) -> str:
        """The language and the id."""
        return f"{self.language}/{self.id}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    outcome: str
    why: str

    def __str__(self) -> str:
        return f"{self.outcome:5}  {self.mutant.name}  {self.why}"


# --- what is spoiled


def read(path: Path = FILE) -> list[Mutant]:
    """Return the mutants of a file, in its order.

    Args:
        path: A YAML file.

    Raises:
        MutantError: The file is not valid.
    """
    schema = Path(__file__).with_name("mutants.schema.json")
    validator = Draft202012Validator(json.loads(schema.read_text("utf-8")))
    try:
        document: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))  # pyright: ignore[reportUnknownMemberType]  # untyped
    except (YAMLError, ValueError) as error:
        raise MutantError(f"{path.name} is not valid YAML: {error}") from None
    problems: Iterator[Any] = validator.iter_errors(document)  # pyright: ignore[reportUnknownMemberType]  # partially typed
    for problem in problems:
        raise MutantError(f"{path.name}: {_place(document, list(problem.absolute_path))}: {problem.message}")
    found: dict[str, Mutant] = {}
    for language in LANGUAGES:
        for raw in document.get(language, ()):
            texts: dict[str, str] = {name: raw[name] for name in ("id", "file", "find", "replace")}
            mutant = Mutant(language=language, cases=tuple(raw["cases"]), **texts)
            if mutant.name in found:
                raise MutantError(f"{path.name}: the id {mutant.name} is taken")
            found[mutant.name] = mutant
    return list(found.values())


def _place(document: Any, steps: Sequence[Any]) -> str:
    if len(steps) > 1:
        raw: Any = document[steps[0]][steps[1]]
        steps = [steps[0], raw.get("id", steps[1]) if is_object(raw) else steps[1], *steps[2:]]
    return "/".join(map(str, steps)) or "the file"


def spoiled(mutant: Mutant, text: str) -> str:
    """Return the text of the mutant's file with its place spoiled.

    Args:
        mutant: The mutant.
        text: The text of its file.

    Raises:
        MutantError: The place does not occur exactly once, or stays as it is.
    """
    count = text.count(mutant.find)
    if count != 1:
        reason = "does not occur" if count == 0 else f"occurs {count} times"
        raise MutantError(f"{mutant.name}: its text {reason} in {mutant.file}: {mutant.find!r}")
    if mutant.find == mutant.replace:
        raise MutantError(f"{mutant.name}: find and replace are the same in {mutant.file}")
    return text.replace(mutant.find, mutant.replace)


def chosen_cases(mutant: Mutant, cases: Sequence[Case]) -> list[Case]:
    """Return the cases that a mutant names, those that measure real time last.

    Args:
        mutant: The mutant.
        cases: All cases.

    Raises:
        MutantError: No case matches a pattern.
    """
    for pattern in mutant.cases:
        if not any(fnmatch(case.id, pattern) for case in cases):
            raise MutantError(f"{mutant.name}: no case matches {pattern}")
    named = [case for case in cases if any(fnmatch(case.id, pattern) for pattern in mutant.cases)]
    return sorted(named, key=lambda case: case.slow)


# --- what notices


class Judge:
    """Judges the mutants of one language in a few copies of its client."""

    def __init__(self, language: Language, mutants: Sequence[Mutant], folder: Path) -> None:
        """Copy nothing yet.

        Args:
            language: The client.
            mutants: Its mutants.
            folder: An empty folder for the copies.
        """
        self._language, self._mutants, self._folder = language, mutants, folder
        every = load()
        self._cases = {mutant.name: chosen_cases(mutant, every) for mutant in mutants}
        self._texts = {
            mutant.name: spoiled(mutant, (ROOT / mutant.file).read_text("utf-8")) for mutant in mutants
        }
        self._played: set[str] = set()

    async def run(self, jobs: int) -> list[Verdict]:
        """Print and return the verdict on each mutant.

        Args:
            jobs: How many copies there are, each with its own mutant.

        Raises:
            MutantError: A case fails before anything is spoiled.
            BuildError: The client cannot be built.
            AdapterError: Its adapter cannot be started.
        """
        spaces = [Workspace(self._language, self._folder / f"copy-{n}") for n in range(jobs)]
        for space in spaces:
            await space.prepare()
        await self._play_unspoiled(spaces[0], jobs)
        queue, verdicts = iter(self._mutants), list[Verdict]()
        await asyncio.gather(*(self._work(space, queue, verdicts) for space in spaces))
        return verdicts

    async def _play_unspoiled(self, space: Workspace, jobs: int) -> None:
        named = {case.id: case for cases in self._cases.values() for case in cases}
        for program in space.programs:
            run = Run(program, self._folder, space.environment)
            for result in await run.play(list(named.values()), jobs):
                if result.faults:
                    raise MutantError(f"{run.name} fails {result.id} unspoiled: {result.faults[0]}")
                if not result.skipped:
                    self._played.add(result.id)

    async def _work(self, space: Workspace, queue: Iterator[Mutant], verdicts: list[Verdict]) -> None:
        for mutant in queue:
            verdict = Verdict(mutant, *await self._judge(space, mutant))
            verdicts.append(verdict)
            print(verdict, flush=True)

    async def _judge(self, space: Workspace, mutant: Mutant) -> tuple[str, str]:
        cases = [case for case in self._cases[mutant.name] if case.id in self._played]
        if not cases:
            return ERROR, "the adapter can play none of its cases"
        try:
            await space.write(mutant.file, self._texts[mutant.name])
            for program in space.programs:
                results = await Run(program, space.folder, space.environment).play(cases, 1, fail_fast=True)
                for result in results:
                    if result.faults:
                        return RED, result.id
        except BuildError as error:
            return ERROR, f"spoil something that still compiles: {error}"
        except AdapterError as error:
            return ERROR, f"spoil something that still starts: {error}"
        finally:
            space.restore(mutant.file)
        return GREEN, f"{len(cases)} cases pass: write one that does not, or spoil another place"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m conformance.mutants",
        description="Spoils one line of a client after the other, and looks whether a case fails.",
    )
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="only this one; repeatable")
    parser.add_argument("--only", default="*", metavar="GLOB", help="only mutants whose id matches")
    parser.add_argument(
        "--jobs", type=int, default=2, help="copies of the client that are spoiled side by side"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status.

    Args:
        arguments: The arguments of the command line; those of this process if not given.
    """
    options = _parse(arguments)
    # A client that hangs is killed, and asyncio may warn that it did not see the process end.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    try:
        mutants = [mutant for mutant in read() if fnmatch(mutant.id, options.only)]
        results = [
            _judge_language(LANGUAGES[name], [one for one in mutants if one.language == name], options.jobs)
            for name in options.language or LANGUAGES
        ]
    except (MutantError, CaseError, BuildError, AdapterError) as error:
        print(f"{ERROR}  {error}")
        return 1
    if not any(mutant.language in (options.language or LANGUAGES) for mutant in mutants):
        print(f"{ERROR}  no mutant matches {options.only}")
        return 1
    return 0 if all(results) else 1


def _judge_language(language: Language, mutants: Sequence[Mutant], jobs: int) -> bool:
    """Judge the mutants of a language, and return whether all is well."""
    if not mutants:
        return True
    missing = language.missing()
    if missing:
        print(f"# {language.name}: LEFT OUT, {' and '.join(missing)} is not installed here")
        return not os.environ.get("CI")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        judge = Judge(language, mutants, Path(folder))
        verdicts = asyncio.run(judge.run(max(1, min(jobs, len(mutants)))))
    red = sum(verdict.outcome == RED for verdict in verdicts)
    print(f"# {language.name}: {red} of {len(verdicts)} mutants are red")
    return red == len(verdicts)


if __name__ == "__main__":
    sys.exit(main())
