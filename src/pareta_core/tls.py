"""The TLS settings that all clients of this process share: to load the authorities is most of what a client costs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pareta_core.config import environment

if TYPE_CHECKING:
    import ssl


def trusted(library: Any) -> ssl.SSLContext:
    """What the HTTP library would make for each client: its authorities, or those that the environment names."""
    return _trusted(library, environment("SSL_CERT_FILE"), environment("SSL_CERT_DIR"))


@cache
def _trusted(library: Any, *_: str | None) -> ssl.SSLContext:
    context: ssl.SSLContext = library.create_ssl_context()
    return context


@cache
def untrusting() -> ssl.SSLContext:
    """For a client that speaks plain HTTP: it knows no authority, so no https connection would come about."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
