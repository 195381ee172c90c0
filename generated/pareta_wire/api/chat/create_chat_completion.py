# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""POST /v1/chat/completions: Answer a chat."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from ...apis import PARETA, SAFE
from ...operation import Operation, Receipt, Request, StreamRules, json_body

if TYPE_CHECKING:
    from ...models.chat_completion import ChatCompletion
    from ...models.chat_completion_chunk import ChatCompletionChunk
    from ...models.chat_completion_request import ChatCompletionRequest


def _decode_200(data: object) -> ChatCompletion:
    return _load_200()(data)


@cache
def _load_200() -> Callable[[object], ChatCompletion]:
    # Import the models with the first response, and only then.
    from ...models.chat_completion import decode_chat_completion

    return decode_chat_completion


@cache
def _load_event() -> Callable[[object], ChatCompletionChunk]:
    # Import the models with the first event, and only then.
    from ...models.chat_completion_chunk import decode_chat_completion_chunk

    return decode_chat_completion_chunk


OPERATION: Operation[ChatCompletion, ChatCompletionChunk] = Operation(
    id="createChatCompletion",
    api=PARETA,
    method="POST",
    path="/v1/chat/completions",
    retry=SAFE,
    idempotency="key",
    responses={200: _decode_200},
    stream=StreamRules(_load_event, flag=("stream", True), end_data="[DONE]", error_key="error"),
    idempotency_header="Idempotency-Key",
    gen_ai="chat",
    receipts=(
        Receipt("billed_micro_usd", "x-pareta-billed", "pareta-billed-micro-usd"),
        Receipt(
            "frontier_cost_micro_usd",
            "x-pareta-frontier-would-have-cost",
            "pareta-frontier-would-have-cost-micro-usd",
        ),
    ),
    error_statuses=frozenset({400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504}),
)


def create_chat_completion(*, body: ChatCompletionRequest) -> Request[ChatCompletion, ChatCompletionChunk]:
    """Answer a chat.

    Runs one chat on a deployed endpoint, or with the model `auto` on one that the service chooses, and
    bills it by its tokens. With `stream` set to true the response comes in chunks as they are made, closed by
    the receipt as SSE comments and a data line `[DONE]`; a failure after the first chunk comes as an object
    with an `error` member.

    `POST /v1/chat/completions`; may fail with 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503,
    504.

    Args:
        body: One chat, with OpenAI's parameters. Members not listed here are passed on.

    Returns:
        The request, not sent yet, with the result `ChatCompletion` and events `ChatCompletionChunk`.

    Raises:
        TypeError: An argument has the wrong type.
    """
    return Request(OPERATION, OPERATION.path, body=json_body(body))
