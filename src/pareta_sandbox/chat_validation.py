"""Check a chat request as OpenAI's API does: what it refuses is a 400 with its message, parameter and code.

openapi.yaml has only the types of the parameters; a wrong type is a 422 before this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from .chat_schemas import find_problem
from .errors import ApiError
from .json_values import as_object, is_list, is_object

Request: TypeAlias = Mapping[str, Any]

MAX_CHOICES = 128
MAX_STOPS = 4
MAX_TOOLS = 128
ROLES = ("system", "assistant", "user", "function", "tool", "developer")
CONTENT_TYPES: Mapping[str, tuple[str, ...]] = {
    "user": ("text", "image_url", "input_audio", "file"),
    "assistant": ("text", "refusal"),
}  # by role; of any other role there is text only
# The members of content parts: those that are required, and the values that one may have.
_PART_MEMBERS: Mapping[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {
    "image_url": (("url",), {"detail": ("auto", "low", "high")}),
    "input_audio": (("data", "format"), {"format": ("wav", "mp3")}),
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# The least and the greatest value of each numeric parameter.
_RANGES: Mapping[str, tuple[float | None, float | None]] = {
    "n": (1, MAX_CHOICES),
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "max_tokens": (1, None),
    "max_completion_tokens": (1, None),
    "top_logprobs": (0, 20),
}
_INTEGERS = frozenset(("n", "max_tokens", "max_completion_tokens", "top_logprobs"))


class ChatError(ApiError):
    """A 400 for one parameter of a chat, in both forms: Pareta's `detail` and OpenAI's `error`."""

    def __init__(self, message: str, param: str, code: str | None = None) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
        super().__init__(400, message, more={"error": error})


def check_chat(request: Request) -> None:
    """Raise ChatError for the first parameter that OpenAI's API refuses."""
    for check in _CHECKS:
        check(request)


def _check_ranges(request: Request) -> None:
    for name, (least, greatest) in _RANGES.items():
        _check_range(name, request.get(name), least, greatest)
    for token, bias in as_object(request.get("logit_bias")).items():
        if not isinstance(bias, int | float) or isinstance(bias, bool):
            raise _wrong_type(f"logit_bias.{token}", "a number", bias)
        _check_range(f"logit_bias.{token}", bias, -100, 100)


def _check_range(name: str, value: Any, least: float | None, greatest: float | None) -> None:
    if value is None:
        return
    kind = "integer" if name in _INTEGERS else "decimal"
    for limit, is_wrong, side, extreme, sign in (
        (least, least is not None and value < least, "below", "min", ">="),
        (greatest, greatest is not None and value > greatest, "above", "max", "<="),
    ):
        if is_wrong:
            raise ChatError(
                f"Invalid '{name}': {kind} {side} {extreme}imum value. Expected a value {sign} {limit}, "
                f"but got {value} instead.",
                name,
                f"{kind}_{side}_{extreme}_value",
            )


def _check_lengths(request: Request) -> None:
    if request.get("max_tokens") is not None and request.get("max_completion_tokens") is not None:
        raise ChatError(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "max_tokens",
            "invalid_parameter_combination",
        )
    stop = request.get("stop")
    if stop is None or isinstance(stop, str):
        return
    if not is_list(stop) or not all(isinstance(one, str) for one in stop):
        raise _wrong_type("stop", "a string or an array of strings", stop)
    _check_length("stop", stop, MAX_STOPS)


def _check_logprobs(request: Request) -> None:
    if request.get("top_logprobs") is not None and request.get("logprobs") is not True:
        raise ChatError("'top_logprobs' is only allowed when 'logprobs' is enabled.", "top_logprobs")


def _check_stream_options(request: Request) -> None:
    if request.get("stream_options") is not None and request.get("stream") is not True:
        raise ChatError(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
        )
    include_usage = as_object(request.get("stream_options")).get("include_usage")
    if include_usage is not None and not isinstance(include_usage, bool):
        raise _wrong_type("stream_options.include_usage", "a boolean", include_usage)


def _check_messages(request: Request) -> None:
    open_calls: list[str] = []  # of the assistant's last message, without a response so far
    for n, message in enumerate(request["messages"]):
        place, role = f"messages[{n}]", message["role"]
        if role not in ROLES:
            raise _wrong_value(f"{place}.role", role, ROLES)
        if role == "tool":
            _check_tool_message(message, place, open_calls)
        elif open_calls:
            raise _missing_responses(open_calls, place)
        if role == "function" and message.get("name") is None:
            raise _missing(f"{place}.name")
        calls = message.get("tool_calls") if role == "assistant" else None
        if calls is not None:
            _check_not_empty(f"{place}.tool_calls", calls)
            open_calls = [str(call["id"]) for call in calls]
        if not (role == "assistant" and (calls or as_object(message).get("function_call"))):
            _check_content(message, place)
    if open_calls:
        raise _missing_responses(open_calls, f"messages[{len(request['messages'])}]")


def _check_tool_message(message: Mapping[str, Any], place: str, open_calls: list[str]) -> None:
    call_id = message.get("tool_call_id")
    if call_id is None:
        raise _missing(f"{place}.tool_call_id")
    if call_id not in open_calls:
        raise ChatError(
            "Invalid parameter: messages with role 'tool' must be a response to a preceding message with "
            f"'tool_calls' that has the id {call_id!r}.",
            f"{place}.role",
        )
    open_calls.remove(call_id)


def _missing_responses(open_calls: Sequence[str], place: str) -> ChatError:
    return ChatError(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
        f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(open_calls)}",
        f"{place}.role",
    )


def _check_content(message: Mapping[str, Any], place: str) -> None:
    content = message.get("content")
    if isinstance(content, str) or (content is None and message.get("refusal")):
        return
    if not is_list(content):
        raise _wrong_type(f"{place}.content", "a string or an array of objects", content)
    _check_not_empty(f"{place}.content", content)
    for n, part in enumerate(content):
        inner = f"{place}.content[{n}]"
        if not is_object(part):
            raise _wrong_type(inner, "an object", part)
        kind = part.get("type")
        if kind is None:
            raise _missing(f"{inner}.type")
        supported = CONTENT_TYPES.get(message["role"], ("text",))
        if kind not in supported:
            raise _wrong_value(f"{inner}.type", kind, supported)
        if kind not in part:
            raise _missing(f"{inner}.{kind}")
        if kind in ("text", "refusal"):
            if not isinstance(part[kind], str):
                raise _wrong_type(f"{inner}.{kind}", "a string", part[kind])
        elif not is_object(part[kind]):
            raise _wrong_type(f"{inner}.{kind}", "an object", part[kind])
        else:
            _check_part_members(f"{inner}.{kind}", part[kind], *_PART_MEMBERS.get(kind, ((), {})))


def _check_part_members(
    place: str,
    members: Mapping[str, Any],
    required: tuple[str, ...],
    values: Mapping[str, tuple[str, ...]],
) -> None:
    for name in required:
        if members.get(name) is None:
            raise _missing(f"{place}.{name}")
        if not isinstance(members[name], str):
            raise _wrong_type(f"{place}.{name}", "a string", members[name])
    for name, supported in values.items():
        if members.get(name) is not None and members[name] not in supported:
            raise _wrong_value(f"{place}.{name}", members[name], supported)


def _check_response_format(request: Request) -> None:
    response_format = as_object(request.get("response_format"))
    if not response_format:
        return
    kind = response_format.get("type")
    if kind is None:
        raise _missing("response_format.type")
    if kind not in ("json_object", "json_schema", "text"):
        raise _wrong_value("response_format.type", kind, ("json_object", "json_schema", "text"))
    if kind == "json_object" and not any(
        "json" in str(one.get("content")).lower() for one in request["messages"]
    ):
        raise ChatError(
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
            "messages",
        )
    if kind != "json_schema":
        return
    wanted = response_format.get("json_schema")
    if not is_object(wanted):
        raise _missing("response_format.json_schema")
    _check_name("response_format.json_schema.name", wanted.get("name"))
    problem = find_problem(wanted.get("schema", {}), strict=wanted.get("strict"))
    if problem:
        raise ChatError(
            f"Invalid schema for response_format {wanted['name']!r}: {problem}", "response_format"
        )


def _check_tools(request: Request) -> None:
    tools = request.get("tools")
    if tools is None:
        for name in ("tool_choice", "parallel_tool_calls"):
            if request.get(name) is not None:
                raise ChatError(f"'{name}' is only allowed when 'tools' are specified.", name)
        return
    _check_not_empty("tools", tools)
    _check_length("tools", tools, MAX_TOOLS)
    for n, tool in enumerate(tools):
        _check_tool(f"tools[{n}]", tool)
    _check_tool_choice(request.get("tool_choice"), [tool["function"]["name"] for tool in tools])


def _check_tool(place: str, tool: Mapping[str, Any]) -> None:
    if "type" not in tool:
        raise _missing(f"{place}.type")
    if tool["type"] != "function":
        raise _wrong_value(f"{place}.type", tool["type"], ("function",))
    function = tool.get("function")
    if not is_object(function):
        raise _missing(f"{place}.function")
    _check_name(f"{place}.function.name", function.get("name"))
    problem = find_problem(function.get("parameters") or {}, strict=function.get("strict"))
    if problem:
        raise ChatError(
            f"Invalid schema for function {function['name']!r}: {problem}",
            f"{place}.function.parameters",
            "invalid_function_parameters",
        )


def _check_tool_choice(choice: object, names: Sequence[str]) -> None:
    if is_object(choice):
        if choice.get("type") == "allowed_tools":
            return
        name = as_object(choice.get("function")).get("name")
        if name is None:
            raise _missing("tool_choice.function.name")
        if name not in names:
            raise ChatError(f"Tool choice {name!r} not found in 'tools' parameter.", "tool_choice")
    elif choice is not None and choice not in ("none", "auto", "required"):
        raise _wrong_value("tool_choice", choice, ("none", "auto", "required"))


def _check_name(place: str, name: object) -> None:
    if name is None:
        raise _missing(place)
    if not isinstance(name, str):
        raise _wrong_type(place, "a string", name)
    if not _NAME.fullmatch(name):
        raise ChatError(
            f"Invalid '{place}': string does not match pattern. Expected a string that matches the pattern "
            "'^[a-zA-Z0-9_-]{1,64}$'.",
            place,
            "invalid_value",
        )


def _check_not_empty(name: str, values: Sequence[object]) -> None:
    if not values:
        raise ChatError(
            f"Invalid '{name}': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            name,
            "empty_array",
        )


def _check_length(name: str, values: Sequence[object], most: int) -> None:
    if len(values) > most:
        raise ChatError(
            f"Invalid '{name}': array too long. Expected an array with maximum length {most}, but got an array with "
            f"length {len(values)} instead.",
            name,
            "array_above_max_length",
        )


def _missing(param: str) -> ChatError:
    return ChatError(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def _wrong_type(param: str, wanted: str, value: object) -> ChatError:
    return ChatError(
        f"Invalid type for '{param}': expected {wanted}, but got {_kind(value)} instead.",
        param,
        "invalid_type",
    )


def _wrong_value(param: str, value: object, supported: Sequence[str]) -> ChatError:
    listed = ", ".join(f"'{one}'" for one in supported)
    return ChatError(f"Invalid value: {value!r}. Supported values are: {listed}.", param, "invalid_value")


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


_CHECKS: tuple[Callable[[Request], None], ...] = (
    _check_messages,
    _check_ranges,
    _check_lengths,
    _check_logprobs,
    _check_stream_options,
    _check_response_format,
    _check_tools,
)
