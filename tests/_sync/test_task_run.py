# Mirrored from tests/_async/test_task_run.py by codegen/mirror.py; do not edit.
"""`task_run`: start, retrieve, events, and the wait for a result of the output type."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import httpx
import pydantic
import pytest

import parallel
from tests._sync.output_types import (
    CLASSES,
    CONTENT,
    SCHEMA,
    AttrsCompany,
    PydanticCompany,
    TypedDictCompany,
)
from tests.support import (
    GROUP,
    Chunks,
    Clients,
    Events,
    Silence,
    Wire,
    event,
    respond,
    result,
    run,
    still_running,
    stream,
    task_error,
)

ACCEPTED = respond(202, run())
DONE = respond(200, result())
FAILED = run(
    "failed", error={"ref_id": "ref_7", "message": "the sources contradict each other", "detail": None}
)


def execute(wire: Wire, **options: Any) -> Any:
    return Clients.parallel(wire).task_run.execute(
        **{"input": "United Nations", "processor": "base", **options}
    )


def wait(wire: Wire, **options: Any) -> Any:
    return Clients.parallel(wire).task_run.result("trun_1", **options)


# --- create, retrieve, input


def test_a_run_is_started_with_every_argument() -> None:
    wire = Wire(respond(202, run("queued", warnings=[{"type": "warning", "message": "odd", "detail": None}])))
    started = Clients.parallel(wire).task_run.create(
        input={"company": "United Nations"},
        processor="pro",
        task_spec=parallel.TaskSpec(output_schema="A year", input_schema="A company"),
        metadata={"team": "legal", "n": 1, "x": 0.5, "y": True},
        source_policy=parallel.SourcePolicy(include_domains=["un.org"], exclude_domains=None),
        advanced_settings={"location": "de"},
        previous_interaction_id="trun_0",
        mcp_servers=[
            parallel.McpServer(type="url", url="https://m.example.com", name="m", headers={"k": "secret"})
        ],
        enable_events=True,
        webhook={"url": "https://w.example.com", "event_types": ["task_run.status"]},
        betas=["mcp-server-2025-07-17", "events-sse-2025-07-24"],
    )
    assert wire.paths == ["POST /v1/tasks/runs"]
    assert wire.header("parallel-beta") == "mcp-server-2025-07-17,events-sse-2025-07-24"
    assert wire.body == {
        "processor": "pro",
        "input": {"company": "United Nations"},
        "task_spec": {"output_schema": "A year", "input_schema": "A company"},
        "metadata": {"team": "legal", "n": 1, "x": 0.5, "y": True},
        "source_policy": {"include_domains": ["un.org"]},
        "advanced_settings": {"location": "de"},
        "previous_interaction_id": "trun_0",
        "mcp_servers": [
            {"type": "url", "url": "https://m.example.com", "name": "m", "headers": {"k": "secret"}}
        ],
        "enable_events": True,
        "webhook": {"url": "https://w.example.com", "event_types": ["task_run.status"]},
    }
    assert isinstance(started, parallel.TaskRun)
    assert (started.run_id, started.status, started.is_active) == ("trun_1", "queued", True)
    assert started.warnings is not None
    assert started.warnings[0].message == "odd"


DAY = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "policy",
    [
        {"after_date": "2024-02-29"},
        {"after_date": DAY},
        parallel.SourcePolicy(after_date="2024-02-29"),
        parallel.SourcePolicy(after_date=DAY),
    ],
)
def test_after_date_is_a_date_or_text(policy: Any) -> None:
    wire = Wire(ACCEPTED, respond(200, {"status": GROUP["status"], "run_ids": ["trun_1"]}))
    client = Clients.parallel(wire)
    client.task_run.create(input="a", processor="base", source_policy=policy)
    assert wire.body["source_policy"] == {"after_date": "2024-02-29"}
    row = parallel.TaskRunInput(input="a", processor="base", source_policy=policy)
    client.task_group.add_runs("tgrp_1", inputs=[row])
    assert wire.body["inputs"][0]["source_policy"] == {"after_date": "2024-02-29"}


def test_the_newer_fields_of_a_run_are_sent() -> None:
    wire = Wire(ACCEPTED)
    sources = {"free": ["company_registers"], "pay_per_use": ["patents"]}
    Clients.parallel(wire).task_run.create(
        input="a",
        processor="core-fast",
        task_spec={"output_schema": {"json_schema": {"type": "object"}}, "input_schema": None},
        memory_scope_key="suppliers-2026",
        advanced_settings={"data_sources": sources},
    )
    assert wire.body == {
        "input": "a",
        "processor": "core-fast",
        "task_spec": {"output_schema": {"json_schema": {"type": "object"}}, "input_schema": None},
        "memory_scope_key": "suppliers-2026",
        "advanced_settings": {"data_sources": sources},
    }


def test_fields_that_the_spec_does_not_know_and_values_as_people_have_them_are_sent() -> None:
    @dataclasses.dataclass
    class Question:
        since: dt.date
        query: str = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            self.query = f"since {self.since}"

    day = dt.date(2024, 1, 2)
    wire = Wire(ACCEPTED)
    Clients.parallel(wire).task_run.create(
        input=Question(day),
        processor="base",
        metadata={"day": day},
        source_policy={"after_date": day},
        memory_key="scope",  # type: ignore[call-arg]  # a field of tomorrow
        per_row={"limit": Decimal("0.5")},
    )
    assert wire.body == {
        "input": {"since": "2024-01-02", "query": "since 2024-01-02"},
        "processor": "base",
        "metadata": {"day": "2024-01-02"},
        "source_policy": {"after_date": "2024-01-02"},
        "memory_key": "scope",
        "per_row": {"limit": "0.5"},
    }


def test_whatever_a_validator_raises_the_result_is_kept() -> None:
    class ValidationError(Exception):
        errors = ("year must be in the future",)

        def __str__(self) -> str:
            raise RuntimeError("broken __str__")

    @dataclasses.dataclass
    class Broken:
        year: int

        def __post_init__(self) -> None:
            raise ValidationError

    wire = Wire(ACCEPTED, respond(200, result({"year": 1945})))
    with pytest.raises(parallel.OutputParseError, match=r"Broken: ValidationError") as caught:
        execute(wire, output=Broken)
    assert caught.value.result.output.content == {"year": 1945}


def test_none_means_not_given() -> None:
    wire = Wire(ACCEPTED)
    fields: Any = dict.fromkeys(["task_spec", "metadata", "webhook", "enable_events", "betas", "mcp_servers"])
    Clients.parallel(wire).task_run.create(input="a", processor="base", **fields)
    assert wire.body == {"processor": "base", "input": "a"}
    assert wire.header("parallel-beta") is None


def test_a_run_and_its_input_are_retrieved() -> None:
    wire = Wire(
        respond(200, run("cancelling", taskgroup_id="tgrp_1", cost=5)),
        respond(
            200, {"processor": "base", "input": {"a": 1}, "task_spec": {"output_schema": {"type": "auto"}}}
        ),
    )
    runs = Clients.parallel(wire).task_run
    found = runs.retrieve("trun_1")
    assert (found.status, found.is_active, found.taskgroup_id, found["cost"]) == (
        "cancelling",
        True,
        "tgrp_1",
        5,
    )
    asked = runs.input("trun_1")
    assert (asked.processor, asked.input) == ("base", {"a": 1})
    assert asked.task_spec is not None
    assert asked.task_spec.output_schema == {"type": "auto"}
    assert wire.paths == ["GET /v1/tasks/runs/trun_1", "GET /v1/tasks/runs/trun_1/input"]


def test_the_input_of_a_run_can_be_sent_again() -> None:
    record = {"processor": "base", "input": "a", "metadata": None, "force_fresh": True}
    wire = Wire(respond(200, record), respond(202, {"status": {}, "run_ids": ["trun_2"]}))
    client = Clients.parallel(wire)
    asked = client.task_run.input("trun_1")
    client.task_group.add_runs("tgrp_1", inputs=[asked])
    sent = wire.body["inputs"][0]
    assert (sent["processor"], sent["input"], sent["force_fresh"]) == ("base", "a", True)


# --- result: long polls


def test_an_output_has_its_basis() -> None:
    basis = {
        "field": "output",
        "reasoning": "Stated by the UN.",
        "citations": [{"url": "https://un.org", "title": None, "excerpts": ["founded in 1945"], "rank": 1}],
        "confidence": "high",
    }
    tool_call = {"tool_call_id": "1", "server_name": "s", "tool_name": "t", "arguments": "{}"}
    record = result(
        "1945", basis=[basis, {"field": "b", "reasoning": "r"}], mcp_tool_calls=[tool_call], extra=1
    )
    wire = Wire(respond(200, record))
    found = wait(wire)
    assert wire.paths == ["GET /v1/tasks/runs/trun_1/result"]
    output = found.output
    assert (output.type, output.content, output.parsed) == ("text", "1945", "1945")
    first, second = output.basis
    assert (first.field, first.reasoning, first.confidence) == ("output", "Stated by the UN.", "high")
    assert (first.citations[0].url, first.citations[0].excerpts) == ("https://un.org", ["founded in 1945"])
    assert first.citations[0]["rank"] == 1
    assert second.confidence is None
    assert output.mcp_tool_calls[0].tool_name == "t"
    assert output["extra"] == 1
    assert found.run.status == "completed"
    assert found.to_dict() == record
    assert found["output"]["content"] == "1945"


def test_an_output_of_an_unknown_type_is_kept() -> None:
    record = {"run": run("completed"), "output": {"type": "table", "content": {"a": 1}, "rows": [1]}}
    found = wait(Wire(respond(200, record)))
    assert (found.output.type, found.output.content, found.output["rows"]) == ("table", {"a": 1}, [1])
    assert found.output.basis == []


def test_a_wait_uses_long_polls_that_are_shorter_than_the_timeouts_of_proxies() -> None:
    wire = Wire(still_running(), still_running(), still_running(), DONE)
    found = wait(wire, timeout=3_600.0)
    assert found.output.content == "1945"
    assert [request.url.params["timeout"] for request in wire.requests] == ["50"] * 4
    assert all(50 < request.extensions["timeout"]["read"] <= 70 for request in wire.requests)
    assert sum(wire.clock.sleeps) < 1.0


def test_the_last_long_poll_is_shortened_to_the_remaining_time() -> None:
    wire = Wire(still_running(), still_running(50), then=still_running(20))
    with pytest.raises(parallel.WaitTimeoutError, match=r"task_run\.result\('trun_1'\)") as caught:
        wait(wire, timeout=120.0)
    assert [request.url.params["timeout"] for request in wire.requests] == ["50", "50", "20"]
    assert caught.value.id == "trun_1"
    assert isinstance(caught.value, TimeoutError)
    assert wire.clock.elapsed == pytest.approx(120.0, abs=1.0)


def test_a_proxy_that_returns_408_at_once_causes_no_busy_loop() -> None:
    wire = Wire(*[still_running(takes=0.0)] * 5, DONE)
    wait(wire)
    assert len(wire.clock.sleeps) == 5
    assert min(wire.clock.sleeps) > 0.1, "it is asked a few times a second at most"


@pytest.mark.parametrize(
    "step",
    [
        task_error(502),
        task_error(503),
        task_error(429),
        httpx.ReadError,
        httpx.ConnectError,
        httpx.ReadTimeout,
    ],
)
def test_a_wait_survives_an_outage(step: Any) -> None:
    wire = Wire(still_running(), *[step] * 10, still_running(), *[step] * 10, DONE)
    assert (wait(wire, timeout=3_600.0)).output.content == "1945"
    assert wire.used_up
    assert max(wire.clock.sleeps) <= 8.0


@pytest.mark.parametrize("step", [task_error(503), httpx.ReadError, httpx.ConnectError])
def test_an_outage_longer_than_the_timeout_ends_the_wait(step: Any) -> None:
    wire = Wire(still_running(), then=step)
    with pytest.raises(parallel.WaitTimeoutError) as caught:
        wait(wire, timeout=90.0)
    assert wire.clock.elapsed <= 90.0 + 0.001
    assert caught.value.__cause__ is not None


def test_a_silent_server_cannot_extend_a_wait_past_its_timeout() -> None:
    wire = Wire(then=Silence())
    with pytest.raises(parallel.WaitTimeoutError):
        wait(wire, timeout=100.0)
    assert wire.clock.elapsed <= 100.0 + 1.0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, parallel.AuthenticationError),
        (403, parallel.PermissionDeniedError),
        (422, parallel.UnprocessableEntityError),
    ],
)
def test_a_permanent_error_ends_the_wait_at_once(status: int, kind: type[Exception]) -> None:
    wire = Wire(still_running(), task_error(status))
    with pytest.raises(kind):
        wait(wire)
    assert wire.used_up


def test_a_run_that_failed_raises_with_its_reason_reference_and_id() -> None:
    wire = Wire(still_running(), task_error(404, "no result"), respond(200, FAILED))
    with pytest.raises(parallel.TaskRunFailedError, match="the sources contradict each other") as caught:
        wait(wire)
    error = caught.value
    assert (error.run_id, error.ref_id, error.status) == ("trun_1", "ref_7", "failed")
    assert error.run is not None
    assert error.run.error is not None
    assert "ref_7" in str(error)
    assert "trun_1" in str(error)
    assert isinstance(error, parallel.ParallelError)
    assert wire.paths[-1] == "GET /v1/tasks/runs/trun_1"


def test_a_cancelled_run_raises() -> None:
    wire = Wire(task_error(404), respond(200, run("cancelled")))
    with pytest.raises(parallel.TaskRunFailedError, match="cancelled") as caught:
        wait(wire)
    assert (caught.value.status, caught.value.ref_id) == ("cancelled", None)


def test_an_unknown_run_is_not_found() -> None:
    wire = Wire(task_error(404, "no result"), task_error(404, "no such run"))
    with pytest.raises(parallel.NotFoundError):
        wait(wire)
    assert wire.used_up


def test_a_run_without_a_result_yet_is_waited_for_while_it_is_active() -> None:
    wire = Wire(task_error(404), respond(200, run("running")), DONE)
    assert (wait(wire)).output.content == "1945"


def test_a_run_that_completes_while_its_missing_result_is_looked_into_has_not_failed() -> None:
    wire = Wire(task_error(404), respond(200, run("completed")), DONE)
    assert (wait(wire)).output.content == "1945"


@pytest.mark.parametrize("step", [task_error(503), httpx.ReadError])
def test_an_outage_while_reading_why_a_run_failed_is_survived(step: Any) -> None:
    wire = Wire(task_error(404), *[step] * 3, task_error(404), respond(200, FAILED))
    with pytest.raises(parallel.TaskRunFailedError):
        wait(wire)


def test_options_and_betas_go_with_each_poll() -> None:
    wire = Wire(still_running(), DONE)
    wait(wire, betas=["field-basis-2025-11-25"], extra_headers={"x-trace": "1"}, extra_query={"a": 1})
    for request in wire.requests:
        assert request.headers["parallel-beta"] == "field-basis-2025-11-25"
        assert request.headers["x-trace"] == "1"
        assert request.url.params["a"] == "1"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_result_that_is_fetched_later_is_an_instance_of_the_output_type(kind: Any) -> None:
    wire = Wire(still_running(), respond(200, result(CONTENT)))
    found = wait(wire, output=kind)
    parsed = found.output.parsed
    assert parsed == (CONTENT if kind is TypedDictCompany else kind(**CONTENT))
    assert (found.output.content, found.output.type, found.output.basis) == (CONTENT, "json", [])
    assert isinstance(found.output, parallel.TaskRunJsonOutput)
    assert all(body is None for body in wire.bodies), "the run has its schema already"


@pytest.mark.parametrize(
    ("output", "content"), [("A year", "1945"), (SCHEMA, CONTENT), (None, "1945"), (None, CONTENT)]
)
def test_a_later_result_by_a_description_or_a_schema_or_none_has_its_content(
    output: Any, content: Any
) -> None:
    found = wait(Wire(respond(200, result(content))), output=output)
    assert found.output.parsed == found.output.content == content
    kind = parallel.TaskRunTextOutput if isinstance(content, str) else parallel.TaskRunJsonOutput
    assert isinstance(found.output, kind)
    assert isinstance(found.output, parallel.types.TaskRunOutput)


@pytest.mark.parametrize("content", ["a text", {"founded": 5, "employees": "many"}, {}])
def test_a_later_output_that_does_not_fit_is_not_lost(content: Any) -> None:
    with pytest.raises(parallel.OutputParseError, match="trun_1") as caught:
        wait(Wire(respond(200, result(content))), output=PydanticCompany)
    assert caught.value.run_id == "trun_1"
    assert caught.value.result is not None
    assert caught.value.result.output.content == content


def test_an_invalid_output_type_is_refused_before_the_wait() -> None:
    for output, message in (
        (int, "output: int"),
        (" ", "output: the description"),
        ({}, "output: the mapping"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            wait(Wire(), output=output)


def test_a_run_whose_execute_timed_out_gives_its_typed_result_later() -> None:
    wire = Wire(ACCEPTED, still_running(takes=60.0), respond(200, result(CONTENT)))
    client = Clients.parallel(wire)
    with pytest.raises(parallel.WaitTimeoutError) as caught:
        client.task_run.execute(input="a", processor="base", output=AttrsCompany, timeout=50.0)
    found = client.task_run.result(str(caught.value.id), output=AttrsCompany)
    assert found.output.parsed == AttrsCompany(**CONTENT)


def test_the_official_clients_names_work_beside_ours() -> None:
    wire = Wire(respond(200, {"processor": "base", "input": "a"}), then=lambda _: still_running(takes=20.0))
    client = Clients.parallel(wire)
    assert (client.task_run.retrieve_input("trun_1")).input == "a"
    assert wire.paths == ["GET /v1/tasks/runs/trun_1/input"]
    with pytest.raises(parallel.WaitTimeoutError, match="within 30 s"):
        client.task_run.result("trun_1", api_timeout=30)
    with pytest.raises(ValueError, match="api_timeout"):
        client.task_run.result("trun_1", api_timeout=-1)


def test_an_api_timeout_of_0_asks_once() -> None:
    wire = Wire(respond(200, result()))
    client = Clients.parallel(wire)
    assert (client.task_run.result("trun_1", api_timeout=0)).output.content == "1945"
    assert wire.query == [("timeout", "1")]
    wire = Wire(still_running(takes=1.0))
    with pytest.raises(parallel.WaitTimeoutError):
        Clients.parallel(wire).task_run.result("trun_1", api_timeout=0)
    wire = Wire(stream(event({"type": "task_group_status", "event_id": "e1", "status": GROUP["status"]})))
    events = Clients.parallel(wire).task_group.events("tgrp_1", api_timeout=0)
    assert len(Events.of(events)) == 1
    assert wire.query == [("timeout", "0")]


# --- execute


def test_the_extra_headers_of_execute_reach_the_polls_as_well() -> None:
    wire = Wire(ACCEPTED, still_running(), DONE)
    execute(wire, extra_headers={"x-gateway": "1"}, betas=["b"])
    assert [request.headers["x-gateway"] for request in wire.requests] == ["1"] * 3
    assert [request.headers["parallel-beta"] for request in wire.requests] == ["b"] * 3


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_parsed_output_is_an_instance_of_the_output_type(kind: Any) -> None:
    wire = Wire(ACCEPTED, respond(200, result(CONTENT)))
    found = execute(wire, output=kind)
    schema = wire.bodies[0]["task_spec"]["output_schema"]
    assert schema["type"] == "json"
    assert schema["json_schema"]["additionalProperties"] is False
    assert sorted(schema["json_schema"]["required"]) == ["employees", "founded"]
    assert schema["json_schema"]["properties"]["employees"]["type"] == "integer"
    assert "input_schema" not in wire.bodies[0]["task_spec"]
    parsed = found.output.parsed
    if kind is TypedDictCompany:
        assert parsed == CONTENT
    else:
        assert type(parsed) is kind
        assert (parsed.founded, parsed.employees) == ("10-1945", 37_000)
    assert found.output.content == CONTENT


@pytest.mark.parametrize("schema", [SCHEMA, {"type": "json", "json_schema": SCHEMA}])
def test_a_json_schema_returns_a_dict(schema: dict[str, Any]) -> None:
    wire = Wire(ACCEPTED, respond(200, result(CONTENT)))
    found = execute(wire, output=schema)
    assert wire.bodies[0]["task_spec"] == {"output_schema": {"type": "json", "json_schema": SCHEMA}}
    assert found.output.parsed == CONTENT


def test_a_description_returns_text() -> None:
    wire = Wire(ACCEPTED, DONE)
    found = execute(wire, output="The founding year")
    assert wire.bodies[0]["task_spec"] == {
        "output_schema": {"type": "text", "description": "The founding year"}
    }
    assert found.output.parsed == "1945"


@pytest.mark.parametrize("content", ["1945", CONTENT])
def test_without_an_output_the_service_decides(content: Any) -> None:
    wire = Wire(ACCEPTED, respond(200, result(content, output_schema={"type": "object"})))
    found = execute(wire)
    assert "task_spec" not in wire.bodies[0]
    assert found.output.parsed == content
    assert found.output.output_schema == {"type": "object"}


class PydanticInput(pydantic.BaseModel):
    country: str
    year: int


@dataclasses.dataclass
class DataclassInput:
    country: str
    year: int


@pytest.mark.parametrize("kind", [PydanticInput, DataclassInput])
def test_an_instance_as_input_is_sent_as_json_with_its_schema(kind: Any) -> None:
    wire = Wire(ACCEPTED, respond(200, result(CONTENT)))
    execute(wire, input=kind(country="France", year=2023), output=PydanticCompany)
    assert wire.bodies[0]["input"] == {"country": "France", "year": 2023}
    schema = wire.bodies[0]["task_spec"]["input_schema"]
    assert schema["type"] == "json"
    assert sorted(schema["json_schema"]["required"]) == ["country", "year"]


@pytest.mark.parametrize(
    "content",
    [
        {"founded": "10-1945"},
        {**CONTENT, "employees": "many"},
        {"founded": None, "employees": 1},
        "a text",
        {},
    ],
)
@pytest.mark.parametrize("kind", [PydanticCompany, AttrsCompany, TypedDictCompany])
def test_an_output_that_does_not_fit_raises_and_is_not_lost(kind: Any, content: Any) -> None:
    record = result(content, basis=[{"field": "founded", "reasoning": "r", "citations": []}])
    with pytest.raises(parallel.OutputParseError) as caught:
        execute(Wire(ACCEPTED, respond(200, record)), output=kind)
    error = caught.value
    assert error.run_id == "trun_1"
    assert "trun_1" in str(error)
    assert error.result is not None
    assert error.result.output.content == content
    assert error.result.output.basis[0].field == "founded"
    assert isinstance(error, parallel.ParallelError)
    assert not isinstance(error, ValueError)


def test_the_run_is_started_once_and_then_waited_for_under_one_deadline() -> None:
    wire = Wire(task_error(503), ACCEPTED, still_running(), task_error(502), DONE)
    found = execute(wire, metadata={"a": "b"}, betas=["x-1"])
    assert found.output.content == "1945"
    assert [path.split()[0] for path in wire.paths] == ["POST", "POST", "GET", "GET", "GET"]
    assert wire.bodies[0] == {"processor": "base", "input": "United Nations", "metadata": {"a": "b"}}
    assert all(request.headers["parallel-beta"] == "x-1" for request in wire.requests)


def test_the_timeout_error_leads_back_to_the_run() -> None:
    wire = Wire(respond(202, run(), takes=5.0), still_running(), then=still_running(takes=25.0))
    with pytest.raises(parallel.WaitTimeoutError) as caught:
        execute(wire, timeout=80.0)
    assert caught.value.id == "trun_1"
    assert caught.value.partial is not None
    assert wire.clock.elapsed == pytest.approx(80.0, abs=1.0)


@pytest.mark.parametrize("step", [task_error(401), respond(200, b"<html>"), task_error(422)])
def test_the_error_of_a_failed_wait_leads_back_to_the_run(step: Any) -> None:
    wire = Wire(ACCEPTED, step)
    with pytest.raises(parallel.ParallelError) as caught:
        execute(wire)
    assert isinstance(caught.value.partial, parallel.TaskRun)
    assert caught.value.partial.run_id == "trun_1"
    assert "trun_1" in caught.value.__notes__[0]


def test_a_start_whose_outcome_is_unknown_is_not_waited_for() -> None:
    wire = Wire(httpx.ReadError)
    with pytest.raises(parallel.OutcomeUnknownError):
        execute(wire)


def test_a_run_that_failed_raises_out_of_execute() -> None:
    with pytest.raises(parallel.TaskRunFailedError, match="contradict") as caught:
        execute(Wire(ACCEPTED, task_error(404), respond(200, FAILED)), output=PydanticCompany)
    assert (caught.value.run_id, caught.value.ref_id) == ("trun_1", "ref_7")


def test_the_error_of_a_failed_run_does_not_suggest_waiting() -> None:
    with pytest.raises(parallel.TaskRunFailedError) as caught:
        execute(Wire(ACCEPTED, task_error(404), respond(200, FAILED)))
    assert not hasattr(caught.value, "__notes__")


def test_an_output_that_does_not_fit_is_not_lost_without_a_run_id() -> None:
    raw = {"output": {"type": "json", "content": "bad", "basis": []}}
    with pytest.raises(parallel.OutputParseError, match="trun_1") as caught:
        execute(Wire(ACCEPTED, respond(200, raw)), output=PydanticCompany)
    assert caught.value.run_id == "trun_1"
    assert caught.value.result is not None
    assert caught.value.result.output.content == "bad"


def test_the_deadline_of_execute_covers_a_start_without_a_response() -> None:
    wire = Wire(then=Silence())
    with pytest.raises(parallel.APIConnectionError):
        execute(wire, timeout=20.0)
    assert wire.clock.elapsed <= 20.0 + 1.0


def test_no_pause_is_longer_than_an_operating_system_can_wait() -> None:
    wire = Wire(task_error(503, retry_after="9" * 30), DONE)
    client = Clients.parallel(wire)
    client.task_run.result("trun_1", timeout=1e300)
    assert wire.clock.sleeps == [1e9 - 1.0]


def test_the_deadline_of_execute_covers_retries_of_the_start() -> None:
    wire = Wire(then=task_error(429, retry_after="30"))
    with pytest.raises(parallel.RateLimitError):
        execute(wire, timeout=20.0)
    assert wire.clock.sleeps == []


# --- events


STATE = {"type": "task_run.state", "event_id": None, "run": run("running")}
STATS = {
    "type": "task_run.progress_stats",
    "source_stats": {
        "num_sources_considered": 9,
        "num_sources_read": 3,
        "sources_read_sample": ["https://un.org"],
    },
    "progress_meter": 41.5,
}
MESSAGE = {"type": "task_run.progress_msg.search", "message": "looking it up", "timestamp": None}
LAST = {"type": "task_run.state", "run": run("completed"), "output": result()["output"]}


def test_the_events_of_a_run_are_typed_by_their_type() -> None:
    tale = [STATE, STATS, MESSAGE, {**MESSAGE, "type": "task_run.progress_msg.new"}]
    odd = {"type": "task_run.heartbeat", "n": 1}
    failure = {"type": "error", "error": {"ref_id": "ref_1", "message": "the trace was lost"}}
    body = Chunks(*[event(each, each["type"]) for each in [*tale, odd, failure, LAST]])
    wire = Wire(respond(200, body, content_type="text/event-stream"))
    events = Clients.parallel(wire).task_run.events("trun_1")
    found: list[Any] = Events.of(events)
    assert wire.paths == ["GET /v1/tasks/runs/trun_1/events"]
    kinds = [type(each).__name__ for each in found]
    assert kinds[:4] == [
        "TaskRunEvent",
        "TaskRunProgressStatsEvent",
        "TaskRunProgressMessageEvent",
        "TaskRunProgressMessageEvent",
    ]
    assert kinds[4:] == ["Unknown", "TaskErrorEvent", "TaskRunEvent"]
    assert found[1].source_stats.num_sources_read == 3
    assert found[1].progress_meter == 41.5
    assert found[2].message == "looking it up"
    assert found[4]["n"] == 1
    assert found[5].error.message == "the trace was lost"
    assert found[6].output.content == "1945"
    assert body.closed


TRACE = [event(STATE), event(MESSAGE), event({**MESSAGE, "message": "reading"})]


@pytest.mark.parametrize(
    "breaks",
    [[], [event(LAST)[:-9]], [httpx.ReadError("reset")], [httpx.ReadTimeout("silence")]],
    ids=["closed", "cut in an event", "reset", "silent"],
)
def test_events_continue_after_a_break_without_duplicates(breaks: list[Any]) -> None:
    wire = Wire(
        stream(*TRACE, event(STATS), *breaks),
        respond(502),
        stream(*TRACE, event(MESSAGE), event(STATS), event(LAST)),
    )
    seen = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert [each.to_dict() for each in seen] == [
        STATE,
        MESSAGE,
        {**MESSAGE, "message": "reading"},
        STATS,
        MESSAGE,
        LAST,
    ]
    assert wire.used_up


def test_the_response_of_a_resumed_stream_closes_all_of_it() -> None:
    wire = Wire(stream(*TRACE), stream(*TRACE, event(STATS), event(LAST)))
    events = Clients.parallel(wire).task_run.events("trun_1")
    for _ in range(4):
        last = next(events)
    assert last.to_dict() == STATS
    events.response.close()
    assert Events.of(events) == []


def test_the_last_events_are_not_lost_if_the_run_ends_while_the_stream_is_closed() -> None:
    wire = Wire(stream(*TRACE), stream(), stream(*TRACE, event(LAST)))
    seen = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert seen[-1].to_dict() == LAST
    assert wire.used_up


def test_the_output_of_a_completed_run_is_not_lost_if_the_stream_is_closed_before_it() -> None:
    completed = {"type": "task_run.state", "run": run("completed")}
    wire = Wire(stream(event(completed)), stream(event(completed), event(MESSAGE), event(LAST)))
    seen = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert [each.to_dict() for each in seen] == [completed, MESSAGE, LAST]


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_the_events_of_a_run_that_has_already_ended_without_a_result_end_by_themselves(
    status: str,
) -> None:
    ended = {"type": "task_run.state", "run": run(status)}
    wire = Wire(stream(event(ended)))
    seen = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert [each.to_dict() for each in seen] == [ended]
    assert wire.used_up


def test_the_output_of_an_event_is_an_instance_of_the_official_classes() -> None:
    wire = Wire(stream(event(STATE), event(LAST)))
    seen: list[Any] = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert isinstance(seen[-1], parallel.TaskRunEvent)
    assert isinstance(seen[-1].output, parallel.TaskRunTextOutput)
    assert seen[-1].output.parsed == seen[-1].output.content == "1945"


def test_an_error_among_the_events_does_not_replace_a_message() -> None:
    failure = {"type": "error", "error": {"ref_id": "ref_1", "message": "the trace was lost"}}
    wire = Wire(
        stream(event(STATE), event(failure), httpx.ReadError("reset")),
        stream(event(STATE), event(MESSAGE), event(LAST)),
    )
    seen = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
    assert [each.to_dict() for each in seen] == [STATE, failure, MESSAGE, LAST]


def test_events_that_cannot_be_resumed_end_with_the_last_error() -> None:
    wire = Wire(stream(event(STATE), httpx.ReadError("reset")), then=httpx.ConnectError("refused"))
    events = Clients.parallel(wire).task_run.events("trun_1", stall_timeout=120.0)
    with pytest.raises(parallel.APIConnectionError, match="refused"):
        _ = Events.of(events)
    assert 100.0 <= wire.clock.elapsed <= 150.0


def test_a_server_that_keeps_closing_the_events_of_an_active_run_is_an_error() -> None:
    wire = Wire(then=lambda _: stream(event(STATE)))
    events = Clients.parallel(wire).task_run.events("trun_1", stall_timeout=60.0)
    with pytest.raises(parallel.StreamEndedError, match="closed before its last event"):
        _ = Events.of(events)


@pytest.mark.parametrize(
    "repeated",
    [(STATE, {**STATE, "run": run("running")}), (STATS, {**STATS, "progress_meter": 0.1})],
    ids=["states", "statistics"],
)
def test_states_and_statistics_that_come_back_are_no_progress(repeated: tuple[Any, ...]) -> None:
    wire = Wire(then=lambda _: stream(*map(event, repeated), httpx.ReadError("reset")))
    events = Clients.parallel(wire).task_run.events("trun_1", stall_timeout=60.0)
    with pytest.raises(parallel.ParallelError):
        _ = Events.of(events)
    assert 50.0 <= wire.clock.elapsed <= 75.0


def test_events_are_not_requested_again_after_a_permanent_error() -> None:
    wire = Wire(stream(event(STATE), httpx.ReadError("reset")), respond(404, {"error": {"message": "gone"}}))
    events = Clients.parallel(wire).task_run.events("trun_1")
    with pytest.raises(parallel.NotFoundError, match="gone"):
        _ = Events.of(events)


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"type": "task_run.state", "run": "trun_1"}'])
def test_an_event_that_cannot_be_decoded_is_an_error(data: bytes) -> None:
    wire = Wire(stream(b"data: " + data + b"\n\n"))
    with pytest.raises(parallel.StreamError, match="cannot be read"):
        _ = Events.of(Clients.parallel(wire).task_run.events("trun_1"))
