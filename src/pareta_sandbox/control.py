"""Routes that neither API has: the page, the ledger, the health, the faults, and the storage host of signed uploads.

The routes under `/_sandbox/`, and `/`, are not for other web pages. A request from another origin, or one whose `Host`
is a name that could have been pointed at this machine (DNS rebinding), is a 403. A `POST` must be JSON, which no
page can send without being asked for its origin.

- `GET /` and `/_sandbox/window/`: the page for people.
- `GET /_sandbox/ledger`: what was billed, `{"total_micro_usd", "balance_micro_usd", "entries": […]}`.
- `GET /_sandbox/health`: the sandbox's seed, speed and time.
- `/_sandbox/faults`: `POST` a rule, a list of rules or `{"scenario": "…"}`; `GET` the rules and the applied faults;
  `DELETE` the rules. All three return what `GET` returns.
- `PUT /_storage/{token}`: the bytes of a document that `blob-upload-url` announced. Like a real storage host it takes
  no API keys: a request with one (`Authorization`, `x-api-key`) is a 400, so that a client which leaks its key fails
  here. The bytes are counted and hashed as they arrive, and not stored.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import scenarios
from .errors import ApiError, pareta_error_body
from .faults.parsing import applied_to_json, rule_from_json, rule_to_json
from .faults.registry import FaultRegistry
from .json_values import is_list, is_object
from .request_validation import drain
from .spec import Operation, Spec
from .sse import encode_json
from .state import State
from .window import page
from .window.traffic import Traffic

PREFIXES = ("/_sandbox/", "/_storage/")

# The upload of a document's bytes, as an operation that faults can match. It is not in openapi.yaml.
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
)


def is_upload(scope: Scope) -> bool:
    """Return whether a request is the upload of a document."""
    return bool(scope["method"] == UPLOAD.method and scope["path"].startswith("/_storage/"))


def find_refusal(headers: Mapping[str, str], listening_host: str) -> str | None:
    """Return why a request for a control route is refused; None if it is not.

    Args:
        headers: The request's headers.
        listening_host: The address or name that the sandbox listens on.
    """
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    name = name.lower().rstrip(".").removeprefix("[").removesuffix("]")
    if not (
        name in ("localhost", listening_host.lower()) or name.endswith(".localhost") or _is_address(name)
    ):
        return f"the Host {host[:100]!r} is not an address of this machine; use localhost or an IP address"
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return f"a page of {origin[:100]!r} may not control the sandbox"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "a page of another site may not control the sandbox"
    return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def serve(
    state: State,
    spec: Spec,
    faults: FaultRegistry,
    traffic: Traffic,
    host: str,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Respond to a request under one of `PREFIXES`, or for the page. `host` is what the sandbox listens on."""
    request = Request(scope, receive, send)
    path = request.scope["path"]
    refusal = None if path.startswith("/_storage/") else find_refusal(request.headers, host)
    if refusal is not None:
        await drain(request)
        response = _json_response({"detail": refusal}, 403)
    elif page.is_page(request.method, path):
        response = page.respond(state, faults, traffic, request)
    else:
        response = await _respond(state, spec, faults, request)
    response.headers["x-request-id"] = scope["request_id"]
    await response(scope, receive, send)


async def _respond(state: State, spec: Spec, faults: FaultRegistry, request: Request) -> Response:
    match request.method, request.scope["path"]:
        case "GET", "/_sandbox/ledger":
            return _json_response(state.ledger.as_json())
        case "GET", "/_sandbox/health":
            return _json_response(
                {
                    "status": "ok",
                    "seed": state.seed,
                    "speed": state.clock.speed,
                    "now": state.clock.now(),
                    "operations": len(spec.operations),
                }
            )
        case "GET" | "POST" | "DELETE", "/_sandbox/faults":
            return await _handle_faults(faults, request)
        case "PUT", path if path.startswith("/_storage/"):
            return await _handle_upload(state, request, path.removeprefix("/_storage/"))
        case _:
            return _json_response({"detail": "Not Found"}, 404)


async def _handle_upload(state: State, request: Request, token: str) -> Response:
    blob = state.evals.blobs.get(token)
    try:
        if blob is None:
            raise ApiError(404, "no such upload")
        for name in ("authorization", "x-api-key"):
            if name in request.headers:
                raise ApiError(400, f"a signed upload takes no {name} header: no API key may be sent here")
        if request.headers.get("content-type") != blob.mime:
            raise ApiError(400, f"the upload was signed for Content-Type {blob.mime}")
    except ApiError as error:
        await drain(request)
        return _json_response(pareta_error_body(error), error.status)
    digest, received = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        received += len(chunk)
    blob.received, blob.sha256 = received, digest.hexdigest()
    return Response(status_code=200)


async def _handle_faults(registry: FaultRegistry, request: Request) -> Response:
    raw = await request.body()
    if request.method == "DELETE":
        registry.clear()
    elif request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return _json_response({"detail": "send JSON, with the content type application/json"}, 415)
        try:
            record = json.loads(raw)
            if is_object(record) and "scenario" in record:
                registry.add(scenarios.find_scenario(record["scenario"]).rules)
            else:
                records = record if is_list(record) else [record]
                registry.add([rule_from_json(one) for one in records])
        except (ValueError, RecursionError) as error:
            return _json_response({"detail": str(error)}, 422)
    return _json_response(
        {
            "rules": [{**rule_to_json(rule), "times_applied": count} for rule, count in registry.rules],
            "applied": [applied_to_json(one) for one in registry.applied],
        },
        201 if request.method == "POST" else 200,
    )


def _json_response(body: object, status: int = 200) -> Response:
    return Response(encode_json(body), status, media_type="application/json")
