"""The cells of a notebook: a client for the session, an async call, and progress as it comes."""

# %% One client for the notebook. Closing it is optional here: the kernel's end does.
from parallel import AsyncParallel, Parallel

client = Parallel.from_env()

# %% Start the run in one cell …
run = client.task_run.create(input="United Nations", processor="base")
print(run.run_id, run.status)

# %% … and wait in another. To interrupt the kernel does not stop the run: run the cell again.
for event in client.task_run.events(run.run_id):
    print(event["type"])
print(client.task_run.result(run.run_id).output.content)


# %% Several at once. In a notebook `await research(…)` is enough, because a loop is running already.
async def research(*subjects: str) -> list[object]:
    import asyncio

    async with AsyncParallel.from_env() as parallel:
        runs = (parallel.task_run.execute(input=subject, processor="lite") for subject in subjects)
        return [result.output.content for result in await asyncio.gather(*runs)]


if "get_ipython" not in globals():  # as a script there is no loop yet
    import asyncio

    print(len(asyncio.run(research("France", "Italy"))), "results")
client.close()
