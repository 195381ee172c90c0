"""See each attempt, response and retry of a client's calls."""

from pareta import Pareta, RequestEvent, ResponseEvent, RetryEvent


def count(event: RequestEvent) -> None:
    print("attempt", event.attempt, "of", event.operation)


def measure(event: ResponseEvent) -> None:
    print(event.status, event.duration < 10, event.request_id is not None)


def warn(event: RetryEvent) -> None:
    print("again in", event.pause, "s:", event.error)


with Pareta.from_env(on_request=count, on_response=measure, on_retry=warn) as pa:
    print(len(pa.models.list()) > 0)
