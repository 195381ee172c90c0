"""`TaskRunResult`, `TaskRunOutput` and `TaskRunEvent`: the generated models, with the output as an instance. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeAlias, cast

import attrs

from parallel.errors import RUN_NOTE, OutputParseError
from pareta_core.arguments import is_valid_id
from pareta_core.encoding import as_object
from pareta_core.started import add_note
from pareta_wire import models as wire
from pareta_wire.model import LOCAL, Model, empty_list, new, null
from pareta_wire.models import FieldBasis, McpToolCall, TaskRun
from pareta_wire.models.task_run_output import decode_task_run_output
from pareta_wire.records import Records

Content: TypeAlias = str | dict[str, Any]
"""An output as the API returns it: text, or a JSON object."""

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from typing_extensions import TypeVar

    from pareta_core.schema import Output

    # With defaults, a bare `TaskRunResult` or `TaskRunEvent` is valid in the strict modes of type checkers.
    T = TypeVar("T", default=Any)
    E = TypeVar("E", default=Content)
else:
    from typing import TypeVar

    T = TypeVar("T")
    E = TypeVar("E")

M = TypeVar("M", bound=Model)


def _as(cls: type[M], model: Model) -> M:
    """Return a model as another class, with the fields that both have. An `Unknown` has its members as fields."""
    self = new(cls)
    for field in attrs.fields(cls):
        setattr(self, field.name, getattr(model, field.name, None))
    return self


@attrs.define(slots=True, repr=False, eq=False, kw_only=True)
class TaskRunOutput(Model, Generic[T]):
    """The output of a run with its sources: a `TaskRunJsonOutput` or a `TaskRunTextOutput`.

    Example:
        ```python
        result = client.task_run.execute(input="United Nations", processor="base", output=Company)
        print(result.output.parsed)
        for field in result.output.basis:
            print(field.field, field.confidence)
        ```
    """

    content: Content
    """The output as the API returned it."""
    basis: Records[FieldBasis] = attrs.field(factory=empty_list)
    """For each field its citations with excerpts, the reasoning, and the confidence."""
    mcp_tool_calls: Records[McpToolCall] = attrs.field(factory=empty_list)
    """Calls that the run made to tool servers."""
    output_schema: dict[str, Any] | None = None
    """The schema that the service chose, if the run left it to the service."""
    beta_fields: dict[str, Any] | None = None
    """Fields of beta features."""
    type: str
    """`text` or `json`. The API may add others."""
    parsed: T = attrs.field(default=null, metadata={LOCAL: True})
    """The output as an instance of the output type; the same as `content` without one."""
    error: OutputParseError | None = attrs.field(default=None, metadata={LOCAL: True})
    """In the events of a group: why `parsed` is None, if the output does not fit the output type."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode an output. Its `parsed` is its content.

        Args:
            data: The decoded JSON of an output.

        Raises:
            DecodeError: It is not an output.
        """
        return cls._of(decode_task_run_output(data))

    @classmethod
    def _of(cls, output: Model) -> Self:
        """Return a decoded output as this class, with everything it has."""
        self = _as(cls, output)
        self.basis = self.basis or Records[FieldBasis].of((), FieldBasis.from_dict)
        self.mcp_tool_calls = self.mcp_tool_calls or Records[McpToolCall].of((), McpToolCall.from_dict)
        self.parsed = cast("T", self.content)
        self.error = None
        return self

    @property
    def raw(self) -> Model:
        """The output as the generated code decodes it, without `parsed`."""
        return decode_task_run_output(self.to_dict())

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return self.parsed == getattr(other, "parsed", None) if same is True else same


@attrs.define(slots=True, repr=False, eq=False, kw_only=True)
class TaskRunJsonOutput(TaskRunOutput[T]):
    """An output that is a JSON object.

    Example:
        ```python
        if isinstance(result.output, TaskRunJsonOutput):
            print(result.output.content["founding_date"])
        ```
    """

    content: dict[str, Any]  # pyright: ignore[reportIncompatibleVariableOverride]  # what this kind of output has
    """The output as the API returned it."""
    type: Literal["json"] = "json"  # pyright: ignore[reportIncompatibleVariableOverride]  # as above
    """Always `json`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode an output. Its `parsed` is its content.

        Args:
            data: The decoded JSON of an output.

        Raises:
            DecodeError: It is not an output.
        """
        return cls._of(wire.TaskRunJsonOutput.from_dict(data))


@attrs.define(slots=True, repr=False, eq=False, kw_only=True)
class TaskRunTextOutput(TaskRunOutput[T]):
    """An output that is text.

    Example:
        ```python
        if isinstance(result.output, TaskRunTextOutput):
            print(result.output.content)
        ```
    """

    content: str  # pyright: ignore[reportIncompatibleVariableOverride]  # what this kind of output has
    """The output as the API returned it."""
    type: Literal["text"] = "text"  # pyright: ignore[reportIncompatibleVariableOverride]  # as above
    """Always `text`."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode an output. Its `parsed` is its content.

        Args:
            data: The decoded JSON of an output.

        Raises:
            DecodeError: It is not an output.
        """
        return cls._of(wire.TaskRunTextOutput.from_dict(data))


_KINDS: dict[type[Model], type[TaskRunOutput[Any]]] = {
    wire.TaskRunJsonOutput: TaskRunJsonOutput,
    wire.TaskRunTextOutput: TaskRunTextOutput,
}


def as_output(output: Model | None) -> Any:
    """Return a decoded output as the class of its kind, with its content as `parsed`.

    Args:
        output: The output as the generated code decodes it. None, which a server may send, stays None.
    """
    if output is None:
        return None
    return _KINDS.get(type(output), TaskRunOutput)._of(output)  # pyright: ignore[reportPrivateUsage]  # of this module


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunResult(Model, Generic[T]):
    """A run that has ended, and its output.

    Example:
        ```python
        result = client.task_run.result(run.run_id)
        print(result.run.status, result.output.content)
        ```
    """

    run: TaskRun
    output: TaskRunOutput[T]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a result. The `parsed` of its output is the content.

        Args:
            data: The decoded JSON of a result.

        Raises:
            DecodeError: It is not a result.
        """
        return cls._of(wire.TaskRunResult.from_dict(data))

    @classmethod
    def _of(cls, result: wire.TaskRunResult) -> Self:
        """Return a decoded result as this class, with the facade's output in it."""
        self = _as(cls, result)
        self.output = as_output(result.output)
        return self

    def report(self, path: str | os.PathLike[str], *, title: str | None = None) -> Path:
        """Write a page of HTML with each field of the output: value, confidence, reasoning and linked citations.

        The page is one file without scripts, and loads nothing.

        Args:
            path: Where to write it, such as `report.html`. A file that exists is replaced.
            title: The heading. The id of the run if not given.

        Returns:
            The path of the page.

        Raises:
            TypeError, ValueError: `path` is not a path.
            OSError: The file cannot be written.

        Example:
            ```python
            result = client.task_run.result("trun_1")
            print(result.report("report.html"))
            ```
        """
        from parallel.result_report import result_report
        from pareta_core.html_page import write_page

        return write_page(path, result_report(self, title))

    @property
    def raw(self) -> wire.TaskRunResult:
        """The result as the generated code decodes it, without a parsed output."""
        return wire.TaskRunResult.from_dict(self.to_dict())


def describe(output: Any) -> Output[Any] | None:
    """Return the description of an output type, or None without one.

    Args:
        output: A class with fields, a JSON schema, or a description in words.

    Raises:
        TypeError, ValueError: It is none of these.
    """
    if output is None:
        return None
    from pareta_core.schema import describe_output

    described: Output[Any] = describe_output(output)
    return described


def with_parsed(raw: wire.TaskRunResult, parsed: T) -> TaskRunResult[T]:
    """Return a result with its parsed output.

    Args:
        raw: The result as the generated code decodes it.
        parsed: Its output as an instance of the output type.
    """
    result: TaskRunResult[T] = TaskRunResult._of(raw)  # pyright: ignore[reportPrivateUsage]  # of this module
    result.output.parsed = parsed
    return result


@attrs.define(slots=True, repr=False, eq=False)
class TaskRunEvent(wire.TaskRunEvent, Generic[E]):
    """A run changed its state, or is listed as a run of its group.

    Example:
        ```python
        for event in client.task_group.get_runs("tgrp_1", output=Company):
            if isinstance(event, TaskRunEvent) and event.output:
                print(event.run.run_id, event.output.parsed or event.output.error)
        ```
    """

    output: TaskRunOutput[E] | None = None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]  # see `from_dict`
    """The output of the run, if it has ended; in groups only with `include_output` or an output type."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode an event. The `parsed` of its output is the content.

        Args:
            data: The decoded JSON of an event.

        Raises:
            DecodeError: It is not the event of a run.
        """
        return cls._of(wire.TaskRunEvent.from_dict(data))

    @classmethod
    def _of(cls, event: wire.TaskRunEvent) -> Self:
        """Return a decoded event as this class, with the facade's output in it."""
        self = _as(cls, event)
        self.output = as_output(event.output)
        return self


def as_event(event: wire.TaskRunEvent) -> TaskRunEvent[Content]:
    """Return a decoded event as the facade's class. The `parsed` of its output is its content.

    Args:
        event: The event as the generated code decodes it.
    """
    return TaskRunEvent._of(event)  # pyright: ignore[reportPrivateUsage]  # of this module


def parse_event(event: TaskRunEvent[Any], described: Output[Any]) -> None:
    """Set the `parsed` of an event's output, or its `error` if it does not fit the output type.

    It does not raise: one output that does not fit must not end the iteration over the others.

    Args:
        event: The event of a run of a group.
        described: The output type.
    """
    from pareta_core.schema import OutputMismatch

    output = event.output
    if output is None:
        return
    run_id = run_id_of(event)
    try:
        output.parsed = described.parse(output.content)
    except OutputMismatch as mismatch:
        result = TaskRunResult[Any](run=event.run, output=as_output(output))
        output.parsed = None
        output.error = OutputParseError(
            f"task run {run_id} completed, but its output does not fit the output type: {mismatch}. "
            "The error's result has the output.",
            run_id=run_id,
            result=result,
        )
        output.error.__cause__ = mismatch
    except BaseException as error:  # a validator may exit the program
        add_note(error, RUN_NOTE.format(id=run_id))
        raise


def run_id_of(event: Any) -> str | None:
    """Return the id of the run of an event, or None if the service sent none that is valid.

    Args:
        event: An event, as the facade decodes it.
    """
    run_id = (as_object(event.get("run")) or {}).get("run_id")
    return run_id if is_valid_id(run_id) else None
