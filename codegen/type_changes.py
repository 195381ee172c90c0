"""Compares two types of spec.json, and says what a change of one does to programs. Pure.

What a client sends may become looser, and what it receives may become stricter. An open enum may grow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from codegen.changes import Change

Json: TypeAlias = Mapping[str, Any]
Way: TypeAlias = Literal["sent", "received"]
Ways: TypeAlias = frozenset[Way]
SENT: Ways = frozenset({"sent"})
RECEIVED: Ways = frozenset({"received"})
# Formats, and those whose every value they hold.
_WIDER = frozenset({("int64", "int32"), ("double", "float")})


def compare_types(subject: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    """Yield what changed in a type.

    Args:
        subject: Whose type it is.
        before: The type in the release.
        after: The type now.
        ways: Whether clients send or receive values of it.
    """
    if before.get("nullable") and not after.get("nullable") and "sent" in ways:
        yield Change(subject, "must not be null any more")
    if after.get("nullable") and not before.get("nullable") and "received" in ways:
        yield Change(subject, "may be null now")
    if "alias" in before and before["alias"] == after.get("alias"):
        return  # the named type is compared by itself
    yield from _limits(subject, before.get("limits", {}), after.get("limits", {}), ways)
    old, new = (_bare(one) for one in (before, after))
    if "enum" in before and "enum" in after:
        yield from _enum(subject, before, after, ways)
    elif "union" in before and "union" in after:
        yield from _branches(subject, before, after, ways)
    elif "array" in before and "array" in after:
        yield from compare_types(subject, before["array"], after["array"], ways)
    elif "map" in before and "map" in after:
        yield from compare_types(subject, before["map"], after["map"], ways)
    elif shown_type(old) != shown_type(new):
        breaks = ("sent" in ways and not _holds(new, old)) or ("received" in ways and not _holds(old, new))
        yield Change(subject, f"is {shown_type(after)} (was {shown_type(before)})", breaks=breaks)


def _bare(kind: Json) -> Json:
    """Return a type without its name, null aside."""
    hidden = {"nullable", "ref", "alias"} if "alias" in kind else {"nullable"}
    return {key: value for key, value in kind.items() if key not in hidden}


def _holds(wide: Json, narrow: Json) -> bool:
    """Return whether every value of one type is a value of another, null and limits aside."""
    if "any" in wide:
        return True
    if "union" in wide:
        narrow_ones: list[Json] = narrow.get("union") or [narrow]
        return all(any(_holds(branch, one) for branch in wide["union"]) for one in narrow_ones)
    if "scalar" in wide and "format" not in wide:
        if "const" in narrow:
            return _scalar(narrow["const"]) in {wide["scalar"], wide["scalar"].replace("number", "integer")}
        if "enum" in narrow:
            return bool(wide["scalar"] == "string")
        is_whole = (wide["scalar"], narrow.get("scalar")) == ("number", "integer")
        return is_whole or (narrow.get("format") != "binary" and wide["scalar"] == narrow.get("scalar"))
    if "enum" in wide and wide["open"] and narrow.get("scalar") == "string":
        return "format" not in narrow
    if "enum" in wide and "const" in narrow:
        return narrow["const"] in wide["enum"]
    if "const" in wide and "enum" in narrow:
        return narrow["enum"] == [wide["const"]] and not narrow["open"]
    if (wide.get("format"), narrow.get("format")) in _WIDER:
        return True
    return shown_type(wide) == shown_type(narrow)


def _scalar(value: str | float) -> str:
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "number"


def as_json(value: object) -> str:
    """Return a value as the text of a finding."""
    return json.dumps(value, ensure_ascii=False)


def changed(name: str, before: object, after: object) -> str:
    """Return what became of a keyword, as the rest of a sentence. None means that it was or is missing."""
    if after is None:
        return f"has no {name} any more (was {as_json(before)})"
    was = "" if before is None else f" (was {as_json(before)})"
    return f"has {name} {as_json(after)}{was or ' now'}"


def _limits(subject: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    """Compare the limits of a value. A request's must not get tighter, a response's not looser."""
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        is_tighter, is_looser = old is None, new is None
        if old is not None and new is not None:
            is_tighter = name == "pattern" or (new > old if name.startswith("min") else new < old)
            is_looser = name == "pattern" or not is_tighter
        breaks = (is_tighter and "sent" in ways) or (is_looser and "received" in ways)
        yield Change(subject, changed(name, old, new), breaks=breaks)


def _enum(subject: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    if lost := [value for value in before["enum"] if value not in after["enum"]]:
        yield Change(subject, f"has no {', '.join(map(as_json, lost))} any more")
    if new := [value for value in after["enum"] if value not in before["enum"]]:
        breaks = not before["open"] and "received" in ways
        yield Change(subject, f"may be {', '.join(map(as_json, new))}", breaks=breaks)
    if before["open"] != after["open"]:
        what = "an open" if after["open"] else "a closed"
        yield Change(subject, f"is {what} enum now", breaks="received" in ways or before["open"])


def _branches(subject: str, before: Json, after: Json, ways: Ways) -> Iterator[Change]:
    """Compare the branches of a union: first those that read the same, then the enum, array or map of either side."""
    old: list[Json] = list(before["union"])
    new: list[Json] = list(after["union"])
    for key in (shown_type, _branch_kind):
        for one in list(old):
            twin = next((other for other in new if key(other) == key(one)), None)
            if twin is not None:
                yield from compare_types(subject, one, twin, ways)
                old.remove(one)
                new.remove(twin)
    for one in old:
        yield Change(subject, f"is never {shown_type(one)} any more", breaks="sent" in ways)
    for one in new:
        yield Change(subject, f"may be {shown_type(one)}", breaks="received" in ways)


def _branch_kind(branch: Json) -> str:
    return next((kind for kind in ("enum", "array", "map") if kind in branch), shown_type(branch))


def shown_type(kind: Json) -> str:
    """Return a type as people write it: `array of Endpoint, or null`."""
    if kind.get("nullable"):
        return f"{shown_type({**kind, 'nullable': False})} or null"
    for name in ("ref", "scalar"):
        if name in kind:
            return f"{kind[name]}{' (' + kind['format'] + ')' if 'format' in kind else ''}"
    if "const" in kind:
        return as_json(kind["const"])
    if "enum" in kind:
        return "one of " + ", ".join(map(as_json, kind["enum"]))
    for name in ("array", "map"):
        if name in kind:
            return f"{name} of {shown_type(kind[name])}"
    if "union" in kind:
        return " or ".join(shown_type(branch) for branch in kind["union"])
    return "any value"
