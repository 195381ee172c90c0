"""Receive a webhook: verify the received bytes, then read the run. Here the program sends one to itself."""

import base64
import json
import os
from collections.abc import Mapping

from parallel import webhooks

done: set[str] = set()


def receive(headers: Mapping[str, str], body: bytes, secret: str) -> int:
    """Handle a request, in any framework; return the status of the response."""
    try:
        event = webhooks.parse(body, headers, secret=secret)
    except webhooks.WebhookVerificationError as error:
        print("rejected:", error)
        return 400
    if event.id in done:
        print("delivered again:", event.id)
    elif event.run:
        done.add(event.id)
        print(f"{event.type}: {event.run.run_id} is {event.run.status}")
    return 200


# What the service does. The dashboard shows the real secret; store it like the API key.
sample_secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
run = {"run_id": "trun_1", "status": "completed", "is_active": False, "processor": "base"}
sample = json.dumps({"type": "task_run.status", "timestamp": "2026-01-01T12:00:00Z", "data": run}).encode()
signed = webhooks.sign(sample, secret=sample_secret, id="msg_1")

print(receive(signed, sample, sample_secret))
print(receive(signed, sample, sample_secret))
print(receive(signed, sample.replace(b"completed", b"failed"), sample_secret))
