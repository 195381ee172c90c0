"""Handlers for chat completions and for the list of models."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pareta_sandbox import sse
from pareta_sandbox.chat_completions import Completion, complete, error_chunk
from pareta_sandbox.clock import unix_seconds
from pareta_sandbox.errors import ApiError, not_found
from pareta_sandbox.handler_responses import EventStream, HandlerResponse, JsonBody
from pareta_sandbox.json_values import as_object
from pareta_sandbox.request_context import RequestContext
from pareta_sandbox.state.ledger import CHAT_COMPLETION_TOKEN_MICRO_USD, CHAT_PROMPT_TOKEN_MICRO_USD

FIRST_TOKEN_SECONDS = 0.3
TOKEN_SECONDS = 0.04
RETRY_AFTER_SECONDS = 1
FAILURE_MESSAGE = "the sandbox was asked to fail"


def create(context: RequestContext) -> HandlerResponse:
    """Complete a chat, as one response or as a stream."""
    state, request = context.state, context.body
    endpoint = state.endpoints.get(request["model"])
    now = state.clock.now()
    if endpoint is None:
        raise not_found("model", request["model"])
    if endpoint.status(now) != "live":
        retry_after = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        raise ApiError(503, f"endpoint {endpoint.id} is {endpoint.status(now)}", headers=retry_after)
    is_stream = request.get("stream") is True
    # Streamed or not, the same chat gets the same completion.
    content = {name: value for name, value in request.items() if name not in ("stream", "stream_options")}
    completion = complete(
        request,
        completion_id=state.new_id("chatcmpl", content, length=24),
        created=unix_seconds(now),
        rng=state.rng.derive("chat", content),
    )
    if completion.fails and not is_stream:
        raise ApiError(500, FAILURE_MESSAGE)
    prompt_price = completion.prompt_tokens * CHAT_PROMPT_TOKEN_MICRO_USD
    context.bill(prompt_price + completion.completion_tokens * CHAT_COMPLETION_TOKEN_MICRO_USD)
    if not is_stream:
        return JsonBody(completion.as_json())
    include_usage = bool(as_object(request.get("stream_options")).get("include_usage"))
    return EventStream(lambda: _stream_chunks(context, completion, include_usage))


def models(context: RequestContext) -> HandlerResponse:
    """List the live endpoints, as OpenAI's API lists models."""
    now = context.state.clock.now()
    live = [one for one in context.state.endpoints.all() if one.status(now) == "live"]
    data = [
        {"id": one.id, "object": "model", "owned_by": "pareta", "created": unix_seconds(one.created_at)}
        for one in live
    ]
    return JsonBody({"object": "list", "data": data})


async def _stream_chunks(
    context: RequestContext, completion: Completion, include_usage: bool
) -> AsyncIterator[bytes]:
    """Send each chunk when its token would be ready."""
    clock = context.state.clock
    started_at = clock.now()
    chunks = list(completion.chunks(include_usage=include_usage))
    for n, chunk in enumerate(chunks):
        if completion.fails and n == len(chunks) // 2:
            yield sse.data_event(error_chunk(FAILURE_MESSAGE))
            return
        yield sse.data_event(chunk)
        await clock.sleep_until(started_at + FIRST_TOKEN_SECONDS + n * TOKEN_SECONDS)
    yield sse.CHAT_END
