"""Runs cases in a peer's environment, as the runner asks: JSON lines in, JSON lines out. Standard library only.

python -m bench.worker ADAPTER URL
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
from importlib import import_module
from typing import Any

from bench.cases import calls, decoding, memory, streams

# case → the function, and what an adapter must have for it
CASES: dict[str, tuple[Any, str]] = {
    "sync_get": (calls.sync_get, "get"),
    "sync_post": (calls.sync_post, "post"),
    "async_get": (calls.async_get, "aget"),
    "async_post": (calls.async_post, "apost"),
    "at_once": (calls.at_once, "aget"),
    "executes": (calls.executes, "execute"),
    "decode": (decoding.decode, "decode"),
    "result": (decoding.result, "result"),
    "read_list": (decoding.read_list, "read_list"),
    "sync_events": (streams.sync_events, "stream"),
    "async_events": (streams.async_events, "astream"),
    "first_token": (streams.first_token, "astream"),
    "stream_memory": (streams.stream_memory, "astream"),
    "big": (memory.big, "big"),
    "clients": (memory.clients, "get"),
}


def main(adapter: str, url: str) -> None:
    """Until its input ends."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, hard) if hard > 0 else 8192, hard))
    sdk = import_module(f"bench.adapters.{adapter}")
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever an SDK prints is not an answer
    for line in sys.stdin:
        asked = json.loads(line)
        case, needed = CASES[asked["case"]]
        try:
            answer = case(sdk, url, **asked["with"]) if hasattr(sdk, needed) else {"missing": needed}
        except Exception:  # noqa: BLE001  # it is told, and the next case goes on
            answer = {"error": traceback.format_exc(limit=-3)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
