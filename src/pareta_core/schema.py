"""JSON schemas for the types that `execute` takes, and instances of these types from and to JSON. Pure."""

from __future__ import annotations

import re
import types
from collections import Counter, abc
from collections.abc import Callable, Mapping
from enum import Enum, Flag
from functools import lru_cache
from typing import Any, Generic, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, overload

import attrs

from pareta_core import class_fields, constraints, schema_types
from pareta_core.class_fields import has_fields
from pareta_core.json_schemas import close_objects, inline_root, is_schema_text, unwrap_schema
from pareta_core.json_values import to_json_object, to_json_types
from pareta_core.library_models import LibraryModel, library_model, mismatch_from
from pareta_core.schema_types import OutputMismatch, is_a, mismatch, shown
from pareta_core.tabular import is_frame
from pareta_core.type_hints import is_type, unwrap
from pareta_wire.model import Model
from pareta_wire.records import Records

__all__ = ["Output", "OutputMismatch", "describe_input", "describe_output", "input_schema", "input_to_json"]

T = TypeVar("T")
Json: TypeAlias = dict[str, Any]
# (decoded JSON, its path, whether only the exact type is accepted) → the value. Raises OutputMismatch.
Load: TypeAlias = Callable[[Any, str, bool], Any]

_COLLECTIONS: dict[Any, Callable[[list[Any]], Any]] = {
    **dict.fromkeys(
        (list, Records, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable), list[Any]
    ),
    **dict.fromkeys((set, abc.Set, abc.MutableSet), set[Any]),
    frozenset: frozenset[Any],
    tuple: tuple[Any, ...],
}
_JSON_TYPES: dict[Any, str] = {
    each: schema_types.SCALARS[each][0]["type"] for each in (str, int, float, bool, type(None))
}


@attrs.frozen
class Output(Generic[T]):
    """The requested form of a run's output, and how its content is parsed. Cached and shared: do not change it."""

    json_schema: Json | None
    """The schema of the content. None for plain text."""
    description: str | None
    """The description of plain text."""
    parse: Callable[[object], T]
    """Return the content as the requested type. Raises `OutputMismatch`."""


@overload
def describe_output(output: type[T]) -> Output[T]: ...
@overload
def describe_output(output: Mapping[str, object]) -> Output[Json]: ...
@overload
def describe_output(output: str) -> Output[str]: ...
def describe_output(output: object) -> Output[Any]:
    """Return the schema to send and the parser of the content for a requested output.

    Args:
        output: A class with fields, a JSON schema of an object, or a description of plain text.

    Raises:
        TypeError: There is no JSON schema for the type, or it is not an object with fields.
        ValueError: The description is blank, or the mapping is not the JSON schema of an object.
    """
    if isinstance(output, str):
        if not output.strip():
            raise ValueError("output: the description is blank")
        if is_schema_text(output):
            raise ValueError("output: the text is a JSON schema: pass it as a mapping, json.loads(…)")
        return Output(None, output, _expect(str, "text"))
    if isinstance(output, Mapping):
        return Output(
            to_json_types(unwrap_schema(cast("Json", output)), "output"), None, _expect(dict, "an object")
        )
    if not is_type(output):
        raise TypeError(f"output: expected a class, a JSON schema or a description, got {shown(output)}")
    name = _type_name(output)
    if output is str:
        raise TypeError("output: pass a description of the text, not str")
    try:
        node = _schema_node(output, "validation")
    except TypeError as error:
        raise TypeError(f"output: {error}") from error
    except RecursionError as error:
        raise TypeError(
            f"output: {name} contains a type that is defined in terms of itself without end"
        ) from error
    if node.schema.get("type") != "object" or "properties" not in node.schema:
        raise TypeError(f"output: {name} is not an object with fields. Wrap it in a class with one field.")
    return Output(node.schema, None, _parser(node.load, name))


def input_to_json(value: object) -> str | Json:
    """Return the input of a run as it is sent.

    Args:
        value: A string, a mapping or an instance of a class with fields.

    Raises:
        TypeError: A value in the input has a type that JSON does not have. The message names its place, `input.year`.
        ValueError: A value in the input is NaN or infinite, or the input is nested too deeply.
    """
    cls: Any = type(value)
    if isinstance(value, str):
        return value
    if isinstance(value, type):
        raise TypeError(f"input: pass an instance of {value.__name__}, not the class")
    if is_frame(value):
        raise TypeError(
            f"input: a {cls.__name__} has many rows; pass one of them, or add one run for each to a group"
        )
    found = to_json_object(value, "input")
    if found is not None:
        return found
    raise TypeError(
        f"input: expected a str, a dict or an instance of a class with fields, got {cls.__name__}"
    )


def input_schema(value: object) -> Json | None:
    """Return the JSON schema of the input's class, or None for a str, a dict or a class without one."""
    if isinstance(value, (str, Mapping)):
        return None
    try:
        schema = _schema_node(cast("Any", type(value)), "serialization").schema
    except (TypeError, RecursionError):
        return None  # The schema is optional: an input without one is valid.
    return schema if schema.get("type") == "object" else None


def describe_input(cls: Any) -> Json:
    """Return the JSON schema of the inputs that are instances of a class.

    Args:
        cls: A class with fields.

    Raises:
        TypeError: There is no JSON schema for the class, or it is not an object with fields.
    """
    try:
        schema = _schema_node(cls, "serialization").schema
    except (TypeError, RecursionError) as error:
        raise TypeError(f"input: {_type_name(cls)} has no JSON schema: {error}") from error
    if schema.get("type") != "object" or "properties" not in schema:
        raise TypeError(f"input: {_type_name(cls)} is not an object with fields")
    return schema


def _expect(cls: type, expected: str) -> Callable[[object], Any]:
    def parse(content: object) -> Any:
        if not isinstance(content, cls):
            raise mismatch("output", expected, content)
        return content

    return parse


def _parser(load: Load, name: str) -> Callable[[object], Any]:
    def parse(content: object) -> Any:
        try:
            return load(content, name, False)
        except OutputMismatch:
            raise
        except Exception as error:  # such as content that is nested more deeply than Python can follow
            raise mismatch_from(error, name) from error

    return parse


def _type_name(hint: Any) -> str:
    name: str = "" if get_origin(hint) else getattr(hint, "__name__", "")
    return name or re.sub(r"(\w+\.)+", "", str(hint))


# --- type → schema and loader


@attrs.frozen
class _Node:
    schema: Json
    load: Load


def _schema_node(hint: Any, mode: schema_types.Mode) -> _Node:
    try:
        hash(hint)
    except TypeError:  # `Annotated` may hold anything
        return _build(hint, mode)
    return _cached_node(hint, mode)


def _build(hint: Any, mode: schema_types.Mode) -> _Node:
    builder = _SchemaBuilder(mode)
    node = builder.node(hint, _type_name(hint))
    return _Node(inline_root(node.schema, builder.definitions), node.load)


_cached_node = lru_cache(maxsize=512)(_build)


class _SchemaBuilder:
    """The builder of the schema of one class and its fields. Classes become `$defs`, so they may contain themselves."""

    def __init__(self, mode: schema_types.Mode) -> None:
        self.definitions: dict[str, Json] = {}
        self._mode: schema_types.Mode = mode
        self._models: list[tuple[Any, _Node]] = []
        self._names: Counter[str] = Counter()

    def node(self, hint: Any, place: str) -> _Node:
        bare, description, _, metadata = unwrap(hint)
        if bare is Any or bare is object:
            node = _Node({}, lambda value, _path, _strict: value)
        elif _entry(schema_types.SCALARS, bare) is not None:
            node = _scalar(bare)
        else:
            builders = (_flags, _enumeration, self._union, self._array, self._map, self._model)
            found = next(filter(None, (build(bare, place) for build in builders)), None)
            if found is None:
                raise TypeError(f"{place}: there is no JSON schema for {_type_name(bare)}")
            node = found
        if limits := constraints.constraints_of(metadata):
            node = _constrained(node, limits)
        return _Node({**node.schema, "description": description}, node.load) if description else node

    def _union(self, hint: Any, place: str) -> _Node | None:
        if get_origin(hint) not in (Union, types.UnionType):
            return None
        options = [self.node(option, place) for option in get_args(hint)]
        non_null = [node for node in options if node.schema.get("type") != "null"]

        def load(value: Any, path: str, strict: bool) -> Any:
            if value is None and len(non_null) < len(options):
                return None
            if len(non_null) == 1:  # its own error is more precise
                return non_null[0].load(value, path, strict)
            # Exact matches first: 1 is the int of `float | int`, and an object is the class that has all its keys.
            for exact in (True,) if strict else (True, False):
                for option in non_null:
                    try:
                        return option.load(value, path, exact)
                    except OutputMismatch:
                        continue
            raise mismatch(path, _type_name(hint), value)

        return _Node({"anyOf": [node.schema for node in options]}, load)

    def _array(self, hint: Any, place: str) -> _Node | None:
        arguments, make = get_args(hint) or (Any, ...), _entry(_COLLECTIONS, get_origin(hint) or hint)
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
            pairs = zip(nodes if fixed else nodes * len(value), value, strict=True)
            items = [node.load(item, f"{path}[{index}]", strict) for index, (node, item) in enumerate(pairs)]
            try:
                return make(items)
            except TypeError as error:  # a set of unhashable items
                raise OutputMismatch(path, str(error)) from error

        return _Node(schema, load)

    def _map(self, hint: Any, place: str) -> _Node | None:
        if (get_origin(hint) or hint) not in (dict, abc.Mapping, abc.MutableMapping):
            return None
        key, content = get_args(hint) or (str, Any)
        if unwrap(key)[0] not in (str, Any):
            raise TypeError(f"{place}: the keys of a JSON object must be strings, not {_type_name(key)}")
        item = self.node(content, f"{place}[]")

        def load(value: Any, path: str, strict: bool) -> Any:
            pairs = _expect_object(value, path).items()
            return {key: item.load(each, f"{path}.{key}", strict) for key, each in pairs}

        return _Node({"type": "object", "additionalProperties": item.schema or True}, load)

    def _model(self, hint: Any, place: str) -> _Node | None:
        # Compared one by one, because the metadata of an argument (`Page[Annotated[int, {}]]`) may be unhashable.
        found = next((node for known, node in self._models if known == hint), None)
        if found is None:
            if model := library_model(hint):
                found = self._library_model(hint, model, place)
                self._models.append((hint, found))
            elif has_fields(cls := get_origin(hint) or hint):
                found = self._fields(cls, hint)
        return found

    def _unique(self, hint: Any) -> str:
        name = re.sub(r"\W+", "_", _type_name(hint)).strip("_")
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}.{self._names[name]}"

    def _library_model(self, hint: Any, model: LibraryModel, place: str) -> _Node:
        # Among other classes, a library's definitions get the name of its model as a prefix: names cannot clash.
        prefix = f"{self._unique(hint)}." if self._models else ""
        try:
            schema = close_objects(model.schema(f"#/$defs/{prefix}%s", self._mode))
        except Exception as error:
            raise TypeError(f"{place}: there is no JSON schema for {_type_name(hint)}: {error}") from error
        self.definitions |= {prefix + name: each for name, each in schema.pop("$defs", {}).items()}
        fields = inline_root(schema, self.definitions).get("properties", {})
        if self._mode == "validation":
            class_fields.check_instantiable(hint)

        def load(value: Any, path: str, strict: bool) -> Any:
            if strict:
                _refuse_unknown_keys(_expect_object(value, path), fields, path)
            try:
                return model.load(value)
            except Exception as error:
                raise mismatch_from(error, path) from error

        return _Node(schema, load)

    def _fields(self, cls: Any, hint: Any) -> _Node:
        name = self._unique(hint)
        fields: dict[str, tuple[_Node, bool]] = {}
        model = _Node({"$ref": f"#/$defs/{name}"}, _object_loader(cls, fields))
        self._models.append((hint, model))
        schema: Json = self.definitions.setdefault(name, {"type": "object"})
        if text := class_fields.documentation(cls):
            schema["description"] = text
        properties: Json = {}
        sent = self._mode == "serialization"
        for field in class_fields.fields_of(cls, class_fields.hints_of(hint), sent=sent):
            node = self.node(field.hint, f"{_type_name(hint)}.{field.key}")
            text = field.description
            properties[field.key] = {**node.schema, "description": text} if text else node.schema
            # `__required_keys__` ignores a marker in an annotation that is a string.
            required = unwrap(field.hint).required
            fields[field.key] = node, field.required if required is None else required
        if not sent and not issubclass(cls, Model):
            class_fields.check_instantiable(cls, fields)
        schema["properties"] = properties
        schema["required"] = [key for key, (_, required) in fields.items() if required]
        schema["additionalProperties"] = False
        return model


def _entry(table: Mapping[Any, Any], hint: Any) -> Any:
    """Return the entry of a hint, or None. A hint that cannot be hashed, such as `list[Annotated[…, []]]`, has none."""
    try:
        return table.get(hint)
    except TypeError:
        return None


def _constrained(node: _Node, limits: list[constraints.Constraint]) -> _Node:
    def load(value: Any, path: str, strict: bool) -> Any:
        loaded = node.load(value, path, strict)
        if expected := constraints.violation(loaded, limits):
            raise mismatch(path, expected, value)
        return loaded

    return _Node(constraints.describe(node.schema, limits), load)


def _scalar(hint: Any) -> _Node:
    schema, expected, read = schema_types.SCALARS[hint]

    def load(value: Any, path: str, strict: bool) -> Any:
        try:
            return read(value, strict)
        except (ValueError, ArithmeticError) as error:
            raise mismatch(path, expected, value) from error

    return _Node({**schema}, load)


def _flags(hint: Any, _place: str) -> _Node | None:
    """Return the node of a Flag, whose members can be combined."""
    if not is_a(hint, type) or not issubclass(hint, Flag):
        return None
    every = 0
    for each in hint.__members__.values():  # iteration leaves out a member that has no single bit of its own
        every |= each.value
    schema: Json = {"type": "integer", "minimum": 0, "maximum": every}
    if text := class_fields.documentation(hint):
        schema["description"] = text

    def load(value: Any, path: str, _strict: bool) -> Any:
        if type(value) is not int:
            raise mismatch(path, "integer", value)
        try:
            return hint(value)
        except ValueError as error:
            raise mismatch(path, f"a combination of {_type_name(hint)}", value) from error

    return _Node(schema, load)


def _enumeration(hint: Any, place: str) -> _Node | None:
    """Return the node of a Literal or an Enum, which loads the value itself or the member of the Enum."""
    is_enum = is_a(hint, type) and issubclass(hint, Enum)
    if not is_enum and get_origin(hint) is not Literal:
        return None
    options: list[Any] = [*(hint if is_enum else get_args(hint))]
    pairs = [(each.value if isinstance(each, Enum) else each, each) for each in options]
    type_names = {_JSON_TYPES.get(value.__class__) for value, _ in pairs}
    if None in type_names:
        raise TypeError(
            f"{place}: the values of {_type_name(hint)} must be strings, numbers, booleans or None"
        )
    schema: Json = {"type": type_names.pop()} if len(type_names) == 1 else {}
    schema["enum"] = [value for value, _ in pairs]
    if text := class_fields.documentation(hint) if is_enum else None:
        schema["description"] = text

    def load(value: Any, path: str, _strict: bool) -> Any:
        for candidate, option in pairs:
            if candidate == value and isinstance(candidate, bool) == isinstance(value, bool):
                return option
        raise mismatch(path, "one of " + ", ".join(repr(candidate) for candidate, _ in pairs), value)

    return _Node(schema, load)


def _object_loader(cls: Any, fields: dict[str, tuple[_Node, bool]]) -> Load:
    """Return the loader of a class. `fields` is filled afterwards, because a class may contain itself."""

    def load(value: Any, path: str, strict: bool) -> Any:
        content = _expect_object(value, path)
        if strict:
            _refuse_unknown_keys(content, fields, path)
        found: Json = {}
        for key, (node, required) in fields.items():
            if key in content:
                found[key] = node.load(content[key], f"{path}.{key}", strict)
            elif required:
                raise OutputMismatch(f"{path}.{key}", "is required, but missing")
        if class_fields.is_typed_dict(cls):
            return {**content, **found}  # a dict can keep unknown keys
        try:
            return cls.from_dict(content) if issubclass(cls, Model) else cls(**found)
        except Exception as error:
            raise mismatch_from(error, path) from error

    return load


def _expect_object(value: Any, path: str) -> Json:
    if not is_a(value, dict):
        raise mismatch(path, "object", value)
    return cast("Json", value)


def _refuse_unknown_keys(content: Json, fields: Mapping[str, Any], path: str) -> None:
    if others := sorted(content.keys() - fields.keys()):
        raise OutputMismatch(f"{path}.{others[0]}", "is not a field")
