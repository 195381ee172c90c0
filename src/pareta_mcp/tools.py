"""What a tool is: its arguments, what it changes, what it costs, and the function that does it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from pareta_mcp import operations
from pareta_mcp.calls import WAIT_SECONDS
from pareta_mcp.responses import ToolResponse

Effect = Literal["reads", "adds", "changes", "interrupts", "destroys"]
"""What a tool does to the account: nothing, add something, change what is there, stop it, or delete it for good."""
Handler = Callable[..., Awaitable[ToolResponse]]

MODULES = ("discovery", "chat", "endpoints", "evals", "runs", "groups", "earlier_calls")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool. Its handler takes the call and the arguments by name.

    Args:
        name: What clients call it by.
        title: What people see.
        description: When to use it, and what it costs.
        properties: The schema of each argument.
        required: The arguments that must be there.
        effect: What it does to the account.
        costs: What it bills, as a sentence; an empty text if nothing.
        open_world: Whether it reads the web or asks a model.
        result: What its result has, as a sentence.
        handler: What does it.
    """

    name: str
    title: str
    description: str
    properties: Mapping[str, operations.Schema]
    required: frozenset[str]
    effect: Effect
    costs: str
    open_world: bool
    result: str
    handler: Handler

    @property
    def input_schema(self) -> dict[str, Any]:
        """The arguments as JSON Schema. Others are refused: a misspelled one must not be ignored in paid work."""
        return {
            "type": "object",
            "properties": dict(self.properties),
            "required": [name for name in self.properties if name in self.required],
            "additionalProperties": False,
        }


_tools: dict[str, Tool] = {}


def tool(
    name: str,
    title: str,
    *,
    operation: str = "",
    takes: tuple[str, ...] = (),
    own: Mapping[str, operations.Schema] | None = None,
    effect: Effect = "reads",
    costs: str = "",
    open_world: bool = False,
    result: str = "",
) -> Callable[[Handler], Handler]:
    """Make a function a tool. Its docstring is the tool's description.

    Args:
        name: What clients call it by.
        title: What people see.
        operation: The operation of the spec that has the arguments.
        takes: The names of those arguments, as `operations.arguments` takes them.
        own: The schemas of arguments that belong to no operation, or to another one.
        effect: What it does to the account.
        costs: What it bills, as a sentence.
        open_world: Whether it reads the web or asks a model.
        result: What its result has, if that is not the operation's.
    """

    def register(handler: Handler) -> Handler:
        properties = (
            {**operations.arguments(operation, *takes), **(own or {})} if operation else dict(own or {})
        )
        keywords = [
            one for one in inspect.signature(handler).parameters.values() if one.kind is one.KEYWORD_ONLY
        ]
        text = inspect.cleandoc(handler.__doc__ or "")
        _tools[name] = Tool(
            name=name,
            title=title,
            description=f"{text}\n\nCOSTS MONEY: {costs}" if costs else text,
            properties=properties,
            required=frozenset(one.name for one in keywords if one.default is one.empty),
            effect=effect,
            costs=costs,
            open_world=open_world,
            result=result or (operations.result_fields(operation) if operation else ""),
            handler=handler,
        )
        return handler

    return register


def all_tools() -> dict[str, Tool]:
    """Return every tool by its name."""
    for module in MODULES:
        import_module(f"pareta_mcp.{module}")
    return dict(_tools)


def wait_argument(operation: str, default: int = WAIT_SECONDS) -> dict[str, operations.Schema]:
    """Return the argument of a tool that waits.

    Args:
        operation: The operation whose longest wait the spec states.
        default: The seconds that the tool waits if it is not given.
    """
    text = "Seconds to wait; 0 returns at once. Many clients end a call after 60 s. The work continues meanwhile."
    longest = operations.longest_wait(operation)
    return {
        "wait_seconds": {
            "type": "number",
            "minimum": 0,
            "maximum": longest,
            "default": default,
            "description": text,
        }
    }


def read_arguments(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call, checked. One that is null counts as left out.

    Args:
        tool: The tool.
        arguments: What the client sent. Where a schema takes no text, a text of JSON is decoded: models send such.

    Raises:
        ValueError: An argument does not fit. The message names the first ones.
    """
    from jsonschema import Draft202012Validator

    given = {
        name: _decoded(tool.properties.get(name, {}), value)
        for name, value in arguments.items()
        if value is not None
    }
    problems = list(_problems(tool, Draft202012Validator(tool.input_schema), given))
    if problems:
        raise ValueError("; ".join(problems[:5]))
    return given


def _decoded(schema: operations.Schema, value: Any) -> Any:
    kinds = {one.get("type") for one in schema.get("anyOf", [schema])}
    if not isinstance(value, str) or None in kinds or "string" in kinds:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _problems(tool: Tool, validator: Any, given: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(given.keys() - tool.properties.keys())
    if unknown:
        yield f"unknown arguments {', '.join(unknown)}; {tool.name} takes {', '.join(tool.properties) or 'none'}"
    for name, value in given.items():
        try:
            json.dumps(value, allow_nan=False)
        except ValueError:
            yield f"{name}: NaN and infinities are not valid JSON"
    for error in validator.iter_errors({name: given[name] for name in given.keys() - set(unknown)}):
        place = ".".join(map(str, error.absolute_path))
        expected = error.schema.get("description", "")
        yield ": ".join(part for part in (place, error.message[:200], expected) if part)
