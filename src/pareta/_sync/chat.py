# Mirrored from src/pareta/_async/chat.py by codegen/mirror.py; do not edit.
"""`chat.completions`: OpenAI-compatible inference on a deployed endpoint. Metered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pareta.types import ChatCompletion, ChatCompletionChunk, ChatMessage, Message, as_type
from pareta_core import arguments
from pareta_core.config import OPTION_NAMES, StreamOptions, call_options
from pareta_wire import ChatCompletionRequest, create_chat_completion

if TYPE_CHECKING:
    from pareta_core._sync.stream import Stream
    from pareta_core._sync.transport import Transport


class ChatParams(StreamOptions, total=False):
    """OpenAI's parameters, as they are known there; what each does is told in `ChatCompletionRequest`."""

    temperature: float | None
    top_p: float | None
    n: int | None
    stop: str | list[str] | None
    max_tokens: int | None
    max_completion_tokens: int | None
    presence_penalty: float | None
    frequency_penalty: float | None
    logit_bias: Mapping[str, float] | None
    logprobs: bool | None
    top_logprobs: int | None
    seed: int | None
    user: str | None
    tools: Sequence[Mapping[str, Any]] | None
    tool_choice: str | Mapping[str, Any] | None
    parallel_tool_calls: bool | None
    response_format: Mapping[str, Any] | None
    stream_options: Mapping[str, Any] | None
    reasoning_effort: str | None
    service_tier: str | None
    metadata: Mapping[str, str] | None
    store: bool | None
    modalities: list[str] | None
    prediction: Mapping[str, Any] | None
    verbosity: str | None


class Completions:
    """`chat.completions`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: Literal[False] | None = None,
        **params: Unpack[ChatParams],
    ) -> ChatCompletion: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: Literal[True],
        **params: Unpack[ChatParams],
    ) -> Stream[ChatCompletionChunk]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: bool,
        **params: Unpack[ChatParams],
    ) -> ChatCompletion | Stream[ChatCompletionChunk]: ...
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: bool | None = None,
        **params: Any,
    ) -> ChatCompletion | Stream[ChatCompletionChunk]:
        """Asks a deployed endpoint, and debits the organisation's balance for the answer.

        Args:
            model: The id of a live endpoint, as in `endpoints.deploy(…).id`.
            messages: The conversation so far; each a mapping or a message of an earlier answer.
            stream: True gives the tokens as they are made.
            **params: OpenAI's parameters by their names (`temperature`, `max_tokens`, `tools`, …), and the options
                of every call (`timeout`, `extra_headers`, …). Any other keyword is sent as it is; where a type
                checker is to be content, put it into `extra_body`.

        Returns:
            The answer, with its receipt as `.cost`; with `stream=True` an iterator of chunks, each given the
            moment it arrives.

        Raises:
            InsufficientCreditsError: The balance is used up.
            EndpointNotReadyError: The endpoint is starting or stopped.
            StreamEndedError: A stream was cut before its end; raised while iterating. `partial` is the text so far.

        Example:
            for chunk in pa.chat.completions.create(model=ep.id, messages=[…], stream=True):
                print(chunk.choices[0].delta.content or "", end="")

        API: POST /v1/chat/completions
        """
        known, parameters = arguments.split_options(params, OPTION_NAMES)
        options = call_options(known)
        body = {
            "model": arguments.string("model", model),
            "messages": arguments.json_objects("messages", messages),
            **arguments.drop_none(**parameters),
        }
        request = create_chat_completion(body=ChatCompletionRequest.from_dict(body))
        if stream:
            return self._transport.stream(request, options, keep=_text)
        return as_type(ChatCompletion, self._transport.send(request, options))


def _text(chunk: ChatCompletionChunk) -> str:
    """What a chunk adds to the answer, or to the first of several."""
    if choices := chunk.choices:
        choice: Any = choices[0]
        if not choice.index and choice.delta is not None:
            content: object = choice.delta.content
            if isinstance(content, str):
                return content
    return ""


class Chat:
    """`chat`: inference."""

    def __init__(self, transport: Transport) -> None:
        self.completions: Completions = Completions(transport)
