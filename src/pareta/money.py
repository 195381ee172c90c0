"""Amounts of money. Pure."""

from __future__ import annotations

from pareta_core.annotations import decimal


def dollars(micro_usd: object) -> decimal.Decimal | None:
    """Return micro-dollars as dollars, rounded down to whole cents; None for anything that is not an integer."""
    if isinstance(micro_usd, bool) or not isinstance(micro_usd, int):
        return None
    return decimal.Decimal(micro_usd // 10_000).scaleb(-2)
