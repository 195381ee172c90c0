"""Secrets in the body of a request: the headers that tool servers are called with. Pure.

The spec marks them `x-secret`. They are sent, but neither shown by a traceback with local variables nor repeated from
an error of the server's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pareta_core.arguments import is_mapping, iterator_over
from pareta_core.encoding import as_array
from pareta_core.redaction import MaskedHeaders, opaque
from pareta_wire.model import Model, members

_ROWS, _SERVERS, _HEADERS = "inputs", "mcp_servers", "headers"
_MARK = f'"{_SERVERS}":'.encode()


def masked_servers(servers: Any) -> Any:
    """Return tool servers whose header values tracebacks do not show. What cannot be one is returned unchanged.

    Args:
        servers: An argument of the caller's, so anything.
    """
    if servers is None:
        return None
    if is_mapping(servers):
        return _masked_server(servers)
    iterator = iterator_over(servers)
    return servers if iterator is None else [_masked_server(each) for each in iterator]


def masked_body(body: Any) -> Any:
    """Return a body, or fields of one, whose tool servers are masked. Anything but a mapping is returned unchanged.

    Args:
        body: An argument of the caller's, so anything.
    """
    if body is None or not is_mapping(body):
        return body
    # (The record of a model may hold an instance that is converted later.)
    fields = members(body) if isinstance(body, Model) else body
    if not (_SERVERS in fields or _ROWS in fields):
        return body
    masked = dict(fields)
    if _SERVERS in masked:
        masked[_SERVERS] = masked_servers(masked[_SERVERS])
    if isinstance(masked.get(_ROWS), (list, tuple)):
        masked[_ROWS] = [masked_body(row) for row in masked[_ROWS]]
    return masked


def _masked_server(server: Any) -> Any:
    if not is_mapping(server) or server.get(_HEADERS) is None:
        return server
    headers = server[_HEADERS]
    return {**server, _HEADERS: MaskedHeaders(headers) if is_mapping(headers) else opaque(headers)}


def check_server_headers(name: str, servers: Any) -> None:
    """Raise `TypeError` if the headers of a tool server are not a mapping. The message has their place.

    Args:
        name: The name of the argument.
        servers: Its value, masked.
    """
    for index, server in enumerate(as_array(servers) or []):
        headers: Any = server.get(_HEADERS) if is_mapping(server) else None
        if headers is not None and not is_mapping(headers):
            raise TypeError(f"{name}[{index}].headers must be a mapping, not {type(headers).__name__}")


def body_secrets(content: bytes | None) -> tuple[str, ...]:
    """Return the header values of the tool servers in a body, whole and in words (`Bearer …`).

    Args:
        content: The body as it is sent, if it is JSON.
    """
    return () if content is None or _MARK not in content else server_secrets(json.loads(content))


def server_secrets(body: object) -> tuple[str, ...]:
    """Return the header values of the tool servers in the fields of a run, or of many runs in `inputs`.

    Args:
        body: The fields, decoded from JSON or as the caller passed them. Anything else has none.
    """
    found = {
        secret: None
        for headers in _secret_headers(body)
        for value in headers.values()
        if isinstance(value, str)
        for secret in (value, *value.split())
    }
    return tuple(found)


def _secret_headers(run: Any) -> Iterator[Mapping[Any, Any]]:
    if not _has_fields(run):
        return
    for server in as_array(run.get(_SERVERS)) or []:
        headers: Any = server.get(_HEADERS) if _has_fields(server) else None
        if is_mapping(headers):
            yield headers
    for row in as_array(run.get(_ROWS)) or []:
        yield from _secret_headers(row)


def _has_fields(value: object) -> bool:
    return isinstance(value, Model) or is_mapping(value)
