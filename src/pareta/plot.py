"""Draws a comparison with matplotlib, which is imported only here. It touches no state of pyplot."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pareta.comparison import Comparison, dollars_text, place_labels, short_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _SOFT, _BLUE = "#1c2128", "#8b949e", "#0b57d0"
_LABEL_SIZE = 8.5
_MAX_LABEL = 50


def draw(comparison: Comparison, ax: Axes | None = None) -> Figure:
    """Draw the models, and return the figure.

    Args:
        comparison: The models.
        ax: Axes to draw into. A new figure if not given.

    Raises:
        ImportError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        raise ImportError('plot() needs matplotlib: pip install "pareta-sdk[plot]"') from error

    target: Any = ax  # matplotlib's own types are unknown in part
    if ax is None:
        target = _figure_class(Figure)(figsize=(8, 5), layout="constrained").add_subplot()
    _draw(comparison, target, is_own=ax is None)
    figure: Figure = target.figure.figure  # the whole one, if the axes are in a part of it
    return figure


def _draw(comparison: Comparison, ax: Any, *, is_own: bool) -> None:
    from matplotlib.ticker import FuncFormatter

    def ticks(value: float, _: int) -> str:
        return dollars_text(value) if value >= 0 else ""

    _scales(comparison, ax)
    ax.xaxis.set_major_formatter(FuncFormatter(ticks))
    ax.set_xlabel(comparison.cost_label, parse_math=False)
    # (The layout makes room for a long text, at the cost of the plot.)
    ax.set_ylabel(short_name(comparison.quality_label, _MAX_LABEL), parse_math=False)
    ax.set_title(short_name(comparison.title, _MAX_LABEL), loc="left", parse_math=False)
    ax.grid(visible=True, color="#d8dee4", linewidth=0.6)
    ax.set_axisbelow(True)
    if comparison.placed:
        _points(comparison, ax)
        if is_own:  # outside of the axes, where it hides no point
            ax.figure.legend(loc="outside lower center", ncols=3, fontsize=_LABEL_SIZE, frameon=False)
        else:
            ax.legend(loc="best", fontsize=_LABEL_SIZE, framealpha=0.85)
    else:
        missing = "No model has both a quality and a cost." if comparison.points else "There are no models."
        ax.text(0.5, 0.5, missing, transform=ax.transAxes, ha="center", va="center", color=_INK)
    hidden = len(comparison.points) - len(comparison.placed)
    if hidden and comparison.placed:
        note = f"{hidden} of {len(comparison.points)} not shown: quality or cost is not known"
        ax.text(0.01, 0.01, note, transform=ax.transAxes, fontsize=_LABEL_SIZE, color=_INK)
    _label(comparison, ax)


def _figure_class(base: type[Figure]) -> type[Figure]:
    class QualityCostFigure(base):  # type: ignore[misc, valid-type]  # the class is known once matplotlib is imported
        """A figure that a notebook shows as SVG."""

        def _repr_svg_(self) -> str:
            drawn = io.StringIO()
            figure: Any = self  # matplotlib's own types are unknown in part
            figure.savefig(drawn, format="svg", metadata={"Date": None})
            return drawn.getvalue()

    return QualityCostFigure


def _scales(comparison: Comparison, ax: Any) -> None:
    placed = comparison.placed
    positive = [point.x for point in placed if point.x > 0]
    if comparison.is_logarithmic and len(positive) < len(placed):
        # Free models stand at zero, left of the logarithmic part of the axis.
        ax.set_xscale("symlog", linthresh=min(positive), linscale=0.5)
        ax.set_xlim(-min(positive) * 0.3, max(positive) * 2.5)
    elif comparison.is_logarithmic:
        ax.set_xscale("log")
        ax.set_xlim(min(positive) / 2, max(positive) * 2.5)
    elif placed:
        low, high = min(point.x for point in placed), max(point.x for point in placed)
        room = (high - low) * 0.15 or high * 0.5 or 1.0
        ax.set_xlim(low - min(room, low) if low else -room / 3, high + room * 1.5)
    ends = [each for point in placed for each in (point.y, point.low, point.high) if each is not None]
    if ends:
        room = (max(ends) - min(ends)) * 0.15 or max(abs(ends[0]) * 0.05, 0.05)
        ax.set_ylim(min(ends) - room, max(ends) + room)


def _points(comparison: Comparison, ax: Any) -> None:
    front = comparison.front
    if len(front) > 1:
        ax.plot(
            [one.x for one in front],
            [one.y for one in front],
            drawstyle="steps-post",
            color=_SOFT,
            linestyle="--",
            linewidth=1.2,
            label="Pareto front",
            zorder=2,
        )
    for point in comparison.placed:
        if point.low is not None and point.high is not None:
            ends = [[point.y - point.low], [point.high - point.y]]
            ax.errorbar(
                [point.x], [point.y], yerr=ends, fmt="none", ecolor=_SOFT, elinewidth=1, capsize=3, zorder=2
            )
    special = [comparison.recommended, comparison.baseline]
    plain = [one for one in comparison.placed if one not in special]
    kinds = [
        (
            comparison.baseline if comparison.baseline is not comparison.recommended else None,
            "D",
            70,
            "white",
            "frontier baseline",
        ),
        (comparison.recommended, "*", 230, _BLUE, comparison.recommended_label),
    ]
    groups: list[tuple[list[Any], str, int, str, str]] = [
        ([one for one in plain if not one.is_frontier], "o", 36, _INK, "open model"),
        ([one for one in plain if one.is_frontier], "s", 34, "white", "frontier model"),
        *(([one] if one and one.is_placed else [], *style) for one, *style in kinds),  # type: ignore[list-item]  # a starred target is a list to mypy
    ]
    for members, marker, size, fill, label in groups:
        if members:
            ax.scatter(
                [one.x for one in members],
                [one.y for one in members],
                marker=marker,
                s=size,
                facecolor=fill,
                edgecolor=_INK,
                linewidth=1.1,
                label=label,
                zorder=3,
            )


def _label(comparison: Comparison, ax: Any) -> None:
    """Write the names beside the points, where there is room."""
    from matplotlib.patheffects import withStroke

    figure = ax.figure.figure
    figure.draw_without_rendering()  # so that the layout is known
    scale = figure.dpi / 72
    to_pixels, to_data = ax.transData.transform, ax.transData.inverted().transform
    points = comparison.labelled
    names = [short_name(point.name) for point in points]
    box = ax.get_window_extent()
    # (Down is positive for the labels, up for matplotlib.)
    spots = [(x, -y) for x, y in (to_pixels((point.x, point.y)) for point in points)]
    marks = [(x, -y) for x, y in (to_pixels((point.x, point.y)) for point in comparison.placed)]
    widths = [(len(name) * 0.58 + 0.5) * _LABEL_SIZE * scale for name in names]
    area = (box.x0, -box.y1, box.x1, -box.y0)
    places = place_labels(spots, widths, _LABEL_SIZE * 1.25 * scale, area, marks)
    for name, place in zip(names, places, strict=True):
        if place is not None:
            x, y = to_data((place[0], -place[1]))
            ax.text(
                *(x, y, name),
                fontsize=_LABEL_SIZE,
                color=_INK,
                va="center",
                parse_math=False,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
                zorder=4,
            )
