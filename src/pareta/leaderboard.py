"""`Leaderboard`: the generated model, with a plot. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pareta_wire import models as wire

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Leaderboard(wire.Leaderboard):
    """The models of a task by quality and cost: `models`, and the alias in `recommended`.

    Example:
        ```python
        board = pa.tasks.leaderboard("contract-key-fields")
        for entry in board.models:
            print(entry.name, entry.quality, entry.cost_per_request_micro_usd)
        ```
    """

    __slots__ = ()

    def plot(self, ax: Axes | None = None) -> Figure:
        """Plot the quality of each model against its cost, with the Pareto front.

        A star marks the recommended model, a diamond the frontier model to compare with. Needs matplotlib:
        `pip install "pareta-sdk[plot]"`. A notebook shows the figure as SVG.

        Args:
            ax: Axes of matplotlib to draw into. A new figure if not given.

        Returns:
            The figure, which belongs to no window: `figure.savefig("board.png")` writes it.

        Raises:
            ImportError: matplotlib is not installed.

        Example:
            ```python
            pa.tasks.leaderboard("contract-key-fields").plot().savefig("board.svg")
            ```
        """
        from pareta.comparison import of_leaderboard
        from pareta.plot import draw

        return draw(of_leaderboard(self), ax)
