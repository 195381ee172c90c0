"""Tables, plots and pages of results, as in a notebook. Needs `pareta-sdk[plot]` and polars."""

import tempfile
from pathlib import Path

from parallel import Parallel
from pareta import Pareta

with Pareta.from_env() as pa, Parallel() as par, tempfile.TemporaryDirectory() as folder:
    board = pa.tasks.leaderboard("contract-key-fields")
    print(board.models.to_polars().select("name", "quality"))
    board.plot().savefig(Path(folder, "board.svg"))  # pyright: ignore[reportUnknownMemberType]  # of matplotlib

    rows = [{"input": "Supply agreement between …", "expected": {"parties": ["A", "B"]}}]
    run = pa.evals.runs.create(
        task="contract-key-fields", items=rows, models=["qwen-vl-2"], frontier="benchmarked", wait=True
    )
    print(run.report(Path(folder, "eval.html")).name, run.results.to_polars().height, "models")

    result = par.task_run.execute(input="United Nations", processor="core", output="Its founding date")
    print(result.report(Path(folder, "answer.html")).name, result.output.basis.to_polars().columns)
