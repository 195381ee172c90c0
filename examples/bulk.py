"""A job over a table of companies. Stop it at any time, with Ctrl-C or a crash, and start it again."""

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from parallel import Parallel


@dataclass
class Company:
    name: str
    employees: int


folder = Path(tempfile.mkdtemp())  # yours, and kept: the journal knows what was paid for
rows = [{"company": name} for name in ("United Nations", "Red Cross", "Greenpeace")]

with (
    Parallel() as client,
    client.bulk(
        folder / "companies.bulk",
        processor="core",
        output=Company,
        price=Decimal("0.025"),
        max_cost=500,
        poll_interval=1.0,
    ) as job,
):
    print("to pay:", job.plan(rows).cost)
    for row in job.run(rows):
        print(row.input, row.output if row.error is None else row.error)
    print("spent:", job.status().spent)

    again = job.plan(rows)
    print("new:", again.new, "done:", again.done)
    job.to_jsonl(folder / "companies.jsonl")
