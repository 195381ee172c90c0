"""Rows of a group at every fault: none is billed twice, and each gets the id of its own run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from parallel import OutcomeUnknownError, Parallel, ParallelError
from pareta_sandbox import Fault, Sandbox

ROWS = [{"input": text, "processor": "lite"} for text in ("a", "b", "a", "c")]
NEW = {"input": "new", "processor": "lite"}
FAULTS: dict[str, Fault] = {
    "reset after accept": Fault(accepted=True, lost="reset"),
    "close after accept": Fault(accepted=True, lost="close"),
    "500 after accept": Fault(accepted=True, status=500),
    "502 after accept": Fault(accepted=True, status=502),
    "504 after accept": Fault(accepted=True, status=504),
    "garbage after accept": Fault(accepted=True, garbage="html"),
    "empty after accept": Fault(accepted=True, garbage="empty"),
    "reset": Fault(lost="reset"),
    "500": Fault(status=500),
    "503": Fault(status=503),
    "504": Fault(status=504),
}


@pytest.fixture(params=[True, False], ids=["with metadata", "without metadata"])
def listing(request: pytest.FixtureRequest) -> Iterator[tuple[Sandbox, bool]]:
    """Start a service that does or does not list the metadata of its runs."""
    shown: bool = request.param

    async def around(operation: Any, scope: Any, receive: Any, send: Any, serve: Any) -> None:
        async def strip(message: Any) -> None:
            if (
                message["type"] == "http.response.body"
                and operation.id == "streamTaskGroupRuns"
                and not shown
            ):
                message = {**message, "body": message.get("body", b"").replace(b'"metadata"', b'"labels__"')}
            await send(message)

        await serve(scope, receive, strip)

    with Sandbox(around=around, task_idempotency=False, speed=100) as box:
        yield box, shown


def billed(box: Sandbox) -> int:
    return sum(entry.units for entry in box.ledger.entries)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_no_row_is_billed_twice_and_each_gets_its_own_run(
    listing: tuple[Sandbox, bool], fault: Fault
) -> None:
    box, shown = listing
    with Parallel(api_key="k", base_url=box.url) as client:
        group = client.task_group.create().task_group_id
        box.fail("addTaskGroupRuns", fault)
        key = "job-1"
        with contextlib.suppress(OutcomeUnknownError):
            client.task_group.add_runs(group, inputs=ROWS, idempotency_key=key)
        assert billed(box) <= len(ROWS)
        if not shown:
            # What was accepted cannot be matched. The group says how many there are.
            before = billed(box)
            if before:
                with pytest.raises(ParallelError):
                    client.task_group.add_runs(group, inputs=ROWS, idempotency_key=key)
                assert billed(box) == before
            return
        changed = [NEW, *reversed(ROWS)]
        ids = client.task_group.add_runs(group, inputs=changed, idempotency_key=key).run_ids
        assert [client.task_run.input(run_id).input for run_id in ids] == [row["input"] for row in changed]
        assert len(set(ids)) == len(changed)
        assert billed(box) == len(changed)


def test_a_typed_result_of_a_group_and_of_a_run_that_was_created_with_a_class() -> None:
    from dataclasses import dataclass

    @dataclass
    class Company:
        year: int

    with Sandbox(speed=1000) as box, Parallel(api_key="k", base_url=box.url) as client:
        run = client.task_run.create(input="UN", processor="lite", task_spec={"output_schema": Company})
        assert isinstance(client.task_run.result(run.run_id, output=Company).output.parsed, Company)
        group = client.task_group.create().task_group_id
        added = client.task_group.add_runs(group, inputs=ROWS, default_task_spec={"output_schema": Company})
        for run_id in added.run_ids:
            client.task_run.result(run_id)
        outputs = [event.output for event in client.task_group.get_runs(group, output=Company)]  # type: ignore[union-attr]
        assert [type(output.parsed) for output in outputs if output] == [Company] * len(ROWS)
