"""Finds names in the spec that lead nowhere: references, and the names that extensions mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from codegen.problems import Place, Problem
from codegen.spec import Raw, RawOperation, Spec, is_object


def missing_references(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each `$ref` and each tag's mapping whose target does not exist or refers to itself."""
    for place, target in _references(spec.raw, ()):
        step, seen = target, set[str]()
        while step:
            if step in seen:
                yield Problem(f"{target} refers to itself", place)
                break
            seen.add(step)
            found = spec.target(step)
            if found is None:
                yield Problem(f"{step} does not exist", place)
                break
            step = str(found.get("$ref", ""))


def missing_names(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each name in an extension or a `required` that nothing has. References must be valid."""
    yield from _of_root(spec)
    for operation in spec.operations():
        yield from _of_operation(spec, operation)
    for name, schema in spec.schemas.items():
        yield from _of_schema(spec, name, schema)


def _references(node: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(node, list):
        for index, value in enumerate(cast("list[object]", node)):
            yield from _references(value, (*place, index))
    elif is_object(node):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield (*place, key), value
            elif key == "mapping" and place[-1:] == ("discriminator",):
                for tag, target in cast("dict[str, str]", value).items():
                    yield (*place, key, tag), target
            elif key != "value" and not (
                key in {"example", "const", "enum"} and place[-1:] != ("properties",)
            ):
                yield from _references(value, (*place, key))


def _of_root(spec: Spec) -> Iterator[Problem]:
    schemes: Raw = spec.raw["components"]["securitySchemes"]
    for name, api in spec.raw["x-apis"].items():
        place = ("x-apis", name)
        if api["auth"] not in schemes:
            yield Problem(f"there is no security scheme {api['auth']}", (*place, "auth"))
        if api["error"] not in spec.schemas:
            yield Problem(f"there is no schema {api['error']}", (*place, "error"))
    # Both services stand behind gateways, so one may send what only the error of the other lists.
    errors = [
        spec.schemas[one["error"]] for one in spec.raw["x-apis"].values() if one["error"] in spec.schemas
    ]
    known = len(errors) == len(spec.raw["x-apis"])
    for name, api in spec.raw["x-apis"].items() if known else ():
        for key, paths in api["error-fields"].items():
            for index, path in enumerate(paths):
                if not any(spec.has_member(one, path.split(".")) for one in errors):
                    text = f"no schema of an error has a member {path}"
                    yield Problem(text, ("x-apis", name, "error-fields", key, index))
    for name, facts in spec.raw["x-retry-classes"].items():
        for key in ("ambiguous-timeout", "permanent"):
            within = (
                _range(facts["ambiguous"])
                if key == "ambiguous-timeout" and key in facts
                else facts["statuses"]
            )
            for index, status in enumerate(facts.get(key, ())):
                if status not in within:
                    text = f"{status} is not one of {'ambiguous' if key != 'permanent' else 'statuses'}"
                    yield Problem(text, ("x-retry-classes", name, key, index))
    yield from _of_errors(spec.raw["x-errors"])


def _of_errors(errors: Raw) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for kind, facts in errors.items():
        statuses: list[int] | str = facts["statuses"]
        for status in statuses if isinstance(statuses, list) else [statuses]:
            if status in seen:
                yield Problem(f"{status} belongs to {seen[status]} already", ("x-errors", kind, "statuses"))
            seen[status] = kind
        for word in facts.get("words", ()):
            if word in seen:
                yield Problem(f"{word} belongs to {seen[word]} already", ("x-errors", kind, "words"))
            seen[word] = kind
    if errors["other"]["statuses"] != "other":
        yield Problem("the statuses of other must be other", ("x-errors", "other", "statuses"))


def _range(text: str) -> range:
    return range(int(text[0]) * 100, int(text[0]) * 100 + 100)


def _of_operation(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    raw, place = operation.raw, operation.place
    queries = {one["name"] for one in operation.parameters if one["in"] == "query"}
    if poll := raw.get("x-long-poll"):
        if poll["parameter"] not in queries:
            text = f"it has no query parameter {poll['parameter']}"
            yield Problem(text, (*place, "x-long-poll", "parameter"))
        if str(poll["still-running"]) not in raw["responses"]:
            text = f"{poll['still-running']} is not one of the responses"
            yield Problem(text, (*place, "x-long-poll", "still-running"))
    if (wait := raw.get("x-wait")) and wait["operation"] not in {one.id for one in spec.operations()}:
        yield Problem(f"there is no operation {wait['operation']}", (*place, "x-wait", "operation"))
    if "x-stream" in raw:
        for text, step in _of_stream(spec, operation, queries):
            yield Problem(text, (*place, "x-stream", *step))


def _of_stream(spec: Spec, operation: RawOperation, queries: Iterable[str]) -> Iterator[tuple[str, Place]]:
    facts: dict[str, Any] = operation.raw["x-stream"]
    events: dict[str, str] = facts.get("events", {})
    for event, name in events.items():
        if name not in spec.schemas:
            yield f"there is no schema {name}", ("events", event)
    end: dict[str, Any] = facts.get("end", {})
    for index, event in enumerate(end.get("events", ())):
        if event not in events:
            yield f"there is no event {event} under events", ("end", "events", index)
    for index, event in enumerate(end.get("failure", ())):
        if event not in end["events"]:
            yield f"{event} is not one of end.events", ("end", "failure", index)
    if when := facts.get("when"):
        bodies: list[Raw] = [content["schema"] for content in spec.body(operation).values()]
        if not any(spec.has_member(body, [when["body"]]) for body in bodies):
            yield f"the request body has no member {when['body']}", ("when", "body")
    if cursor := facts.get("cursor"):
        if cursor["parameter"] not in queries:
            yield f"it has no query parameter {cursor['parameter']}", ("cursor", "parameter")
        schemas = [spec.schemas[one] for one in events.values() if one in spec.schemas]
        if not events and (single := spec.event_schema(operation)):
            schemas = [single]
        if not any(spec.has_member(one, [cursor["field"]]) for one in schemas):
            yield f"no event has a member {cursor['field']}", ("cursor", "field")


def _of_schema(spec: Spec, name: str, schema: Raw) -> Iterator[Problem]:
    place = ("components", "schemas", name)
    properties: Raw = schema.get("properties", {})
    for index, one in enumerate(schema.get("required", ())):
        if one not in properties:
            yield Problem(f"there is no property {one}", (*place, "required", index))
    for prefix, target in schema.get("x-tag-prefixes", {}).items():
        if target not in spec.schemas:
            yield Problem(f"there is no schema {target}", (*place, "x-tag-prefixes", prefix))
    outcome: Raw = schema.get("x-outcome", {})
    for key in ("active", "field"):
        if key in outcome and outcome[key] not in properties:
            yield Problem(f"there is no property {outcome[key]}", (*place, "x-outcome", key))
    if outcome.get("field") in properties:
        values = spec.enum(properties[outcome["field"]])
        for key in ("success", "failure"):
            for index, value in enumerate(outcome.get(key, ())):
                if values and value not in values:
                    text = f"{value} is not one of the values of {outcome['field']}"
                    yield Problem(text, (*place, "x-outcome", key, index))
