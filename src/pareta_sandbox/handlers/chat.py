"""Handlers for chat completions, for the list of models, and for chats with frontier models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from pareta_sandbox import sse
from pareta_sandbox.chat_completions import Completion, complete, error_chunk
from pareta_sandbox.clock import unix_seconds
from pareta_sandbox.errors import ApiError, not_found
from pareta_sandbox.handler_responses import EventStream, HandlerResponse, JsonBody
from pareta_sandbox.json_values import as_object
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state import State
from pareta_sandbox.state.catalog_data import MODELS_BY_NAME
from pareta_sandbox.state.ledger import (
    CHAT_COMPLETION_TOKEN_MICRO_USD,
    CHAT_PROMPT_TOKEN_MICRO_USD,
    FRONTIER_COMPLETION_TOKEN_MICRO_USD,
    FRONTIER_PROMPT_TOKEN_MICRO_USD,
)

AUTO = "auto"  # the model that stands for whichever the service chooses
AUTO_CREATED = 1_767_225_600  # Unix seconds: 2026-01-01

FIRST_TOKEN_SECONDS = 0.3
TOKEN_SECONDS = 0.04
RETRY_AFTER_SECONDS = 1
FAILURE_MESSAGE = "the sandbox was asked to fail"


def create(context: RequestContext) -> HandlerResponse:
    """Complete a chat, as one response or as a stream."""
    state, request = context.state, context.body
    if request["model"] != AUTO:
        _check_endpoint(state, request["model"])
    is_stream = request.get("stream") is True
    completion = _complete(state, request)
    if completion.fails and not is_stream:
        raise ApiError(500, FAILURE_MESSAGE)
    prompt_price = completion.prompt_tokens * CHAT_PROMPT_TOKEN_MICRO_USD
    context.bill(prompt_price + completion.completion_tokens * CHAT_COMPLETION_TOKEN_MICRO_USD)
    context.frontier_cost_micro_usd = _frontier_price(completion)
    if request["model"] == AUTO:
        state.count_auto(context.billed_micro_usd, context.frontier_cost_micro_usd)
    if not is_stream:
        return JsonBody(completion.as_json())
    include_usage = bool(as_object(request.get("stream_options")).get("include_usage"))
    receipt = context.receipt()
    return EventStream(
        lambda: _stream_chunks(context, completion, include_usage, receipt),
        replay=lambda: _stream_chunks(context, completion, include_usage, {}),
    )


def models(context: RequestContext) -> HandlerResponse:
    """List the live endpoints and `auto`, as OpenAI's API lists models."""
    now = context.state.clock.now()
    live = [one for one in context.state.endpoints.all() if one.status(now) == "live"]
    data: list[dict[str, object]] = [
        {"id": one.id, "object": "model", "owned_by": "pareta", "created": unix_seconds(one.created_at)}
        for one in live
    ]
    data.append({"id": AUTO, "object": "model", "owned_by": "pareta", "created": AUTO_CREATED})
    return JsonBody({"object": "list", "data": data})


def auto_metrics(context: RequestContext) -> HandlerResponse:
    """Sum up the chats with `auto`."""
    return JsonBody(dict(context.state.auto_metrics))


def ask_frontier(context: RequestContext) -> HandlerResponse:
    """Complete a chat on a frontier model."""
    request = context.body
    model = MODELS_BY_NAME.get(request["model"])
    if model is None or model.kind != "frontier":
        raise not_found("frontier model", request["model"])
    completion = _complete(context.state, request)
    if completion.fails:
        raise ApiError(500, FAILURE_MESSAGE)
    context.bill(_frontier_price(completion))
    seconds = FIRST_TOKEN_SECONDS + completion.completion_tokens * TOKEN_SECONDS
    return JsonBody(
        {
            "model": model.name,
            "content": completion.choices[0].message()["content"],
            "cost_micro_usd": context.billed_micro_usd,
            "latency_ms": round(seconds * 1000),
        }
    )


def _check_endpoint(state: State, model: str) -> None:
    endpoint, now = state.endpoints.get(model), state.clock.now()
    if endpoint is None:
        raise not_found("model", model)
    if endpoint.status(now) != "live":
        retry_after = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        raise ApiError(503, f"endpoint {endpoint.id} is {endpoint.status(now)}", headers=retry_after)


def _complete(state: State, request: Mapping[str, Any]) -> Completion:
    # Streamed or not, the same chat gets the same completion.
    content = {name: value for name, value in request.items() if name not in ("stream", "stream_options")}
    return complete(
        request,
        completion_id=state.new_id("chatcmpl", content, length=24),
        created=unix_seconds(state.clock.now()),
        rng=state.rng.derive("chat", content),
    )


def _frontier_price(completion: Completion) -> int:
    prompt_price = completion.prompt_tokens * FRONTIER_PROMPT_TOKEN_MICRO_USD
    return prompt_price + completion.completion_tokens * FRONTIER_COMPLETION_TOKEN_MICRO_USD


async def _stream_chunks(
    context: RequestContext, completion: Completion, include_usage: bool, receipt: Mapping[str, int]
) -> AsyncIterator[bytes]:
    """Send each chunk when its token would be ready, and the receipt before the end."""
    clock = context.state.clock
    started_at = clock.now()
    chunks = list(completion.chunks(include_usage=include_usage))
    for n, chunk in enumerate(chunks):
        if completion.fails and n == len(chunks) // 2:
            yield sse.data_event(error_chunk(FAILURE_MESSAGE))
            return
        yield sse.data_event(chunk)
        await clock.sleep_until(started_at + FIRST_TOKEN_SECONDS + n * TOKEN_SECONDS)
    for one in context.operation.receipts:
        yield sse.comment(f"{one.comment} {receipt.get(one.amount, 0)}")
    yield sse.CHAT_END
