# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Deployed models: their life and their metrics."""
