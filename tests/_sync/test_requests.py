# Mirrored from tests/_async/test_requests.py by codegen/mirror.py; do not edit.
"""What every request carries, what every result keeps of its response, and what a client owns."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import parallel
import pareta
from parallel import Parallel
from pareta import Pareta
from tests._sync.calls import PARALLEL, PARALLEL_STREAMS, PARETA, PARETA_STREAMS, FacadeCall, methods
from tests.support import (
    ENDPOINT,
    EVAL_SET,
    MESSAGES,
    PARALLEL_KEY,
    PARETA_KEY,
    REQUEST_ID,
    Clients,
    Wire,
    completion,
    respond,
    run,
    stream,
)

# --- headers


@pytest.mark.parametrize("call", PARETA, ids=str)
def test_every_request_to_pareta_has_its_headers(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body))
    call.make(Clients.pareta(wire))
    assert wire.header("authorization") == f"Bearer {PARETA_KEY}"
    assert wire.header("x-api-key") is None
    assert wire.header("accept") == "application/json"
    assert re.fullmatch(r"pareta-sdk/\S+ python/3\.\S+", wire.header("user-agent") or "")
    assert str(wire.requests[0].url).startswith("https://api.pareta.ai/v1/")


@pytest.mark.parametrize("call", PARALLEL, ids=str)
def test_every_request_to_the_task_api_has_its_headers(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body))
    call.make(Clients.parallel(wire))
    assert wire.header("x-api-key") == PARALLEL_KEY
    assert wire.header("authorization") is None
    assert wire.header("accept") == "application/json"
    assert wire.header("parallel-beta") is None
    assert str(wire.requests[0].url).startswith("https://api.parallel.ai/v1/tasks/")


def test_a_json_body_has_its_content_type_and_a_get_has_no_body() -> None:
    wire = Wire(respond(200, completion()), respond(200, []))
    client = Clients.pareta(wire)
    client.chat.completions.create(model="ep_1", messages=MESSAGES)
    assert wire.header("content-type") == "application/json"
    client.endpoints.list()
    assert wire.header("content-type") is None


def test_every_method_of_the_spec_is_among_the_calls() -> None:
    called = {call.operation for call in [*PARETA, *PARETA_STREAMS, *PARALLEL, *PARALLEL_STREAMS]}
    assert called == {operation["id"] for operation in methods()}


@pytest.mark.parametrize("call", PARETA_STREAMS, ids=str)
def test_a_stream_request_accepts_event_streams(call: FacadeCall) -> None:
    wire = Wire(stream(b""))
    (call.make(Clients.pareta(wire))).close()
    assert wire.header("accept") == "text/event-stream"


def test_default_headers_go_with_every_request_and_extra_headers_win() -> None:
    wire = Wire(then=respond(200, []))
    client = Clients.pareta(wire, default_headers={"X-Team": "legal", "X-Stage": "test"})
    client.endpoints.list(extra_headers={"x-team": "finance", "User-Agent": "mine"})
    assert (wire.header("x-team"), wire.header("x-stage")) == ("finance", "test")
    assert wire.header("user-agent") == "mine"
    client.endpoints.list()
    assert wire.header("x-team") == "legal"


# --- options of a call


@pytest.mark.parametrize(
    ("make", "body"),
    [
        (lambda pa, **options: pa.endpoints.list(**options), []),
        (lambda pa, **options: pa.endpoints.retrieve("ep_1", **options), ENDPOINT),
        (lambda pa, **options: pa.endpoints.metrics("ep_1").cost(**options), {}),
        (lambda pa, **options: pa.tasks.retrieve("t", **options), {"id": "t"}),
        (lambda pa, **options: pa.evals.sets.list(**options), {"eval_sets": []}),
        (
            lambda pa, **options: pa.chat.completions.create(model="m", messages=MESSAGES, **options),
            completion(),
        ),
    ],
)
def test_extras_and_a_timeout_go_with_any_call(make: Any, body: Any) -> None:
    wire = Wire(respond(200, body))
    client = Clients.pareta(wire)
    make(client, extra_headers={"x-trace": "1"}, extra_query={"debug": True, "tag": ["a", "b"]}, timeout=3.5)
    assert wire.header("x-trace") == "1"
    assert wire.query == [("debug", "true"), ("tag", "a"), ("tag", "b")]
    assert set(wire.requests[0].extensions["timeout"].values()) == {3.5}


def test_extras_go_with_the_calls_of_the_task_api() -> None:
    wire = Wire(respond(202, run()), respond(200, run()))
    client = Clients.parallel(wire)
    client.task_run.create(
        input="a",
        processor="base",
        extra_headers={"x-trace": "1"},
        extra_query={"debug": 1},
        extra_body={"force": True, "processor": "core"},
        timeout=httpx.Timeout(9.0, connect=2.0),
    )
    assert wire.header("x-trace") == "1"
    assert wire.query == [("debug", "1")]
    assert wire.body == {"processor": "core", "input": "a", "force": True}
    assert wire.requests[0].extensions["timeout"] == {"connect": 2.0, "read": 9.0, "write": 9.0, "pool": 9.0}
    client.task_run.retrieve("trun_1", extra_query={"debug": 2})
    assert wire.query == [("debug", "2")]


def test_extra_members_of_a_form_become_fields() -> None:
    wire = Wire(respond(201, {"eval_set": {"id": "es_1"}}))
    Clients.pareta(wire).evals.sets.create(task="t", items=[{"input": 1}], extra_body={"region": "eu"})
    assert b'name="region"\r\n\r\neu\r\n' in wire.requests[0].content


def test_an_extra_body_for_a_call_without_a_body_is_an_error() -> None:
    with pytest.raises(TypeError, match="extra_body"):
        Clients.pareta(Wire()).endpoints.list(extra_body={"a": 1})


def test_ids_are_escaped() -> None:
    wire = Wire(respond(200, ENDPOINT))
    Clients.pareta(wire).endpoints.retrieve("a/b?c#d é")
    assert wire.requests[0].url.raw_path == b"/v1/endpoints/a%2Fb%3Fc%23d%20%C3%A9"


def test_an_object_stands_for_its_id() -> None:
    wire = Wire(respond(200, ENDPOINT), respond(200, {"status": "stopped"}))
    client = Clients.pareta(wire)
    endpoint = client.endpoints.retrieve("ep_1")
    client.endpoints.stop(endpoint)
    assert wire.paths[-1] == "POST /v1/endpoints/ep_1/stop"


# --- what is behind a result


@pytest.mark.parametrize("call", PARETA, ids=str)
def test_every_result_of_pareta_has_its_response(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body, x_extra="yes"))
    found = call.make(Clients.pareta(wire))
    assert found.response is not None
    assert found.response.status_code == call.status
    assert found.response.request_id == REQUEST_ID
    assert found.response.headers["X-Extra"] == "yes"


@pytest.mark.parametrize("call", PARALLEL, ids=str)
def test_every_result_of_the_task_api_has_its_response(call: FacadeCall) -> None:
    wire = Wire(respond(call.status, call.body, x_extra="yes"))
    found = call.make(Clients.parallel(wire))
    assert found.response is not None
    assert found.response.status_code == call.status
    assert found.response.request_id == REQUEST_ID
    assert found.response.headers["X-Extra"] == "yes"


@pytest.mark.parametrize("call", [*PARETA_STREAMS, *PARALLEL_STREAMS], ids=str)
def test_every_stream_has_its_response(call: FacadeCall) -> None:
    wire = Wire(stream(b"", x_extra="yes"))
    client = Clients.pareta(wire) if call in PARETA_STREAMS else Clients.parallel(wire)
    with call.make(client) as found:
        assert found.response.status_code == 200
        assert found.response.request_id == REQUEST_ID
        assert found.response.headers["x-extra"] == "yes"


def test_a_success_status_that_the_spec_does_not_list_is_decoded_like_one_that_it_does() -> None:
    wire = Wire(respond(200, run()), respond(206, ENDPOINT), respond(200, b""))
    assert (Clients.parallel(wire).task_run.create(input="a", processor="base")).run_id == "trun_1"
    client = Clients.pareta(wire)
    assert (client.endpoints.retrieve("ep_1")).is_live
    assert (client.endpoints.delete("ep_1")).response is not None


def test_unknown_fields_are_kept_and_readable() -> None:
    record = {**ENDPOINT, "status": "hibernating", "gpu_hours": 5, "name": None}
    wire = Wire(respond(200, record))
    endpoint = Clients.pareta(wire).endpoints.retrieve("ep_1")
    assert endpoint.status == "hibernating"
    assert endpoint["gpu_hours"] == endpoint.get("gpu_hours") == 5
    assert endpoint.get("nothing", "else") == "else"
    assert endpoint.to_dict() == record
    assert endpoint.name == "ep_1"


# --- variants, ownership, lifecycle


def test_a_variant_shares_the_connections_and_does_not_change_the_original() -> None:
    wire = Wire(then=respond(200, []))
    client = Clients.pareta(wire, default_headers={"x-a": "1"})
    variant = client.with_options(
        api_key="pareta_sk_other", timeout=5.0, max_retries=7, default_headers={"x-b": "2"}
    )
    variant.endpoints.list()
    assert wire.header("authorization") == "Bearer pareta_sk_other"
    assert (wire.header("x-a"), wire.header("x-b")) == ("1", "2")
    assert wire.requests[-1].extensions["timeout"]["read"] == 5.0
    assert variant.max_retries == 7
    client.endpoints.list()
    assert wire.header("authorization") == f"Bearer {PARETA_KEY}"
    assert (wire.header("x-a"), wire.header("x-b")) == ("1", None)
    assert client.max_retries == 2
    assert isinstance(variant, Pareta)


def test_a_variant_can_use_another_base_url() -> None:
    wire = Wire(respond(200, []))
    variant = Clients.pareta(wire).with_options(base_url="https://staging.example.com/api/")
    variant.endpoints.list()
    assert str(wire.requests[0].url) == "https://staging.example.com/api/v1/endpoints"
    assert variant.base_url == "https://staging.example.com/api"


def test_closing_one_of_two_variants_closes_both() -> None:
    client = Pareta(api_key=PARETA_KEY)
    variant = client.with_options(max_retries=0)
    variant.close()
    with pytest.raises(pareta.ParetaError, match="closed"):
        client.endpoints.list()


def test_a_closed_client_sends_nothing_and_says_so() -> None:
    with Pareta(api_key=PARETA_KEY) as client:
        pass
    with pytest.raises(pareta.ParetaError, match="closed"):
        client.models.list()
    with Parallel(api_key=PARALLEL_KEY) as other:
        pass
    with pytest.raises(parallel.ParallelError, match="closed"):
        other.task_run.events("trun_1")
    client.close()


def test_a_users_http_client_stays_open() -> None:
    wire = Wire(then=respond(200, []))
    with httpx.Client(transport=httpx.MockTransport(wire)) as http:
        with Pareta(api_key=PARETA_KEY, http_client=http) as client:
            client.endpoints.list()
        assert not http.is_closed
    assert http.is_closed


def test_a_copy_of_a_client_uses_the_same_http_client() -> None:
    wire = Wire(then=respond(200, []))
    client = Clients.pareta(wire)
    for twin in (copy.copy(client), copy.deepcopy(client)):
        twin.endpoints.list()
    assert len(wire.requests) == 2


def test_an_http_client_that_the_user_closed_is_reported_as_closed() -> None:
    http = httpx.Client(transport=httpx.MockTransport(Wire()))
    http.close()
    with pytest.raises(pareta.ParetaError, match="closed"):
        Pareta(api_key=PARETA_KEY, http_client=http).endpoints.list()


def test_an_http_client_closed_while_a_call_begins_is_reported_as_closed() -> None:
    class Closing(httpx.Client):
        def send(self, *args: Any, **settings: Any) -> httpx.Response:
            self.close()
            return super().send(*args, **settings)

    wire = Wire()
    http = Closing(transport=httpx.MockTransport(wire))
    with pytest.raises(pareta.ParetaError, match="client is closed"):
        Clients.pareta(wire, http_client=http).models.list()


def test_an_http_client_closed_during_a_billed_request_leaves_the_outcome_unknown() -> None:
    class Closing(httpx.Client):
        def send(self, *args: Any, **settings: Any) -> httpx.Response:
            super().send(*args, **settings)
            self.close()
            raise RuntimeError("the handler is closed")  # as event loops say it

    wire = Wire(respond(202, run()))
    http = Closing(transport=httpx.MockTransport(wire))
    with pytest.raises(parallel.OutcomeUnknownError, match="client is closed") as caught:
        Clients.parallel(wire, http_client=http).task_run.create(input="a", processor="base")
    assert caught.value.idempotency_key == wire.keys[0]


def test_a_users_http_client_keeps_its_timeout_but_that_of_a_call_wins() -> None:
    wire = Wire(then=respond(200, []))
    http = httpx.Client(transport=httpx.MockTransport(wire), timeout=httpx.Timeout(11.0, connect=1.0))
    client = Pareta(api_key=PARETA_KEY, http_client=http, timeout=99.0)
    client.endpoints.list()
    assert wire.requests[-1].extensions["timeout"] == {
        "connect": 1.0,
        "read": 11.0,
        "write": 11.0,
        "pool": 11.0,
    }
    client.endpoints.list(timeout=2.0)
    assert wire.requests[-1].extensions["timeout"]["read"] == 2.0


def test_a_redirect_is_not_followed_even_by_a_client_that_would() -> None:
    wire = Wire(then=respond(307, b"", location="https://elsewhere.example.com/"))
    http = httpx.Client(transport=httpx.MockTransport(wire), follow_redirects=True)
    client = Pareta(api_key=PARETA_KEY, http_client=http)
    with pytest.raises(pareta.APIStatusError, match="Redirects are not followed") as caught:
        client.endpoints.list()
    assert caught.value.status_code == 307
    assert len(wire.requests) == 1


# --- construction


def test_settings_come_from_the_environment_and_what_is_passed_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", "pareta_sk_env")
    monkeypatch.setenv("PARETA_BASE_URL", "https://staging.example.com/")
    client = Pareta.from_env(max_retries=5, timeout=120.0)
    assert (client.base_url, client.max_retries) == ("https://staging.example.com", 5)
    assert client.timeout == httpx.Timeout(120.0)
    assert Pareta.from_env(base_url="https://other.example.com").base_url == "https://other.example.com"
    monkeypatch.delenv("PARETA_BASE_URL")
    assert Pareta.from_env().base_url == "https://api.pareta.ai"
    monkeypatch.setenv("PARALLEL_API_KEY", "k")
    monkeypatch.setenv("PARALLEL_BASE_URL", "https://tasks.example.com/")
    assert Parallel().base_url == "https://tasks.example.com"
    assert Parallel(base_url="https://x.example.com").base_url == "https://x.example.com"


def test_a_client_gives_its_key_and_shows_it_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", "pareta_sk_env")
    client = Pareta.from_env()
    assert (client.api_key, client.with_options(api_key="pareta_sk_two").api_key) == (
        "pareta_sk_env",
        "pareta_sk_two",
    )
    assert Parallel(api_key="k").with_options(timeout=1.0).api_key == "k"
    assert [repr(key) for key in (client.api_key, client.with_options().api_key)] == ["'***'"] * 2


def test_the_key_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARETA_API_KEY", "pareta_sk_env")
    monkeypatch.setenv("PARALLEL_API_KEY", "env")
    wire = Wire(respond(200, []), respond(200, run()))
    http = httpx.Client(transport=httpx.MockTransport(wire))
    Pareta.from_env(http_client=http).endpoints.list()
    assert wire.header("authorization") == "Bearer pareta_sk_env"
    Parallel(http_client=http).task_run.retrieve("trun_1")
    assert wire.header("x-api-key") == "env"


def test_without_a_key_no_client_is_created(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARETA_API_KEY", "PARALLEL_API_KEY"):
        monkeypatch.setenv(name, " ")
    for make in (Pareta, Pareta.from_env, lambda: Pareta(api_key="")):
        with pytest.raises(
            pareta.ParetaError, match=r"^missing API key\. Pass api_key=… or set PARETA_API_KEY "
        ):
            make()
    for other in (Parallel, Parallel.from_env, lambda: Parallel(api_key="")):
        with pytest.raises(parallel.ParallelError, match="PARALLEL_API_KEY"):
            other()


@pytest.mark.parametrize(
    "secret", [" ", "abc\ndef", "abc\r\nx: y", "abc def", "clé-secrète", "“abc”", "a\0b", 5, b"abc"]
)
def test_an_invalid_key_is_rejected_and_not_repeated(secret: Any) -> None:
    with pytest.raises(pareta.ParetaError) as caught:
        Pareta(api_key=secret)
    with pytest.raises(parallel.ParallelError) as other:
        Parallel(api_key=secret)
    for error in (caught.value, other.value):
        assert str(secret).strip() not in str(error) or not str(secret).strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "api.pareta.ai",
        "/v1",
        "ftp://api.pareta.ai",
        "https://",
        "https:///v1",
        "https://:443",
        "http://a b",
        "https://user:pw@api.pareta.ai",
        "https://api.pareta.ai:port",
        "https://api.pareta.ai/?a=1",
        "http://[::1",
    ],
)
def test_an_invalid_base_url_is_rejected(url: str) -> None:
    with pytest.raises(pareta.ParetaError, match="base_url"):
        Pareta(api_key=PARETA_KEY, base_url=url)
    with pytest.raises(parallel.ParallelError, match="base_url"):
        Parallel(api_key=PARALLEL_KEY, base_url=url)
    with pytest.raises(pareta.ParetaError, match="base_url"):
        Pareta(api_key=PARETA_KEY).with_options(base_url=url)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"timeout": "60"}, TypeError),
        ({"timeout": 0}, ValueError),
        ({"timeout": float("nan")}, ValueError),
        ({"max_retries": "2"}, TypeError),
        ({"max_retries": True}, TypeError),
        ({"http_client": "http"}, TypeError),
        ({"http_client": object()}, TypeError),
        ({"http_client": httpx.Client}, TypeError),
        ({"http_client": httpx.MockTransport(Wire())}, TypeError),
        ({"http_client": httpx.HTTPTransport()}, TypeError),
        ({"default_headers": {"x": 5}}, TypeError),
        ({"default_headers": {"x": "a\nb"}}, ValueError),
    ],
)
def test_an_invalid_setting_is_rejected_by_its_name(settings: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind, match=next(iter(settings))):
        Pareta(api_key=PARETA_KEY, **settings)
    with pytest.raises(kind, match=next(iter(settings))):
        Parallel(api_key=PARALLEL_KEY, **settings)


CLIENTS: dict[str, Callable[[], Any]] = {
    "pareta": lambda: Pareta(api_key=PARETA_KEY),
    "parallel": lambda: Parallel(api_key=PARALLEL_KEY),
    "chat": lambda: Pareta(api_key=PARETA_KEY).chat,
    "completions": lambda: Pareta(api_key=PARETA_KEY).chat.completions,
    "models": lambda: Pareta(api_key=PARETA_KEY).models,
    "task_run": lambda: Parallel(api_key=PARALLEL_KEY).task_run,
    "task_group": lambda: Parallel(api_key=PARALLEL_KEY).task_group,
}


@pytest.mark.parametrize("name", ["with_raw_response", "with_streaming_response"])
@pytest.mark.parametrize("make", CLIENTS.values(), ids=CLIENTS)
def test_the_way_of_official_clients_to_raw_responses_is_named(make: Callable[[], Any], name: str) -> None:
    with pytest.raises(
        AttributeError, match=f"has no attribute '{name}': every result has .response"
    ) as caught:
        getattr(make(), name)
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("copy", "with_options"),
        ("beta", "betas="),
    ],
)
@pytest.mark.parametrize("make", [CLIENTS["pareta"], CLIENTS["parallel"]], ids=["pareta", "parallel"])
def test_other_names_of_official_clients_say_what_to_use(
    make: Callable[[], Any], name: str, instead: str
) -> None:
    client = make()
    with pytest.raises(AttributeError, match=f"has no attribute '{name}': .*{instead}"):
        getattr(client, name)
    assert not hasattr(client, name)


def test_an_attribute_error_within_a_property_is_not_hidden() -> None:
    class Http(httpx.Client):
        @property
        def timeout(self) -> Any:
            raise AttributeError("of the program's own client")

        @timeout.setter
        def timeout(self, value: Any) -> None: ...

    with Http() as http:
        client = Pareta(api_key="k", http_client=http)
        with pytest.raises(AttributeError, match="of the program's own client"):
            _ = client.timeout
    with pytest.raises(AttributeError, match="object has no attribute 'chta'"):
        _ = getattr(client, "chta")  # noqa: B009


def test_a_client_does_not_show_its_key() -> None:
    assert PARETA_KEY not in repr(Pareta(api_key=PARETA_KEY))
    assert PARETA_KEY not in repr(Pareta(api_key=PARETA_KEY).wire.settings)


def test_the_timeout_of_a_client_is_the_one_in_effect() -> None:
    assert Pareta(api_key="k").timeout == httpx.Timeout(60.0, connect=10.0)
    assert Parallel(api_key="k").timeout == httpx.Timeout(60.0, connect=10.0)
    assert Pareta(api_key="k", timeout=5.0).with_options(timeout=7.0).timeout == httpx.Timeout(7.0)
    given = httpx.Timeout(1.0, read=None)
    assert Pareta(api_key="k", timeout=given).timeout == given
    with httpx.Client(timeout=3.0) as http:
        client = Pareta(api_key="k", http_client=http)
        assert client.timeout == httpx.Timeout(3.0)
        assert client.with_options(timeout=4.0).timeout == httpx.Timeout(4.0)


@pytest.mark.parametrize("url", ["http://store.test/u", "https://user:password@store.test/u"])
def test_a_document_is_not_sent_where_it_would_be_less_safe(url: str) -> None:
    wire = Wire(respond(200, {"upload_url": url, "storage_uri": "s3://b/1"}))
    with pytest.raises(pareta.APIResponseError, match="its upload URL"):
        Clients.pareta(wire).evals.sets.upload_document("es_1", bytes(5 << 20), idx=0, field_name="f")
    assert len(wire.requests) == 1


def test_a_default_content_type_does_not_break_a_form() -> None:
    wire = Wire(respond(201, {"eval_set": EVAL_SET}))
    client = Clients.pareta(wire, default_headers={"Content-Type": "application/json"})
    client.evals.sets.create(task="t", items=[{"input": 1}])
    assert str(wire.header("content-type")).startswith("multipart/form-data; boundary=")


def test_a_price_is_known_of_a_response_that_cannot_be_used() -> None:
    wire = Wire(respond(200, {"id": "c"}, x_pareta_billed="120"), respond(400, {}, x_pareta_billed="7"))
    client = Clients.pareta(wire)
    for price in (120, 7):
        with pytest.raises((pareta.APIResponseError, pareta.APIStatusError)) as caught:
            client.chat.completions.create(model="m", messages=MESSAGES)
        assert caught.value.response is not None
        assert caught.value.response.billed_micro_usd == price
