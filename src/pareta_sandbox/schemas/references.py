"""Resolve the references of a JSON schema to pointers from its root, such as `#/$defs/A`. Nothing is fetched.

`$id`, the anchors of every draft and relative references are resolved here, so that no other module has to know them.
`$dynamicRef` and `$recursiveRef` are read as `$ref`, which is what they mean in a schema that no other schema extends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from pareta_sandbox.json_values import is_list, is_object

from .subschemas import Steps, iter_subschemas, map_subschemas

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_ANCHORS = ("$anchor", "$dynamicAnchor", "$recursiveAnchor")


class UnresolvedReferenceError(ValueError):
    """A reference whose target is missing. `location` holds the steps to the reference."""

    def __init__(self, problem: str, location: Steps) -> None:
        super().__init__(problem)
        self.location = location


def resolve_references(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema with every reference replaced by a pointer from its root.

    Raises:
        UnresolvedReferenceError: A target is missing, or is in another document.
    """
    index = _ReferenceIndex(schema)
    return index.rewrite(schema, "", ()) if index.is_needed else schema


def resolve_pointer(root: Any, reference: str) -> Any:
    """Return what a pointer such as `#/$defs/A` refers to.

    Raises:
        KeyError: It refers to nothing.
        IndexError: It refers to an item that is not there.
    """
    value = root
    for step in reference[1:].split("/")[1:]:
        name = _unescape(unquote(step))
        value = value[int(name)] if is_list(value) else value[name]
    return value


class _ReferenceIndex:
    """The reference targets of one schema: its resources by URI, and their anchors."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._id = "id" if "draft-04" in str(root.get("$schema")) else "$id"
        self._targets: dict[str, Steps] = {"": ()}
        self.is_needed = False
        self._collect(root, "", ())

    def _collect(self, schema: Mapping[str, Any], base: str, location: Steps) -> None:
        base = self._base_uri(schema, base)
        self.is_needed = self.is_needed or any(isinstance(schema.get(key), str) for key in _REFERENCES)
        if self._own_id(schema):
            self._targets.setdefault(base, location)
        for name in self._anchors(schema):
            self._targets.setdefault(f"{base}#{name}", location)
        for steps, inner in iter_subschemas(schema):
            self._collect(inner, base, (*location, *steps))

    def rewrite(self, schema: Mapping[str, Any], base: str, location: Steps) -> dict[str, Any]:
        """Return a schema, found at `location`, with pointers in place of its references."""
        base = self._base_uri(schema, base)
        steps_to = {id(inner): steps for steps, inner in iter_subschemas(schema)}
        result = map_subschemas(
            schema, lambda inner: self.rewrite(inner, base, (*location, *steps_to[id(inner)]))
        )
        for key in _REFERENCES:
            if isinstance(schema.get(key), str):
                result.pop(key)
                result.setdefault("$ref", self._pointer(schema[key], base, (*location, key)))
        for key in (self._id, *_ANCHORS):
            if isinstance(result.get(key), str | bool):
                del result[key]
        return result

    def _pointer(self, reference: str, base: str, location: Steps) -> str:
        document, fragment = base, reference[1:]  # urljoin would drop a base that is a URN
        if not reference.startswith("#"):
            document, fragment = urldefrag(urljoin(base, reference) if reference else base)
        fragment = unquote(fragment)
        if document not in self._targets:
            raise UnresolvedReferenceError(
                f"{reference!r} refers to another document, and the sandbox fetches none", location
            )
        if fragment and not fragment.startswith("/"):
            steps = self._targets.get(f"{document}#{fragment}")
        else:
            steps = (*self._targets[document], *(_unescape(step) for step in fragment.split("/")[1:]))
        if steps is None or not self._exists(steps):
            raise UnresolvedReferenceError(f"{reference!r} refers to nothing in the schema", location)
        return "#" + "".join(f"/{_escape(step)}" for step in steps)

    def _exists(self, steps: Steps) -> bool:
        value: Any = self._root
        for step in steps:
            if is_object(value) and step in value:
                value = value[step]
            elif is_list(value) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return False
        return is_object(value) or isinstance(value, bool)

    def _own_id(self, schema: Mapping[str, Any]) -> str:
        # In older drafts an `$id` that is only a fragment is an anchor.
        name = schema.get(self._id)
        return name if isinstance(name, str) and not name.startswith("#") else ""

    def _anchors(self, schema: Mapping[str, Any]) -> list[str]:
        old = schema.get(self._id)
        names = [old[1:]] if isinstance(old, str) and old.startswith("#") else []
        new = (schema.get(key) for key in ("$anchor", "$dynamicAnchor"))
        return [*names, *(name for name in new if isinstance(name, str))]

    def _base_uri(self, schema: Mapping[str, Any], base: str) -> str:
        name = self._own_id(schema)
        return urldefrag(urljoin(base, name)).url if name else base


def _unescape(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _escape(step: str) -> str:
    """Escape a step for a JSON pointer in a URI fragment (RFC 6901, 3 and 6)."""
    return step.replace("~", "~0").replace("/", "~1").replace("%", "%25")
