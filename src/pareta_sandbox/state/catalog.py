"""The benchmark catalog: leaderboards, prices, and the task for a query. Nothing here changes while the sandbox runs.

Tasks and models are fixed (`catalog_data`). Their measurements follow from the seed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pareta_sandbox.random_source import SeededRandom

from .catalog_data import MODELS, TASKS, CatalogTask, Model

RECOMMENDED = "recommended"
RUN_MODE = "standard"
ALWAYS_BENCHMARKED = "claude-opus-4-5"  # a frontier model, so that every leaderboard has one
_STOP_WORDS = frozenset(
    re.findall(r"\w+", "a an and any for from i in it my of on or our that the them this to want with")
)


class Catalog:
    """The catalog with the measurements of one seed."""

    def __init__(self, rng: SeededRandom) -> None:
        self._rng = rng.derive("catalog")
        self.tasks = {task.id: task for task in TASKS}

    def leaderboard(self, task: CatalogTask) -> dict[str, object]:
        """Return the Leaderboard of a task."""
        ranked = self.ranked(task)
        entries = [self._entry(task, model) for model in ranked]
        return {
            "task_id": task.id,
            "metric": task.scorer,
            "cost_unit": "micro_usd_per_request",
            "recommended": self.recommended(task),
            "models": entries,
            "frontier": next((entry for entry in entries if entry["kind"] == "frontier"), None),
        }

    def ranked(self, task: CatalogTask) -> list[Model]:
        """Return the models benchmarked on a task, best first."""
        measured = [model for model in MODELS if self.is_benchmarked(task, model)]
        return sorted(measured, key=lambda model: (-self.quality(task, model), model.name))

    def recommended(self, task: CatalogTask) -> str:
        """Return the name of the best open model."""
        return next(model.name for model in self.ranked(task) if model.kind == "open")

    def is_benchmarked(self, task: CatalogTask, model: Model) -> bool:
        """Return whether a model is benchmarked on a task.

        A task with documents needs a model with vision. Some frontier models are missing, by chance.
        """
        if task.has_blob_input and not model.vision:
            return False
        return (
            model.kind == "open"
            or model.name == ALWAYS_BENCHMARKED
            or self._rng.integer(0, 3, task.id, model.name) > 0
        )

    def quality(self, task: CatalogTask, model: Model) -> float:
        """Return the measured quality, from 0 to 1. With every seed the strongest open model stays the strongest."""
        spread = self._rng.number(-0.015, 0.015, "quality", task.id, model.name)
        return round(model.strength + spread, 4)

    def price(self, task: CatalogTask, model: Model) -> int:
        """Return the price of one request, in micro-USD."""
        return int(model.price * self._rng.number(0.8, 1.2, "price", task.id, model.name))

    def frontier_models(self, task: CatalogTask | None) -> list[dict[str, object]]:
        """Return every frontier model, and whether it is benchmarked on the task."""
        return [
            {
                "id": model.name,
                "vendor": model.vendor,
                "vision": model.vision,
                "benchmarked": task is not None and self.is_benchmarked(task, model),
            }
            for model in MODELS
            if model.kind == "frontier"
        ]

    def match(self, query: str, top_k: int) -> dict[str, object]:
        """Return the tasks that share the most words with the query, at most `top_k`."""
        words = [word for word in re.findall(r"\w+", query.lower()) if word not in _STOP_WORDS]
        scored = [(self._score(task, query, words), task.id) for task in TASKS]
        scored = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1]))
        candidates = [
            {"task_id": task_id, "score": score, "confidence": _confidence(score)}
            for score, task_id in scored[:top_k]
        ]
        matched = bool(scored) and scored[0][0] >= 0.25
        ambiguous = len(scored) > 1 and scored[0][0] - scored[1][0] < 0.1
        return {
            "query": query,
            "matched": matched,
            "chosen": candidates[0] if matched else None,
            "candidates": candidates,
            "ambiguous": matched and ambiguous,
            "matcher": "keyword",
            "type": "task" if matched else "none",
            "reasoning": f"{len(scored)} of {len(TASKS)} tasks share words with the query.",
            "confidence": candidates[0]["confidence"] if matched else None,
            "capability": None,
        }

    def closest(self, prompt: str) -> CatalogTask:
        """Return the task that shares the most words with a prompt; the first one of the catalog if none does."""
        candidates: Any = self.match(prompt, 1)["candidates"]
        return self.tasks[candidates[0]["task_id"]] if candidates else TASKS[0]

    def propose(self, prompt: str, rows: int) -> dict[str, object]:
        """Return the EvalContract of a prompt and so many rows."""
        candidates: Any = self.match(prompt, 3)["candidates"]
        evidence = f"The prompt shares words with the task; {rows} rows were read."
        return {
            "proposals": [
                {"task_id": one["task_id"], "confidence": one["confidence"], "evidence": evidence}
                for one in candidates
            ],
            "homogeneous": True,
            "split": None,
            "conflict": None,
            "closest_task": self.closest(prompt).id,
            "prompt": prompt,
            "message": None if candidates else "No task of the catalog shares a word with the prompt.",
        }

    def _score(self, task: CatalogTask, query: str, words: Sequence[str]) -> float:
        if query.strip().lower() == task.id:
            return 1.0
        hits = sum(word in task.words for word in words)
        return round(hits / len(words), 3) if words else 0.0

    def _entry(self, task: CatalogTask, model: Model) -> dict[str, object]:
        return {
            "name": model.name,
            "kind": model.kind,
            "quality": self.quality(task, model),
            "cost_per_request_micro_usd": self.price(task, model),
            "context_k": model.context_k,
            "run_mode": RUN_MODE,
        }


def _confidence(score: float) -> str:
    return "high" if score >= 0.6 else "medium" if score >= 0.3 else "low"
