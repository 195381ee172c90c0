"""Async mirrors sync method for method: the same names, the same signatures, the same types."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from typing import Any

import pytest

import parallel
import pareta

PACKAGES = ["pareta", "parallel", "pareta_core"]
CLIENTS = [(pareta.AsyncPareta, pareta.Pareta), (parallel.AsyncParallel, parallel.Parallel)]
# What the wire's route table promises, as a user writes it.
PROMISED = {
    pareta.Pareta: [
        "chat.completions.create",
        "models.list",
        "auto.metrics",
        "playground.frontier",
        *[
            f"endpoints.{name}"
            for name in ("deploy", "list", "retrieve", "start", "stop", "delete", "metrics")
        ],
        *[f"tasks.{name}" for name in ("list", "retrieve", "match", "leaderboard", "recommended")],
        "evals.frontier_models",
        *[
            f"evals.sets.{name}"
            for name in ("create", "propose_contract", "list", "retrieve", "delete", "upload_document")
        ],
        *[f"evals.runs.{name}" for name in ("create", "retrieve", "wait")],
    ],
    parallel.Parallel: [
        *[f"task_run.{name}" for name in ("create", "retrieve", "input", "result", "events", "execute")],
        *[
            f"task_group.{name}"
            for name in ("create", "retrieve", "add_runs", "get_runs", "events", "retrieve_run")
        ],
    ],
}


def sync_name(name: str) -> str:
    """Return what something of the async side is called on the sync side."""
    name = name.replace("Async", "").replace("handle_async_", "handle_").replace("_async", "_sync")
    name = re.sub(r"\b__a(enter|exit|iter|next)__", r"__\1__", name)
    return re.sub(r"\ba(close|read)\b", r"\1", name)


def modules(package: str) -> list[str]:
    folder = importlib.import_module(f"{package}._async")
    return [f"{package}._async.{module.name}" for module in pkgutil.iter_modules(folder.__path__)]


def classes() -> list[tuple[type, type]]:
    found: list[tuple[type, type]] = []
    for name in [name for package in PACKAGES for name in modules(package)]:
        module, twin = importlib.import_module(name), importlib.import_module(name.replace("_async", "_sync"))
        own = [cls for cls in vars(module).values() if inspect.isclass(cls) and cls.__module__ == name]
        found += [(cls, getattr(twin, sync_name(cls.__name__))) for cls in own]
    return found


def public(cls: type) -> set[str]:
    inherited = {name for base in cls.__mro__[:-1] for name in vars(base)}
    lifecycle = {
        "__aenter__",
        "__aexit__",
        "__aiter__",
        "__anext__",
        "__enter__",
        "__exit__",
        "__iter__",
        "__next__",
    }
    return {name for name in inherited if not name.startswith("_") or name in lifecycle}


def shape(function: Any) -> str:
    """Return a signature in the words of the sync side."""
    text = sync_name(str(inspect.signature(function)))
    return re.sub(r"Awaitable\[([^\[\]]+)\]", r"\1", text)


PAIRS = classes()


def test_there_are_pairs_to_compare() -> None:
    names = {cls.__name__ for cls, _ in PAIRS}
    assert {
        "AsyncPareta",
        "AsyncParallel",
        "AsyncEvalRuns",
        "AsyncMetrics",
        "AsyncStream",
        "AsyncTransport",
    } <= names


@pytest.mark.parametrize(("cls", "twin"), PAIRS, ids=lambda cls: cls.__qualname__)
def test_both_sides_have_the_same_public_attributes(cls: type, twin: type) -> None:
    assert {sync_name(name) for name in public(cls)} == public(twin)


@pytest.mark.parametrize(("cls", "twin"), PAIRS, ids=lambda cls: cls.__qualname__)
def test_both_sides_have_the_same_signatures(cls: type, twin: type) -> None:
    for name in sorted(public(cls) | {"__init__"}):
        function, other = inspect.getattr_static(cls, name), inspect.getattr_static(twin, sync_name(name))
        assert type(function) is type(other), name
        if isinstance(function, classmethod):
            function, other = function.__func__, other.__func__
        if not inspect.isfunction(function) or function.__module__.partition(".")[0] not in PACKAGES:
            continue  # (A transport inherits from httpx, which names its type variables at will.)
        assert shape(function) == shape(other), name
        overloads = [shape(each) for each in typing.get_overloads(function)]
        assert overloads == [shape(each) for each in typing.get_overloads(other)], name
        assert not inspect.iscoroutinefunction(other), name


@pytest.mark.parametrize(("cls", "twin"), PAIRS, ids=lambda cls: cls.__qualname__)
def test_both_sides_are_documented_alike(cls: type, twin: type) -> None:
    for name in sorted(public(cls)):
        mine, other = getattr(cls, name).__doc__ or "", getattr(twin, sync_name(name)).__doc__ or ""
        if not name.startswith("_") and callable(getattr(cls, name)):
            assert mine, f"{cls.__name__}.{name} has no docstring"
        assert len(mine.splitlines()) == len(other.splitlines()), name


@pytest.mark.parametrize(("made", "twin"), CLIENTS, ids=lambda cls: cls.__name__)
def test_the_namespaces_of_both_clients_are_made_and_have_what_the_wire_promises(
    made: Any, twin: Any
) -> None:
    for cls in (made, twin):
        client = cls(api_key="pareta_sk_test")
        for path in PROMISED[twin]:
            found: Any = client
            for step in path.split("."):
                found = getattr(found, step)
            assert callable(found), path
            expected = cls is made and path != "endpoints.metrics"
            assert inspect.iscoroutinefunction(found) is expected, path


@pytest.mark.parametrize("package", [pareta, parallel], ids=lambda package: package.__name__)
def test_what_a_package_offers_for_async_it_offers_for_sync(package: Any) -> None:
    names = {name for name in dir(package) if not name.startswith("_")}
    asynchronous = {name for name in names if name.startswith("Async")}
    assert asynchronous
    assert {sync_name(name) for name in asynchronous} <= names


@pytest.mark.parametrize("package", [pareta, parallel], ids=lambda package: package.__name__)
def test_every_error_of_a_package_is_under_its_root(package: Any) -> None:
    root = package.ParetaError if package is pareta else package.ParallelError
    named = [getattr(package, name) for name in dir(package) if name.endswith("Error")]
    errors = [each for each in named if each is not parallel.TaskRunError]  # the API's record of a failure
    assert len(errors) > 15
    assert all(issubclass(error, root) for error in errors)


def test_metrics_are_had_without_waiting_on_both_sides() -> None:
    metrics = pareta.AsyncPareta(api_key="pareta_sk_test").endpoints.metrics("ep_1")
    assert type(metrics).__name__ == "AsyncMetrics"
    assert inspect.iscoroutinefunction(metrics.cost)
