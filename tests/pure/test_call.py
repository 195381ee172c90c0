"""Calls: the request that is sent, and the result or the error that a response becomes. No connection."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from attrs import evolve

import parallel.errors
import pareta.errors
from pareta_core import config
from pareta_core.call import Call, ConnectionFailure, prepare, prepare_upload
from pareta_core.config import NO_OPTIONS, CallOptions, Settings, call_options
from pareta_core.errors import SDKError
from pareta_wire import (
    ChatCompletion,
    ChatCompletionRequest,
    Empty,
    Endpoint,
    TaskRun,
    TaskRunInput,
    create_blob_upload_url,
    create_chat_completion,
    create_eval_set,
    create_task_run,
    delete_endpoint,
    get_endpoint,
    get_task_run,
    list_endpoints,
)
from pareta_wire.apis import PARETA
from pareta_wire.operation import FilePart, Request, SignedUpload

KEY = "pareta_sk_0123456789"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHAT = create_chat_completion(body=ChatCompletionRequest("m", []))
RUN = create_task_run(body=TaskRunInput(processor="base", input="x"))


def settings(request: Request[Any, Any], **changes: Any) -> Settings:
    api = request.operation.api
    arguments: dict[str, Any] = {
        "api_key": KEY,
        "base_url": "https://api.example.com",
        "timeout": None,
        "max_retries": 2,
        "default_headers": None,
        **changes,
    }
    errors = pareta.errors.ERRORS if api is PARETA else parallel.errors.ERRORS
    return config.new_settings(api, errors, **arguments)


def call_for(
    request: Request[Any, Any], options: CallOptions = NO_OPTIONS, *, stream: bool = False, **changes: Any
) -> Call:
    return prepare(settings(request, **changes), request, options, stream=stream)


def body_of(call: Call) -> Any:
    assert call.content is not None
    return json.loads(call.content())


# Requests


@pytest.mark.parametrize(
    ("request_", "method", "url", "name"),
    [
        (list_endpoints(), "GET", "/v1/endpoints", "GET /v1/endpoints (listEndpoints)"),
        (get_endpoint("a/b"), "GET", "/v1/endpoints/a%2Fb", "GET /v1/endpoints/a%2Fb (getEndpoint)"),
        (RUN, "POST", "/v1/tasks/runs", "POST /v1/tasks/runs (createTaskRun)"),
    ],
    ids=["list", "escaped id", "post"],
)
def test_a_call_has_the_method_the_url_and_the_name_of_its_request(request_, method, url, name):
    call = call_for(request_, base_url="https://api.example.com/gateway/")
    assert (call.method, call.url, call.name) == (method, f"https://api.example.com/gateway{url}", name)


@pytest.mark.parametrize(
    ("request_", "header", "value"),
    [
        (list_endpoints(), "authorization", f"Bearer {KEY}"),
        (get_task_run("trun_1"), "x-api-key", KEY),
    ],
    ids=["pareta", "parallel"],
)
def test_the_api_key_is_sent_in_the_header_of_its_api(request_, header, value):
    assert call_for(request_).headers[header] == value.encode()


@pytest.mark.parametrize(("stream", "accept"), [(False, b"application/json"), (True, b"text/event-stream")])
def test_a_stream_is_requested_by_the_accept_header_and_the_flag_in_the_body(stream, accept):
    call = call_for(CHAT, stream=stream)
    assert call.headers["accept"] == accept
    assert body_of(call).get("stream", False) is stream


def test_a_body_that_requests_a_stream_is_refused_by_send():
    request = create_chat_completion(body=ChatCompletionRequest("m", [], stream=True))
    with pytest.raises(TypeError, match=r"stream=True requests a stream: use stream\(\) for createChatComp"):
        call_for(request)


def test_a_request_of_the_other_api_is_refused():
    with pytest.raises(TypeError, match="getTaskRun belongs to the parallel API, not pareta"):
        prepare(settings(list_endpoints()), get_task_run("trun_1"), NO_OPTIONS, stream=False)


def test_only_a_request_with_a_body_has_a_content_type():
    assert "content-type" not in call_for(list_endpoints()).headers
    assert call_for(RUN).headers["content-type"] == b"application/json"


def test_a_body_that_is_encoded_already_is_sent_as_it_is_and_takes_no_extra_body():
    request = evolve(RUN, body=None, encoded_body=b'{"input": "x"}')
    call = call_for(request)
    assert call.content is not None
    assert (call.content(), call.size) == (b'{"input": "x"}', 14)
    assert call.headers["content-type"] == b"application/json"
    with pytest.raises(ValueError, match="extra_body"):
        call_for(request, CallOptions(extra_body={"input": "y"}))


def test_headers_of_the_call_replace_those_of_the_client_and_of_the_sdk_in_any_case():
    options = call_options({"extra_headers": {"X-A": "call", "User-Agent": "mine"}})
    headers = call_for(list_endpoints(), options, default_headers={"x-a": "client", "x-b": "client"}).headers
    assert (headers["x-a"], headers["x-b"], headers["user-agent"]) == (b"call", b"client", b"mine")
    assert len({name.lower() for name in headers}) == len(headers)


def test_each_call_that_creates_something_has_a_new_idempotency_key():
    first, second = call_for(RUN), call_for(RUN)
    assert UUID.fullmatch(first.idempotency_key or "")
    assert first.idempotency_key != second.idempotency_key
    assert first.headers["idempotency-key"] == (first.idempotency_key or "").encode()


def test_the_idempotency_key_of_the_options_is_sent():
    call = call_for(RUN, call_options({"idempotency_key": "mine"}))
    assert (call.idempotency_key, call.headers["idempotency-key"]) == ("mine", b"mine")


def test_a_get_has_no_idempotency_key():
    call = call_for(list_endpoints(), call_options({"idempotency_key": "mine"}))
    assert call.idempotency_key is None
    assert "idempotency-key" not in call.headers


def test_extra_query_is_added_to_the_query():
    assert call_for(list_endpoints()).query is None
    call = call_for(list_endpoints(), call_options({"extra_query": {"a": 1, "b": ["x", "y"]}}))
    assert call.query == [("a", "1"), ("b", "x"), ("b", "y")]


def test_a_bad_extra_query_is_refused_with_its_name():
    with pytest.raises(TypeError, match=r"^extra_query: "):
        call_for(list_endpoints(), call_options({"extra_query": {"a": object()}}))


def test_extra_body_replaces_fields_of_the_body_and_adds_others():
    body = body_of(call_for(RUN, call_options({"extra_body": {"processor": "core", "new": [1]}})))
    assert body == {"processor": "core", "input": "x", "new": [1]}


def test_extra_body_of_a_request_without_a_body_is_refused():
    with pytest.raises(ValueError, match="extra_body: listEndpoints sends no body"):
        call_for(list_endpoints(), call_options({"extra_body": {"a": 1}}))


def test_extra_body_of_a_form_is_added_to_its_fields():
    request = create_eval_set(task_id="t", name="n", items=FilePart("a.jsonl", b"{}", "application/jsonl"))
    call = call_for(request, call_options({"extra_body": {"name": "other", "new": "1"}}))
    assert call.form == {"task_id": "t", "name": "other", "new": "1"}
    assert call.content is None
    assert call.files == request.files


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ({"a": [float("nan")]}, ValueError, r"^extra_body\.metadata\.a\[0\] is nan"),
        ({"a": {1, 2}}, TypeError, r"metadata\.a is "),
    ],
    ids=["nan", "set"],
)
def test_a_body_that_json_cannot_represent_is_refused_with_its_place(value, error, message):
    with pytest.raises(error, match=message):
        call_for(RUN, call_options({"extra_body": {"metadata": value}}))


def test_neither_the_key_nor_the_body_is_in_the_repr_of_a_call():
    call = call_for(create_task_run(body=TaskRunInput(processor="base", input="my secret")))
    assert call.content is not None
    shown = repr(call) + repr(call.headers) + repr(call.content())
    assert KEY not in shown
    assert "my secret" not in shown


# Uploads

UPLOAD = SignedUpload(field="url", method="PUT", statuses=frozenset({200, 201}), min_bytes=1)


def test_an_upload_carries_no_credentials_and_takes_its_own_statuses():
    request = create_blob_upload_url(eval_set_id="es_1", body={})
    url = "https://bucket.example/a?signature=secret"
    call = prepare_upload(
        settings(request), UPLOAD, request.operation.retry, url, lambda: b"%PDF", 4, "application/pdf"
    )
    assert (call.method, call.url, call.name) == ("PUT", url, "PUT https://bucket.example/a (signed upload)")
    assert call.headers == {"content-type": b"application/pdf", "content-length": b"4"}
    assert call.without_credentials
    assert [status for status in range(100, 600) if call.successes(status)] == [200, 201]


# Successes


@pytest.mark.parametrize(
    ("status", "success"), [(199, False), (200, True), (204, True), (299, True), (300, False)]
)
def test_every_2xx_is_a_success(status, success):
    assert call_for(list_endpoints()).successes(status) is success


def decoded(request: Request[Any, Any], content: bytes, status: int = 200, **headers: str) -> Any:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return call_for(request).decode_response(request.operation, status, fields, content)


def test_a_success_is_decoded_and_knows_its_response():
    completion = decoded(CHAT, b'{"id": "c"}', x_request_id="req_1", x_pareta_billed="120")
    assert isinstance(completion, ChatCompletion)
    assert completion.id == "c"
    response = completion.response
    assert (response.status_code, response.request_id, response.billed_micro_usd) == (200, "req_1", 120)


@pytest.mark.parametrize("receipt", ["", "-1", "1.5", "١", "1 ", "9" * 19])
def test_an_invalid_receipt_is_none(receipt):
    assert decoded(CHAT, b"{}", x_pareta_billed=receipt).response.billed_micro_usd is None


@pytest.mark.parametrize("status", [200, 201, 202, 226])
def test_a_success_status_that_is_not_in_the_spec_is_decoded_like_the_one_that_is(status):
    assert isinstance(decoded(RUN, b'{"run_id": "trun_1"}', status), TaskRun)


@pytest.mark.parametrize("content", [b"", b" \r\n", b"null"])
def test_an_empty_body_is_a_success_where_the_spec_has_one(content):
    assert isinstance(decoded(delete_endpoint("ep_1"), content, 204), Empty)


def test_a_decoder_of_the_caller_replaces_that_of_the_operation():
    call = call_for(list_endpoints())
    value = call.decode_response(list_endpoints().operation, 200, {}, b'{"id": "ep_1"}', Endpoint.from_dict)
    assert isinstance(value, Endpoint)


MALFORMED = [
    (b"", "its body is empty"),
    (b"<html>busy</html>", "its body is not valid JSON"),
    (b'{"id": ', "its body is not valid JSON"),
    (b"[" * 100_000, "its body is not valid JSON"),
    (b"[]", "its body is not what the API documents: "),
]
malformed = pytest.mark.parametrize(
    ("content", "problem"), MALFORMED, ids=["empty", "html", "truncated", "nested", "list"]
)


@malformed
def test_a_malformed_success_is_a_response_error(content, problem):
    with pytest.raises(pareta.errors.APIResponseError) as caught:
        decoded(get_endpoint("ep_1"), content, x_request_id="req_1")
    message = f"GET /v1/endpoints/ep_1 (getEndpoint) returned 200, but {problem}"
    assert str(caught.value).startswith(message)
    assert (caught.value.status_code, caught.value.request_id) == (200, "req_1")
    assert caught.value.response is not None
    assert caught.value.response.content == content


@malformed
def test_a_malformed_success_of_paid_work_leaves_its_outcome_unknown(content, problem):
    with pytest.raises(parallel.errors.OutcomeUnknownError) as caught:
        decoded(RUN, content, 202, x_request_id="req_1")
    error = caught.value
    assert isinstance(error.__cause__, parallel.errors.APIResponseError)
    assert problem in str(error)
    assert f"idempotency_key={error.idempotency_key!r}" in str(error)
    assert (error.request_id, error.timed_out) == ("req_1", False)


class WatchedBytes(bytes):
    """Bytes that tell when they are freed."""

    freed = False

    def __del__(self) -> None:
        WatchedBytes.freed = True


def test_a_large_body_is_freed_before_the_objects_are_made_of_it():
    content = [WatchedBytes(json.dumps([{"id": "ep_1"}] * 10_000).encode())]
    freed: list[bool] = []

    def decode(value: object) -> object:
        freed.append(WatchedBytes.freed)
        return Empty()

    call = call_for(list_endpoints())
    call.decode_response(list_endpoints().operation, 200, {}, content.pop(), decode)
    assert freed == [True]


def test_the_error_for_a_large_body_that_does_not_fit_has_its_json():
    value = [{"id": "ep_1", "note": "ü"}] * 10_000
    with pytest.raises(
        pareta.errors.APIResponseError, match="its body is not what the API documents"
    ) as caught:
        decoded(get_endpoint("ep_1"), json.dumps(value, indent=2).encode())
    assert caught.value.response is not None
    assert json.loads(caught.value.response.content) == value


def test_an_incomplete_body_is_a_response_error_with_the_failure_as_its_cause():
    failure = ConnectionFailure("ReadError", sent=True, timed_out=False)
    failure.__cause__ = OSError("reset")
    error = call_for(list_endpoints()).malformed_response(
        200, {}, b'[{"id"', "its body is incomplete", failure
    )
    assert isinstance(error, pareta.errors.APIResponseError)
    assert error.incomplete
    assert error.__cause__ is failure.__cause__


# Error statuses


@pytest.mark.parametrize(
    ("request_", "status", "error_class", "timed_out"),
    [
        (list_endpoints(), 404, pareta.errors.NotFoundError, None),
        (list_endpoints(), 500, pareta.errors.InternalServerError, None),
        (CHAT, 504, pareta.errors.InternalServerError, None),
        (RUN, 402, parallel.errors.InsufficientCreditsError, None),
        (RUN, 503, parallel.errors.InternalServerError, None),
        (RUN, 500, parallel.errors.OutcomeUnknownError, False),
        (RUN, 502, parallel.errors.OutcomeUnknownError, False),
        (RUN, 504, parallel.errors.OutcomeUnknownError, True),
        (RUN, 524, parallel.errors.OutcomeUnknownError, True),
    ],
)
def test_an_error_status_is_ambiguous_only_for_paid_work(request_, status, error_class, timed_out):
    error = call_for(request_).status_error(status, {"x-request-id": "req_1"}, b'{"detail": "because"}')
    assert type(error) is error_class
    assert error.request_id == "req_1"
    assert f"returned {status}" in str(error)
    assert getattr(error, "timed_out", None) is timed_out
    if timed_out is not None:
        assert isinstance(error.__cause__, parallel.errors.InternalServerError)


# No response

UNSENT = ConnectionFailure("ConnectError: refused", sent=False, timed_out=False)
UNSENT_TIMEOUT = ConnectionFailure("ConnectTimeout", sent=False, timed_out=True)
LOST = ConnectionFailure("ReadError: reset", sent=True, timed_out=False)
TIMEOUT = ConnectionFailure("ReadTimeout", sent=True, timed_out=True)
UNTRUSTED = ConnectionFailure("ConnectError: certificate", sent=False, timed_out=False, permanent=True)


@pytest.mark.parametrize(
    ("request_", "failure", "retries", "error_class", "message"),
    [
        (
            CHAT, UNSENT, 0, "APIConnectionError",
            ("POST /v1/chat/completions (createChatCompletion) got no response (ConnectError: refused). Check the "
            "network, and that the base URL is right: the request went to https://api.example.com."),
        ),
        (CHAT, LOST, 2, "APIConnectionError", "got no response after 3 attempts (ReadError: reset). Check"),
        (CHAT, TIMEOUT, 1, "APITimeoutError", "timed out after 2 attempts (ReadTimeout). Raise timeout="),
        (CHAT, UNTRUSTED, 0, "APIConnectionError", "certificate is not trusted (ConnectError: certificate). Set SSL"),
        (RUN, UNSENT, 2, "APIConnectionError", "got no response after 3 attempts (ConnectError: refused)"),
        (RUN, UNSENT_TIMEOUT, 0, "APITimeoutError", "timed out (ConnectTimeout)"),
        (
            RUN, LOST, 0, "OutcomeUnknownError",
            ("POST /v1/tasks/runs (createTaskRun): the connection was lost after the request was sent (ReadError: "
            "reset). The request may have been accepted and billed, and it was not sent again. Check whether the"),
        ),
        (RUN, TIMEOUT, 0, "OutcomeUnknownError", "after the request was sent (ReadTimeout)"),
    ],
)  # fmt: skip
def test_a_request_without_a_response_is_an_error_that_says_what_to_do(
    request_, failure, retries, error_class, message
):
    call = call_for(request_)
    error = call.connection_error(failure, retries)
    assert type(error).__name__ == error_class
    assert message in str(error)
    assert error.idempotency_key == call.idempotency_key
    assert getattr(error, "permanent", False) is failure.permanent
    assert getattr(error, "timed_out", failure.timed_out) is failure.timed_out


# Redaction

HEADERS = httpx.Headers([("x-request-id", f"req {KEY}"), ("x-echo", f"a {KEY}"), ("x-echo", "b")])


def test_a_key_that_the_server_echoes_is_redacted_in_the_whole_error():
    error = call_for(list_endpoints()).status_error(400, HEADERS, f'{{"detail": "no {KEY}"}}'.encode())
    assert isinstance(error, pareta.errors.BadRequestError)
    assert error.response is not None
    assert KEY not in f"{error}{vars(error)}{error.response.content!r}{error.response.headers}"
    assert error.request_id == "req ***"
    assert error.detail == "no ***"
    assert error.response.headers.get_list("X-Echo") == ["a ***", "b"]


def test_a_body_that_is_not_utf_8_is_kept_byte_for_byte():
    error = call_for(list_endpoints()).status_error(400, {}, b"\xff" + KEY.encode() + b"\xfe")
    assert isinstance(error, pareta.errors.BadRequestError)
    assert error.response is not None
    assert error.response.content == b"\xff***\xfe"


@pytest.mark.parametrize(("reason", "kept"), [("reset", True), (f"illegal header {KEY}", False)])
def test_an_exception_of_the_http_library_is_the_cause_unless_it_contains_the_key(reason, kept):
    failure = ConnectionFailure(reason, sent=False, timed_out=False)
    failure.__cause__ = OSError(reason)
    error: SDKError = call_for(list_endpoints()).connection_error(failure, 0)
    assert (error.__cause__ is failure.__cause__) is kept
    assert (error.__cause__ is None) is not kept
    assert KEY not in str(error)


def test_a_short_key_is_not_redacted_because_it_would_match_words():
    error = call_for(list_endpoints(), api_key="no").status_error(400, {}, b'{"detail": "no"}')
    assert str(error) == "GET /v1/endpoints (listEndpoints) returned 400: no"
