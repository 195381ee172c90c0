# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""`Records`: a list of records that is also a table. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar, get_args

from . import operation
from .model import DecodeError, decode_at, decode_list, new
from .record import Record

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]  # it has none of its own
    import polars as pl

    _List = list
else:
    from .list_proxy import ListProxy as _List

T = TypeVar("T")


class Records(Record, _List[T]):
    """A list of records that is also a table: a column for each field of the spec, whose type the spec decides.

    It does what a list does. `isinstance(records, list)` is true, and it is equal to a list with the same items.
    `to_arrow()`, `to_polars()` and `to_pandas()` return frames with the same types whatever the values are.

    Example:
        ```python
        board = pa.tasks.leaderboard("contract-key-fields")
        print(board.models.to_pandas().sort_values("quality"))
        ```
    """

    __slots__ = ("_item",)

    if TYPE_CHECKING:  # the attributes of the proxy, and what it has in the place of a list's methods
        _items: list[T]
        _item: object

        def copy(self) -> Self: ...

    def __init__(self, items: Iterable[T] = (), /) -> None:
        self._items = list(items)
        self._item = None

    @classmethod
    def of(cls, items: Iterable[T], decode: Callable[[object], T]) -> Self:
        """Return items as records of the class that a decoder returns, also if there are none.

        Args:
            items: The decoded items.
            decode: The `from_dict` of their class.
        """
        records = cls(items)
        records._item = decode
        return records

    if not TYPE_CHECKING:  # type checkers see a list

        def __getitem__(self, key: Any) -> Any:
            return self._like(self._items[key]) if isinstance(key, slice) else self._items[key]

        def __reduce__(self) -> tuple[Any, ...]:
            return _restore, (type(self), self._items, self._class_or_none(), self._extra())

        def __copy__(self) -> Self:
            return self._like(self._items)

        copy = __copy__

    def _like(self, items: Iterable[T]) -> Self:
        """Return other items of the same kind."""
        records: Self = _restore(type(self), list(items), self._item, self._extra())
        return records

    def _extra(self) -> object:
        """Return what a subclass keeps beside the items."""
        return None

    def _restore_extra(self, extra: object) -> None:
        """Set what `_extra` returned."""

    def _class_or_none(self) -> Any:
        """Return the class of the items; that of the first one if the list was not decoded."""
        item = self._item if isinstance(self._item, type) else getattr(self._item, "__self__", None)
        if not isinstance(item, type):
            item = next((type(each) for each in self._items if isinstance(each, Record)), None)
        return item

    def to_dict(self) -> Any:
        """Return a copy of the records as a list of dicts of JSON types.

        Raises:
            TypeError: A field holds something that JSON cannot express.
        """
        from .model import encode

        return encode(self._items, type(self).__name__)

    def to_arrow(self) -> Any:  # pyarrow has no types
        """Return a table of pyarrow. Its columns and their types are those of the spec, whatever the values are.

        A nested object is a struct, a timestamp is in UTC, and what may be any JSON is JSON text. A value that does
        not fit the type of its column is null, and members that the spec does not list are left out: the records
        themselves have both.

        Raises:
            ImportError: pyarrow is not installed.
            TypeError: The items are not records of one class.

        Example:
            ```python
            table = board.models.to_arrow()
            print(table.schema)
            ```
        """
        from .frames import to_arrow

        return to_arrow(self._items, self._class_or_none())

    def to_polars(self) -> pl.DataFrame:
        """Return a frame of polars, with the columns and types of `to_arrow()`. It does not need pyarrow.

        Raises:
            ImportError: polars is not installed.
            TypeError: The items are not records of one class.

        Example:
            ```python
            print(board.models.to_polars().sort("quality", descending=True))
            ```
        """
        from .frames import to_polars

        return to_polars(self._items, self._class_or_none())

    def to_pandas(self) -> pd.DataFrame:
        """Return a frame of pandas, with the columns of `to_arrow()`. It does not need pyarrow.

        Integers are `Int64`, numbers `float64`, booleans `boolean`, text `string`, timestamps `datetime64[us, UTC]`.
        Nested objects and lists are dicts and lists, in columns of objects.

        Raises:
            ImportError: pandas is not installed.
            TypeError: The items are not records of one class.

        Example:
            ```python
            print(board.models.to_pandas().sort_values("quality"))
            ```
        """
        from .frames import to_pandas

        return to_pandas(self._items, self._class_or_none())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the table by the protocol of Arrow: pyarrow, duckdb, narwhals and others ask for it.

        Raises:
            ImportError: pyarrow is not installed.
        """
        stream: object = self.to_arrow().__arrow_c_stream__(requested_schema)
        return stream

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic how to validate and serialize this class. Only pydantic calls this."""
        from pydantic_core import core_schema

        kinds = get_args(source)
        listed = core_schema.list_schema(*map(handler.generate_schema, kinds))

        def validate(value: Any, as_list: Any) -> Any:
            is_records = issubclass(type(value), cls)
            items = as_list(value._items if is_records else value)
            if is_records and items == value._items:
                return value
            return cls.of(items, *kinds) if kinds else cls(items)

        return core_schema.no_info_wrap_validator_function(
            validate,
            listed,
            serialization=core_schema.plain_serializer_function_ser_schema(list, return_schema=listed),
        )


class Array(Records[T]):
    """A list that was the whole response, or its main member. It keeps the response it came with."""

    __slots__ = ("_response",)

    def __init__(self, items: Iterable[T] = (), /) -> None:
        super().__init__(items)
        self._response: operation.ResponseInfo | None = None

    def _extra(self) -> object:
        return self._response

    def _restore_extra(self, extra: Any) -> None:
        self._response = extra

    @property
    def response(self) -> operation.ResponseInfo | None:
        """The response of the call: status, headers, request id."""
        return self._response

    @classmethod
    def decode(cls, data: object, item: Callable[[object], T]) -> Self:
        """Decode a JSON array.

        Args:
            data: A decoded JSON array.
            item: Decodes one item.

        Raises:
            DecodeError: `data` is not an array, or an item cannot be decoded.
        """
        if data is None:
            raise DecodeError("expected an array, found null", cls.__name__)
        return cls.of(decode_list(data, item, cls.__name__), item)


def decode_records(value: Any, decode: Callable[[object], T], path: str) -> Records[T]:
    """Decode each object of an array as `decode_list` does. None gives no records.

    Raises:
        DecodeError: The value is not an array, or an item cannot be decoded. The error's path begins with `path`.
    """
    records: Records[T] = new(Records)  # pyright: ignore[reportUnknownVariableType]  # of T
    records._item = decode  # pyright: ignore[reportPrivateUsage]  # of this package
    if value.__class__ is not list:
        records._items = [] if value is None else decode_list(value, decode, path)
        return records
    items: list[T] = []
    records._items = items
    try:  # as in `decode_list`, whose call would cost more than what it does for a short list
        for item in value:
            items.append(decode(item))  # noqa: PERF401  # as there
    except DecodeError:
        records._items = [decode_at(item, decode, f"{path}[{index}]") for index, item in enumerate(value)]
    return records


def _restore(cls: Any, items: list[Any], item: object, extra: object) -> Any:
    records = cls.__new__(cls)
    records._items, records._item = items, item
    records._restore_extra(extra)
    return records
