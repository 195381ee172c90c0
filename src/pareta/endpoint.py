"""`Endpoint`: the generated model, with what stands in for a missing id or name. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pareta_core import arguments
from pareta_wire import models as wire
from pareta_wire.model import DecodeError


# (Set in a method, the fields would count as declared anew there, and otherwise than in the generated class.)
def _name(endpoint: Endpoint) -> None:
    known = endpoint.id or endpoint.name
    if not arguments.usable_id(known):
        raise DecodeError("has neither an id nor a name", "Endpoint")
    endpoint.id = endpoint.id or str(known)
    endpoint.name = endpoint.name or str(known)
    endpoint.taskName = endpoint.taskName or endpoint.task


class Endpoint(wire.Endpoint):
    """A deployed model, callable by its `id` in `chat.completions.create(model=…)`."""

    __slots__ = ()

    if TYPE_CHECKING:
        # One of the two may be missing on the wire, never both, and each stands in for the other.
        id: str  # pyright: ignore[reportIncompatibleVariableOverride]
        name: str  # pyright: ignore[reportIncompatibleVariableOverride]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Decodes a record; where `id`, `name` or `taskName` is missing, its other name stands in."""
        endpoint = super().from_dict(data)
        endpoint._check()
        return endpoint

    _check = _name

    def _merged(self) -> dict[str, Any]:
        # What stands in for something missing is no part of the server's record.
        found = super()._merged()
        sent = found if self._record is None else self._record
        for name in ("id", "name", "taskName"):
            if name not in sent:
                found.pop(name, None)
            elif not sent[name]:
                found[name] = sent[name]
        return found

    @property
    def is_live(self) -> bool:
        """Whether it answers."""
        return self.status == "live"
