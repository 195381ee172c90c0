"""The tools of the MCP server: their arguments are the spec's, and what they say about themselves is true."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pareta_mcp import operations, tools
from pareta_mcp.server import INSTRUCTIONS, listed
from pareta_mcp.tools import Tool, all_tools, read_arguments

ROOT = Path(__file__).resolve().parents[2]
SPEC: dict[str, Any] = json.loads((ROOT / "conformance/spec.json").read_text(encoding="utf-8"))
OPERATIONS = {one["id"]: one for one in SPEC["operations"]}
TOOLS = all_tools()
# The arguments that are the tools' own. Every other one is the spec's.
OWN = {
    ("response_id", "read_more"),
    ("frontier", "pareta_evals_run"),
    ("inputs", "parallel_groups_create"),
    ("items", "pareta_evals_create_set"),
    ("items", "pareta_evals_propose"),
    ("limit", "parallel_groups_results"),
    ("offset", "read_more"),
}
BILLED = {
    "pareta_chat",
    "pareta_endpoints_deploy",
    "pareta_endpoints_start",
    "pareta_evals_run",
    "parallel_groups_create",
    "parallel_runs_create",
}
every_tool = pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))


def fields_of_the_spec(name: str) -> Iterator[dict[str, Any]]:
    """Yield every parameter and field of the spec that an argument may be, by its name."""
    for operation in OPERATIONS.values():
        for one in operation["parameters"]:
            if one["name"].lower().replace("-", "_") == name:
                yield one
    for schema in SPEC["schemas"].values():
        yield from (one for one in schema.get("fields", ()) if one["name"] == name)


def limits_of(kind: dict[str, Any]) -> dict[str, Any]:
    """Return the limits of a type, and of what it refers to."""
    target = SPEC["schemas"].get(kind.get("ref"), {}).get("type", {})
    return {**target.get("limits", {}), **kind.get("limits", {})}


def values_of(kind: dict[str, Any]) -> list[Any]:
    target = SPEC["schemas"].get(kind.get("ref"), {}).get("type", {})
    return kind.get("enum") or target.get("enum") or []


@every_tool
def test_the_arguments_of_a_tool_are_those_of_the_spec(tool: Tool) -> None:
    for name, schema in tool.properties.items():
        if (name, tool.name) in OWN or name == "wait_seconds":
            continue
        fitting = [
            one
            for one in fields_of_the_spec(name)
            if one["doc"] in schema.get("description", "")
            and limits_of(one["type"]).items() <= schema.items()
            and values_of(one["type"]) == schema.get("examples", schema.get("enum", []))
            and one.get("default") == schema.get("default")
        ]
        assert fitting, f"{tool.name}.{name} is not what the spec has: {schema}"


@every_tool
def test_the_longest_wait_of_a_tool_is_the_specs(tool: Tool) -> None:
    if "wait_seconds" in tool.properties:
        waits = {one["wait"]["timeout"] for one in OPERATIONS.values() if one["wait"]}
        assert tool.properties["wait_seconds"]["maximum"] in waits
        assert tool.properties["wait_seconds"]["default"] < 60


@every_tool
def test_the_function_of_a_tool_takes_its_arguments_and_no_others(tool: Tool) -> None:
    parameters = inspect.signature(tool.handler).parameters.values()
    named = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY}
    open_ended = any(one.kind is one.VAR_KEYWORD for one in parameters)
    assert named == tool.properties.keys() or (open_ended and named < tool.properties.keys())
    for one in parameters:
        if (
            one.kind is one.KEYWORD_ONLY
            and "default" in tool.properties[one.name]
            and one.default is not None
        ):
            assert one.default == tool.properties[one.name]["default"]


@every_tool
def test_what_the_spec_requires_is_required(tool: Tool) -> None:
    required = {
        "pareta_chat": "createChatCompletion",
        "pareta_endpoints_deploy": "deployEndpoint",
        "pareta_endpoints_metrics": "getEndpointMetrics",
        "parallel_runs_create": "createTaskRun",
        "pareta_tasks_match": "matchCatalogTask",
    }.get(tool.name)
    if required:
        assert tool.required == operations.required(required)


@every_tool
def test_a_tool_says_what_it_does_and_what_it_costs(tool: Tool) -> None:
    shown = listed(tool)
    hints = shown.annotations
    assert hints is not None
    assert len(tool.description) > 40
    assert ("COSTS MONEY: " in tool.description) == (tool.name in BILLED) == bool(tool.costs)
    assert shown.meta == {"pareta/costs-money": tool.name in BILLED}
    assert hints.read_only_hint == (tool.effect == "reads")
    assert not (hints.read_only_hint and tool.name in BILLED)
    assert hints.destructive_hint == tool.name.endswith(("_delete", "_delete_set", "_stop"))
    assert hints.idempotent_hint is not None
    assert hints.open_world_hint == (
        tool.name in ("pareta_chat", "parallel_runs_create", "parallel_groups_create")
    )


def test_the_tools_fit_into_an_agents_context() -> None:
    shown = [listed(one).model_dump(by_alias=True, exclude_none=True) for one in TOOLS.values()]
    assert len(shown) <= 26
    assert len(json.dumps(shown)) < 50_000


@every_tool
def test_a_name_is_one_that_every_client_takes_and_a_text_names_tools_that_exist(tool: Tool) -> None:
    assert re.fullmatch(r"[a-z_]{3,40}", tool.name)
    for text in (tool.description, tool.costs, INSTRUCTIONS):
        named = re.findall(r"\b(?:pareta|parallel)_[a-z_]+|\b(?:started_work|read_more)\b", text)
        assert {one for one in named if not one.endswith("_")} <= TOOLS.keys()


def test_no_secret_and_no_deprecated_field_is_an_argument() -> None:
    text = (ROOT / "src/pareta_mcp/operations.json").read_text(encoding="utf-8")
    secret = [
        one["name"]
        for schema in SPEC["schemas"].values()
        for one in schema.get("fields", ())
        if one.get("secret")
    ]
    assert secret
    servers = json.loads(text)["operations"]["createTaskRun"]["arguments"]["mcp_servers"]
    assert not set(secret) & servers["items"]["properties"].keys()


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("pareta_chat", {}, "'model' is a required property"),
        (
            "pareta_chat",
            {"model": "m", "messages": [{"content": "a"}]},
            "messages.0: 'role' is a required property",
        ),
        (
            "pareta_chat",
            {"model": "m", "messages": [], "modell": 1},
            "unknown arguments modell; pareta_chat takes",
        ),
        ("pareta_tasks_match", {"query": "x", "top_k": 0}, "top_k: 0 is less than the minimum of 1"),
        ("pareta_tasks_match", {"query": 7}, "query: 7 is not of type 'string'"),
        ("pareta_tasks_list", {"x": 1}, "pareta_tasks_list takes none"),
        ("pareta_endpoints_show", {"endpoint_id": "a/b"}, "endpoint_id: 'a/b' does not match"),
        ("parallel_runs_show", {"run_id": "r", "wait_seconds": -1}, "wait_seconds: -1 is less than"),
        ("parallel_runs_show", {"run_id": "r", "wait_seconds": 1e9}, "is greater than the maximum of 600"),
        ("pareta_evals_propose", {"prompt": "p", "items": ["a"]}, "items.0: 'a' is not of type 'object'"),
        ("parallel_groups_create", {"inputs": [], "processor": "lite"}, "inputs: [] should be non-empty"),
    ],
)
def test_an_invalid_argument_is_refused_with_its_place(name: str, arguments: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        read_arguments(TOOLS[name], arguments)


def test_json_as_text_is_taken_where_no_text_is_meant_and_null_is_left_out() -> None:
    tool = TOOLS["pareta_chat"]
    given = {
        "model": '"m"',
        "messages": '[{"role":"user","content":"a"}]',
        "seed": "7",
        "stop": '["a"]',
        "top_p": None,
    }
    assert read_arguments(tool, given) == {
        "model": '"m"',
        "messages": [{"role": "user", "content": "a"}],
        "seed": 7,
        "stop": '["a"]',
    }
    with pytest.raises(ValueError, match="seed: 'x' is not of type"):
        read_arguments(tool, {**given, "seed": "x"})


def test_a_problem_is_short_whatever_was_sent() -> None:
    with pytest.raises(ValueError, match="query") as caught:
        read_arguments(TOOLS["pareta_tasks_match"], {"query": [["x" * 100_000]] * 20})
    assert len(str(caught.value)) < 500


def test_every_module_of_tools_is_listed() -> None:
    modules = {
        path.stem
        for path in (ROOT / "src/pareta_mcp").glob("*.py")
        if "@tool(" in path.read_text(encoding="utf-8")
    }
    assert modules == set(tools.MODULES)


def test_the_page_about_agents_has_every_tool_and_every_option() -> None:
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    for option in ("--sandbox", "--sandbox-speed", "--read-only", "--verbose", "--version"):
        assert f"`{option}" in page
    for tool in TOOLS:
        assert f"| `{tool}` |" in page
    for block in re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        assert json.loads(block)["mcpServers"]["pareta"]["command"] == "pareta-mcp"
    members = listed(TOOLS["read_more"]).output_schema or {}
    assert all(f"`{name}`" in page for name in members["properties"])
