"""Serves the page, and streams to it what changes. The page reads; it changes nothing.

- `GET /`: the page.
- `GET /_sandbox/window/page.css`, `…/page.js`: what it consists of. Nothing comes from another host.
- `GET /_sandbox/window/events`: server-sent events. `exchanges` is a list of requests that are new or have changed,
  `state` all else. Each is sent when it has changed, at most four times a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pareta_sandbox.faults.parsing import rule_to_json
from pareta_sandbox.faults.registry import FaultRegistry
from pareta_sandbox.sse import encode_json
from pareta_sandbox.state import State

from .traffic import Traffic

PREFIX = "/_sandbox/window/"
_SECONDS_BETWEEN = 0.25
_SHOWN = 50
# Counting the statuses of more runs would keep the sandbox busy.
_MAX_COUNTED_RUNS = 5_000
_FILES = {
    "/": ("page.html", "text/html"),
    f"{PREFIX}page.css": ("page.css", "text/css"),
    f"{PREFIX}page.js": ("page.js", "text/javascript"),
}
# The page shows what clients send. It is only ever set as text, and the browser runs nothing but our own script.
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def is_page(method: str, path: str) -> bool:
    """Return whether a request is for the page or what it consists of."""
    return method == "GET" and (path in _FILES or path == f"{PREFIX}events")


def respond(state: State, faults: FaultRegistry, traffic: Traffic, request: Request) -> Response:
    """Return the response to a request that `is_page`."""
    path = request.scope["path"]
    if path in _FILES:
        name, media_type = _FILES[path]
        content = files("pareta_sandbox.window").joinpath(name).read_bytes()
        return Response(content, 200, _HEADERS, media_type)
    events = _events(state, faults, traffic)
    return StreamingResponse(events, 200, _HEADERS, "text/event-stream")


async def _events(state: State, faults: FaultRegistry, traffic: Traffic) -> AsyncIterator[bytes]:
    version, sent = 0, b""
    while True:
        changed = [exchange.as_json() for exchange in traffic.since(version)]
        if changed:
            version = traffic.version
            yield b"event: exchanges\ndata: " + encode_json(changed) + b"\n\n"
        now = encode_json(state_as_json(state, faults, traffic))
        if now != sent:
            sent = now
            yield b"event: state\ndata: " + now + b"\n\n"
        await asyncio.sleep(_SECONDS_BETWEEN)  # real seconds, whatever the sandbox's clock does


def state_as_json(state: State, faults: FaultRegistry, traffic: Traffic) -> dict[str, object]:
    """Return what the page shows beside the requests: the latest of each, with their status now."""
    now, entries = state.clock.now(), state.ledger.entries
    runs = state.runs
    return {
        "seed": state.seed,
        "speed": state.clock.speed,
        "requests": traffic.total,
        "total_micro_usd": state.ledger.total_micro_usd,
        "balance_micro_usd": state.ledger.balance_micro_usd,
        "bills": len(entries),
        "ledger": [entry.as_json() for entry in entries[: -_SHOWN - 1 : -1]],
        "endpoints": [
            {"id": one.id, "task": one.task, "model": one.model, "status": one.status(now)}
            for one in state.endpoints.all()[: -_SHOWN - 1 : -1]
        ],
        "runs": len(runs),
        "active_runs": sum(run.is_active(now) for run in runs.values())
        if len(runs) <= _MAX_COUNTED_RUNS
        else None,
        "latest_runs": [
            {"id": run.id, "processor": run.processor, "status": run.status(now)}
            for run in islice(reversed(runs.values()), _SHOWN)
        ],
        "faults": [{**rule_to_json(rule), "times_applied": count} for rule, count in faults.in_force(now)],
        "faults_applied": len(faults.applied),
    }
