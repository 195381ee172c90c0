"""`playground`: chats with frontier models. Billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from pareta.types import ChatMessage, Message, PlaygroundCompletion
from pareta_core import arguments
from pareta_core.config import RequestOptions, call_options
from pareta_wire.api.playground.ask_frontier_model import OPERATION
from pareta_wire.operation import Request

if TYPE_CHECKING:
    from pareta_core._async.transport import AsyncTransport


class AsyncPlayground:
    """`playground`: ask a frontier model, to compare a deployed model with it.

    Example:
        ```python
        completion = await pa.playground.frontier(
            model="gpt-5.1", messages=[{"role": "user", "content": "Hello"}]
        )
        print(completion.content, completion.cost)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def frontier(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        **options: Unpack[RequestOptions],
    ) -> PlaygroundCompletion:
        """Send a conversation to a frontier model. Debits the organisation's balance.

        Args:
            model: The id of a frontier model, such as `evals.frontier_models()[0].id`.
            messages: The conversation so far. Each message is a mapping or a message of an earlier response.
            **options: The options of every call, such as `timeout` in seconds.

        Returns:
            The `content` of the response, its price in `cost_micro_usd`, and its `latency_ms` in milliseconds.

        Raises:
            InsufficientCreditsError: The balance is used up.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            messages = [{"role": "user", "content": "Hello"}]
            completion = await pa.playground.frontier(model="gpt-5.1", messages=messages)
            print(completion.content, completion.cost)
            ```

        API: POST /v1/playground/frontier
        """
        body = {
            "model": arguments.string("model", model),
            "messages": arguments.json_objects("messages", messages),
        }
        request = Request(OPERATION, OPERATION.path, body=body)
        return await self._transport.send(
            request, call_options(options), decode=PlaygroundCompletion.from_dict
        )
