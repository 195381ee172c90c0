# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The limits and defaults of what clients send: of texts, lists and uploads."""

from __future__ import annotations

from typing import Final

IDEMPOTENCY_KEY_MAX_LENGTH: Final = 255
"""The most characters of Idempotency-Key."""
CREATE_BLOB_UPLOAD_URL_MIN_BYTES: Final = 5242880
"""Bytes of a file from which createBlobUploadUrl gives it a signed address."""
SOURCE_POLICY_INCLUDE_DOMAINS_MAX_ITEMS: Final = 200
"""The most items of SourcePolicy.include_domains."""
SOURCE_POLICY_EXCLUDE_DOMAINS_MAX_ITEMS: Final = 200
"""The most items of SourcePolicy.exclude_domains."""
TASK_GROUP_RUNS_INPUT_INPUTS_MAX_ITEMS: Final = 1000
"""The most items of TaskGroupRunsInput.inputs."""
DEPLOY_REQUEST_MODEL_DEFAULT: Final = "recommended"
"""What the service takes without DeployRequest.model."""
CATALOG_TASK_MATCH_REQUEST_TOP_K_DEFAULT: Final = 5
"""What the service takes without CatalogTaskMatchRequest.top_k."""
EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH: Final = 500
"""The most characters of EvalSetUpload.prompt."""
EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH: Final = 500
"""The most characters of EvalContractUpload.prompt."""
