"""Watch a deploy: without `wait=True` it is an iterator of events, each available as soon as it arrives."""

from pareta import Pareta

with Pareta.from_env() as pa:
    for ev in pa.endpoints.deploy(task="invoice-extraction", name="invoices"):
        if ev["event"] == "progress":
            print(f"{ev['data']['pct']:>3} %  {ev['data']['label']}")
        elif ev["event"] == "complete":
            print(f"live:  {ev['data']['endpoint']['id']}")
        elif ev["event"] == "error":
            print(f"failed: {ev['data']['message']}")
