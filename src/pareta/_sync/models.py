# Mirrored from src/pareta/_async/models.py by codegen/mirror.py; do not edit.
"""`models`: the deployed, callable endpoints, in OpenAI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from pareta.decoding import tolerant
from pareta.types import ModelList
from pareta_core.config import RequestOptions, call_options
from pareta_wire import list_models

if TYPE_CHECKING:
    from pareta_core._sync.transport import Transport


class Models:
    """`models`: list what can be called.

    Example:
        ```python
        for model in pa.models.list():
            print(model.id)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, **options: Unpack[RequestOptions]) -> ModelList:
        """List the models that can be called now: the live endpoints, and `auto`.

        Args:
            **options: The options of every call, such as `timeout` in seconds.

        Returns:
            The models; iterate over it, index it, or take its length.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for model in pa.models.list():
                print(model.id)
            ```

        API: GET /v1/models
        """
        return self._transport.send(
            list_models(), call_options(options), decode=tolerant(ModelList.from_dict)
        )
