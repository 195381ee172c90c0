"""Client settings: validation of keys, base URLs, timeouts, headers and options, and the texts of the errors."""

from __future__ import annotations

import copy
import importlib
import math
import re
import sqlite3
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
def test_a_key_that_is_valid_in_a_header_is_kept_unchanged(api, errors, key):
    assert settings(api, errors, api_key=key).api_key == key


@apis
@pytest.mark.parametrize("key", [None, ""])
def test_a_missing_key_error_names_the_variable_to_set(api, errors, key):
    with pytest.raises(
        errors.root, match=rf"^missing API key\. Pass api_key=… or set {api.key_env}"
    ) as caught:
        settings(api, errors, api_key=key)
    assert type(caught.value) is errors.root


def test_a_missing_pareta_key_error_has_the_documented_text():
    with pytest.raises(pareta.errors.ParetaError) as caught:
        settings(api_key="")
    said = "missing API key. Pass api_key=… or set PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."
    assert str(caught.value) == said


@apis
@pytest.mark.parametrize("key", [" ", "\t", "\n", "\r\n", " \u00a0\u3000 "])
def test_a_blank_key_is_refused(api, errors, key):
    with pytest.raises(errors.root, match=api.key_env):
        settings(api, errors, api_key=key)


INVALID_KEYS = {
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
    "unpaired surrogate": f"{CANARY}\ud83d",
}


@apis
@pytest.mark.parametrize("key", INVALID_KEYS.values(), ids=[name.replace(" ", "-") for name in INVALID_KEYS])
def test_a_key_with_an_invalid_character_is_refused_without_being_shown(api, errors, key):
    with pytest.raises(errors.root) as caught:
        settings(api, errors, api_key=key)
    said = str(caught.value)
    assert "the API key has an invalid character" in said
    assert "canary" not in said + repr(caught.value)
    assert key not in said


@apis
@pytest.mark.parametrize("key", [CANARY.encode(), 7, [CANARY], {CANARY: 1}, True, object()])
def test_a_key_that_is_not_a_string_is_refused_without_being_shown(api, errors, key):
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
def test_a_base_url_is_kept_without_trailing_slashes(api, errors, given, kept):
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
    # Empty, but the path of every call would be appended after the mark.
    "https://api.example.com?",
    "https://api.example.com/#",
]


@apis
@pytest.mark.parametrize("url", REFUSED_URLS)
def test_an_invalid_base_url_is_refused_and_shown(api, errors, url):
    with pytest.raises(errors.root, match=r"^base_url ") as caught:
        settings(api, errors, base_url=url)
    assert repr(re.split("[?#]", url)[0]) in str(caught.value)


@apis
@pytest.mark.parametrize(
    "url",
    [" https://a.test", "https://a.test ", "https://a.test\n", "https://a.test/a b", "\ufeffhttps://a.test"],
)
def test_a_base_url_with_white_space_says_so(api, errors, url):
    with pytest.raises(errors.root, match="has a space, a line break or an invisible character"):
        settings(api, errors, base_url=url)


@apis
@pytest.mark.parametrize(
    "url", [b"https://api.example.com", 7, ["https://api.example.com"], httpx.URL("https://a.b")]
)
def test_a_base_url_that_is_not_a_string_is_refused(api, errors, url):
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
        # Invalid in a second way as well, and just as secret.
        f"ftp://user:{CANARY}@api.example.com",
        f"https://user:{CANARY}@api.example.com:99999",
        f"https://user:{CANARY}@api example.com",
        f"https://user:{CANARY}@",
        # Gateways take keys in the query.
        f"https://api.example.com/v1?code={CANARY}",
        f"api.example.com?code={CANARY}",
        f"https://api.example.com/#{CANARY}",
    ],
)
def test_a_base_url_with_a_secret_is_refused_without_being_shown(api, errors, url):
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
def test_an_invalid_timeout_is_refused_with_the_argument_name(value):
    for make in (lambda: settings(timeout=value), lambda: call_options({"timeout": value})):
        with pytest.raises(ValueError, match=r"^timeout must be a positive number"):
            make()


@pytest.mark.parametrize("value", ["60", True, [1], (5, 5), {}])
def test_a_timeout_of_another_type_is_refused_with_the_argument_name(value):
    for make in (lambda: settings(timeout=value), lambda: call_options({"timeout": value})):
        with pytest.raises(TypeError, match=r"^timeout must be a number of seconds"):
            make()


@pytest.mark.parametrize(("given", "kept"), [(0, 0), (1, 1), (2, 2), (50, 50), (-1, 0), (-100, 0)])
def test_a_negative_max_retries_counts_as_zero(given, kept):
    assert settings(max_retries=given).retries == RetryPolicy(max_retries=kept)


@pytest.mark.parametrize("value", [2.0, "2", True, False, [2], math.nan])
def test_max_retries_of_another_type_is_refused_with_the_argument_name(value):
    with pytest.raises(TypeError, match=r"^max_retries must be an integer, not "):
        settings(max_retries=value)


# Headers

GOOD_VALUES = ["a", "Bearer abc", "a, b;q=0.5", "!~"]
BAD_VALUES = ["a\n", "a\r\nb: c", "a\0", "a\tb", "é", "😀", "\u00a0a"]


@pytest.mark.parametrize("value", GOOD_VALUES)
def test_a_valid_header_is_kept(value):
    assert settings(default_headers={"x-a": value}).default_headers == {"x-a": value}
    assert call_options({"extra_headers": {"x-a": value}}).extra_headers == {"x-a": value}
    assert call_options({"idempotency_key": value}).idempotency_key == value


# Each argument that is a header value: the name at the beginning of its error → a call with that value.
HEADER_ARGUMENTS = {
    "default_headers['x-a']": lambda value: settings(default_headers={"x-a": value}),
    "extra_headers['x-a']": lambda value: call_options({"extra_headers": {"x-a": value}}),
    "idempotency_key": lambda value: call_options({"idempotency_key": value}),
}
header_arguments = pytest.mark.parametrize(("place", "give"), HEADER_ARGUMENTS.items(), ids=HEADER_ARGUMENTS)


@header_arguments
@pytest.mark.parametrize("value", ["", " ", *(f"canary{value}" for value in BAD_VALUES)])
def test_an_invalid_header_is_refused_with_its_name_but_without_its_value(place, give, value):
    with pytest.raises(ValueError, match=f"^{re.escape(place)} ") as caught:
        give(value)
    assert "canary" not in str(caught.value)


@header_arguments
@pytest.mark.parametrize("value", [" a", "a ", " a "])
def test_a_header_value_with_surrounding_spaces_is_refused(place, give, value):
    with pytest.raises(ValueError, match=f"^{re.escape(place)} "):
        give(value)


@header_arguments
@pytest.mark.parametrize("value", [1, 1.5, True, b"a", ["a"]])
def test_a_header_value_of_another_type_is_refused_with_its_name(place, give, value):
    with pytest.raises(TypeError, match=f"^{re.escape(place)} must be a string, not {type(value).__name__}$"):
        give(value)


@pytest.mark.parametrize("name", ["", " ", "a b", "a\r\nb", "a:", "é", "a\0"])
def test_an_invalid_header_name_is_refused(name):
    with pytest.raises(ValueError, match=r"^default_headers"):
        settings(default_headers={name: "a"})
    with pytest.raises(ValueError, match=r"^extra_headers"):
        call_options({"extra_headers": {name: "a"}})


@pytest.mark.parametrize("name", ["idempotency-key", "Idempotency-Key"])
def test_an_idempotency_key_may_be_a_header_of_a_call_but_not_of_a_client(name):
    options = call_options({"extra_headers": {name: "mine", "x-a": "b"}})
    assert (options.idempotency_key, options.extra_headers) == ("mine", {"x-a": "b"})
    with pytest.raises(ValueError, match=r"^idempotency_key: extra_headers has another one"):
        call_options({"extra_headers": {name: "mine"}, "idempotency_key": "other"})
    with pytest.raises(ValueError, match=r"^default_headers: .* idempotency_key="):
        settings(default_headers={name: "mine"})


@pytest.mark.parametrize("name", [1, None, b"x-a"])
def test_a_header_name_that_is_not_a_string_is_refused(name):
    with pytest.raises(TypeError, match=r"^default_headers"):
        settings(default_headers={name: "a"})
    with pytest.raises(TypeError, match=r"^extra_headers"):
        call_options({"extra_headers": {name: "a"}})


@pytest.mark.parametrize("value", [[("x-a", "b")], "x-a: b", 7, {"x-a"}])
def test_default_headers_that_are_not_a_mapping_are_refused_with_the_argument_name(value):
    with pytest.raises(TypeError, match=r"^default_headers must be a mapping, not "):
        settings(default_headers=value)


# Options of a call


def test_a_call_without_options_has_the_defaults():
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
    assert set(given) == config.OPTION_NAMES
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
def test_an_option_that_is_not_a_mapping_is_refused_with_its_name(name, value):
    with pytest.raises(TypeError, match=f"^{name} must be a mapping, not {type(value).__name__}$"):
        call_options({name: value})


def test_a_secret_in_extra_headers_is_not_in_the_repr_of_the_options():
    options = call_options({"extra_headers": {"authorization": f"Bearer {CANARY}"}})
    assert "canary" not in repr(options)


def test_options_for_a_wait_change_the_deadline_and_keep_the_rest():
    options = call_options({"timeout": 5, "idempotency_key": "key_1"})
    deadline = Deadline.after(30.0, 0.0)
    part = options.until(deadline)
    assert (part.deadline, part.timeout, part.idempotency_key) == (deadline, 5.0, "key_1")
    assert options.until(deadline, 70.0).timeout == 70.0
    assert options.deadline is NO_DEADLINE


# Changed settings


def test_with_changes_replaces_only_the_settings_that_are_passed():
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
def test_changed_settings_are_validated_as_those_of_a_new_client(changes, error):
    with pytest.raises(error):
        settings().with_changes(**changes)


# The environment


@pytest.fixture
def clean_environment(monkeypatch):
    for api, _ in APIS.values():
        monkeypatch.delenv(api.key_env, raising=False)
        monkeypatch.delenv(api.base_url_env, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("value", "found"),
    [(None, None), ("", None), (" ", None), ("\t\n", None), ("a", "a"), (" a b\r\n", "a b")],
)
def test_a_blank_variable_counts_as_unset_and_the_space_around_a_value_is_left_out(
    clean_environment, value, found
):
    if value is not None:
        clean_environment.setenv("PARETA_API_KEY", value)
    assert config.environment("PARETA_API_KEY") == found


CLIENTS = [(Pareta, PARETA), (AsyncPareta, PARETA), (Parallel, PARALLEL), (AsyncParallel, PARALLEL)]
every_client = pytest.mark.parametrize(
    ("kind", "api"), CLIENTS, ids=lambda value: getattr(value, "__name__", "")
)
# A Pareta client reads the environment only in from_env(), a Parallel client always.
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
def test_a_deep_copy_has_the_same_settings_and_its_own_connections(kind, api):
    client = kind(api_key="k" * 20, max_retries=7, base_url="https://one.example")
    twin = copy.deepcopy(client)
    assert twin._settings is client._settings
    assert twin.wire._http is not client.wire._http
    assert copy.copy(client).wire._http is client.wire._http


def settings_of(make, **given) -> Settings:
    return make(**given)._settings


@every_reader
def test_arguments_take_precedence_over_the_environment(clean_environment, make, api):
    clean_environment.setenv(api.key_env, "from-env")
    clean_environment.setenv(api.base_url_env, "https://env.example")
    found = settings_of(make, api_key="passed", base_url="https://passed.example/")
    assert (found.api_key, found.base_url) == ("passed", "https://passed.example")


@every_reader
def test_missing_arguments_come_from_the_environment(clean_environment, make, api):
    clean_environment.setenv(api.key_env, "from-env\n")
    clean_environment.setenv(api.base_url_env, " https://env.example/\r\n")
    found = settings_of(make)
    assert (found.api_key, found.base_url) == ("from-env", "https://env.example")


@every_reader
@pytest.mark.parametrize("value", ["", "  "])
def test_a_blank_base_url_in_the_environment_means_production(clean_environment, make, api, value):
    clean_environment.setenv(api.key_env, "from-env")
    clean_environment.setenv(api.base_url_env, value)
    assert settings_of(make).base_url == api.server


@every_reader
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_blank_key_in_the_environment_counts_as_missing(clean_environment, make, api, value):
    if value is not None:
        clean_environment.setenv(api.key_env, value)
    with pytest.raises(APIS[api.name][1].root, match=f"missing API key.*{api.key_env}"):
        make()


@every_reader
def test_an_invalid_key_in_the_environment_is_refused_without_being_shown(clean_environment, make, api):
    clean_environment.setenv(api.key_env, f"{CANARY} x")
    with pytest.raises(APIS[api.name][1].root) as caught:
        make()
    assert "canary" not in str(caught.value)


@every_reader
def test_an_invalid_base_url_in_the_environment_is_refused(clean_environment, make, api):
    clean_environment.setenv(api.key_env, "from-env")
    clean_environment.setenv(api.base_url_env, "api.example.com")
    with pytest.raises(APIS[api.name][1].root, match=r"^base_url 'api.example.com' must begin with https://"):
        make()


@every_client
def test_an_empty_key_argument_is_refused_even_if_the_environment_has_one(clean_environment, kind, api):
    clean_environment.setenv(api.key_env, "from-env")
    with pytest.raises(APIS[api.name][1].root, match="missing API key"):
        kind(api_key="")


@every_client
def test_a_client_keeps_its_arguments_without_an_environment(clean_environment, kind, api):
    found = settings_of(kind, api_key="passed", timeout=5, max_retries=-1, default_headers={"x-a": "b"})
    assert (found.api_key, found.base_url, found.timeout) == ("passed", api.server, 5.0)
    assert (found.retries.max_retries, found.default_headers) == (0, {"x-a": "b"})


@every_reader
def test_a_facade_does_not_read_the_variables_of_the_other(clean_environment, make, api):
    other = PARALLEL if api is PARETA else PARETA
    clean_environment.setenv(other.key_env, "of-the-other")
    clean_environment.setenv(other.base_url_env, "https://other.example")
    with pytest.raises(APIS[api.name][1].root, match="missing API key"):
        make()
    assert settings_of(make, api_key="passed").base_url == api.server


@pytest.mark.parametrize("kind", [Pareta, AsyncPareta])
def test_the_pareta_constructor_does_not_read_the_environment(clean_environment, kind):
    clean_environment.setenv(PARETA.key_env, "from-env")
    clean_environment.setenv(PARETA.base_url_env, "https://env.example")
    assert settings_of(kind, api_key="passed").base_url == PARETA.server
    with pytest.raises(pareta.errors.ParetaError, match="missing API key"):
        kind()


def test_the_user_agent_names_the_sdk_and_the_python():
    assert config.user_agent().startswith(f"pareta-sdk/{config.__version__} python/3.")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.example.com/v1", "https://api.example.com"),
        ("https://api.example.com/v1/", "https://api.example.com"),
        ("https://gateway.example.com/pareta/v1//", "https://gateway.example.com/pareta"),
        ("https://api.example.com/v1/v1", "https://api.example.com/v1"),
        ("https://api.example.com/v2", "https://api.example.com/v2"),
        ("https://api.example.com/apiv1", "https://api.example.com/apiv1"),
        ("https://api.example.com/v1/x", "https://api.example.com/v1/x"),
        ("https://v1", "https://v1"),
        ("http://localhost:1/v1", "http://localhost:1"),
    ],
)
def test_the_version_at_the_end_of_a_base_url_is_dropped(given, kept):
    assert settings(base_url=given).base_url == kept


def test_every_path_of_the_spec_begins_with_the_version():
    from pareta_wire.operations import OPERATIONS

    assert all(operation.path.startswith("/v1/") for operation in OPERATIONS.values())


@pytest.mark.parametrize(
    "host",
    [
        "a" * 64,
        ".",
        "..",
        "a..b",
        "localhost..",
        "*",
        "-a",
        "a-",
        "[::1%25lo]",
        "a:0",
        "a:65536",
        "a:x",
        "é" * 64,
    ],
)
def test_a_host_that_cannot_be_looked_up_is_refused_with_the_base_url(host):
    with pytest.raises(pareta.errors.ParetaError, match="base_url"):
        settings(base_url=f"http://{host}/")


@pytest.mark.parametrize(
    "host",
    ["localhost.", "a" * 63, "127.0.0.1", "[::1]", "xn--bcher-kva.example", "a_b.test", "bücher.example"],
)
def test_a_host_that_can_be_looked_up_is_accepted(host):
    assert settings(base_url=f"https://{host}").base_url == f"https://{host}"


@pytest.mark.parametrize("name", ["extra_headers", "default_headers"])
@pytest.mark.parametrize(
    "header", ["Content-Length", "transfer-encoding", "HOST", "Connection", "Upgrade", "TE", "Expect"]
)
def test_a_header_that_would_break_the_message_is_refused_with_its_name(name, header):
    def pass_header():
        return (
            call_options({name: {header: "5"}})
            if name == "extra_headers"
            else settings(**{name: {header: "5"}})
        )

    with pytest.raises(ValueError, match=f"{name}: {header} is set by the HTTP library"):
        pass_header()


class OddTimeout:
    connect, read, write, pool = 1.0, None, "2", 3.0


def test_each_limit_of_a_timeout_is_checked():
    with pytest.raises(TypeError, match=r"timeout\.write must be a number of seconds, not str"):
        call_options({"timeout": OddTimeout()})
    with pytest.raises(ValueError, match=r"timeout\.read must be a non-negative number"):
        settings(timeout=httpx.Timeout(5.0, read=-1.0))
    with pytest.raises(
        TypeError, match=r"timeout must be a number of seconds or an httpx\.Timeout, not module"
    ):
        settings(timeout=sqlite3)


def test_headers_in_the_keyword_arguments_of_a_method_are_masked():
    keywords = {"extra_headers": {"authorization": "Bearer hunter2-value"}}
    options = call_options(keywords)
    assert options.extra_headers["authorization"] == "Bearer hunter2-value"
    assert "hunter2" not in repr(keywords) + repr(options.extra_headers)


def test_credentials_in_default_headers_are_redacted():
    made = settings(default_headers={"x-gateway-token": "hunter2-value", "x-team": "research-team"})
    assert made.redact("hunter2-value of research-team") == "*** of research-team"
    assert made.with_changes(api_key="another-key").redact("another-key") == "***"
