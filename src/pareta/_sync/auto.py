# Mirrored from src/pareta/_async/auto.py by codegen/mirror.py; do not edit.
"""`auto`: the model that chooses a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pareta.types import AutoMetrics
from pareta_core.config import RequestOptions, call_options
from pareta_wire import get_auto_metrics

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport


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

    def metrics(self, **options: Unpack[RequestOptions]) -> AutoMetrics:
        """Retrieve the metrics of the chats with `model="auto"`.

        Args:
            **options: The options of every call, such as `timeout` in seconds.

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
        return self._transport.send(get_auto_metrics(), call_options(options))
