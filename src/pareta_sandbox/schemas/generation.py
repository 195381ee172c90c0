"""The state that the generators of values share: the schema's root, the random source, and a budget.

Also here is how a schema is flattened: its references and its `allOf` are merged into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pareta_sandbox.json_values import is_list, is_object
from pareta_sandbox.random_source import SeededRandom

from .all_of import merge_schemas
from .references import resolve_pointer
from .work import spend

ATTEMPTS = 12
MAX_DEPTH = 24
MAX_VALUES = 4_000
_WORK_PER_VALUE = 30
_DEPENDENCIES = ("dependentRequired", "dependentSchemas", "dependencies")  # the last one until draft 7

Path: TypeAlias = tuple[str | int, ...]


class UnsatisfiableSchemaError(ValueError):
    """No value that fits the schema was found."""


class DeadEndError(ValueError):
    """This attempt cannot succeed. Another one may."""


@dataclass(slots=True)
class Budget:
    """How many values may still be generated, over all attempts.

    The server has one thread: while it generates a value, nobody else is served.
    """

    left: int = MAX_VALUES

    def spend(self, values: int) -> None:
        """Count some values.

        Raises:
            UnsatisfiableSchemaError: The budget is exhausted.
        """
        spend(_WORK_PER_VALUE * min(values, MAX_VALUES))
        self.left -= values
        if self.left < 0:
            raise UnsatisfiableSchemaError(
                f"the schema asks for more than the sandbox generates ({MAX_VALUES:,} values)"
            )


@dataclass(slots=True)
class Generation:
    """One attempt to generate a value for a schema.

    Attributes:
        root: The whole schema.
        rng: The source of this attempt's choices.
        subject: What free text is about.
        validator: The root's validator. References in subschemas are resolved from there.
        budget: Shared by all attempts.
        variant: The index of an array item whose usual values are already in the array; 0 for all others.
    """

    root: Any
    rng: SeededRandom
    subject: str
    validator: Any
    budget: Budget
    variant: int = 0

    def flatten(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the schema with its references, its `allOf` and its dependencies merged into it.

        Raises:
            DeadEndError: The references form a cycle or a long chain.
        """
        for _ in range(MAX_DEPTH):
            spend(2 + len(schema) // 8)
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = merge_schemas(self._resolve(schema["$ref"]), rest)
            elif schema.get("allOf"):
                rest = {key: value for key, value in schema.items() if key != "allOf"}
                for member in schema["allOf"]:
                    rest = dict(merge_schemas(rest, self.flatten(member) if is_object(member) else {}))
                schema = rest
            elif not schema.keys().isdisjoint(_DEPENDENCIES):
                schema = _merge_dependencies(schema)
            else:
                return schema
        raise DeadEndError("the references form a cycle or a long chain")

    def _resolve(self, reference: str) -> Mapping[str, Any]:
        if not reference.startswith("#"):
            raise KeyError(reference)
        value = resolve_pointer(self.root, reference)
        if value is False:
            raise DeadEndError(f"{reference} allows nothing")
        return value if is_object(value) else {}


def _merge_dependencies(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema with what its properties depend on, as if it had all of them."""
    merged = {key: value for key, value in schema.items() if key not in _DEPENDENCIES}
    pending = [item for key in _DEPENDENCIES for item in schema.get(key, {}).items()]
    while True:
        names = {*merged.get("properties", ()), *merged.get("required", ())}
        spend(len(names) + len(pending))
        found = [needed for name, needed in pending if name in names]
        if not found:
            return merged
        pending = [item for item in pending if item[0] not in names]
        for needed in found:
            if needed is False:
                raise DeadEndError("a property that is required allows nothing")
            if needed is not True:
                merged = merge_schemas(merged, {"required": needed} if is_list(needed) else needed)
