"""References inside a JSON schema, led back to pointers from its root (`#/$defs/A`). Fetches nothing; knows no value.

`$id`, anchors of every draft and relative references are resolved here, once, so that nothing behind this has to know
of them. `$dynamicRef` and `$recursiveRef` are read as `$ref`: what they lead to without another schema around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from .keywords import Steps, parts, rebuilt
from .shapes import is_list, is_object

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_NAMES = ("$anchor", "$dynamicAnchor", "$recursiveAnchor")


class Astray(ValueError):
    """A reference that leads nowhere; `place` is where it stands."""

    def __init__(self, problem: str, place: Steps) -> None:
        super().__init__(problem)
        self.place = place


def pointed(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """`schema` with pointers from its root in place of all its references. Raises Astray."""
    names = _Names(schema)
    return names.pointed(schema, "", ()) if names.needed else schema


class _Names:
    """What can be referred to in one schema: its resources by their URI, and the anchors in them."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._id = "id" if "draft-04" in str(root.get("$schema")) else "$id"
        self._found: dict[str, Steps] = {"": ()}
        self.needed = False
        self._collect(root, "", ())

    def _collect(self, schema: Mapping[str, Any], base: str, at: Steps) -> None:
        base = self._base(schema, base)
        self.needed = self.needed or any(isinstance(schema.get(key), str) for key in _REFERENCES)
        if self._identity(schema):
            self._found.setdefault(base, at)
        for name in self._anchors(schema):
            self._found.setdefault(f"{base}#{name}", at)
        for steps, part in parts(schema):
            self._collect(part, base, (*at, *steps))

    def pointed(self, schema: Mapping[str, Any], base: str, at: Steps) -> dict[str, Any]:
        base = self._base(schema, base)
        inside = {id(part): steps for steps, part in parts(schema)}
        made = rebuilt(schema, lambda part: self.pointed(part, base, (*at, *inside[id(part)])))
        for key in _REFERENCES:
            if isinstance(schema.get(key), str):
                made.pop(key)
                made.setdefault("$ref", self._pointer(schema[key], base, (*at, key)))
        for key in (self._id, *_NAMES):
            if isinstance(made.get(key), str | bool):
                del made[key]
        return made

    def _pointer(self, reference: str, base: str, at: Steps) -> str:
        document, fragment = base, reference[1:]  # (urljoin would lose a base that is a URN)
        if not reference.startswith("#"):
            document, fragment = urldefrag(urljoin(base, reference) if reference else base)
        fragment = unquote(fragment)
        if document not in self._found:
            raise Astray(f"{reference!r} leads to another document, and none is fetched", at)
        if fragment and not fragment.startswith("/"):
            steps = self._found.get(f"{document}#{fragment}")
        else:
            steps = (*self._found[document], *(_plain(step) for step in fragment.split("/")[1:]))
        if steps is None or not self._is_there(steps):
            raise Astray(f"{reference!r} leads to nothing in the schema", at)
        return "#" + "".join(f"/{_escaped(step)}" for step in steps)

    def _is_there(self, steps: Steps) -> bool:
        value: Any = self._root
        for step in steps:
            if is_object(value) and step in value:
                value = value[step]
            elif is_list(value) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return False
        return is_object(value) or isinstance(value, bool)

    def _identity(self, schema: Mapping[str, Any]) -> str:
        """The schema's own URI. (In older drafts an `$id` that is a mere fragment is an anchor.)"""
        name = schema.get(self._id)
        return name if isinstance(name, str) and not name.startswith("#") else ""

    def _anchors(self, schema: Mapping[str, Any]) -> list[str]:
        old = schema.get(self._id)
        found = [old[1:]] if isinstance(old, str) and old.startswith("#") else []
        new = (schema.get(key) for key in ("$anchor", "$dynamicAnchor"))
        return [*found, *(name for name in new if isinstance(name, str))]

    def _base(self, schema: Mapping[str, Any], base: str) -> str:
        name = self._identity(schema)
        return urldefrag(urljoin(base, name)).url if name else base


def _plain(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _escaped(step: str) -> str:
    """As a URI's fragment writes it."""
    return step.replace("~", "~0").replace("/", "~1").replace("%", "%25")
