# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Chats with frontier models, to compare with."""
