"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a file whole or not at all. A device or a pipe is written to, and a link keeps pointing where it does.

    Args:
        path: The file.
        text: What it is to hold.
        private: Whether only its owner may read it.

    Raises:
        OSError: It cannot be written.
    """
    if is_stream(path):
        path.write_text(text, encoding="utf-8")
        return
    target = path.resolve()
    new = target.with_name(f".{secrets.token_hex(8)}.tmp")
    mode = 0o600 if private else 0o666  # from which the system takes away what the umask says
    try:
        with open(new, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(text)
        new.replace(target)
    except OSError as error:
        error.filename = str(path)  # the name of the new file says nothing to the user
        raise
    finally:
        new.unlink(missing_ok=True)


def is_stream(path: Path) -> bool:
    """Return whether the path is a device or a pipe, which must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()
