"""Copies of the clients that can be spoiled: what is copied, how it is built, how its adapter is started."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from codegen.mirror import MirrorError, mirror, twin_of

ROOT = Path(__file__).resolve().parent.parent
_LEFT_OUT = shutil.ignore_patterns("node_modules", "build", "dist", "__pycache__", ".*")
_MODULES = Path("ports/typescript/node_modules")
_BUILD_LIMIT = 300.0


class BuildError(Exception):
    """A client cannot be built. The message is what its compiler said."""


@dataclass(frozen=True, slots=True)
class Language:
    """One client: its folders, the tools that it needs, and what makes programs of it."""

    name: str
    tools: tuple[str, ...]
    folders: tuple[str, ...]
    build: Callable[[Path, str], Coroutine[None, None, None]]
    """Builds the copy at a path, in which one file has changed; an empty name stands for all of it."""
    programs: Callable[[Path], list[list[str]]]
    """Returns the adapters of the copy at a path."""
    variables: Callable[[Path], Mapping[str, str]] = lambda _: {}
    links: tuple[Path, ...] = ()

    def missing(self, which: Callable[[str], str | None] = shutil.which) -> list[str]:
        """Return the tools that are not installed here.

        Args:
            which: Finds a program, as `shutil.which` does.
        """
        return [tool for tool in self.tools if which(tool) is None]


class Workspace:
    """A copy of one client in a temporary folder."""

    def __init__(self, language: Language, folder: Path) -> None:
        """Copy nothing yet.

        Args:
            language: The client.
            folder: Where the copy goes. It must not exist.
        """
        self.language, self.folder = language, folder
        self.programs = language.programs(folder)
        self.environment = {**os.environ, **language.variables(folder)}

    async def prepare(self) -> None:
        """Copy the client and build it.

        Raises:
            BuildError: It cannot be built.
        """
        for name in self.language.folders:
            shutil.copytree(ROOT / name, self.folder / name, ignore=_LEFT_OUT)
        for link in self.language.links:
            if not (ROOT / link).is_dir():
                raise BuildError(f"{link} is missing: run `npm --prefix {link.parent} ci`")
            (self.folder / link).symlink_to(ROOT / link, target_is_directory=True)
        await self.language.build(self.folder, "")

    async def write(self, file: str, text: str) -> None:
        """Replace the text of one file, and build the copy.

        Args:
            file: Its path in the repository.
            text: The new text.

        Raises:
            BuildError: The copy does not compile.
        """
        (self.folder / file).write_text(text, "utf-8")
        await self.language.build(self.folder, file)

    def restore(self, file: str) -> None:
        """Write back one file; the next build finds it.

        Args:
            file: Its path in the repository.
        """
        shutil.copyfile(ROOT / file, self.folder / file)
        if self.language is PYTHON:
            twin = twin_of(Path(file), Path())
            shutil.copyfile(ROOT / twin, self.folder / twin)
            _forget(self.folder / file, self.folder / twin)


def _forget(*paths: Path) -> None:
    """Remove the compiled forms of modules. Python keeps one whose source changes twice within a second."""
    for path in paths:
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


async def _build_python(folder: Path, file: str) -> None:
    if not file:
        return
    path = folder / file
    twin = twin_of(path, folder)
    try:
        text = path.read_text("utf-8")
        compile(text, file, "exec")
        if twin != path:
            twin.write_text(mirror(text, file), "utf-8")
    except (SyntaxError, MirrorError) as error:
        raise BuildError(str(error)) from None
    _forget(path, twin)


def _python_variables(folder: Path) -> Mapping[str, str]:
    return {"PYTHONPATH": os.pathsep.join(str(folder / name) for name in ("src", "generated"))}


def _python_programs(folder: Path) -> list[list[str]]:
    adapter = str(folder / "conformance/adapters/python.py")
    return [[sys.executable, adapter, *way] for way in (("wire", "sync"), ("facade", "async"))]


async def _build_typescript(folder: Path, _: str) -> None:
    # A variable that only the spoiled line used is no reason to refuse it.
    lenient = ("--noUnusedLocals", "false", "--noUnusedParameters", "false")
    compiler = ("node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.test.json", "--incremental")
    await _run(folder / "ports/typescript", *compiler, "--tsBuildInfoFile", "build/info.json", *lenient)


def _typescript_programs(folder: Path) -> list[list[str]]:
    return [["node", str(folder / "ports/typescript/build/adapter.js"), way] for way in ("wire", "facade")]


async def _build_go(folder: Path, _: str) -> None:
    await _run(folder / "ports/go", "go", "build", "-p=1", "-o", str(folder / "adapter"), "./cmd/adapter")


def _go_programs(folder: Path) -> list[list[str]]:
    return [[str(folder / "adapter"), way] for way in ("wire", "facade")]


async def _run(folder: Path, *command: str) -> None:
    """Run a compiler.

    Raises:
        BuildError: It fails.
    """
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=pipe, stderr=both)
    try:
        async with asyncio.timeout(_BUILD_LIMIT):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise BuildError(f"{command[0]} took more than {_BUILD_LIMIT:g} s") from None
    if process.returncode:
        raise BuildError(output.decode("utf-8", "replace").strip() or f"{command[0]} failed")


PYTHON = Language(
    "python", (), ("src", "generated", "conformance"), _build_python, _python_programs, _python_variables
)
TYPESCRIPT = Language(
    "typescript", ("node",), ("ports/typescript",), _build_typescript, _typescript_programs, links=(_MODULES,)
)
GO = Language("go", ("go",), ("ports/go",), _build_go, _go_programs)
LANGUAGES = {language.name: language for language in (PYTHON, TYPESCRIPT, GO)}
