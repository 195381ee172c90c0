"""Draw plots as SVG: bars of ratios with the goal, and curves on logarithmic axes. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH = 640
_COLOURS = ("#6b7280", "#2563eb", "#d97706", "#059669", "#dc2626", "#7c3aed")
_STYLE = "font-family:system-ui,sans-serif;font-size:12px;fill:#374151"


def _page(height: int, title: str, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    ground = f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, ground, _text(16, 24, title, size=15, weight=600), *parts, "</svg>\n"])


def _text(x: float, y: float, text: str, *, size: int = 12, weight: int = 400, anchor: str = "start") -> str:
    style = f"{_STYLE};font-size:{size}px;font-weight:{weight};text-anchor:{anchor}"
    return f'<text x="{x:.1f}" y="{y:.1f}" style="{style}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" fill="none"{dashed}/>'


def bars(
    title: str, found: Sequence[tuple[str, float, bool]], goal: float | None, *, more_is_better: bool = False
) -> str:
    """Draw ratios to bare httpx, one bar each: (SDK, ratio, whether it is ours). Bars end at four times."""
    left, right, top, step = 130, 70, 44, 24
    longest = min(4.0, max([1.0, goal or 0.0, *(value for _, value, _ in found)]))
    scale = (_WIDTH - left - right) / longest
    height = top + step * len(found) + 34
    parts: list[str] = []
    for index, (who, value, ours) in enumerate(found):
        y = top + index * step
        colour = _COLOURS[1] if ours else _COLOURS[0]
        width = min(value, longest) * scale
        parts += [
            _text(left - 8, y + 13, who, anchor="end", weight=600 if ours else 400),
            f'<rect x="{left}" y="{y}" width="{width:.1f}" height="16" rx="2" fill="{colour}"/>',
            _text(left + width + 6, y + 13, f"{value:.2f}{' …' if value > longest else ''}"),
        ]
    bottom = top + step * len(found)
    parts.append(_line(left + scale, top - 6, left + scale, bottom, "#9ca3af", "2 3"))
    foot = f"1.0 is bare httpx; {'more' if more_is_better else 'less'} is better"
    if goal is not None:
        parts.append(_line(left + goal * scale, top - 6, left + goal * scale, bottom, "#dc2626"))
        foot += f"; the red line is the goal, {goal:g}"
    return _page(height, title, [*parts, _text(left, bottom + 20, foot)])


def _ticks(low: float, high: float) -> list[float]:
    return [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def _short(value: float) -> str:
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ")):
        if value >= size * 0.999:
            return f"{value / size:g}{name}"
    return f"{value:g}"


def curves(title: str, x: str, y: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Draw how cost grows with the work, on logarithmic axes: linear growth is a slope of one."""
    left, right, top, height = 70, 150, 48, 380
    bottom = height - 56
    points = [point for line in lines.values() for point in line if point[0] > 0 and point[1] > 0]
    if not points:
        return _page(60, title, [])
    across = _ticks(min(each[0] for each in points), max(each[0] for each in points))
    up = _ticks(min(each[1] for each in points), max(each[1] for each in points))

    def place(point: Sequence[float]) -> tuple[float, float]:
        along = math.log10(point[0] / across[0]) / max(1e-9, math.log10(across[-1] / across[0]))
        above = math.log10(point[1] / up[0]) / max(1e-9, math.log10(up[-1] / up[0]))
        return left + along * (_WIDTH - left - right), bottom - above * (bottom - top)

    parts: list[str] = []
    for tick in across:
        at, _ = place((tick, up[0]))
        parts += [
            _line(at, top, at, bottom, "#e5e7eb"),
            _text(at, bottom + 18, _short(tick), anchor="middle"),
        ]
    for tick in up:
        _, at = place((across[0], tick))
        parts += [
            _line(left, at, _WIDTH - right, at, "#e5e7eb"),
            _text(left - 8, at + 4, _short(tick), anchor="end"),
        ]
    for index, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[index % len(_COLOURS)]
        places = [place(point) for point in line if point[0] > 0 and point[1] > 0]
        drawn = "L".join(f"{a:.1f} {b:.1f}" for a, b in places)
        parts.append(f'<path d="M{drawn}" stroke="{colour}" stroke-width="2" fill="none"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
        parts.append(
            _line(_WIDTH - right + 12, top + 20 * index, _WIDTH - right + 30, top + 20 * index, colour)
        )
        parts.append(_text(_WIDTH - right + 36, top + 4 + 20 * index, name))
    parts += [_text(left, height - 14, x), _text(16, top - 6, y)]
    return _page(height, title, parts)
