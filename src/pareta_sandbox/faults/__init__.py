"""Faults on demand: what goes wrong on purpose between a service and its client.

- `fault`: what a fault is, and the rule that says which requests it applies to.
- `parsing`: rules as text and as JSON.
- `registry`: the rules, and the faults that were applied.
- `responses` and `positions`: which bytes are sent, and where in them the fault happens.
- `service` and `connection`: the service behind the fault, and the connection in front of it.
- `injector`: applies a fault to a request.
"""

from __future__ import annotations

from .fault import EVER, AppliedFault, Fault, FaultRule

__all__ = ["EVER", "AppliedFault", "Fault", "FaultRule"]
