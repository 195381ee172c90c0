"""Tools about earlier calls: what they started, and the rest of a long answer. They send nothing."""

from __future__ import annotations

from pareta_mcp import answers, operations
from pareta_mcp.answers import Answer
from pareta_mcp.calls import Call
from pareta_mcp.tools import tool

SLICE = 15_000
_ARGUMENTS: dict[str, operations.Schema] = {
    "answer_id": {"type": "string", "description": "The answer_id of a shortened answer."},
    "offset": {
        "type": "integer",
        "minimum": 0,
        "default": 0,
        "description": "Where to begin, in characters.",
    },
}


@tool("started_work", "List what was started", result="A list of {kind, id, state, next}.")
async def list_work(call: Call) -> Answer:
    """List everything that this server has started at the services (deploys, runs, groups), and how to resume it.

    Call it after a call was cancelled or timed out: the work goes on, and is billed.
    """
    work = call.session.work
    found = [
        {
            "kind": one.kind,
            "id": one.id,
            "state": one.state,
            "next": None if one.state == "ended" else one.next,
        }
        for one in reversed(work)
    ]
    going_on = len(call.session.going_on())
    return Answer(f"{len(found)} started since this server runs; {going_on} may go on.", found)


@tool(
    "read_more",
    "Read the rest of a long answer",
    own=_ARGUMENTS,
    result="A text: some characters of the whole result as JSON.",
)
async def read_more(call: Call, *, answer_id: str, offset: int = 0) -> Answer:
    """Read the whole result of an answer that was shortened, as slices of its JSON text."""
    whole = call.session.kept.get(answer_id)
    if whole is None:
        return Answer(
            f"There is no answer {answers.line(answer_id)} any more: only the last ones are kept.",
            failed=True,
            error="NotFound",
            next="Call the tool again that gave it, if it costs nothing.",
        )
    end = min(offset + SLICE, len(whole))
    more = end < len(whole)
    return Answer(
        f"Characters {offset:,} to {end:,} of {len(whole):,}.",
        whole[offset:end],
        ids={"answer_id": answer_id},
        next=answers.call("read_more", answer_id=answer_id, offset=end) if more else "",
    )
