"""Compares what was sent and what came out with what a case says. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.json_values import Json, is_array, is_object

_VARIABLE = re.compile(r"(?P<before>[^$]*)\$(?P<name>any|key|base|other|k\d)")
_SHOWN = 200


class Variables:
    """The values of `$key`, `$base`, `$other`, and of `$k1` to `$k9`, which the first request that has them decides."""

    def __init__(self, **known: str) -> None:
        self.values: dict[str, str] = dict(known)

    def insert(self, node: Any) -> Any:
        """Return a JSON value with the known variables in its strings replaced.

        Args:
            node: The value.
        """
        if isinstance(node, str):
            for name, value in self.values.items():
                node = node.replace(f"${name}", value)
            return node
        if is_object(node):
            return {key: self.insert(value) for key, value in node.items()}
        return [self.insert(item) for item in node] if is_array(node) else node

    def bound(self, expected: Any, got: Any) -> Any:
        """Return an expected JSON value with what was found in place of those variables that fit.

        Args:
            expected: The value of the case; a text in it may be a variable.
            got: The value that was found.
        """
        if is_object(expected) and is_object(got):
            return {key: self.bound(value, got.get(key)) for key, value in expected.items()}
        if is_array(expected) and is_array(got) and len(expected) == len(got):
            return [self.bound(one, other) for one, other in zip(expected, got, strict=True)]
        if isinstance(expected, str) and isinstance(got, str) and expected.startswith("$"):
            return got if self.matches(expected, got) else expected
        return expected

    def matches(self, expected: str, got: str) -> bool:
        """Return whether a text fits; a new `$k1` takes the value that it finds, unless another one has it.

        Args:
            expected: The text of the case: literal, or with a variable at its end.
            got: The text that was found.
        """
        found = _VARIABLE.fullmatch(expected)
        if not found:
            return expected == got
        before, name = found["before"], found["name"]
        value = got.removeprefix(before)
        if not got.startswith(before) or not value:
            return False
        if name == "any":
            return True
        if name not in self.values and value in self.values.values():
            return False
        return self.values.setdefault(name, value) == value


def shown(value: object) -> str:
    """Return a value as JSON, shortened.

    Args:
        value: Any JSON value.
    """
    text = json.dumps(value, ensure_ascii=False, default=repr)
    text = text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be printed
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def same(expected: Any, got: Any) -> bool:
    """Return whether two JSON values are equal. A whole number is not equal to `1.0` where an integer is expected.

    Args:
        expected: The value of the case. `5` wants an integer; `5.0` takes `5` as well, which JavaScript writes.
        got: The value that was found.
    """
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int):
        return isinstance(got, int) and expected == got
    if isinstance(expected, float):
        return isinstance(got, int | float) and expected == got
    if is_object(expected):
        return (
            is_object(got)
            and expected.keys() == got.keys()
            and all(same(value, got[key]) for key, value in expected.items())
        )
    if is_array(expected):
        return is_array(got) and len(expected) == len(got) and all(map(same, expected, got))
    return type(expected) is type(got) and expected == got


def contains(expected: Any, got: Any) -> bool:
    """Return whether `got` has all members of `expected`, at any depth.

    Args:
        expected: An object; lists within it must have the same length.
        got: The value that was found.
    """
    if is_object(expected):
        return is_object(got) and all(
            key in got and contains(value, got[key]) for key, value in expected.items()
        )
    if is_array(expected):
        return is_array(got) and len(expected) == len(got) and all(map(contains, expected, got))
    return same(expected, got)


def judge_outcome(expected: Json, got: Json, variables: Variables) -> list[str]:
    """Return what is wrong with the result of a call.

    Args:
        expected: `then` of the case.
        got: The result line of the adapter.
        variables: What `$key` and the others stand for.
    """
    expected = variables.insert(expected)
    if "broken" in got:
        return [f"the adapter failed: {got['broken']}"]
    faults = [
        f"{name} is {shown(got.get(name, 'nothing'))}, not {shown(expected[name])}"
        for name in ("value", "events", "receipt")
        if name in expected and not same(expected[name], got.get(name, "nothing"))
    ]
    if "has" in expected and not contains(expected["has"], got.get("value")):
        faults.append(f"value is {shown(got.get('value'))}, and lacks something of {shown(expected['has'])}")
    if "pauses" in expected:
        faults += _judge_pauses(expected["pauses"], got.get("pauses"))
    faults += _judge_error(expected.get("error"), got.get("error"), variables)
    return faults


def _judge_pauses(expected: list[float], got: Any) -> list[str]:
    # (NaN and infinity become null in JavaScript's JSON.)
    numbers = is_array(got) and len(got) == len(expected) and all(isinstance(one, int | float) for one in got)
    if numbers and all(abs(one - other) <= 1e-6 for one, other in zip(expected, got, strict=True)):
        return []
    return [f"the pauses are {shown(got)}, not {shown(expected)}"]


def _judge_error(expected: Json | None, got: Json | None, variables: Variables) -> list[str]:
    if expected is None or got is None:
        return [] if expected is got else [f"error is {shown(got)}, not {shown(expected)}"]
    kinds = expected["kind"] if is_array(expected["kind"]) else [expected["kind"]]
    if got.get("kind") not in kinds:
        return [f"the kind of error is {got.get('kind')}, not {' or '.join(kinds)}: {shown(got)}"]
    faults = [
        f"error.{name} is {shown(got.get(name))}, not {shown(expected[name])}"
        for name in ("status", "request_id", "reference", "detail", "id")
        if name in expected and not same(expected[name], got.get(name))
    ]
    key = expected.get("idempotency_key")
    if key is not None and not variables.matches(key, str(got.get("idempotency_key"))):
        faults.append(f"error.idempotency_key is {shown(got.get('idempotency_key'))}, not {key}")
    return faults + _judge_message(expected, str(got.get("message", "")))


def _judge_message(expected: Json, message: str) -> list[str]:
    has: Iterable[str] = expected.get("message_has", ())
    lacks: Iterable[str] = expected.get("message_lacks", ())
    faults = [f"the message lacks {text!r}: {shown(message)}" for text in has if text not in message]
    return faults + [f"the message has {text!r}: {shown(message)}" for text in lacks if text in message]


def parse_json(content: bytes) -> tuple[Any, str]:
    """Return the decoded JSON and an empty text, or None and what is wrong with it.

    Args:
        content: The bytes of a body.
    """

    def members(pairs: list[tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a member occurs twice")
        return found

    try:
        return json.loads(content, object_pairs_hook=members, parse_constant=_refuse), ""
    except ValueError as error:
        return None, f"the body is not valid JSON ({error}): {content[:_SHOWN]!r}"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def header_faults(expected: Mapping[str, str], got: Mapping[str, str], variables: Variables) -> list[str]:
    """Return which headers are missing or differ.

    Args:
        expected: Names in lower case, and values or variables.
        got: The headers of the request, names in lower case.
        variables: What `$key` and the others stand for.
    """
    return [
        f"the header {name} is {shown(got.get(name))}, not {value}"
        for name, value in expected.items()
        if name not in got or not variables.matches(value, got[name])
    ]
