"""The loggers `pareta` and `parallel`, and the environment variables that set their levels."""

from __future__ import annotations

import logging
import sys
import warnings
from functools import cache

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LEVELS = ("debug", "info", "warning", "error", "critical")


@cache
def logger(name: str, variable: str | None = None) -> logging.Logger:
    """Return the logger of an API.

    Args:
        name: The name of the API and of the logger: `pareta` or `parallel`.
        variable: The value of `PARETA_LOG` or `PARALLEL_LOG`, such as `debug`: the level of the logger. Its lines go to
            stderr where the program has configured no handler. None if the variable is not set.
    """
    found = logging.getLogger(name)
    if variable is None:
        return found
    level = variable.strip().lower()
    if level in _LEVELS:
        logging.basicConfig(format=_FORMAT, stream=sys.stderr)
        found.setLevel(level.upper())
    else:
        warnings.warn(
            f"{name.upper()}_LOG has an unknown level, {variable!r}: use one of {', '.join(_LEVELS)}",
            stacklevel=2,
        )
    return found
