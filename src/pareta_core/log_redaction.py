"""Keeps keys out of the logs of hpack, which a user's HTTP/2 client brings and which logs each header as it is."""

from __future__ import annotations

import logging

from pareta_wire.apis import PARALLEL, PARETA

_LOGGERS = ("hpack.hpack", "hpack.table")
_KEY_HEADERS = tuple(api.key_header.lower() for api in (PARALLEL, PARETA))


def redact_keys_in_logs() -> None:
    """Puts a filter before those loggers. May be called again."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if _hide not in logger.filters:
            logger.addFilter(_hide)


def _hide(record: logging.LogRecord) -> bool:
    if any(header in record.getMessage().lower() for header in _KEY_HEADERS):
        record.msg, record.args = "a header that holds a key", ()
    return True
