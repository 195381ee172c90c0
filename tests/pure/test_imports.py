"""What an import loads, what a package shows, and what is said when a namesake is installed beside it.

Each question is put to a fresh interpreter, since this one has long imported everything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "src", ROOT / "generated"]
PURE = sorted(path.stem for path in (ROOT / "src/pareta_core").glob("*.py") if path.stem != "__init__")
# What an import must not bring along: the network, event loops, and libraries that only some users have.
HEAVY = {"httpx", "httpcore", "h11", "anyio", "asyncio", "sniffio", "trio", "ssl", "certifi"}
OPTIONAL = {"pydantic", "msgspec", "starlette", "jsonschema", "yaml"}
PEERS = {"pareta": "pareta-0.1.0", "parallel": "parallel_web-1.3.7"}
peers = pytest.mark.parametrize(("package", "peer"), PEERS.items(), ids=PEERS)

# The surface that users import from. A name that comes or goes is a change for them: it is written down here,
# in the changelog, and nowhere by accident.
# fmt: off
PARETA = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "Array", "AsyncAuto",
    "AsyncChat", "AsyncEndpoints", "AsyncEvals", "AsyncMetrics", "AsyncModels", "AsyncPareta",
    "AsyncPlayground", "AsyncStream", "AsyncTasks", "AuthenticationError", "Auto", "AutoMetrics",
    "BadRequestError", "BatchResult", "BlobReference", "Chat", "ChatCompletion", "ChatCompletionChunk", "ChatMessage",
    "Choice", "ConflictError", "DEFAULT_MAX_RETRIES", "DeployComplete", "DeployError", "DeployEvent",
    "DeployFailed", "DeployProgress", "Empty", "Endpoint", "EndpointMetrics", "EndpointNotReadyError",
    "EndpointStatusChange", "Endpoints", "EvalContract", "EvalContractConflict", "EvalContractProposal",
    "EvalItemResult", "EvalResult", "EvalRun", "EvalSet", "Evals", "FrontierModel",
    "IncompleteResponseError", "InsufficientCreditsError", "InternalServerError", "Leaderboard",
    "LeaderboardEntry", "Message", "MessageParam", "Metrics", "Model", "ModelList", "Models",
    "NotFoundError", "OutcomeUnknownError", "Pareta", "ParetaError", "PermissionDeniedError", "Playground",
    "PlaygroundCompletion", "RateLimitError", "Records", "RequestEvent", "ResponseEvent", "RetryEvent",
    "Stream", "StreamEndedError", "StreamError", "Task",
    "TaskCapability", "TaskMatch", "TaskMatchCandidate", "Tasks", "ToolCall", "Unknown", "Usage",
    "WaitTimeoutError",
]
PARALLEL = [
    "APIConnectionError", "APIResponseError", "APIStatusError", "APITimeoutError", "AsyncBulk",
    "AsyncBulkJob", "AsyncBulkRows", "AsyncParallel", "AsyncStream", "AsyncTaskGroups", "AsyncTaskRuns",
    "AuthenticationError", "AutoSchema", "BadRequestError", "Bulk", "BulkError", "BulkJob", "BulkPlan",
    "BulkRow", "BulkRows", "BulkStatus", "Citation", "ConflictError", "Content", "CostLimitError",
    "DEFAULT_MAX_RETRIES", "FieldBasis", "GroupEvent", "GroupResult", "GroupRunsEvent",
    "IncompleteResponseError", "InsufficientCreditsError", "InternalServerError", "JournalError",
    "JsonSchema", "McpServer", "McpToolCall", "NotFoundError", "OutcomeUnknownError", "OutputParseError",
    "Parallel", "ParallelError", "PermissionDeniedError", "RateLimitError", "Records", "RequestEvent",
    "ResponseEvent", "RetryEvent", "RowError", "RunEvent", "SourcePolicy", "SourceStats", "Stream",
    "StreamEndedError", "StreamError", "TaskErrorEvent", "TaskGroup", "TaskGroupRuns", "TaskGroupStatus",
    "TaskGroupStatusEvent", "TaskGroups", "TaskRun", "TaskRunError", "TaskRunEvent", "TaskRunFailedError",
    "TaskRunInput", "TaskRunJsonOutput", "TaskRunOutput", "TaskRunProgressMessageEvent",
    "TaskRunProgressStatsEvent", "TaskRunResult", "TaskRunTextOutput", "TaskRunWarning", "TaskRuns",
    "TaskSpec", "TextSchema", "Unknown", "UnprocessableEntityError", "WaitTimeoutError", "Webhook",
]
# fmt: on
surfaces = pytest.mark.parametrize(
    ("package", "surface"), [("pareta", PARETA), ("parallel", PARALLEL)], ids=["pareta", "parallel"]
)
# What the packages need for themselves and cannot help showing.
PLUMBING = {"Callable", "TYPE_CHECKING", "annotations", "lazy", "refuse_namesake"}


def python(code: str, *first: Path) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter that finds our packages in `first`, then in the source tree."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(map(str, [*first, *SOURCES])))
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def run_python(code: str, *first: Path) -> object:
    """Return what the code prints, which is JSON."""
    ran = python(f"import json, sys\n{code}", *first)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def loaded_by(statement: str) -> list[str]:
    code = f"before = set(sys.modules)\n{statement}\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    found = run_python(code)
    assert isinstance(found, list)
    return found


def tops(modules: list[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


# What an import loads


@pytest.mark.parametrize("package", ["pareta", "parallel", "pareta_core", "pareta_wire"])
def test_an_import_loads_next_to_nothing(package):
    modules = loaded_by(f"import {package}")
    assert package in modules
    assert len(modules) < 100
    assert not tops(modules) & (HEAVY | OPTIONAL | {"attr", "attrs", "pareta_sandbox"})
    assert [
        module for module in modules if module.startswith(("pareta_wire.models", "pareta_wire.api."))
    ] == []


@pytest.mark.parametrize("other", [("pareta", "parallel"), ("parallel", "pareta")], ids="-without-".join)
def test_one_facade_does_not_load_the_other(other):
    modules = loaded_by(f"import {other[0]}\ndir({other[0]})")
    assert f"{other[0]}.errors" in modules
    assert other[1] not in modules


@pytest.mark.parametrize(
    "client", ["pareta.Pareta", "pareta.AsyncPareta", "parallel.Parallel", "parallel.AsyncParallel"]
)
def test_making_and_closing_a_client_loads_neither_what_sends_nor_a_model(client):
    made = (
        f"import {client.partition('.')[0]}\nclient = {client}(api_key='k')\nprint(client, file=sys.stderr)\n"
    )
    closed = (
        "try: client.aclose().send(None)\nexcept StopIteration: pass"
        if "Async" in client
        else "client.close()"
    )
    modules = loaded_by(made + closed)
    assert f"{client.partition('.')[0]}.errors" in modules
    assert not tops(modules) & (HEAVY | OPTIONAL | {"socket", "ssl"})
    assert {module for module in modules if module.startswith("pareta_core._")} == (
        {"pareta_core._async", "pareta_core._async.client"}
        if "Async" in client
        else {"pareta_core._sync", "pareta_core._sync.client"}
    )
    assert [
        module for module in modules if module.startswith(("pareta_wire.models", "pareta_wire.api."))
    ] == []


def test_there_are_pure_modules_to_be_tried():
    assert {"arguments", "config", "encoding", "errors", "retry", "schema", "sse", "deadline"} <= set(PURE)


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_loads_no_network_no_event_loop_and_nothing_that_the_caller_did_not_bring(module):
    modules = loaded_by(f"import pareta_core.{module}")
    assert f"pareta_core.{module}" in modules
    assert not tops(modules) & (HEAVY | OPTIONAL)
    assert [name for name in modules if name.startswith(("pareta_core._async", "pareta_core._sync"))] == []


# What a package shows


@surfaces
def test_the_surface_is_what_is_written_down_here(package, surface):
    code = f"""
from types import ModuleType
import {package} as package
shown = [name for name in dir(package) if not name.startswith("_")]
print(json.dumps([name for name in shown if not isinstance(getattr(package, name), ModuleType)]))
"""
    shown = run_python(code)
    assert sorted(set(shown) - PLUMBING) == surface


@surfaces
def test_every_name_that_a_package_shows_is_there_and_is_the_same_each_time(package, surface):
    code = f"""
import {package} as package
names = dir(package)
first = [getattr(package, name) for name in names]
assert all(getattr(package, name) is value for name, value in zip(names, first))
assert all(value is not None for name, value in zip(names, first) if not name.startswith("__"))
print(json.dumps(names))
"""
    assert set(surface) <= set(run_python(code))


@surfaces
def test_a_name_can_be_imported_first_of_all_and_alone(package, surface):
    code = f"from {package} import {', '.join(reversed(surface))}\nprint(json.dumps(len({{{', '.join(surface[:3])}}})))"
    assert run_python(code) == 3


@surfaces
def test_a_star_import_gives_the_surface_and_nothing_else(package, surface):
    code = f"given = {{}}\nexec('from {package} import *', given)\nprint(json.dumps(sorted(given)))"
    assert [name for name in run_python(code) if not name.startswith("_")] == surface


@pytest.mark.parametrize("package", ["pareta", "parallel", "pareta_core"])
def test_a_name_that_is_not_there_is_refused_as_python_does(package):
    ran = python(f"import {package}\n{package}.Nonsense")
    assert ran.stderr.endswith(f"AttributeError: module '{package}' has no attribute 'Nonsense'\n")
    ran = python(f"from {package} import Nonsense")
    assert f"ImportError: cannot import name 'Nonsense' from '{package}'" in ran.stderr


@pytest.mark.parametrize("package", ["pareta", "parallel", "pareta_core"])
def test_asking_for_a_private_name_loads_nothing(package):
    # Debuggers and test runners ask each module for such names.
    asked = f"import {package}\nassert not hasattr({package}, '_x') and not hasattr({package}, '__wrapped__')"
    assert loaded_by(asked) == loaded_by(f"import {package}")


def test_the_errors_of_a_facade_and_those_of_the_core_are_the_same_from_everywhere():
    code = """
import pareta, parallel, pareta_core, pareta.errors, pareta_core.errors
print(json.dumps([
    pareta.RateLimitError is pareta.errors.RateLimitError,
    pareta_core.RateLimitError is pareta_core.errors.RateLimitError,
    issubclass(pareta.RateLimitError, pareta_core.RateLimitError),
    pareta.Stream is parallel.Stream is pareta_core.Stream,
    pareta.RateLimitError is not parallel.RateLimitError,
]))
"""
    assert run_python(code) == [True] * 5


# Namesakes


def installed(package: str, place: Path) -> Path:
    (place / package).symlink_to(ROOT / "src" / package, target_is_directory=True)
    return place


@peers
@pytest.mark.parametrize("kind", ["dist-info", "egg-info"])
def test_the_official_distribution_beside_ours_raises_a_clear_import_error(package, peer, kind, tmp_path):
    (installed(package, tmp_path) / f"{peer}.{kind}").mkdir()
    ran = python(f"import {package}", tmp_path)
    assert ran.returncode == 1
    said = ran.stderr.splitlines()[-1]
    official = {"pareta": "pareta", "parallel": "parallel-web"}[package]
    assert said.startswith(f"ImportError: pareta-sdk and {official} are both installed in this environment")
    assert f"'{package}'" in said
    assert f"pip uninstall -y {official} pareta-sdk" in said


@peers
@pytest.mark.parametrize(
    "neighbours",
    [
        [],
        ["pareta_sdk-0.1.0.dist-info"],
        ["pareta_sdk-0.1.0.dist-info", "pareta_extras-1.0.dist-info", "parallel_webber-1.0.dist-info"],
        ["pareta-notes", "parallel_web-notes.txt"],
    ],
    ids=["nobody", "ourselves", "similar names", "no distributions"],
)
def test_other_neighbours_do_no_harm(package, peer, neighbours, tmp_path):
    for name in neighbours:
        (tmp_path / name).mkdir()
    code = f"import {package}, os.path\nprint(json.dumps(os.path.dirname({package}.__file__)))"
    assert run_python(code, installed(package, tmp_path)) == str(tmp_path / package)


@peers
def test_the_official_distribution_in_another_place_does_no_harm(package, peer, tmp_path):
    (tmp_path / "elsewhere" / f"{peer}.dist-info").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    here = installed(package, tmp_path / "here")
    assert run_python(f"import {package}\nprint(json.dumps(1))", here, tmp_path / "elsewhere") == 1


@peers
def test_a_namesake_of_one_facade_does_not_keep_the_other_from_being_used(package, peer, tmp_path):
    other = next(name for name in PEERS if name != package)
    (installed(other, tmp_path) / f"{peer}.dist-info").mkdir()
    assert run_python(f"import {other}\nprint(json.dumps(1))", tmp_path) == 1


@peers
def test_a_package_in_a_zip_file_can_be_imported(package, peer, tmp_path):
    # As zipapp, pex and frozen programs do: there is no folder to be looked through.
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for path in sorted((ROOT / "src" / package).rglob("*.py")):
            written.write(path, path.relative_to(ROOT / "src"))
    code = f"import {package}\n{package}.RateLimitError\nprint(json.dumps({package}.__file__))"
    assert run_python(code, archive).startswith(str(archive))
