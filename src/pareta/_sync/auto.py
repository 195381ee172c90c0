# Mirrored from src/pareta/_async/auto.py by codegen/mirror.py; do not edit.
"""`auto`: the model that chooses a model."""

from __future__ import annotations

from collections.abc import Mapping

from pareta.types import AutoMetrics
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.redaction import masked_headers
from pareta_wire import get_auto_metrics


class Auto:
    """`auto`: metrics of the chats with `model="auto"`, for which the service chooses the model.

    Example:
        ```python
        metrics = pa.auto.metrics()
        print(metrics.to_dict())
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def metrics(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> AutoMetrics:
        """Retrieve the metrics of the chats with `model="auto"`.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The metrics. The API does not document their members: read them as `metrics["name"]`.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            metrics = pa.auto.metrics()
            print(metrics.to_dict())
            ```

        API: GET /v1/auto/metrics
        """
        extra_headers = masked_headers(extra_headers)
        return self._transport.send(
            get_auto_metrics(),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
        )
