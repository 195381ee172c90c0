"""A server that responds with what was recorded, without a network."""

from __future__ import annotations

import asyncio
import re

import h11

from pareta_sandbox.http_server import ClientConnection

from .cassette import Exchange, Response
from .content_codings import Encoder
from .matching import Tape, Unmatched, request_key
from .recording import BodyRecorder
from .redaction import REDACTED, Redactor
from .spec_places import SpecPlaces
from .upstream import end_to_end

MAX_BODY_BYTES = 10_000_000
UPLOAD_PATH = "/_upload/"
_FRAMING = ("content-length", "transfer-encoding")


class Replay:
    """Responds from a recording.

    Args:
        exchanges: The recorded exchanges.
        places: The spec.
        speed: Recorded seconds per real second; None to respond at once.
        url: The URL of this server, which stands for that of signed uploads.
    """

    def __init__(self, exchanges: list[Exchange], places: SpecPlaces, speed: float | None, url: str) -> None:
        self._tape = Tape(exchanges, places)
        self._places = places
        self._speed = speed
        self._url = url
        names = "|".join(re.escape(name) for name in sorted(places.upload_members))
        redacted = re.escape(REDACTED)
        self._upload = re.compile(rf'("(?:{names})"\s*:\s*"){redacted}(?=")'.encode()) if names else None
        self.unmatched = 0

    async def handle(self, client: ClientConnection, request: h11.Request) -> None:
        """Respond to a request.

        Raises:
            ConnectionError: The recorded connection was closed here.
        """
        method, target = request.method.decode("latin-1"), request.target.decode("latin-1")
        headers = end_to_end(request.headers)
        coding = next((value for name, value in headers if name.lower() == b"content-encoding"), b"")
        body = BodyRecorder(coding.decode("latin-1"), MAX_BODY_BYTES, lambda: 0.0)
        await client.send_continue()
        async for chunk in client.body():
            body.add(chunk)
        if target.startswith(UPLOAD_PATH):
            await client.send_json(200, {})
            return
        # Redacted as the recording was, with this request's own key.
        redactor = Redactor(self._places.secret_members, self._places.key_headers)
        redactor.learn(request.headers)
        redactor.learn_body(body.content or b"")
        key = request_key(method, redactor.text(target), redactor.headers(headers), body.body(redactor))
        found = self._tape.find(key)
        if isinstance(found, Unmatched):
            self.unmatched += 1
            await client.send_json(501, {"detail": found.message})
        elif found.response is None:
            raise ConnectionError("the recorded connection was closed before a response")
        elif found.response.body.omitted is not None:
            note = (
                f"the body of the response in {found.source} was not recorded: {found.response.body.omitted}"
            )
            await client.send_json(501, {"detail": note})
        else:
            await self._respond(client, method, found.response)

    async def _respond(self, client: ClientConnection, method: str, response: Response) -> None:
        chunks = self._encoded_chunks(response)
        has_body = method != "HEAD" and response.status not in (204, 304)
        headers = [pair for pair in response.headers if not has_body or pair[0].lower() not in _FRAMING]
        recorded_length = next(
            (pair for pair in response.headers if pair[0].lower() == "content-length"), None
        )
        if has_body and recorded_length is not None:
            length = str(sum(map(len, chunks)))
            headers.append(
                (recorded_length[0], length if response.ended == "complete" else recorded_length[1])
            )
        await self._pause(response.pause)
        await client.send(
            h11.Response(
                status_code=response.status,
                headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
                reason=response.reason.encode("latin-1"),
            )
        )
        pauses = [*response.body.pauses, *[0.0] * len(chunks)]
        for chunk, pause in zip(chunks if has_body else (), pauses, strict=False):
            await self._pause(pause)
            await client.send(h11.Data(data=chunk))
        if response.ended != "complete":
            raise ConnectionError("the recorded connection was closed within the response")
        trailers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.trailers]
        await client.send(h11.EndOfMessage(headers=trailers if recorded_length is None else []))

    def _encoded_chunks(self, response: Response) -> list[bytes]:
        coding = next((value for name, value in response.headers if name.lower() == "content-encoding"), "")
        encoder = Encoder(coding)
        chunks = [self._with_upload_address(chunk) for chunk in response.body.chunks]
        return [encoder.encode(chunk, is_last=index == len(chunks) - 1) for index, chunk in enumerate(chunks)]

    def _with_upload_address(self, chunk: bytes) -> bytes:
        """Replace the redacted address of a signed upload by one of this server."""
        if self._upload is None:
            return chunk
        address = f"{self._url}{UPLOAD_PATH}document".encode()
        return self._upload.sub(lambda match: match.group(1) + address, chunk)

    async def _pause(self, seconds: float) -> None:
        if self._speed is not None and seconds > 0:
            await asyncio.sleep(seconds / self._speed)
