"""Two tasks or threads that read one iterator at the same time would take the bytes of one event from each other. Pure.

An iterator has a lock, which its `__next__` takes without waiting. (A context manager would slow down every event.)
"""

from __future__ import annotations


def second_reader(iterator: object) -> RuntimeError:
    """Return the error for a task or thread that begins to read an iterator which another one is reading.

    Args:
        iterator: What is read.
    """
    return RuntimeError(f"{iterator!r} is being read already: one task or thread at a time can read it")
