"""Each tool on services one member of whose responses is of another kind: the agent gets what is there."""

from __future__ import annotations

import json
from typing import Any

import anyio
import attrs
import pytest

from pareta_mcp.calls import Session
from pareta_mcp.server import ToolServer
from pareta_mcp.tools import all_tools
from tests import odd_members as odd
from tests.odd_members import Script, Service
from tests.support import ENDPOINT, EVAL_SET, AsyncClients, eval_run, run

KEY = "pareta_sk_canary_5f1e"
# What is wrong with the call as far as the server can know: the roster or the set names nothing to evaluate.
NOTHING_TO_EVALUATE = (
    "models is empty and frontier names no model",
    "needs a task, and the eval set has none",
)
ROWS = [{"input": {"a": 1}}, {"input": {"a": 2}}]


@attrs.frozen
class Case:
    """A call of a tool, and the responses to its requests."""

    tool: str
    arguments: dict[str, Any]
    script: Script
    shows: tuple[str, ...] = ()
    """What it returns if the service has sent it, unless it fails."""
    id: str = ""
    """What it returns if the service has sent it, also if it fails: the id of what was paid for."""

    def __str__(self) -> str:
        return f"{self.tool} {' '.join(self.arguments)}"


EVAL = {
    "listFrontierModels": [odd.ROSTER],
    "getEvalSet": [{"eval_set": EVAL_SET}],
    "createEvalRun": [odd.ACCEPTED],
}
RUN = {
    "createTaskRun": [run()],
    "streamTaskRunEvents": [odd.RUN_EVENTS],
    "getTaskRunResult": [odd.RESULT],
    "getTaskRun": [run("completed")],
}
GROUP = {
    "createTaskGroup": [odd.ACTIVE_GROUP],
    "addTaskGroupRuns": [odd.ADDED],
    "getTaskGroup": [odd.ENDED_GROUP],
    "streamTaskGroupRuns": [odd.LIST_WITH_FAILURE],
    "streamTaskGroupEvents": [odd.GROUP_EVENTS],
}
WAIT = {"wait_seconds": 9}
CASES = [
    Case("pareta_tasks_list", {}, {"listCatalogTasks": [{"tasks": [odd.TASK]}]}, ("contract-key-fields",)),
    Case("pareta_tasks_show", {"task_id": "t"}, {"getCatalogTask": [odd.TASK]}, ("contract-key-fields",)),
    Case("pareta_tasks_match", {"query": "q"}, {"matchCatalogTask": [odd.MATCH]}, ("chosen-task",)),
    Case("pareta_tasks_leaderboard", {"task_id": "t"}, {"getLeaderboard": [odd.BOARD]}, ("qwen-vl-2",)),
    Case(
        "pareta_models_list",
        {},
        {"listModels": [odd.MODELS], "listFrontierModels": [odd.ROSTER]},
        ("ep_1", "gpt-5"),
    ),
    Case(
        "pareta_chat",
        {"model": "auto", "messages": [{"role": "user", "content": "Hi"}]},
        {"createChatCompletion": [odd.COMPLETION]},
        ("Hello.", "chatcmpl-1"),
    ),
    Case("pareta_endpoints_list", {}, {"listEndpoints": [[ENDPOINT]]}, ("ep_1",)),
    Case("pareta_endpoints_show", {"endpoint_id": "ep_1"}, {"getEndpoint": [ENDPOINT]}, ("ep_1",)),
    Case(
        "pareta_endpoints_show",
        {"endpoint_id": "ep_1", **WAIT},
        {"getEndpoint": [{**ENDPOINT, "status": "starting"}, ENDPOINT]},
        ("ep_1",),
    ),
    Case(
        "pareta_endpoints_deploy",
        {"task": "t", "name": "ep_1"},
        {"deployEndpoint": [odd.DEPLOY_EVENTS], "getEndpoint": [ENDPOINT]},
        ("ep_1",),
    ),
    Case("pareta_endpoints_start", {"endpoint_id": "ep_1"}, {"startEndpoint": [odd.CHANGE]}, ("ep_1",)),
    Case("pareta_endpoints_stop", {"endpoint_id": "ep_1"}, {"stopEndpoint": [odd.CHANGE]}, ("ep_1",)),
    Case("pareta_endpoints_delete", {"endpoint_id": "ep_1"}, {"deleteEndpoint": [{}]}, ("ep_1",)),
    Case(
        "pareta_endpoints_metrics",
        {"endpoint_id": "ep_1", "dimension": "cost"},
        {"getEndpointMetrics": [odd.METRICS]},
        ("414",),
    ),
    Case("pareta_evals_sets", {}, {"listEvalSets": [{"eval_sets": [EVAL_SET]}]}, ("es_1",)),
    Case("pareta_evals_sets", {"eval_set_id": "es_1"}, {"getEvalSet": [{"eval_set": EVAL_SET}]}, ("es_1",)),
    Case(
        "pareta_evals_create_set",
        {"items": ROWS, "prompt": "p"},
        {"createEvalSet": [{"eval_set": EVAL_SET}]},
        ("es_1",),
    ),
    Case("pareta_evals_delete_set", {"eval_set_id": "es_1"}, {"deleteEvalSet": [{}]}, ("es_1",)),
    Case(
        "pareta_evals_propose",
        {"items": ROWS, "prompt": "p"},
        {"proposeEvalContract": [odd.CONTRACT]},
        ("contract-key-fields",),
    ),
    Case(
        "pareta_evals_run",
        {"eval_set_id": "es_1", "candidate_model_ids": ["qwen-vl-2"], "frontier": "all"},
        {**EVAL, "getEvalRun": [eval_run("running"), odd.EVAL_ENDED]},
        ("qwen-vl-2", "0.9"),
        "er_1",
    ),
    Case(
        "pareta_evals_show",
        {"run_id": "er_1"},
        {"getEvalRun": [odd.EVAL_FAILED]},
        ("er_1", "the rows are empty"),
    ),
    Case(
        "pareta_evals_show",
        {"run_id": "er_1", **WAIT},
        {"getEvalRun": [eval_run("running"), odd.EVAL_ENDED]},
        ("0.9",),
        "er_1",
    ),
    Case("parallel_runs_create", {"input": "q", "processor": "base"}, RUN, ("Acme",), "trun_1"),
    Case(
        "parallel_runs_create",
        {"input": "q", "processor": "base", "wait_seconds": 0},
        {**RUN, "getTaskRun": [run()]},
        (),
        "trun_1",
    ),
    Case("parallel_runs_show", {"run_id": "trun_1"}, RUN, ("Acme",), "trun_1"),
    Case("parallel_runs_show", {"run_id": "trun_1", **WAIT}, RUN, ("Acme",), "trun_1"),
    Case(
        "parallel_groups_create",
        {"inputs": ["a", "b"], "processor": "base", **WAIT},
        GROUP,
        ("trun_1", "trun_2"),
        "tgrp_1",
    ),
    Case(
        "parallel_groups_create",
        {"inputs": ["a", "b"], "processor": "base", "taskgroup_id": "tgrp_1"},
        {"addTaskGroupRuns": [odd.ADDED], "getTaskGroup": [odd.ACTIVE_GROUP]},
        ("trun_1", "trun_2"),
        "tgrp_1",
    ),
    Case(
        "parallel_groups_show",
        {"taskgroup_id": "tgrp_1"},
        {"getTaskGroup": [odd.ACTIVE_GROUP]},
        ("tgrp_1", "running"),
    ),
    Case(
        "parallel_groups_results",
        {"taskgroup_id": "tgrp_1"},
        GROUP,
        ("trun_1", "trun_2", "Acme", "no source says so"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_tool_returns_what_is_there_whatever_kind_a_member_of_a_response_has(case: Case) -> None:
    async def main() -> None:
        good = await called(case, Service(case.script))
        assert [each for each in (*case.shows, case.id) if each not in json.dumps(good)] == [], good
        wrong = list[str]()
        for place, changed in odd.variants(case.script):
            service = Service(changed)
            content = await called(case, service)
            text = json.dumps(content)
            expected = (*case.shows, case.id) if content["error"] == good["error"] else (case.id,)
            lost = [
                each
                for each in expected
                if each not in text and service.still_has(each, case.script, changed)
            ]
            defect = content["error"] in ("InternalError", "InvalidArguments")
            allowed = any(each in content["summary"] for each in NOTHING_TO_EVALUATE)
            if (
                (defect and not allowed)
                or lost
                or ((good["next"] or content["error"]) and not content["next"])
            ):
                wrong.append(f"{place}, without {lost}: {text}")
        assert not wrong, "\n".join(wrong)

    anyio.run(main)


async def called(case: Case, service: Any) -> dict[str, Any]:
    clients = {"pareta": AsyncClients.pareta(service), "parallel": AsyncClients.parallel(service)}
    result = await ToolServer(Session(key=KEY, _clients=clients)).call_tool(case.tool, dict(case.arguments))
    return dict(result.structured_content or {})


def test_every_tool_that_reads_a_record_has_a_case() -> None:
    assert {case.tool for case in CASES} == all_tools().keys() - {"read_more", "started_work"}
