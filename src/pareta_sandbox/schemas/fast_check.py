"""Check values against a schema ten times as fast as jsonschema: each schema becomes a function, made once.

A check says whether a value fits, not why it does not: jsonschema explains that where it matters. Where a schema has
a keyword that is not known here there is no fast check, and jsonschema does it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from typing import Any, TypeAlias

from jsonschema import FormatChecker

from pareta_sandbox.json_values import as_object, is_list, is_object

from .bounded_match import search
from .bounded_validation import additional_names, equality_key
from .work import spend

Check: TypeAlias = Callable[[Any], bool]

_ANNOTATIONS = frozenset(
    (
        *(
            "$anchor",
            "$comment",
            "$defs",
            "$dynamicAnchor",
            "$id",
            "$recursiveAnchor",
            "$schema",
            "$vocabulary",
        ),
        *(
            "default",
            "definitions",
            "deprecated",
            "description",
            "discriminator",
            "example",
            "examples",
            "id",
        ),
        *("readOnly", "title", "writeOnly", "contentEncoding", "contentMediaType"),
    )
)


class UnknownKeywordError(ValueError):
    """A keyword for which there is no fast check."""


def make_check(
    schema: object, resolve: Callable[[str], object], formats: FormatChecker | None = None
) -> Check:
    """Return a function that says whether a value fits the schema.

    Args:
        schema: The schema. Its references are pointers.
        resolve: Returns what a reference refers to.
        formats: What checks the formats; None if none is checked.

    Raises:
        UnknownKeywordError: There is no fast check for a keyword.
    """
    return _Compiler(resolve, formats).check_of(schema)


class _Compiler:
    """Compiles each schema that is referred to once, so that schemas may refer to themselves."""

    def __init__(self, resolve: Callable[[str], object], formats: FormatChecker | None) -> None:
        self._resolve = resolve
        self._formats = formats
        self._by_reference: dict[str, Check] = {}

    def check_of(self, schema: object) -> Check:
        if schema is True or schema == {}:
            return lambda _: True
        if not is_object(schema):
            return lambda _: False
        checks: list[Check] = []
        for keyword, wanted in schema.items():
            if keyword in _ANNOTATIONS or keyword.startswith("x-"):
                continue
            if keyword == "$ref":
                checks.append(self._reference(wanted))
            elif keyword in _SIMPLE:
                checks.append(_SIMPLE[keyword](wanted))
            elif keyword in ("properties", "patternProperties", "additionalProperties"):
                continue
            else:
                checks.append(self._nested(keyword, wanted))
        if not schema.keys().isdisjoint(("properties", "patternProperties", "additionalProperties")):
            checks.append(self._members(schema))
        if len(checks) == 1:
            return checks[0]
        return lambda value: all(check(value) for check in checks)

    def _reference(self, reference: str) -> Check:
        if reference not in self._by_reference:
            found: list[Check] = []

            def check(value: Any) -> bool:
                spend()
                return found[0](value)

            self._by_reference[reference] = check
            found.append(self.check_of(self._resolve(reference)))
        return self._by_reference[reference]

    def _nested(self, keyword: str, wanted: Any) -> Check:
        match keyword:
            case "anyOf":
                checks = [self.check_of(one) for one in wanted]
                return lambda value: any(check(value) for check in checks if _count())
            case "oneOf":
                checks = [self.check_of(one) for one in wanted]
                return lambda value: sum(check(value) for check in checks if _count()) == 1
            case "allOf":
                checks = [self.check_of(one) for one in wanted]
                return lambda value: all(check(value) for check in checks if _count())
            case "not":
                inner = self.check_of(wanted)
                return lambda value: not inner(value)
            case "items" if not is_list(wanted):
                inner = self.check_of(wanted)
                return lambda value: not is_list(value) or all(inner(item) for item in value if _count())
            case "propertyNames":
                inner = self.check_of(wanted)
                return lambda value: not is_object(value) or all(inner(name) for name in value if _count())
            case "format":
                return self._format(str(wanted))
            case "dependencies":
                return _dependencies(as_object(wanted))
            case _:
                raise UnknownKeywordError(keyword)

    def _format(self, name: str) -> Check:
        formats = self._formats
        return lambda value: formats is None or formats.conforms(value, name)

    def _members(self, schema: Mapping[str, Any]) -> Check:
        properties = {name: self.check_of(one) for name, one in schema.get("properties", {}).items()}
        patterns = [(name, self.check_of(one)) for name, one in schema.get("patternProperties", {}).items()]
        additional = schema.get("additionalProperties", True)
        others = None if additional in (True, {}) else self.check_of(additional)

        def check(value: Any) -> bool:
            if not is_object(value):
                return True
            spend(1 + len(value))
            for name, item in value.items():
                known = properties.get(name)
                if known is not None and not known(item):
                    return False
                if patterns and not all(inner(item) for pattern, inner in patterns if search(pattern, name)):
                    return False
            return others is None or all(others(value[name]) for name in additional_names(value, schema))

        return check


def _dependencies(wanted: Mapping[str, Any]) -> Check:
    if not all(map(is_list, wanted.values())):
        raise UnknownKeywordError("dependencies")
    return lambda value: (
        not is_object(value)
        or all(set(names) <= value.keys() for name, names in wanted.items() if name in value)
    )


def _count() -> bool:
    spend()
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )


_TYPES: Mapping[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _type(wanted: Any) -> Check:
    if isinstance(wanted, str):
        return _TYPES[wanted]
    checks = [_TYPES[one] for one in wanted]
    return lambda value: any(check(value) for check in checks)


def _enum(wanted: Any) -> Check:
    keys = {equality_key(one) for one in wanted}
    return lambda value: equality_key(value) in keys


def _required(wanted: Any) -> Check:
    names = tuple(wanted)
    return lambda value: not is_object(value) or all(name in value for name in names)


def _numeric(fits: Callable[[Any, Any], bool]) -> Callable[[Any], Check]:
    def make(limit: Any) -> Check:
        if not _is_number(limit):
            raise UnknownKeywordError("a limit of draft 4")
        return lambda value: not _is_number(value) or fits(value, limit)

    return make


def _sized(kind: type[Sized], fits: Callable[[int, Any], bool]) -> Callable[[Any], Check]:
    return lambda limit: lambda value: not isinstance(value, kind) or fits(len(value), limit)


def _unique(wanted: Any) -> Check:
    if wanted is not True:
        return lambda _: True
    return lambda value: not is_list(value) or len(set(map(equality_key, value))) == len(value)


def _at_least(value: Any, limit: Any) -> bool:
    return bool(value >= limit)


def _at_most(value: Any, limit: Any) -> bool:
    return bool(value <= limit)


_SIMPLE: Mapping[str, Callable[[Any], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda wanted: _enum([wanted]),
    "required": _required,
    "minimum": _numeric(_at_least),
    "maximum": _numeric(_at_most),
    "exclusiveMinimum": _numeric(lambda value, limit: bool(value > limit)),
    "exclusiveMaximum": _numeric(lambda value, limit: bool(value < limit)),
    "minLength": _sized(str, _at_least),
    "maxLength": _sized(str, _at_most),
    "minItems": _sized(list, _at_least),
    "maxItems": _sized(list, _at_most),
    "minProperties": _sized(dict, _at_least),
    "maxProperties": _sized(dict, _at_most),
    "uniqueItems": _unique,
    "pattern": lambda pattern: lambda value: not isinstance(value, str) or search(pattern, value),
}
