"""The gate names each change that breaks programs, passes the others, and wants what breaks to be announced."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codegen import gate
from codegen.api_changes import compare_api, public_api
from codegen.changes import Change
from codegen.gate import next_breaking_version, unannounced
from codegen.spec import Spec
from codegen.spec_changes import compare_specs
from codegen.spec_json import portable
from codegen.type_changes import RECEIVED, SENT, compare_types
from tests.pure.gate_cases import CASES, Case

ROOT = Path(__file__).parents[2]


@cache
def spec() -> dict[str, Any]:
    return Spec.load(ROOT / "openapi.yaml").raw


@cache
def api() -> dict[str, dict[str, Any]]:
    return public_api(("pareta", "parallel"), (str(ROOT / "src"), str(ROOT / "generated")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_gate_says_what_a_change_of_the_spec_breaks(case: Case) -> None:
    changed = deepcopy(spec())
    case.change(changed)
    found = compare_specs(portable(Spec(spec())), portable(Spec(changed)))
    breaking = {change.subject for change in found if change.breaks}
    added = {change.subject for change in found if not change.breaks}
    if case.breaks is None:
        assert not breaking
    else:
        assert case.breaks in breaking
    assert case.adds is None or case.adds in added
    if case.breaks is None and case.adds is None:
        assert not found


def test_a_spec_that_did_not_change_has_no_findings() -> None:
    assert compare_specs(portable(Spec(spec())), portable(Spec(spec()))) == []


def test_a_change_of_a_shared_parameter_is_reported_once() -> None:
    changed = deepcopy(spec())
    changed["components"]["parameters"]["IdempotencyKey"]["required"] = True
    found = compare_specs(portable(Spec(spec())), portable(Spec(changed)))
    (only,) = found
    assert str(only).startswith("BREAKS Idempotency-Key is required now (header parameter) in ")


TEXT, TEXTS = {"scalar": "string"}, {"array": {"scalar": "string"}}


def one_of(values: str, *, is_open: bool = False) -> dict[str, Any]:
    return {"enum": [*values], "open": is_open}


@pytest.mark.parametrize(
    ("before", "after", "sent", "received"),
    [
        ({**TEXT, "limits": {"maxLength": 9}}, {**TEXT, "limits": {"maxLength": 3}}, "BREAKS", "ADDS"),
        (TEXTS, {**TEXTS, "limits": {"maxItems": 3}}, "BREAKS", "ADDS"),
        (TEXTS, {"array": {**TEXT, "nullable": True}}, None, "BREAKS"),
        (one_of("ab"), one_of("abc"), "ADDS", "BREAKS"),
        (one_of("ab", is_open=True), one_of("abc", is_open=True), "ADDS", "ADDS"),
        (one_of("ab", is_open=True), one_of("ab"), "BREAKS", "BREAKS"),
        ({"map": {"scalar": "integer"}}, {"map": TEXT}, "BREAKS", "BREAKS"),
    ],
)
def test_a_change_within_a_branch_of_a_union_counts_as_one_outside(
    before: dict[str, Any], after: dict[str, Any], sent: str | None, received: str | None
) -> None:
    other = {"ref": "Endpoint"}
    for ways, wanted in ((SENT, sent), (RECEIVED, received)):
        found = list(compare_types("a", {"union": [other, before]}, {"union": [after, other]}, ways))
        assert [str(change).split()[0] for change in found] == ([wanted] if wanted else [])


CREATE = "pareta.Pareta.evals.runs.create"
WEBHOOK_GET = "parallel.webhooks.WebhookEvent.get"
PARAMETER: dict[str, Any] = {"kind": "keyword-only", "type": "bool", "required": False, "default": "False"}


def insert_first(parameters: dict[str, Any]) -> None:
    others = dict(parameters)
    parameters.clear()
    parameters.update({"strict": {**PARAMETER, "kind": "positional or keyword"}}, **others)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda names: names.pop("pareta.Pareta.endpoints.deploy"), "pareta.Pareta.endpoints.deploy is gone"),
        (lambda names: names.pop("pareta.Endpoint.task"), "pareta.Endpoint.task is gone"),
        (lambda names: names[CREATE]["parameters"].pop("wait"), f"{CREATE} takes no wait any more"),
        (
            lambda names: names[CREATE]["parameters"]["wait"].update(required=True),
            f"{CREATE} requires wait now",
        ),
        (
            lambda names: names["pareta.Pareta.endpoints.stop"]["parameters"]["endpoint_id"].update(
                kind="keyword-only"
            ),
            "pareta.Pareta.endpoints.stop takes endpoint_id as keyword-only (was positional or keyword)",
        ),
        (
            lambda names: names["pareta.Pareta.endpoints.stop"]["parameters"]["timeout"].update(type="float"),
            "pareta.Pareta.endpoints.stop takes None or httpx.Timeout no longer as timeout",
        ),
        (
            lambda names: names["parallel.Parallel.task_run.create"].update(returns=["str"]),
            "parallel.Parallel.task_run.create returns str (was parallel.TaskRun)",
        ),
        (
            lambda names: names["pareta.ConflictError"].update(bases=[]),
            "pareta.ConflictError no longer inherits",
        ),
        (
            lambda names: names["pareta.Pareta.endpoints.stop"].update({"async": True}),
            "pareta.Pareta.endpoints.stop is async (was sync)",
        ),
        (
            lambda names: names[CREATE]["parameters"]["wait"].update(default="True"),
            f"{CREATE} takes wait=True by default (was False)",
        ),
        (lambda names: names.pop("pareta.Stream.__iter__"), "pareta.Stream.__iter__ is gone"),
        (lambda names: names.pop("pareta.AsyncPareta.__aenter__"), "pareta.AsyncPareta.__aenter__ is gone"),
        (
            lambda names: insert_first(names[WEBHOOK_GET]["parameters"]),
            f"{WEBHOOK_GET} takes its positional arguments in another order",
        ),
    ],
)
def test_the_gate_says_what_a_change_of_the_python_api_breaks(change: Any, finding: str) -> None:
    changed = deepcopy(api())
    change(changed)
    assert any(
        one.breaks and f"{one.subject} {one.what}".startswith(finding) for one in compare_api(api(), changed)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": 'Literal["a"] | None'}, {"type": 'None | Literal["a", "b"]'}),
        ({"kind": "keyword-only"}, {"kind": "positional or keyword"}),
        ({"required": True}, {"required": False, "default": "1"}),
    ],
)
def test_a_parameter_that_takes_more_breaks_nothing(before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = deepcopy(api()), deepcopy(api())
    for names, change in ((old, before), (new, after)):
        names[CREATE]["parameters"]["wait"] = {**PARAMETER, **change}
    assert not any(one.breaks for one in compare_api(old, new))


def test_a_narrower_result_breaks_nothing_and_a_wider_one_does() -> None:
    old, new = deepcopy(api()), deepcopy(api())
    old[WEBHOOK_GET]["returns"], new[WEBHOOK_GET]["returns"] = ["str | None"], ["str"]
    assert [one.breaks for one in compare_api(old, new)] == [False]
    assert [one.breaks for one in compare_api(new, old)] == [True]


def test_a_narrower_attribute_breaks_nothing_and_a_wider_one_does() -> None:
    old, new = ({"pareta.EvalRun.cost": {"type": one}} for one in ("int | None", "int"))
    assert [one.breaks for one in compare_api(old, new)] == [False]
    assert [one.breaks for one in compare_api(new, old)] == [True]


def test_a_name_that_only_type_checkers_see_is_not_public(tmp_path: Path) -> None:
    for package in ("pareta_wire", "pareta_core", "pareta_x"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "pareta_x" / "names.py").write_text("class Listed: ...\nclass Unlisted: ...\n")
    (tmp_path / "pareta_x" / "errors.py").write_text("class Starred: ...\n")
    (tmp_path / "pareta_x" / "__init__.py").write_text(
        "if TYPE_CHECKING:\n"
        "    from pareta_x.names import Listed as Listed, Unlisted as Unlisted\n"
        "    from pareta_x.errors import *\n"
        "__getattr__, __dir__ = lazy(__name__, {'Listed': 'pareta_x.names'}, ('pareta_x.errors',))\n"
    )
    assert list(public_api(["pareta_x"], [str(tmp_path)])) == ["pareta_x.Listed", "pareta_x.Starred"]


def test_what_is_added_to_the_python_api_breaks_nothing() -> None:
    before = deepcopy(api())
    del before["pareta.Pareta.endpoints.metrics"]
    del before[CREATE]["parameters"]["on_start"]
    found = compare_api(before, api())
    assert len(found) == 2
    assert not any(one.breaks for one in found)


def test_both_clients_and_all_their_namespaces_are_compared() -> None:
    for client in ("pareta.Pareta", "pareta.AsyncPareta"):
        for name in ("chat.completions.create", "evals.sets.create", "endpoints.deploy", "from_env"):
            assert f"{client}.{name}" in api()
    assert "parallel.webhooks.verify" in api()
    assert "pareta.EvalRun.cost" in api()


BREAKING = [Change("Endpoint.taskName", "is gone")]
LOG = "# Changelog\n\n## Unreleased\n\n- {}\n\n## 1.0.0\n\n- `Endpoint.taskName` is new.\n"


@pytest.mark.parametrize(
    ("text", "version", "missing"),
    [
        ("`Endpoint.taskName` is gone: read `task`.", "2.0.0", []),
        ("`Endpoint.taskNames` is gone.", "2.0.0", ["Endpoint.taskName: say in CHANGELOG.md"]),
        ("Nothing.", "2.0.0", ["Endpoint.taskName: say in CHANGELOG.md"]),
        ("`Endpoint.taskName` is gone.", "1.1.0", ["the version is 1.1.0: raise it to 2.0.0"]),
    ],
)
def test_a_breaking_change_must_be_in_the_changelog_and_in_the_version(
    text: str, version: str, missing: list[str]
) -> None:
    found = unannounced(BREAKING, LOG.format(text), "1.0.0", version)
    assert len(found) == len(missing)
    for line, expected in zip(found, missing, strict=True):
        assert line.startswith(expected)


@pytest.mark.parametrize(
    ("released", "version"), [("0.1.0", "0.2.0"), ("0.9.7", "0.10.0"), ("1.4.2", "2.0.0")]
)
def test_what_breaks_raises_the_minor_version_before_1_0_and_the_major_one_after(
    released: str, version: str
) -> None:
    assert next_breaking_version(released) == version


def test_what_is_only_added_needs_no_announcement() -> None:
    added = [Change("Endpoint.region", "is new", breaks=False)]
    assert unannounced(added, LOG.format("Nothing."), "1.0.0", "1.0.0") == []


@pytest.fixture
def read_api_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the Python API once for all tests. It takes some seconds."""
    monkeypatch.setattr(gate, "public_api", lambda *_: api())


@pytest.mark.usefixtures("read_api_once")
def test_a_finding_names_its_line_in_the_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "released", tmp_path / "released")
    shutil.copyfile(ROOT / "CHANGELOG.md", tmp_path / "CHANGELOG.md")
    text = (ROOT / "openapi.yaml").read_text("utf-8")
    (tmp_path / "released" / "openapi.yaml").write_text(text, "utf-8")
    changed = text.replace("        taskName: {type: [string, 'null'],", "        taskName: {type: string,")
    changed = changed.replace("x-retry: unconfirmed\n", "x-retry: safe\n", 1)
    (tmp_path / "openapi.yaml").write_text(changed, "utf-8")
    assert gate.main([], tmp_path) == 1
    output = capsys.readouterr()
    line = changed[: changed.index("x-retry: safe\n      x-idempotent: unconfirmed-key")].count("\n") + 1
    assert 'createTaskRun.x-retry is "safe" (was "unconfirmed")' in output.out
    assert output.out.startswith("openapi.yaml:")
    assert int(output.out.split(":")[1]) == line
    assert "createTaskRun.x-retry: say in CHANGELOG.md" in output.err
    assert "raise it to 2.0.0" in output.err


def test_a_spec_without_any_operation_lacks_each_of_them() -> None:
    empty = {**deepcopy(spec()), "paths": {}}
    breaking = {
        one.subject for one in compare_specs(portable(Spec(spec())), portable(Spec(empty))) if one.breaks
    }
    assert {"createTaskRun", "deployEndpoint", "x-apis.pareta.server"} <= breaking


def test_a_release_may_lack_what_the_generator_demands_since(tmp_path: Path) -> None:
    text = (ROOT / "openapi.yaml").read_text("utf-8").replace("  max-event-bytes: 16000000\n", "")
    (tmp_path / "openapi.yaml").write_text(text, "utf-8")
    found = compare_specs(portable(Spec.load_released(tmp_path / "openapi.yaml")), portable(Spec(spec())))
    assert list(map(str, found)) == ["ADDS   x-defaults.maxEventBytes is new: 16000000"]


def test_the_release_target_makes_the_present_ones_the_released_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(ROOT / "openapi.yaml", tmp_path / "openapi.yaml")
    (tmp_path / "CHANGELOG.md").write_text("## Unreleased\n", "utf-8")
    assert gate.main(["--release"], tmp_path) == 0
    released = json.loads((tmp_path / "released" / "python-api.json").read_text("utf-8"))
    assert released["names"] == api()
    monkeypatch.setattr(gate, "public_api", lambda *_: api())
    assert gate.main([], tmp_path) == 0
