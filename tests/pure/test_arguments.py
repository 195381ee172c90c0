"""Validation of arguments: what is accepted, and that every error names its argument."""

from __future__ import annotations

import importlib
import math
import re
from collections import UserDict, UserString

import pytest

from pareta.files import rows_file
from pareta.types import ModelList
from pareta_core import arguments
from pareta_core.config import OPTION_NAMES
from pareta_wire import (
    ChatCompletionRequest,
    DeployRequest,
    Endpoint,
    NamedEvent,
    TaskRun,
    TaskRunInput,
    Unknown,
    get_endpoint,
)

# Their iteration yields keys, which is never what a list argument means.
RECORDS = [TaskRun.from_dict({"a": 1}), NamedEvent("progress", Unknown())]

BLANK = ["", " ", "\t\r\n", "\u00a0", "\u3000", "\u2028"]
NOT_STRINGS = [None, 0, 1.5, True, b"x", ["x"], {"x": 1}, object(), UserString("x")]


def refused(error, message):
    return pytest.raises(error, match=f"^{re.escape(message)}")


@pytest.mark.parametrize("value", ["x", " x ", "\u00a0x", "0", "é😀", "x" * 10_000])
def test_a_string_is_returned_unchanged(value):
    assert arguments.string("query", value) == value
    assert arguments.optional_string("query", value) == value
    assert arguments.identifier("endpoint_id", value) == value


@pytest.mark.parametrize("check", [arguments.string, arguments.optional_string, arguments.identifier])
@pytest.mark.parametrize("value", BLANK)
def test_a_blank_string_is_refused_with_the_argument_name(check, value):
    with refused(ValueError, "model must not be empty or blank"):
        check("model", value)


@pytest.mark.parametrize("check", [arguments.string, arguments.identifier])
@pytest.mark.parametrize("value", NOT_STRINGS, ids=lambda value: type(value).__name__)
def test_a_value_of_another_type_is_refused_with_the_argument_name(check, value):
    with refused(TypeError, f"model must be a string, not {type(value).__name__}"):
        check("model", value)


def test_an_optional_string_may_be_none():
    assert arguments.optional_string("name", None) is None


@pytest.mark.parametrize(
    "value",
    [
        Endpoint.from_dict({"id": "ep_1", "name": "e"}),
        Unknown.from_dict({"id": "ep_1"}),
        "ep_1",
    ],
    ids=["a model", "an unknown model", "a string"],
)
def test_a_model_is_accepted_in_place_of_its_id(value):
    assert arguments.identifier("endpoint_id", value) == "ep_1"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Endpoint.from_dict({}), TypeError),
        (Endpoint.from_dict({"id": None}), TypeError),
        (Endpoint.from_dict({"id": 7}), TypeError),
        (Endpoint.from_dict({"id": " "}), ValueError),
        (TaskRun.from_dict({"run_id": "trun_1"}), TypeError),
        ({"id": "ep_1"}, TypeError),
    ],
    ids=["no id", "null", "a number", "blank", "an id of another name", "a dict"],
)
def test_a_model_without_a_valid_id_is_refused_with_the_argument_name(value, error):
    with refused(error, "endpoint_id must "):
        arguments.identifier("endpoint_id", value)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1], [1]),
        ((1, 2), [1, 2]),
        (range(2), [0, 1]),
        ((n for n in "ab"), ["a", "b"]),
        ({1: 2}.values(), [2]),
        ([None], [None]),
    ],
)
def test_any_iterable_of_values_becomes_a_list(values, found):
    assert arguments.non_empty_list("items", values) == found


def test_a_list_is_copied_so_that_the_caller_may_change_it_later():
    values = [1]
    assert arguments.non_empty_list("items", values) is not values


@pytest.mark.parametrize("values", [[], (), iter(()), range(0), set()])
def test_an_empty_iterable_is_refused_with_the_argument_name(values):
    with refused(ValueError, "items must not be empty"):
        arguments.non_empty_list("items", values)


@pytest.mark.parametrize(
    "values",
    ["ab", b"ab", bytearray(b"ab"), {"a": 1}, UserDict(a=1), None, 7, object(), *RECORDS],
    ids=lambda value: type(value).__name__,
)
def test_a_string_a_mapping_or_a_single_value_is_refused_as_a_list(values):
    with refused(TypeError, f"items must be a list, not {type(values).__name__}"):
        arguments.non_empty_list("items", values)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_is_refused_as_a_list_and_its_column_is_one(library):
    frame = importlib.import_module(library).DataFrame({"question": ["France", "Japan"]})
    with refused(TypeError, "items must be a list, not DataFrame, whose items are the names of its columns"):
        arguments.non_empty_list("items", frame)
    assert arguments.non_empty_list("items", frame["question"]) == ["France", "Japan"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda value: type(value).__name__)
def test_a_record_is_not_a_list_of_rows(record):
    with pytest.raises(TypeError, match=f"items must be a list of rows, not {type(record).__name__}"):
        rows_file(record)


def test_a_list_of_models_is_a_list():
    models = ModelList.from_dict({"data": [{"id": "ep_1"}]})
    assert [model.id for model in arguments.non_empty_list("items", models)] == ["ep_1"]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        (["a", " "], ValueError, "candidates[1] must not be empty or blank"),
        (["a", "b", 3], TypeError, "candidates[2] must be a string, not int"),
        ([], ValueError, "candidates must not be empty"),
        ("ab", TypeError, "candidates must be a list, not str"),
    ],
)
def test_an_invalid_string_in_a_list_is_named_with_its_index(values, error, message):
    assert arguments.strings("candidates", ("a", "b")) == ["a", "b"]
    with refused(error, message):
        arguments.strings("candidates", values)


def test_models_and_mappings_become_plain_dicts():
    run = TaskRunInput(processor="base", input="x")
    found = arguments.json_objects("inputs", (run, {"a": (1,)}, UserDict(b=run)))
    plain = {"processor": "base", "input": "x"}
    assert found == [plain, {"a": [1]}, {"b": plain}]
    assert [type(item) for item in found] == [dict, dict, dict]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([{}, "a"], TypeError, "items[1] must be a mapping, not str"),
        ([None], TypeError, "items[0] must be a mapping, not NoneType"),
        ([[("a", 1)]], TypeError, "items[0] must be a mapping, not list"),
        ([{}, {"a": [b"x"]}], TypeError, "items[1].a[0]"),
        ([{}, {}, {3: "x"}], TypeError, "items[2]"),
        ([{}, TaskRunInput(processor="base", input=object())], TypeError, "items[1].input"),
        ([], ValueError, "items must not be empty"),
        ({"a": 1}, TypeError, "items must be a list, not dict"),
    ],
)
def test_an_invalid_object_in_a_list_is_named_with_its_index(values, error, message):
    with refused(error, message):
        arguments.json_objects("items", values)


def cyclic():
    value = {}
    value["a"] = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        cyclic(),
        {"a": TaskRunInput(processor="base", input=cyclic())},
        TaskRunInput(processor="base", input=cyclic()),
    ],
    ids=["a mapping", "a model in a mapping", "a model"],
)
def test_an_object_that_contains_itself_is_refused_without_a_recursion_error(value):
    with pytest.raises((TypeError, ValueError), match=r"^metadata|^TaskRunInput"):
        arguments.json_object("metadata", value)


@pytest.mark.parametrize("value", ["a", b"a", [("a", 1)], None, 7], ids=lambda value: type(value).__name__)
def test_a_value_that_is_not_a_mapping_is_refused_with_the_argument_name(value):
    with refused(TypeError, f"metadata must be a mapping, not {type(value).__name__}"):
        arguments.json_object("metadata", value)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {}),
        ({"a": None}, {}),
        ({"a": 0, "b": "", "c": False, "d": [], "e": None}, {"a": 0, "b": "", "c": False, "d": []}),
    ],
)
def test_drop_none_keeps_all_values_except_none(values, found):
    assert arguments.drop_none(**values) == found


@pytest.mark.parametrize(
    ("keywords", "named", "others"),
    [
        ({}, {}, {}),
        ({"timeout": 5}, {"timeout": 5}, {}),
        ({"top_k": 5}, {}, {"top_k": 5}),
        ({"timeout": None, "top_k": None, "a": 1}, {"timeout": None}, {"top_k": None, "a": 1}),
    ],
)
def test_keyword_arguments_are_split_into_known_and_other_ones(keywords, named, others):
    assert arguments.split_options(keywords, frozenset({"timeout", "extra_body"})) == (named, others)


@pytest.mark.parametrize(
    ("id", "error"),
    [
        ("", ValueError),
        ("  ", ValueError),
        (".", ValueError),
        ("..", ValueError),
        ("a\nb", ValueError),
        ("a\x85", ValueError),
        ("\ud83d", ValueError),
        (None, TypeError),
        (7, TypeError),
        (math.nan, TypeError),
    ],
)
def test_an_id_that_would_change_the_path_is_refused_with_its_name(id, error):
    with refused(error, "endpoint_id "):
        get_endpoint(id)


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("ep_1", "ep_1"),
        ("../../v1/models", "..%2F..%2Fv1%2Fmodels"),
        ("a/b?c=d#e", "a%2Fb%3Fc%3Dd%23e"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("{other}", "%7Bother%7D"),
        ("é 😀", "%C3%A9%20%F0%9F%98%80"),
    ],
)
def test_an_id_is_escaped_into_one_path_segment(id, path):
    before = get_endpoint("x").path.removesuffix("x")
    assert get_endpoint(id).path == before + path


@pytest.mark.parametrize(
    ("url", "base_url", "problem"),
    [
        ("https://store.example/u?s=1", "https://api.example.com", None),
        ("http://store.example/u", "https://api.example.com", "not https"),
        ("http://127.0.0.1:1/u", "HTTPS://api.example.com", "not https"),
        ("http://127.0.0.1:1/u", "http://127.0.0.1:2", None),
        ("https://store.example/u", "http://127.0.0.1:2", None),
        ("https://user:password@store.example/u", "https://api.example.com", "user name or password"),
        ("https://user@store.example/u", "https://api.example.com", "user name or password"),
        ("http://user@127.0.0.1/u", "http://127.0.0.1:2", "user name or password"),
        ("ftp://store.example/u", "https://api.example.com", "no valid upload URL"),
        ("https://store.example:99999/u", "https://api.example.com", "no valid upload URL"),
        ("https://store.example:0/u", "https://api.example.com", "no valid upload URL"),
        (None, "https://api.example.com", "no valid upload URL"),
    ],
)
def test_an_upload_url_must_keep_a_document_as_safe_as_the_api_does(url, base_url, problem):
    found = arguments.upload_url_problem(url, base_url)
    assert found is None if problem is None else problem in str(found)


# --- misspelled names

CHAT = arguments.field_names(ChatCompletionRequest) | OPTION_NAMES
RUN = arguments.field_names(TaskRunInput) | OPTION_NAMES | {"output", "betas", "on_start", "on_event"}
DEPLOY = arguments.field_names(DeployRequest) | OPTION_NAMES | {"wait", "on_start", "on_event"}


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("wiat", DEPLOY, "wait"),
        ("waitt", DEPLOY, "wait"),
        ("Wait", DEPLOY, "wait"),
        ("regoin", DEPLOY, "region"),
        ("proivder", DEPLOY, "provider"),
        ("qualty", DEPLOY, "quality"),
        ("run_mdoe", DEPLOY, "run_mode"),
        ("runmode", DEPLOY, "run_mode"),
        ("timout", DEPLOY, "timeout"),
        ("on_strat", DEPLOY, "on_start"),
        ("temprature", CHAT, "temperature"),
        ("temperatur", CHAT, "temperature"),
        ("temperture", CHAT, "temperature"),
        ("tempurature", CHAT, "temperature"),
        ("temprture", CHAT, "temperature"),
        ("Temperature", CHAT, "temperature"),
        ("max_token", CHAT, "max_tokens"),
        ("maxTokens", CHAT, "max_tokens"),
        ("max-tokens", CHAT, "max_tokens"),
        ("maxtokens", CHAT, "max_tokens"),
        ("max_tokesn", CHAT, "max_tokens"),
        ("max_completion_token", CHAT, "max_completion_tokens"),
        ("max_compeltion_token", CHAT, "max_completion_tokens"),
        ("tool", CHAT, "tools"),
        ("tools_choice", CHAT, None),
        ("tool_chocie", CHAT, "tool_choice"),
        ("reponse_format", CHAT, "response_format"),
        ("respnse_fromat", CHAT, "response_format"),
        ("presence_penality", CHAT, "presence_penalty"),
        ("stream_option", CHAT, "stream_options"),
        ("sede", CHAT, "seed"),
        ("extra_header", CHAT, "extra_headers"),
        ("exta_body", CHAT, "extra_body"),
        ("idempotncy_key", CHAT, "idempotency_key"),
        ("idempotencykey", CHAT, "idempotency_key"),
        ("metdata", RUN, "metadata"),
        ("meta_data", RUN, "metadata"),
        ("procesor", RUN, "processor"),
        ("proccessor", RUN, "processor"),
        ("inptu", RUN, "input"),
        ("inpt", RUN, "input"),
        ("ouptut", RUN, "output"),
        ("outptu", RUN, "output"),
        ("webhok", RUN, "webhook"),
        ("web_hook", RUN, "webhook"),
        ("beta", RUN, "betas"),
        ("mcp_server", RUN, "mcp_servers"),
        ("source_polcy", RUN, "source_policy"),
        ("enable_event", RUN, "enable_events"),
        ("previous_interaction", RUN, None),
    ],
)
def test_a_misspelling_is_recognized(name, known, meant):
    assert arguments.near_miss(name, known) == meant


# Names of fields of this and of other services, and words like ours that mean something else.
@pytest.mark.parametrize(
    ("known", "names"),
    [
        (
            CHAT,
            """speed top_k min_p top_a min_tokens models best_of echo suffix prompt functions function_call audio
            thinking reasoning repetition_penalty length_penalty web_search_options prompt_logprobs stop_token_ids
            guided_json route transforms plugins provider prompt_cache_key safety_identifier ignore_eos
            use_beam_search mode level state score
            steps note usage response_schema system context include logit_scale seeds users stops budget""",
        ),
        (
            RUN,
            """prompt propose_contract per_item memory_scope_key after_date priority deadline labels tags webhooks
            inputs processors interaction_id budget outputs group_id max_cost language location country model mode""",
        ),
        (
            DEPLOY,
            """max_replicas min_replicas replicas regions zone gpu scale warm hardware weight waits models mode quantity
            quota provision run_time run_node framework names label hosts port""",
        ),
    ],
    ids=["chat", "run", "deploy"],
)
def test_a_new_name_is_not_a_misspelling(known, names):
    assert {name: arguments.near_miss(name, known) for name in names.split()} == dict.fromkeys(names.split())


@pytest.mark.parametrize("known", [CHAT, RUN, DEPLOY], ids=["chat", "run", "deploy"])
def test_no_known_name_is_a_misspelling_of_another(known):
    assert {name: arguments.near_miss(name, known - {name}) for name in known} == dict.fromkeys(known)


def test_a_misspelled_name_is_refused_and_others_pass():
    arguments.check_names(["temperature", "top_k", 5, ""], CHAT)
    with refused(TypeError, "unexpected keyword argument 'temprature': did you mean 'temperature'?"):
        arguments.check_names(["top_k", "temprature"], CHAT)
    with refused(TypeError, "unexpected field 'procesor': did you mean 'processor'?"):
        arguments.check_names(["procesor"], RUN, "field")


@pytest.mark.parametrize("setting", ["api_key", "base_url", "max_retries", "default_headers"])
def test_a_setting_of_the_client_is_no_field_of_a_call(setting):
    with refused(
        TypeError, f"unexpected keyword argument '{setting}': pass it to the client, or to its with_options"
    ):
        arguments.check_names([setting], CHAT)


class OfNumpy:
    """An integer of an array library."""

    def __index__(self) -> int:
        return 3


@pytest.mark.parametrize(("value", "number"), [(0, 0), (7, 7), (OfNumpy(), 3)])
def test_a_count_is_an_integer_of_any_library(value, number):
    assert arguments.count("idx", value) == number


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1]])
def test_a_count_of_another_type_is_refused_by_its_name(value):
    with refused(TypeError, f"idx must be an integer, not {type(value).__name__}"):
        arguments.count("idx", value)
