"""A task run's output: the answer, and a basis for each of its fields. Knows no HTTP and no clock.

What is asked for decides the kind: a JSON schema gives an object that fits it, a text schema (or a bare string) a
text, `auto` or nothing an object together with the schema that was chosen for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pareta_sandbox import texts
from pareta_sandbox.answers import Unsatisfiable, instance
from pareta_sandbox.dice import Dice, canonical
from pareta_sandbox.shapes import is_object

# From `core` up a basis carries confidence and excerpts; `lite` and `base` only name their sources.
PLAIN_PROCESSORS = ("lite", "base", "lite-fast", "base-fast")
MAX_SUBJECT = 60

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


def output_kind(spec: Mapping[str, Any] | None) -> tuple[str, Any]:
    """What a task spec asks for: ("json", schema), ("text", description) or ("auto", None)."""
    wanted = None if spec is None else spec.get("output_schema")
    if isinstance(wanted, str):
        return "text", wanted
    if not is_object(wanted) or wanted.get("type") == "auto":
        return "auto", None
    if wanted.get("type") == "text":
        return "text", wanted.get("description") or ""
    return "json", wanted["json_schema"]


def make_output(request: Mapping[str, Any], dice: Dice) -> dict[str, object]:
    """The output of a run. Raises Unsatisfiable when nothing fits the schema."""
    subject = subject_of(request["input"])
    kind, schema = output_kind(request.get("task_spec"))
    content: Any
    if kind == "text":
        content = _text(str(schema), subject, dice)
        fields = ["output"]
    else:
        schema = AUTO_SCHEMA if kind == "auto" else schema
        content = instance(schema, dice.at("content"), subject=subject, kind="object")
        if not is_object(content):
            raise Unsatisfiable("the output schema does not describe an object")
        fields = list(content)
    rich = request["processor"] not in PLAIN_PROCESSORS
    output: dict[str, object] = {
        "type": "text" if kind == "text" else "json",
        "content": content,
        "basis": [_basis(field, subject, dice.at("basis", field), rich=rich) for field in fields],
        "mcp_tool_calls": _tool_calls(request, subject, dice) or None,
    }
    if kind == "auto":
        output["output_schema"] = AUTO_SCHEMA
    return output


def subject_of(asked: object) -> str:
    """A few words for what an input is about."""
    if is_object(asked):
        words = ", ".join(str(value) for value in asked.values() if isinstance(value, str | int))
        text = words or canonical(asked)
    else:
        text = str(asked)
    text = " ".join(text.split())
    return text if len(text) <= MAX_SUBJECT else text[: MAX_SUBJECT - 1] + "…"


def _text(description: str, subject: str, dice: Dice) -> str:
    told = texts.of_description(description, dice)
    return texts.sentence("", subject, dice) if told is None else told


def _basis(field: str, subject: str, dice: Dice, *, rich: bool) -> dict[str, object]:
    citations = [
        _citation(field, subject, dice.at("citation", n), rich=rich) for n in range(dice.integer(1, 3))
    ]
    basis: dict[str, object] = {
        "field": field,
        "reasoning": f"{len(citations)} of the sources that were read speak of {field} for {subject}; they agree.",
        "citations": citations,
    }
    if rich:
        basis["confidence"] = dice.choice(("high", "high", "medium", "low"), "confidence")
    return basis


def _citation(field: str, subject: str, dice: Dice, *, rich: bool) -> dict[str, object]:
    site = dice.choice(("www.example.org", "news.example.com", "data.example.net"), "site")
    excerpt = f"On {field}, the record of {subject} says: sandbox excerpt {dice.hex(6, 'excerpt')}."
    return {
        "url": f"https://{site}/{dice.hex(10, 'page')}",
        "title": f"{field} – {dice.choice(('an overview', 'public record', 'annual report'), 'title')}",
        "excerpts": [excerpt] if rich else [],
    }


def _tool_calls(request: Mapping[str, Any], subject: str, dice: Dice) -> list[dict[str, object]]:
    """One call to each MCP server that came with the request; none is really made."""
    calls: list[dict[str, object]] = []
    for n, server in enumerate(request.get("mcp_servers") or ()):
        allowed = server.get("allowed_tools") or ["search"]
        calls.append(
            {
                "tool_call_id": f"call_{dice.hex(16, 'mcp', n)}",
                "server_name": server["name"],
                "tool_name": allowed[0],
                "arguments": canonical({"query": subject}),
                "content": f"Sandbox result of {allowed[0]} for {subject}.",
                "error": None,
            }
        )
    return calls
