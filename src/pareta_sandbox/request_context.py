"""The validated request that a handler gets, with the state that it acts on. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import Issue
from .spec import Operation
from .state import State

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile


@dataclass(slots=True)
class RequestContext:
    """One request to one operation, after authentication and validation.

    Attributes:
        operation: The operation of the spec.
        state: What the sandbox remembers.
        path: Path parameters by name.
        query: Query parameters by name, converted to the types of the spec.
        body: The decoded body; the fields of a multipart form.
        files: The files of a multipart form, by field name.
        account: A name for the caller that does not reveal its API key.
        idempotency_key: The `Idempotency-Key` header of a POST, if there is one.
        request_id: The id that the response carries.
        base_url: The sandbox's URL, as the caller sees it.
        find_issues: `SpecValidator.issues`.
        billed_micro_usd: What this request has cost so far.
        frontier_cost_micro_usd: What it would have cost on a frontier model.
    """

    operation: Operation
    state: State
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    files: Mapping[str, UploadFile]
    account: str
    idempotency_key: str | None
    request_id: str
    base_url: str
    find_issues: Callable[[str, object, tuple[str | int, ...]], list[Issue]]
    billed_micro_usd: int = 0
    frontier_cost_micro_usd: int = 0

    def receipt(self) -> dict[str, int]:
        """Return the amounts of the receipt, by the names that openapi.yaml has for them, in micro-USD."""
        return {"billed": self.billed_micro_usd, "frontier-cost": self.frontier_cost_micro_usd}

    def issues(self, schema: str, value: object, location: tuple[str | int, ...]) -> list[Issue]:
        """Return why `value` does not fit a named schema of openapi.yaml; an empty list if it fits."""
        return self.find_issues(f"#/components/schemas/{schema}", value, location)

    def bill(self, micro_usd: int, *, units: int = 1, due_at: float | None = None) -> None:
        """Bill this request. Call it before changing any state.

        Args:
            micro_usd: The price, in micro-USD.
            units: How many runs or rows it pays for.
            due_at: When the entry appears in the ledger, in sandbox seconds; None for now.

        Raises:
            ApiError: The balance does not cover it (402).
        """
        self.state.ledger.bill(
            micro_usd,
            units=units,
            due_at=due_at,
            key=self.idempotency_key,
            operation_id=self.operation.id,
            request_id=self.request_id,
            account=self.account,
        )
        self.billed_micro_usd += micro_usd
