# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The APIs of the spec, its retry classes, defaults, kinds of errors, outcomes and waits."""

from __future__ import annotations

from .operation import Api, Defaults, ErrorFields, ErrorKind, Outcome, RetryClass, Wait

PARALLEL = Api(
    name="parallel",
    server="https://api.parallel.ai",
    key_header="x-api-key",
    key_prefix="",
    request_id_header="x-request-id",
    key_env="PARALLEL_API_KEY",
    base_url_env="PARALLEL_BASE_URL",
    error_fields=ErrorFields(
        message=(("error", "message"), ("error", "type"), ("detail",), ("message",), ("error",)),
        detail=(("error", "detail"), ("error",), ("detail",), ("message",)),
        reference=(("error", "ref_id"),),
    ),
)
PARETA = Api(
    name="pareta",
    server="https://api.pareta.ai",
    key_header="Authorization",
    key_prefix="Bearer ",
    request_id_header="x-request-id",
    key_env="PARETA_API_KEY",
    base_url_env="PARETA_BASE_URL",
    error_fields=ErrorFields(
        message=(("error", "message"), ("error", "type"), ("detail",), ("message",), ("error",)),
        detail=(("error", "detail"), ("error",), ("detail",), ("message",)),
        reference=(("error", "ref_id"),),
    ),
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


DEFAULTS = Defaults(
    initial_backoff=0.5,
    max_backoff=8.0,
    max_retry_after=60.0,
    timeout=60.0,
    connect_timeout=10.0,
    stall_timeout=300.0,
    max_retries=2,
    max_event_bytes=16000000,
    max_body_bytes=100000000,
    max_error_bytes=1000000,
)

ERROR_KINDS = (
    ErrorKind("redirect", range(300, 400), advice="Redirects are not followed. Check the base URL."),
    ErrorKind("bad-request", frozenset({400}), words=("invalid_request",)),
    ErrorKind(
        "authentication",
        frozenset({401}),
        words=("authentication",),
        advice="Check the API key, and that it belongs to the environment of this base URL.",
    ),
    ErrorKind(
        "insufficient-credits",
        frozenset({402}),
        words=("insufficient", "billing"),
        advice="Add credits in the dashboard.",
    ),
    ErrorKind(
        "permission-denied",
        frozenset({403}),
        words=("permission",),
        advice="Check the permissions of the API key, or choose another processor.",
    ),
    ErrorKind(
        "not-found",
        frozenset({404}),
        words=("not_found",),
        advice="Check the id, and that the API key belongs to the same account.",
    ),
    ErrorKind("conflict", frozenset({409})),
    ErrorKind("unprocessable", frozenset({422})),
    ErrorKind(
        "rate-limit",
        frozenset({429}),
        words=("rate_limit",),
        advice="Send fewer requests at once, or raise max_retries.",
    ),
    ErrorKind(
        "unavailable",
        frozenset({503}),
        words=("overloaded", "unavailable"),
        advice="The service is not ready. Try again later.",
    ),
    ErrorKind(
        "server",
        range(500, 600),
        words=("server_error", "internal"),
        advice="The service failed. Try again later.",
    ),
    ErrorKind("other", range(0)),
)

TASK_RUN_OUTCOME = Outcome(
    field="status", active="is_active", success=("completed",), failure=("failed", "cancelled")
)
"""When the work that the record `TaskRun` describes is over."""
TASK_GROUP_STATUS_OUTCOME = Outcome(active="is_active")
"""When the work that the record `TaskGroupStatus` describes is over."""
ENDPOINT_OUTCOME = Outcome(field="status", success=("live",), failure=("stopped",))
"""When the work that the record `Endpoint` describes is over."""
EVAL_RUN_OUTCOME = Outcome(field="status", success=("completed",), failure=("failed",))
"""When the work that the record `EvalRun` describes is over."""

CREATE_TASK_RUN_WAIT = Wait("execute", "getTaskRunResult", interval=0.25, timeout=3600.0, grace=10.0)
"""How clients wait after `createTaskRun`."""
GET_TASK_RUN_RESULT_WAIT = Wait("result", "getTaskRunResult", interval=0.25, timeout=600.0, grace=10.0)
"""How clients wait after `getTaskRunResult`."""
GET_TASK_GROUP_WAIT = Wait("wait", "getTaskGroup", interval=5.0, timeout=3600.0)
"""How clients wait after `getTaskGroup`."""
DEPLOY_ENDPOINT_WAIT = Wait("deploy", "getEndpoint", interval=2.0, timeout=1800.0)
"""How clients wait after `deployEndpoint`."""
GET_ENDPOINT_WAIT = Wait("wait", "getEndpoint", interval=2.0, timeout=1800.0)
"""How clients wait after `getEndpoint`."""
CREATE_EVAL_RUN_WAIT = Wait("create", "getEvalRun", interval=3.0, timeout=900.0)
"""How clients wait after `createEvalRun`."""
GET_EVAL_RUN_WAIT = Wait("wait", "getEvalRun", interval=3.0, timeout=900.0)
"""How clients wait after `getEvalRun`."""
