"""`Endpoint`: the generated model, with fallbacks for a missing id, name or task name. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pareta_core import arguments
from pareta_wire import models as wire
from pareta_wire.apis import ENDPOINT_OUTCOME
from pareta_wire.model import DecodeError

# The members that another one of the record stands in for.
_FALLBACKS = {"id": "name", "name": "id", "taskName": "task", "task": "taskName"}


class Endpoint(wire.Endpoint):
    """A deployed model. Call it by its `id`, as in `chat.completions.create(model=endpoint.id)`.

    Example:
        ```python
        endpoint = pa.endpoints.retrieve("ep_1")
        print(endpoint.id, endpoint.task, endpoint.status, endpoint.is_live)
        ```
    """

    __slots__ = ()

    if TYPE_CHECKING:
        # A record has at least one of the two; the other falls back to it.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]
        name: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decode a record. Of `id` and `name`, and of `task` and `taskName`, each stands in for the other.

        Args:
            data: The decoded JSON of a response.

        Raises:
            DecodeError: The record is not an endpoint, or has neither an id nor a name.
        """
        endpoint = cls.from_listed(data)
        if not arguments.is_valid_id(endpoint.id):
            raise DecodeError("has neither an id nor a name", "Endpoint")
        return endpoint

    @classmethod
    def from_listed(cls, data: Any) -> Self:
        """Decode a record of a list. Its `id` and `name` are empty if it has neither.

        Args:
            data: The decoded JSON of one item.

        Raises:
            DecodeError: The record is not an endpoint.
        """
        endpoint = super().from_dict(data)
        known = endpoint.id or endpoint.name or ""
        endpoint.id = endpoint.id or known
        endpoint.name = endpoint.name or known
        endpoint.taskName = endpoint.taskName or endpoint.task
        endpoint.task = endpoint.task or endpoint.taskName
        return endpoint

    def _merged(self) -> dict[str, Any]:
        # A fallback is not part of the server's record.
        found, sent = super()._merged(), self._record
        if sent is not None:
            for name, other in _FALLBACKS.items():
                if not sent.get(name) and found.get(name) in (sent.get(other), ""):
                    found.pop(name, None)
                    if name in sent:
                        found[name] = sent[name]
        return found

    @property
    def is_live(self) -> bool:
        """Whether the endpoint accepts requests."""
        return ENDPOINT_OUTCOME.succeeded(self.status)
