"""`pareta sandbox`: serve both APIs on this computer."""

from __future__ import annotations

import shlex
import threading
from typing import Annotated

from cyclopts import Parameter

from pareta_cli import sandboxes
from pareta_cli.command_app import new_command_app
from pareta_cli.failures import CommandError, Terminated, describe_os_error
from pareta_cli.session import SessionArgument

app = new_command_app(name="sandbox")


@app.default
def sandbox(
    *,
    port: Annotated[int, Parameter(show_default=True)] = 0,
    host: Annotated[str, Parameter(show_default=True)] = "127.0.0.1",
    speed: Annotated[float, Parameter(show_default=True)] = 1.0,
    seed: Annotated[int, Parameter(show_default=True)] = 0,
    fault: list[str] | None = None,
    scenario: str | None = None,
    session: SessionArgument,
) -> None:
    """Serve a sandbox until Ctrl-C. Meanwhile `--sandbox` in other terminals uses it.

    It needs the extra `sandbox`. The lines on stdout are shell commands that point other programs at it; its URL shows
    its requests in a browser.

    Args:
        port: The port; 0 for a free one.
        host: The address to listen on.
        speed: Sandbox seconds for each real second.
        seed: What every response follows from.
        fault: A fault to apply, such as createTaskRun:status=503,times=2. May be repeated.
        scenario: A named set of faults, such as 502-for-half-a-minute.
    """
    served = sandboxes.new_sandbox(
        port=port, host=host, speed=speed, seed=seed, faults=fault or [], scenario=scenario
    )
    try:
        served.start()
    except OSError as error:
        raise CommandError(f"cannot listen on {host}:{port}: {describe_os_error(error)}") from error
    try:
        environment = served.environment()
        with sandboxes.announced(environment) as is_found:
            try:
                session.output.result(
                    {"url": served.url, "environment": environment},
                    lambda: session.output.write(
                        "".join(
                            f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()
                        )
                    ),
                )
                where = (
                    "uses it"
                    if is_found
                    else "does not find it: its folder cannot be written; set PARETA_DATA_DIR"
                )
                session.output.note(f"Serving at {served.url} until Ctrl-C. --sandbox {where}.")
                threading.Event().wait()
            except (KeyboardInterrupt, Terminated):
                session.output.note("stopped")
    finally:
        served.stop()
