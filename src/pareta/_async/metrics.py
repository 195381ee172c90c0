"""`endpoints.metrics(id)`: the metrics of one endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pareta.types import EndpointMetrics
from pareta_core import arguments
from pareta_core._async.transport import AsyncTransport
from pareta_core.annotations import httpx
from pareta_core.config import OPTION_NAMES, call_options
from pareta_core.redaction import masked_headers
from pareta_wire import get_endpoint_metrics


class AsyncMetrics:
    """The metrics of one endpoint. Each method is a dimension; its keywords are sent to the server unchanged.

    Example:
        ```python
        metrics = await pa.endpoints.metrics("ep_1").performance(window="24h")
        ```
    """

    def __init__(self, transport: AsyncTransport, endpoint_id: str) -> None:
        self._transport = transport
        self._endpoint_id = endpoint_id

    async def performance(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        **filters: Any,
    ) -> EndpointMetrics:
        """Retrieve latency and throughput.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            **filters: Query parameters, such as `window="24h"`.

        Returns:
            The server's record, as `metrics["…"]` or `metrics.to_dict()`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").performance(window="24h")
            print(metrics["p50_ms"])
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        extra_headers = masked_headers(extra_headers)
        filters |= arguments.drop_none(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        return await self._get("performance", filters)

    async def uptime(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        **filters: Any,
    ) -> EndpointMetrics:
        """Retrieve availability.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            **filters: Query parameters, such as `since="30d"`.

        Returns:
            The server's record, as `metrics["…"]` or `metrics.to_dict()`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").uptime(since="30d")
            print(metrics.to_dict())
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        extra_headers = masked_headers(extra_headers)
        filters |= arguments.drop_none(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        return await self._get("uptime", filters)

    async def cost(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        **filters: Any,
    ) -> EndpointMetrics:
        """Retrieve spending.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            **filters: Query parameters, such as `group_by="day"`.

        Returns:
            The server's record, as `metrics["…"]` or `metrics.to_dict()`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").cost(group_by="day")
            print(metrics.to_dict())
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        extra_headers = masked_headers(extra_headers)
        filters |= arguments.drop_none(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        return await self._get("cost", filters)

    async def quality(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        **filters: Any,
    ) -> EndpointMetrics:
        """Retrieve the quality of the responses.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            **filters: Query parameters, such as `window="24h"`.

        Returns:
            The server's record, as `metrics["…"]` or `metrics.to_dict()`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").quality(window="24h")
            print(metrics.to_dict())
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        extra_headers = masked_headers(extra_headers)
        filters |= arguments.drop_none(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        return await self._get("quality", filters)

    async def activity(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        **filters: Any,
    ) -> EndpointMetrics:
        """Retrieve the requests it received.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            **filters: Query parameters, such as `window="24h"`.

        Returns:
            The server's record, as `metrics["…"]` or `metrics.to_dict()`.

        Raises:
            NotFoundError: There is no such endpoint.

        Example:
            ```python
            metrics = await pa.endpoints.metrics("ep_1").activity(window="24h")
            print(metrics.to_dict())
            ```

        API: GET /v1/endpoints/{endpoint_id}/{dimension}
        """
        extra_headers = masked_headers(extra_headers)
        filters |= arguments.drop_none(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        return await self._get("activity", filters)

    async def _get(self, dimension: str, keywords: dict[str, Any]) -> EndpointMetrics:
        known, filters = arguments.split_options(keywords, OPTION_NAMES)
        request = get_endpoint_metrics(self._endpoint_id, dimension, filters=filters)
        return await self._transport.send(request, call_options(known))
