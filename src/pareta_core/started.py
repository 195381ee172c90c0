"""Work that a call has started, for the exceptions that leave the call. Pure.

The service bills started work whether or not its caller waits. So whatever ends a wait gets a note with the id of the
work and the call that continues the wait: an error of the SDK, Ctrl-C, a cancellation, an exception of a callback.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from pareta_core.arguments import is_valid_id
from pareta_core.encoding import as_object
from pareta_core.errors import SDKError

T = TypeVar("T")


class Started:
    """The work that one call starts. Its id is unknown until the service responds."""

    def __init__(self, note: str, field: str = "id", *, envelope: str | None = None) -> None:
        """Create the record of work that is not started yet.

        Args:
            note: What to say about started work, with `{id}` where its id goes.
            field: The field of the response that has the id.
            envelope: The field of the response that has the record with the id, if it is not the response itself.
        """
        self._note = note
        self._field = field
        self._envelope = envelope
        self._response: object = None
        self._id: str | None = None

    @property
    def id(self) -> str | None:
        """The id of the work, or None if the service has not responded with a valid one."""
        found = self._id or (self._record() or {}).get(self._field)
        return found if is_valid_id(found) else None

    def _record(self) -> dict[str, Any] | None:
        response = as_object(self._response)
        if response is None or self._envelope is None:
            return response
        return as_object(response.get(self._envelope))

    def begin(self, id: str) -> None:
        """Record that the work was started, or may have been.

        Args:
            id: The id of the work.
        """
        self._id = id

    def decoder(self, decode: Callable[[object], T]) -> Callable[[object], T]:
        """Return a decoder that records the response before it decodes it, so that no interruption loses the id.

        Args:
            decode: Decodes the JSON of the response.
        """

        def record(data: object) -> T:
            self._response = data
            return decode(data)

        return record

    def add_note(self, error: BaseException) -> None:
        """Add the note to an exception that leaves the call, if the work was started.

        Args:
            error: Any exception.
        """
        if self.id is not None:
            add_note(error, self._note.replace("{id}", self.id))


class WaitNote:
    """A context in which whatever ends a wait gets a note with its id, but for an error of the wait, which has it.

    Example:
        ```python
        with WaitNote("evals.runs.wait('er_1') waits for the run."):
            ...
        ```
    """

    __slots__ = ("_note",)

    def __init__(self, note: str) -> None:
        """Create the context.

        Args:
            note: A sentence.
        """
        self._note = note

    def __enter__(self) -> None:
        """Begin the wait."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Add the note to the exception that ends the wait, if any does."""
        if error is not None and (not isinstance(error, SDKError) or error.from_callback):
            add_note(error, self._note)


def replace_note(error: BaseException, marker: str, note: str) -> None:
    """Add a note to an exception in place of those with a marker: a note about one request of the call misleads.

    Args:
        error: Any exception.
        marker: What the notes to be replaced contain.
        note: A sentence or more.
    """
    _set_notes(error, [*(each for each in _notes(error) if marker not in each), note])


def add_note(error: BaseException, note: str) -> None:
    """Add a note to an exception, unless it has it already.

    Args:
        error: Any exception.
        note: A sentence.
    """
    notes = _notes(error)
    if note not in notes:
        _set_notes(error, [*notes, note])


def replace_key(error: BaseException, sent: str, key: str) -> None:
    """Put the idempotency key of a call in place of the key of one of its requests, in the message and the notes.

    Args:
        error: Any exception.
        sent: The key that was sent.
        key: The key with which the caller repeats the call.
    """
    if isinstance(error, SDKError):
        error.set_idempotency_key(key)
    if notes := _notes(error):
        _set_notes(error, [note.replace(sent, key) for note in notes])


def _notes(error: BaseException) -> list[str]:
    notes: object = getattr(error, "__notes__", None)
    return cast("list[str]", notes) if isinstance(notes, list) else []


def _set_notes(error: BaseException, notes: list[str]) -> None:
    # Not `error.add_note()`: it fails for exceptions that refuse attributes, such as frozen dataclasses.
    error.__dict__["__notes__"] = notes
