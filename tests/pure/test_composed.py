"""Results that the SDK puts together itself can be read like the records of the service."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError, create_model

import parallel
from parallel import BulkPlan, BulkRow, BulkStatus
from parallel.bulk.journal_records import RowRecord, Status
from pareta_core.composed import Composed
from tests.pure.test_records import COMPLETION, JSON_OUTPUT, ROWS, RUN, run, typed

COMPOSED: dict[str, tuple[Any, dict[str, Any]]] = {
    "a chat of a batch": (ROWS["a chat of a batch"], {"index": 0, "completion": COMPLETION, "error": None}),
    "a chat that failed": (
        ROWS["a chat that failed"],
        {"index": 1, "completion": None, "error": "<b>no</b>"},
    ),
    "a run of a group": (
        parallel.GroupResult(
            run_id="trun_1", status="completed", run=run(), input={"n": 1}, output=typed().output
        ),
        {
            "run_id": "trun_1",
            "status": "completed",
            "run": RUN,
            "input": {"n": 1},
            "output": JSON_OUTPUT,
            "error": None,
        },
    ),
    "a webhook": (ROWS["a webhook"], {"data": RUN}),
    "a row of a job": (
        BulkRow(2, RowRecord(3, '{"n":1}', 1, "trun_1", Status.COMPLETED, '{"year":1945}', None), None),
        {
            "index": 2,
            "status": "completed",
            "run_id": "trun_1",
            "input": {"n": 1},
            "output": {"year": 1945},
            "error": None,
        },
    ),
    "a row that is invalid": (
        BulkRow(2, RowRecord(3, '"a"', None, None, Status.INVALID, "no", None), None),
        {"index": 2, "status": "invalid", "run_id": None, "input": "a", "output": None, "error": "no"},
    ),
    "the state of a job": (
        BulkStatus(rows=3, waiting=0, running=1, completed=2, failed=0, invalid=0, spent=Decimal("0.075")),
        {
            "rows": 3,
            "waiting": 0,
            "running": 1,
            "completed": 2,
            "failed": 0,
            "invalid": 0,
            "unknown": 0,
            "spent": "0.075",
            "rows_per_second": None,
            "seconds_left": None,
        },
    ),
    "the plan of a job": (
        BulkPlan(rows=3, new=1, done=2, unfinished=0, invalid=0, requests=1, cost=None),
        {
            "rows": 3,
            "new": 1,
            "done": 2,
            "unfinished": 0,
            "invalid": 0,
            "requests": 1,
            "cost": None,
            "problems": [],
        },
    ),
}


@pytest.mark.parametrize(("value", "record"), COMPOSED.values(), ids=COMPOSED)
def test_a_result_that_the_sdk_puts_together_offers_what_a_record_offers(
    value: Any, record: dict[str, Any]
) -> None:
    assert isinstance(value, Composed)
    assert value
    assert value.to_dict() == value.model_dump() == dict(value) == {**value} == record
    assert list(value) == list(value.keys()) == list(record)
    assert len(value) == len(record)
    assert all(key in value and value[key] == value.get(key) == each for key, each in record.items())
    assert value.get("no such key", 7) == 7
    assert json.loads(value.to_json()) == json.loads(value.model_dump_json(indent=2)) == record
    job: Any = create_model("Job", value=(type(value), ...), anything=(dict[str, Any], {}))
    made = job(value=value, anything={"it": value})
    assert made.value is value
    assert json.loads(made.model_dump_json()) == {"value": record, "anything": {"it": record}}
    assert job.model_json_schema()["properties"]["value"]["type"] == "object"
    with pytest.raises(ValidationError):
        job(value=record)
    app = FastAPI()
    app.get("/typed", response_model=type(value))(lambda: value)
    app.get("/bare")(lambda: value)
    client = TestClient(app)
    assert client.get("/typed").json() == client.get("/bare").json() == record
    assert pd.DataFrame([value]).to_dict("records")[0].keys() == record.keys()
