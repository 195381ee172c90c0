"""The sandbox's chats over plain HTTP: OpenAI's format, streams, tools, receipts."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from pareta_sandbox import Sandbox
from pareta_sandbox.recorder.exchange_check import Message, Route, check_response
from pareta_sandbox.recorder.spec_places import load
from pareta_sandbox.recorder.stream_check import StreamCheck
from pareta_sandbox.spec_validation import shared_validator

from .conftest import PARETA, client, iter_sse, sse

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string"},
                    "days": {"type": "integer", "minimum": 1, "maximum": 7},
                },
                "required": ["city", "days"],
            },
        },
    },
    {"type": "function", "function": {"name": "send_mail"}},
]


def body_of(content: Any = "Say hello.", **more: object) -> dict[str, object]:
    return {"model": "ep_a1b2c3", "messages": [{"role": "user", "content": content}], **more}


def chat(pareta: httpx.Client, content: Any = "Say hello.", **more: object) -> dict[str, Any]:
    response = pareta.post("/v1/chat/completions", json=body_of(content, **more))
    assert response.status_code == 200, response.text
    return response.json()


def chunks(pareta: httpx.Client, content: Any = "Say hello.", **more: object) -> list[dict[str, Any]]:
    response = pareta.post("/v1/chat/completions", json=body_of(content, stream=True, **more))
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, end = sse(response)
    assert end.data == "[DONE]"
    for event in events:
        assert event.name is None
        assert not shared_validator().issues("#/components/schemas/ChatCompletionChunk", event.data, ())
    return [event.data for event in events]


def test_a_completion_has_openai_s_format_and_quotes_the_prompt(pareta: httpx.Client) -> None:
    response = chat(pareta)
    assert response["object"] == "chat.completion"
    assert response["model"] == "ep_a1b2c3"
    assert response["id"].startswith("chatcmpl")
    assert isinstance(response["created"], int)
    (choice,) = response["choices"]
    assert (choice["index"], choice["finish_reason"], choice["message"]["role"]) == (0, "stop", "assistant")
    assert "Say hello." in choice["message"]["content"]
    usage = response["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0


def test_content_may_be_a_list_of_parts(pareta: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Read this"}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    assert "Read this" in chat(pareta, parts)["choices"][0]["message"]["content"]


def test_a_stream_has_the_same_text_token_by_token(pareta: httpx.Client) -> None:
    stream = chunks(pareta)
    first, *middle, last = stream
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({}, "stop")
    text = "".join(chunk["choices"][0]["delta"]["content"] for chunk in middle)
    assert text == chat(pareta)["choices"][0]["message"]["content"]
    assert len(middle) > 5
    assert len({chunk["id"] for chunk in stream}) == 1
    assert {chunk["object"] for chunk in stream} == {"chat.completion.chunk"}


def test_the_first_token_arrives_before_the_last_is_sent(still: Sandbox) -> None:
    with (
        client(still, PARETA) as pareta,
        pareta.stream("POST", "/v1/chat/completions", json=body_of(stream=True)) as response,
    ):
        events = iter_sse(response.iter_lines())
        assert next(events).data["choices"][0]["delta"]["role"] == "assistant"
        seen = 1
        still.advance(0.3)
        assert next(events).data["choices"][0]["delta"]["content"]
        still.advance(0.05)
        for _ in events:
            seen += 1
            still.advance(0.05)
        assert seen > 5


def test_usage_is_the_last_chunk_if_requested(pareta: httpx.Client) -> None:
    *others, last = chunks(pareta, stream_options={"include_usage": True})
    assert last["choices"] == []
    assert last["usage"] == chat(pareta)["usage"]
    assert {chunk["usage"] for chunk in others} == {None}


def test_n_is_the_number_of_choices(pareta: httpx.Client) -> None:
    choices = chat(pareta, n=3)["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2]
    stream = chunks(pareta, n=3)
    texts = ["", "", ""]
    for chunk in stream:
        for choice in chunk["choices"]:
            texts[choice["index"]] += choice["delta"].get("content") or ""
    assert texts == [choice["message"]["content"] for choice in choices]


def test_max_tokens_truncates_with_finish_reason_length(pareta: httpx.Client) -> None:
    for name in ("max_tokens", "max_completion_tokens"):
        response = chat(pareta, **{name: 3})
        assert response["choices"][0]["finish_reason"] == "length"
        assert response["usage"]["completion_tokens"] == 3


def test_a_stop_sequence_ends_the_text(pareta: httpx.Client) -> None:
    content = chat(pareta, stop=["said"])["choices"][0]["message"]["content"]
    assert "said" not in content
    assert content


def test_the_content_fits_the_response_format(pareta: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "t", "schema": schema}}
    Draft202012Validator(schema).validate(
        json.loads(chat(pareta, response_format=wanted)["choices"][0]["message"]["content"])
    )
    assert json.loads(
        chat(pareta, "Hello in JSON.", response_format={"type": "json_object"})["choices"][0]["message"][
            "content"
        ]
    )


@pytest.mark.parametrize(
    ("content", "choice", "called"),
    [
        ("what is up?", "required", "get_weather"),
        ("what is up?", {"type": "function", "function": {"name": "send_mail"}}, "send_mail"),
        ("use send_mail now", "auto", "send_mail"),
        ("please send mail", None, "send_mail"),
    ],
)
def test_a_tool_is_called_if_it_is_forced_or_named(
    pareta: httpx.Client, content: str, choice: object, called: str
) -> None:
    more: dict[str, object] = {"tools": TOOLS} | ({"tool_choice": choice} if choice else {})
    (made,) = chat(pareta, content, **more)["choices"]
    assert made["finish_reason"] == "tool_calls"
    assert made["message"]["content"] is None
    (call,) = made["message"]["tool_calls"]
    assert (call["type"], call["function"]["name"]) == ("function", called)
    arguments = json.loads(call["function"]["arguments"])
    if called == "get_weather":
        Draft202012Validator(TOOLS[0]["function"]["parameters"]).validate(arguments)
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(pareta, content, **more)]
    calls = [call_delta for delta in deltas for call_delta in delta.get("tool_calls", [])]
    assert (calls[0]["id"], calls[0]["function"]["name"]) == (call["id"], called)
    assert (
        "".join(call_delta["function"]["arguments"] for call_delta in calls) == call["function"]["arguments"]
    )


def test_a_tool_is_not_called_otherwise(pareta: httpx.Client) -> None:
    assert chat(pareta, "what is up?", tools=TOOLS)["choices"][0]["finish_reason"] == "stop"
    assert chat(pareta, "send_mail", tools=TOOLS, tool_choice="none")["choices"][0]["finish_reason"] == "stop"
    talk = [
        {"role": "user", "content": "use send_mail"},
        {
            "role": "assistant",
            "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "send_mail", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "c", "content": "sent"},
    ]
    response = pareta.post(
        "/v1/chat/completions", json={"model": "ep_a1b2c3", "messages": talk, "tools": TOOLS}
    )
    assert response.json()["choices"][0]["finish_reason"] == "stop"


def test_streamed_and_plain_responses_have_a_receipt(box: Sandbox, pareta: httpx.Client) -> None:
    plain = pareta.post("/v1/chat/completions", json=body_of())
    streamed = pareta.post("/v1/chat/completions", json=body_of(stream=True))
    usage = plain.json()["usage"]
    assert int(plain.headers["x-pareta-billed"]) == usage["prompt_tokens"] + 3 * usage["completion_tokens"]
    assert streamed.headers["x-pareta-billed"] == plain.headers["x-pareta-billed"]
    assert box.ledger.total_micro_usd == 2 * int(plain.headers["x-pareta-billed"])


def receipt_comments(response: httpx.Response) -> list[str]:
    return [line[2:] for line in response.text.split("\n") if line.startswith(": ")]


def test_a_receipt_also_says_what_a_frontier_model_would_have_cost(pareta: httpx.Client) -> None:
    plain = pareta.post("/v1/chat/completions", json=body_of())
    assert int(plain.headers["x-pareta-frontier-would-have-cost"]) > int(plain.headers["x-pareta-billed"])


def test_a_stream_states_its_receipt_in_comments_before_its_end(pareta: httpx.Client) -> None:
    plain = pareta.post("/v1/chat/completions", json=body_of())
    key = {"idempotency-key": "k1"}
    streamed = pareta.post("/v1/chat/completions", json=body_of(stream=True), headers=key)
    billed, frontier = (
        plain.headers[name] for name in ("x-pareta-billed", "x-pareta-frontier-would-have-cost")
    )
    comments = [
        f"pareta-billed-micro-usd {billed}",
        f"pareta-frontier-would-have-cost-micro-usd {frontier}",
    ]
    assert receipt_comments(streamed) == comments
    assert streamed.text.endswith("".join(f": {text}\n\n" for text in comments) + "data: [DONE]\n\n")
    replayed = pareta.post("/v1/chat/completions", json=body_of(stream=True), headers=key)
    assert receipt_comments(replayed) == [text.rsplit(" ")[0] + " 0" for text in comments]
    assert replayed.headers["x-pareta-billed"] == "0"


def test_auto_is_a_model_of_its_own_and_a_chat_with_it_is_billed_once(
    box: Sandbox, pareta: httpx.Client
) -> None:
    empty = pareta.get("/v1/auto/metrics").json()
    assert set(empty.values()) == {0}
    response = pareta.post("/v1/chat/completions", json={**body_of(), "model": "auto"})
    assert response.json()["model"] == "auto"
    chat(pareta)
    assert [entry.operation_id for entry in box.ledger.entries] == ["createChatCompletion"] * 2
    billed, frontier = (
        int(response.headers[name]) for name in ("x-pareta-billed", "x-pareta-frontier-would-have-cost")
    )
    assert pareta.get("/v1/auto/metrics").json() == {
        "requests": 1,
        "billed_micro_usd": billed,
        "frontier_would_have_cost_micro_usd": frontier,
    }


def test_a_frontier_model_answers_and_is_billed_once_for_a_key(box: Sandbox, pareta: httpx.Client) -> None:
    body = {"model": "claude-opus-4-5", "messages": [{"role": "user", "content": "Say hello."}]}
    key = {"idempotency-key": "k1"}
    first, second = (pareta.post("/v1/playground/frontier", json=body, headers=key).json() for _ in range(2))
    assert first == second
    assert "Say hello." in first["content"]
    assert (first["model"], first["latency_ms"] > 0) == ("claude-opus-4-5", True)
    assert box.ledger.total_micro_usd == first["cost_micro_usd"] > 0
    for model in ("qwen-vl-2", "ep_a1b2c3", "auto", "unheard-of"):
        assert pareta.post("/v1/playground/frontier", json={**body, "model": model}).status_code == 404
    assert pareta.post("/v1/playground/frontier", json={"model": "gpt-5.1"}).status_code == 422


def test_a_stream_with_the_fail_marker_breaks_in_the_middle(pareta: httpx.Client) -> None:
    events = sse(pareta.post("/v1/chat/completions", json=body_of("[sandbox:fail]", stream=True)))
    assert events[0].data["choices"]
    assert set(events[-1].data["error"]) == {"message", "type", "code"}
    assert pareta.post("/v1/chat/completions", json=body_of("[sandbox:fail]")).status_code == 500


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"messages": [{"role": "user", "content": "x"}]}, ["body", "model"]),
        ({"model": "", "messages": [{"role": "user", "content": "x"}]}, ["body", "model"]),
        ({"model": "ep_a1b2c3"}, ["body", "messages"]),
        ({"model": "ep_a1b2c3", "messages": []}, ["body", "messages"]),
        ({"model": "ep_a1b2c3", "messages": [{"content": "x"}]}, ["body", "messages", 0, "role"]),
        (body_of(temperature="hot"), ["body", "temperature"]),
        (body_of(stream="yes"), ["body", "stream"]),
    ],
)
def test_an_invalid_request_is_a_422_that_names_the_location(
    pareta: httpx.Client, body: object, place: object
) -> None:
    response = pareta.post("/v1/chat/completions", json=body)
    assert response.status_code == 422
    assert place in [issue["loc"] for issue in response.json()["detail"]]


IMAGE = {"type": "image_url", "image_url": {"url": "data:,"}}
AUDIO = {"type": "input_audio", "input_audio": {"data": "aa", "format": "mp3"}}
REFUSAL = {"type": "refusal", "refusal": "I cannot."}
USER = {"role": "user", "content": "x"}


def message(role: object, content: object = "x", **more: object) -> dict[str, object]:
    return {"role": role, "content": content, **more}


def tool(name: object = "f", parameters: object = None, kind: str = "function") -> dict[str, object]:
    return {"type": kind, "function": {"name": name, "parameters": parameters}}


CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLED = message("assistant", None, tool_calls=[CALL])
FORCED = {"type": "function", "function": {"name": "g"}}


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"n": 0}, "n", "integer_below_min_value"),
        ({"n": 129}, "n", "integer_above_max_value"),
        ({"temperature": -0.1}, "temperature", "decimal_below_min_value"),
        ({"temperature": 2.1}, "temperature", "decimal_above_max_value"),
        ({"top_p": 1.5}, "top_p", "decimal_above_max_value"),
        ({"presence_penalty": 3}, "presence_penalty", "decimal_above_max_value"),
        ({"frequency_penalty": -3}, "frequency_penalty", "decimal_below_min_value"),
        ({"max_tokens": 0}, "max_tokens", "integer_below_min_value"),
        ({"max_tokens": 5, "max_completion_tokens": 5}, "max_tokens", "invalid_parameter_combination"),
        ({"logit_bias": {"7": 101}}, "logit_bias.7", "decimal_above_max_value"),
        ({"logit_bias": {"7": "x"}}, "logit_bias.7", "invalid_type"),
        ({"top_logprobs": 2}, "top_logprobs", None),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs", "integer_above_max_value"),
        ({"stop": 5}, "stop", "invalid_type"),
        ({"stop": ["a", 5]}, "stop", "invalid_type"),
        ({"stop": list("abcde")}, "stop", "array_above_max_length"),
        ({"stream_options": {"include_usage": True}}, "stream_options", None),
        (
            {"stream": True, "stream_options": {"include_usage": 1}},
            "stream_options.include_usage",
            "invalid_type",
        ),
        ({"response_format": {"x": 1}}, "response_format.type", "missing_required_parameter"),
        ({"response_format": {"type": "xml"}}, "response_format.type", "invalid_value"),
        (
            {"response_format": {"type": "json_schema"}},
            "response_format.json_schema",
            "missing_required_parameter",
        ),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}},
            "response_format.json_schema.name",
            "missing_required_parameter",
        ),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a b"}}},
            "response_format.json_schema.name",
            "invalid_value",
        ),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "a", "schema": {"type": "x"}},
                }
            },
            "response_format",
            None,
        ),
        ({"response_format": {"type": "json_object"}}, "messages", None),
        ({"tools": []}, "tools", "empty_array"),
        ({"tools": [tool()] * 129}, "tools", "array_above_max_length"),
        ({"tools": [{}]}, "tools[0].type", "missing_required_parameter"),
        ({"tools": [tool(kind="web")]}, "tools[0].type", "invalid_value"),
        ({"tools": [{"type": "function"}]}, "tools[0].function", "missing_required_parameter"),
        ({"tools": [tool(None)]}, "tools[0].function.name", "missing_required_parameter"),
        ({"tools": [tool(5)]}, "tools[0].function.name", "invalid_type"),
        ({"tools": [tool("a b")]}, "tools[0].function.name", "invalid_value"),
        (
            {"tools": [tool(parameters={"type": "x"})]},
            "tools[0].function.parameters",
            "invalid_function_parameters",
        ),
        ({"tool_choice": "auto"}, "tool_choice", None),
        ({"parallel_tool_calls": True}, "parallel_tool_calls", None),
        ({"tools": [tool()], "tool_choice": "sometimes"}, "tool_choice", "invalid_value"),
        ({"tools": [tool()], "tool_choice": FORCED}, "tool_choice", None),
        ({"tools": [tool()], "tool_choice": {}}, "tool_choice.function.name", "missing_required_parameter"),
        ({"messages": [message("robot")]}, "messages[0].role", "invalid_value"),
        ({"messages": [message("user", None)]}, "messages[0].content", "invalid_type"),
        ({"messages": [message("user", 5)]}, "messages[0].content", "invalid_type"),
        ({"messages": [message("assistant", None)]}, "messages[0].content", "invalid_type"),
        ({"messages": [message("user", ["x"])]}, "messages[0].content[0]", "invalid_type"),
        (
            {"messages": [message("user", [{"text": "x"}])]},
            "messages[0].content[0].type",
            "missing_required_parameter",
        ),
        ({"messages": [message("user", [{"type": "x"}])]}, "messages[0].content[0].type", "invalid_value"),
        (
            {"messages": [message("user", [{"type": "text"}])]},
            "messages[0].content[0].text",
            "missing_required_parameter",
        ),
        (
            {"messages": [message("user", [{"type": "text", "text": 5}])]},
            "messages[0].content[0].text",
            "invalid_type",
        ),
        ({"messages": [message("tool")]}, "messages[0].tool_call_id", "missing_required_parameter"),
        ({"messages": [message("tool", tool_call_id="call_1")]}, "messages[0].role", None),
        ({"messages": [message("user"), CALLED, message("user")]}, "messages[2].role", None),
        ({"messages": [message("user"), CALLED]}, "messages[2].role", None),
        ({"messages": [message("user", [])]}, "messages[0].content", "empty_array"),
        ({"messages": [message("assistant", tool_calls=[])]}, "messages[0].tool_calls", "empty_array"),
        ({"messages": [message("function")]}, "messages[0].name", "missing_required_parameter"),
        (
            {
                "messages": [
                    message("user", [{"type": "image_url", "image_url": "https://example.org/a.png"}])
                ]
            },
            "messages[0].content[0].image_url",
            "invalid_type",
        ),
        *(
            ({"messages": [message(role, [part]), USER]}, "messages[0].content[0].type", "invalid_value")
            for role, part in [
                ("system", IMAGE),
                ("developer", IMAGE),
                ("assistant", IMAGE),
                ("assistant", AUDIO),
                ("system", REFUSAL),
                ("user", REFUSAL),
            ]
        ),
        *(
            ({"messages": [message("user", [part])]}, f"messages[0].content[0].{place}", code)
            for part, place, code in [
                ({**IMAGE, "image_url": {}}, "image_url.url", "missing_required_parameter"),
                ({**IMAGE, "image_url": {"url": 5}}, "image_url.url", "invalid_type"),
                (
                    {**IMAGE, "image_url": {"url": "data:,", "detail": "huge"}},
                    "image_url.detail",
                    "invalid_value",
                ),
                (
                    {**AUDIO, "input_audio": {"format": "wav"}},
                    "input_audio.data",
                    "missing_required_parameter",
                ),
                (
                    {**AUDIO, "input_audio": {"data": "aa", "format": "ogg"}},
                    "input_audio.format",
                    "invalid_value",
                ),
            ]
        ),
        (
            {"messages": [message("assistant", [{"type": "refusal", "refusal": None}])]},
            "messages[0].content[0].refusal",
            "invalid_type",
        ),
    ],
)
def test_what_openai_refuses_is_a_400_with_its_parameter(
    pareta: httpx.Client, more: dict[str, object], param: str, code: str | None
) -> None:
    response = pareta.post("/v1/chat/completions", json={**body_of(), **more})
    assert response.status_code == 400, response.text
    body = response.json()
    error = body["error"]
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", param, code)
    assert body["detail"] == error["message"]


def strict(**schema: Any) -> dict[str, Any]:
    """Return a schema that OpenAI's strict mode takes, with changes."""
    return {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
        **schema,
    }


OPEN = {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}


@pytest.mark.parametrize("where", ["response_format", "tools"])
@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (strict(), None),
        (strict(properties={"a": {"anyOf": [strict(), {"type": "null"}]}}), None),
        (strict(properties={"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}), None),
        (strict(additionalProperties=True), "In context=(), 'additionalProperties' is required"),
        (strict(required=[]), "Missing 'a'."),
        (strict(properties={"a": OPEN}), "In context=('properties', 'a'), 'additionalProperties'"),
        (strict(properties={"a": {"type": "array", "items": OPEN}}), "('properties', 'a', 'items')"),
        (strict(properties={"a": {"anyOf": [OPEN]}}), "('properties', 'a', 'anyOf', '0')"),
        (strict(**{"$defs": {"b": OPEN}}), "('$defs', 'b')"),
        (strict(properties={"a": {"type": ["object", "null"]}}), "('properties', 'a')"),
        (
            {"type": "array", "items": {"type": "string"}},
            "schema must be a JSON Schema of 'type: \"object\"'",
        ),
        ({"anyOf": [strict()]}, "schema must be a JSON Schema of 'type: \"object\"'"),
    ],
)
def test_a_strict_schema_is_checked_as_openai_does(
    pareta: httpx.Client, where: str, schema: dict[str, Any], problem: str | None
) -> None:
    def status(is_strict: bool | None) -> int:
        named = {"name": "it", "strict": is_strict}
        more: dict[str, Any] = {
            "response_format": {"type": "json_schema", "json_schema": {**named, "schema": schema}},
            "tools": [{"type": "function", "function": {**named, "parameters": schema}}],
        }
        response = pareta.post("/v1/chat/completions", json=body_of(**{where: more[where]}))
        if response.status_code == 400:
            assert problem
            assert problem in response.json()["error"]["message"]
        return response.status_code

    assert status(True) == (400 if problem else 200)
    assert status(False) == status(None) == 200


def test_logprobs_are_returned_for_each_token(pareta: httpx.Client) -> None:
    (choice,) = chat(pareta, logprobs=True, top_logprobs=3)["choices"]
    content = choice["logprobs"]["content"]
    assert "".join(one["token"] for one in content) == choice["message"]["content"]
    for one in content:
        assert bytes(one["bytes"]).decode() == one["token"]
        assert len(one["top_logprobs"]) == 3
        assert [other["logprob"] for other in one["top_logprobs"]] == sorted(
            (other["logprob"] for other in one["top_logprobs"]), reverse=True
        )
        assert one["top_logprobs"][0]["token"] == one["token"]
        assert one["logprob"] < 0
    streamed = [
        token
        for chunk in chunks(pareta, logprobs=True, top_logprobs=3)
        for token in (chunk["choices"][0]["logprobs"] or {"content": []})["content"]
    ]
    assert streamed == content
    assert chat(pareta)["choices"][0]["logprobs"] is None
    assert chat(pareta, logprobs=True)["choices"][0]["logprobs"]["content"][0]["top_logprobs"] == []


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"n": 2, "max_tokens": 2},
        {"logprobs": True, "top_logprobs": 2},
        {"tools": TOOLS, "tool_choice": "required"},
        {"messages": [{"role": "user", "content": "In JSON"}], "response_format": {"type": "json_object"}},
    ],
    ids=["text", "choices", "logprobs", "tools", "JSON"],
)
def test_a_chat_sends_what_the_spec_names_and_no_more(
    pareta: httpx.Client, more: dict[str, object], stream: bool
) -> None:
    options = {"stream_options": {"include_usage": True}} if stream else {}
    response = pareta.post("/v1/chat/completions", json=body_of(stream=stream, **more, **options))
    route = Route(load(), "POST", "/v1/chat/completions")
    if stream:
        check = StreamCheck(route, 200)
        found = [*check.feed(response.content), *check.end(is_complete=True)]
    else:
        found = list(check_response(route, Message(response.headers.raw, response.content), 200))
    assert found == []


def test_openai_s_other_fields_are_accepted(pareta: httpx.Client) -> None:
    assert chat(pareta, temperature=0.2, seed=7, user="u", logit_bias={}, some_new_field={"x": 1})


def test_models_are_the_live_endpoints_and_auto(pareta: httpx.Client) -> None:
    response = pareta.get("/v1/models").json()
    assert response["object"] == "list"
    assert [(model["id"], model["object"]) for model in response["data"]] == [
        ("ep_a1b2c3", "model"),
        ("auto", "model"),
    ]
    # OpenAI's clients validate these strictly.
    assert all(
        model["owned_by"] == "pareta" and isinstance(model["created"], int) for model in response["data"]
    )


@pytest.mark.parametrize(
    ("role", "part"),
    [
        ("user", IMAGE),
        ("user", {**IMAGE, "image_url": {"url": "https://example.org/a.png", "detail": "low"}}),
        ("user", AUDIO),
        ("user", {"type": "file", "file": {"file_id": "file_1"}}),
        ("assistant", REFUSAL),
        *((role, {"type": "text", "text": "x"}) for role in ("system", "developer", "assistant", "user")),
    ],
)
def test_each_role_has_its_kinds_of_content_parts(
    pareta: httpx.Client, role: str, part: dict[str, object]
) -> None:
    body = {"model": "ep_a1b2c3", "messages": [message(role, [part]), USER]}
    assert pareta.post("/v1/chat/completions", json=body).status_code == 200
