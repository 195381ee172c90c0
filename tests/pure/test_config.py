"""A client's settings: which keys, base URLs, timeouts, headers and options are refused, and how they say so."""

from __future__ import annotations

import copy
import importlib
import math
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import parallel.errors
import pareta.errors
from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta
from pareta_core import config
from pareta_core.config import CallOptions, Settings, call_options
from pareta_core.deadline import NO_DEADLINE, Deadline
from pareta_core.retry import RetryPolicy
from pareta_wire.apis import PARALLEL, PARETA

CANARY = "pareta_sk_canary"
APIS = {"pareta": (PARETA, pareta.errors.ERRORS), "parallel": (PARALLEL, parallel.errors.ERRORS)}
apis = pytest.mark.parametrize(("api", "errors"), APIS.values(), ids=APIS)


def settings(api=PARETA, errors=pareta.errors.ERRORS, **changes) -> Settings:
    arguments = {
        "api_key": CANARY,
        "base_url": None,
        "timeout": None,
        "max_retries": 2,
        "default_headers": None,
        **changes,
    }
    return config.new_settings(api, errors, **arguments)


# Keys


@apis
@pytest.mark.parametrize(
    "key",
    [
        "pareta_sk_live_abc123",
        "k",
        "a.b-c_d~e+f/g==",
        "pareta_sk_live_…",
        "…",
        "!#$%&'*+.^`|~",
        "x" * 5000,
    ],
)
def test_a_key_that_a_header_can_carry_is_taken_as_it_is(api, errors, key):
    assert settings(api, errors, api_key=key).api_key == key


@apis
@pytest.mark.parametrize("key", [None, ""])
def test_a_missing_key_is_told_with_the_variable_to_set(api, errors, key):
    with pytest.raises(
        errors.root, match=rf"^missing API key\. Pass api_key=… or set {api.key_env}"
    ) as caught:
        settings(api, errors, api_key=key)
    assert type(caught.value) is errors.root


def test_a_missing_pareta_key_is_told_in_the_words_of_the_documentation():
    with pytest.raises(pareta.errors.ParetaError) as caught:
        settings(api_key="")
    said = "missing API key. Pass api_key=… or set PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."
    assert str(caught.value) == said


@apis
@pytest.mark.parametrize("key", [" ", "\t", "\n", "\r\n", " \u00a0\u3000 "])
def test_a_blank_key_is_refused(api, errors, key):
    with pytest.raises(errors.root, match=api.key_env):
        settings(api, errors, api_key=key)


ODD = {
    "line break at the end": f"{CANARY}\n",
    "carriage return at the end": f"{CANARY}\r",
    "line break inside": f"{CANARY}\r\nx-other: 1",
    "space at the end": f"{CANARY} ",
    "space before": f" {CANARY}",
    "space inside": f"{CANARY} {CANARY}",
    "tab": f"{CANARY}\t",
    "NUL": f"{CANARY}\0",
    "escape": f"{CANARY}\x1b[0m",
    "delete": f"{CANARY}\x7f",
    "C1 control": f"{CANARY}\x85",
    "no-break space": f"{CANARY}\u00a0",
    "zero-width space": f"{CANARY}\u200b",
    "line separator": f"{CANARY}\u2028",
    "BOM": f"\ufeff{CANARY}",
    "emoji": f"{CANARY}😀",
    "letter with an accent": f"{CANARY}é",
    "curly quotes": f"“{CANARY}”",
    "look-alike letter": CANARY.replace("a", "а"),
    "half a surrogate pair": f"{CANARY}\ud83d",
}


@apis
@pytest.mark.parametrize("key", ODD.values(), ids=[name.replace(" ", "-") for name in ODD])
def test_a_key_with_a_character_that_no_key_has_is_refused_without_repeating_it(api, errors, key):
    with pytest.raises(errors.root) as caught:
        settings(api, errors, api_key=key)
    said = str(caught.value)
    assert "the API key has a character that no key has" in said
    assert "canary" not in said + repr(caught.value)
    assert key not in said


@apis
@pytest.mark.parametrize("key", [CANARY.encode(), 7, [CANARY], {CANARY: 1}, True, object()])
def test_a_key_that_is_no_string_is_refused_without_repeating_it(api, errors, key):
    with pytest.raises(errors.root, match="the API key must be a string, not ") as caught:
        settings(api, errors, api_key=key)
    assert "canary" not in str(caught.value)


def test_the_key_is_not_in_the_repr_of_the_settings():
    found = settings(default_headers={"authorization": f"Bearer {CANARY}"})
    assert "canary" not in repr(found) + str(found)
    assert found.api_key == CANARY


# Base URLs


@apis
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com///", "https://api.example.com"),
        ("https://api.example.com/gateway/v2/", "https://api.example.com/gateway/v2"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("HTTPS://API.EXAMPLE.COM", "HTTPS://API.EXAMPLE.COM"),
        ("https://münchen.example", "https://münchen.example"),
    ],
)
def test_a_base_url_is_kept_without_its_slashes(api, errors, given, kept):
    assert settings(api, errors, base_url=given).base_url == (kept or api.server)


REFUSED_URLS = [
    "",
    " ",
    "/",
    "api.example.com",
    "localhost:8000",
    "127.0.0.1:8000",
    "//api.example.com",
    "ftp://api.example.com",
    "file:///etc/hosts",
    "wss://api.example.com",
    "https:",
    "https:/api.example.com",
    "https://",
    "https:///v1",
    "https://:443",
    "http://?x",
    "https://api.example.com:port",
    "https://api.example.com:99999",
    "https://[::1",
    "https://api example.com",
    "https://api.example.com/a b",
    " https://api.example.com",
    "https://api.example.com ",
    "https://api.example.com\n",
    "https://api.\nexample.com",
    "https://api.example.com/\r\nx: y",
    "https://api.example.com\0",
    "https://api.example.com\u00a0",
    "https://api.example.com?a=b",
    "https://api.example.com/#top",
    # Nothing stands behind these two marks, and still the path of every call would end up behind them.
    "https://api.example.com?",
    "https://api.example.com/#",
]


@apis
@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_base_url_that_cannot_work_is_refused_and_shown(api, errors, url):
    with pytest.raises(errors.root, match=r"^base_url ") as caught:
        settings(api, errors, base_url=url)
    assert repr(url) in str(caught.value)


@apis
@pytest.mark.parametrize(
    "url", [b"https://api.example.com", 7, ["https://api.example.com"], httpx.URL("https://a.b")]
)
def test_a_base_url_that_is_no_string_is_refused(api, errors, url):
    with pytest.raises(errors.root, match=r"^base_url must be a string, not "):
        settings(api, errors, base_url=url)


@apis
@pytest.mark.parametrize(
    "url",
    [
        f"https://{CANARY}@api.example.com",
        f"https://user:{CANARY}@api.example.com",
        f"https://:{CANARY}@api.example.com/v1",
        "https://@api.example.com",
        # Wrong in a second way as well, and no less secret for that.
        f"ftp://user:{CANARY}@api.example.com",
        f"https://user:{CANARY}@api.example.com:99999",
        f"https://user:{CANARY}@api example.com",
        f"https://user:{CANARY}@",
    ],
)
def test_a_base_url_with_a_password_is_refused_without_repeating_it(api, errors, url):
    with pytest.raises(errors.root, match=r"^base_url") as caught:
        settings(api, errors, base_url=url)
    assert "canary" not in str(caught.value)


# Timeouts and retries


@pytest.mark.parametrize(("given", "kept"), [(None, None), (5, 5.0), (0.5, 0.5), (3600, 3600.0)])
def test_a_timeout_is_a_number_of_seconds(given, kept):
    assert settings(timeout=given).timeout == kept


def test_a_timeout_may_be_an_httpx_timeout():
    timeout = httpx.Timeout(120.0, connect=10.0)
    assert settings(timeout=timeout).timeout is timeout
    assert call_options({"timeout": timeout}).timeout is timeout


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_timeout_that_is_no_duration_is_refused_by_name(value):
    for make in (lambda: settings(timeout=value), lambda: call_options({"timeout": value})):
        with pytest.raises(ValueError, match=r"^timeout must be a positive number"):
            make()


@pytest.mark.parametrize("value", ["60", True, [1], (5, 5), {}])
def test_a_timeout_of_another_type_is_refused_by_name(value):
    for make in (lambda: settings(timeout=value), lambda: call_options({"timeout": value})):
        with pytest.raises(TypeError, match=r"^timeout must be a number of seconds"):
            make()


@pytest.mark.parametrize(("given", "kept"), [(0, 0), (1, 1), (2, 2), (50, 50), (-1, 0), (-100, 0)])
def test_max_retries_is_never_below_nothing(given, kept):
    assert settings(max_retries=given).retries == RetryPolicy(max_retries=kept)


@pytest.mark.parametrize("value", [2.0, "2", True, False, [2], math.nan])
def test_max_retries_of_another_type_are_refused_by_name(value):
    with pytest.raises(TypeError, match=r"^max_retries must be an integer, not "):
        settings(max_retries=value)


# Headers

GOOD_VALUES = ["a", "Bearer abc", "a, b;q=0.5", "!~"]
BAD_VALUES = ["a\n", "a\r\nb: c", "a\0", "a\tb", "é", "😀", "\u00a0a"]


@pytest.mark.parametrize("value", GOOD_VALUES)
def test_a_header_that_can_be_sent_is_kept(value):
    assert settings(default_headers={"x-a": value}).default_headers == {"x-a": value}
    assert call_options({"extra_headers": {"x-a": value}}).extra_headers == {"x-a": value}
    assert call_options({"idempotency_key": value}).idempotency_key == value


# Each place where a user gives a header's value, by the name that a complaint must begin with.
PLACES = {
    "default_headers['x-a']": lambda value: settings(default_headers={"x-a": value}),
    "extra_headers['x-a']": lambda value: call_options({"extra_headers": {"x-a": value}}),
    "idempotency_key": lambda value: call_options({"idempotency_key": value}),
}
places = pytest.mark.parametrize(("place", "give"), PLACES.items(), ids=PLACES)


@places
@pytest.mark.parametrize("value", ["", " ", *(f"canary{value}" for value in BAD_VALUES)])
def test_a_header_that_cannot_be_sent_is_refused_by_name_without_its_value(place, give, value):
    with pytest.raises(ValueError, match=f"^{re.escape(place)} ") as caught:
        give(value)
    assert "canary" not in str(caught.value)


@places
@pytest.mark.parametrize("value", [" a", "a ", " a "])
def test_a_header_with_a_space_around_it_is_refused_since_it_could_never_be_sent(place, give, value):
    with pytest.raises(ValueError, match=f"^{re.escape(place)} "):
        give(value)


@places
@pytest.mark.parametrize("value", [1, 1.5, True, b"a", ["a"]])
def test_a_header_of_another_type_is_refused_by_name(place, give, value):
    with pytest.raises(TypeError, match=f"^{re.escape(place)} must be a string, not {type(value).__name__}$"):
        give(value)


@pytest.mark.parametrize("name", ["", " ", "a b", "a\r\nb", "a:", "é", "a\0"])
def test_a_header_whose_name_cannot_be_sent_is_refused(name):
    with pytest.raises(ValueError, match=r"^default_headers"):
        settings(default_headers={name: "a"})
    with pytest.raises(ValueError, match=r"^extra_headers"):
        call_options({"extra_headers": {name: "a"}})


@pytest.mark.parametrize("name", ["idempotency-key", "Idempotency-Key"])
def test_a_key_that_comes_as_a_header_is_the_key_of_a_call_and_of_no_client(name):
    options = call_options({"extra_headers": {name: "mine", "x-a": "b"}})
    assert (options.idempotency_key, options.extra_headers) == ("mine", {"x-a": "b"})
    with pytest.raises(ValueError, match=r"^idempotency_key: extra_headers has another one"):
        call_options({"extra_headers": {name: "mine"}, "idempotency_key": "other"})
    with pytest.raises(ValueError, match=r"^default_headers: .* idempotency_key="):
        settings(default_headers={name: "mine"})


@pytest.mark.parametrize("name", [1, None, b"x-a"])
def test_a_header_whose_name_is_no_string_is_refused(name):
    with pytest.raises(TypeError, match=r"^default_headers"):
        settings(default_headers={name: "a"})
    with pytest.raises(TypeError, match=r"^extra_headers"):
        call_options({"extra_headers": {name: "a"}})


@pytest.mark.parametrize("value", [[("x-a", "b")], "x-a: b", 7, {"x-a"}])
def test_default_headers_that_are_no_mapping_are_refused_by_name(value):
    with pytest.raises(TypeError, match=r"^default_headers must be a mapping, not "):
        settings(default_headers=value)


# What a call takes beside its own arguments


def test_a_call_without_options_has_none():
    expected = CallOptions(
        extra_headers={},
        extra_query={},
        extra_body={},
        timeout=None,
        idempotency_key=None,
        deadline=NO_DEADLINE,
    )
    assert call_options({}) == expected
    assert call_options(dict.fromkeys(config.OPTION_NAMES)) == expected


def test_a_call_takes_every_option():
    given = {
        "extra_headers": {"x-a": "b"},
        "extra_query": {"a": 1},
        "extra_body": {"b": [None]},
        "timeout": 5,
        "idempotency_key": "key_1",
        "stall_timeout": 6,
    }
    assert (
        set(given)
        == config.OPTION_NAMES
        == set(
            config.StreamOptions.__annotations__
            | config.RequestOptions.__annotations__
            | config.WaitOptions.__annotations__
        )
    )
    assert call_options(given) == CallOptions(**given)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"timeouts": 5}, "timeouts"),
        ({"extra_header": {}}, "extra_header"),
        ({"timeout": 5, "b": None, "a": None}, "a"),
        ({"deadline": 5}, "deadline"),
    ],
)
def test_an_unknown_option_is_named(options, named):
    with pytest.raises(TypeError, match=f"^unexpected keyword argument '{named}'$"):
        call_options(options)


@pytest.mark.parametrize("value", [[("a", "b")], "a=b", 7, {"a"}])
@pytest.mark.parametrize("name", ["extra_headers", "extra_query", "extra_body"])
def test_an_option_that_is_no_mapping_is_refused_by_name(name, value):
    with pytest.raises(TypeError, match=f"^{name} must be a mapping, not {type(value).__name__}$"):
        call_options({name: value})


def test_a_secret_in_extra_headers_is_not_in_the_repr_of_the_options():
    options = call_options({"extra_headers": {"authorization": f"Bearer {CANARY}"}})
    assert "canary" not in repr(options)


def test_options_become_a_part_of_a_wait_and_keep_the_rest():
    options = call_options({"timeout": 5, "idempotency_key": "key_1"})
    deadline = Deadline.after(30.0, 0.0)
    part = options.until(deadline)
    assert (part.deadline, part.timeout, part.idempotency_key) == (deadline, 5.0, "key_1")
    assert options.until(deadline, 70.0).timeout == 70.0
    assert options.deadline is NO_DEADLINE


# Variants


def test_a_variant_changes_only_what_it_says():
    before = settings(timeout=5, max_retries=1, default_headers={"x-a": "1", "x-b": "1"})
    assert before.with_changes() == before
    after = before.with_changes(
        api_key="other",
        base_url="https://other.example/",
        timeout=7,
        max_retries=-3,
        default_headers={"x-b": "2"},
    )
    assert (after.api_key, after.base_url, after.timeout) == ("other", "https://other.example", 7.0)
    assert after.retries == RetryPolicy(max_retries=0)
    assert after.default_headers == {"x-a": "1", "x-b": "2"}
    assert (after.api, after.errors) == (before.api, before.errors)
    assert before == settings(timeout=5, max_retries=1, default_headers={"x-a": "1", "x-b": "1"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"api_key": ""}, pareta.errors.ParetaError),
        ({"api_key": "a\n"}, pareta.errors.ParetaError),
        ({"base_url": "nowhere"}, pareta.errors.ParetaError),
        ({"timeout": 0}, ValueError),
        ({"max_retries": "1"}, TypeError),
        ({"default_headers": {"a": "b\n"}}, ValueError),
    ],
)
def test_a_variant_is_checked_as_a_new_client_is(changes, error):
    with pytest.raises(error):
        settings().with_changes(**changes)


# The environment


@pytest.fixture
def bare(monkeypatch):
    for api, _ in APIS.values():
        monkeypatch.delenv(api.key_env, raising=False)
        monkeypatch.delenv(api.base_url_env, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("value", "found"), [(None, None), ("", None), (" ", None), ("\t\n", None), ("a", "a"), (" a ", " a ")]
)
def test_a_variable_that_is_blank_counts_as_not_set(bare, value, found):
    if value is not None:
        bare.setenv("PARETA_API_KEY", value)
    assert config.environment("PARETA_API_KEY") == found


CLIENTS = [(Pareta, PARETA), (AsyncPareta, PARETA), (Parallel, PARALLEL), (AsyncParallel, PARALLEL)]
every_client = pytest.mark.parametrize(
    ("kind", "api"), CLIENTS, ids=lambda value: getattr(value, "__name__", "")
)
# A Pareta client reads the environment when it is told to, a Parallel client always does.
READERS = [
    (make, api)
    for kind, api in CLIENTS
    for make in ([kind.from_env] if api is PARETA else [kind, kind.from_env])
]
every_reader = pytest.mark.parametrize(("make", "api"), READERS)


@every_client
def test_threads_that_use_a_new_client_at_once_share_its_connections(kind, api, monkeypatch):
    together = threading.Barrier(2, timeout=10)
    name = "AsyncHTTPAdapter" if kind.__name__.startswith("Async") else "HTTPAdapter"
    pool = importlib.import_module(
        f"pareta_core.{'_async' if name == 'AsyncHTTPAdapter' else '_sync'}.http_adapter"
    )

    class Slow(getattr(pool, name)):
        def __init__(self, http_client):
            together.wait()
            super().__init__(http_client)

    monkeypatch.setattr(pool, name, Slow)
    client = kind(api_key="k" * 20)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: client.wire, range(2))
    assert one is other is client.wire


@every_client
def test_a_deep_copy_has_the_settings_and_connections_of_its_own(kind, api):
    client = kind(api_key="k" * 20, max_retries=7, base_url="https://one.example")
    twin = copy.deepcopy(client)
    assert twin._settings is client._settings
    assert twin.wire._http is not client.wire._http
    assert copy.copy(client).wire._http is client.wire._http


def made(make, **given) -> Settings:
    return make(**given)._settings


@every_reader
def test_what_is_passed_wins_over_the_environment(bare, make, api):
    bare.setenv(api.key_env, "from-env")
    bare.setenv(api.base_url_env, "https://env.example")
    found = made(make, api_key="passed", base_url="https://passed.example/")
    assert (found.api_key, found.base_url) == ("passed", "https://passed.example")


@every_reader
def test_what_is_not_passed_comes_from_the_environment(bare, make, api):
    bare.setenv(api.key_env, "from-env")
    bare.setenv(api.base_url_env, "https://env.example/")
    found = made(make)
    assert (found.api_key, found.base_url) == ("from-env", "https://env.example")


@every_reader
@pytest.mark.parametrize("value", ["", "  "])
def test_a_blank_base_url_in_the_environment_leaves_production(bare, make, api, value):
    bare.setenv(api.key_env, "from-env")
    bare.setenv(api.base_url_env, value)
    assert made(make).base_url == api.server


@every_reader
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_blank_key_in_the_environment_is_none(bare, make, api, value):
    if value is not None:
        bare.setenv(api.key_env, value)
    with pytest.raises(APIS[api.name][1].root, match=f"missing API key.*{api.key_env}"):
        make()


@every_reader
def test_a_bad_key_in_the_environment_is_refused_without_repeating_it(bare, make, api):
    bare.setenv(api.key_env, f"{CANARY}\n")
    with pytest.raises(APIS[api.name][1].root) as caught:
        make()
    assert "canary" not in str(caught.value)


@every_reader
def test_a_bad_base_url_in_the_environment_is_refused(bare, make, api):
    bare.setenv(api.key_env, "from-env")
    bare.setenv(api.base_url_env, "api.example.com")
    with pytest.raises(APIS[api.name][1].root, match=r"^base_url 'api.example.com' must begin with https://"):
        make()


@every_client
def test_an_empty_key_that_is_passed_is_refused_whatever_the_environment_says(bare, kind, api):
    bare.setenv(api.key_env, "from-env")
    with pytest.raises(APIS[api.name][1].root, match="missing API key"):
        kind(api_key="")


@every_client
def test_a_client_takes_its_settings_where_there_is_no_environment(bare, kind, api):
    found = made(kind, api_key="passed", timeout=5, max_retries=-1, default_headers={"x-a": "b"})
    assert (found.api_key, found.base_url, found.timeout) == ("passed", api.server, 5.0)
    assert (found.retries.max_retries, found.default_headers) == (0, {"x-a": "b"})


@every_reader
def test_a_facade_reads_no_variable_of_the_other(bare, make, api):
    other = PARALLEL if api is PARETA else PARETA
    bare.setenv(other.key_env, "of-the-other")
    bare.setenv(other.base_url_env, "https://other.example")
    with pytest.raises(APIS[api.name][1].root, match="missing API key"):
        make()
    assert made(make, api_key="passed").base_url == api.server


@pytest.mark.parametrize("kind", [Pareta, AsyncPareta])
def test_a_pareta_client_that_is_not_made_by_from_env_reads_no_variable(bare, kind):
    bare.setenv(PARETA.key_env, "from-env")
    bare.setenv(PARETA.base_url_env, "https://env.example")
    assert made(kind, api_key="passed").base_url == PARETA.server
    with pytest.raises(pareta.errors.ParetaError, match="missing API key"):
        kind()


def test_the_user_agent_names_the_sdk_and_the_python():
    assert config.user_agent().startswith(f"pareta-sdk/{config.__version__} python/3.")
