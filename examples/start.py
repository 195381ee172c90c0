"""Both clients in a minute, with no account: the sandbox is both services, in this program."""

from dataclasses import dataclass

from parallel import Parallel
from pareta import Pareta
from pareta_sandbox import Sandbox


@dataclass
class Founding:
    year: int


with Sandbox(speed=20) as box:  # twenty times as fast as the real services
    with Pareta(api_key="pareta_sk_test", base_url=box.url) as pa:
        endpoint = pa.endpoints.deploy(task="contract-key-fields", wait=True)
        completion = pa.chat.completions.create(
            model=endpoint.id, messages=[{"role": "user", "content": "Say hello."}]
        )
        print(endpoint.id, "says:", completion.choices[0].message.content)

    with Parallel(api_key="test", base_url=box.url) as client:
        result = client.task_run.execute(input="United Nations", processor="core", output=Founding)
        print("founded:", result.output.parsed.year, result.output.basis[0].citations[0].url)

    print("billed:", box.ledger.total_micro_usd, "micro-USD")
