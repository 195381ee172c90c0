"""Decoders of lists, in which one odd record never hides the others. Pure: each raises `DecodeError`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from pareta_core.encoding import as_array
from pareta_wire.model import DecodeError, Model, decode_list, decode_tolerantly, expect_object
from pareta_wire.records import Array

M = TypeVar("M", bound=Model)


def list_in(envelope: str, key: str, decode: Callable[[object], M]) -> Callable[[object], Array[M]]:
    """Return a decoder of `{key: [item, …]}` that returns the items; a missing list is empty.

    Args:
        envelope: The schema of the envelope, for messages.
        key: The member that holds the list.
        decode: The decoder of one item.
    """

    def decode_envelope(data: object) -> Array[M]:
        items = expect_object(data, envelope).get(key)
        found = () if items is None else listed(items, decode, f"{envelope}.{key}")
        return Array[M].of(found, decode)

    return decode_envelope


def listed(items: object, decode: Callable[[object], M], path: str) -> list[M]:
    """Decode a list of records. One that is not an object is left out; a fault in one is left out of its fields.

    Args:
        items: A decoded JSON array.
        decode: The decoder of one item.
        path: The place of the array, for messages.

    Raises:
        DecodeError: It is not an array.
    """
    if items is None:
        raise DecodeError("expected an array, found null", path)
    try:
        found: list[M] = decode_list(items, decode, path)
    except DecodeError:
        array = as_array(items)
        if array is None:
            raise
        found = []
        for item in array:
            with suppress(DecodeError):
                found.append(decode_tolerantly(item, decode))
    return found
