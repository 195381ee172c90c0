"""Decoders of responses that wrap their record or list in an envelope. Pure: each raises `DecodeError`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pareta_wire.model import Array, decode_list, expect_object

T = TypeVar("T")


def list_in(envelope: str, key: str, decode: Callable[[object], T]) -> Callable[[object], Array[T]]:
    """Return a decoder of `{key: [item, …]}` that returns the items; a missing list is empty.

    Args:
        envelope: The schema of the envelope, for messages.
        key: The member that holds the list.
        decode: The decoder of one item.
    """

    def decode_envelope(data: object) -> Array[T]:
        items = expect_object(data, envelope).get(key)
        return Array(decode_list(items, decode, f"{envelope}.{key}") or ())

    return decode_envelope
