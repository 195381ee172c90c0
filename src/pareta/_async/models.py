"""`models`: the deployed, callable endpoints, in OpenAI's form."""

from __future__ import annotations

from collections.abc import Mapping

from pareta.types import ModelList
from pareta_core._async.transport import AsyncTransport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.encoding import tolerant
from pareta_core.lazy import OfficialNames
from pareta_core.redaction import masked_headers
from pareta_wire import list_models


class AsyncModels(OfficialNames):
    """`models`: list what can be called.

    Example:
        ```python
        for model in await pa.models.list():
            print(model.id)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> ModelList:
        """List the models that can be called now: the live endpoints, and `auto`.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The models; iterate over it, index it, or take its length.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for model in await pa.models.list():
                print(model.id)
            ```

        API: GET /v1/models
        """
        extra_headers = masked_headers(extra_headers)
        return await self._transport.send(
            list_models(),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=tolerant(ModelList.from_dict, essential={"data"}),
        )
