# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema DeployRequest."""

from __future__ import annotations

from typing import Any, Self

import attrs

from ..model import Model, expect_object, new


@attrs.define(slots=True, repr=False, eq=False)
class DeployRequest(Model):
    """A model to deploy for a task. Members not listed here are passed on."""

    task: str
    """Id of the catalog's task."""
    model: str | None = None
    """Alias of a model on the task's leaderboard. The server takes `recommended` when it is left out."""
    name: str | None = None
    """Name for the endpoint."""
    cost_per_request_micro_usd: int | None = None
    """Known price of one request, in micro-USD."""
    frontier_cost_per_request_micro_usd: int | None = None
    """Price of one request at the frontier model compared with, in micro-USD."""
    region: str | None = None
    """Where to run."""
    provider: str | None = None
    """Whose machines to run on."""
    quality: float | None = None
    """Known quality of the model on the task, from 0 to 1."""
    run_mode: str | None = None
    """How the model is run."""
    taskDisplay: str | None = None
    """Name of the task for people to read."""

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        if data.__class__ is not dict:
            data = expect_object(data, cls)
        self = new(cls)
        self._record = data
        self._response = None
        self.task = data.get("task")
        self.model = data.get("model")
        self.name = data.get("name")
        self.cost_per_request_micro_usd = data.get("cost_per_request_micro_usd")
        self.frontier_cost_per_request_micro_usd = data.get("frontier_cost_per_request_micro_usd")
        self.region = data.get("region")
        self.provider = data.get("provider")
        self.quality = data.get("quality")
        self.run_mode = data.get("run_mode")
        self.taskDisplay = data.get("taskDisplay")
        return self


decode_deploy_request = DeployRequest.from_dict
"""Decode a `DeployRequest`."""
