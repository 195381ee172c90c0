"""Keep API keys out of the logs of hpack, the HTTP/2 header library of a user's own HTTP client.

hpack logs the name and the value of every header at the level DEBUG.
"""

from __future__ import annotations

import logging

from pareta_wire.apis import PARALLEL, PARETA

_LOGGERS = ("hpack.hpack", "hpack.table")
_KEY_HEADERS = tuple(api.key_header.lower() for api in (PARALLEL, PARETA))


def redact_keys_in_logs() -> None:
    """Add a filter to the loggers of hpack that replaces a message with an API key. Calling it again has no effect."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_redact_record)


def _redact_record(record: logging.LogRecord) -> bool:
    if any(header in record.getMessage().lower() for header in _KEY_HEADERS):
        record.msg, record.args = "a header with an API key (redacted)", ()
    return True
