"""`pareta config`: the settings, and where each comes from. Never a key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from attrs import asdict, frozen

from pareta_cli import sandboxes, saved_runs
from pareta_cli.command_app import new_command_app
from pareta_cli.session import KEY_VARIABLES, URL_VARIABLES, Session, SessionArgument

app = new_command_app(name="config")
_OTHER_VARIABLES = (
    "PARETA_LOG",
    "PARALLEL_LOG",
    "PARETA_TRACING",
    "PARALLEL_TRACING",
    "PARETA_DEBUG",
    "NO_COLOR",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)


@frozen
class Setting:
    """A setting."""

    name: str
    value: str
    source: str
    """The variable that it comes from, or `default`."""


@app.default
def config(*, session: SessionArgument) -> None:
    """Show the settings, and where each comes from. API keys are never shown.

    There is no file of settings: they come from the environment and from the options of a command.
    """
    settings = list(every_setting(session))
    session.output.result(
        [asdict(setting) for setting in settings],
        lambda: session.output.table(
            ("SETTING", "VALUE", "FROM"), [(one.name, one.value, one.source) for one in settings]
        ),
    )


def every_setting(session: Session) -> Iterator[Setting]:
    """Yield the settings that hold for a command.

    Args:
        session: The command.
    """
    environment = session.environment()
    for api in ("pareta", "parallel"):
        key, url = KEY_VARIABLES[api], URL_VARIABLES[api]
        is_set = bool(environment.get(key, "").strip())
        value = "set (not shown)" if is_set else "not set"
        yield Setting(f"{api} API key", value, _source(session, key) if is_set else "–")
        chosen = without_credentials(environment.get(url, "").strip())
        source = _source(session, url) if chosen else "default"
        yield Setting(f"{api} base URL", chosen or "production", source)
    try:
        folder = str(saved_runs.runs_folder(sandbox=session.sandbox))
    except OSError as error:
        folder = f"none: {error}"
    yield Setting("folder of runs", folder, _folder_source())
    running: dict[str, Any] = sandboxes.running_sandbox() or {}
    yield Setting("running sandbox", running.get("PARETA_BASE_URL", "none"), "pareta sandbox")
    for name in _OTHER_VARIABLES:
        for variable in dict.fromkeys((name, name.lower())):
            if found := os.environ.get(variable):
                yield Setting(variable, without_credentials(found), variable)


def _source(session: Session, variable: str) -> str:
    return "--sandbox" if session.sandbox else variable


def _folder_source() -> str:
    names = ("PARETA_DATA_DIR", "XDG_DATA_HOME")
    return next((name for name in names if os.environ.get(name, "").strip()), "default")


def without_credentials(url: str) -> str:
    """Return an address without the user and the password that it may have."""
    scheme, separator, rest = url.rpartition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{separator}[redacted]@{host}" if at and user else url
