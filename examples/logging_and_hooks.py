"""What a program can see of its calls: a log, and functions of its own."""

import logging

from pareta import Pareta, RequestEvent, ResponseEvent, RetryEvent

logging.basicConfig(level=logging.WARNING)
logging.getLogger("pareta").setLevel(logging.INFO)


def count(event: RequestEvent) -> None:
    print("attempt", event.attempt, "of", event.operation)


def measure(event: ResponseEvent) -> None:
    print(event.status, "after", f"{event.duration:.1f} s", event.request_id is not None)


def warn(event: RetryEvent) -> None:
    print("again in", event.pause, "s:", event.error)


with Pareta.from_env(on_request=count, on_response=measure, on_retry=warn) as pa:
    print(len(pa.models.list()) > 0, "models")
