"""Read every documented field of a response or event, as a user of the SDK does. Standard library only.

The tables name the fields. `Reader` turns a table into a plain Python function for the values that an SDK returns:
`value.field` where the object has such an attribute, `value["field"]` where it does not, as with dicts. So an SDK that
decodes when a field is read pays for it in the measurement, as its users do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

# None: a value that is read and left alone. "values": an open object, whose values are read. A dict: an object.
# A list of one: an array, whose items are read; [None] holds strings or numbers.
Fields: TypeAlias = "Mapping[str, str | Fields | Sequence[Fields] | Sequence[None] | None]"

MODEL: Fields = {"id": None, "object": None, "owned_by": None, "created": None}
MODEL_LIST: Fields = {"object": None, "data": [MODEL]}

_USAGE: Fields = {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None}
_CONTENT: Fields = {"role": None, "content": None, "tool_calls": None}
_COMPLETION: Fields = {"id": None, "object": None, "created": None, "model": None}
COMPLETION: Fields = {
    **_COMPLETION,
    "choices": [{"index": None, "finish_reason": None, "message": _CONTENT}],
    "usage": _USAGE,
}
CHUNK: Fields = {
    **_COMPLETION,
    "choices": [{"index": None, "finish_reason": None, "delta": _CONTENT}],
    "usage": None,
}

LEADERBOARD_ENTRY: Fields = {
    "name": None,
    "kind": None,
    "quality": None,
    "cost_per_request_micro_usd": None,
    "context_k": None,
    "run_mode": None,
}
LEADERBOARD: Fields = {
    "task_id": None,
    "metric": None,
    "cost_unit": None,
    "recommended": None,
    "models": [LEADERBOARD_ENTRY],
    "frontier": LEADERBOARD_ENTRY,
}

_EVAL_ITEM: Fields = {"idx": None, "score": None, "prediction": "values", "error": None}
EVAL_RESULT: Fields = {
    "model_id": None,
    "kind": None,
    "quality_mean": None,
    "quality_ci_low": None,
    "quality_ci_high": None,
    "mean_cost_micro_usd": None,
    "n_succeeded": None,
    "error_count": None,
    "exact_match": None,
    "per_item": [_EVAL_ITEM],
}
RUN: Fields = {
    "id": None,
    "eval_set_id": None,
    "status": None,
    "candidate_model_ids": [None],
    "error_detail": None,
    "total_cost_micro_usd": None,
}
# As the server sends it, and as SDKs return it.
EVAL_RUN_ENVELOPE: Fields = {"run": RUN, "results": [EVAL_RESULT]}
EVAL_RUN: Fields = {**RUN, "results": [EVAL_RESULT]}

_ENDPOINT: Fields = {"id": None, "name": None, "model": None, "status": None, "taskName": None, "url": None}
DEPLOY_EVENTS: dict[str, Fields] = {
    "progress": {"event": None, "data": {"stage": None, "label": None, "pct": None}},
    "complete": {"event": None, "data": {"endpoint": _ENDPOINT}},
}

TASK_RUN: Fields = {
    "run_id": None,
    "interaction_id": None,
    "status": None,
    "is_active": None,
    "processor": None,
    "created_at": None,
    "modified_at": None,
    "warnings": None,
    "error": None,
    "metadata": None,
    "taskgroup_id": None,
}
CITATION: Fields = {"url": None, "title": None, "excerpts": [None]}
BASIS: Fields = {"field": None, "reasoning": None, "citations": [CITATION], "confidence": None}
TASK_RESULT: Fields = {
    "run": TASK_RUN,
    "output": {
        "type": None,
        "content": "values",
        "basis": [BASIS],
        "mcp_tool_calls": None,
        "output_schema": None,
        "beta_fields": None,
    },
}
TASK_RUN_EVENTS: dict[str, Fields] = {
    "task_run.state": {"type": None, "event_id": None, "run": TASK_RUN, "input": None, "output": None},
    "task_run.progress_msg.search": {"type": None, "message": None, "timestamp": None},
}

# What SDKs name otherwise than the server does.
_OTHER_NAMES = {
    "candidate_model_ids": ("candidate_models",),
    "taskName": ("task_name", "task"),
    "taskgroup_id": ("task_group_id",),
    "total_cost_micro_usd": ("cost_micro_usd",),
}
_MISSING = object()


class Reader:
    """Read all fields of one kind of value with `reader.read(value)`, which returns the value.

    The function is written for the first value: whatever an SDK returns has the same form each time.
    """

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.read: Callable[[Any], Any] = self._read_first

    def _read_first(self, value: Any) -> Any:
        self.read = compile_reader(self._fields, value)
        return self.read(value)


def readers(fields_by_name: dict[str, Fields]) -> dict[str, Reader]:
    """Return a reader for each kind of event, by the event's name."""
    return {name: Reader(fields) for name, fields in fields_by_name.items()}


def compile_reader(fields: Fields, sample: Any) -> Callable[[Any], Any]:
    """Return a function that reads these fields of a value that has the form of `sample`."""
    lines = ["def read(value):", *_statements(fields, "value", sample, "    "), "    return value"]
    namespace: dict[str, Any] = {}
    exec("\n".join(lines), namespace)  # noqa: S102  # the lines were made above, of the names in this module
    function: Callable[[Any], Any] = namespace["read"]
    return function


def _statements(fields: Fields, variable: str, sample: Any, indent: str) -> list[str]:
    """Return the lines that read the fields of `variable`: plain values in one tuple, then what is nested."""
    plain: list[str] = []
    lines: list[str] = []
    for name, nested in fields.items():
        expression, found = _access(variable, sample, name)
        inner = f"{variable}_{name}"
        if nested is None or found is None:
            plain.append(expression)
        elif isinstance(nested, str):  # "values"
            lines += [f"{indent}for seen in {expression}.values():", f"{indent}    pass"]
        elif isinstance(nested, Mapping):
            lines += [f"{indent}{inner} = {expression}", *_statements(nested, inner, found, indent)]
        else:
            lines.append(f"{indent}for {inner} in {expression}:")
            (item,) = nested
            first = next(iter(found))
            lines += _statements(item, inner, first, indent + "    ") if item else [f"{indent}    pass"]
    return [f"{indent}seen = ({', '.join(plain)},)", *lines] if plain else lines


def _access(variable: str, sample: Any, name: str) -> tuple[str, Any]:
    """Return the expression that reads a field of `variable`, and the sample's value."""
    if sample.__class__ is not dict:
        for each in (name, *_OTHER_NAMES.get(name, ())):
            if (value := getattr(sample, each, _MISSING)) is not _MISSING:
                return f"{variable}.{each}", value
        if not hasattr(sample, "get"):  # an object without the field, and without a record of what was sent
            return "None", None
    value = sample.get(name, _MISSING)
    if value is _MISSING:
        return f'{variable}.get("{name}")', None
    return f'{variable}["{name}"]', value
