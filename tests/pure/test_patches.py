"""A class is patched if one of its methods comes from another package, whoever put it there and however."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from unittest import mock

import httpx
import pytest
import wrapt

from pareta_core.patches import PatchDetector


def _plain(original: Any) -> Any:
    def replaced(*args: Any, **named: Any) -> Any:
        return original(*args, **named)

    return replaced


def _by_wrapt(original: Any) -> Any:
    return wrapt.FunctionWrapper(original, lambda wrapped, _, args, named: wrapped(*args, **named))


WAYS: dict[str, Callable[[Any], Any]] = {
    "a function": _plain,
    "a function that copies the name": lambda original: functools.wraps(original)(_plain(original)),
    "wrapt": _by_wrapt,
    "a mock": lambda _: mock.MagicMock(),
    "functools.partial": functools.partial,
}


@pytest.mark.parametrize("name", ["handle_request", "close", "__init__"])
@pytest.mark.parametrize("way", WAYS)
def test_a_method_of_another_package_is_noticed_and_its_end_too(
    way: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = PatchDetector(httpx.HTTPTransport, httpx.Client)
    assert not detector()
    with monkeypatch.context() as patched:
        patched.setattr(httpx.HTTPTransport, name, WAYS[way](getattr(httpx.HTTPTransport, name)))
        assert detector()
        assert detector()
    assert not detector()


def test_a_class_that_is_patched_already_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx.Client, "send", _plain(httpx.Client.send))
    assert PatchDetector(httpx.Client)()


def test_a_property_of_another_package_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx.Response, "content", property(lambda self: b""))
    assert PatchDetector(httpx.Response)()


@pytest.mark.parametrize(
    "cls", [httpx.Client, httpx.AsyncClient, httpx.HTTPTransport, httpx.Response, httpx.URL]
)
def test_a_class_as_its_package_made_it_is_not_patched(cls: type) -> None:
    assert not PatchDetector(cls)()
