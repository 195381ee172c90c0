"""Integers and numbers within a JSON schema's limits, chosen by dice. Exact arithmetic; knows no other keyword."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pareta_sandbox.dice import Dice

_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


class NoAmount(ValueError):
    """Nothing lies between the limits."""


def integer(schema: Mapping[str, Any], dice: Dice, usual: tuple[int, int]) -> int:
    """An integer that fits; `usual` are the limits where the schema has none."""
    low, high = _bounds(schema)
    step = Fraction(str(schema.get("multipleOf", 1)))
    step = Fraction(step.numerator)  # the integers among the multiples of a/b are those of a
    if low is None and high is None:
        low, high = Fraction(usual[0]), max(Fraction(usual[1]), usual[0] + step)
    span = 1000 * step
    low = (high or 0) - span if low is None else low
    high = low + span if high is None else high
    least, most = math.ceil(low / step), math.floor(high / step)
    if least * step == low and _excludes(schema, "exclusiveMinimum", low):
        least += 1
    if most * step == high and _excludes(schema, "exclusiveMaximum", high):
        most -= 1
    if least > most:
        raise NoAmount(f"no integer lies between {low} and {high}")
    return int(dice.integer(least, most, "integer") * step)


def number(schema: Mapping[str, Any], dice: Dice) -> float | int:
    """A number that fits, with at most two decimals where there is room for them."""
    if "multipleOf" in schema:
        step = Fraction(str(schema["multipleOf"]))
        limits = {key: schema[key] for key in _LIMITS if _is_number(schema.get(key))}
        scaled = {key: str(Fraction(str(value)) / step) for key, value in limits.items()}
        made = integer(scaled, dice, (1, 1000)) * step
        return int(made) if made.denominator == 1 else float(made)
    low, high = _bounds(schema)
    least = float(low) if low is not None else (float(high) - 1000.0 if high is not None else 0.0)
    most = float(high) if high is not None else least + 1000.0
    if least > most:
        raise NoAmount(f"no number lies between {least} and {most}")
    short = round(dice.number(least, most, "number"), 2)
    return short if least < short < most else (least + most) / 2


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _bounds(schema: Mapping[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    """The narrowest limits, open or closed; draft 4 writes `exclusiveMinimum: true` beside `minimum`."""

    def of(*keys: str) -> list[Fraction]:
        return [Fraction(str(schema[key])) for key in keys if _is_number(schema.get(key))]

    lows, highs = of("minimum", "exclusiveMinimum"), of("maximum", "exclusiveMaximum")
    return (max(lows) if lows else None), (min(highs) if highs else None)


def _excludes(schema: Mapping[str, Any], key: str, limit: Fraction) -> bool:
    value = schema.get(key)
    return value is True or (_is_number(value) and Fraction(str(value)) == limit)
