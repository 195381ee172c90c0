"""The TLS settings that all clients of this process share: to load the authorities is most of what a client costs."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pareta_core.config import environment

if TYPE_CHECKING:
    import ssl


def trusted(library: Any) -> ssl.SSLContext:
    """What the HTTP library would make for each client: its authorities, or those that the environment names."""
    file = environment("SSL_CERT_FILE")
    named = file, environment("SSL_CERT_DIR"), environment("SSLKEYLOGFILE")
    return _trusted(library, *named, None if file is None else _state_of(file))


# (A process has one environment, and now and then another one.)
@lru_cache(maxsize=4)
def _trusted(library: Any, *_: object) -> ssl.SSLContext:
    context: ssl.SSLContext = library.create_ssl_context()
    return context


def _state_of(path: str) -> tuple[int, int, int] | None:
    """What tells whether a file is still the same: authorities are renewed where they are."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@cache
def untrusting() -> ssl.SSLContext:
    """For a client that speaks plain HTTP: it knows no authority, so no https connection would come about."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
