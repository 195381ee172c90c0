"""What is tried, and what comes of it: `python -m tests.contract.fault_figures --write` writes the table.

Every operation meets every fault in both clients. What is paid for, waited for, streamed or made of several requests
goes through the facade in both. Of the rest a fault meets the low-level client in one and the facade in the other, in
turn. What does harm comes once in both clients, and without end in one of them, in turn.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from tests.contract.fault_cells import SIDES, Cell, Matrix, matrix
from tests.contract.fault_facades import CALLS
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


def tried(found: Matrix, name: str, side: str) -> list[Cell]:
    """One fault in one of the two clients."""
    if name in MORE:
        return found.bench(side).row(MORE[name], PAID)
    fault, bench, turn = EXAMPLES[name], found.bench(side), _turn(name, side)
    cells = bench.row(fault, [*_CORE, *(_WIRE if turn else _PLAIN)])
    if turn and name not in HARMLESS:
        cells += bench.row(fault, _CORE, times=None)
    return cells


def tried_without_keys(found: Matrix, name: str, side: str) -> list[Cell]:
    """One fault on what the Task API is paid for, where it does not recognise a repetition."""
    bench, fault = found.bench(side, task_idempotency=False), EXAMPLES[name]
    return bench.row(fault, TASK_PAID, times=1 if _turn(name, side) else None)


def _turn(name: str, side: str) -> bool:
    return (list(EXAMPLES).index(name) + SIDES.index(side)) % 2 == 0


def cells_of(found: Matrix, kind: str) -> list[Cell]:
    """All that is tried of one kind of fault."""
    if kind == STATUSES:
        # Each on one side: that both do the same with a status is seen above.
        return [cell for n, name in enumerate(MORE) for cell in tried(found, name, SIDES[n % 2])]
    if kind == KEYS_IGNORED:
        names = [name for kind in _HARMFUL for name in KINDS[kind]]
        return [cell for name in names for side in SIDES for cell in tried_without_keys(found, name, side)]
    return [cell for name in KINDS[kind] for side in SIDES for cell in tried(found, name, side)]


_HARMFUL = (
    "a status, nothing accepted",
    "accepted, and the answer lost",
    "the line breaks",
    "garbage, accepted",
    "silence",
)
ALL_KINDS = (*KINDS, STATUSES, KEYS_IGNORED)


def line(kind: str, count: Counter[str]) -> str:
    """A line of the table."""
    numbers = [count.total(), count["survived"], count["refused"], count["lost"], count["twice"]]
    return f"| {kind} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


def main() -> None:
    total: Counter[str] = Counter()
    lines = [
        "| kind of fault | tried | survived | refused | lost | billed twice |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    with matrix() as found:
        for kind in ALL_KINDS:
            cells = cells_of(found, kind)
            count = Counter[str](cell.outcome for cell in cells)
            total += count
            lines.append(line(kind, count))
            for cell in cells:
                if cell.outcome not in ("survived", "refused"):
                    print(cell, file=sys.stderr)
    table = "\n".join([*lines, line("**all**", total)]) + "\n"
    print(table, end="")
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(re.sub(r"(?s)\| kind of fault.*?\| \*\*all\*\*.*?\n", table, page), encoding="utf-8")


if __name__ == "__main__":
    main()
