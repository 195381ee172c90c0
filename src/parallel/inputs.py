"""Arguments → the bodies that the Task API takes. Pure: invalid arguments raise here, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from parallel.task_specs import spec_object
from pareta_core import arguments
from pareta_core.config import check_header
from pareta_core.encoding import to_json
from pareta_wire import models
from pareta_wire.model import Model, members

if TYPE_CHECKING:
    from parallel.types import TaskRunInput, TaskSpec
    from pareta_core.schema import Output

MAX_RUNS_PER_REQUEST = 1000
"""The limit of the API on `TaskGroupRunsInput.inputs`."""


_FIELDS = frozenset(
    {
        "task_spec",
        "metadata",
        "source_policy",
        "advanced_settings",
        "previous_interaction_id",
        "memory_scope_key",
        "mcp_servers",
        "enable_events",
        "webhook",
    }
)
_OBJECTS = ("task_spec", "metadata", "source_policy", "advanced_settings", "webhook")


def run_input(input: object, processor: object, params: Mapping[str, Any]) -> TaskRunInput:
    """Return the body that starts a run.

    Args:
        input: What to research: a text, a mapping, or an instance of a class with fields.
        processor: The name of the processor.
        params: The other fields of `TaskRunInput`; None means "not given".

    Raises:
        TypeError, ValueError: An argument is invalid; the message names it.
    """
    fields, others = arguments.split_options(params, _FIELDS)
    if others:
        raise TypeError(f"unexpected keyword argument {min(others)!r}")
    return models.TaskRunInput.from_dict(_run_fields(input, processor, fields))


def _run_fields(input: object, processor: object, fields: Mapping[str, Any]) -> dict[str, Any]:
    found = arguments.drop_none(**fields)
    for name in ("previous_interaction_id", "memory_scope_key"):
        arguments.optional_string(name, found.get(name))
    for name in _OBJECTS:
        if name in found:
            convert = spec_object if name == "task_spec" else arguments.json_object
            found[name] = convert(name, found[name])
    if "mcp_servers" in found:
        found["mcp_servers"] = arguments.json_objects("mcp_servers", found["mcp_servers"])
    return {"processor": arguments.string("processor", processor), "input": _checked_input(input), **found}


def _checked_input(input: object) -> str | dict[str, Any]:
    if isinstance(input, str):
        return arguments.string("input", input)
    if isinstance(input, Model):
        return input.to_dict()
    from pareta_core.schema import input_to_json

    return input_to_json(input)


def group_inputs(inputs: object) -> list[TaskRunInput]:
    """Return the bodies of the runs to add to a group, each checked completely: batches are billed one by one.

    Args:
        inputs: Each a `TaskRunInput` or a mapping with its fields. Unknown members are sent as they are.

    Raises:
        TypeError, ValueError: An input is invalid; the message names it, as in `inputs[3]`.
    """
    rows = arguments.non_empty_list("inputs", inputs)
    return [_group_input(f"inputs[{index}]", row) for index, row in enumerate(rows)]


def _group_input(place: str, item: object) -> TaskRunInput:
    if not isinstance(item, (models.TaskRunInput, Mapping)):
        raise TypeError(f"{place} must be a TaskRunInput or a mapping, not {type(item).__name__}")
    try:
        given = (
            members(item) if isinstance(item, models.TaskRunInput) else dict(cast("Mapping[str, Any]", item))
        )
        known, unknown = arguments.split_options(given, {*_FIELDS, "input", "processor"})
        fields = _run_fields(known.pop("input", None), known.pop("processor", None), known)
        row = models.TaskRunInput.from_dict({**unknown, **fields})
    except (TypeError, ValueError) as error:
        raise type(error)(f"{place}: {error}") from error
    to_json(row, place)
    return row


def default_spec(value: TaskSpec | Mapping[str, Any] | None) -> TaskSpec | None:
    """Return the task spec of a group's runs, checked.

    Raises:
        TypeError, ValueError: It is not a task spec.
    """
    if value is None:
        return None
    return models.TaskSpec.from_dict(spec_object("default_task_spec", value))


def task_spec(input: object, output: Output[Any] | None) -> dict[str, Any] | None:
    """Return the task spec of an output type; None leaves the form of the output to the service.

    Args:
        input: The input of the run, whose schema is sent along if it has one.
        output: The description of the output type.
    """
    if output is None:
        return None
    if output.json_schema is None:
        output_schema: dict[str, Any] = {"type": "text", "description": output.description}
    else:
        output_schema = {"type": "json", "json_schema": output.json_schema}
    from pareta_core.schema import input_schema

    spec = {"output_schema": output_schema}
    schema = None if isinstance(input, Model) else input_schema(input)
    if schema is not None:
        spec["input_schema"] = {"type": "json", "json_schema": schema}
    return spec


def beta_header(betas: Iterable[str] | None) -> str | None:
    """Return the names of beta features as a header carries them.

    Raises:
        TypeError, ValueError: A name is not a header value.
    """
    if betas is None:
        return None
    names = ",".join(arguments.strings("betas", betas))
    check_header("betas", names)
    return names
