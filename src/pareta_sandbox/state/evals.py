"""Eval sets, the documents of their rows, and eval runs. Knows no HTTP.

A run is `queued`, `running`, `evaluating` and `completed` (or `failed`) by the clock. Its results follow from the seed,
the rows and the candidates. Documents are not stored, only their size and their hash.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from pareta_sandbox import markers
from pareta_sandbox.random_source import SeededRandom

from .catalog import Catalog
from .catalog_data import MODELS_BY_NAME, CatalogTask

ATTACH_LIMIT = 5 * 1024 * 1024  # bytes
MAX_SCORED_ROWS = 400  # of a result
QUEUED_SECONDS, RUNNING_SECONDS, EVALUATING_SECONDS = 0.5, 3.0, 1.5
EVAL_SECONDS = QUEUED_SECONDS + RUNNING_SECONDS + EVALUATING_SECONDS


@dataclass(slots=True)
class EvalSet:
    """A set of rows, of which only the number and the hash are stored."""

    id: str
    task: CatalogTask
    name: str
    item_count: int
    digest: str
    prompt: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the EvalSet."""
        return {
            "id": self.id,
            "task_id": self.task.id,
            "name": self.name,
            "item_count": self.item_count,
            "scoring_strategy": self.task.scorer,
            "prompt": self.prompt,
        }


@dataclass(slots=True)
class Blob:
    """A document that was announced. `received` is the size in bytes of the upload, None until it is complete."""

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
        """The URI by which the API refers to the document."""
        return f"sandbox://blobs/{self.eval_set_id}/{self.token}"


@dataclass(frozen=True, slots=True)
class EvalResult:
    """How one candidate did. Rows are scored when the result is requested, the first MAX_SCORED_ROWS of them."""

    eval_set: EvalSet
    model_id: str
    kind: str
    mean: float
    row_price: int
    rng: SeededRandom

    def as_json(self) -> dict[str, object]:
        """Return the EvalResult."""
        rows, mean = self.eval_set.item_count, self.mean
        scored = range(min(rows, MAX_SCORED_ROWS))
        failed = {row for row in scored if self.rng.integer(0, 39, "error", row) == 0}
        if len(failed) == rows:
            failed.discard(0)
        scores = {row: 0.0 if row in failed else self._score(row) for row in scored}
        margin = min(1.96 * math.sqrt(mean * (1 - mean) / (rows - len(failed))), 0.5)
        exact = sum(score == 1.0 for score in scores.values())
        return {
            "model_id": self.model_id,
            "kind": self.kind,
            "quality_mean": round(mean, 4),
            "quality_ci_low": round(max(0.0, mean - margin), 4),
            "quality_ci_high": round(min(1.0, mean + margin), 4),
            "mean_cost_micro_usd": self.row_price,
            "n_succeeded": rows - len(failed),
            "error_count": len(failed),
            "exact_match": round(100 * exact / len(scored), 1),
            "per_item": [self._item(row, score, row in failed) for row, score in scores.items()],
        }

    def _score(self, row: int) -> float:
        if self.rng.number(0, 1, "exact", row) < self.mean**2:
            return 1.0
        return round(self.rng.number(0.5, 0.99, "score", row) * self.mean, 4)

    def _item(self, row: int, score: float, failed: bool) -> dict[str, object]:
        if failed:
            return {
                "idx": row,
                "score": score,
                "prediction": None,
                "error": "the model's output is not valid JSON",
            }
        examples = self.eval_set.task.rows
        return {"idx": row, "score": score, "prediction": examples[row % len(examples)]["expected"]}


@dataclass(slots=True)
class EvalRun:
    """One eval run. All of it is fixed when it is created."""

    id: str
    eval_set: EvalSet
    candidates: Sequence[str]
    created_at: float
    results: Sequence[EvalResult]
    cost_micro_usd: int
    fails: bool

    @property
    def ended_at(self) -> float:
        """When the run ends, in sandbox seconds."""
        return self.created_at + EVAL_SECONDS

    def status(self, now: float) -> str:
        """Return the status at an instant."""
        age = now - self.created_at
        if age < QUEUED_SECONDS:
            return "queued"
        if age < QUEUED_SECONDS + RUNNING_SECONDS:
            return "running"
        if now < self.ended_at:
            return "evaluating"
        return "failed" if self.fails else "completed"

    def as_json(self, now: float) -> dict[str, object]:
        """Return the EvalRun and its results at an instant."""
        status = self.status(now)
        is_completed = status == "completed"
        return {
            "run": {
                "id": self.id,
                "eval_set_id": self.eval_set.id,
                "status": status,
                "candidate_model_ids": list(self.candidates),
                "error_detail": "the set's name asked for a failure" if status == "failed" else None,
                "total_cost_micro_usd": self.cost_micro_usd if is_completed else None,
            },
            "results": [one.as_json() for one in self.results] if is_completed else [],
        }


@dataclass(slots=True)
class Evals:
    """All sets, documents and runs."""

    rng: SeededRandom
    catalog: Catalog
    sets: dict[str, EvalSet] = field(default_factory=dict[str, EvalSet])
    blobs: dict[str, Blob] = field(default_factory=dict[str, Blob])  # by token
    runs: dict[str, EvalRun] = field(default_factory=dict[str, EvalRun])

    def find_blob(self, storage_uri: str) -> Blob | None:
        """Return the document with this URI, or None."""
        blob = self.blobs.get(storage_uri.rpartition("/")[2])
        return blob if blob is not None and blob.storage_uri == storage_uri else None

    def create_run(self, run_id: str, eval_set: EvalSet, candidates: Sequence[str], now: float) -> EvalRun:
        """Return a new run, which is not stored yet. It fails if the set's name asks for it."""
        fails = markers.FAIL in eval_set.name
        results = [self._result(eval_set, name) for name in candidates]
        cost = (
            0 if fails else sum(self.row_price(eval_set, name) * eval_set.item_count for name in candidates)
        )
        return EvalRun(run_id, eval_set, tuple(candidates), now, results, cost, fails)

    def row_price(self, eval_set: EvalSet, name: str) -> int:
        """Return the price of one row for a model, in micro-USD."""
        return self.catalog.price(eval_set.task, MODELS_BY_NAME[name])

    def _result(self, eval_set: EvalSet, name: str) -> EvalResult:
        model = MODELS_BY_NAME[name]
        rng = self.rng.derive("eval", eval_set.digest, eval_set.task.id, name)
        mean = min(0.995, max(0.02, self.catalog.quality(eval_set.task, model) + rng.number(-0.04, 0.04)))
        return EvalResult(eval_set, name, model.kind, mean, self.row_price(eval_set, name), rng)


def hash_rows(rows: Sequence[bytes]) -> str:
    """Return the SHA-256 of the rows."""
    return hashlib.sha256(b"\n".join(rows)).hexdigest()
