"""The errors of bulk jobs. Pure."""

from __future__ import annotations

from parallel.errors import ParallelError


class BulkError(ParallelError):
    """A bulk job cannot continue. What it has accepted and collected is in its journal."""


class JournalError(BulkError):
    """The journal of a bulk job cannot be used: it is locked, damaged, or of another job or version."""


class CostLimitError(BulkError):
    """The next rows would cost more than `max_cost` allows. They were not sent, and nothing was marked."""


class RowError(BulkError):
    """A row was not sent, or the service refused it. It was not billed; the message says why."""
