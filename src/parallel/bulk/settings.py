"""What one bulk job asks for: the same for all of its rows, and kept in its journal. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, get_origin

import attrs

from parallel.bulk.errors import CostLimitError, JournalError
from parallel.bulk.rows import committed_runs
from parallel.inputs import beta_header, run_input
from parallel.outputs import describe
from parallel.rows import canonical_json
from parallel.task_specs import spec_object
from pareta_core import arguments
from pareta_core.encoding import as_array, as_object, to_json
from pareta_core.schema import Output


@attrs.frozen
class JobSettings:
    """What all runs of a job have in common."""

    server: str
    processor: str | None
    task_spec: dict[str, Any] | None
    options: dict[str, Any] = attrs.field(repr=False)
    """The other fields of `TaskRunInput`. They may hold secrets: the journal keeps their digests."""
    betas: str | None

    @property
    def required_columns(self) -> frozenset[str]:
        """The columns that the input schema requires of each row."""
        schema = as_object((self.task_spec or {}).get("input_schema")) or {}
        names = as_array((as_object(schema.get("json_schema")) or {}).get("required")) or ()
        return frozenset(name for name in names if isinstance(name, str))

    def record(self) -> dict[str, Any]:
        """Return what the journal keeps of the settings."""
        return {
            "server": self.server,
            "processor": self.processor,
            "task_spec": self.task_spec,
            "options": {name: _digest(value) for name, value in sorted(self.options.items())},
            "betas": self.betas,
        }

    def resumed(self, kept: Mapping[str, Any], path: str) -> JobSettings:
        """Return these settings for a journal that exists, completed by what it has.

        Args:
            kept: What the journal has of the settings of its job.
            path: The journal, for the message of an error.

        Raises:
            JournalError: The journal is of another job. The message says what differs.
        """
        if self.record().keys() - kept.keys():
            raise JournalError(f"journal {path} is damaged: it lacks settings of its job")
        found = attrs.evolve(
            self,
            processor=self.processor or kept["processor"],
            task_spec=self.task_spec or kept["task_spec"],
        )
        problems = list(_differences(found.record(), kept))
        if problems:
            raise JournalError(
                f"journal {path} is of another job: {'; '.join(problems)}. Pass what the job was begun with, or "
                "another path for a new job. (A job with another output type or processor pays for its rows again.)"
            )
        return found


@attrs.frozen(kw_only=True)
class Limits:
    """The limits of a job. Durations are in seconds."""

    part_rows: int
    """How many rows are sent in one request at most."""
    max_parts: int
    """How many parts are in flight at most."""
    settle: float
    """How long after a request its rows are listed at the latest, if they were accepted."""
    poll_interval: float
    resume_timeout: float
    """How long the service may fail before the job ends."""
    price: Decimal | None
    max_cost: Decimal | None

    def check_retry(self, counts: Mapping[str, int], rows: int) -> None:
        """Raise `CostLimitError` if `max_cost` does not allow to repeat rows.

        Args:
            counts: What the journal counts.
            rows: How many rows.
        """
        if self.price is None or self.max_cost is None:
            return
        cost = self.price * (committed_runs(counts) + rows)
        if cost > self.max_cost:
            raise CostLimitError(
                f"max_cost={self.max_cost} does not allow to repeat {rows} rows: all runs would cost {cost}. None was "
                "sent. Open the job with a higher max_cost to continue."
            )


def job_settings(
    server: str,
    processor: str | None,
    output: Any,
    input_schema: Any,
    options: Mapping[str, Any],
    betas: Iterable[str] | None,
) -> tuple[JobSettings, Output[Any] | None]:
    """Return the settings of a job, checked, and the description of its output type.

    Args:
        server: The base URL of the API.
        processor: The processor. None for that of a journal that exists.
        output: The output type, or None.
        input_schema: A class or a JSON schema that the rows have, or None.
        options: The other fields of `TaskRunInput`; None means "not given".
        betas: Names of beta features.

    Raises:
        TypeError, ValueError: An argument is invalid; the message names it.
    """
    described = describe(output)
    spec: dict[str, Any] = {}
    if described is not None and described.json_schema is None:
        spec["output_schema"] = {"type": "text", "description": described.description}
    elif described is not None:
        spec["output_schema"] = {"type": "json", "json_schema": described.json_schema}
    if input_schema is not None:
        input_schema = _input_schema(input_schema)
        # (The API knows no input schema without an output schema: "auto" is what it takes then.)
        spec.setdefault("output_schema", {"type": "auto"})
        converted = spec_object("bulk", {"output_schema": "", "input_schema": input_schema})
        spec["input_schema"] = converted["input_schema"]
    if processor is not None:
        arguments.string("processor", processor)
    fields = {name: value for name, value in options.items() if value is not None}
    checked = run_input("-", processor or "-", fields).to_dict()
    kept = {name: checked[name] for name in fields}
    to_json(kept, "bulk")
    return JobSettings(
        server=server,
        processor=processor,
        task_spec=spec or None,
        options=kept,
        betas=beta_header(betas),
    ), described


def _input_schema(value: Any) -> Any:
    if arguments.is_mapping(value):
        return value if "json_schema" in value else {"type": "json", "json_schema": value}
    if isinstance(value, type) or get_origin(value) is not None:
        return value
    raise TypeError(f"input_schema must be a class with fields or a JSON schema, not {type(value).__name__}")


def _differences(now: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterable[str]:
    for name in ("server", "processor", "betas"):
        if now[name] != kept[name]:
            yield f"its {name} is {kept[name]!r}, not {now[name]!r}"
    new_spec, old_spec = (as_object(each["task_spec"]) or {} for each in (now, kept))
    for name, what in (("output_schema", "output type"), ("input_schema", "input schema")):
        if new_spec.get(name) != old_spec.get(name):
            yield f"its {what} differs ({_schema_difference(new_spec.get(name), old_spec.get(name))})"
    new, old = now["options"], kept["options"]
    for name in sorted({*new, *old}):
        if name not in new:
            yield f"its {name} was given"
        elif name not in old:
            yield f"its {name} was not given"
        elif new[name] != old[name]:
            yield f"its {name} differs"


def _schema_difference(new: object, old: object) -> str:
    """Say which fields of two schemas differ, as far as they have fields."""
    now, was = _fields(new), _fields(old)
    if now is None or was is None:
        return "it has another form"
    said = [
        *(f"no {name}" for name in sorted(now.keys() - was.keys())),
        *(name for name in sorted(was.keys() - now.keys())),
        *(f"another {name}" for name in sorted(now.keys() & was.keys()) if now[name] != was[name]),
    ]
    return f"it has {', '.join(said)}" if said else "it has another schema"


def _fields(schema: object) -> dict[str, Any] | None:
    root = as_object((as_object(schema) or {}).get("json_schema")) or {}
    return as_object(root.get("properties"))


def _digest(value: object) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def money(name: str, value: object) -> Decimal | None:
    """Return an amount of money.

    Args:
        name: The name of the argument.
        value: A number, or a text with one.

    Raises:
        TypeError: It is neither.
        ValueError: It is negative or not finite.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | str):
        raise TypeError(f"{name} must be a number, such as Decimal('0.025'), not {type(value).__name__}")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name} must be a number, not {value!r}") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{name} must be a finite number of 0 or more, not {value}")
    return amount
