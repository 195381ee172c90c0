# Mirrored from src/pareta/_async/chat.py by codegen/mirror.py; do not edit.
"""`chat.completions`: OpenAI-compatible inference on a deployed endpoint. Billed by tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, overload

import pareta
from pareta.types import ChatCompletion, ChatCompletionChunk, ChatMessage, Message, MessageParam
from pareta_core import arguments
from pareta_core._sync.callbacks import check_callback
from pareta_core._sync.stream import Stream
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import OPTION_NAMES, call_options
from pareta_core.lazy import OfficialNames
from pareta_core.redaction import masked_headers
from pareta_wire import ChatCompletionDelta, ChatCompletionRequest
from pareta_wire.api.chat.create_chat_completion import OPERATION
from pareta_wire.operation import Request

_KNOWN = arguments.field_names(ChatCompletionRequest) | OPTION_NAMES
_BATCH_KNOWN = _KNOWN | {"concurrency", "on_event"}


class Completions(OfficialNames):
    """`chat.completions`: send a conversation to a deployed endpoint.

    Example:
        ```python
        completion = pa.chat.completions.create(
            model="ep_1", messages=[{"role": "user", "content": "Hello"}]
        )
        print(completion.choices[0].message.content)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | MessageParam | Mapping[str, Any]],
        stream: Literal[False] | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        n: int | None = None,
        stop: str | list[str] | None = None,
        max_tokens: int | None = None,
        max_completion_tokens: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        seed: int | None = None,
        user: str | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_choice: str | Mapping[str, Any] | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Mapping[str, Any] | None = None,
        stream_options: Mapping[str, Any] | None = None,
        reasoning_effort: str | None = None,
        service_tier: str | None = None,
        metadata: Mapping[str, str] | None = None,
        store: bool | None = None,
        modalities: list[str] | None = None,
        prediction: Mapping[str, Any] | None = None,
        verbosity: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
    ) -> ChatCompletion: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | MessageParam | Mapping[str, Any]],
        stream: Literal[True],
        temperature: float | None = None,
        top_p: float | None = None,
        n: int | None = None,
        stop: str | list[str] | None = None,
        max_tokens: int | None = None,
        max_completion_tokens: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        seed: int | None = None,
        user: str | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_choice: str | Mapping[str, Any] | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Mapping[str, Any] | None = None,
        stream_options: Mapping[str, Any] | None = None,
        reasoning_effort: str | None = None,
        service_tier: str | None = None,
        metadata: Mapping[str, str] | None = None,
        store: bool | None = None,
        modalities: list[str] | None = None,
        prediction: Mapping[str, Any] | None = None,
        verbosity: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
    ) -> Stream[ChatCompletionChunk]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | MessageParam | Mapping[str, Any]],
        stream: bool,
        temperature: float | None = None,
        top_p: float | None = None,
        n: int | None = None,
        stop: str | list[str] | None = None,
        max_tokens: int | None = None,
        max_completion_tokens: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        seed: int | None = None,
        user: str | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_choice: str | Mapping[str, Any] | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Mapping[str, Any] | None = None,
        stream_options: Mapping[str, Any] | None = None,
        reasoning_effort: str | None = None,
        service_tier: str | None = None,
        metadata: Mapping[str, str] | None = None,
        store: bool | None = None,
        modalities: list[str] | None = None,
        prediction: Mapping[str, Any] | None = None,
        verbosity: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
    ) -> ChatCompletion | Stream[ChatCompletionChunk]: ...
    def create(
        self,
        *,
        model: str,
        messages: Iterable[ChatMessage | Message | MessageParam | Mapping[str, Any]],
        stream: bool | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        n: int | None = None,
        stop: str | list[str] | None = None,
        max_tokens: int | None = None,
        max_completion_tokens: int | None = None,
        presence_penalty: float | None = None,
        frequency_penalty: float | None = None,
        logit_bias: Mapping[str, float] | None = None,
        logprobs: bool | None = None,
        top_logprobs: int | None = None,
        seed: int | None = None,
        user: str | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_choice: str | Mapping[str, Any] | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Mapping[str, Any] | None = None,
        stream_options: Mapping[str, Any] | None = None,
        reasoning_effort: str | None = None,
        service_tier: str | None = None,
        metadata: Mapping[str, str] | None = None,
        store: bool | None = None,
        modalities: list[str] | None = None,
        prediction: Mapping[str, Any] | None = None,
        verbosity: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        stall_timeout: float | None = None,
        **params: Any,
    ) -> ChatCompletion | Stream[ChatCompletionChunk]:
        """Send a conversation to a deployed endpoint. Debits the organization's balance.

        Args:
            model: The id of a live endpoint, such as `endpoint.id`, or "auto": the service chooses a model, and bills
                the call once.
            messages: The conversation so far. Each message is a mapping or a message of an earlier response.
            stream: True returns the tokens as they are generated.
            temperature: How freely to choose words; 0 keeps to the likeliest.
            top_p: Share of probability from which words are chosen.
            n: Number of choices to generate.
            stop: Text or list of texts at which the completion ends.
            max_tokens: Maximum length of the completion, in tokens. Older name of max_completion_tokens.
            max_completion_tokens: Maximum length of the completion with its reasoning, in tokens.
            presence_penalty: How much to avoid what was mentioned before.
            frequency_penalty: How much to avoid what was said often.
            logit_bias: Bonus or malus for single tokens, by token id.
            logprobs: Whether to return the probability of each token.
            top_logprobs: Number of likely alternatives to return for each token.
            seed: Makes equal requests return equal completions where the model supports it.
            user: Your name for the end user.
            tools: Functions that the model may ask to call.
            tool_choice: Which tool to use: none, auto, required, or an object that names one.
            parallel_tool_calls: Whether several tools may be asked for at once.
            response_format: Format of the completion, such as a JSON schema.
            stream_options: Settings of a streamed response, such as include_usage.
            reasoning_effort: How long to think: low, medium or high, for models that can.
            service_tier: Class of service.
            metadata: Your own labels for the chat.
            store: Whether the server may keep the chat.
            modalities: Kinds of output wanted, such as text.
            prediction: Text that the completion will probably repeat in large part.
            verbosity: How long-winded to be: low, medium or high.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.
            stall_timeout: Seconds without an event after which the stream counts as lost. 300 if not given.
            **params: Parameters that the spec does not know, sent as they are. `extra_body` does the same and satisfies
                a type checker.

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
            stream = pa.chat.completions.create(model="ep_1", messages=messages, stream=True)
            for chunk in stream:
                print(chunk.choices[0].delta.content or "", end="")
            ```

        API: POST /v1/chat/completions
        """
        extra_headers = masked_headers(extra_headers)
        params |= arguments.drop_none(
            temperature=temperature,
            top_p=top_p,
            n=n,
            stop=stop,
            max_tokens=max_tokens,
            max_completion_tokens=max_completion_tokens,
            presence_penalty=presence_penalty,
            frequency_penalty=frequency_penalty,
            logit_bias=logit_bias,
            logprobs=logprobs,
            top_logprobs=top_logprobs,
            seed=seed,
            user=user,
            tools=tools,
            tool_choice=tool_choice,
            parallel_tool_calls=parallel_tool_calls,
            response_format=response_format,
            stream_options=stream_options,
            reasoning_effort=reasoning_effort,
            service_tier=service_tier,
            metadata=metadata,
            store=store,
            modalities=modalities,
            prediction=prediction,
            verbosity=verbosity,
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
            stall_timeout=stall_timeout,
        )
        known, parameters = arguments.split_options(params, OPTION_NAMES)
        arguments.check_names(parameters, _KNOWN)
        options = call_options(known)
        body = {
            "model": arguments.string("model", model),
            "messages": arguments.json_objects("messages", messages),
            **arguments.json_object("body", arguments.drop_none(**parameters)),
        }
        request = Request(OPERATION, OPERATION.path, body=body)
        if arguments.flag("stream", stream):
            return self._transport.stream(
                request, options, keep=_text, hint="leave out stream=True for the whole completion"
            )
        return self._transport.send(request, options, decode=ChatCompletion.from_dict)

    def batch(
        self,
        requests: Iterable[str | Iterable[Any] | Mapping[str, Any]],
        *,
        model: str | None = None,
        concurrency: int = 8,
        on_event: Callable[[pareta.BatchResult], object] | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        **params: Any,
    ) -> list[pareta.BatchResult]:
        """Send many chats, some at a time. Each is billed by itself, and one that fails does not end the others.

        If the service limits the rate (429), all chats of the batch wait as long as it asks.

        Args:
            requests: The chats: each a text, a list of messages, or a mapping with `messages` and parameters of its
                own. All are checked before the first is sent.
            model: The model of the chats that name none: the id of a live endpoint, or "auto".
            concurrency: How many chats are in flight at a time.
            on_event: A function that is called with each result as soon as it is there.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.
            **params: The parameters of every chat, as in `create`: `temperature=0`.

        Returns:
            A result for each chat, in the order of `requests`: its completion, or its error.

        Raises:
            InsufficientCreditsError: The balance is used up. `partial` has the results so far; no more chats are sent.
            TypeError, ValueError: A chat or an argument is invalid; the message names it. Nothing was sent.

        Example:
            ```python
            rows = pa.chat.completions.batch(questions, model="ep_1", temperature=0)
            for row in rows:
                print(row.content if row.error is None else row.error)
            ```

        API: POST /v1/chat/completions
        """
        extra_headers = masked_headers(extra_headers)
        for name in ("stream", "stall_timeout"):
            if name in params:
                raise TypeError(f"{name}: a batch returns whole completions")
        arguments.check_names(params, _BATCH_KNOWN)
        check_callback("on_event", on_event)
        if arguments.count("concurrency", concurrency) == 0:
            raise ValueError("concurrency must be at least 1")
        options = call_options(
            arguments.drop_none(
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                idempotency_key=idempotency_key,
            )
        )
        from pareta._sync.chat_batch import Batch  # loaded late: most programs send one chat at a time
        from pareta.batches import batch_bodies

        shared = arguments.drop_none(model=model, **params)
        bodies = batch_bodies(requests, shared, _KNOWN)
        batch = Batch(self._transport, bodies, options, on_event)
        return batch.run(concurrency)


def _text(chunk: ChatCompletionChunk) -> str:
    """Return the text that a chunk adds to the first choice. A choice without a delta gets an empty one."""
    text = ""
    for choice in chunk.choices:
        delta: Any = choice.delta
        if (
            delta is None
        ):  # Some services leave it out of a chunk that adds nothing, such as one about a content filter.
            choice.delta = ChatCompletionDelta()
        elif not choice.index and isinstance(delta.content, str):
            text = delta.content
    return text


class Chat(OfficialNames):
    """`chat`: inference. `chat.completions.create(…)` is its one call.

    Example:
        ```python
        completion = pa.chat.completions.create(
            model="ep_1", messages=[{"role": "user", "content": "Hello"}]
        )
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self.completions: Completions = Completions(transport)
