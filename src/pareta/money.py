"""Amounts of money. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def dollars(micro_usd: object) -> Decimal | None:
    """Return micro-dollars as dollars, rounded down to whole cents; None for anything that is not an integer."""
    if isinstance(micro_usd, bool) or not isinstance(micro_usd, int):
        return None
    from decimal import Decimal

    return Decimal(micro_usd // 10_000).scaleb(-2)
