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
    """
    chosen = os.environ.get("PARETA_DATA_DIR", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    variable, otherwise = (
        ("LOCALAPPDATA", "~/AppData/Local")
        if sys.platform == "win32"
        else ("XDG_DATA_HOME", "~/.local/share")
    )
    return Path(os.environ.get(variable, "").strip() or otherwise).expanduser() / "pareta"


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


def every(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of the folder, the newest first."""
    try:
        paths = [(path.stat().st_mtime, path) for path in folder.glob("*.json")]
    except OSError:
        return
    for _, path in sorted(paths, reverse=True):
        if record := _read(path):
            yield record
