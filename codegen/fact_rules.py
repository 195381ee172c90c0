"""The rules for the facts in extensions: what contradicts itself, and what no client could act on."""

from __future__ import annotations

import json
import keyword
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from codegen.problems import Place, Problem
from codegen.spec import Raw, RawOperation, Spec

# Headers that clients set by themselves.
OWN_HEADERS = frozenset({"accept", "authorization", "content-length", "content-type", "host", "user-agent"})

_VALUES = frozenset({"type", "enum", "const"})


def broken_facts(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each fact that contradicts another. Names in the spec must exist."""
    yield from _of_root(spec.raw)
    for webhook in spec.webhooks():
        headers: Raw = webhook.raw["x-webhook-signature"]["headers"]
        place = ("webhooks", webhook.name, "post", "x-webhook-signature", "headers")
        yield from _twice([name.lower() for name in headers.values()], "the header", place)
    methods: dict[tuple[str, str, str], RawOperation] = {}
    for operation in spec.operations():
        yield from _of_names(operation, methods)
    for operation in spec.operations():
        yield from _of_parameters(spec, operation)
        yield from _of_wait(spec, operation, methods)
        yield from _of_stream(spec, operation)
        yield from _of_receipts(spec, operation)
    for name, schema in spec.schemas.items():
        yield from _of_schema(name, schema)


def _twice(names: list[str], what: str, place: Place) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(f"{what} {name} occurs twice", place)


def _of_root(raw: Raw) -> Iterator[Problem]:
    variables = [name for api in raw["x-apis"].values() for name in api["env"].values()]
    yield from _twice(variables, "the variable", ("x-apis",))
    backoff: Raw = raw["x-defaults"]["backoff"]
    if backoff["first"] > backoff["longest"]:
        yield Problem("first is above longest", ("x-defaults", "backoff", "first"))
    for key in ("x-errors", "x-retry-classes"):
        for name, facts in raw[key].items():
            for index, status in enumerate(facts["statuses"] if isinstance(facts["statuses"], list) else ()):
                if status < 300:
                    yield Problem(f"{status} is not an error", (key, name, "statuses", index))


def _of_names(
    operation: RawOperation, methods: dict[tuple[str, str, str], RawOperation]
) -> Iterator[Problem]:
    sdk: Raw | None = operation.raw.get("x-sdk")
    if sdk is None:
        return
    place = (*operation.place, "x-sdk")
    for key in ("namespace", "method"):
        for word in sdk[key].split("."):
            if keyword.iskeyword(word):
                yield Problem(f"{word} is a keyword of Python", (*place, key))
    full = (str(operation.raw["x-api"]), str(sdk["namespace"]), str(sdk["method"]))
    first = methods.setdefault(full, operation)
    parents = [one.path.rpartition("/")[0] for one in (first, operation)]
    if first is not operation and (parents[0] != parents[1] or "{" not in parents[0]):
        text = f"{first.id} has this name; only steps of one method, under one path, share it"
        yield Problem(text, place)


def _of_parameters(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    schemes: Raw = spec.raw["components"]["securitySchemes"]
    own = OWN_HEADERS | {one["name"].lower() for one in schemes.values() if "name" in one}
    seen = set[tuple[str, str]]()
    for parameter in operation.parameters:
        place = spec.parameter_place(operation, parameter)
        where, name = parameter["in"], parameter["name"]
        if (where, name.lower()) in seen:
            yield Problem(f"the parameter {name} occurs twice", place)
        seen.add((where, name.lower()))
        if where == "header" and name.lower() in own:
            yield Problem(f"clients set the header {name} themselves", place)


def _of_wait(
    spec: Spec, operation: RawOperation, methods: dict[tuple[str, str, str], RawOperation]
) -> Iterator[Problem]:
    wait: Raw | None = operation.raw.get("x-wait")
    if wait is None:
        return
    place = (*operation.place, "x-wait")
    if wait["interval"] <= 0:
        yield Problem("must be above 0", (*place, "interval"))
    if sdk := operation.raw.get("x-sdk"):
        taken = methods.get((operation.raw["x-api"], sdk["namespace"], wait["method"]))
        if taken is not None and taken.id not in {operation.id, wait["operation"]}:
            yield Problem(f"{taken.id} has the name {wait['method']}", (*place, "method"))
    polled = next(one for one in spec.operations() if one.id == wait["operation"])
    if "x-long-poll" not in polled.raw and not _has_outcome(spec, polled):
        yield Problem(f"the response of {polled.id} has no x-outcome", (*place, "operation"))


def _of_stream(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    stream: Raw = operation.raw.get("x-stream", {})
    place = (*operation.place, "x-stream")
    if {"data", "events"} <= stream.get("end", {}).keys():
        yield Problem("it ends with data or with events, not with both", (*place, "end"))
    if when := stream.get("when"):
        flag, value = str(when["body"]), when["equals"]
        if "application/json" not in spec.body(operation):
            yield Problem("only a JSON body can ask for a stream", (*place, "when"))
        for content in spec.body(operation).values():
            member: Raw = spec.resolve(content["schema"]).get("properties", {}).get(flag, {})
            if not _may_be(spec, member, value):
                text = f"{json.dumps(value)} is not a value of {flag}"
                yield Problem(text, (*place, "when", "equals"))


def _may_be(spec: Spec, raw: Raw, value: Any) -> bool:
    """Return whether a property may have a value, as far as its type and its enum say."""
    schema = spec.resolve(raw)
    if "anyOf" in schema:
        return any(_may_be(spec, branch, value) for branch in schema["anyOf"])
    keywords = Draft202012Validator({key: schema[key] for key in _VALUES & schema.keys()})
    return keywords.is_valid(value)  # pyright: ignore[reportUnknownMemberType]  # untyped


def _has_outcome(spec: Spec, operation: RawOperation) -> bool:
    for status, reference in operation.raw["responses"].items():
        content: Raw = spec.resolve(reference).get("content", {})
        if int(status) < 300 and "application/json" in content:
            schema = spec.resolve(content["application/json"]["schema"])
            inner = [
                branch for one in schema.get("properties", {}).values() for branch in one.get("anyOf", [one])
            ]
            if any("x-outcome" in spec.resolve(one) for one in [schema, *inner]):
                return True
    return False


def _of_receipts(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    for status, reference in operation.raw["responses"].items():
        headers = [spec.resolve(one) for one in spec.resolve(reference).get("headers", {}).values()]
        receipts = [one for one in headers if "x-receipt" in one]
        place = (*operation.place, "responses", status)
        yield from _twice([one["x-receipt"]["amount"] for one in receipts], "the amount", place)
        if any(one["schema"].get("type") != "integer" for one in receipts):
            yield Problem("the amount of a receipt must be an integer", place)


def _of_schema(name: str, schema: Raw) -> Iterator[Problem]:
    place: Place = ("components", "schemas", name)
    properties: Raw = schema.get("properties", {})
    aliases = [one["x-alias"] for one in properties.values() if "x-alias" in one]
    yield from _twice([*aliases, *properties], "the name", place)
    for key, one in properties.items():
        if "x-signed-upload" in one and "string" not in (one.get("type"), *one.get("type", ())):
            yield Problem("a signed address must be a string", (*place, "properties", key))
    outcome: Raw = schema.get("x-outcome", {})
    both = {*outcome.get("success", ())} & {*outcome.get("failure", ())}
    if both:
        yield Problem(f"{min(both)} is a success and a failure", (*place, "x-outcome"))
    if "active" in outcome and properties[outcome["active"]].get("type") != "boolean":
        yield Problem(f"{outcome['active']} is not a boolean", (*place, "x-outcome", "active"))
    for prefix, target in schema.get("x-tag-prefixes", {}).items():
        for tag, reference in schema["discriminator"]["mapping"].items():
            if tag.startswith(prefix) and not reference.endswith(f"/{target}"):
                text = f"the tag {tag} of another schema begins with it"
                yield Problem(text, (*place, "x-tag-prefixes", prefix))
