"""Models of other libraries: pydantic and msgspec. None is imported unless the caller's program has loaded it.

A model's class has its own methods for its schema, for loading and for dumping.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib import import_module
from typing import Any, cast, get_origin

import attrs

from pareta_core.schema_types import Mode, OutputMismatch, is_a


@attrs.frozen
class LibraryModel:
    """The functions of a library for one of its models."""

    schema: Callable[[str, Mode], dict[str, Any]]
    """Return the JSON schema, for a template of its `$ref`s."""
    load: Callable[[object], Any]
    """Return the instance for decoded JSON."""
    dump: Callable[[Any, Callable[[Any], object]], object]
    """Return an instance as Python objects, under the names that its schema states. The function converts values of
    which the library knows no JSON."""
    values: Callable[[Any], dict[str, Any]]
    """Return the values of an instance's attributes as they are."""
    plain: Callable[[Any], object]
    """Return an instance as Python objects as its serializers write them, with numbers that JSON does not have."""


def library_model(hint: Any) -> LibraryModel | None:
    """Return the library's functions for a class, or None if it is not a model of a supported library."""
    try:
        return _cached_model(hint)
    except TypeError:
        hash_error = _hash_error(hint)
        if hash_error is None:
            raise
        return _library_model(hint)


def _hash_error(hint: Any) -> TypeError | None:
    """Return the error of a hint that cannot be hashed: `Annotated` may hold anything."""
    try:
        hash(hint)
    except TypeError as error:
        return error
    return None


def _library_model(hint: Any) -> LibraryModel | None:
    cls: Any = get_origin(hint) or hint
    msgspec: Any = sys.modules.get("msgspec")
    if not is_a(cls, type):
        return None
    if msgspec is not None and issubclass(cls, msgspec.Struct):
        return _struct(msgspec, hint)
    # Read as JSON text: in strict mode pydantic accepts a date as a string only there.
    if hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate_json"):
        return _pydantic(cls.model_json_schema, cls.model_validate_json, lambda value: value.model_dump)
    if hasattr(cls, "__pydantic_validator__") and dataclasses.is_dataclass(cls):
        adapter: Any = sys.modules["pydantic"].TypeAdapter(hint)
        return _pydantic(
            adapter.json_schema, adapter.validate_json, lambda value: partial(adapter.dump_python, value)
        )
    if hasattr(cls, "parse_obj") and hasattr(cls, "__fields__"):
        raise TypeError(f"{cls.__name__} is a pydantic v1 model; use pydantic v2's BaseModel, or a dataclass")
    return None


_cached_model = lru_cache(maxsize=512)(_library_model)


# --- msgspec


def _struct(msgspec: Any, hint: Any) -> LibraryModel:
    def schema(ref: str, _: Mode) -> dict[str, Any]:
        (root,), definitions = msgspec.json.schema_components([hint], ref_template=ref % "{name}")
        unvisited = {ref % name: each for name, each in definitions.items()}
        _add_formats(root, msgspec.inspect.type_info(hint), unvisited)
        return {**root, "$defs": definitions}

    def load(content: object) -> Any:
        plain = json.loads(json.dumps(content), parse_float=_parse_float)
        return msgspec.convert(plain, hint, str_keys=True)

    return LibraryModel(
        schema,
        load,
        lambda value, convert: msgspec.to_builtins(value, str_keys=True, enc_hook=convert),
        lambda value: {name: getattr(value, name) for name in value.__struct_fields__},
        lambda _: None,  # msgspec keeps such numbers
    )


_FORMATS = {"DateTimeType": "date-time", "TimeType": "time"}


def _add_formats(schema: dict[str, Any], info: Any, unvisited: dict[str, Any]) -> None:
    """Add the formats of date-times and times, which msgspec states only where an offset is required.

    Args:
        schema: The schema of a type.
        info: What `msgspec.inspect` says of the type.
        unvisited: The definitions that are still to be completed, by their `$ref`.
    """
    while type(info).__name__ == "Metadata":
        info = info.type
    if "$ref" in schema:
        schema = unvisited.pop(schema["$ref"], {})
    name = _FORMATS.get(type(info).__name__)
    if name and schema.get("type") == "string" and info.tz is not False:
        schema.setdefault("format", name)
    pairs = [*zip(schema.get("prefixItems", ()), getattr(info, "item_types", ()), strict=False)]
    for attribute, keyword in (("item_type", "items"), ("value_type", "additionalProperties")):
        if hasattr(info, attribute) and isinstance(schema.get(keyword), dict):
            pairs.append((schema[keyword], getattr(info, attribute)))
    properties: dict[str, Any] = schema.get("properties", {})
    fields = getattr(info, "fields", ())
    pairs += [(properties[each.encode_name], each.type) for each in fields if each.encode_name in properties]
    for part, part_info in pairs:
        _add_formats(part, part_info, unvisited)
    for option in schema.get("anyOf", ()):
        for each in getattr(info, "types", ()):
            title = unvisited.get(option.get("$ref"), {}).get("title")
            if title is None or title == getattr(getattr(each, "cls", None), "__name__", None):
                _add_formats(option, each, unvisited)


def _parse_float(text: str) -> int | float:
    """Return 1.0 as an int: it is an integer in JSON, and msgspec accepts an int for a float but not the reverse."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


# --- pydantic


def _pydantic(schema: Any, validate: Any, dumper: Callable[[Any], Any]) -> LibraryModel:
    def load(content: object) -> Any:
        text = json.dumps(content)
        try:
            return validate(text)
        except ValueError:
            # The schema has the field's own name where the alias is a path into the content.
            if "by_name" not in inspect.signature(validate).parameters:  # pydantic before 2.11
                raise
            try:
                return validate(text, by_name=True)
            except ValueError:
                pass  # The first error is the one about the names that the model prefers.
            raise

    def dump(value: Any, convert: Callable[[Any], object]) -> object:
        dump = dumper(value)
        # (Releases before 2.10 have no such argument.)
        more = {"fallback": convert} if "fallback" in inspect.signature(dump).parameters else {}
        return dump(mode="json", by_alias=True, **more)

    return LibraryModel(
        lambda ref, mode: schema(
            by_alias=True, ref_template=ref % "{model}", schema_generator=_schema_generator(), mode=mode
        ),
        load,
        dump,
        _attributes,
        lambda value: dumper(value)(mode="python"),
    )


def _attributes(instance: Any) -> dict[str, Any]:
    return dict(instance.__dict__)


@cache
def _schema_generator() -> Any:
    """Return pydantic's generator of schemas with the names that a model takes.

    Releases before 2.14 state the alias although `validate_by_alias=False` makes the model refuse it.
    """
    base: Any = import_module("pydantic.json_schema").GenerateJsonSchema

    def with_config(build: Any, config_of: Callable[[Any], Any]) -> Any:
        def generate(self: Any, schema: Any) -> Any:
            before = getattr(self, "takes_aliases", True)
            config = config_of(schema["cls"])
            if config is not None:  # else it is that of the class around it
                self.takes_aliases = config.get("validate_by_alias", True) is not False
            try:
                return build(self, schema)
            finally:
                self.takes_aliases = before

        return generate

    def with_names(build: Any) -> Any:
        def generate(self: Any, schema: Any) -> Any:
            if self.mode == "validation" and not getattr(self, "takes_aliases", True):
                schema = {**schema, "fields": _without_aliases(schema["fields"])}
            return build(self, schema)

        return generate

    def own_config(cls: Any) -> Any:
        return getattr(cls, "__pydantic_config__", None)

    methods = {
        "model_schema": with_config(base.model_schema, lambda cls: cls.model_config),
        "dataclass_schema": with_config(base.dataclass_schema, own_config),
        "model_fields_schema": with_names(base.model_fields_schema),
        "dataclass_args_schema": with_names(base.dataclass_args_schema),
    }
    return type("GenerateJsonSchema", (base,), methods)


def _without_aliases(fields: Any) -> Any:
    def bare(field: Any) -> Any:
        return {key: value for key, value in field.items() if key != "validation_alias"}

    if isinstance(fields, list):
        return [bare(each) for each in fields]  # pyright: ignore[reportUnknownVariableType]  # of pydantic's
    return {name: bare(each) for name, each in fields.items()}


# --- errors


def mismatch_from(error: Exception, path: str) -> OutputMismatch:
    """Return the error of a library, of a constructor or of a user's validator as an `OutputMismatch`."""
    try:
        return _library_mismatch(error, path)
    except Exception:  # noqa: BLE001  # an error of the user's may fail to describe itself; the output must not be lost
        return OutputMismatch(path, _text_of(error))


def _library_mismatch(error: Exception, path: str) -> OutputMismatch:
    pydantic, msgspec = sys.modules.get("pydantic_core"), sys.modules.get("msgspec")
    if pydantic is not None and isinstance(error, pydantic.ValidationError):
        first, *more = cast("Any", error).errors()
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        return OutputMismatch(path + place, first["msg"] + (f" (and {len(more)} more)" if more else ""))
    text = _text_of(error)
    if msgspec is not None and isinstance(error, msgspec.ValidationError):
        text, _, place = text.partition(" - at `$")  # msgspec ends its message with the place
        path += place.rstrip("`")
    return OutputMismatch(path, text)


def _text_of(error: Exception) -> str:
    try:
        return str(error) or type(error).__name__
    except Exception:  # noqa: BLE001  # as above
        return type(error).__name__
