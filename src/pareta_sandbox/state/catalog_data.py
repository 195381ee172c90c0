"""The fixed contents of the benchmark catalog: its tasks and its models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


def _object_schema(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_STRING: dict[str, Any] = {"type": "string"}
_STRING_ARRAY: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_DATE: dict[str, Any] = {"type": "string", "format": "date"}
_AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0}


def _string_enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


@dataclass(frozen=True, slots=True)
class CatalogTask:
    """One benchmarked task. `words` are the keywords by which a query finds it."""

    id: str
    display: str
    description: str
    scorer: str
    has_blob_input: bool
    words: frozenset[str]
    schema: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]

    def as_json(self, examples: int | None = None) -> dict[str, object]:
        """Return the CatalogTask, with its schema and this many examples unless that is None."""
        record: dict[str, object] = {
            "id": self.id,
            "display_name": self.display,
            "description": self.description,
            "default_scorer": self.scorer,
            "has_blob_input": self.has_blob_input,
        }
        if examples is not None:
            record["schema"] = record["gold_schema"] = self.schema
            record["output_schema_role"] = "gold"
            record["examples"] = [dict(row) for row in self.rows[:examples]]
        return record


@dataclass(frozen=True, slots=True)
class Model:
    """A benchmarked model. Open models have an alias, frontier models the vendor's id. `price` is per request."""

    name: str
    kind: str
    vendor: str
    vision: bool
    context_k: int
    strength: float
    price: int  # in micro-USD


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
MODELS_BY_NAME = {model.name: model for model in MODELS}


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
    examples = [{"input": task_input, "expected": expected} for task_input, expected in rows]
    return CatalogTask(id_, display, description, scorer, blob, frozenset(words.split()), schema, examples)


TASKS = (
    _task(
        "contract-key-fields",
        "Contract key fields",
        "Parties, dates and governing law of a contract.",
        "field_f1",
        "contract contracts agreement key fields party parties clause law legal date term extract",
        _object_schema(parties=_STRING_ARRAY, effective_date=_DATE, governing_law=_STRING),
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
        _object_schema(invoice_number=_STRING, invoice_date=_DATE, supplier=_STRING, total=_AMOUNT),
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
        _object_schema(merchant=_STRING, day=_DATE, total=_AMOUNT),
        ("receipt-001.png", {"merchant": "Corner Bakery", "day": "2024-07-14", "total": 12.4}),
        blob=True,
    ),
    _task(
        "support-ticket-routing",
        "Support ticket routing",
        "The team that should answer a customer's message.",
        "accuracy",
        "support ticket tickets customer route routing message team helpdesk classify",
        _object_schema(team=_string_enum("billing", "technical", "sales", "other")),
        ("My card was charged twice.", {"team": "billing"}),
        ("The app crashes when I log in.", {"team": "technical"}),
    ),
    _task(
        "resume-parsing",
        "Résumé parsing",
        "Name, employers and skills of an applicant.",
        "field_f1",
        "resume resumes cv applicant candidate skills employer parse parsing hiring",
        _object_schema(name=_STRING, employers=_STRING_ARRAY, skills=_STRING_ARRAY),
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
        _object_schema(sentiment=_string_enum("positive", "neutral", "negative")),
        ("Works as it should, would buy again.", {"sentiment": "positive"}),
    ),
    _task(
        "clinical-note-coding",
        "Clinical note coding",
        "Diagnosis codes for a clinical note.",
        "set_f1",
        "clinical medical note notes diagnosis code codes coding icd patient doctor",
        _object_schema(codes=_STRING_ARRAY),
        ("Type 2 diabetes, well controlled.", {"codes": ["E11.9"]}),
    ),
)
