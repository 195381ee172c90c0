"""The Python SDK plays the conformance cases, at both levels, sync and async; and what the runner makes of adapters."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance import examples, report
from conformance.adapter import AdapterError
from conformance.cases import Case, CaseError, load, operations, read_file
from conformance.judge import Variables, judge_outcome
from conformance.report import Result
from conformance.run import Run, main

ROOT = Path(__file__).parents[2]
ADAPTER = ROOT / "conformance" / "adapters" / "python.py"
RUN = {
    "run_id": "trun_1",
    "status": "queued",
    "is_active": True,
    "processor": "base",
    "created_at": None,
    "modified_at": None,
}


def play(command: list[str], cases: list[Case], folder: Path) -> list[Result]:
    return asyncio.run(Run(command, folder).play(cases, jobs=1))


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("level", ["wire", "facade"])
def test_the_python_sdk_passes_every_case(level: str, way: str, tmp_path: Path) -> None:
    cases = [case for case in load() if not case.slow]
    results = play([sys.executable, str(ADAPTER), level, way], cases, tmp_path)
    assert {result.id: result.faults for result in results if result.faults} == {}
    # Blocking code cannot be cancelled.
    missing = {name for result in results for name in result.missing}
    assert missing == ({"cancel"} if way == "sync" else set())
    assert len(results) > 400


# --- the cases themselves


def test_every_operation_has_a_case() -> None:
    called = {case.raw["call"].get("op") for case in load() if "call" in case.raw}
    assert operations().keys() - called == set()


def test_the_cases_of_the_spec_s_examples_are_current() -> None:
    assert examples.TARGET.read_text("utf-8") == examples.text(ROOT / "openapi.yaml")


def case_file(folder: Path, *cases: dict[str, Any], version: int = 1) -> Path:
    path = folder / "made" / "cases.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": version, "about": "Cases of a test.", "cases": cases}), "utf-8")
    return path


def get_run(respond: Any = None, **more: Any) -> dict[str, Any]:
    """Return a case that gets a run."""
    return {
        "id": "made/one",
        "why": "A test of the runner.",
        "client": {"api": "parallel"},
        "call": {"op": "getTaskRun", "params": {"run_id": "trun_1"}},
        "wire": [{"respond": respond or {"json": RUN}}],
        "then": {"value": RUN},
        **more,
    }


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        (get_run(thne={}), "thne"),
        (get_run(why=""), "why"),
        (get_run(id="other/one"), "made/"),
        (get_run(id="made/with a space"), "does not match"),
        (get_run({"body": [{"hex": 9880}]}), "9880"),
        (get_run({"body": [{"hex": "f0f"}]}), "f0f"),
        (get_run({"sse": [{"wait": 5}]}), "5"),
        (get_run({"status": "200"}), "'200' is not of type"),
        (get_run({"answer": {}}), "answer"),
        (get_run(call={"params": {}}), "'op' is a required property"),
        (get_run(call={"op": "getTask"}), "no operation getTask"),
        (get_run(client={}), "api"),
        (get_run(needs=["magic"]), "magic"),
        (get_run(level="both"), "both"),
        (get_run(verify={"secret": "", "headers": {}, "body": "", "now": 0}), "made/one"),
    ],
)
def test_a_case_that_the_schema_does_not_allow_is_refused(case: Any, problem: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"^cases\.yaml") as caught:
        list(read_file(case_file(tmp_path, case)))
    assert problem in str(caught.value)


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="version"):
        list(read_file(case_file(tmp_path, get_run(), version=2)))


def test_an_id_that_is_taken_is_refused(tmp_path: Path) -> None:
    case_file(tmp_path, get_run(), get_run())
    with pytest.raises(CaseError, match="made/one is taken"):
        load(root=tmp_path)


def test_a_matrix_makes_a_case_of_each_row_and_inserts_its_values(tmp_path: Path) -> None:
    rows = [{"name": "a", "status": 400, "json": {"x": [1]}}, {"name": "b", "status": 500, "json": None}]
    made = get_run({"status": "${status}", "json": "${json}"}, id="made/${name}-${other}", matrix=rows)
    cases = list(read_file(case_file(tmp_path, made)))
    assert [case.id for case in cases] == ["made/a-${other}", "made/b-${other}"]
    responses = [case.raw["wire"][0]["respond"] for case in cases]
    assert responses == [{"status": 400, "json": {"x": [1]}}, {"status": 500, "json": None}]
    product = get_run(id="made/${a}${b}", matrix={"a": [1, 2], "b": ["x", "y"]})
    assert [case.id for case in read_file(case_file(tmp_path, product))] == [
        "made/1x",
        "made/1y",
        "made/2x",
        "made/2y",
    ]


# --- what the runner finds

HELLO = {"adapter": "made", "protocol": 1, "level": "wire", "capabilities": ["clock"]}
# A client in a few lines: one request, with what a test wants to see judged.
PROGRAM = """
import http.client, json, sys
print(json.dumps(HELLO), flush=True)
def send(line, path="/v1/tasks/runs/trun_1", headers=(), body=None, method="GET"):
    connection = http.client.HTTPConnection(line["base"].removeprefix("http://"))
    connection.request(method, path, body, {"x-api-key": line["key"], "user-agent": "made", **dict(headers)})
    response = connection.getresponse()
    return {"value": json.loads(response.read() or b"null"), "pauses": []}
for text in sys.stdin:
    line = json.loads(text)
    result = RESULT
    print(json.dumps({"id": line["id"], **result}), flush=True)
"""


def adapter(folder: Path, result: str, hello: object = HELLO) -> list[str]:
    path = folder / "adapter.py"
    path.write_text(PROGRAM.replace("HELLO", repr(hello)).replace("RESULT", result), "utf-8")
    return [sys.executable, str(path)]


def faults(folder: Path, result: str, **more: Any) -> list[str]:
    """Return what is wrong with an adapter that reports this result of the case."""
    cases = list(read_file(case_file(folder, get_run(**more))))
    return play(adapter(folder, result), cases, folder)[0].faults


def test_a_correct_client_passes(tmp_path: Path) -> None:
    assert faults(tmp_path, "send(line)") == []


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ("{'value': None}", "0 requests were sent, not 1"),
        ("send(line) and send(line)", "request 2 must not be sent"),
        ("{**send(line), 'value': {}}", "value is {}"),
        ("{**send(line), 'value': 1.0}", "value is 1.0"),
        ("{**send(line), 'error': {'kind': 'timeout'}}", "error is"),
        ("{'broken': 'Traceback'}", "the adapter failed: Traceback"),
        ("send(line, headers={'x-api-key': 'other'}.items())", "does not hold the API key"),
        ("send(line, headers={'x-copy': line['key']}.items())", "in another place"),
        ("send(line, path='/v1/tasks/runs/' + line['key'])", "in another place"),
        ("send(line, headers={'user-agent': ''}.items())", "no user-agent"),
        ("send(line, body=b'{}')", "a GET has a body"),
        ("send(line, headers={'host': 'example.com'}.items())", "the header host"),
    ],
)
def test_a_client_that_is_wrong_fails(result: str, problem: str, tmp_path: Path) -> None:
    assert any(problem in fault for fault in faults(tmp_path, result))


@pytest.mark.parametrize("got", [[None], ["1"], [1, 1], [1.1], None])
def test_pauses_that_differ_or_are_no_numbers_are_a_fault(got: object) -> None:
    assert judge_outcome({"pauses": [1]}, {"pauses": got}, Variables())
    assert not judge_outcome({"pauses": [1]}, {"pauses": [1.0]}, Variables())


EXPECTATIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"method": "POST"}, "send(line)", "the method is GET"),
    ({"path": "/v1/x"}, "send(line)", "the target is /v1/tasks/runs/trun_1"),
    ({"headers": {"accept": "a"}}, "send(line)", "the header accept is null"),
    ({"without": ["x-api-key"], "headers": {}}, "send(line)", "must not be sent"),
    ({"json": {"a": 1}}, "send(line, method='POST', body='{\"a\": 1}')", "not application/json"),
]
JSON_BODIES = [
    ({"a": 1}, '{"a": 1.0}', False),
    ({"a": 1}, '{"a": true}', False),
    ({"a": 1}, '{"a": 1, "a": 1}', False),
    ({"a": 1}, '{"a": 1, "b": null}', False),
    ({"a": None}, "{}", False),
    ({"a": 1}, "{'a': 1}", False),
    ({"a": 0.5}, '{"a": NaN}', False),
    ({"a": 1.0}, '{"a": 1}', True),
    ({"a": "$any"}, '{"a": "x"}', True),
    ({"a": "$any"}, '{"a": ""}', False),
    ({"b": 1, "a": [True, None, "é"]}, '{"a": [true, null, "\\u00e9"], "b": 1}', True),
]


@pytest.mark.parametrize(("expect", "result", "problem"), EXPECTATIONS)
def test_a_request_that_differs_fails(expect: Any, result: str, problem: str, tmp_path: Path) -> None:
    wire = [{"expect": expect, "respond": {"json": RUN}}]
    assert any(problem in fault for fault in faults(tmp_path, result, wire=wire))


@pytest.mark.parametrize(("expected", "body", "equal"), JSON_BODIES)
def test_json_is_compared_by_value_and_kind(expected: Any, body: str, equal: bool, tmp_path: Path) -> None:
    wire = [{"expect": {"json": expected}, "respond": {"json": RUN}}]
    result = (
        f"send(line, method='POST', headers=[('content-type', 'application/json')], body={body!r}.encode())"
    )
    assert (faults(tmp_path, result, wire=wire) == []) is equal


def test_a_key_is_the_same_in_every_attempt_and_differs_from_the_others(tmp_path: Path) -> None:
    step = {"expect": {"headers": {"idempotency-key": "$k1"}}, "respond": {"json": RUN}}
    other = {"expect": {"headers": {"idempotency-key": "$k2"}}, "respond": {"json": RUN}}

    def sent(*keys: str) -> str:
        return " and ".join(f"send(line, headers=[('idempotency-key', {key!r})])" for key in keys)

    assert faults(tmp_path, sent("a", "a"), wire=[step, step]) == []
    assert faults(tmp_path, sent("a", "b"), wire=[step, step]) != []
    assert faults(tmp_path, sent("a", "b"), wire=[step, other]) == []
    assert faults(tmp_path, sent("a", "a"), wire=[step, other]) != []


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ("sys.exit(3)", "ended with status 3"),
        ("print('hello', flush=True) or send(line)", "not valid JSON"),
        ("print('[1]', flush=True) or send(line)", "not a JSON object"),
        ("{**send(line), 'id': 7}", "the id 7"),
        ("__import__('time').sleep(60)", "within 0.5 s"),
    ],
)
def test_an_adapter_that_breaks_fails_its_case_and_plays_the_next(
    result: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.run.LIMIT", 0.5)
    cases = list(read_file(case_file(tmp_path, get_run(), get_run(id="made/two"))))
    broken = f"send(line) if line['case'] == 'made/two' else {result}"
    first, second = play(adapter(tmp_path, broken), cases, tmp_path)
    assert any(problem in fault for fault in first.faults)
    assert second.faults == []


@pytest.mark.parametrize(
    "hello", [{}, {**HELLO, "protocol": 2}, {**HELLO, "level": "both"}, {**HELLO, "capabilities": None}, "no"]
)
def test_an_adapter_that_introduces_itself_wrongly_ends_the_run(hello: object, tmp_path: Path) -> None:
    with pytest.raises(AdapterError):
        play(adapter(tmp_path, "{}", hello), load("requests/listModels"), tmp_path)


def test_a_case_beyond_the_adapter_s_capabilities_is_skipped_and_counted(tmp_path: Path) -> None:
    cases = list(read_file(case_file(tmp_path, get_run(needs=["int64"]), get_run(id="made/two"))))
    results = play(adapter(tmp_path, "send(line)"), cases, tmp_path)
    assert report.lines(results) == ["ok 1 - made/one # SKIP needs int64", "ok 2 - made/two"]
    assert report.summary(results) == "1 passed, 0 failed, 1 skipped (int64 1)"
    allowed = tmp_path / "skips"
    for text, problems in {"made/one # why": 0, "made/*": 0, "": 1, "made/one\nother/*": 1}.items():
        allowed.write_text(text, "utf-8")
        assert len(report.unexpected_skips(results, allowed)) == problems


def test_the_exit_status_says_whether_all_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junit = tmp_path / "junit.xml"
    arguments = ["--cases", "requests/getTaskRun", "--junit", str(junit), "--"]
    assert main([*arguments, *adapter(tmp_path, "{'value': None}")]) == 1
    assert "not ok 1 - requests/getTaskRun" in capsys.readouterr().out
    assert 'failures="1"' in junit.read_text("utf-8")
    assert main([*arguments, sys.executable, str(ADAPTER), "wire", "sync"]) == 0
    assert "1 passed, 0 failed, 0 skipped" in capsys.readouterr().out
    assert main(["--cases", "nothing", "--", "x"]) == 1
    assert main(["--", "/no/such/program"]) == 1


def test_several_patterns_choose_the_cases_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--cases", "requests/getTaskRun", "--cases", "requests/listModels"]) == 0
    assert capsys.readouterr().out.split() == ["requests/getTaskRun", "requests/listModels"]


def test_a_repeated_value_is_a_list_of_numbered_ones(tmp_path: Path) -> None:
    text = """
version: 1
about: A list of many.
cases:
  - id: a/b
    why: There are many.
    client: {api: pareta}
    call: {op: listModels}
    wire: [{respond: {json: {$repeat: {id: m_$n, deep: [$n]}, times: 2}}}]
    then: {value: []}
"""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.yaml").write_text(text)
    [case] = load(root=tmp_path)
    assert case.raw["wire"][0]["respond"]["json"] == [
        {"id": "m_1", "deep": ["1"]},
        {"id": "m_2", "deep": ["2"]},
    ]
