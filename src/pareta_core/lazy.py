"""Packages that load their names on first use, and what stands between them and the official distributions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING


def lazy(
    package: str, modules: Mapping[str, str], star_modules: Sequence[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package that loads its names on first use.

    A name that was loaded is stored in the package, so that it is looked up only once.

    Args:
        package: The name of the package.
        modules: The names of the package, each with the module that defines it.
        star_modules: Modules of which the package has all public names, as after `from module import *`.

    Example:
        ```python
        __getattr__, __dir__ = lazy(__name__, {"Client": "package.client"}, ("package.errors",))
        ```
    """

    def find(name: str) -> object:
        if name == "__all__":
            return names()
        own = modules.get(name)
        for candidate in (own,) if own else () if name.startswith("_") else star_modules:
            module = import_module(candidate)
            if name in _public(module):
                value: object = getattr(module, name)
                setattr(sys.modules[package], name, value)
                return value
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:
        found = {name for module in star_modules for name in _public(import_module(module))}
        return sorted({name for name in {*modules, *found} if not name.startswith("_")})

    return find, names


def _public(module: ModuleType) -> Collection[str]:
    public: Collection[str] = getattr(module, "__all__", vars(module))
    return public


def refuse_namesake(package: str, file: str, distribution: str) -> None:
    """Raise `ImportError` if another distribution with the same import name is installed beside this one.

    Both would share one folder and have overwritten each other's files. An error at import is clearer than a failure
    in a mix of both.

    Args:
        package: The import name.
        file: The `__file__` of the package.
        distribution: The name of the other distribution.
    """
    prefix = distribution.replace("-", "_") + "-"
    # Not pathlib: loading it takes longer than the rest of the package's import.
    folder = os.path.dirname(os.path.dirname(os.path.abspath(file)))  # noqa: PTH100, PTH120
    try:
        entries = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return  # imported from an archive, where no other distribution can be installed
    for entry in entries:
        if entry.startswith(prefix) and entry.endswith((".dist-info", ".egg-info")):
            raise ImportError(
                f"pareta-sdk and {distribution} are both installed in this environment and both provide the package "
                f"{package!r}, so their files are mixed. Keep one of them: "
                f"pip uninstall -y {distribution} pareta-sdk, then pip install the one you want."
            )


_IN_PLACE_OF = {
    "with_raw_response": "every result has .response, with the status, the headers and the request id",
    "with_streaming_response": "every result has .response, with the status, the headers and the request id",
    "copy": "use with_options(…)",
    "beta": "the client itself has all methods, and those of the Task API take betas=",
    "close": "use aclose()",
    "aclose": "use close()",
}


class OfficialNames:
    """A class of which programs may expect names of the official clients. Its error says what to use instead."""

    if not TYPE_CHECKING:  # the names are not attributes

        def __getattr__(self, name: str) -> object:
            if name not in _IN_PLACE_OF:
                return object.__getattribute__(
                    self, name
                )  # raises the error of a missing name, or of a property
            message = f"{type(self).__name__!r} object has no attribute {name!r}: {_IN_PLACE_OF[name]}"
            raise AttributeError(message, name=name, obj=self)


class LazyModule:
    """Stands for a module in annotations, and imports it when one of its names is looked up.

    `typing.get_type_hints` then resolves an annotation such as `httpx.Timeout`, which costs nothing before that.

    Args:
        name: The name of the module.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):  # inspection, such as a search for `__wrapped__`
            raise AttributeError(name)
        value: object = getattr(import_module(self._name), name)
        return value

    def __repr__(self) -> str:
        return f"<lazy module {self._name!r}>"
