# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import attrs

from ..model import JsonObject, JsonValue, Model, decode_list, expect_object, new, null
from .chat_message import decode_chat_message

if TYPE_CHECKING:
    from .chat_message import ChatMessage


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionRequest(Model):
    """One chat to answer, with OpenAI's parameters. Members not listed here are passed on."""

    model: str
    """Id of a deployed endpoint."""
    messages: list[ChatMessage]
    """The conversation so far, oldest first."""
    stream: bool | None = None
    """Whether the answer comes in chunks. The server takes false when it is left out."""
    stream_options: JsonObject | None = None
    """Settings of a streamed answer, such as include_usage."""
    temperature: float | None = None
    """How freely to choose words; 0 keeps to the likeliest."""
    top_p: float | None = None
    """Share of probability from which words are chosen."""
    n: int | None = None
    """Number of answers to make."""
    stop: JsonValue | None = None
    """Text or list of texts at which the answer ends."""
    max_tokens: int | None = None
    """Longest answer, in tokens. Older name of max_completion_tokens."""
    max_completion_tokens: int | None = None
    """Longest answer with its reasoning, in tokens."""
    presence_penalty: float | None = None
    """How much to avoid what was mentioned before."""
    frequency_penalty: float | None = None
    """How much to avoid what was said often."""
    logit_bias: JsonObject | None = None
    """Bonus or malus for single tokens, by token id."""
    logprobs: bool | None = None
    """Whether to tell the probability of each token."""
    top_logprobs: int | None = None
    """How many likely alternatives to tell for each token."""
    seed: int | None = None
    """Makes equal requests give equal answers where the model can."""
    user: str | None = None
    """Your name for the end user."""
    tools: list[JsonObject] | None = None
    """Functions that the model may ask to call."""
    tool_choice: JsonValue | None = None
    """Which tool to use: none, auto, required, or an object that names one."""
    parallel_tool_calls: bool | None = None
    """Whether several tools may be asked for at once."""
    response_format: JsonObject | None = None
    """Shape of the answer, such as a JSON schema."""
    reasoning_effort: str | None = None
    """How long to think: low, medium or high, for models that can."""
    service_tier: str | None = None
    """Class of service."""
    metadata: JsonObject | None = None
    """Your own labels for the chat."""
    store: bool | None = None
    """Whether the server may keep the chat."""
    modalities: list[str] | None = None
    """Kinds of output wanted, such as text."""
    prediction: JsonObject | None = None
    """Text that the answer will probably repeat in large part."""
    verbosity: str | None = None
    """How long-winded to be: low, medium or high."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model = data["model"] if "model" in data else null
        value = data.get("messages")
        self.messages = (
            null
            if value is None
            else decode_list(value, decode_chat_message, "ChatCompletionRequest.messages")
        )
        self.stream = data["stream"] if "stream" in data else null
        self.stream_options = data["stream_options"] if "stream_options" in data else null
        self.temperature = data["temperature"] if "temperature" in data else null
        self.top_p = data["top_p"] if "top_p" in data else null
        self.n = data["n"] if "n" in data else null
        self.stop = data["stop"] if "stop" in data else null
        self.max_tokens = data["max_tokens"] if "max_tokens" in data else null
        self.max_completion_tokens = (
            data["max_completion_tokens"] if "max_completion_tokens" in data else null
        )
        self.presence_penalty = data["presence_penalty"] if "presence_penalty" in data else null
        self.frequency_penalty = data["frequency_penalty"] if "frequency_penalty" in data else null
        self.logit_bias = data["logit_bias"] if "logit_bias" in data else null
        self.logprobs = data["logprobs"] if "logprobs" in data else null
        self.top_logprobs = data["top_logprobs"] if "top_logprobs" in data else null
        self.seed = data["seed"] if "seed" in data else null
        self.user = data["user"] if "user" in data else null
        self.tools = data["tools"] if "tools" in data else null
        self.tool_choice = data["tool_choice"] if "tool_choice" in data else null
        self.parallel_tool_calls = data["parallel_tool_calls"] if "parallel_tool_calls" in data else null
        self.response_format = data["response_format"] if "response_format" in data else null
        self.reasoning_effort = data["reasoning_effort"] if "reasoning_effort" in data else null
        self.service_tier = data["service_tier"] if "service_tier" in data else null
        self.metadata = data["metadata"] if "metadata" in data else null
        self.store = data["store"] if "store" in data else null
        self.modalities = data["modalities"] if "modalities" in data else null
        self.prediction = data["prediction"] if "prediction" in data else null
        self.verbosity = data["verbosity"] if "verbosity" in data else null
        return self


decode_chat_completion_request = ChatCompletionRequest.from_dict
"""Decode a `ChatCompletionRequest`."""
