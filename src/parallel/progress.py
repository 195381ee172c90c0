"""The events of task runs, and the states of groups, in a few words. Pure."""

from __future__ import annotations

from typing import Any

from pareta_core.encoding import as_object


def describe(event: Any) -> str | None:
    """Return the state that an event of a run reports, or None if it reports none.

    Args:
        event: An event of a run, or a group.
    """
    counts = as_object((as_object(event.get("status")) or {}).get("task_run_status_counts"))
    if counts is not None:
        return " · ".join(f"{count} {status}" for status, count in counts.items()) or None
    message, run = event.get("message"), as_object(event.get("run"))
    if isinstance(message, str) and message:
        return message
    if run is not None:
        return str(run.get("status"))
    stats = as_object(event.get("source_stats"))
    if stats is None:
        return None
    seen, read = stats.get("num_sources_considered"), stats.get("num_sources_read")
    meter = event.get("progress_meter")
    words = [
        f"{meter:.0f} %" if isinstance(meter, (int, float)) and 0 <= meter <= 100 else "",  # per cent
        f"{seen} sources considered" if isinstance(seen, int) else "",
        f"{read} read" if isinstance(read, int) else "",
    ]
    return " · ".join(filter(None, words)) or None
