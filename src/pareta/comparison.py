"""Quality against cost: what plots and reports show of a leaderboard or an eval run. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from pareta_core.html_page import plain_text

# A logarithmic axis is easier to read from so many times between the cheapest and the dearest model.
_LOG_RATIO = 20
_MAX_LABELLED = 24
_MAX_NAME = 30


@attrs.frozen(eq=False)
class Point:
    """One model.

    Attributes:
        name: Its alias or id, printable.
        is_frontier: Whether it is a vendor's model.
        quality: From 0 to 1; None if it is not known.
        low: Lower end of the 95 % interval of the quality.
        high: Upper end of the 95 % interval of the quality.
        cost: In US dollars for one request or row; None if it is not known.
        record: The leaderboard entry or the result.
    """

    name: str
    is_frontier: bool
    quality: float | None
    low: float | None
    high: float | None
    cost: float | None
    record: Any

    @property
    def is_placed(self) -> bool:
        """Whether both coordinates are known."""
        return self.quality is not None and self.cost is not None

    @property
    def x(self) -> float:
        """The cost of a placed point."""
        return self.cost or 0.0

    @property
    def y(self) -> float:
        """The quality of a placed point."""
        return self.quality or 0.0


@attrs.frozen(eq=False)
class Comparison:
    """Models to compare by quality and cost.

    Attributes:
        title: What is compared.
        quality_label: The text of the axis of quality.
        cost_label: The text of the axis of cost.
        points: The models in the order of the server.
        recommended: The model to use: the server's choice, or the cheapest whose interval reaches the best quality.
        recommended_label: What a legend calls it.
        baseline: The frontier model to compare with.
    """

    title: str
    quality_label: str
    cost_label: str
    points: Sequence[Point]
    recommended: Point | None
    recommended_label: str
    baseline: Point | None

    @property
    def placed(self) -> list[Point]:
        """The models whose quality and cost are both known."""
        return [point for point in self.points if point.is_placed]

    @property
    def front(self) -> list[Point]:
        """The Pareto front, cheapest first: no other model is as cheap and better."""
        found: list[Point] = []
        for point in sorted(self.placed, key=lambda one: (one.x, -one.y)):
            if not found or point.y > found[-1].y:
                found.append(point)
        return found

    @property
    def is_logarithmic(self) -> bool:
        """Whether the costs span so much that their axis is logarithmic."""
        costs = [point.x for point in self.placed if point.x > 0]
        return bool(costs) and max(costs) >= _LOG_RATIO * min(costs)

    @property
    def labelled(self) -> list[Point]:
        """The models whose names are shown, the most important first: all of them unless there are many."""
        special = [point for point in (self.recommended, self.baseline) if point and point.is_placed]
        rest = self.placed if len(self.placed) <= _MAX_LABELLED else self.front[:_MAX_LABELLED]
        return list({id(point): point for point in [*special, *self.front[:_MAX_LABELLED], *rest]}.values())


def of_leaderboard(board: Any) -> Comparison:
    """Return what to plot of a leaderboard.

    Args:
        board: A `Leaderboard`.
    """
    entries: list[Any] = list(board.models or [])
    if board.frontier is not None and board.frontier.name not in [entry.name for entry in entries]:
        entries.append(board.frontier)
    points = [_point(entry.name, entry, entry.quality, None, None) for entry in entries]
    baseline = board.frontier.name if board.frontier is not None else None
    metric = f" ({plain_text(board.metric)})" if board.metric else ""
    return Comparison(
        title=f"Models for {plain_text(board.task_id or 'the task')}",
        quality_label=f"Quality{metric}",
        cost_label="Cost of one request (US dollars)",
        points=points,
        recommended=_named(points, board.recommended),
        recommended_label="recommended",
        baseline=_named(points, baseline),
    )


def of_eval_run(run: Any) -> Comparison:
    """Return what to plot of an eval run.

    Args:
        run: An `EvalRun`.
    """
    results: list[Any] = run.results or []
    points = [
        _point(one.model_id, one, one.quality_mean, one.quality_ci_low, one.quality_ci_high)
        for one in results
    ]
    vendors = [point for point in points if point.is_frontier and point.quality is not None]
    return Comparison(
        title=f"Eval run {plain_text(run.id or '')}".strip(),
        quality_label="Mean quality with its 95 % interval",
        cost_label="Mean cost of one row (US dollars)",
        points=points,
        recommended=_cheapest_of_the_best(points),
        recommended_label="cheapest whose interval reaches the best quality",
        baseline=max(vendors, key=lambda one: (one.y, -one.x), default=None),
    )


def best(points: Iterable[Point]) -> Point | None:
    """Return the model of the highest quality, the cheapest one of equals; None if no quality is known."""
    known = [point for point in points if point.quality is not None]
    return max(known, key=lambda one: (one.y, -(math.inf if one.cost is None else one.cost)), default=None)


def _cheapest_of_the_best(points: list[Point]) -> Point | None:
    top = best(points)
    if top is None:
        return None
    reach = [one for one in points if one.is_placed and (one.y if one.high is None else one.high) >= top.y]
    return min(reach, key=lambda one: (one.x, -one.y), default=None)


def _point(name: object, record: Any, quality: object, low: object, high: object) -> Point:
    mean, lowest, highest = finite_number(quality), finite_number(low), finite_number(high)
    if mean is None or lowest is None or highest is None:
        lowest = highest = None
    else:
        lowest, highest = min(lowest, mean), max(highest, mean)
    cost = finite_number(record.get("cost_per_request_micro_usd", record.get("mean_cost_micro_usd")))
    return Point(
        name=plain_text(name if isinstance(name, str) and name else "(no name)"),
        is_frontier=record.kind == "frontier",
        quality=mean,
        low=lowest,
        high=highest,
        cost=cost / 1e6 if cost is not None and cost >= 0 else None,
        record=record,
    )


def _named(points: list[Point], name: object) -> Point | None:
    if not isinstance(name, str) or not name:
        return None
    return next((point for point in points if point.name == plain_text(name)), None)


def finite_number(value: object) -> float | None:
    """Return a number that can be drawn and written, or None.

    Args:
        value: The value of a field.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) < 1e15 else None  # false for NaN and infinity too


def dollars_text(amount: float | None) -> str:
    """Return an amount of US dollars with the digits that it needs; "–" if it is not known."""
    if amount is None:
        return "–"
    if amount == 0 or amount >= 1:
        return f"${amount:,.2f}"
    digits = max(2, 1 - math.floor(math.log10(amount)))
    return f"${amount:.{min(digits, 12)}f}"


def short_name(name: str, limit: int = _MAX_NAME) -> str:
    """Return a name of at most so many characters: as many as fit beside its point if not given."""
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def place_labels(
    spots: Sequence[tuple[float, float]],
    widths: Sequence[float],
    height: float,
    area: Box,
    obstacles: Sequence[tuple[float, float]] = (),
) -> list[tuple[float, float] | None]:
    """Return where the left end of each label's middle line is, or None for a label that would hide another.

    Args:
        spots: The points that have labels, the most important first.
        widths: The width of each label.
        height: The height of a label.
        area: Where labels may be.
        obstacles: Points that labels should not cover.
    """
    marks: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in obstacles]
    taken: list[Box] = []
    placed: list[tuple[float, float] | None] = []
    for (x, y), width in zip(spots, widths, strict=True):
        gap = height * 0.75
        # Below to the right, and above to the left: the Pareto front, which comes from below and goes to the right,
        # crosses neither.
        places = [
            (x + gap, y + height * 0.8),
            (x - gap - width, y - height * 0.8),
            (x + gap, y),
            (x - gap - width, y),
            (x + gap, y - height * 0.8),
            (x - gap - width, y + height * 0.8),
            (x - width / 2, y - height * 1.1),
            (x - width / 2, y + height * 1.1),
        ]
        boxes = [(left, middle - height / 2, left + width, middle + height / 2) for left, middle in places]
        inside = [each for each in zip(places, boxes, strict=True) if _contains(area, each[1])]
        free = [each for each in inside if not any(_overlap(each[1], box) for box in taken)]
        clear = [each for each in free if not any(_overlap(each[1], box) for box in marks)]
        chosen = next(iter(clear or free), None)
        placed.append(chosen and chosen[0])
        if chosen:
            taken.append(chosen[1])
    return placed


def _contains(area: Box, box: Box) -> bool:
    return area[0] <= box[0] and area[1] <= box[1] and box[2] <= area[2] and box[3] <= area[3]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
