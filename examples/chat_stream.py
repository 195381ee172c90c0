"""Stream a chat: print each token when it arrives."""

from pareta import Pareta

with Pareta.from_env() as pa:
    chunks = pa.chat.completions.create(
        model="ep_a1b2c3",
        messages=[{"role": "user", "content": "Extract the parties."}],
        stream=True,
        stream_options={"include_usage": True},
    )
    for chunk in chunks:
        if chunk.choices:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
        elif chunk.usage:
            print(f"\n{chunk.usage.completion_tokens} tokens")
