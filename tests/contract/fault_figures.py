"""Which calls meet which faults, and the table of outcomes: `python -m tests.contract.fault_figures --write`.

Every operation meets every fault in both clients. Calls that are billed, wait, stream or need several requests use the
facade in both. The others use the low-level client in one and the facade in the other, in turn. A harmful fault applies
once in both clients, and without end in one of them, in turn.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.contract.fault_cells import SIDES, Cell, Matrix, matrix
from tests.contract.fault_facades import CALLS
from tests.contract.fault_gateway_cells import ALL_GATEWAY_KINDS, gateway_cells, gateway_world
from tests.contract.fault_list import EXAMPLES, HARMLESS, KINDS, MORE, STATUSES

PAGE = Path(__file__).resolve().parents[2] / "docs/reliability.md"
_WIRE = [call for call in CALLS if call.name.startswith("wire.")]
_CORE = [call for call in CALLS if call.core and call not in _WIRE]
_PLAIN = [call for call in CALLS if not call.core and call not in _WIRE]
PAID = [
    call
    for call in CALLS
    if call.name
    in {
        "chat.completions.create",
        "chat.completions.create(stream=True)",
        "endpoints.deploy(wait=True)",
        "evals.runs.create",
        "task_run.create",
        "task_run.execute",
        "task_group.add_runs",
    }
]
TASK_PAID = [
    call
    for call in CALLS
    if call.name
    in {
        "wire.createTaskRun",
        "wire.addTaskGroupRuns",
        "task_run.create",
        "task_run.execute",
        "task_group.add_runs",
    }
]
KEYS_IGNORED = "any, with a Task API that ignores keys"


def cells_for(found: Matrix, name: str, side: str) -> list[Cell]:
    """Return the cells of one fault in one of the two clients."""
    if name in MORE:
        return found.harness(side).row(MORE[name], PAID)
    fault, harness, is_first_turn = EXAMPLES[name], found.harness(side), _is_first_turn(name, side)
    cells = harness.row(fault, [*_CORE, *(_WIRE if is_first_turn else _PLAIN)])
    if is_first_turn and name not in HARMLESS:
        cells += harness.row(fault, _CORE, times=None)
    return cells


def cells_without_keys(found: Matrix, name: str, side: str) -> list[Cell]:
    """Return the cells of one fault on billed calls, with a Task API that ignores idempotency keys."""
    harness, fault = found.harness(side, task_idempotency=False), EXAMPLES[name]
    return harness.row(fault, TASK_PAID, times=1 if _is_first_turn(name, side) else None)


def _is_first_turn(name: str, side: str) -> bool:
    return (list(EXAMPLES).index(name) + SIDES.index(side)) % 2 == 0


def cells_of(found: Matrix, kind: str) -> list[Cell]:
    """Return all cells of one kind of fault."""
    if kind == STATUSES:
        # One client each: that both treat a status alike is shown above.
        return [cell for n, name in enumerate(MORE) for cell in cells_for(found, name, SIDES[n % 2])]
    if kind == KEYS_IGNORED:
        names = [name for kind in _HARMFUL for name in KINDS[kind]]
        return [cell for name in names for side in SIDES for cell in cells_without_keys(found, name, side)]
    return [cell for name in KINDS[kind] for side in SIDES for cell in cells_for(found, name, side)]


_HARMFUL = (
    "a status, nothing accepted",
    "accepted, but the response lost",
    "the connection breaks",
    "garbage, accepted",
    "silence",
)
SANDBOX_KINDS = (*KINDS, STATUSES, KEYS_IGNORED)
ALL_KINDS = (*SANDBOX_KINDS, *ALL_GATEWAY_KINDS)


def table_row(kind: str, count: Counter[str]) -> str:
    """Return a row of the table."""
    numbers = [count.total(), count["survived"], count["refused"], count["lost"], count["twice"]]
    return f"| {kind} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


def _all_cells() -> Iterator[tuple[str, list[Cell]]]:
    with matrix() as found:
        for kind in SANDBOX_KINDS:
            yield kind, cells_of(found, kind)
    with gateway_world() as world:
        for kind in ALL_GATEWAY_KINDS:
            yield kind, gateway_cells(world, kind)


def main() -> None:
    total: Counter[str] = Counter()
    lines = [
        "| kind of fault | tried | survived | refused | lost | billed twice |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for kind, cells in _all_cells():
        count = Counter[str](cell.outcome for cell in cells)
        total += count
        lines.append(table_row(kind, count))
        for cell in cells:
            if cell.outcome not in ("survived", "refused"):
                print(cell, file=sys.stderr)
    table = "\n".join([*lines, table_row("**all**", total)]) + "\n"
    print(table, end="")
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(re.sub(r"(?s)\| kind of fault.*?\| \*\*all\*\*.*?\n", table, page), encoding="utf-8")


if __name__ == "__main__":
    main()
