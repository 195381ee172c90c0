"""A type ↔ its JSON schema ↔ an instance: what `execute` asks for and gives back. Pure: no I/O lives here."""

from __future__ import annotations

import json
import re
import reprlib
import types
from collections import Counter, abc
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, overload

import attrs

from . import schema_types as kinds
from .schema_types import OutputMismatch, foreign, has_fields, is_a, mismatch, plain, unwrap

__all__ = ["Output", "OutputMismatch", "describe_output", "input_schema", "input_to_json"]

T = TypeVar("T")
Json: TypeAlias = dict[str, Any]
# (decoded JSON, its path, whether only the exact type will do) → the value; raises OutputMismatch.
Load: TypeAlias = Callable[[Any, str, bool], Any]

_COLLECTIONS: dict[Any, Callable[[list[Any]], Any]] = {
    **dict.fromkeys((list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable), list[Any]),
    **dict.fromkeys((set, abc.Set, abc.MutableSet), set[Any]),
    frozenset: frozenset[Any],
    tuple: tuple[Any, ...],
}
_JSON_TYPES: dict[Any, str] = {
    each: kinds.SCALARS[each][0]["type"] for each in (str, int, float, bool, type(None))
}
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "$ref", "anyOf", "oneOf", "allOf"}


@attrs.frozen
class Output(Generic[T]):
    """What a run is asked for, and how its answer becomes what the caller wants. Shared: do not change it."""

    json_schema: Json | None  # None: plain text
    description: str | None  # of a plain text
    parse: Callable[[object], T]  # decoded content → T; raises OutputMismatch


@overload
def describe_output(output: type[T]) -> Output[T]: ...
@overload
def describe_output(output: Mapping[str, object]) -> Output[Json]: ...
@overload
def describe_output(output: str) -> Output[str]: ...
def describe_output(output: object) -> Output[Any]:
    """A class with fields, a JSON schema or a sentence → the schema to send and the reader of the answer."""
    if isinstance(output, str):
        if not output.strip():
            raise ValueError("output: the description is blank")
        return Output(None, output, _only(str, "a text"))
    if isinstance(output, Mapping):
        return Output(plain(_raw(cast("Json", output)), "output"), None, _only(dict, "an object"))
    if not isinstance(output, type) and get_origin(output) is None:
        raise TypeError(
            f"output: expected a class, a JSON schema or a description, got {reprlib.repr(output)}"
        )
    name = _name(output)
    if output is str:
        raise TypeError("output: for a plain text pass a description of it, not str")
    try:
        node = _derived(output, "validation")
    except TypeError as error:
        raise TypeError(f"output: {error}") from error
    except RecursionError as error:
        raise TypeError(f"output: {name} holds a type that is defined by itself, without an end") from error
    if node.schema.get("type") != "object" or "properties" not in node.schema:
        raise TypeError(f"output: {name} is not an object with fields; wrap it in a class with one field")
    return Output(node.schema, None, lambda content: node.load(content, name, False))


def input_to_json(value: object) -> str | Json:
    """What is sent as a run's input. Raises TypeError or ValueError that names the place (`input.year`)."""
    if isinstance(value, type):
        raise TypeError(f"input: pass an instance of {value.__name__}, not the class")
    cls: Any = type(value)
    try:
        if isinstance(value, (str, Mapping)) or has_fields(cls) or foreign(cls):
            found = plain(value, "input")
            if isinstance(found, (str, dict)):
                return cast("str | Json", found)
    except RecursionError as error:
        raise ValueError("input: is nested too deeply, or holds itself") from error
    raise TypeError(
        f"input: expected a str, a dict or an instance of a class with fields, got {cls.__name__}"
    )


def input_schema(value: object) -> Json | None:
    """The schema of the input's class; None for a str or a dict, and for a class that has none."""
    if isinstance(value, (str, Mapping)):
        return None
    try:
        schema = _derived(cast("Any", type(value)), "serialization").schema
    except (TypeError, RecursionError):
        return None  # The schema is a help to the researcher; an input without one is still an input.
    return schema if schema.get("type") == "object" else None


def _raw(schema: Json) -> Json:
    """The caller's own schema as it is, out of its envelope if it came in one."""
    if schema.get("type") in ("text", "auto"):
        raise ValueError("output: for a text pass its description as a str; for an automatic one no output")
    if schema.get("type") == "json":
        schema = schema.get("json_schema") or {}
    if not isinstance(cast("object", schema), Mapping) or not _KEYWORDS & schema.keys():
        raise ValueError("output: this is not the JSON schema of an object")
    return schema


def _only(kind: type, expected: str) -> Callable[[object], Any]:
    def parse(content: object) -> Any:
        if not isinstance(content, kind):
            raise mismatch("output", expected, content)
        return content

    return parse


def _name(hint: Any) -> str:
    name: str = "" if get_origin(hint) else getattr(hint, "__name__", "")
    return name or re.sub(r"(\w+\.)+", "", str(hint))


# --- type → schema and reader


@attrs.frozen
class _Node:
    schema: Json
    load: Load


@lru_cache(maxsize=512)
def _derived(hint: Any, mode: kinds.Mode) -> _Node:
    derivation = _Derivation(mode)
    node = derivation.node(hint, _name(hint))
    return _Node(_spread(node.schema, derivation.definitions), node.load)


class _Derivation:
    """One walk from a class through its fields. Classes become `$defs`, so that they can hold themselves."""

    def __init__(self, mode: kinds.Mode) -> None:
        self.definitions: dict[str, Json] = {}
        self._mode: kinds.Mode = mode
        self._models: dict[Any, _Node] = {}
        self._names: Counter[str] = Counter()

    def node(self, hint: Any, place: str) -> _Node:
        bare, description, _ = unwrap(hint)
        if bare is Any or bare is object:
            node = _Node({}, lambda value, _path, _strict: value)
        elif bare in kinds.SCALARS:
            node = _scalar(bare)
        else:
            builders = (_choice, self._union, self._array, self._map, self._model)
            found = next(filter(None, (build(bare, place) for build in builders)), None)
            if found is None:
                raise TypeError(f"{place}: there is no JSON schema for {_name(bare)}")
            node = found
        return _Node({**node.schema, "description": description}, node.load) if description else node

    def _union(self, hint: Any, place: str) -> _Node | None:
        if get_origin(hint) not in (Union, types.UnionType):
            return None
        options = [self.node(option, place) for option in get_args(hint)]
        real = [node for node in options if node.schema.get("type") != "null"]

        def load(value: Any, path: str, strict: bool) -> Any:
            if value is None and len(real) < len(options):
                return None
            if len(real) == 1:  # Its own complaint says more than ours would.
                return real[0].load(value, path, strict)
            # The exact fit first: 1 is the int of `float | int`, an object the class that has all its keys.
            for exact in (True,) if strict else (True, False):
                for option in real:
                    try:
                        return option.load(value, path, exact)
                    except OutputMismatch:
                        continue
            raise mismatch(path, _name(hint), value)

        return _Node({"anyOf": [node.schema for node in options]}, load)

    def _array(self, hint: Any, place: str) -> _Node | None:
        arguments, make = get_args(hint) or (Any, ...), _COLLECTIONS.get(get_origin(hint) or hint)
        if make is None:
            return None
        fixed = make is _COLLECTIONS[tuple] and arguments[-1] is not Ellipsis
        nodes = [self.node(each, f"{place}[]") for each in arguments if each is not Ellipsis]
        schema: Json = {"type": "array", "items": nodes[0].schema}
        if fixed:
            count = {"minItems": len(nodes), "maxItems": len(nodes)}
            schema = {"type": "array", "prefixItems": [node.schema for node in nodes], **count}
        elif make in (set[Any], frozenset[Any]):
            schema["uniqueItems"] = True

        def load(value: Any, path: str, strict: bool) -> Any:
            if not is_a(value, list):
                raise mismatch(path, "array", value)
            if fixed and len(nodes) != len(value):
                raise mismatch(path, f"{len(nodes)} items", value)
            readers = zip(nodes if fixed else nodes * len(value), value, strict=True)
            read = [node.load(each, f"{path}[{at}]", strict) for at, (node, each) in enumerate(readers)]
            try:
                return make(read)
            except TypeError as error:  # a set of what cannot be hashed
                raise OutputMismatch(path, str(error)) from error

        return _Node(schema, load)

    def _map(self, hint: Any, place: str) -> _Node | None:
        if (get_origin(hint) or hint) not in (dict, abc.Mapping, abc.MutableMapping):
            return None
        key, content = get_args(hint) or (str, Any)
        if unwrap(key)[0] not in (str, Any):
            raise TypeError(f"{place}: the keys of a JSON object are strings, not {_name(key)}")
        item = self.node(content, f"{place}[]")

        def load(value: Any, path: str, strict: bool) -> Any:
            pairs = _object(value, path).items()
            return {key: item.load(each, f"{path}.{key}", strict) for key, each in pairs}

        return _Node({"type": "object", "additionalProperties": item.schema or True}, load)

    def _model(self, hint: Any, place: str) -> _Node | None:
        if hint not in self._models:
            if model := foreign(hint):
                self._models[hint] = self._foreign(hint, model, place)
            elif has_fields(cls := get_origin(hint) or hint):
                self._fields(cls, hint)
        return self._models.get(hint)

    def _unique(self, hint: Any) -> str:
        name = re.sub(r"\W+", "_", _name(hint)).strip("_")
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}.{self._names[name]}"

    def _foreign(self, hint: Any, model: kinds.Foreign, place: str) -> _Node:
        # Beside classes of our own, a library's definitions go under its model's name: they cannot clash.
        prefix = f"{self._unique(hint)}." if self._models else ""
        try:
            schema = _closed(model.schema(f"#/$defs/{prefix}%s", self._mode))
        except Exception as error:
            raise TypeError(f"{place}: there is no JSON schema for {_name(hint)}: {error}") from error
        self.definitions |= {prefix + name: each for name, each in schema.pop("$defs", {}).items()}
        fields = _spread(schema, self.definitions).get("properties", {})

        def load(value: Any, path: str, strict: bool) -> Any:
            if strict:
                _no_others(_object(value, path), fields, path)
            try:
                return model.load(value)
            except Exception as error:
                raise kinds.mismatch_of(error, path) from error

        return _Node(schema, load)

    def _fields(self, cls: Any, hint: Any) -> None:
        name = self._unique(hint)
        fields: dict[str, tuple[_Node, bool]] = {}
        self._models[hint] = _Node({"$ref": f"#/$defs/{name}"}, _fields_loader(cls, fields))
        schema: Json = self.definitions.setdefault(name, {"type": "object"})
        if text := kinds.documentation(cls):
            schema["description"] = text
        arguments = dict(zip(getattr(cls, "__parameters__", ()), get_args(hint), strict=False))
        properties: Json = {}
        for member in kinds.members(cls, kinds.hints_of(cls)):
            bare, description, required = unwrap(kinds.substitute(member.hint, arguments))
            node = self.node(bare, f"{_name(hint)}.{member.key}")
            text = member.description or description
            properties[member.key] = {**node.schema, "description": text} if text else node.schema
            # A marker in an annotation that is a string is missing from `__required_keys__`.
            fields[member.key] = node, member.required if required is None else required
        schema["properties"] = properties
        schema["required"] = [key for key, (_, required) in fields.items() if required]
        schema["additionalProperties"] = False


def _scalar(hint: Any) -> _Node:
    schema, expected, read = kinds.SCALARS[hint]

    def load(value: Any, path: str, strict: bool) -> Any:
        try:
            return read(value, strict)
        except (ValueError, ArithmeticError) as error:
            raise mismatch(path, expected, value) from error

    return _Node({**schema}, load)


def _choice(hint: Any, place: str) -> _Node | None:
    """A Literal or an Enum: the values themselves, or the members that have them."""
    is_enum = is_a(hint, type) and issubclass(hint, Enum)
    if not is_enum and get_origin(hint) is not Literal:
        return None
    options: list[Any] = [*(hint if is_enum else get_args(hint))]
    pairs = [(each.value if isinstance(each, Enum) else each, each) for each in options]
    names = {_JSON_TYPES.get(value.__class__) for value, _ in pairs}
    if None in names:
        raise TypeError(f"{place}: the values of {_name(hint)} must be strings, numbers, booleans or None")
    schema: Json = {"type": names.pop()} if len(names) == 1 else {}
    schema["enum"] = [value for value, _ in pairs]
    if text := kinds.documentation(hint) if is_enum else None:
        schema["description"] = text

    def load(value: Any, path: str, _strict: bool) -> Any:
        for candidate, option in pairs:
            if candidate == value and isinstance(candidate, bool) == isinstance(value, bool):
                return option
        raise mismatch(path, "one of " + ", ".join(repr(candidate) for candidate, _ in pairs), value)

    return _Node(schema, load)


def _fields_loader(cls: Any, fields: dict[str, tuple[_Node, bool]]) -> Load:
    """A reader of objects. `fields` is filled after it is made: a class may hold itself."""

    def load(value: Any, path: str, strict: bool) -> Any:
        content = _object(value, path)
        if strict:
            _no_others(content, fields, path)
        found: Json = {}
        for key, (node, required) in fields.items():
            if key in content:
                found[key] = node.load(content[key], f"{path}.{key}", strict)
            elif required:
                raise OutputMismatch(f"{path}.{key}", "is required, and missing")
        if kinds.is_typed_dict(cls):
            return {**content, **found}  # Nothing is lost where there is room for it.
        try:
            return cls(**found)
        except Exception as error:
            raise kinds.mismatch_of(error, path) from error

    return load


def _object(value: Any, path: str) -> Json:
    if not is_a(value, dict):
        raise mismatch(path, "object", value)
    return cast("Json", value)


def _no_others(content: Json, fields: Mapping[str, Any], path: str) -> None:
    if others := sorted(content.keys() - fields.keys()):
        raise OutputMismatch(f"{path}.{others[0]}", "is not a field")


def _closed(schema: Any) -> Any:
    """A copy in which an object that lists its properties takes no others, unless it says what it takes."""
    if not is_a(schema, dict):
        return schema
    closed: Json = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            closed[key] = {name: _closed(each) for name, each in value.items()}
        elif key in ("anyOf", "oneOf", "prefixItems"):
            closed[key] = [_closed(each) for each in value]
        else:  # Not `allOf`: its parts describe one object together.
            closed[key] = _closed(value) if key in ("items", "additionalProperties") else value
    if "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def _spread(schema: Json, definitions: dict[str, Json]) -> Json:
    """The top as an object in its own right, with the definitions that are still referred to."""
    while isinstance(reference := schema.get("$ref"), str):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**definitions[reference.removeprefix("#/$defs/")], **rest}
    text = json.dumps([schema, *definitions.values()])
    used = {name: each for name, each in definitions.items() if f'"#/$defs/{name}"' in text}
    return {**schema, "$defs": used} if used else schema
