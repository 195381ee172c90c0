"""The files of a recording: one JSON file an exchange, readable, comparable, and closed to other users."""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pareta_sandbox.json_values import is_list, is_object

VERSION = 1
Headers = tuple[tuple[str, str], ...]


class CassetteError(ValueError):
    """A cassette cannot be written or read."""


@dataclass(frozen=True, slots=True)
class Body:
    """A recorded body.

    Attributes:
        chunks: Its bytes as they arrived, decoded from their content coding.
        pauses: The seconds before each chunk, since the head or the chunk before it.
        omitted: Why the bytes were not recorded; None if they were.
        length: The number of bytes.
        digest: The SHA-256 of a body that was not recorded.
    """

    chunks: tuple[bytes, ...] = ()
    pauses: tuple[float, ...] = ()
    omitted: str | None = None
    length: int = 0
    digest: str | None = None

    @property
    def content(self) -> bytes:
        """All its bytes."""
        return b"".join(self.chunks)


@dataclass(frozen=True, slots=True)
class Response:
    """A recorded response. `ended` is `complete`, `broken` (by the service) or `left` (by the client)."""

    status: int
    reason: str
    headers: Headers
    body: Body
    ended: str = "complete"
    pause: float = 0.0
    trailers: Headers = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A recorded request and its response; None if the connection ended before one. `source` names its file."""

    operation: str | None
    method: str
    target: str
    headers: Headers
    body: Body
    response: Response | None
    source: str = ""


class Cassette:
    """A folder that is recorded into. Files appear whole or not at all.

    Args:
        folder: The folder; it is created.

    Raises:
        CassetteError: The folder holds a recording, or cannot be created.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if next(_files(folder), None) is not None:
                raise CassetteError(f"{folder} holds a recording already; delete it or name another folder")
        except OSError as error:
            raise CassetteError(f"cannot record into {folder}: {error.strerror or error}") from None
        self._count = 0

    def reserve(self) -> int:
        """Return the number of the next exchange, in the order in which requests arrive."""
        self._count += 1
        return self._count

    def write(self, number: int, exchange: Exchange) -> None:
        """Write an exchange.

        Raises:
            OSError: The file cannot be written.
        """
        label = re.sub(r"[^A-Za-z0-9]", "", exchange.operation or exchange.method.lower())
        text = json.dumps(to_json(exchange), indent=1, ensure_ascii=False) + "\n"
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".tmp")  # of mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "backslashreplace"))
            Path(name).replace(self.folder / f"{number:04}-{label}.json")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def read(folder: Path) -> list[Exchange]:
    """Return the exchanges of a recording, in the order of their requests.

    Raises:
        CassetteError: There is no recording, or a file of it cannot be read.
    """
    exchanges: list[Exchange] = []
    for path in _files(folder):
        try:
            exchanges.append(from_json(json.loads(path.read_bytes()), path.name))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise CassetteError(f"{path} is not a recorded exchange: {error}") from None
    if not exchanges:
        raise CassetteError(f"{folder} holds no recording")
    return exchanges


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        (path for path in folder.glob("*.json") if re.match(r"\d+-", path.name)),
        key=lambda path: int(path.name.partition("-")[0]),
    )


def to_json(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as JSON."""
    response = exchange.response
    return {
        "version": VERSION,
        "operation": exchange.operation,
        "request": {
            "method": exchange.method,
            "target": exchange.target,
            "headers": _lines(exchange.headers),
            "body": _body_to_json(exchange.body),
        },
        "response": None
        if response is None
        else {
            "status": response.status,
            "reason": response.reason,
            "headers": _lines(response.headers),
            "body": _body_to_json(response.body),
            "ended": response.ended,
            **({"trailers": _lines(response.trailers)} if response.trailers else {}),
            "pauses": [response.pause, *response.body.pauses],
        },
    }


def from_json(record: Any, source: str) -> Exchange:
    """Return the exchange of a file.

    Raises:
        ValueError: It is of another version.
        KeyError: A member is missing.
        TypeError: A member is of another type.
    """
    if not is_object(record) or record.get("version") != VERSION:
        raise ValueError(f"its version is not {VERSION}")
    request, response = record["request"], record["response"]
    return Exchange(
        operation=record["operation"],
        method=request["method"],
        target=request["target"],
        headers=_pairs(request["headers"]),
        body=_body_from_json(request["body"], ()),
        response=None
        if response is None
        else Response(
            status=response["status"],
            reason=response["reason"],
            headers=_pairs(response["headers"]),
            body=_body_from_json(response["body"], response["pauses"][1:]),
            ended=response["ended"],
            pause=response["pauses"][0],
            trailers=_pairs(response.get("trailers", ())),
        ),
        source=source,
    )


def _lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _pairs(lines: Sequence[str]) -> Headers:
    pairs = (line.partition(": ") for line in lines)
    return tuple((name, value) for name, _, value in pairs)


def _body_to_json(body: Body) -> dict[str, Any] | None:
    if body.omitted is not None:
        return {"omitted": body.omitted, "length": body.length, "sha256": body.digest}
    if not body.chunks:
        return None
    if len(body.chunks) == 1:
        return _chunk_to_json(body.chunks[0])
    return {"chunks": [_chunk_to_json(chunk) for chunk in body.chunks]}


def _chunk_to_json(chunk: bytes) -> dict[str, Any]:
    try:
        text = chunk.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(chunk).decode()}
    try:
        value: object = json.loads(text)
        if (is_object(value) or is_list(value)) and _encode_json(value) == text:
            return {"json": value}
    except (ValueError, RecursionError):
        pass
    return {"text": text}


def _encode_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _body_from_json(record: Any, pauses: Sequence[float]) -> Body:
    if record is None:
        return Body()
    if "omitted" in record:
        return Body(omitted=record["omitted"], length=record["length"], digest=record["sha256"])
    records: Any = record.get("chunks", [record])
    chunks = tuple(_chunk_from_json(one) for one in records) if is_list(records) else ()
    return Body(chunks=chunks, pauses=tuple(pauses), length=sum(map(len, chunks)))


def _chunk_from_json(record: Mapping[str, Any]) -> bytes:
    if "json" in record:
        return _encode_json(record["json"]).encode()
    return base64.b64decode(record["base64"]) if "base64" in record else str(record["text"]).encode()
