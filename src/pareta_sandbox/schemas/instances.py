"""Generate a value that fits a JSON schema.

Each attempt walks over the keywords that it understands, then the validator decides. Keywords that the walk ignores
(`if`, unusual patterns) are left to the next attempt, which makes other choices.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from referencing.exceptions import Unresolvable

from pareta_sandbox.json_values import is_list, is_object
from pareta_sandbox.random_source import SeededRandom

from .all_of import merge_schemas
from .bounded_match import UnsupportedPatternError, search
from .bounded_validation import equality_key
from .example_numbers import EmptyRangeError, generate_integer, generate_number
from .example_patterns import generate_match
from .generation import (
    ATTEMPTS,
    MAX_DEPTH,
    Budget,
    DeadEndError,
    Generation,
    Path,
    UnsatisfiableSchemaError,
)
from .heuristics import (
    ALL_TYPES,
    count_in_description,
    drop_strings_beside_numbers,
    field_name,
    fit_length,
    infer_type,
)
from .strings import generate_sentence, generate_string
from .validation import CompiledSchema, InvalidSchemaError, compile_schema, make_validator
from .work import TooMuchWorkError, limited_work, spend

__all__ = ["UnsatisfiableSchemaError", "generate_instance"]

_REQUIRED_ONLY_DEPTH = 5  # from this depth on, only what is required is generated


def generate_instance(
    schema: object, rng: SeededRandom, *, subject: str = "", default_type: str | None = None
) -> Any:
    """Return a value that fits `schema`.

    Args:
        schema: A JSON schema of any draft from 4 to 2020-12, or what `compile_schema` made of one.
        rng: The source of every choice.
        subject: What free text is about.
        default_type: The type to generate if the schema does not name one.

    Raises:
        UnsatisfiableSchemaError: No value was found.
    """
    try:
        compiled = schema if isinstance(schema, CompiledSchema) else compile_schema(schema)
        with limited_work():
            return _generate(compiled, rng, subject, default_type)
    except InvalidSchemaError as error:
        raise UnsatisfiableSchemaError(str(error)) from None
    except (Unresolvable, KeyError, IndexError) as error:
        raise UnsatisfiableSchemaError(f"a reference cannot be resolved: {error}") from None
    except (UnsupportedPatternError, OverflowError) as error:
        raise UnsatisfiableSchemaError(f"a pattern cannot be used: {error}") from None
    except RecursionError:
        raise UnsatisfiableSchemaError("the schema never ends") from None
    except TooMuchWorkError as error:
        raise UnsatisfiableSchemaError(str(error)) from None


def _generate(compiled: CompiledSchema, rng: SeededRandom, subject: str, default_type: str | None) -> Any:
    schema, validator, budget = compiled.schema, compiled.validator, Budget()
    problem: object = "the schema allows nothing"
    for attempt in range(ATTEMPTS):
        generator = _Generator(schema, rng.derive("attempt", attempt), subject, validator, budget)
        try:
            typed = schema if default_type is None else generator.with_type(schema, default_type)
            value = generator.generate(typed, ())
            mismatch = compiled.find_mismatch(value)
        except (DeadEndError, EmptyRangeError) as error:
            problem = error
            continue
        if mismatch is None:
            return value
        where = "/".join(map(str, mismatch.absolute_path))
        problem = f"{mismatch.message[:200]}{f' (at {where[:100]})' if where else ''}"
    raise UnsatisfiableSchemaError(str(problem))


@dataclass(slots=True)
class _SeenItems:
    """The items of an array so far, and how many replacements for repeated items may still be tried.

    `retries` has fewer for strings that may get a number in front, since the number makes them unique at once.
    """

    retries: dict[bool, int]
    keys: set[object] = field(default_factory=set[object])

    def has(self, item: object) -> bool:
        return equality_key(item) in self.keys


@dataclass(slots=True)
class _Generator(Generation):
    """The recursive walk over a schema."""

    def with_type(self, schema: Any, default_type: str) -> Any:
        """Return the schema with a type, if it does not name one."""
        schema = self.flatten(schema) if is_object(schema) else {} if schema is True else schema
        return {**schema, "type": default_type} if is_object(schema) and "type" not in schema else schema

    def generate(self, schema: Any, path: Path) -> Any:
        """Return a candidate for a subschema. The root's validator has the last word."""
        self.budget.spend(1)
        if schema is False or len(path) > MAX_DEPTH:
            raise DeadEndError(f"nothing is allowed at {'/'.join(map(str, path)) or 'the root'}")
        if not is_object(schema):
            return generate_sentence(self, path)
        schema = self.flatten(schema)
        if "not" in schema:
            return self._negation(schema, path)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._enum(schema, path)
        for keyword in ("anyOf", "oneOf"):
            if schema.get(keyword):
                return self._union(schema, keyword, path)
        return self._by_type(schema, path)

    def _negation(self, schema: Mapping[str, Any], path: Path) -> Any:
        """Generate from the other keywords until `not` holds, with other types if the schema leaves them open."""
        rest = {key: value for key, value in schema.items() if key != "not"}
        is_open = not any(key in rest for key in ("type", "const", "enum", "anyOf", "oneOf"))
        is_open = is_open and not infer_type(rest, "")
        types: list[dict[str, str]] = [{"type": name} for name in ALL_TYPES] if is_open else [{}]
        validator = self.validator.evolve(schema={"not": schema["not"]})
        for n in range(ATTEMPTS):
            generator = replace(self, rng=self.rng.derive("but not", n)) if n else self
            value = generator.generate({**rest, **types[n % len(types)]}, path)
            if validator.is_valid(value):
                return value
        raise DeadEndError("every generated value is excluded by `not`")

    def _enum(self, schema: Mapping[str, Any], path: Path) -> Any:
        options = [one for one in schema["enum"] if one is not None] or list(schema["enum"])
        declared = schema.get("type")
        if isinstance(declared, str):
            validator = make_validator({"type": declared})
            options = [one for one in options if validator.is_valid(one)] or options
        return self.rng.choice(options, "enum", path)

    def _union(self, schema: Mapping[str, Any], keyword: str, path: Path) -> Any:
        rest = {key: value for key, value in schema.items() if key != keyword}
        branches = [self.flatten(one) if is_object(one) else one for one in schema[keyword]]
        branches = drop_strings_beside_numbers([one for one in branches if one is not False])
        preferred = [one for one in branches if not (is_object(one) and one.get("type") == "null")]
        if len(path) > _REQUIRED_ONLY_DEPTH:  # end a recursion: with null, or with the smallest branch
            nulls = [one for one in branches if one not in preferred]
            order = nulls or sorted(preferred, key=_size)
        else:
            first = self.rng.integer(0, max(len(preferred) - 1, 0), "branch", path)
            order = preferred[first:] + preferred[:first]
            order += [one for one in branches if one not in preferred]
        problem: ValueError = DeadEndError("the union has no branch")
        for branch in order:
            try:
                return self.generate(merge_schemas(rest, branch) if is_object(branch) else rest, path)
            except (DeadEndError, EmptyRangeError) as error:
                problem = error
        raise problem

    def _by_type(self, schema: Mapping[str, Any], path: Path) -> Any:
        match infer_type(schema):
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "integer":
                is_year = "year" in field_name(path)
                default_range = (1950, 2025) if is_year else (1, 1000 * (1 + self.variant))
                return generate_integer(schema, self.rng.derive(path), default_range)
            case "number":
                return generate_number(schema, self.rng.derive(path))
            case "boolean":
                return bool(self.rng.integer(0, 1, "boolean", path))
            case "null":
                return None
            case _ if schema.get("contentMediaType") == "application/json":
                return json.dumps(self.generate(schema.get("contentSchema", True), path))
            case _:
                return generate_string(self, schema, path)

    def _object(self, schema: Mapping[str, Any], path: Path) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        required = [str(name) for name in schema.get("required", ())]
        maximum = schema.get("maxProperties", math.inf)
        result: dict[str, Any] = {}
        for name in [*required, *(name for name in properties if name not in required)]:
            if name not in required and (len(path) >= _REQUIRED_ONLY_DEPTH or len(result) >= maximum):
                continue
            try:
                result[name] = self.generate(_property_schema(schema, name), (*path, name))
            except (DeadEndError, EmptyRangeError):
                if name in required:
                    raise
        result = {name: result[name] for name in [*properties, *result] if name in result}
        minimum = schema.get("minProperties", 0)
        additional = schema.get("additionalProperties")
        if not properties and not result and is_object(additional) and len(path) < _REQUIRED_ONLY_DEPTH:
            minimum = max(minimum, min(2, maximum))
        n = 0
        while len(result) < minimum:
            n += 1
            name = self._property_name(schema, n, path)
            result.setdefault(name, self.generate(_property_schema(schema, name), (*path, name)))
            if n > minimum + ATTEMPTS:
                raise DeadEndError("too few properties")
        return result

    def _property_name(self, schema: Mapping[str, Any], n: int, path: Path) -> str:
        names = schema.get("propertyNames")
        if is_object(names):
            names = merge_schemas({"type": "string"}, self.flatten(names))
            return str(self.generate(names, (*path, f"name {n}")))
        for pattern in schema.get("patternProperties", {}):
            name = generate_match(pattern, self.rng.derive("name", path, n))
            if name is not None:
                unique = name + self.rng.hex(4, "name", path, n)
                return unique if search(pattern, unique) else name
        return str(n)  # which fits mappings from numbers as well

    def _array(self, schema: Mapping[str, Any], path: Path) -> list[Any]:
        prefix: list[Any] = schema.get("prefixItems", [])
        items = schema.get("items", schema.get("unevaluatedItems", True))
        if is_list(items):  # a tuple, in older drafts
            prefix, items = items, schema.get("additionalItems", True)
        count = _item_count(schema, prefix, path)
        if items is False:
            count = min(count, len(prefix))
        is_unique = bool(schema.get("uniqueItems"))
        seen = _SeenItems({True: ATTEMPTS * 4, False: ATTEMPTS * 4 + (16 * count if is_unique else 0)})
        result: list[Any] = []
        result += (
            self._item(prefix[n] if n < len(prefix) else items, path, n, seen, is_unique=is_unique)
            for n in range(count)
        )
        contained: Any = schema.get("contains")
        for n in range(schema.get("minContains", 1) if is_object(contained) and not prefix else 0):
            both = merge_schemas(self.flatten(items) if is_object(items) else {}, self.flatten(contained))
            result[n : n + 1] = [self.generate(both, (*path, f"contains {n}"))]
        return result

    def _item(self, schema: Any, path: Path, n: int, seen: _SeenItems, *, is_unique: bool) -> Any:
        """Generate an item that is not in the array yet: always with `uniqueItems`, if possible for strings."""
        item = self.generate(schema, (*path, n))
        if is_unique or isinstance(item, str):
            if seen.has(item):
                item = self._replacement(item, schema, path, n, seen)
            seen.keys.add(equality_key(item))
        return item

    def _replacement(self, item: Any, schema: Any, path: Path, n: int, seen: _SeenItems) -> Any:
        def numbered() -> Any:
            return fit_length(f"{n + 1}. {item}", schema if is_object(schema) else {})

        may_number = isinstance(item, str) and self.validator.evolve(schema=schema).is_valid(numbered())
        while seen.has(item) and seen.retries[may_number] > 0:
            seen.retries[may_number] -= 1
            retry = f"{path[-1] if path else ''}~{seen.retries[may_number]}"
            generator = self if may_number else replace(self, variant=n)
            item = generator.generate(schema, (*path[:-1], retry, n))
        return numbered() if may_number and seen.has(item) else item


def _item_count(schema: Mapping[str, Any], prefix: list[Any], path: Path) -> int:
    minimum, maximum = schema.get("minItems", 0), schema.get("maxItems", math.inf)
    is_deep = len(path) >= _REQUIRED_ONLY_DEPTH
    usual = 0 if is_deep and minimum == 0 else max(len(prefix), count_in_description(schema), 1)
    if "items" not in schema and not prefix and minimum == 0 and "contains" not in schema:
        return int(min(1, maximum))
    return int(min(max(minimum, usual), maximum))


def _size(schema: object) -> int:
    """Return how large a schema is, in characters."""
    text = str(schema)
    spend(len(text) // 50)
    return len(text)


def _property_schema(schema: Mapping[str, Any], name: str) -> Any:
    if name in schema.get("properties", {}):
        return schema["properties"][name]
    for pattern, inner in schema.get("patternProperties", {}).items():
        if search(pattern, name):
            return inner
    return schema.get("additionalProperties", True)
