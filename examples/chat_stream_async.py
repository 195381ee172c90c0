"""Stream a chat with the async client, and leave it early: the context manager returns the connection."""

import asyncio

from pareta import AsyncPareta


async def main() -> None:
    async with AsyncPareta.from_env() as pa:
        stream = await pa.chat.completions.create(
            model="ep_a1b2c3",
            messages=[{"role": "user", "content": "Extract the parties."}],
            stream=True,
        )
        words = 0
        async with stream:
            async for chunk in stream:
                print(chunk.choices[0].delta.content or "", end="", flush=True)
                words += 1
                if words == 8:
                    break
        print(" …")


asyncio.run(main())
