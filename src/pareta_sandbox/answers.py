"""JSON schema → an instance of it, chosen by dice and checked with jsonschema before it leaves. No wire, no state.

A walk makes a candidate from the keywords it understands; the validator has the last word. What the walk does not
understand (`if`, odd patterns) is left to another try with other dice; when none fits, Unsatisfiable says so. All tries
together make no more than so many values: a server with one thread answers nobody else meanwhile.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from referencing.exceptions import Unresolvable

from pareta_sandbox import amounts, texts
from pareta_sandbox.dice import Dice
from pareta_sandbox.guesses import (
    ALL_KINDS,
    field_of,
    fitted,
    kind_of,
    told_count,
    without_bare_texts_beside_numbers,
)
from pareta_sandbox.merging import merged
from pareta_sandbox.patterns import matching
from pareta_sandbox.schemas import BadSchema, mark, prepared, validator
from pareta_sandbox.shapes import is_list, is_object

TRIES = 12
DEEP = 5  # below this many levels only what is required is made
TOO_DEEP = 24
MOST_VALUES = 20_000
LETTERS_PER_VALUE = 100  # a long text counts as so many values more

Path = tuple[str | int, ...]


class Unsatisfiable(ValueError):
    """No instance of the schema was found."""


def instance(schema: object, dice: Dice, *, subject: str = "", kind: str | None = None) -> Any:
    """An instance of `schema`, of the type `kind` if that is left open; `subject` is what free texts are about."""
    try:
        schema = prepared(schema)
    except BadSchema as reason:
        raise Unsatisfiable(str(reason)) from None
    judge, budget = validator(schema), _Budget()
    problem: object = "the schema allows nothing"
    for attempt in range(TRIES):
        maker = _Maker(schema, dice.at("attempt", attempt), subject, judge, budget)
        try:
            made = maker.make(schema if kind is None else maker.of_kind(schema, kind), ())
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
class _Budget:
    left: int = MOST_VALUES

    def spend(self, values: int) -> None:
        self.left -= values
        if self.left < 0:
            raise Unsatisfiable(f"the schema asks for more than can be made here ({MOST_VALUES:,} values)")


@dataclass(slots=True)
class _Items:
    """The items of one array so far, and how often another may be tried in place of one that is there already.

    Seldom where a number before a text will do, else often.
    """

    spare: dict[bool, int]
    marks: set[object] = field(default_factory=set[object])

    def has(self, item: object) -> bool:
        return mark(item) in self.marks


@dataclass(slots=True)
class _Maker:
    root: Any
    dice: Dice
    subject: str
    judge: Any  # the root's validator: the references in its parts begin there
    budget: _Budget
    beyond: int = (
        0  # the place of an item for which what is usual does not suffice: all of that is there already
    )

    def of_kind(self, schema: Any, kind: str) -> Any:
        """The schema with a type, where it has left it open."""
        schema = self._flat(schema) if is_object(schema) else {} if schema is True else schema
        return {**schema, "type": kind} if is_object(schema) and "type" not in schema else schema

    def make(self, schema: Any, path: Path) -> Any:
        self.budget.spend(1)
        if schema is False or len(path) > TOO_DEEP:
            raise _NoWay(f"nothing is allowed at {'/'.join(map(str, path)) or 'the top'}")
        if not is_object(schema):
            return self._sentence(path)
        schema = self._flat(schema)
        if "not" in schema:
            return self._but_not(schema, path)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._enum(schema, path)
        for union in ("anyOf", "oneOf"):
            if schema.get(union):
                return self._union(schema, union, path)
        return self._of_type(schema, path)

    def _but_not(self, schema: Mapping[str, Any], path: Path) -> Any:
        """What fits the rest, tried with other dice, and with other types where the rest leaves them open."""
        rest = {key: value for key, value in schema.items() if key != "not"}
        is_open = not any(key in rest for key in ("type", "const", "enum", "anyOf", "oneOf"))
        is_open = is_open and not kind_of(rest, "")
        kinds: list[dict[str, str]] = [{"type": kind} for kind in ALL_KINDS] if is_open else [{}]
        judge = self.judge.evolve(schema={"not": schema["not"]})
        for n in range(TRIES):
            maker = replace(self, dice=self.dice.at("but not", n)) if n else self
            made = maker.make({**rest, **kinds[n % len(kinds)]}, path)
            if judge.is_valid(made):
                return made
        raise _NoWay("all that was made is what it may not be")

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
            name = unquote(step).replace("~1", "/").replace("~0", "~")
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
        branches = without_bare_texts_beside_numbers([one for one in branches if one is not False])
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
        match kind_of(schema):
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "integer":
                usual = (1950, 2025) if "year" in field_of(path) else (1, 1000 * (1 + self.beyond))
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
        usual = 0 if len(path) >= DEEP and least == 0 else max(len(first), told_count(schema), 1)
        count = int(min(max(least, usual), most))
        if "items" not in schema and not first and least == 0 and "contains" not in schema:
            count = int(min(1, most))
        if items is False:
            count = min(count, len(first))
        made: list[Any] = []
        unique = bool(schema.get("uniqueItems"))
        before = _Items({True: TRIES * 4, False: TRIES * 4 + (16 * count if unique else 0)})
        made += (
            self._item(first[n] if n < len(first) else items, path, n, before, unique=unique)
            for n in range(count)
        )
        wanted: Any = schema.get("contains")
        for n in range(schema.get("minContains", 1) if is_object(wanted) and not first else 0):
            part = merged(self._flat(items) if is_object(items) else {}, self._flat(wanted))
            made[n : n + 1] = [self.make(part, (*path, f"contains {n}"))]
        return made

    def _item(self, schema: Any, path: Path, n: int, before: _Items, *, unique: bool) -> Any:
        """Another than those before: a text if there is another, anything if it must be."""
        item = self.make(schema, (*path, n))
        if unique or isinstance(item, str):
            if before.has(item):
                item = self._other(item, schema, path, n, before)
            before.marks.add(mark(item))
        return item

    def _other(self, item: Any, schema: Any, path: Path, n: int, before: _Items) -> Any:
        def numbered() -> Any:
            return fitted(f"{n + 1}. {item}", schema if is_object(schema) else {})

        may_be_numbered = isinstance(item, str) and self.judge.evolve(schema=schema).is_valid(numbered())
        while before.has(item) and before.spare[may_be_numbered] > 0:
            before.spare[may_be_numbered] -= 1
            again = f"{path[-1] if path else ''}~{before.spare[may_be_numbered]}"
            maker = self if may_be_numbered else replace(self, beyond=n)
            item = maker.make(schema, (*path[:-1], again, n))
        return numbered() if may_be_numbered and before.has(item) else item

    def _string(self, schema: Mapping[str, Any], path: Path) -> str:
        self.budget.spend(int(schema.get("minLength", 0)) // LETTERS_PER_VALUE)
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
                return fitted(example, schema)
        text = texts.of_description(str(schema.get("description", "")), dice)
        if text is None and "sentence" not in str(schema.get("description", "")):
            text = texts.of_name(field_of(path), dice)
        return fitted(self._sentence(path) if text is None else text, schema)

    def _patterned(self, schema: Mapping[str, Any], dice: Dice) -> str | None:
        least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
        pattern, form = re.compile(schema["pattern"]), str(schema.get("format", ""))
        formats = self.judge.format_checker

        def candidates() -> Iterator[str | None]:
            yield texts.of_description(str(schema.get("description", "")), dice)
            for n in range(TRIES * 8 if form else 0):
                self.budget.spend(n % 4 == 3)
                yield texts.of_format(form, dice.at("format", n))
            for n in range(TRIES * 8):
                self.budget.spend(n > 0)
                yield matching(schema["pattern"], dice.at(n), more=max(4, least))

        for text in candidates():
            fits = text is not None and least <= len(text) <= most and pattern.search(text)
            if fits and (not form or formats.conforms(text, form)):
                return text
        return None

    def _sentence(self, path: Path) -> str:
        subject = f"{self.subject} {self.beyond}".strip() if self.beyond else self.subject
        return texts.sentence(field_of(path), subject, self.dice.at("sentence", path))
