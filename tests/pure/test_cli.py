"""The decisions of the command line: its texts, files, fields, errors, and what it says about itself."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

import parallel
import pareta
from pareta_cli import saved_runs
from pareta_cli.app import COMMANDS, new_app, new_output
from pareta_cli.completion import completion_script
from pareta_cli.config import every_setting, without_credentials
from pareta_cli.doctor import EXTRAS
from pareta_cli.exit_codes import MEANINGS, ExitCode
from pareta_cli.failures import Terminated, UsageError, failure_of
from pareta_cli.input_files import read_object, read_rows
from pareta_cli.output_fields import schema_of_fields
from pareta_cli.safe_text import StreamRedactor, clean, clean_line, json_text, money, percent, plural, redact
from pareta_cli.session import Session
from pareta_cli.whole_files import write_text
from pareta_cli.work import Work

ROOT = Path(__file__).resolve().parents[2]


# --- texts


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain ünï 😀 \t", "plain ünï 😀 \t"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\r\x07\x00\x7f\x9b", "\\x0d\\x07\\x00\\x7f\\x9b"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\u2028\ufeff\u200b", "\\u2028\\ufeff\\u200b"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0041", "\\U000e0041"),
        ("variation \U000e0100\U000e01ef\ufe00", "variation \\U000e0100\\U000e01ef\\ufe00"),
        ("shorthand \U0001bca0, music \U0001d173", "shorthand \\U0001bca0, music \\U0001d173"),
        (
            "fillers \u3164\u115f\uffa0\u034f\u17b4\ufff0",
            "fillers \\u3164\\u115f\\uffa0\\u034f\\u17b4\\ufff0",
        ),
        ("❤️‍🔥 می‌روم a\u0301 \ue000 \u06dd", "❤️‍🔥 می‌روم a\u0301 \ue000 \u06dd"),
        (None, "–"),
        (True, "yes"),
        (3, "3"),
        ({"a": [1]}, '{"a": [1]}'),
    ],
)
def test_text_cannot_control_a_terminal(value: object, shown: str) -> None:
    assert clean(value) == shown


def test_no_control_or_format_character_of_unicode_is_shown_as_it_is() -> None:
    unsafe = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown = [
        one for one in map(chr, range(0x110000)) if unicodedata.category(one) in unsafe and clean(one) == one
    ]
    # (Tab, line feed, the joiners, and the signs that enclose a number.)
    allowed = "9 a 600 601 602 603 604 605 6dd 70f 890 891 8e2 200c 200d 110bd 110cd"
    assert " ".join(f"{ord(one):x}" for one in shown) == allowed


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (["it is hunter2."], ["it is [redacted]."]),
        (["it is hun", "ter2", "!"], ["it is ", "[redacted]", "!"]),
        (["h", "u", "n", "t"], ["", "", "", ""]),
        (["hhunt", "hunter2hun"], ["h", "hunt[redacted]"]),
        (["ab", "cab", "cabd"], ["", "", "abc[redacted]"]),
        (["harmless"], ["harmless"]),
    ],
)
def test_a_secret_in_a_stream_is_redacted_and_only_its_possible_beginning_is_held_back(
    parts: list[str], shown: list[str]
) -> None:
    redactor = StreamRedactor(["hunter2", "abcabd"])
    assert [redactor.feed(part) for part in parts] == shown
    assert redact("".join(parts), ["hunter2", "abcabd"]) == "".join(shown) + redactor.flush()
    assert redactor.flush() == ""


def test_of_two_secrets_the_longer_is_redacted() -> None:
    assert redact("key key-two", ["key", "key-two"]) == "[redacted] [redacted]"


def test_a_number_with_too_many_digits_is_said_to_be_one() -> None:
    assert clean(10**5000) == "a number with too many digits"


def test_a_line_has_no_break_and_an_end() -> None:
    assert clean_line(" a\n\tb ") == "a b"
    assert clean_line("x" * 600) == "x" * 499 + "…"


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("text", ["\x1b\x9b\u202e", "\ud83d", "\U000e0041", "é😀", '"\\\n'])
def test_json_is_safe_and_says_the_same(text: str, indent: int | None) -> None:
    written = json_text({text: [text]}, indent=indent)
    assert json.loads(written) == {text: [text]}
    assert not any((ord(one) < 32 and one != "\n") or 127 <= ord(one) < 160 for one in written)


def test_json_has_null_for_numbers_that_it_cannot_express() -> None:
    value = {"a": [float("nan"), float("inf"), 10**5000, 1.5, True]}
    assert json.loads(json_text(value)) == {"a": [None, None, None, 1.5, True]}


@pytest.mark.parametrize(
    ("micro_usd", "shown"),
    [
        (0, "$0.00"),
        (58, "$0.000058"),
        (414, "$0.000414"),
        (1_500_000, "$1.50"),
        (1_234_567_890_000, "$1,234,567.89"),
        (-5, "$-0.000005"),
        (None, "–"),
        ("free", "free"),
        (True, "yes"),
        (float("nan"), "nan"),
        (1e300, "1e+300"),
    ],
)
def test_money_is_shown_in_dollars(micro_usd: object, shown: str) -> None:
    assert money(micro_usd) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.929, "92.9 %"), (1, "100.0 %"), (None, "–"), ("x", "x")])
def test_a_share_is_shown_as_a_percentage(share: object, shown: str) -> None:
    assert percent(share) == shown


def test_a_number_has_its_noun() -> None:
    assert [plural(1, "run"), plural(0, "run"), plural(None, "source")] == ["1 run", "0 runs", "– sources"]


def test_a_url_is_shown_without_its_password() -> None:
    assert without_credentials("http://u:p@h:1/x") == "http://[redacted]@h:1/x"
    assert without_credentials("u:p@h") == "[redacted]@h"
    assert without_credentials("http://h") == "http://h"


# --- files


ROWS = [{"a": "1", "b": "x, y"}, {"a": "2", "b": "ü"}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.csv", 'a,b\r\n1,"x, y"\r\n\r\n2,ü\r\n'),
        ("rows.csv", '\ufeffa,b\n1,"x, y"\n2,ü'),
        ("rows.tsv", "a\tb\n1\tx, y\n2\tü\n"),
        ("rows.jsonl", '{"a": "1", "b": "x, y"}\n\n{"a": "2", "b": "ü"}\r\n'),
        ("rows.ndjson", '{"a": "1", "b": "x, y"}\n{"a": "2", "b": "ü"}'),
        ("rows.json", '[{"a": "1", "b": "x, y"}, {"a": "2", "b": "ü"}]'),
    ],
)
def test_rows_are_read_from_each_format(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert read_rows(tmp_path / name) == ROWS


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.csv", b"a,a\n1,2\n", "line 1 must name each column once"),
        ("a.csv", b"a,\n1,2\n", "leave no name empty"),
        ("a.csv", b"a,b\n1,2\n1\n", "line 3 has 1 cell, and line 1 names 2 columns"),
        ("a.csv", b'a,b\n1,"2\n', "is not valid CSV"),
        ("a.csv", b"a;b\n1;2\n", "Separate columns by commas, not by ';'"),
        ("a.csv", b"a\tb\n1\t2\n", "Separate columns by commas, not by '\\t', or pass --format tsv"),
        ("a.csv", b"a,b\n", "has no rows"),
        ("a.csv", b"", "has no rows"),
        ("a.csv", b"a\n\xff\n", "is not UTF-8 at byte 2"),
        ("a.jsonl", b'{"a": 1}\n[1]\n', "line 2 must be a JSON object, not an array"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', "line 2 is not valid JSON"),
        ("a.jsonl", b"[" * 100_000, "line 1"),
        ("a.jsonl", b"9" * 5000, "line 1"),
        (
            "a.jsonl",
            b'{"a": 1}\n{"a": NaN}\n',
            "line 2 is not JSON that can be read: NaN is not a JSON value",
        ),
        ("a.json", b'[{"a": -Infinity}]', "-Infinity is not a JSON value"),
        ("a.json", b'{"a": 1}', "must hold an array of JSON objects, not an object"),
        ("a.json", b'[{"a": 1}, null]', "item 1 must be a JSON object, not null"),
        ("a.txt", b"x", "Pass --format csv, tsv, jsonl or json"),
    ],
)
def test_a_file_with_invalid_rows_is_refused_with_the_place(
    tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match="a\\.") as refused:
        read_rows(tmp_path / name)
    assert problem in str(refused.value)


@pytest.mark.parametrize("path", ["missing.json", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="cannot read the file"):
        read_object(f"{tmp_path}/{path}")


def test_fields_make_a_schema() -> None:
    fields = ["name", "year: integer : Year: of founding", "tags:string[]", "ok:boolean:"]
    assert schema_of_fields(fields) == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "year": {"type": "integer", "description": "Year: of founding"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "ok": {"type": "boolean"},
        },
        "required": ["name", "year", "tags", "ok"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize("fields", [[""], [":string"], ["a", "a:integer"], ["a:text"], ["a:string[][]"]])
def test_a_malformed_field_is_refused(fields: list[str]) -> None:
    with pytest.raises(UsageError, match="--field"):
        schema_of_fields(fields)


# --- runs on disk


@pytest.mark.parametrize(
    ("run_id", "name"),
    [
        ("trun_9-a", "trun_9-a.json"),
        ("../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd.json"),
        ("..", "%2e%2e.json"),
        ("a\x00ü", "a%00%fc.json"),
    ],
)
def test_the_id_of_a_run_cannot_leave_its_folder(run_id: str, name: str) -> None:
    assert saved_runs.file_name(run_id) == name


def test_a_run_is_written_whole_and_without_secrets(tmp_path: Path) -> None:
    folder = tmp_path / "new/runs"
    saved_runs.save(folder, "trun_1", {"run_id": "trun_1", "question": "key-123456"}, ("key-123456",))
    assert saved_runs.load(folder, "trun_1") == {"run_id": "trun_1", "question": "[redacted]"}
    (folder / "trun_2.json").write_text("{")
    assert saved_runs.load(folder, "trun_2") is None
    assert [record["run_id"] for record in saved_runs.every(folder)] == ["trun_1"]
    assert sorted(path.name for path in folder.iterdir()) == ["trun_1.json", "trun_2.json"]
    assert list(saved_runs.every(tmp_path / "nowhere")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_a_private_file_is_closed_to_other_users(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_text(tmp_path / "results", "x")
    write_text(tmp_path / "private", "x", private=True)
    usual, results, private = (
        stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "results", "private")
    )
    assert (results, private) == (usual, 0o600)
    assert stat.S_IMODE(saved_runs.save(tmp_path, "trun_1", {}).stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "results"
    write_text(target, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(target, "new \ud800")
    assert (target.read_text(), [*tmp_path.iterdir()]) == ("old", [target])


def test_a_file_that_cannot_be_written_is_named_as_the_user_named_it(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No such file or directory: '.*/no/results'$"):
        write_text(tmp_path / "no/results", "x")


def test_the_settings_have_every_variable_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    found = {*re.findall(r'"((?:PARETA|PARALLEL)_[A-Z_]+)"', sources)}
    for api in ("PARETA", "PARALLEL"):  # read as {api}_…
        found |= {f"{api}_{name}" for name in re.findall(r"\.upper\(\)}_([A-Z]+)\"", sources)}
    assert {"PARETA_LOG", "PARALLEL_TRACING", "PARETA_DATA_DIR", "PARALLEL_BASE_URL"} <= found
    for name in found:
        monkeypatch.setenv(name, "1")
    shown = {setting.source for setting in every_setting(Session(new_output("text", color=False)))}
    assert found - shown == set()


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"PARETA_DATA_DIR": "/x"}, "/x"),
        ({"XDG_DATA_HOME": "/y"}, "/y/pareta"),
        ({"HOME": "/h"}, "/h/.local/share/pareta"),
    ],
)
def test_the_folder_of_runs_is_chosen_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], folder: str
) -> None:
    for name in ("PARETA_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert saved_runs.data_folder() == Path(folder)


def test_the_doctor_looks_for_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert sorted(EXTRAS) == sorted(project["optional-dependencies"])


# --- errors and exit statuses

ERRORS = [
    (pareta.AuthenticationError("x"), ExitCode.NOT_CONFIGURED, "authentication"),
    (pareta.ParetaError("x"), ExitCode.NOT_CONFIGURED, "not-configured"),
    (parallel.ParallelError("x"), ExitCode.NOT_CONFIGURED, "not-configured"),
    (parallel.WaitTimeoutError("x", id="trun_1"), ExitCode.STILL_RUNNING, "wait-timeout"),
    (parallel.OutcomeUnknownError("x"), ExitCode.OUTCOME_UNKNOWN, "outcome-unknown"),
    (pareta.APITimeoutError("x"), ExitCode.NO_RESPONSE, "timeout"),
    (pareta.APIConnectionError("x"), ExitCode.NO_RESPONSE, "connection"),
    (pareta.IncompleteResponseError("x"), ExitCode.NO_RESPONSE, "connection"),
    (pareta.APIResponseError("x"), ExitCode.NO_RESPONSE, "response"),
    (pareta.StreamEndedError("x"), ExitCode.NO_RESPONSE, "stream-ended"),
    (pareta.StreamError("x"), ExitCode.FAILED, "stream"),
    (pareta.DeployError("x"), ExitCode.FAILED, "deploy-failed"),
    (parallel.TaskRunFailedError("x"), ExitCode.FAILED, "run-failed"),
    (parallel.OutputParseError("x"), ExitCode.FAILED, "output-parse"),
    (pareta.RateLimitError("x"), ExitCode.FAILED, "rate-limit"),
    (pareta.PermissionDeniedError("x"), ExitCode.FAILED, "permission-denied"),
    (parallel.UnprocessableEntityError("x"), ExitCode.FAILED, "unprocessable"),
    (pareta.InternalServerError("x"), ExitCode.FAILED, "server"),
    (pareta.APIStatusError("x"), ExitCode.FAILED, "status"),
    (ValueError("model must not be empty"), ExitCode.USAGE, "bad-argument"),
    (TypeError("x"), ExitCode.USAGE, "bad-argument"),
    (UsageError("x"), ExitCode.USAGE, "usage"),
    (
        ModuleNotFoundError("x needs its extra: pip install 'pareta-sdk[plot]'"),
        ExitCode.USAGE,
        "missing-extra",
    ),
    (OSError(28, "No space left on device"), ExitCode.FAILED, "system"),
    (KeyboardInterrupt(), ExitCode.INTERRUPTED, "interrupted"),
    (Terminated(), ExitCode.TERMINATED, "terminated"),
]


@pytest.mark.parametrize(("error", "code", "kind"), ERRORS, ids=[type(row[0]).__name__ for row in ERRORS])
def test_each_error_has_its_exit_status(error: BaseException, code: ExitCode, kind: str) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert (failure.exit_code, failure.kind) == (code, kind)


def test_every_class_of_error_has_an_exit_status() -> None:
    for facade in (pareta, parallel):
        found = vars(sys.modules[f"{facade.__name__}.errors"])
        classes = [value for name, value in found.items() if name.endswith("Error")]
        assert len(classes) > 15
        for error in classes:
            if isinstance(error, type) and issubclass(error, (pareta.ParetaError, parallel.ParallelError)):
                failure = failure_of(error("x"))
                assert failure is not None
                assert failure.kind != "failed", error


def test_a_bug_is_no_failure_of_the_service() -> None:
    assert failure_of(ZeroDivisionError()) is None


def test_every_exit_status_has_a_meaning() -> None:
    assert list(MEANINGS) == list(ExitCode)


def test_the_id_of_work_is_found_in_the_note_of_an_interruption() -> None:
    work = Work("task run", lambda known: ["run", "wait", known], idempotency_key="key-1")
    assert work.describe() == [
        "No response has arrived: the task run may have been started. Its idempotency key is key-1."
    ]
    lost = ConnectionError()
    lost.add_note("If the task run was accepted, task_run.result('a') waits for it.")
    work.learn_from(lost)
    assert work.id is None
    error = KeyboardInterrupt()
    error.add_note("Task run a b was started: task_run.result('a b') waits for it.")
    work.learn_from(error)
    assert work.command == "pareta run wait 'a b'"


def test_a_command_that_is_printed_is_safe_to_paste() -> None:
    work = Work("deploy", lambda known: ["endpoints", "wait", known])
    work.started("x; rm -rf ~ $(id)\n\x1b[A")
    assert work.command == "pareta endpoints wait 'x; rm -rf ~ $(id) \\x1b[A'"


# --- what the program says about itself


def leaves(app: App, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], App]]:
    """Yield each app that runs something, with its name."""
    if app.default_command is not None:
        yield path, app
    for name in app:
        if not name.startswith("-"):
            yield from leaves(app[name], (*path, name))


APP = new_app(lambda _tokens, _session: 0)
LEAVES = {" ".join(path): app for path, app in leaves(APP)}


def test_every_command_is_there() -> None:
    names = [name for name, _, _ in COMMANDS]
    assert names == sorted(set(names), key=names.index)
    assert {"chat", "models", "run", "run wait", "evals sets create", "endpoints metrics", "doctor"} <= set(
        LEAVES
    )


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_and_every_argument_has_a_text(name: str) -> None:
    app = LEAVES[name]
    assert app.help
    for argument in app.assemble_argument_collection(parse_docstring=True):
        if argument.parameter.parse is not False:
            assert argument.parameter.help, argument


def test_the_reference_has_every_command_and_every_exit_status() -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    for name in LEAVES:
        assert f"# pareta {name}\n" in text
    for code, meaning in MEANINGS.items():
        assert f"| {int(code)} | {meaning} |" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_of_each_shell_is_valid_and_knows_the_commands(shell: Any, tmp_path: Path) -> None:
    script = completion_script(APP, shell)
    for name, _, _ in COMMANDS:
        assert name in script
    assert "--processor" in script
    assert "no-no-wait" not in script
    (tmp_path / "script").write_text(script, encoding="utf-8")
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed here")
    ran = subprocess.run([program, "-n", tmp_path / "script"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_fish_offers_files_only_where_a_command_takes_some() -> None:
    script = completion_script(APP, "fish")
    without = set(re.findall(r"-n '__fish_pareta_using_command ([^']*)' -f$", script, re.MULTILINE))
    files = {"bulk", "group", "evals run", "evals propose", "evals sets create", "evals sets upload"}
    assert without == {"tasks", "endpoints", "evals", "evals sets", "skills"} | set(LEAVES) - files


def test_zsh_completes_also_if_the_script_is_sourced() -> None:
    assert "compdef _cyclopts_pareta pareta" in completion_script(APP, "zsh")


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed here")
    (tmp_path / "script").write_text(completion_script(APP, "bash"), encoding="utf-8")
    program = (
        f"source {tmp_path}/script\n"
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pareta; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    for words, expected in {
        ("pareta", "end"): ["endpoints"],
        ("pareta", "endpoints", "de"): ["deploy", "delete"],
        ("pareta", "run", "--proc"): ["--processor"],
        ("pareta", "endpoints", "metrics", "ep_1", "up"): ["uptime"],
        ("pareta", "tasks", "list", "--js"): ["--json", "--jsonl"],
    }.items():
        ran = subprocess.run(
            [bash, "-c", program, "bash", *words], capture_output=True, text=True, check=False
        )
        assert ran.stdout.split() == expected, words


def test_the_version_loads_one_facade_and_nothing_that_sends() -> None:
    code = "import sys; from pareta_cli.__main__ import main; main(['--version']); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, modules = ran.stdout.split("\n", 1)
    assert version == f"pareta {pareta.__version__}"
    assert not {"parallel", "httpx", "asyncio", "pareta_cli.run"} & set(modules.split())


def test_the_help_loads_no_command_and_nothing_that_sends() -> None:
    code = (
        "import sys; from pareta_cli.__main__ import main; status = main(['--help']); "
        "print(status, *sorted(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    status, *modules = ran.stderr.split()
    assert status == "0"
    assert "Global options" in ran.stdout
    unwanted = {
        "pareta",
        "parallel",
        "httpx",
        "asyncio",
        "starlette",
        "pareta_cli.run",
        "pareta_cli.chat",
        "rich.progress",
        "rich.markdown",
    }
    assert not unwanted & set(modules)
