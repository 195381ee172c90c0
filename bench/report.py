"""Turn measured numbers into ratios, tables, bench/README.md, bench/results.json and the plots.

python -m bench.report      writes the tables and plots again from results.json
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bench import counts, svg
from bench.figures import FIGURES, UNITS, Figure
from bench.peers import BY_ID, EARLIER, EARLIER_IDS, PEERS, TABLES, Peer

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"
RESULTS = HERE / "results.json"
RECORDED = HERE / "earlier.json"
PLOTS = HERE / "plots"
BENCH, INSTRUCTIONS = "written by make bench", "counted by bench.instructions"  # the two parts of README.md

# peer → case → the numbers of each round
Measured = dict[str, dict[str, list[dict[str, float]]]]


@cache
def recorded() -> Measured:
    """Return what was measured of this SDK at `EARLIER` and of bare httpx beside it, in the last run that did so."""
    if not RECORDED.exists():
        return {}
    found: Measured = json.loads(RECORDED.read_text(encoding="utf-8"))["measured"]
    return found


def with_earlier(measured: Measured, peer: Peer) -> Measured:
    """Return the measurements in which to look for a peer: an earlier commit may be known from a record only."""
    return recorded() if peer.id in EARLIER_IDS and not measured.get(peer.id) else measured


def numbers(measured: Measured, peer: Peer, figure: Figure) -> list[float]:
    """Return a figure's values, one for each round, in seconds, bytes or a count."""
    rounds = with_earlier(measured, peer).get(peer.id, {}).get(figure.case, [])
    return [each[figure.number] for each in rounds if figure.number in each]


def _cost(own: list[float], base: list[float]) -> float | None:
    """Return the median of the rounds' ratios: what disturbs a round disturbs both."""
    ratios = [a / b for a, b in zip(own, base, strict=False) if a > 0 and b > 0]
    return median(ratios) if ratios else None


def cost(measured: Measured, peer: Peer, figure: Figure) -> float | None:
    """Return the cost as a ratio to bare httpx, where less is better."""
    found = with_earlier(measured, peer)
    return _cost(numbers(found, peer, figure), numbers(found, BY_ID[peer.baseline], figure))


def ratio(measured: Measured, peer: Peer, figure: Figure) -> float | None:
    """Return the ratio to bare httpx as the table shows it: of speeds, where the figure is one."""
    found = cost(measured, peer, figure)
    return 1 / found if found and figure.speed else found


def to_earlier(measured: Measured, peer: Peer, figure: Figure) -> float | None:
    """Return the cost as a ratio to that of this SDK at `EARLIER`: in instructions, where they were counted."""
    if not peer.earlier:
        return None
    found = counts.of(figure)
    if peer.id in found and peer.earlier in found:
        return found[peer.id] / found[peer.earlier]
    before = BY_ID[peer.earlier]
    if measured.get(before.id):  # in the same rounds
        return _cost(numbers(measured, peer, figure), numbers(measured, before, figure))
    own, base = cost(measured, peer, figure), cost(measured, before, figure)
    return own / base if own and base else None


def rivals(measured: Measured, peer: Peer, figure: Figure) -> tuple[float | None, dict[str, float]]:
    """Return the costs beside bare httpx: a peer's own, and by title those of the other SDKs that do the same.

    They are instructions, where those were counted, and times elsewhere.
    """
    instructions = counts.of(figure)

    def value(one: Peer) -> float | None:
        if peer.id not in instructions:
            return cost(measured, one, figure)
        return instructions[one.id] / instructions[one.baseline] if one.id in instructions else None

    found = {other.title: value(other) for other in PEERS if other.rival and other.baseline == peer.baseline}
    return value(peer), {title: each for title, each in found.items() if each is not None}


def shown(value: float | None, unit: str) -> str:
    """Return a value in its unit, in three digits."""
    if value is None:
        return "–"
    scaled = value * UNITS[unit]
    digits = 0 if abs(scaled) >= 99.5 or unit == "" else 1 if abs(scaled) >= 9.95 else 2
    return f"{scaled:,.{digits}f}{' ' + unit if unit else ''}"


def shortfalls(measured: Measured, peer: Peer, figure: Figure) -> list[str] | None:
    """Return the goals that are not reached, in words; None where there is no goal or nothing was measured."""
    own = numbers(measured, peer, figure)
    judged = False
    found: list[str] = []
    if own and figure.absolute is not None:
        judged = True
        if median(own) * UNITS[figure.unit] > figure.absolute:
            found.append(
                f"{shown(median(own), figure.unit)}, goal ≤ {figure.absolute:g} {figure.unit}".rstrip()
            )
    value = ratio(measured, peer, figure)
    if value is not None and figure.goal is not None:
        judged = True
        missed = round(value, 2) < figure.goal if figure.speed else round(value, 2) > figure.goal
        if missed:
            found.append(f"{value:.2f} of bare httpx, goal {'≥' if figure.speed else '≤'} {figure.goal:g}")
    change = to_earlier(measured, peer, figure)
    if change is not None and figure.earlier is not None:
        judged = True
        if round(change, 2) > figure.earlier:
            found.append(f"costs {change:.2f} of {EARLIER}, goal ≤ {figure.earlier:.2f}")
    own_cost, others = rivals(measured, peer, figure)
    if figure.ahead and own_cost is not None and others:
        judged = True
        faster = [f"{title} {_as_shown(each, figure)}" for title, each in others.items() if each <= own_cost]
        if faster:
            found.append(f"{_as_shown(own_cost, figure)}, not ahead of {', '.join(faster)}")
    return found if judged else None


def _as_shown(found: float, figure: Figure) -> str:
    return f"{1 / found if figure.speed else found:.2f}"


def reached(measured: Measured, peer: Peer, figure: Figure) -> bool | None:
    """Tell whether every goal of a figure is reached; None where there is none, or nothing was measured."""
    found = shortfalls(measured, peer, figure)
    return None if found is None else not found


def goal(figure: Figure) -> str:
    """Return the goals of a figure, in words."""
    goals: list[str] = []
    if figure.absolute is not None:
        goals.append(f"≤ {figure.absolute:g} {figure.unit}".rstrip())
    if figure.goal is not None:
        goals.append(f"{'≥' if figure.speed else '≤'} {figure.goal:g}")
    if figure.ahead:
        goals.append("ahead of SDKs")
    if figure.earlier is not None:
        goals.append(f"≤ {figure.earlier:.2f} × {EARLIER}")
    return ", ".join(goals)


def missed(measured: Measured) -> list[tuple[Figure, Peer]]:
    """Return the figures with a goal that is not reached, each with the peer that does not reach it."""
    return [
        (figure, peer)
        for figure in FIGURES
        for peer in PEERS
        if peer.ours and reached(measured, peer, figure) is False
    ]


def cell(measured: Measured, peer: Peer, figure: Figure) -> str:
    """Return one SDK's part of a row: the ratio, or the value where the goal is one; ours with a mark."""
    own = numbers(measured, peer, figure)
    if not own:
        return "–"
    value = ratio(measured, peer, figure)
    text = shown(median(own), figure.unit) if value is None or figure.absolute is not None else f"{value:.2f}"
    mark = {True: " ✓", False: " ✗", None: ""}[reached(measured, peer, figure) if peer.ours else None]
    return text + mark


def rows(measured: Measured, peers: list[Peer], baseline: str) -> list[list[str]]:
    """Return the table of those that are compared to `baseline`: a head, and a row for each figure measured."""
    compared = [peer for peer in peers if peer.baseline == baseline and peer.id != baseline]
    table = [["figure", "goal", *(peer.title for peer in compared), BY_ID[baseline].title]]
    for figure in FIGURES:
        if not any(numbers(measured, peer, figure) for peer in compared if peer.ours):
            continue
        base = numbers(measured, BY_ID[baseline], figure)
        cells = [cell(measured, peer, figure) for peer in compared]
        wrapped = _wrapped(measured, compared, figure)
        table.append(
            [figure.title, goal(figure) + wrapped, *cells, shown(median(base), figure.unit) if base else "–"]
        )
    return table


def _wrapped(measured: Measured, peers: list[Peer], figure: Figure) -> str:
    """Return how near to bare httpx the SDKs come that wrap dicts, where the figure's goal says so."""
    values = [cost(measured, peer, figure) for peer in peers if peer.wraps_dicts]
    known = [value for value in values if value is not None]
    return f" (SDKs that wrap dicts: {min(known):.2f})" if figure.dicts and known else ""


def ratios(measured: Measured, peers: list[Peer]) -> str:
    """Return the tables for a terminal."""
    return "\n\n".join(
        f"{title}\n{_aligned(rows(measured, peers, baseline))}" for baseline, title in TABLES.items()
    )


def _aligned(table: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    )


def markdown(table: list[list[str]]) -> str:
    """Return the table for a document."""
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([lines[0], "|---|" + "---:|" * (len(table[0]) - 1), *lines[1:]])


def details(measured: Measured) -> str:
    """Return the medians and minima of everything."""
    table = [["figure", "SDK", "median", "least", "rounds"]]
    for figure in FIGURES:
        for peer in PEERS:
            own = numbers(measured, peer, figure)
            if own:
                title = f"{peer.title} ({TABLES[peer.baseline]})"
                values = [shown(median(own), figure.unit), shown(min(own), figure.unit), str(len(own))]
                table.append([figure.title, title, *values])
    return markdown(table)


def obstacles(measured: Measured, profiles: dict[str, str]) -> list[str]:
    """Return for each goal that is not reached who misses it, what stands in the way, and the profile of its case."""
    found: list[str] = []
    seen: set[str] = set()
    for figure, peer in missed(measured):
        problems = "; ".join(shortfalls(measured, peer, figure) or [])
        who = f"{peer.title} ({TABLES[peer.baseline]})"
        found.append(f"**{figure.title}**, {who}: {problems}. {figure.obstacle}".rstrip())
        name = profile_name(figure, peer)
        if name not in seen:
            found.append(f"```text\n{profiles.get(name, 'no profile was taken')}\n```")
        seen.add(name)
    return found or ["Every goal is reached."]


def profile_name(figure: Figure, peer: Peer) -> str:
    """Return the arguments with which `bench.profile` shows where the time of a figure goes."""
    return f"{figure.case} {peer.id}"


def write(
    measured: Measured,
    versions: dict[str, str],
    machine: dict[str, str],
    curves: dict[str, Any] | None,
    profiles: dict[str, str],
) -> None:
    """Write all that a full run leaves behind."""
    if curves is None and RESULTS.exists():
        curves = json.loads(RESULTS.read_text(encoding="utf-8")).get("curves")
    found: dict[str, Any] = {"machine": machine, "versions": versions, "measured": measured}
    _save(RESULTS, {**found, "curves": curves or {}, "profiles": profiles})
    kept = {name: measured[name] for name in (*TABLES, *EARLIER_IDS) if measured.get(name)}
    if any(name in kept for name in EARLIER_IDS):
        _save(RECORDED, {"commit": EARLIER, "machine": machine, "measured": kept})
        recorded.cache_clear()
    redraw()


def _save(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


def redraw() -> None:
    """Write the tables and plots of the last full run, from bench/results.json."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    measured: Measured = found["measured"]
    PLOTS.mkdir(exist_ok=True)
    for old in PLOTS.glob("*.svg"):
        old.unlink()
    drawn: list[str] = []
    for figure in FIGURES:
        bars = [
            (f"{peer.title}, tasks" if peer.baseline == "httpx-tasks" else peer.title, value, peer.ours)
            for peer in PEERS
            if (value := ratio(measured, peer, figure)) is not None
            and (peer.id != "httpx-tasks" or ratio(measured, BY_ID["httpx"], figure) is None)
        ]
        if bars:
            plot = svg.bars(figure.title, bars, figure.goal, more_is_better=figure.speed)
            (PLOTS / f"{figure.id}.svg").write_text(plot, encoding="utf-8")
            drawn.append(figure.id)
    curves: dict[str, Any] = found["curves"]
    for name, curve in curves.items():
        (PLOTS / f"{name}.svg").write_text(svg.curves(**curve), encoding="utf-8")
    _replace(BENCH, "\n\n".join(_sections(found, drawn, list(curves))))


def _replace(part: str, text: str) -> None:
    """Replace a part of bench/README.md."""
    begin, end = f"<!-- begin: {part} -->", f"<!-- end: {part} -->"
    page = README.read_text(encoding="utf-8")
    inside = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    README.write_text(inside.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", page), encoding="utf-8")


def write_counts(found: counts.Counts, titles: dict[str, str]) -> None:
    """Write the counted instructions, their table, and the tables whose goals they decide.

    Args:
        found: The instructions.
        titles: The cases' titles, in their order.
    """
    _save(counts.RECORD, {"commit": EARLIER, "counts": {**counts.known(), **found}})
    counts.known.cache_clear()
    _replace(INSTRUCTIONS, markdown(counts.rows(titles)))
    redraw()


def _sections(found: dict[str, Any], drawn: list[str], curves: list[str]) -> list[str]:
    machine, versions = found["machine"], found["versions"]
    named = {
        BY_ID[peer].distribution: version
        for peer, version in versions.items()
        if BY_ID[peer].distribution != "pareta" and peer not in EARLIER_IDS
    }
    of_peers = ", ".join(f"{name} {version}" for name, version in named.items())
    where = (
        f"{machine['cpu']}, {machine['kernel']}, {machine['python']}; load before the run: {machine['load']}"
    )
    tables = [
        part
        for baseline, title in TABLES.items()
        for part in (f"### {title}", markdown(rows(found["measured"], PEERS, baseline)))
    ]
    return [
        f"Measured on {machine['date']}: {where}. Versions: {of_peers}, pareta 0.1.0 and 3.0.4.",
        *tables,
        "## What is not reached",
        *obstacles(found["measured"], found["profiles"]),
        "## Plots",
        "\n".join(f"![{figure.title}](plots/{figure.id}.svg)" for figure in FIGURES if figure.id in drawn),
        "## How cost grows",
        "\n".join(f"![{name}](plots/{name}.svg)" for name in curves),
        "## Medians and minima",
        details(found["measured"]),
    ]


if __name__ == "__main__":
    redraw()
