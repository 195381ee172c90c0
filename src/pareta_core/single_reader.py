"""Keep two tasks or threads from reading one iterator at the same time. Pure."""

from __future__ import annotations

from threading import Lock


class SingleReader:
    """The right to read an iterator, which one task or thread has at a time.

    Two readers of a stream would take the bytes of one event from each other.

    Example:
        ```python
        self._reader.begin(self)
        try:
            return self._next()
        finally:
            self._reader.end()
        ```
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        """Create the right. Nobody has it yet."""
        self._lock = Lock()

    def begin(self, iterator: object) -> None:
        """Take the right to read.

        Args:
            iterator: What is read, for the message.

        Raises:
            RuntimeError: Another task or thread has it.
        """
        if not self._lock.acquire(blocking=False):
            raise RuntimeError(
                f"{iterator!r} is being read already: one task or thread at a time can read it"
            )

    def end(self) -> None:
        """Give the right back."""
        self._lock.release()
