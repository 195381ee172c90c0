# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The model that chooses a model."""
