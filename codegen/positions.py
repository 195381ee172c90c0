"""Where the subject of a change stands in the spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codegen.changes import Change
from codegen.problems import Place, line_numbers
from codegen.spec import Raw, Spec


def with_lines(changes: Sequence[Change], path: Path, spec: Spec) -> list[str]:
    """Return each change with the line on which its subject stands, or with the file alone if that is gone.

    Args:
        changes: The changes of a spec.
        path: The file of the spec as it is now.
        spec: What the file holds.
    """
    places = {change.subject: place_of(change.subject, spec) for change in changes}
    known = list(dict.fromkeys(place for place in places.values() if place))
    numbers = dict(zip(known, line_numbers(path, known), strict=True))
    return [
        f"{path.name}:{numbers[place]}: {change}"
        if (place := places[change.subject])
        else f"{path.name}: {change}"
        for change in changes
    ]


def place_of(subject: str, spec: Spec) -> Place | None:
    """Return the keys that lead to the subject of a change; to what holds it if it is gone itself.

    Args:
        subject: A schema, an operation, a parameter or a member of the root, perhaps with a member: `Endpoint.task`.
        spec: The spec as it is now.
    """
    first, *rest = subject.split(".")
    if first in spec.schemas:
        schema: Raw = spec.schemas[first]
        within = (
            ("properties", *rest[:1]) if rest and rest[0] in schema.get("properties", {}) else tuple(rest[:1])
        )
        return ("components", "schemas", first, *within)
    for operation in spec.operations():
        if operation.id == first:
            return (*operation.place, *rest[:1])
    for name, parameter in spec.raw["components"].get("parameters", {}).items():
        if parameter["name"] == subject:
            return ("components", "parameters", name)
    return (first, *rest) if first in spec.raw else None
