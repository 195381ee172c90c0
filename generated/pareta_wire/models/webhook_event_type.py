# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The type WebhookEventType."""

from __future__ import annotations

from typing import Literal, TypeAlias

WebhookEventType: TypeAlias = Literal["task_run.status"] | str
"""What a webhook reports."""
