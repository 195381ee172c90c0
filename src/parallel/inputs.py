"""A caller's words → the bodies that the Task API takes. Pure: mistakes are told here, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from pareta_core import arguments
from pareta_core.config import WaitOptions, check_header
from pareta_wire import models
from pareta_wire.model import Model

if TYPE_CHECKING:
    import httpx

    from parallel.types import McpServer, SourcePolicy, TaskRunInput, TaskSpec, Webhook
    from pareta_core.schema import Output

ROW_KEY = "pareta_sdk_row"
"""The metadata by which a run of a group is recognised; names have up to 16 characters."""
MOST_RUNS_AT_ONCE = 1000
"""What one request to add runs to a group takes (`TaskGroupRunsInput.inputs`)."""


class RunParams(WaitOptions, total=False):
    """What a run takes beside its input and processor. The fields are told in `TaskRunInput`."""

    metadata: Mapping[str, str | int | float | bool] | None
    source_policy: SourcePolicy | Mapping[str, Any] | None
    advanced_settings: Mapping[str, Any] | None
    previous_interaction_id: str | None
    mcp_servers: Iterable[McpServer | Mapping[str, Any]] | None
    enable_events: bool | None
    webhook: Webhook | Mapping[str, Any] | None
    betas: Iterable[str] | None
    """Names of beta features to use, such as "events-sse-2025-07-24"."""


class CreateParams(RunParams, total=False):
    """What `task_run.create` takes beside its input and processor."""

    task_spec: TaskSpec | Mapping[str, Any] | None
    timeout: float | httpx.Timeout | None


_FIELDS = frozenset(
    {
        "task_spec",
        "metadata",
        "source_policy",
        "advanced_settings",
        "previous_interaction_id",
        "mcp_servers",
        "enable_events",
        "webhook",
    }
)


def run_input(input: object, processor: str, params: Mapping[str, Any]) -> TaskRunInput:
    """The body that starts a run."""
    fields, others = arguments.split_options(params, _FIELDS)
    if others:
        raise TypeError(f"unexpected keyword argument {min(others)!r}")
    given = arguments.drop_none(**fields)
    arguments.optional_string("previous_interaction_id", given.get("previous_interaction_id"))
    for name in ("task_spec", "metadata", "source_policy", "advanced_settings", "webhook"):
        if name in given:
            given[name] = arguments.json_object(name, given[name])
    if "mcp_servers" in given:
        given["mcp_servers"] = arguments.json_objects("mcp_servers", given["mcp_servers"])
    return models.TaskRunInput.from_dict(
        {"processor": arguments.string("processor", processor), "input": _checked_input(input), **given}
    )


def _checked_input(input: object) -> str | dict[str, Any]:
    if isinstance(input, str):
        return arguments.string("input", input)
    if isinstance(input, Model):
        return input.to_dict()
    from pareta_core.schema import input_to_json

    return input_to_json(input)


def group_input(index: int, item: object) -> dict[str, Any]:
    """One entry of `inputs`: a `TaskRunInput`, or a mapping with its fields."""
    if not isinstance(item, (models.TaskRunInput, Mapping)):
        raise TypeError(f"inputs[{index}] must be a TaskRunInput or a mapping, not {type(item).__name__}")
    try:
        given: dict[str, Any] = (
            item.to_dict() if isinstance(item, models.TaskRunInput) else dict(cast("Mapping[str, Any]", item))
        )
        known, unknown = arguments.split_options(given, {*_FIELDS, "input", "processor"})
        body = run_input(known.pop("input", None), known.pop("processor", None), known)
        return {**unknown, **body.to_dict()}
    except (TypeError, ValueError) as error:
        raise type(error)(f"inputs[{index}]: {error}") from error


def with_row_key(row: dict[str, Any], key: str) -> dict[str, Any]:
    """The row with a key of its own among its metadata."""
    return {**row, "metadata": {**(row.get("metadata") or {}), ROW_KEY: key}}


def row_key(row: dict[str, Any]) -> str:
    """The key that `with_row_key` gave."""
    return str(row["metadata"][ROW_KEY])


def task_spec(input: object, output: Output[Any] | None) -> dict[str, Any] | None:
    """What is asked for, as a task spec; None leaves the answer's form to the service."""
    if output is None:
        return None
    if output.json_schema is None:
        answer: dict[str, Any] = {"type": "text", "description": output.description}
    else:
        answer = {"type": "json", "json_schema": output.json_schema}
    from pareta_core.schema import input_schema

    spec = {"output_schema": answer}
    schema = None if isinstance(input, Model) else input_schema(input)
    if schema is not None:
        spec["input_schema"] = {"type": "json", "json_schema": schema}
    return spec


def beta_header(betas: Iterable[str] | None) -> str | None:
    """Names of beta features as the header carries them."""
    if betas is None:
        return None
    names = ",".join(arguments.strings("betas", betas))
    check_header("betas", names)
    return names
