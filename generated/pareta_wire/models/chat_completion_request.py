# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema ChatCompletionRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import JsonObject, JsonValue, Model, many, new, record
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
            data = record(data, cls)
        get = data.get
        self = new(cls)
        self._data = data
        self._response = None
        self.model = get("model")
        self.messages = many(get("messages"), ChatMessage.from_dict, "ChatCompletionRequest.messages")
        self.stream = get("stream")
        self.stream_options = get("stream_options")
        self.temperature = get("temperature")
        self.top_p = get("top_p")
        self.n = get("n")
        self.stop = get("stop")
        self.max_tokens = get("max_tokens")
        self.max_completion_tokens = get("max_completion_tokens")
        self.presence_penalty = get("presence_penalty")
        self.frequency_penalty = get("frequency_penalty")
        self.logit_bias = get("logit_bias")
        self.logprobs = get("logprobs")
        self.top_logprobs = get("top_logprobs")
        self.seed = get("seed")
        self.user = get("user")
        self.tools = get("tools")
        self.tool_choice = get("tool_choice")
        self.parallel_tool_calls = get("parallel_tool_calls")
        self.response_format = get("response_format")
        self.reasoning_effort = get("reasoning_effort")
        self.service_tier = get("service_tier")
        self.metadata = get("metadata")
        self.store = get("store")
        self.modalities = get("modalities")
        self.prediction = get("prediction")
        self.verbosity = get("verbosity")
        return self
