"""The command line: its commands and its global options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import Annotated

from cyclopts import App, Group, Parameter
from rich.console import Console

from pareta_cli.command_app import DEFAULTS
from pareta_cli.output import Output, new_console, new_error_console
from pareta_cli.session import Session, check_timeout, secrets_of_environment

# The name of each command, where its `cyclopts.App` is, and its line in the help. Its module is loaded when it is used.
COMMANDS = (
    ("tasks", "pareta_cli.tasks:app", "The benchmark catalog: tasks and their leaderboards"),
    ("endpoints", "pareta_cli.endpoints:app", "Deploy models, and manage what is deployed"),
    ("models", "pareta_cli.models:app", "List the models that can be called"),
    ("chat", "pareta_cli.chat:app", "Chat with a model: a prompt, a file, or a conversation"),
    ("evals", "pareta_cli.evals:app", "Compare models on your own rows"),
    ("run", "pareta_cli.run:app", "Research a question on the web, with citations"),
    ("group", "pareta_cli.group:app", "Research each row of a file"),
    ("bulk", "pareta_cli.bulk:app", "Research a table of any size, as a job that can be stopped and resumed"),
    ("sandbox", "pareta_cli.sandbox:app", "Serve both APIs on this computer, without an account"),
    ("skills", "pareta_cli.skills:app", "Tell your coding agent how to use this package"),
    ("config", "pareta_cli.config:app", "Show the settings, and where each comes from"),
    ("doctor", "pareta_cli.doctor:app", "Check the installation, the settings and the connections"),
    ("completion", "pareta_cli.completion:app", "Print or install the completion of a shell"),
)
# (A paragraph is one line: the help wraps it.)
HELP = (
    "Deploy, chat with and compare models, and research the web.\n\n"
    "Start with `pareta doctor`, or with `pareta chat Hello --sandbox`, which needs no account. API keys are read from "
    "PARETA_API_KEY and PARALLEL_API_KEY. Results go to stdout, everything else to stderr."
)
_GLOBAL = Group("Global options (before or after the command)", sort_key=90)


def _version() -> str:
    from pareta import __version__

    return f"pareta {__version__}"


def new_app(launch: Callable[[list[str], Session], int], used: Collection[str] | None = None) -> App:
    """Return the app, whose `meta` takes the global options wherever they stand, also twice: an alias may have them.

    Args:
        launch: Runs the command that the other tokens name.
        used: The words of the command line, None for all: the help of a command among them is that of its module, not
            its line here.
    """
    app = App(
        name="pareta",
        help=HELP,
        version=_version,
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
        default_parameter=DEFAULTS,
        usage="Usage: pareta COMMAND [OPTIONS]",
    )
    for name, path, line in COMMANDS:
        app.command(path, name=name, help=None if used is None or name in used else line)

    def start(
        *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
        as_json: Annotated[bool, Parameter(name="--json", group=_GLOBAL, allow_repeating=True)] = False,
        as_jsonl: Annotated[bool, Parameter(name="--jsonl", group=_GLOBAL, allow_repeating=True)] = False,
        sandbox: Annotated[bool, Parameter(group=_GLOBAL, allow_repeating=True)] = False,
        timeout: Annotated[float | None, Parameter(group=_GLOBAL, allow_repeating=True)] = None,
        no_color: Annotated[bool, Parameter(group=_GLOBAL, allow_repeating=True)] = False,
        quiet: Annotated[
            bool, Parameter(name=("--quiet", "-q"), group=_GLOBAL, allow_repeating=True)
        ] = False,
    ) -> int:
        """Run a command with the global options.

        Args:
            tokens: The command and its own arguments.
            as_json: Print the result as one JSON document; an error is one JSON object on stderr.
            as_jsonl: Print the result as lines of JSON, one for each item.
            sandbox: Use a sandbox on this computer: that of `pareta sandbox`, or one for this command alone.
            timeout: Seconds: the limit of the whole wait where a command waits for work, else of each request.
            no_color: Write no colors. The variable NO_COLOR does the same.
            quiet: Write no progress and no notes.
        """
        output = new_output(
            "jsonl" if as_jsonl else "json" if as_json else "text", color=not no_color, quiet=quiet
        )
        return launch(list(tokens), Session(output, timeout=check_timeout(timeout), sandbox=sandbox))

    app.meta.suppress_keyboard_interrupt = False
    app.meta.default(start)
    return app


def new_output(format: str, *, color: bool, quiet: bool = False) -> Output:
    """Return the streams of a command.

    Args:
        format: `text`, `json` or `jsonl`.
        color: Whether colors are wanted.
        quiet: Whether to write no progress and no notes.
    """
    return Output(
        out=new_console(sys.stdout, color=color),
        err=new_error_console(color=color),
        format=format,
        quiet=quiet,
        secrets=secrets_of_environment(),
    )


def help_console(*, color: bool) -> Console:
    """Return the console for help texts, which have colors on a terminal only."""
    return new_console(sys.stdout, color=color)
