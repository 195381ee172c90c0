"""`pareta completion`: the completion of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from cyclopts import App
from cyclopts.completion.detect import ShellDetectionError, detect_shell

from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, UsageError, describe_os_error
from pareta_cli.session import SessionArgument

app = new_command_app(name="completion")
Shell = Literal["bash", "zsh", "fish"]
SHELLS: tuple[Shell, ...] = get_args(Shell)
# Register the function if the script is read by `source`. If zsh has loaded it by its name, the script is the function.
_ZSH_END = """
if [[ $funcstack[1] == _cyclopts_pareta ]]; then
  _cyclopts_pareta "$@"
elif (( $+functions[compdef] )); then
  compdef _cyclopts_pareta pareta
fi
"""
_INSTALLED = {
    "bash": "~/.bashrc loads it. Start a new shell to use it.",
    "zsh": "~/.zshrc names its folder, and must have, after that: autoload -Uz compinit && compinit\n"
    "Start a new shell to use it.",
    "fish": "Start a new shell to use it.",
}


@app.default
def completion(shell: Shell | None = None, /, *, install: bool = False, session: SessionArgument) -> None:
    """Print the completion script of a shell, or install it.

    To try it in this shell: source <(pareta completion bash), or in fish: pareta completion fish | source

    Args:
        shell: The shell; the one that you use if not given.
        install: Write the script to the place where the shell looks for it, add to ~/.bashrc or ~/.zshrc what makes it
            look there, and say where the script is.
    """
    from pareta_cli.app import new_app

    root = new_app(lambda _tokens, _session: 0)
    chosen = shell or _detected()
    script = completion_script(root, chosen)
    if not install:
        session.output.write(script)
        return
    try:
        path: Path = root.install_completion(shell=chosen)
        path.write_text(script, encoding="utf-8")
    except (OSError, RuntimeError) as error:  # (RuntimeError: there is no home directory)
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        raise CommandError(
            f"it cannot be installed: {reason.rstrip('.')}. Write it to a file of your own: "
            f"pareta completion {chosen} > FILE"
        ) from error
    session.output.result({"path": str(path)}, lambda: session.output.text(path))
    session.output.note(_INSTALLED[chosen])


def _detected() -> Shell:
    try:
        found = detect_shell()
    except ShellDetectionError as error:
        raise UsageError(f"{error} Name the shell: pareta completion bash") from error
    for known in SHELLS:
        if known == found:
            return known
    raise UsageError(f"there is no completion for {found}: name one of {', '.join(SHELLS)}")


def completion_script(root: App, shell: Shell) -> str:
    """Return the completion script of a shell, with what that of cyclopts lacks.

    Args:
        root: The app.
        shell: The shell.
    """
    script = root.generate_completion(shell=shell)
    if shell == "zsh":
        return f"{script.rstrip()}\n{_ZSH_END}"
    if shell == "fish":
        return f"{script.rstrip()}\n\n# No files where a command takes none\n" + "".join(
            f"complete -c pareta -n {condition} -f\n" for condition in _fish_without_files(root)
        )
    return script


def _fish_without_files(root: App) -> Iterator[str]:
    """Yield the condition of each command whose arguments are not files."""
    yield "__fish_use_subcommand"
    waiting: list[tuple[tuple[str, ...], App]] = [((name,), root[name]) for name in _commands(root)]
    while waiting:
        path, command = waiting.pop()
        waiting += [((*path, name), command[name]) for name in _commands(command)]
        arguments = command.assemble_argument_collection() if command.default_command else ()
        if not any(one.index is not None and Path in (one.hint, *get_args(one.hint)) for one in arguments):
            yield f"'__fish_pareta_using_command {' '.join(path)}'"


def _commands(app: App) -> list[str]:
    return [name for name in app if not name.startswith("-")]
