"""Pareta in ten lines: deploy a model for a task, chat with it, see what it cost."""

from pareta import Pareta

with Pareta.from_env() as pa:  # reads PARETA_API_KEY
    endpoint = pa.endpoints.deploy(task="contract-key-fields", wait=True)
    completion = pa.chat.completions.create(
        model=endpoint.id,
        messages=[{"role": "user", "content": "Extract the parties."}],
    )
    print(completion.choices[0].message.content)
    print(completion.cost_micro_usd, "micro-USD")
