"""A program for the official `pareta` client as it is, and what it can do beside that."""

from pareta import Pareta

with Pareta.from_env() as pa:
    endpoint = pa.endpoints.deploy(task="contract-key-fields", model="recommended", wait=True)
    completion = pa.chat.completions.create(
        model=endpoint.id, messages=[{"role": "user", "content": "Say hello."}]
    )
    print(completion.choices[0].message.content)

    # The receipt, the request id, and a key with which the work is billed once however often it is sent.
    print(completion.cost_micro_usd, "micro-USD", completion.response is not None)
    again = pa.endpoints.deploy(task="contract-key-fields", wait=True, idempotency_key="deploy-7")
    print(
        again.id == pa.endpoints.deploy(task="contract-key-fields", wait=True, idempotency_key="deploy-7").id
    )
