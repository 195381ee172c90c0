"""The loggers: what the environment variable sets, and what they cost while nobody looks."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pareta_core import errors as core
from pareta_core import logs
from pareta_core.observation import CallLog


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Reset the loggers to what they are when a program begins."""
    before = logging.getLogger("pareta").level
    logs.logger.cache_clear()
    yield
    logs.logger.cache_clear()
    logging.getLogger("pareta").setLevel(before)


@pytest.mark.parametrize(
    ("variable", "level"), [("debug", logging.DEBUG), ("INFO", logging.INFO), (" warning ", logging.WARNING)]
)
def test_the_variable_sets_the_level(variable: str, level: int) -> None:
    assert logs.logger("pareta", variable).level == level


def test_an_unknown_level_is_a_warning_that_names_the_variable() -> None:
    with pytest.warns(UserWarning, match="PARETA_LOG has an unknown level, 'loud': use one of debug, info"):
        assert logs.logger("pareta", "loud").level == logging.NOTSET


def program(api: str, level: str) -> str:
    """Return what a program writes to stderr that makes one call to a port where nobody listens."""
    client = {"pareta": "pareta.Pareta", "parallel": "parallel.Parallel"}[api]
    call = {"pareta": "models.list()", "parallel": "task_run.retrieve('trun_1')"}[api]
    key = {"pareta": "pareta_sk_secret", "parallel": "secret"}[api]
    code = (
        f"import {api}\n"
        f"client = {client}(api_key={key!r}, base_url='http://127.0.0.1:1', max_retries=0)\n"
        f"try: client.{call}\n"
        f"except {api}.APIConnectionError: pass\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = {**kept, f"{api.upper()}_LOG": level}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stderr


@pytest.mark.parametrize("api", ["pareta", "parallel"])
def test_a_program_writes_to_stderr_when_its_environment_says_so(api: str) -> None:
    written = program(api, "info")
    assert f" INFO {api}: GET /v1/" in written
    assert "(1 attempt): APIConnectionError" in written
    assert "secret" not in written
    assert program(api, "") == ""


def test_what_a_server_sends_does_not_control_who_reads_the_log(caplog: pytest.LogCaptureFixture) -> None:
    line = CallLog(logging.getLogger("pareta"), "listModels", "GET", "/v1/models")
    request_id = "req\x1b[2J\n2026-01-01 INFO pareta: forged\u202e"
    error = core.APIStatusError("it failed", response=core.ErrorResponse(500, {}, request_id))
    with caplog.at_level(logging.DEBUG, "pareta"):
        line.responded(200, 0.1, 1, request_id, 5)
        line.failed(error, 500, 0.1, 1)
    assert "request id 'req\\x1b[2J\\n2026-01-01 INFO pareta: forged\\u202e'" in caplog.text
    assert all(record.getMessage().isprintable() for record in caplog.records)
    assert caplog.records[0].__dict__["request_id"] == request_id  # as it is, for the collector to encode


class Unread(str):
    """A text that nobody may format."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        raise AssertionError("the text of a line was made")


def test_a_line_that_nobody_reads_is_not_prepared() -> None:
    log = logging.getLogger("pareta")
    line = CallLog(log, "listModels", "GET", "/v1/models")
    log.setLevel(logging.INFO)
    with pytest.raises(AssertionError, match="was made"):
        line.responded(200, 0.1, 1, Unread("req_1"), None)
    log.setLevel(logging.WARNING)
    line.responded(200, 0.1, 1, Unread("req_1"), None)
