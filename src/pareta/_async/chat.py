"""`chat.completions`: OpenAI-compatible inference on a deployed endpoint. Billed by tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from pareta.types import ChatCompletion, ChatCompletionChunk, ChatMessage, Message
from pareta_core import arguments
from pareta_core.config import OPTION_NAMES, StreamOptions, call_options
from pareta_wire import ChatCompletionRequest
from pareta_wire.api.chat.create_chat_completion import OPERATION
from pareta_wire.operation import Request

if TYPE_CHECKING:
    from pareta_core._async.stream import AsyncStream
    from pareta_core._async.transport import AsyncTransport


class ChatParams(StreamOptions, total=False):
    """OpenAI's parameters under their own names; `ChatCompletionRequest` describes each."""

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


_KNOWN = arguments.field_names(ChatCompletionRequest) | OPTION_NAMES


class AsyncCompletions:
    """`chat.completions`: send a conversation to a deployed endpoint.

    Example:
        ```python
        completion = await pa.chat.completions.create(
            model="ep_1", messages=[{"role": "user", "content": "Hello"}]
        )
        print(completion.choices[0].message.content)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: Literal[False] | None = None,
        **params: Unpack[ChatParams],
    ) -> ChatCompletion: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: Literal[True],
        **params: Unpack[ChatParams],
    ) -> AsyncStream[ChatCompletionChunk]: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: bool,
        **params: Unpack[ChatParams],
    ) -> ChatCompletion | AsyncStream[ChatCompletionChunk]: ...
    async def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | Mapping[str, Any]],
        stream: bool | None = None,
        **params: Any,
    ) -> ChatCompletion | AsyncStream[ChatCompletionChunk]:
        """Send a conversation to a deployed endpoint. Debits the organisation's balance.

        Args:
            model: The id of a live endpoint, such as `endpoint.id`, or "auto": the service chooses a model, and bills
                the call once.
            messages: The conversation so far. Each message is a mapping or a message of an earlier response.
            stream: True returns the tokens as they are generated.
            **params: OpenAI's parameters under their own names (`temperature`, `max_tokens`, `tools`, …) and the
                options of every call (`timeout` and `stall_timeout` in seconds, `extra_headers`, …). Unknown
                keywords are sent as they are; `extra_body` does the same and satisfies a type checker.

        Returns:
            The completion, with its price as `.cost`. With `stream=True` an iterator of chunks, each available as
            soon as it arrives; the price is in `stream.response.billed_micro_usd`, in millionths of a dollar, once
            the stream has ended.

        Raises:
            InsufficientCreditsError: The balance is used up.
            EndpointNotReadyError: The endpoint is starting or stopped.
            StreamEndedError: The stream ended before its last chunk; raised during iteration. `partial` holds the
                text so far.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            messages = [{"role": "user", "content": "Hello"}]
            stream = await pa.chat.completions.create(model="ep_1", messages=messages, stream=True)
            async for chunk in stream:
                print(chunk.choices[0].delta.content or "", end="")
            ```

        API: POST /v1/chat/completions
        """
        known, parameters = arguments.split_options(params, OPTION_NAMES)
        arguments.check_names(parameters, _KNOWN)
        options = call_options(known)
        body = {
            "model": arguments.string("model", model),
            "messages": arguments.json_objects("messages", messages),
            **arguments.drop_none(**parameters),
        }
        request = Request(OPERATION, OPERATION.path, body=body)
        if stream:
            return await self._transport.stream(request, options, keep=_text)
        return await self._transport.send(request, options, decode=ChatCompletion.from_dict)


def _text(chunk: ChatCompletionChunk) -> str:
    """Return the text that a chunk adds to the first choice."""
    if choices := chunk.choices:
        choice: Any = choices[0]
        if not choice.index and choice.delta is not None:
            content: object = choice.delta.content
            if isinstance(content, str):
                return content
    return ""


class AsyncChat:
    """`chat`: inference. `chat.completions.create(…)` is its one call.

    Example:
        ```python
        completion = await pa.chat.completions.create(
            model="ep_1", messages=[{"role": "user", "content": "Hello"}]
        )
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self.completions: AsyncCompletions = AsyncCompletions(transport)
