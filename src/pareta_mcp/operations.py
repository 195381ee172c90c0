"""The arguments of operations as JSON Schema and other facts, out of operations.json, generated from the spec. Pure."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("pareta_mcp").joinpath("operations.json").read_text(encoding="utf-8")
    )
    return found


def _operation(operation: str) -> dict[str, Any]:
    found: dict[str, Any] = _file()["operations"][operation]
    return found


def key_variable(api: str) -> str:
    """Return the environment variable that has the key of an API, `pareta` or `parallel`."""
    found: str = _file()["keys"][api]
    return found


def arguments(operation: str, *names: str) -> dict[str, Schema]:
    """Return the schemas of some arguments of an operation.

    Args:
        operation: The id of the operation, such as `deployEndpoint`.
        *names: The arguments: parameters, fields of the body, and fields of one, as in `task_spec.output_schema`.

    Raises:
        KeyError: The operation has no such argument.
    """
    return {name.rpartition(".")[2]: _argument(operation, name) for name in names}


def _argument(operation: str, name: str) -> Schema:
    first, *rest = name.split(".")
    schema: Schema = _operation(operation)["arguments"][first]
    for part in rest:
        schema = schema["properties"][part]
    return dict(schema)


def required(operation: str) -> frozenset[str]:
    """Return the names of the arguments that an operation cannot do without."""
    return frozenset(_operation(operation)["required"])


def result_fields(operation: str) -> str:
    """Return what the result of an operation has, as a sentence; an empty text if the spec does not say."""
    found: dict[str, Any] = _operation(operation)["result"]
    if not found.get("fields"):
        return ""
    return f"{found['name']} with {', '.join(found['fields'])}."


def has_failed(schema: str, status: object) -> bool:
    """Return whether a status says that the work which a record describes is over, and did not end well.

    Args:
        schema: The name of the record, such as `EvalRun`.
        status: Its status.
    """
    outcome: dict[str, list[str]] = _file()["outcomes"][schema]
    return status in outcome["failure"]


def has_ended(schema: str, status: object) -> bool:
    """Return whether a status says that the work which a record describes is over.

    Args:
        schema: The name of the record, such as `TaskRun`.
        status: Its status. One that the spec does not list means that the work continues.
    """
    outcome: dict[str, list[str]] = _file()["outcomes"][schema]
    return status in (*outcome["success"], *outcome["failure"])


def longest_wait(operation: str) -> int:
    """Return the seconds after which a wait for an operation is given up at the latest."""
    seconds: int = _operation(operation)["wait"]
    return seconds
