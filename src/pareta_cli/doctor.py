"""`pareta doctor`: check the installation, the settings and the connections."""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Callable, Iterator
from importlib import metadata
from importlib.util import find_spec
from typing import Any

from attrs import asdict, frozen

import parallel
import pareta
from pareta_cli import saved_runs
from pareta_cli.command_app import new_command_app
from pareta_cli.config import without_credentials
from pareta_cli.exit_codes import ExitCode
from pareta_cli.failures import failure_of
from pareta_cli.output import Output
from pareta_cli.session import KEY_VARIABLES, URL_VARIABLES, Session, SessionArgument

app = new_command_app(name="doctor")
# The extras, and a package that only each of them brings.
EXTRAS = {
    "bulk": ("pyarrow", "pyarrow"),
    "cli": ("cyclopts", "cyclopts"),
    "fast": ("msgspec", "msgspec"),
    "mcp": ("mcp", "mcp"),
    "otel": ("opentelemetry", "opentelemetry-api"),
    "plot": ("matplotlib", "matplotlib"),
    "sandbox": ("starlette", "starlette"),
    "spark": ("pyspark", "pyspark"),
}
_SECONDS = 10.0
# A key that no account has: the service that refuses it has been reached.
_NO_KEY = "pareta_sk_none"
_NO_RUN = "trun_doctor"


@frozen
class Check:
    """What was found."""

    name: str
    status: str
    """`ok`, `note` or `failed`."""
    detail: str
    exit_code: int = ExitCode.OK


@app.default
def doctor(*, session: SessionArgument) -> int:
    """Check the installation, the settings and the connections. API keys are never shown. Costs nothing.

    The exit status is 0 if each API that has a key can be reached and accepts it, and 3 if no key is set.
    """
    checks: list[Check] = []
    for check in _checks(session):
        checks.append(check)
        if not session.output.is_json:
            _show(session.output, check)
    code = max((check.exit_code for check in checks), default=ExitCode.OK)
    if session.output.is_json:
        record: Any = {"ok": code == ExitCode.OK, "checks": [asdict(check) for check in checks]}
        session.output.result(record, lambda: None)
    elif code:
        session.output.note("See the checks that failed.", style="red")
    return code


def _show(output: Output, check: Check) -> None:
    marks = {"ok": "✓", "note": "–", "failed": "✗"}
    if output.is_terminal:
        output.text(f"{marks[check.status]} {check.name}: {check.detail}")
    else:
        output.text(f"{check.status}\t{check.name}\t{check.detail}")


def _checks(session: Session) -> Iterator[Check]:
    yield Check("pareta-sdk", "ok", f"version {pareta.__version__}")
    yield Check("python", "ok", f"{platform.python_version()} on {platform.platform(terse=True)}")
    for extra, (package, distribution) in EXTRAS.items():
        yield _extra(extra, package, distribution)
    yield _folder(session)
    keys = [bool(session.environment().get(name, "").strip()) for name in KEY_VARIABLES.values()]
    yield from _api(session, "pareta", _call_pareta)
    yield from _api(session, "parallel", _call_parallel)
    if not any(keys):
        names = " or ".join(KEY_VARIABLES.values())
        yield Check("keys", "failed", f"no API key is set: set {names}", ExitCode.NOT_CONFIGURED)


def _extra(extra: str, package: str, distribution: str) -> Check:
    if find_spec(package) is None:
        return Check(f"extra {extra}", "note", f'not installed: pip install "pareta-sdk[{extra}]"')
    try:
        return Check(f"extra {extra}", "ok", f"{distribution} {metadata.version(distribution)}")
    except metadata.PackageNotFoundError:
        return Check(f"extra {extra}", "ok", f"{distribution} without metadata")


def _folder(session: Session) -> Check:
    try:
        folder = saved_runs.runs_folder(sandbox=session.sandbox)
    except OSError as error:
        return Check("folder of runs", "failed", str(error), ExitCode.FAILED)
    existing = next((one for one in (folder, *folder.parents) if os.access(one, os.F_OK)), folder)
    if os.access(existing, os.W_OK) and existing.is_dir():
        return Check("folder of runs", "ok", str(folder))
    return Check(
        "folder of runs", "failed", f"{folder} cannot be written: set PARETA_DATA_DIR", ExitCode.FAILED
    )


def _api(
    session: Session, api: str, call: Callable[[str | None, str | None, float, bool], None]
) -> Iterator[Check]:
    """Yield whether the API has a key, and whether it responds."""
    environment = session.environment()
    key = environment.get(KEY_VARIABLES[api], "").strip() or None
    url = environment.get(URL_VARIABLES[api], "").strip() or None
    where = without_credentials(url) if url else "production"
    variable = KEY_VARIABLES[api]
    yield Check(f"{api} key", "ok" if key else "note", f"{variable} is {'set' if key else 'not set'}")
    name = f"{api} at {where}"
    try:
        call(key or _NO_KEY, url, session.timeout or _SECONDS, session.sandbox)
    except (pareta.AuthenticationError, parallel.AuthenticationError) as error:
        if key is None:
            yield Check(name, "ok", "reached")
        else:
            yield Check(name, "failed", f"reached, but it rejects the key: {error}", ExitCode.NOT_CONFIGURED)
    except Exception as error:
        failure = failure_of(error)
        if failure is None:
            raise
        # (Without a key nobody uses this API from here.)
        status, code = ("note", ExitCode.OK) if key is None else ("failed", failure.exit_code)
        yield Check(name, status, failure.message, code)
    else:
        yield Check(name, "ok", "reached, and the key is accepted" if key else "reached")


def _call_pareta(key: str | None, url: str | None, seconds: float, direct: bool) -> None:
    with pareta.Pareta(key, url, timeout=seconds, max_retries=0) as client:
        if direct:
            client.wire.ignore_proxies()
        client.models.list()


def _call_parallel(key: str | None, url: str | None, seconds: float, direct: bool) -> None:
    with parallel.Parallel(key, url, timeout=seconds, max_retries=0) as client:
        if direct:
            client.wire.ignore_proxies()
        # (That is what an API says of this run if it accepts the key.)
        with contextlib.suppress(parallel.NotFoundError):
            client.task_run.retrieve(_NO_RUN)
