"""`EvalSet` and `EvalRun`: the generated models, with results and cost on a run. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pareta.types import dollars
from pareta_wire import models as wire

if TYPE_CHECKING:
    from decimal import Decimal

    from pareta.types import EvalResult


class EvalSet(wire.EvalSet):
    """Rows to evaluate on."""

    __slots__ = ()

    if TYPE_CHECKING:
        # A record without one is refused before it becomes this.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]


class EvalRun(wire.EvalRun):
    """An evaluation: `status`, `results` (one for each candidate, once it has completed), and its cost."""

    __slots__ = ()

    if TYPE_CHECKING:
        # A record without one is refused before it becomes this.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @property
    def results(self) -> list[EvalResult]:
        """One entry for each candidate; empty until there are any."""
        entries: list[Any] = self.get("results") or []
        return [wire.EvalResult.from_dict(entry) for entry in entries]

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended: completed, or failed (`error_detail` says why)."""
        return self.status in ("completed", "failed")

    @property
    def cost_micro_usd(self) -> int | None:
        """What the run was billed, in millionths of a dollar; None until it is known."""
        return self.total_cost_micro_usd

    @property
    def cost(self) -> Decimal | None:
        """What the run was billed in dollars, floored to whole cents; None until it is known."""
        return dollars(self.total_cost_micro_usd)
