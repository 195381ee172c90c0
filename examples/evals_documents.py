"""Evaluate models on documents: create a set, attach a file to each row, start a run, and wait."""

import tempfile
from pathlib import Path

from pareta import Pareta

with Pareta.from_env() as pa, tempfile.TemporaryDirectory() as folder:
    small = Path(folder, "receipt-1.png")
    small.write_bytes(b"\x89PNG" + bytes(20_000))
    large = Path(folder, "receipt-2.png")
    large.write_bytes(b"\x89PNG" + bytes(6_000_000))  # files of 5 MiB or more are streamed from the disk

    receipts = pa.evals.sets.create(
        task="receipt-scan",
        items=[
            {"input": "receipt-1.png", "expected": {"merchant": "Corner Bakery", "total": 12.4}},
            {"input": "receipt-2.png", "expected": {"merchant": "Tram Kiosk", "total": 3.0}},
        ],
        name="receipts",
    )
    set_id = receipts["id"]
    for idx, path in enumerate([small, large]):
        blob = pa.evals.sets.upload_document(set_id, path, idx=idx, field_name="input")
        print(path.name, "->", blob.mime)

    run = pa.evals.runs.create(eval_set=receipts, models=["qwen-vl-2", "gemma-lite-2"], frontier="none")
    print("started:", run.status)
    run = pa.evals.runs.wait(run.id, poll_interval=1.0, timeout=300.0)
    for result in run.results:
        print(
            f"{result.model_id:<14} {result.quality_mean:.3f} "
            f"[{result.quality_ci_low:.3f}, {result.quality_ci_high:.3f}]"
        )
    print("cost:", run.cost_micro_usd, "micro-USD")
    pa.evals.sets.delete(set_id)
