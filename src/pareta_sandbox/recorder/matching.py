"""Find the recorded exchange of a request: by its method, its target and its body, in the order of the recording."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from pareta_sandbox.json_values import canonical_json, is_list, is_object

from .cassette import Body, Exchange
from .exchange_check import FORM, Message, form_parts
from .placeholders import safe_path, safe_word
from .spec_places import SpecPlaces

# UUIDs and long hexadecimal numbers, such as an idempotency key that a client keeps in a body as well.
_RANDOM = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}(?:-[0-9a-f]{32,})*", re.IGNORECASE
)
REPEATABLE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What is compared of a request. Headers are not, so idempotency keys and API keys may differ."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why no exchange fits: what was closest, and how it differs."""

    message: str


class Tape:
    """The exchanges of a recording, each of which responds once. Reads may be repeated after that.

    Args:
        exchanges: The exchanges, in the order of their requests.
        places: The spec. It says which query parameter is the time that a long poll may take, which may differ.
    """

    def __init__(self, exchanges: Sequence[Exchange], places: SpecPlaces) -> None:
        self._exchanges = list(exchanges)
        self._places = places
        self._keys = [request_key(one.method, one.target, one.headers, one.body) for one in exchanges]
        self._loose = [self._loosened(key) for key in self._keys]
        self._used: set[int] = set()

    def find(self, key: RequestKey) -> Exchange | Unmatched:
        """Return the next exchange that fits a request."""
        loose = self._loosened(key)
        same = [index for index, one in enumerate(self._keys) if one == key]
        similar = [index for index, one in enumerate(self._loose) if one == loose]
        for index in (*same, *similar):
            if index not in self._used:
                self._used.add(index)
                return self._exchanges[index]
        if similar and key.method in REPEATABLE:
            return self._exchanges[(same or similar)[-1]]
        if similar:
            times = "once" if len(similar) == 1 else f"{len(similar)} times"
            return Unmatched(
                f"{_shown(key)} was recorded {times} with this body, and has responded that often"
            )
        return Unmatched(self._closest(key))

    def _loosened(self, key: RequestKey) -> RequestKey:
        """Return the key without what a client chooses each time: the wait of a long poll, random ids in bodies."""
        body = _RANDOM.sub("{random}", key.body)
        operation = self._places.spec.match(key.method, key.path).operation
        name = None
        if operation is not None:
            item = self._places.document["paths"][operation.path][operation.method.lower()]
            name = item.get("x-long-poll", {}).get("parameter")
        query = tuple(pair for pair in key.query if pair[0] != name)
        return RequestKey(key.method, key.path, query, body)

    def _closest(self, key: RequestKey) -> str:
        same_path = [
            index for index, one in enumerate(self._keys) if (one.method, one.path) == (key.method, key.path)
        ]
        if same_path:
            index = max(
                same_path, key=lambda one: (self._keys[one].query == key.query, one not in self._used)
            )
            source, found = self._exchanges[index].source, self._keys[index]
            return f"{_shown(key)} was not recorded; closest is {source}, {_difference(found, key)}"
        names = [f"{one.method} {one.path}" for one in self._keys]
        near = difflib.get_close_matches(f"{key.method} {key.path}", names, 1, 0.0)
        if not near:
            return f"{_shown(key)} was not recorded"
        index = names.index(near[0])
        source = f"{self._exchanges[index].source} ({_shown(self._keys[index])})"
        return f"{_shown(key)} was not recorded; closest is {source}"


def request_key(method: str, target: str, headers: Sequence[tuple[str, str]], body: Body) -> RequestKey:
    """Return what is compared of a request."""
    path, _, query = target.partition("?")
    message = Message(
        [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers], body.content
    )
    pairs = tuple(sorted(parse_qsl(query, keep_blank_values=True)))
    return RequestKey(method, unquote(path), pairs, _body_key(message, body))


def _body_key(message: Message, body: Body) -> str:
    if body.omitted is not None:
        return f"sha256:{body.digest}"
    content = body.content
    if message.media_type == FORM:
        parts = [[name, is_file, _digest(value)] for name, is_file, value in form_parts(message)]
        return canonical_json(parts)
    try:
        return canonical_json(json.loads(content))
    except (ValueError, RecursionError):
        return f"sha256:{_digest(content)}" if content else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _shown(key: RequestKey) -> str:
    return f"{key.method} {safe_path(key.path)}"


def _difference(found: RequestKey, wanted: RequestKey) -> str:
    if found.query != wanted.query:
        names = sorted({name for name, _ in {*found.query} ^ {*wanted.query}})
        return f"whose query differs in {', '.join(map(safe_word, names))}"
    try:
        places = list(_differences(json.loads(found.body), json.loads(wanted.body), ()))
    except ValueError:
        return "whose body differs"
    shown = ", ".join(".".join(map(safe_word, place)) or "the whole body" for place in places[:3])
    return f"whose body differs in {shown}{' and more' if len(places) > 3 else ''}"


def _differences(found: object, wanted: object, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if is_object(found) and is_object(wanted):
        for name in sorted({*found, *wanted}):
            if name not in found or name not in wanted:
                yield (*at, name)
            else:
                yield from _differences(found[name], wanted[name], (*at, name))
    elif is_list(found) and is_list(wanted) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from _differences(one, other, (*at, str(index)))
    elif canonical_json(found) != canonical_json(wanted):
        yield at
