"""Records of both services, each member of them replaced by a value of each other kind, and a wire that serves them.

No test is here. A member that is not what the spec says is met where it is read, far from where it was decoded.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import attrs
import httpx

from tests.odd_responses import ROUTES
from tests.support import ENDPOINT, GROUP, ScriptedResponse, completion, eval_run, event, respond, run, stream

MISSING = object()
# (Null has no place here: the programs read it as they read a missing member.)
ODD: list[Any] = [MISSING, 1.5, "x", [None], {"x": None}]
Path = tuple[Any, ...]

OUTPUT = {
    "type": "json",
    "content": {"name": "Acme"},
    "basis": [
        {
            "field": "name",
            "reasoning": "it says so",
            "confidence": "high",
            "citations": [{"url": "https://a.test", "title": "A page", "excerpts": ["Acme"]}],
        }
    ],
}


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each value inside decoded JSON."""
    yield path
    items: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in items:
        yield from paths(each, (*path, key))


def replaced(value: Any, path: Path, odd: Any) -> Any:
    """Return decoded JSON with another value at a path, or without it."""
    if not path:
        return None if odd is MISSING else odd
    changed = copy.deepcopy(value)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if odd is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = odd
    return changed


@attrs.frozen
class Events:
    """The JSON of the events of a stream, each with its name, and the bytes after them."""

    events: list[tuple[Any, str]]
    end: bytes = b""


Script = dict[str, list[Any]]
"""Operation → the JSON of its responses, the last of which repeats. A stream's is `Events`."""


class Service:
    """A wire that responds to each operation from its own script, and with 401 once there were too many requests.

    `sent` has the JSON of the responses that it has sent.
    """

    def __init__(self, script: Script, requests: int = 30) -> None:
        self._script = {name: list(responses) for name, responses in script.items()}
        self._left = requests
        self.clock: Any = None
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        called = f"{request.method} {request.url.path}"
        responses = self._script[next(name for name, route in ROUTES if route.fullmatch(called))]
        found = responses.pop(0) if len(responses) > 1 else responses[0]
        self.sent.append(_json(found))
        return (scripted(found) if self._left > 0 else respond(401, {"detail": "enough"})).response()

    def still_has(self, text: str, before: Script, after: Script) -> bool:
        """Return whether a text was sent, and is wherever it was before a change of the script."""
        return any(text in each for each in self.sent) and _count(text, before) == _count(text, after)


def _json(response: Any) -> str:
    return json.dumps(response.events if isinstance(response, Events) else response)


def _count(text: str, script: Script) -> int:
    return sum(_json(each).count(text) for responses in script.values() for each in responses)


def scripted(response: Any) -> ScriptedResponse:
    if isinstance(response, Events):
        return stream(*(event(data, name) for data, name in response.events), response.end)
    return respond(200, response)


def variants(script: Script) -> Iterator[tuple[str, Script]]:
    """Yield the script with each value of each response replaced, and where it was."""
    for name, responses in script.items():
        for number, response in enumerate(responses):
            for path, value, changed in changes(response):
                text = "(missing)" if value is MISSING else json.dumps(value)
                changed_responses = [*responses[:number], changed, *responses[number + 1 :]]
                yield f"{name} {number}, {[*path]} = {text}", {**script, name: changed_responses}


def changes(response: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield the path of each value inside a response, each value in its place, and the response with it."""
    if not isinstance(response, Events):
        for path in paths(response):
            for value in ODD:
                yield path, value, replaced(response, path, value)
        return
    events = response.events
    for index, (data, name) in enumerate(events):
        for path, value, changed in changes(data):
            yield (
                (index, *path),
                value,
                Events([*events[:index], (changed, name), *events[index + 1 :]], response.end),
            )


# --- records

GROUP_STATUS = {**GROUP["status"], "num_task_runs": 2, "status_message": "going on"}
ACTIVE_GROUP = {
    **GROUP,
    "status": {**GROUP_STATUS, "is_active": True, "task_run_status_counts": {"running": 1, "completed": 1}},
}
ENDED_GROUP = {**GROUP, "status": {**GROUP_STATUS, "task_run_status_counts": {"completed": 1, "failed": 1}}}
RUN_ERROR = {"ref_id": "ref_1", "message": "no source says so", "detail": {"a": 1}}


def listed(run_id: str, status: str = "completed") -> tuple[Any, str]:
    ended_well = status == "completed"
    return {
        "type": "task_run.state",
        "event_id": f"event_{run_id}",
        "run": run(status, run_id=run_id, error=None if ended_well else RUN_ERROR),
        "input": {"input": {"company": "Acme"}, "processor": "base"},
        "output": OUTPUT if ended_well else None,
    }, "task_run.state"


LIST = Events([listed("trun_1"), listed("trun_2")])
LIST_WITH_FAILURE = Events([listed("trun_1", "failed"), listed("trun_2")])
WARNINGS = [{"type": "spec_validation_warning", "message": "one field is vague", "detail": {}}]
RESULT = {"run": run("completed", warnings=WARNINGS, taskgroup_id="tgrp_1"), "output": OUTPUT}
RUN_EVENTS = Events(
    [
        (
            {
                "type": "task_run.progress_stats",
                "source_stats": {
                    "num_sources_considered": 7,
                    "num_sources_read": 3,
                    "sources_read_sample": ["https://a.test"],
                },
                "progress_meter": 40.0,
            },
            "",
        ),
        ({"type": "task_run.progress_msg.plan", "message": "reading", "timestamp": None}, ""),
        ({**listed("trun_1")[0], "input": None}, ""),
    ]
)
GROUP_EVENTS = Events(
    [
        ({"type": "task_group_status", "event_id": "event_1", "status": ACTIVE_GROUP["status"]}, ""),
        listed("trun_1"),
        ({"type": "task_group_status", "event_id": "event_2", "status": ENDED_GROUP["status"]}, ""),
    ]
)
DEPLOY_EVENTS = Events(
    [
        ({"stage": "warming-up", "label": "pulling the weights", "pct": 5}, "progress"),
        ({"said": "what the spec does not list"}, "note"),
        ({"endpoint": ENDPOINT}, "complete"),
    ]
)
EVAL_RESULT = {
    "model_id": "qwen-vl-2",
    "kind": "open",
    "quality_mean": 0.9,
    "quality_ci_low": 0.8,
    "quality_ci_high": 1.0,
    "mean_cost_micro_usd": 414,
    "n_succeeded": 2,
    "error_count": 1,
    "exact_match": 50.0,
    "per_item": [{"idx": 0, "score": 0.5, "prediction": {"a": 1}, "error": "too long"}],
}
EVAL_ENDED = {
    **eval_run(total_cost_micro_usd=5_000_000),
    "results": [EVAL_RESULT, {"model_id": "gpt-5", "kind": "frontier", "quality_mean": 0.7}],
}
EVAL_FAILED = eval_run("failed", error_detail="the rows are empty")
COMPLETION = completion()
CHAT_EVENTS = Events(
    [({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hello."}}]}, "")],
    b"data: [DONE]\n\n",
)
TASK = {
    "id": "contract-key-fields",
    "default_scorer": "field_f1",
    "has_blob_input": False,
    "gold_schema": {"type": "object"},
    "output_schema_role": "gold",
    "examples": [{"input": {"a": 1}}],
}
MATCH = {
    "query": "q",
    "matched": True,
    "chosen": {"task_id": "chosen-task", "score": 0.9, "confidence": "high"},
    "candidates": [{"task_id": "another-task", "score": 0.8, "confidence": "high"}],
    "reasoning": "it fits",
    "capability": {"id": "extract", "label": "Extraction"},
}
BOARD = {
    "task_id": "contract-key-fields",
    "recommended": "mistral",
    "models": [
        {"name": "mistral"},
        {
            "name": "qwen-vl-2",
            "kind": "open",
            "quality": 0.9,
            "cost_per_request_micro_usd": 414,
            "context_k": 128,
        },
    ],
    "frontier": {"name": "gpt-5"},
}
MODELS = {"object": "list", "data": [{"id": "ep_1", "object": "model", "owned_by": "pareta"}]}
ROSTER = {"frontier_models": [{"id": "gpt-5", "vendor": "openai", "vision": True, "benchmarked": True}]}
CONTRACT = {
    "proposals": [
        {
            "task_id": "contract-key-fields",
            "confidence": "high",
            "evidence": ["both have parties"],
            "warning": "few rows",
        }
    ],
    "homogeneous": False,
    "conflict": {"reasoning": "the prompt asks for dates"},
    "message": "add rows",
}
METRICS = {"endpoint_id": "ep_1", "dimension": "cost", "total_micro_usd": 414, "buckets": [{"day": 1}]}
CHANGE = {"id": "ep_1", "status": "stopped"}
ACCEPTED = {"run_id": "er_1", "status": "queued", "candidates": ["qwen-vl-2"]}
ADDED = {
    "status": ACTIVE_GROUP["status"],
    "run_ids": ["trun_1", "trun_2"],
    "run_cursor": "c",
    "event_cursor": "e",
}
