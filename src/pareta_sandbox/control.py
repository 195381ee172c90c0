"""Routes that neither API has: the sandbox's books, its health, and the storage host of signed uploads.

- `GET /_sandbox/ledger`: what was billed, `{"total_micro_usd", "balance_micro_usd", "entries": […]}`.
- `GET /_sandbox/health`: seed, speed and time of the sandbox.
- `/_sandbox/faults`: `POST` a rule, a list of rules or `{"scenario": "…"}`; `GET` the rules and what has struck;
  `DELETE` the rules. All three answer with what `GET` gives.
- `PUT /_storage/{token}`: the bytes of a document that `blob-upload-url` announced. As a storage host does, it knows
  no API keys: a request that carries one (`Authorization`, `x-api-key`) is refused with a 400, so that a client
  which leaks its key fails here. The bytes are counted and hashed as they come, and thrown away.
"""

from __future__ import annotations

import hashlib
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import scenarios
from .errors import Refusal, pareta_shape
from .faults.book import FaultBook
from .faults.forms import applied_as_json, as_json, from_json
from .intake import drain
from .shapes import is_list, is_object
from .spec import Operation, Spec
from .sse import encode_json
from .state import State

PREFIXES = ("/_sandbox/", "/_storage/")

# The upload of a document's bytes, as an operation on which a fault can fall. It is none of openapi.yaml's.
UPLOAD = Operation(
    id="putSignedUpload",
    api="pareta",
    tag="evals",
    method="PUT",
    path="/_storage/{token}",
    parameters=(),
    body=None,
    success=200,
    statuses=frozenset({200, 400, 404}),
    receipt_header=None,
)


def is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == UPLOAD.method and scope["path"].startswith("/_storage/"))


async def answer(
    state: State, spec: Spec, faults: FaultBook, scope: Scope, receive: Receive, send: Send
) -> None:
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
        case "GET" | "POST" | "DELETE", "/_sandbox/faults":
            response = await _faults(faults, request)
        case "PUT", path if path.startswith("/_storage/"):
            response = await _put(state, request, path.removeprefix("/_storage/"))
        case _:
            response = _json({"detail": "Not Found"}, 404)
    response.headers["x-request-id"] = scope["request_id"]
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


async def _faults(book: FaultBook, request: Request) -> Response:
    raw = await request.body()
    if request.method == "DELETE":
        book.clear()
    elif request.method == "POST":
        try:
            given = json.loads(raw)
            if is_object(given) and "scenario" in given:
                book.add(scenarios.named(given["scenario"]).rules)
            else:
                book.add([from_json(one) for one in (given if is_list(given) else [given])])
        except ValueError as problem:
            return _json({"detail": str(problem)}, 422)
    return _json(
        {
            "rules": [{**as_json(rule), "struck": struck} for rule, struck in book.rules],
            "applied": [applied_as_json(one) for one in book.applied],
        },
        201 if request.method == "POST" else 200,
    )


def _json(body: object, status: int = 200) -> Response:
    return Response(encode_json(body), status, media_type="application/json")
