"""Routes that neither API has: the sandbox's books, its health, and the storage host of signed uploads.

- `GET /_sandbox/ledger`: what was billed, `{"total_micro_usd", "balance_micro_usd", "entries": […]}`.
- `GET /_sandbox/health`: seed, speed and time of the sandbox.
- `PUT /_storage/{token}`: the bytes of a document that `blob-upload-url` announced. As a storage host does, it knows
  no API keys: a request that carries one (`Authorization`, `x-api-key`) is refused with a 400, so that a client
  which leaks its key fails here. The bytes are counted and hashed as they come, and thrown away.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .errors import Refusal, pareta_shape
from .intake import drain
from .spec import Spec
from .sse import encode_json
from .state import State

PREFIXES = ("/_sandbox/", "/_storage/")


async def answer(state: State, spec: Spec, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive, send)
    match request.method, request.url.path:
        case "GET", "/_sandbox/ledger":
            response = _json(state.ledger.as_json())
        case "GET", "/_sandbox/health":
            response = _json(
                {
                    "status": "ok",
                    "seed": state.seed,
                    "speed": state.clock.speed,
                    "now": state.clock.now(),
                    "operations": len(spec.operations),
                }
            )
        case "PUT", path if path.startswith("/_storage/"):
            response = await _put(state, request, path.removeprefix("/_storage/"))
        case _:
            response = _json({"detail": "Not Found"}, 404)
    response.headers["x-request-id"] = state.new_id("req", request.method, request.url.path, length=16)
    await response(scope, receive, send)


async def _put(state: State, request: Request, token: str) -> Response:
    blob = state.evals.blobs.get(token)
    try:
        if blob is None:
            raise Refusal(404, "no such upload")
        for name in ("authorization", "x-api-key"):
            if name in request.headers:
                raise Refusal(400, f"a signed upload takes no {name} header: no API key may be sent here")
        if request.headers.get("content-type") != blob.mime:
            raise Refusal(400, f"the upload was signed for Content-Type {blob.mime}")
    except Refusal as refusal:
        await drain(request)
        return _json(pareta_shape(refusal), refusal.status)
    digest, received = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        received += len(chunk)
    blob.received, blob.sha256 = received, digest.hexdigest()
    return Response(status_code=200)


def _json(body: object, status: int = 200) -> Response:
    return Response(encode_json(body), status, media_type="application/json")
