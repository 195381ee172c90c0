"""Arguments → the bodies that the Task API takes. Pure: invalid arguments raise here, before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from parallel.task_specs import spec_object
from pareta_core import arguments
from pareta_core.arguments import field_names
from pareta_core.config import OPTION_NAMES, check_header
from pareta_core.encoding import to_json
from pareta_core.secret_fields import check_server_headers, masked_body
from pareta_wire import models
from pareta_wire.limits import TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS
from pareta_wire.model import Model, members

if TYPE_CHECKING:
    from parallel.types import TaskRunInput, TaskSpec
    from pareta_core.schema import Output

MAX_RUNS_PER_REQUEST = TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS


@cache
def _fields() -> frozenset[str]:
    # (Not when this module is loaded: a program that only reads runs needs none of the models of requests.)
    return field_names(models.TaskRunInput)


@cache
def _known_names() -> frozenset[str]:
    return _fields() | _ARGUMENTS | OPTION_NAMES


_ARGUMENTS = frozenset({"output", "betas", "timeout", "on_start", "on_event", "progress"})
"""The arguments of `create` and `execute` that are not fields."""
_OBJECTS = ("task_spec", "metadata", "source_policy", "advanced_settings", "webhook")


def run_input(input: object, processor: object, params: Mapping[str, Any]) -> TaskRunInput:
    """Return the body that starts a run.

    Args:
        input: What to research: a text, a mapping, or an instance of a class with fields.
        processor: The name of the processor.
        params: The other fields of `TaskRunInput`; None means "not given". Fields that the spec does not know are sent.

    Raises:
        TypeError, ValueError: An argument is invalid; the message names it.
    """
    arguments.check_names(params, _known_names())
    if not _ARGUMENTS.isdisjoint(params):
        raise TypeError(f"unexpected keyword argument {min(_ARGUMENTS & params.keys())!r}")
    return models.TaskRunInput.from_dict(_run_fields(input, processor, params))


def _run_fields(input: object, processor: object, fields: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in fields.items() if value is not None}
    for name in ("previous_interaction_id", "memory_scope_key"):
        arguments.optional_string(name, found.get(name))
    for name in _OBJECTS:
        if name in found:
            convert = spec_object if name == "task_spec" else arguments.json_object
            found[name] = convert(name, found[name])
    if "mcp_servers" in found:
        check_server_headers("mcp_servers", found["mcp_servers"])
        found["mcp_servers"] = arguments.json_objects("mcp_servers", found["mcp_servers"])
    body = {"processor": arguments.string("processor", processor), "input": _checked_input(input)}
    return {**body, **{name: _plain(name, value) for name, value in found.items()}}


def _plain(name: str, value: object) -> Any:
    """Return the value of a field in JSON types. Objects have been converted already."""
    if name in _OBJECTS or isinstance(value, (str, bool, int)):
        return value
    from pareta_core.json_values import to_json_types

    return to_json_types(value, name)


def _checked_input(input: object) -> str | dict[str, Any]:
    if isinstance(input, str):
        return arguments.string("input", input)
    from pareta_core.schema import input_to_json

    return input_to_json(input)


def group_inputs(rows: object, processor: object = None) -> list[TaskRunInput]:
    """Return the bodies of the runs to add to a group, each checked completely: batches are billed one by one.

    Args:
        rows: The rows as `masked_rows` returns them: each a `TaskRunInput` or a mapping with its fields. Unknown
            members are sent as they are.
        processor: The processor of rows that name none.

    Raises:
        TypeError, ValueError: An input is invalid; the message names it, as in `inputs[3]`.
    """
    return [
        _group_input(f"inputs[{index}]", row, processor)
        for index, row in enumerate(arguments.non_empty_list("inputs", rows))
    ]


def row_inputs(rows: list[Any], processor: object) -> list[TaskRunInput]:
    """Return the bodies of runs with these inputs, each checked completely.

    Args:
        rows: The inputs: texts, mappings, or instances of classes with fields.
        processor: The processor of every run.

    Raises:
        TypeError, ValueError: A row or the processor is invalid; the message names it, as in `rows[3]`.
    """
    arguments.string("processor", processor)
    found: list[TaskRunInput] = []
    for index, row in enumerate(rows):
        place = f"rows[{index}]"
        if isinstance(row, models.TaskRunInput):
            raise TypeError(f"{place} is a TaskRunInput: pass such rows as inputs=, or its input alone")
        try:
            one = models.TaskRunInput.from_dict(_run_fields(row, processor, {}))
        except (TypeError, ValueError) as error:
            raise type(error)(f"{place}: {str(error).removeprefix('input').lstrip(' :.')}") from error
        to_json(one, place)
        found.append(one)
    return found


def rows_spec(rows: list[Any] | None, output: Output[Any] | None) -> TaskSpec | None:
    """Return the task spec of runs with an output type. The rows' schema is sent along if they are of one class.

    Args:
        rows: The inputs of the runs as their class has them. None if they are unknown.
        output: The description of the output type. None leaves the form of the outputs to the service.
    """
    first: object = rows[0] if rows else None
    alike = all(type(row) is type(first) for row in rows or ())
    spec = task_spec(first if alike else None, output)
    return None if spec is None else models.TaskSpec.from_dict(spec)


def masked_rows(inputs: Any, name: str = "inputs") -> Any:
    """Return the rows of an argument as a list whose secrets tracebacks do not show; what has none is unchanged.

    Args:
        inputs: The argument.
        name: Its name.

    Raises:
        TypeError: It is a frame that cannot be read.
    """
    from pareta_core.tabular import frame_rows

    rows: Any = frame_rows(inputs, name)
    rows = inputs if rows is None else rows
    if arguments.iterates_keys(rows):
        return masked_body(rows)
    iterator = arguments.iterator_over(rows)
    return rows if iterator is None else [masked_body(row) for row in iterator]


def _group_input(place: str, item: Any, processor: object) -> TaskRunInput:
    if not isinstance(item, models.TaskRunInput) and not arguments.is_mapping(item):
        raise TypeError(f"{place} must be a TaskRunInput or a mapping, not {type(item).__name__}")
    try:
        fields = dict(masked_body(_members(item)))
        arguments.check_names(fields, _fields(), "field")
        fields = _run_fields(fields.pop("input", None), fields.pop("processor", None) or processor, fields)
        row = models.TaskRunInput.from_dict(fields)
    except (TypeError, ValueError) as error:
        raise _within(place, error) from error
    to_json(row, place)
    return row


def _within(place: str, error: Exception) -> Exception:
    """Return the error of a row's field with the place of the row."""
    kind = ValueError if isinstance(error, ValueError) else TypeError
    text = str(error)
    separator = "." if re.split(r"\W", text, maxsplit=1)[0] in _fields() else ": "
    return kind(f"{place}{separator}{text}")


def _members(item: models.TaskRunInput | Mapping[Any, Any]) -> Mapping[Any, Any]:
    return members(item) if isinstance(item, Model) else item


def group_rows(
    rows: Any,
    inputs: Any,
    processor: object,
    output: Any,
    default_task_spec: TaskSpec | Mapping[str, Any] | None,
) -> tuple[list[TaskRunInput], TaskSpec | None]:
    """Return the bodies of the runs to add to a group, and their default task spec.

    Args:
        rows: The inputs of the runs, or None.
        inputs: The runs, or None: one of the two is given.
        processor: The processor of the rows, and of those inputs that name none.
        output: The output type, or None.
        default_task_spec: What describes the outputs instead of an output type, or None.

    Raises:
        TypeError, ValueError: An argument or a row is invalid; the message names it.
    """
    if (rows is None) == (inputs is None):
        raise TypeError(
            "pass either rows, the inputs of the runs, or inputs=, the runs with all their fields"
        )
    if output is not None and default_task_spec is not None:
        raise TypeError("pass either output or default_task_spec: both describe the outputs")
    from parallel.outputs import describe  # loaded late: a client that starts no runs needs none of it

    described, spec = describe(output), default_spec(default_task_spec)
    if rows is None:
        return group_inputs(inputs, processor), spec or rows_spec(None, described)
    rows = arguments.non_empty_list("rows", rows)
    return row_inputs(rows, processor), spec or rows_spec(rows, described)


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
