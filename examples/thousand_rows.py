"""A thousand rows of a CSV file: one group of runs, and a typed result or a problem for each row."""

import csv
import io
from dataclasses import dataclass

from parallel import Parallel, TaskRunEvent


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
    added = client.task_group.add_runs(
        group.taskgroup_id,
        inputs=[{"input": name, "processor": "lite"} for name in names],
        default_task_spec={"output_schema": Company},
    )
    row_of = dict(zip(added.run_ids, names, strict=True))

    with client.task_group.events(group.taskgroup_id) as events:  # until every run has ended
        for _event in events:
            pass

    written = io.StringIO()  # your file
    table = csv.writer(written)
    table.writerow(["name", "employees", "headquarters", "problem"])
    for event in client.task_group.get_runs(group.taskgroup_id, output=Company):
        if isinstance(event, TaskRunEvent):
            found = event.output.parsed if event.output else None
            problem = "" if found else (event.run.error.message if event.run.error else event.run.status)
            cells = [found.employees, found.headquarters] if found else ["", ""]
            table.writerow([row_of[event.run.run_id], *cells, problem])

print(len(written.getvalue().splitlines()) - 1, "rows written")
