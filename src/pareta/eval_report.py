"""The page of an eval run: the verdict, a plot, a table, and the errors of rows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pareta.comparison import (
    Comparison,
    Point,
    best,
    dollars_text,
    finite_number,
    of_eval_run,
    short_name,
)
from pareta.svg_plot import svg_plot
from pareta_core.encoding import as_array
from pareta_core.html_page import facts, page, plain_text, table, text
from pareta_wire.apis import EVAL_RUN_OUTCOME

if TYPE_CHECKING:
    from pareta.evaluation import EvalRun

_MAX_ERRORS = 100
_MAX_NAME = 80


def eval_report(run: EvalRun, title: str | None = None) -> str:
    """Return the page.

    Args:
        run: The run.
        title: The heading. The id of the run if not given.
    """
    comparison = of_eval_run(run)
    cost = run.total_cost_micro_usd
    known = isinstance(cost, int) and not isinstance(cost, bool)
    about = facts(
        [
            ("Run", run.id),
            ("Eval set", run.eval_set_id),
            ("Status", run.status),
            ("Cost of the run", dollars_text(cost / 1e6) if known and cost is not None else None),
            ("Models", len(comparison.points) or len(as_array(run.candidate_model_ids) or []) or None),
            ("Error", run.error_detail),
        ]
    )
    parts = [f'<p class="verdict">{text(verdict(run, comparison))}</p>', about]
    plot = svg_plot(comparison)
    if plot:
        parts += [
            "<h2>Quality against cost</h2>",
            plot,
            f'<p class="soft">{text(_how_to_read(comparison))}</p>',
        ]
    elif comparison.points:
        parts.append('<p class="soft">There is no plot: no model has both a quality and a cost.</p>')
    if comparison.points:
        parts += ["<h2>Models</h2>", _models(comparison)]
    errors = list(_errors(comparison))
    if errors:
        parts += ["<h2>Errors of rows</h2>", *errors]
    return page(f"Eval run {plain_text(run.id)}" if title is None else title, "\n".join(parts))


def verdict(run: EvalRun, comparison: Comparison) -> str:
    """Return the outcome of a run in a sentence or two.

    Args:
        run: The run.
        comparison: Its models.
    """
    top, choice, baseline = best(comparison.points), comparison.recommended, comparison.baseline
    if not run.is_terminal:
        state = f"The run is {plain_text(run.status or 'in an unknown state')} and has not ended."
        return f"{state} So far {_leads(top)}" if top else state
    if top is None:
        reason = f": {plain_text(run.error_detail)}" if run.error_detail else "."
        return f"The run ended as {plain_text(run.status)} without a score{reason}"
    sentence = _leads(top)
    if not EVAL_RUN_OUTCOME.succeeded(run.status):
        sentence = f"The run ended as {plain_text(run.status)}. {sentence}"
    if choice is not None and choice is not top:
        sentence += (
            f" {_name(choice)} is the cheapest whose 95 % interval reaches that quality"
            f"{_saving(choice, top)}: {choice.y:.3f} at {dollars_text(choice.cost)}."
        )
    if baseline is not None and choice is not None and baseline not in (top, choice) and baseline.is_placed:
        reached = f"{baseline.y:.3f} at {dollars_text(baseline.cost)}"
        sentence += f" The best frontier model, {_name(baseline)}, reaches {reached}."
    return sentence


def _name(point: Point) -> str:
    return short_name(point.name, _MAX_NAME)  # the table has the whole


def _leads(top: Point) -> str:
    interval = f" (95 % interval {top.low:.3f} to {top.high:.3f})" if top.low is not None else ""
    cost = f" at {dollars_text(top.cost)} a row" if top.cost is not None else ""
    return f"{_name(top)} has the highest mean quality, {top.y:.3f}{interval}{cost}."


def _saving(choice: Point, top: Point) -> str:
    if not top.cost or choice.cost is None or choice.cost >= top.cost:
        return ""
    saved = 100 * (1 - choice.cost / top.cost)
    return f", and costs {'over 99' if saved > 99 else f'{saved:.0f}'} % less"  # per cent


def _how_to_read(comparison: Comparison) -> str:
    hidden = len(comparison.points) - len(comparison.placed)
    return (
        "Up is better, left is cheaper. Bars are 95 % intervals. The dashed line is the Pareto front: no model is both "
        "better and as cheap. The star is the cheapest model whose interval reaches the best mean."
        + (f" Not shown without a quality or a cost: {hidden}." if hidden else "")
    )


def _models(comparison: Comparison) -> str:
    heads = [
        ("Model", False),
        ("Mean quality", True),
        ("95 % interval", True),
        ("Cost of a row", True),
        ("Rows", True),
        ("Errors", True),
        ("Exact match", True),
    ]
    points = sorted(comparison.points, key=lambda one: (one.quality is None, -one.y))
    return table(heads, ([*_cells(comparison, point)] for point in points))


def _cells(comparison: Comparison, point: Point) -> Iterator[str]:
    record: Any = point.record
    notes = [
        "★ recommended" if point is comparison.recommended else "",
        "◇ frontier baseline" if point is comparison.baseline else "frontier" if point.is_frontier else "",
    ]
    note = ", ".join(filter(None, notes))
    yield text(point.name) + (f'<br><span class="soft">{note}</span>' if note else "")
    yield "–" if point.quality is None else f"{point.quality:.3f}"
    yield "–" if point.low is None else f"{point.low:.3f} – {point.high:.3f}"
    yield dollars_text(point.cost)
    yield _shown(record.n_succeeded)
    yield (
        f'<span class="bad">{_shown(record.error_count)}</span>'
        if record.error_count
        else _shown(record.error_count)
    )
    share = finite_number(record.exact_match)
    yield "–" if share is None else f"{share:.4g} %"  # per cent


def _shown(value: object) -> str:
    return "–" if value is None else text(value)


def _errors(comparison: Comparison) -> Iterator[str]:
    for point in comparison.points:
        items: list[Any] = point.record.per_item or []
        failed = [item for item in items if item.error]
        if not failed:
            continue
        rows = [[_shown(item.idx), text(item.error)] for item in failed[:_MAX_ERRORS]]
        more = len(failed) - len(rows)
        yield f"<h3>{text(point.name)}</h3>"
        yield table([("Row", False), ("Error", False)], rows)
        if more:
            yield f'<p class="soft">and {more:,} more</p>'
