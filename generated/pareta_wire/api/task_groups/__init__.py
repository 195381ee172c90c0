# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Many research runs under one id."""
