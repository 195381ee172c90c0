"""Log redaction: which messages of hpack are replaced, and that other loggers keep theirs."""

from __future__ import annotations

import logging

import pytest

from pareta_core.log_redaction import redact_keys_in_logs

CANARY = "pareta_sk_canary"
HPACK = ("hpack.hpack", "hpack.table")


@pytest.fixture
def logs(caplog):
    """Yield the captured logs, with the filters as they were before the test restored after it."""
    loggers = [logging.getLogger(name) for name in (*HPACK, "other")]
    before = [list(logger.filters) for logger in loggers]
    caplog.set_level(logging.DEBUG)
    yield caplog
    for logger, filters in zip(loggers, before, strict=True):
        logger.filters[:] = filters


@pytest.mark.parametrize("name", HPACK)
@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Encoded %r", (("authorization", f"Bearer {CANARY}"),)),
        ("Adding %s to the header table", (f"(b'x-api-key', b'{CANARY}')",)),
        (f"X-API-Key: {CANARY}", ()),
        ("%s: %s", ("Authorization", CANARY)),
    ],
)
def test_a_message_with_a_header_that_holds_a_key_is_replaced(logs, name, message, arguments):
    redact_keys_in_logs()
    logging.getLogger(name).debug(message, *arguments)
    assert logs.messages == ["a header with an API key (redacted)"]
    assert CANARY not in logs.text


@pytest.mark.parametrize("name", HPACK)
def test_a_message_about_another_header_is_kept(logs, name):
    redact_keys_in_logs()
    logging.getLogger(name).debug("Encoded %r", ("accept", "*/*"))
    assert logs.messages == ["Encoded ('accept', '*/*')"]


def test_other_loggers_are_left_alone(logs):
    redact_keys_in_logs()
    logging.getLogger("other").debug("authorization")
    assert logs.messages == ["authorization"]


def test_calling_it_again_adds_no_second_filter(logs):
    redact_keys_in_logs()
    before = [list(logging.getLogger(name).filters) for name in HPACK]
    redact_keys_in_logs()
    assert [logging.getLogger(name).filters for name in HPACK] == before
