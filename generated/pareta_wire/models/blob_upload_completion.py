# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The schema BlobUploadCompletion."""

from __future__ import annotations

import attrs

from ..model import Model


@attrs.define(slots=True, repr=False, eq=False)
class BlobUploadCompletion(Model):
    """What the completed upload led to. Its members are not promised."""


decode_blob_upload_completion = BlobUploadCompletion.from_dict
"""Decode a `BlobUploadCompletion`."""
