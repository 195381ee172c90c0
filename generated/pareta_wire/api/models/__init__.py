# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""What can be called."""
