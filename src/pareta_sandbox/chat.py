"""A chat completion made from its request: choices, tokens, chunks, usage. Knows no HTTP, no clock, no endpoint.

The text names the last thing the user said; a response format gives JSON that fits it; tools are called when the
request forces one or the user's last message names one. `[sandbox:fail]` in the last message breaks the answer:
a streamed one in mid-stream.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pareta_sandbox.answers import Unsatisfiable, instance
from pareta_sandbox.dice import Dice
from pareta_sandbox.errors import invalid_at
from pareta_sandbox.schemas import BadSchema, check_schema
from pareta_sandbox.shapes import is_list, is_object, object_of

FAIL_MARK = "[sandbox:fail]"
MAX_QUOTE = 120
MAX_CHOICES = 16
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
    """One choice: text, or a call of a tool."""

    index: int
    pieces: tuple[str, ...]  # the content's tokens, or the pieces of the call's arguments
    finish_reason: str
    tool: tuple[str, str] | None  # (call id, function name)

    def message(self) -> Record:
        text = "".join(self.pieces)
        if self.tool is None:
            return {"role": "assistant", "content": text, "refusal": None}
        call_id, name = self.tool
        function = {"name": name, "arguments": text}
        call = {"id": call_id, "type": "function", "function": function}
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}

    def deltas(self) -> Iterator[Record]:
        """Role first, then a piece at a time."""
        yield {"role": "assistant", "content": "" if self.tool is None else None, "refusal": None}
        if self.tool is not None:
            call_id, name = self.tool
            function = {"name": name, "arguments": ""}
            yield {"tool_calls": [{"index": 0, "id": call_id, "type": "function", "function": function}]}
        for piece in self.pieces:
            if self.tool is None:
                yield {"content": piece}
            else:
                yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer, ready to be told at once or chunk by chunk."""

    id: str
    model: str
    created: int
    choices: tuple[Choice, ...]
    prompt_tokens: int
    fails: bool

    @property
    def completion_tokens(self) -> int:
        return sum(len(choice.pieces) for choice in self.choices)

    def usage(self) -> Record:
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }

    def as_json(self) -> Record:
        choices = [
            {
                "index": choice.index,
                "message": choice.message(),
                "logprobs": None,
                "finish_reason": choice.finish_reason,
            }
            for choice in self.choices
        ]
        return {**self._head("chat.completion"), "choices": choices, "usage": self.usage()}

    def chunks(self, *, include_usage: bool) -> Iterator[Record]:
        """Every chunk in order; several choices take turns."""
        head = self._head("chat.completion.chunk")
        if include_usage:
            head["usage"] = None
        for turn in zip_longest(*(choice.deltas() for choice in self.choices)):
            for choice, delta in zip(self.choices, turn, strict=True):
                if delta is not None:
                    yield {**head, "choices": [_chunk_choice(choice.index, delta, None)]}
        for choice in self.choices:
            yield {**head, "choices": [_chunk_choice(choice.index, {}, choice.finish_reason)]}
        if include_usage:
            yield {**head, "choices": [], "usage": self.usage()}

    def _head(self, kind: str) -> Record:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def complete(request: Mapping[str, Any], *, completion_id: str, created: int, dice: Dice) -> Completion:
    """Answer a ChatCompletionRequest. Raises a 422 Refusal for what OpenAI's API would not take either."""
    messages: Sequence[Mapping[str, Any]] = request["messages"]
    count = request.get("n") or 1
    if not 1 <= count <= MAX_CHOICES:
        raise invalid_at(("body", "n"), f"must lie between 1 and {MAX_CHOICES}")
    tool = _chosen_tool(request)
    choices = tuple(_choice(request, tool, index, dice.at("choice", index)) for index in range(count))
    return Completion(
        id=completion_id,
        model=str(request["model"]),
        created=created,
        choices=choices,
        prompt_tokens=sum(3 + len(_tokens(text_of(message))) for message in messages),
        fails=FAIL_MARK in _last_words(messages),
    )


def text_of(message: Mapping[str, Any]) -> str:
    """A message's text, whether its content is a string or a list of parts."""
    content = message.get("content")
    if is_list(content):
        parts = [part.get("text") for part in content if is_object(part)]
        return " ".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def error_chunk(message: str) -> Record:
    return {"error": {"message": message, "type": "server_error", "code": "sandbox_failure"}}


def _chunk_choice(index: int, delta: Record, finish_reason: str | None) -> Record:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish_reason}


def _tokens(text: str) -> tuple[str, ...]:
    """Words with the space before them: joined, they are the text again."""
    return tuple(re.findall(r"\s*\S+|\s+$", text))


def _last_words(messages: Sequence[Mapping[str, Any]]) -> str:
    return next((text_of(one) for one in reversed(messages) if one.get("role") in ("user", "tool")), "")


def _choice(request: Mapping[str, Any], tool: Mapping[str, Any] | None, index: int, dice: Dice) -> Choice:
    if tool is not None:
        schema: Any = tool.get("parameters") or {"type": "object"}
        place = ("body", "tools", "function", "parameters")
        arguments = json.dumps(
            _made(schema, dice, _last_words(request["messages"]), place), ensure_ascii=False
        )
        pieces = tuple(arguments[n : n + 8] for n in range(0, len(arguments), 8))
        return Choice(index, pieces, "tool_calls", (f"call_{dice.hex(24, 'call')}", str(tool["name"])))
    text, cut_by_stop = _stopped(_content(request, dice), request.get("stop"))
    pieces = _tokens(text)
    limit = request.get("max_completion_tokens") or request.get("max_tokens")
    if limit is not None and limit < len(pieces) and not cut_by_stop:
        return Choice(index, pieces[: max(limit, 0)], "length", None)
    return Choice(index, pieces, "stop", None)


def _content(request: Mapping[str, Any], dice: Dice) -> str:
    asked = " ".join(_last_words(request["messages"]).split())
    wanted = object_of(request.get("response_format"))
    if wanted.get("type") == "json_schema":
        schema: Any = object_of(wanted.get("json_schema")).get("schema", {"type": "object"})
        made = _made(schema, dice, asked, ("body", "response_format", "json_schema", "schema"))
        return json.dumps(made, ensure_ascii=False)
    if wanted.get("type") == "json_object":
        return json.dumps({"answer": _prose(asked, dice)}, ensure_ascii=False)
    return _prose(asked, dice)


def _prose(asked: str, dice: Dice) -> str:
    quote = asked if len(asked) <= MAX_QUOTE else asked[: MAX_QUOTE - 1] + "…"
    return f"Hello! You said “{quote}”. {dice.choice(_OPENINGS)}: {dice.choice(_ENDINGS, 'ending')}"


def _stopped(text: str, stop: object) -> tuple[str, bool]:
    ends = [stop] if isinstance(stop, str) else stop if is_list(stop) else []
    places = [text.find(end) for end in ends if isinstance(end, str) and end and end in text]
    return (text[: min(places)], True) if places else (text, False)


def _made(schema: Any, dice: Dice, subject: str, place: tuple[str | int, ...]) -> Any:
    try:
        check_schema(schema)
        return instance(schema, dice, subject=subject[:60])
    except (BadSchema, Unsatisfiable) as problem:
        raise invalid_at(place, str(problem)) from None


def _chosen_tool(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The function to call, None for a text answer."""
    tools = [tool.get("function") for tool in request.get("tools") or ()]
    functions = {str(one["name"]): one for one in tools if is_object(one) and one.get("name")}
    choice = request.get("tool_choice", "auto")
    if is_object(choice):
        name = object_of(choice.get("function")).get("name")
        if name not in functions:
            raise invalid_at(("body", "tool_choice", "function", "name"), f"no tool is called {name!r}")
        return functions[str(name)]
    if not functions or choice == "none":
        return None
    asked = _last_words(request["messages"]).lower()
    named = [
        one for name, one in functions.items() if name.lower() in asked or name.replace("_", " ") in asked
    ]
    if choice == "required":
        return named[0] if named else next(iter(functions.values()))
    # After a tool has answered, the model speaks; otherwise a conversation with tools would never end.
    return named[0] if named and request["messages"][-1].get("role") == "user" else None
