"""What every result offers: a table for notebooks, and its record as a dict and as JSON text. No I/O."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast


class Displayed:
    """What a notebook and rich show as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return a table of what the repr shows. Only notebooks call this."""
        from .notebook import to_html

        return to_html(self)

    def __rich__(self) -> Any:
        """Return a table of what the repr shows. Only rich calls this."""
        from .terminal import to_rich

        return to_rich(self)


class _PydanticSerializer:
    """The attribute by which pydantic writes an object whose type no annotation names, as in a `dict[str, Any]`."""

    def __get__(self, record: object, cls: type) -> Any:
        try:
            return _pydantic_serializer()
        except ImportError as error:
            raise AttributeError("pydantic is not installed") from error


@cache
def _pydantic_serializer() -> Any:
    from pydantic_core import SchemaSerializer, core_schema

    from .model import encode

    plain = core_schema.plain_serializer_function_ser_schema(encode)
    return SchemaSerializer(core_schema.any_schema(serialization=plain))


class Record(Displayed):
    """What has a record of the server as JSON."""

    __slots__ = ()
    __pydantic_serializer__: Any = _PydanticSerializer()

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of the record as a dict of JSON types."""
        raise NotImplementedError

    def to_json(self, *, indent: int | None = None) -> str:
        """Return `to_dict()` as JSON text, compact unless it is indented.

        Args:
            indent: Number of spaces for each level.

        Raises:
            TypeError: A field holds something that JSON cannot express.
            ValueError: A number is NaN or infinite.
        """
        return json_text(self.to_dict(), indent)

    def model_dump(
        self,
        *,
        mode: str = "json",  # noqa: ARG002  # as pydantic has it
        exclude_unset: bool = False,  # noqa: ARG002  # as pydantic has it
        by_alias: bool = False,  # noqa: ARG002  # as pydantic has it
        exclude_none: bool = False,
    ) -> dict[str, Any]:
        """Return `to_dict()`, under the name that pydantic's models have for it.

        Args:
            mode: Accepted and ignored: the values are JSON values in every mode.
            exclude_unset: Accepted and ignored: what was not set is never there.
            by_alias: Accepted and ignored: members have their names on the wire.
            exclude_none: Whether to leave out null members, at every level.

        Raises:
            TypeError: A field holds something that JSON cannot express.
        """
        dumped: dict[str, Any] = _without_nulls(self.to_dict(), exclude_none)
        return dumped

    def model_dump_json(
        self,
        *,
        indent: int | None = None,
        exclude_unset: bool = False,  # noqa: ARG002  # as pydantic has it
        by_alias: bool = False,  # noqa: ARG002  # as pydantic has it
        exclude_none: bool = False,
    ) -> str:
        """Return `to_json()`, under the name that pydantic's models have for it.

        Args:
            indent: Number of spaces for each level.
            exclude_unset: Accepted and ignored: what was not set is never there.
            by_alias: Accepted and ignored: members have their names on the wire.
            exclude_none: Whether to leave out null members, at every level.

        Raises:
            TypeError: A field holds something that JSON cannot express.
            ValueError: A number is NaN or infinite.
        """
        return json_text(_without_nulls(self.to_dict(), exclude_none), indent)


def json_text(value: object, indent: int | None = None) -> str:
    """Return plain JSON values as text, compact unless it is indented."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)


def _without_nulls(value: Any, exclude_none: bool) -> Any:
    """Return plain JSON as it is, or without its null members."""
    if not exclude_none:
        return value
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {key: _without_nulls(member, True) for key, member in members.items() if member is not None}
    if isinstance(value, list):
        return [_without_nulls(item, True) for item in cast("list[object]", value)]
    return value
