"""Find the task that matches what you want to do, and its best model."""

from pareta import Pareta

with Pareta.from_env() as pa:
    found = pa.tasks.match("pull the parties out of contracts", top_k=3)
    best = found.chosen
    if not (best and best.task_id):
        raise SystemExit("no task matches; the catalog has: " + ", ".join(one.id for one in pa.tasks.list()))
    task = pa.tasks.retrieve(best.task_id, examples_n=1)
    print(f"{task.id}, scored by {task.default_scorer}")

    board = pa.tasks.leaderboard(task.id)
    for entry in board.models:
        mark = "*" if entry.name == board.recommended else " "
        print(f"{mark} {entry.name:<18} {entry.quality:.3f}  {entry.cost_per_request_micro_usd} micro-USD")
