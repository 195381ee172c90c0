# Mirrored from src/parallel/_async/__init__.py by codegen/mirror.py; do not edit.
"""The sync source of its `_sync` mirror (codegen/mirror.py)."""
