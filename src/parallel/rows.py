"""How the runs of a group are recognized: each row by its content, not by its place. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

if TYPE_CHECKING:
    from pareta_wire import TaskRunInput, TaskSpec

ROW_KEY = "pareta_sdk_row"
"""The metadata key that identifies a run of a group. The API allows names of up to 16 characters."""


def set_row_keys(rows: Iterable[TaskRunInput], call_key: str, default_spec: TaskSpec | None) -> None:
    """Give each row a key in its metadata: of the call, of the row's content, and of its occurrence.

    A repeated call finds the runs of its rows by these keys, also if rows were added, removed or moved.

    Args:
        rows: The rows. Rows with the same content are numbered.
        call_key: The idempotency key of the call.
        default_spec: The task spec of rows without one: it belongs to what they ask for.
    """
    prefix = uuid5(NAMESPACE_OID, call_key).hex
    seen = Counter[str]()
    for row in rows:
        content = _digest(row, default_spec)
        row.metadata = {**(row.metadata or {}), ROW_KEY: f"{prefix}-{content}-{seen[content]}"}
        seen[content] += 1


def row_key(row: TaskRunInput) -> str:
    """Return the key that `set_row_keys` added."""
    return str((row.metadata or {})[ROW_KEY])


def batch_key(rows: Iterable[TaskRunInput]) -> str:
    """Return an idempotency key for a request with these rows: other rows make another request."""
    return str(uuid5(NAMESPACE_OID, "".join(map(row_key, rows))))


def canonical_json(value: object) -> str:
    """Return the JSON text of a value, the same for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _digest(row: TaskRunInput, default_spec: TaskSpec | None) -> str:
    record: dict[str, Any] = row.to_dict()
    labels: dict[str, Any] = dict(record.get("metadata") or {})
    labels.pop(ROW_KEY, None)
    record["metadata"] = labels or None
    if record.get("task_spec") is None and default_spec is not None:
        record["task_spec"] = default_spec.to_dict()
    given = {name: value for name, value in record.items() if value is not None}
    return hashlib.sha256(canonical_json(given).encode()).hexdigest()[:32]
