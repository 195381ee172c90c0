"""Show what a run does while you wait, and keep its id from the first moment."""

from pathlib import Path
from tempfile import gettempdir

from parallel import Parallel, TaskRunEvent

JOURNAL = Path(gettempdir()) / "runs.txt"


def keep(run_id: str) -> None:
    with JOURNAL.open("a") as journal:
        print(run_id, file=journal)


def show(event: object) -> None:
    if isinstance(event, TaskRunEvent):
        print("status:", event.run.status)


with Parallel() as client:
    result = client.task_run.execute(input="United Nations", processor="base", on_start=keep, on_event=show)
    print(result.run.run_id in JOURNAL.read_text())
