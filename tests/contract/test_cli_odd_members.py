"""Each command on a service one member of whose responses is of another kind: it shows what is there.

A member that is not what the spec says is met where it is read, far from where it was decoded. `bulk` has no case: what
it reads of the service goes through the job, whose tests are those of the facade.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import attrs
import pytest

import parallel
import pareta
from pareta_cli.app import COMMANDS, new_output
from pareta_cli.exit_codes import ExitCode
from pareta_cli.program import Program
from pareta_cli.session import Session
from tests import odd_members as odd
from tests.odd_members import Script, Service
from tests.support import ENDPOINT, EVAL_SET, GROUP, Clients, eval_run, run

KEY = "pareta_sk_canary_5f1e"
TASK = "contract-key-fields"
# What is wrong with the command as far as it can know: the roster or the set names nothing to evaluate.
NOTHING_TO_EVALUATE = (
    "there is no --model, and --frontier names none",
    "needs a task, and the eval set has none",
)


@attrs.frozen
class Case:
    """A command and the responses to its requests."""

    argv: str
    script: Script
    shows: tuple[str, ...] = ()
    """What it shows if the service has sent it, unless it fails."""
    id: str = ""
    """What it shows if it fails and the service has sent it: the id of what was paid for."""

    def __str__(self) -> str:
        return self.argv


STARTS_EVAL = {
    "createEvalSet": [{"eval_set": EVAL_SET}],
    "getEvalSet": [{"eval_set": EVAL_SET}],
    "listFrontierModels": [odd.ROSTER],
    "createEvalRun": [odd.ACCEPTED],
}
EVAL_ENDS = {"getEvalRun": [eval_run("running"), odd.EVAL_ENDED]}
RUN_ENDS = {"streamTaskRunEvents": [odd.RUN_EVENTS], "getTaskRunResult": [odd.RESULT]}
STARTS_GROUP = {
    "createTaskGroup": [GROUP],
    "addTaskGroupRuns": [odd.ADDED],
    "getTaskGroup": [GROUP],
    "streamTaskGroupRuns": [odd.Events([])],
}
GROUP_STARTS_AND_ENDS = {
    **STARTS_GROUP,
    "getTaskGroup": [GROUP, odd.ACTIVE_GROUP, odd.ENDED_GROUP],
    "streamTaskGroupRuns": [odd.Events([]), odd.LIST],
}
GROUP_ENDS = {
    "getTaskGroup": [odd.ACTIVE_GROUP, odd.ENDED_GROUP],
    "streamTaskGroupRuns": [odd.LIST_WITH_FAILURE],
}
DEPLOYS = {"deployEndpoint": [odd.DEPLOY_EVENTS], "getEndpoint": [ENDPOINT]}
ROWS_SHOWN = ("Acme", "trun_1", "trun_2")
CASES = [
    Case("tasks list", {"listCatalogTasks": [{"tasks": [odd.TASK]}]}, (TASK,)),
    Case("tasks show t", {"getCatalogTask": [odd.TASK]}, (TASK,)),
    Case("tasks match q", {"matchCatalogTask": [odd.MATCH]}, ("chosen-task", "another-task")),
    Case("tasks leaderboard t", {"getLeaderboard": [odd.BOARD]}, ("qwen-vl-2", "mistral")),
    Case("endpoints list", {"listEndpoints": [[ENDPOINT]]}, ("ep_1",)),
    Case("endpoints show ep_1", {"getEndpoint": [ENDPOINT]}, ("ep_1",)),
    Case("endpoints wait ep_1", {"getEndpoint": [{**ENDPOINT, "status": "starting"}, ENDPOINT]}, ("ep_1",)),
    Case("endpoints deploy t", DEPLOYS, ("ep_1",)),
    Case("endpoints deploy t --no-wait --name ep_1", DEPLOYS, ("ep_1",)),
    Case("endpoints start ep_1", {"startEndpoint": [odd.CHANGE]}, ("ep_1",)),
    Case("endpoints stop ep_1", {"stopEndpoint": [odd.CHANGE]}, ("ep_1",)),
    Case("endpoints metrics ep_1", {"getEndpointMetrics": [odd.METRICS]}, ("414",)),
    Case("models", {"listModels": [odd.MODELS]}, ("ep_1",)),
    Case("doctor", {"listModels": [odd.MODELS], "getTaskRun": [run()]}),
    Case("chat Hi", {"createChatCompletion": [odd.CHAT_EVENTS]}, ("Hello.",)),
    Case("--json chat Hi", {"createChatCompletion": [odd.COMPLETION]}, ("Hello.",)),
    Case("evals models", {"listFrontierModels": [odd.ROSTER]}, ("gpt-5",)),
    Case("evals propose rows.jsonl --prompt p", {"proposeEvalContract": [odd.CONTRACT]}, (TASK,)),
    Case("evals run --set es_1 --frontier all --no-wait", STARTS_EVAL, ("er_1",), "er_1"),
    Case("evals run rows.jsonl --prompt p -m m", {**STARTS_EVAL, **EVAL_ENDS}, ("er_1", "90.0 %"), "er_1"),
    Case("evals show er_1", {"getEvalRun": [odd.EVAL_FAILED]}, ("er_1", "the rows are empty")),
    Case("evals report er_1 -o report.html", {"getEvalRun": [odd.EVAL_ENDED]}),
    Case("evals sets list", {"listEvalSets": [{"eval_sets": [EVAL_SET]}]}, ("es_1",)),
    Case("evals sets create rows.jsonl", {"createEvalSet": [{"eval_set": EVAL_SET}]}, ("es_1",)),
    Case("evals sets upload es_1 rows.jsonl --row 0 --field f", {"attachBlob": [{"uri": "s3:1"}]}, ("s3:1",)),
    Case("run q --no-wait", {"createTaskRun": [run()]}, ("trun_1",), "trun_1"),
    Case("run q", {"createTaskRun": [run()], **RUN_ENDS}, ("Acme", "is vague"), "trun_1"),
    Case(
        "run show trun_1 --refresh --report r.html",
        {"getTaskRun": [run("completed")], "getTaskRunResult": [odd.RESULT]},
        ("Acme",),
    ),
    Case("run show trun_2", {"getTaskRun": [run("failed", error=odd.RUN_ERROR)]}, ("no source says so",)),
    Case("group rows.jsonl --no-wait", STARTS_GROUP, ("tgrp_1",), "tgrp_1"),
    Case("group rows.jsonl", GROUP_STARTS_AND_ENDS, ROWS_SHOWN, "tgrp_1"),
    Case("group wait tgrp_1", GROUP_ENDS),
    Case("group show tgrp_1", {"getTaskGroup": [odd.ACTIVE_GROUP]}, ("tgrp_1",)),
]


# What reads no record of a service, and `bulk`.
WITHOUT_A_CASE = {"bulk", "sandbox", "skills", "config", "completion"}


class Command(Program):
    """A command that runs again and again. Its words are parsed once: that takes longer than all the rest."""

    def __init__(self, argv: str) -> None:
        super().__init__(argv.split())
        self._parsed: Any = None

    def on(self, service: Service, patch: pytest.MonkeyPatch) -> tuple[int, str]:
        """Run it on a service. Return the exit status and what it writes."""
        patch.setattr(pareta, "Pareta", _client(Clients.pareta, service))
        patch.setattr(parallel, "Parallel", _client(Clients.parallel, service))
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            self._output = new_output(self._output.format, color=False)
            status = self.run()
        return status, out.getvalue()

    def _launch(self, tokens: list[str], session: Session) -> int:
        self._parsed = self._app.parse_args(tokens, exit_on_error=False, print_error=False)
        return self._parse_and_run()

    def _parse_and_run(self) -> int:
        if self._parsed is None:
            return super()._parse_and_run()
        command, bound, ignored = self._parsed
        self._session = Session(self._output)
        return command(*bound.args, **bound.kwargs, **dict.fromkeys(ignored, self._session)) or ExitCode.OK


def _client(make: Any, service: Service) -> Any:
    def client(_key: str, _url: str | None = None, **settings: Any) -> Any:
        return make(service, on_retry=settings.get("on_retry"))

    def by_name(api_key: str, base_url: str | None = None, **settings: Any) -> Any:
        return client(api_key, base_url, **settings)

    return by_name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("PARETA_API_KEY", "PARALLEL_API_KEY"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("PARETA_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "rows.jsonl").write_text('{"input": {"a": 1}}\n{"input": {"a": 2}}\n')
    return tmp_path


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_command_shows_what_is_there_whatever_kind_a_member_of_a_response_has(
    case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Command(case.argv)
    good, text = command.on(Service(case.script), monkeypatch)
    assert [each for each in case.shows if each not in text] == [], text
    wrong = list[str]()
    for place, changed in odd.variants(case.script):
        service = Service(changed)
        status, text = command.on(service, monkeypatch)
        expected = case.shows if status == good else (case.id,)
        lost = [
            each for each in expected if each not in text and service.still_has(each, case.script, changed)
        ]
        misled = "This is a bug" in text or (
            status == ExitCode.USAGE and not any(each in text for each in NOTHING_TO_EVALUATE)
        )
        if misled or lost:
            wrong.append(f"{place}: {status}, without {lost}: {text}")
    assert not wrong, "\n".join(wrong)


def test_every_command_that_reads_a_record_has_a_case() -> None:
    words = {word for case in CASES for word in case.argv.split()}
    assert {name for name, *_ in COMMANDS} - words == WITHOUT_A_CASE
