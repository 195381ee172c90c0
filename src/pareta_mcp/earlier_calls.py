"""Tools about earlier calls: what they started, and the rest of a long response. They send nothing."""

from __future__ import annotations

from pareta_mcp import operations, responses
from pareta_mcp.calls import Call
from pareta_mcp.responses import ToolResponse
from pareta_mcp.tools import tool

SLICE = (responses.MAX_CHARACTERS - 2) // 2
"""The longest slice, in characters. Each may need a backslash in JSON, and a slice must not be shortened again."""
_ARGUMENTS: dict[str, operations.Schema] = {
    "response_id": {"type": "string", "description": "The response_id of a shortened response."},
    "offset": {
        "type": "integer",
        "minimum": 0,
        "default": 0,
        "description": "Where to begin, in characters.",
    },
}


@tool("started_work", "List what was started", result="A list of {kind, id, state, next}.")
async def list_work(call: Call) -> ToolResponse:
    """List everything that this server has started at the services (deploys, runs, groups), and how to resume it.

    Call it after a call was cancelled or timed out: the work continues, and is billed.
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
    continuing = len(call.session.continuing())
    return ToolResponse(f"{len(found)} started since this server runs; {continuing} may continue.", found)


@tool(
    "read_more",
    "Read the rest of a long response",
    own=_ARGUMENTS,
    result="A text: some characters of the whole result as JSON.",
)
async def read_more(call: Call, *, response_id: str, offset: int = 0) -> ToolResponse:
    """Read the whole result of a response that was shortened, as slices of its JSON text."""
    whole = call.session.kept.get(response_id)
    if whole is None:
        return ToolResponse(
            f"There is no response {responses.line(response_id)} any more: only the last ones are kept.",
            failed=True,
            error="NotFound",
            next="Call the tool again that gave it, if it costs nothing.",
        )
    end = min(offset + SLICE, len(whole))
    more = end < len(whole)
    return ToolResponse(
        f"Characters {offset:,} to {end:,} of {len(whole):,}.",
        whole[offset:end],
        ids={"response_id": response_id},
        next=responses.call("read_more", response_id=response_id, offset=end) if more else "",
    )
