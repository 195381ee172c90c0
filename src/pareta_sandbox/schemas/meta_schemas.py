"""Check schemas against their meta-schemas, fast.

The meta-schemas of the drafts from 2019 on consist of several documents, which refer to one another dynamically. They
are joined into one here.
"""

from __future__ import annotations

import functools
from typing import Any, cast

from jsonschema import exceptions
from jsonschema.exceptions import ValidationError
from jsonschema.validators import validator_for
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it has types, and no py.typed
from referencing import Registry

from pareta_sandbox.json_values import is_list, is_object

from .bounded_validation import bounded
from .fast_check import Check, UnknownKeywordError, make_check
from .references import resolve_pointer
from .work import limited_work

_DYNAMIC_REFERENCES = ("$dynamicRef", "$recursiveRef")
_DYNAMIC_ANCHORS = ("$recursiveAnchor",)


def find_problem(meta_schema: Any, schema: object) -> ValidationError | None:
    """Return the first reason why `schema` breaks its meta-schema, or None.

    Raises:
        TooMuchWorkError: It breaks it, and finding out where takes too much work.
    """
    check = _fast_check(str(meta_schema.get("$id") or meta_schema.get("id")))
    if check is not None and check(schema):
        return None
    validator = bounded(validator_for(meta_schema))(meta_schema)
    with limited_work():
        found: ValidationError | None = cast("Any", exceptions).best_match(validator.iter_errors(schema))
        return found


@functools.cache
def _fast_check(uri: str) -> Check | None:
    joined = _join(uri)
    try:
        return make_check(joined, lambda pointer: resolve_pointer(joined, pointer))
    except UnknownKeywordError:
        return None


def _join(uri: str) -> dict[str, Any]:
    """Return a meta-schema with those of its vocabularies in it, and pointers for its references."""
    registry = cast("Registry[Any]", REGISTRY)
    root = dict(registry.contents(uri.rstrip("#")))
    joined: dict[str, Any] = {**root, "properties": {}, "$defs": {}}
    vocabularies = [registry.resolver(uri).lookup(one["$ref"]).contents for one in root.pop("allOf", [])]
    joined.pop("allOf", None)
    for part in (*vocabularies, root):
        joined["properties"] |= part.get("properties", {})
        joined["$defs"] |= part.get("$defs", {})
    return {key: _with_pointers(value) for key, value in joined.items()}


def _with_pointers(value: Any) -> Any:
    if is_list(value):
        return [_with_pointers(item) for item in value]
    if not is_object(value):
        return value
    result = {key: _with_pointers(item) for key, item in value.items() if key not in _DYNAMIC_ANCHORS}
    for name in _DYNAMIC_REFERENCES:
        if isinstance(result.get(name), str):
            del result[name]
            result["$ref"] = "#"
    if isinstance(reference := result.get("$ref"), str):
        result["$ref"] = "#" + reference.partition("#")[2]
    return result
