"""Errors: which class a status gives, what an error body of any form says, and that errors travel whole."""

from __future__ import annotations

import copy
import inspect
import json
import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import parallel.errors
import pareta.errors
from pareta_core import errors as core
from pareta_core.errors import ErrorClasses, ErrorResponse, explain, response_error, status_error
from pareta_wire import TaskRun

CALL = "POST /v1/things (createThing)"
CORE, PARETA, PARALLEL = ErrorClasses(), pareta.errors.ERRORS, parallel.errors.ERRORS
FACADES = {"core": (core, CORE), "pareta": (pareta.errors, PARETA), "parallel": (parallel.errors, PARALLEL)}
facades = pytest.mark.parametrize(("module", "classes"), FACADES.values(), ids=FACADES)
LONGEST_EXPLANATION = 2_000


def answer(status=400, body=b"", request_id="req_1"):
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
def test_a_facades_error_is_caught_by_its_own_root_and_by_the_class_that_the_core_has_for_the_status(
    module, classes, status
):
    error = status_error(classes, CALL, answer(status))
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
def test_each_class_of_a_facade_stands_under_its_root_and_under_the_cores_class(module, classes, role):
    kind = getattr(classes, role)
    assert kind.__module__ == module.__name__
    assert issubclass(kind, classes.root)
    assert issubclass(kind, getattr(CORE, role))


def test_a_rate_limit_of_pareta_is_both_a_pareta_error_and_the_cores():
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
def test_a_timeout_of_a_wait_is_pythons_too_and_a_lost_connection_as_well(module, classes):
    assert issubclass(classes.wait_timeout, (TimeoutError,))
    assert issubclass(classes.wait_timeout, classes.timeout)
    assert issubclass(classes.timeout, classes.connection)
    assert issubclass(classes.outcome_unknown, classes.connection)
    assert issubclass(classes.stream_ended, classes.stream)


@facades
def test_what_is_said_to_be_public_is_every_error_that_there_is(module, classes):
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
        "a; missing; invalid; 3; invalid",
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
        'No such processor (reference ref_9) — {"processor": "x"}',
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
        "Invalid (reference ref_9) — body.metadata.team: too long; query.0: Field required",
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
    "JSON that is no UTF-8": (b'{"detail": "caf\xe9"}', '{"detail": "caf�"}', None, None),
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
def test_an_error_body_of_any_form_is_explained(body, explanation, detail, ref_id):
    assert explain(answer(body=body).content) == (explanation, detail, ref_id)


@pytest.mark.parametrize(
    "body", [body for body, *_ in BODIES.values()], ids=[n.replace(" ", "-") for n in BODIES]
)
@facades
def test_an_error_body_of_any_form_still_gives_the_right_class(module, classes, body):
    response = answer(429, body)
    error = status_error(classes, CALL, response)
    assert type(error) is module.RateLimitError
    assert (error.status_code, error.request_id, error.response) == (429, "req_1", response)
    assert error.response.content == response.content


@pytest.mark.parametrize(
    "error", [{"code": "quota"}, {"status": "quota", "message": ""}, {"errors": ["quota"]}]
)
def test_an_error_object_without_a_message_is_shown_as_it_is(error):
    explanation, detail, _ = explain(answer(body={"error": error}).content)
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
def test_a_huge_body_makes_no_huge_message_and_is_kept_whole(body):
    response = answer(422, body)
    error = status_error(CORE, CALL, response)
    assert len(str(error)) < LONGEST_EXPLANATION
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
def test_a_deeply_nested_body_of_any_depth_is_explained_all_the_same(shape, opening, closing):
    # Around Python's limit lie depths that can be read but not written: every one is tried there.
    for depth in (*range(1, 400, 57), *range(880, 1010, 3), 100_000):
        explanation, _, _ = explain((shape % (opening * depth + "1" + closing * depth)).encode())
        assert len(explanation) < LONGEST_EXPLANATION, depth


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
def test_no_body_of_any_kind_breaks_the_error(body, status):
    error = status_error(PARETA, CALL, answer(status, body))
    assert isinstance(error, pareta.errors.APIStatusError)
    assert "\n" not in str(error)
    assert len(str(error)) < 50_000


@pytest.mark.parametrize(
    "body", [b'{"detail": "\\ud83d"}', b'{"error": {"message": "\\ud83d", "detail": ["\\ude00"]}}']
)
def test_a_message_can_be_printed_though_the_body_holds_half_a_surrogate_pair(body):
    assert str(status_error(CORE, CALL, answer(400, body))).encode()


# Messages


@facades
@pytest.mark.parametrize("status", [row[0] for row in CLASSES])
def test_a_message_says_what_happened_to_which_call_with_the_request_id(module, classes, status):
    message = str(status_error(classes, CALL, answer(status, {"detail": "Because of this"})))
    assert message.startswith(f"{CALL} was answered with status {status}: Because of this (request id req_1)")


@pytest.mark.parametrize(
    ("status", "next_step"),
    [
        (302, "check the base URL"),
        (401, "Check the API key"),
        (402, "Top up the balance"),
        (403, "permissions"),
        (404, "Check the id"),
        (429, "raise max_retries"),
        (500, "again later"),
        (503, "again later"),
        (520, "again later"),
    ],
)
@facades
def test_a_message_says_what_to_do_next(module, classes, status, next_step):
    error = status_error(classes, CALL, answer(status))
    assert next_step in str(error)
    assert error.message == str(error)


def test_fastapis_problems_are_readable_in_the_message():
    message = str(status_error(PARETA, CALL, answer(422, {"detail": FASTAPI})))
    assert "body.metadata.team: too long; query.0: Field required" in message


def test_without_a_request_id_and_without_a_body_the_message_makes_no_fuss():
    message = str(status_error(CORE, CALL, answer(418, b"", request_id=None)))
    assert message == f"{CALL} was answered with status 418"


def test_a_status_error_carries_what_the_api_said():
    response = answer(400, {"type": "error", "error": TASK_ERROR})
    error = status_error(PARALLEL, CALL, response)
    assert type(error) is parallel.errors.BadRequestError
    assert (error.detail, error.ref_id, error.idempotency_key) == ({"processor": "x"}, "ref_9", "key_1")
    assert error.response.json()["error"] == TASK_ERROR
    assert error.response.headers == {"x-a": "b"}


@facades
@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"", "It begins with: an empty body."),
        (b"<html>busy</html>", "It begins with: '<html>busy</html>'."),
        (b"a\nb\xff", "It begins with: 'a\\nb�'."),
        (b"x" * 5_000_000, "It begins with: '" + "x" * 300 + "'."),
    ],
    ids=["empty", "html", "no utf-8", "huge"],
)
def test_a_success_that_is_not_what_was_promised_shows_its_status_request_id_and_first_bytes(
    module, classes, content, shown
):
    response = answer(200, content)
    error = response_error(classes, CALL, response, "its body is no JSON")
    assert type(error) is module.APIResponseError
    assert str(error).startswith(
        f"{CALL} was answered with status 200, but its body is no JSON (request id req_1). {shown} Check that the"
    )
    assert (error.status_code, error.request_id, error.idempotency_key) == (200, "req_1", "key_1")
    assert error.response is response


@pytest.mark.parametrize(("content", "text"), [(b"", ""), (b"caf\xc3\xa9", "café"), (b"\xff", "�")])
def test_the_body_of_an_error_is_there_as_text(content, text):
    assert answer(body=content).text == text


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"a":', b"\xff"])
def test_the_body_of_an_error_that_is_no_json_says_so_when_asked_for_it(content):
    with pytest.raises(ValueError):
        answer(body=content).json()


# Travelling


def is_error(value):
    return inspect.isclass(value) and issubclass(value, core.SDKError)


EVERY_CLASS = sorted(
    {value for module, _ in FACADES.values() for value in vars(module).values() if is_error(value)},
    key=lambda kind: (kind.__module__, kind.__name__),
)
RUN = TaskRun.from_dict({"run_id": "trun_1", "status": "failed", "new_field": [1]})
# What each class takes beside the message: its own, and its ancestors'.
FIELDS = {
    core.SDKError: {"request_id": "req_1", "idempotency_key": "key_1", "partial": ["so", {"far": 1}]},
    core.WaitTimeoutError: {"id": "trun_1"},
    core.APIResponseError: {"response": answer(200, b"<html>"), "incomplete": True},
    core.StreamError: {"type": "overloaded", "code": 7},
    core.APIStatusError: {
        "status_code": 418,
        "detail": {"a": ["b"]},
        "ref_id": "ref_9",
        "response": answer(418, {"detail": {"a": ["b"]}}),
    },
    core.APIConnectionError: {"permanent": True},
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
    "kind", EVERY_CLASS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)


def filled(kind):
    fields = {}
    for ancestor, own in FIELDS.items():
        if issubclass(kind, ancestor):
            fields.update(own)
    return kind("What happened.", **fields), fields


def test_there_are_classes_to_be_tried():
    assert len(EVERY_CLASS) > 50


@every_class
def test_an_error_carries_its_message_and_every_field(kind):
    error, fields = filled(kind)
    derived = {"status_code": 200} if issubclass(kind, core.APIResponseError) else {}
    assert vars(error) == {"message": "What happened.", **fields, **derived}
    assert str(error) == "What happened."
    assert error.args == ("What happened.",)


@every_class
def test_an_error_needs_no_more_than_a_message(kind):
    error = kind("What happened.")
    assert (error.request_id, error.idempotency_key, error.partial) == (None, None, None)


@every_class
@pytest.mark.parametrize(
    "travel",
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
def test_an_error_that_is_pickled_or_copied_arrives_with_all_its_fields(kind, travel):
    error, _ = filled(kind)
    error.add_note("seen in row 7")
    arrived = travel(error)
    assert type(arrived) is kind
    assert arrived is not error
    assert vars(arrived) == vars(error)
    assert (str(arrived), arrived.args, repr(arrived)) == (str(error), error.args, repr(error))


@facades
def test_an_error_of_an_answer_travels_between_processes_with_its_answer(module, classes):
    error = status_error(classes, CALL, answer(404, {"detail": "gone"}))
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is module.NotFoundError
    assert arrived.response == error.response
    assert arrived.response.json() == {"detail": "gone"}
