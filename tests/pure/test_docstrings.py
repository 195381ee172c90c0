"""Docstrings of the public API: every public method has the sections that its signature and its behavior call for."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import attrs
import pytest

import pareta_core
import pareta_sandbox
from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta
from pareta_core import errors
from pareta_sandbox import pytest_plugin
from pareta_wire.operations import OPERATIONS

# The modules whose public methods must have every section. An entry that ends with a dot is a package.
DOCUMENTED = ("pareta.", "parallel.", "pareta_core.", "pareta_sandbox.")
CLIENTS: list[Any] = [
    Pareta(api_key="pareta_sk_test"),
    AsyncPareta(api_key="pareta_sk_test"),
    Parallel(api_key="test"),
    AsyncParallel(api_key="test"),
]
ROUTES = {f"{operation.method} {operation.path}" for operation in OPERATIONS.values()}
# Methods of a resource that send nothing by themselves.
SENDS_NOTHING = {"metrics"}
SECTION = re.compile(r"^(Args|Attributes|Returns|Yields|Raises|Example):$", re.MULTILINE)
FENCED = re.compile(r"^ *```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# First words of a docstring that describes instead of saying what to do.
DESCRIBES = {"A", "An", "Each", "How", "The", "These", "This", "What", "Where", "Whether", "Which"}


@attrs.frozen
class Method:
    """One public method, under the name that a user types."""

    name: str
    function: Callable[..., Any]

    def __str__(self) -> str:
        return self.name

    @property
    def module(self) -> str:
        return self.function.__module__

    @property
    def is_required(self) -> bool:
        return any(
            self.module == entry or (entry[-1] == "." and self.module.startswith(entry))
            for entry in DOCUMENTED
        )


# --- what is public


def functions_of(owner: Any, name: str) -> Iterator[Method]:
    """Yield the public functions, methods and class methods of a class or a client."""
    for attribute, value in inspect.getmembers(owner, lambda value: inspect.isroutine(value)):
        function = inspect.unwrap(getattr(value, "__func__", value))
        if not attribute.startswith("_") and isinstance(function, FunctionType):
            yield Method(f"{name}.{attribute}", function)


def resource_methods(owner: Any, name: str) -> Iterator[Method]:
    """Yield the public methods of a client and of its resources: `Pareta.evals.sets.create`."""
    yield from functions_of(owner, name)
    for attribute, value in inspect.getmembers(owner):
        if attribute.startswith("_") or attribute == "wire":
            continue
        if type(value).__module__.startswith(("pareta.", "parallel.")):
            yield from resource_methods(value, f"{name}.{attribute}")


def public_methods() -> list[Method]:
    found: list[Method] = []
    for client in CLIENTS:
        found += resource_methods(client, type(client).__name__)
    for client in CLIENTS[:2]:
        found += resource_methods(
            client.endpoints.metrics("ep_1"), f"{type(client).__name__}.endpoints.metrics()"
        )
    for cls in (
        pareta_core.Transport,
        pareta_core.AsyncTransport,
        pareta_core.Stream,
        pareta_core.AsyncStream,
    ):
        found += functions_of(cls, cls.__name__)
    for name in pareta_sandbox.__all__:
        value = getattr(pareta_sandbox, name)
        if inspect.isclass(value):
            found += functions_of(value, f"pareta_sandbox.{name}")
    found += functions_of(pytest_plugin.SandboxBox, "SandboxBox")
    unique = {(method.name, method.function): method for method in found}
    return sorted(unique.values(), key=lambda method: method.name)


# --- what a docstring must say


def sections(function: Callable[..., Any]) -> dict[str, str]:
    """Return the sections of a docstring by name."""
    text = inspect.getdoc(function) or ""
    _, *parts = SECTION.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def arguments_of(function: Callable[..., Any]) -> list[str]:
    """Return the arguments to document: all but self, cls and the keyword options that every call has."""
    return [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ("self", "cls")
        and not (parameter.kind is parameter.VAR_KEYWORD and str(parameter.annotation).startswith("Unpack["))
    ]


def raises(function: Callable[..., Any]) -> bool:
    """Return whether the body of the function has a `raise` statement."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(tree))


def is_resource(method: Method) -> bool:
    return method.module.startswith(("pareta.", "parallel."))


def sends(method: Method) -> bool:
    return is_resource(method) and method.name.rpartition(".")[2] not in SENDS_NOTHING


def problems(method: Method) -> list[str]:
    """Return what is missing in the docstring of a method."""
    found: list[str] = []
    text = inspect.getdoc(method.function) or ""
    parts = sections(method.function)
    first_line = text.partition("\n")[0]
    if not first_line.endswith(".") or first_line.split(" ")[0] in DESCRIBES:
        found.append(f"the first line must be a sentence in the imperative: {first_line!r}")
    for argument in arguments_of(method.function):
        if not re.search(rf"^ {{4}}\*{{0,2}}{argument}:", parts.get("Args", ""), re.MULTILINE):
            found.append(f"Args: {argument} is missing")
    if inspect.signature(method.function).return_annotation not in (None, "None") and "Returns" not in parts:
        found.append("Returns is missing")
    if (sends(method) or raises(method.function)) and "Raises" not in parts:
        found.append("Raises is missing")
    found += example_problems(parts.get("Example", ""))
    if sends(method):
        found += route_problems(text)
    return found


def example_problems(example: str) -> list[str]:
    blocks = FENCED.findall(example)
    if not blocks:
        return ["Example with a ```python block is missing"]
    for block in blocks:
        try:
            compile(textwrap.dedent(block), "example", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            return [f"Example is not valid Python: {error}"]
    return []


def route_problems(text: str) -> list[str]:
    routes = re.findall(r"^API: (?:`)?([A-Z]+ /v1/[\w{}/-]+)", text, re.MULTILINE)
    if not routes:
        return ["the line `API: METHOD /v1/…` is missing"]
    return [f"API: {route} is not in the spec" for route in routes if route not in ROUTES]


METHODS = public_methods()


@pytest.mark.parametrize("method", [method for method in METHODS if method.is_required], ids=str)
def test_a_public_method_has_every_section_of_its_docstring(method: Method) -> None:
    assert problems(method) == []


def test_the_public_methods_are_found() -> None:
    names = {method.name for method in METHODS}
    assert {
        "AsyncPareta.aclose",
        "AsyncTransport.send",
        "Parallel.from_env",
        "Parallel.task_run.execute",
        "Pareta.evals.sets.upload_document",
        "Pareta.endpoints.metrics().uptime",
        "SandboxBox.advance",
        "Stream.close",
        "pareta_sandbox.Sandbox.fail",
    } <= names
    assert len(names) > 100


# --- the check itself


class Sample:
    """Methods that pass the check, and methods that do not."""

    def complete(self, path: str, *, seconds: float) -> int:
        """Return the size of a file.

        Args:
            path: The path.
            seconds: Timeout in seconds.

        Returns:
            Bytes.

        Raises:
            ValueError: The path is empty.

        Example:
            ```python
            size = await sample.complete("a", seconds=1.0)
            ```
        """
        if not path:
            raise ValueError(seconds)
        return 1

    def bare(self, path: str) -> int:
        """The size of a file."""
        raise ValueError(path)

    def broken(self) -> None:
        """Close the file.

        Example:
            ```python
            for
            ```
        """


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("complete", []),
        ("bare", ["the first line must", "Args: path", "Returns is", "Raises is", "Example with"]),
        ("broken", ["Example is not valid Python"]),
    ],
)
def test_the_check_finds_what_is_missing(name: str, missing: list[str]) -> None:
    found = problems(Method(name, getattr(Sample, name)))
    assert len(found) == len(missing)
    assert all(text.startswith(start) for text, start in zip(found, missing, strict=True))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("API: GET /v1/models", []),
        ("API: GET /v1/eval-sets/{eval_set_id}", []),
        ("API: GET /v1/nothing", ["API: GET /v1/nothing is not in the spec"]),
        ("See the API.", ["the line `API: METHOD /v1/…` is missing"]),
    ],
)
def test_the_api_line_must_name_a_route_of_the_spec(text: str, missing: list[str]) -> None:
    assert route_problems(text) == missing


# --- errors


@pytest.mark.parametrize("name", errors.__all__)
def test_an_error_class_documents_its_attributes_and_the_arguments_of_its_constructor(name: str) -> None:
    cls = getattr(errors, name)
    own = vars(cls).get("__init__")
    if not isinstance(own, FunctionType) or attrs.has(cls):
        assert cls.__doc__
        return
    attributes = sections(cls)["Attributes"]
    arguments = sections(own)["Args"]
    for argument in arguments_of(own):
        assert re.search(rf"^ {{4}}{argument}:", arguments, re.MULTILINE), argument
        if argument not in ("message", "context"):
            assert re.search(rf"^ {{4}}{argument}:", attributes, re.MULTILINE), argument
