# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema EvalContract."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import RECORDS, DecodeError, JsonValue, Model, empty_list, expect_object, make_tables, new, null
from ..records import Records, decode_records
from .eval_contract_conflict import EvalContractConflict, decode_eval_contract_conflict
from .eval_contract_proposal import EvalContractProposal, decode_eval_contract_proposal


@attrs.define(slots=True, repr=False, eq=False)
class EvalContract(Model):
    """Tasks that rows and a prompt may belong to."""

    proposals: Records[EvalContractProposal] = attrs.field(
        factory=empty_list, metadata={RECORDS: decode_eval_contract_proposal}
    )
    """The tasks that fit, best first."""
    homogeneous: bool | None = None
    """Whether all rows are of one kind."""
    split: JsonValue | None = None
    """Which rows belong to which task if they are of several kinds."""
    conflict: EvalContractConflict | None = None
    """How rows and prompt contradict each other."""
    closest_task: str | None = None
    """Id of the task that comes closest."""
    prompt: str | None = None
    """The prompt."""
    message: str | None = None
    """Advice for people."""

    def __attrs_post_init__(self) -> None:
        make_tables(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.proposals = decode_records(
            data.get("proposals"), decode_eval_contract_proposal, "EvalContract.proposals"
        )
        self.homogeneous = data.get("homogeneous")
        self.split = data.get("split")
        value = data.get("conflict")
        try:
            self.conflict = null if value is None else decode_eval_contract_conflict(value)
        except DecodeError as error:
            raise error.within("EvalContract.conflict") from None
        self.closest_task = data.get("closest_task")
        self.prompt = data.get("prompt")
        self.message = data.get("message")
        return self


decode_eval_contract = EvalContract.from_dict
"""Decode a `EvalContract`."""
