"""The tool that chats with a model."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pareta_mcp import responses
from pareta_mcp.calls import Call
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool

TIMEOUT = 300.0
"""Seconds for one attempt: a long document takes minutes."""


@tool(
    "pareta_chat",
    "Chat with a deployed model",
    operation="createChatCompletion",
    takes=(
        *("model", "messages", "temperature", "top_p", "max_tokens", "stop", "seed"),
        *("response_format", "tools", "tool_choice", "idempotency_key"),
    ),
    effect="adds",
    costs="billed by tokens; the response has the amount in cost_micro_usd and cost_usd.",
    open_world=True,
)
async def chat(
    call: Call,
    *,
    model: str,
    messages: list[dict[str, Any]],
    temperature: float | None = None,
    top_p: float | None = None,
    max_tokens: int | None = None,
    stop: str | list[str] | None = None,
    seed: int | None = None,
    response_format: dict[str, Any] | None = None,
    tools: list[dict[str, Any]] | None = None,
    tool_choice: str | dict[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> ToolResponse:
    """Send a conversation to a deployed model and return what it says, in OpenAI's format.

    `model` is the id of a live endpoint (pareta_models_list) or "auto".
    """
    key = idempotency_key or str(uuid4())
    work = call.begin("chat completion", "pareta_chat", "idempotency_key", key)
    with call.refused(work):
        completion = await call.pareta.chat.completions.create(
            model=model,
            messages=messages,
            temperature=temperature,
            top_p=top_p,
            max_tokens=max_tokens,
            stop=stop,
            seed=seed,
            response_format=response_format,
            tools=tools,
            tool_choice=tool_choice,
            idempotency_key=key,
            timeout=TIMEOUT,
        )
    call.drop(work)
    tokens = responses.whole_number(responses.member(completion, "usage", "completion_tokens"))
    frontier = responses.whole_number(completion.frontier_cost_micro_usd)
    summary = f"{model} responded with {'some' if tokens is None else tokens} tokens."
    if frontier is not None:
        summary += f" A frontier model would have cost {frontier} micro-USD (${responses.dollars(frontier)})."
    return responses.of(completion, summary, completion_id=completion.id)
