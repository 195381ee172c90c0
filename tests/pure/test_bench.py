"""The benchmark's tables, adapters, answers and arithmetic. Nothing is timed here: `make bench` does that."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from bench import answers, figures, report, server, spec, svg, worker
from bench.figures import CASES, FIGURES, Figure
from bench.peers import BY_ID, PEERS, QUICK, Peer
from pareta_wire import (
    ChatCompletionRequest,
    create_chat_completion,
    get_task_run_result,
    list_models,
    stream_task_run_events,
)

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
# What every SDK must be able to do; the rest (a task's result, a list of models) is not in every API.
ALL = {"client", "async_client", "get", "post", "aget", "apost", "stream", "astream", "big"}
# What each adapter may import beside the standard library and the bench itself.
OF_ADAPTERS = {
    "bare": {"httpx", "httpx2"},
    "bare_tasks": {"httpx", "httpx2"},
    "ours_pareta": {"pareta"},
    "ours_parallel": {"parallel", "pareta_core", "pareta_wire"},
    "pareta": {"pareta"},
    "parallel": {"parallel"},
    "openai": {"openai"},
    "anthropic": {"anthropic"},
}
CASE_FILES = [BENCH / "worker.py", BENCH / "answers.py", *sorted((BENCH / "cases").glob("*.py"))]
SPEED = Figure("s", "a speed", "c", "cpu", "µs", 0.9, speed=True)
COST = Figure("c", "a cost", "c", "cpu", "µs", 1.06)
COUNT = Figure("n", "a count", "c", "cpu", "", absolute=99)


def imported(path: Path) -> set[str]:
    """The top names of what a module imports, in functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def names(path: Path) -> set[str]:
    """The names that a module has: defined, assigned or imported."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def adapter(peer: Peer) -> Path:
    return BENCH / f"adapters/{peer.adapter}.py"


def measured(own: list[float], bare: list[float]) -> dict[str, Any]:
    return {
        "ours-pareta": {"c": [{"cpu": value} for value in own]},
        "httpx": {"c": [{"cpu": value} for value in bare]},
    }


# The tables


def test_every_figure_is_read_off_a_case_and_every_case_gives_a_figure() -> None:
    assert {figure.case for figure in FIGURES} == {case.id for case in CASES}
    assert len({figure.id for figure in FIGURES}) == len(FIGURES)
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_something_that_a_process_can_do(case: figures.Case) -> None:
    if case.kind == "startup":
        assert case.name in ("import", "client", "answer")
        return
    function, _ = worker.CASES[case.name]
    taken = set(function.__code__.co_varnames[: function.__code__.co_argcount]) - {"sdk", "url"}
    assert set(case.options) == taken
    assert set(case.quick) <= taken


def test_every_goal_of_the_issue_has_a_figure() -> None:
    goals = [figure for figure in FIGURES if figure.goal is not None or figure.absolute is not None]
    assert len(goals) == 26


def test_what_is_measured_of_a_peer_is_a_case() -> None:
    assert {case for peer in PEERS for case in peer.cases} <= {case.id for case in CASES}


def test_every_peer_is_compared_to_a_peer_that_is_compared_to_itself() -> None:
    assert all(BY_ID[BY_ID[peer.baseline].baseline].id == peer.baseline for peer in PEERS)
    assert {BY_ID[name].baseline for name in QUICK} <= set(QUICK)


# The adapters


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.id)
def test_an_adapter_has_what_every_sdk_can_do(peer: Peer) -> None:
    assert names(adapter(peer)) >= ALL


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.id)
def test_an_adapter_needs_its_own_sdk_and_nothing_else(peer: Peer) -> None:
    assert imported(adapter(peer)) - sys.stdlib_module_names - {"bench"} <= OF_ADAPTERS[peer.adapter]


def test_no_adapter_is_without_a_peer() -> None:
    assert {path.stem for path in (BENCH / "adapters").glob("*.py")} == {*OF_ADAPTERS, "__init__"}
    assert {peer.adapter for peer in PEERS} == set(OF_ADAPTERS)


def test_what_a_case_needs_of_an_adapter_some_adapter_has() -> None:
    offered = set[str]().union(*(names(adapter(peer)) for peer in PEERS))
    assert {needed for _, needed in worker.CASES.values()} <= offered


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_what_runs_in_a_peers_environment_needs_the_standard_library_alone(path: Path) -> None:
    assert imported(path) - sys.stdlib_module_names <= {"bench"}


# The environments


def test_every_environment_has_a_lock_and_the_makefile_makes_it() -> None:
    environments = {peer.environment for peer in PEERS}
    line = re.search(r"^BENCH := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert line is not None
    assert set(line[1].split()) == environments
    assert {
        path.stem.removeprefix("bench-") for path in (ROOT / "requirements").glob("bench-*.txt")
    } == environments


def test_our_own_environment_has_what_an_install_brings() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["fast"]
    for name, brought in {
        "ours": project["dependencies"],
        "ours-fast": [*project["dependencies"], *extra],
    }.items():
        lines = (ROOT / f"requirements/bench-{name}.in").read_text().splitlines()
        assert set(brought) == {line for line in lines if not line.startswith("#")}


# The answers


@pytest.mark.parametrize("size", [1_300, 100_000, 2_000_000])
def test_a_result_has_about_the_size_that_was_asked_for_and_can_be_decoded(size: int) -> None:
    body = answers.result(size)
    assert 0.9 < len(body) / size < 1.15
    result: Any = get_task_run_result("trun_1").operation.answers[200](json.loads(body))
    assert result.output.basis[-1].citations[0].excerpts[0]


def test_a_list_has_about_the_size_that_was_asked_for_and_can_be_decoded() -> None:
    body = answers.models(100_000)
    assert 0.9 < len(body) / 100_000 < 1.1
    models: Any = list_models().operation.answers[200](json.loads(body))
    assert models.data[0].id == "ep_000000"


def test_the_events_can_be_decoded() -> None:
    chat = create_chat_completion(body=ChatCompletionRequest(model="m", messages=[])).operation.stream
    run = stream_task_run_events("trun_1").operation.stream
    assert chat is not None
    assert run is not None
    data = json.loads(answers.CHAT_STREAM[1].removeprefix(b"data: "))
    assert chat.decode("", data).choices[0].delta.content == " token"
    name, payload = answers.RUN_STREAM[1].decode().strip().split("\n")
    event: Any = run.decode(name.removeprefix("event: "), json.loads(payload.removeprefix("data: ")))
    assert event.message == answers.SENTENCE


# The server


class Line(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)


def served(*pieces: bytes) -> bytes:
    """What the server writes when a request arrives in these pieces."""

    async def exchange() -> bytes:
        connection, line = server.Connection(), Line()
        connection.connection_made(line)
        for piece in pieces:
            connection.data_received(piece)
        if connection._task is not None:
            await connection._task
        return line.written

    return asyncio.run(exchange())


def test_a_request_that_arrives_in_pieces_is_answered_once_and_when_it_is_whole() -> None:
    # Read too early, its body would not say that a stream is wanted.
    post = b'POST /e3-1-0/v1/chat/completions HTTP/1.1\r\nContent-Length: 15\r\n\r\n{"stream":true}'
    for cut in range(1, len(post)):
        written = served(post[:cut], post[cut:])
        assert written.count(b"HTTP/1.1 200") == 1
        assert written.count(b'data: {"id"') == 3


def test_two_requests_that_arrive_together_are_both_answered() -> None:
    get = b"GET /small/v1/models HTTP/1.1\r\nhost: x\r\n\r\n"
    assert served(get + get).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(("count", "per_chunk"), [(1, 1), (50, 1), (64, 64), (130, 64), (5_000, 16)])
def test_a_stream_has_as_many_events_as_were_asked_for(count: int, per_chunk: int) -> None:
    body = b'{"stream":true}'
    head = f"POST /e{count}-{per_chunk}-0/v1/chat/completions HTTP/1.1\r\ncontent-length: {len(body)}\r\n\r\n"
    written = served(head.encode() + body)
    assert written.count(b'data: {"id"') == count
    assert written.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")
    # One chunk for each so many events, one for the end marker, one that ends the answer.
    assert (
        len(re.findall(rb"(?:^|\n)[0-9a-f]+\r\n", written.partition(b"\r\n\r\n")[2]))
        == -(-count // per_chunk) + 2
    )


# The arithmetic


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    # The machine was ten times slower in the second round: both were, so it does not count.
    found = measured([1.0, 20.0, 3.0], [1.0, 10.0, 1.0])
    assert report.ratio(found, BY_ID["ours-pareta"], COST) == 2.0
    assert report.ratio(found, BY_ID["ours-pareta"], SPEED) == 0.5


@pytest.mark.parametrize(
    ("figure", "own", "expected"),
    [
        (COST, 1.06, True),
        (COST, 1.07, False),
        (SPEED, 1.0, True),
        (SPEED, 1.2, False),
        (COUNT, 99.0, True),
        (COUNT, 100.0, False),
        (Figure("i", "for information", "c", "cpu", "µs"), 9.0, None),
    ],
)
def test_a_goal_is_reached_or_not(figure: Figure, own: float, expected: bool | None) -> None:
    assert report.reached(measured([own], [1.0]), BY_ID["ours-pareta"], figure) is expected


def test_what_was_not_measured_is_neither_reached_nor_missed() -> None:
    assert report.reached({}, BY_ID["ours-pareta"], COST) is None
    assert report.cell({}, BY_ID["ours-pareta"], COST) == "–"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.0123, "ms", "12.3 ms"),
        (1.5e-6, "µs", "1.50 µs"),
        (2.0, "s", "2.00 s"),
        (178.0, "", "178"),
        (None, "s", "–"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: float | None, unit: str, expected: str) -> None:
    assert report.shown(value, unit) == expected


def test_a_goal_that_is_not_reached_is_told_with_what_stands_in_the_way_and_its_profile() -> None:
    figure = next(figure for figure in FIGURES if figure.id == "read_list")
    found = {peer: {"read_list": [{"cpu": cpu}]} for peer, cpu in (("ours-pareta", 1.4), ("httpx", 1.0))}
    peer = BY_ID["ours-pareta"]
    assert report.missed(found) == [(figure, peer)]
    line, shown = report.hindrances(found, {report.profile_name(figure, peer): "$ a profile"})
    assert line == f"**{figure.title}**, ours: pareta: 1.40, goal ≤ 1.1. {figure.hindrance}"
    assert figure.hindrance
    assert shown == "```text\n$ a profile\n```"
    found["ours-pareta"]["read_list"][0]["cpu"] = 1.1
    assert report.hindrances(found, {}) == ["Every goal is reached."]


def test_with_a_faster_json_parser_there_is_another_goal() -> None:
    figure = Figure("d", "decoding", "c", "cpu", "µs", 2.0, fast=1.0)
    found = {peer: {"c": [{"cpu": 1.2}]} for peer in ("ours-parallel", "ours-parallel-fast")}
    found["httpx-tasks"] = {"c": [{"cpu": 1.0}]}
    assert report.goal(figure) == "≤ 2 (msgspec: 1)"
    assert report.reached(found, BY_ID["ours-parallel"], figure) is True
    assert report.reached(found, BY_ID["ours-parallel-fast"], figure) is False


# What is written


def test_plots_are_well_formed_and_name_everybody() -> None:
    bars = svg.bars("a & b", [("ours", 0.5, True), ("a peer", 9.0, False)], 1.0)
    curve = svg.curves("a title", "calls", "seconds", {"ours": [(1, 0.1), (1000, 4.0)], "bare": [(1, 0.1)]})
    assert {"a & b", "ours", "a peer", "9.00 …"} <= set(ET.fromstring(bars).itertext())
    assert {"a title", "ours", "bare", "1k"} <= set(ET.fromstring(curve).itertext())


def test_the_readme_shows_every_figure_with_its_goal() -> None:
    page = report.README.read_text(encoding="utf-8")
    table = page.partition(report.BEGIN)[2].partition(report.END)[0]
    shown = {
        tuple(cell.strip() for cell in row.split("|")[1:3])
        for row in table.splitlines()
        if row.startswith("|")
    }
    assert {(figure.title, report.goal(figure)) for figure in FIGURES} <= shown


def test_the_readme_shows_plots_that_exist() -> None:
    drawn = re.findall(r"\]\((plots/[^)]+)\)", report.README.read_text(encoding="utf-8"))
    assert len(drawn) > len(FIGURES) // 2
    assert [name for name in drawn if not (BENCH / name).exists()] == []


def test_a_larger_contract_has_every_operation_once_and_refers_to_nothing_that_is_missing(
    tmp_path: Path,
) -> None:
    place = tmp_path / "openapi.yaml"
    count = spec.write(place, 3)
    contract = json.loads(place.read_text(encoding="utf-8"))
    ids = re.findall(r'"operationId": "(\w+)"', place.read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) == count
    assert count % 3 == 0
    referred = set(re.findall(r"#/components/schemas/(\w+)", place.read_text(encoding="utf-8")))
    assert referred <= set(contract["components"]["schemas"])
