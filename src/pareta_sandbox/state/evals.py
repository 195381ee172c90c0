"""Eval sets, the documents attached to their rows, and eval runs. Knows no HTTP.

A run is `queued`, `running`, `evaluating` and `completed` (or `failed`) by the clock; its figures follow from the
seed, the set's rows and the candidates. Documents are never kept: only how many bytes came, and their hash.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pareta_sandbox.dice import Dice

from .catalog import BY_NAME, Catalog, CatalogTask

FAIL_MARK = "[sandbox:fail]"
ATTACH_LIMIT = 5 * 1024 * 1024
QUEUED_SECONDS, RUNNING_SECONDS, EVALUATING_SECONDS = 0.5, 3.0, 1.5
EVAL_SECONDS = QUEUED_SECONDS + RUNNING_SECONDS + EVALUATING_SECONDS


@dataclass(slots=True)
class EvalSet:
    """A set of rows; only their number and their hash are kept."""

    id: str
    task: CatalogTask
    name: str
    item_count: int
    digest: str

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "task_id": self.task.id,
            "name": self.name,
            "item_count": self.item_count,
            "scoring_strategy": self.task.scorer,
        }


@dataclass(slots=True)
class Blob:
    """A document that was announced, and what has come of it. `received` is None until the PUT is over."""

    token: str
    eval_set_id: str
    idx: int
    field_name: str
    mime: str
    file_size: int
    received: int | None = None
    sha256: str | None = None

    @property
    def storage_uri(self) -> str:
        return f"sandbox://blobs/{self.eval_set_id}/{self.token}"


@dataclass(slots=True)
class EvalRun:
    """One eval run; everything in it is fixed when it is made."""

    id: str
    eval_set: EvalSet
    candidates: Sequence[str]
    created_at: float
    results: list[dict[str, object]]
    cost_micro_usd: int
    fails: bool

    @property
    def ended_at(self) -> float:
        return self.created_at + EVAL_SECONDS

    def status(self, now: float) -> str:
        age = now - self.created_at
        if age < QUEUED_SECONDS:
            return "queued"
        if age < QUEUED_SECONDS + RUNNING_SECONDS:
            return "running"
        if now < self.ended_at:
            return "evaluating"
        return "failed" if self.fails else "completed"

    def as_json(self, now: float) -> dict[str, object]:
        status = self.status(now)
        done = status == "completed"
        return {
            "run": {
                "id": self.id,
                "eval_set_id": self.eval_set.id,
                "status": status,
                "candidate_model_ids": list(self.candidates),
                "error_detail": "the set's name asked for a failure" if status == "failed" else None,
                "total_cost_micro_usd": self.cost_micro_usd if done else None,
            },
            "results": self.results if done else [],
        }


@dataclass(slots=True)
class Evals:
    """All sets, documents and runs."""

    dice: Dice
    catalog: Catalog
    sets: dict[str, EvalSet] = field(default_factory=dict[str, EvalSet])
    blobs: dict[str, Blob] = field(default_factory=dict[str, Blob])  # by token
    runs: dict[str, EvalRun] = field(default_factory=dict[str, EvalRun])

    def blob_at(self, storage_uri: str) -> Blob | None:
        blob = self.blobs.get(storage_uri.rpartition("/")[2])
        return blob if blob is not None and blob.storage_uri == storage_uri else None

    def make_run(self, run_id: str, eval_set: EvalSet, candidates: Sequence[str], now: float) -> EvalRun:
        fails = FAIL_MARK in eval_set.name
        results = [self._result(eval_set, name) for name in candidates]
        cost = (
            0 if fails else sum(self.row_price(eval_set, name) * eval_set.item_count for name in candidates)
        )
        return EvalRun(run_id, eval_set, tuple(candidates), now, results, cost, fails)

    def row_price(self, eval_set: EvalSet, name: str) -> int:
        return self.catalog.price(eval_set.task, BY_NAME[name])

    def _result(self, eval_set: EvalSet, name: str) -> dict[str, object]:
        model = BY_NAME[name]
        dice = self.dice.at("eval", eval_set.digest, eval_set.task.id, name)
        rows = eval_set.item_count
        errors = sum(dice.integer(0, 39, "error", row) == 0 for row in range(min(rows, 400)))
        errors = min(errors, rows - 1)
        mean = min(0.995, max(0.02, self.catalog.quality(eval_set.task, model) + dice.number(-0.04, 0.04)))
        half = min(1.96 * math.sqrt(mean * (1 - mean) / max(rows - errors, 1)), 0.5)
        return {
            "model_id": name,
            "kind": model.kind,
            "quality_mean": round(mean, 4),
            "quality_ci_low": round(max(0.0, mean - half), 4),
            "quality_ci_high": round(min(1.0, mean + half), 4),
            "mean_cost_micro_usd": self.row_price(eval_set, name),
            "n_succeeded": rows - errors,
            "error_count": errors,
        }


def digest_of(rows: Sequence[bytes]) -> str:
    return hashlib.sha256(b"\n".join(rows)).hexdigest()
