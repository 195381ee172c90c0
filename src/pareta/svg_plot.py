"""Draws a comparison as SVG, whose colors are those of the page. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pareta.comparison import Comparison, Point, dollars_text, place_labels, short_name
from pareta_core.html_page import text

_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 740, 64, 404
_MAX_TICKS = 7


def svg_plot(comparison: Comparison) -> str:
    """Return the plot as an element of HTML; "" if no model has both a quality and a cost.

    Args:
        comparison: The models.
    """
    if not comparison.placed:
        return ""
    axes = _Axes(comparison)
    front = comparison.front
    steps = "".join(
        f"{'H' if index else 'M'}{axes.x(one):.1f}{f'V{axes.y(one.y):.1f}' if index else f' {axes.y(one.y):.1f}'}"
        for index, one in enumerate(front)
    )
    marks = sorted(comparison.placed, key=lambda one: one in (comparison.recommended, comparison.baseline))
    parts = [
        *axes.frame(),
        f'<path d="{steps}" fill="none" stroke="currentColor" stroke-dasharray="5 4" opacity=".6"/>',
        *(_interval(axes, point) for point in comparison.placed),
        *(_mark(comparison, axes, point) for point in marks),
        *_labels(comparison, axes),
        *_legend(comparison),
    ]
    return (
        f'<div class="wide"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{text(comparison.title)}: '
        f'quality against cost of {len(comparison.placed)} models">{"".join(parts)}</svg></div>'
    )


class _Axes:
    """Where a cost and a quality are in the picture."""

    def __init__(self, comparison: Comparison) -> None:
        placed = comparison.placed
        self._labels = comparison.cost_label, comparison.quality_label
        costs = [point.x for point in placed]
        self._least = min([cost for cost in costs if cost > 0], default=1.0)
        self._log = comparison.is_logarithmic
        self._has_zero = self._log and min(costs) == 0
        if self._log:
            self._low = math.log10(self._least) - (1.0 if self._has_zero else 0.25)
            self._high = math.log10(max(costs)) + 0.35
        else:
            room = (max(costs) - min(costs)) * 0.15 or max(costs) * 0.5 or 1.0
            self._low, self._high = max(0.0, min(costs) - room), max(costs) + room * 1.5
        ends = [each for one in placed for each in (one.y, one.low, one.high) if each is not None]
        room = (max(ends) - min(ends)) * 0.15 or max(abs(ends[0]) * 0.05, 0.05)
        self._bottom, self._top = min(ends) - room, max(ends) + room

    def x(self, point: Point) -> float:
        return self._x(point.x)

    def _x(self, cost: float) -> float:
        if not self._log:
            share = (cost - self._low) / (self._high - self._low)
        elif cost > 0:
            share = (math.log10(cost) - self._low) / (self._high - self._low)
        else:  # Free models stand left of the logarithmic part of the axis.
            share = 0.03
        return _LEFT + share * (_RIGHT - _LEFT)

    def y(self, quality: float) -> float:
        return _BOTTOM - (quality - self._bottom) / (self._top - self._bottom) * (_BOTTOM - _TOP)

    def frame(self) -> list[str]:
        """Return the grid, the numbers and the names of the axes."""
        parts: list[str] = []
        for value in _ticks(self._bottom, self._top):
            y = self.y(value)
            parts += [_line(_LEFT, y, _RIGHT, y), _text(_LEFT - 8, y + 4, f"{value:.4g}", "end", "soft")]
        for cost in self._cost_ticks():
            x = self._x(cost)
            parts += [
                _line(x, _TOP, x, _BOTTOM),
                _text(x, _BOTTOM + 18, dollars_text(cost), "middle", "soft"),
            ]
        cost_label, quality_label = self._labels
        scale = ", logarithmic" if self._log else ""
        parts.append(_text((_LEFT + _RIGHT) / 2, _HEIGHT - 14, f"{cost_label}{scale}", "middle"))
        parts.append(_text(_LEFT - 48, _TOP - 46, quality_label, "start"))
        return parts

    def _cost_ticks(self) -> list[float]:
        if not self._log:
            return _ticks(self._low, self._high)
        first, last = math.ceil(math.log10(self._least) - 0.25), math.floor(self._high)
        step = max(1, math.ceil((last - first + 1) / _MAX_TICKS))
        return [*([0.0] if self._has_zero else []), *(10.0**power for power in range(first, last + 1, step))]


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two numbers."""
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(index * step, 15) for index in range(first, last + 1)]


def _interval(axes: _Axes, point: Point) -> str:
    if point.low is None or point.high is None:
        return ""
    x, low, high = axes.x(point), axes.y(point.low), axes.y(point.high)
    path = f"M{x:.1f} {low:.1f}V{high:.1f}M{x - 4:.1f} {low:.1f}h8M{x - 4:.1f} {high:.1f}h8"
    return f'<path d="{path}" stroke="currentColor" opacity=".55" fill="none"/>'


def _mark(comparison: Comparison, axes: _Axes, point: Point) -> str:
    x, y = axes.x(point), axes.y(point.y)
    if point is comparison.recommended:
        kind = "star"
    elif point is comparison.baseline:
        kind = "diamond"
    else:
        kind = "square" if point.is_frontier else "circle"
    about = f"{point.name}: quality {point.y:.3f}, {dollars_text(point.cost)}"
    return f"<g><title>{text(about)}</title>{_shape(kind, x, y)}</g>"


def _shape(kind: str, x: float, y: float) -> str:
    hollow = 'class="ground" stroke="currentColor" stroke-width="1.5"'
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="currentColor"/>'
    if kind == "square":
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" {hollow}/>'
    if kind == "diamond":
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" {hollow}/>'
    spikes = [
        (x + radius * math.sin(math.pi * index / 5), y - radius * math.cos(math.pi * index / 5))
        for index, radius in enumerate([10, 4.2] * 5)
    ]
    corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in spikes)
    return f'<polygon points="{corners}" class="mark"/>'


def _labels(comparison: Comparison, axes: _Axes) -> list[str]:
    points = comparison.labelled
    names = [short_name(point.name) for point in points]
    spots = [(axes.x(point), axes.y(point.y)) for point in points]
    obstacles = [(axes.x(point), axes.y(point.y)) for point in comparison.placed]
    widths = [len(name) * 7.2 + 4 for name in names]
    places = place_labels(spots, widths, 15, (_LEFT, _TOP, _RIGHT, _BOTTOM), obstacles)
    return [
        _text(place[0], place[1] + 4, name, "start", "label")
        for name, place in zip(names, places, strict=True)
        if place is not None
    ]


def _legend(comparison: Comparison) -> list[str]:
    placed = comparison.placed
    special: Sequence[Point | None] = (comparison.recommended, comparison.baseline)
    rest = [point for point in placed if point not in special]
    entries = [
        ("star", "recommended", comparison.recommended in placed),
        (
            "diamond",
            "frontier baseline",
            comparison.baseline in placed and comparison.baseline is not comparison.recommended,
        ),
        ("circle", "open model", any(not point.is_frontier for point in rest)),
        ("square", "frontier model", any(point.is_frontier for point in rest)),
    ]
    parts: list[str] = []
    x = float(_LEFT - 48)
    for kind, name, is_shown in entries:
        if is_shown:
            parts += [_shape(kind, x + 8, _TOP - 22), _text(x + 24, _TOP - 18, name, "start", "soft")]
            x += len(name) * 7.6 + 52
    return parts


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" class="line" fill="none"/>'


def _text(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{css}>{text(words)}</text>'
