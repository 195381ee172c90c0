"""Programs that libraries for tests and tracing watch. Each runs in its own process, since they patch httpx globally.

    python -m tests.contract.watchers NAME URL

Each does the same through a plain `httpx.Client` and through the SDK, sync and async, and prints what the library saw
of each as JSON. test_watchers.py compares the two.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

import pareta

KEY = "pareta_sk_0123456789"
MODELS: dict[str, Any] = {"object": "list", "data": [{"id": "ep_1"}]}
WAYS = ("plain sync", "plain async", "ours sync", "ours async")


def ask(way: str, url: str) -> object:
    """List the models, one way or another."""
    if way == "plain sync":
        with httpx.Client() as client:
            return client.get(f"{url}/v1/models").json()["data"][0]["id"]
    if way == "ours sync":
        with pareta.Pareta(api_key=KEY, base_url=url) as pa:
            return pa.models.list()[0].id

    async def plain() -> object:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/v1/models")).json()["data"][0]["id"]

    async def ours() -> object:
        async with pareta.AsyncPareta(api_key=KEY, base_url=url) as pa:
            return (await pa.models.list())[0].id

    return asyncio.run(plain() if way == "plain async" else ours())


def opentelemetry(url: str) -> dict[str, Any]:
    """Return the span of each request, and whether the context was propagated."""
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    seen: dict[str, Any] = {}
    for way in WAYS:
        exporter.clear()
        ask(way, url)
        seen[way] = [[span.name, dict(span.attributes or {})] for span in exporter.get_finished_spans()]
    return seen


def sentry(url: str) -> dict[str, Any]:
    """Return the spans of each request."""
    import sentry_sdk
    from sentry_sdk.integrations.httpx import HttpxIntegration

    events: list[Any] = []
    sentry_sdk.init(
        dsn="http://key@127.0.0.1:1/1",
        traces_sample_rate=1.0,
        before_send_transaction=lambda event, _: events.append(event),
        default_integrations=False,
        integrations=[HttpxIntegration()],
    )
    seen: dict[str, Any] = {}
    for way in WAYS:
        with sentry_sdk.start_transaction(name=way):
            ask(way, url)
        seen[way] = [
            [
                span["op"],
                span["description"],
                span["data"]["http.method"],
                span["data"]["http.response.status_code"],
            ]
            for span in events[-1]["spans"]
        ]
    return seen


def vcr(url: str) -> dict[str, Any]:
    """Return what is replayed from a cassette after the server's answer was recorded."""
    import vcr as recorder

    seen: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            cassette = Path(folder) / f"{way}.yaml"
            with recorder.use_cassette(str(cassette), filter_headers=["authorization"]):
                ask(way, url)
            with recorder.use_cassette(str(cassette), record_mode="none") as played:
                seen[way] = [
                    ask(way, url),
                    played.play_count,
                    [[each.method, each.uri] for each in played.requests],
                ]
            assert KEY not in cassette.read_text()
    return seen


def respx(using: str) -> Callable[[str], dict[str, Any]]:
    """Return what a router saw, and what it answered, in one of its two modes."""

    def program(url: str) -> dict[str, Any]:
        import respx

        seen: dict[str, Any] = {}
        for way in WAYS:
            with respx.mock(using=using) as router:
                route = router.get(f"{url}/v1/models").respond(json=MODELS)
                seen[way] = [
                    ask(way, url),
                    [[call.request.method, str(call.request.url)] for call in route.calls],
                ]
        return seen

    return program


PROGRAMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "opentelemetry": opentelemetry,
    "sentry": sentry,
    "vcr": vcr,
    "respx-httpcore": respx("httpcore"),
    "respx-httpx": respx("httpx"),
}

if __name__ == "__main__":
    json.dump(PROGRAMS[sys.argv[1]](sys.argv[2]), sys.stdout)
