# Mirrored from src/pareta/_async/playground.py by codegen/mirror.py; do not edit.
"""`playground`: chats with frontier models. Billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pareta.types import ChatMessage, Message, MessageParam, PlaygroundCompletion
from pareta_core import arguments
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.redaction import masked_headers
from pareta_wire.api.playground.ask_frontier_model import OPERATION
from pareta_wire.operation import Request


class Playground:
    """`playground`: ask a frontier model, to compare a deployed model with it.

    Example:
        ```python
        completion = pa.playground.frontier(
            model="gpt-5.1", messages=[{"role": "user", "content": "Hello"}]
        )
        print(completion.content, completion.cost)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def frontier(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | MessageParam | Mapping[str, Any]],
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> PlaygroundCompletion:
        """Send a conversation to a frontier model. Debits the organization's balance.

        Args:
            model: The id of a frontier model, such as `evals.frontier_models()[0].id`.
            messages: The conversation so far. Each message is a mapping or a message of an earlier response.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The `content` of the response, its price in `cost_micro_usd`, and its `latency_ms` in milliseconds.

        Raises:
            InsufficientCreditsError: The balance is used up.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            messages = [{"role": "user", "content": "Hello"}]
            completion = pa.playground.frontier(model="gpt-5.1", messages=messages)
            print(completion.content, completion.cost)
            ```

        API: POST /v1/playground/frontier
        """
        extra_headers = masked_headers(extra_headers)
        body = {
            "model": arguments.string("model", model),
            "messages": arguments.json_objects("messages", messages),
        }
        request = Request(OPERATION, OPERATION.path, body=body)
        return self._transport.send(
            request,
            request_options(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                idempotency_key=idempotency_key,
            ),
            decode=PlaygroundCompletion.from_dict,
        )
