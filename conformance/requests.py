"""Reads one HTTP/1.1 request from bytes, strictly, and judges it. Pure but for `read_request`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from conformance import judge
from conformance.json_values import Json, is_object
from conformance.judge import Variables, shown

_REQUEST_LINE = re.compile(r"([A-Z]+) (/[!-~]*) HTTP/1\.1")
_HEADER = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*")
# What names a caller or a call, and must not reach another origin.
_OWN_HEADERS = ("authorization", "x-api-key", "idempotency-key", "cookie")


@dataclass(slots=True)
class Request:
    """One request as it was received."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes
    faults: list[str] = field(default_factory=list[str])


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request of a connection, or None at its end.

    Args:
        reader: The connection.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return (
            Request("", "", {}, b"", error.partial, ["the head of the request is incomplete"])
            if error.partial
            else None
        )
    request = _parse_head(head)
    try:
        request.body = await _read_body(reader, request)
    except (asyncio.IncompleteReadError, ValueError) as error:
        request.faults.append(f"the body of the request is incomplete or badly framed: {error}")
    request.raw += request.body
    return request


def _parse_head(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    found = _REQUEST_LINE.fullmatch(first)
    method, target = (found[1], found[2]) if found else ("", "")
    request = Request(method, target, {}, b"", head)
    if not found:
        request.faults.append(f"the request line is {shown(first)}")
    for line in lines:
        header = _HEADER.fullmatch(line)
        if not header:
            request.faults.append(f"a header line is {shown(line)}")
        elif header[1].lower() in request.headers:
            request.faults.append(f"the header {header[1].lower()} occurs twice")
        else:
            request.headers[header[1].lower()] = header[2]
    if {"content-length", "transfer-encoding"} <= request.headers.keys():
        request.faults.append("content-length and transfer-encoding must not both be sent (RFC 9112, 6.2)")
    return request


async def _read_body(reader: asyncio.StreamReader, request: Request) -> bytes:
    if request.headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readline()).strip(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
        return body
    return await reader.readexactly(int(request.headers.get("content-length", "0")))


def judge_always(request: Request, address: str, key: str, key_headers: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a request to the API whatever its case says.

    Args:
        request: The request.
        address: The host and the port of the server.
        key: The API key.
        key_headers: The header that must hold the key, and its value. Empty where a case says otherwise.
    """
    yield from request.faults
    if request.headers.get("host") != address:
        yield f"the header host is {shown(request.headers.get('host'))}, not {address}"
    if not request.headers.get("user-agent"):
        yield "there is no user-agent"
    if request.method in {"GET", "DELETE"} and request.body:
        yield f"a {request.method} has a body: {shown(request.body)}"
    for name, value in key_headers.items():
        if request.headers.get(name) != value:
            yield f"the header {name} does not hold the API key: {shown(request.headers.get(name))}"
    rest = {name: value for name, value in request.headers.items() if name not in key_headers}
    if key_headers and any(
        key in text for text in (request.target, request.body.decode("latin-1"), *rest.values())
    ):
        yield "the API key is in another place than its header"


def judge_foreign(request: Request, key: str) -> Iterator[str]:
    """Yield what a request to another origin must not hold.

    Args:
        request: The request.
        key: The API key.
    """
    yield from request.faults
    if key.encode() in request.raw:
        yield "the API key was sent to another origin"
    for name in _OWN_HEADERS:
        if name in request.headers:
            yield f"the header {name} was sent to another origin"


def judge_request(expected: Json, request: Request, variables: Variables) -> Iterator[str]:
    """Yield how a request differs from what its case says.

    Args:
        expected: `expect` of the step.
        request: The request.
        variables: What `$key` and the others stand for.
    """
    if "method" in expected and request.method != expected["method"]:
        yield f"the method is {request.method}, not {expected['method']}"
    if "path" in expected and request.target != variables.insert(expected["path"]):
        yield f"the target is {request.target}, not {expected['path']}"
    yield from judge.header_faults(expected.get("headers", {}), request.headers, variables)
    for name in expected.get("without", ()):
        if name in request.headers:
            yield f"the header {name} must not be sent, and is {shown(request.headers[name])}"
    if "json" in expected:
        yield from _judge_json(expected["json"], request, variables)
    if "body" in expected:
        yield from _judge_bytes("the body", expected["body"], request.body)
    if "parts" in expected:
        yield from _judge_parts(expected["parts"], request)


def _judge_json(expected: object, request: Request, variables: Variables) -> Iterator[str]:
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip() != "application/json":
        yield f"the content type is {kind!r}, not application/json"
    got, problem = judge.parse_json(request.body)
    if problem:
        yield problem
    elif not judge.same(expected := variables.insert(variables.bound(expected, got)), got):
        yield f"the body is {shown(got)}, not {shown(expected)}"


def content_of(expected: Json | str) -> bytes:
    """Return the bytes that a case states: a text, `text`, `hex` or `size` (that many times `a`).

    Args:
        expected: The text, or an object with one of those members.
    """
    if isinstance(expected, str):
        return expected.encode()
    if "hex" in expected:
        return bytes.fromhex(expected["hex"])
    return b"a" * expected["size"] if "size" in expected else str(expected.get("text", "")).encode()


def _judge_bytes(what: str, expected: Json | str, got: bytes) -> Iterator[str]:
    if is_object(expected) and "jsonl" in expected:
        rows = [judge.parse_json(line)[0] for line in got.removesuffix(b"\n").split(b"\n")]
        if not judge.same(expected["jsonl"], rows):
            yield f"{what} has the rows {shown(rows)}, not {shown(expected['jsonl'])}"
    elif content_of(expected) != got:
        yield f"{what} is {shown(got[:200].decode('utf-8', 'replace'))} ({len(got)} bytes), not {shown(expected)}"


def _judge_parts(expected: Mapping[str, Json | str], request: Request) -> Iterator[str]:
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data;"):
        yield f"the content type is {kind!r}, not multipart/form-data"
        return
    message = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + request.body)
    parts = {str(part.get_param("name", header="content-disposition")): part for part in message.iter_parts()}
    if len(parts) != len(list(message.iter_parts())) or parts.keys() != expected.keys():
        yield f"the form has the parts {sorted(parts)}, not {sorted(expected)}, each once"
        return
    for name, part in expected.items():
        content = parts[name].get_payload(decode=True)
        yield from _judge_bytes(f"the part {name}", part, content if isinstance(content, bytes) else b"")
        if is_object(part):
            yield from _judge_file(name, part, parts[name])


def _judge_file(name: str, expected: Json, part: Any) -> Iterator[str]:
    if "filename" in expected and part.get_filename() != expected["filename"]:
        yield f"the part {name} has the file name {shown(part.get_filename())}, not {expected['filename']}"
    if "type" in expected and part.get_content_type() != expected["type"]:
        yield f"the part {name} has the type {part.get_content_type()}, not {expected['type']}"
