"""No private name of another package is used: not in the source, not in what is generated, not in the tests.

The syntax tree of each module is walked. A name is foreign if it is imported from outside this repository, annotated
with a foreign type, or assigned from a foreign expression. `_x` on a foreign expression is refused, by attribute or by
`getattr`, and so is any `_x` that nothing in this repository defines. A dotted path in a string, such as the argument
of `import_module` or the target of `patch`, is foreign if its first component is not a package of this repository.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_PACKAGES = {
    "bench",
    "codegen",
    "conformance",
    "pareta",
    "pareta_cli",
    "pareta_core",
    "pareta_mcp",
    "pareta_sandbox",
    "pareta_wire",
    "parallel",
    "tests",
}
FOLDERS = ("src", "generated", "codegen", "conformance", "tests", "examples", "bench", "docs")
BY_NAME = {"getattr", "hasattr", "setattr", "delattr", "attrgetter", "object"}  # (`patch.object`)
# Functions whose first argument may be a dotted path, and that argument's name.
BY_PATH = {
    "import_module": "name",
    "__import__": "name",
    "find_spec": "name",
    "importorskip": "modname",
    "setattr": "target",
    "delattr": "target",
    "patch": "target",
}
# What the data model and the standard library document in spite of the underscore.
DOCUMENTED = {"_asdict", "_fields", "_field_defaults", "_replace", "_make"}
DOCUMENTED |= {"_exit"}  # of os
DOCUMENTED |= {"_request_id"}  # of the openai package, in tests/peers


def is_private(name: str) -> bool:
    return (
        name.startswith("_")
        and not (name.startswith("__") and name.endswith("__"))
        and name not in DOCUMENTED
    )


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(part.startswith(".") for part in path.relative_to(ROOT).parts):
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def defined(tree: ast.Module) -> set[str]:
    """Return the private names that a module defines."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and _root(node) in ("self", "cls")
        ):
            found.add(node.attr)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__slots__" for target in node.targets
        ):
            found |= {each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)}
    return {name for name in found if isinstance(name, str) and is_private(name)}


def _root(node: ast.AST) -> str | None:
    """Return the name with which an expression begins, `self.x` included; None for any other expression."""
    while not isinstance(node, ast.Name):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in ("self", "cls")
        ):
            return f"self.{node.attr}" if isinstance(node.ctx, ast.Load) else node.value.id
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Await | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            # What a class makes is foreign if the class is. A function (`copy.copy`, `cast`) may return anything.
            node = node.func
            if not ast.unparse(node).rpartition(".")[2][:1].isupper():
                return None
        else:
            return None
    return node.id


def foreign_names(tree: ast.Module) -> set[str]:
    """Return the names of a module that stand for something of another package."""
    foreign: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            foreign |= {
                each.asname or each.name.partition(".")[0]
                for each in node.names
                if each.name.partition(".")[0] not in OWN_PACKAGES
            }
        elif (
            isinstance(node, ast.ImportFrom)
            and not node.level
            and (node.module or "").partition(".")[0] not in OWN_PACKAGES
        ):
            foreign |= {each.asname or each.name for each in node.names}
    types = set(foreign)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            if _is_foreign_type(node.annotation, types):
                foreign.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and _is_foreign_type(node.annotation, types):
            foreign.add(_target(node.target))
        elif isinstance(node, ast.Assign) and _root(node.value) in foreign:
            foreign |= {_target(target) for target in node.targets}
    return foreign - {"", "self", "cls"}


def _target(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _is_foreign_type(annotation: ast.expr, foreign: set[str]) -> bool:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.BinOp):
        return _is_foreign_type(annotation.left, foreign) or _is_foreign_type(annotation.right, foreign)
    return isinstance(annotation, ast.Attribute) and _root(annotation) in foreign


def violations(name: str, tree: ast.Module, own: set[str]) -> Iterator[str]:
    foreign = foreign_names(tree)
    for node in ast.walk(tree):
        line = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            for each in node.names:
                parts = [*module.split("."), *each.name.split(".")]
                if (
                    parts[0] not in OWN_PACKAGES
                    and not getattr(node, "level", 0)
                    and any(map(is_private, parts))
                ):
                    yield f"{line}: imports {'.'.join(filter(None, parts))}"
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            if _root(node.value) in foreign or node.attr not in own:
                yield f"{line}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and (
            _names_private_attribute(node, foreign, own) or _has_private_path(node)
        ):
            yield f"{line}: {ast.unparse(node)}"


def _names_private_attribute(call: ast.Call, foreign: set[str], own: set[str]) -> bool:
    """Tell whether a call such as `getattr(x, "_y")` names a private attribute of another package."""
    if ast.unparse(call.func).rpartition(".")[2] not in BY_NAME:
        return False
    names = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return any(
        isinstance(each, str) and is_private(each) and (each not in own or _root(call.args[0]) in foreign)
        for each in names
    )


def _has_private_path(call: ast.Call) -> bool:
    """Tell whether a call such as `import_module("a._b")` names a private module or attribute of another package."""
    keyword = BY_PATH.get(ast.unparse(call.func).rpartition(".")[2])
    if keyword is None:
        return False
    arguments = {each.arg: each.value for each in call.keywords}
    path = _leading_text(call.args[0] if call.args else arguments.get(keyword))
    if path.startswith("."):  # relative to a package
        path = _leading_text(call.args[1] if len(call.args) > 1 else arguments.get("package")) + path
    first, *others = path.split(".")
    # A path without a known beginning is relative to this repository's own package.
    return first not in {*OWN_PACKAGES, ""} and any(map(is_private, [first, *others]))


def _leading_text(argument: ast.expr | None) -> str:
    """Return the text with which a string or an f-string begins; nothing for any other expression."""
    if isinstance(argument, ast.JoinedStr):
        argument = next(iter(argument.values), None)
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return argument.value if is_text else ""


def test_no_private_name_of_another_package_is_used() -> None:
    found = list(modules())
    own = set().union(*(defined(tree) for _, tree in found))
    assert [line for name, tree in found for line in violations(name, tree, own)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\nhttpx._client",
        "import httpx\nhttpx.Client()._transport",
        "import httpx as h\nh.Client()._transport",
        "import httpx\nclient = httpx.Client()\nclient._transport",
        "import httpx\ndef f(client: httpx.Client):\n    return client._transport",
        "import httpx\ndef f(client: httpx.Client | None):\n    return client._transport",
        "import httpx\ndef f(client: 'httpx.Client'):\n    return client._mounts.values()",
        "import httpx\nclass A:\n    def f(self):\n        self.x = httpx.Client()\n        self.x._transport",
        "import httpx\nclass A:\n    def f(self, c: httpx.Client):\n        getattr(c, '_transport')",
        "import httpx\ngetattr(httpx.Client(), '_transport', None)",
        "import httpx\nhasattr(httpx, '_client')",
        "import httpx._client",
        "from httpx import _client",
        "from httpx._client import Client",
        "import sys\nsys._getframe()",
        "def f(pool):\n    return pool._h11_state",
        "def f(pool):\n    return getattr(pool, '_h11_state')",
        "def f(stream):\n    stream._read = None",
        "from unittest.mock import patch\nimport httpx\npatch.object(httpx.Client, '_transport')",
        "import importlib\nimportlib.import_module('re._parser')",
        "from importlib import import_module\nimport_module(name='httpx._client')",
        "from importlib import import_module\nimport_module('_socket')",
        "from importlib import import_module\nimport_module('._client', 'httpx')",
        "from importlib import import_module\nimport_module('._client', package='httpx')",
        "from importlib import import_module\ndef f(name):\n    import_module(f'httpx._{name}')",
        "__import__('httpcore._sync.connection_pool')",
        "import pytest\npytest.importorskip('httpx._client')",
        "def f(monkeypatch):\n    monkeypatch.setattr('httpx._client.Client', None)",
        "def f(monkeypatch):\n    monkeypatch.setattr('httpx.Client._transport', None)",
        "def f(monkeypatch):\n    monkeypatch.delattr('httpx._client.Client')",
        "from unittest.mock import patch\npatch('httpx._client.Client')",
        "from unittest import mock\nmock.patch(target='httpx._client.Client')",
    ],
)
def test_the_walk_finds_a_private_name(source: str) -> None:
    assert list(violations("a.py", ast.parse(source), {"_transport", "_mounts", "_client", "_own"}))


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def f(self):\n        return self._own",
        "def f(other):\n    return other._own",
        "from pareta_core import config\nconfig._own",
        "import httpx\nhttpx.__version__",
        "from collections import namedtuple\nnamedtuple('A', 'b')(1)._asdict()",
        "from importlib import import_module\nimport_module('pareta_core._async.transport')",
        "from importlib import import_module\nimport_module(f'.{__name__}._async', __package__)",
        "from importlib import import_module\ndef f(package):\n    import_module(f'{package}._async')",
        "from importlib import import_module\nimport_module('httpx.__version__')",
        "def f(monkeypatch):\n    monkeypatch.setattr('httpcore.SyncBackend.connect_tcp', None)",
        "def f(monkeypatch):\n    monkeypatch.setattr('pareta_core.config._own', None)",
        "def f(client):\n    client.patch('/v1/_own')",
    ],
)
def test_the_walk_lets_names_of_our_own_pass(source: str) -> None:
    assert not list(violations("a.py", ast.parse(source), {"_own"}))
