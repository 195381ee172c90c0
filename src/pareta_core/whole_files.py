"""Files that are replaced only once the new one is complete."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_UNFINISHED = ".unfinished"
_NAME_CHARACTERS = 40  # of the name of the new file: the whole of a long one would leave no room for the rest


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Yield the path of a new file, which replaces another once it is complete and on the disk.

    A link keeps pointing where it does. A device or a pipe cannot be replaced, and is written to as it is.

    Raises:
        OSError: The file cannot be written or replaced. Another one of its name is as before.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        yield target
        return
    new = target.with_name(f".{target.name[:_NAME_CHARACTERS]}.{secrets.token_hex(8)}{_UNFINISHED}")
    try:
        yield new
        with new.open("r+b") as file:
            os.fsync(file.fileno())
        new.replace(target)
    except OSError as error:
        if error.filename == str(new):  # a name that the caller has never heard of
            error.filename = str(path)
        raise
    finally:
        new.unlink(missing_ok=True)


def remove_unfinished(path: Path) -> None:
    """Remove the new files that killed processes have left, in the folder of a file.

    Args:
        path: The file, or what the names of several files begin with.
    """
    if path.is_file() or not path.exists():
        for each in path.parent.iterdir():
            if each.name.startswith(f".{path.name[:_NAME_CHARACTERS]}") and each.name.endswith(_UNFINISHED):
                each.unlink()
