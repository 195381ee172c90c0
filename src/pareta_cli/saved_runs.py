"""The runs that this computer has started, each in a file of its own, which only its owner can read."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pareta_cli.safe_text import json_text, redact
from pareta_cli.whole_files import write_text

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")
_MAX_NAME = 150


def data_folder() -> Path:
    """Return the folder for the data of this program.

    It is `$PARETA_DATA_DIR`, or the place where the system wants such data: `$XDG_DATA_HOME/pareta`, which is
    `~/.local/share/pareta` if the variable is not set, or `%LOCALAPPDATA%\\pareta` on Windows.

    Raises:
        OSError: It is below the home directory, and there is none, as in a container for a user that it does not know.
    """
    chosen = os.environ.get("PARETA_DATA_DIR", "").strip()
    if chosen:
        return _expanded(chosen)
    variable, otherwise = (
        ("LOCALAPPDATA", "~/AppData/Local")
        if sys.platform == "win32"
        else ("XDG_DATA_HOME", "~/.local/share")
    )
    return _expanded(os.environ.get(variable, "").strip() or otherwise) / "pareta"


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise OSError(f"there is no home directory for {path}: set PARETA_DATA_DIR") from error


def runs_folder(*, sandbox: bool) -> Path:
    """Return the folder of the runs. Those of a sandbox have one of their own, as their ids repeat."""
    return data_folder() / ("sandbox-runs" if sandbox else "runs")


def file_name(run_id: str) -> str:
    """Return the name of a run's file. A character that a server could use to leave the folder becomes its code."""
    safe = _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02x}", run_id)
    return f"{safe[:_MAX_NAME]}.json"


def save(folder: Path, run_id: str, record: dict[str, Any], secrets: tuple[str, ...] = ()) -> Path:
    """Write the record of a run, in place of an earlier one, for its owner alone.

    Args:
        folder: The folder; it is created, for its owner alone.
        run_id: The id of the run.
        record: What to keep, as plain JSON.
        secrets: Texts that are not written.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / file_name(run_id)
    write_text(path, redact(json_text(record), secrets) + "\n", private=True)
    return path


def load(folder: Path, run_id: str) -> dict[str, Any] | None:
    """Return the record of a run, or None if there is none that can be read."""
    return _read(folder / file_name(run_id))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it was removed meanwhile
        return 0.0


def every(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of the folder, the newest first.

    Raises:
        OSError: The folder is there, but cannot be read.
    """
    try:
        paths = [path for path in folder.iterdir() if path.suffix == ".json"]
    except FileNotFoundError:
        return
    for path in sorted(paths, key=_changed, reverse=True):
        if record := _read(path):
            yield record
