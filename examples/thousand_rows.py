"""A thousand rows of a CSV file: a typed result or a problem for each row, also if the program is stopped on the way."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

from parallel import Parallel


@dataclass
class Company:
    employees: int
    headquarters: str


folder = Path(tempfile.mkdtemp())  # yours, and kept: the journal knows what was paid for
Path(folder, "companies.csv").write_text("name\n" + "\n".join(f"Company {number}" for number in range(1000)))

with (
    Parallel.from_env() as client,
    client.bulk(folder / "companies.bulk", processor="lite", output=Company, poll_interval=1.0) as job,
    Path(folder, "done.csv").open("w", newline="") as file,
):
    table = csv.writer(file)
    table.writerow(["name", "employees", "headquarters", "problem"])
    for row in job.run(folder / "companies.csv"):
        found = row.output
        cells = [found.employees, found.headquarters] if found else ["", ""]
        table.writerow([row.input["name"], *cells, row.error or ""])
    print(job.status().completed, "rows completed")

print(len(Path(folder, "done.csv").read_text().splitlines()) - 1, "rows written")
