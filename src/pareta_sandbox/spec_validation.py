"""Validate requests against openapi.yaml. Each mismatch becomes an issue with its location.

What the spec cannot express is checked by the handlers: that an endpoint exists, that each line of a JSONL file is a
JSON object.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .errors import Issue
from .json_numbers import parse_number
from .schemas.fast_check import Check, UnknownKeywordError, make_check
from .spec import Operation, Parameter, Spec, load

_SPEC_URI = "urn:pareta-sandbox:openapi"
# FastAPI's error type for each keyword of JSON Schema.
_ISSUE_TYPES = {
    "required": "missing",
    "additionalProperties": "extra_forbidden",
    "enum": "enum",
    "const": "literal_error",
}


class SpecValidator:
    """Validators for the schemas of one spec. Each is compiled when it is first needed."""

    def __init__(self, spec: Spec) -> None:
        registry: Registry[Any] = Registry()
        resource: Resource[Any] = Resource.from_contents(spec.document, default_specification=DRAFT202012)
        self._registry = registry.with_resource(_SPEC_URI, resource)
        self._validator_at = functools.cache(self._compile)
        self._resolve = spec.resolve
        self._check_at = functools.cache(self._compile_check)

    def _compile(self, pointer: str) -> Any:  # jsonschema's types are less precise than its values
        return Draft202012Validator({"$ref": _SPEC_URI + pointer}, registry=self._registry)

    def _compile_check(self, pointer: str) -> Check:
        try:
            return make_check(self._resolve(pointer), self._resolve)
        except UnknownKeywordError:
            validator = self._validator_at(pointer)
            return lambda value: bool(validator.is_valid(value))

    def issues(self, pointer: str, value: object, location: tuple[str | int, ...]) -> list[Issue]:
        """Return why `value` does not fit the schema at `pointer`; an empty list if it fits.

        Args:
            pointer: A JSON pointer of the spec (`#/…`).
            value: The value to check.
            location: Where the value is in the request.
        """
        if self._check_at(pointer)(value):
            return []
        validator = self._validator_at(pointer)
        found = [_to_issue(error, location) for top in validator.iter_errors(value) for error in _leaves(top)]
        return list(dict.fromkeys(found))

    def query(
        self, operation: Operation, pairs: Sequence[tuple[str, str]]
    ) -> tuple[dict[str, object], list[Issue]]:
        """Return the values of a query by name, and its issues.

        Unknown parameters are dropped, or collected in the operation's free-form parameter if it has one.
        """
        declared = {one.name: one for one in operation.parameters if one.location == "query"}
        free = next((one for one in declared.values() if one.free_form), None)
        values: dict[str, object] = {}
        issues: list[Issue] = []
        rest: dict[str, object] = {}
        for name, text in pairs:
            parameter = declared.get(name)
            if parameter is None or parameter.free_form:
                rest[name] = text
                continue
            values[name] = value = _convert(parameter, text)
            issues += self.issues(parameter.pointer, value, ("query", name))
        if free is not None:
            values[free.name] = rest
        missing = [one for one in declared.values() if one.required and one.name not in values]
        issues += [Issue(("query", one.name), "Field required", "missing") for one in missing]
        return values, issues

    def path(self, operation: Operation, values: Mapping[str, str]) -> list[Issue]:
        """Return the issues of the path parameters."""
        declared = {one.name: one for one in operation.parameters if one.location == "path"}
        return [
            issue
            for name, value in values.items()
            if name in declared
            for issue in self.issues(declared[name].pointer, value, ("path", name))
        ]

    def headers(self, operation: Operation, values: Mapping[str, str]) -> list[Issue]:
        """Return the issues of the headers, given by their names in lower case."""
        issues: list[Issue] = []
        for one in operation.parameters:
            if one.location == "header" and one.name.lower() in values:
                text = values[one.name.lower()]
                value = header_list(text) if one.type == "array" else text
                issues += self.issues(one.pointer, value, ("header", one.name))
        return issues


def _convert(parameter: Parameter, text: str) -> object:
    """Return a query's text as the type of its schema. Other text is kept, so that the schema rejects it."""
    if parameter.type in ("integer", "number"):
        value = parse_number(text)
        return text if value is None else value
    if parameter.type == "boolean" and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    return text


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the useful errors inside a union: those of the branch whose tag was sent, or the deepest one."""
    if not error.context or error.validator not in ("oneOf", "anyOf"):
        yield error
        return
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    tagged = [errors for errors in branches.values() if not any(_is_wrong_tag(one) for one in errors)]
    if len(branches) > 1 and len(tagged) == 1 and len(tagged) < len(branches):
        for inner in tagged[0]:
            yield from _leaves(inner)
        return
    deepest: ValidationError = max(error.context, key=lambda inner: len(inner.absolute_path))
    yield from _leaves(deepest)


def header_list(text: str) -> list[str]:
    """Return the items of a list in a header. Empty ones do not count (RFC 9110, 5.6.1)."""
    return [item.strip() for item in text.split(",") if item.strip()]


def _is_wrong_tag(error: ValidationError) -> bool:
    return error.validator in ("const", "enum", "type") and len(error.relative_path) <= 1


def _to_issue(error: ValidationError, location: tuple[str | int, ...]) -> Issue:
    loc = location + tuple(error.absolute_path)
    if error.validator == "required":
        missing = re.match(r"'(.*)' is a required property", error.message, re.DOTALL)
        return Issue(loc + ((missing.group(1),) if missing else ()), "Field required", "missing")
    issue_type = _ISSUE_TYPES.get(str(error.validator), str(error.validator))
    if error.validator == "type":
        issue_type = (
            f"{error.validator_value}_type" if isinstance(error.validator_value, str) else "type_error"
        )
    message = error.message if len(error.message) <= 300 else error.message[:297] + "…"
    return Issue(loc, message, issue_type)


@functools.cache
def shared_validator() -> SpecValidator:
    """Return the validator that all sandboxes of the process share: compiling one is slow for a test."""
    return SpecValidator(load())
