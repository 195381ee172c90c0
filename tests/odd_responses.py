"""Responses of all kinds to the requests of a call: right, almost right, wrong, garbage, cut, lost. No test is here.

Each is made when the request comes, by the operation that it is for, so a call of many requests gets an answer that
could be meant for each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from random import Random
from typing import Any

import httpx

from pareta_wire.operations import OPERATIONS
from tests.spec_values import Maker, Schema, contents, named_events
from tests.support import Chunks, ScriptedResponse, respond

# Literal paths before templated ones, as the services read them.
ROUTES = [
    (each.id, re.compile(f"{each.method} " + re.sub(r"\{.*?\}", "[^/]+", each.path)))
    for each in sorted(OPERATIONS.values(), key=lambda each: each.path.count("{"))
]
EVENTS = "text/event-stream"

SUCCESSES = [200, 201, 202, 203, 204, 206, 299]
FAILURES = [301, 304, 307, 400, 401, 402, 403, 404, 408, 409, 418, 422, 425, 429, 500, 502, 503, 504, 599]
ODD_STATUSES = [100, 102, 199, 300, 600, 999]
LOST: list[type[httpx.RequestError]] = [
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.RemoteProtocolError,
    httpx.UnsupportedProtocol,
    httpx.WriteError,
    httpx.WriteTimeout,
]
GARBAGE = [
    b"",
    b"\x00",
    b"\xff\xfe\x00",
    b"<html><body>log in</body></html>",
    b"null",
    b"[]",
    b"{}",
    b'""',
    b"NaN",
    b"1e999",
    b"9" * 5000,
    b"[" * 3000,
    b'{"a":' * 700 + b"1" + b"}" * 700,
    b"\xef\xbb\xbf{}",
    b'{"detail": [{"loc": "x", "msg": 5}, 7]}',
    b'{"error": {"message": ["\\ud800"], "ref_id": 5, "detail": {}}}',
    b'{"error": {"code": "0499' + b"9" * 5000 + b'"}}',
    b'{"message": "\\ud800"}',
]
HEADERS: dict[str, list[bytes]] = {
    "content-type": [
        b"text/html",
        b"",
        b"application/json; charset=klingon",
        b"TEXT/EVENT-STREAM; x",
        b"\xff",
    ],
    "content-encoding": [b"gzip", b"deflate", b"br", b"zstd", b"identity", b"nonsense"],
    "content-length": [b"0", b"3", b"999999", b"-1", b"many"],
    "x-request-id": [b"", b"\xff\xfe", "é".encode(), b"r" * 5000],
    "retry-after": [b"0", b"7", b"61", b"-1", b"nan", b"1e999", b"soon", b"\xff", b"9" * 5000],
    "date": [b"yesterday", b"Fri, 15 Jan 1027 08:00:07 GMT", b"Fri, 15 Jan 2027 08:00:07 +9999", b"\xff"],
    "location": [b"https://elsewhere.test/", b"\xff", b"//"],
    "x-pareta-billed": [b"5", b"-5", b"5.5", b"", b"9" * 5000, "٣".encode(), b"\xff"],
}
DATES = [b"Mon, 05 Jan 2026 09:00:07 GMT", b"Mon, 05 Jan 2026 19:00:07 +2359", b"Mon, 05 Jan 2026 09:00:07"]
HEADERS["retry-after"] += [*DATES, b"Thu, 01 Jan 1970 00:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 -2359"]


def operation_of(request: httpx.Request) -> str:
    """Return the operation that a request is for; empty for an upload to a storage host."""
    asked = f"{request.method} {request.url.path}"
    return next((name for name, pattern in ROUTES if pattern.fullmatch(asked)), "")


class OddResponses:
    """Makes an answer to each request, and after `most` of them only refusals, so that every wait ends.

    With `right` each is what the contract promises; else some are, in one run few and in another most. `given` are
    values of members that a call looks for.
    """

    def __init__(
        self,
        random: Random,
        *,
        right: bool = False,
        most: int = 6,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self._random = random
        self._given = given
        self._chance = 100 if right else random.choice([10, 50, 80])
        self._right = True
        self._left = most
        self.bodies: list[Chunks] = []
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> ScriptedResponse:
        self._left -= 1
        self._right = self._random.randrange(100) < self._chance
        if self._left < 0:
            return respond(401, {"detail": "enough"})
        if self._kind(10) == 9:
            lost = self._random.choice(LOST)
            self.sent.append(f"{request.method} {request.url.path} → {lost.__name__}")
            raise lost("the connection is down")
        operation_id = operation_of(request)
        promised: dict[int, dict[str, Schema]] = contents(operation_id) if operation_id else {200: {}}
        status = self._status([status for status in promised if status < 300])
        schemas = promised.get(status, {})
        wanted = request.headers.get("accept", "")
        media = wanted if wanted in schemas else next(iter(schemas), "application/json")
        pieces = (
            self._stream(operation_id, schemas[media]) if media == EVENTS else self._body(schemas.get(media))
        )
        headers: dict[str, Any] = {"content-type": media, **self._headers()}
        self.sent.append(f"{request.method} {request.url.path} → {status} {headers} {pieces}")
        self.bodies.append(Chunks(*pieces))
        return ScriptedResponse(
            status, self.bodies[-1], headers, takes=self._random.choice([0.0, 0.0, 5.0, 50.0])
        )

    def _kind(self, kinds: int) -> int:
        """Return which way to go wrong; 0 is right."""
        return 0 if self._right else self._random.randrange(kinds)

    def _status(self, promised: list[int]) -> int:
        odd = {6: SUCCESSES, 7: FAILURES, 8: FAILURES, 9: ODD_STATUSES}
        return self._random.choice(odd.get(self._kind(10), promised))

    def _headers(self) -> dict[str, bytes]:
        more = {0: [], 1: ["content-type"], 2: ["content-encoding"], 3: ["retry-after", "date"]}
        names = more.get(self._kind(8)) or ([] if self._right else [self._random.choice(sorted(HEADERS)[3:])])
        return {name: self._random.choice(HEADERS[name]) for name in names}

    def _json(self, schema: Schema | None) -> bytes:
        kind = self._kind(6)
        if schema is None and self._right:
            return b""
        odd = {2: 1, 3: 4, 4: 15}.get(kind, 0)
        maker = Maker(self._random, tolerant=kind > 0, odd=odd, given=self._given)
        value = maker.any_json() if schema is None or kind == 5 else maker.make(schema)
        as_it_is = self._random.choice([True, False])
        return json.dumps(value, ensure_ascii=as_it_is).encode("utf-8", "replace")

    def _body(self, schema: Schema | None) -> list[bytes | Exception]:
        kind = self._kind(12)
        if kind == 11:
            return [self._random.choice(GARBAGE)]
        if kind == 10:
            return [self._random.randbytes(self._random.randrange(40))]
        body = self._json(schema)
        if kind == 9:
            cut = body[: self._random.randint(0, len(body))]
            return [cut, httpx.ReadError("cut")] if self._random.choice([True, False]) else [cut]
        return [body]

    def _stream(self, operation_id: str, schema: Schema) -> list[bytes | Exception]:
        rules = OPERATIONS[operation_id].stream
        assert rules is not None
        by_name = named_events(operation_id)
        names = [*by_name] if self._right else [*by_name, "", "news"]
        begun = [name for name in names if name not in rules.end_events] or [""]
        text = b""
        for _ in range(self._random.randint(0, 4)):
            name = self._random.choice(begun)
            text += self._event(name, by_name.get(name, schema))
        if rules.end_events:
            name = self._random.choice(sorted(rules.end_events))
            text += self._event(name, by_name[name])
        if rules.end_data is not None:
            text += f"data: {rules.end_data}\n\n".encode()
        return self._spoilt(text)

    def _event(self, name: str, schema: Schema) -> bytes:
        data = self._json(schema) if self._kind(20) != 19 else self._random.choice(GARBAGE)
        return (f"event: {name}\n" if name else "").encode() + b"data: " + data + b"\n\n"

    def _spoilt(self, text: bytes) -> list[bytes | Exception]:
        kind = self._kind(10)
        place = self._random.randint(0, len(text))
        if kind == 5:
            return [text[:place], httpx.ReadError("cut")]
        if kind == 6:
            return [text[:place]]
        if kind == 7:
            return [text[:place], self._random.randbytes(4), text[place:]]
        if kind == 8:
            failure = json.dumps(Maker(self._random).any_json()).encode()
            return [b'data: {"error": ' + failure + b"}\n\n", text]
        return [text[:place], text[place:]] if kind == 9 else [text]
