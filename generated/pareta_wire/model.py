# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The base classes of the models: decoding, access to the server's record, encoding. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeAlias, TypeVar, cast

import attrs

from .record import Record

if TYPE_CHECKING:
    from abc import ABCMeta

    from .records import Array

T = TypeVar("T")
D = TypeVar("D", bound="Model", covariant=True)

JsonValue: TypeAlias = Any
"""Any JSON value."""
JsonObject: TypeAlias = dict[str, Any]
"""A JSON object whose members the spec does not describe."""

WIRE_NAME = "wire name"
"""Metadata key of a field whose name on the wire differs from its name in Python."""
FORMAT = "format"
"""Metadata key of a text field that has a format, such as `date-time`."""
RECORDS = "records"
"""Metadata key of a list that is a table: the decoder of its items."""
LOCAL = "local"
"""Metadata key of a field that is not a member of the record, such as a value that was made from it."""


class DecodeError(ValueError):
    """JSON whose structure differs from the spec. `path` says where, for example `TaskRun.warnings[2]`."""

    def __init__(self, problem: str, root: str, steps: str = "") -> None:
        super().__init__(problem, root, steps)
        self.problem = problem
        self.path: str = root + steps
        self._steps = steps

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"

    def within(self, path: str) -> DecodeError:
        """Return this error with its path continued from the object that contains the value.

        Args:
            path: Path of the value inside that object, for example `TaskRun.error`.
        """
        root = re.match(r"\w*", path)
        end = root.end() if root else 0
        return DecodeError(self.problem, path[:end], path[end:] + self._steps)


@attrs.define(slots=True, repr=False, eq=False)
class Model(Record):
    """A JSON object with known fields. It keeps the record it was decoded from.

    Known fields are attributes; a missing or null field is None, and a missing list of a response is empty.
    `obj["key"]`, `obj.get("key")`, `in`, `len()`, iteration and `dict(obj)` read the record as the server sent it,
    including fields the spec does not list.
    Such fields are also readable as attributes, and `to_dict` returns them, so a request can carry them too.
    """

    _record: JsonObject | None = attrs.field(default=None, init=False)
    _response: operation.ResponseInfo | None = attrs.field(default=None, init=False)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a JSON object. The object is kept, not copied.

        Args:
            data: A decoded JSON object. Unknown members are kept.

        Raises:
            DecodeError: A value is an object or an array where the spec says otherwise, or the reverse.
        """
        self = new(cls)
        self._record = expect_object(data, cls)
        self._response = None
        return self

    def to_dict(self) -> JsonObject:
        """Return a copy of the record with the current field values. A field that is None and was not sent is left out.

        Raises:
            TypeError: A field holds something that JSON cannot express.
        """
        encoded: JsonObject = encode(self, type(self).__name__)
        return encoded

    def _merged(self) -> JsonObject:
        """Return the record with the current field values, not yet encoded."""
        merged: JsonObject = {} if self._record is None else dict(self._record)
        for field, wire_name, starts_empty in _fields(type(self)):
            value = getattr(self, field)
            if starts_empty and not value and merged.get(wire_name) is None:
                continue  # The empty list stands for a missing member.
            if value is not None or wire_name in merged:
                merged[wire_name] = value
        return merged

    @property
    def response(self) -> operation.ResponseInfo | None:
        """The response of the call: status, headers, request id. None on nested objects and on those you create."""
        return self._response

    def get(self, key: str, default: Any = None) -> Any:
        """Return the raw value of a member of the record, or `default`."""
        return self._raw().get(key, default)

    def keys(self) -> KeysView[str]:
        """Return the names of the record's members."""
        return self._raw().keys()

    def _raw(self) -> JsonObject:
        return self.to_dict() if self._record is None else self._record

    def __getitem__(self, key: str) -> Any:
        return self._raw()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._raw()

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw())

    def __len__(self) -> int:
        return len(self._raw())

    def __bool__(self) -> bool:
        # `if run.error:` asks whether there is an error, even an empty one.
        return True

    if not TYPE_CHECKING:  # type checkers see the declared fields only

        def __getattr__(self, name: str) -> Any:
            # Python calls this only for names that are not fields. A private name must not reach the record:
            # an object that is being unpickled has none yet.
            if not name.startswith("_"):
                record = self._merged() if self._record is None else self._record
                if name in record:
                    return record[name]
                if name in ("items", "values"):  # of a mapping; a member of that name takes precedence
                    return getattr(self._raw(), name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # Python makes a class with `__eq__` and no `__hash__` unhashable, as a mutable object should be.
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        fields = _fields(type(self))
        if not fields:  # without declared fields, compare the records
            return self._record == getattr(other, "_record", None)
        return all(getattr(self, field) == getattr(other, field) for field, *_ in fields)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={show(value)}" for name, value, show in shown_fields(self))
        return f"{type(self).__name__}({shown})"

    @classmethod
    def _validate(cls, value: object) -> Self:
        """Return an instance as it is; decode anything else."""
        if isinstance(value, cls):
            return value
        decoded = cls.from_dict(value)
        for field in attrs.fields(cls):
            # A field with a constant value is the tag that distinguishes the classes of a union.
            wire_name = field.metadata.get(WIRE_NAME, field.name)
            if isinstance(field.default, str) and decoded.get(wire_name) != field.default:
                raise ValueError(f"{cls.__name__}.{wire_name} must be {field.default!r}")
        return decoded

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic how to validate and serialize this class. Only pydantic calls this."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(encode)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> JsonObject:
        """Describe this class in the JSON schema that pydantic writes: an open object with the known members."""
        members: JsonObject = {wire_name: {} for _, wire_name, _ in _fields(cls)}
        return {"type": "object", "title": cls.__name__, "properties": members, "additionalProperties": True}


def empty_list() -> Any:
    """Return a new list: the value of a list that a response leaves out."""
    return []


_INTERNAL = frozenset({"_record", "_response"})
_EMPTY: Any = attrs.Factory(empty_list)
_FIELDS: dict[type[Model], tuple[tuple[str, str, bool], ...]] = {}


def _fields(model: type[Model]) -> tuple[tuple[str, str, bool], ...]:
    """Return the members of a class: field, name on the wire, and whether a missing one is an empty list."""
    fields = _FIELDS.get(model)
    if fields is None:
        fields = _FIELDS[model] = tuple(
            (field.name, field.metadata.get(WIRE_NAME, field.name), field.default == _EMPTY)
            for field in attrs.fields(model)
            if field.name not in _INTERNAL and LOCAL not in field.metadata
        )
    return fields


def make_tables(model: Model) -> None:
    """Make tables of the plain lists that a program gave to the constructor of a model."""
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if RECORDS in field.metadata and type(value) in (list, tuple):
            from .records import Records

            setattr(model, field.name, Records[Any].of(value, field.metadata[RECORDS]))


def shown_fields(model: Model) -> Iterator[tuple[str, Any, Callable[[Any], str]]]:
    """Yield each field that the repr of a model shows: its name, its value, and the function for the value's text."""
    if not _fields(type(model)) and (names := list(members(model))):
        yield "fields", names, repr  # names only: a value may be a secret
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        missing = value is None or (value == [] and field.default == _EMPTY and field.repr is True)
        if not missing and field.name not in _INTERNAL:
            yield (
                field.name,
                value,
                cast("Callable[[Any], str]", field.repr if callable(field.repr) else repr),
            )


def redacted(_: object) -> str:
    """Return the repr of a secret, without the secret."""
    return "'***'"


@attrs.define(slots=True, repr=False, eq=False)
class Unknown(Model):
    """A variant of a union that the spec does not list. Read its record: `unknown["type"]`."""


@attrs.define(slots=True, repr=False, eq=False)
class Empty(Model):
    """The result of an operation whose response has no body."""


@attrs.define(slots=True)
class NamedEvent(Record, Generic[D]):
    """A server-sent event that is identified by its name.

    `event.data` is decoded; `event["data"]` is the raw JSON. `in`, `len()`, iteration and `dict(event)` work as on
    the object `{"event": …, "data": …}`.
    """

    event: str
    data: D
    _raw: Any = attrs.field(default=None, repr=False, eq=False)

    def to_dict(self) -> JsonObject:
        """Return a copy of the event as the server sent it."""
        return {"event": self.event, "data": self.data.to_dict() if self._raw is None else encode(self._raw)}

    def get(self, key: str, default: Any = None) -> Any:
        """Return `"event"` or `"data"` as the server sent it, or `default`."""
        return self[key] if key in ("event", "data") else default

    def keys(self) -> KeysView[str]:
        """Return the names `event` and `data`."""
        return {"event": None, "data": None}.keys()

    def items(self) -> ItemsView[str, Any]:
        """Return `event` and `data` with their values as the server sent them."""
        return {"event": self.event, "data": self["data"]}.items()

    def values(self) -> ValuesView[Any]:
        """Return the values of `event` and `data` as the server sent them."""
        return {"event": self.event, "data": self["data"]}.values()

    def __getitem__(self, key: str) -> Any:
        if key == "event":
            return self.event
        if key == "data":
            return self.data.to_dict() if self._raw is None else self._raw
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return key in {"event", "data"}

    def __iter__(self) -> Iterator[str]:
        return iter(("event", "data"))

    def __len__(self) -> int:
        return 2

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic how to validate and serialize this class. Only pydantic calls this.

        Only instances are valid: JSON alone does not say which class its data has.
        """
        from pydantic_core import core_schema

        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(encode)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> JsonObject:
        """Describe this class in the JSON schema that pydantic writes."""
        return {
            "type": "object",
            "title": cls.__name__,
            "properties": {"event": {"type": "string"}, "data": {}},
        }


# Frames read a list of mappings as rows: `pd.DataFrame(list_of_models)` has a column for each member.
cast("ABCMeta", Mapping).register(Model)
cast("ABCMeta", Mapping).register(NamedEvent)


def unknown_event(event: str, data: object) -> NamedEvent[Unknown]:
    """Return an event whose name the spec does not list. Its data may be any JSON value."""
    return NamedEvent(event, Unknown.from_dict(data if isinstance(data, dict) else {}), data)


def members(model: Model) -> JsonObject:
    """Return a copy of a model's record with the current field values, which are not encoded."""
    return model._merged()  # pyright: ignore[reportPrivateUsage]  # of this module


def attach_response(result: Model | Array[Any], response: operation.ResponseInfo) -> None:
    """Set the response that a result came with."""
    result._response = response  # pyright: ignore[reportPrivateUsage]  # this module owns the field


class _New(Protocol):
    def __call__(self, cls: type[T], /) -> T: ...


new: _New = object.__new__
"""Create an instance whose fields are set one by one, which is faster than passing them to the class."""


null: Any = None
"""The value of a missing field. A field that the spec requires is not declared optional, but it may be missing too."""


def expect_object(data: object, model: type[Model] | str) -> JsonObject:
    """Return `data` if it is a JSON object.

    Raises:
        DecodeError: It is something else. `model` is the path of the error.
    """
    if isinstance(data, dict):
        return cast("JsonObject", data)
    name = model if isinstance(model, str) else model.__name__
    raise DecodeError(f"expected an object, found {_json_type(data)}", name)


# These return Any because null is accepted where the spec does not allow it: one missing field must not make the rest
# of a response unreadable.


def decode_list(value: Any, decode: Callable[[object], T], path: str) -> Any:
    """Decode each item of an array. None stays None.

    Raises:
        DecodeError: The value is not an array, or an item cannot be decoded. The error's path begins with `path`.
    """
    if value.__class__ is list:
        items: list[T] = []
        try:
            for item in value:
                items.append(decode(item))  # noqa: PERF401  # it costs half of a comprehension, for lists of one item
        except DecodeError:
            # Find out which item it was only now, so that arrays without a fault are decoded faster.
            return [decode_at(item, decode, f"{path}[{index}]") for index, item in enumerate(value)]
        return items
    if value is None:
        return None
    if isinstance(value, list):
        return decode_list(list(cast("list[object]", value)), decode, path)
    raise DecodeError(f"expected an array, found {_json_type(value)}", "").within(path)


def decode_map(value: object, decode: Callable[[object], T], path: str) -> Any:
    """Decode each value of an object with free keys. None stays None.

    Raises:
        DecodeError: It is not an object, or a value cannot be decoded. The error's path begins with `path`.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise DecodeError(f"expected an object, found {_json_type(value)}", "").within(path)
    members = cast("JsonObject", value)
    return {key: decode_at(member, decode, f"{path}[{key!r}]") for key, member in members.items()}


def decode_union(
    data: object,
    union: str,
    tag: str,
    variants: Mapping[str, Callable[[object], T]],
    prefixes: Mapping[str, Callable[[object], T]] | None = None,
) -> T | Unknown:
    """Decode the variant of a union that its tag names. No variant is tried: an unknown tag gives `Unknown`.

    Args:
        data: A decoded JSON object.
        union: Name of the union, for errors.
        tag: Name of the member that holds the tag.
        variants: The decoder for each tag.
        prefixes: The decoder for each prefix of a tag. Tags in `variants` take precedence.

    Raises:
        DecodeError: The data is not an object, or cannot be decoded.
    """
    record: Any = data if data.__class__ is dict else expect_object(data, union)
    name = record.get(tag)
    if isinstance(name, str):
        decode = variants.get(name)
        if decode is not None:
            return decode(record)
        for prefix, decode in (prefixes or {}).items():
            if name.startswith(prefix):
                return decode(record)
    return Unknown.from_dict(record)


def decode_at(value: object, decode: Callable[[object], T], path: str) -> T:
    try:
        return decode(value)
    except DecodeError as error:
        raise error.within(path) from None


# How many faults of one record are tolerated.
_MAX_FAULTS = 100
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def decode_tolerantly(
    data: object, decode: Callable[[object], D], *, essential: Container[str] = frozenset()
) -> D:
    """Decode an object, so that a fault in it does not hide its other members.

    What differs from the spec is left out of the fields: the item of a list, or else the member. The record has it.

    Args:
        data: A decoded JSON object.
        decode: Decodes it, and raises `DecodeError` with the place of a fault.
        essential: The members without which the object says nothing. If one is of another type, decoding fails.

    Raises:
        DecodeError: The data is not an object, or cannot be used at all.
    """
    try:
        return decode(data)
    except DecodeError as error:
        first = latest = error
    kept = data
    for _ in range(_MAX_FAULTS):
        steps: list[Any] = [int(index) if index else name for name, index in _STEP.findall(latest.path)]
        if not steps or (len(steps) == 1 and steps[0] in essential):
            break
        try:
            kept = _without(kept, steps)
            model = decode(kept)
        except DecodeError as error:
            latest = error
        except (KeyError, IndexError, TypeError):  # the place is not one of the data
            break
        else:
            model._record = cast("JsonObject", data)  # pyright: ignore[reportPrivateUsage]  # of this module
            return model
    raise first


def _without(value: Any, steps: list[Any]) -> Any:
    """Return a copy of decoded JSON without what is at a place in it."""
    copy: Any = value.copy()
    if len(steps) > 1:
        copy[steps[0]] = _without(value[steps[0]], steps[1:])
    else:
        del copy[steps[0]]
    return copy


_SCALARS = frozenset({str, int, float, bool, type(None)})


class _NotJsonError(TypeError):
    """A value that JSON cannot express; `encode` finds out where it is."""


def encode(value: object, name: str = "value") -> Any:
    """Return a copy of a value as plain JSON values: models by their records, containers item by item.

    `json.dumps(value, default=encode)` writes anything that contains models.

    Args:
        value: A model, an event, a mapping, a list, a tuple, a date or a scalar. A date becomes its ISO 8601 text.
        name: What errors call the value.

    Raises:
        TypeError: It contains something that JSON cannot express. The message says where.
        RecursionError: It is nested too deeply.
    """
    try:
        return _plain(value)
    except _NotJsonError:
        raise TypeError(_describe_unencodable(value, name)) from None


def _plain(value: object) -> Any:
    if isinstance(value, Model):
        return _plain_object(value._merged())  # pyright: ignore[reportPrivateUsage]  # of this module
    if isinstance(value, (dict, Mapping)):
        return _plain_object(cast("Mapping[object, object]", value))
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        if hasattr(items, "_asdict"):  # a NamedTuple is an object
            return _plain_object(cast("Any", items)._asdict())
        return [item if item.__class__ in _SCALARS else _plain(item) for item in items]
    if isinstance(value, NamedEvent):
        return value.to_dict()
    if value is None or isinstance(value, (str, int, float)):  # a bool is an int
        return value
    if isinstance(value, date) and value == value:  # pandas' NaT is a date that is not equal to itself
        return value.isoformat()
    raise _NotJsonError


def _plain_object(value: Mapping[Any, object]) -> JsonObject:
    plain: JsonObject = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise _NotJsonError
        plain[key] = item if item.__class__ in _SCALARS else _plain(item)
    return plain


def _describe_unencodable(value: object, path: str) -> str:
    """Say where in a value something is that JSON cannot express."""
    items: list[tuple[str, object]] = []
    members = value._merged() if isinstance(value, Model) else value  # pyright: ignore[reportPrivateUsage]  # as above
    if isinstance(members, Mapping):
        for key, item in cast("Mapping[object, object]", members).items():
            if not isinstance(key, str):
                return f"{path} has a key that is not a string: {key!r}"
            items.append((f"{path}.{key}", item))
    elif isinstance(members, (list, tuple)):
        items += [(f"{path}[{index}]", item) for index, item in enumerate(cast("list[object]", members))]
    for inner, item in items:
        try:
            _plain(item)
        except _NotJsonError:
            return _describe_unencodable(item, inner)
    return f"{path} is not a JSON value: {type(value).__name__}"


def _json_type(value: object) -> str:
    """Return the JSON name of a value's type, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    numbers = dict.fromkeys(("int", "float"), "a number")
    names = {"dict": "an object", "list": "an array", "str": "a string", **numbers}
    return names.get(type(value).__name__, type(value).__name__)


# Each of the two modules names types of the other. Here they are needed only when annotations are resolved.
from . import operation  # noqa: E402
