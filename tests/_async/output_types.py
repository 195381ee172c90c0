"""One output type of each kind that `execute` takes, all with the same two fields. No test lives here."""

from __future__ import annotations

import dataclasses
from typing import Any, TypedDict

import attrs
import msgspec
import pydantic


class PydanticCompany(pydantic.BaseModel):
    founded: str = pydantic.Field(description="MM-YYYY")
    employees: int


@dataclasses.dataclass
class DataclassCompany:
    founded: str
    employees: int


@attrs.define
class AttrsCompany:
    founded: str
    employees: int


class TypedDictCompany(TypedDict):
    founded: str
    employees: int


class MsgspecCompany(msgspec.Struct):
    founded: str
    employees: int


CONTENT: dict[str, Any] = {"founded": "10-1945", "employees": 37_000}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"founded": {"type": "string"}, "employees": {"type": "integer"}},
    "required": ["founded", "employees"],
    "additionalProperties": False,
}
CLASSES: list[Any] = [PydanticCompany, DataclassCompany, AttrsCompany, TypedDictCompany, MsgspecCompany]
