"""What Python states beside the spec says the same as the spec: names of methods, signatures, the form of spec.json."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import re
import textwrap
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import parallel
import parallel.webhooks
import pareta
from codegen import check, names, spec_json
from codegen.spec import Spec
from pareta_wire import apis
from pareta_wire.operations import OPERATIONS
from tests import spec_values

ROOT = Path(__file__).parents[2]
SPEC: dict[str, Any] = json.loads((ROOT / "conformance" / "spec.json").read_text(encoding="utf-8"))
CLIENTS: dict[str, tuple[Any, Any]] = {
    "pareta": (pareta.Pareta(api_key="k"), pareta.AsyncPareta(api_key="k")),
    "parallel": (parallel.Parallel(api_key="k"), parallel.AsyncParallel(api_key="k")),
}
NAMED = {one["id"]: one for one in SPEC["operations"] if one["sdk"]}
WAITS = {one["id"]: one for one in SPEC["operations"] if one["wait"]}


def method(operation: dict[str, Any], name: str, client: Any) -> Any:
    return getattr(reduce(getattr, operation["sdk"]["namespace"].split("."), client), name)


@pytest.mark.parametrize("kind", [0, 1], ids=["sync", "async"])
@pytest.mark.parametrize("operation", NAMED.values(), ids=NAMED)
def test_each_name_in_the_spec_is_a_method_that_states_its_route(
    operation: dict[str, Any], kind: int
) -> None:
    found = method(operation, operation["sdk"]["method"], CLIENTS[operation["api"]][kind])
    routes = (inspect.getdoc(found) or "").partition("\nAPI: ")[2]
    shared = [one for one in NAMED.values() if one["sdk"] == operation["sdk"]]
    # Operations that share a name are steps of one method: its line abbreviates the later ones.
    route = f"{operation['method']} {operation['path']}"
    assert (route if len(shared) == 1 else operation["path"].rpartition("/")[2]) in routes


@pytest.mark.parametrize("kind", [0, 1], ids=["sync", "async"])
@pytest.mark.parametrize("operation", WAITS.values(), ids=WAITS)
def test_the_numbers_in_the_signature_of_a_wait_are_those_of_the_spec(
    operation: dict[str, Any], kind: int
) -> None:
    wait = operation["wait"]
    signature = inspect.signature(method(operation, wait["method"], CLIENTS[operation["api"]][kind]))
    stated = {name: one.default for name, one in signature.parameters.items()}
    if isinstance(stated["timeout"], float):  # otherwise None, which means the spec's
        assert stated["timeout"] == wait["timeout"]
    if "poll_interval" in stated:
        assert stated["poll_interval"] == wait["interval"]
    constant = getattr(apis, f"{re.sub('(?<!^)(?=[A-Z])', '_', operation['id']).upper()}_WAIT")
    assert constant._asdict() == {"grace": 0.0} | wait


def test_the_defaults_in_code_are_those_of_the_spec() -> None:
    defaults = SPEC["defaults"]
    assert apis.DEFAULTS._asdict() == {
        "max_retries": defaults["maxRetries"],
        "initial_backoff": defaults["backoff"]["first"],
        "max_backoff": defaults["backoff"]["longest"],
        "max_retry_after": defaults["longestRetryAfter"],
        "timeout": defaults["timeout"],
        "connect_timeout": defaults["connectTimeout"],
        "stall_timeout": defaults["stallTimeout"],
        "max_event_bytes": defaults["maxEventBytes"],
        "max_body_bytes": defaults["maxBodyBytes"],
        "max_error_bytes": defaults["maxErrorBytes"],
    }
    for name in ("verify", "parse"):
        [webhook] = SPEC["webhooks"]
        stated = inspect.signature(getattr(parallel.webhooks, name)).parameters["tolerance"].default
        assert stated == webhook["signature"]["tolerance"]


def test_each_class_of_an_error_belongs_to_a_kind_in_the_spec() -> None:
    for classes in (pareta.errors.ERRORS, parallel.errors.ERRORS):
        assert classes.by_kind.keys() <= SPEC["errors"].keys()
        assert SPEC["errors"].keys() - classes.by_kind.keys() <= {
            "redirect",
            "unavailable",
            "server",
            "other",
        }


def form() -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "conformance" / "spec.schema.json").read_text("utf-8")))


def test_the_spec_as_json_has_the_form_that_its_schema_states() -> None:
    Draft202012Validator.check_schema(form().schema)
    assert [f"{one.json_path}: {one.message}" for one in form().iter_errors(SPEC)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("more",), 1),
        (("operations", 0, "more"), 1),
        (("operations", 0, "retry"), None),
        (("apis", "pareta", "more"), 1),
        (("schemas", "Endpoint", "fields", 0, "type"), {"ref": "Endpoint", "scalar": "string"}),
        (("webhooks", 0, "signature", "scheme"), "none"),
    ],
)
def test_another_form_of_the_spec_as_json_would_be_noticed(place: tuple[Any, ...], value: Any) -> None:
    changed = json.loads(json.dumps(SPEC))
    reduce(lambda node, step: node[step], place[:-1], changed)[place[-1]] = value
    assert not form().is_valid(changed)


def test_the_route_in_the_docs_is_all_that_a_new_route_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "changing-the-spec.md").read_text(encoding="utf-8")
    [route] = re.findall(r"```yaml\n(  /v1/.*?)```", page, re.DOTALL)
    spec: dict[str, Any] = copy.deepcopy(spec_values.SPEC)
    spec["paths"] |= yaml.safe_load(textwrap.dedent(route))
    monkeypatch.setattr("codegen.strict._yaml", lambda _: spec)
    loaded = check.load(tmp_path / "openapi.yaml")
    assert form().is_valid(spec_json.portable(loaded))
    # (It is there already while somebody tries the page.)
    assert [one["id"] for one in spec_json.portable(loaded)["operations"]] == [
        *(name for name in OPERATIONS if name != "restartEndpoint"),
        "restartEndpoint",
    ]


def test_each_name_that_generated_code_has_is_refused_for_a_schema_or_an_operation() -> None:
    package = ROOT / "generated" / "pareta_wire"
    own = {*Spec.load(ROOT / "openapi.yaml").schemas}
    for folder, taken in (("models", names.MODELS), ("api", names.BUILDERS)):
        found: set[str] = set()
        for path in (package / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom):
                    found |= {one.asname or one.name for one in node.names}
        classes = {name for name in found - own if name[0].isupper() and not name.isupper()}
        functions = {name for name in found if name[0].islower() and not name.startswith("decode_")}
        missing = classes - taken if folder == "models" else functions - taken - {*dir(pareta)}
        assert not {name for name in missing if name not in pareta_wire_names()}, folder


def pareta_wire_names() -> set[str]:
    import pareta_wire

    return {*pareta_wire.__all__}
