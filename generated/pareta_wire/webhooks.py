# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The requests that the services send to their users."""

from __future__ import annotations

from .operation import SignedWebhook, WebhookSignature

TASK_RUN_STATUS_WEBHOOK = SignedWebhook(
    name="task_run.status",
    signature=WebhookSignature(
        version="v1",
        secret_prefix="whsec_",
        tolerance=300.0,
        id_header="webhook-id",
        timestamp_header="webhook-timestamp",
        signature_header="webhook-signature",
    ),
)
"""Receive the status of a run. Its body is a `TaskRunStatusWebhook`. Sent to the address that a run was
started with, once for each change of its status. A service that gets no success sends it again, with the same
id.
"""
