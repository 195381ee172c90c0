"""Run cases in a peer's environment for the runner: JSON lines in, JSON lines out. Standard library only.

python -m bench.worker ADAPTER URL
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
from importlib import import_module
from typing import Any

from bench.cases import calls, memory, reading, streams

# case → the function, and the call that an adapter must have for it
CASES: dict[str, tuple[Any, str]] = {
    "sync_get": (calls.sync_get, "get"),
    "sync_post": (calls.sync_post, "post"),
    "async_get": (calls.async_get, "aget"),
    "async_post": (calls.async_post, "apost"),
    "at_once": (calls.at_once, "aget"),
    "executes": (calls.executes, "execute"),
    "models": (reading.models, "models"),
    "leaderboard": (reading.leaderboard, "leaderboard"),
    "eval_run": (reading.eval_run, "eval_run"),
    "result": (reading.result, "result"),
    "sync_events": (streams.sync_events, "stream"),
    "async_events": (streams.async_events, "astream"),
    "sync_deploy": (streams.sync_deploy, "deploy"),
    "async_deploy": (streams.async_deploy, "adeploy"),
    "first_token": (streams.first_token, "astream"),
    "stream_memory": (streams.stream_memory, "astream"),
    "big": (memory.big, "big"),
    "clients": (memory.clients, "get"),
}


def main(adapter: str, url: str) -> None:
    """Run the cases that standard input names, until it ends."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard) if hard > 0 else 8192, hard))
    sdk = import_module(f"bench.adapters.{adapter}")
    output = sys.stdout
    sys.stdout = sys.stderr  # what an SDK prints must not mix with the numbers
    for line in sys.stdin:
        request = json.loads(line)
        case, needed = CASES[request["case"]]
        try:
            numbers = case(sdk, url, **request["with"]) if hasattr(sdk, needed) else {"missing": needed}
        except Exception:  # noqa: BLE001  # the runner reports it and goes on with the next case
            numbers = {"error": traceback.format_exc(limit=-3)}
        output.write(json.dumps(numbers) + "\n")
        output.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
