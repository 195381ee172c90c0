"""Names that two things would have in a port: it would not compile, or one would hide the other.

What Python alone has is in names.py. Go joins the words of a name, so `field_1` and `field1` are one there, and all its
types, constants and functions share one scope with the handwritten files of the port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from codegen.ports.go_names import KEY_HEADER, exported, member, unexported
from codegen.problems import Place, Problem
from codegen.spec import Raw, RawOperation, Spec

GO = Path(__file__).resolve().parent.parent / "ports" / "go"
# Declarations of a Go file, alone or within parentheses.
_DECLARED = re.compile(r"^(?:func|type|var|const) (\w+)", re.MULTILINE)
_BLOCK = re.compile(r"^(?:var|const) \(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
_IN_BLOCK = re.compile(r"^\t(\w+)", re.MULTILINE)
# Facts of the whole spec.
OF_THE_SPEC = ("SpecVersion", "WebhookTolerance", "Operations")
# What a client has beside its namespaces.
_CLIENT = {"Wire": "the client", "With": "the client", "FromEnv": "the client", "Constructor": "the client"}


class _Scope:
    """The names of one scope, each with the thing that has it."""

    def __init__(self, language: str, owners: dict[str, str] | None = None) -> None:
        self._language = language
        self._owners = dict(owners or {})
        self._told = set[tuple[str, str]]()

    def claim(self, name: str, owner: str, place: Place) -> Iterator[Problem]:
        """Yield a problem if something else has the name, or if there is none."""
        first = self._owners.setdefault(name, owner)
        if not name:
            yield Problem(f"{owner} has no letter or digit for a name in {self._language}", place)
        elif first != owner and (name, owner) not in self._told:
            self._told.add((name, owner))
            yield Problem(f"{owner} and {first} become the same name {name} in {self._language}", place)


def taken_port_names(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each name that two things would have in a port."""
    package = _Scope("Go", dict.fromkeys([*OF_THE_SPEC, *_handwritten()], "the port itself"))
    yield from _of_facts(spec, package)
    for name, schema in spec.schemas.items():
        yield from _of_schema(package, name, schema)
    namespaces: dict[tuple[str, str], _Scope] = {}
    for operation in spec.operations():
        yield from _of_operation(package, operation)
        yield from _of_methods(namespaces, operation)
        yield from _of_arguments(spec, operation)


def _handwritten() -> Iterator[str]:
    for file in sorted(GO.glob("*.go")):
        if not file.name.endswith(("_gen.go", "_test.go")):
            text = file.read_text(encoding="utf-8")
            yield from _DECLARED.findall(text)
            for block in _BLOCK.findall(text):
                yield from _IN_BLOCK.findall(block)


def _of_facts(spec: Spec, package: _Scope) -> Iterator[Problem]:
    for name in spec.raw["x-apis"]:
        go = exported(name)
        for one in (go, f"New{go}", f"new{go}", f"{go}FromEnv"):
            yield from package.claim(one, f"the API {name}", ("x-apis", name))
    for kind in spec.raw["x-errors"]:
        yield from package.claim(f"Err{exported(kind)}", f"the error {kind}", ("x-errors", kind))


def _of_schema(package: _Scope, name: str, schema: Raw) -> Iterator[Problem]:
    place: Place = ("components", "schemas", name)
    go = exported(name)
    yield from package.claim(go, name, place)
    for value in schema.get("enum", ()) if "properties" not in schema else ():
        if exported(value):  # two values of one name share it
            yield from package.claim(go + exported(value), f"the values of {name}", (*place, "enum"))
    fields = _Scope("Go")
    for key, one in schema.get("properties", {}).items():
        at = (*place, "properties", key)
        yield from fields.claim(member(key), f"{name}.{key}", at)
        if isinstance(one.get("const"), str):
            yield from package.claim(go + exported(key), f"{name}.{key}", at)
        for constant in _constants(go + exported(key), one):
            yield from package.claim(constant, f"{name}.{key}", at)


def _constants(name: str, schema: Raw) -> list[str]:
    """Return the constants that a property or a parameter has for its limits and its default."""
    return [name + exported(keyword) for keyword in ("maxLength", "maxItems", "default") if keyword in schema]


def _of_operation(package: _Scope, operation: RawOperation) -> Iterator[Problem]:
    go, place = exported(operation.id), (*operation.place, "operationId")
    for name in (f"Op{go}", f"{go}Params", f"{go}Event"):
        yield from package.claim(name, operation.id, place)
    for one in operation.parameters:
        for name in _constants(exported(one["name"]), one["schema"]):
            yield from package.claim(name, f"the parameter {one['name']}", operation.place)
        if one["in"] == "header" and one["name"].lower() != KEY_HEADER.lower():
            owner = f"the header {one['name'].lower()}"
            yield from package.claim(f"With{exported(one['name'])}", owner, operation.place)
    if sdk := operation.raw.get("x-sdk"):
        steps = sdk["namespace"].split(".")
        for depth in range(1, len(steps) + 1):
            owner = f"the namespace {'.'.join(steps[:depth])}"
            service = f"{exported('_'.join(steps[:depth]))}Service"
            yield from package.claim(service, owner, (*operation.place, "x-sdk", "namespace"))


def _of_methods(scopes: dict[tuple[str, str], _Scope], operation: RawOperation) -> Iterator[Problem]:
    """Yield a problem for each method or namespace whose name another one has in the same namespace."""
    sdk: Raw | None = operation.raw.get("x-sdk")
    if sdk is None:
        return
    api, place = operation.raw["x-api"], (*operation.place, "x-sdk")
    parents, last = str(sdk["namespace"]).split("."), str(sdk["method"])
    for depth, step in enumerate(parents):
        within, whole = ".".join(parents[:depth]), ".".join(parents[: depth + 1])
        scope = scopes.setdefault((api, within), _Scope("the clients", {} if within else _CLIENT))
        yield from scope.claim(exported(step), f"the namespace {whole}", (*place, "namespace"))
    scope = scopes.setdefault((api, sdk["namespace"]), _Scope("the clients"))
    wait, stream = operation.raw.get("x-wait"), operation.raw.get("x-stream", {})
    for one in [last, *([wait["method"]] if wait else [])]:
        yield from scope.claim(exported(one), f"the method {sdk['namespace']}.{one}", (*place, "method"))
    if "when" in stream:
        owner = f"the stream of {sdk['namespace']}.{last}"
        yield from scope.claim(f"{exported(last)}Stream", owner, (*place, "method"))


def _of_arguments(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    """Yield a problem for each argument of a name that another one of the operation has.

    Clients of some languages take parameters and the members of the body as one object.
    """
    arguments: dict[str, Place] = {}
    ids, query = _Scope("Go"), _Scope("Go")
    for one in operation.parameters:
        name, place = one["name"], spec.parameter_place(operation, one)
        if name in arguments:
            yield Problem(f"two parameters of {operation.id} are called {name}", place)
        arguments[name] = place
        if one["in"] != "header":
            scope, go = (ids, unexported(name)) if one["in"] == "path" else (query, exported(name))
            yield from scope.claim(go, f"the parameter {name}", place)
    for content in spec.body(operation).values():
        for name in spec.resolve(content["schema"]).get("properties", {}).keys() & arguments.keys():
            text = f"a parameter of {operation.id} and a member of its body are called {name}"
            yield Problem(text, arguments[name])
