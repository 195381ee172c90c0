"""Rules of faults as text and as JSON: the command line's short form, and what the control route takes and gives.

    createTaskRun:status=503,retry_after=2,times=2
    {"operation": "createTaskRun", "status": 503, "retry_after": 2, "times": 2}

Both have the members of Fault and FaultRule side by side. In the short form a member without a value is true, the
positions of `split` stand between slashes, and texts with commas have no place. `ever` stands for no limit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pareta_sandbox.shapes import is_list, is_object

from .fault import EVER, AppliedFault, Fault, FaultRule

RuleLike: TypeAlias = FaultRule | str | Mapping[str, Any]


def rule_of(given: RuleLike) -> FaultRule:
    """A rule from any of its forms; a ValueError says what is wrong."""
    if isinstance(given, FaultRule):
        return given
    return from_text(given) if isinstance(given, str) else from_json(given)


def from_text(text: str) -> FaultRule:
    """`operation:member=value,…`, or the JSON form."""
    if text.lstrip().startswith("{"):
        try:
            return from_json(json.loads(text))
        except json.JSONDecodeError as problem:
            raise ValueError(f"is no JSON: {problem}") from None
    operation, colon, rest = text.partition(":")
    if not colon:
        raise ValueError(f"{text!r} has no colon: createTaskRun:status=503,times=2")
    members: dict[str, Any] = {"operation": operation.strip()}
    for part in filter(None, rest.split(",")):
        name, equals, value = part.partition("=")
        name = name.strip()
        if name in members:
            raise ValueError(f"{name} is there twice")
        members[name] = value.strip() if equals else True
        if name == "split" and "/" in value:
            members[name] = value.strip().split("/")
    return from_json(members)


def from_json(record: object) -> FaultRule:
    if not is_object(record):
        raise ValueError("a rule is a JSON object")
    of_fault: dict[str, Any] = {}
    of_rule: dict[str, Any] = {}
    for name, value in record.items():
        reader = _FAULT.get(name) or _RULE.get(name)
        if reader is None:
            raise ValueError(f"{name!r} is unknown; there are {', '.join([*_RULE, *_FAULT])}")
        if value is None and name != "times":
            continue
        try:
            (of_fault if name in _FAULT else of_rule)[name] = reader(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name}: {value!r} is not what it takes") from None
    return FaultRule(fault=Fault(**of_fault), **of_rule)


def as_json(rule: FaultRule) -> dict[str, object]:
    return {
        "operation": rule.operation,
        "times": rule.times,
        "after": rule.after,
        "seconds": rule.seconds,
        "in_turn": rule.in_turn,
        **fault_as_json(rule.fault),
    }


def fault_as_json(fault: Fault) -> dict[str, object]:
    record = fault.parts()
    if record.get("stall") == EVER:
        record["stall"] = "ever"
    if isinstance(body := record.get("body"), bytes):
        record["body"] = body.decode("utf-8", "replace")
    if "headers" in record:
        record["headers"] = dict(fault.headers)
    return record


def applied_as_json(applied: AppliedFault) -> dict[str, object]:
    return {
        "operation_id": applied.operation_id,
        "request_id": applied.request_id,
        "at": applied.at,
        "service_status": applied.service_status,
        "fault": fault_as_json(applied.fault),
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    return float(value)


def _seconds(value: Any) -> float:
    return EVER if value == "ever" else _number(value)


def _flag(value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}
    if not isinstance(value, bool | str) or value not in known:
        raise TypeError
    return known[value]


def _times(value: Any) -> int | None:
    return None if value is None or value == "ever" else _whole(value)


def _retry_after(value: Any) -> float | str:
    try:
        return _number(value)
    except ValueError:
        return _text(value)


def _headers(value: Any) -> dict[str, str]:
    if not is_object(value):
        raise TypeError
    return {_text(name): _text(one) for name, one in value.items()}


def _split(value: Any) -> int | tuple[int, ...]:
    return tuple(_whole(one) for one in value) if is_list(value) else _whole(value)


_RULE: Mapping[str, Callable[[Any], Any]] = {
    "operation": _text,
    "times": _times,
    "after": _whole,
    "seconds": _number,
    "in_turn": _flag,
}
_FAULT: Mapping[str, Callable[[Any], Any]] = {
    "status": _whole,
    "retry_after": _retry_after,
    "retry_after_date": _number,
    "garbage": _text,
    "body": _text,
    "accepted": _flag,
    "content_type": _text,
    "headers": _headers,
    "clock": _number,
    "split": _split,
    "drip": _number,
    "after_events": _whole,
    "after_bytes": _whole,
    "after_seconds": _number,
    "inject": _text,
    "stall": _seconds,
    "pings": _number,
    "lost": _text,
}
