"""The programs of the two pages that this SDK was asked to follow run as they are printed.

The programs are kept in `seeds/*.txt`, word for word. Where the pages themselves lie beside the repository (in
`../shared/seeds`), a test compares the two; elsewhere it says that it could not.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from pareta import AsyncPareta, Pareta
from pareta_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT.parent / "shared/seeds"
BLOCK = re.compile(
    r"^<!-- (?P<name>[^>]+) -->\n```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
# A second takes ten microseconds: what the programs wait for has always happened when they look.
SPEED = 100_000.0


def blocks(page: str) -> dict[str, re.Match[str]]:
    text = (Path(__file__).parent / "seeds" / f"{page}.txt").read_text(encoding="utf-8")
    return {found["name"]: found for found in BLOCK.finditer(text)}


CLIENT_PAGE = blocks("pareta-client")
QUICKSTART = blocks("task-api-quickstart")
PYTHON = [name for name, block in CLIENT_PAGE.items() if block["language"] == "python"]

# What programs that begin in the middle of the page have at hand from earlier on it.
IMPORTED_ABOVE = {
    "from the environment, with more": "from pareta import Pareta",
    "base_url": "from pareta import Pareta",
    "max_retries": "from pareta import Pareta",
    "closing explicitly": "from pareta import Pareta",
    "out of credit": "from pareta import Pareta; pa = Pareta.from_env()",
}
HELLO = r"Hello! You said “Say hello\.”.*\n"
OUTPUTS = {
    "context manager": r"ModelList\(.*ep_a1b2c3.*\)\n",
    "missing key": re.escape(
        "missing API key. Pass api_key=… or set PARETA_API_KEY (mint a pareta_sk_ key in the dashboard).\n"
    ),
    "closing on exit": r"Hello! You said “Extract the parties\.”.*\n",
    "closing on exit, async": r"ModelList\(.*ep_a1b2c3.*\)\n",
    "tour": rf"recommended: qwen-vl-2\nlive: ep_\w+ live\n{HELLO}"
    r"ep_a1b2c3 pareta\nep_\w+ pareta\nauto pareta\nrun cost: 0\.02\n",
    "tour, async": HELLO,
    "out of credit": "Out of credit — top up in the dashboard.\n",
}


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Yield a sandbox that both clients find through the environment."""
    with Sandbox(speed=SPEED) as box:
        point_to(box, monkeypatch)
        yield box


def point_to(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", "pareta_sk_live_…")
    monkeypatch.setenv("PARETA_BASE_URL", box.url)
    monkeypatch.setenv("PARALLEL_API_KEY", "your_api_key_here")
    monkeypatch.setenv("PARALLEL_BASE_URL", box.url)


def execute(program: str, **names: object) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", **names}
    exec(compile(program, "<a program of the page>", "exec", dont_inherit=True), namespace)
    return namespace


# --- as printed


def code_of(block: re.Match[str]) -> list[str]:
    return [line.strip() for line in block["text"].splitlines() if line.strip()]


@pytest.mark.parametrize("page", ["pareta-client", "task-api-quickstart"])
def test_the_programs_are_those_of_the_page(page: str) -> None:
    source = PAGES / f"{page}.txt"
    if not source.exists():
        pytest.skip("the pages are not beside this repository: ../shared/seeds is missing")
    text = source.read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    known: set[str] = set()
    for name, block in blocks(page).items():
        code = code_of(block)
        if name == "out of credit":  # of this one the page has lost the line ends, too
            assert "".join(code).replace(" ", "") in text.replace(" ", "")
            continue
        assert any(lines[n : n + len(code)] == code for n in range(len(lines))), (
            f"{name!r} is not on the page"
        )
        known.update(code)
    looks_like_code = re.compile(
        r"(from \w+ import |import \w|with \w+\.|async def|p?a?pa = |export |curl |echo |print)"
    )
    assert [line for line in lines if looks_like_code.match(line) and line not in known] == []


def test_the_quickstart_s_python_program_is_an_example_word_for_word() -> None:
    example = (ROOT / "examples/task_execute_async.py").read_text(encoding="utf-8")
    assert QUICKSTART["many runs"]["text"] in example


# --- the client page


@pytest.mark.parametrize("name", [name for name in PYTHON if name != "out of credit"])
def test_a_program_of_the_client_page_runs(
    name: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(IMPORTED_ABOVE.get(name, "") + "\n" + CLIENT_PAGE[name]["text"])
    assert re.fullmatch(OUTPUTS.get(name, ""), capsys.readouterr().out)


def test_the_program_about_credit_runs_when_there_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "out of credit"
    with Sandbox(speed=SPEED, balance_micro_usd=0) as box:
        point_to(box, monkeypatch)
        with Pareta.from_env() as pa:
            execute(CLIENT_PAGE[name]["text"], pa=pa, ep=SimpleNamespace(id="ep_a1b2c3"))
    assert re.fullmatch(OUTPUTS[name], capsys.readouterr().out)


def test_the_key_that_the_page_exports_is_good_for_the_sandbox(sandbox: Sandbox) -> None:
    first = CLIENT_PAGE["context manager"]["text"]
    script = f"{CLIENT_PAGE['export']['text']}exec {sys.executable} -c '{first}'"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(OUTPUTS["context manager"], done.stdout)


@pytest.mark.parametrize("client", [Pareta, AsyncPareta])
def test_the_constructor_has_the_signature_that_is_printed(client: type) -> None:
    parameters = inspect.signature(client).parameters
    printed = {"api_key": None, "base_url": None, "timeout": None, "max_retries": 2, "http_client": None}
    found = {
        name: parameter.default
        for name, parameter in parameters.items()
        if parameter.kind != parameter.KEYWORD_ONLY
    }
    assert list(found.items()) == list(printed.items())


def test_clients_close_what_is_theirs_and_leave_what_was_passed_in(sandbox: Sandbox) -> None:
    with httpx.Client() as mine:
        with Pareta.from_env(http_client=mine) as pa:
            pa.models.list()
        assert not mine.is_closed


# --- the quickstart


CURL = """#!{python}
import os, sys, urllib.request
arguments, url, headers, body = sys.argv[1:], None, {{}}, None
while arguments:
    word = arguments.pop(0)
    if word == "-H":
        name, _, value = arguments.pop(0).partition(": ")
        headers[name] = value
    elif word == "-d":
        body = arguments.pop(0).encode()
    elif word != "-s":
        url = word
assert url.startswith("https://api.parallel.ai/"), url
url = url.replace("https://api.parallel.ai", os.environ["SANDBOX_URL"])
opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
with opener.open(urllib.request.Request(url, body, headers)) as answer:
    sys.stdout.write(answer.read().decode())
"""
JQ = """#!{python}
import json, sys
*options, path = sys.argv[1:]
value = json.load(sys.stdin)
for key in filter(None, path.split(".")):
    value = value[key]
print(value if options == ["-r"] else json.dumps(value, indent=2, ensure_ascii=False))
"""


@pytest.fixture
def shell(tmp_path: Path, sandbox: Sandbox) -> Any:
    """Run a script in bash, with a `curl` that leads to the sandbox and a `jq`, both of a few lines."""
    for name, program in (("curl", CURL), ("jq", JQ)):
        command = tmp_path / name
        command.write_text(program.format(python=sys.executable), encoding="utf-8")
        command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "SANDBOX_URL": sandbox.url,
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("PARALLEL_API_KEY")

    def run(name: str) -> tuple[Any, Any]:
        script = QUICKSTART["set up"]["text"] + QUICKSTART[name]["text"]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        told = r"Install .*\nCreating the run:\n({.*})\nRetrieving the run result, blocking .*:\n({.*})\n"
        found = re.fullmatch(told, done.stdout, re.DOTALL)
        assert found, done.stdout
        return json.loads(found[1]), json.loads(found[2])

    return run


def same_shape(sample: Any, answer: Any, place: str) -> None:
    """Everything that the sample has, the answer has, of the same JSON type; null stands for anything."""
    if sample is None or answer is None:
        return
    assert type(sample) is type(answer), f"{place}: {answer!r} is not like {sample!r}"
    if isinstance(sample, dict):
        assert set(sample) <= set(answer), place
        for key, value in sample.items():
            same_shape(value, answer[key], f"{place}.{key}")
    elif isinstance(sample, list) and sample:
        for n, item in enumerate(answer):
            same_shape(sample[0], item, f"{place}[{n}]")


SAMPLE_RUN = json.loads(QUICKSTART["sample run"]["text"])
SAMPLE_RESULT = json.loads(QUICKSTART["sample result"]["text"])


def test_the_simple_curl_program_runs(shell: Any) -> None:
    run, result = shell("simple")
    same_shape(SAMPLE_RUN, run, "run")
    told = ("status", "is_active", "warnings", "processor", "metadata")
    assert {name: run[name] for name in told} == {name: SAMPLE_RUN[name] for name in told}
    same_shape(SAMPLE_RESULT["run"], result["run"], "result.run")
    assert result["run"]["status"] == "completed"
    assert result["output"]["type"] == "text"
    assert re.fullmatch(r"\d\d-\d{4}", result["output"]["content"])
    assert [basis["field"] for basis in result["output"]["basis"]] == ["output"]


@pytest.mark.parametrize("name", ["structured output", "structured input"])
def test_a_structured_curl_program_runs(name: str, shell: Any) -> None:
    run, result = shell(name)
    same_shape(SAMPLE_RUN, run, "run")
    same_shape(SAMPLE_RESULT, result, "result")
    content = result["output"]["content"]
    assert set(content) == set(SAMPLE_RESULT["output"]["content"])
    assert re.fullmatch(r"\d\d-\d{4}", content["founding_date"])
    assert content["employee_count"].endswith(" employees")
    assert {basis["field"] for basis in result["output"]["basis"]} == set(content)
    assert all(basis["confidence"] in ("high", "medium", "low") for basis in result["output"]["basis"])


def test_the_program_for_many_runs_runs(sandbox: Sandbox) -> None:
    # In a process of its own: it never closes its client, which costs it nothing there and here a warning.
    program = [sys.executable, "-c", QUICKSTART["many runs"]["text"]]
    done = subprocess.run(program, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = r"Task run output for country='%s' year=2023: gdp='\$.*' top_exports=\[.*\] top_imports=\[.*\]\n"
    assert re.fullmatch("".join(told % country for country in ("France", "Germany", "Italy")), done.stdout)
