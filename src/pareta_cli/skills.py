"""`pareta skills`: files that show an agent how to use this package well."""

from __future__ import annotations

from pathlib import Path

from pareta_cli import skill
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, describe_os_error
from pareta_cli.session import SessionArgument

app = new_command_app(name="skills", help="Tell your coding agent how to use this package well.")


@app.command(name="list")
def list_skills(*, session: SessionArgument) -> None:
    """List the skills, and what each is for."""
    found = [{"name": name, "description": skill.description(name)} for name in skill.names()]
    lines = "\n".join(f"{one['name']}: {one['description']}" for one in found)
    session.output.result(found, lambda: session.output.text(lines))


@app.command
def show(name: str = skill.NAME, /, *, session: SessionArgument) -> None:
    """Print a skill.

    Args:
        name: The name of the skill.
    """
    found = skill.text(name)
    session.output.result(
        {"name": name, "text": found}, lambda: session.output.text(found.removesuffix("\n"))
    )


@app.command(name="install")
def install_skill(
    name: str = skill.NAME,
    /,
    *,
    dir: Path = skill.DEFAULT_FOLDER,
    force: bool = False,
    session: SessionArgument,
) -> None:
    """Write a skill to a folder in which your agent looks for skills, and print where it is.

    Args:
        name: The name of the skill.
        dir: The folder of all skills: .agents/skills if not given. Claude Code reads .claude/skills, and
            ~/.claude/skills in every project.
        force: Replace a file that differs.
    """
    try:
        path = skill.install(dir, name, force=force)
    except (OSError, RuntimeError) as error:  # (RuntimeError: there is no home directory for ~)
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error).rstrip(".")
        raise CommandError(f"it cannot be installed: {reason}. Pass another folder with --dir") from error
    session.output.result({"name": name, "path": str(path)}, lambda: session.output.text(path))
