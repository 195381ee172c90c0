"""The benchmark catalog: tasks, the models measured on them, the frontier roster, and how a wish finds a task.

Tasks and models are fixed; their figures follow from the seed. Nothing here changes while the sandbox runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pareta_sandbox.dice import Dice

RECOMMENDED = "recommended"


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_DATE: dict[str, Any] = {"type": "string", "format": "date"}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}


def _label(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


@dataclass(frozen=True, slots=True)
class CatalogTask:
    """One benchmarked task. `words` are what the keyword matcher looks for."""

    id: str
    display: str
    description: str
    scorer: str
    has_blob_input: bool
    words: frozenset[str]
    schema: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]

    def as_json(self, examples: int | None = None) -> dict[str, object]:
        record: dict[str, object] = {
            "id": self.id,
            "display_name": self.display,
            "description": self.description,
            "default_scorer": self.scorer,
            "has_blob_input": self.has_blob_input,
        }
        if examples is not None:
            record["schema"] = self.schema
            record["examples"] = [dict(row) for row in self.rows[:examples]]
        return record


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be measured: open ones under an alias, frontier ones under the vendor's own id."""

    name: str
    kind: str
    vendor: str
    vision: bool
    context_k: int
    strength: float
    price: int  # micro-USD for an ordinary request


MODELS = (
    Model("qwen-vl-2", "open", "pareta", True, 128, 0.92, 420),
    Model("llama-scout-1", "open", "pareta", True, 256, 0.88, 380),
    Model("mistral-doc-3", "open", "pareta", False, 128, 0.87, 310),
    Model("gemma-lite-2", "open", "pareta", True, 32, 0.82, 120),
    Model("phi-mini-4", "open", "pareta", False, 64, 0.78, 90),
    Model("claude-opus-4-5", "frontier", "anthropic", True, 200, 0.95, 9_100),
    Model("gpt-5.1", "frontier", "openai", True, 400, 0.94, 7_400),
    Model("gemini-3-pro", "frontier", "google", True, 1_000, 0.94, 6_200),
    Model("grok-4", "frontier", "xai", False, 256, 0.91, 5_800),
)
BY_NAME = {model.name: model for model in MODELS}
RUN_MODES = ("standard", "batch")


def _task(
    id_: str,
    display: str,
    description: str,
    scorer: str,
    words: str,
    schema: Mapping[str, Any],
    *rows: Any,
    blob: bool = False,
) -> CatalogTask:
    examples = [{"input": given, "expected": expected} for given, expected in rows]
    return CatalogTask(id_, display, description, scorer, blob, frozenset(words.split()), schema, examples)


TASKS = (
    _task(
        "contract-key-fields",
        "Contract key fields",
        "Parties, dates and governing law of a contract.",
        "field_f1",
        "contract contracts agreement key fields party parties clause law legal date term extract",
        _object(parties=_TEXTS, effective_date=_DATE, governing_law=_TEXT),
        (
            "This agreement is made on 1 March 2024 by Acme Ltd and Bolt Inc. under the law of Ireland.",
            {
                "parties": ["Acme Ltd", "Bolt Inc."],
                "effective_date": "2024-03-01",
                "governing_law": "Ireland",
            },
        ),
        (
            "Northwind GmbH leases two floors to Fjord AS from 2025-01-01; Norwegian law applies.",
            {
                "parties": ["Northwind GmbH", "Fjord AS"],
                "effective_date": "2025-01-01",
                "governing_law": "Norway",
            },
        ),
    ),
    _task(
        "invoice-extraction",
        "Invoice extraction",
        "Number, date, supplier and total of an invoice.",
        "field_f1",
        "invoice invoices bill supplier vendor total amount number extract extraction date payable",
        _object(invoice_number=_TEXT, invoice_date=_DATE, supplier=_TEXT, total=_AMOUNT),
        (
            "INVOICE 2024-117, 5 May 2024, Blue Heron Works, total due: 1,240.50",
            {
                "invoice_number": "2024-117",
                "invoice_date": "2024-05-05",
                "supplier": "Blue Heron Works",
                "total": 1240.5,
            },
        ),
        (
            "Copperfield Systems / No. 88 / 2025-02-03 / 90.00 incl. VAT",
            {
                "invoice_number": "88",
                "invoice_date": "2025-02-03",
                "supplier": "Copperfield Systems",
                "total": 90,
            },
        ),
    ),
    _task(
        "receipt-scan",
        "Receipt scan",
        "Merchant, day and total from a photograph of a receipt.",
        "field_f1",
        "receipt receipts scan photo image picture merchant shop total expense ocr",
        _object(merchant=_TEXT, day=_DATE, total=_AMOUNT),
        ("receipt-001.png", {"merchant": "Corner Bakery", "day": "2024-07-14", "total": 12.4}),
        blob=True,
    ),
    _task(
        "support-ticket-routing",
        "Support ticket routing",
        "The team that should answer a customer's message.",
        "accuracy",
        "support ticket tickets customer route routing message team helpdesk classify",
        _object(team=_label("billing", "technical", "sales", "other")),
        ("My card was charged twice.", {"team": "billing"}),
        ("The app crashes when I log in.", {"team": "technical"}),
    ),
    _task(
        "resume-parsing",
        "Résumé parsing",
        "Name, employers and skills of an applicant.",
        "field_f1",
        "resume resumes cv applicant candidate skills employer parse parsing hiring",
        _object(name=_TEXT, employers=_TEXTS, skills=_TEXTS),
        (
            "Ada Lovelace. Analytical Engines Ltd. Mathematics, programming.",
            {"name": "Ada Lovelace", "employers": ["Analytical Engines Ltd"], "skills": ["mathematics"]},
        ),
    ),
    _task(
        "review-sentiment",
        "Review sentiment",
        "Whether a review praises or complains.",
        "accuracy",
        "review reviews sentiment opinion product positive negative feedback classify",
        _object(sentiment=_label("positive", "neutral", "negative")),
        ("Works as it should, would buy again.", {"sentiment": "positive"}),
    ),
    _task(
        "clinical-note-coding",
        "Clinical note coding",
        "Diagnosis codes for a clinical note.",
        "set_f1",
        "clinical medical note notes diagnosis code codes coding icd patient doctor",
        _object(codes=_TEXTS),
        ("Type 2 diabetes, well controlled.", {"codes": ["E11.9"]}),
    ),
)
_STOP_WORDS = frozenset(
    re.findall(r"\w+", "a an and any for from i in it my of on or our that the them this to want with")
)


class Catalog:
    """The catalog with figures for one seed."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice.at("catalog")
        self.tasks = {task.id: task for task in TASKS}

    def leaderboard(self, task: CatalogTask) -> dict[str, object]:
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
        """The models measured on a task, best first."""
        measured = [model for model in MODELS if self.is_benchmarked(task, model)]
        return sorted(measured, key=lambda model: (-self.quality(task, model), model.name))

    def recommended(self, task: CatalogTask) -> str:
        """The best open model."""
        return next(model.name for model in self.ranked(task) if model.kind == "open")

    def is_benchmarked(self, task: CatalogTask, model: Model) -> bool:
        """A task with documents needs a model that sees; one frontier model or another is not measured."""
        if task.has_blob_input and not model.vision:
            return False
        return (
            model.kind == "open"
            or model.name == MODELS[5].name
            or self._dice.integer(0, 3, task.id, model.name) > 0
        )

    def quality(self, task: CatalogTask, model: Model) -> float:
        """Measured quality; the strongest open model stays the strongest, whatever the seed."""
        spread = self._dice.number(-0.015, 0.015, "quality", task.id, model.name)
        return round(model.strength + spread, 4)

    def price(self, task: CatalogTask, model: Model) -> int:
        return int(model.price * self._dice.number(0.8, 1.2, "price", task.id, model.name))

    def frontier_models(self, task: CatalogTask | None) -> list[dict[str, object]]:
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
        """Tasks by the share of the query's words that are theirs."""
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
            "run_mode": RUN_MODES[0],
        }


def _confidence(score: float) -> str:
    return "high" if score >= 0.6 else "medium" if score >= 0.3 else "low"
