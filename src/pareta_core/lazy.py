"""Packages whose names are loaded when they are first used, and what is said when a namesake is in the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from types import ModuleType


def lazy(
    package: str, homes: Mapping[str, str], whole: Sequence[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's `__getattr__` and `__dir__`.

    A name is looked for in its home module, else in the modules whose public names all belong to the package; it
    is kept in the package once found.
    """

    def find(name: str) -> object:
        if name == "__all__":
            return names()
        home = homes.get(name)
        for place in (home,) if home else () if name.startswith("_") else whole:
            module = import_module(place)
            if name in _public(module):
                value: object = getattr(module, name)
                setattr(sys.modules[package], name, value)
                return value
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:
        found = {name for module in whole for name in _public(import_module(module))}
        return sorted({name for name in {*homes, *found} if not name.startswith("_")})

    return find, names


def _public(module: ModuleType) -> Collection[str]:
    listed: Collection[str] = getattr(module, "__all__", vars(module))
    return listed


def refuse_namesake(package: str, file: str, distribution: str) -> None:
    """Raises `ImportError` if the distribution that owns the same import name is installed in the same place.

    The two would then share one folder, each having overwritten files of the other: better told at import than
    met as an odd failure somewhere inside.
    """
    prefix = distribution.replace("-", "_") + "-"
    # Not pathlib, which costs more to load than all else that an import of the package does.
    place = os.path.dirname(os.path.dirname(os.path.abspath(file)))  # noqa: PTH100, PTH120
    try:
        entries = os.listdir(place)  # noqa: PTH208
    except OSError:
        return  # imported from an archive, where nothing is installed side by side
    for entry in entries:
        if entry.startswith(prefix) and entry.endswith((".dist-info", ".egg-info")):
            raise ImportError(
                f"pareta-sdk and {distribution} are both installed here, and both are imported as {package!r}: "
                "their files are mixed. Keep one of them in this environment: "
                f"pip uninstall -y {distribution} pareta-sdk, then pip install the one you want."
            )
