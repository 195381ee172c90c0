# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The APIs of the spec and its retry classes."""

from __future__ import annotations

from .operation import Api, RetryClass

PARALLEL = Api(
    name="parallel",
    server="https://api.parallel.ai",
    key_header="x-api-key",
    key_prefix="",
    request_id_header="x-request-id",
    key_env="PARALLEL_API_KEY",
    base_url_env="PARALLEL_BASE_URL",
)
PARETA = Api(
    name="pareta",
    server="https://api.pareta.ai",
    key_header="Authorization",
    key_prefix="Bearer ",
    request_id_header="x-request-id",
    key_env="PARETA_API_KEY",
    base_url_env="PARETA_BASE_URL",
)

SAFE = RetryClass(
    name="safe",
    statuses=frozenset({408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}),
    retry_lost_connection=True,
    permanent=frozenset({409}),
)
"""May be retried after any failure, because it changes nothing twice. 520 and above are what networks in
front of a service say when they cannot reach it, or when it is overloaded.
"""
UNCONFIRMED = RetryClass(
    name="unconfirmed",
    statuses=frozenset({408, 409, 429, 503}),
    retry_lost_connection=False,
    ambiguous=range(500, 600),
    ambiguous_timeout=frozenset({504, 524}),
)
"""Starts work, and the service does not promise to recognize a retry. It is retried after a status that says
that it was not accepted, and not where a connection was lost or a failure on the way leaves that open.
"""
LONG_POLL = RetryClass(
    name="long-poll",
    statuses=frozenset({409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}),
    retry_lost_connection=True,
    permanent=frozenset({409}),
)
"""As safe, except that 408 is not a failure and says that the run is still active."""
