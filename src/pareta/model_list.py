"""`ModelList`: the generated model, iterable and indexable like a list. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, overload

from pareta_wire import models as wire

if TYPE_CHECKING:
    from pareta_wire.models import ChatModel


class ModelList(wire.ModelList):
    """The callable models. Iterate over it, index it, or take its length.

    Example:
        ```python
        for model in pa.models.list():
            print(model.id)
        ```
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[ChatModel]:  # type: ignore[override]  # a list of models, unlike other objects
        return iter(self.data or [])

    def __len__(self) -> int:
        return len(self.data or [])

    def __bool__(self) -> bool:
        return bool(self.data)

    @overload
    def __getitem__(self, key: int) -> ChatModel: ...
    @overload
    def __getitem__(self, key: slice) -> list[ChatModel]: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: int | slice | str) -> Any:
        return super().__getitem__(key) if isinstance(key, str) else (self.data or [])[key]
