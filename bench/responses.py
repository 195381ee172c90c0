"""The bodies and events of the benchmark's server, in the wire format of openapi.yaml. Standard library only."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

DATE = "2026-01-05T09:00:00.000000Z"
SENTENCE = "The charter was signed in San Francisco on 26 June 1945 and came into force on 24 October. "


def dumps(value: object) -> bytes:
    """Encode compactly, as the services do."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def run(status: str) -> dict[str, Any]:
    """Return a task run."""
    return {
        "run_id": "trun_0123456789abcdef",
        "interaction_id": "trun_0123456789abcdef",
        "status": status,
        "is_active": status != "completed",
        "processor": "base",
        "created_at": DATE,
        "modified_at": DATE,
        "warnings": None,
        "error": None,
        "metadata": None,
        "taskgroup_id": None,
    }


def _basis(number: int) -> dict[str, Any]:
    citations = [
        {"url": f"https://example.org/{number}/{each}", "title": f"Source {each}", "excerpts": [SENTENCE * 2]}
        for each in range(3)
    ]
    return {
        "field": f"field_{number}",
        "reasoning": f"{number}: {SENTENCE}",
        "citations": citations,
        "confidence": "high",
    }


@cache
def result(size: int) -> bytes:
    """Return the result of a finished run, about `size` bytes long; most of them are citations."""
    each = len(dumps(_basis(0))) + 30
    count = max(1, round((size - 400) / each))
    output = {
        "type": "json",
        "content": {f"field_{number}": f"value {number}" for number in range(count)},
        "basis": [_basis(number) for number in range(count)],
        "mcp_tool_calls": None,
        "output_schema": None,
        "beta_fields": None,
    }
    return dumps({"run": run("completed"), "output": output})


def _model(number: int) -> dict[str, Any]:
    return {"id": f"ep_{number:06d}", "object": "model", "created": 1_767_603_600, "owned_by": "pareta"}


@cache
def models(size: int) -> bytes:
    """Return a list of models, about `size` bytes long."""
    each = len(dumps(_model(0))) + 1
    return dumps({"object": "list", "data": [_model(number) for number in range(max(1, size // each))]})


@cache
def anthropic_models(size: int) -> bytes:
    """Return a list of models in Anthropic's format, about `size` bytes long."""
    data = [
        {"type": "model", "id": f"ep_{number:06d}", "display_name": "Pareta", "created_at": DATE}
        for number in range(max(1, size // 86))
    ]
    return dumps({"data": data, "has_more": False, "first_id": data[0]["id"], "last_id": data[-1]["id"]})


def _entry(number: int, kind: str = "open") -> dict[str, Any]:
    return {
        "name": f"model-{number:05d}",
        "kind": kind,
        "quality": 0.9 - number % 100 / 1000,
        "cost_per_request_micro_usd": 640 + number,
        "context_k": 128,
        "run_mode": "shared",
    }


@cache
def leaderboard(size: int) -> bytes:
    """Return a leaderboard, about `size` bytes long."""
    each = len(dumps(_entry(0))) + 1
    return dumps(
        {
            "task_id": "contract-key-fields",
            "metric": "field_f1",
            "cost_unit": "micro_usd_per_request",
            "recommended": "model-00000",
            "models": [_entry(number) for number in range(max(1, (size - 300) // each))],
            "frontier": _entry(99_999, "frontier"),
        }
    )


CANDIDATES = 5


def _item(number: int) -> dict[str, Any]:
    prediction = {"parties": ["Acme", "Bolt"], "signed": "1945-06-26", "summary": f"{number}: {SENTENCE * 3}"}
    return {"idx": number, "score": number % 100 / 100, "prediction": prediction, "error": None}


def _candidate(number: int, items: int) -> dict[str, Any]:
    return {
        "model_id": f"model-{number:05d}",
        "kind": "open",
        "quality_mean": 0.83,
        "quality_ci_low": 0.8,
        "quality_ci_high": 0.86,
        "mean_cost_micro_usd": 640,
        "n_succeeded": items,
        "error_count": 0,
        "exact_match": 71.5,
        "per_item": [_item(each) for each in range(items)],
    }


@cache
def eval_run(size: int) -> bytes:
    """Return a completed eval run of five candidates with per-item results, about `size` bytes long."""
    each = len(dumps(_item(0))) + 3
    items = max(1, (size - 1_300) // (CANDIDATES * each))
    run = {
        "id": "run_000001",
        "eval_set_id": "es_000001",
        "status": "completed",
        "candidate_model_ids": [f"model-{number:05d}" for number in range(CANDIDATES)],
        "error_detail": None,
        "total_cost_micro_usd": 640 * CANDIDATES * items,
    }
    return dumps({"run": run, "results": [_candidate(number, items) for number in range(CANDIDATES)]})


COMPLETION = dumps(
    {
        "id": "chatcmpl-0123456789",
        "object": "chat.completion",
        "created": 1_767_603_600,
        "model": "ep_000001",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "logprobs": None,
                "message": {"role": "assistant", "content": SENTENCE, "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": 12, "completion_tokens": 22, "total_tokens": 34},
    }
)
MESSAGE_HEAD = {
    "id": "msg_0123456789",
    "type": "message",
    "role": "assistant",
    "model": "ep_000001",
    "stop_sequence": None,
}
MESSAGE = dumps(
    {
        **MESSAGE_HEAD,
        "content": [{"type": "text", "text": SENTENCE}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 12, "output_tokens": 22},
    }
)


def event(data: object, name: str = "") -> bytes:
    """Return one server-sent event."""
    return (f"event: {name}\n" if name else "").encode() + b"data: " + dumps(data) + b"\n\n"


def _chunk(content: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": content}, "logprobs": None, "finish_reason": None}
    return {
        "id": "chatcmpl-0123456789",
        "object": "chat.completion.chunk",
        "created": 1_767_603_600,
        "model": "ep_000001",
        "choices": [choice],
    }


# Of each kind of stream: what is sent once at the start, what is repeated, what is sent once at the end.
CHAT_STREAM = (b"", event(_chunk(" token")), b"data: [DONE]\n\n")
DEPLOY_STREAM = (
    b"",
    event({"stage": "pulling weights", "label": "Pulling the weights", "pct": 42.5}, "progress"),
    event(
        {
            "endpoint": {
                "id": "ep_000001",
                "name": "ep_000001",
                "model": "model-00000",
                "status": "live",
                "taskName": "contract-key-fields",
                "url": "https://ep-000001.example.org",
            }
        },
        "complete",
    ),
)
RUN_STREAM = (
    event({"type": "task_run.state", "event_id": "", "run": run("running")}, "task_run.state"),
    event(
        {"type": "task_run.progress_msg.search", "message": SENTENCE, "timestamp": DATE},
        "task_run.progress_msg.search",
    ),
    event({"type": "task_run.state", "event_id": "", "run": run("completed")}, "task_run.state"),
)
MESSAGE_STREAM = (
    event(
        {
            "type": "message_start",
            "message": {
                **MESSAGE_HEAD,
                "content": [],
                "stop_reason": None,
                "usage": {"input_tokens": 12, "output_tokens": 1},
            },
        },
        "message_start",
    )
    + event(
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        "content_block_start",
    ),
    event(
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": " token"}},
        "content_block_delta",
    ),
    event({"type": "content_block_stop", "index": 0}, "content_block_stop")
    + event(
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 50},
        },
        "message_delta",
    )
    + event({"type": "message_stop"}, "message_stop"),
)
