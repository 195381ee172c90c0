"""Reads, compares and replaces the files of a generated package."""

from __future__ import annotations

import shutil
from pathlib import Path


def read(package: Path) -> dict[str, bytes]:
    """Return the files of a package by their paths. Caches are left out."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(wanted: dict[str, bytes], found: dict[str, bytes]) -> list[str]:
    """Return a line for each file that differs, is missing or would not be generated."""
    lines: list[str] = []
    for path in sorted({*wanted, *found}):
        if path not in found:
            lines.append(f"{path} is missing")
        elif path not in wanted:
            lines.append(f"{path} is not generated")
        elif wanted[path] != found[path]:
            lines.append(f"{path} differs")
    return lines


def write(files: dict[str, bytes], package: Path) -> None:
    """Replace the files of a package atomically, leave unchanged ones alone, and remove all others."""
    found = read(package) if package.exists() else {}
    for path, content in files.items():
        if found.get(path) == content:
            continue
        target = package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.new")
        aside.write_bytes(content)
        aside.replace(target)
    for path in found.keys() - files.keys():
        (package / path).unlink()
    for folder in sorted((one for one in package.rglob("*") if one.is_dir()), reverse=True):
        if "__pycache__" not in folder.parts and not read(folder):
            shutil.rmtree(folder)
