"""Follows one response for the page, on its way to the client."""

from __future__ import annotations

from starlette.types import Message, Send

from .traffic import Exchange, Traffic


class Watch:
    """Passes the messages of a response on, and records its status and what it says if it is an error."""

    def __init__(self, traffic: Traffic, exchange: Exchange, send: Send) -> None:
        self._traffic = traffic
        self._exchange = exchange
        self._send = send
        self._error_body = b""

    async def send(self, message: Message) -> None:
        """Pass a message on."""
        exchange = self._exchange
        if message["type"] == "http.response.start":
            self._traffic.respond(exchange, message["status"])
        elif exchange.status and exchange.status >= 400 and not self._error_body:
            self._error_body = message.get("body", b"")
        await self._send(message)

    def end(self) -> None:
        """Record that the response has ended, or was cut."""
        self._traffic.end(self._exchange, self._error_body)
