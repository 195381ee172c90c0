"""Refuses what a web page sends: neither the proxy nor the replay is for pages."""

from __future__ import annotations

import h11

from pareta_sandbox.control import find_refusal
from pareta_sandbox.http_server import ClientConnection, Handler


def refusing_pages(handler: Handler) -> Handler:
    """Return a handler that passes on each request that no web page sent."""

    async def handle(client: ClientConnection, request: h11.Request) -> None:
        refusal = find_client_refusal(request)
        if refusal is None:
            await handler(client, request)
        else:
            await client.send_json(403, {"detail": refusal})

    return handle


def find_client_refusal(request: h11.Request) -> str | None:
    """Return why a request is refused: a web page sent it, or its Host is a name that could point anywhere."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
    return find_refusal(headers, "127.0.0.1")
