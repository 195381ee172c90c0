"""Generate a chat completion for a request: choices, tokens, chunks, usage. Knows no HTTP.

The text quotes the user's last message. A response format gives JSON that fits it. A tool is called if the request
forces one, or if the user's last message names one. With `[sandbox:fail]` in the last message the completion fails, a
stream in the middle.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pareta_sandbox import markers
from pareta_sandbox.chat_validation import ChatError, check_chat
from pareta_sandbox.json_values import as_object, is_list, is_object
from pareta_sandbox.random_source import SeededRandom
from pareta_sandbox.schemas.instances import UnsatisfiableSchemaError, generate_instance

MAX_QUOTE_CHARACTERS = 120
_OPENINGS = ("Here is what I make of it", "In short", "As far as the text goes", "My reading")
_ENDINGS = (
    "Nothing in it is left open.",
    "The rest follows from the first line.",
    "Two details would need a second look.",
    "That is all the sandbox knows.",
)

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: text, or a tool call.

    Attributes:
        index: Its number, from 0.
        fragments: The tokens of the text, or fragments of the tool call's arguments.
        finish_reason: `stop`, `length` or `tool_calls`.
        tool: The id of the tool call and the name of its function; None for text.
        logprobs: The probability of each fragment of the text, if the request asks for it.
    """

    index: int
    fragments: tuple[str, ...]
    finish_reason: str
    tool: tuple[str, str] | None
    logprobs: tuple[Record, ...] | None = None

    def message(self) -> Record:
        """Return the whole message."""
        text = "".join(self.fragments)
        if self.tool is None:
            return {"role": "assistant", "content": text, "refusal": None}
        call_id, name = self.tool
        function = {"name": name, "arguments": text}
        call = {"id": call_id, "type": "function", "function": function}
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}

    def all_logprobs(self) -> Record | None:
        """Return the probabilities of the whole text, or None."""
        return None if self.logprobs is None else {"content": list(self.logprobs), "refusal": None}

    def deltas(self) -> Iterator[tuple[Record, Record | None]]:
        """Yield the role, then one fragment at a time, each with its probability."""
        yield {"role": "assistant", "content": "" if self.tool is None else None, "refusal": None}, None
        if self.tool is not None:
            call_id, name = self.tool
            function = {"name": name, "arguments": ""}
            call = {"index": 0, "id": call_id, "type": "function", "function": function}
            yield {"tool_calls": [call]}, None
        for n, fragment in enumerate(self.fragments):
            if self.tool is None:
                logprobs = None if self.logprobs is None else {"content": [self.logprobs[n]], "refusal": None}
                yield {"content": fragment}, logprobs
            else:
                yield {"tool_calls": [{"index": 0, "function": {"arguments": fragment}}]}, None


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole completion, to be sent at once or in chunks."""

    id: str
    model: str
    created: int
    choices: tuple[Choice, ...]
    prompt_tokens: int
    fails: bool

    @property
    def completion_tokens(self) -> int:
        """The tokens of all choices."""
        return sum(len(choice.fragments) for choice in self.choices)

    def usage(self) -> Record:
        """Return the token counts."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }

    def as_json(self) -> Record:
        """Return the ChatCompletion."""
        choices = [
            {
                "index": choice.index,
                "message": choice.message(),
                "logprobs": choice.all_logprobs(),
                "finish_reason": choice.finish_reason,
            }
            for choice in self.choices
        ]
        return {**self._head("chat.completion"), "choices": choices, "usage": self.usage()}

    def chunks(self, *, include_usage: bool) -> Iterator[Record]:
        """Yield the ChatCompletionChunks. Several choices alternate."""
        head = self._head("chat.completion.chunk")
        if include_usage:
            head["usage"] = None
        for deltas in zip_longest(*(choice.deltas() for choice in self.choices)):
            for choice, delta in zip(self.choices, deltas, strict=True):
                if delta is not None:
                    content, logprobs = delta
                    yield {**head, "choices": [_chunk_choice(choice.index, content, logprobs, None)]}
        for choice in self.choices:
            yield {**head, "choices": [_chunk_choice(choice.index, {}, None, choice.finish_reason)]}
        if include_usage:
            yield {**head, "choices": [], "usage": self.usage()}

    def _head(self, kind: str) -> Record:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def complete(
    request: Mapping[str, Any], *, completion_id: str, created: int, rng: SeededRandom
) -> Completion:
    """Return the completion of a ChatCompletionRequest.

    Raises:
        ChatError: The request is one that OpenAI's API rejects as well (400).
    """
    messages: Sequence[Mapping[str, Any]] = request["messages"]
    check_chat(request)
    count = 1 if request.get("n") is None else int(request["n"])
    tool = _chosen_tool(request)
    choices = tuple(_choice(request, tool, index, rng.derive("choice", index)) for index in range(count))
    return Completion(
        id=completion_id,
        model=str(request["model"]),
        created=created,
        choices=choices,
        prompt_tokens=sum(3 + len(_tokens(message_text(message))) for message in messages),
        fails=markers.FAIL in _last_message(messages),
    )


def message_text(message: Mapping[str, Any]) -> str:
    """Return a message's text. Its content is a string or a list of content parts."""
    content = message.get("content")
    if is_list(content):
        parts = [part.get("text") for part in content if is_object(part)]
        return " ".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def error_chunk(message: str) -> Record:
    """Return the error object that ends a failed stream."""
    return {"error": {"message": message, "type": "server_error", "code": "sandbox_failure"}}


def _chunk_choice(index: int, delta: Record, logprobs: Record | None, finish_reason: str | None) -> Record:
    return {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": finish_reason}


def _tokens(text: str) -> tuple[str, ...]:
    """Split a text into words with the space before them. Joined they are the text again."""
    return tuple(re.findall(r"\s*\S+|\s+$", text))


def _last_message(messages: Sequence[Mapping[str, Any]]) -> str:
    return next((message_text(one) for one in reversed(messages) if one.get("role") in ("user", "tool")), "")


def _choice(
    request: Mapping[str, Any], tool: Mapping[str, Any] | None, index: int, rng: SeededRandom
) -> Choice:
    if tool is not None:
        schema: Any = tool.get("parameters") or {"type": "object"}
        value = _generate_json(schema, rng, _last_message(request["messages"]), "tools")
        arguments = json.dumps(value, ensure_ascii=False)
        fragments = tuple(arguments[n : n + 8] for n in range(0, len(arguments), 8))
        return Choice(index, fragments, "tool_calls", (f"call_{rng.hex(24, 'call')}", str(tool["name"])))
    text, is_stopped = _apply_stop(_content(request, rng), request.get("stop"))
    fragments = _tokens(text)
    limit = request.get("max_completion_tokens") or request.get("max_tokens")
    if limit is not None and limit < len(fragments) and not is_stopped:
        fragments = fragments[:limit]
        return Choice(index, fragments, "length", None, _logprobs(request, fragments, rng))
    return Choice(index, fragments, "stop", None, _logprobs(request, fragments, rng))


def _logprobs(
    request: Mapping[str, Any], fragments: Sequence[str], rng: SeededRandom
) -> tuple[Record, ...] | None:
    """Return the probability of each token, and of the requested alternatives; None if none were."""
    if request.get("logprobs") is not True:
        return None
    alternatives = request.get("top_logprobs") or 0
    result: list[Record] = []
    for n, token in enumerate(fragments):
        likely = _token_logprob(token, -round(rng.number(0.01, 0.7, "logprob", n), 6))
        others = [
            _token_logprob(f" {rng.hex(4, 'token', n, k)}", round(likely["logprob"] - k - 0.5, 6))
            for k in range(1, alternatives)
        ]
        result.append({**likely, "top_logprobs": [likely, *others] if alternatives else []})
    return tuple(result)


def _token_logprob(token: str, logprob: float) -> Record:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "replace"))}


def _content(request: Mapping[str, Any], rng: SeededRandom) -> str:
    prompt = " ".join(_last_message(request["messages"]).split())
    response_format = as_object(request.get("response_format"))
    if response_format.get("type") == "json_schema":
        schema: Any = as_object(response_format.get("json_schema")).get("schema", {"type": "object"})
        value = _generate_json(schema, rng, prompt, "response_format")
        return json.dumps(value, ensure_ascii=False)
    if response_format.get("type") == "json_object":
        return json.dumps({"answer": _text(prompt, rng)}, ensure_ascii=False)
    return _text(prompt, rng)


def _text(prompt: str, rng: SeededRandom) -> str:
    quote = prompt if len(prompt) <= MAX_QUOTE_CHARACTERS else prompt[: MAX_QUOTE_CHARACTERS - 1] + "…"
    return f"Hello! You said “{quote}”. {rng.choice(_OPENINGS)}: {rng.choice(_ENDINGS, 'ending')}"


def _apply_stop(text: str, stop: object) -> tuple[str, bool]:
    stops = [stop] if isinstance(stop, str) else stop if is_list(stop) else []
    positions = [text.find(one) for one in stops if isinstance(one, str) and one and one in text]
    return (text[: min(positions)], True) if positions else (text, False)


def _generate_json(schema: Any, rng: SeededRandom, subject: str, parameter: str) -> Any:
    try:
        return generate_instance(schema, rng, subject=subject[:60])
    except UnsatisfiableSchemaError as error:
        raise ChatError(f"No value was found that fits the schema: {error}", parameter) from None


def _chosen_tool(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the function to call, or None for text."""
    tools = [tool.get("function") for tool in request.get("tools") or ()]
    functions = {str(one["name"]): one for one in tools if is_object(one) and one.get("name")}
    choice = request.get("tool_choice", "auto")
    if is_object(choice) and (name := as_object(choice.get("function")).get("name")) is not None:
        return functions[str(name)]
    if not functions or choice == "none":
        return None
    prompt = _last_message(request["messages"]).lower()
    named = [
        one for name, one in functions.items() if name.lower() in prompt or name.replace("_", " ") in prompt
    ]
    if choice == "required":
        return named[0] if named else next(iter(functions.values()))
    # After a tool's result the model responds with text. Otherwise a conversation with tools would never end.
    return named[0] if named and request["messages"][-1].get("role") == "user" else None
