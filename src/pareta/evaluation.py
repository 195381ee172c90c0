"""`EvalSet` and `EvalRun`: the generated models, with results and cost on a run. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from pareta.money import dollars
from pareta_core import arguments
from pareta_core.annotations import decimal
from pareta_wire import models as wire
from pareta_wire.apis import EVAL_RUN_OUTCOME
from pareta_wire.model import DecodeError, expect_object
from pareta_wire.models import EvalResult
from pareta_wire.records import Records, decode_records

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class EvalSet(wire.EvalSet):
    """Rows to evaluate models on.

    Example:
        ```python
        for eval_set in pa.evals.sets.list():
            print(eval_set.id, eval_set.name)
        ```
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # `from_envelope` rejects a record without one.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def from_envelope(cls, data: object) -> Self:
        """Decode the response of a call that creates or retrieves one set.

        Args:
            data: The decoded JSON of the response.

        Raises:
            DecodeError: The response has no set, or a set without a usable id.
        """
        envelope = expect_object(data, "EvalSetEnvelope")
        found = cls.from_dict(expect_object(envelope.get("eval_set"), "EvalSetEnvelope.eval_set"))
        _check_id(found.id, "EvalSetEnvelope.eval_set.id")
        return found


def _count(results: list[EvalResult]) -> str:
    """Return the results as a repr shows them: a run can have thousands of rows."""
    return f"[{len(results)} entries]"


@attrs.define(slots=True, repr=False, eq=False)
class EvalRun(wire.EvalRun):
    """An evaluation: `status`, one entry in `results` for each candidate once it has completed, and its cost.

    Example:
        ```python
        run = pa.evals.runs.wait("er_1")
        for result in run.results:
            print(result.model_id, result.quality_mean)
        ```
    """

    results: Records[EvalResult] = attrs.field(factory=Records[EvalResult], repr=_count)
    """One entry for each candidate; empty until there are results."""

    if TYPE_CHECKING:
        # `from_envelope` and `from_accepted` reject a record without one.
        id: str = ""  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a record whose `results` are among its members.

        Args:
            data: The decoded record.

        Raises:
            DecodeError: The record is not a run.
        """
        run = super().from_dict(data)
        run.results = decode_records(run.get("results"), EvalResult.from_dict, "EvalRun.results")
        return run

    @classmethod
    def from_envelope(cls, data: object, run_id: str) -> Self:
        """Decode the response of a call that retrieves a run. Its results stand beside the run.

        Args:
            data: The decoded JSON of the response.
            run_id: The id that was requested. It stands in for a missing one.

        Raises:
            DecodeError: The response has no run.
        """
        envelope = expect_object(data, "EvalRunEnvelope")
        run = expect_object(envelope.get("run"), "EvalRunEnvelope.run")
        results = envelope.get("results")
        return cls.from_dict(
            {**run, "id": run.get("id") or run_id, "results": [] if results is None else results}
        )

    @classmethod
    def from_accepted(cls, data: object, *, eval_set_id: str, candidates: list[str]) -> Self:
        """Decode the response of a call that starts a run.

        Args:
            data: The decoded JSON of the response.
            eval_set_id: The id of the set that the run scores.
            candidates: The ids of the models that it scores.

        Raises:
            DecodeError: The response has no usable `run_id`.
        """
        accepted = expect_object(data, "EvalRunAccepted")
        run_id = accepted.get("run_id")
        _check_id(run_id, "EvalRunAccepted.run_id")
        return cls.from_dict(
            {
                **accepted,
                "id": run_id,
                "eval_set_id": eval_set_id,
                "candidate_model_ids": candidates,
                "results": [],
            }
        )

    def plot(self, ax: Axes | None = None) -> Figure:
        """Plot the mean quality of each candidate against its mean cost, with 95 % intervals and the Pareto front.

        Stars mark the cheapest candidate whose interval reaches the best mean, diamonds the best frontier model.
        Needs matplotlib: `pip install "pareta-sdk[plot]"`. A notebook shows the figure as SVG.

        Args:
            ax: Axes of matplotlib to draw into. A new figure if not given.

        Returns:
            The figure, which belongs to no window: `figure.savefig("run.png")` writes it.

        Raises:
            ImportError: matplotlib is not installed.

        Example:
            ```python
            run = pa.evals.runs.wait("er_1")
            run.plot().savefig("run.svg")
            ```
        """
        from pareta.comparison import of_eval_run
        from pareta.plot import draw

        return draw(of_eval_run(self), ax)

    def report(self, path: str | os.PathLike[str], *, title: str | None = None) -> Path:
        """Write a page of HTML that explains the run: the verdict, a plot, a table, and the errors of rows.

        The page is one file without scripts, and loads nothing. It does not need matplotlib.

        Args:
            path: Where to write it, such as `report.html`. A file that exists is replaced.
            title: The heading. The id of the run if not given.

        Returns:
            The path of the page.

        Raises:
            TypeError, ValueError: `path` is not a path.
            OSError: The file cannot be written.

        Example:
            ```python
            run = pa.evals.runs.wait("er_1")
            print(run.report("report.html"))
            ```
        """
        from pareta.eval_report import eval_report
        from pareta_core.html_page import write_page

        return write_page(path, eval_report(self, title))

    @property
    def is_terminal(self) -> bool:
        """Whether the run has ended: `completed`, or `failed` (see `error_detail`)."""
        return EVAL_RUN_OUTCOME.ended(self.status)

    @property
    def cost_micro_usd(self) -> int | None:
        """The price of the run in millionths of a dollar; None until it is known."""
        return self.total_cost_micro_usd

    @property
    def cost(self) -> decimal.Decimal | None:
        """The price of the run in dollars, rounded down to whole cents; None until it is known."""
        return dollars(self.total_cost_micro_usd)


def _check_id(value: object, place: str) -> None:
    if not arguments.is_valid_id(value):
        raise DecodeError("is not a usable id", place)
