"""The async client: the same methods with `await`, and several things at once."""

import asyncio

from pareta import AsyncPareta

TASKS = ["contract-key-fields", "invoice-extraction"]


async def main() -> None:
    async with AsyncPareta.from_env() as pa:
        endpoints = await asyncio.gather(
            *(pa.endpoints.deploy(task=task, model="recommended", wait=True) for task in TASKS)
        )
        completions = await asyncio.gather(
            *(
                pa.chat.completions.create(model=ep.id, messages=[{"role": "user", "content": "Say hello."}])
                for ep in endpoints
            )
        )
        for ep, completion in zip(endpoints, completions, strict=True):
            print(f"{ep.id}: {completion.choices[0].message.content}")

        # metrics(id) is not a coroutine: await its dimensions
        uptime = await pa.endpoints.metrics(endpoints[0].id).uptime(since="30d")
        print("uptime:", uptime["uptime_bp"] / 100, "%")


asyncio.run(main())
