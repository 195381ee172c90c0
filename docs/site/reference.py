"""The Python reference: which names it has, and the pages with autodoc's directives for them.

Each class and function is described once, under the first of its public names; its other names lead there.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docstrings import takes_a_transport
from sphinx.pycode import ModuleAnalyzer

import parallel
import pareta
import pareta_core
import pareta_sandbox
import pareta_wire
from parallel import webhooks


class Page(NamedTuple):
    """A page of the reference: the public names of a module, or some of them."""

    file: str
    title: str
    about: str
    module: str
    names: list[str]


class Resource(NamedTuple):
    """What a client has under an attribute, such as `evals.sets`, and its class."""

    path: str
    cls: type


def public(module: Any) -> list[str]:
    """Return the public names of a module."""
    names = getattr(module, "__all__", None) or dir(module)
    return [name for name in names if name[0].isalpha()]


def resources(client: Any, path: str = "") -> Iterator[Resource]:
    """Yield what is reached from a client by attributes, outer ones first."""
    for name, value in inspect.getmembers(client):
        if name.startswith("_") or not takes_a_transport(type(value)):
            continue
        dotted = f"{path}.{name}" if path else name
        yield Resource(dotted, type(value))
        yield from resources(value, dotted)


def clients() -> dict[str, tuple[type, list[Resource]]]:
    """Return for each client its class and its resources, those of endpoints' metrics included."""
    found: dict[str, tuple[type, list[Resource]]] = {}
    for cls in (pareta.Pareta, pareta.AsyncPareta, parallel.Parallel, parallel.AsyncParallel):
        client: Any = cls(api_key="pareta_sk_docs")
        reached = list(resources(client))
        if hasattr(client, "endpoints"):
            reached.append(Resource("endpoints.metrics(id)", type(client.endpoints.metrics("ep_1"))))
        found[cls.__name__] = (cls, reached)
    return found


CLIENTS = clients()


# What both packages have beside their clients, types and errors.
_SHARED = {"Stream", "AsyncStream", "RequestEvent", "ResponseEvent", "RetryEvent"}


def pages() -> list[Page]:
    """Return the pages, in the order in which they are read."""
    operations, models, constants = _wire_names()
    return [
        *_facade_pages("pareta", "Pareta"),
        *_facade_pages("parallel", "Parallel"),
        Page(
            "parallel-webhooks",
            "parallel.webhooks",
            "Verify and parse webhooks.",
            "parallel.webhooks",
            public(webhooks),
        ),
        Page(
            "pareta-core",
            "pareta_core",
            "The transports of the low-level client, and the errors that both packages share.",
            "pareta_core",
            public(pareta_core),
        ),
        Page(
            "pareta-wire",
            "pareta_wire: operations",
            "A function for each operation of the spec. It returns the request, which a transport sends.",
            "pareta_wire",
            operations,
        ),
        Page(
            "pareta-wire-models",
            "pareta_wire: models",
            "A class for each schema of the spec.",
            "pareta_wire",
            models,
        ),
        Page(
            "pareta-wire-facts",
            "pareta_wire: facts",
            "What else the spec states: waits, limits, retry classes, outcomes.",
            "pareta_wire",
            constants,
        ),
        Page(
            "pareta-sandbox",
            "pareta_sandbox",
            "The sandbox, in a program and in tests.",
            "pareta_sandbox",
            public(pareta_sandbox),
        ),
        Page(
            "pareta-sandbox-pytest",
            "pareta_sandbox.pytest_plugin",
            "What pytest's fixtures return.",
            "pareta_sandbox.pytest_plugin",
            ["SandboxBox"],
        ),
    ]


def _facade_pages(name: str, client: str) -> Iterator[Page]:
    """Yield the pages of `pareta` or `parallel`."""
    for cls, file in ((client, f"{name}-client"), (f"Async{client}", f"{name}-async-client")):
        yield Page(file, f"{name}: {cls}", f"``{name}.{cls}`` and what is reached from it.", name, [cls])
    types = [*importlib.import_module(f"{name}.types").__all__]
    errors = [*importlib.import_module(f"{name}.errors").__all__]
    clients = (client, f"Async{client}")
    reached = {one.cls.__name__ for cls in clients for one in CLIENTS[cls][1]}
    rest = set(public(importlib.import_module(name))) - {*types, *errors, *reached, *clients}
    about = f"What calls return, and what they take. Each is also a name of ``{name}.types``."
    yield Page(f"{name}-types", f"{name}: types", about, name, types)
    about = "Streams, what hooks receive, and constants."
    yield Page(f"{name}-streams", f"{name}: streams and hooks", about, name, sorted(_SHARED | rest))
    about = "The classes and their attributes. When each is raised, and what to do then: :doc:`errors`."
    yield Page(f"{name}-errors", f"{name}: errors", about, name, errors)


def _wire_names() -> tuple[list[str], list[str], list[str]]:
    """Return the names of `pareta_wire`: operations, models, constants."""
    names = public(pareta_wire)
    operations = [name for name in names if inspect.isfunction(getattr(pareta_wire, name))]
    constants = [name for name in names if name.isupper()]
    return operations, [name for name in names if name not in operations and name not in constants], constants


# --- directives


def _kind(value: object) -> str:
    if inspect.isclass(value) and value is not Any:
        return "exception" if issubclass(value, BaseException) else "class"
    return "function" if inspect.isroutine(value) else "data"


def _directive(name: str, value: object) -> list[str]:
    """Return the directive that describes one object in full."""
    kind = _kind(value)
    if kind == "data":
        return [f".. py:data:: {name}", *_shown_value(value), "", *_indented(comment_of(name))]
    lines = [f".. auto{kind}:: {name}"]
    if kind != "function":
        lines += ["   :members:", *_inherited(value), "   :show-inheritance:" * (kind == "exception")]
    return [line for line in lines if line]


def _inherited(cls: Any) -> list[str]:
    """Return the option for members of bases: those of our own bases, but what every model or error has only once."""
    bases = {base.__name__ for base in cls.__mro__[1:]}
    if issubclass(cls, BaseException):
        return (
            []
            if cls is pareta_core.SDKError
            else ["   :inherited-members: SDKError, Exception, BaseException"]
        )
    if bases & {"BaseClient", "AsyncBaseClient"}:
        return ["   :inherited-members: object"]
    return (
        ["   :inherited-members: Model, Record, Array, list, dict, object, Generic"]
        if bases - {"object"}
        else []
    )


def _shown_value(value: object) -> list[str]:
    shown = repr(value).replace("typing.", "")
    return [f"   :value: {shown}"] if len(shown) <= 200 and " at 0x" not in shown else []


def _indented(text: str) -> list[str]:
    return [f"   {line}".rstrip() for line in text.splitlines()]


def comment_of(name: str) -> str:
    """Return what the source says below an alias or a constant, as in `NAME = 1` and a string after it."""
    module, _, attribute = name.rpartition(".")
    value = getattr(importlib.import_module(module), attribute)
    for home, loaded in sorted(sys.modules.items()):
        if home.startswith(("pareta", "parallel")) and vars(loaded).get(attribute) is value:
            found = ModuleAnalyzer.for_module(home).find_attr_docs().get(("", attribute))
            if found:
                return "\n".join(found)
    return ""


def _link(name: str, target: str) -> list[str]:
    return [f".. py:class:: {name}", "   :no-contents-entry:", "", f"   The same as :py:obj:`{target}`.", ""]


def write(folder: Path) -> None:
    """Write the pages of the reference."""
    described: dict[int, str] = {}
    written = pages()
    for page in written:
        lines = [page.title, "=" * len(page.title), "", page.about, ""]
        if page.file.endswith("client"):
            lines += _client(page, described)
        else:
            lines += _names(page, described)
            if page.file.endswith(("-types", "-errors")):
                lines += _other_module(page)
        (folder / f"reference/{page.file}.rst").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _write_index(folder, written)


def _names(page: Page, described: dict[int, str]) -> list[str]:
    """Return a section for each name; at the end those that another page describes."""
    lines: list[str] = []
    elsewhere: list[str] = []
    for name in page.names:
        qualified = f"{page.module}.{name}"
        value = getattr(importlib.import_module(page.module), name)
        if _kind(value) != "data" and id(value) in described:
            if described[id(value)] != qualified:
                elsewhere += _link(qualified, described[id(value)])
            continue
        lines += _heading(name)
        own = getattr(value, "__name__", name)
        if _kind(value) == "class" and own != name:  # autodoc would say only of what it is an alias
            lines += _link(qualified, qualified := f"pareta_wire.{own}")
        described[id(value)] = qualified
        lines += [*_directive(qualified, value), ""]
    return [*lines, *_heading("Described elsewhere"), *elsewhere] if elsewhere else lines


def _heading(text: str) -> list[str]:
    return [text, "-" * len(text), ""]


def _client(page: Page, described: dict[int, str]) -> list[str]:
    """Return a client's class, then each class that is reached from it, under the attribute that a user types."""
    cls, reached = CLIENTS[page.names[0]]
    described[id(cls)] = f"{page.module}.{cls.__name__}"
    lines = [*_directive(f"{page.module}.{cls.__name__}", cls), ""]
    for resource in reached:
        name = resource.cls.__name__
        is_public = name in public(importlib.import_module(page.module))
        qualified = f"{page.module if is_public else resource.cls.__module__}.{name}"
        described[id(resource.cls)] = qualified
        lines += [*_heading(resource.path), *_methods(resource.cls, qualified)]
        lines += [f".. autoclass:: {qualified}", "   :members:", ""]
    return lines


def _methods(cls: type, qualified: str) -> list[str]:
    """Return a line of links to the methods of a class."""
    names = [
        name for name, value in vars(cls).items() if not name.startswith("_") and inspect.isroutine(value)
    ]
    return (
        [" · ".join(f":py:meth:`{name} <{qualified}.{name}>`" for name in names), ""]
        if len(names) > 1
        else []
    )


def _other_module(page: Page) -> list[str]:
    """Return the same names under the module that defines them."""
    module = f"{page.module}.{page.file.rpartition('-')[2]}"
    lines = [*_heading(module), f"The names of ``{page.module}`` above, under ``{module}``.", ""]
    for name in page.names:
        lines += [f".. py:data:: {module}.{name}", "   :no-contents-entry:", ""]
        lines += [f"   The same as :py:obj:`{page.module}.{name}`.", ""]
    return lines


def _write_index(folder: Path, written: list[Page]) -> None:
    lines = [
        "# Python reference",
        "",
        "Every public name, with its arguments.",
        "",
        "```{toctree}",
        ":maxdepth: 1",
        "",
    ]
    lines += [*(page.file for page in written), "```", ""]
    (folder / "reference/python.md").write_text("\n".join(lines), encoding="utf-8")


def class_of_schema() -> dict[str, str]:
    """Return for each schema of the spec the name under which the reference describes its class or its alias."""
    described: dict[int, str] = {}
    for page in pages():
        module = importlib.import_module(page.module)
        for name in page.names:
            if _kind(value := getattr(module, name)) == "class":
                described.setdefault(id(value), f"{page.module}.{name}")
    wire = {name: getattr(pareta_wire, name) for name in public(pareta_wire)}
    return {name: described.get(id(value), f"pareta_wire.{name}") for name, value in wire.items()}
