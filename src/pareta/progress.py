"""The events of deploys, endpoints and eval runs in a few words. Pure."""

from __future__ import annotations

from typing import Any

from pareta.comparison import dollars_text
from pareta_core.encoding import as_array, as_object
from pareta_wire.model import NamedEvent


def describe(event: Any) -> str | None:
    """Return the state that an event of a wait reports, or None if it reports none.

    Args:
        event: An eval run, an endpoint, or an event of a deploy.
    """
    if isinstance(event, NamedEvent):
        data = as_object(event["data"]) or {}
        words: list[Any] = [data.get("label") or data.get("stage"), data.get("status"), data.get("message")]
        share = data.get("pct")
        if isinstance(share, (int, float)) and 0 <= share <= 100:  # per cent
            words.append(f"{share:.0f} %")
        return " · ".join(each for each in words if isinstance(each, str) and each) or str(event.event)
    words = [str(event.status or "waiting")]
    results, candidates = as_array(event.get("results")) or [], as_array(event.get("candidate_model_ids"))
    if candidates:
        words.append(f"{len(results)} of {len(candidates)} models")
    cost = event.get("total_cost_micro_usd")
    if isinstance(cost, int) and 0 < cost < 10**15:  # what a text can hold
        words.append(dollars_text(cost / 1e6))
    return " · ".join(words)
