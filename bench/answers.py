"""What the bench's server answers: bodies in the wire format of openapi.yaml, made once. Standard library only."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

DATE = "2026-01-05T09:00:00.000000Z"
SENTENCE = "The charter was signed in San Francisco on 26 June 1945 and came into force on 24 October. "


def dumps(value: object) -> bytes:
    """Compact, as the services send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def run(status: str) -> dict[str, Any]:
    """A task run."""
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
    """A finished run and its answer, of about so many bytes, most of them sources."""
    each = len(dumps(_basis(0))) + 30
    count = max(1, round((size - 400) / each))
    output = {
        "type": "json",
        "content": {f"field_{number}": f"answer {number}" for number in range(count)},
        "basis": [_basis(number) for number in range(count)],
        "mcp_tool_calls": None,
    }
    return dumps({"run": run("completed"), "output": output})


def _model(number: int) -> dict[str, Any]:
    return {"id": f"ep_{number:06d}", "object": "model", "created": 1_767_603_600, "owned_by": "pareta"}


@cache
def models(size: int) -> bytes:
    """A list of models, of about so many bytes."""
    each = len(dumps(_model(0))) + 1
    return dumps({"object": "list", "data": [_model(number) for number in range(max(1, size // each))]})


@cache
def anthropic_models(size: int) -> bytes:
    """The same in Anthropic's form."""
    made = [
        {"type": "model", "id": f"ep_{number:06d}", "display_name": "Pareta", "created_at": DATE}
        for number in range(max(1, size // 86))
    ]
    return dumps({"data": made, "has_more": False, "first_id": made[0]["id"], "last_id": made[-1]["id"]})


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
    """One server-sent event."""
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


# Of each kind of stream: what comes once before, what is repeated, what comes once after.
CHAT_STREAM = (b"", event(_chunk(" token")), b"data: [DONE]\n\n")
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
