"""What a journal keeps: how far its parts have come, what became of its rows, and its records. Pure."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class State(IntEnum):
    """How far a part has come: the last step that is known to be done."""

    PLANNED = 1
    """The rows are in the journal."""
    GROUPED = 2
    """The group exists, and its id is in the journal."""
    SENT = 3
    """The rows are about to be sent, or were sent, and the response is unknown."""
    ACCEPTED = 4
    """The id of each run is in the journal."""
    DONE = 5
    """Every row has its result."""


class Status(IntEnum):
    """What became of a row. A row without one is not finished."""

    COMPLETED = 1
    """Its run completed, and the output fits. The data is the content of the output."""
    FAILED = 2
    """Its run failed or was cancelled. The data is the run."""
    MISMATCH = 3
    """Its run completed, but the output does not fit the output type. The data is the content of the output."""
    INVALID = 4
    """It was not sent, or was refused. The data is the reason."""


class NewRow(NamedTuple):
    """A row for the journal."""

    id: int
    digest: bytes
    input: str
    problem: str | None
    """Why it cannot be sent, if it cannot."""


class PartRecord(NamedTuple):
    """A part as the journal has it."""

    id: int
    state: State
    group_id: str | None
    sent_at: float | None
    rows: int
    """How many rows it has."""


class PartRow(NamedTuple):
    """A row of a part that waits for something."""

    id: int
    attempt: int
    input: str
    run_id: str | None


class Result(NamedTuple):
    """What became of a row, for the journal."""

    row: int
    status: Status
    data: str
    """The content of an output, the run that failed, or the reason why there is none."""
    event: str | None = None
    """What the service says of a run that has an output, as it was received."""


class RowRecord(NamedTuple):
    """A row with all that is known of it."""

    id: int
    input: str
    part: int | None
    run_id: str | None
    status: int | None
    data: str | None
    event: str | None
