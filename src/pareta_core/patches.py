"""Whether another library, for tests or for tracing, has patched classes of the HTTP library. Knows none of them."""

from __future__ import annotations

from operator import is_not
from types import FunctionType


class PatchDetector:
    """Find out whether a class has methods that its package did not define.

    Libraries such as respx, pytest-httpx, vcrpy, OpenTelemetry and Sentry replace methods of httpx or httpcore, at any
    time. So the check runs before each request, and looks closely only when a class has changed.
    """

    def __init__(self, *classes: type) -> None:
        self._classes = classes
        self._seen: list[object] = []
        self._patched = False

    def __call__(self) -> bool:
        """Return whether a method of these classes has been replaced."""
        members = [member for cls in self._classes for member in vars(cls).values()]
        # (By identity: a proxy of wrapt equals what it wraps.)
        if len(members) != len(self._seen) or any(map(is_not, members, self._seen)):
            # (In this order, so that no other thread finds the members of now beside the finding of before.)
            self._patched = any(
                _is_foreign(member, cls.__module__.partition(".")[0])
                for cls in self._classes
                for member in vars(cls).values()
            )
            self._seen = members
        return self._patched


def _is_foreign(member: object, package: str) -> bool:
    function = getattr(member, "fget", None) or getattr(member, "__func__", None) or member
    # (A proxy of wrapt passes for an instance of what it wraps, and functools.wraps copies `__module__`.)
    if type(function) is FunctionType:
        home = str(function.__globals__.get("__name__")).partition(".")[0]
        return home not in (package, "contextlib")  # (whose decorators the packages themselves use)
    return callable(function)
