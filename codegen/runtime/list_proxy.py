"""A list in all but its C type. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSequence
from types import GenericAlias
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from abc import ABCMeta


class ListProxy:
    """Does what a list does, and `isinstance(proxy, list)` is true.

    It is not a subclass of list: pyarrow takes every list for a list of columns, and so never asks one for its table.
    """

    # (Not by `MutableSequence` and `Generic`, whose subclasses take a while to create.)
    if not TYPE_CHECKING:
        __class_getitem__ = classmethod(GenericAlias)

    __slots__ = ("_items",)
    _items: list[Any]

    if not TYPE_CHECKING:  # to type checkers it is a list anyway

        @property
        def __class__(self) -> type:
            return list

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __getitem__(self, key: Any) -> Any:
        return cast("Any", self._items)[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._items[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._items[key]

    def insert(self, index: int, value: Any) -> None:
        self._items.insert(index, value)

    def __reversed__(self) -> Iterator[Any]:
        found: Iterator[Any] = reversed(self._items)
        return found

    def index(self, value: Any, *bounds: Any) -> int:
        return self._items.index(value, *bounds)

    def count(self, value: Any) -> int:
        return self._items.count(value)

    def extend(self, values: Iterable[Any]) -> None:
        self._items.extend(values)

    def pop(self, index: Any = -1) -> Any:
        return self._items.pop(index)

    def remove(self, value: Any) -> None:
        self._items.remove(value)

    def clear(self) -> None:
        self._items.clear()

    def reverse(self) -> None:
        self._items.reverse()

    def __iadd__(self, values: Iterable[Any]) -> Any:
        self._items += values
        return self

    def append(self, value: Any) -> None:
        self._items.append(value)

    def sort(self, *, key: Any = None, reverse: bool = False) -> None:
        self._items.sort(key=key, reverse=reverse)

    def __eq__(self, other: object) -> bool:
        return self._items == _plain(other)

    def __lt__(self, other: Any) -> bool:
        return self._items < _plain(other)

    def __le__(self, other: Any) -> bool:
        return self._items <= _plain(other)

    def __gt__(self, other: Any) -> bool:
        return self._items > _plain(other)

    def __ge__(self, other: Any) -> bool:
        return self._items >= _plain(other)

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        return self._items + _plain(other)

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        return _plain(other) + self._items

    def __mul__(self, times: int) -> list[Any]:
        return self._items * times

    __rmul__ = __mul__

    def __imul__(self, times: int) -> Any:
        self._items *= times
        return self

    def __repr__(self) -> str:
        return repr(self._items)


cast("ABCMeta", MutableSequence).register(ListProxy)


def _plain(other: Any) -> list[Any]:
    """Return the list of a proxy; anything else as it is, which a list compares with as lists do."""
    plain: list[Any] = other._items if issubclass(type(other), ListProxy) else other
    return plain
