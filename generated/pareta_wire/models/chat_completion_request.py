# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, JsonValue, Model, decode_list, expect_object, new, null
from .chat_message import ChatMessage, decode_chat_message


@attrs.define(slots=True, repr=False, eq=False)
class ChatCompletionRequest(Model):
    """One chat, with OpenAI's parameters. Members not listed here are passed on."""

    model: str
    """Id of a deployed endpoint, or `auto` to leave the choice to the service."""
    messages: list[ChatMessage]
    """The conversation so far, oldest first."""
    stream: bool | None = None
    """Whether the response comes in chunks. The server's default is false."""
    stream_options: JsonObject | None = None
    """Settings of a streamed response, such as include_usage."""
    temperature: float | None = None
    """How freely to choose words; 0 keeps to the likeliest."""
    top_p: float | None = None
    """Share of probability from which words are chosen."""
    n: int | None = None
    """Number of choices to generate."""
    stop: JsonValue | None = None
    """Text or list of texts at which the completion ends."""
    max_tokens: int | None = None
    """Maximum length of the completion, in tokens. Older name of max_completion_tokens."""
    max_completion_tokens: int | None = None
    """Maximum length of the completion with its reasoning, in tokens."""
    presence_penalty: float | None = None
    """How much to avoid what was mentioned before."""
    frequency_penalty: float | None = None
    """How much to avoid what was said often."""
    logit_bias: JsonObject | None = None
    """Bonus or malus for single tokens, by token id."""
    logprobs: bool | None = None
    """Whether to return the probability of each token."""
    top_logprobs: int | None = None
    """Number of likely alternatives to return for each token."""
    seed: int | None = None
    """Makes equal requests return equal completions where the model supports it."""
    user: str | None = None
    """Your name for the end user."""
    tools: list[JsonObject] | None = None
    """Functions that the model may ask to call."""
    tool_choice: JsonValue | None = None
    """Which tool to use: none, auto, required, or an object that names one."""
    parallel_tool_calls: bool | None = None
    """Whether several tools may be asked for at once."""
    response_format: JsonObject | None = None
    """Format of the completion, such as a JSON schema."""
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
    """Text that the completion will probably repeat in large part."""
    verbosity: str | None = None
    """How long-winded to be: low, medium or high."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.model = data.get("model")
        value = data.get("messages")
        self.messages = (
            null
            if value is None
            else decode_list(value, decode_chat_message, "ChatCompletionRequest.messages")
        )
        self.stream = data.get("stream")
        self.stream_options = data.get("stream_options")
        self.temperature = data.get("temperature")
        self.top_p = data.get("top_p")
        self.n = data.get("n")
        self.stop = data.get("stop")
        self.max_tokens = data.get("max_tokens")
        self.max_completion_tokens = data.get("max_completion_tokens")
        self.presence_penalty = data.get("presence_penalty")
        self.frequency_penalty = data.get("frequency_penalty")
        self.logit_bias = data.get("logit_bias")
        self.logprobs = data.get("logprobs")
        self.top_logprobs = data.get("top_logprobs")
        self.seed = data.get("seed")
        self.user = data.get("user")
        self.tools = data.get("tools")
        self.tool_choice = data.get("tool_choice")
        self.parallel_tool_calls = data.get("parallel_tool_calls")
        self.response_format = data.get("response_format")
        self.reasoning_effort = data.get("reasoning_effort")
        self.service_tier = data.get("service_tier")
        self.metadata = data.get("metadata")
        self.store = data.get("store")
        self.modalities = data.get("modalities")
        self.prediction = data.get("prediction")
        self.verbosity = data.get("verbosity")
        return self


decode_chat_completion_request = ChatCompletionRequest.from_dict
"""Decode a `ChatCompletionRequest`."""
