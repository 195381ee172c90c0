"""The low-level client with `await`: one request, sent for a completion and for a stream of typed chunks."""

import asyncio

from pareta_core import AsyncTransport, CallOptions
from pareta_wire import ChatCompletionRequest, ChatMessage, create_chat_completion
from pareta_wire.apis import PARETA


async def main() -> None:
    hello = ChatMessage(role="user", content="Say hello.")
    request = create_chat_completion(body=ChatCompletionRequest(model="ep_a1b2c3", messages=[hello]))
    async with AsyncTransport.from_env(PARETA) as wire:
        completion = await wire.send(request, CallOptions(timeout=30.0))
        print(completion.choices[0].message.content)
        async for chunk in await wire.stream(request):
            print(chunk.choices[0].delta.content or "", end="")
        print()


asyncio.run(main())
