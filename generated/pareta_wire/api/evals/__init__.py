# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Measuring models on your own data."""
