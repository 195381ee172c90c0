"""`ModelList`: the generated model, iterable and indexable like a list. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, overload

from pareta_wire import models as wire

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]  # it has none of its own
    import polars as pl

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

    def to_arrow(self) -> Any:  # pyarrow has no types
        """Return the models as a table of pyarrow, as `Records.to_arrow()` does.

        Raises:
            ImportError: pyarrow is not installed.

        Example:
            ```python
            print(pa.models.list().to_arrow().schema)
            ```
        """
        return self.data.to_arrow()

    def to_polars(self) -> pl.DataFrame:
        """Return the models as a frame of polars, as `Records.to_polars()` does.

        Raises:
            ImportError: polars is not installed.

        Example:
            ```python
            print(pa.models.list().to_polars())
            ```
        """
        return self.data.to_polars()

    def to_pandas(self) -> pd.DataFrame:
        """Return the models as a frame of pandas, as `Records.to_pandas()` does.

        Raises:
            ImportError: pandas is not installed.

        Example:
            ```python
            print(pa.models.list().to_pandas())
            ```
        """
        return self.data.to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.data.__arrow_c_stream__(requested_schema)

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
