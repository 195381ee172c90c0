# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Texts that a server sent, as notebooks, terminals, errors and logs may show them. Pure."""

from __future__ import annotations

import re

# Control characters, which a terminal obeys; marks that change the direction of the text after them; and halves of
# surrogate pairs, which no encoding has.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return a text that controls no terminal, hides no other text and can be encoded, whatever a server has sent.

    Args:
        text: Any text.
    """
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n"))
