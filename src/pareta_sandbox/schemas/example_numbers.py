"""Generate integers and numbers within a JSON schema's limits, with exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pareta_sandbox.random_source import SeededRandom

_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


class EmptyRangeError(ValueError):
    """No number lies between the limits."""


def generate_integer(schema: Mapping[str, Any], rng: SeededRandom, default_range: tuple[int, int]) -> int:
    """Return an integer that fits the schema.

    Args:
        schema: A schema of type `integer`.
        rng: The source of the choice.
        default_range: The limits to use if the schema has none, both included.

    Raises:
        EmptyRangeError: No integer fits.
    """
    if schema.keys().isdisjoint((*_LIMITS, "multipleOf")):
        return rng.integer(*default_range, "integer")
    low, high = _bounds(schema)
    step = Fraction(str(schema.get("multipleOf", 1)))
    step = Fraction(step.numerator)  # the integers among the multiples of a/b are the multiples of a
    if low is None and high is None:
        low, high = Fraction(default_range[0]), max(Fraction(default_range[1]), default_range[0] + step)
    span = 1000 * step
    low = (high or 0) - span if low is None else low
    high = low + span if high is None else high
    first, last = math.ceil(low / step), math.floor(high / step)
    if first * step == low and _excludes(schema, "exclusiveMinimum", low):
        first += 1
    if last * step == high and _excludes(schema, "exclusiveMaximum", high):
        last -= 1
    if first > last:
        raise EmptyRangeError(f"no integer lies between {low} and {high}")
    return int(rng.integer(first, last, "integer") * step)


def generate_number(schema: Mapping[str, Any], rng: SeededRandom) -> float | int:
    """Return a number that fits the schema, with at most two decimals if the range allows it.

    Raises:
        EmptyRangeError: No number fits.
    """
    if "multipleOf" in schema:
        step = Fraction(str(schema["multipleOf"]))
        limits = {key: schema[key] for key in _LIMITS if _is_number(schema.get(key))}
        scaled = {key: str(Fraction(str(value)) / step) for key, value in limits.items()}
        multiple = generate_integer(scaled, rng, (1, 1000)) * step
        return int(multiple) if multiple.denominator == 1 else float(multiple)
    low, high = _bounds(schema)
    lowest = float(low) if low is not None else (float(high) - 1000.0 if high is not None else 0.0)
    highest = float(high) if high is not None else lowest + 1000.0
    if lowest > highest:
        raise EmptyRangeError(f"no number lies between {lowest} and {highest}")
    rounded = round(rng.number(lowest, highest, "number"), 2)
    return rounded if lowest < rounded < highest else (lowest + highest) / 2


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _bounds(schema: Mapping[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    """Return the narrowest limits, inclusive or exclusive.

    Draft 4 writes `exclusiveMinimum: true` beside `minimum`, so a boolean is not a limit.
    """

    def limits(*keys: str) -> list[Fraction]:
        return [Fraction(str(schema[key])) for key in keys if _is_number(schema.get(key))]

    lows, highs = limits("minimum", "exclusiveMinimum"), limits("maximum", "exclusiveMaximum")
    return (max(lows) if lows else None), (min(highs) if highs else None)


def _excludes(schema: Mapping[str, Any], key: str, limit: Fraction) -> bool:
    value = schema.get(key)
    return value is True or (_is_number(value) and Fraction(str(value)) == limit)
