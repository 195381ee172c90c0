"""Results that the SDK puts together itself offer what the records of the service offer. Pure."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, cast

import attrs

from pareta_wire.record import Record

if TYPE_CHECKING:
    from abc import ABCMeta


class Composed(Record):
    """A result with fields of its own. As a dict, its errors are their messages, and amounts of money are texts."""

    __slots__ = ()

    def _shown(self) -> attrs.AttrsInstance:
        """Return the object whose fields a dict, a notebook and a terminal have."""
        return cast("attrs.AttrsInstance", self)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a dict of JSON types."""
        from pareta_core.json_values import to_json_types

        shown = self._shown()
        values = {each.name: getattr(shown, each.name) for each in attrs.fields(type(shown))}
        return {
            name: str(value) if isinstance(value, Exception) else to_json_types(value, name)
            for name, value in values.items()
        }

    def get(self, key: str, default: Any = None) -> Any:
        """Return a member of `to_dict()`, or `default`.

        Args:
            key: The name of the member.
            default: What to return if there is none.
        """
        return self.to_dict().get(key, default)

    def keys(self) -> KeysView[str]:
        """Return the names of the members of `to_dict()`."""
        return self.to_dict().keys()

    def items(self) -> ItemsView[str, Any]:
        """Return the members of `to_dict()` with their names."""
        return self.to_dict().items()

    def values(self) -> ValuesView[Any]:
        """Return the values of the members of `to_dict()`."""
        return self.to_dict().values()

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]

    def __contains__(self, key: object) -> bool:
        return key in self.to_dict()

    def __iter__(self) -> Iterator[str]:
        return iter(self.to_dict())

    def __len__(self) -> int:
        return len(self.to_dict())

    def __bool__(self) -> bool:
        return True

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic how to write this class, and that only instances are valid. Only pydantic calls this."""
        from pydantic_core import core_schema

        written = core_schema.plain_serializer_function_ser_schema(lambda value: value.to_dict())
        return core_schema.is_instance_schema(cls, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Describe this class in the JSON schema that pydantic writes."""
        return {"type": "object", "title": cls.__name__, "additionalProperties": True}


# Frames read a list of mappings as rows: `pd.DataFrame(results)` has a column for each member.
cast("ABCMeta", Mapping).register(Composed)
