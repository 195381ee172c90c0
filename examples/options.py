"""Options of one call, variants of a client, and the response behind a result."""

from pareta import Pareta

with Pareta.from_env() as pa:
    # A variant shares the connections of the original client.
    patient = pa.with_options(timeout=300.0, max_retries=5, default_headers={"x-team": "contracts"})
    print(patient.timeout, patient.max_retries, patient.base_url == pa.base_url)

    # Every call takes these options.
    completion = patient.chat.completions.create(
        model="ep_a1b2c3",
        messages=[{"role": "user", "content": "Say hello."}],
        timeout=30.0,
        extra_headers={"x-trace": "4711"},
        extra_body={"top_k": 40},
        idempotency_key="hello-1",
    )
    response = completion.response
    assert response is not None
    print(response.status_code, response.headers["content-type"], response.request_id is not None)
    print(completion.cost_micro_usd, "micro-USD")

    # The same key again: the service returns the first response and bills nothing.
    again = patient.chat.completions.create(
        model="ep_a1b2c3",
        messages=[{"role": "user", "content": "Say hello."}],
        extra_body={"top_k": 40},
        idempotency_key="hello-1",
    )
    print(again.id == completion.id)

    # The server's record, including fields that this SDK does not know.
    print(completion["object"], completion.get("nothing", "-"), sorted(completion.to_dict()))
