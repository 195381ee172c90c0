"""Compares two specs in the form of spec.json, and says what a change does to the programs of their users. Pure.

Requests and responses differ: what a client sends may become looser, and what it receives may become stricter. A schema
that is used in both ways counts as both. Open enums and unions with a tag may grow. A fact that a client acts on
(server, authentication, retries, streams, waits, outcomes) breaks when it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from codegen.changes import Change
from codegen.spec import is_object
from codegen.type_changes import RECEIVED, SENT, Json, Way, Ways, as_json, changed, compare_types, shown_type

# What a client acts on, beside parameters, bodies and responses, and how the spec calls it.
_FACTS = {
    "method": "method",
    "path": "path",
    "api": "x-api",
    "retry": "x-retry",
    "idempotent": "x-idempotent",
    "sdk": "x-sdk",
    "wait": "x-wait",
    "stream": "x-stream",
    "longPoll": "x-long-poll",
    "genAi": "x-gen-ai",
    "receipts": "x-receipt",
    "signedUpload": "x-signed-upload",
}
# What programs that do not know it do without.
_ADDITIONS = ("sdk", "wait", "genAi", "receipts", "signedUpload", "stream.cursor", "stream.events.")
# What describes, and does nothing.
_PROSE = frozenset({"doc", "summary", "advice", "tag", "version"})
# The lists whose order says something: the first member that a body has counts.
_ORDERED = frozenset({"message", "detail", "reference"})


def compare_specs(before: Json, after: Json) -> list[Change]:
    """Return what changed, with what breaks first.

    Args:
        before: The spec of the release.
        after: The spec now.
    """
    ways = _ways(before)  # a program is broken in what it did
    before, after = _with_aliases(before), _with_aliases(after)
    changes = [
        *_facts("x-apis", before["apis"], after["apis"]),
        *_facts("x-retry-classes", before["retryClasses"], after["retryClasses"]),
        *_facts("x-defaults", before["defaults"], after["defaults"]),
        *_facts("x-errors", before["errors"], after["errors"]),
        *_facts("webhooks", _by_name(before), _by_name(after)),
        *_named(_by_id(before), _by_id(after), "operation", _operation),
        *_named(
            before["schemas"],
            after["schemas"],
            "schema",
            lambda name, old, new: _schema(name, old, new, ways.get(name, frozenset())),
        ),
    ]
    return sorted(_grouped(changes), key=lambda change: (not change.breaks, change.subject))


def _by_id(spec: Json) -> Json:
    return {operation["id"]: operation for operation in spec["operations"]}


def _by_name(spec: Json) -> Json:
    return {webhook["name"]: webhook for webhook in spec.get("webhooks", ())}


def _named(
    before: Json, after: Json, kind: str, compare: Callable[[str, Json, Json], Iterator[Change]]
) -> Iterator[Change]:
    for name, old in before.items():
        if name not in after:
            yield Change(name, f"is gone ({kind})")
        else:
            yield from compare(name, old, after[name])
    for name in after:
        if name not in before:
            yield Change(name, f"is new ({kind})", breaks=False)


def _facts(where: str, before: object, after: object) -> Iterator[Change]:
    """Compare facts member by member."""
    if not (is_object(before) and is_object(after)):
        if not _are_same(where.rpartition(".")[2], before, after):
            yield Change(where, f"is {as_json(after)} (was {as_json(before)})")
        return
    for name in {**before, **after}:
        if name in _PROSE:
            continue
        if name not in before:
            yield Change(f"{where}.{name}", f"is new: {as_json(after[name])}", breaks=False)
        elif name not in after:
            yield Change(f"{where}.{name}", f"is gone (was {as_json(before[name])})")
        else:
            yield from _facts(f"{where}.{name}", before[name], after[name])


def _are_same(name: str, before: object, after: object) -> bool:
    if isinstance(before, list) and isinstance(after, list) and name not in _ORDERED:
        old, new = cast("list[object]", before), cast("list[object]", after)
        return sorted(map(as_json, old)) == sorted(map(as_json, new))
    return before == after


# --- operations


def _operation(name: str, before: Json, after: Json) -> Iterator[Change]:
    for fact, keyword in _FACTS.items():
        for what, breaks in _fact(fact, *(_by_header(one.get(fact)) for one in (before, after))):
            yield Change(f"{name}.{keyword}", what, breaks=breaks)
    yield from _parameters(name, before, after)
    yield from _body(name, before["body"], after["body"])
    yield from _responses(name, before["responses"], after["responses"])
    for status, old in before["errors"].items():
        if status in after["errors"]:
            yield from _types(f"{name}.{status}", old, after["errors"][status])
    for status in after["errors"].keys() - before["errors"].keys():
        yield Change(f"{name}.{status}", "is a new error status", breaks=False)


def _by_header(fact: object) -> object:
    """Return receipts by their headers, and any other fact as it is."""
    if not isinstance(fact, list):
        return fact
    return {one["header"]: one for one in cast("list[Json]", fact)}


def _fact(fact: str, before: object, after: object) -> Iterator[tuple[str, bool]]:
    """Yield what changed in a fact of an operation, and whether that breaks programs."""
    if is_object(before) and is_object(after):
        for member in {**before, **after}:
            for what, breaks in _fact(f"{fact}.{member}", before.get(member), after.get(member)):
                yield f"{member} {what}", breaks
    elif _are_same(fact, before, after):
        return
    elif before is None:
        yield f"is new: {as_json(after)}", not fact.startswith(_ADDITIONS)
    elif after is None:
        yield f"is gone (was {as_json(before)})", True
    else:
        yield f"is {as_json(after)} (was {as_json(before)})", True


def _parameters(operation: str, before: Json, after: Json) -> Iterator[Change]:
    old_ones, new_ones = (
        {(one["in"], one["name"]): one for one in spec["parameters"]} for spec in (before, after)
    )
    for (place, name), old in old_ones.items():
        new = new_ones.get((place, name))
        if new is None:
            yield Change(f"{operation}.{name}", f"is gone ({place} parameter)")
            continue
        for change in compare_types(f"{operation}.{name}", old["type"], new["type"], SENT):
            yield replace(change, what=f"{change.what} ({place} parameter)")
        if new["required"] and not old["required"]:
            yield Change(f"{operation}.{name}", f"is required now ({place} parameter)")
        if old.get("spread") != new.get("spread") or old.get("list") != new.get("list"):
            yield Change(f"{operation}.{name}", f"is written in another way ({place} parameter)")
    for (place, name), new in new_ones.items():
        if (place, name) not in old_ones:
            required = "required " if new["required"] else ""
            yield Change(
                f"{operation}.{name}", f"is new ({required}{place} parameter)", breaks=new["required"]
            )


def _body(operation: str, before: Json | None, after: Json | None) -> Iterator[Change]:
    if (before or {}).keys() != (after or {}).keys():
        yield Change(f"{operation}.body", f"is {_kind(after)} (was {_kind(before)})")
    elif before and after:
        for kind in before:
            if kind == "json":
                yield from compare_types(f"{operation}.body", before[kind], after[kind], SENT)
            elif before[kind] != after[kind]:
                yield Change(f"{operation}.body", f"has another {kind}: {as_json(after[kind])}")


def _kind(body: Json | None) -> str:
    return next(iter(body)) if body else "nothing"


def _responses(operation: str, before: Json, after: Json) -> Iterator[Change]:
    for status, old in before.items():
        if status not in after:
            yield Change(f"{operation}.{status}", "is not a success any more")
        else:
            yield from _types(f"{operation}.{status}", old, after[status])
    for status in after.keys() - before.keys():
        # Clients accept only the successes that they know.
        yield Change(f"{operation}.{status}", "is a new success")


def _types(where: str, before: Json, after: Json) -> Iterator[Change]:
    """Compare the bodies of a response, JSON and event."""
    for kind in {**before, **after}:
        if kind not in before:
            yield Change(where, f"may now be: {kind}", breaks=False)
        elif kind not in after:
            yield Change(where, f"has no {kind} any more")
        else:
            yield from compare_types(where, before[kind], after[kind], RECEIVED)


# --- schemas and types


def _schema(name: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    if before["kind"] != after["kind"]:
        yield Change(name, f"is of kind {after['kind']} (was {before['kind']})")
    elif before["kind"] == "alias":
        yield from compare_types(name, before["type"], after["type"], ways)
    elif before["kind"] == "union":
        yield from _union(name, before, after)
    else:
        yield from _facts(f"{name}.x-outcome", before.get("outcome", {}), after.get("outcome", {}))
        yield from _fields(name, before, after, ways)


def _union(name: str, before: Json, after: Json) -> Iterator[Change]:
    if before["tag"] != after["tag"]:
        yield Change(name, f"has the tag {after['tag']} (was {before['tag']})")
    for kind in ("tags", "prefixes"):
        for tag, variant in before[kind].items():
            new = after[kind].get(tag)
            if new is None:
                yield Change(name, f"has no variant {tag} any more")
            elif new != variant:
                yield Change(name, f"has {new} for {tag} (was {variant})")
        for tag in after[kind].keys() - before[kind].keys():
            yield Change(name, f"has a new variant {tag}", breaks=False)


def _fields(name: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    old_ones, new_ones = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    for field, old in old_ones.items():
        subject, new = f"{name}.{field}", new_ones.get(field)
        if new is None:
            yield Change(subject, f"is gone (was {shown_type(old['type'])})")
            continue
        yield from compare_types(subject, old["type"], new["type"], ways)
        if old["required"] and not new["required"] and "received" in ways:
            yield Change(subject, "may be missing now")
        if new["required"] and not old["required"] and "sent" in ways:
            yield Change(subject, "is required now")
        for fact in ("secret", "alias", "default"):
            if old.get(fact) != new.get(fact):
                yield Change(subject, changed(fact, old.get(fact), new.get(fact)), breaks=fact in old)
    for field, new in new_ones.items():
        if field not in old_ones:
            breaks = new["required"] and "sent" in ways
            what = "is new and required" if breaks else f"is new ({shown_type(new['type'])})"
            yield Change(f"{name}.{field}", what, breaks=breaks)


# --- which way each schema travels


def _ways(spec: Json) -> dict[str, Ways]:
    found = defaultdict[str, set[Way]](set)

    def visit(node: object, way: Way) -> None:
        if is_object(node):
            for key, value in node.items():
                if key in ("ref", "form") and isinstance(value, str):
                    visit_schema(value, way)
                else:
                    visit(value, way)
        elif isinstance(node, list):
            for item in cast("list[object]", node):
                visit(item, way)

    def visit_schema(name: str, way: Way) -> None:
        if way in found[name]:
            return
        found[name].add(way)
        schema = spec["schemas"].get(name, {})
        visit([schema.get("fields"), schema.get("type")], way)
        for variant in [*schema.get("tags", {}).values(), *schema.get("prefixes", {}).values()]:
            visit_schema(variant, way)

    for operation in spec["operations"]:
        visit([[one["type"] for one in operation["parameters"]], operation["body"]], "sent")
        visit([operation["responses"], operation["errors"]], "received")
        stream: Json = operation["stream"] or {}
        events: Mapping[str, str] = stream.get("events") or {}
        for event in events.values():
            visit_schema(event, "received")
    visit(spec.get("webhooks"), "received")
    for api in spec["apis"].values():
        visit_schema(api["error"], "received")
    return {name: frozenset(ways) for name, ways in found.items()}


def _with_aliases(spec: Json) -> Json:
    """Return a spec with each reference to a named plain type as that type, so that it may get or lose its name."""
    aliases = {name: one["type"] for name, one in spec["schemas"].items() if one["kind"] == "alias"}

    def write_out(node: object) -> Any:
        if isinstance(node, list):
            return [write_out(item) for item in cast("list[object]", node)]
        if not is_object(node):
            return node
        name = node.get("ref")
        if isinstance(name, str) and name in aliases:
            return {**aliases[name], **node, "alias": name}
        return {key: write_out(value) for key, value in node.items()}

    return cast("Json", write_out(spec))


def _grouped(changes: list[Change]) -> Iterator[Change]:
    """Report a change of a shared parameter once, not for each operation that has it."""
    groups = defaultdict[tuple[str, str, bool], list[Change]](list)
    for change in changes:
        groups[change.subject.rpartition(".")[2], change.what, change.breaks].append(change)
    for (name, what, breaks), same in groups.items():
        if len(same) > 1 and "parameter" in what:
            yield Change(
                name, f"{what} in {len(same)} operations, {same[0].subject.partition('.')[0]} first", breaks
            )
        else:
            yield from same
