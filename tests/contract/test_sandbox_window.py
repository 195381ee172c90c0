"""The sandbox's page for people: what it shows, who may see it, and that what a client sends is only text there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pareta_sandbox import Fault, Sandbox
from pareta_sandbox.window.traffic import MAX_EXCHANGES, MAX_MESSAGE, Traffic, find_message
from tests.browser import CHROMIUM, Page, chromium

FILES = ["/", "/_sandbox/window/page.css", "/_sandbox/window/page.js"]
EVENTS = "/_sandbox/window/events"
MARKUP = "<img src=x onerror=\"document.title='taken'\">"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def start_run(box: Sandbox, **fields: Any) -> httpx.Response:
    return httpx.post(f"{box.url}/v1/tasks/runs", json=fields, headers={"x-api-key": "test"}, trust_env=False)


def first_events(box: Sandbox) -> dict[str, Any]:
    """Return what a page that is opened now receives first: the exchanges and the state."""
    found: dict[str, Any] = {}
    with httpx.stream("GET", f"{box.url}{EVENTS}", trust_env=False) as response:
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found[name] = json.loads(line.removeprefix("data: "))
            if "state" in found:
                break
    return found


@pytest.mark.parametrize("path", FILES)
def test_the_page_comes_from_the_sandbox_alone(box: Sandbox, path: str) -> None:
    response = httpx.get(f"{box.url}{path}", trust_env=False)
    assert response.status_code == 200
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert re.findall(r"(?:https?:)?//[a-z]", re.sub(r"^//.*$", "", response.text, flags=re.MULTILINE)) == []


@pytest.mark.parametrize("path", [*FILES, EVENTS])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_other_site_sees_the_page(box: Sandbox, path: str, headers: dict[str, str]) -> None:
    assert httpx.get(f"{box.url}{path}", headers=headers, trust_env=False).status_code == 403


def test_the_page_receives_requests_and_the_state_they_leave(box: Sandbox) -> None:
    assert start_run(box, input="United Nations", processor="base").status_code == 202
    assert start_run(box, input="United Nations").status_code == 422
    httpx.get(f"{box.url}/v1/nowhere", trust_env=False)
    box.fail("createTaskRun", Fault(status=503))
    found = first_events(box)
    assert [
        (one["number"], one["path"], one["operation"], one["status"], one["message"])
        for one in found["exchanges"]
    ] == [
        (1, "/v1/tasks/runs", "createTaskRun", 202, None),
        (2, "/v1/tasks/runs", "createTaskRun", 422, "body.processor: Field required"),
        (3, "/v1/nowhere", None, 404, "Not Found"),
    ]
    assert all(one["seconds"] > 0 for one in found["exchanges"])
    state = found["state"]
    assert (state["requests"], state["runs"], state["bills"]) == (3, 1, 1)
    assert state["total_micro_usd"] == box.ledger.total_micro_usd > 0
    assert [endpoint["id"] for endpoint in state["endpoints"]] == ["ep_a1b2c3"]
    assert [(rule["operation"], rule["status"], rule["times_applied"]) for rule in state["faults"]] == [
        ("createTaskRun", 503, 0)
    ]


def test_a_fault_that_is_used_up_is_no_longer_in_force(box: Sandbox) -> None:
    box.fail("createTaskRun", Fault(status=503), times=1)
    box.fail("listModels", Fault(status=500), times=2)
    assert start_run(box, input="United Nations", processor="base").status_code == 503
    state = first_events(box)["state"]
    assert [rule["operation"] for rule in state["faults"]] == ["listModels"]
    assert state["faults_applied"] == 1


def test_no_key_gets_to_the_page(box: Sandbox) -> None:
    httpx.get(f"{box.url}/v1/models", headers={"authorization": "Bearer pareta_sk_secret"}, trust_env=False)
    assert "pareta_sk_secret" not in json.dumps(first_events(box))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", None),
        (b"no JSON", "no JSON"),
        (b"3", None),
        (b'{"detail": "because"}', "because"),
        (
            b'{"detail": [{"loc": ["body", "n"], "msg": "too large"}, {"msg": "no"}]}',
            "body.n: too large; no",
        ),
        (b'{"error": {"message": "the key is invalid"}}', "the key is invalid"),
        (b'{"error": "no"}', None),
        (json.dumps({"detail": "x" * 2_000}).encode(), "x" * MAX_MESSAGE),
    ],
)
def test_the_message_of_an_error_is_found(body: bytes, message: str | None) -> None:
    assert find_message(body) == message


def test_only_the_last_exchanges_are_kept_and_each_change_is_told_once() -> None:
    traffic = Traffic()
    for number in range(MAX_EXCHANGES + 5):
        traffic.end(traffic.begin("GET", f"/{number}", None, "req"), b"")
    assert [one.number for one in traffic.since(0)] == list(range(6, MAX_EXCHANGES + 6))
    version = traffic.version
    open_request = traffic.begin("GET", "/last", None, "req")
    assert [one.path for one in traffic.since(version)] == ["/last"]
    version = traffic.version
    assert list(traffic.since(version)) == []
    traffic.respond(open_request, 200)
    assert [one.status for one in traffic.since(version)] == [200]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; CHROMIUM= names one")
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("width", [420, 1200])
def test_a_browser_shows_requests_as_they_come(box: Sandbox, page: Page, width: int) -> None:
    page.open(box.url, width=width)
    page.wait_for("document.querySelector('#connection')?.textContent === 'live'")
    start_run(box, input="United Nations")
    page.wait_for("document.querySelector('#exchanges tbody tr td:nth-child(3)')?.textContent === '422'")
    row = page.evaluate("document.querySelector('#exchanges tbody tr').textContent")
    assert row.startswith("1POST /v1/tasks/runsbody.processor: Field required422")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert f"PARETA_BASE_URL={box.url}" in page.evaluate("document.querySelector('#environment').textContent")


def test_what_a_client_sends_is_shown_as_text(box: Sandbox, page: Page) -> None:
    page.open(box.url)
    httpx.get(f"{box.url}/v1/{MARKUP}", trust_env=False)
    page.wait_for("document.querySelector('#exchanges tbody tr td:nth-child(3)')?.textContent === '404'")
    assert "onerror" in page.evaluate("document.querySelector('#exchanges tbody').textContent")
    assert page.evaluate("document.images.length") == 0
    assert page.evaluate("document.title") == "Sandbox"


def test_a_fault_is_shown_in_words(box: Sandbox, page: Page) -> None:
    box.fail("createTaskRun", Fault(status=503, headers={"x": MARKUP}), times=2, after=1)
    page.open(box.url)
    page.wait_for("document.querySelector('#faults .note')")
    shown = page.evaluate("document.querySelector('#faults').textContent")
    assert shown.startswith("createTaskRun status=503 headers=")
    assert shown.endswith("used 0 of 2, from request 2 on")
    assert page.evaluate("document.images.length") == 0
