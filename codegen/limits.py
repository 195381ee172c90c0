"""The limits and defaults of what clients send, as constants for every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from codegen.types import literal, module_name

Json = dict[str, Any]


class Limit(NamedTuple):
    """A limit or a default.

    Attributes:
        owner: The schema or the operation; empty for a parameter.
        member: The property or the parameter; empty for the operation itself.
        keyword: Which one of its limits, such as `maxItems`.
        value: The number, or the default.
        doc: What it is, as a sentence.
    """

    owner: str
    member: str
    keyword: str
    value: object
    doc: str

    @property
    def words(self) -> tuple[str, ...]:
        """The name of the constant, word by word."""
        return tuple(filter(None, (self.owner, self.member, self.keyword)))

    @property
    def constant(self) -> str:
        """The name of the constant in Python."""
        return "_".join(map(module_name, self.words)).upper()

    @property
    def expression(self) -> str:
        """The value in Python."""
        return literal(self.value)


def limits(spec: Json) -> list[Limit]:
    """Return what bounds lists, texts and uploads, and what the service takes where a member is left out.

    Args:
        spec: The content of conformance/spec.json.
    """
    found = dict[tuple[str, str, str], set[Limit]]()
    for one in _every(spec):
        found.setdefault(one[:3], set()).add(one)
    # A parameter whose operations differ has no limit of its own.
    return [same.pop() for same in found.values() if len(same) == 1]


def _every(spec: Json) -> Iterator[Limit]:
    for operation in spec["operations"]:
        for one in operation["parameters"]:
            yield from _of_type("", one["name"], one["type"])
        if upload := operation["signedUpload"]:
            doc = f"Bytes of a file from which {operation['id']} gives it a signed address."
            yield Limit(operation["id"], "", "minBytes", upload["minBytes"], doc)
    for name, schema in spec["schemas"].items():
        for field in schema.get("fields", ()):
            yield from _of_type(name, field["name"], field["type"])
            if "default" in field:
                doc = f"What the service takes without {name}.{field['name']}."
                yield Limit(name, field["name"], "default", field["default"], doc)


def _of_type(owner: str, member: str, type_: Json) -> Iterator[Limit]:
    whole = f"{owner}.{member}" if owner else member
    for keyword, doc in (("maxLength", "The most characters of"), ("maxItems", "The most items of")):
        if keyword in type_.get("limits", ()):
            yield Limit(owner, member, keyword, type_["limits"][keyword], f"{doc} {whole}.")
