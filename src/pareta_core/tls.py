"""The TLS contexts that all clients of this process share. Loading the certificate authorities takes the most time."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pareta_core.config import environment

if TYPE_CHECKING:
    import ssl


class TLSVariableError(ValueError):
    """A variable of the environment names certificates that cannot be read. The message names it and the path."""


def trusted(library: Any) -> ssl.SSLContext:
    """Return a context that trusts the authorities of the HTTP library, or those that the environment names.

    Args:
        library: The HTTP library, whose `create_ssl_context` makes it.

    Raises:
        TLSVariableError: A file or folder that the environment names cannot be used.
    """
    file, folder = environment("SSL_CERT_FILE"), environment("SSL_CERT_DIR")
    key_log = environment("SSLKEYLOGFILE")
    if file is None and folder is not None and not Path(folder).is_dir():
        raise TLSVariableError(f"SSL_CERT_DIR is {folder!r}, which is not a folder")
    if file is not None and not (Path(file).is_file() and os.access(file, os.R_OK)):
        raise TLSVariableError(f"SSL_CERT_FILE is {file!r}, which is not a file that can be read")
    try:
        return _trusted(library, file, folder, key_log, None if file is None else _state_of(file))
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        names = {"SSL_CERT_FILE": file, "SSL_CERT_DIR": folder, "SSLKEYLOGFILE": key_log}
        named = " and ".join(f"{name} is {path!r}" for name, path in names.items() if path is not None)
        if not named:
            raise
        raise TLSVariableError(f"{named}, and TLS cannot be set up: {error}") from error


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
