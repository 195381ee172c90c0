"""From measured numbers to ratios, the table on the terminal, bench/README.md, bench/results.json and the plots."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median
from typing import Any

from bench import svg
from bench.figures import FIGURES, UNITS, Figure
from bench.peers import BY_ID, PEERS, Peer

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"
RESULTS = HERE / "results.json"
PLOTS = HERE / "plots"
BEGIN, END = "<!-- begin: written by make bench -->", "<!-- end: written by make bench -->"

Measured = dict[str, dict[str, list[dict[str, float]]]]


def numbers(measured: Measured, peer: str, figure: Figure) -> list[float]:
    """A figure's values, one for each round, in seconds, bytes or a count."""
    rounds = measured.get(peer, {}).get(figure.case, [])
    return [each[figure.number] for each in rounds if figure.number in each]


def ratio(measured: Measured, peer: Peer, figure: Figure) -> float | None:
    """The median over the rounds of the ratio to bare httpx in the same round."""
    own, base = numbers(measured, peer.id, figure), numbers(measured, peer.baseline, figure)
    pairs = [(a, b) for a, b in zip(own, base, strict=False) if a > 0 and b > 0]
    if not pairs:
        return None
    return median(b / a if figure.speed else a / b for a, b in pairs)


def shown(value: float | None, unit: str) -> str:
    """A value in its unit, in three digits."""
    if value is None:
        return "–"
    scaled = value * UNITS[unit]
    digits = 0 if abs(scaled) >= 99.5 or unit == "" else 1 if abs(scaled) >= 9.95 else 2
    return f"{scaled:,.{digits}f}{' ' + unit if unit else ''}"


def reached(measured: Measured, peer: Peer, figure: Figure) -> bool | None:
    """Whether the goal is; None where there is none, or nothing was measured."""
    own = numbers(measured, peer.id, figure)
    if not own:
        return None
    if figure.absolute is not None:
        return median(own) * UNITS[figure.unit] <= figure.absolute
    found = ratio(measured, peer, figure)
    wanted = figure.fast if peer.fast and figure.fast is not None else figure.goal
    if found is None or wanted is None:
        return None
    return round(found, 2) >= wanted if figure.speed else round(found, 2) <= wanted


def goal(figure: Figure) -> str:
    """What is to be reached, in words."""
    if figure.absolute is not None:
        return f"≤ {figure.absolute:g} {figure.unit}".rstrip()
    if figure.goal is None:
        return ""
    with_msgspec = f" (msgspec: {figure.fast:g})" if figure.fast is not None else ""
    return f"{'≥' if figure.speed else '≤'} {figure.goal:g}{with_msgspec}"


def missed(measured: Measured) -> list[tuple[Figure, Peer]]:
    """The goals that are not reached, each with which of ours does not reach it."""
    return [
        (figure, peer)
        for figure in FIGURES
        for peer in PEERS
        if peer.ours and reached(measured, peer, figure) is False
    ]


def cell(measured: Measured, peer: Peer, figure: Figure) -> str:
    """One SDK's part of a line: the ratio, or the value where the goal is one; ours with a mark."""
    own = numbers(measured, peer.id, figure)
    found = ratio(measured, peer, figure)
    if not own:
        return "–"
    text = "–" if found is None else f"{found:.2f}"
    if figure.absolute is not None or found is None:
        text = shown(median(own), figure.unit)
    mark = {True: " ✓", False: " ✗", None: ""}[reached(measured, peer, figure) if peer.ours else None]
    return text + mark


def rows(measured: Measured, peers: list[Peer]) -> list[list[str]]:
    """The table: a head, and a line for each figure that was measured."""
    compared = [peer for peer in peers if peer.id != peer.baseline]
    bare = [BY_ID[name] for name in ("httpx", "httpx-tasks") if BY_ID[name] in peers]
    table = [["figure", "goal", *(peer.title for peer in compared), "bare httpx"]]
    for figure in FIGURES:
        cells = [cell(measured, peer, figure) for peer in compared]
        base = next((found for peer in bare if (found := numbers(measured, peer.id, figure))), None)
        if base or any(each != "–" for each in cells):
            table.append(
                [figure.title, goal(figure), *cells, shown(median(base), figure.unit) if base else "–"]
            )
    return table


def ratios(measured: Measured, peers: list[Peer]) -> str:
    """The table for a terminal."""
    table = rows(measured, peers)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    )


def markdown(table: list[list[str]]) -> str:
    """The table for a document."""
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([lines[0], "|---|" + "---:|" * (len(table[0]) - 1), *lines[1:]])


def details(measured: Measured) -> str:
    """Medians and minima of everything."""
    table = [["figure", "SDK", "median", "least", "rounds"]]
    for figure in FIGURES:
        for peer in PEERS:
            own = numbers(measured, peer.id, figure)
            if own:
                title = peer.title + (" (tasks)" if peer.id == "httpx-tasks" else "")
                values = [shown(median(own), figure.unit), shown(min(own), figure.unit), str(len(own))]
                table.append([figure.title, title, *values])
    return markdown(table)


def hindrances(measured: Measured, profiles: dict[str, str]) -> list[str]:
    """For each goal that is not reached: by whom, what stands in the way, and the profile that shows it."""
    told: list[str] = []
    for figure, peer in missed(measured):
        found = cell(measured, peer, figure).removesuffix(" ✗")
        told += [
            f"**{figure.title}**, {peer.title}: {found}, goal {goal(figure)}. {figure.hindrance}".rstrip(),
            f"```text\n{profiles.get(profile_name(figure, peer), 'no profile was taken')}\n```",
        ]
    return told or ["Every goal is reached."]


def profile_name(figure: Figure, peer: Peer) -> str:
    """What `bench.profile` is called with to show where the time of a figure goes."""
    return f"{figure.case} {peer.id}"


def write(
    measured: Measured,
    versions: dict[str, str],
    machine: dict[str, str],
    curves: dict[str, Any] | None,
    profiles: dict[str, str],
) -> None:
    """Everything that a full run leaves behind."""
    if curves is None and RESULTS.exists():
        curves = json.loads(RESULTS.read_text(encoding="utf-8")).get("curves")
    found = {"machine": machine, "versions": versions, "measured": measured, "curves": curves or {}}
    found["profiles"] = profiles
    RESULTS.write_text(
        json.dumps(found, indent=None, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8"
    )
    redraw()


def redraw() -> None:
    """The table and the plots of the last full run, from bench/results.json."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    measured: Measured = found["measured"]
    PLOTS.mkdir(exist_ok=True)
    drawn: list[str] = []
    for figure in FIGURES:
        bars = [
            (peer.title, value, peer.ours)
            for peer in PEERS
            if (value := ratio(measured, peer, figure)) is not None and peer.id != "httpx-tasks"
        ]
        if bars:
            (PLOTS / f"{figure.id}.svg").write_text(
                svg.bars(figure.title, bars, figure.goal, more_is_better=figure.speed), encoding="utf-8"
            )
            drawn.append(figure.id)
    curves: dict[str, Any] = found["curves"]
    for name, curve in curves.items():
        (PLOTS / f"{name}.svg").write_text(svg.curves(**curve), encoding="utf-8")
    text = "\n\n".join(_sections(found, drawn, list(curves)))
    page = README.read_text(encoding="utf-8")
    inside = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    README.write_text(inside.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page), encoding="utf-8")


def _sections(found: dict[str, Any], drawn: list[str], curves: list[str]) -> list[str]:
    machine, versions = found["machine"], found["versions"]
    named = {BY_ID[peer].distribution: version for peer, version in versions.items() if "pareta-" not in peer}
    of_peers = ", ".join(f"{name} {version}" for name, version in named.items())
    where = f"{machine['cpu']}, {machine['kernel']}, {machine['python']}"
    return [
        f"Measured on {machine['date']}: {where}. Versions: {of_peers}, pareta 0.1.0 and 3.0.4.",
        markdown(rows(found["measured"], PEERS)),
        "## What is not reached",
        *hindrances(found["measured"], found["profiles"]),
        "## As plots",
        "\n".join(f"![{figure.title}](plots/{figure.id}.svg)" for figure in FIGURES if figure.id in drawn),
        "## How cost grows",
        "\n".join(f"![{name}](plots/{name}.svg)" for name in curves),
        "## Medians and minima",
        details(found["measured"]),
    ]


if __name__ == "__main__":
    redraw()
