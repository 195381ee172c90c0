"""The sandbox under schemathesis: right and wrong requests made from openapi.yaml. It checks each response.

`PARETA_FUZZ_EXAMPLES=300 pytest tests/contract/test_schemathesis.py` tries more, others each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
import requests
import schemathesis
from hypothesis import Phase, given, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from pareta_sandbox import Sandbox
from pareta_sandbox.spec import load
from pareta_sandbox.spec_validation import shared_validator
from tests.contract.conftest import PARETA, TASK, iter_sse
from tests.spec_values import SPEC, thorough

_FOUND: Any = schemathesis.openapi.from_dict(SPEC).get_all_operations()
OPERATIONS: dict[str, Any] = {found.ok().definition.raw["operationId"]: found.ok() for found in _FOUND}
KEYS = ["pareta_sk_test_1", "task-key"]
# Sandbox seconds in a second: the longest wait that a request can ask for is over at once.
SPEED = 20_000.0
# What the contract says in words only (what may be in `input`, that a row must be there, …): the only places for which
# a request that fits the schemas may be refused.
SAID_IN_WORDS = {
    "input",
    "metadata",
    "output_schema",
    "input_schema",
    "last_event_id",
    "idx",
    "storage_uri",
    "candidate_model_ids",
    "n",
    "name",
    "items",
    "idempotency-key",
}


@attrs.frozen
class Running:
    """A sandbox, and ids of what is there; a request that names them gets further than to a 404."""

    url: str
    http: requests.Session
    ids: dict[str, str]

    def ids_for(self, operation_id: str) -> dict[str, str]:
        """Return the values of a path's parameters."""
        kind = "er" if "Eval" in operation_id else "grun" if "Group" in operation_id else "trun"
        return {**self.ids, "run_id": self.ids[kind], "dimension": "cost"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Sandbox(speed=SPEED, keys=KEYS) as box, requests.Session() as http:

        def made(path: str, headers: Any, **body: Any) -> Any:
            return http.post(f"{box.url}/v1{path}", headers=headers, timeout=10, **body).json()

        row = {"input": "a", "processor": "lite"}
        task = "contract-key-fields"
        rows = {"items": ("items.jsonl", b'{"input": "a"}\n', "application/jsonl")}
        group = made("/tasks/groups", TASK, json={})["taskgroup_id"]
        evals = made("/eval-sets", PARETA, data={"task_id": task}, files=rows)["eval_set"]["id"]
        ids = {
            "endpoint_id": "ep_a1b2c3",
            "task_id": task,
            "taskgroup_id": group,
            "eval_set_id": evals,
            "trun": made("/tasks/runs", TASK, json=row)["run_id"],
            "grun": made(f"/tasks/groups/{group}/runs", TASK, json={"inputs": [row]})["run_ids"][0],
            "er": made(
                "/eval-runs", PARETA, json={"eval_set_id": evals, "candidate_model_ids": ["qwen-vl-2"]}
            )["run_id"],
        }
        yield Running(box.url, http, ids)


def with_what_is_there(body: Any, ids: dict[str, str]) -> Any:
    """Return the body, with names of what there is in place of made-up ones."""
    if not isinstance(body, dict):
        return body
    there = {
        "model": "recommended" if "task" in body else ids["endpoint_id"],
        "task": ids["task_id"],
        "task_id": ids["task_id"],
        "eval_set_id": ids["eval_set_id"],
        "candidate_model_ids": ["qwen-vl-2"],
    }
    return {name: there.get(name, value) for name, value in body.items()}


def check(case: Any, running: Running, operation_id: str, mode: GenerationMode) -> None:
    raw = OPERATIONS[operation_id].definition.raw
    # Schemathesis would not know the header in small letters for the one that it makes itself.
    keys = {"Authorization": PARETA["authorization"]} if raw["x-api"] == "pareta" else TASK
    response = case.call(base_url=running.url, session=running.http, headers=keys, timeout=10)
    streams = response.headers.get("content-type", [""])[0].startswith("text/event-stream")
    # Schemathesis reads an event's schema as that of the frame around it; ours looks at the data.
    leave_out: list[Any] = [checks.response_schema_conformance] if streams else []
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    if mode.is_positive or body is None or not body.mode.is_negative:
        # Elsewhere much is allowed that the schemas do not list: parameters, headers, new words of an open enum.
        leave_out.append(checks.negative_data_rejection)
    leave_out.append(checks.positive_data_acceptance)  # (done below, with its reasons)
    case.validate_response(response, excluded_checks=leave_out)
    assert response.status_code < 500
    assert response.headers["x-request-id"]
    if streams:
        check_events(response, operation_id)
    if mode.is_positive and response.status_code == 422:
        places = [step for issue in issues(response.json()) for step in issue["loc"]]
        assert SAID_IN_WORDS.intersection(places), f"what fits the schemas was refused: {response.text}"


def issues(refused: Any) -> list[Any]:
    """Return where a request did not fit, in either API's form."""
    error = refused.get("error")
    detail = error["detail"] if error else refused["detail"]
    if isinstance(detail, list):
        return detail
    if detail and not isinstance(detail, str):
        return list(detail["errors"])
    # In words alone only what is no place in the request: that its key was used for another one.
    return [{"loc": (error["message"] if error else detail).lower().split()}]


def check_events(response: Any, operation_id: str) -> None:
    """Check that every event of a stream is one that the contract knows."""
    operation = load().operations[operation_id]
    place = f"#/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}/responses/200"
    named = OPERATIONS[operation_id].definition.raw["x-stream"].get("events", {})
    # (Not `splitlines`, which takes U+2028 and U+0085 in a text for the end of a line.)
    for event in iter_sse(response.content.decode().split("\n")):
        if event.data == "[DONE]":
            continue
        schema = (
            f"#/components/schemas/{named[event.name]}"
            if named
            else f"{place}/content/text~1event-stream/schema"
        )
        found = shared_validator().issues(schema, event.data, (operation_id,))
        assert not found, f"{operation_id}: {json.dumps(event.data)[:300]}: {found}"


@pytest.mark.parametrize("known", [True, False], ids=["ids that are there", "any ids"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_sandbox_responds_as_the_spec_says(
    running: Running, operation_id: str, mode: GenerationMode, known: bool
) -> None:
    operation = OPERATIONS[operation_id]
    ids = running.ids_for(operation_id)
    names = [part.strip("{}") for part in operation.path.split("/") if part.startswith("{")]
    path = {name: ids[name] for name in names} if known and not operation_id.startswith("delete") else {}

    @settings(thorough(3), phases=[Phase.generate])
    @given(case=operation.as_strategy(generation_mode=mode, **({"path_parameters": path} if path else {})))
    def every(case: Any) -> None:
        if known and mode.is_positive:
            case.body = with_what_is_there(case.body, ids)
        check(case, running, operation_id, mode)

    every()
