"""The benchmark's tables, adapters, responses and arithmetic. Nothing is timed here: `make bench` does that."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import counts, fields, figures, instructions, machine, report, responses, server, spec, svg, worker
from bench.adapters import bare, bare_tasks, ours_parallel, ours_pareta
from bench.figures import CASES, FIGURES, Figure
from bench.peers import BY_ID, EARLIER_IDS, PEERS, QUICK, Peer
from pareta_wire import (
    ChatCompletionRequest,
    create_chat_completion,
    stream_task_run_events,
)
from tests.spec_values import SPEC

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
# What every SDK must be able to do; the rest (a task's result, an eval run) is not in every API.
ALL = {"client", "async_client", "get", "post", "aget", "apost", "stream", "astream", "big"}
# What each adapter may import beside the standard library and the bench itself.
OF_ADAPTERS = {
    "bare": {"httpx", "httpx2"},
    "bare_tasks": {"httpx", "httpx2"},
    "ours_pareta": {"pareta"},
    "ours_parallel": {"parallel"},
    "pareta": {"pareta"},
    "parallel": {"parallel"},
    "openai": {"openai"},
    "anthropic": {"anthropic"},
}
CASE_FILES = [
    BENCH / "worker.py",
    BENCH / "responses.py",
    BENCH / "fields.py",
    *sorted((BENCH / "cases").glob("*.py")),
]
SPEED = Figure("s", "a speed", "c", "cpu", "µs", 0.9, speed=True)
COST = Figure("c", "a cost", "c", "cpu", "µs", 1.06)
COUNT = Figure("n", "a count", "c", "cpu", "", absolute=99)


def imported(path: Path) -> set[str]:
    """Return the packages that a module imports, in functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def names(path: Path) -> set[str]:
    """Return the names that a module defines, assigns or imports."""
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
        assert case.name in ("import", "client", "response")
        return
    function, _ = worker.CASES[case.name]
    taken = set(function.__code__.co_varnames[: function.__code__.co_argcount]) - {"sdk", "url"}
    assert set(case.options) == taken
    assert set(case.quick) <= taken


def test_every_figure_with_a_goal_says_what_can_stand_in_the_way() -> None:
    assert all(figure.obstacle for figure in FIGURES if report.goal(figure))


def test_calls_must_be_cheaper_than_at_the_earlier_commit_and_no_other_figure_much_dearer() -> None:
    cheaper = {figure.id: figure.earlier for figure in FIGURES if figure.earlier != 1.05}
    assert cheaper == {
        "sync_get": 0.9,
        "sync_post": 0.9,
        "async_get": 0.8,
        "async_post": 0.8,
        "stream_memory": None,  # memory is allocated in larger steps than that
    }


def test_responses_up_to_100_kb_and_named_events_must_be_read_ahead_of_every_peer() -> None:
    ahead = {figure.id for figure in FIGURES if figure.ahead}
    for kind in ("models", "leaderboard", "eval", "result"):
        assert {f"{kind}_small", f"{kind}_100k"} <= ahead
    assert {f"deploy_{twin}_{events}" for twin in ("sync", "async") for events in (1, 64)} <= ahead
    assert "result_2m" in ahead
    assert {figure.id: figure.goal for figure in FIGURES if figure.dicts} == {
        "models_2m": 1.5,
        "eval_2m": 1.5,
    }


def test_what_is_measured_of_a_peer_is_a_case() -> None:
    assert {case for peer in PEERS for case in peer.cases} <= {case.id for case in CASES}


def test_the_earlier_commit_is_measured_in_the_same_cases_as_the_present_code() -> None:
    for peer in PEERS:
        if peer.ours:
            before = BY_ID[peer.earlier]
            assert (before.adapter, before.cases, before.baseline) == (
                peer.adapter,
                peer.cases,
                peer.baseline,
            )
    assert set(EARLIER_IDS) == {peer.earlier for peer in PEERS if peer.ours}


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


# The responses


@pytest.mark.parametrize("size", [1_300, 100_000, 2_000_000])
@pytest.mark.parametrize("body", [responses.models, responses.leaderboard, responses.result])
def test_a_response_has_about_the_size_asked_for(body: Any, size: int) -> None:
    assert 0.9 < len(body(size)) / size < 1.15


def test_an_eval_run_of_2_mb_has_five_candidates_with_a_thousand_items_each() -> None:
    body = responses.eval_run(figures.CASE["eval_2m"].options["size"])
    items = [len(result["per_item"]) for result in json.loads(body)["results"]]
    assert len(items) == 5
    assert all(990 < each < 1_010 for each in items)


def test_the_events_can_be_decoded() -> None:
    chat = create_chat_completion(body=ChatCompletionRequest(model="m", messages=[])).operation.stream
    run = stream_task_run_events("trun_1").operation.stream
    assert chat is not None
    assert run is not None
    data = json.loads(responses.CHAT_STREAM[1].removeprefix(b"data: "))
    assert chat.decode("", data).choices[0].delta.content == " token"
    name, payload = responses.RUN_STREAM[1].decode().strip().split("\n")
    event: Any = run.decode(name.removeprefix("event: "), json.loads(payload.removeprefix("data: ")))
    assert event.message == responses.SENTENCE


# The fields that are read


class Witness:
    """A record whose fields are attributes; notes which of them are read."""

    def __init__(self, record: dict[str, Any], seen: set[str], prefix: str = "") -> None:
        self._read = (record, seen, prefix)

    def __getattr__(self, name: str) -> Any:
        record, seen, prefix = self._read
        if name not in record:
            raise AttributeError(name)
        seen.add(f"{prefix}{name}")
        return witnessed(record[name], seen, f"{prefix}{name}.")


class WitnessedDict(dict[str, Any]):
    """An open object; notes that its values are read."""

    def __init__(self, record: dict[str, Any], seen: set[str], prefix: str) -> None:
        super().__init__(record)
        self._read = (seen, prefix)

    def values(self) -> Any:
        seen, prefix = self._read
        seen.add(f"{prefix}*")
        return super().values()


OPEN = ("content.", "prediction.")


def witnessed(value: Any, seen: set[str], prefix: str = "") -> Any:
    if isinstance(value, dict):
        return WitnessedDict(value, seen, prefix) if prefix.endswith(OPEN) else Witness(value, seen, prefix)
    return [witnessed(each, seen, prefix) for each in value] if isinstance(value, list) else value


def paths(value: Any, prefix: str = "") -> set[str]:
    """Return the paths of all that a body holds."""
    if isinstance(value, dict):
        if prefix.endswith(OPEN):
            return {f"{prefix}*"}
        return {
            path
            for key, each in value.items()
            for path in {f"{prefix}{key}", *paths(each, f"{prefix}{key}.")}
        }
    return {path for each in value for path in paths(each, prefix)} if isinstance(value, list) else set()


def events(stream: tuple[bytes, bytes, bytes]) -> dict[str, Any]:
    """Return the data of a stream's named events, by name."""
    found = re.findall(rb"event: (.+)\ndata: (.+)\n", b"".join(stream))
    return {name.decode(): json.loads(data) for name, data in found}


READ = [
    (fields.MODEL_LIST, json.loads(responses.models(500))),
    (fields.COMPLETION, json.loads(responses.COMPLETION)),
    (fields.CHUNK, json.loads(responses.CHAT_STREAM[1].removeprefix(b"data: "))),
    (fields.LEADERBOARD, json.loads(responses.leaderboard(1_300))),
    (fields.EVAL_RUN_ENVELOPE, json.loads(responses.eval_run(2_500))),
    (fields.TASK_RESULT, json.loads(responses.result(1_300))),
    (fields.TASK_RUN, responses.run("running")),
    *(
        (fields.DEPLOY_EVENTS[name], {"event": name, "data": data})
        for name, data in events(responses.DEPLOY_STREAM).items()
    ),
    *((fields.TASK_RUN_EVENTS[name], data) for name, data in events(responses.RUN_STREAM).items()),
]
# What a body holds beside the fields that openapi.yaml documents.
UNDOCUMENTED = {"choices.logprobs", "choices.message.refusal"}


@pytest.mark.parametrize(("table", "body"), READ)
def test_a_reader_reads_every_field_of_a_body(table: fields.Fields, body: Any) -> None:
    seen: set[str] = set()
    reader = fields.Reader(table)
    for _ in range(2):  # when it has been compiled, too
        seen.clear()
        assert reader.read(value := witnessed(body, seen)) is value
    assert seen == paths(body) - UNDOCUMENTED


@pytest.mark.parametrize(
    ("table", "schema"),
    [
        (fields.MODEL, "ChatModel"),
        (fields.MODEL_LIST, "ModelList"),
        (fields.COMPLETION, "ChatCompletion"),
        (fields.CHUNK, "ChatCompletionChunk"),
        (fields.LEADERBOARD, "Leaderboard"),
        (fields.LEADERBOARD_ENTRY, "LeaderboardEntry"),
        (fields.EVAL_RESULT, "EvalResult"),
        (fields.RUN, "EvalRun"),
        (fields.TASK_RUN, "TaskRun"),
        (fields.BASIS, "FieldBasis"),
        (fields.CITATION, "Citation"),
    ],
)
def test_every_field_that_the_spec_documents_is_read(table: fields.Fields, schema: str) -> None:
    documented = SPEC["components"]["schemas"][schema]
    assert set(documented["properties"]) <= set(table)


def test_a_field_is_read_by_key_where_the_object_has_no_such_attribute() -> None:
    class Wrapped:
        def __init__(self, record: dict[str, Any]) -> None:
            self.record, self.id = record, record["id"]
            self.keys: list[str] = []

        def get(self, key: str, default: Any = None) -> Any:
            return self.record.get(key, default)

        def __getitem__(self, key: str) -> Any:
            self.keys.append(key)
            return self.record[key]

    value = Wrapped({"id": "a", "object": "model", "created": 1})
    fields.Reader(fields.MODEL).read(value)
    assert value.keys == ["object", "created"]  # `owned_by` was not sent


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with machine.server() as address:
        yield address


@pytest.mark.parametrize("sdk", [bare, bare_tasks, ours_pareta, ours_parallel], ids=lambda sdk: sdk.__name__)
def test_every_call_and_stream_of_an_adapter_works(sdk: Any, url: str) -> None:
    with sdk.client(f"{url}/b3000") as client:
        for name in ("get", "post", "models", "leaderboard", "eval_run", "result", "big"):
            if hasattr(sdk, name):
                assert getattr(sdk, name)(client) is not None
    with sdk.client(f"{url}/e70-64-0") as client:
        for name in ("stream", "deploy"):
            if hasattr(sdk, name):
                assert len(list(getattr(sdk, name)(client))) >= 70

    async def awaited() -> None:
        async with sdk.async_client(f"{url}/e70-64-0") as client:
            for name in ("aget", "apost", "execute"):
                if hasattr(sdk, name):
                    assert await getattr(sdk, name)(client) is not None
            for name in ("astream", "adeploy"):
                if hasattr(sdk, name):
                    assert len([each async for each in getattr(sdk, name)(client)]) >= 70

    asyncio.run(awaited())


# The server


class Transport(asyncio.Transport):
    """Keep what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)


def served(*chunks: bytes) -> bytes:
    """Return what the server writes when a request arrives in these chunks."""

    async def exchange() -> bytes:
        connection, transport = server.Connection(), Transport()
        connection.connection_made(transport)
        for chunk in chunks:
            connection.data_received(chunk)
        if connection._task is not None:
            await connection._task
        return transport.written

    return asyncio.run(exchange())


def test_a_request_in_two_chunks_gets_one_response_once_it_is_complete() -> None:
    # Read too early, its body would not say that a stream is wanted.
    post = b'POST /e3-1-0/v1/chat/completions HTTP/1.1\r\nContent-Length: 15\r\n\r\n{"stream":true}'
    for cut in range(1, len(post)):
        written = served(post[:cut], post[cut:])
        assert written.count(b"HTTP/1.1 200") == 1
        assert written.count(b'data: {"id"') == 3


def test_two_requests_in_one_chunk_get_two_responses() -> None:
    get = b"GET /small/v1/models HTTP/1.1\r\nhost: x\r\n\r\n"
    assert served(get + get).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(("count", "per_chunk"), [(1, 1), (50, 1), (64, 64), (130, 64), (5_000, 16)])
def test_a_stream_has_as_many_events_as_were_asked_for(count: int, per_chunk: int) -> None:
    body = b'{"stream":true}'
    head = f"POST /e{count}-{per_chunk}-0/v1/chat/completions HTTP/1.1\r\ncontent-length: {len(body)}\r\n\r\n"
    written = served(head.encode() + body)
    assert written.count(b'data: {"id"') == count
    assert written.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")
    # The chunks of events, one for the end marker, and the last one, which is empty.
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
        (Figure("i", "for information", "c", "cpu", "µs", earlier=None), 9.0, None),
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


def test_a_goal_that_is_not_reached_is_reported_with_what_stands_in_the_way_and_its_profile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counts, "known", dict)
    figure = next(figure for figure in FIGURES if figure.id == "models_2m")
    found = {peer: {"models_2m": [{"cpu": cpu}]} for peer, cpu in (("ours-pareta", 1.6), ("httpx", 1.0))}
    found["earlier-pareta"] = {"models_2m": [{"cpu": 1.5}]}
    peer = BY_ID["ours-pareta"]
    assert report.missed(found) == [(figure, peer)]
    line, profile = report.obstacles(found, {report.profile_name(figure, peer): "$ a profile"})
    assert line == (
        f"**{figure.title}**, ours (Pareta API): 1.60 of bare httpx, goal ≤ 1.5; costs 1.07 of 7f15f99, goal ≤ 1.05. "
        f"{figure.obstacle}"
    )
    assert profile == "```text\n$ a profile\n```"
    found["ours-pareta"]["models_2m"][0]["cpu"] = 1.5
    assert report.obstacles(found, {}) == ["Every goal is reached."]


@pytest.mark.parametrize(("own", "expected"), [(0.95, True), (1.0, False), (1.2, False)])
def test_ahead_is_ahead_of_every_sdk_that_does_the_same_but_not_of_bare_httpx(
    own: float, expected: bool
) -> None:
    figure = Figure("a", "ahead", "c", "cpu", "µs", ahead=True)
    costs = {
        "ours-pareta": own,
        "httpx": 0.5,
        "httpx2": 0.4,
        "pareta-0.1.0": 1.0,
        "openai": 3.0,
        "parallel": 0.1,
    }
    found = {peer: {"c": [{"cpu": cpu}]} for peer, cpu in costs.items()}
    assert report.reached(found, BY_ID["ours-pareta"], figure) is expected
    assert bool(report.shortfalls(found, BY_ID["ours-pareta"], figure)) is not expected


def test_the_earlier_commit_is_compared_in_the_same_rounds_or_by_its_recorded_ratio_to_bare_httpx(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    peer = BY_ID["ours-pareta"]
    found = {"ours-pareta": {"c": [{"cpu": 4.0}]}, "httpx": {"c": [{"cpu": 2.0}]}}
    old = {"earlier-pareta": {"c": [{"cpu": 5.0}]}, "httpx": {"c": [{"cpu": 1.0}]}}
    assert report.to_earlier({**found, "earlier-pareta": old["earlier-pareta"]}, peer, COST) == 0.8
    monkeypatch.setattr(report, "recorded", lambda: old)
    assert report.to_earlier(found, peer, COST) == 0.4
    assert report.cell(found, BY_ID["earlier-pareta"], COST) == "5.00"


def test_instructions_decide_where_they_are_counted_and_times_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    peer, counted = BY_ID["ours-pareta"], replace(COST, counted="models", ahead=True)
    found = {
        name: {"c": [{"cpu": 4.0}]} for name in ("ours-pareta", "earlier-pareta", "httpx", "pareta-0.1.0")
    }
    found["ours-pareta"] = {"c": [{"cpu": 8.0}]}
    known = {"models": {"ours-pareta": 90.0, "earlier-pareta": 100.0, "httpx": 100.0, "pareta-0.1.0": 95.0}}
    monkeypatch.setattr(counts, "known", lambda: known)
    assert report.to_earlier(found, peer, COST) == 2.0
    assert report.to_earlier(found, peer, counted) == 0.9
    assert report.rivals(found, peer, COST) == (2.0, {"pareta 0.1.0": 1.0})
    assert report.rivals(found, peer, counted) == (0.9, {"pareta 0.1.0": 0.95})
    assert counts.rows({"models": "a list"})[1][-4:] == ["0.90 ✓", "≤ 1.05", "–", "0.95 (pareta 0.1.0)"]


def test_every_counted_case_decides_a_figure_and_is_recorded() -> None:
    named = {figure.counted for figure in FIGURES if figure.counted}
    assert named == set(instructions.CASES)
    assert {case for case, found in counts.known().items() if found} == named


def test_the_recorded_figures_of_the_earlier_commit_cover_every_case() -> None:
    recorded = report.recorded()
    for peer in PEERS:
        if peer.id in EARLIER_IDS and not peer.cases:
            assert {figure.case for figure in FIGURES if report.numbers({}, peer, figure)} == set(
                recorded[peer.id]
            )


# What is written


def test_plots_are_well_formed_and_name_every_sdk() -> None:
    bars = svg.bars("a & b", [("ours", 0.5, True), ("a peer", 9.0, False)], 1.0)
    curve = svg.curves("a title", "calls", "seconds", {"ours": [(1, 0.1), (1000, 4.0)], "bare": [(1, 0.1)]})
    assert {"a & b", "ours", "a peer", "9.00 …"} <= set(ET.fromstring(bars).itertext())
    assert {"a title", "ours", "bare", "1k"} <= set(ET.fromstring(curve).itertext())


def test_the_readme_shows_every_figure_with_its_goal() -> None:
    table = report.README.read_text(encoding="utf-8").partition(f"<!-- begin: {report.BENCH} -->")[2]
    shown = {
        tuple(cell.strip() for cell in row.split("|")[1:3])
        for row in table.splitlines()
        if row.startswith("|")
    }
    shown = {(title, goal.partition(" (SDKs that wrap")[0]) for title, goal in shown}
    assert {(figure.title, report.goal(figure)) for figure in FIGURES} <= shown


def test_the_readme_shows_plots_that_exist() -> None:
    drawn = re.findall(r"\]\((plots/[^)]+)\)", report.README.read_text(encoding="utf-8"))
    assert len(drawn) > len(FIGURES) // 2
    assert [name for name in drawn if not (BENCH / name).exists()] == []


def test_a_larger_spec_has_every_operation_once_and_refers_to_nothing_that_is_missing(
    tmp_path: Path,
) -> None:
    place = tmp_path / "openapi.yaml"
    count = spec.write(place, 3)
    written = json.loads(place.read_text(encoding="utf-8"))
    ids = re.findall(r'"operationId": "(\w+)"', place.read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) == count
    assert count % 3 == 0
    referred = set(re.findall(r"#/components/schemas/(\w+)", place.read_text(encoding="utf-8")))
    assert referred <= set(written["components"]["schemas"])
