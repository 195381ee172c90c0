"""What a program for OpenAI's client becomes: the same calls, and the cost of each."""

from pareta import Pareta  # was: from openai import OpenAI

with Pareta.from_env() as client:  # was: OpenAI()
    completion = client.chat.completions.create(
        model="ep_a1b2c3",  # was the name of a model; here the id of an endpoint, or "auto"
        messages=[{"role": "user", "content": "Say hello."}],
        temperature=0.2,
    )
    print(completion.choices[0].message.content)
    print(completion.usage.total_tokens if completion.usage else 0, "tokens")
    print(completion.cost_micro_usd, "micro-USD")
