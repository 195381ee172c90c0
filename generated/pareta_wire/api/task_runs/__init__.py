# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Single research runs of the Task API."""
