# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Benchmarked tasks and their leaderboards."""
