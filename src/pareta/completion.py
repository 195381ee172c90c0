"""`ChatCompletion`: the generated model with its cost. Pure."""

from __future__ import annotations

from typing import Any, Self

from pareta.money import dollars
from pareta_core.annotations import decimal
from pareta_wire import models as wire
from pareta_wire.model import DecodeError


class ChatCompletion(wire.ChatCompletion):
    """A chat response: `choices[0].message.content`, tool calls, `usage`, and its cost.

    Example:
        ```python
        completion = pa.chat.completions.create(model="ep_1", messages=[{"role": "user", "content": "Hello"}])
        print(completion.choices[0].message.content, completion.cost)
        ```
    """

    __slots__ = ()

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a record.

        Args:
            data: The decoded JSON of a response.

        Raises:
            DecodeError: The record is not a chat completion, or has no choices, or a choice without a message.
        """
        completion = super().from_dict(data)
        choices: Any = completion.choices
        if choices is None or any(choice.message is None for choice in choices):
            raise DecodeError("has no choices, or a choice without a message", "ChatCompletion")
        return completion

    @property
    def cost_micro_usd(self) -> int | None:
        """The price of the call in millionths of a dollar, from the response's receipt; None without a receipt."""
        return self.response.billed_micro_usd if self.response else None

    @property
    def cost(self) -> decimal.Decimal | None:
        """The price of the call in dollars, rounded down to whole cents; None without a receipt."""
        return dollars(self.cost_micro_usd)
