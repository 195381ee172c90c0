"""The replay: what was recorded once is served again without a network, chunk by chunk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples import tour
from parallel import Parallel
from pareta_sandbox import Fault, Sandbox
from pareta_sandbox.recorder.cassette import Body, Cassette, Exchange, Response

from .conftest import PARETA, TASK
from .recorders import RawClient, proxied, replayed

TASK_ID = "contract-key-fields"
RUN = {"input": "United Nations", "processor": "base"}
CANARY = "tour-canary-key-1d7a"


class Stage:
    """What the chapters of the tour need of a sandbox: its address."""

    def __init__(self, url: str) -> None:
        self.url = url


def play_the_tour(url: str, capsys: pytest.CaptureFixture[str]) -> str:
    stage: Any = Stage(url)
    for title, _, chapter in tour.CHAPTERS[:4]:
        print(title)
        chapter(stage)
    return capsys.readouterr().out


# The tour leaves streams of deployments before they are read to their ends.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_whole_tour_runs_again_offline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Sandbox(speed=100) as box, proxied(box.url, tmp_path / "tour") as (url, report):
        recorded = play_the_tour(url, capsys)
        assert report.count("broken") == 0, report.as_text()
    with replayed(tmp_path / "tour") as url:
        found = play_the_tour(url, capsys)
    assert last_lines(found) == last_lines(recorded)


def last_lines(output: str) -> list[str]:
    """Return the lines that do not say how far something was at some moment."""
    return [line for line in output.splitlines() if "%" not in line and "…" not in line and " s" not in line]


def test_an_upload_goes_to_the_replay_itself(tmp_path: Path) -> None:
    document = b"%PDF-1.7 pages"

    def announce(url: str) -> Any:
        rows = {"items": ("rows.jsonl", b'{"input": {"a": 1}, "expected_output": {"b": 1}}\n')}
        created = httpx.post(
            f"{url}/v1/eval-sets", files=rows, data={"task_id": TASK_ID}, headers=PARETA
        ).json()
        record = {"idx": 0, "field_name": "a", "mime": "application/pdf", "file_size": len(document)}
        target = f"{url}/v1/eval-sets/{created['eval_set']['id']}/blob-upload-url"
        return httpx.post(target, json=record, headers=PARETA).json()

    with Sandbox() as box, proxied(box.url, tmp_path) as (url, _):
        address = announce(url)["upload_url"]
    assert address.startswith(box_url := address.partition("/_storage/")[0])
    assert address.removeprefix(box_url) not in "".join(one.read_text() for one in tmp_path.iterdir())
    with replayed(tmp_path) as url:
        address = announce(url)["upload_url"]
        assert address.startswith(url)
        assert httpx.put(address, content=document).status_code == 200


def test_retries_see_the_responses_in_the_order_of_the_recording(tmp_path: Path) -> None:
    with Sandbox() as box, proxied(box.url, tmp_path) as (url, _):
        box.fail("createTaskRun", Fault(status=503, retry_after=0), times=2)
        with Parallel(api_key=CANARY, base_url=url) as client:
            run = client.task_run.create(**RUN)
    assert CANARY not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    with replayed(tmp_path) as url, Parallel(api_key="another-key", base_url=url) as client:
        assert client.task_run.create(**RUN).run_id == run.run_id


def test_chunks_of_a_stream_keep_their_boundaries(tmp_path: Path) -> None:
    chat = {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": "Say hello."}], "stream": True}

    def raw(url: str) -> bytes:
        body = json.dumps(chat).encode()
        with RawClient(url) as client:
            client.send(
                b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer pareta_sk_test_1\r\n"
                b"Content-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                % len(body)
            )
            client.send(body)
            return client.read_all().partition(b"\r\n\r\n")[2]

    with Sandbox() as box, proxied(box.url, tmp_path) as (url, _):
        recorded = raw(url)
    with replayed(tmp_path) as url:
        assert raw(url) == recorded
    chunks = recorded.split(b"\r\n")[1:-3:2]
    assert len(chunks) > 2
    assert all(chunk.endswith(b"\n\n") for chunk in chunks)


def write(folder: Path, response: Response | None) -> None:
    exchange = Exchange("listModels", "GET", "/v1/models", (), Body(), response)
    Cassette(folder).write(1, exchange)


CODED = Response(
    200,
    "OK",
    (("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Content-Length", "7")),
    Body((b'{"data"', b":[]}"), (0.0, 0.0), None, 11),
)


def test_a_coded_body_is_coded_again(tmp_path: Path) -> None:
    write(tmp_path, CODED)
    with replayed(tmp_path) as url:
        response = httpx.get(f"{url}/v1/models")
    assert response.headers["content-encoding"] == "gzip"
    assert response.json() == {"data": []}


@pytest.mark.parametrize(
    "response",
    [
        None,
        Response(200, "OK", (("Content-Length", "9"),), Body((b"cut",), (0.0,), None, 3), "broken"),
        Response(200, "OK", (), Body((b"cut",), (0.0,), None, 3), "broken"),
    ],
)
def test_a_connection_that_broke_breaks_again(tmp_path: Path, response: Response | None) -> None:
    write(tmp_path, response)
    with replayed(tmp_path) as url, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{url}/v1/models")


@pytest.mark.parametrize("status", [204, 304])
def test_a_response_without_a_body_has_none(tmp_path: Path, status: int) -> None:
    write(tmp_path, Response(status, "Fine", (("ETag", '"a"'),), Body()))
    with replayed(tmp_path) as url:
        response = httpx.get(f"{url}/v1/models")
    assert (response.status_code, response.reason_phrase, response.headers["etag"]) == (status, "Fine", '"a"')


def test_what_was_not_recorded_is_a_501_that_says_what_was_closest(tmp_path: Path) -> None:
    with Sandbox() as box, proxied(box.url, tmp_path) as (url, _):
        httpx.post(f"{url}/v1/tasks/runs", json=RUN, headers=TASK)
    with replayed(tmp_path) as url:
        response = httpx.post(f"{url}/v1/tasks/runs", json={**RUN, "processor": "core"}, headers=TASK)
    assert response.status_code == 501
    assert response.json() == {
        "detail": "POST /v1/tasks/runs was not recorded; closest is 0001-createTaskRun.json, whose body differs in "
        "processor"
    }


def test_a_client_that_waits_for_it_is_told_to_send_its_body(tmp_path: Path) -> None:
    write(tmp_path, CODED)
    with replayed(tmp_path) as url, RawClient(url) as raw:
        raw.send(
            b"POST /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert raw.read_until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.send(b"{}")
        assert raw.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 501 ")


def test_a_refused_head_request_has_no_body_and_keeps_the_connection(tmp_path: Path) -> None:
    write(tmp_path, CODED)
    request = b"HEAD /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with replayed(tmp_path) as url, RawClient(url) as raw:
        raw.send(request + request)
        for _ in range(2):
            assert raw.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 501 ")


def test_a_body_that_was_too_large_to_record_is_a_501_that_says_so(tmp_path: Path) -> None:
    write(tmp_path, Response(200, "OK", (), Body((), (), "it has more than 10 bytes", 11, "00")))
    with replayed(tmp_path) as url:
        response = httpx.get(f"{url}/v1/models")
    assert response.status_code == 501
    assert "0001-listModels.json was not recorded: it has more than 10 bytes" in response.text


def test_a_web_page_cannot_use_the_replay(tmp_path: Path) -> None:
    write(tmp_path, CODED)
    with replayed(tmp_path) as url:
        assert httpx.get(f"{url}/v1/models", headers={"origin": "https://evil.example"}).status_code == 403
