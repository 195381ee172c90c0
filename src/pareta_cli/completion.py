"""`pareta completion`: the completion of a shell."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cyclopts.completion.detect import ShellDetectionError

from pareta_cli.command_app import new_command_app
from pareta_cli.failures import UsageError
from pareta_cli.session import SessionArgument

app = new_command_app(name="completion")
Shell = Literal["bash", "zsh", "fish"]


@app.default
def completion(shell: Shell | None = None, /, *, install: bool = False, session: SessionArgument) -> None:
    """Print the completion script of a shell, or install it.

    To try it in this shell: source <(pareta completion bash)

    Args:
        shell: The shell; the one that you use if not given.
        install: Write the script to the place where the shell looks for it, and say where that is.
    """
    from pareta_cli.app import new_app

    root = new_app(lambda _tokens, _session: 0)
    try:
        if install:
            path: Path = root.install_completion(shell=shell)
            session.output.result({"path": str(path)}, lambda: session.output.text(path))
            session.output.note("Start a new shell to use it.")
        else:
            session.output.write(root.generate_completion(shell=shell))
    except ShellDetectionError as error:
        raise UsageError(f"{error} Name the shell: pareta completion bash") from error
