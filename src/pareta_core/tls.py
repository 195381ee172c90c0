"""The TLS contexts that all clients of this process share. Loading the certificate authorities takes the most time."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pareta_core.config import environment

if TYPE_CHECKING:
    import ssl


def trusted(library: Any) -> ssl.SSLContext:
    """Return a context that trusts the authorities of the HTTP library, or those that the environment names.

    Args:
        library: The HTTP library, whose `create_ssl_context` makes it.
    """
    file = environment("SSL_CERT_FILE")
    named = file, environment("SSL_CERT_DIR"), environment("SSLKEYLOGFILE")
    return _trusted(library, *named, None if file is None else _state_of(file))


# (A process changes its environment rarely.)
@lru_cache(maxsize=4)
def _trusted(library: Any, *_: object) -> ssl.SSLContext:
    context: ssl.SSLContext = library.create_ssl_context()
    return context


def _state_of(path: str) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced. Authorities are renewed in place."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@cache
def untrusting() -> ssl.SSLContext:
    """Return a context that trusts nobody, for plain HTTP."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
