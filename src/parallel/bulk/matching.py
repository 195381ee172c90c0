"""Recognizes the rows of a source that a journal has: by content, each as often as it occurs. No network."""

from __future__ import annotations

from collections.abc import Sequence

from parallel.bulk.journal import Journal


class RowMatcher:
    """The rows of one pass over a source.

    While the source has the rows of the journal in their order, the two are compared side by side. From the first
    difference on, rows are looked up.

    Args:
        journal: The journal.
        unique: Whether equal rows are one row.
        name: The name of the pass. Two at a time have different ones.
    """

    def __init__(self, journal: Journal, *, unique: bool, name: str) -> None:
        self._journal = journal
        self._name = name
        self._unique = unique
        self._last = journal.last_row()
        self._next = self._last + 1
        # The last row of the journal that the source had in order, and whether rows are looked up instead.
        self._matched = 0
        self._looks_up = False

    def match(self, digests: Sequence[bytes]) -> tuple[list[int], int]:
        """Return the id of each row, and the first id that is new: the journal must get these rows.

        Args:
            digests: The digests of rows, in order.
        """
        first_new = self._next
        ids = [] if self._unique else self._side_by_side(digests)
        if len(ids) < len(digests):
            rest = digests[len(ids) :]
            if self._looks_up or self._unique or self._matched < self._last:
                ids += self._look_up(rest)
            else:
                ids += range(self._next, self._next + len(rest))
        self._next = max(self._next, max(ids) + 1)
        return ids, first_new

    def _side_by_side(self, digests: Sequence[bytes]) -> list[int]:
        """Return the ids of those rows that follow each other in the journal as they do here."""
        ids: list[int] = []
        if self._looks_up or self._matched == self._last:
            return ids
        known = self._journal.digests(self._matched, len(digests))
        for (row, digest), wanted in zip(known, digests, strict=False):
            if digest != wanted:
                break
            ids.append(row)
            self._matched = row
        return ids

    def _look_up(self, digests: Sequence[bytes]) -> list[int]:
        if not self._looks_up:
            self._looks_up = True
            self._journal.index_digests(self._name, self._matched)
        return self._journal.match(self._name, digests, self._next, unique=self._unique)
