"""Values made from the schemas of openapi.yaml, right ones and almost right ones, by a source of chance. No test here.

The chance is a `random.Random` with a seed of its own, or hypothesis's, which makes small what fails.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import yaml
from hypothesis import HealthCheck, settings

Schema: TypeAlias = dict[str, Any]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SPEC: dict[str, Any] = yaml.load((Path(__file__).parents[1] / "openapi.yaml").read_bytes(), _LOADER)
SCHEMAS: dict[str, Schema] = SPEC["components"]["schemas"]

# So many examples for each case in a long local run; the suite has a number of its own for each test.
LONG = int(os.environ.get("PARETA_FUZZ_EXAMPLES", "0"))


def thorough(examples: int) -> settings:
    """Return hypothesis's settings for so many examples: the same in each run; in a long run others each time."""
    return settings(
        max_examples=LONG or examples,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=[*HealthCheck],  # drawing a record takes long
    )


ODD_TEXTS = ["", " ", "..", "a/b", "a\nb", "é\u2028\x85\x0c", "\ud800", "\x00", "0", "nan", "x" * 3000]
ODD_NUMBERS = [0, -1, 7, 2**63, -(10**40), 10**400, 0.5, -0.0, 1e308]
ODD_SCALARS: list[Any] = [None, True, False, *ODD_NUMBERS, *ODD_TEXTS]
# What an object may hold that the contract does not list: also names that the SDK's own classes give a meaning.
NEWS = [
    "x_news",
    "results",
    "response",
    "data",
    "content",
    "basis",
    "id",
    "get",
    "to_dict",
    "from_dict",
    "cost",
]
_ODD_NAMES = ["parsed", "is_live", "_data", "_response", "__class__", "__dict__", "", "é", "a b", "\ud800"]
NEWS.extend(_ODD_NAMES)


class Maker:
    """Makes values of a schema, bit by bit.

    Plain: what the contract promises, with nothing left out, and with news in many an object. `tolerant`: any member
    may be missing or null, a string may be any, so may a tag. `odd`: so many in a hundred of all parts, at any depth,
    are something else altogether. `given` has values by the names of members, which many of these then have.
    """

    def __init__(
        self,
        random: Random,
        *,
        tolerant: bool = False,
        odd: int = 0,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self._random = random
        self._given = given or {}
        self._tolerant = tolerant or odd > 0
        self._odd = odd

    def _in_a_hundred(self, chance: int) -> bool:
        return bool(chance) and self._random.randint(1, 100) > 100 - chance

    def any_json(self, depth: int = 0) -> Any:
        """JSON of any kind."""
        kind = self._random.randint(0, 4)
        if kind < 3 or depth > 3:
            return self._random.choice(ODD_SCALARS)
        parts = range(self._random.randint(0, 3))
        if kind == 3:
            return [self.any_json(depth + 1) for _ in parts]
        return {self._random.choice(NEWS): self.any_json(depth + 1) for _ in parts}

    def make(self, schema: Schema) -> Any:
        """Return one value of a schema."""
        if self._in_a_hundred(self._odd):
            return self.any_json()
        schema = resolve(schema)
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices:
            return self._variant(schema, choices)
        if "const" in schema:
            return schema["const"]
        kinds: Any = schema.get("type", "any")
        if isinstance(kinds, list):
            kinds = self._random.choice(kinds if self._tolerant else kinds[:1])
        return self.any_json() if kinds == "any" else getattr(self, f"_{kinds}")(schema)

    def _variant(self, union: Schema, choices: list[Schema]) -> Any:
        whole = [choice for choice in choices if self._tolerant or choice.get("type") != "null"]
        choice = self._random.choice(whole)
        value = self.make(choice)
        discriminator = union.get("discriminator")
        if discriminator and isinstance(value, dict):
            tags = [tag for tag, ref in discriminator["mapping"].items() if ref == choice.get("$ref")]
            if len(tags) > 1:
                tags += [f"{prefix}news" for prefix in union.get("x-tag-prefixes", {})]
            if self._tolerant and self._in_a_hundred(10):
                tags = ["news", None, 5, ["json"]]
            value[discriminator["propertyName"]] = self._random.choice(tags)
        return value

    def _object(self, schema: Schema) -> dict[str, Any]:
        made: dict[str, Any] = {}
        properties = schema.get("properties", {})
        for name, inner in properties.items():
            there = self._random.randint(0, 5) if self._tolerant else 2
            if name in self._given and self._in_a_hundred(70):
                made[name] = self._given[name]
            elif there > 1:
                made[name] = self.make(inner)
            elif there == 1:
                made[name] = None
        more = schema.get("additionalProperties", True)
        if more is not False or self._tolerant:
            for _ in range(self._random.randint(0, 2)):
                name = self._random.choice(NEWS)
                if name not in properties:
                    made[name] = self.make(more) if isinstance(more, dict) else self.any_json()
        return made

    def _array(self, schema: Schema) -> list[Any]:
        least = schema.get("minItems", 0)
        return [self.make(schema.get("items", {})) for _ in range(self._random.randint(least, least + 2))]

    def _string(self, schema: Schema) -> str:
        if self._tolerant and self._in_a_hundred(15):
            return self._random.choice(ODD_TEXTS)
        if "enum" in schema:
            found: str = self._random.choice(schema["enum"])
            return found
        return self._random.choice(["text", "trun_1", "a b", "https://host.test/a?b=c", "é", "2"])

    def _integer(self, schema: Schema) -> int:
        least: int = schema.get("minimum", 0)
        return least + self._random.choice([0, 1, 12_345_678])

    def _number(self, schema: Schema) -> float:
        least: float = schema.get("minimum", 0)
        return self._random.choice([least, 0.5, 1])

    def _boolean(self, schema: Schema) -> bool:
        return self._random.choice([True, False])

    def _null(self, schema: Schema) -> None:
        return None


def resolve(node: Schema) -> Schema:
    """Return the schema behind references."""
    while "$ref" in node:
        found: Any = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


# --- what the operations answer


@cache
def raw_operations() -> dict[str, Schema]:
    """Return each operation as the spec has it, by its id."""
    return {
        raw["operationId"]: raw
        for item in SPEC["paths"].values()
        for raw in item.values()
        if isinstance(raw, dict) and "operationId" in raw
    }


@cache
def contents(operation_id: str) -> dict[int, dict[str, Schema]]:
    """status → media type → the schema of the body; a status without a body has none."""
    return {
        int(status): {
            media: content.get("schema", {})
            for media, content in resolve(response).get("content", {}).items()
        }
        for status, response in raw_operations()[operation_id]["responses"].items()
    }


def named_events(operation_id: str) -> dict[str, Schema]:
    """Return the schemas of a stream whose events have names."""
    named = raw_operations()[operation_id].get("x-stream", {}).get("events", {})
    return {name: {"$ref": f"#/components/schemas/{schema}"} for name, schema in named.items()}
