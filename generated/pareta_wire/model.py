# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""What every model shares: tolerant decoding, the server's record, encoding. No I/O and no field names here."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, Self, TypeAlias, TypeVar, cast

import attrs

if TYPE_CHECKING:
    from .operation import ResponseInfo

T = TypeVar("T")
D = TypeVar("D", bound="Model", covariant=True)

JsonValue: TypeAlias = Any
"""Anything that JSON can say."""
JsonObject: TypeAlias = dict[str, Any]
"""A JSON object of which the contract says nothing more."""

WIRE_NAME = "wire name"
"""The key in an attribute's metadata for a name that is no Python identifier."""


class DecodeError(ValueError):
    """JSON of another shape than the contract promises. `path` says where, as in `TaskRun.warnings[2]`."""

    def __init__(self, problem: str, root: str, steps: str = "") -> None:
        super().__init__(problem, root, steps)
        self.problem = problem
        self.path: str = root + steps
        self._steps = steps

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"

    def inside(self, place: str) -> DecodeError:
        """Say the same of the larger object in which this one stood at `place`."""
        root = re.match(r"\w*", place)
        end = root.end() if root else 0
        return DecodeError(self.problem, place[:end], place[end:] + self._steps)


Nested: TypeAlias = "tuple[str, str, type[Model], bool]"
"""A field that holds an object of one class, or an array of such: its name, its name on the wire, the class, which."""
LONG = 8
"""Of an array that has so many objects none is made before the first of them is asked for."""
_OBJECTS = frozenset({dict})
_ARRAYS = frozenset({list})


@attrs.define(slots=True, repr=False, eq=False)
class Model:
    """A JSON object with known fields, which keeps the record it was decoded from.

    Known fields are attributes; a field that is missing or null is None. The objects of a long array are made when it
    is first read, of the record as it is then; its shape was checked before. What the contract does not know
    is reachable too: `obj["key"]`, `obj.get("key")` and `obj.key` give the raw value of the record. The
    same way back: what `from_dict` was given and no field is for, `to_dict` gives, so that a request can
    carry members that the contract does not list.
    """

    _data: JsonObject | None = attrs.field(default=None, init=False)
    _response: ResponseInfo | None = attrs.field(default=None, init=False)

    # The fields that hold objects, where one look at them tells whether they can be decoded. None where it does not.
    _nested: ClassVar[tuple[Nested, ...] | None] = ()
    # A class with __getitem__ would otherwise count as a sequence.
    __iter__: ClassVar[None] = None

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a JSON object. It is kept, not copied; fields that nobody knows stay in it."""
        self = object.__new__(cls)
        self._data = record(data, cls)
        return self

    @classmethod
    def _fit(cls, items: list[Any]) -> bool:
        """Say whether `from_dict` will take each of these, all the way down. What is odd is left to it to judge."""
        if cls._nested is None or not _OBJECTS.issuperset(map(type, items)):
            return False
        for _, wire_name, model, array in cls._nested:
            found = [value for item in items if (value := item.get(wire_name)) is not None]
            if array:
                if not _ARRAYS.issuperset(map(type, found)):
                    return False
                found = list(chain.from_iterable(found))
            if found and not model._fit(found):
                return False
        return True

    @classmethod
    def _alike(cls, items: Any) -> list[Any] | None:
        """Decode records that have every field, all in one go. None where one has not, and where it is not worth it."""
        return None

    def _made(self, field: str) -> bool:
        """Make the objects of a long array, if this is the field of one: decoding left it unset."""
        for name, wire_name, model, array in type(self)._nested or ():
            if name == field and array and self._data is not None:
                collecting = gc.isenabled()
                gc.disable()  # all that is made is in use
                try:
                    items = self._data.get(wire_name)
                    made = model._alike(items)
                    if made is None:
                        made = many(items, model.from_dict, f"{type(self).__name__}.{wire_name}")
                finally:
                    if collecting:
                        gc.enable()
                try:
                    object.__getattribute__(self, field)  # by another thread meanwhile
                except AttributeError:
                    setattr(self, field, made)
                return True
        return False

    def to_dict(self) -> JsonObject:
        """Give the record, with the fields as they are now over it; None stays left out if it was."""
        encoded: JsonObject = encode(self, type(self).__name__)
        return encoded

    def _overlaid(self) -> JsonObject:
        found: JsonObject = {} if self._data is None else dict(self._data)
        for field, wire_name in _layout(type(self)):
            value = getattr(self, field)
            if value is not None or wire_name in found:
                found[wire_name] = value
        return found

    @property
    def response(self) -> ResponseInfo | None:
        """The response this came with: status, headers, request id. None on nested and self-built objects."""
        return self._response

    def get(self, key: str, default: Any = None) -> Any:
        """Give the raw value of the record, or `default`."""
        return self._record().get(key, default)

    def _record(self) -> JsonObject:
        return self.to_dict() if self._data is None else self._data

    def __getitem__(self, key: str) -> Any:
        return self._record()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._record()

    if not TYPE_CHECKING:  # a type checker is to know the declared fields only

        def __getattr__(self, name: str) -> Any:
            # Asked only for what is no declared field or was never set. A private name must not get further:
            # while an object is being unpickled it has no record yet.
            if not name.startswith("_"):
                if self._made(name):
                    return getattr(self, name)
                record = self._overlaid() if self._data is None else self._data
                if name in record:
                    return record[name]
            elif name == "_response":  # which decoding does not set, for few objects ever have one
                return None
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # With this alone, Python makes the class unhashable, as it should be: objects can change.
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        layout = _layout(type(self))
        if not layout:  # nothing is declared, so the record is all there is
            return self._data == getattr(other, "_data", None)
        return all(getattr(self, field) == getattr(other, field) for field, _ in layout)

    def __repr__(self) -> str:
        shown: list[str] = []
        if self._data and not _layout(type(self)):
            shown.append(f"fields={list(self._data)!r}")  # names only, for a value may be a secret
        for field in attrs.fields(type(self)):
            value = getattr(self, field.name)
            if value is not None and field.name not in _OWN:
                shown.append(f"{field.name}={field.repr(value) if callable(field.repr) else repr(value)}")
        return f"{type(self).__name__}({', '.join(shown)})"


_OWN = frozenset({"_data", "_response"})


_LAYOUTS: dict[type[Model], tuple[tuple[str, str], ...]] = {}


def _layout(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Give the declared fields of a class, each with its name on the wire."""
    layout = _LAYOUTS.get(model)
    if layout is None:
        layout = _LAYOUTS[model] = tuple(
            (field.name, field.metadata.get(WIRE_NAME, field.name))
            for field in attrs.fields(model)
            if field.name not in _OWN
        )
    return layout


def masked(value: object) -> str:
    """Show that there is a secret, and nothing of it."""
    return "'***'"


@attrs.define(slots=True, repr=False, eq=False)
class Unknown(Model):
    """A variant that the contract does not know (yet). Its record is all there is: `unknown["type"]`."""


@attrs.define(slots=True, repr=False, eq=False)
class Empty(Model):
    """The answer of an operation that answers with a status and no body."""


class Array(list[T]):
    """An answer that is a bare JSON array."""

    __slots__ = ("_response",)

    def __init__(self, items: Iterable[T] = (), /) -> None:
        super().__init__(items)
        self._response: ResponseInfo | None = None

    @property
    def response(self) -> ResponseInfo | None:
        """The response this came with: status, headers, request id."""
        return self._response

    @classmethod
    def decode(cls, data: object, item: Callable[[object], T]) -> Self:
        """Decode each item of a JSON array."""
        if data is None:
            raise DecodeError("expected an array, found null", cls.__name__)
        return cls(many(data, item, cls.__name__))


@attrs.define(slots=True)
class NamedEvent(Generic[D]):
    """A server-sent event told by its name, readable as an object and as `ev["event"]`, `ev["data"]`."""

    event: str
    data: D
    _raw: Any = attrs.field(default=None, repr=False, eq=False)

    __iter__: ClassVar[None] = None

    def to_dict(self) -> JsonObject:
        """Give the event as the server sent it."""
        return {"event": self.event, "data": self.data.to_dict() if self._raw is None else encode(self._raw)}

    def get(self, key: str, default: Any = None) -> Any:
        """Give `"event"` or `"data"` as the server sent it, or `default`."""
        return self[key] if key in self else default

    def __getitem__(self, key: str) -> Any:
        if key == "event":
            return self.event
        if key == "data":
            return self.data.to_dict() if self._raw is None else self._raw
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return key in {"event", "data"}


def unknown_event(event: str, data: object) -> NamedEvent[Unknown]:
    """Give an event whose name the contract does not know. Its data may be anything."""
    return NamedEvent(event, Unknown.from_dict(data if isinstance(data, dict) else {}), data)


def attach_response(answer: Model | Array[Any], response: ResponseInfo) -> None:
    """Say which response an answer came with."""
    answer._response = response  # pyright: ignore[reportPrivateUsage]  # this module owns the field


class _New(Protocol):
    def __call__(self, cls: type[T], /) -> T: ...


new: _New = object.__new__
"""Makes an object whose fields are set one by one, which is faster than to call it with all of them."""


null: Any = None
"""What a field is that is not there. Whether that is right for its type is the server's to know, not a type checker's."""


def record(data: object, model: type[Model] | str) -> JsonObject:
    """Give a JSON object that was promised to be one."""
    if isinstance(data, dict):
        return cast("JsonObject", data)
    name = model if isinstance(model, str) else model.__name__
    raise DecodeError(f"expected an object, found {_kind(data)}", name)


def _nested(value: object, decode: Callable[[object], T], place: str) -> T:
    try:
        return decode(value)
    except DecodeError as error:
        raise error.inside(place) from None


def many(value: Any, decode: Callable[[object], T], place: str) -> Any:
    """Decode each item of an array; a missing one and null are None."""
    if value.__class__ is list:
        try:
            return [decode(item) for item in value]
        except DecodeError:
            # Only now is it worth knowing which one it was.
            return [_nested(item, decode, f"{place}[{index}]") for index, item in enumerate(value)]
    if value is None:
        return None
    if isinstance(value, list):
        return many(list(cast("list[object]", value)), decode, place)
    raise DecodeError(f"expected an array, found {_kind(value)}", "").inside(place)


def keyed(value: object, decode: Callable[[object], T], place: str) -> Any:
    """Decode each value of an object with free keys; a missing one and null are None."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise DecodeError(f"expected an object, found {_kind(value)}", "").inside(place)
    items = cast("JsonObject", value)
    return {key: _nested(item, decode, f"{place}[{key!r}]") for key, item in items.items()}


def choose(
    data: object,
    union: str,
    tag: str,
    variants: Mapping[str, Callable[[object], T]],
    prefixes: Mapping[str, Callable[[object], T]] | None = None,
) -> T | Unknown:
    """Decode the variant of a union that its tag names, never by trial. A strange tag gives `Unknown`."""
    known: Any = data if data.__class__ is dict else record(data, union)
    name = known.get(tag)
    if isinstance(name, str):
        decode = variants.get(name)
        if decode is not None:
            return decode(data)
        for prefix, decode in (prefixes or {}).items():
            if name.startswith(prefix):
                return decode(data)
    return Unknown.from_dict(data)


_SCALARS = frozenset({str, int, float, bool, type(None)})


class _NotJsonError(TypeError):
    """Found something that JSON cannot say; `encode` finds out where."""


def encode(value: object, place: str = "value") -> Any:
    """Write a value as plain JSON: models by their records, containers item by item, scalars as they are."""
    try:
        return _plain(value)
    except _NotJsonError:
        raise TypeError(_fault(value, place)) from None


def _plain(value: object) -> Any:
    if isinstance(value, Model):
        return _plain_object(value._overlaid())  # pyright: ignore[reportPrivateUsage]
    if isinstance(value, (dict, Mapping)):
        return _plain_object(cast("Mapping[object, object]", value))
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        return [item if item.__class__ in _SCALARS else _plain(item) for item in items]
    if isinstance(value, NamedEvent):
        return value.to_dict()
    if value is None or isinstance(value, (str, int, float)):  # a bool is an int
        return value
    raise _NotJsonError


def _plain_object(value: Mapping[Any, object]) -> JsonObject:
    found: JsonObject = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise _NotJsonError
        found[key] = item if item.__class__ in _SCALARS else _plain(item)
    return found


def _fault(value: object, place: str) -> str:
    """Say where in a value something is that JSON cannot say."""
    items: list[tuple[str, object]] = []
    members = value._overlaid() if isinstance(value, Model) else value  # pyright: ignore[reportPrivateUsage]
    if isinstance(members, Mapping):
        for key, item in cast("Mapping[object, object]", members).items():
            if not isinstance(key, str):
                return f"{place} has a key that is no str: {key!r}"
            items.append((f"{place}.{key}", item))
    elif isinstance(members, (list, tuple)):
        items += [(f"{place}[{index}]", item) for index, item in enumerate(cast("list[object]", members))]
    for inner, item in items:
        try:
            _plain(item)
        except _NotJsonError:
            return _fault(item, inner)
    return f"{place} is no JSON value: {type(value).__name__}"


def _kind(value: object) -> str:
    """Name a JSON value as JSON does."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {
        "dict": "an object",
        "list": "an array",
        "str": "a string",
        "int": "a number",
        "float": "a number",
    }
    name = type(value).__name__
    return names.get(name, name)
