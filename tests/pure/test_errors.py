"""Errors: the class of each status, the texts of error bodies and messages, and copies of errors."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import parallel.errors
import pareta.errors
from pareta_core import errors as core
from pareta_core.errors import ErrorClasses, ErrorResponse, parse_error_body, response_error, status_error
from pareta_wire import BlobUpload, TaskRun

CALL = "POST /v1/things (createThing)"
CORE, PARETA, PARALLEL = ErrorClasses(), pareta.errors.ERRORS, parallel.errors.ERRORS
FACADES = {"core": (core, CORE), "pareta": (pareta.errors, PARETA), "parallel": (parallel.errors, PARALLEL)}
facades = pytest.mark.parametrize(("module", "classes"), FACADES.values(), ids=FACADES)
MAX_EXPLANATION = 2_000
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def response_of(status=400, body=b"", request_id="req_1"):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ErrorResponse(
        status_code=status,
        headers={"x-a": "b"},
        request_id=request_id,
        idempotency_key="key_1",
        content=content,
    )


# Status → class

# fmt: off
#  status  core                        pareta                      parallel
CLASSES = [
    (300, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (307, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (400, "BadRequestError",          "BadRequestError",          "BadRequestError"),
    (401, "AuthenticationError",      "AuthenticationError",      "AuthenticationError"),
    (402, "InsufficientCreditsError", "InsufficientCreditsError", "InsufficientCreditsError"),
    (403, "PermissionDeniedError",    "PermissionDeniedError",    "PermissionDeniedError"),
    (404, "NotFoundError",            "NotFoundError",            "NotFoundError"),
    (405, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (408, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (409, "ConflictError",            "ConflictError",            "ConflictError"),
    (418, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (422, "UnprocessableEntityError", "BadRequestError",          "UnprocessableEntityError"),
    (429, "RateLimitError",           "RateLimitError",           "RateLimitError"),
    (499, "APIStatusError",           "APIStatusError",           "APIStatusError"),
    (500, "InternalServerError",      "InternalServerError",      "InternalServerError"),
    (502, "InternalServerError",      "InternalServerError",      "InternalServerError"),
    (503, "InternalServerError",      "EndpointNotReadyError",    "InternalServerError"),
    (504, "InternalServerError",      "InternalServerError",      "InternalServerError"),
    (520, "InternalServerError",      "InternalServerError",      "InternalServerError"),
    (599, "InternalServerError",      "InternalServerError",      "InternalServerError"),
]
# fmt: on


@pytest.mark.parametrize(("status", "in_core", "in_pareta", "in_parallel"), CLASSES)
def test_a_status_gives_its_class(status, in_core, in_pareta, in_parallel):
    assert CORE.for_status(status) is getattr(core, in_core)
    assert PARETA.for_status(status) is getattr(pareta.errors, in_pareta)
    assert PARALLEL.for_status(status) is getattr(parallel.errors, in_parallel)


@facades
@pytest.mark.parametrize("status", [row[0] for row in CLASSES])
def test_an_error_of_a_facade_is_caught_by_its_root_and_by_the_core_class_of_the_status(
    module, classes, status
):
    error = status_error(classes, CALL, response_of(status))
    assert isinstance(error, (classes.root, classes.status))
    assert isinstance(error, CORE.for_status(status))


ROLES = [
    "connection",
    "timeout",
    "wait_timeout",
    "outcome_unknown",
    "response",
    "stream",
    "stream_ended",
    "status",
    "server",
]


@facades
@pytest.mark.parametrize("role", ROLES)
def test_each_class_of_a_facade_inherits_from_its_root_and_from_the_core_class(module, classes, role):
    error_class = getattr(classes, role)
    assert error_class.__module__ == module.__name__
    assert issubclass(error_class, classes.root)
    assert issubclass(error_class, getattr(CORE, role))


def test_the_pareta_rate_limit_error_is_both_a_pareta_error_and_a_core_error():
    import pareta
    import pareta_core

    ancestors = pareta.RateLimitError.__mro__
    assert ancestors[0] is pareta.errors.RateLimitError
    for ancestor in (
        pareta.APIStatusError,
        pareta.ParetaError,
        pareta_core.RateLimitError,
        pareta_core.SDKError,
    ):
        assert ancestor in ancestors
    assert ancestors.index(pareta.ParetaError) < ancestors.index(pareta_core.APIStatusError)


def test_the_two_facades_do_not_catch_each_others_errors():
    for role in ROLES:
        assert not issubclass(getattr(PARETA, role), PARALLEL.root)
        assert not issubclass(getattr(PARALLEL, role), PARETA.root)


@facades
def test_a_wait_timeout_is_also_a_builtin_timeout_error_and_a_connection_error(module, classes):
    assert issubclass(classes.wait_timeout, (TimeoutError,))
    assert issubclass(classes.wait_timeout, classes.timeout)
    assert issubclass(classes.timeout, classes.connection)
    assert issubclass(classes.outcome_unknown, classes.connection)
    assert issubclass(classes.stream_ended, classes.stream)


@facades
def test_every_error_class_is_public(module, classes):
    here = {
        name
        for name, value in vars(module).items()
        if is_error(value) and value.__module__ == module.__name__
    }
    assert here == {name for name in module.__all__ if is_error(getattr(module, name))}


# Bodies

FASTAPI = [
    {"loc": ["body", "metadata", "team"], "msg": "too long", "type": "string_too_long"},
    {"loc": ["query", 0], "msg": "Field required", "type": "missing"},
]
TASK_ERROR = {"ref_id": "ref_9", "message": "No such processor", "detail": {"processor": "x"}}

# name: (body, explanation, detail, ref_id)
BODIES = {
    "pareta: detail is a text": ({"detail": "No such task"}, "No such task", "No such task", None),
    "FastAPI's list": (
        {"detail": FASTAPI},
        "body.metadata.team: too long; query.0: Field required",
        FASTAPI,
        None,
    ),
    "a list of other things": (
        {"detail": ["a", {"type": "missing"}, {"loc": "body"}, 3, {}]},
        "a; missing; body: invalid; 3; invalid",
        ["a", {"type": "missing"}, {"loc": "body"}, 3, {}],
        None,
    ),
    "an empty list": ({"detail": []}, "", [], None),
    "detail is an object": (
        {"detail": {"code": 7, "ü": None}},
        '{"code": 7, "ü": null}',
        {"code": 7, "ü": None},
        None,
    ),
    "detail is a number": ({"detail": 7}, "7", 7, None),
    "task API": (
        {"type": "error", "error": TASK_ERROR},
        'No such processor (reference ref_9): {"processor": "x"}',
        {"processor": "x"},
        "ref_9",
    ),
    "task API without detail": (
        {"type": "error", "error": {"ref_id": "ref_9", "message": "No"}},
        "No (reference ref_9)",
        {"ref_id": "ref_9", "message": "No"},
        "ref_9",
    ),
    "task API with a list of problems": (
        {"type": "error", "error": {"ref_id": "ref_9", "message": "Invalid", "detail": FASTAPI}},
        "Invalid (reference ref_9): body.metadata.team: too long; query.0: Field required",
        FASTAPI,
        "ref_9",
    ),
    "task API with a ref_id that is none": (
        {"type": "error", "error": {"ref_id": 9, "message": "No", "detail": None}},
        "No",
        {"ref_id": 9, "message": "No", "detail": None},
        None,
    ),
    "OpenAI": (
        {"error": {"message": "Bad model", "type": "invalid_request_error", "param": "model", "code": None}},
        "Bad model",
        {"message": "Bad model", "type": "invalid_request_error", "param": "model", "code": None},
        None,
    ),
    "OpenAI with a type only": (
        {"error": {"type": "overloaded"}},
        "overloaded",
        {"type": "overloaded"},
        None,
    ),
    "error is a text": ({"error": "Nope"}, "Nope", "Nope", None),
    "message": ({"message": "Forbidden"}, "Forbidden", "Forbidden", None),
    "detail before message": ({"message": "b", "detail": "a"}, "a", "a", None),
    "null detail, then message": ({"detail": None, "message": "b"}, "b", "b", None),
    "an object of another shape": ({"status": "bad"}, '{"status": "bad"}', {"status": "bad"}, None),
    "an empty object": ({}, "{}", {}, None),
    "a JSON text": ("oops", '"oops"', "oops", None),
    "a JSON list": ([1, 2], "[1, 2]", [1, 2], None),
    "null": (None, "null", None, None),
    "plain text": (b"upstream connect error", "upstream connect error", None, None),
    "text in lines": (b"  a\r\n\tb\n\n c ", "a b c", None, None),
    "HTML": (
        b"<html>\n<head><title>502 Bad Gateway</title></head>\n</html>",
        "<html> <head><title>502 Bad Gateway</title></head> </html>",
        None,
        None,
    ),
    "nothing": (b"", "", None, None),
    "blank": (b" \r\n ", "", None, None),
    "no UTF-8": (b"caf\xe9 \xff", "caf� �", None, None),
    "JSON that is not UTF-8": (b'{"detail": "caf\xe9"}', '{"detail": "caf�"}', None, None),
    "JSON with a BOM": (b'\xef\xbb\xbf{"detail": "a"}', "a", "a", None),
    "JSON in UTF-16": ('{"detail": "a"}'.encode("utf-16"), "a", "a", None),
    "cut JSON": (b'{"detail": "No such', '{"detail": "No such', None, None),
    "more digits than Python reads": (b"9" * 5000, "9" * 299 + "…", None, None),
}


@pytest.mark.parametrize(
    ("body", "explanation", "detail", "ref_id"),
    BODIES.values(),
    ids=[name.replace(" ", "-") for name in BODIES],
)
def test_an_error_body_in_any_format_is_parsed(body, explanation, detail, ref_id):
    assert parse_error_body(response_of(body=body).content) == (explanation, detail, ref_id)


@pytest.mark.parametrize(
    "body", [body for body, *_ in BODIES.values()], ids=[n.replace(" ", "-") for n in BODIES]
)
@facades
def test_an_error_body_in_any_format_gives_the_class_of_the_status(module, classes, body):
    response = response_of(429, body)
    error = status_error(classes, CALL, response)
    assert type(error) is module.RateLimitError
    assert (error.status_code, error.request_id, error.response) == (429, "req_1", response)
    assert error.response.content == response.content


@pytest.mark.parametrize(
    "error", [{"code": "quota"}, {"status": "quota", "message": ""}, {"errors": ["quota"]}]
)
def test_an_error_object_without_a_message_is_shown_as_json(error):
    explanation, detail, _ = parse_error_body(response_of(body={"error": error}).content)
    assert "quota" in explanation
    assert detail == error


HUGE = {
    "a text": b"x" * 5_000_000,
    "a detail": {"detail": "x" * 1_000_000},
    "an object": {"detail": {"x": "y" * 1_000_000}},
    "a message": {"error": {"message": "x" * 1_000_000, "detail": {"x": "y" * 1_000_000}}},
    "a list of problems": {"detail": [{"loc": ["body", row], "msg": "x"} for row in range(50_000)]},
    "one problem": {"detail": [{"loc": ["x" * 500_000], "msg": "x" * 500_000}]},
    "a reference": {"error": {"message": "a", "ref_id": "x" * 1_000_000}},
}


@pytest.mark.parametrize("body", HUGE.values(), ids=[name.replace(" ", "-") for name in HUGE])
def test_a_huge_body_is_kept_but_shortened_in_the_message(body):
    response = response_of(422, body)
    error = status_error(CORE, CALL, response)
    assert len(str(error)) < MAX_EXPLANATION
    assert error.response.content == response.content


@pytest.mark.parametrize(
    "shape",
    [
        "%s",
        '{"detail": %s}',
        '{"detail": [%s]}',
        '{"message": %s}',
        '{"error": %s}',
        '{"error": {"message": %s}}',
        '{"error": {"detail": %s}}',
    ],
)
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")], ids=["lists", "objects"])
def test_a_nested_body_of_any_depth_is_parsed(shape, opening, closing):
    # Around Python's recursion limit some depths can be decoded but not encoded: try many of them.
    for depth in (*range(1, 400, 57), *range(880, 1010, 3), 100_000):
        explanation, _, _ = parse_error_body((shape % (opening * depth + "1" + closing * depth)).encode())
        assert len(explanation) < MAX_EXPLANATION, depth


KEYS = st.sampled_from(["detail", "message", "error", "ref_id", "loc", "msg", "type"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | KEYS, inner),
    max_leaves=12,
)


@example(b'{"error": {"message": "a\\nb", "ref_id": "c\\nd"}}', 400)
@settings(deadline=None)
@given(
    st.binary() | st.dictionaries(KEYS, json_values).map(json.dumps).map(str.encode), st.integers(300, 599)
)
def test_any_body_gives_a_status_error(body, status):
    error = status_error(PARETA, CALL, response_of(status, body))
    assert isinstance(error, pareta.errors.APIStatusError)
    assert "\n" not in str(error)
    assert len(str(error)) < 50_000


@pytest.mark.parametrize(
    "body", [b'{"detail": "\\ud83d"}', b'{"error": {"message": "\\ud83d", "detail": ["\\ude00"]}}']
)
def test_a_message_with_an_unpaired_surrogate_can_be_printed(body):
    assert str(status_error(CORE, CALL, response_of(400, body))).encode()


# Messages

CONTROLS = "\x1b[31mred\x1b]0;title\x07\x9b2J\x00\x7f\u202eright\u2066"


@pytest.mark.parametrize("failed", [status_error, response_error], ids=["status", "response"])
def test_what_a_server_says_does_not_control_a_terminal(failed):
    response = response_of(
        200 if failed is response_error else 400, {"detail": CONTROLS}, request_id=CONTROLS
    )
    arguments = (response,) if failed is status_error else (response, CONTROLS)
    error = failed(CORE, CALL, *arguments)
    assert "red" in str(error)
    assert not CONTROL.search(str(error))
    assert not CONTROL.search(error.message)


@facades
@pytest.mark.parametrize("status", [row[0] for row in CLASSES])
def test_a_message_names_the_call_the_status_and_the_request_id(module, classes, status):
    message = str(status_error(classes, CALL, response_of(status, {"detail": "Because of this"})))
    assert message.startswith(f"{CALL} returned {status}: Because of this (request id req_1)")


@pytest.mark.parametrize(
    ("status", "next_step"),
    [
        (302, "Check the base URL"),
        (401, "Check the API key"),
        (402, "Add credits"),
        (403, "permissions"),
        (404, "Check the id"),
        (429, "raise max_retries"),
        (500, "Try again later"),
        (503, "Try again later"),
        (520, "Try again later"),
    ],
)
@facades
def test_a_message_says_what_to_do_next(module, classes, status, next_step):
    error = status_error(classes, CALL, response_of(status))
    assert next_step in str(error)
    assert error.message == str(error)


def test_fastapis_problems_are_readable_in_the_message():
    message = str(status_error(PARETA, CALL, response_of(422, {"detail": FASTAPI})))
    assert "body.metadata.team: too long; query.0: Field required" in message


def test_a_message_without_request_id_and_body_is_short():
    message = str(status_error(CORE, CALL, response_of(418, b"", request_id=None)))
    assert message == f"{CALL} returned 418"


def test_a_status_error_has_the_details_of_the_response():
    response = response_of(400, {"type": "error", "error": TASK_ERROR})
    error = status_error(PARALLEL, CALL, response)
    assert type(error) is parallel.errors.BadRequestError
    assert (error.detail, error.ref_id, error.idempotency_key) == ({"processor": "x"}, "ref_9", "key_1")
    assert error.response.json()["error"] == TASK_ERROR
    assert error.response.headers == {"x-a": "b"}


@facades
@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"", "The response is empty."),
        (b"<html>busy</html>", "The response begins with: '<html>busy</html>'."),
        (b"a\nb\xff", "The response begins with: 'a\\nb�'."),
        (b"x" * 5_000_000, "The response begins with: '" + "x" * 300 + "'."),
    ],
    ids=["empty", "html", "no utf-8", "huge"],
)
def test_a_malformed_success_shows_its_status_request_id_and_first_bytes(module, classes, content, shown):
    response = response_of(200, content)
    error = response_error(classes, CALL, response, "its body is not valid JSON")
    assert type(error) is module.APIResponseError
    assert str(error).startswith(
        f"{CALL} returned 200, but its body is not valid JSON (request id req_1). {shown} Check that the"
    )
    assert (error.status_code, error.request_id, error.idempotency_key) == (200, "req_1", "key_1")
    assert error.response is response


@pytest.mark.parametrize(("content", "text"), [(b"", ""), (b"caf\xc3\xa9", "café"), (b"\xff", "�")])
def test_the_body_of_an_error_is_available_as_text(content, text):
    assert response_of(body=content).text == text


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"a":', b"\xff"])
def test_json_raises_a_value_error_for_a_body_that_is_not_valid_json(content):
    with pytest.raises(ValueError):
        response_of(body=content).json()


# Copies


def is_error(value):
    return inspect.isclass(value) and issubclass(value, core.SDKError)


EVERY_CLASS = sorted(
    {value for module, _ in FACADES.values() for value in vars(module).values() if is_error(value)},
    key=lambda error_class: (error_class.__module__, error_class.__name__),
)
RUN = TaskRun.from_dict({"run_id": "trun_1", "status": "failed", "new_field": [1]})
# The keyword arguments of each class, in addition to those of its ancestors.
FIELDS = {
    core.SDKError: {"request_id": "req_1", "idempotency_key": "key_1", "partial": ["so", {"far": 1}]},
    core.WaitTimeoutError: {"id": "trun_1"},
    core.APIResponseError: {"response": response_of(200, b"<html>"), "incomplete": True},
    core.StreamError: {"type": "overloaded", "code": 7, "detail": {"code": 7}},
    core.APIStatusError: {
        "status_code": 418,
        "detail": {"a": ["b"]},
        "ref_id": "ref_9",
        "response": response_of(418, {"detail": {"a": ["b"]}}),
    },
    core.APIConnectionError: {"permanent": True, "sent": False},
    core.OutcomeUnknownError: {"timed_out": True},
    parallel.errors.TaskRunFailedError: {
        "run_id": "trun_1",
        "ref_id": "ref_9",
        "status": "failed",
        "run": RUN,
    },
    parallel.errors.OutputParseError: {"run_id": "trun_1", "result": RUN},
}
PROTOCOLS = (2, pickle.HIGHEST_PROTOCOL)
every_class = pytest.mark.parametrize(
    "error_class", EVERY_CLASS, ids=lambda error_class: f"{error_class.__module__}.{error_class.__name__}"
)


def filled(error_class):
    fields = {}
    for ancestor, own in FIELDS.items():
        if issubclass(error_class, ancestor):
            fields.update(own)
    return error_class("What happened.", **fields), fields


def test_all_error_classes_are_found():
    assert len(EVERY_CLASS) > 50


@every_class
def test_an_error_has_its_message_and_every_field(error_class):
    error, fields = filled(error_class)
    derived = {"status_code": 200} if issubclass(error_class, core.APIResponseError) else {}
    assert vars(error) == {"message": "What happened.", **fields, **derived}
    assert str(error) == "What happened."
    assert error.args == ("What happened.",)


@every_class
def test_an_error_needs_no_more_than_a_message(error_class):
    error = error_class("What happened.")
    assert (error.request_id, error.idempotency_key, error.partial) == (None, None, None)


@every_class
@pytest.mark.parametrize(
    "duplicate",
    [
        copy.copy,
        copy.deepcopy,
        *(
            lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol))
            for protocol in PROTOCOLS
        ),
    ],
    ids=["copy", "deepcopy", *(f"pickle-{protocol}" for protocol in PROTOCOLS)],
)
def test_a_pickled_or_copied_error_keeps_all_its_fields(error_class, duplicate):
    error, _ = filled(error_class)
    error.add_note("seen in row 7")
    copied = duplicate(error)
    assert type(copied) is error_class
    assert copied is not error
    assert vars(copied) == vars(error)
    assert (str(copied), copied.args, repr(copied)) == (str(error), error.args, repr(error))


@facades
def test_a_pickled_status_error_keeps_its_response(module, classes):
    error = status_error(classes, CALL, response_of(404, {"detail": "gone"}))
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is module.NotFoundError
    assert copied.response == error.response
    assert copied.response.json() == {"detail": "gone"}


@facades
def test_a_malformed_response_is_shown_without_its_secret_members(module, classes):
    record = {"upload_url": "https://storage/x?signature=s", "storage_uri": "store://doc", "size": 5}
    error = core.malformed_response(classes, CALL, BlobUpload.from_dict(record), "it has no id")
    assert error.response is not None
    assert error.response.json() == {"upload_url": "***", "storage_uri": "store://doc", "size": 5}
    assert (
        core.malformed_response(classes, CALL, BlobUpload.from_dict({}), "it has no id").response.json() == {}
    )


@pytest.mark.parametrize("length", [299, 300, 301])
def test_a_body_is_cut_only_if_it_is_too_long(length):
    shown, _, _ = parse_error_body(b"x" * length)
    assert shown == ("x" * length if length <= 300 else "x" * 299 + "…")
