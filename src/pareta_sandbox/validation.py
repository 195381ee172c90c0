"""Requests against openapi.yaml: what does not fit becomes a list of places. Compiles each schema once, on demand.

What the spec cannot say (that an endpoint exists, that an item of a JSONL file is JSON) is the handlers' business.
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
from .numerals import number
from .spec import Operation, Parameter, Spec, load

_SPEC_URI = "urn:pareta-sandbox:openapi"
_TYPES = {
    "required": "missing",
    "additionalProperties": "extra_forbidden",
    "enum": "enum",
    "const": "literal_error",
}


class Validators:
    """Compiled schemas of one spec, by the pointer where they stand."""

    def __init__(self, spec: Spec) -> None:
        empty: Registry[Any] = Registry()
        resource: Resource[Any] = Resource.from_contents(spec.document, default_specification=DRAFT202012)
        self._registry = empty.with_resource(_SPEC_URI, resource)
        self.at = functools.cache(self._compile)

    def _compile(self, pointer: str) -> Any:  # jsonschema's own types know less than its values do
        return Draft202012Validator({"$ref": _SPEC_URI + pointer}, registry=self._registry)

    def issues(self, pointer: str, value: object, at: tuple[str | int, ...]) -> list[Issue]:
        validator = self.at(pointer)
        if validator.is_valid(value):
            return []
        found = [_issue(error, at) for top in validator.iter_errors(value) for error in _leaves(top)]
        return list(dict.fromkeys(found))

    def query(
        self, operation: Operation, pairs: Sequence[tuple[str, str]]
    ) -> tuple[dict[str, object], list[Issue]]:
        """The query's values by name; what has no name in the spec is left out, or goes to a free-form parameter."""
        declared = {one.name: one for one in operation.parameters if one.place == "query"}
        free = next((one for one in declared.values() if one.free_form), None)
        values: dict[str, object] = {}
        issues: list[Issue] = []
        rest: dict[str, object] = {}
        for name, text in pairs:
            parameter = declared.get(name)
            if parameter is None or parameter.free_form:
                rest[name] = text
                continue
            values[name] = value = _from_text(parameter, text)
            issues += self.issues(parameter.pointer, value, ("query", name))
        if free is not None:
            values[free.name] = rest
        missing = [one for one in declared.values() if one.required and one.name not in values]
        issues += [Issue(("query", one.name), "Field required", "missing") for one in missing]
        return values, issues

    def path(self, operation: Operation, values: Mapping[str, str]) -> list[Issue]:
        declared = {one.name: one for one in operation.parameters if one.place == "path"}
        return [
            issue
            for name, value in values.items()
            if name in declared
            for issue in self.issues(declared[name].pointer, value, ("path", name))
        ]

    def headers(self, operation: Operation, values: Mapping[str, str]) -> list[Issue]:
        issues: list[Issue] = []
        for one in operation.parameters:
            if one.place == "header" and one.name.lower() in values:
                issues += self.issues(one.pointer, values[one.name.lower()], ("header", one.name))
        return issues


def _from_text(parameter: Parameter, text: str) -> object:
    """A query's text as the value its schema means; text that is no such value stays text and is refused by it."""
    if parameter.kind in ("integer", "number"):
        value = number(text)
        return text if value is None else value
    if parameter.kind == "boolean" and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    return text


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Go down into unions: to the branch whose tag was sent, else to what went wrong deepest inside."""
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


def _is_wrong_tag(error: ValidationError) -> bool:
    return error.validator in ("const", "enum", "type") and len(error.relative_path) <= 1


def _issue(error: ValidationError, at: tuple[str | int, ...]) -> Issue:
    loc = at + tuple(error.absolute_path)
    if error.validator == "required":
        missing = re.match(r"'(.*)' is a required property", error.message, re.DOTALL)
        return Issue(loc + ((missing.group(1),) if missing else ()), "Field required", "missing")
    kind = _TYPES.get(str(error.validator), str(error.validator))
    if error.validator == "type":
        kind = f"{error.validator_value}_type" if isinstance(error.validator_value, str) else "type_error"
    message = error.message if len(error.message) <= 300 else error.message[:297] + "…"
    return Issue(loc, message, kind)


@functools.cache
def of_process() -> Validators:
    """The validators of the process's spec, shared by its sandboxes: a test does not pay for compiling them."""
    return Validators(load())
