"""Tool calls: the model names a function and its arguments, you call it and send the model its result."""

import json
from typing import Any

from pareta import ChatMessage, Pareta


def get_weather(city: str) -> str:
    return f"14 °C and rain in {city}"


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}

with Pareta.from_env() as pa:
    question = ChatMessage(role="user", content="Call get_weather for Oslo.")
    completion = pa.chat.completions.create(model="ep_a1b2c3", messages=[question], tools=[WEATHER])
    message = completion.choices[0].message
    replies: list[dict[str, Any]] = []
    for call in message.tool_calls:
        if call.function.name == "get_weather":
            arguments = json.loads(call.function.arguments)
            print("calls get_weather with", list(arguments))
            replies.append({"role": "tool", "tool_call_id": call.id, "content": get_weather(**arguments)})

    final = pa.chat.completions.create(
        model="ep_a1b2c3",
        messages=[question, message, *replies],
        tools=[WEATHER],
    )
    print(final.choices[0].message.content)
    print("both calls:", (completion.cost_micro_usd or 0) + (final.cost_micro_usd or 0), "micro-USD")
