"""Reads the file and refuses what the generator does not obey: openapi.schema.yaml lists what it does.

A keyword that is merely ignored is a promise that no client keeps. So every keyword and every member of an extension is
either in the schema or an error.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from codegen.problems import Place, Problem, SpecError

SCHEMA = Path(__file__).parent / "openapi.schema.yaml"
# What to do about keywords that are often met.
ADVICE = {
    "nullable": "it is a keyword of OpenAPI 3.0; write type: [string, 'null'] or anyOf: [$ref, {type: 'null'}]",
    "exclusiveMinimum": "write minimum",
    "exclusiveMaximum": "write maximum",
    "allOf": "list the properties in one schema",
    "title": "the name under components is the title",
    "examples": "examples belong to media types and parameters",
    "example": "examples belong to media types, and those of a parameter are called examples",
    "callbacks": "list under webhooks what a service sends",
    "links": "describe them in words",
    "variables": "name one address; users choose another with base_url",
    "content": "a parameter has a schema",
    "allowReserved": "values of parameters are always escaped",
    "allowEmptyValue": "a parameter without a value is left out",
    "readOnly": "use two schemas",
    "writeOnly": "use two schemas",
    "patternProperties": "use additionalProperties, and describe the names",
    "$ref": "references may stand for parameters, responses, headers, examples and schemas only",
}
SHORT_LIST = 10
"""How many keywords a message lists."""
TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def read(path: Path) -> dict[str, Any]:
    """Read the file, and check it against the schema.

    Args:
        path: The spec.

    Raises:
        SpecError: It is not valid YAML, or it contains what the generator does not obey.
    """
    raw = parse(path)
    problems = [*_not_json(raw, (), frozenset())] or _mismatches(raw)
    if problems:
        raise SpecError(*problems)
    return raw


def parse(path: Path) -> dict[str, Any]:
    """Read the file, whatever the object in it.

    Args:
        path: The spec.

    Raises:
        SpecError: It is not valid YAML, or not an object.
    """
    loaded = _yaml(path)
    if not isinstance(loaded, dict):
        raise SpecError(f"{path.name} must contain an object")
    return cast("dict[str, Any]", loaded)


def _yaml(path: Path) -> object:
    try:
        return copy.deepcopy(_parsed(path.read_bytes()))
    except MarkedYAMLError as error:
        facts: dict[str, Any] = vars(error)  # untyped
        mark = f" in line {facts['problem_mark'].line + 1}" if facts["problem_mark"] else ""
        problem = " ".join(str(facts["problem"]).split())
        raise SpecError(f"{path.name} is not valid YAML: {problem}{mark}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise SpecError(f"{path.name} is not valid YAML: {' '.join(str(error).split())}") from None


@lru_cache(maxsize=4)
def _parsed(data: bytes) -> object:
    """Return what a file holds. Parsing takes most of the time, and a process often reads a file more than once."""
    return YAML(typ="safe").load(data)  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]  # untyped


def _not_json(node: object, place: Place, parents: frozenset[int]) -> Iterator[Problem]:
    """Find what YAML has and JSON lacks."""
    if id(node) in parents:
        yield Problem("an alias leads to an object that contains it", place)
    elif isinstance(node, dict):
        for key, value in cast("dict[object, object]", node).items():
            if not isinstance(key, str):
                yield Problem(f"the key {key} must be text: put it into quotes", (*place, str(key)))
            else:
                yield from _not_json(value, (*place, key), parents | {id(cast("object", node))})
    elif isinstance(node, list):
        for index, value in enumerate(cast("list[object]", node)):
            yield from _not_json(value, (*place, index), parents | {id(cast("object", node))})
    elif isinstance(node, float) and not math.isfinite(node):
        yield Problem(f"JSON has no {node}", place)
    elif not (node is None or isinstance(node, (str, int, float))):
        yield Problem(f"{node} is a {type(node).__name__} in YAML: put it into quotes", place)


@cache
def _validator() -> Draft202012Validator:
    schema: dict[str, Any] = YAML(typ="safe").load(SCHEMA.read_bytes())  # pyright: ignore[reportUnknownMemberType]  # untyped
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _mismatches(raw: dict[str, Any]) -> list[Problem]:
    errors = cast("Iterator[ValidationError]", _validator().iter_errors(raw))  # pyright: ignore[reportUnknownMemberType]  # untyped
    # An unknown member goes before what is missing or wrong because of it: one sentence for each object.
    found = [problem for error in sorted(errors, key=_is_consequence) for problem in _problems(error)]
    first: dict[Place, Problem] = {}
    for problem in found:
        place = problem.place or ()
        if place not in first:
            first.setdefault(place[:-1], problem)
    return [*first.values()]


def _is_consequence(error: ValidationError) -> bool:
    return error.validator != "additionalProperties"


def _problems(error: ValidationError) -> Iterator[Problem]:
    place: Place = tuple(error.absolute_path)
    instance = cast("Any", error.instance)
    schema = cast("dict[str, Any]", error.schema)
    if error.validator == "additionalProperties":
        known = [name for name in schema.get("properties", {}) if name != "$ref"]
        for key in cast("dict[str, Any]", instance):
            if key not in schema.get("properties", {}):
                yield Problem(_unknown(key, known), (*place, key))
        return
    if "propertyNames" in error.schema_path:
        say = str(schema["x-say"])
        text = f"{say} {instance}" if say.endswith("not") else f"{instance!r} {say}"
        yield Problem(text, (*place, str(instance)))
        return
    yield Problem(_sentence(error, schema), place)


def _unknown(key: str, known: list[str]) -> str:
    if key.startswith("x-"):
        extensions = [name for name in known if name.startswith("x-")]
        return f"unknown extension {key}" + (f"; known here: {', '.join(extensions)}" if extensions else "")
    if advice := ADVICE.get(key):
        return f"{key} is not supported here: {advice}"
    if len(known) > SHORT_LIST:
        close = get_close_matches(key, known, n=1)
        return f"{key} is not supported here" + (f"; did you mean {close[0]}?" if close else "")
    return f"{key} is not supported here; supported: {', '.join(known) or 'nothing beside the reference'}"


def _sentence(error: ValidationError, schema: dict[str, Any]) -> str:
    instance = cast("Any", error.instance)
    given = f", not {_shown(instance)}"
    if error.validator == "required":
        missing = [name for name in schema["required"] if name not in instance]
        return f"has no {missing[0]}"
    if error.validator == "dependentRequired":
        for name, needed in schema["dependentRequired"].items():
            if name in instance and (lost := [one for one in needed if one not in instance]):
                return f"{name} needs {lost[0]}"
    if "x-say" in schema:
        return f"{schema['x-say']}{given}"
    if error.validator == "type":
        return f"must be {TYPES[schema['type']]}{given}"
    if error.validator == "enum":
        return f"must be one of {', '.join(schema['enum'])}{given}"
    if error.validator == "const":
        return f"must be {_shown(schema['const'])}{given}"
    if error.validator in {"minProperties", "minItems", "minLength"}:
        return "must not be empty"
    return error.message


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else repr(value)
