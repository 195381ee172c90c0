"""A tour of the Pareta client: five of its namespaces, one after the other."""

from pareta import Pareta

with Pareta.from_env() as pa:
    # tasks: the catalog, and the best model for each task
    task = "contract-key-fields"
    print("recommended:", pa.tasks.recommended(task))

    # endpoints: deploy that model; wait=True returns when it is live
    ep = pa.endpoints.deploy(task=task, model="recommended", wait=True)
    print("live:", ep.id, ep.status)

    # chat: OpenAI-compatible inference on the endpoint
    completion = pa.chat.completions.create(
        model=ep.id,
        messages=[{"role": "user", "content": "Say hello."}],
    )
    print(completion.choices[0].message.content)

    # models: everything that can be called
    for model in pa.models.list():
        print(model.id, model.owned_by)

    # evals: score candidates on your own rows
    run = pa.evals.runs.create(
        task=task,
        items=[{"input": "Acme Ltd leases two floors to Bolt Inc.", "expected": ["Acme Ltd", "Bolt Inc."]}],
        models=["qwen-vl-2"],
        frontier="benchmarked",
        wait=True,
    )
    for result in run.results:
        print(f"{result.model_id}: {result.quality_mean}")
    print("run cost:", run.cost)  # Decimal dollars, rounded down to cents
