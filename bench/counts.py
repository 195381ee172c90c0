"""The instructions that `python -m bench.instructions --write` counted last, and their table."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bench.figures import FIGURES, Figure
from bench.peers import BY_ID, EARLIER, PEERS, TABLES, Peer

RECORD = Path(__file__).resolve().parent / "counted.json"
# counted case → peer → instructions
Counts = dict[str, dict[str, float]]


@cache
def known() -> Counts:
    """Return all that was counted."""
    found: Counts = json.loads(RECORD.read_text(encoding="utf-8"))["counts"] if RECORD.exists() else {}
    return found


def of(figure: Figure) -> dict[str, float]:
    """Return the instructions of a figure's case, by peer; nothing where they are not counted."""
    return known().get(figure.counted, {})


def rows(titles: dict[str, str]) -> list[list[str]]:
    """Return the table: a head, and a row for each case and API.

    Args:
        titles: The cases' titles, in their order.
    """
    goals = {figure.counted: figure.earlier for figure in FIGURES}
    head = [
        "case",
        "API",
        "bare httpx",
        EARLIER,
        "ours",
        f"ours / {EARLIER}",
        "goal",
        "+ msgspec",
        "nearest SDK",
    ]
    return [head] + [
        _row(title, peer, known()[case], goals[case] or 0)
        for case, title in titles.items()
        for peer in PEERS
        if peer.ours and not peer.cases and peer.id in known().get(case, {})
    ]


def _row(title: str, peer: Peer, found: dict[str, float], goal: float) -> list[str]:
    base = found[peer.baseline]
    change = found[peer.id] / found[peer.earlier]
    others = [BY_ID[name] for name in found if BY_ID[name].rival and BY_ID[name].baseline == peer.baseline]
    nearest = min(others, key=lambda other: found[other.id], default=None)
    return [
        title,
        TABLES[peer.baseline],
        f"{base:,.0f}",
        f"{found[peer.earlier] / base:.2f}",
        f"{found[peer.id] / base:.2f}",
        f"{change:.2f} {'✓' if round(change, 2) <= goal else '✗'}",
        f"≤ {goal:.2f}",
        f"{found[f'{peer.id}-fast'] / base:.2f}" if f"{peer.id}-fast" in found else "–",
        f"{found[nearest.id] / base:.2f} ({nearest.title})" if nearest else "–",
    ]
