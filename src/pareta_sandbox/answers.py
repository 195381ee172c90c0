"""JSON schema → an instance of it, chosen by dice and checked with jsonschema before it leaves. No wire, no state.

A walk makes a candidate from the keywords it understands; the validator has the last word. What the walk does not
understand (`not`, `if`, odd patterns) is left to another try with other dice; when none fits, Unsatisfiable says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from referencing.exceptions import Unresolvable

from pareta_sandbox import amounts, texts
from pareta_sandbox.dice import Dice
from pareta_sandbox.merging import merged
from pareta_sandbox.patterns import matching
from pareta_sandbox.schemas import validator
from pareta_sandbox.shapes import is_list, is_object

TRIES = 12
DEEP = 5  # below this many levels only what is required is made
TOO_DEEP = 24

Path = tuple[str | int, ...]


class Unsatisfiable(ValueError):
    """No instance of the schema was found."""


def instance(schema: object, dice: Dice, *, subject: str = "") -> Any:
    """An instance of `schema`; `subject` is what free texts are about."""
    judge = validator(schema)
    problem: object = "the schema allows nothing"
    for attempt in range(TRIES):
        maker = _Maker(schema, dice.at("attempt", attempt), subject)
        try:
            made = maker.make(schema, ())
            error = next(judge.iter_errors(made), None)
        except (_NoWay, amounts.NoAmount) as reason:
            problem = reason
            continue
        except (Unresolvable, KeyError, IndexError) as reason:
            raise Unsatisfiable(f"a reference cannot be resolved: {reason}") from None
        except (re.error, OverflowError) as reason:
            raise Unsatisfiable(f"a pattern cannot be used: {reason}") from None
        except RecursionError:
            raise Unsatisfiable("the schema never ends") from None
        if error is None:
            return made
        problem = error.message[:200]
    raise Unsatisfiable(str(problem))


class _NoWay(ValueError):
    """This candidate leads nowhere; another may."""


@dataclass(slots=True)
class _Maker:
    root: Any
    dice: Dice
    subject: str

    def make(self, schema: Any, path: Path) -> Any:
        if schema is False or len(path) > TOO_DEEP:
            raise _NoWay(f"nothing is allowed at {'/'.join(map(str, path)) or 'the top'}")
        if not is_object(schema):
            return self._sentence(path)
        schema = self._flat(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._enum(schema, path)
        for union in ("anyOf", "oneOf"):
            if schema.get(union):
                return self._union(schema, union, path)
        return self._of_type(schema, path)

    def _flat(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema with its references and `allOf` worked in."""
        for _ in range(TOO_DEEP):
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = merged(self._resolve(schema["$ref"]), rest)
            elif schema.get("allOf"):
                rest = {key: value for key, value in schema.items() if key != "allOf"}
                for part in schema["allOf"]:
                    rest = dict(merged(rest, self._flat(part) if is_object(part) else {}))
                schema = rest
            else:
                return schema
        raise _NoWay("references that lead to themselves")

    def _resolve(self, reference: str) -> Mapping[str, Any]:
        if not reference.startswith("#"):
            raise KeyError(reference)
        value = self.root
        for step in reference[1:].split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if is_list(value) else value[name]
        if value is False:
            raise _NoWay(f"{reference} allows nothing")
        return value if is_object(value) else {}

    def _enum(self, schema: Mapping[str, Any], path: Path) -> Any:
        fitting = [one for one in schema["enum"] if one is not None] or list(schema["enum"])
        kind = schema.get("type")
        if isinstance(kind, str):
            judge = validator({"type": kind})
            fitting = [one for one in fitting if judge.is_valid(one)] or fitting
        return self.dice.choice(fitting, "enum", path)

    def _union(self, schema: Mapping[str, Any], union: str, path: Path) -> Any:
        rest = {key: value for key, value in schema.items() if key != union}
        branches = [self._flat(one) if is_object(one) else one for one in schema[union]]
        branches = _without_bare_texts_beside_numbers([one for one in branches if one is not False])
        real = [one for one in branches if not (is_object(one) and one.get("type") == "null")]
        if len(path) > DEEP:  # the way out of a recursion: null, or the branch with the least in it
            real = [one for one in branches if one not in real] or sorted(real, key=lambda one: len(str(one)))
            order = list(real)
        else:
            first = self.dice.integer(0, max(len(real) - 1, 0), "branch", path)
            order = real[first:] + real[:first] + [one for one in branches if one not in real]
        problem: ValueError = _NoWay("a union of nothing")
        for branch in order:
            try:
                return self.make(merged(rest, branch) if is_object(branch) else rest, path)
            except (_NoWay, amounts.NoAmount) as reason:
                problem = reason
        raise problem

    def _of_type(self, schema: Mapping[str, Any], path: Path) -> Any:
        match _kind(schema):
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "integer":
                usual = (1950, 2025) if "year" in _field(path) else (1, 1000)
                return amounts.integer(schema, self.dice.at(path), usual)
            case "number":
                return amounts.number(schema, self.dice.at(path))
            case "boolean":
                return bool(self.dice.integer(0, 1, "boolean", path))
            case "null":
                return None
            case _:
                return self._string(schema, path)

    def _object(self, schema: Mapping[str, Any], path: Path) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        required = [str(name) for name in schema.get("required", ())]
        most = schema.get("maxProperties", math.inf)
        made: dict[str, Any] = {}
        for name in [*required, *(name for name in properties if name not in required)]:
            if name not in required and (len(path) >= DEEP or len(made) >= most):
                continue
            try:
                made[name] = self.make(self._member(schema, name), (*path, name))
            except (_NoWay, amounts.NoAmount):
                if name in required:
                    raise
        made = {name: made[name] for name in [*properties, *made] if name in made}
        least = schema.get("minProperties", 0)
        additional = schema.get("additionalProperties")
        if not properties and not made and is_object(additional) and len(path) < DEEP:
            least = max(least, min(2, most))
        n = 0
        while len(made) < least:
            n += 1
            name = self._new_name(schema, n, path)
            made.setdefault(name, self.make(self._member(schema, name), (*path, name)))
            if n > least + TRIES:
                raise _NoWay("too few properties")
        return made

    def _member(self, schema: Mapping[str, Any], name: str) -> Any:
        if name in schema.get("properties", {}):
            return schema["properties"][name]
        for pattern, member in schema.get("patternProperties", {}).items():
            if validator({"pattern": pattern}).is_valid(name):
                return member
        return schema.get("additionalProperties", True)

    def _new_name(self, schema: Mapping[str, Any], n: int, path: Path) -> str:
        wanted = schema.get("propertyNames")
        if is_object(wanted):
            return str(self.make(merged({"type": "string"}, self._flat(wanted)), (*path, f"name {n}")))
        for pattern in schema.get("patternProperties", {}):
            found = matching(pattern, self.dice.at("name", path, n))
            if found is not None:
                longer = found + self.dice.hex(4, "name", path, n)
                return longer if re.search(pattern, longer) else found
        return f"key_{n}"

    def _array(self, schema: Mapping[str, Any], path: Path) -> list[Any]:
        first: list[Any] = schema.get("prefixItems", [])
        items = schema.get("items", True)
        if is_list(items):  # the tuples of older drafts
            first, items = items, schema.get("additionalItems", True)
        least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
        usual = 0 if len(path) >= DEEP and least == 0 else max(len(first), _told_count(schema), 1)
        count = int(min(max(least, usual), most))
        if "items" not in schema and not first and least == 0 and "contains" not in schema:
            count = int(min(1, most))
        if items is False:
            count = min(count, len(first))
        made: list[Any] = []
        for n in range(count):
            made.append(self._item(first[n] if n < len(first) else items, path, n, made, schema))
        wanted: Any = schema.get("contains")
        for n in range(schema.get("minContains", 1) if is_object(wanted) and not first else 0):
            part = merged(self._flat(items) if is_object(items) else {}, self._flat(wanted))
            made[n : n + 1] = [self.make(part, (*path, f"contains {n}"))]
        return made

    def _item(self, schema: Any, path: Path, n: int, before: list[Any], array: Mapping[str, Any]) -> Any:
        item = self.make(schema, (*path, n))
        if (isinstance(item, str) and item in before) or array.get("uniqueItems"):
            for again in range(TRIES * 4):
                if item not in before:
                    break
                item = self.make(schema, (*path[:-1], f"{path[-1] if path else ''}~{again}", n))
            if isinstance(item, str) and item in before:
                item = _fitted(f"{n + 1}. {item}", schema if is_object(schema) else {})
        return item

    def _string(self, schema: Mapping[str, Any], path: Path) -> str:
        dice = self.dice.at("string", path)
        if "pattern" in schema:
            found = self._patterned(schema, dice)
            if found is None:
                raise _NoWay(f"no text found for the pattern {schema['pattern']!r}")
            return found
        if "format" in schema and (formatted := texts.of_format(str(schema["format"]), dice)) is not None:
            return formatted
        for example in schema.get("examples", ()) if isinstance(schema.get("examples"), list) else ():
            if isinstance(example, str):
                return _fitted(example, schema)
        text = texts.of_description(str(schema.get("description", "")), dice)
        if text is None and "sentence" not in str(schema.get("description", "")):
            text = texts.of_name(_field(path), dice)
        return _fitted(self._sentence(path) if text is None else text, schema)

    def _patterned(self, schema: Mapping[str, Any], dice: Dice) -> str | None:
        least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
        told = texts.of_description(str(schema.get("description", "")), dice)
        judge = validator({"pattern": schema["pattern"]})
        if told is not None and judge.is_valid(told) and least <= len(told) <= most:
            return told
        for attempt in range(TRIES * 8):
            found = matching(schema["pattern"], dice.at(attempt), more=max(4, least))
            if found is not None and least <= len(found) <= most:
                return found
        return None

    def _sentence(self, path: Path) -> str:
        return texts.sentence(_field(path), self.subject, self.dice.at("sentence", path))


def _without_bare_texts_beside_numbers(branches: list[Any]) -> list[Any]:
    """A number or any text is how pydantic writes a decimal; a text that is no number would not be one."""
    schemas: list[Mapping[str, Any]] = [one if is_object(one) else {} for one in branches]
    if not any(one.get("type") == "number" for one in schemas):
        return branches
    bare = {"type", "title", "description"}
    return [one for one in schemas if one.get("type") != "string" or not bare >= set(one)]


_KINDS = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "format", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if is_list(kind):
        return next((str(one) for one in kind if one != "null"), "null")
    if isinstance(kind, str):
        return kind
    return next((name for name, words in _KINDS if any(word in schema for word in words)), "string")


def _told_count(schema: Mapping[str, Any]) -> int:
    """`Top 3 exported goods` asks for three."""
    words = str(schema.get("description", "")).lower().split()
    for before, word in pairwise(words):
        if before in ("top", "first", "exactly", "list") and word.isdigit() and 1 <= int(word) <= 20:
            return int(word)
    return 2


def _field(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1].partition("~")[0] if names else ""


def _fitted(text: str, schema: Mapping[str, Any]) -> str:
    """Stretched or cut to the schema's lengths."""
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < least:
        text = (text + " and so on") * (least // max(len(text), 1) + 1)
        text = text[:least]
    return text if most is None else text[:most]
