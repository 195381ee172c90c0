"""Deployed endpoints: their status follows from the clock and from when they were deployed. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pareta_sandbox.clock import SandboxClock

START_SECONDS = 3.0  # until a stopped endpoint is live again


@dataclass(frozen=True, slots=True)
class Stage:
    """One progress event of a deploy, `at` sandbox seconds after the request."""

    at: float
    stage: str
    label: str
    pct: int

    def as_json(self) -> dict[str, object]:
        """Return the data of the event."""
        return {"stage": self.stage, "label": self.label, "pct": self.pct}


DEPLOY_STAGES = (
    Stage(0.0, "provisioning-gpu", "Provisioning a GPU", 0),
    Stage(1.0, "provisioning-gpu", "Provisioning a GPU", 15),
    Stage(2.0, "pulling weights", "Pulling the weights", 30),
    Stage(3.0, "pulling weights", "Pulling the weights", 50),
    Stage(4.0, "pulling weights", "Pulling the weights", 70),
    Stage(5.0, "warming-up", "Warming up", 90),
    Stage(5.5, "warming-up", "Warming up", 97),
)
DEPLOY_SECONDS = 6.0
FAIL_AT_SECONDS = 3.5


@dataclass(slots=True)
class Endpoint:
    """One endpoint. `live_at` is None while it is stopped; `fails_at` is None unless its deploy fails."""

    id: str
    task: str
    model: str
    created_at: float
    live_at: float | None
    fails_at: float | None
    extras: Mapping[str, Any]

    def status(self, now: float) -> str:
        """Return the status at an instant."""
        if self.fails_at is not None:
            return "failed" if now >= self.fails_at else "starting"
        if self.live_at is None:
            return "stopped"
        return "live" if now >= self.live_at else "starting"

    def as_json(self, now: float, base_url: str) -> dict[str, object]:
        """Return the Endpoint at an instant."""
        return {
            **self.extras,
            "id": self.id,
            "name": self.id,
            "model": self.model,
            "status": self.status(now),
            "taskName": self.task,
            "url": f"{base_url}/v1",
        }


class Endpoints:
    """All endpoints, oldest first."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._by_id: dict[str, Endpoint] = {}

    def get(self, endpoint_id: str) -> Endpoint | None:
        """Return an endpoint, or None."""
        return self._by_id.get(endpoint_id)

    def all(self) -> list[Endpoint]:
        """Return all endpoints."""
        return list(self._by_id.values())

    def deploy(
        self, endpoint_id: str, *, task: str, model: str, extras: Mapping[str, Any], fails: bool = False
    ) -> Endpoint:
        """Deploy an endpoint. It becomes live by itself, or fails."""
        now = self._clock.now()
        endpoint = Endpoint(
            id=endpoint_id,
            task=task,
            model=model,
            created_at=now,
            live_at=now + DEPLOY_SECONDS,
            fails_at=now + FAIL_AT_SECONDS if fails else None,
            extras=extras,
        )
        self._by_id[endpoint_id] = endpoint
        return endpoint

    def add_live(self, endpoint_id: str, *, task: str, model: str) -> None:
        """Add an endpoint that is live from the start."""
        self._by_id[endpoint_id] = Endpoint(endpoint_id, task, model, 0.0, 0.0, None, {})

    def start(self, endpoint: Endpoint) -> None:
        """Start an endpoint, if it is stopped."""
        if endpoint.live_at is None:
            endpoint.live_at = self._clock.now() + START_SECONDS

    def stop(self, endpoint: Endpoint) -> None:
        """Stop an endpoint."""
        endpoint.live_at = None

    def delete(self, endpoint: Endpoint) -> None:
        """Delete an endpoint."""
        self._by_id.pop(endpoint.id, None)
