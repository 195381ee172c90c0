"""Stop, start, measure and delete an endpoint."""

from pareta import EndpointNotReadyError, NotFoundError, Pareta

with Pareta.from_env(max_retries=0) as pa:
    ep = pa.endpoints.deploy(task="contract-key-fields", name="contracts", wait=True)
    metrics = pa.endpoints.metrics(ep.id)
    print("p50:", metrics.performance(window="24h")["p50_ms"], "ms")
    print("spent:", metrics.cost(group_by="day")["total_micro_usd"], "micro-USD")

    pa.endpoints.stop(ep.id)
    try:
        pa.chat.completions.create(model=ep.id, messages=[{"role": "user", "content": "ping"}])
    except EndpointNotReadyError as error:
        print("stopped:", error.status_code)
    pa.endpoints.start(ep.id)
    print("then:", pa.endpoints.retrieve(ep.id).status)

    pa.endpoints.delete(ep.id)
    try:
        pa.endpoints.retrieve(ep.id)
    except NotFoundError as error:
        print("deleted:", error.status_code)
    print("left:", [one.id for one in pa.endpoints.list()])
