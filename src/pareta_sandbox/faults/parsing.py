"""Parse and write rules for faults: the text of the command line, and the JSON of the control route.

    createTaskRun:status=503,retry_after=2,times=2
    {"operation": "createTaskRun", "status": 503, "retry_after": 2, "times": 2}

Both put the settings of Fault and FaultRule side by side. In the text a setting without a value is true, the positions
of `split` are separated by slashes, and no value may contain a comma. `ever` means no limit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pareta_sandbox.json_values import is_list, is_object

from .fault import EVER, AppliedFault, Fault, FaultRule

RuleLike: TypeAlias = FaultRule | str | Mapping[str, Any]


def to_rule(rule: RuleLike) -> FaultRule:
    """Return a rule from any of its forms.

    Raises:
        ValueError: The rule is not valid. The message says why.
    """
    if isinstance(rule, FaultRule):
        return rule
    return parse_rule(rule) if isinstance(rule, str) else rule_from_json(rule)


def parse_rule(text: str) -> FaultRule:
    """Return a rule from `operation:setting=value,…`, or from JSON text.

    Raises:
        ValueError: The rule is not valid. The message says why.
    """
    if text.lstrip().startswith("{"):
        try:
            return rule_from_json(json.loads(text))
        except json.JSONDecodeError as error:
            raise ValueError(f"not valid JSON: {error}") from None
    operation, colon, rest = text.partition(":")
    if not colon:
        raise ValueError(f"{text!r} has no colon; write it like createTaskRun:status=503,times=2")
    settings: dict[str, Any] = {"operation": operation.strip()}
    for setting in filter(None, rest.split(",")):
        name, equals, value = setting.partition("=")
        name = name.strip()
        if name in settings:
            raise ValueError(f"{name} is set twice")
        settings[name] = value.strip() if equals else True
        if name == "split" and "/" in value:
            settings[name] = value.strip().split("/")
    return rule_from_json(settings)


def rule_from_json(record: object) -> FaultRule:
    """Return a rule from its decoded JSON.

    Raises:
        ValueError: The rule is not valid. The message says why.
    """
    if not is_object(record):
        raise ValueError("a rule must be a JSON object")
    fault_settings: dict[str, Any] = {}
    rule_settings: dict[str, Any] = {}
    for name, value in record.items():
        read = _FAULT_SETTINGS.get(name) or _RULE_SETTINGS.get(name)
        if read is None:
            known = ", ".join([*_RULE_SETTINGS, *_FAULT_SETTINGS])
            raise ValueError(f"{name!r} is not a setting of a rule; the settings are {known}")
        if value is None and name != "times":
            continue
        try:
            (fault_settings if name in _FAULT_SETTINGS else rule_settings)[name] = read(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} cannot be {value!r}") from None
    return FaultRule(fault=Fault(**fault_settings), **rule_settings)


def rule_to_json(rule: FaultRule) -> dict[str, object]:
    """Return a rule as JSON, with all of its own settings and those of its fault that differ from the defaults."""
    return {
        "operation": rule.operation,
        "times": rule.times,
        "after": rule.after,
        "seconds": rule.seconds,
        "in_turn": rule.in_turn,
        **fault_to_json(rule.fault),
    }


def fault_to_json(fault: Fault) -> dict[str, object]:
    """Return a fault as JSON."""
    record = fault.settings()
    if record.get("stall") == EVER:
        record["stall"] = "ever"
    if isinstance(body := record.get("body"), bytes):
        record["body"] = body.decode("utf-8", "replace")
    if "headers" in record:
        record["headers"] = dict(fault.headers)
    return record


def applied_to_json(applied: AppliedFault) -> dict[str, object]:
    """Return an applied fault as JSON."""
    return {
        "operation_id": applied.operation_id,
        "request_id": applied.request_id,
        "at": applied.at,
        "service_status": applied.service_status,
        "fault": fault_to_json(applied.fault),
    }


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    return float(value)


def _seconds(value: Any) -> float:
    return EVER if value == "ever" else _number(value)


def _boolean(value: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}
    if not isinstance(value, bool | str) or value not in known:
        raise TypeError
    return known[value]


def _times(value: Any) -> int | None:
    return None if value is None or value == "ever" else _integer(value)


def _retry_after(value: Any) -> float | str:
    try:
        return _number(value)
    except ValueError:
        return _string(value)


def _headers(value: Any) -> dict[str, str]:
    if not is_object(value):
        raise TypeError
    return {_string(name): _string(one) for name, one in value.items()}


def _split(value: Any) -> int | tuple[int, ...]:
    return tuple(_integer(one) for one in value) if is_list(value) else _integer(value)


# How each setting is read from text or JSON.
_RULE_SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "operation": _string,
    "times": _times,
    "after": _integer,
    "seconds": _number,
    "in_turn": _boolean,
}
_FAULT_SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "status": _integer,
    "retry_after": _retry_after,
    "retry_after_date": _number,
    "garbage": _string,
    "body": _string,
    "accepted": _boolean,
    "content_type": _string,
    "headers": _headers,
    "clock": _number,
    "split": _split,
    "drip": _number,
    "after_events": _integer,
    "after_bytes": _integer,
    "after_seconds": _number,
    "inject": _string,
    "stall": _seconds,
    "pings": _number,
    "lost": _string,
}
