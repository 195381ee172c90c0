"""Generate a string for a JSON schema: from its pattern, format, examples, description or field name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pareta_sandbox.random_source import SeededRandom

from . import example_strings
from .bounded_match import search
from .example_patterns import generate_match
from .generation import ATTEMPTS, DeadEndError, Generation, Path
from .heuristics import field_name, fit_length

_CHARACTERS_PER_VALUE = 100  # a long text costs as much of the budget as several values


def generate_string(generation: Generation, schema: Mapping[str, Any], path: Path) -> str:
    """Return a string that fits the schema.

    Raises:
        DeadEndError: No text was found for the pattern.
        UnsatisfiableSchemaError: The budget is exhausted.
    """
    generation.budget.spend(int(schema.get("minLength", 0)) // _CHARACTERS_PER_VALUE)
    rng = generation.rng.derive("string", path)
    if "pattern" in schema:
        text = _from_pattern(generation, schema, rng)
        if text is None:
            raise DeadEndError(f"no text was found for the pattern {schema['pattern']!r}")
        return text
    for keyword in ("format", "contentEncoding"):  # `base64` is a name of both
        text = example_strings.from_format(str(schema.get(keyword)), rng)
        if text is not None:
            return text
    for example in schema.get("examples", ()) if isinstance(schema.get("examples"), list) else ():
        if isinstance(example, str):
            return fit_length(example, schema)
    description = str(schema.get("description", ""))
    text = example_strings.from_description(description, rng)
    if text is None and "sentence" not in description:
        text = example_strings.from_field_name(field_name(path), rng)
    return fit_length(generate_sentence(generation, path) if text is None else text, schema)


def generate_sentence(generation: Generation, path: Path) -> str:
    """Return a sentence about the subject, for a string of which nothing else is known."""
    subject = generation.subject
    if generation.variant:
        subject = f"{subject} {generation.variant}".strip()
    return example_strings.sentence(field_name(path), subject, generation.rng.derive("sentence", path))


def _from_pattern(generation: Generation, schema: Mapping[str, Any], rng: SeededRandom) -> str | None:
    minimum, maximum = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    pattern, format_name = schema["pattern"], str(schema.get("format", ""))
    formats = generation.validator.format_checker

    def candidates() -> Iterator[str | None]:
        yield example_strings.from_description(str(schema.get("description", "")), rng)
        for n in range(ATTEMPTS * 8 if format_name else 0):
            generation.budget.spend(n % 4 == 3)
            yield example_strings.from_format(format_name, rng.derive("format", n))
        for n in range(ATTEMPTS * 8):
            generation.budget.spend(n > 0)
            yield generate_match(schema["pattern"], rng.derive(n), max_extra=max(4, minimum))

    for text in candidates():
        fits = text is not None and minimum <= len(text) <= maximum and search(pattern, text)
        if fits and (not format_name or formats.conforms(text, format_name)):
            return text
    return None
