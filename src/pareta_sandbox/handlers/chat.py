"""Chats and the list of what can be called, over HTTP. How an answer is made stands in the package's chat.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pareta_sandbox import sse
from pareta_sandbox.chat import Completion, complete, error_chunk
from pareta_sandbox.clock import unix
from pareta_sandbox.errors import Refusal
from pareta_sandbox.exchange import Answer, Call, JsonAnswer, StreamAnswer, not_found
from pareta_sandbox.shapes import object_of
from pareta_sandbox.state.ledger import CHAT_COMPLETION_TOKEN_MICRO_USD, CHAT_PROMPT_TOKEN_MICRO_USD

FIRST_TOKEN_SECONDS = 0.3
TOKEN_SECONDS = 0.04
RETRY_AFTER_SECONDS = 1
BROKEN = "the sandbox was asked to fail"


def create(call: Call) -> Answer:
    state, request = call.state, call.body
    endpoint = state.endpoints.get(request["model"])
    now = state.clock.now()
    if endpoint is None:
        raise not_found("model", request["model"])
    if endpoint.status(now) != "live":
        retry_after = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        raise Refusal(503, f"endpoint {endpoint.id} is {endpoint.status(now)}", headers=retry_after)
    streamed = request.get("stream") is True
    asked = {name: value for name, value in request.items() if name not in ("stream", "stream_options")}
    completion = complete(
        request,
        completion_id=state.new_id("chatcmpl", asked, length=24),
        created=unix(now),
        dice=state.dice.at("chat", asked),
    )
    if completion.fails and not streamed:
        raise Refusal(500, BROKEN)
    prompt = completion.prompt_tokens * CHAT_PROMPT_TOKEN_MICRO_USD
    call.bill(prompt + completion.completion_tokens * CHAT_COMPLETION_TOKEN_MICRO_USD)
    if not streamed:
        return JsonAnswer(completion.as_json())
    include_usage = bool(object_of(request.get("stream_options")).get("include_usage"))
    return StreamAnswer(lambda: _tell(call, completion, include_usage))


def models(call: Call) -> Answer:
    now = call.state.clock.now()
    live = [one for one in call.state.endpoints.all() if one.status(now) == "live"]
    data = [
        {"id": one.id, "object": "model", "owned_by": "pareta", "created": unix(one.created_at)}
        for one in live
    ]
    return JsonAnswer({"object": "list", "data": data})


async def _tell(call: Call, completion: Completion, include_usage: bool) -> AsyncIterator[bytes]:
    """One chunk at a time, each sent when its token would be ready."""
    clock = call.state.clock
    started = clock.now()
    chunks = list(completion.chunks(include_usage=include_usage))
    for n, chunk in enumerate(chunks):
        if completion.fails and n == len(chunks) // 2:
            yield sse.data(error_chunk(BROKEN))
            return
        yield sse.data(chunk)
        await clock.sleep_until(started + FIRST_TOKEN_SECONDS + n * TOKEN_SECONDS)
    yield sse.CHAT_END
