"""A file that shows an agent how to use this package well, and what reads and installs it. It needs no extra."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

NAME = "pareta-sdk"
FILE = "SKILL.md"
DEFAULT_FOLDER = Path(".agents") / "skills"


def names() -> list[str]:
    """Return the names of the skills."""
    return [NAME]


def text(name: str = NAME) -> str:
    """Return a skill as an agent reads it.

    Args:
        name: The name of the skill.

    Returns:
        Markdown, with the skill's name and description at its head.

    Raises:
        ValueError: There is no such skill.

    Example:
        ```python
        from pareta_cli.skill import text

        print(text())
        ```
    """
    if name not in names():
        raise ValueError(f"there is no skill called {name!r}; the skills are {', '.join(names())}")
    return files(__name__).joinpath(FILE).read_text(encoding="utf-8")


def description(name: str = NAME) -> str:
    """Return what a skill is for, in some sentences.

    Args:
        name: The name of the skill.

    Raises:
        ValueError: There is no such skill.
    """
    head = text(name).split("---\n")[1]
    lines = (line.partition(": ") for line in head.splitlines())
    return next(value for key, _, value in lines if key == "description")


def install(folder: Path, name: str = NAME, *, force: bool = False) -> Path:
    """Write a skill to where an agent looks for it.

    Args:
        folder: The folder of all skills, such as `.agents/skills` or `.claude/skills`. It is created if need be.
        name: The name of the skill.
        force: Whether to replace a file that differs.

    Returns:
        The file.

    Raises:
        ValueError: There is no such skill, or a different file is in its place.
        OSError: The file cannot be written.

    Example:
        ```python
        from pathlib import Path

        from pareta_cli.skill import install

        install(Path(".claude/skills"))
        ```
    """
    content, path = text(name).encode(), folder.expanduser() / name / FILE
    if not force and path.exists() and path.read_bytes() != content:
        raise ValueError(f"{path} is there and differs: --force replaces it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
