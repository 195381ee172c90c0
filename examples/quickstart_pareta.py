"""Pareta in ten lines: deploy a model for a task, ask it something, see what it cost."""

from pareta import Pareta

with Pareta.from_env() as pa:  # reads PARETA_API_KEY
    endpoint = pa.endpoints.deploy(task="contract-key-fields", wait=True)
    answer = pa.chat.completions.create(
        model=endpoint.id,
        messages=[{"role": "user", "content": "Extract the parties."}],
    )
    print(answer.choices[0].message.content)
    print(answer.cost_micro_usd, "micro-USD")
