"""`models`: the deployed, callable endpoints, in OpenAI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pareta.types import ModelList, as_type
from pareta_core.config import RequestOptions, call_options
from pareta_wire import list_models

if TYPE_CHECKING:
    from pareta_core._async.transport import AsyncTransport


class AsyncModels:
    """`models`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, **options: Unpack[RequestOptions]) -> ModelList:
        """What can be called now. The list can be iterated over and has a length.

        API: GET /v1/models
        """
        return as_type(ModelList, await self._transport.send(list_models(), call_options(options)))
