"""Generate the output of a task run: its content, and a basis for each field.

The output schema decides the kind of content. A JSON schema gives an object that fits it, a text schema (or a plain
string) gives text, `auto` or nothing gives an object together with the schema that was chosen for it.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pareta_sandbox.json_values import canonical_json, is_object
from pareta_sandbox.random_source import CanonicalJson, SeededRandom
from pareta_sandbox.schemas import example_strings
from pareta_sandbox.schemas.instances import UnsatisfiableSchemaError, generate_instance
from pareta_sandbox.schemas.validation import CompiledSchema, InvalidSchemaError, compile_schema

# Only more expensive processors add confidence and excerpts to a basis.
BRIEF_PROCESSORS = ("lite", "base", "lite-fast", "base-fast")
MAX_SUBJECT_CHARACTERS = 60
# The site and the kind of document of a citation.
_SOURCES = tuple(
    itertools.product(
        ("www.example.org", "news.example.com", "data.example.net"),
        ("an overview", "public record", "annual report"),
    )
)

AUTO_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "summary": {"type": "string", "description": "What was found out, in one sentence."},
        "key_facts": {"type": "array", "description": "Top 3 facts", "items": {"type": "string"}},
        "as_of": {"type": "string", "format": "date"},
    },
    "required": ["summary", "key_facts", "as_of"],
    "additionalProperties": False,
}


def requested_output(spec: Mapping[str, Any] | None) -> tuple[str, Any]:
    """Return what a task spec requests: ("json", schema), ("text", description) or ("auto", None)."""
    output_schema = None if spec is None else spec.get("output_schema")
    if isinstance(output_schema, str):
        return "text", output_schema
    if not is_object(output_schema):
        return "auto", None
    kind = schema_kind(output_schema)
    if kind == "json":
        return "json", output_schema["json_schema"]
    return kind, output_schema.get("description") or "" if kind == "text" else None


def schema_kind(schema: Mapping[str, Any]) -> str:
    """Return what an input or output schema is: its `type`, or what its members say if it has none."""
    if "type" in schema:
        return str(schema["type"])
    return "json" if "json_schema" in schema else "text" if "description" in schema else "auto"


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """What all runs with one task spec share.

    Attributes:
        spec: The task spec.
        spec_key: The task spec as a member of a random source's key.
        kind: `json`, `text` or `auto`.
        description: The description of a text.
        schema: The schema of an object.
        sample: An object that fits it. A run for which no other is found returns this one.
        problem: Why no object fits the schema, or None.
    """

    spec: Mapping[str, Any] | None
    spec_key: CanonicalJson
    kind: str
    description: str = ""
    schema: CompiledSchema | None = None
    sample: Any = None
    problem: str | None = None


def plan_output(spec: Mapping[str, Any] | None) -> OutputPlan:
    """Return the plan for a task spec. The last plans are kept."""
    return _plan(json.dumps(spec))


@functools.lru_cache(maxsize=1024)  # as many runs as one request has
def _plan(text: str) -> OutputPlan:
    spec = json.loads(text)
    kind, schema = requested_output(spec)
    spec_key = CanonicalJson(canonical_json(spec))
    if kind == "text":
        return OutputPlan(spec, spec_key, kind, description=str(schema))
    try:
        compiled = compile_schema(AUTO_SCHEMA if kind == "auto" else schema)
        sample = generate_instance(compiled, SeededRandom("sample"), default_type="object")
        if not is_object(sample):
            raise UnsatisfiableSchemaError("the output schema does not describe an object")
    except (InvalidSchemaError, UnsatisfiableSchemaError) as error:
        return OutputPlan(spec, spec_key, kind, problem=str(error))
    return OutputPlan(spec, spec_key, kind, schema=compiled, sample=sample)


def generate_output(plan: OutputPlan, request: Mapping[str, Any], rng: SeededRandom) -> dict[str, object]:
    """Return the TaskRunOutput for a request, by the plan for its task spec, which has no problem."""
    subject = summarize_input(request["input"])
    kind = plan.kind
    content: Any
    if kind == "text":
        content = _text(plan.description, subject, rng)
        fields = ["output"]
    else:
        try:
            content = generate_instance(
                plan.schema, rng.derive("content"), subject=subject, default_type="object"
            )
        except UnsatisfiableSchemaError:
            content = plan.sample
        content = content if is_object(content) else plan.sample
        fields = list(content)
    is_detailed = request["processor"] not in BRIEF_PROCESSORS
    output: dict[str, object] = {
        "type": "text" if kind == "text" else "json",
        "content": content,
        "basis": [
            _basis(field, subject, rng.derive("basis", field), is_detailed=is_detailed) for field in fields
        ],
        "mcp_tool_calls": _tool_calls(request, subject, rng) or None,
    }
    if kind == "auto":
        output["output_schema"] = AUTO_SCHEMA
    return output


def summarize_input(task_input: object) -> str:
    """Return a few words that say what an input is about."""
    if is_object(task_input):
        words = ", ".join(str(value) for value in task_input.values() if isinstance(value, str | int))
        text = words or canonical_json(task_input)
    else:
        text = str(task_input)
    text = " ".join(text.split())
    return text if len(text) <= MAX_SUBJECT_CHARACTERS else text[: MAX_SUBJECT_CHARACTERS - 1] + "…"


def _text(description: str, subject: str, rng: SeededRandom) -> str:
    text = example_strings.from_description(description, rng)
    return example_strings.sentence("", subject, rng) if text is None else text


def _basis(field: str, subject: str, rng: SeededRandom, *, is_detailed: bool) -> dict[str, object]:
    citations = [_citation(field, subject, rng, n, is_detailed=is_detailed) for n in range(rng.integer(1, 3))]
    basis: dict[str, object] = {
        "field": field,
        "reasoning": f"{len(citations)} of the sources that were read speak of {field} for {subject}; they agree.",
        "citations": citations,
    }
    if is_detailed:
        basis["confidence"] = rng.choice(("high", "high", "medium", "low"), "confidence")
    return basis


def _citation(field: str, subject: str, rng: SeededRandom, n: int, *, is_detailed: bool) -> dict[str, object]:
    site, kind = rng.choice(_SOURCES, "source", n)
    excerpts: list[str] = []
    if is_detailed:
        digits = rng.hex(6, "excerpt", n)
        excerpts.append(f"On {field}, the record of {subject} says: sandbox excerpt {digits}.")
    return {
        "url": f"https://{site}/{rng.hex(10, 'page', n)}",
        "title": f"{field} – {kind}",
        "excerpts": excerpts,
    }


def _tool_calls(request: Mapping[str, Any], subject: str, rng: SeededRandom) -> list[dict[str, object]]:
    """Return one made-up call to each MCP server of the request."""
    calls: list[dict[str, object]] = []
    for n, server in enumerate(request.get("mcp_servers") or ()):
        allowed = server.get("allowed_tools") or ["search"]
        calls.append(
            {
                "tool_call_id": f"call_{rng.hex(16, 'mcp', n)}",
                "server_name": server["name"],
                "tool_name": allowed[0],
                "arguments": canonical_json({"query": subject}),
                "content": f"Sandbox result of {allowed[0]} for {subject}.",
                "error": None,
            }
        )
    return calls
