"""`ChatCompletion`: the generated model, with what it cost. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pareta.types import dollars
from pareta_wire import models as wire
from pareta_wire.model import DecodeError

if TYPE_CHECKING:
    from decimal import Decimal


class ChatCompletion(wire.ChatCompletion):
    """A chat answer: `choices[0].message.content`, tool calls, usage, and what it cost."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decodes a record; one without answers, or an answer without a message, is none."""
        completion = super().from_dict(data)
        completion._check()
        return completion

    def _check(self) -> None:
        choices: Any = self.choices
        if choices is None or any(choice.message is None for choice in choices):
            raise DecodeError("has no choices, or one without a message", "ChatCompletion")

    @property
    def cost_micro_usd(self) -> int | None:
        """What the call was billed, in millionths of a dollar, from the answer's receipt; None without one."""
        return self.response.billed_micro_usd if self.response else None

    @property
    def cost(self) -> Decimal | None:
        """What the call was billed in dollars, floored to whole cents; None without a receipt."""
        return dollars(self.cost_micro_usd)
