"""`ChatCompletion` and `PlaygroundCompletion`: the generated models with their cost. Pure."""

from __future__ import annotations

from typing import Any, Self

from pareta.money import dollars
from pareta_core.annotations import decimal
from pareta_wire import models as wire
from pareta_wire.model import DecodeError, decode_tolerantly


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
        # It is billed: a fault in what stands beside the message does not hide it.
        completion = decode_tolerantly(data, super().from_dict, essential={"choices"})
        messages: list[Any] = [choice.message for choice in completion.choices]
        sent = completion.get("choices")
        if sent is None or None in messages or (sent and not messages):
            super().from_dict(data)  # names the place of a message that cannot be read
            raise DecodeError("has no choices, or a choice without a message", "ChatCompletion")
        return completion

    @property
    def cost_micro_usd(self) -> int | None:
        """The price of the call in millionths of a dollar, from the response's receipt; None without a receipt."""
        return self.response.billed_micro_usd if self.response else None

    @property
    def frontier_cost_micro_usd(self) -> int | None:
        """What a frontier model would have cost, in millionths of a dollar; None if the receipt does not say."""
        return self.response.frontier_cost_micro_usd if self.response else None

    @property
    def cost(self) -> decimal.Decimal | None:
        """The price of the call in dollars, rounded down to whole cents; None without a receipt."""
        return dollars(self.cost_micro_usd)


class PlaygroundCompletion(wire.PlaygroundCompletion):
    """The response of a frontier model: `content`, `latency_ms` in milliseconds, and its cost.

    Example:
        ```python
        completion = pa.playground.frontier(model="gpt-5.1", messages=[{"role": "user", "content": "Hello"}])
        print(completion.content, completion.cost)
        ```
    """

    __slots__ = ()

    @property
    def cost(self) -> decimal.Decimal | None:
        """The price of the call in dollars, rounded down to whole cents; None if it is not known."""
        return dollars(self.cost_micro_usd)
