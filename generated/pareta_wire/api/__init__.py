# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""The operations of the spec: a package for each tag, a module for each operation."""
