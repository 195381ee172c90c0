"""The `cyclopts.App` of a command, with the habits that all commands share."""

from __future__ import annotations

from cyclopts import App, Parameter

# A flag has no `--no-` form; a default is shown where the command says so.
DEFAULTS = Parameter(negative=(), show_default=False)


def new_command_app(name: str, help: str | None = None) -> App:
    """Return the app of a command.

    Args:
        name: The name of the command.
        help: Its line in the help; by the docstring of its default command if None.
    """
    # (Markdown, so that the paragraphs of docstrings are wrapped for the terminal.)
    return App(name=name, help=help, help_format="markdown", default_parameter=DEFAULTS)
