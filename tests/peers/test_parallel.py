"""The official `parallel-web` client against the sandbox: runs, their results and events, groups, errors.

Its clients validate every answer strictly against their own models.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import BaseModel, Field, HttpUrl

import parallel
from parallel import AsyncParallel, Parallel

YEARS = "The years as a comma-separated list."
FAILS = "Acme [sandbox:fail]"
NEVER_ENDS = "Acme [sandbox:slow]"
CONTRACT = {
    "output_schema": {
        "type": "json",
        "json_schema": {
            "type": "object",
            "properties": {"party": {"type": "string"}, "year": {"type": "integer", "minimum": 1900}},
            "required": ["party", "year"],
            "additionalProperties": False,
        },
    }
}


class Founder(BaseModel):
    name: str
    born: int | None = Field(default=None, description="Year of birth.")


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Report(BaseModel):
    """The types that users of pydantic reach for."""

    day: date
    seen_at: datetime
    page: HttpUrl
    revenue: Decimal
    fee: Decimal = Field(ge=0, le=5)
    size: Size
    kind: Literal["public", "private"]
    code: str = Field(pattern=r"^[A-Z]{3}-\d{4}$")
    share: float = Field(gt=0, lt=1)
    staff: dict[str, int]
    tags: set[str] = Field(min_length=2)
    place: tuple[float, float]
    either: int | str
    head: Founder | None
    board: list[Founder] = Field(alias="boardMembers", max_length=3)


class Company(BaseModel):
    name: str = Field(description="The company's legal name.")
    founded: int
    founders: list[Founder]


def connect(url: str, kind: type = Parallel, **options):
    options = {"api_key": "a-key", "max_retries": 0, "timeout": 20.0, **options}
    return kind(base_url=url, _strict_response_validation=True, **options)


@pytest.fixture
def client(url: str) -> Iterator[Parallel]:
    with connect(url) as client:
        yield client


@pytest.fixture
async def async_client(url: str) -> AsyncIterator[AsyncParallel]:
    async with connect(url, AsyncParallel) as client:
        yield client


# One run


def test_a_run_is_queued_then_completed_with_a_result_that_fits_its_schema(client: Parallel) -> None:
    run = client.task_run.create(
        input={"company": "Acme"}, processor="core", task_spec=CONTRACT, metadata={"batch": 7, "dry": True}
    )
    assert run.run_id.startswith("trun_")
    assert run.status == "queued"
    assert run.is_active
    assert run.metadata == {"batch": 7, "dry": True}

    result = client.task_run.result(run.run_id)
    assert result.run.run_id == run.run_id
    assert result.run.status == "completed"
    assert set(result.output.content) == {"party", "year"}
    assert result.output.content["year"] >= 1900

    assert client.task_run.retrieve(run.run_id) == result.run


def test_each_field_has_a_basis_with_sources_and_a_confidence(client: Parallel) -> None:
    result = client.task_run.execute(input="Acme", processor="core", output=CONTRACT["output_schema"])
    assert [basis.field for basis in result.output.basis] == ["party", "year"]
    for basis in result.output.basis:
        assert basis.reasoning
        assert basis.confidence in ("high", "medium", "low")
        assert all(citation.url.startswith("https://") for citation in basis.citations)
        assert basis.citations[0].excerpts


def test_the_input_comes_back_as_it_was_sent(client: Parallel) -> None:
    run = client.task_run.create(
        input="Acme",
        processor="lite",
        task_spec={"output_schema": YEARS},
        source_policy={"include_domains": ["example.org"]},
        advanced_settings={"location": "no"},
    )
    sent = client.task_run.retrieve_input(run.run_id)
    assert sent.input == "Acme"
    assert sent.processor == "lite"
    assert sent.task_spec.output_schema == YEARS
    assert sent.source_policy.include_domains == ["example.org"]
    assert sent.advanced_settings.location == "no"


@pytest.mark.anyio
async def test_a_run_is_created_read_and_awaited_on_the_async_client(async_client: AsyncParallel) -> None:
    run = await async_client.task_run.create(input="Acme", processor="base", task_spec=CONTRACT)
    assert (await async_client.task_run.retrieve_input(run.run_id)).input == "Acme"
    result = await async_client.task_run.result(run.run_id)
    assert set(result.output.content) == {"party", "year"}
    assert (await async_client.task_run.retrieve(run.run_id)).status == "completed"


def test_mcp_servers_and_beta_names_are_taken(client: Parallel) -> None:
    server = {"type": "url", "name": "archive", "url": "https://mcp.example.org", "allowed_tools": ["find"]}
    run = client.task_run.create(
        input="Acme", processor="core", mcp_servers=[server], betas=["mcp-server-2025-07-17"]
    )
    [call] = client.task_run.result(run.run_id, betas=["mcp-server-2025-07-17"]).output.mcp_tool_calls
    assert (call.server_name, call.tool_name) == ("archive", "find")


def test_a_wait_that_runs_out_is_a_408_and_the_run_goes_on(client: Parallel) -> None:
    run = client.task_run.create(input=NEVER_ENDS, processor="lite")
    with pytest.raises(parallel.APIStatusError) as caught:
        client.task_run.result(run.run_id, api_timeout=1)
    assert caught.value.status_code == 408
    assert client.task_run.retrieve(run.run_id).is_active


# Execute


def test_execute_gives_an_instance_of_the_pydantic_model(client: Parallel) -> None:
    result = client.task_run.execute(
        input="Acme", processor="core", output=Company, metadata={"by": "a peer"}
    )
    parsed = result.output.parsed
    assert isinstance(parsed, Company)
    assert parsed.model_dump(exclude_unset=True) == result.output.content
    assert all(isinstance(founder, Founder) for founder in parsed.founders)
    assert result.run.metadata == {"by": "a peer"}


@pytest.mark.parametrize("n", range(8))
def test_execute_fills_every_type_that_pydantic_can_ask_for(client: Parallel, n: int) -> None:
    result = client.task_run.execute(input=f"Company {n}", processor="core", output=Report)
    assert isinstance(result.output.parsed, Report)
    assert {basis.field for basis in result.output.basis} >= {"day", "boardMembers"}


@pytest.mark.anyio
async def test_execute_gives_an_instance_of_the_pydantic_model_on_the_async_client(
    async_client: AsyncParallel,
) -> None:
    result = await async_client.task_run.execute(input={"company": "Acme"}, processor="core", output=Company)
    assert isinstance(result.output.parsed, Company)


def test_execute_gives_text_for_a_description(client: Parallel) -> None:
    result = client.task_run.execute(input="Acme", processor="lite", output=YEARS)
    assert result.output.type == "text"
    assert isinstance(result.output.content, str)
    assert len(result.output.basis) == 1


@pytest.mark.anyio
async def test_execute_gives_text_for_a_text_schema_on_the_async_client(async_client: AsyncParallel) -> None:
    result = await async_client.task_run.execute(
        input="Acme", processor="lite", output={"type": "text", "description": YEARS}
    )
    assert isinstance(result.output.content, str)


def test_execute_without_an_output_chooses_a_schema_itself(client: Parallel) -> None:
    output = client.task_run.execute(input="Acme", processor="lite").output
    assert output.type == "json"
    assert set(output.output_schema["properties"]) == set(output.content)


# Events of a run


def test_the_events_of_a_run_open_with_its_state_and_end_with_its_output(client: Parallel) -> None:
    run = client.task_run.create(input="Acme", processor="pro", task_spec=CONTRACT)
    first, *between, last = client.task_run.events(run.run_id)
    assert first.type == last.type == "task_run.state"
    assert first.run.run_id == last.run.run_id == run.run_id
    assert first.output is None
    assert last.run.status == "completed"
    assert last.output == client.task_run.result(run.run_id).output

    kinds = {event.type for event in between}
    assert {"task_run.progress_msg.plan", "task_run.progress_stats"} <= kinds
    meters = [event.progress_meter for event in between if event.type == "task_run.progress_stats"]
    assert meters == sorted(meters)


@pytest.mark.anyio
async def test_the_events_of_a_run_are_repeated_on_the_async_client(async_client: AsyncParallel) -> None:
    run = await async_client.task_run.create(input="Acme", processor="lite", enable_events=True)
    live = [event async for event in await async_client.task_run.events(run.run_id)]
    again = [event async for event in await async_client.task_run.events(run.run_id)]
    assert again[-1] == live[-1]
    messages = [event.message for event in live if event.type.startswith("task_run.progress_msg.")]
    assert messages
    assert messages == [event.message for event in again if event.type.startswith("task_run.progress_msg.")]
    assert sum(event.type == "task_run.progress_stats" for event in again) == 1


def test_the_first_event_arrives_before_the_second_is_sent(nearly_still: str) -> None:
    with connect(nearly_still) as client:
        run = client.task_run.create(input="Acme", processor="pro")
        with client.task_run.events(run.run_id) as events:
            assert next(iter(events)).run.status == "queued"


@pytest.mark.anyio
async def test_the_first_event_arrives_before_the_second_is_sent_on_the_async_client(
    nearly_still: str,
) -> None:
    async with connect(nearly_still, AsyncParallel) as client:
        run = await client.task_run.create(input="Acme", processor="pro")
        async with await client.task_run.events(run.run_id) as events:
            assert (await anext(aiter(events))).run.status == "queued"


# Groups

INPUTS = [{"input": f"Company {n}", "processor": "lite"} for n in range(5)]


def test_a_group_runs_what_is_added_and_returns_every_output(client: Parallel) -> None:
    group = client.task_group.create(metadata={"batch": "a"})
    assert group.task_group_id.startswith("tgrp_")
    assert group.metadata == {"batch": "a"}
    assert not group.status.is_active

    added = client.task_group.add_runs(group.task_group_id, inputs=INPUTS, default_task_spec=CONTRACT)
    assert len(set(added.run_ids)) == 5
    assert added.status.num_task_runs == 5
    assert added.status.is_active
    finish(client, group.task_group_id)

    status = client.task_group.retrieve(group.task_group_id).status
    assert status.task_run_status_counts == {"completed": 5}
    assert not status.is_active

    told = list(client.task_group.get_runs(group.task_group_id, include_input=True, include_output=True))
    assert [event.run.run_id for event in told] == added.run_ids
    assert [event.input.input for event in told] == [one["input"] for one in INPUTS]
    assert all(set(event.output.content) == {"party", "year"} for event in told)


def finish(client: Parallel, group_id: str) -> list[object]:
    """Follow a group until none of its runs is active any more."""
    return list(client.task_group.events(group_id))


def test_runs_are_listed_without_inputs_and_outputs_unless_requested(client: Parallel) -> None:
    group = client.task_group.create()
    client.task_group.add_runs(group.task_group_id, inputs=INPUTS[:1])
    finish(client, group.task_group_id)
    [event] = client.task_group.get_runs(group.task_group_id)
    assert event.input is None
    assert event.output is None


def test_runs_are_listed_from_the_readers_cursor(client: Parallel) -> None:
    group = client.task_group.create()
    first = client.task_group.add_runs(group.task_group_id, inputs=INPUTS[:2])
    later = client.task_group.add_runs(group.task_group_id, inputs=INPUTS[2:])
    told = list(client.task_group.get_runs(group.task_group_id))
    assert [event.run.run_id for event in told] == first.run_ids + later.run_ids

    rest = client.task_group.get_runs(group.task_group_id, last_event_id=told[0].event_id)
    assert [event.event_id for event in rest] == [event.event_id for event in told[1:]]
    since = client.task_group.get_runs(group.task_group_id, last_event_id=later.run_cursor)
    assert [event.run.run_id for event in since] == later.run_ids


def test_runs_are_filtered_by_status(client: Parallel) -> None:
    group = client.task_group.create()
    failing = {"input": FAILS, "processor": "lite"}
    added = client.task_group.add_runs(group.task_group_id, inputs=[INPUTS[0], failing])
    finish(client, group.task_group_id)
    [event] = client.task_group.get_runs(group.task_group_id, status="failed")
    assert event.run.run_id == added.run_ids[1]
    assert event.run.error.message
    counts = client.task_group.retrieve(group.task_group_id).status.task_run_status_counts
    assert counts == {"completed": 1, "failed": 1}


def test_a_groups_events_are_resumed_after_the_last_that_was_seen(client: Parallel) -> None:
    group = client.task_group.create()
    added = client.task_group.add_runs(group.task_group_id, inputs=INPUTS)
    events = client.task_group.events(group.task_group_id)
    seen = [next(iter(events))]
    events.close()

    rest = list(client.task_group.events(group.task_group_id, last_event_id=seen[-1].event_id))
    whole = finish(client, group.task_group_id)
    assert [event.event_id for event in seen + rest] == [event.event_id for event in whole]
    ended = {event.run.run_id for event in whole if event.type == "task_run.state"}
    assert ended == set(added.run_ids)
    statuses = [event.status for event in whole if event.type == "task_group_status"]
    assert statuses[-1].task_run_status_counts == {"completed": 5}
    assert not statuses[-1].is_active


def test_a_groups_events_end_when_the_callers_wait_is_over(client: Parallel) -> None:
    group = client.task_group.create()
    client.task_group.add_runs(group.task_group_id, inputs=[{"input": NEVER_ENDS, "processor": "lite"}])
    events = list(client.task_group.events(group.task_group_id, api_timeout=2.5))
    assert events[-1].status.is_active


def test_one_run_of_a_group_is_read_by_itself(client: Parallel) -> None:
    group = client.task_group.create()
    [run_id] = client.task_group.add_runs(group.task_group_id, inputs=INPUTS[:1]).run_ids
    run = client.task_group.retrieve_run(run_id, task_group_id=group.task_group_id)
    assert run.run_id == run_id
    assert run.task_group_id == group.task_group_id
    assert client.task_run.result(run_id).run.run_id == run_id


@pytest.mark.anyio
async def test_a_group_does_all_of_it_on_the_async_client(async_client: AsyncParallel) -> None:
    groups = async_client.task_group
    group_id = (await groups.create()).task_group_id
    added = await groups.add_runs(group_id, inputs=INPUTS, default_task_spec=CONTRACT)
    events = [event async for event in await groups.events(group_id)]
    rest = [event async for event in await groups.events(group_id, last_event_id=events[2].event_id)]
    assert rest == events[3:]
    told = [event async for event in await groups.get_runs(group_id, include_output=True)]
    assert [event.run.run_id for event in told] == added.run_ids
    assert all(set(event.output.content) == {"party", "year"} for event in told)
    run = await groups.retrieve_run(added.run_ids[0], task_group_id=group_id)
    assert run.status == "completed"
    assert not (await groups.retrieve(group_id)).status.is_active


# Errors


def test_a_failed_run_has_no_result_and_says_why(client: Parallel) -> None:
    run = client.task_run.create(input=FAILS, processor="lite")
    with pytest.raises(parallel.NotFoundError, match="failed"):
        client.task_run.result(run.run_id)
    failed = client.task_run.retrieve(run.run_id)
    assert failed.status == "failed"
    assert not failed.is_active
    assert failed.error.ref_id
    assert failed.error.message


def test_executing_what_fails_raises(client: Parallel) -> None:
    with pytest.raises(parallel.NotFoundError, match="failed"):
        client.task_run.execute(input=FAILS, processor="lite", output=Company)


def test_the_events_of_a_failed_run_end_with_its_error(client: Parallel) -> None:
    run = client.task_run.create(input=FAILS, processor="pro")
    *_, last = client.task_run.events(run.run_id)
    assert last.run.status == "failed"
    assert last.run.error.message
    assert last.output is None


@pytest.mark.anyio
async def test_a_failed_run_has_no_result_on_the_async_client(async_client: AsyncParallel) -> None:
    with pytest.raises(parallel.NotFoundError, match="failed"):
        await async_client.task_run.execute(input=FAILS, processor="lite")


def test_an_empty_key_is_an_authentication_error(url: str) -> None:
    with connect(url, api_key="") as client, pytest.raises(parallel.AuthenticationError) as caught:
        client.task_run.create(input="Acme", processor="lite")
    assert caught.value.status_code == 401
    assert caught.value.body["type"] == "error"
    assert caught.value.body["error"]["ref_id"]


def test_an_unknown_run_and_an_unknown_group_are_not_found(client: Parallel) -> None:
    with pytest.raises(parallel.NotFoundError, match="trun_nowhere"):
        client.task_run.retrieve("trun_nowhere")
    with pytest.raises(parallel.NotFoundError, match="trun_nowhere"):
        client.task_run.events("trun_nowhere")
    with pytest.raises(parallel.NotFoundError, match="tgrp_nowhere"):
        client.task_group.retrieve("tgrp_nowhere")
    with pytest.raises(parallel.NotFoundError, match="tgrp_nowhere"):
        client.task_group.events("tgrp_nowhere")


def test_a_processor_that_is_not_sold_is_forbidden(client: Parallel) -> None:
    with pytest.raises(parallel.PermissionDeniedError, match="abacus"):
        client.task_run.create(input="Acme", processor="abacus")


def test_a_request_that_makes_no_sense_is_unprocessable_and_says_where(client: Parallel) -> None:
    with pytest.raises(parallel.UnprocessableEntityError, match="output_schema"):
        client.task_run.create(input="Acme", processor="lite", task_spec={"output_schema": {"type": "xml"}})
    group = client.task_group.create()
    with pytest.raises(parallel.UnprocessableEntityError) as caught:
        client.task_group.add_runs(group.task_group_id, inputs=[INPUTS[0], {"input": "no processor"}])
    [issue] = caught.value.body["detail"]
    assert issue["loc"] == ["body", "inputs", 1, "processor"]
    assert client.task_group.retrieve(group.task_group_id).status.num_task_runs == 0


def test_an_empty_purse_is_a_402(out_of_credit: str) -> None:
    with connect(out_of_credit) as client, pytest.raises(parallel.APIStatusError, match="balance") as caught:
        client.task_run.execute(input="Acme", processor="lite")
    assert caught.value.status_code == 402
