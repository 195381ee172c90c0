# Generated from openapi.yaml by codegen/generate.py. Do not edit.
"""Chats on deployed endpoints in OpenAI's shapes."""
