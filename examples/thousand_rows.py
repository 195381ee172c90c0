"""A thousand rows of a CSV file: one group of runs, and a typed result or a problem for each row."""

import csv
import io
from dataclasses import dataclass

from parallel import Parallel


@dataclass
class Company:
    employees: int
    headquarters: str


companies = io.StringIO("name\n" + "\n".join(f"Company {number}" for number in range(1000)))  # your file
names = [row["name"] for row in csv.DictReader(companies)]

with Parallel.from_env() as client:
    group = client.task_group.create()
    print("group", group.taskgroup_id[:5])  # write it down: another process can read the results by it

    # Sent in requests of 1,000. After a lost connection only the missing rows are sent again, so none is paid twice.
    added = client.task_group.add_runs(group.taskgroup_id, names, processor="lite", output=Company)
    client.task_group.wait(group.taskgroup_id)

    written = io.StringIO()  # your file
    table = csv.writer(written)
    table.writerow(["name", "employees", "headquarters", "problem"])
    rows = client.task_group.results(group.taskgroup_id, output=Company, run_ids=added.run_ids)
    for name, row in zip(names, rows, strict=True):
        found = row.parsed
        cells = [found.employees, found.headquarters] if found else ["", ""]
        table.writerow([name, *cells, row.error or ""])

print(len(written.getvalue().splitlines()) - 1, "rows written")
