"""The builders of requests: ids, queries, headers, bodies and forms, as data. And what importing them costs."""

from __future__ import annotations

import inspect
import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

import pareta_wire
from pareta_wire import (
    LONG_POLL,
    PARALLEL,
    PARETA,
    SAFE,
    UNCONFIRMED,
    ChatCompletionRequest,
    ChatMessage,
    FilePart,
    Model,
    NamedEvent,
    Operation,
    TaskGroupInput,
    TaskRunInput,
    attach_blob,
    create_chat_completion,
    create_eval_set,
    create_task_group,
    create_task_run,
    get_catalog_task,
    get_endpoint_metrics,
    get_task_group_run,
    get_task_run,
    get_task_run_result,
    list_models,
    stream_task_group_events,
    stream_task_group_runs,
)
from pareta_wire.operations import BUILDERS, OPERATIONS

GENERATED = Path(pareta_wire.__file__).parents[1]


def ids_of(operation_id: str) -> list[str]:
    parameters = inspect.signature(BUILDERS[operation_id]).parameters.values()
    return [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]


WITH_IDS = [operation_id for operation_id in BUILDERS if ids_of(operation_id)]


def build(operation_id: str, **ids: Any) -> Any:
    """Build a request with these ids and something for all else that is needed."""
    given: dict[str, Any] = {}
    for one in inspect.signature(BUILDERS[operation_id]).parameters.values():
        if one.name in ids:
            given[one.name] = ids[one.name]
        elif one.default is one.empty:
            stand_ins: dict[str, Any] = {"int": 1, "str": "x", "FilePart": FilePart("f", b"", "text/plain")}
            given[one.name] = stand_ins.get(one.annotation, {} if one.name == "body" else "x")
    return BUILDERS[operation_id](**{**given, **ids})


@pytest.mark.parametrize("operation_id", BUILDERS)
def test_every_operation_has_a_builder_whose_request_fits_it(operation_id: str) -> None:
    request = build(operation_id)
    assert request.operation is OPERATIONS[operation_id]
    assert isinstance(request.operation, Operation)
    assert "{" not in request.path
    assert (request.body is None) or (request.form is None and request.files is None)
    assert pickle.loads(pickle.dumps(request)) == request


@pytest.mark.parametrize("operation_id", WITH_IDS)
@pytest.mark.parametrize("value", ["", " ", "\t", ".", "..", "a\nb", "a\x00", "a\x7f", "a\x85b", "\ud800"])
def test_an_id_that_would_lead_elsewhere_is_refused_by_its_name(operation_id: str, value: str) -> None:
    for name in ids_of(operation_id):
        with pytest.raises(ValueError, match=f"^{name} "):
            build(operation_id, **{name: value})


@pytest.mark.parametrize("value", [None, 7, b"id", ["id"], True])
def test_an_id_that_is_no_string_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^run_id must be a str, not "):
        get_task_run(value)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("trun_1", "trun_1"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("a b", "a%20b"),
        ("été", "%C3%A9t%C3%A9"),
        ("...", "..."),
        ("{run_id}", "%7Brun_id%7D"),
        ("~a-b_c.d", "~a-b_c.d"),
    ],
)
def test_an_id_is_escaped_and_stays_one_segment(value: str, path: str) -> None:
    assert get_task_run(value).path == f"/v1/tasks/runs/{path}"


def test_two_ids_go_each_to_its_place() -> None:
    assert get_task_group_run("{run_id}", "r").path == "/v1/tasks/groups/%7Brun_id%7D/runs/r"
    assert get_task_group_run(run_id="r", taskgroup_id="g").path == "/v1/tasks/groups/g/runs/r"


def test_query_parameters_are_written_as_the_servers_read_them_and_none_is_left_out() -> None:
    assert get_task_run_result("r").query == ()
    assert get_task_run_result("r", timeout=0).query == (("timeout", "0"),)
    assert stream_task_group_events("g", timeout=1.5, last_event_id="e&1").query == (
        ("last_event_id", "e&1"),
        ("timeout", "1.5"),
    )
    assert stream_task_group_runs("g", include_input=True, include_output=False, status="queued").query == (
        ("status", "queued"),
        ("include_input", "true"),
        ("include_output", "false"),
    )
    assert get_catalog_task("t", examples_n=3).query == (("examples_n", "3"),)


def test_a_text_that_cannot_be_written_as_utf_8_is_refused_by_its_name() -> None:
    refused: list[tuple[str, Callable[[], object]]] = [
        ("window", lambda: get_endpoint_metrics("ep", "cost", filters={"window": "\ud800"})),
        ("status", lambda: stream_task_group_runs("g", status="\ud800")),
        ("name", lambda: build("createEvalSet", name="\ud800")),
    ]
    for name, call in refused:
        with pytest.raises(ValueError, match=f"^{name} cannot be written as UTF-8$"):
            call()


def test_filters_go_along_under_their_own_names() -> None:
    request = get_endpoint_metrics(
        "ep", "cost", filters={"window": "24h", "since": None, "by": ["day", 7], "all": True}
    )
    assert request.path == "/v1/endpoints/ep/cost"
    assert request.query == (("window", "24h"), ("by", "day"), ("by", "7"), ("all", "true"))
    assert get_endpoint_metrics("ep", "a dimension of tomorrow").path.endswith(
        "/a%20dimension%20of%20tomorrow"
    )


@pytest.mark.parametrize("filters", [{"a": {"b": 1}}, {"a": b"x"}, {"a": [[1]]}, [("a", 1)], "a=1"])
def test_filters_that_no_query_can_say_are_refused(filters: Any) -> None:
    with pytest.raises(TypeError):
        get_endpoint_metrics("ep", "cost", filters=filters)


def test_headers_are_sent_when_they_are_given() -> None:
    body = TaskRunInput("core", "x")
    assert create_task_run(body=body).headers == {}
    assert create_task_run(body=body, parallel_beta="a,b").headers == {"parallel-beta": "a,b"}


@pytest.mark.parametrize("value", ["a\nb", "a\r\nx-api-key: k", "é", "\x00"])
def test_a_header_that_cannot_be_sent_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"^parallel-beta must be printable ASCII"):
        create_task_run(body=TaskRunInput("core", "x"), parallel_beta=value)


def test_a_body_is_plain_json_at_once() -> None:
    message = ChatMessage("user", content="hi")
    request = create_chat_completion(body=ChatCompletionRequest("m", [message], temperature=0.0))
    message.content = "changed later"
    assert request.body == {
        "model": "m",
        "messages": [{"role": "user", "content": "hi"}],
        "temperature": 0.0,
    }
    assert create_task_group(body=TaskGroupInput()).body == {}


@pytest.mark.parametrize("body", [None, [], "x", 7])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(TypeError, match="body must be a model or a mapping"):
        create_task_run(body=body)


def test_a_mapping_will_do_for_a_body_where_types_are_not_checked() -> None:
    assert create_task_run(body={"input": "x"}).body == {"input": "x"}  # type: ignore[arg-type]


def test_a_body_is_not_in_the_repr_of_its_request() -> None:
    request = create_task_run(body=TaskRunInput("core", "a secret plan"))
    assert "secret" not in repr(request)


def test_a_form_has_its_files_and_its_fields_apart() -> None:
    rows = FilePart("items.jsonl", io.BytesIO(b"{}\n"), "application/jsonl")
    request = create_eval_set(items=rows, task_id="t")
    assert (request.form, request.files, request.body) == ({"task_id": "t"}, {"items": rows}, None)
    assert request.operation.part_types == {"items": "application/jsonl"}
    document = FilePart("a.pdf", b"%PDF", "application/pdf")
    request2 = attach_blob("set", file=document, idx=0, field_name="document", mime="application/pdf")
    assert request2.form == {"idx": "0", "field_name": "document", "mime": "application/pdf"}
    assert request2.path == "/v1/eval-sets/set/attach-blob"


def test_a_file_must_be_a_part_with_a_name_and_a_type() -> None:
    with pytest.raises(TypeError, match="items must be a FilePart, not bytes"):
        create_eval_set(items=b"{}", task_id="t")  # type: ignore[arg-type]


def test_the_apis_are_those_of_the_spec() -> None:
    assert (PARALLEL.server, PARALLEL.key_header, PARALLEL.key_prefix) == (
        "https://api.parallel.ai",
        "x-api-key",
        "",
    )
    assert (PARETA.server, PARETA.key_header, PARETA.key_prefix) == (
        "https://api.pareta.ai",
        "Authorization",
        "Bearer ",
    )
    assert (PARETA.key_env, PARETA.base_url_env) == ("PARETA_API_KEY", "PARETA_BASE_URL")
    assert SAFE.retry_lost_connection
    assert not UNCONFIRMED.retry_lost_connection
    assert LONG_POLL.statuses == SAFE.statuses - {408}


def test_the_facts_of_the_operations_that_are_special() -> None:
    chat = OPERATIONS["createChatCompletion"]
    assert chat.stream is not None
    assert (chat.stream.flag, chat.stream.end_data, chat.stream.error_key) == (
        ("stream", True),
        "[DONE]",
        "error",
    )
    assert [(one.field, one.header, one.comment) for one in chat.receipts] == [
        ("billed_micro_usd", "x-pareta-billed", "pareta-billed-micro-usd"),
        (
            "frontier_cost_micro_usd",
            "x-pareta-frontier-would-have-cost",
            "pareta-frontier-would-have-cost-micro-usd",
        ),
    ]
    assert not chat.stream_only
    deploy = OPERATIONS["deployEndpoint"]
    assert deploy.stream is not None
    assert deploy.stream.end_events == {"complete", "error"}
    assert deploy.stream_only
    assert deploy.idempotency_header == "Idempotency-Key"
    poll = OPERATIONS["getTaskRunResult"].long_poll
    assert poll is not None
    assert poll == ("timeout", 600, 50, 408)
    runs = OPERATIONS["streamTaskGroupRuns"].stream
    assert runs is not None
    assert (runs.cursor_field, runs.cursor_parameter) == ("event_id", "last_event_id")
    upload = OPERATIONS["createBlobUploadUrl"].signed_upload
    assert upload is not None
    assert upload == ("upload_url", "PUT", frozenset({200, 201}), 5_242_880)
    assert OPERATIONS["deleteEndpoint"].empty_responses == {204}
    assert OPERATIONS["deleteEndpoint"].responses == {}


def test_an_operation_is_frozen_data() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        list_models().operation.path = "/elsewhere"  # type: ignore[misc]


def test_an_unknown_operation_is_a_key_error_and_an_unknown_name_an_attribute_error() -> None:
    with pytest.raises(KeyError):
        OPERATIONS["nothing"]
    with pytest.raises(AttributeError, match="module 'pareta_wire' has no attribute 'nothing'"):
        _ = pareta_wire.nothing  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=r"module 'pareta_wire\.models' has no attribute 'nothing'"):
        _ = pareta_wire.models.nothing  # type: ignore[attr-defined]
    assert {"TaskRun", "create_task_run", "PARETA"} <= set(dir(pareta_wire))


def test_every_name_that_the_package_offers_is_there() -> None:
    for package in (pareta_wire, pareta_wire.models):
        for name in package.__all__:
            assert getattr(package, name) is not None
    assert issubclass(pareta_wire.TaskRun, Model)
    assert NamedEvent is pareta_wire.NamedEvent


def imported(code: str) -> set[str]:
    """Say which modules of the package some code loads in a fresh interpreter."""
    script = (
        f"import sys; sys.path.insert(0, {str(GENERATED)!r})\n{code}\n"
        "print(*(name for name in sys.modules if name.startswith(('pareta_wire', 'attr'))))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    assert imported("import pareta_wire") == {"pareta_wire"}


def test_importing_a_builder_loads_no_model() -> None:
    assert (
        imported("from pareta_wire import create_task_run, deploy_endpoint")
        & {name for name in imported("from pareta_wire.models import *") if ".models." in name}
        == set()
    )


def test_importing_a_model_loads_those_it_is_made_of() -> None:
    models = {
        name.rpartition(".")[2]
        for name in imported("from pareta_wire import TaskRun")
        if name.startswith("pareta_wire.models.")
    }
    classes, enums = {"task_run", "task_run_error", "task_run_warning"}, {"task_processor", "task_run_status"}
    assert models == classes | enums | {"task_run_warning_type"}
