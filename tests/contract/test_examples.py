"""Each file in `examples/` runs as it is against a sandbox, as a user would start it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pareta_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
# What needs Spark, Ray or Dask runs in tests/spark.
EXAMPLES = [path for path in sorted((ROOT / "examples").glob("*.py")) if not path.match("bulk_*.py")]
TEST_TIMEOUT = 60.0

# What a program must have printed, in this order, for its run to count.
PRINTS = {
    "behind_a_proxy.py": ["2 models through no proxy"],
    "bulk.py": [
        "to pay: 0.075",
        "{'company': 'United Nations'} Company(name=",
        "{'company': 'Greenpeace'} Company(name=",
        "spent: 0.075",
        "new: 0 done: 3",
    ],
    "catalog.py": ["contract-key-fields, scored by field_f1", "* qwen-vl-2 "],
    "chat_stream.py": ["Extract the parties", " tokens"],
    "chat_stream_async.py": ["Extract the parties", " …"],
    "chat_tools.py": ["calls get_weather with ['city']", "14 °C", "both calls: ", "micro-USD"],
    "deploy_events.py": ["  0 %", "Pulling the weights", "live:  invoices"],
    "endpoints_lifecycle.py": ["p50: ", "spent: ", "stopped: 503", "then: ", "deleted: 404", "'ep_a1b2c3'"],
    "errors_and_retries.py": [
        "missing API key. Pass api_key=… or set PARETA_API_KEY (mint a pareta_sk_ key in the dashboard).",
        "nothing was sent: model",
        "404 ",
        "failed True True",
        "still running: True",
    ],
    "evals_documents.py": ["receipt-1.png -> image/png", "started: queued", "qwen-vl-2 ", "cost: "],
    "fastapi_app.py": ["Hello!", "404", "200"],
    "faults.py": [
        "2 models, at the third attempt",
        "['createChatCompletion']",
        "perhaps accepted: True",
        "completed half a minute later",
        "createTaskRun         status of the service: 202",
        "getTaskRunResult      status of the service: None",
    ],
    "group_rows.py": [
        "{'completed': 3}",
        "United Nations completed Founding",
        "Greenpeace completed Founding",
    ],
    "from_openai.py": ["Hello!", " tokens", " micro-USD"],
    "from_parallel_web.py": ["year ", "continue with trun_"],
    "from_pareta.py": ["Hello!", " micro-USD True", "True"],
    "hooks.py": ["attempt 1 of listModels", "200 True True", "True"],
    "json_logs.py": ['{"level": "INFO"', '"operation": "listModels", "http_status": 200'],
    "notebook.py": ["qwen-vl-2", "eval.html 4 models", "answer.html ['field', "],
    "low_level.py": ["trun_ queued", "task_run.state", "completed"],
    "low_level_async.py": ["Hello!", "Hello!"],
    "low_level_from_a_client.py": ["GET /v1/tasks/contract-key-fields/leaderboard", "qwen-vl-2 True"],
    "notebook_cells.py": ["trun_", " queued", "task_run.state", "2 results"],
    "options.py": [
        "Timeout(timeout=300.0) 5 True",
        "200 application/json True",
        "micro-USD",
        "True",
        "chat.completion - [",
    ],
    "own_http_client.py": ["2 models", "still open: True", "closed: True"],
    "pareta_tour.py": ["recommended: qwen-vl-2", "live: ep_", "Hello!", "ep_a1b2c3 pareta", "run cost: 0.0"],
    "pareta_tour_async.py": ["Hello!", "Hello!", "uptime: "],
    "quickstart_pareta.py": ["Extract the parties", " micro-USD"],
    "quickstart_task_api.py": ["year ", "['https://"],
    "sandbox_in_a_program.py": ["deployEndpoint     1000", "createTaskRun     25000", "left: 4974000"],
    "sandbox_environment.py": ["first model: ep_a1b2c3", "['listModels']"],
    "scripted_responses.py": [
        "trun_mine",
        "True",
        "createTaskRun United Nations [redacted]",
        "1 run was billed",
    ],
    "plain_tour.py": [
        "recommended: qwen-vl-2",
        "deploy: provisioning-gpu 0%",
        "chat: Hello!",
        "eval: completed",
        "run: founded ",
        "events: completed",
        "group: 3 of 3 completed",
    ],
    "start.py": ["ep_", "says: Hello!", "founded: ", "https://", "billed: "],
    "task_events.py": ["state: ", "Searching the web", "sources read", "state: completed"],
    "task_execute.py": ["founded ", "founding_date: ", " confidence", "https://", "employee_count: "],
    "task_execute_async.py": [
        "Task run output for country='France' year=2023: gdp='$",
        "country='Germany'",
        "country='Italy'",
    ],
    "task_group.py": ["5 runs", "5 of 5 runs have ended", "France: ", "Japan: "],
    "task_later.py": ["trun_ queued", "input: United Nations", "output: ", "now: completed"],
    "task_progress.py": ["status: completed", "True"],
    "task_outputs.py": ["text: ", "['motto']", "TypedDict", "instance: Place", "service: json"],
    "testing_failures.py": ["2 passed"],
    "testing_with_the_sandbox.py": ["6 passed"],
    "thousand_rows.py": ["1000 rows completed", "1000 rows written"],
    "tour.py": ["leaderboard", "AsyncPareta", "● ", "40 of 40 runs", "The bill", "Everything ran in "],
    "tracing.py": ["GET ['attempt']", "chat ['attempt']", "tokens", "answer []"],
    "webhooks.py": [
        "task_run.status: trun_1 is completed",
        "200",
        "delivered again: msg_1",
        "rejected: ",
        "400",
    ],
}
OPTIONS = {"tour.py": ["--speed", "200"]}
# These look every few seconds whether an evaluation has ended: here it always has when they look first.
SPEEDS = {"pareta_tour.py": 100_000.0, "evals_documents.py": 100_000.0, "notebook.py": 100_000.0}


def run(path: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Start an example with nothing but keys and addresses in its environment that matter to it."""
    started_by = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if path.name.startswith("testing_") else []
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))},
        "PARETA_API_KEY": "pareta_sk_test_examples",
        "PARETA_BASE_URL": url,
        "PARALLEL_API_KEY": "test_examples",
        "PARALLEL_BASE_URL": url,
        "PYTHONIOENCODING": "utf-8",
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, *started_by, str(path), *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=TEST_TIMEOUT,
        check=False,
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_runs_as_it_is(path: Path) -> None:
    with Sandbox(speed=SPEEDS.get(path.name, 100.0)) as box:
        done = run(path, box.url, *OPTIONS.get(path.name, []))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    position = 0
    for fragment in PRINTS[path.name]:
        found = done.stdout.find(fragment, position)
        assert found >= 0, f"{fragment!r} was not printed after {done.stdout[:position]!r}:\n{done.stdout}"
        position = found + len(fragment)


def test_it_is_known_of_every_example_what_it_prints() -> None:
    assert sorted(PRINTS) == [path.name for path in EXAMPLES]


def test_the_tour_draws_nothing_over_when_its_output_is_no_terminal() -> None:
    done = run(ROOT / "examples/tour.py", "http://127.0.0.1:9", "--speed", "200")
    assert "\x1b" not in done.stdout
    assert [len(line) for line in done.stdout.splitlines() if len(line) > 100] == []


def test_the_tour_fails_when_a_chapter_of_it_does() -> None:
    done = run(ROOT / "examples/tour.py", "http://127.0.0.1:9", "--speed", "200", "--balance", "0.05")
    assert done.returncode == 1
    assert "✗ InsufficientCreditsError" in done.stdout
    assert "The bill" in done.stdout
    assert "chapters failed" in done.stdout
