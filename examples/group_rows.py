"""Research a list of rows: start a group, wait for it, and read its results as rows."""

from dataclasses import dataclass

from parallel import Parallel


@dataclass
class Founding:
    year: int


names = ["United Nations", "Red Cross", "Greenpeace"]

with Parallel.from_env() as client:
    group = client.task_group.create()
    added = client.task_group.add_runs(group.taskgroup_id, names, processor="lite", output=Founding)
    client.task_group.wait(
        group.taskgroup_id, on_event=lambda group: print(group.status.task_run_status_counts)
    )
    rows = client.task_group.results(group.taskgroup_id, output=Founding, run_ids=added.run_ids)
    for name, row in zip(names, rows, strict=True):
        print(name, row.status, type(row.parsed).__name__ if row.error is None else row.error)
