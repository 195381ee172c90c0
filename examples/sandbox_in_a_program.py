"""Start a sandbox in a program, use it with both clients, and read its ledger."""

from parallel import Parallel
from pareta import Pareta
from pareta_sandbox import Sandbox

with Sandbox(seed=7, speed=200.0, balance_micro_usd=5_000_000) as box:
    with Pareta(api_key="pareta_sk_test", base_url=box.url) as pa:
        pa.endpoints.deploy(task="invoice-extraction", wait=True)
    with Parallel(api_key="anything", base_url=box.url) as client:
        client.task_run.execute(input="United Nations", processor="core")

    for entry in box.ledger.entries:
        print(f"{entry.operation_id:<16} {entry.micro_usd:>6} micro-USD")
    print("left:", box.ledger.balance_micro_usd)
